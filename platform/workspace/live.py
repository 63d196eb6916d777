"""Server-sent events: a bounded number of streams, each fed from the database."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import close_old_connections, connection
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.renderers import JSONRenderer

from workspace.errors import Refused

MOST = 8
LIFE_SECONDS = 60.0
EVERY_SECONDS = 0.5
_places = threading.BoundedSemaphore(MOST)
Newer = Callable[[int], list[tuple[int, dict[str, Any]]]]


class EventStreamRenderer(JSONRenderer):
    """Lets a view be asked with `Accept: text/event-stream`, as browsers do; refusals stay JSON."""

    media_type = "text/event-stream"
    format = "events"


def stream(request: HttpRequest, newer: Newer, cursor: int) -> StreamingHttpResponse:
    """Send what `newer(cursor)` finds, for a minute; the browser then comes back by Last-Event-ID.
    Where `newer` raises Refused it ends, and the browser is refused when it comes back.

    Under WSGI each stream holds a thread, so there are at most eight; raises Refused (503) when all
    are taken, and the page polls. Under ASGI (the service `live`) a stream costs a coroutine.
    """
    pieces: Any
    if isinstance(request, ASGIRequest):
        pieces = _async_pieces(newer, cursor)
    elif _places.acquire(blocking=False):
        pieces = _pieces(newer, cursor)
    else:
        raise Refused(
            "All live streams are taken; ask again with ?since= instead.", code="busy", status=503
        )
    response = StreamingHttpResponse(pieces, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _line(number: int, data: dict[str, Any]) -> bytes:
    return f"id: {number}\ndata: {json.dumps(data, cls=DjangoJSONEncoder)}\n\n".encode()


def _pieces(newer: Newer, cursor: int) -> Iterator[bytes]:
    try:
        until = time.monotonic() + LIFE_SECONDS
        yield b"retry: 1000\n\n"
        while time.monotonic() < until:
            for number, data in newer(cursor):
                cursor = number
                yield _line(number, data)
            yield b": alive\n\n"
            time.sleep(EVERY_SECONDS)
    except Refused:
        pass
    finally:
        connection.close()
        _places.release()


async def _async_pieces(newer: Newer, cursor: int) -> AsyncIterator[bytes]:
    def ask(after: int) -> list[tuple[int, dict[str, Any]]]:
        close_old_connections()
        return newer(after)

    until = time.monotonic() + LIFE_SECONDS
    yield b"retry: 1000\n\n"
    with suppress(Refused):
        while time.monotonic() < until:
            for number, data in await sync_to_async(ask)(cursor):
                cursor = number
                yield _line(number, data)
            yield b": alive\n\n"
            await asyncio.sleep(EVERY_SECONDS)
