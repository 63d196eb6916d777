"""A conditional random field over hand-made features: no network, ready in seconds."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator
from pydantic.config import JsonDict

from training.tagger.algorithms.linear import Linear
from training.tagger.algorithms.solvers import LBFGS, Solver

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Learner, Setting

MORE: JsonDict = {"x-group": "more"}


class LinearCRF(Linear):
    """Weighs spelling and neighbouring words and chooses the tags of a sentence together (Lafferty
    et al. 2001); trains in seconds, strong on little text."""

    title: ClassVar[str] = "Linear CRF"
    kind: Literal["linear_crf"] = "linear_crf"
    solver: Solver = Field(LBFGS(), title="Solver")
    """How the weights are found."""
    legal_only: bool = Field(False, title="Only well-formed tags", json_schema_extra=MORE)
    """Never answer tags that the scheme forbids, such as an inside without a beginning. Off: they
    are only as unlikely as the training part makes them."""

    @model_validator(mode="before")
    @classmethod
    def _earlier(cls, said: Any) -> Any:
        """Recipes that were saved before there was a choice of solvers name c1 and c2 here."""
        if isinstance(said, dict) and "solver" not in said and {"c1", "c2"} & set(said):
            solver = {"kind": "lbfgs"} | {name: said[name] for name in ("c1", "c2") if name in said}
            said = {name: value for name, value in said.items() if name not in ("c1", "c2")}
            said["solver"] = solver
        return said

    def learner(self, corpus: "Corpus", setting: "Setting") -> "Learner":
        """What trains this model."""
        return self.solver.learner(self, corpus)
