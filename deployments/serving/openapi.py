"""The OpenAPI document of one deployment: what it takes, what it answers, which labels it knows."""

from typing import Any

from deployments.serving.asks import LONGEST_SENTENCE, MOST_TEXTS, UNITS
from training.tagger.bundle import Manifest

_REFUSALS = {
    "400": "The body is not what it should be; errors names each place.",
    "401": "The key is missing or unknown.",
    "404": "No such deployment for this key.",
    "413": "The body is larger than 1 MB.",
    "415": "The body is not application/json.",
    "503": "Too much is waiting, or the model is not loaded yet; Retry-After says when to ask.",
}


def document(slug: str, name: str, version: str, manifest: Manifest) -> dict[str, Any]:
    """OpenAPI 3.1 for POST /predict/{slug}."""
    labels = ", ".join(manifest.labels)
    refusals = {
        status: {"description": why, "content": _json({"$ref": "#/components/schemas/Error"})}
        for status, why in _REFUSALS.items()
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": name,
            "version": version,
            "description": f"Finds {labels} in text. Offsets are half open.",
        },
        "paths": {
            f"/predict/{slug}": {
                "post": {
                    "operationId": "predict",
                    "summary": "Find entities in texts or in given words",
                    "security": [{"key": []}],
                    "requestBody": {"required": True, "content": _json(_ask())},
                    "responses": {
                        "200": {"description": "What was found.", "content": _json(_answer())},
                        **refusals,
                    },
                }
            }
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Entity": _entity(manifest), "Error": _error()},
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ask() -> dict[str, Any]:
    text = {"type": "string"}
    texts = {"type": "array", "items": text, "maxItems": MOST_TEXTS}
    words = {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "maxItems": LONGEST_SENTENCE,
    }
    rows = {"type": "array", "items": words, "maxItems": MOST_TEXTS}
    unit = {
        "enum": list(UNITS),
        "default": "codepoint",
        "description": "What start and end count. utf16 suits JavaScript, codepoint Python.",
    }
    shapes = [
        ("text", text, unit),
        ("texts", texts, unit),
        ("tokens", {"anyOf": [words, rows]}, {"const": "token"}),
    ]
    return {
        "oneOf": [
            {
                "type": "object",
                "properties": {field: schema, "offset_unit": units},
                "required": [field],
                "additionalProperties": False,
            }
            for field, schema, units in shapes
        ],
        "examples": [{"text": "The Sony CE-7RM3 has a sharp lens."}],
    }


def _answer() -> dict[str, Any]:
    one = {
        "type": "object",
        "properties": {
            "entities": {"type": "array", "items": {"$ref": "#/components/schemas/Entity"}}
        },
        "required": ["entities"],
    }
    several = {
        "type": "object",
        "properties": {"results": {"type": "array", "items": one}},
        "required": ["results"],
        "description": "For texts, and for lists of words: one result each, in order.",
    }
    return {"oneOf": [one, several]}


def _entity(manifest: Manifest) -> dict[str, Any]:
    score = {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "The model's own probability that exactly this span has this label.",
    }
    whole = {"type": "integer", "minimum": 0}
    properties = {
        "text": {"type": "string"},
        "label": {"enum": list(manifest.labels)},
        "start": whole,
        "end": whole,
        "score": score,
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _error() -> dict[str, Any]:
    place = {"type": "array", "items": {"type": ["string", "integer"]}}
    text = {"type": "string"}
    fault = {"at": place, "code": text, "message": text}
    properties = {
        "code": text,
        "message": text,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": fault, "required": list(fault)},
        },
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
