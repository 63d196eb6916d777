"""Every refusal of a form names the field, what is wrong with it, and what would be right."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from kernel.entry import Entry
from workspace.errors import RefusedMany
from workspace.web import Form, Name, check


class Plain(Entry):
    kind: Literal["plain"] = "plain"


class Rich(Entry):
    kind: Literal["rich"] = "rich"
    rate: float = Field(0.1, ge=1e-7, le=10)


class Order(Form):
    name: Name = "x"
    size: int = Field(1, ge=1, le=9)
    color: Literal["red", "blue"] = "red"
    notes: tuple[str, ...] = Field((), max_length=2)
    way: Annotated[Plain | Rich, Field(discriminator="kind")] = Plain()


def said(raw: str) -> str:
    with pytest.raises(RefusedMany) as refused:
        check(Order, raw)
    return refused.value.problems[0].message


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ('{"size": 0}', "“size” must be at least 1; got 0."),
        ('{"size": "7"}', "“size” must be a whole number; got “7”."),
        ('{"size": true}', "“size” must be a whole number; got true."),
        ('{"size": null}', "“size” must be a whole number; got null."),
        ('{"size": ' + "9" * 60 + "}", "“size” must be at most 9; got a very long number."),
        ('{"color": "green"}', "“color” must be 'red' or 'blue'; got “green”."),
        ('{"notes": ["a", "b", "c"]}', "“notes” has at most 2 items; got 3. Send less at once."),
        ('{"notes": [5]}', "“notes[0]” must be a text; got 5."),
        ('{"colour": 1}', "“colour” is not known here; leave it out, or look at its spelling."),
        ('{"way": {"kind": "odd"}}',
         "There is no “way” of the kind “odd”; choose one of 'plain', 'rich'."),
        ('{"way": {}}', "“way” needs a “kind” that says which one it is."),
        ('{"way": {"kind": "rich", "rate": 0}}', "“rate” must be at least 0.0000001; got 0."),
        ('{"name": " "}', "“name” is empty; write something."),
        ('{"name": "\\u200b"}', "The name has no visible character; write one."),
        ('{"name": "a\\u202eb"}', "The name holds a control character (U+202E); remove it."),
        ('{"name": "a\\nb"}', "The name holds a control character (U+000A); remove it."),
        ("[]", "The body must be an object; got a list."),
    ],
)  # fmt: skip
def test_a_refused_value_is_told_in_a_sentence(raw: str, sentence: str) -> None:
    assert said(raw) == sentence


def test_a_long_value_is_not_repeated_whole() -> None:
    assert len(said('{"color": "' + "g" * 5000 + '"}')) < 120


def test_names_of_all_scripts_are_names() -> None:
    names: list[Any] = ["名前", "שם", "e\u0301té", "👩‍🚀"]
    assert [check(Order, f'{{"name": "{name}"}}').name for name in names] == names
