"""What no model at all would reach on the same sentences: the figures that a model has to beat."""

from collections.abc import Callable, Sequence
from typing import Any

from kernel import bio, scores, sentences
from kernel.text import Span
from training.tagger.evaluate.judged import Judged
from training.tagger.evaluate.known import Known
from training.tagger.evaluate.tables import shown_score

Read = tuple[list[Span], list[str]]


def baselines(judged: Sequence[Judged], known: Known) -> list[dict[str, Any]]:
    """Each with its entity score and its token accuracy."""
    ways: list[tuple[str, str, Callable[[list[str]], Read]]] = [
        (
            "majority",
            f"The tag “{known.majority}” everywhere",
            lambda words: _majority(words, known),
        ),
        ("word", "Each word’s most frequent tag", lambda words: _by_word(words, known)),
    ]
    if known.scheme:
        ways.append(("dictionary", "A dictionary of the training entities (longest match)",
                     lambda words: _dictionary(words, known)))  # fmt: skip
    return [_scored(*way, judged) for way in ways]


def _scored(
    kind: str, name: str, way: Callable[[list[str]], Read], judged: Sequence[Judged]
) -> dict[str, Any]:
    read = [way(sentences.words(one.sentence)) for one in judged]
    micro = scores.score_spans([one.gold for one in judged], [spans for spans, _ in read]).micro
    pairs = zip(judged, read, strict=True)
    right = sum(
        gold == said
        for one, (_, tags) in pairs
        for gold, said in zip(one.gold_tags, tags, strict=True)
    )
    tokens = sum(len(one.gold_tags) for one in judged)
    return {"kind": kind, "name": name, "accuracy": right / max(1, tokens), **shown_score(micro)}


def _majority(words: Sequence[str], known: Known) -> Read:
    return _of_tags([known.majority] * len(words), known.scheme)


def _by_word(words: Sequence[str], known: Known) -> Read:
    unseen = "O" if known.scheme else known.majority
    return _of_tags([known.tag_of.get(word, unseen) for word in words], known.scheme)


def _dictionary(words: Sequence[str], known: Known) -> Read:
    spans = known.matches(words)
    return spans, bio.tags_of(len(words), spans, known.scheme)


def _of_tags(tags: list[str], scheme: str) -> Read:
    if scheme:
        return bio.spans_of(tags, scheme), tags
    return [Span(at, at + 1, tag) for at, tag in enumerate(tags) if tag != "O"], tags
