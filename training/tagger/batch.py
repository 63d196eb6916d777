"""Which sentences make a step, and their tensors.

Letters: U distinct words of the batch, C letters, T steps, B sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.tagger.corpus import Corpus, Part
from training.tagger.words.vocabulary import UNKNOWN, Vocabulary

Numbers = NDArray[Any]
Cuts = tuple[tuple[int, int, int], ...]
"""(first word, last word exclusive, longest) of each group of words of like length."""
GROUPS = (5, 9)
"""Longest words of the groups but the last: short words are not padded to the longest."""


class Batch(NamedTuple):
    """One step: its distinct words, where they stand, and the tags to learn."""

    words: Tensor  # (U,) word ids
    characters: Tensor  # (U, C) character ids, words in order of length
    cuts: Cuts
    places: Tensor  # (T, B) which of the U words
    flip: Tensor  # (T·B,) each sentence read from its own end
    tags: Tensor  # (T, B)
    active: list[int]  # sentences still running at step t; longest first
    sentences: Numbers  # (B,) numbers in the part, in the batch's order
    tokens: int
    given: Tensor | None = None  # (T, B, G) what is told of each token beside its word
    asked: Mapping[str, Tensor] = {}  # (U, ·) further inputs of the graph of words
    attributes: Tensor | None = None  # (T, B, S) numbers of each token's attributes
    context: Tensor | None = None  # (T, B, W) what a frozen biLM says, where it was made before


@dataclass
class Forms:
    """What is known of each surface form: its word id, its letters, and what hides it."""

    words: Numbers  # (F,) word ids
    hidden: Numbers  # (F,) the id a rare word takes when it is hidden
    rare: Numbers  # (F,) occurs once in the training part
    characters: Numbers  # (F, C)
    lengths: Numbers  # (F,) letters
    asked: Mapping[str, Numbers] = field(default_factory=dict)  # (F, ·) each

    @classmethod
    def of(
        cls, corpus: Corpus, vocabulary: Vocabulary, trained: int,
        asked: Mapping[str, Numbers] | None = None,
    ) -> "Forms":  # fmt: skip
        """`trained` word ids come from the training part; those beyond it are never hidden."""
        plain = cls.plain(corpus.forms, vocabulary, asked)
        seen = np.bincount(plain.words[corpus.parts["train"].forms])
        counts = np.pad(seen, (0, vocabulary.word_count - len(seen)))[plain.words]
        hidden = plain.hidden
        if vocabulary.lower_when_missing:
            lower = vocabulary.word_ids([form.lower() for form in corpus.forms])
            hidden = np.where(lower == plain.words, UNKNOWN, lower)
        return replace(plain, hidden=hidden, rare=(counts == 1) & (plain.words < trained))

    @classmethod
    def plain(
        cls, forms: Sequence[str], vocabulary: Vocabulary,
        asked: Mapping[str, Numbers] | None = None,
    ) -> "Forms":  # fmt: skip
        """Forms of any text, none of them ever hidden."""
        words = vocabulary.word_ids(forms)
        hidden = np.full(len(forms), UNKNOWN, np.int64)
        characters = np.zeros((len(forms), 1), np.int32)
        if vocabulary.characters:
            characters = vocabulary.spelled(forms).astype(np.int32)
        lengths = np.maximum((characters != 0).sum(1), 1)
        rare = np.zeros(len(forms), bool)
        return cls(words, hidden, rare, characters, lengths, asked or {})


def order(
    lengths: Numbers, seed: int, epoch: int, *, tokens: int = 0, sentences: int = 0
) -> list[Numbers]:
    """The epoch's batches: sentences of like length together, in an order that (seed, epoch) fixes.

    A batch is full at `tokens` padded tokens, or at `sentences`.

    >>> [b.tolist() for b in order(np.array([1, 9, 1, 9]), 0, 0, sentences=2)]
    [[2, 0], [1, 3]]
    """
    chance = np.random.default_rng([seed, epoch])
    shuffled = chance.permutation(len(lengths))
    ranked = shuffled[np.argsort(-lengths[shuffled], kind="stable")]
    edges = _edges(lengths[ranked], tokens, sentences)
    batches = [ranked[low:high] for low, high in pairwise(edges)]
    return [batches[at] for at in chance.permutation(len(batches))]


def _edges(lengths: Numbers, tokens: int, sentences: int) -> list[int]:
    """Where batches begin in falling lengths; the first sentence of a batch is its longest."""
    edges, low = [0], 0
    while low < len(lengths):
        size = sentences or max(1, tokens // max(1, int(lengths[low])))
        low = min(low + size, len(lengths))
        edges.append(low)
    return edges


def cuts_of(lengths: Numbers) -> Cuts:
    """Group borders of ascending word lengths.

    >>> cuts_of(np.array([2, 5, 6, 30]))
    ((0, 2, 5), (2, 3, 6), (3, 4, 30))
    """
    edges = [0, *np.searchsorted(lengths, GROUPS, side="right").tolist(), len(lengths)]
    return tuple((low, high, int(lengths[high - 1])) for low, high in pairwise(edges) if high > low)


def _by_length(forms: Forms, shown: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct words of `shown`, short ones first, and each one's place among them."""
    distinct, places = np.unique(shown, return_inverse=True)
    ranked = np.argsort(forms.lengths[distinct], kind="stable")
    rank = np.empty_like(ranked)
    rank[ranked] = np.arange(len(ranked))
    return distinct[ranked], rank[places.reshape(shown.shape)]


def collate(
    part: Part,
    forms: Forms,
    chosen: Sequence[int] | Numbers,
    *,
    hide: float = 0.0,
    chance: np.random.Generator | None = None,
    given: Numbers | None = None,
    attributes: Numbers | None = None,
    context: Numbers | None = None,
    device: torch.device | str = "cpu",
) -> Batch:
    """The tensors of the chosen sentences; `hide` is the share of rare words shown as unknown,
    `given` (N, G) and `context` (N, W) what is told of each of the part's tokens, `attributes`
    (N, S) their numbers."""
    chosen = np.asarray(chosen)
    lengths = part.lengths[chosen]
    falling = np.argsort(-lengths, kind="stable")
    chosen, lengths = chosen[falling], lengths[falling]
    steps = np.arange(lengths[0])[:, None]  # (T, 1)
    real = steps < lengths  # (T, B)
    where = np.where(real, part.starts[chosen] + steps, part.starts[chosen[0]])
    distinct, places = _by_length(forms, part.forms[where])
    words = forms.words[distinct]
    if hide and chance is not None:
        off = forms.rare[distinct] & (chance.random(len(distinct)) < hide)
        words = np.where(off, forms.hidden[distinct], words)
    letters = forms.lengths[distinct]
    turned = np.where(real, lengths - 1 - steps, steps)
    flip = turned * len(chosen) + np.arange(len(chosen))

    def told(rows: Numbers | None) -> Tensor | None:
        return None if rows is None else torch.from_numpy(rows[where]).float().to(device)

    def tensor(numbers: Numbers) -> Tensor:
        kind = np.float32 if numbers.dtype == np.float32 else np.int64
        return torch.from_numpy(numbers.astype(kind, copy=False)).to(device)

    return Batch(
        words=tensor(words),
        characters=tensor(forms.characters[distinct, : letters[-1]]),
        cuts=cuts_of(letters),
        places=tensor(places),
        flip=tensor(flip.reshape(-1)),
        tags=tensor(part.tags[where]),
        active=real.sum(1).tolist(),
        sentences=chosen,
        tokens=int(lengths.sum()),
        given=told(given),
        asked={name: tensor(known[distinct]) for name, known in forms.asked.items()},
        attributes=None if attributes is None else tensor(attributes[where]),
        context=told(context),
    )
