"""How the weights move after each batch."""

from typing import Annotated

from pydantic import Field

from training.tagger.optimizers.adadelta import Adadelta
from training.tagger.optimizers.adagrad import Adagrad
from training.tagger.optimizers.adam import Adam
from training.tagger.optimizers.adamw import AdamW
from training.tagger.optimizers.nadam import NAdam
from training.tagger.optimizers.rmsprop import RMSprop
from training.tagger.optimizers.sgd import SGD

Optimizer = Annotated[
    Adam | AdamW | NAdam | SGD | RMSprop | Adagrad | Adadelta, Field(discriminator="kind")
]

__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "NAdam", "Optimizer", "RMSprop"]
