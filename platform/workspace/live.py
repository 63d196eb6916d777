"""Server-sent events: a bounded number of streams, each fed from the database."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import StreamingHttpResponse

from workspace.errors import Refused

MOST = 8
LIFE_SECONDS = 60.0
EVERY_SECONDS = 0.5
_places = threading.BoundedSemaphore(MOST)


def stream(
    newer: Callable[[int], list[tuple[int, dict[str, Any]]]], cursor: int
) -> StreamingHttpResponse:
    """Send what `newer(cursor)` finds, for a minute; the browser then comes back by Last-Event-ID.

    Raises Refused (503) when all places are taken: the page polls then.
    """
    if not _places.acquire(blocking=False):
        raise Refused(
            "All live streams are taken; ask again with ?since= instead.",
            code="busy",
            status=503,
        )
    response = StreamingHttpResponse(_pieces(newer, cursor), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _pieces(
    newer: Callable[[int], list[tuple[int, dict[str, Any]]]], cursor: int
) -> Iterator[bytes]:
    try:
        until = time.monotonic() + LIFE_SECONDS
        yield b"retry: 1000\n\n"
        while time.monotonic() < until:
            for number, data in newer(cursor):
                cursor = number
                yield f"id: {number}\ndata: {json.dumps(data, cls=DjangoJSONEncoder)}\n\n".encode()
            yield b": alive\n\n"
            time.sleep(EVERY_SECONDS)
    finally:
        connection.close()
        _places.release()
