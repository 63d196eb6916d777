"""What a model says of one sentence."""

from typing import NamedTuple


class ScoredSpan(NamedTuple):
    """A span in tokens, half open; `score` is the share of all taggings that hold it."""

    start: int
    end: int
    label: str
    score: float


class Tagged(NamedTuple):
    """One sentence, tagged."""

    tags: list[str]
    spans: list[ScoredSpan]
