"""A hidden Markov model is counted: transitions, words, and the endings of rare words.

The chain needs log p(word | tag) up to a number that is the same for all tags, so Bayes turns it
round: log p(tag | word) − log p(tag). For a word of the training part p(tag | word) is its counts,
leaning on its ending; for any other it is the ending's (Brants 2000, section 2.3).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.tagger.bundles import tensors
from training.tagger.chains import chain as chains
from training.tagger.chains import pairs
from training.tagger.chains.chain import FORBIDDEN, Chain
from training.tagger.corpus import Corpus
from training.tagger.layers.decoding import CRF
from training.tagger.learners.base import Answer, Exported, Learner
from training.tagger.learners.objectives import layouts
from training.tagger.learners.progress import Epoch, Note, Step
from training.tagger.words import word_rows
from training.tagger.words.word_rows import WordRows, capital

if TYPE_CHECKING:
    from training.tagger.algorithms.hmm import HMM

Table = NDArray[np.float64]
LEAST_WORDS = 2
"""An ending that fewer distinct words share says no more than the words themselves."""


class HMMLearner(Learner):
    """Counts, and what became of them."""

    def __init__(
        self, entry: "HMM", corpus: Corpus, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(corpus)
        self.entry, self.clock = entry, clock
        self.rows = WordRows((), ())
        self.tables: dict[str, NDArray[np.float32]] = {}

    def fit(self) -> Iterator[Step | Epoch | Note]:
        """One epoch: the counts cannot get any better."""
        began, part = self.clock(), self.corpus.parts["train"]
        words = self._counts()
        present = words.sum(0) > 0
        self._transitions(present)
        self._emissions(words, present)
        score = self.dev_score(self.dev_tags()) if self.corpus.parts["dev"].tokens else None
        loss, seconds = self._loss(), self.clock() - began
        epoch = Epoch.whole(1, loss, score, seconds, tokens=part.tokens, sentences=len(part))
        self.at.best_epoch, self.at.finished, self.at.history = 1, True, [epoch]
        yield Step(1, 1, loss, part.tokens, len(part), seconds)
        yield epoch

    def export(self) -> Exported:
        """Words and endings, and what is known of them."""
        files = {
            "word_rows.json": word_rows.dumps(self.rows),
            "tables.safetensors": tensors.dumps(self.tables),
        }
        return Exported("hmm", "crf", self.entry.legal_only, files)

    def answer(self, sentences: Sequence[Sequence[str]]) -> list[Answer]:
        """Tags and emissions of any sentences, one at a time."""
        chain, found = self._chain(), []
        for words in sentences:
            emissions = self.tables["rows"][[self.rows.row(word) for word in words]]
            tags = [self.corpus.tags[tag] for tag in chains.best(chain, emissions)]
            found.append((tags, emissions))
        return found

    def _chain(self) -> Chain:
        chain = Chain.of(self.tables, len(self.corpus.tags))
        if not self.entry.legal_only:
            return chain
        known = pairs.of(self.corpus.tags, self.corpus.scheme)
        return chain.forbid(known.legal, known.legal_start, known.legal_end)

    def _counts(self) -> Table:
        """(forms, K): how often each word has each tag."""
        part, size = self.corpus.parts["train"], len(self.corpus.tags)
        flat = np.bincount(part.forms * np.int64(size) + part.tags,
                           minlength=len(self.corpus.forms) * size)  # fmt: skip
        return flat.reshape(-1, size).astype(np.float64)

    def _transitions(self, present: NDArray[np.bool_]) -> None:
        """Tag to tag; the start is one more row, the end one more column."""
        part, size = self.corpus.parts["train"], len(self.corpus.tags)
        first, last, tags = part.starts[:-1], part.starts[1:] - 1, part.tags.astype(np.int64)
        counts = np.zeros((size + 1, size + 1))
        inner = np.ones(part.tokens, bool)
        inner[first] = False
        np.add.at(counts, (tags[:-1][inner[1:]], tags[1:][inner[1:]]), 1)
        counts[size, :size] = np.bincount(tags[first], minlength=size)
        counts[:size, size] = np.bincount(tags[last], minlength=size)
        shares = np.full(counts.shape, FORBIDDEN)
        used = np.append(present, True)
        shares[:, used] = np.log(self.entry.smoothing.shares(counts[:, used]))
        shares = shares.astype(np.float32)
        self.tables = {
            "transitions": shares[:size, :size], "start": shares[size, :size],
            "end": shares[:size, size],
        }  # fmt: skip

    def _emissions(self, words: Table, present: NDArray[np.bool_]) -> None:
        """A row for each word of the training part and for each ending; a tag that never occurs
        gets 0, and is kept out by the transitions."""
        tags, seen = words[:, present], np.flatnonzero(words.any(1))
        forms = [self.corpus.forms[at] for at in seen.tolist()]
        plain = tags.sum(0) / tags.sum()
        endings = _endings(forms, tags[seen], plain, self.entry.endings, self.entry.rare)
        self.rows = WordRows((), tuple(endings))
        known = np.stack(list(endings.values()))
        lean = self.entry.trust * known[[self.rows.row(form) for form in forms]]
        counted = tags[seen] + lean
        counted /= counted.sum(1, keepdims=True)
        self.rows = WordRows(tuple(forms), tuple(endings))
        rows = np.zeros((len(forms) + len(endings), words.shape[1]), np.float32)
        rows[:, present] = np.log(np.concatenate([counted, known])) - np.log(plain)
        self.tables["rows"] = rows

    @torch.no_grad()
    def _loss(self) -> float:
        """−log p(tags | words) per token of the training part."""
        part = self.corpus.parts["train"]
        crf = CRF(len(self.corpus.tags)).eval()
        for name in ("transitions", "start", "end"):
            getattr(crf, name).copy_(torch.from_numpy(self.tables[name]))
        places = np.array([self.rows.row(form) for form in self.corpus.forms])
        rows = torch.from_numpy(self.tables["rows"][places[part.forms]])
        tags = torch.from_numpy(part.tags.astype(np.int64))
        total = sum(
            float(crf(rows[one.places], tags[one.places], one.active)) for one in layouts(part)
        )
        return total / part.tokens


def _endings(
    forms: Sequence[str], counts: Table, plain: Table, longest: int, rare: int
) -> dict[str, Table]:
    """p(tag | ending), each leaning on that of the ending one letter shorter.

    The weight of the shorter one is the spread of the tags' own frequencies (Brants 2000, section
    2.3, whose text says standard deviation, as here; its formula gives the square).
    """
    weight = max(float(plain.std(ddof=1)) if len(plain) > 1 else 1.0, 1e-3)
    seen: dict[str, Any] = {}
    words: Counter[str] = Counter()
    for form, row in zip(forms, counts, strict=True):
        if row.sum() > rare:
            continue
        for ending in word_rows.endings(form, longest):
            seen[ending] = seen[ending] + row if ending in seen else row
            words[ending] += 1
    found: dict[str, Table] = dict.fromkeys((capital(""), capital("A")), plain)
    for ending in sorted((one for one in seen if words[one] >= LEAST_WORDS), key=len):
        shorter = found[ending] if ending in found else found[word_rows.shorter(ending)]
        found[ending] = (seen[ending] / seen[ending].sum() + weight * shorter) / (1 + weight)
    return found
