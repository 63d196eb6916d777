"""A word to pieces as RoBERTa cuts it: bytes, joined in the order of learned pairs.

The same ids as the library `tokenizers` gives for its ByteLevel and BPE with a blank before the
word, without that library.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

_ENDINGS = ("'s", "'t", "'re", "'ve", "'m", "'ll", "'d")


def letters() -> list[str]:
    """The printable character that stands for each byte, 0 to 255.

    >>> letters()[32], letters()[65]
    ('Ġ', 'A')
    """
    plain = {*range(33, 127), *range(161, 173), *range(174, 256)}
    odd = [byte for byte in range(256) if byte not in plain]
    moved = {byte: chr(256 + at) for at, byte in enumerate(odd)}
    return [moved.get(byte, chr(byte)) for byte in range(256)]


_LETTERS = letters()


@dataclass(frozen=True)
class BytePairs:
    """Pieces and the order in which pairs of them are joined.

    >>> known = {"Ġ": 0, "a": 1, "b": 2, "Ġa": 3, "Ġab": 4}
    >>> BytePairs(known, {("Ġ", "a"): 0, ("Ġa", "b"): 1}, unknown=0).pieces("ab")
    [4]
    """

    vocabulary: Mapping[str, int]
    ranks: Mapping[tuple[str, str], int]
    unknown: int
    composed: bool = False
    """Marks join their letters first (NFC)."""

    def pieces(self, word: str) -> list[int]:
        """The ids of a word as it stands behind a blank."""
        word = unicodedata.normalize("NFC", word) if self.composed else word
        found = []
        for part in parts(word if word.startswith(" ") else " " + word):
            spelled = [_LETTERS[byte] for byte in part.encode("utf-8", "replace")]
            found += [self.vocabulary.get(one, self.unknown) for one in self._joined(spelled)]
        return found or [self.unknown]

    def words(self) -> list[str]:
        """The pieces that begin a word, in their order, as far as they are plain English."""
        begun = [one for one in self.vocabulary if one[:1] == _LETTERS[32] and one[1:].isascii()]
        return [one[1:] for one in sorted(begun, key=self.vocabulary.__getitem__)]

    def _joined(self, spelled: list[str]) -> list[str]:
        while len(spelled) > 1:
            pairs = list(pairwise(spelled))
            best = min(pairs, key=lambda pair: self.ranks.get(pair, len(self.ranks)))
            if best not in self.ranks:
                break
            joined, at = [], 0
            while at < len(spelled):
                fits = tuple(spelled[at : at + 2]) == best
                joined.append("".join(best) if fits else spelled[at])
                at += 2 if fits else 1
            spelled = joined
        return spelled


def parts(text: str) -> Iterator[str]:
    """English endings, runs of letters, of digits, of other signs (each with one blank before it),
    and runs of blanks.

    >>> list(parts(" it's 7pm!"))
    [' it', "'s", ' 7', 'pm', '!']
    """
    at = 0
    while at < len(text):
        end = next((at + len(one) for one in _ENDINGS if text.startswith(one, at)), 0)
        if not end:
            first = at + (text[at] == " " and at + 1 < len(text) and not text[at + 1].isspace())
            kind, end = _kind(text[first]), first + 1
            while end < len(text) and _kind(text[end]) == kind:
                end += 1
            if kind == "Z" and end < len(text) and end - first > 1:
                end -= 1  # the last blank belongs to what follows
        yield text[at:end]
        at = end


def _kind(one: str) -> str:
    if one.isspace():
        return "Z"
    kind = unicodedata.category(one)[0]
    return kind if kind in "LN" else "S"
