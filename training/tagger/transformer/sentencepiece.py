"""A SentencePiece model (`spm.model`) as what a `tokenizer.json` of the same model would say.

The file is a message of Protocol Buffers; of it are read pieces with their scores and kinds, the
number of the unknown piece, and the table of characters. Kinds of transformers number them apart.
"""

import base64
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from training.tagger.transformer.shape import BadTransformer
from training.tagger.transformer.unigram import BLANK

NAMES = ("spm.model", "spiece.model", "sentencepiece.bpe.model")
_MOST_PIECES = 1_000_000
_UNIGRAM, _UNKNOWN, _CONTROL = 1, 2, 3
_FIRST = {
    "xlm-roberta": (("<s>", "<pad>", "</s>", "<unk>"), 3),
    "camembert": (("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED"), 1),
}
"""Pieces that a kind's table begins with, in the place of so many of the file's."""


class _Piece(NamedTuple):
    text: str
    score: float
    kind: int


def said(raw: bytes, kind: str, *, lower: bool) -> dict[str, Any]:
    """The words of a `tokenizer.json` for a kind of transformer; raises BadTransformer."""
    try:
        return _said(raw, kind, lower)
    except BadTransformer:
        raise
    except (IndexError, ValueError, TypeError, AttributeError, struct.error) as fault:
        raise BadTransformer("The SentencePiece model is damaged.") from fault


def _said(raw: bytes, kind: str, lower: bool) -> dict[str, Any]:
    pieces: list[_Piece] = []
    charsmap, algorithm, unknown = b"", _UNIGRAM, 0
    for number, value in _fields(raw):
        if number == 1:
            pieces.append(_piece(value))
        elif number == 2:
            trained = dict(_fields(value))
            algorithm, unknown = trained.get(3, _UNIGRAM), trained.get(40, 0)
        elif number == 3:
            charsmap = dict(_fields(value)).get(2, b"")
        if len(pieces) > _MOST_PIECES:
            raise BadTransformer(f"The SentencePiece model has over {_MOST_PIECES:,} pieces.")
    if algorithm != _UNIGRAM:
        raise BadTransformer("The SentencePiece model is not a Unigram.")
    first, skipped = _FIRST.get(kind, ((), 0))
    known = [_Piece(one, 0.0, _CONTROL) for one in first] + pieces[skipped:]
    signs = [at for at, one in enumerate(known) if one.kind in (_UNKNOWN, _CONTROL)]
    return {
        "model": {
            "vocab": [[one.text, one.score] for one in known],
            "unk_id": first.index("<unk>") if first else unknown,
        },
        "added_tokens": [{"content": known[at].text, "id": at, "special": True} for at in signs],
        "normalizer": {"type": "Sequence", "normalizers": list(_steps(kind, charsmap, lower))},
        "pre_tokenizer": {"type": "Metaspace", "replacement": BLANK},
    }


def _steps(kind: str, charsmap: bytes, lower: bool) -> Iterator[dict[str, Any]]:
    if kind == "albert":
        yield {"type": "Replace", "pattern": {"String": "``"}, "content": '"'}
        yield {"type": "Replace", "pattern": {"String": "''"}, "content": '"'}
        if lower:
            yield from ({"type": "NFKD"}, {"type": "StripAccents"})
    if lower:
        yield {"type": "Lowercase"}
    yield {
        "type": "Precompiled",
        "precompiled_charsmap": base64.b64encode(charsmap).decode(),
    }
    yield {"type": "Strip", "strip_left": True, "strip_right": True}
    yield {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}


def _piece(raw: bytes) -> _Piece:
    held = dict(_fields(raw))
    (score,) = struct.unpack("<f", held.get(2, bytes(4)))
    return _Piece(held[1].decode(), score, held.get(3, 1))


def _fields(raw: bytes) -> Iterator[tuple[int, Any]]:
    """Numbers of fields with their values: whole numbers, or bytes.

    >>> list(_fields(b"\\x08\\x96\\x01\\x12\\x02hi"))
    [(1, 150), (2, b'hi')]
    """
    at = 0
    while at < len(raw):
        key, at = _whole(raw, at)
        form = key & 7
        if form == 0:
            value, at = _whole(raw, at)
            yield key >> 3, value
            continue
        size = {1: 8, 5: 4}.get(form)
        if form == 2:
            size, at = _whole(raw, at)
        if size is None or at + size > len(raw):
            raise ValueError(f"a field of form {form} at {at}")
        yield key >> 3, raw[at : at + size]
        at += size


def _whole(raw: bytes, at: int) -> tuple[int, int]:
    """A number written in sevens of bits, and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        value |= (raw[at] & 127) << shift
        at += 1
        if raw[at - 1] < 128:
            return value, at
    raise ValueError(f"a number without end at {at}")
