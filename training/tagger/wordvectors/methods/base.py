"""What all ways to learn word vectors have in common."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger.algorithms.auto import AutoEpochs
from training.tagger.vectors import binary

if TYPE_CHECKING:
    from training.tagger.wordvectors.objectives import Objective
    from training.tagger.wordvectors.telling import Maker
    from training.tagger.wordvectors.text import Text

MORE: JsonDict = {"x-group": "more"}
READ_WORDS, FEWEST, MOST = 5_000_000, 5, 100
"""Words that “auto” reads in all, in so many passes."""


class WordVectors(Entry):
    """Words that stand among the same words get vectors that are near each other."""

    dimension: int = Field(100, ge=2, le=1000, title="Dimension")
    """Numbers per word. 50 to 100 suit the text of one project; 300 needs very much of it."""
    window: int = Field(5, ge=1, le=20, title="Window")
    """Words on each side that count as neighbours. Narrow windows (2) bring words of one kind
    together, wide ones (5 to 10) words of one topic."""
    epochs: AutoEpochs = Field(
        "auto", title="Epochs",
        json_schema_extra={"x-auto": True, "x-minimum": 1, "x-maximum": 1000, "x-default": 10},
    )  # fmt: skip
    """Passes over the text. Auto reads little text up to 100 times, much text 5 times."""
    minimum_count: int = Field(2, ge=1, le=1000, title="Minimum count")
    """Words that occur less often get no vector of their own."""
    negatives: int = Field(5, ge=1, le=50, title="Negative samples", json_schema_extra=MORE)
    """Words drawn by chance that each neighbour is told apart from."""
    subsampling: float = Field(1e-3, ge=0, le=1, title="Subsampling", json_schema_extra=MORE)
    """Words that make up more than this share of the text (“the”) are passed over now and then, so
    that rarer ones count more. 0 = every occurrence counts."""
    case: Literal["keep", "lower"] = Field("keep", title="Capitals", json_schema_extra=MORE)
    """Whether “Apple” and “apple” are two words (keep) or one (lower)."""
    most_words: int = Field(
        100_000, ge=10, le=1_000_000, title="Words at most", json_schema_extra=MORE
    )
    """The most frequent ones are kept; memory grows with them."""

    learns: ClassVar[bool] = True
    """From the text, so that much of it is needed."""

    def maker(self, text: "Text", seed: int, files: Path | None) -> "Maker":
        """What makes the vectors."""
        from training.tagger.wordvectors.learning import Learning

        return Learning(self, text, seed)

    def passes(self, tokens: int) -> int:
        """The number of epochs on a text of so many words.

        >>> from training.tagger.wordvectors.methods import SkipGram
        >>> [SkipGram().passes(tokens) for tokens in (5_000, 250_000, 10_000_000)]
        [100, 20, 5]
        """
        if self.epochs != "auto":
            return self.epochs
        return max(FEWEST, min(MOST, READ_WORDS // max(1, tokens)))

    @abstractmethod
    def objective(self, words: list[str], seed: int) -> "Objective":
        """What learns: fresh tables for these words."""

    def write(
        self, path: Path, words: Sequence[str], counts: Sequence[int], learned: "Objective"
    ) -> None:
        """The file of vectors: word2vec's binary form."""
        binary.write(path, words, learned.input.vectors())
