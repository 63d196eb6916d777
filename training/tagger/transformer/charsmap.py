"""The table of characters that SentencePiece carries, as pairs of text.

A charsmap is a double array (Aoki 1989) of byte sequences, each with the place of its replacement
in a block of text. It is read once, in as many steps as the library `tokenizers` looks bytes ahead.
"""

import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from training.tagger.transformer.shape import BadTransformer

AHEAD = 5
"""Bytes that are looked up together; longer groups of characters go one by one."""
MOST_KEYS = 50_000
MOST_BYTES = 256
"""Of a replacement; Unicode's longest has 33."""
_LABEL = np.uint32(0x800000FF)
_JOINING = "\u0e33\u0eb3\u200c\u200d\uff9e\uff9f"
_SKINS = range(0x1F3FB, 0x1F400)


def pairs(raw: bytes) -> dict[str, str]:
    """Every sequence of at most five bytes with its replacement; raises BadTransformer."""
    size = int.from_bytes(raw[:4], "little")
    if size < 4 or size % 4 or len(raw) < 4 + size:
        raise BadTransformer("The tokenizer's charsmap is not readable.")
    units, text = np.frombuffer(raw, "<u4", size // 4, 4), raw[4 + size :]
    keys, places = [b""], _below(np.zeros(1, np.uint32), units[:1])
    found: dict[bytes, str] = {}
    for _ in range(AHEAD):
        letters = np.arange(1, 256, dtype=np.uint32)
        reached = places[:, None] ^ letters
        inside = np.minimum(reached, len(units) - 1)
        rows, columns = np.nonzero((reached < len(units)) & (units[inside] & _LABEL == letters))
        if len(rows) + len(found) > MOST_KEYS:
            raise BadTransformer(f"The tokenizer's charsmap has more than {MOST_KEYS:,} entries.")
        keys = [keys[row] + bytes([column + 1]) for row, column in zip(rows, columns, strict=True)]
        at = reached[rows, columns]
        places = _below(at, units[at])
        ends = ((units[at] >> 8) & 1 == 1) & (places < len(units))
        for one in np.flatnonzero(ends).tolist():
            found[keys[one]] = _until_zero(text, int(units[places[one]]) & 0x7FFFFFFF)
    return {key.decode(): value for key, value in found.items() if _is_text(key)}


def mapped(text: str, known: Mapping[str, str]) -> str:
    """The text with its characters replaced; of a short group the shortest known beginning stands
    for all of it, as in the library.

    >>> mapped("ﬁx e\u0301", {"ﬁ": "fi", "e\u0301": "é"})
    'fix é'
    """
    said = []
    for group in _groups(text):
        whole = None
        if len(group.encode("utf-8", "replace")) <= AHEAD:
            heads = (group[:end] for end in range(1, len(group) + 1))
            whole = next((known[head] for head in heads if head in known), None)
        said.append(whole if whole is not None else "".join(known.get(c, c) for c in group))
    return "".join(said)


def _groups(text: str) -> Iterator[str]:
    """What a reader sees as one character, as far as groups of five bytes go (Unicode annex 29)."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[at]) or unicodedata.category(text[at - 1]) in _ALONE:
            yield text[start:at]
            start = at


_ALONE = ("Cc", "Zl", "Zp", "Cf")


def _joins(one: str) -> bool:
    return unicodedata.category(one)[0] == "M" or one in _JOINING or ord(one) in _SKINS


def _below(at: NDArray[np.uint32], units: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Where the letters below a node begin."""
    return np.asarray(at ^ ((units >> 10) << ((units & 512) >> 6)), np.uint32)


def _until_zero(text: bytes, start: int) -> str:
    end = text.find(b"\0", start, start + MOST_BYTES)
    if end < 0:
        raise BadTransformer("The tokenizer's charsmap has an entry without an end.")
    return text[start:end].decode("utf-8", "replace")


def _is_text(key: bytes) -> bool:
    try:
        key.decode()
    except UnicodeDecodeError:
        return False
    return True
