"""What is wrong with a form: pydantic's errors as sentences, at places that the sender knows."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from workspace.errors import Problem

SENTENCES = {
    "missing": "{name} is missing; send it.",
    "extra_forbidden": "{name} is not known here; leave it out, or look at its spelling.",
    "string_type": "{name} must be a text; got {got}.",
    "int_type": "{name} must be a whole number; got {got}.",
    "int_from_float": "{name} must be a whole number; got {got}.",
    "float_type": "{name} must be a number; got {got}.",
    "finite_number": "{name} must be a finite number; got {got}.",
    "bool_type": "{name} must be true or false; got {got}.",
    "list_type": "{name} must be a list; got {got}.",
    "tuple_type": "{name} must be a list; got {got}.",
    "dict_type": "{name} must be an object; got {got}.",
    "model_type": "{name} must be an object; got {got}.",
    "string_too_long": "{name} is too long; its limit in characters is {max_length:,}.",
    "string_too_short": "{name} is empty; write something.",
    "too_long": "{name} has at most {max_length:,} items; got {actual_length}. Send less at once.",
    "too_short": "{name} needs at least {min_length}; add one.",
    "greater_than": "{name} must be more than {gt}; got {got}.",
    "greater_than_equal": "{name} must be at least {ge}; got {got}.",
    "less_than": "{name} must be less than {lt}; got {got}.",
    "less_than_equal": "{name} must be at most {le}; got {got}.",
    "literal_error": "{name} must be {expected}; got {got}.",
    "union_tag_invalid": "There is no {name} of the kind {got}; choose one of {expected_tags}.",
    "union_tag_not_found": "{name} needs a “kind” that says which one it is.",
    "string_pattern_mismatch": "{name} must have the form {pattern}; got {got}.",
}
SHOWN = 40


def problems(form: Any, error: ValidationError) -> list[Problem]:
    """Pydantic's errors with paths that the sender knows."""
    return [
        Problem(at := place(form, e["loc"]), e["type"], _sentence(at, e))
        for e in error.errors(include_url=False)
    ]


def _sentence(at: tuple[str | int, ...], error: Mapping[str, Any]) -> str:
    """One error in words: which field, what is wrong, what would be right."""
    if words := SENTENCES.get(error["type"]):
        context = error.get("ctx") or {}
        limits = {name: _plain(value) for name, value in context.items()}
        return words.format(name=_named(at), got=_got(error, context), **limits)
    text = str(error["msg"]).removeprefix("Value error, ")
    return text if text.endswith((".", "?")) else text[:1].upper() + text[1:] + "."


def _named(at: tuple[str | int, ...]) -> str:
    names = [part for part in at if isinstance(part, str)]
    if not names:
        return "The body"
    nth = f"[{at[-1]}]" if isinstance(at[-1], int) else ""
    return f"“{names[-1][:SHOWN]}{nth}”"


def _got(error: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """What was sent, as JSON says it, when it is short enough to help."""
    found = context.get("tag", error.get("input"))
    if isinstance(found, str):
        return f"“{found[:SHOWN]}…”" if len(found) > SHOWN else f"“{found}”"
    words = {list: "a list", tuple: "a list", dict: "an object", NoneType: "null"}
    if found is True or found is False:
        return str(found).lower()
    if type(found) in words:
        return words[type(found)]
    return str(found)[:SHOWN] if isinstance(found, float) or _short(found) else "a very long number"


def _plain(limit: Any) -> Any:
    """A limit as people write it: 0.0000001, not 1e-07."""
    return f"{limit:.10f}".rstrip("0").rstrip(".") if isinstance(limit, float) else limit


def _short(found: Any) -> bool:
    return not isinstance(found, int) or found.bit_length() < 128


def place(form: Any, loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """An error's path without the names of union members, which only pydantic knows.

    Walks the form's fields rather than the data, which may hold anything.
    """
    out: list[str | int] = []
    here: Any = form
    for part in loc:
        if part == "[key]":  # the name before it is what is wrong
            continue
        kinds = _members(here)
        if len(kinds) > 1 and isinstance(part, str):  # which member of a union it tried
            here = next((k for k in kinds if _tag(k) == part), None)
            continue
        out.append(part)
        here = _inside(kinds[0] if kinds else None, part)
    return tuple(out)


def _members(kind: Any) -> list[Any]:
    """The members of a union, `Annotated` taken off; a single kind is its own only member.

    None is no member: pydantic leaves “may be null” out of its paths.
    """
    if get_origin(kind) is Annotated:
        return _members(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [m for part in get_args(kind) if part is not NoneType for m in _members(part)]
    return [kind]


def _tag(kind: Any) -> str | None:
    """The word that pydantic puts into a path for this member of a tagged union."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    field = kind.model_fields.get("kind")
    return str(field.default) if field else kind.__name__


def _inside(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        return field.annotation if field else None
    inner = [a for a in get_args(kind) if a is not Ellipsis]
    return inner[-1] if inner else None
