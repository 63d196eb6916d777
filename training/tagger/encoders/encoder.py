"""What every reader of sentences offers beside its layer."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from kernel.entry import Entry
from training.tagger.estimate import Cost

if TYPE_CHECKING:
    from training.tagger.layers.recurrent import Reader


class Encoder(Entry):
    """The base of the encoders."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Numbers per token that the encoder gives."""

    @abstractmethod
    def cost(self, width: int) -> Cost:
        """What reading rows of `width` numbers costs."""

    @abstractmethod
    def build(self, size: int) -> "Reader":
        """The layer that reads rows of `size` numbers."""
