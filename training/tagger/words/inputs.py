"""What the graph of words may ask of a word: numbers that depend on nothing but the word.

A graph names its inputs; trainer and endpoint make them here, and so alike.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.tagger.vectors.subwords import Joined
from training.tagger.words import spelling, utf8
from training.tagger.words.attributes import Attributes
from training.tagger.words.vocabulary import Vocabulary

Ids = NDArray[np.int64]


class Known(NamedTuple):
    """What words are looked up in."""

    vocabulary: Vocabulary
    attributes: Attributes | None = None
    """Of each word alone."""
    subwords: Joined | None = None
    """What makes vectors of words that no table lists."""

    @property
    def derived(self) -> tuple[str, ...]:
        """Inputs that no choice in the form asks for, but what the words were learned from."""
        return ("subwords",) if self.subwords else ()


def _attributes(known: Known, words: Sequence[str]) -> Ids:
    if known.attributes is None:
        raise ValueError("The graph asks for attributes of words, but there are no features.")
    return known.attributes.of(words)


def _subwords(known: Known, words: Sequence[str]) -> NDArray[np.float32]:
    if known.subwords is None:
        raise ValueError("The graph asks for subwords, but there are none.")
    return known.subwords.vectors(words)


def ask(known: Known, names: Sequence[str], words: Sequence[str]) -> dict[str, NDArray[Any]]:
    """What each of these inputs holds for these words."""
    return {name: INPUTS[name](known, words) for name in names}


INPUTS: Mapping[str, Callable[[Known, Sequence[str]], NDArray[Any]]] = {
    "words": lambda known, words: known.vocabulary.word_ids(words),
    "characters": lambda known, words: known.vocabulary.spelled(words),
    "kinds": lambda known, words: spelling.kinds(words, known.vocabulary.longest_word),
    "cases": lambda _, words: spelling.cases(words),
    "attributes": _attributes,
    "bytes": lambda _, words: utf8.ids(words),
    "subwords": _subwords,
}
"""Input of `words.onnx` → what makes it: (U,) or (U, ·) numbers."""
