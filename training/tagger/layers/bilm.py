"""A bidirectional language model: what it says of each word in its sentence, layer by layer.

Letters: U distinct words, C places of a word, T steps, B sentences, L layers, P numbers per
direction. Forward and backward never see each other; a token gets both, side by side.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.tagger import elmo
from training.tagger.elmo import BadELMo, Shape, Tables
from training.tagger.layers.byte_cnn import ByteCNN
from training.tagger.layers.graph import Graph, numpy_of
from training.tagger.layers.readers import reader
from training.tagger.layers.recurrent import flip
from training.tagger.words import utf8


class BiLM(nn.Module):
    """Peters et al. (2018): a byte CNN, then L layers of LSTMs in each direction."""

    edges: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = ByteCNN(shape)
        self.ahead = nn.ModuleList(reader(shape) for _ in range(shape.layers))
        self.behind = nn.ModuleList(reader(shape) for _ in range(shape.layers))
        self.register_buffer("edges", torch.from_numpy(utf8.edges()), persistent=False)

    def forward(self, rows: Tensor, places: Tensor) -> Tensor:
        """(T, B, P) rows of words and the places that turn each sentence round → (L, T, B, 2 P)."""
        first, last = self.words(self.edges)
        left = self.told(self.ahead, rows, first)
        right = self.told(self.behind, flip(rows, places), last)
        both = [
            torch.cat([one[1:], flip(two[1:], places)], 2)
            for one, two in zip(left, right, strict=True)
        ]
        return torch.stack(both)

    def told(self, readers: Iterable[nn.Module], rows: Tensor, edge: Tensor) -> list[Tensor]:
        """What one direction's layers say after the sentence's edge and each word: (T + 1, B, P)
        each; a state foretells the word behind it."""
        start = edge.expand(1, rows.shape[1], -1)
        return self.through(readers, torch.cat([start, rows]))[0]

    def through(
        self, readers: Iterable[nn.Module], x: Tensor, states: Sequence[Any] = ()
    ) -> tuple[list[Tensor], list[Any]]:
        """Each layer's rows (T, B, P) and last state; `states` are those of the text before."""
        found, left = [], []
        for at, layer in enumerate(readers):
            said, state = layer(x, states[at] if states else None)
            x = said + x if at and self.shape.residual else said
            found.append(x)
            left.append(state)
        return found, left

    def write(self, graph: Graph, x: str, lengths: str) -> list[str]:
        """(T, B, P) rows of words → one (T, B, 2 P) per layer."""
        whole = graph.add("Cast", lengths, to=7)  # int64
        with torch.no_grad():
            first, last = self.words(self.edges)
        left = self._write_side(graph, x, self.ahead, first)
        turned = graph.add("ReverseSequence", x, whole, batch_axis=1, time_axis=0)
        right = self._write_side(graph, turned, self.behind, last)
        found = []
        for one, two in zip(left, right, strict=True):
            back = graph.add("ReverseSequence", two, whole, batch_axis=1, time_axis=0)
            found.append(graph.add("Concat", one, back, axis=2))
        return found

    def _write_side(
        self, graph: Graph, x: str, readers: Iterable[nn.Module], edge: Tensor
    ) -> list[str]:
        one = graph.add("Slice", x, *(graph.constant([at]) for at in (0, 1, 0)))
        mark = graph.constant(numpy_of(edge)[None, None])
        start = graph.add("Expand", mark, graph.add("Shape", one))
        x = graph.add("Concat", start, x, axis=0)
        cut = [graph.constant([at]) for at in (1, 2**31 - 1, 0)]
        found = []
        for at, layer in enumerate(readers):
            said = layer.write(graph, x)  # type: ignore[operator]
            x = graph.add("Add", said, x) if at and self.shape.residual else said
            found.append(graph.add("Slice", x, *cut))
        return found


def of(shape: Shape, tables: Tables) -> BiLM:
    """A biLM with these weights; raises BadELMo where one is missing or of another shape."""
    model = BiLM(shape)
    try:
        model.load_state_dict({name: torch.from_numpy(one) for name, one in tables.items()})
    except RuntimeError as fault:
        raise BadELMo(f"The weights are not those of the biLM: {str(fault)[:200]}") from None
    return model


def read(path: Path) -> BiLM:
    """A biLM out of its file; raises BadELMo."""
    return of(*elmo.loads(path))


def dumps(model: BiLM) -> bytes:
    """The file of a biLM."""
    tables = {name: numpy_of(weight) for name, weight in model.state_dict().items()}
    return elmo.dumps(model.shape, tables)
