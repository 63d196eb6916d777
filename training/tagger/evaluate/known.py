"""What the training part holds, as far as a report asks: its words' tags and its entities."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from kernel import scores
from kernel.text import Span
from training.tagger.corpus import Corpus

Words = tuple[str, ...]


@dataclass
class Known:
    """Counted once per report; without a training part at hand there is none."""

    scheme: str
    tag_of: dict[str, str]
    """Each word's most frequent tag."""
    tags: Counter[str]
    entities: dict[Words, Counter[str]] = field(default_factory=dict)
    """How often these words are an entity, by label."""

    @classmethod
    def of(cls, corpus: Corpus) -> "Known":
        """Out of the flat training part."""
        train, names, forms = corpus.parts["train"], corpus.tags, corpus.forms
        table = np.zeros((len(forms), len(names)), np.int32)
        np.add.at(table, (train.forms, train.tags), 1)
        seen = np.flatnonzero(table.sum(1))
        best = table.argmax(1)  # of two equally frequent the first, and “O” is first
        tags = np.bincount(train.tags, minlength=len(names))
        known = cls(
            corpus.scheme,
            {forms[at]: names[best[at]] for at in seen.tolist()},
            Counter(dict(zip(names, tags.tolist(), strict=True))),
        )
        if corpus.scheme:
            known._gather(corpus)
        return known

    def _gather(self, corpus: Corpus) -> None:
        train, tagset = corpus.parts["train"], scores.TagSet.of(corpus.tags, corpus.scheme)
        found = scores.entities(train.tags, train.starts, tagset)
        forms = [corpus.forms[form] for form in train.forms]
        for start, end, label in zip(*(column.tolist() for column in found), strict=True):
            name = tagset.labels[label]
            self.entities.setdefault(tuple(forms[start:end]), Counter())[name] += 1

    @cached_property
    def labels(self) -> Counter[str]:
        """How many training entities have a label."""
        total: Counter[str] = Counter()
        for counts in self.entities.values():
            total.update(counts)
        return total

    @property
    def majority(self) -> str:
        """The most frequent tag."""
        return max(self.tags, key=self.tags.__getitem__, default="O")

    def matches(self, words: Sequence[str]) -> list[Span]:
        """The training entities in a sentence, the longest at each place, from left to right."""
        found, at = [], 0
        while at < len(words):
            longest = min(self._longest.get(words[at], 0), len(words) - at)
            sizes = (n for n in range(longest, 0, -1) if tuple(words[at : at + n]) in self.entities)
            size = next(sizes, 0)
            if size:
                counts = self.entities[tuple(words[at : at + size])]
                found.append(Span(at, at + size, max(sorted(counts), key=counts.__getitem__)))
            at += size or 1
        return found

    @cached_property
    def _longest(self) -> dict[str, int]:
        """How long the entities that begin with a word are at most."""
        longest: dict[str, int] = {}
        for words in self.entities:
            longest[words[0]] = max(len(words), longest.get(words[0], 0))
        return longest
