"""The network of a transition-based chunker: what every network knows of words, then moves.

Letters: T steps, B sentences, E numbers per word.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from training.tagger.batch import Batch
from training.tagger.chains import pairs
from training.tagger.chains.actions import Spelled
from training.tagger.layers.forced import forced
from training.tagger.layers.graph import numpy_of
from training.tagger.model import Model
from training.tagger.runtime.transitions import Machine

if TYPE_CHECKING:
    from training.tagger.algorithms.stack_lstm import StackLSTM


class Chunking(Model):
    """Its emissions are the words' rows (T, B, E), as the moves see them."""

    def __init__(
        self, neural: "StackLSTM", words: int, characters: int, tags: list[str], scheme: str,
        *more: Any, **named: Any,
    ) -> None:  # fmt: skip
        super().__init__(neural, words, characters, tags, scheme, *more, **named)
        self.tags, self.scheme = tags, scheme
        self.pairs = pairs.of(tags, scheme)
        self.kinds = self.encoder.size
        self.transitions = neural.decoder.layer(self.kinds, len(self.pairs.labels))

    def forward(self, batch: Batch) -> Tensor:
        """The loss, summed over the batch."""
        return self._loss(self.emissions(batch), batch)

    @torch.no_grad()
    def tag(self, batch: Batch) -> tuple[Tensor, float]:
        """Best tags (T, B), as an endpoint finds them, and the summed loss of the given ones."""
        x = self.emissions(batch)
        loss = float(self._loss(x, batch))
        machine = Machine(self.tables_of_moves(), len(self.pairs.labels))
        rows = np.ascontiguousarray(numpy_of(x).transpose(1, 0, 2))
        found = np.zeros(x.shape[:2], np.int64)
        for column, told in enumerate(machine.read(rows, _lengths(batch))):
            found[: len(told.tokens), column] = self.ids(told)
        return torch.from_numpy(found), loss

    def ids(self, told: Spelled) -> list[int]:
        """The numbers of the tags that moves spell."""
        tags = told.tags(self.pairs.labels, self.scheme)
        return [self.tags.index(tag) for tag in tags]

    def tables_of_moves(self) -> dict[str, Any]:
        """The weights behind the moves, by their names."""
        return {name: numpy_of(one) for name, one in self.transitions.state_dict().items()}

    def _loss(self, x: Tensor, batch: Batch) -> Tensor:
        told = forced(batch.tags.cpu().numpy(), _lengths(batch), self.pairs)
        on_device = type(told)(*(one.to(x.device) for one in told))
        return self.transitions.loss(x, batch.flip, on_device)


def _lengths(batch: Batch) -> Any:
    """(B,) words of each sentence."""
    running = np.array(batch.active)[:, None]
    return (np.arange(len(batch.sentences)) < running).sum(0)
