"""A bundle is the folder that a trained model is: `bundle.json` and the files that it lists.

`bundle.json` says what the model is and gives size and sha256 of every other file; the sha256 of
`bundle.json` itself therefore names the whole bundle. Nothing in it can run code: JSON, safetensors
and ONNX. Opening checks every byte before a byte is used.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from kernel import strict

FORMAT = 1
NAME = "bundle.json"
Kind = Literal[
    "neural", "linear_crf", "memm", "token_classifier", "hmm", "transformer", "stack_lstm"
]
Task = Literal["ner", "tokens"]
Decoder = Literal["crf", "softmax", "transitions"]
REQUIRED: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(
        ("neural", "stack_lstm"),
        (
            "words.onnx",
            "sentence.onnx",
            "tables.safetensors",
            "vocabulary.json",
            "golden.json",
        ),
    ),
    **dict.fromkeys(
        ("linear_crf", "memm", "token_classifier"),
        ("features.json", "tables.safetensors", "golden.json"),
    ),
    "transformer": ("transformer.onnx", "pieces.json", "tables.safetensors", "golden.json"),
    "hmm": ("word_rows.json", "tables.safetensors", "golden.json"),
}


class BadBundle(ValueError):
    """A bundle that must not be used: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What `bundle.json` says, but for the format and the files, which the writer adds."""

    kind: Kind
    task: Task
    tags: tuple[str, ...]
    """In the order of their ids, as the columns of the emissions are."""
    labels: tuple[str, ...]
    """Names of entities (task ner) or the tags themselves (task tokens), as people gave them."""
    scheme: str
    """IOB1, IOB2, IOE2 or IOBES; empty for the task tokens."""
    tokenizer: str
    language: str = ""
    decoder: Decoder = "crf"
    constrained: bool = False
    """Whether paths that the scheme forbids are never chosen."""
    recipe: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    snapshot_hash: str = ""


@dataclass(frozen=True)
class Bundle:
    """An opened bundle: its name, what it says of itself, and its files, already checked."""

    sha256: str
    manifest: Manifest
    files: Mapping[str, bytes]


def write(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> str:
    """Write a bundle into a new or empty folder and answer its sha256.

    `bundle.json` comes last and at once, so a folder without it is an unfinished bundle.
    """
    _check_files(manifest, files)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadBundle("not_empty", f"The folder {folder.name} is not empty; choose a new one.")
    listed = {}
    for name in sorted(files):
        put(folder / name, files[name])
        listed[name] = {"sha256": sha256(files[name]), "size": len(files[name])}
    whole = {"format": FORMAT, **asdict(manifest), "files": listed}
    said = json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1).encode()
    parse(said)
    put(folder / NAME, said)
    return sha256(said)


def read(folder: Path) -> Bundle:
    """Open a bundle and check every file that it lists; raises BadBundle."""
    said = _file(folder, NAME)
    manifest, listed = parse(said)
    files = {}
    for name, (digest, size) in listed.items():
        files[name] = _file(folder, name)
        if len(files[name]) != size or sha256(files[name]) != digest:
            message = f"The file {name} is not the one that was trained; deploy the run again."
            raise BadBundle("checksum_mismatch", message)
    return Bundle(sha256(said), manifest, files)


def parse(said: bytes) -> tuple[Manifest, dict[str, tuple[str, int]]]:
    """Manifest and {file name: (sha256, size)} out of the `bundle.json`; raises BadBundle."""
    try:
        value = strict.loads(said)
    except strict.NotStrict as fault:
        raise BadBundle("bad_manifest", f"{NAME} is not readable: {fault}") from fault
    if not isinstance(value, dict):
        raise BadBundle("bad_manifest", f"{NAME} is not a JSON object.")
    if value.pop("format", None) != FORMAT:
        message = f"This bundle's format is not {FORMAT}; it needs another version of this program."
        raise BadBundle("unknown_format", message)
    listed = _listed(value.pop("files", None))
    manifest = _manifest(value)
    _check_files(manifest, listed)
    return manifest, listed


def sha256(content: bytes) -> str:
    """The digest by which a file is named, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _manifest(value: dict[str, Any]) -> Manifest:
    names = {item.name for item in fields(Manifest)}
    if set(value) != names:
        odd = ", ".join(sorted(set(value) ^ names))
        raise BadBundle("bad_manifest", f"{NAME} lacks or does not know the fields {odd}.")
    for name, known in (("kind", Kind), ("task", Task), ("decoder", Decoder)):
        if value[name] not in get_args(known):
            choices = " or ".join(get_args(known))
            raise BadBundle("bad_manifest", f"The bundle's {name} must be {choices}.")
    kinds = {
        str: ("scheme", "tokenizer", "language", "snapshot_hash"),
        dict: ("recipe", "card", "versions"),
        bool: ("constrained",),
    }
    for kind, those in kinds.items():
        for name in those:
            if not isinstance(value[name], kind):
                raise BadBundle("bad_manifest", f"The bundle's {name} must be a {kind.__name__}.")
    for name in ("tags", "labels"):
        value[name] = _distinct(name, value[name])
    return Manifest(**value)


def _distinct(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise BadBundle("bad_manifest", f"The bundle's {name} must be a list of names.")
    if len(set(value)) < len(value) or (name == "tags" and not value):
        raise BadBundle("bad_manifest", f"The bundle's {name} must be distinct, and at least one.")
    return tuple(value)


def _listed(value: Any) -> dict[str, tuple[str, int]]:
    if not isinstance(value, dict):
        raise BadBundle("bad_manifest", f"{NAME} does not list its files.")
    listed = {}
    for name, entry in value.items():
        if not is_plain(name):
            raise BadBundle("bad_manifest", f"“{name[:64]}” is not a plain file name.")
        if not isinstance(entry, dict) or set(entry) != {"sha256", "size"}:
            raise BadBundle("bad_manifest", f"The file {name} needs exactly a sha256 and a size.")
        digest, size = entry["sha256"], entry["size"]
        if not isinstance(digest, str) or not is_digest(digest) or type(size) is not int:
            raise BadBundle("bad_manifest", f"The file {name} needs a sha256 and a size.")
        listed[name] = (digest, size)
    return listed


def is_digest(text: str) -> bool:
    """Whether this can be a sha256: 64 lower-case hexadecimal digits, so no path either."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def is_plain(name: str) -> bool:
    """Whether a file of this name lies in the bundle's own folder and is not the manifest."""
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789_-.")
    return 0 < len(name) <= 64 and set(name) <= allowed and name[0] != "." and name != NAME


def _check_files(manifest: Manifest, names: Mapping[str, Any]) -> None:
    lacking = [name for name in REQUIRED[manifest.kind] if name not in names]
    if lacking:
        raise BadBundle("missing_file", f"The bundle lacks {', '.join(lacking)}.")
    odd = [name for name in names if not is_plain(name)]
    if odd:
        raise BadBundle("bad_manifest", f"“{odd[0][:64]}” is not a plain file name.")


def _file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise BadBundle("missing_file", f"The bundle lacks {name}.") from None


def put(path: Path, content: bytes) -> None:
    """All of the file or none of it, on the disk before this returns."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
