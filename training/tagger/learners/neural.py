"""A network over words learns: one optimizer step per batch, the chances of dropout and of hidden
words drawn anew in each."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from training.tagger import batch as batches
from training.tagger.batch import Numbers
from training.tagger.bundles import tensors
from training.tagger.bundles.bundle import Kind
from training.tagger.corpus import Corpus, Part
from training.tagger.estimate import Plan
from training.tagger.layers.decoding import best_paths
from training.tagger.layers.graph import numpy_of
from training.tagger.layers.recurrent import Rounding, multiplies_bfloat16
from training.tagger.learners import numbered
from training.tagger.learners.base import Answer, Exported
from training.tagger.learners.contexts import Contexts
from training.tagger.learners.epochs import EpochLearner
from training.tagger.learners.progress import Epoch, Note, Step
from training.tagger.learners.steps import Steps
from training.tagger.learners.told import Told
from training.tagger.model import Model
from training.tagger.words import features, inputs, vocabulary
from training.tagger.words.given import Joined
from training.tagger.words.inputs import Known
from training.tagger.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural

EVALUATION_TOKENS = 4096
"""Padded tokens of a batch when nothing is learned."""
ROUNDED_TOKENS = 1024
"""Tokens of a batch from which LSTMs learn in bfloat16. A corpus that makes smaller ones is learned
in seconds as it is."""
ROUNDS = (
    "This processor multiplies bfloat16: the LSTMs learn in it, which is quicker. Scores and the "
    "finished model are of float32."
)


class NeuralLearner(EpochLearner):
    """A model, its optimizer and its place in the run."""

    kind: Kind = "neural"

    def __init__(
        self, neural: "Neural", corpus: Corpus, forms: batches.Forms, model: Model, plan: Plan,
        *, seed: int, device: str = "cpu", told: Told | None = None,
        contexts: Contexts | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        super().__init__(corpus, neural, plan, seed=seed, device=device, clock=clock)
        self.neural, self.forms, self.told, self.contexts = neural, forms, told, contexts
        self.model = model.to(device)
        self._round()
        self._lean()
        self.steps = Steps(self.model, neural.optimizer, neural.gradient_clip)
        self.known = Known(Vocabulary(tuple(corpus.tags)))
        self.numbered: dict[str, Numbers | None] = {}

    def _round(self) -> None:
        """Large steps learn in bfloat16 where the processor multiplies it."""
        large = self.device == "cpu" and self.plan.tokens >= ROUNDED_TOKENS
        if large and isinstance(self.model.encoder, Rounding) and multiplies_bfloat16():
            self.model.encoder.rounds = True
            self.notes.append(Note("info", ROUNDS))

    def _lean(self) -> None:
        """Tell the decoder what its loss and the class weights make of this corpus."""
        tags = self.corpus.tags
        counts = np.bincount(self.corpus.parts["train"].tags, minlength=len(tags))
        table = self.neural.decoder.leaning(tags, counts)  # type: ignore[attr-defined]
        if table is not None:
            self.model.decoder.lean(torch.from_numpy(table).to(self.device))

    @property
    def given(self) -> Joined | None:
        """What tells of tokens, if anything does."""
        return self.told.given if self.told else None

    @property
    def vocabulary(self) -> Vocabulary:
        """Words, characters and tags with their ids."""
        return self.known.vocabulary

    @property
    def parameters(self) -> int:
        """Numbers that are learned, those in tables of rows too."""
        tables = sum(table.weight.numel() for table in self.steps.tables)
        return tables + sum(weight.numel() for weight in self.model.parameters())

    def state(self) -> dict[str, Tensor]:
        """Weights and the optimizer's memory."""
        weights = {f"model.{name}": value for name, value in self.model.state_dict().items()}
        return weights | {f"steps.{name}": value for name, value in self.steps.state().items()}

    def take(self, state: Mapping[str, Tensor], best: Mapping[str, Tensor]) -> None:
        """Take up what `state` and `best_state` gave."""
        self.model.load_state_dict(_under("model.", state))
        self.steps.load(_under("steps.", state))
        self.best_weights = {name: value.to(self.device) for name, value in best.items()}

    def export(self) -> Exported:
        """Both graphs, the tables that choose, the vocabulary, and what tells of tokens."""
        attributes = self.known.attributes
        files = {
            "tables.safetensors": tensors.dumps(self.tables()),
            "vocabulary.json": vocabulary.dumps(self.vocabulary),
            "words.onnx": self.model.words_graph(),
            "sentence.onnx": self.model.sentence_graph(),
            **(self.given.files() if self.given else {}),
            **self._guessing(),
            **({"features.json": features.dumps(attributes.features)} if attributes else {}),
        }
        chooses = self.neural.decoder.chooses  # type: ignore[attr-defined]
        return Exported(self.kind, chooses, self.model.constrained, files)

    def tables(self) -> dict[str, Numbers]:
        """The chain over the tags, the weights of features, and what reads batches."""
        names = ("transitions", "start", "end")
        found = dict(zip(names, map(numpy_of, self.model.decoder.tables()), strict=True))
        found |= {name: numpy_of(table) for name, table in self.model.tables_of_batches().items()}
        direct = self.model.direct
        return found if direct is None else {**found, "weights": numpy_of(direct.weight[1:])}

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """As every learner by epochs, after a frozen biLM has read the corpus."""
        if self.contexts and not self.contexts.made and not self.at.finished:
            yield from self.contexts.make(self._collate, self.clock)
        if self.told and not self.told.made and not self.at.finished:
            yield from self.told.make(self.clock)
        yield from super().fit()

    def _guessing(self) -> dict[str, bytes]:
        """What makes vectors of unseen words."""
        subwords = self.known.subwords
        return {"subwords.safetensors": tensors.dumps(subwords.tables())} if subwords else {}

    def weights(self) -> dict[str, Tensor]:
        """A copy of all that the model has learned."""
        return {name: value.clone() for name, value in self.model.state_dict().items()}

    def put(self, weights: dict[str, Tensor]) -> None:
        """Take back what `weights` gave."""
        self.model.load_state_dict(weights)

    def rest(self) -> None:
        """Back to the processor: nothing is learned any more."""
        self.device = "cpu"
        self.model.cpu().eval()

    def tag(self, part: str) -> tuple[Numbers, float]:
        """Tag ids of a part's tokens in its order, and the loss per token."""
        one = self.corpus.parts[part]
        said = np.zeros(one.tokens, np.int64)
        total = 0.0
        self.model.eval()
        for chosen in batches.order(one.lengths, 0, 0, tokens=EVALUATION_TOKENS):
            batch = self._collate(part, chosen)
            paths, loss = self.model.tag(batch)
            total += loss
            columns = paths.cpu().numpy()
            for column, sentence in enumerate(batch.sentences):
                first, last = one.starts[sentence], one.starts[sentence + 1]
                said[first:last] = columns[: last - first, column]
        return said, total / max(1, one.tokens)

    @torch.no_grad()
    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """Tags and emissions (T, K) of any sentences, one at a time."""
        words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
        place = {word: at for at, word in enumerate(words)}
        asked = inputs.ask(self.known, (*self.neural.asks, *self.known.derived), words)
        forms = batches.Forms.plain(words, self.vocabulary, asked)
        ids = np.array([place[word] for sentence in sentences for word in sentence], np.int32)
        starts = np.cumsum([0, *map(len, sentences)], dtype=np.int64)
        part = Part(ids, np.zeros_like(ids), starts)
        given = np.concatenate(self.given.of(sentences)) if self.given else None
        attributes = self._numbers(words, part)
        self.model.eval()
        answers = []
        for at in range(len(sentences)):
            batch = batches.collate(
                part, forms, [at], given=given, attributes=attributes, device=self.device
            )
            answers.append(self.said(batch))
        return answers

    def said(self, batch: batches.Batch) -> Answer:
        """What the model says of a single sentence."""
        emissions = self.model.emissions(batch).float()
        path = best_paths(emissions, *self.model.tables(), batch.active)[:, 0].tolist()
        tags = [self.corpus.tags[tag] for tag in path]
        return tags, emissions[:, 0].cpu().numpy()

    def learn(self, chosen: Numbers, rate: float) -> tuple[float, int, int]:
        """One step on these sentences of the training part."""
        batch = self._collate("train", chosen, hide=self.neural.word_dropout, chance=self.chance())
        self.model.train()
        loss = self.model(batch)
        (loss / len(chosen)).backward()
        said = float(loss.detach())
        if np.isfinite(said):
            self.steps.step(rate)
        return said, batch.tokens, len(chosen)

    def _collate(self, part: str, chosen: Numbers, **more: Any) -> batches.Batch:
        """The tensors of some sentences of a part."""
        context = self.contexts.of(part) if self.contexts else None
        told = self.told.of(part) if self.told else None
        return batches.collate(
            self.corpus.parts[part], self.forms, chosen, given=told,
            attributes=self._numbered(part), context=context, device=self.device, **more,
        )  # fmt: skip

    def _numbered(self, part: str) -> Numbers | None:
        """(N, S) the attributes of each token of a part, made once."""
        if part not in self.numbered:
            self.numbered[part] = self._numbers(self.corpus.forms, self.corpus.parts[part])
        return self.numbered[part]

    def _numbers(self, forms: Sequence[str], part: Part) -> Numbers | None:
        """(N, S) the attributes of each token, where they go straight to the scores."""
        if self.model.direct is None or self.known.attributes is None:
            return None
        return numbered.numbers(self.known.attributes, forms, part)


def _under(head: str, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(head): value for n, value in state.items() if n.startswith(head)}
