"""Gathers each room's operations, the source of the authorization table; one shape of errors."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from workspace.errors import Refused
from workspace.web import Act

logger = logging.getLogger(__name__)

CODES = {
    400: "invalid",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "wrong_media_type",
    429: "too_many",
}

BAD_MULTIPART = (
    "The multipart body cannot be read; send it as curl -F or a browser's form does, "
    "with few fields and the files as files."
)
TOO_LARGE = "A field of the body is larger than 2 MB; send it as a file instead."
OLD_FORM = (
    "Your session's form token is missing or old; reload the page, or send the cookie "
    "csrftoken in the header X-CSRFToken too."
)


def shape(code: str, message: str, status: int) -> dict[str, Any]:
    return {"code": code, "message": message, "errors": []}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API as `{"code", "message", "errors"}`."""
    set_rollback()
    if isinstance(error, Refused):
        wait = str(error.more.get("retry_after", 2))
        headers = {"Retry-After": wait} if error.status in (429, 503) else None
        return Response(error.answer(), status=error.status, headers=headers)
    if isinstance(error, Http404):
        return Response(shape("not_found", "This does not exist.", 404), status=404)
    if isinstance(error, RequestDataTooBig):
        return Response(shape("too_large", TOO_LARGE, 413), status=413)
    if isinstance(error, SuspiciousOperation):
        return Response(shape("malformed", BAD_MULTIPART, 400), status=400)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error, context)
    request = context["request"]
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return Response(
        shape("internal", "Something went wrong inside Tagwright; it has been logged.", 500),
        status=500,
    )


def _of_framework(error: exceptions.APIException, context: dict[str, Any]) -> Response:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    code, message = CODES.get(error.status_code, "invalid"), str(error.detail)
    if isinstance(error, exceptions.NotAuthenticated):
        message = "Sign in, or send an API token in the Authorization header."
    elif isinstance(error, exceptions.UnsupportedMediaType):
        message = "Send JSON (Content-Type: application/json), or multipart/form-data for files."
    elif isinstance(error, exceptions.ParseError):
        code, message = "malformed", BAD_MULTIPART
    elif isinstance(error, exceptions.MethodNotAllowed):
        allowed = [m for m in context["view"].allowed_methods if m not in ("HEAD", "OPTIONS")]
        headers["Allow"] = ", ".join(allowed)
        message = f"{context['request'].method} does nothing here; use {' or '.join(allowed)}."
    elif message.startswith("CSRF Failed"):
        code, message = "csrf", OLD_FORM
    return Response(
        shape(code, message, error.status_code), status=error.status_code, headers=headers
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse(
        shape("not_found", f"There is nothing at {request.path[:200]}.", 404), status=404
    )


def server_error(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        shape("internal", "Something went wrong inside Tagwright; it has been logged.", 500),
        status=500,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return JsonResponse(shape("invalid", "The request could not be read.", 400), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return JsonResponse(
        shape("csrf", OLD_FORM, 403),
        status=403,
    )


class Operation(NamedTuple):
    """One method of one path."""

    path: str
    method: str
    act: Act
    view: type


def operations(patterns: list[URLPattern], prefix: str) -> Iterator[Operation]:
    """All declared operations: the source of the authorization table and of the document."""
    for pattern in patterns:
        view = getattr(pattern.callback, "cls", None)
        for method in ("get", "post", "put", "patch", "delete"):
            handler = getattr(view, method, None)
            if handler is not None:
                path = (
                    str(pattern.pattern)
                    .replace("<int:", "{")
                    .replace("<str:", "{")
                    .replace(">", "}")
                )
                yield Operation(f"{prefix}/{path}", method, handler.act, view)  # type: ignore[arg-type]
