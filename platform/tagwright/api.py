"""Gathers each room's routes; one error shape; the OpenAPI document; the authorization table."""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
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


def shape(code: str, message: str, status: int) -> dict[str, Any]:
    return {"code": code, "message": message, "errors": []}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error of the API as `{"code", "message", "errors"}`."""
    set_rollback()
    if isinstance(error, Refused):
        headers = {"Retry-After": "2"} if error.status in (429, 503) else None
        return Response(error.answer(), status=error.status, headers=headers)
    if isinstance(error, Http404):
        return Response(shape("not_found", "This does not exist.", 404), status=404)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    request = context["request"]
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return Response(
        shape("internal", "Something went wrong inside Tagwright; it has been logged.", 500),
        status=500,
    )


def _of_framework(error: exceptions.APIException) -> Response:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    message = str(error.detail)
    if isinstance(error, exceptions.NotAuthenticated):
        message = "Sign in, or send an API token in the Authorization header."
    if isinstance(error, exceptions.UnsupportedMediaType):
        message = "Send JSON (Content-Type: application/json), or multipart/form-data for files."
    code = CODES.get(error.status_code, "invalid")
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
        shape("csrf", "Your session's form token is missing or old; reload the page.", 403),
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


def document(patterns: list[URLPattern], prefix: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these routes."""
    found = list(operations(patterns, prefix))
    models = {m for op in found for m in (op.act.body, _model(op.act.out)) if m}
    modes = [(m, "validation") for m in sorted(models, key=lambda m: (m.__name__, m.__module__))]
    refs, schemas = models_json_schema(modes, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    paths: dict[str, Any] = {}
    for op in found:
        paths.setdefault(op.path, {})[op.method] = _operation(op, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tagwright", "version": version},
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}) | {"Error": ERROR},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }


ERROR = {
    "type": "object",
    "required": ["code", "message", "errors"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "at": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def _model(out: Any) -> type[BaseModel] | None:
    inner = getattr(out, "__args__", (out,))[0]
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _operation(op: Operation, refs: Any) -> dict[str, Any]:
    act = op.act
    names = [part[1:-1] for part in op.path.split("/") if part.startswith("{")]
    made: dict[str, Any] = {
        "operationId": f"{op.view.__name__}_{op.method}",
        "summary": act.summary,
        "tags": [op.view.__module__.split(".")[0]],
        "parameters": [
            *(
                {"name": n, "in": "path", "required": True, "schema": {"type": "integer"}}
                for n in names
            ),
            *(
                {"name": n, "in": "query", "description": d, "schema": {"type": "string"}}
                for n, d in act.query.items()
            ),
        ],
        "responses": {
            str(act.status): {"description": "done", **_content(act.out, refs)},
            "default": {
                "description": "refused",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    if act.body is not None:
        kind = "multipart/form-data" if act.files else "application/json"
        made["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": refs[(act.body, "validation")]}},
        }
    if act.role == "anyone":
        made["security"] = []
    return made


def _content(out: Any, refs: Any) -> dict[str, Any]:
    if out is None:
        return {}
    model = _model(out)
    schema: dict[str, Any] = refs[(model, "validation")] if model else {"type": "object"}
    if getattr(out, "__origin__", None) is tuple:  # a short list, whole
        schema = {"type": "array", "items": schema}
    if getattr(out, "__origin__", None) is list:
        schema = {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": {"type": "array", "items": schema},
                "next": {"type": ["integer", "null"]},
            },
        }
    return {"content": {"application/json": {"schema": schema}}}
