"""`python -m deployments.serving --port N --home DIR --catalogue URL --secret-file FILE [--fd N]`.

Answers until SIGTERM or SIGINT, then finishes what it has begun and ends with 0. With `--fd` it
takes over a listening socket that its parent holds, so a successor can listen before this ends,
and several can answer side by side; each of them keeps every model.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from deployments.serving.app import App
from deployments.serving.catalogue import Follower
from deployments.serving.pool import Pool
from deployments.serving.web import Web

_GRACE_SECONDS = 25
_BACKLOG = 2048


class _Server(uvicorn.Server):
    """uvicorn, but a signal ends the process with 0 after the last answer."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._leave)
        yield

    def _leave(self) -> None:
        self.should_exit = True


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal; answers the exit code."""
    given = _parsed(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    try:
        secret = given.secret_file.read_text().strip()
        given.home.mkdir(parents=True, exist_ok=True)
        listening = _listening(given)
        web = Web(given.catalogue, secret)
    except (OSError, ValueError) as fault:
        print(f"The endpoint does not start: {fault}", file=sys.stderr)
        return 2
    if len(secret) < 16:
        print("The endpoint does not start: the shared secret is too short.", file=sys.stderr)
        return 2
    pool = Pool(secret)
    follower = Follower(web, pool, given.home, f"{socket.gethostname()}:{os.getpid()}")
    follower.start()
    _serve(App(pool, echo=os.environ.get("TAGWRIGHT_SERVING_ECHO") == "1"), listening)
    follower.stop()
    return 0


def _serve(app: App, listening: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        server_header=False,
        log_level="warning",
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config).run(sockets=[listening])


def _listening(given: argparse.Namespace) -> socket.socket:
    if given.fd is not None:
        return socket.socket(fileno=given.fd)
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.bind((given.host, given.port))
    own.listen(_BACKLOG)
    return own


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("deployments.serving", description="Answer predictions.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at")
    parser.add_argument("--port", type=int, default=8001, help="port to listen at")
    parser.add_argument("--fd", type=int, help="a listening socket to take over instead")
    parser.add_argument("--home", type=Path, required=True, help="folder for catalogue and bundles")
    parser.add_argument("--catalogue", required=True, help="address of the web's catalogue")
    parser.add_argument(
        "--secret-file", type=Path, required=True, help="secret shared with the web"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
