"""What a `tokenizer.json` says of how words are cut, as the ways that we can cut them."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from training.tagger.transformer import normal
from training.tagger.transformer.bytepairs import BytePairs
from training.tagger.transformer.pieces import Cut, Pieces
from training.tagger.transformer.shape import BadTransformer, Shape
from training.tagger.transformer.unigram import BLANK, Unigram
from training.tagger.transformer.wordpiece import WordPiece

Said = Mapping[str, Any]
_SIGNS = (("<s>", "</s>", "<pad>"), ("[CLS]", "[SEP]", "[PAD]"), ("[CLS]", "[SEP]", "<pad>"))
"""What opens, closes and fills a window."""
_BRACKETS = ("bert", "distilbert", "electra", "albert", "deberta-v2", "modernbert")
"""Kinds whose signs are never the first ones, though a table may list them."""
_UNREADABLE = (
    "The tokenizer is not one of WordPiece (as of BERT), byte-level BPE (as of RoBERTa) or "
    "SentencePiece's Unigram (as of XLM-RoBERTa)."
)


def read(said: Said, shape: Shape) -> Pieces:
    """How words are cut for a transformer of this shape; raises BadTransformer."""
    try:
        return _read(said, shape)
    except BadTransformer:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as fault:
        raise BadTransformer(_UNREADABLE) from fault


def _read(said: Said, shape: Shape) -> Pieces:
    model = said["model"]
    unigram = isinstance(model["vocab"], list)
    listed = enumerate(model["vocab"]) if unigram else ()
    known: dict[str, int] = {one[0]: at for at, one in listed} if unigram else dict(model["vocab"])
    added = said.get("added_tokens") or []
    named = known | {one["content"]: one["id"] for one in added}
    if not all(isinstance(one, str) for one in named):
        raise BadTransformer(_UNREADABLE)
    if not all(type(at) is int and 0 <= at < shape.vocabulary for at in named.values()):
        raise BadTransformer("The tokenizer has ids that the table of pieces does not have.")
    by_id = {at: one for one, at in named.items()}  # the last of two, as a bundle keeps it
    named = {one: at for at, one in by_id.items()}
    begin, end, padding = _signs(named, shape)
    if unigram:
        signs = {one["content"] for one in added if one.get("special")}
        cut: Cut = _unigram(said, {one: at for one, at in known.items() if one not in signs})
    elif "merges" in model:
        cut = _byte_pairs(said, named)
    else:
        cut = _word_piece(said, named)
    return Pieces(cut, begin, end, padding, shape.positions)


def _signs(named: Mapping[str, int], shape: Shape) -> list[int]:
    choices = _SIGNS[1:] if shape.kind in _BRACKETS else _SIGNS
    for names in choices:
        if all(name in named for name in names):
            return [named[name] for name in names]
    lacking = [name for name in choices[0] if name not in named]
    raise BadTransformer(f"The tokenizer lacks {', '.join(lacking)}.")


def _unknown(named: Mapping[str, int], *names: Any) -> int:
    for name in names:
        if isinstance(name, str) and name in named:
            return named[name]
    raise BadTransformer(f"The tokenizer lacks {names[-1]}.")


def _word_piece(said: Said, named: dict[str, int]) -> WordPiece:
    model, normal = said["model"], said.get("normalizer") or {}
    if model.get("type", "WordPiece") != "WordPiece" or normal.get("type") not in (
        None, "BertNormalizer",
    ):  # fmt: skip
        raise BadTransformer(_UNREADABLE)
    lower = bool(normal.get("lowercase", True))
    bare = normal.get("strip_accents")
    return WordPiece(
        named, _unknown(named, model.get("unk_token"), "[UNK]"),
        lower, lower if bare is None else bool(bare),
        clean=bool(normal.get("clean_text", True)),
        chinese=bool(normal.get("handle_chinese_chars", True)),
        prefix=str(model.get("continuing_subword_prefix", "##")),
        longest=int(model.get("max_input_chars_per_word", 100)),
    )  # fmt: skip


def _byte_pairs(said: Said, named: dict[str, int]) -> BytePairs:
    before = said.get("pre_tokenizer") or {}
    composed = (said.get("normalizer") or {}).get("type")
    if before.get("type") != "ByteLevel" or composed not in (None, "NFC"):
        raise BadTransformer(_UNREADABLE)
    pairs = [
        tuple(one.split(" ")) if isinstance(one, str) else tuple(one)
        for one in said["model"]["merges"]
    ]
    ranks = {(pair[0], pair[1]): at for at, pair in enumerate(pairs) if len(pair) == 2}
    return BytePairs(named, ranks, _unknown(named, "[UNK]", "<unk>"), bool(composed))


def _unigram(said: Said, known: dict[str, int]) -> Unigram:
    model, before = said["model"], said["pre_tokenizer"]
    parts = before["pretokenizers"] if before["type"] == "Sequence" else [before]
    divides = parts[0]["type"] == "WhitespaceSplit"
    (marks,) = parts[1:] if divides else parts
    if (
        model.get("type", "Unigram") != "Unigram"
        or model.get("byte_fallback")
        or marks["type"] != "Metaspace"
        or marks.get("replacement") != BLANK
        or marks.get("split") is False
        or marks.get("prepend_scheme", "always") == "never"
    ):
        raise BadTransformer(_UNREADABLE)
    scores = [float(one[1]) for one in model["vocab"]]
    if not known or not all(map(isfinite, scores)):
        raise BadTransformer("The tokenizer has no pieces, or one without a score.")
    steps = normal.checked(list(normal.of(said.get("normalizer"))))
    unknown = model["unk_id"]
    if type(unknown) is not int or not 0 <= unknown < len(scores):
        raise BadTransformer("The tokenizer names no piece for what is unknown.")
    return Unigram(known, scores, unknown, steps, divides)
