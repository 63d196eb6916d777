"""One class is one choice in a dropdown: form, checks, help text and the saved value."""

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


def _title(model: type[Any], _: object = None) -> str:
    return str(getattr(model, "title", model.__name__))


class Entry(BaseModel):
    """The base of every choice; a subclass sets a ClassVar `title` and a Literal `kind`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        model_title_generator=_title,
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """`kind` has a default, so pydantic leaves it out of `required`; forms need it there."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        for field in schema.get("properties", {}).values():
            field.setdefault("x-group", "basic")  # "more" folds a field away in the form
        if "kind" in schema.get("properties", {}):
            schema["required"] = ["kind", *(n for n in schema.get("required", []) if n != "kind")]
        return schema


def kind_of(entry: type[Entry]) -> str:
    """The word that a saved choice names this entry by.

    >>> from typing import Literal
    >>> class Random(Entry):
    ...     kind: Literal["random"] = "random"
    >>> kind_of(Random)
    'random'
    """
    return str(entry.model_fields["kind"].default)
