"""A linear-chain conditional random field over the sentence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from pydantic.config import JsonDict

from training.tagger.decoders.decoder import Decoder
from training.tagger.estimate import Cost
from training.tagger.losses import ClassWeights, EqualWeights, Likelihood, SequenceLoss

if TYPE_CHECKING:
    from training.tagger.layers.decoding import CRF as Layer

MORE: JsonDict = {"x-group": "more"}


class CRF(Decoder):
    """Weighs whole sequences of tags, so that neighbours agree; trained by their likelihood."""

    title: ClassVar[str] = "CRF"
    kind: Literal["crf"] = "crf"
    loss: SequenceLoss = Field(Likelihood(), title="Loss")
    """What training makes small."""
    class_weights: ClassWeights = Field(EqualWeights(), title="Class weights")
    """How much each label counts in training: an error at a label of weight w stands log w further
    above the right answer."""
    legal_only: bool = Field(True, title="Only well-formed tags", json_schema_extra=MORE)
    """Never answer tags that the scheme forbids, such as an inside without a beginning."""

    def leaning(self, tags: Sequence[str], counts: NDArray[np.int64]) -> NDArray[np.float32] | None:
        """(K, K) what it costs to answer column where row is right."""
        costs, weights = self.loss.costs(tags), self.class_weights.of(tags, counts)
        if weights is None:
            return costs
        raised = np.repeat(np.log(weights)[:, None], len(tags), 1)
        np.fill_diagonal(raised, 0)
        return raised if costs is None else raised + costs

    def cost(self, tags: int) -> Cost:
        """Transitions, start and end."""
        return Cost(tags * (tags + 2), 60 * tags * tags)

    def build(self, tags: int) -> "Layer":
        from training.tagger.layers.decoding import CRF as Layer

        return Layer(tags)
