"""Which features a linear model looks at: sets of templates to choose from, or one's own."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator

from kernel.entry import Entry
from training.tagger.words import features
from training.tagger.words.features import BadFeatures, Template


class SmallTemplates(Entry):
    """The word, its neighbours, its shape and its ending: a small model, quick to answer."""

    title: ClassVar[str] = "Small"
    kind: Literal["small"] = "small"
    lines: ClassVar[tuple[str, ...]] = features.SMALL


class StandardTemplates(Entry):
    """Two words to each side, shapes, beginnings and endings, and pairs of neighbouring words."""

    title: ClassVar[str] = "Standard"
    kind: Literal["standard"] = "standard"
    lines: ClassVar[tuple[str, ...]] = features.DEFAULT


class RichTemplates(Entry):
    """Also pairs and triples of shapes, longer endings and more pairs of words; about twice the
    size."""

    title: ClassVar[str] = "Rich"
    kind: Literal["rich"] = "rich"
    lines: ClassVar[tuple[str, ...]] = features.RICH


class CustomTemplates(Entry):
    """Templates of your own."""

    title: ClassVar[str] = "My own"
    kind: Literal["custom"] = "custom"
    lines: list[str] = Field(list(features.SMALL), min_length=1, max_length=200, title="Templates")
    """Each is property[place]: lower[-1] is the word before in lower case, suffix3[0] the last
    three letters of the word itself. Join several by a bar, as in lower[-1]|lower[0]. Properties:
    word, lower, shape, short_shape, prefix1 to prefix5, suffix1 to suffix5, has_digit, has_hyphen,
    bias; places from -5 to 5."""

    @field_validator("lines")
    @classmethod
    def _readable(cls, lines: list[str]) -> list[str]:
        """Every line is a template, and none stands twice."""
        for line in lines:
            try:
                Template.read(line)
            except BadFeatures as fault:
                raise ValueError(str(fault)) from fault
            if lines.count(line) > 1:
                raise ValueError(f"“{line}” is listed twice; once is enough.")
        return lines


Templates = Annotated[
    StandardTemplates | SmallTemplates | RichTemplates | CustomTemplates,
    Field(discriminator="kind"),
]
