"""How many words of a feature set vectors know and transformers can read, before anyone trains."""

from collections import Counter
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from featuresets.models import FeatureSet
from kernel import sentences
from kernel.entry import Entry
from training.tagger import vectors
from training.tagger.transformer import folder, sources, unread
from training.tagger.transformer.shape import BadTransformer
from training.tagger.transformer.sources import Source, UploadedTransformer
from workspace import files
from workspace.errors import Conflict, NotFound, Refused
from workspace.models import File

PARTS = ("train", "dev", "test")
SHOWN = 20
SAMPLE = 2000
"""Training sentences that tell how much of a text a transformer can read."""
Shown = dict[str, Any]


class Words(NamedTuple):
    """How often each word occurs, and how often within a marked entity."""

    everywhere: Counter[str]
    marked: Counter[str]


def of(feature_set: FeatureSet, file: File) -> Shown:
    """Known words, tokens and tokens of entities; a word also counts when its lower case is known.

    {"words": {"known", "total", "share"}, "tokens": …, "entities": …, "unknown": [{word, count}]}
    """
    if not feature_set.files.get("train"):
        raise Conflict(f"“{feature_set.name}” is {feature_set.state}.", code="not_done")
    hashes = tuple(one for part in PARTS for one in feature_set.files.get(part, ()))
    try:
        return _compared(hashes, file.sha256)
    except vectors.BadVectors as fault:
        raise Refused(str(fault), at=("file",), code="bad_vectors") from None


def reading(feature_set: FeatureSet, recipe: Entry) -> dict[str, list[str]]:
    """A sentence for each transformer of a recipe: {"warnings": of those that cannot read the
    training part, "notes": of the others}. One that cannot be opened is left out.
    """
    train = tuple(feature_set.files.get("train", ()))
    found: dict[str, list[str]] = {"warnings": [], "notes": []}
    for _, source in sources.named_in(recipe):
        with suppress(BadTransformer, NotFound):
            share = _unread_in(train, source)
            found["warnings" if share >= unread.MANY else "notes"].append(unread.told(share))
    return found


def _unread_in(train: tuple[str, ...], source: Source) -> float:
    if not isinstance(source, UploadedTransformer):
        return _unread(train, source.place())
    with files.path(source.file) as place:
        return _unread(train, place)


@lru_cache(maxsize=64)
def _unread(train: tuple[str, ...], place: Path) -> float:
    return unread.share(folder.opened(place).pieces, _words(train, SAMPLE).everywhere)


@lru_cache(maxsize=64)
def _compared(hashes: tuple[str, ...], sha256: str) -> Shown:
    words = _words(hashes)
    wanted = words.everywhere.keys() | {word.lower() for word in words.everywhere}
    with files.path(sha256) as place:
        source = vectors.open_vectors(place)
        listed = {row.word for row in source.rows() if row.word in wanted}
    known = {word for word in words.everywhere if word in listed or word.lower() in listed}
    unknown = [(word, n) for word, n in words.everywhere.most_common() if word not in known]
    return {
        "dimension": source.dimension,
        "subwords": source.spells,
        "words": _share(len(known), len(words.everywhere)),
        "tokens": _counted(words.everywhere, known),
        "entities": _counted(words.marked, known),
        "unknown": [{"word": word, "count": count} for word, count in unknown[:SHOWN]],
    }


def _words(hashes: tuple[str, ...], most: int | None = None) -> Words:
    """Of the first `most` sentences of each file; without it, of all."""
    found = Words(Counter(), Counter())
    for sha256 in hashes:
        with files.open_file(sha256) as stream:
            for line in islice(stream, most):
                sentence = sentences.read(line.decode("utf-8").rstrip("\n"))
                words = sentences.words(sentence)
                found.everywhere.update(words)
                for span in sentence.spans:
                    found.marked.update(words[span.start : span.end])
    return found


def _counted(counts: Counter[str], known: set[str]) -> Shown:
    return _share(sum(n for word, n in counts.items() if word in known), counts.total())


def _share(known: int, total: int) -> Shown:
    return {"known": known, "total": total, "share": round(known / total, 4) if total else None}
