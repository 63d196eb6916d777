"""Files that people bring for training: looked at before they are kept."""

import re
import tempfile
from pathlib import Path
from typing import Any

from rest_framework.request import Request

from training.tagger import vectors
from workspace import files
from workspace.api import upload_of
from workspace.errors import Refused
from workspace.models import File, Project

KINDS = ("vectors",)
LOOK_ROWS = 1000
DIMENSION = 10_000
SHOWN = 80
ODD = re.compile(r"[^\w .()+-]+")


def keep_vectors(project: Project, request: Request) -> File:
    """Keep an uploaded file of word vectors; refuses one that cannot be read as such."""
    kind = request.POST.get("kind", "vectors")
    if kind not in KINDS:
        raise Refused(f"“kind” is one of {', '.join(KINDS)}.", at=("kind",))
    upload = upload_of(request, "file")
    with tempfile.NamedTemporaryFile(prefix="vectors.") as aside:
        for chunk in upload.chunks():
            aside.write(chunk)
        aside.flush()
        place = Path(aside.name)
        name = ODD.sub("_", upload.name or "vectors")[-255:]
        return files.put(project, place, name=name, kind="vectors", info=look(place))


def look(place: Path) -> dict[str, Any]:
    """Dimension, number of words and form of a file of vectors; its first rows are read."""
    try:
        head = vectors.header(place)
        found, names = vectors.read(place, (), LOOK_ROWS)
        words = head.words or _lines(place)
    except vectors.BadVectors as fault:
        sentence = str(fault).replace(place.name, "The file")
        raise Refused(
            f"{sentence} Upload GloVe or fastText text, or word2vec text or binary.",
            at=("file",),
            code="not_vectors",
        ) from None
    if not found:
        raise Refused("The file holds no vectors.", at=("file",), code="empty")
    if head.dimension > DIMENSION:
        raise Refused(
            f"The vectors have {head.dimension:,} numbers each; at most {DIMENSION:,} fit. "
            "Is there a line end missing?",
            at=("file",),
            code="not_vectors",
        )
    return {
        "dimension": head.dimension,
        "words": words,
        "format": _format(head),
        "first_words": [name[:SHOWN] for name in names[:10]],
    }


def _format(head: vectors.Header) -> str:
    if head.binary:
        return "word2vec binary"
    return "word2vec text" if head.start else "GloVe text"


def _lines(place: Path) -> int:
    """Lines of a text file; the last one counts without its line end, too."""
    count, last = 0, b"\n"
    with place.open("rb") as stream:
        while piece := stream.read(1 << 20):
            count += piece.count(b"\n")
            last = piece[-1:]
    return count + (last != b"\n")
