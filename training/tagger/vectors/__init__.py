"""Word vectors out of a file: GloVe and word2vec text, word2vec binary, fastText with subwords.

Only the vectors that are wanted are read into numbers: those of given words, and the first ones of
the file beyond them.
"""

from collections.abc import Collection
from pathlib import Path

from training.tagger.vectors import binary, fasttext, text
from training.tagger.vectors.forms import BadVectors, Row, Source, Vector
from training.tagger.vectors.subwords import Subwords

__all__ = ["BadVectors", "Source", "Subwords", "Vector", "open_vectors", "read"]


def open_vectors(path: Path) -> Source:
    """Look at the head of a file and answer the reader of its form; raises BadVectors."""
    for form in (fasttext.FastText, binary.Binary, text.Text):
        source: Source | None = form.of(path)
        if source is not None:
            return source
    raise BadVectors("The first line is neither “words dimension” nor a word and numbers.")


def read(
    path: Path, wanted: Collection[str], further: int = 0
) -> tuple[dict[str, Vector], list[str]]:
    """Vectors of the wanted words, and of the first `further` other words, whose names are second.

    A word that stands twice keeps its first vector.
    """
    source = open_vectors(path)
    found: dict[str, Row] = {}
    others: list[str] = []
    for row in source.rows():
        known = row.word in wanted
        if row.word in found or not row.word or not (known or len(others) < further):
            continue
        found[row.word] = row
        if not known:
            others.append(row.word)
    numbers = source.numbers(list(found.values()))
    return dict(zip(found, numbers, strict=True)), others
