"""A transformer that scores tags: each word by its first piece (Devlin et al. 2019).

Letters: W windows, P pieces, T steps, B sentences, H numbers of a state, K tags.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.tagger.corpus import Part
from training.tagger.layers.chained import Chained
from training.tagger.layers.graph import Graph
from training.tagger.layers.heads import Linear
from training.tagger.layers.transformer import Transformer
from training.tagger.transformer.pieces import Pieces


class PieceBatch(NamedTuple):
    """One step; sentences in falling order of length."""

    ids: Tensor  # (W, P)
    real: Tensor  # (W, P)
    first: Tensor  # (T, B) where a word's first piece stands in (W·P)
    tags: Tensor  # (T, B)
    active: list[int]  # sentences still running at step t
    sentences: NDArray[Any]  # (B,) numbers in the part, in the batch's order
    tokens: int


class FineTuned(Chained):
    """The encoder, a linear layer and a decoder."""

    def __init__(
        self, encoder: Transformer, decoder: Any, tags: list[str], scheme: str, dropout: float
    ) -> None:
        super().__init__()
        self.chain(decoder, tags, scheme)
        self.encoder, self.dropout = encoder, dropout
        self.head = Linear(encoder.size, len(tags))
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)

    def freeze(self, tables: bool, layers: int) -> None:
        """Keep the tables of pieces and positions, or these and the first layers, as they are."""
        kept = self.encoder.below(layers > 0) if tables or layers else []
        for part in [*kept, *self.encoder.layers[:layers]]:
            part.requires_grad_(False)

    def emissions(self, batch: PieceBatch) -> Tensor:
        """(T, B, K)"""
        states = self.encoder(batch.ids, batch.real)  # (W, P, H)
        x = functional.embedding(batch.first, states.flatten(0, 1))  # (T, B, H)
        scores: Tensor = self.head(functional.dropout(x, self.dropout, self.training))
        return scores

    def forward(self, batch: PieceBatch) -> Tensor:
        """The loss, summed over the batch."""
        loss: Tensor = self.decoder(self.emissions(batch), batch.tags, batch.active)
        return loss

    def graph(self) -> bytes:
        """(W, P) pieces and real → (W, P, K) emissions of every piece."""
        graph = Graph()
        ids = graph.input("pieces", "int64", ["W", "P"])
        real = graph.input("real", "float", ["W", "P"])
        graph.linear(self.encoder.write(graph, ids, real), self.head, out="emissions")
        return graph.done("transformer", "emissions", ["W", "P", self.head.out_features])


def collate(
    part: Part, forms: Sequence[str], chosen: NDArray[Any], pieces: Pieces, device: str
) -> PieceBatch:
    """The tensors of the chosen sentences of a part."""
    lengths = part.lengths[chosen]
    falling = np.argsort(-lengths, kind="stable")
    chosen, lengths = chosen[falling], lengths[falling]
    spans = zip(part.starts[chosen], part.starts[chosen + 1], strict=True)
    windows = pieces.windows([[forms[at] for at in part.forms[low:high]] for low, high in spans])
    steps = np.arange(lengths[0])[:, None]  # (T, 1)
    real = steps < lengths  # (T, B)
    starts = np.cumsum(lengths) - lengths
    first = windows.first[np.where(real, starts + steps, 0)]
    tags = part.tags[np.where(real, part.starts[chosen] + steps, part.starts[chosen[0]])]
    return PieceBatch(
        torch.from_numpy(windows.ids).to(device),
        torch.from_numpy(windows.real).to(device),
        torch.from_numpy(first).to(device),
        torch.from_numpy(tags.astype(np.int64)).to(device),
        real.sum(1).tolist(),
        chosen,
        int(lengths.sum()),
    )
