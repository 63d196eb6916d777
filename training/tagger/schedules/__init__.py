"""How the learning rate changes while a run goes on."""

from typing import Annotated

from pydantic import Field

from training.tagger.schedules.constant import Constant
from training.tagger.schedules.cosine import Cosine
from training.tagger.schedules.inverse_decay import InverseDecay
from training.tagger.schedules.moment import Moment
from training.tagger.schedules.plateau import Plateau
from training.tagger.schedules.warmup_linear import WarmupLinear

Schedule = Annotated[
    InverseDecay | Constant | WarmupLinear | Cosine | Plateau, Field(discriminator="kind")
]

__all__ = [
    "Constant", "Cosine", "InverseDecay", "Moment", "Plateau", "Schedule", "WarmupLinear",
]  # fmt: skip
