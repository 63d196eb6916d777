"""Where word tables come from: chance, or a file of vectors; one or several side by side."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.tagger import vectors
from training.tagger.corpus import Corpus
from training.tagger.layers.stacked import Part, Stacked
from training.tagger.layers.words import WordTable
from training.tagger.vectors.subwords import Joined, Subwords
from training.tagger.words.vocabulary import UNKNOWN, Vocabulary

SUBWORD_BYTES = 64 << 20
"""What a model carries at most to make vectors of unseen words, per file."""
FIRST = 2
"""The id of the first word; padding and the unknown word stand before it."""


class Rows(NamedTuple):
    """A table for a vocabulary."""

    weight: Tensor  # (R, E)
    places: Tensor | None  # (V,) row of each word; None = in the vocabulary's order
    notes: Sequence[str] = ()


class WordSource(ABC):
    """One table to be."""

    others: Sequence[str] = ()
    """Words beyond the training part that it knows."""
    lower = True
    """Whether a word that is not listed is looked up once more in lower case."""
    frozen = False
    dropout = 0.0
    subwords: Subwords | None = None

    @abstractmethod
    def rows(self, known: Vocabulary, trained: int) -> Rows:
        """The table; the first `trained` words are those of the training part."""


class Random(WordSource):
    """A vector of its own for every word of the training part."""

    def __init__(self, dimension: int, dropout: float = 0.0) -> None:
        self.dimension, self.dropout = dimension, dropout

    def rows(self, known: Vocabulary, trained: int) -> Rows:
        weight = WordTable.random(trained + FIRST, self.dimension).weight
        if trained == len(known.words):
            return Rows(weight, None)
        ids = torch.arange(known.word_count)
        return Rows(weight, torch.where(ids < len(weight), ids, UNKNOWN))


class FromFile(WordSource):
    """The vectors of a file; words of the training part that it lacks get others of that size."""

    def __init__(
        self, path: Path, corpus: Corpus, *, lower: bool, further: int, frozen: bool,
        dropout: float = 0.0, guess: bool = True,
    ) -> None:  # fmt: skip
        if not path.is_file():
            raise vectors.BadVectors(
                f"The file of vectors {path.name[:12]}… is not there; upload it again."
            )
        self.lower, self.frozen, self.dropout = lower, frozen, dropout
        train = np.unique(corpus.parts["train"].forms)
        wanted = {corpus.forms[form] for form in train}
        if lower:
            wanted |= {word.lower() for word in wanted}
        self.found, self.others = vectors.read(path, wanted, further)
        if not self.found:
            raise vectors.BadVectors("The file of vectors knows no word of the training part.")
        self.subwords = vectors.open_vectors(path).subwords(SUBWORD_BYTES) if guess else None

    def rows(self, known: Vocabulary, trained: int) -> Rows:
        stacked = np.stack(list(self.found.values()))
        words = list(known.words)
        own = [self._vector(word) for word in words]
        has = np.array([one is not None for one in own], bool)
        kept = has | (np.arange(len(words)) < trained)
        scale = float(stacked.std())
        rows = torch.randn(len(words) + FIRST, stacked.shape[1]) * scale
        rows[0] = 0
        rows[UNKNOWN] = 0 if self.subwords else torch.from_numpy(stacked.mean(0))
        rows[FIRST + np.flatnonzero(has)] = torch.from_numpy(
            np.stack([one for one in own if one is not None])
        )
        lacking = np.flatnonzero(kept & ~has)
        guessed = self._guess([words[at] for at in lacking])
        some = guessed.any(1)
        rows[FIRST + lacking[some]] = torch.from_numpy(guessed[some])
        notes = self._notes(int(has[:trained].sum()), trained, int(some.sum()), stacked.shape[1])
        if kept.all():
            return Rows(rows, None, notes)
        places = np.where(kept, np.cumsum(kept) + FIRST - 1, UNKNOWN)
        whole = np.concatenate([[True, True], kept])
        head = np.arange(FIRST)
        return Rows(rows[whole], torch.from_numpy(np.concatenate([head, places])), notes)

    def _vector(self, word: str) -> vectors.Vector | None:
        found = self.found.get(word)
        return self.found.get(word.lower()) if found is None and self.lower else found

    def _guess(self, words: Sequence[str]) -> vectors.Vector:
        if self.subwords is None:
            return np.zeros((len(words), 1), np.float32)
        return self.subwords.vectors(words)

    def _notes(self, covered: int, trained: int, guessed: int, size: int) -> list[str]:
        share = covered / max(1, trained)
        said = (
            f"{covered:,} of {trained:,} words of the training part ({share:.0%}) have a "
            f"pre-trained vector of {size} numbers"
        )
        said += f", {guessed:,} more one made of their letters." if self.subwords else "."
        notes = [said]
        if self.subwords is not None:
            megabytes = self.subwords.rows.nbytes / 2**20
            limit = SUBWORD_BYTES >> 20
            full = self.subwords.rows.nbytes + 4 * size > SUBWORD_BYTES
            left = f" More would pass {limit} MB, so groups of rarer words are left out." * full
            notes.append(
                f"Words that the model has never seen get a vector from "
                f"{len(self.subwords.kept):,} groups of letters; the model carries "
                f"{megabytes:.1f} MB for that.{left}"
            )
        return notes


def layer(
    sources: Sequence[WordSource], known: Vocabulary, trained: int
) -> tuple[WordTable | Stacked, list[str], Joined | None]:
    """The layer of these sources, what a person should know of it, and what guesses words."""
    made = [source.rows(known, trained) for source in sources]
    notes = [note for one in made for note in one.notes]
    tables = [
        WordTable(one.weight, frozen=source.frozen)
        for one, source in zip(made, sources, strict=True)
    ]
    guessing = Joined([one.subwords for one in sources if one.subwords is not None])
    plain = not guessing.parts and not any(source.dropout for source in sources)
    if len(tables) == 1 and plain and made[0].places is None:
        return tables[0], notes, None
    parts, at = [], 0
    for one, source, table in zip(made, sources, tables, strict=True):
        guessed = slice(at, at + table.size) if source.subwords else None
        at += table.size if source.subwords else 0
        parts.append(Part(table, one.places, guessed=guessed, dropout=source.dropout))
    return Stacked(parts), notes, guessing if guessing.parts else None


def others_of(sources: Sequence[WordSource]) -> list[str]:
    """The words beyond the training part that any source knows, each once."""
    return list(dict.fromkeys(word for source in sources for word in source.others))
