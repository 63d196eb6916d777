"""Scores of tokens that a decoder turns into tags: what every network ends with.

Letters: T steps, B sentences, K tags.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.tagger.chains import pairs
from training.tagger.chains.chain import FORBIDDEN
from training.tagger.layers.decoding import best_paths


class Chained(nn.Module):
    """A decoder, and which steps between tags the scheme allows."""

    decoder: Any
    legal: Tensor
    legal_start: Tensor
    legal_end: Tensor

    def chain(self, decoder: Any, tags: list[str], scheme: str) -> None:
        """Build the decoder; its weights are drawn where this is called."""
        self.decoder = decoder.build(len(tags))
        self.constrained = bool(decoder.legal_only)
        allowed = pairs.of(tags, scheme)
        for name in ("legal", "legal_start", "legal_end"):
            table = torch.from_numpy(np.ascontiguousarray(getattr(allowed, name)))
            self.register_buffer(name, table, persistent=False)

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

    def paths(self, emissions: Tensor, active: list[int]) -> Tensor:
        """(T, B) best tags of emissions (T, B, K)."""
        return best_paths(emissions.float(), *self.tables(), active)
