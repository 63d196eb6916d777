"""Which attributes every token has, as numbers, and sums of weights over them in both directions.

Values of a template are worked out once per distinct word (or pair of words), so a corpus is
encoded without a text per token. Letters: N tokens, P templates, F attributes, K tags.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import embedding_bag

from training.tagger.corpus import Part
from training.tagger.words.features import PROPERTIES, Template

Numbers = NDArray[Any]


class Column(NamedTuple):
    """What one template says of each token."""

    names: list[str]
    """Attributes, each once; some may stand at no token."""
    codes: Numbers  # (N,) which of them


class Design:
    """Attributes of tokens (rows of a table of weights); summing them is what a model does."""

    def __init__(self, ids: Numbers, attributes: int) -> None:
        """`ids` (N, P), -1 where a token has no known attribute of that template."""
        known = ids >= 0
        self.attributes = attributes
        self._counts = known.sum(1)
        self._flat = ids[known].astype(np.int32)
        self._bags = torch.from_numpy(self._flat), _offsets(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def sums(self, weights: Tensor) -> Tensor:
        """(F, K) → (N, K): each token's attributes summed."""
        flat, offsets = self._bags
        return embedding_bag(flat, weights, offsets, mode="sum")

    def spread(self, rows: Tensor) -> Tensor:
        """(N, K) → (F, K): each attribute's tokens summed; the transpose of `sums`."""
        flat, offsets = self._turned
        return embedding_bag(flat, rows, offsets, mode="sum")

    @cached_property
    def _turned(self) -> tuple[Tensor, Tensor]:
        order = np.argsort(self._flat, kind="stable")
        tokens = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)[order]
        counts = np.bincount(self._flat, minlength=self.attributes)
        return torch.from_numpy(tokens), _offsets(counts)


def _offsets(counts: Numbers) -> Tensor:
    return torch.from_numpy((np.cumsum(counts) - counts).astype(np.int32))


def part_of(sentences: Sequence[Sequence[str]]) -> tuple[list[str], Part]:
    """Any sentences as forms and a part without tags."""
    forms = list(dict.fromkeys(word for words in sentences for word in words))
    place = {form: at for at, form in enumerate(forms)}
    ids = np.array([place[word] for words in sentences for word in words], np.int32)
    starts = np.cumsum([0, *map(len, sentences)], dtype=np.int64)
    return forms, Part(ids, np.zeros_like(ids), starts)


def columns(templates: Sequence[Template], forms: Sequence[str], part: Part) -> Iterator[Column]:
    """Every template's attributes of every token."""
    every = [*forms, ""]  # the last one stands outside of the sentences
    around = {
        place: _around(part, place, len(forms))
        for place in {place for template in templates for place, _ in template.parts}
    }
    for template in templates:
        (place, title), *rest = template.parts
        names, values = _distinct([PROPERTIES[title](form) for form in every])
        codes = values[around[place]]
        for place, title in rest:
            further, values = _distinct([PROPERTIES[title](form) for form in every])
            both = codes * len(further) + values[around[place]]
            keys, codes = np.unique(both, return_inverse=True)
            pairs = (divmod(key, len(further)) for key in keys.tolist())
            names = [f"{names[one]}|{further[two]}" for one, two in pairs]
        yield Column([f"{template.name}={name}" for name in names], codes.reshape(-1))


def design(
    templates: Sequence[Template], place: Mapping[str, int], forms: Sequence[str], part: Part
) -> Design:
    """The design of a part, for attributes that are known already."""
    ids = np.full((part.tokens, len(templates)), -1, np.int32)
    for at, column in enumerate(columns(templates, forms, part)):
        found = np.array([place.get(name, -1) for name in column.names], np.int32)
        ids[:, at] = found[column.codes]
    return Design(ids, len(place))


def learned(
    templates: Sequence[Template], forms: Sequence[str], part: Part, tags: int, least: int
) -> tuple[list[str], Tensor, Design]:
    """The attributes that stand with some tag `least` times, the flat places (attribute · tags +
    tag) of such pairs, and the part's design over them."""
    names: list[str] = []
    places: list[Numbers] = []
    ids = np.full((part.tokens, len(templates)), -1, np.int32)
    for at, column in enumerate(columns(templates, forms, part)):
        both, counts = np.unique(column.codes * tags + part.tags, return_counts=True)
        both = both[counts >= least]
        used, rank = np.unique(both // tags, return_inverse=True)
        places.append((len(names) + rank.reshape(-1)) * tags + both % tags)
        known = np.full(len(column.names), -1, np.int32)
        known[used] = np.arange(len(names), len(names) + len(used))
        ids[:, at] = known[column.codes]
        names += [column.names[one] for one in used.tolist()]
    return names, torch.from_numpy(np.concatenate(places)), Design(ids, len(names))


def _around(part: Part, place: int, outside: int) -> Numbers:
    """(N,) the form that stands `place` tokens away."""
    at = np.arange(part.tokens) + place
    first = np.repeat(part.starts[:-1], part.lengths)
    last = np.repeat(part.starts[1:], part.lengths)
    within = (at >= first) & (at < last)
    return np.where(within, part.forms[np.where(within, at, 0)], outside)


def _distinct(values: Sequence[str]) -> tuple[list[str], Numbers]:
    known: dict[str, int] = {}
    codes = np.array([known.setdefault(value, len(known)) for value in values], np.int64)
    return list(known), codes
