"""Whether this process lives, and whether the whole household is ready."""

import urllib.error
import urllib.request
from datetime import timedelta
from importlib import util
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern
from django.utils import timezone

FRESH = timedelta(seconds=20)


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"state": "alive", "version": settings.VERSION})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when web, worker and serving all answer; else 503 with the part that does not."""
    parts = {"web": _database(), "worker": _worker(), "serving": _serving()}
    status = 200 if all(parts.values()) else 503
    return JsonResponse({"state": "ready" if status == 200 else "waiting", **parts}, status=status)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _worker() -> bool:
    """A worker has reconciled lately."""
    from workspace.models import Pulse

    try:
        return Pulse.objects.filter(name="worker", at__gt=timezone.now() - FRESH).exists()
    except DatabaseError:
        return False


def _serving() -> bool:
    try:
        with urllib.request.urlopen(f"{settings.SERVING_INTERNAL_URL}/readyz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def internal_routes() -> list[URLPattern]:
    """What the serving processes ask the web for."""
    if util.find_spec("deployments.internal") is None:
        return []
    from deployments import internal

    found: list[Any] = internal.urlpatterns
    return found
