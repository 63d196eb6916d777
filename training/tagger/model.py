"""The network of a neural recipe: rows of words, a reader of sentences, scores of tags.

Letters: U distinct words, E numbers per row, T steps, B sentences, H units, K tags.
"""

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger import pairs
from training.tagger.batch import Batch
from training.tagger.chain import FORBIDDEN
from training.tagger.layers.decoding import best_paths
from training.tagger.layers.words import WordTable

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural


class Model(nn.Module):
    """`neural` says which layers; `vectors` is the word table where it does not start at random."""

    legal: Tensor
    legal_start: Tensor
    legal_end: Tensor

    def __init__(
        self, neural: "Neural", words: int, characters: int, tags: list[str], scheme: str,
        vectors: WordTable | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.words = vectors if vectors is not None else neural.words.build(words)  # type: ignore[union-attr]
        self.characters = neural.characters.build(characters)
        size = self.words.size + (self.characters.size if self.characters else 0)
        self.encoder = neural.encoder.build(size)
        self.score = nn.Linear(self.encoder.size, len(tags))
        self.decoder = neural.decoder.build(len(tags))  # type: ignore[attr-defined]
        self.constrained = neural.decoder.legal_only  # type: ignore[attr-defined]
        allowed = pairs.of(tags, scheme)
        for name in ("legal", "legal_start", "legal_end"):
            table = torch.from_numpy(np.ascontiguousarray(getattr(allowed, name)))
            self.register_buffer(name, table, persistent=False)

    def rows(self, batch: Batch) -> Tensor:
        """(U, E): a row is a pure function of its word."""
        rows: Tensor = self.words(batch.words)
        if self.characters is not None:
            rows = torch.cat([rows, self.characters(batch.characters, batch.cuts)], 1)
        return rows

    def emissions(self, batch: Batch) -> Tensor:
        """(T, B, K)"""
        x = functional.embedding(batch.places, self.rows(batch))  # (T, B, E)
        x = self.encoder(x, batch.flip)  # (T, B, 2H)
        scores: Tensor = self.score(x)
        return scores

    def forward(self, batch: Batch) -> Tensor:
        """The loss, summed over the batch."""
        loss: Tensor = self.decoder(self.emissions(batch), batch.tags, batch.active)
        return loss

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions, start and end as decoding uses them: forbidden steps out of reach."""
        hops, start, end = (table.to(self.legal.device) for table in self.decoder.tables())
        if not self.constrained:
            return hops, start, end
        return (
            hops.masked_fill(~self.legal, FORBIDDEN),
            start.masked_fill(~self.legal_start, FORBIDDEN),
            end.masked_fill(~self.legal_end, FORBIDDEN),
        )

    @torch.no_grad()
    def tag(self, batch: Batch) -> tuple[Tensor, float]:
        """Best tags (T, B) and the summed loss of the given ones."""
        emissions = self.emissions(batch)
        loss = float(self.decoder(emissions, batch.tags, batch.active))
        return best_paths(emissions.float(), *self.tables(), batch.active), loss
