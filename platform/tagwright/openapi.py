"""The OpenAPI document, drawn from what the operations declare."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tagwright.api import Operation, operations
from workspace.web import Act


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


PAGING = {
    "cursor": "`next` of the page before",
    "limit": "rows of a page, up to 200",
}
REPLAY = "a text of your own, such as a UUID; the same POST with the same key is done once"
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
    made: dict[str, Any] = {
        "operationId": f"{_room(op)}_{op.view.__name__}_{op.method}",
        "summary": act.summary,
        "tags": [_room(op)],
        "parameters": list(_parameters(op)),
        "responses": {
            str(act.status): {"description": "done", **_content(act, refs)},
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


def _room(op: Operation) -> str:
    room = op.view.__module__.split(".")[0]
    return "workspace" if room == "tagwright" else room


def _parameters(op: Operation) -> Iterator[dict[str, Any]]:
    """What stands in the path, the query and the headers."""
    whole = {"type": "integer", "minimum": 0}
    for part in op.path.split("/"):
        if part.startswith("{"):
            schema = {"type": "string"} if part == "{slug}" else whole
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": schema}
    query = dict(op.act.query)
    if getattr(op.act.out, "__origin__", None) is list and "since" not in query:
        query = {**PAGING, **query}
    for name, help in query.items():
        schema = whole if name in PAGING else {"type": "string"}
        yield {"name": name, "in": "query", "description": help, "schema": schema}
    headers = dict(op.act.headers)
    if op.method == "post" and op.act.replayable:
        headers["Idempotency-Key"] = REPLAY
    for name, help in headers.items():
        required = name in op.act.headers
        yield {
            "name": name,
            "in": "header",
            "required": required,
            "description": help,
            "schema": {"type": "string"},
        }


def _content(act: Act, refs: Any) -> dict[str, Any]:
    out = act.out
    if act.status == 204:
        return {}
    if act.media != "application/json":
        return {"content": {act.media: {"schema": {"type": "string"}}}}
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
