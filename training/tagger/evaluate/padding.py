"""Padding that came in as text: a filler word repeated to the end of nearly every sentence.

Source after source labels it with some class and scores it, and so reports an accuracy that is
mostly padding. Here it is found by its shape, taken out before anything is counted, and named.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from kernel import sentences
from kernel.text import Span
from training.tagger.evaluate.judged import Judged

FEWEST_SENTENCES = 10
NEARLY_ALL = 0.8
"""Share of the sentences that end in a run of the filler."""
NOWHERE_ELSE = 0.99
"""Share of the filler's tokens that stand in such a run."""
ONE_TAG = 0.95
"""Share of the filler's tokens that carry one label."""


class Padding(NamedTuple):
    """What was taken out before scoring."""

    word: str
    tag: str
    tokens: int
    share: float
    """Of all tokens."""

    def shown(self) -> dict[str, Any]:
        """As the report spells it, with the cause in words."""
        message = (
            f"{self.share * 100:.1f} % of the tokens ({self.tokens:,}) are padding: nearly every "
            f"sentence ends in the filler word “{self.word}”, labelled “{self.tag}”. They are left "
            "out of every figure here; counting them would mostly measure the padding. Remove "
            "them from the file and import it again, so that the model does not learn them."
        )
        return {**self._asdict(), "message": message}


def find(judged: Sequence[Judged]) -> Padding | None:
    """The filler of these sentences, if they are padded."""
    if len(judged) < FEWEST_SENTENCES:
        return None
    texts = [sentences.words(one.sentence) for one in judged]
    ends = Counter(words[-1] for words in texts if len(words) > 1 and words[-1] == words[-2])
    word, padded = max(ends.items(), key=lambda item: item[1], default=("", 0))
    if padded < NEARLY_ALL * len(judged):
        return None
    runs = [_run(words, word) for words in texts]
    tokens = sum(runs)
    if tokens < NOWHERE_ELSE * sum(words.count(word) for words in texts):
        return None
    tags = Counter(
        tag for one, run in zip(judged, runs, strict=True) if run for tag in one.gold_tags[-run:]
    )
    tag = max(tags, key=tags.__getitem__)
    alike = sum(count for other, count in tags.items() if _label(other) == _label(tag))
    if alike < ONE_TAG * tokens:
        return None
    return Padding(word, tag, tokens, tokens / sum(map(len, texts)))


def _label(tag: str) -> str:
    """What a tag says but for its mark: a run of I-gpe may be written B-gpe I-gpe I-gpe."""
    return tag.partition("-")[2] or tag


def strip(judged: Sequence[Judged], padding: Padding | None) -> list[Judged]:
    """The same sentences without the filler at their ends; nothing remains of one of filler."""
    if padding is None:
        return list(judged)
    cut = (
        (one, len(words) - _run(words, padding.word))
        for one in judged
        for words in [sentences.words(one.sentence)]
    )
    return [_cut(one, size) for one, size in cut if size]


def _run(words: Sequence[str], word: str) -> int:
    return sum(1 for _ in takewhile(lambda other: other == word, reversed(words)))


def _cut(one: Judged, size: int) -> Judged:
    row = one.sentence
    if size == len(row.tokens):
        return one
    shares = [share for span, share in zip(one.said, one.shares, strict=True) if span.start < size]
    sentence = row._replace(
        text=row.text[: row.tokens[size - 1].end],
        tokens=row.tokens[:size],
        spans=_within(row.spans, size),
        layers={name: tags[:size] for name, tags in row.layers.items()},
    )
    gold, said = _within(one.gold, size), _within(one.said, size)
    return Judged(sentence, gold, said, shares, one.gold_tags[:size], one.said_tags[:size])


def _within(spans: Sequence[Span], size: int) -> list[Span]:
    """Spans up to this token; one that reaches into the padding ends where the text does."""
    return [span._replace(end=min(span.end, size)) for span in spans if span.start < size]
