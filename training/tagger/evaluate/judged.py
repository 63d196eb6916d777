"""Sentences with both readings: what people marked, and what the bundle answers."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kernel import bio, sentences
from kernel.sentences import Sentence
from kernel.text import Span
from training.tagger.corpus import Manifest, lines, token_tags
from training.tagger.runtime import Tagger

AT_ONCE = 512
TRAIN_SAMPLE = 1000
"""Training sentences that are scored too, to tell over- from under-fitting."""


class Judged(NamedTuple):
    """One sentence with both readings."""

    sentence: Sentence
    gold: list[Span]
    said: list[Span]
    shares: list[float]
    gold_tags: list[str]
    said_tags: list[str]


def judge(
    tagger: Tagger, rows: Iterator[Sentence], manifest: Manifest, scheme: str
) -> Iterator[Judged]:
    """Tag sentences, a bounded number at a time."""
    block: list[Sentence] = []
    for row in rows:
        block.append(row)
        if len(block) == AT_ONCE:
            yield from _judge(tagger, block, manifest, scheme)
            block = []
    yield from _judge(tagger, block, manifest, scheme)


def _judge(
    tagger: Tagger, block: Sequence[Sentence], manifest: Manifest, scheme: str
) -> Iterator[Judged]:
    tagged = tagger.tag([sentences.words(row) for row in block])
    for row, answer in zip(block, tagged, strict=True):
        gold = gold_spans(row, manifest)
        kept = [span for span in answer.spans if span.label != "O"]
        if scheme:
            tags = bio.tags_of(len(row.tokens), gold, scheme)
        else:
            tags = token_tags(row, manifest.target)
        said = [Span(*span[:3]) for span in kept]
        shares = [span.score for span in kept]
        yield Judged(row, gold, said, shares, tags, answer.tags)


def gold_spans(sentence: Sentence, manifest: Manifest) -> list[Span]:
    """What people marked; for token tags, each token with a tag is a span of its own."""
    if manifest.task != "tokens":
        return list(sentence.spans)
    tags = token_tags(sentence, manifest.target)
    return [Span(at, at + 1, tag) for at, tag in enumerate(tags) if tag != "O"]


def sample(tagger: Tagger, path: Path, manifest: Manifest, scheme: str) -> Iterator[Judged]:
    """Some sentences of the training part, evenly spread."""
    rows = list(lines(path))
    stride = max(1, len(rows) // TRAIN_SAMPLE)
    return judge(tagger, iter(rows[::stride]), manifest, scheme)
