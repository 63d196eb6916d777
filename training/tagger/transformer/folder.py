"""A transformer as it is handed on: `config.json`, `model.safetensors` and its tokenizer's files.

A directory or a zip of one. Weights are read from safetensors alone; a pickle (`.bin`) is never
opened. Nothing here needs torch.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from kernel import strict, zips
from training.tagger.transformer.bytepairs import BytePairs
from training.tagger.transformer.pieces import Pieces
from training.tagger.transformer.shape import BadTransformer, Shape
from training.tagger.transformer.shape import of as shape_of
from training.tagger.transformer.wordpiece import WordPiece

LIMITS = {"model.safetensors": 2 << 30}
TEXT_LIMIT = 64 << 20
"""Bytes of any other file."""
WEIGHTS = "model.safetensors"
_SIGNS = {
    "roberta": ("<s>", "</s>", "<pad>", "<unk>"),
    "": ("[CLS]", "[SEP]", "[PAD]", "[UNK]"),
}


class Read(Protocol):
    """A file's bytes, the first `most` of them, or None where there is no such file."""

    def __call__(self, name: str, most: int | None = None) -> bytes | None: ...


class Pretrained:
    """A transformer's folder, opened."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.shape: Shape = shape_of(self._said("config.json"))

    @cached_property
    def pieces(self) -> Pieces:
        """How it cuts words; raises BadTransformer."""
        try:
            return self._cut()
        except BadTransformer:
            raise
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as fault:
            raise BadTransformer(f"The tokenizer is not one of {_KNOWN}.") from fault

    def _cut(self) -> Pieces:
        raw = self.read("tokenizer.json")
        said = _object("tokenizer.json", raw) if raw is not None else self._plain()
        model = said.get("model")
        if not isinstance(model, dict) or not isinstance(model.get("vocab"), dict):
            raise BadTransformer(f"The tokenizer is not one of {_KNOWN}.")
        known = dict(model["vocab"])
        for added in said.get("added_tokens") or []:
            known[added["content"]] = added["id"]
        if not all(type(at) is int and 0 <= at < self.shape.vocabulary for at in known.values()):
            raise BadTransformer("The tokenizer has ids that the table of pieces does not have.")
        begin, end, padding, unknown = self._signs(known)
        if "merges" in model:
            cut: BytePairs | WordPiece = _byte_pairs(said, known, unknown)
        else:
            cut = _word_piece(said, known, unknown)
        return Pieces(cut, begin, end, padding, self.shape.positions)

    def tables(self) -> int:
        """How many tables of weights there are, by the file's header alone."""
        size = int.from_bytes(self.weights(8), "little")
        raw = self.weights(8 + min(size, TEXT_LIMIT))
        if len(raw) < 8 + size:
            raise BadTransformer(f"{WEIGHTS} is not a safetensors file.")
        return len(_object(WEIGHTS, raw[8:]))

    def weights(self, most: int | None = None) -> bytes:
        """The file of weights, or its first bytes."""
        raw = self.read(WEIGHTS, most)
        if raw is None:
            raise BadTransformer(
                f"There is no {WEIGHTS}. Weights in another form (such as pytorch_model.bin) are "
                "not opened, because they can run code; save the model as safetensors."
            )
        return raw

    def _signs(self, known: Mapping[str, int]) -> list[int]:
        names = _SIGNS.get(self.shape.kind, _SIGNS[""])
        lacking = [name for name in names if name not in known]
        if lacking:
            raise BadTransformer(f"The tokenizer lacks {', '.join(lacking)}.")
        return [known[name] for name in names]

    def _said(self, name: str) -> dict[str, Any]:
        raw = self.read(name)
        if raw is None:
            raise BadTransformer(f"There is no {name}.")
        return _object(name, raw)

    def _plain(self) -> dict[str, Any]:
        """What a `tokenizer.json` would say, from the older `vocab.txt`."""
        raw = self.read("vocab.txt")
        if raw is None:
            raise BadTransformer("There is neither tokenizer.json nor vocab.txt.")
        lines = raw.decode("utf-8", "replace").removesuffix("\n").split("\n")
        more = self.read("tokenizer_config.json")
        lower = (_object("tokenizer_config.json", more) if more else {}).get("do_lower_case", True)
        vocab = {line.rstrip("\r"): at for at, line in enumerate(lines)}
        return {"model": {"vocab": vocab}, "normalizer": {"lowercase": lower}}


_KNOWN = "WordPiece (BERT, DistilBERT, ELECTRA) or byte-level BPE (RoBERTa)"


def _word_piece(said: Mapping[str, Any], known: dict[str, int], unknown: int) -> WordPiece:
    model, normal = said["model"], said.get("normalizer") or {}
    if model.get("type", "WordPiece") != "WordPiece" or normal.get("type") not in (
        None, "BertNormalizer",
    ):  # fmt: skip
        raise BadTransformer(f"The tokenizer is not one of {_KNOWN}.")
    lower = bool(normal.get("lowercase", True))
    bare = normal.get("strip_accents")
    return WordPiece(
        known, unknown, lower, lower if bare is None else bool(bare),
        clean=bool(normal.get("clean_text", True)),
        chinese=bool(normal.get("handle_chinese_chars", True)),
        prefix=str(model.get("continuing_subword_prefix", "##")),
        longest=int(model.get("max_input_chars_per_word", 100)),
    )  # fmt: skip


def _byte_pairs(said: Mapping[str, Any], known: dict[str, int], unknown: int) -> BytePairs:
    before = said.get("pre_tokenizer") or {}
    if before.get("type") != "ByteLevel" or said.get("normalizer"):
        raise BadTransformer(f"The tokenizer is not one of {_KNOWN}.")
    pairs = [
        tuple(one.split(" ")) if isinstance(one, str) else tuple(one)
        for one in said["model"]["merges"]
    ]
    ranks = {(pair[0], pair[1]): at for at, pair in enumerate(pairs) if len(pair) == 2}
    return BytePairs(known, ranks, unknown)


def _object(name: str, raw: bytes) -> dict[str, Any]:
    try:
        said = strict.loads(raw)
    except strict.NotStrict as fault:
        raise BadTransformer(f"{name} is not readable: {fault}") from fault
    if not isinstance(said, dict):
        raise BadTransformer(f"{name} is not a JSON object.")
    return said


def opened(place: Path) -> Pretrained:
    """A directory, or a zip of one; raises BadTransformer."""
    return Pretrained(_of_zip(place) if place.is_file() else _of_directory(place))


def _of_directory(place: Path) -> Read:
    def read(name: str, most: int | None = None) -> bytes | None:
        file = place / name
        if not file.is_file():
            return None
        _check_size(name, file.stat().st_size)
        with file.open("rb") as stream:
            return stream.read(most)

    return read


def _of_zip(place: Path) -> Read:
    try:
        inside = {one.filename: one for one in zips.files(place)}
    except zips.BadZip as fault:
        raise BadTransformer(str(fault)) from fault
    tops = [name for name in inside if name.rpartition("/")[2] == "config.json"]
    top = min(tops, key=lambda name: name.count("/"), default="").rpartition("config.json")[0]

    def read(name: str, most: int | None = None) -> bytes | None:
        found = inside.get(top + name)
        if found is None:
            return None
        _check_size(name, found.file_size)
        try:
            return zips.read(place, found, most)
        except zips.BadZip as fault:
            raise BadTransformer(f"{name}: {fault}") from fault

    return read


def _limit(name: str) -> int:
    return LIMITS.get(name, TEXT_LIMIT)


def _check_size(name: str, size: int) -> None:
    if size > _limit(name):
        raise BadTransformer(f"{name} is larger than {_limit(name) >> 20} MB.")
