"""The same POST sent twice is done once: answers kept under their Idempotency-Key for a day."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from rest_framework.request import Request
from rest_framework.response import Response

from workspace.errors import Conflict, Refused
from workspace.models import Replay, User

KEY_CHARACTERS = 200


def once(request: Request, raw: bytes | None, *, by: User, act: Callable[[], Response]) -> Response:
    """Do a POST once per key; the second one gets the first one's answer, without its secrets.

    `raw` is the body's bytes, None for multipart. The key's row and what the act writes are one
    transaction: twins wait for each other, and a refused act leaves no key behind.
    """
    key = _key(request)
    digest = hashlib.sha256(raw).hexdigest() if raw is not None else _digest(request)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Replay.objects.create(
                    user_id=by.pk, key=key, path=request.path, body_hash=digest
                )
        except IntegrityError:
            return _again(by, key, request.path, digest)
        response = act()
        row.status, row.answer = response.status_code, _without_secrets(response.data)
        row.save()
    return response


def _key(request: Request) -> str:
    key = str(request.headers.get("Idempotency-Key", ""))
    if len(key) > KEY_CHARACTERS or not key.isprintable():
        raise Refused(
            f"An Idempotency-Key has at most {KEY_CHARACTERS} printable characters; "
            "a UUID does well.",
            at=("Idempotency-Key",),
        )
    return key


def _again(by: User, key: str, path: str, digest: str) -> Response:
    row = Replay.objects.get(user_id=by.pk, key=key)
    if (row.path, row.body_hash) != (path, digest):
        raise Conflict(
            "This Idempotency-Key was used for another request; use a new key.",
            code="key_reused",
        )
    return Response(row.answer, status=row.status)


def _digest(request: Request) -> str:
    """A multipart body by its fields and the bytes of its files; the boundary may differ."""
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _without_secrets(data: Any) -> Any:
    """What is shown once is not kept: a replayed answer has null there."""
    if isinstance(data, dict):
        return {k: None if k in ("key", "token", "sign_in_link") else v for k, v in data.items()}
    return data
