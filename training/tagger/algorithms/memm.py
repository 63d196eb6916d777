"""A maximum-entropy Markov model: each tag chosen by the words around it and the tag before."""

from typing import TYPE_CHECKING, ClassVar, Literal

from training.tagger.algorithms.linear import Regularised

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Learner, Setting


class MEMM(Regularised):
    """Each tag is chosen by the words around it and by the tag before it, left to right (McCallum,
    Freitag & Pereira 2000). Mind the label bias: every tag shares out all of its probability among
    its followers, so a tag with few followers passes it on whatever the words say; a linear CRF
    with the same features does not."""

    title: ClassVar[str] = "MEMM"
    kind: Literal["memm"] = "memm"
    decoding: ClassVar[float] = 0.5

    def learner(self, corpus: "Corpus", setting: "Setting") -> "Learner":
        """What trains this model."""
        from training.tagger.learners.linear import LinearLearner
        from training.tagger.learners.objectives import Stepwise

        return LinearLearner(self, corpus, Stepwise, c1=self.c1, c2=self.c2)
