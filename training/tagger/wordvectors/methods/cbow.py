"""The continuous bag of words with negative sampling (Mikolov et al. 2013)."""

from typing import TYPE_CHECKING, ClassVar, Literal

from training.tagger.wordvectors.methods.base import WordVectors

if TYPE_CHECKING:
    from training.tagger.wordvectors.objectives import Objective


class CBOW(WordVectors):
    """All neighbours together foretell the word between them. Quick; suits frequent words (Mikolov
    et al. 2013)."""

    title: ClassVar[str] = "CBOW (word2vec)"
    kind: Literal["cbow"] = "cbow"

    def objective(self, words: list[str], seed: int) -> "Objective":
        from training.tagger.wordvectors.objectives import CBOW as Objective
        from training.tagger.wordvectors.tables import Table

        return Objective(Table.random(len(words), self.dimension, seed), len(words), self.negatives)
