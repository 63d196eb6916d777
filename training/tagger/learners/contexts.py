"""What a frozen biLM says of the corpus, made once per run and kept beside it as float16."""

from collections.abc import Callable, Iterator
from pathlib import Path

from training.tagger import batch as batches
from training.tagger.batch import Batch, Numbers
from training.tagger.corpus import Corpus
from training.tagger.layers.context import Context
from training.tagger.learners.progress import Note
from training.tagger.learners.scratch import empty, room

PARTS = ("train", "dev")
TOKENS = 4096
"""Padded tokens that the biLM reads at once."""
TELL_SECONDS = 2.0


class Contexts:
    """One table (N, W) per part; a part without one is read anew in every batch."""

    def __init__(self, context: Context, corpus: Corpus, folder: Path | None) -> None:
        self.context, self.corpus, self.folder = context, corpus, folder
        self.tables: dict[str, Numbers] = {}
        self.tokens = sum(corpus.parts[part].tokens for part in PARTS)
        self.bytes = 2 * self.tokens * context.told_size
        self.fits = self.bytes <= room(folder)
        self.made = False

    def of(self, part: str) -> Numbers | None:
        """(N, W), or None where there is no table."""
        return self.tables.get(part)

    def note(self) -> Note:
        """What is about to happen, for the log."""
        size = f"{self.bytes / 2**20:,.0f} MB"
        if self.fits:
            where = "on disk beside the run" if self.folder else "in memory"
            return Note(
                "info", f"The biLM reads the corpus once; what it says takes {size} {where}."
            )
        return Note(
            "warning",
            f"What the biLM says of the corpus would take {size}, for which there is no room; it "
            "reads every batch anew, which is slower.",
        )

    def make(
        self, collate: Callable[[str, Numbers], Batch], clock: Callable[[], float]
    ) -> Iterator[Note]:
        """Fill the tables, telling now and then how far it is."""
        yield self.note()
        done, told = 0, clock()
        for tokens in self._fill(collate) if self.fits else ():
            done += tokens
            if clock() - told >= TELL_SECONDS:
                told = clock()
                yield Note("info", f"The biLM has read {done / self.tokens:.0%} of the corpus.")
        self.made = True

    def _fill(self, collate: Callable[[str, Numbers], Batch]) -> Iterator[int]:
        """Tokens of each batch that was read."""
        for part in PARTS:
            one = self.corpus.parts[part]
            if not one.tokens:
                continue
            table = empty((one.tokens, self.context.told_size), self.folder)
            for chosen in batches.order(one.lengths, 0, 0, tokens=TOKENS):
                batch = collate(part, chosen)
                told = self.context.told(batch).half().cpu().numpy()
                for column, sentence in enumerate(batch.sentences):
                    first, last = one.starts[sentence], one.starts[sentence + 1]
                    table[first:last] = told[: last - first, column]
                yield batch.tokens
            self.tables[part] = table
