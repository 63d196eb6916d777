"""How the weights move after each batch."""

from typing import Annotated

from pydantic import Field

from training.tagger.optimizers.adam import Adam
from training.tagger.optimizers.adamw import AdamW
from training.tagger.optimizers.sgd import SGD

Optimizer = Annotated[Adam | AdamW | SGD, Field(discriminator="kind")]

__all__ = ["SGD", "Adam", "AdamW", "Optimizer"]
