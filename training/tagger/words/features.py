"""Feature templates of the linear-chain CRF: what a token says of itself and of its neighbours.

A template names properties at places around the token: `lower[-1]` is the word before it in lower
case, `word[-1]|word[0]` both words at once. An attribute is a template with its value:
`lower[-1]=sony`. Outside the sentence a word is the empty text, so `word[-1]=` marks the start.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kernel import strict

_PLACE = re.compile(r"([a-z_0-9]+)\[(-?[0-5])\]\Z")


class BadFeatures(ValueError):
    """Templates or a file of attributes that cannot be used; the message says why."""


def _prefix(length: int, word: str) -> str:
    return word[:length]


def _suffix(length: int, word: str) -> str:
    return word[-length:]


def _shape(word: str) -> str:
    """One letter per character: X capital, x small, 0 digit, c other letter, else itself."""
    return "".join(map(_kind, word))


def _short_shape(word: str) -> str:
    """The shape with runs of one letter written once."""
    return re.sub(r"(.)\1+", r"\1", _shape(word), flags=re.DOTALL)


def _kind(character: str) -> str:
    if character.isupper():
        return "X"
    if character.islower():
        return "x"
    if character.isdigit():
        return "0"
    return "c" if character.isalpha() else character


PROPERTIES: Mapping[str, Callable[[str], str]] = {
    "bias": lambda _: "",
    "word": str,
    "lower": str.lower,
    "shape": _shape,
    "short_shape": _short_shape,
    "has_digit": lambda word: str(any(map(str.isdigit, word))),
    "has_hyphen": lambda word: str("-" in word),
    **{f"prefix{length}": partial(_prefix, length) for length in (1, 2, 3, 4, 5)},
    **{f"suffix{length}": partial(_suffix, length) for length in (1, 2, 3, 4, 5)},
}

SMALL = (
    "bias[0]",
    *(f"lower[{place}]" for place in (-1, 0, 1)),
    "short_shape[0]",
    "suffix3[0]",
)

DEFAULT = (
    "bias[0]",
    *(f"lower[{place}]" for place in (-2, -1, 0, 1, 2)),
    *(f"short_shape[{place}]" for place in (-1, 0, 1)),
    *(f"{name}[0]" for name in ("word", "shape", "has_digit", "has_hyphen")),
    *(f"{edge}{length}[0]" for edge in ("prefix", "suffix") for length in (2, 3, 4)),
    "lower[-1]|lower[0]",
    "lower[0]|lower[1]",
)

RICH = (
    *DEFAULT,
    *(f"{edge}{length}[0]" for edge in ("prefix", "suffix") for length in (1, 5)),
    *(f"short_shape[{place}]" for place in (-2, 2)),
    *(f"suffix3[{place}]" for place in (-1, 1)),
    "lower[-2]|lower[-1]",
    "lower[1]|lower[2]",
    "lower[-1]|lower[1]",
    "short_shape[-1]|short_shape[0]",
    "short_shape[0]|short_shape[1]",
    "short_shape[-1]|short_shape[0]|short_shape[1]",
    "lower[-1]|short_shape[0]",
    "short_shape[0]|lower[1]",
)


@dataclass(frozen=True)
class Template:
    """One or more (place, property) pairs whose values are read together."""

    name: str
    parts: tuple[tuple[int, str], ...]

    @classmethod
    def read(cls, name: str) -> "Template":
        """
        >>> Template.read("word[-1]|shape[0]").parts
        ((-1, 'word'), (0, 'shape'))
        """
        found = [_PLACE.match(part) for part in name.split("|")]
        parts = tuple((int(match[2]), match[1]) for match in found if match)
        if len(parts) < len(found) or any(title not in PROPERTIES for _, title in parts):
            known = ", ".join(PROPERTIES)
            raise BadFeatures(
                f"“{name}” is no template; write property[place] with one of {known}."
            )
        return cls(name, parts)

    def value(self, words: Sequence[str], at: int) -> str:
        """This template's attribute for one token."""
        values = [PROPERTIES[title](_word(words, at + place)) for place, title in self.parts]
        return f"{self.name}={'|'.join(values)}"


def attributes(words: Sequence[str], templates: Sequence[Template]) -> list[list[str]]:
    """The attributes of every token, one per template and in the templates' order.

    >>> attributes(["Sony", "CE"], [Template.read("lower[0]"), Template.read("word[-1]")])
    [['lower[0]=sony', 'word[-1]='], ['lower[0]=ce', 'word[-1]=Sony']]
    """
    rows: list[list[str]] = [[] for _ in words]
    for template in templates:
        for row, value in zip(rows, column(template, words), strict=True):
            row.append(value)
    return rows


def column(template: Template, words: Sequence[str]) -> list[str]:
    """One template's attribute for every token."""
    if len(template.parts) > 1:
        return [template.value(words, at) for at in range(len(words))]
    ((place, title),) = template.parts
    get = PROPERTIES[title]
    head = f"{template.name}="
    return [head + get(_word(words, at + place)) for at in range(len(words))]


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


@dataclass(frozen=True)
class Features:
    """Templates and the attributes that carry weights, in the order of the weight table's rows."""

    templates: tuple[Template, ...]
    attributes: tuple[str, ...]


def dumps(features: Features) -> bytes:
    """The file `features.json`."""
    value = {
        "templates": [template.name for template in features.templates],
        "attributes": list(features.attributes),
    }
    return json.dumps(value, ensure_ascii=False, indent=0).encode()


def loads(raw: bytes) -> Features:
    """Read `features.json`; raises BadFeatures."""
    try:
        value = strict.loads(raw)
    except strict.NotStrict as fault:
        raise BadFeatures(f"The features are not readable: {fault}") from fault
    if not isinstance(value, dict) or set(value) != {"templates", "attributes"}:
        raise BadFeatures("The features have exactly the fields templates and attributes.")
    for name, items in value.items():
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise BadFeatures(f"The features' {name} must be a list of texts.")
        if len(set(items)) < len(items):
            raise BadFeatures(f"The features list one of their {name} twice.")
    return Features(tuple(map(Template.read, value["templates"])), tuple(value["attributes"]))
