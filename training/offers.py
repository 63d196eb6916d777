"""The training form as this installation can offer it: choices that nothing here stands behind are
left out, and the form says what would bring them."""

from collections.abc import Iterator
from typing import Any

from kernel.entry import Entry
from training import brought
from training.tagger.presets import PRESETS, Preset
from training.tagger.transformer import sources

Schema = dict[str, Any]
_DEFS = "#/$defs/"
_MISSING = f"MiniLM is not installed here. Whoever runs this server can bring it: {sources.INSTALL}"


def form(recipe: type[Entry]) -> Schema:
    """A recipe's JSON Schema, with the transformers that are here."""
    schema = recipe.model_json_schema()
    here = sources.folders()
    gone = set()
    if not sources.installed():
        gone.add(sources.InstalledTransformer.__name__)
    if not here:
        gone.add(sources.ServerTransformer.__name__)
    else:
        folder = schema["$defs"][sources.ServerTransformer.__name__]["properties"]["name"]
        folder |= {"enum": list(here), "default": next(iter(here)), "x-given": True}
        told = "; ".join(f"{n}: {s.layers} layers of {s.width} numbers" for n, s in here.items())
        folder["description"] = f"{told}."
    for union in _unions(schema):
        _leave_out(union, gone)
    return schema


def presets() -> list[Preset]:
    """The recipes worth starting from whose transformers are here."""
    return [one for one in PRESETS if not brought.lacking(one.recipe)]


def _leave_out(union: Schema, gone: set[str]) -> None:
    mapping = union["discriminator"]["mapping"]
    kinds = {kind for kind, to in mapping.items() if to.removeprefix(_DEFS) in gone}
    if not kinds:
        return
    union["oneOf"] = [one for one in union["oneOf"] if one["$ref"].removeprefix(_DEFS) not in gone]
    union["discriminator"]["mapping"] = {k: to for k, to in mapping.items() if k not in kinds}
    if union.get("default", {}).get("kind") in kinds:
        union["default"] = {"kind": next(iter(union["discriminator"]["mapping"]))}
    if sources.InstalledTransformer.__name__ in gone:
        union["description"] = f"{union.get('description', '')} {_MISSING}".strip()


def _unions(value: Any) -> Iterator[Schema]:
    """Every choice in the schema that has a dropdown."""
    if isinstance(value, dict):
        if "oneOf" in value and "mapping" in value.get("discriminator", {}):
            yield value
        for child in value.values():
            yield from _unions(child)
    elif isinstance(value, list):
        for child in value:
            yield from _unions(child)
