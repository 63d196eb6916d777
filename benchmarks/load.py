"""Requests as fast as they are answered: by wrk where it is installed, else by clients of our own.

`python -m benchmarks.load URL CLIENTS SECONDS BODIES.json [KEY]` is the latter, as a process apart.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class Load(NamedTuple):
    """What one cell of load brought; latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    failed: int


def press(url: str, clients: int, seconds: float, bodies: list[str], key: str) -> Load:
    """POST the bodies in turn from so many clients that keep their connections."""
    with tempfile.TemporaryDirectory() as folder:
        if wrk := shutil.which("wrk"):
            script = Path(folder) / "bodies.lua"
            script.write_text(_lua(bodies, key), "utf-8")
            command = [wrk, "-t1", f"-c{clients}", f"-d{seconds:.0f}s", "--latency", "-s"]
            return _read(_said([*command, str(script), url]))
        text = Path(folder) / "bodies.json"
        text.write_text(json.dumps(bodies), "utf-8")
        own = [sys.executable, "-m", "benchmarks.load", url, str(clients), str(seconds), str(text)]
        return Load(*json.loads(_said([*own, key])))


def tool() -> str:
    """What `press` uses here, in words."""
    return "wrk" if shutil.which("wrk") else "our own asyncio clients (wrk is not installed)"


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _lua(bodies: list[str], key: str) -> str:
    rows = ",\n".join(f"[==[{body}]==]" for body in bodies)
    return f"""
local bodies, at = {{{rows}}}, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer {key}"
request = function()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
"""


def _read(said: str) -> Load:
    """The figures in wrk's words; all zero where nothing was answered."""
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    times = [re.search(rf"(?m)^\s+{share}%\s+([\d.]+)(us|ms|s)\b", said) for share in (50, 99)]
    if not rate or not all(times):
        return Load(0, 0, 0, 1)
    units = {"us": 1e-3, "ms": 1.0, "s": 1e3}
    p50, p99 = (float(found[1]) * units[found[2]] for found in times if found)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    lost = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = int(bad[1]) if bad else 0
    return Load(float(rate[1]), p50, p99, failed + (sum(map(int, lost.groups())) if lost else 0))


class _Client:
    """One connection, reopened when the server closes it."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self.host, self.port, self.path = parts.hostname or "", parts.port or 80, parts.path
        self.head = f"Host: {parts.netloc}\r\nContent-Type: application/json\r\n"
        self.head += f"Authorization: Bearer {key}\r\n"
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> bool:
        """Whether the answer was 200."""
        reader, writer = self.streams or await asyncio.open_connection(self.host, self.port)
        self.streams = reader, writer
        head = f"POST {self.path} HTTP/1.1\r\n{self.head}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = re.search(rb"content-length: (\d+)", answer)
        await reader.readexactly(int(size[1]) if size else 0)
        if b"connection: close" in answer:
            self.close()
        return answer.startswith(b"http/1.1 200")

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


async def _press(url: str, clients: int, seconds: float, bodies: list[bytes], key: str) -> Load:
    took: list[float] = []
    failed = 0
    end = time.perf_counter() + seconds

    async def one(number: int) -> None:
        nonlocal failed
        client, at = _Client(url, key), number
        while (began := time.perf_counter()) < end:
            try:
                good = await client.post(bodies[at % len(bodies)])
            except (OSError, asyncio.IncompleteReadError):
                client.close()
                good = False
            failed += not good
            took.append(1000 * (time.perf_counter() - began))
            at += clients
        client.close()

    await asyncio.gather(*(one(number) for number in range(clients)))
    took.sort()
    rate = len(took) / seconds
    return Load(rate, took[len(took) // 2], took[int(len(took) * 0.99)], failed)


if __name__ == "__main__":
    address, count, length, file, *rest = sys.argv[1:]
    texts = [body.encode() for body in json.loads(Path(file).read_text("utf-8"))]
    print(json.dumps(asyncio.run(_press(address, int(count), float(length), texts, "".join(rest)))))
