"""A pre-trained transformer learns to tag: all its weights move a little, a new last layer more."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils import get_total_norm

from training.tagger import batch as batches
from training.tagger.batch import Numbers
from training.tagger.bundles import tensors
from training.tagger.corpus import Corpus, Part
from training.tagger.estimate import Plan
from training.tagger.layers.fine_tuned import FineTuned, PieceBatch, collate
from training.tagger.layers.graph import numpy_of
from training.tagger.layers.moves import adam
from training.tagger.layers.transformer import Transformer
from training.tagger.learners.base import Answer, Exported, Setting
from training.tagger.learners.epochs import EpochLearner
from training.tagger.transformer import pieces, sources

if TYPE_CHECKING:
    from training.tagger.algorithms.transformer import FineTunedTransformer

EVALUATION_TOKENS = 512
"""Padded tokens of a batch when nothing is learned."""
PIECES = 1.35
"""Pieces per word of English newspapers."""
BETAS = {"beta1": 0.9, "beta2": 0.999}


class FineTuningLearner(EpochLearner):
    """The transformer, its new layer and the optimizer's memory."""

    def __init__(self, entry: "FineTunedTransformer", corpus: Corpus, setting: Setting) -> None:
        plan: Plan = entry.plan(corpus.counts(), gpu=setting.device != "cpu")
        super().__init__(corpus, entry, plan, seed=setting.seed, device=setting.device)
        torch.manual_seed(setting.seed)
        self.entry = entry
        found = sources.opened(entry.source, setting.files)
        self.pieces, raw = found.pieces, found.weights()
        self.digest = torch.frombuffer(bytearray(hashlib.sha256(raw).digest()), dtype=torch.uint8)
        encoder = Transformer(found.shape, entry.dropout)
        encoder.take(raw)
        self.model = FineTuned(encoder, entry.decoder, corpus.tags, corpus.scheme, entry.dropout)
        self.model.freeze(entry.freeze_pieces, entry.frozen_layers)
        self.model.to(self.device)
        self._lean()
        self.moved = {n: w for n, w in self.model.named_parameters() if w.requires_grad}
        self.memory = [
            {name: torch.zeros_like(one) for name, one in self.moved.items()} for _ in range(2)
        ]
        self.count = 0
        self._lengths: dict[str, Numbers] = {}

    def _lean(self) -> None:
        """Tell the decoder what its loss and the class weights make of this corpus."""
        counts = np.bincount(self.corpus.parts["train"].tags, minlength=len(self.corpus.tags))
        table = self.entry.decoder.leaning(self.corpus.tags, counts)
        if table is not None:
            self.model.decoder.lean(torch.from_numpy(table).to(self.device))

    @property
    def parameters(self) -> int:
        """Numbers that are learned; those that stay as they are do not count."""
        return sum(weight.numel() for weight in self.moved.values())

    def lengths(self, part: str) -> Numbers:
        """Pieces of each sentence, about as many as it has words: a batch pads pieces."""
        if part not in self._lengths:
            one = self.corpus.parts[part]
            each = np.array([len(self.pieces.of(form)) for form in self.corpus.forms])
            ends = np.cumsum([0, *each[one.forms]])[one.starts]
            self._lengths[part] = np.ceil(np.diff(ends) / PIECES).astype(np.int64)
        return self._lengths[part]

    def learn(self, chosen: Numbers, rate: float) -> tuple[float, int, int]:
        """One step on these sentences of the training part."""
        self.chance()
        batch = self._batch("train", chosen)
        self.model.train()
        loss = self.model(batch)
        (loss / len(chosen)).backward()
        said = float(loss.detach())
        if np.isfinite(said):
            self._step(rate)
        return said, batch.tokens, len(chosen)

    @torch.no_grad()
    def _step(self, rate: float) -> None:
        """AdamW: products are pulled towards zero, biases and norms are not; the new layers move
        `head_factor` times as far."""
        self.count += 1
        grads = {name: one.grad for name, one in self.moved.items() if one.grad is not None}
        if self.entry.gradient_clip:
            share = self.entry.gradient_clip / (get_total_norm(list(grads.values())) + 1e-6)
            torch._foreach_mul_(list(grads.values()), share.clamp(max=1.0))
        for decay, new in ((True, False), (False, False), (True, True), (False, True)):
            names = [n for n in grads if (self.moved[n].ndim > 1, _is_new(n)) == (decay, new)]
            if names:
                adam(
                    [self.moved[name].detach() for name in names],
                    [grads[name] for name in names],
                    [[kept[name] for name in names] for kept in self.memory],
                    self.count,
                    rate * (self.entry.head_factor if new else 1.0),
                    weight_decay=self.entry.weight_decay if decay else 0.0,
                    **BETAS,
                )
        for one in self.moved.values():
            one.grad = None

    def _batch(self, part: str, chosen: Numbers) -> PieceBatch:
        return collate(self.corpus.parts[part], self.corpus.forms, chosen, self.pieces, self.device)

    @torch.no_grad()
    def tag(self, part: str) -> tuple[Numbers, float]:
        """Tag ids of a part's tokens in its order, and the loss per token."""
        one = self.corpus.parts[part]
        said, total = np.zeros(one.tokens, np.int64), 0.0
        self.model.eval()
        for chosen in batches.order(self.lengths(part), 0, 0, tokens=EVALUATION_TOKENS):
            batch = self._batch(part, chosen)
            emissions = self.model.emissions(batch)
            total += float(self.model.decoder(emissions, batch.tags, batch.active))
            columns = self.model.paths(emissions, batch.active).cpu().numpy()
            for column, sentence in enumerate(batch.sentences):
                first, last = one.starts[sentence], one.starts[sentence + 1]
                said[first:last] = columns[: last - first, column]
        return said, total / max(1, one.tokens)

    @torch.no_grad()
    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """Tags and emissions (T, K) of any sentences, one at a time."""
        self.model.eval()
        answers = []
        for words in sentences:
            zeros = np.zeros(len(words), np.int32)
            part = Part(np.arange(len(words), dtype=np.int32), zeros, np.array([0, len(words)]))
            batch = collate(part, words, np.array([0]), self.pieces, self.device)
            emissions = self.model.emissions(batch).float()
            path = self.model.paths(emissions, batch.active)[:, 0].tolist()
            tags = [self.corpus.tags[tag] for tag in path]
            answers.append((tags, emissions[:, 0].cpu().numpy()))
        return answers

    def export(self) -> Exported:
        """The graph, the chain's tables and how words are cut."""
        names = ("transitions", "start", "end")
        chain = zip(names, map(numpy_of, self.model.decoder.tables()), strict=True)
        files = {
            "tables.safetensors": tensors.dumps(dict(chain)),
            "transformer.onnx": self.model.graph(),
            "pieces.json": pieces.dumps(self.pieces),
        }
        return Exported("transformer", self.entry.decoder.kind, self.model.constrained, files)

    def state(self) -> dict[str, Tensor]:
        """What moves, the optimizer's memory, and which transformer it began from."""
        said = {"digest": self.digest, "count": torch.tensor(self.count)}
        for head, held in self._held():
            said |= {f"{head}.{name}": one.detach() for name, one in held.items()}
        return said

    def _held(self) -> list[tuple[str, Mapping[str, Tensor]]]:
        mean, square = self.memory
        return [("moved", self.moved), ("mean", mean), ("square", square)]

    def take(self, state: Mapping[str, Tensor], best: Mapping[str, Tensor]) -> None:
        """Take up what `state` and `best_state` gave."""
        if not torch.equal(state["digest"], self.digest):
            raise ValueError(
                "The transformer is not the one this run began with; start it anew, or bring the "
                "old one back."
            )
        self.count = int(state["count"])
        with torch.no_grad():
            for head, held in self._held():
                for name, one in held.items():
                    one.copy_(state[f"{head}.{name}"])
        self.best_weights = {name: value.to(self.device) for name, value in best.items()}

    def weights(self) -> dict[str, Tensor]:
        """A copy of all that moves."""
        return {name: one.detach().clone() for name, one in self.moved.items()}

    @torch.no_grad()
    def put(self, weights: dict[str, Tensor]) -> None:
        """Take back what `weights` gave."""
        for name, one in self.moved.items():
            one.copy_(weights[name])

    def rest(self) -> None:
        """Back to the processor, and the optimizer's memory is let go."""
        self.device = "cpu"
        self.memory = []
        self.model.cpu().eval()


def _is_new(name: str) -> bool:
    """Whether a weight began at random: the last layer and the decoder."""
    return name.startswith(("head.", "decoder."))
