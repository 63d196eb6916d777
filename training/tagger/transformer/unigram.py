"""A word to pieces as SentencePiece cuts it: the most probable row of known pieces (Kudo 2018).

The same ids as the library `tokenizers` gives for its Metaspace and Unigram with a blank before
the word, without that library.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from training.tagger.transformer import normal
from training.tagger.transformer.normal import Step

BLANK = "▁"
"""What stands for a blank, and so begins a word."""
UNKNOWN = 10.0
"""How much less probable than the rarest piece an unknown character is."""
_RUNS = re.compile(f"(?={BLANK})")


@dataclass(frozen=True)
class Unigram:
    """Pieces with the logarithms of their probabilities.

    >>> known = {"▁": 1, "▁new": 2, "s": 3, "▁news": 4}
    >>> Unigram(known, [0, -3, -2, -2, -5], unknown=0).pieces("news")
    [2, 3]
    """

    vocabulary: Mapping[str, int]
    scores: Sequence[float]
    """By id."""
    unknown: int
    steps: Sequence[Step] = ()
    """How text is made ready."""
    divides: bool = True
    """Any blank parts words, not only U+0020."""

    def pieces(self, word: str) -> list[int]:
        """The ids of a word as it stands behind a blank; one that nothing is left of is unknown."""
        text = normal.made_ready(word, self.steps)
        found: list[int] = []
        for part in text.split() if self.divides else [text] * bool(text):
            marked = part.replace(" ", BLANK)
            marked = marked if marked.startswith(BLANK) else BLANK + marked
            for run in _RUNS.split(marked):
                found += self._best(run)
        return found or [self.unknown]

    def words(self) -> list[str]:
        """The pieces that begin a word, in their order."""
        begun = [one for one in self.vocabulary if one.startswith(BLANK)]
        return [one[1:] for one in sorted(begun, key=self.vocabulary.__getitem__)]

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.vocabulary))

    @cached_property
    def _penalty(self) -> float:
        return min(self.scores) - UNKNOWN

    def _best(self, run: str) -> list[int]:
        """Viterbi over all places between characters; of equals the one that begins first."""
        best = [0.0] + [-inf] * len(run)
        back = [(0, self.unknown)] * len(best)  # where the best last piece begins, and its id

        def reach(end: int, start: int, piece: int, score: float) -> None:
            if best[start] + score > best[end]:
                best[end], back[end] = best[start] + score, (start, piece)

        for start in range(len(run)):
            ends = range(start + 1, min(start + self._longest, len(run)) + 1)
            pieces = ((end, self.vocabulary.get(run[start:end])) for end in ends)
            known = [(end, piece) for end, piece in pieces if piece is not None]
            for end, piece in known:
                reach(end, start, piece, self.scores[piece])
            if not known or known[0][0] > start + 1:
                reach(start + 1, start, self.unknown, self._penalty)
        found: list[int] = []
        end = len(run)
        while end:
            end, piece = back[end]
            if piece != self.unknown or found[-1:] != [piece]:  # a run of unknowns is one
                found.append(piece)
        return found[::-1]
