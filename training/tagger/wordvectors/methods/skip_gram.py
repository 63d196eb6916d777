"""Skip-gram with negative sampling (Mikolov et al. 2013)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from training.tagger.wordvectors.methods.base import WordVectors

if TYPE_CHECKING:
    from training.tagger.wordvectors.objectives import Objective


class SkipGram(WordVectors):
    """A word foretells each of its neighbours. Good with rare words (Mikolov et al. 2013)."""

    title: ClassVar[str] = "Skip-gram (word2vec)"
    kind: Literal["skip_gram"] = "skip_gram"

    def objective(self, words: list[str], seed: int) -> "Objective":
        from training.tagger.wordvectors.objectives import SkipGram as Objective
        from training.tagger.wordvectors.tables import Table

        return Objective(Table.random(len(words), self.dimension, seed), len(words), self.negatives)
