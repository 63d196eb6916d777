"""Structured skip-n-gram (Ling et al. 2015): skip-gram that knows where a neighbour stands."""

from typing import TYPE_CHECKING, ClassVar, Literal

from training.tagger.wordvectors.methods.base import WordVectors

if TYPE_CHECKING:
    from training.tagger.wordvectors.objectives import Objective


class Structured(WordVectors):
    """Skip-gram with output rows of its own for each place around the word, so that order counts:
    made for tagging (Ling et al. 2015), and what Lample et al. (2016) trained on."""

    title: ClassVar[str] = "Structured skip-n-gram"
    kind: Literal["structured"] = "structured"

    def objective(self, words: list[str], seed: int) -> "Objective":
        from training.tagger.wordvectors.objectives import Structured as Objective
        from training.tagger.wordvectors.tables import Table

        table = Table.random(len(words), self.dimension, seed)
        return Objective(table, len(words), self.negatives, self.window)
