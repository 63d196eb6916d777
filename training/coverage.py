"""How many words of a feature set a file of vectors knows, told before anyone trains."""

from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

from featuresets.models import FeatureSet
from kernel import sentences
from training.tagger import vectors
from workspace import files
from workspace.errors import Conflict, Refused
from workspace.models import File

PARTS = ("train", "dev", "test")
SHOWN = 20
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


def _words(hashes: tuple[str, ...]) -> Words:
    found = Words(Counter(), Counter())
    for sha256 in hashes:
        with files.open_file(sha256) as stream:
            for line in stream:
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
