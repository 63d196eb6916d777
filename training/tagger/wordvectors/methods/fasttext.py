"""fastText: skip-gram over the groups of letters in a word (Bojanowski et al. 2017)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from training.tagger.vectors import fasttext
from training.tagger.wordvectors.methods.base import MORE, WordVectors

if TYPE_CHECKING:
    from training.tagger.wordvectors.objectives import Objective


class FastText(WordVectors):
    """Skip-gram whose words are made of their groups of letters, so that words never seen get a
    vector, too, also at the endpoint (Bojanowski et al. 2017)."""

    title: ClassVar[str] = "fastText"
    kind: Literal["fasttext"] = "fasttext"
    shortest: int = Field(3, ge=1, le=10, title="Shortest group of letters", json_schema_extra=MORE)
    """Letters of the shortest group; “<” and “>” at the word's ends count as letters."""
    longest: int = Field(6, ge=1, le=10, title="Longest group of letters", json_schema_extra=MORE)
    """Letters of the longest group. 3 to 6 suit most languages, 1 to 3 Chinese."""
    buckets: int = Field(50_000, ge=100, le=2_000_000, title="Buckets", json_schema_extra=MORE)
    """Rows that all groups share. More keep different groups apart and make a larger file."""

    @model_validator(mode="after")
    def _in_order(self) -> "FastText":
        if self.shortest > self.longest:
            raise ValueError("The shortest group of letters is longer than the longest one.")
        return self

    def objective(self, words: list[str], seed: int) -> "Objective":
        from training.tagger.wordvectors.objectives import SkipGram as Objective
        from training.tagger.wordvectors.tables import Bags

        bags = Bags(words, self.dimension, self.shortest, self.longest, self.buckets, seed)
        return Objective(bags, len(words), self.negatives)

    def write(
        self, path: Path, words: Sequence[str], counts: Sequence[int], learned: "Objective"
    ) -> None:
        """A file as fastText itself writes it, with the rows of the groups."""
        about = fasttext.Arguments(
            self.dimension, self.window, self.passes(sum(counts)), self.minimum_count,
            self.negatives, 1, 2, 2, self.buckets, self.shortest, self.longest, 100,
            self.subsampling,
        )  # fmt: skip
        rows, output = learned.input.weight.numpy(), learned.output.weight.numpy()
        fasttext.write(path, about, words, counts, rows, output)
