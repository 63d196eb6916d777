"""Each token chooses its tag for itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from training.tagger.decoders.decoder import Decoder
from training.tagger.estimate import Cost
from training.tagger.losses import ClassWeights, CrossEntropy, EqualWeights, TokenLoss

if TYPE_CHECKING:
    from training.tagger.layers.decoding import Softmax as Layer


class Softmax(Decoder):
    """Every token takes its most probable tag; quicker than a CRF, and blind to its neighbours."""

    title: ClassVar[str] = "Softmax"
    kind: Literal["softmax"] = "softmax"
    chooses: ClassVar[Literal["crf", "softmax"]] = "softmax"
    loss: TokenLoss = Field(CrossEntropy(), title="Loss")
    """What training makes small."""
    class_weights: ClassWeights = Field(EqualWeights(), title="Class weights")
    """How much the tokens of each label count in training."""
    legal_only: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _earlier(cls, said: Any) -> Any:
        """Recipes that were saved before there was a choice of losses name the smoothing here."""
        if isinstance(said, dict) and "smoothing" in said and "loss" not in said:
            said = dict(said)
            said["loss"] = {"kind": "cross_entropy", "smoothing": said.pop("smoothing")}
        return said

    def leaning(self, tags: Sequence[str], counts: NDArray[np.int64]) -> NDArray[np.float32] | None:
        """(K,) how much each tag counts."""
        return self.class_weights.of(tags, counts)

    def cost(self, tags: int) -> Cost:
        """Nothing is learned here."""
        return Cost(0, 60 * tags * tags)

    def build(self, tags: int) -> "Layer":
        from training.tagger.layers.decoding import Softmax as Layer

        return Layer(tags, smoothing=self.loss.smoothing, focus=self.loss.focus)
