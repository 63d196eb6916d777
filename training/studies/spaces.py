"""What a search may change in a recipe, and how far.

Every number, switch and choice below the algorithm can be searched; the usual ones with ranges that
are worth the time are ticked beforehand.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args, get_origin

from pydantic import Field, model_validator
from pydantic.fields import FieldInfo

from kernel.entry import Entry
from training.tagger.recipe import Recipe

PATH = r"^algorithm(\.[a-z0-9_]+)+$"


class Range(Entry):
    """Numbers between two ends."""

    title: ClassVar[str] = "Range"
    kind: Literal["range"] = "range"
    path: str = Field(pattern=PATH, max_length=120)
    """Where it stands in the recipe, such as algorithm.encoder.units."""
    low: float
    high: float
    log: bool = False
    """Tries 0.001 as often as 0.01 and 0.1."""
    whole: bool = False
    """Only whole numbers."""

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if not self.low < self.high:
            raise ValueError("The low end must be below the high end.")
        if self.log and self.low <= 0:
            raise ValueError("A logarithmic range begins above 0.")
        return self

    @property
    def ends(self) -> tuple[Any, ...]:
        return tuple(int(end) if self.whole else end for end in (self.low, self.high))


class Choices(Entry):
    """One of several values."""

    title: ClassVar[str] = "Choices"
    kind: Literal["choices"] = "choices"
    path: str = Field(pattern=PATH, max_length=120)
    values: list[bool | int | float | str] = Field(min_length=2, max_length=20)

    @property
    def ends(self) -> tuple[Any, ...]:
        return tuple(self.values)


Dimension = Annotated[Range | Choices, Field(discriminator="kind")]


class Offered(NamedTuple):
    """A dimension that a recipe has."""

    title: str
    usual: bool
    dimension: Range | Choices


class Usual(NamedTuple):
    low: float
    high: float
    log: bool = False


USUAL = {
    "units": Usual(50, 300),
    "dropout": Usual(0.1, 0.7),
    "word_dropout": Usual(0.0, 0.7),
    "weight_decay": Usual(1e-4, 0.3, True),
    "c1": Usual(1e-3, 1.0, True),
    "c2": Usual(1e-3, 10.0, True),
}
"""By the field's name, in any entry that has it; the learning rate goes by the optimizer."""
OFTEN_LEFT = {"words", "characters", "context", "lexicon"}
"""Below these the encoder's own dropout and units matter more."""
FIXED = ("epochs", "early_stopping", "seed", "base_rate")
"""What a run costs, and not what it is worth."""
RATE_SPAN = 8.0
AROUND = 4.0
HAIR = 1e-3
"""How far a range stays from a bound that is no value itself."""


def offered(recipe: Recipe) -> list[Offered]:
    """Everything that can be searched in this recipe; `usual` says what is worth it."""
    found = list(_below(recipe.algorithm, "algorithm", ()))
    if not any(one.usual for one in found):
        found = [one._replace(usual=isinstance(one.dimension, Range)) for one in found]
    return found


def usual(recipe: Recipe) -> list[Range | Choices]:
    """What is searched when nothing else is said."""
    return [one.dimension for one in offered(recipe) if one.usual]


def changed(recipe: Recipe, params: Mapping[str, Any]) -> Recipe:
    """The recipe with other values at these paths. Raises ValidationError or KeyError.

    >>> changed(Recipe(), {"algorithm.encoder.units": 70}).algorithm.encoder.units
    70
    """
    said = recipe.model_dump(mode="json")
    for path, value in params.items():
        *way, last = path.split(".")
        place = said
        for step in way:
            place = place[step]
        if last not in place:
            raise KeyError(path)
        place[last] = value
    return Recipe.model_validate(said)


def _below(entry: Entry, path: str, titles: Sequence[str]) -> Iterator[Offered]:
    for name, field in type(entry).model_fields.items():
        value, at = getattr(entry, name), f"{path}.{name}"
        said = (*titles, field.title or name)
        if isinstance(value, Entry):
            yield from _below(value, at, said)
        elif name not in ("kind", *FIXED):
            yield from _of(entry, field, name, value, at, " › ".join(said))


def _of(
    entry: Entry, field: FieldInfo, name: str, value: Any, at: str, title: str
) -> Iterator[Offered]:
    if isinstance(value, bool):
        yield Offered(title, False, Choices(path=at, values=[False, True]))
    elif get_origin(field.annotation) is Literal:
        values = [one for one in get_args(field.annotation) if one is not None]
        if len(values) > 1:
            yield Offered(title, False, Choices(path=at, values=values))
    elif name == "learning_rate":
        optimizer = getattr(entry, "optimizer", None)  # a transformer has none, but a rate
        middle = optimizer.base_rate if optimizer else value
        if isinstance(middle, float):
            low, high = middle / RATE_SPAN, min(10.0, middle * RATE_SPAN / 2)
            yield Offered(title, True, Range(path=at, low=low, high=high, log=True))
    elif isinstance(value, int | float):
        span = _span(field, name, value)
        if span is not None and span.low < span.high:
            whole = isinstance(value, int)
            worth = name in USUAL and not OFTEN_LEFT & set(at.split("."))
            yield Offered(title, worth, Range(path=at, whole=whole, **span._asdict()))


def _span(field: FieldInfo, name: str, value: float) -> Usual | None:
    """Sensible ends within the field's own bounds; None where it has none above."""
    low, high = _bounds(field)
    if high is None:
        return None
    if name in USUAL:
        wanted = USUAL[name]
    elif value > 0 and low is not None:
        wanted = Usual(value / AROUND, value * AROUND, high - low > 10)
    else:
        wanted = Usual(low or 0.0, min(high, 1.0))
    least = max(wanted.low, low if low is not None else wanted.low)
    if isinstance(value, int):
        return Usual(max(1, round(least)), min(round(wanted.high), int(high)), wanted.log)
    return Usual(least, min(wanted.high, high), wanted.log and least > 0)


def _bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    low = high = None
    for rule in field.metadata:
        low = getattr(rule, "ge", low)
        high = getattr(rule, "le", high)
        if hasattr(rule, "gt"):
            low = rule.gt + HAIR
        if hasattr(rule, "lt"):
            high = rule.lt - HAIR
    return low, high
