"""Responses as they go out: one error shape, the same guarding headers on every answer."""

import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

Headers = tuple[tuple[bytes, bytes], ...]


def guard(kind: bytes, policy: bytes) -> Headers:
    """The headers of every answer, for a content type and a Content-Security-Policy."""
    return (
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", policy),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin"),
    )


JSON = guard(b"application/json", b"default-src 'none'; frame-ancestors 'none'")
_SHOWN_ERRORS = 100
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Answer(NamedTuple):
    """One whole response."""

    status: int
    body: bytes
    headers: Sequence[tuple[bytes, bytes]] = ()
    guard: Headers = JSON


class Fault(NamedTuple):
    """One thing that is wrong: where in the body, a code for programs, a sentence for people."""

    at: tuple[str | int, ...]
    code: str
    message: str


class Refused(Exception):
    """An answer that is not the one asked for, with its status and every fault found."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        super().__init__(message)
        shown = [fault._asdict() for fault in faults[:_SHOWN_ERRORS]]
        body = encoded({"code": code, "message": message, "errors": shown})
        self.answer = Answer(status, body, headers)


def invalid(faults: Sequence[Fault]) -> Refused:
    """400 for a body that says what it must not; the first fault is the message."""
    more = f" ({len(faults) - 1} more in errors)" if len(faults) > 1 else ""
    message = faults[0].message + more
    return Refused(HTTPStatus.BAD_REQUEST, "invalid", message, faults=faults)


def busy(code: str, message: str) -> Refused:
    """503 for what will work a moment later."""
    headers = [(b"retry-after", b"1")]
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, code, message, headers=headers)


def encoded(value: Any) -> bytes:
    """Compact JSON in UTF-8, characters as they are."""
    return _ENCODER.encode(value).encode()


async def send_answer(send: Send, given: Answer, *, head_only: bool = False) -> None:
    """Send one whole response; to HEAD its headers alone."""
    sized = (b"content-length", str(len(given.body)).encode())
    start = {"type": "http.response.start", "status": int(given.status)}
    await send({**start, "headers": [*given.guard, *given.headers, sized]})
    await send({"type": "http.response.body", "body": b"" if head_only else given.body})
