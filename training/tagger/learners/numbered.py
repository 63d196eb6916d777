"""The attributes of a corpus as numbers, worked out per distinct value and not per token."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.tagger.corpus import Corpus, Part
from training.tagger.learners.design import columns
from training.tagger.words.attributes import Attributes
from training.tagger.words.features import Features, Template

Ids = NDArray[np.int32]


def gather(templates: Sequence[str], corpus: Corpus, least: int) -> Attributes:
    """The attributes that the training part shows `least` times or more, template by template."""
    read = tuple(map(Template.read, templates))
    names: list[str] = []
    for column in columns(read, corpus.forms, corpus.parts["train"]):
        counts = np.bincount(column.codes, minlength=len(column.names))
        names += [column.names[one] for one in np.flatnonzero(counts >= least).tolist()]
    return Attributes(Features(read, tuple(names)))


def numbers(known: Attributes, forms: Sequence[str], part: Part) -> Ids:
    """(N, S) the numbers of each of a part's tokens, as `Attributes.of` gives them."""
    templates = known.features.templates
    found = np.zeros((part.tokens, len(templates)), np.int32)
    for at, column in enumerate(columns(templates, forms, part)):
        rows = np.array([known.number(name) for name in column.names], np.int32)
        found[:, at] = rows[column.codes]
    return found
