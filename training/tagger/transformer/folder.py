"""A transformer as it is handed on: `config.json`, `model.safetensors` and its tokenizer's files.

A directory or a zip of one. Weights are read from safetensors alone; a pickle (`.bin`) is never
opened. Nothing here needs torch.
"""

from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from kernel import strict, zips
from training.tagger.transformer import sentencepiece, tokenizer
from training.tagger.transformer.pieces import Pieces
from training.tagger.transformer.shape import BadTransformer, Shape
from training.tagger.transformer.shape import of as shape_of

LIMITS = {"model.safetensors": 2 << 30}
TEXT_LIMIT = 64 << 20
"""Bytes of any other file."""
WEIGHTS = "model.safetensors"


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
        raw = self.read("tokenizer.json")
        said = _object("tokenizer.json", raw) if raw is not None else self._plain()
        return tokenizer.read(said, self.shape)

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

    def _said(self, name: str) -> dict[str, Any]:
        raw = self.read(name)
        if raw is None:
            raise BadTransformer(f"There is no {name}.")
        return _object(name, raw)

    def _plain(self) -> dict[str, Any]:
        """What a `tokenizer.json` would say, from a SentencePiece model or a `vocab.txt`."""
        more = self.read("tokenizer_config.json")
        lower = (_object("tokenizer_config.json", more) if more else {}).get("do_lower_case")
        for name in sentencepiece.NAMES:
            if raw := self.read(name):
                usual = self.shape.kind == "albert"
                low = usual if lower is None else bool(lower)
                return sentencepiece.said(raw, self.shape.kind, lower=low)
        raw = self.read("vocab.txt")
        if raw is None:
            known = ", ".join(("tokenizer.json", *sentencepiece.NAMES, "vocab.txt"))
            raise BadTransformer(f"There is no tokenizer: none of {known}.")
        lines = raw.decode("utf-8", "replace").removesuffix("\n").split("\n")
        vocab = {line.rstrip("\r"): at for at, line in enumerate(lines)}
        return {"model": {"vocab": vocab}, "normalizer": {"lowercase": lower is not False}}


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
