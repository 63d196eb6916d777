"""What the serving processes ask the web for: what should answer, and the bytes of the models.

All of it is behind the shared secret; people and their sessions have no business here.
"""

import hmac
import threading
import time
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from deployments import queries, services
from deployments.models import Deployment
from kernel import strict
from workspace import files
from workspace.errors import NotFound

WAIT_SECONDS = 10.0
LOOK_SECONDS = 0.25
MOST_WAITING = 8
BODY_LIMIT = 2 << 20
CHUNK = 1 << 20
STATES = (Deployment.State.LIVE, Deployment.State.FAILED)
_places = threading.BoundedSemaphore(MOST_WAITING)
View = Callable[..., HttpResponse]


def for_serving(view: View) -> View:
    """Only with the shared secret; to all others there is nothing here."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        known = hmac.compare_digest(secret.strip().encode(), settings.SERVING_SECRET.encode())
        if scheme.lower() != "bearer" or not known:
            return _refused("not_signed_in", "This needs the secret of the serving processes.", 401)
        return view(request, **kwargs)

    return csrf_exempt(checked)


@for_serving
@require_http_methods(["GET", "POST"])
def catalogue(request: HttpRequest) -> HttpResponse:
    """GET: what should answer, once newer than `since`. POST: what does, and which keys came."""
    if request.method == "POST":
        return _heard(request)
    services.seen()
    since = request.GET.get("since", "")
    if str(queries.version()) == since and not _wait_for_news(since):
        return HttpResponse(status=304)
    return JsonResponse(queries.catalogue())


def _wait_for_news(since: str) -> bool:
    """Look for a change, for some seconds and without holding a connection while asleep.

    When all places are taken it answers at once: who asks then comes again by himself.
    """
    if not _places.acquire(blocking=False):
        return False
    try:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            _let_go()
            time.sleep(LOOK_SECONDS)
            if str(queries.version()) != since:
                return True
        return False
    finally:
        _places.release()


def _let_go() -> None:
    """Close the connection, unless it is in a transaction (as in a test)."""
    if not connection.in_atomic_block:
        connection.close()


def _heard(request: HttpRequest) -> HttpResponse:
    raw = request.read(BODY_LIMIT + 1)
    try:
        if len(raw) > BODY_LIMIT:
            raise ValueError("the body is too large")
        said = strict.loads(raw)
        reports = [_report(one) for one in said["states"]]
        used = [str(key) for key in said.get("used", [])][:10_000]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        return _refused("invalid", f"The states are not readable: {fault}.", 400)
    services.heard(reports)
    if used:
        services.used(used)
    return HttpResponse(status=204)


def _report(one: dict[str, Any]) -> services.Report:
    if one["state"] not in STATES:
        raise ValueError(f"a state is one of {', '.join(STATES)}")
    error = str(one.get("error", ""))
    return services.Report(str(one["slug"]), int(one["version"]), str(one["state"]), error[:500])


@for_serving
@require_GET
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """The bytes of a file of a deployed bundle."""
    if not queries.serves(sha256) or not files.exists(sha256):
        return _refused("not_found", "No deployment needs a file of this hash.", 404)
    response = StreamingHttpResponse(_pieces(sha256), content_type="application/octet-stream")
    return response  # type: ignore[return-value]


def _pieces(sha256: str) -> Iterator[bytes]:
    try:
        with files.open_file(sha256) as stream:
            while piece := stream.read(CHUNK):
                yield piece
    except NotFound:
        return  # swept meanwhile: the reader sees a wrong checksum and asks again


def _refused(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message, "errors": []}, status=status)


urlpatterns = [
    path("internal/catalogue", catalogue),
    path("internal/files/<str:sha256>", file),
]
