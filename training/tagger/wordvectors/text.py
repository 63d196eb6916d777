"""Running text as numbers: one sentence per line, words between single spaces."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.tagger.bilm.text import BadText

__all__ = ["BadText", "Text", "read"]


class Text(NamedTuple):
    """Words by falling count, and the text in their numbers; rarer words are left out."""

    words: list[str]
    counts: NDArray[np.int64]  # (V,)
    ids: NDArray[np.int32]  # (N,)
    sentences: NDArray[np.int32]  # (N,) number of the sentence that a token stands in


def read(path: Path, *, minimum_count: int, case: str, most_words: int) -> Text:
    """Read a file of sentences; raises BadText."""
    seen: Counter[str] = Counter()
    for words in _lines(path, case):
        seen.update(words)
    kept = [(word, count) for word, count in seen.items() if count >= minimum_count]
    kept = sorted(kept, key=lambda one: (-one[1], one[0]))[:most_words]
    if len(kept) < 2:
        raise BadText(
            f"The text has {seen.total():,} words, and {len(kept)} that occur at least "
            f"{minimum_count} times; import more text, or lower the minimum count."
        )
    numbers = {word: at for at, (word, _) in enumerate(kept)}
    get = numbers.get
    rows = [
        np.array([at for word in words if (at := get(word)) is not None], np.int32)
        for words in _lines(path, case)
    ]
    lengths = [len(row) for row in rows]
    return Text(
        list(numbers),
        np.array([count for _, count in kept], np.int64),
        np.concatenate(rows),
        np.repeat(np.arange(len(rows), dtype=np.int32), lengths),
    )


def _lines(path: Path, case: str) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            line = line.rstrip("\n")
            yield [word for word in (line.lower() if case == "lower" else line).split(" ") if word]
