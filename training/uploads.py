"""Files that people bring for training: looked at before they are kept."""

import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from rest_framework.request import Request

from training.process import Failed, asked_of_tagger
from training.tagger import elmo, vectors
from training.tagger.transformer import folder as pretrained
from training.tagger.transformer.shape import BadTransformer
from training.tagger.vectors import packed
from training.tagger.words import lexicons
from workspace import files
from workspace.api import uploads_of
from workspace.errors import Refused
from workspace.models import File, Project

LOOK_ROWS = 1000
SHOWN = 80
UNPACKED = 3
"""What is packed may unpack to so many times the size that an upload may have."""
ODD = re.compile(r"[^\w .()+-]+")


class Looked(NamedTuple):
    """What is kept of an upload, and what was seen in it."""

    place: Path
    info: dict[str, Any]
    name: str = ""
    """Where the first upload's name does not say it."""


def keep(project: Project, request: Request) -> File:
    """Keep an uploaded file, of the kind that “kind” says; refuses one that cannot be read so."""
    kind = request.POST.get("kind", "vectors")
    if kind not in LOOKS:
        raise Refused(f"“kind” is one of {', '.join(LOOKS)}.", at=("kind",))
    sent = uploads_of(request, model=kind != "lexicon")
    with tempfile.TemporaryDirectory(prefix="upload.") as folder:
        places = [
            _written(one, Path(folder) / f"{number}-{_plain(one.name)}")
            for number, one in enumerate(sent)
        ]
        looked = LOOKS[kind](places, Path(folder))
        return files.put(
            project,
            looked.place,
            name=looked.name or _plain(sent[-1].name),
            kind=kind,
            info=looked.info,
        )


def _plain(name: str | None) -> str:
    return ODD.sub("_", name or "upload")[-200:]


def _written(upload: Any, place: Path) -> Path:
    with place.open("wb") as out:
        for chunk in upload.chunks():
            out.write(chunk)
    return place


def word_vectors(places: Sequence[Path], folder: Path) -> Looked:
    """A file of vectors, a zip of one, or a file of words with a file of their numbers."""
    try:
        place = packed.unpacked(places, folder, UNPACKED * settings.MODEL_LIMIT)
        return Looked(place, look(place))
    except vectors.BadVectors as fault:
        sentence = str(fault)
        for one in places:
            sentence = sentence.replace(one.name, one.name.partition("-")[2])
        raise Refused(
            f"{sentence} Upload GloVe or fastText text, word2vec text or binary, fastText .bin, "
            "or SENNA's two files; plain, as .gz or as .zip.",
            at=("file",),
            code="not_vectors",
        ) from None


def look(place: Path) -> dict[str, Any]:
    """Dimension, number of words and form of a file of vectors; its first rows are read, and each
    row is passed once, so that a damaged file is not found out in the middle of a training."""
    source = vectors.open_vectors(place)
    rows = list(islice(source.rows(), LOOK_ROWS))
    source.numbers(rows)
    if not rows:
        raise vectors.BadVectors("The file holds no vectors.")
    return {
        "dimension": source.dimension,
        "words": sum(1 for _ in source.rows()),
        "format": source.title,
        "subwords": source.spells,
        "first_words": [row.word[:SHOWN] for row in rows[:10]],
    }


def word_lists(places: Sequence[Path], folder: Path) -> Looked:
    """A word list, or a zip of several."""
    if len(places) > 1:
        raise Refused("Put several lists into one zip.", at=("file",), code="not_a_lexicon")
    try:
        found = lexicons.read(places[0])
    except lexicons.BadLexicon as fault:
        raise Refused(str(fault), at=("file",), code="not_a_lexicon") from None
    lists = {name[:SHOWN]: len(entries) for name, entries in found.items()}
    return Looked(places[0], {"lists": lists, "entries": sum(lists.values())})


def transformers(places: Sequence[Path], folder: Path) -> Looked:
    """A zip of a transformer's folder: what it is, how large, and that its words can be cut."""
    try:
        found = pretrained.opened(places[0])
        pieces = found.pieces
        found.tables()
    except BadTransformer as fault:
        raise Refused(
            f"{fault} Upload a zip with config.json, model.safetensors and its tokenizer.",
            at=("file",),
            code="not_a_transformer",
        ) from None
    shape = found.shape
    said = {"model": shape.kind, "layers": shape.layers, "dimension": shape.width}
    return Looked(places[0], said | {"pieces": shape.vocabulary, "reads": pieces.limit})


def published_elmo(places: Sequence[Path], folder: Path) -> Looked:
    """ELMo's options and weights, two files or a zip of both, as the one file that recipes read.

    HDF5 is read by a process of its own, which may fall over without harm.
    """
    try:
        options, weights = elmo.pair(places, folder, UNPACKED * settings.MODEL_LIMIT)
        out = folder / "elmo"
        info = asked_of_tagger(["elmo", str(options), str(weights), "--out", str(out)], folder)
    except (elmo.BadELMo, Failed) as fault:
        raise Refused(
            f"{fault} Upload options.json and the weights .hdf5 together, or a zip of both.",
            at=("file",),
            code="not_elmo",
        ) from None
    largest = max(places, key=lambda place: place.stat().st_size)
    return Looked(out, info, largest.name.partition("-")[2])


def look_bilm(place: Path) -> dict[str, Any]:
    """The sizes of a biLM that was learned here."""
    return dict(elmo.about(elmo.shape_in(place)))


LEARNED: Mapping[str, Callable[[Path], dict[str, Any]]] = {"vectors": look, "bilm": look_bilm}
"""What is learned here from text, and what is shown of it."""
LOOKS: Mapping[str, Callable[[Sequence[Path], Path], Looked]] = {
    "vectors": word_vectors,
    "lexicon": word_lists,
    "transformer": transformers,
    "elmo": published_elmo,
}
"""What can be uploaded, and who looks at it."""
KINDS = tuple({**LOOKS, **LEARNED})
"""All files that a recipe may name."""
