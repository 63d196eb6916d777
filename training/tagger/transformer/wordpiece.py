"""A word to pieces as BERT cuts it: cleaned, split at punctuation, then the longest known piece.

The same ids as the library `tokenizers` gives for its BertNormalizer, BertPreTokenizer and
WordPiece, without that library, so that an endpoint needs nothing installed.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_OTHERS = ("Cc", "Cf", "Co", "Cs")
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(frozen=True)
class WordPiece:
    """A vocabulary of pieces and how text is made ready for it.

    >>> known = {"[UNK]": 0, "camera": 1, "##s": 2, "!": 3}
    >>> WordPiece(known, unknown=0).pieces("Cameras!")
    [1, 2, 3]
    """

    vocabulary: Mapping[str, int]
    unknown: int
    lower: bool = True
    bare: bool = True
    """Take accents off."""
    clean: bool = True
    """Leave control characters out."""
    chinese: bool = True
    """Every Chinese character stands alone."""
    prefix: str = "##"
    longest: int = 100
    """Characters of a part; longer ones are unknown."""

    def pieces(self, word: str) -> list[int]:
        """The ids of a word; one that nothing is left of is unknown."""
        found = [piece for part in _parts(self._normal(word)) for piece in self._cut(part)]
        return found or [self.unknown]

    def words(self) -> list[str]:
        """The pieces that may begin a word, in their order."""
        return sorted(self.vocabulary, key=self.vocabulary.__getitem__)

    def _normal(self, word: str) -> str:
        if self.clean:
            word = "".join(" " if _blank(one) else one for one in word if not _control(one))
        if self.chinese:
            word = "".join(f" {one} " if _is_chinese(one) else one for one in word)
        if self.bare:
            loose = unicodedata.normalize("NFD", word)
            word = "".join(one for one in loose if unicodedata.category(one) != "Mn")
        return "".join(one.lower() for one in word) if self.lower else word

    def _cut(self, part: str) -> list[int]:
        """The longest known beginning, again and again."""
        if len(part) > self.longest:
            return [self.unknown]
        found, start = [], 0
        while start < len(part):
            head = self.prefix if start else ""
            for end in range(len(part), start, -1):
                piece = self.vocabulary.get(head + part[start:end])
                if piece is not None:
                    break
            else:
                return [self.unknown]
            found.append(piece)
            start = end
        return found


def _parts(text: str) -> Iterator[str]:
    """Runs between blanks, every punctuation mark alone."""
    start = 0
    for at, one in enumerate(text):
        if not (_blank(one) or _mark(one)):
            continue
        if at > start:
            yield text[start:at]
        if not _blank(one):
            yield one
        start = at + 1
    if start < len(text):
        yield text[start:]


def _blank(one: str) -> bool:
    return one in "\t\n\v\f\r\x85" or unicodedata.category(one)[0] == "Z"


def _control(one: str) -> bool:
    if one in "\t\n\r":
        return False
    return one in "\0\ufffd" or unicodedata.category(one) in _OTHERS


def _mark(one: str) -> bool:
    return one in _ASCII_MARKS or unicodedata.category(one)[0] == "P"


def _is_chinese(one: str) -> bool:
    return any(low <= ord(one) <= high for low, high in _CHINESE)
