"""What each address answers; an ASGI application on its own, without a framework.

POST /predict/{slug}                tag texts or words; needs a key
GET  /predict/{slug}                its API as a page for people
GET  /predict/{slug}/openapi.json   the same as a document for programs
GET  /healthz                       the process lives
GET  /readyz                        every deployment answers or has failed
POST /echo                          the body again, to measure the server itself; if switched on
"""

import asyncio
import logging
import re
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

from deployments.serving import asks, page
from deployments.serving.asks import BODY_BYTES, Ask
from deployments.serving.batching import Batcher
from deployments.serving.pool import Pool, not_found, unauthorized
from deployments.serving.wire import (
    Answer,
    Receive,
    Refused,
    Send,
    busy,
    encoded,
    guard,
    send_answer,
)

log = logging.getLogger(__name__)
BODY_SECONDS = 30.0
DRAINED_BYTES = 16 * BODY_BYTES
_CLOSE = ((b"connection", b"close"),)
_LARGE_BODY = 32_768
"""From this size on a body is read beside the loop, so that others are not kept waiting."""
_PREDICT = re.compile(r"/predict/([a-z0-9][a-z0-9_-]{0,99})\Z")
_DOCUMENT = re.compile(r"/predict/([a-z0-9][a-z0-9_-]{0,99})/openapi\.json\Z")
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\Z")
_PAGE = guard(b"text/html; charset=utf-8", page.POLICY.encode())
Scope = MutableMapping[str, Any]


class App:
    """Serves one pool of deployments."""

    def __init__(self, pool: Pool, *, echo: bool = False) -> None:
        self._pool = pool
        self._echo = echo
        self._batcher: Batcher | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        """The batcher belongs to the loop, so it is made and ended inside of it."""
        await receive()
        self._batcher = Batcher()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._batcher.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            given = await self._answered(scope, receive)
        except Refused as refused:
            given = refused.answer
        except Exception:
            log.exception("A request to %s failed", scope["path"])
            message = "Something broke here; the request may be sent again."
            given = Refused(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", message).answer
        await send_answer(send, given, head_only=scope["method"] == "HEAD")

    async def _answered(self, scope: Scope, receive: Receive) -> Answer:
        path, method = scope["path"], scope["method"]
        predict = _PREDICT.match(path)
        if predict and method == "POST":
            return Answer(HTTPStatus.OK, await self._predict(predict[1], scope, receive))
        allowed = self._allowed(path)
        allow = [(b"allow", allowed.encode())]
        if method == "OPTIONS":
            return Answer(HTTPStatus.NO_CONTENT, b"", allow)
        if method not in allowed.split(", "):
            message = f"{method} is not answered here; use {allowed}."
            status = HTTPStatus.METHOD_NOT_ALLOWED
            raise Refused(status, "method_not_allowed", message, headers=allow)
        if method == "POST":
            return Answer(HTTPStatus.OK, await _body(scope, receive))
        if predict:
            drawn = page.page(self._pool.described(predict[1]), _origin(scope))
            return Answer(HTTPStatus.OK, drawn, guard=_PAGE)
        return Answer(HTTPStatus.OK, self._read_only(path))

    def _allowed(self, path: str) -> str:
        """The methods of an address; raises Refused where nothing answers."""
        if _PREDICT.match(path):
            return "GET, HEAD, OPTIONS, POST"
        if path == "/echo" and self._echo:
            return "OPTIONS, POST"
        if _DOCUMENT.match(path) or path in ("/healthz", "/readyz"):
            return "GET, HEAD, OPTIONS"
        raise not_found()

    def _read_only(self, path: str) -> bytes:
        document = _DOCUMENT.match(path)
        if document:
            return encoded(self._pool.described(document[1]))
        if path == "/readyz" and not self._pool.ready:
            raise busy("not_ready", "The deployments are being loaded.")
        return encoded({"status": "ok"})

    async def _predict(self, slug: str, scope: Scope, receive: Receive) -> bytes:
        headers = dict(scope["headers"])
        live = self._pool.opened(slug, _key(headers.get(b"authorization", b"")))
        _check_kind(headers)
        raw = await _body(scope, receive)
        ask = await _read(raw, live.wanted.offset_unit)
        if self._batcher is None:
            raise busy("starting", "The process is starting; ask again in a second.")
        return await self._batcher.answer(live.tagger, ask)


def _origin(scope: Scope) -> str:
    """How the asker reached this process, to be shown in examples."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    if not _HOST.match(host):
        host = "{}:{}".format(*scope["server"])
    return f"{scope['scheme']}://{host}"


async def _read(raw: bytes, unit: asks.Unit) -> Ask:
    if len(raw) < _LARGE_BODY:
        return asks.read(raw, unit)
    return await asyncio.to_thread(asks.read, raw, unit)


def _key(header: bytes) -> str:
    scheme, _, key = header.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise unauthorized()
    return key.strip()


def _check_kind(headers: dict[bytes, bytes]) -> None:
    if headers.get(b"content-type") == b"application/json" and b"content-encoding" not in headers:
        return
    kind = headers.get(b"content-type", b"").decode("latin-1").lower()
    name, _, parameters = kind.partition(";")
    charset = parameters.strip().removeprefix("charset=").strip('"')
    plain = headers.get(b"content-encoding", b"identity").lower() == b"identity"
    if name.strip() != "application/json" or charset not in ("", "utf-8") or not plain:
        message = "Send the body with “Content-Type: application/json”, in UTF-8, not compressed."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body; raises Refused if it is too large, too slow or cut off."""
    headers = dict(scope["headers"])
    said = int(headers.get(b"content-length", b"0"))  # the server has refused what is no number
    if said > DRAINED_BYTES or (said > BODY_BYTES and b"expect" in headers):
        raise _too_large()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(receive)
    except TimeoutError:
        why = f"The body did not arrive within {BODY_SECONDS:.0f} seconds."
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "timeout", why, headers=_CLOSE) from None


async def _received(receive: Receive) -> bytes:
    """Read on for a while behind the limit: who still writes cannot hear that it was too much."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _gone()
        part = message.get("body", b"")
        size += len(part)
        if size <= BODY_BYTES:
            parts.append(part)
        elif size > DRAINED_BYTES or not message.get("more_body"):
            raise _too_large()
        if not message.get("more_body"):
            return b"".join(parts)


def _too_large() -> Refused:
    message = "The body is larger than 1 MB; send the texts in several requests."
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", message, headers=_CLOSE)


def _gone() -> Refused:
    """Nobody reads this; the caller went away before the body was whole."""
    return Refused(HTTPStatus.BAD_REQUEST, "disconnected", "The body was not sent to its end.")
