"""What providers tell of the corpus's tokens, made once per run and kept beside it as float16."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from training.tagger.batch import Numbers
from training.tagger.corpus import Corpus
from training.tagger.learners.progress import Note
from training.tagger.learners.scratch import empty, room
from training.tagger.words.given import Joined

PARTS = ("train", "dev")
SENTENCES = 256
"""Told at once."""
TELL_SECONDS = 2.0


class Told:
    """One table (N, G) per part."""

    def __init__(self, given: Joined, corpus: Corpus, folder: Path | None) -> None:
        self.given, self.corpus, self.folder = given, corpus, folder
        self.tables: dict[str, Numbers] = {}
        self.made = False

    def of(self, part: str) -> Numbers:
        """(N, G)"""
        if part not in self.tables:
            for _ in self._fill(part):
                pass
        return self.tables[part]

    def make(self, clock: Callable[[], float]) -> Iterator[Note]:
        """Fill the tables, telling now and then how far it is; raises MemoryError where they do not
        fit."""
        total = sum(self.corpus.parts[part].tokens for part in PARTS)
        done, told = 0, clock()
        for part in PARTS:
            for tokens in self._fill(part):
                done += tokens
                if clock() - told >= TELL_SECONDS:
                    told = clock()
                    yield Note("info", f"{done / total:.0%} of the corpus has been read.")
        self.made = True

    def _fill(self, part: str) -> Iterator[int]:
        """Tokens of each group of sentences."""
        one = self.corpus.parts[part]
        size = 2 * one.tokens * self.given.size
        if size > room(self.folder):
            raise MemoryError(
                f"What is told of the {part} part takes {size / 2**20:,.0f} MB, for which there is "
                "no room. Choose a smaller feature set, or a narrower transformer."
            )
        table = empty((one.tokens, self.given.size), self.folder)
        sentences = list(self.corpus.words_of(part))
        for first in range(0, len(sentences), SENTENCES):
            last = min(first + SENTENCES, len(sentences))
            low, high = one.starts[first], one.starts[last]
            table[low:high] = np.concatenate(self.given.of(sentences[first:last]))
            yield int(high - low)
        self.tables[part] = table
