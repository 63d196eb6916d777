"""How the weights of a linear CRF are found. All but L-BFGS are CRFsuite's (Okazaki 2007)."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry

if TYPE_CHECKING:
    from training.tagger.algorithms.linear_crf import LinearCRF
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Learner

MORE: JsonDict = {"x-group": "more"}


class LBFGS(Entry):
    """Quasi-Newton steps over the whole training part towards the one optimum (Nocedal 1980). It
    shows its score after each step, can be stopped at any of them, and goes on after a crash."""

    title: ClassVar[str] = "L-BFGS"
    kind: Literal["lbfgs"] = "lbfgs"
    c2: float = Field(0.1, ge=0, le=100, title="Smoothing (L2)")
    """Pull of all weights towards zero. More smooths more."""
    c1: float = Field(0.0, ge=0, le=100, title="Selection (L1)", json_schema_extra=MORE)
    """Pull that sets useless weights to exactly zero and makes the model smaller (orthant-wise
    steps, Andrew & Gao 2007)."""

    def learner(self, entry: "LinearCRF", corpus: "Corpus") -> "Learner":
        from training.tagger.learners.linear import LinearLearner
        from training.tagger.learners.objectives import Together

        return LinearLearner(
            entry, corpus, Together, c1=self.c1, c2=self.c2, legal=entry.legal_only
        )


class Suite(Entry):
    """A solver of CRFsuite: it cannot be stopped half way, and begins anew after a crash."""

    title: ClassVar[str]
    algorithm: ClassVar[str]

    def parameters(self) -> dict[str, Any]:
        """What the solver is told beside the number of iterations."""
        return self.model_dump(exclude={"kind"})

    def learner(self, entry: "LinearCRF", corpus: "Corpus") -> "Learner":
        from training.tagger.learners.suite import SuiteLearner

        return SuiteLearner(entry, self, corpus)


class L2SGD(Suite):
    """Gradient steps of one sentence each (Shalev-Shwartz et al. 2007). Cannot be stopped half
    way."""

    title: ClassVar[str] = "Stochastic gradient"
    kind: Literal["l2sgd"] = "l2sgd"
    algorithm: ClassVar[str] = "l2sgd"
    c2: float = Field(0.1, ge=0, le=100, title="Smoothing (L2)")
    """Pull of all weights towards zero. More smooths more."""


class AveragedPerceptron(Suite):
    """Moves weights only at errors, and answers by their mean over the run (Collins 2002); very
    quick. Its scores are no probabilities. Cannot be stopped half way."""

    title: ClassVar[str] = "Averaged perceptron"
    kind: Literal["averaged_perceptron"] = "averaged_perceptron"
    algorithm: ClassVar[str] = "ap"


class PassiveAggressive(Suite):
    """Moves weights at errors just as far as is needed (Crammer et al. 2006). Its scores are no
    probabilities. Cannot be stopped half way."""

    title: ClassVar[str] = "Passive aggressive"
    kind: Literal["passive_aggressive"] = "passive_aggressive"
    algorithm: ClassVar[str] = "pa"
    c: float = Field(1.0, gt=0, le=1000, title="Aggressiveness")
    """How far one sentence may move the weights."""


class AROW(Suite):
    """Keeps for each weight how sure it is, and moves the unsure ones (Mejer & Crammer 2010). Its
    scores are no probabilities. Cannot be stopped half way."""

    title: ClassVar[str] = "AROW"
    kind: Literal["arow"] = "arow"
    algorithm: ClassVar[str] = "arow"
    variance: float = Field(1.0, gt=0, le=1000, title="First variance")
    """How unsure every weight is at the start."""
    gamma: float = Field(1.0, gt=0, le=1000, title="Trade-off")
    """More changes less at an error."""


Solver = Annotated[
    LBFGS | L2SGD | AveragedPerceptron | PassiveAggressive | AROW, Field(discriminator="kind")
]
