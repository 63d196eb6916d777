"""Each token for itself: multinomial logistic regression over the features of a linear CRF."""

from typing import TYPE_CHECKING, ClassVar, Literal

from training.tagger.algorithms.linear import Regularised

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Learner, Setting


class TokenClassifier(Regularised):
    """Every token is tagged for itself by logistic regression over words and spelling, as if the
    other tags did not exist: the baseline that a sequence model has to beat."""

    title: ClassVar[str] = "Token classifier"
    kind: Literal["token_classifier"] = "token_classifier"
    decoding: ClassVar[float] = 0.4

    def learner(self, corpus: "Corpus", setting: "Setting") -> "Learner":
        """What trains this model."""
        from training.tagger.learners.linear import LinearLearner
        from training.tagger.learners.objectives import Apart

        return LinearLearner(self, corpus, Apart, c1=self.c1, c2=self.c2)
