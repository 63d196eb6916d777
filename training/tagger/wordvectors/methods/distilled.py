"""Static vectors distilled from a transformer."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger.transformer.sources import InstalledTransformer, Source

if TYPE_CHECKING:
    from training.tagger.wordvectors.telling import Maker
    from training.tagger.wordvectors.text import Text

MORE: JsonDict = {"x-group": "more"}


class Distilled(Entry):
    """A transformer that has read much text reads each of your words once, alone: good vectors in
    a minute, however little text you have."""

    title: ClassVar[str] = "Distilled from a transformer"
    kind: Literal["distilled"] = "distilled"
    learns: ClassVar[bool] = False
    source: Source = Field(InstalledTransformer(), title="Transformer")
    """Which transformer reads the words."""
    dimension: int = Field(256, ge=2, le=4096, title="Dimension")
    """Numbers per word: the directions in which the words differ most. At most the transformer's
    own."""
    minimum_count: int = Field(1, ge=1, le=1000, title="Minimum count")
    """Words that occur less often get no vector of their own."""
    own_words: bool = Field(True, title="Also the transformer's own words")
    """The words that its vocabulary lists get vectors too, so that an endpoint knows words that
    your text never showed."""
    weigh: bool = Field(False, title="Shorter vectors for frequent words", json_schema_extra=MORE)
    """A word of share p gets the weight 0.001 / (0.001 + p)."""
    case: Literal["keep", "lower"] = Field("keep", title="Capitals", json_schema_extra=MORE)
    """Whether “Apple” and “apple” are two words (keep) or one (lower)."""
    most_words: int = Field(
        100_000, ge=10, le=1_000_000, title="Words at most", json_schema_extra=MORE
    )
    """The most frequent ones are kept; memory grows with them."""

    def maker(self, text: "Text", seed: int, files: Path | None) -> "Maker":
        """What makes the vectors; chance has no part in it."""
        from training.tagger.wordvectors.distilling import Distilling

        return Distilling(self, text, files)
