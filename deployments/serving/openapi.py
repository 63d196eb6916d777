"""The OpenAPI document of one deployment: what it takes, what it answers, which labels it knows."""

from http import HTTPStatus
from itertools import groupby
from typing import Any

from deployments.serving.asks import BODY_BYTES, LONGEST_SENTENCE, MOST_TEXTS, UNITS, Unit
from deployments.serving.refusals import FAULTS, REFUSALS, Refusal
from training.tagger.bundles.bundle import Manifest

EXAMPLE = "The Sony CE-7RM3 has a sharp lens."
_WORDS = ["The", "Sony", "CE-7RM3", "has", "a", "sharp", "lens", "."]
_UNIT_HELP = (
    "What start and end count: codepoint for Python, utf16 for JavaScript and Java, utf8 for Go "
    "and Rust (bytes), token for the words that the text was cut into."
)


def document(
    slug: str, name: str, version: str, manifest: Manifest, unit: Unit = "codepoint"
) -> dict[str, Any]:
    """OpenAPI 3.1 for POST /predict/{slug}, which counts in `unit` unless told."""
    labels = ", ".join(manifest.labels)
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
                    "requestBody": {"required": True, "content": _asked(unit)},
                    "responses": {"200": _found(manifest), **_refused()},
                    "x-limits": _limits(),
                }
            }
        },
        "components": {
            "securitySchemes": {"key": _key()},
            "schemas": {"Entity": _entity(manifest), "Error": _error()},
        },
    }


def _content(schema: dict[str, Any], examples: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    shown = {
        name: {"summary": summary, "value": value} for name, (summary, value) in examples.items()
    }
    return {"application/json": {"schema": schema, "examples": shown}}


def _key() -> dict[str, Any]:
    why = (
        "Send the deployment's key with every request. It was shown once, when the deployment "
        "was made; its owner can make a new one on the deployment's page."
    )
    return {"type": "http", "scheme": "bearer", "description": why}


def _limits() -> list[str]:
    """In sentences; the schemas hold the same numbers for programs."""
    return [
        f"A body has at most {BODY_BYTES:,} bytes.",
        f"A request has at most {MOST_TEXTS:,} texts, or lists of words.",
        f"A sentence has at most {LONGEST_SENTENCE:,} tokens.",
    ]


def _asked(unit: Unit) -> dict[str, Any]:
    schema = {
        "oneOf": [
            {
                "type": "object",
                "title": field,
                "description": help_text,
                "properties": {field: schema, "offset_unit": units},
                "required": [field],
                "additionalProperties": False,
            }
            for field, schema, units, help_text in _shapes(unit)
        ]
    }
    examples: dict[str, tuple[str, Any]] = {
        "text": ("One text", {"text": EXAMPLE, "offset_unit": "utf16"}),
        "texts": ("Several texts", {"texts": [EXAMPLE, "No complaints."]}),
        "tokens": ("Given words", {"tokens": _WORDS}),
    }
    return _content(schema, examples)


def _shapes(default: Unit) -> list[tuple[str, Any, Any, str]]:
    """What a body may hold: the field, its schema, its offset_unit, a sentence."""
    text = {"type": "string"}
    texts = {"type": "array", "items": text, "maxItems": MOST_TEXTS}
    word = {"type": "string", "minLength": 1}
    words = {"type": "array", "items": word, "maxItems": LONGEST_SENTENCE}
    rows = {"type": "array", "items": words, "maxItems": MOST_TEXTS}
    unit = {"enum": list(UNITS), "default": default, "description": _UNIT_HELP}
    token = {"const": "token", "description": "Given words are counted in words."}
    several = {"anyOf": [words, rows]}
    return [
        ("text", text, unit, "One text; it is cut into sentences and words here."),
        ("texts", texts, unit, "Several texts, answered in their order."),
        ("tokens", several, token, "Words that are cut already: one sentence, or a list of them."),
    ]


def _found(manifest: Manifest) -> dict[str, Any]:
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
    shown = {"entities": [_shown(manifest)]} if manifest.labels else {"entities": []}
    examples: dict[str, tuple[str, Any]] = {
        "one": ("To text, or to one list of words", shown),
        "several": (
            "To texts, or to lists of words: one result each, in order",
            {"results": [shown, {"entities": []}]},
        ),
    }
    return {
        "description": "What was found.",
        "content": _content({"oneOf": [one, several]}, examples),
    }


def _shown(manifest: Manifest) -> dict[str, Any]:
    """The shape of an entity; what this model finds in the example is its own affair."""
    found = "Sony CE-7RM3" if manifest.task == "ner" else "Sony"
    start = EXAMPLE.index(found)
    place = {"start": start, "end": start + len(found)}
    return {"text": found, "label": manifest.labels[0], **place, "score": 0.987654}


def _entity(manifest: Manifest) -> dict[str, Any]:
    def whole(what: str) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "description": what}

    properties = {
        "text": {"type": "string", "description": "What stands there."},
        "label": {"enum": list(manifest.labels), "description": "What it is."},
        "start": whole("Where it begins, counted in offset_unit from 0."),
        "end": whole("Where it ends: the first place behind it."),
        "score": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "The model's own probability that exactly this span has this label.",
        },
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _refused() -> dict[str, Any]:
    """One response per status; its examples are the codes."""
    responses = {}
    for status, group in groupby(REFUSALS, key=lambda refusal: refusal.status):
        content = _content(
            {"$ref": "#/components/schemas/Error"},
            {one.code: (one.meaning, _refusal(one)) for one in group},
        )
        responses[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}.",
            "content": content,
        }
    return responses


def _refusal(one: Refusal) -> dict[str, Any]:
    return {"code": one.code, "message": one.meaning, "errors": []}


def _error() -> dict[str, Any]:
    place = {
        "type": "array",
        "items": {"type": ["string", "integer"]},
        "description": "Where in the body: names and numbers from the outside in.",
    }
    text = {"type": "string"}
    known = [{"const": code, "description": meaning} for code, meaning in FAULTS.items()]
    sentence = {"type": "string", "description": "A sentence for people."}
    fault = {
        "at": place,
        "code": {"oneOf": known, "description": "What is wrong there, for programs."},
        "message": sentence,
    }
    properties = {
        "code": text | {"description": "Which error it is, for programs."},
        "message": sentence,
        "errors": {
            "type": "array",
            "description": "Each fault of the body; empty where the body is not at fault.",
            "items": {"type": "object", "properties": fault, "required": list(fault)},
        },
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
