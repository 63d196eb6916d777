"""The network of a neural recipe: rows of words, a reader of sentences, scores of tags.

Letters: U distinct words, E numbers per row, T steps, B sentences, H units, K tags.
"""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.batch import Batch
from training.tagger.layers.chained import Chained
from training.tagger.layers.context import Context
from training.tagger.layers.graph import Graph
from training.tagger.layers.heads import Linear
from training.tagger.layers.recurrent import BiLSTM
from training.tagger.layers.stacked import Stacked
from training.tagger.layers.words import WordTable
from training.tagger.runtime.bilstm import SIDES

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural


class Model(Chained):
    """`neural` says which layers; `vectors` are the word tables, one or several."""

    def __init__(
        self, neural: "Neural", words: int, characters: int, tags: list[str], scheme: str,
        vectors: WordTable | Stacked | None = None, given: int = 0, attributes: int = 0,
        context: Context | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.words = vectors if vectors is not None else neural.words.build(words)  # type: ignore[union-attr]
        self.characters = neural.characters.build(characters)
        self.further = nn.ModuleList(neural.further(attributes))
        self.given, self.context = given, context
        told = given + (context.size if context else 0)
        self.encoder = neural.encoder.build(self.row_size + told)
        self.score = neural.head(neural.encoder.size, len(tags))
        self.direct = neural.direct(attributes, len(tags))
        self.kinds = len(tags)
        self.chain(neural.decoder, tags, scheme)  # type: ignore[attr-defined]

    @property
    def asks_kinds(self) -> bool:
        """Whether the graph of words has an input for the kinds of characters."""
        return getattr(self.characters, "kinds", None) is not None

    @property
    def row_size(self) -> int:
        """E: numbers that a word alone brings."""
        layers = [self.words, *([self.characters] if self.characters else []), *self.further]
        return sum(int(layer.size) for layer in layers)

    @property
    def table_size(self) -> int:
        """Numbers per word that the graph of words makes: E, and what the context reads."""
        return self.row_size + (self.context.source_size if self.context else 0)

    def rows(self, batch: Batch) -> Tensor:
        """(U, E): a row is a pure function of its word."""
        told = batch.asked.get("subwords")
        rows: list[Tensor] = [
            self.words(batch.words) if told is None else self.words(batch.words, told)
        ]
        if self.characters is not None:
            kinds = batch.asked.get("kinds")
            rows.append(self.characters(batch.characters, batch.cuts, kinds))
        further: Any = self.further
        rows += [layer(batch.asked[layer.asks]) for layer in further]
        return torch.cat(rows, 1) if len(rows) > 1 else rows[0]

    def emissions(self, batch: Batch) -> Tensor:
        """(T, B, K)"""
        x = functional.embedding(batch.places, self.rows(batch))  # (T, B, E)
        if batch.given is not None:
            x = torch.cat([x, batch.given], 2)
        if self.context is not None:
            x = torch.cat([x, self.context(batch)], 2)
        x = self.encoder(x, batch.flip)  # (T, B, 2H)
        scores: Tensor = self.score(x)
        return scores if self.direct is None else scores + self.direct(batch.attributes)

    def forward(self, batch: Batch) -> Tensor:
        """The loss, summed over the batch."""
        loss: Tensor = self.decoder(self.emissions(batch), batch.tags, batch.active)
        return loss

    def tables_of_batches(self) -> dict[str, Tensor]:
        """The weights with which an endpoint reads batches without a graph, where it can: of one
        BiLSTM layer that reads rows of words, and of one product above it."""
        encoder, score = self.encoder, self.score
        if self.given or self.context is not None or not isinstance(score, Linear):
            return {}
        if not isinstance(encoder, BiLSTM) or len(encoder.ahead) > 1:
            return {}
        layers = {**{side: getattr(encoder, side)[0] for side in SIDES}, "head": score}
        return {
            f"{name}.{key}": weight
            for name, layer in layers.items()
            for key, weight in layer.state_dict().items()
        }

    @torch.no_grad()
    def tag(self, batch: Batch) -> tuple[Tensor, float]:
        """Best tags (T, B) and the summed loss of the given ones."""
        emissions = self.emissions(batch)
        loss = float(self.decoder(emissions, batch.tags, batch.active))
        return self.paths(emissions, batch.active), loss

    def words_graph(self) -> bytes:
        """(U,) word ids and (U, C) character ids → (U, E) rows."""
        graph = Graph()
        parts = [self.words.write(graph, graph.input("words", "int64", ["U"]))]
        if self.characters is not None:
            letters = graph.input("characters", "int64", ["U", "C"])
            kinds = graph.input("kinds", "int64", ["U", "C"]) if self.asks_kinds else ""
            parts.append(self.characters.write(graph, letters, kinds))
        further: Any = self.further
        parts += [layer.write(graph, layer.ask(graph)) for layer in further]
        if self.context is not None:
            parts.append(self.context.write_source(graph))
        graph.add("Concat", *parts, axis=1, out="rows")
        return graph.done("words", "rows", ["U", self.table_size])

    def sentence_graph(self) -> bytes:
        """(B, T, E) rows, (B,) lengths and (B, T, G) given → (B, T, K) emissions."""
        graph = Graph()
        x = graph.input("rows", "float", ["B", "T", self.table_size])
        lengths = graph.input("lengths", "int32", ["B"])
        if self.given:
            more = graph.input("given", "float", ["B", "T", self.given])
            x = graph.add("Concat", x, more, axis=2)
        x = graph.add("Transpose", x, perm=[1, 0, 2])
        if self.context is not None:
            x = self.context.write(graph, x, lengths, self.row_size)
        x = self.encoder.write(graph, x, lengths)
        scores = self.score.write(graph, x)  # type: ignore[operator]
        graph.add("Transpose", scores, perm=[1, 0, 2], out="emissions")
        return graph.done("sentence", "emissions", ["B", "T", self.kinds])
