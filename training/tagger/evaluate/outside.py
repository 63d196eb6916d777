"""What another program answers on labelled sentences, brought onto our tokens and labels.

A program reads the same text, but may cut it otherwise: sentences are matched by their letters
without the gaps, and an answer that ends within a token is stretched to the tokens it touches.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from kernel import bio, sentences
from kernel.sentences import Sentence
from kernel.text import Span
from training.tagger.corpus import Manifest, token_tags
from training.tagger.evaluate.judged import Judged, gold_spans

LEFT_OUT = ""
"""What a label is mapped to when its entities are not to be counted."""


class Unmatched(ValueError):
    """The answers do not cover the sentences they are to be held against."""


class Matched(NamedTuple):
    """The sentences with both readings, and the foreign labels that were left out."""

    judged: list[Judged]
    left_out: Counter[str]


def matched(
    truth: Iterable[Sentence], said: Iterable[Sentence], manifest: Manifest,
    labels: Mapping[str, str], known: Sequence[str], scheme: str = "IOB2",
) -> Matched:  # fmt: skip
    """Hold answers against the truth; `labels` renames theirs, `known` are ours.

    Labels that are neither renamed nor ours are left out, and counted. Raises Unmatched.
    """
    answers: dict[str, deque[list[Span]]] = {}
    for row in said:
        answers.setdefault(_letters(row), deque()).append(_by_letter(row, manifest))
    left_out: Counter[str] = Counter()
    names = {name: name for name in known} | dict(labels)
    judged, missing = [], []
    for row in truth:
        waiting = answers.get(_letters(row))
        if not waiting:
            missing.append(row)
            continue
        found = waiting[0] if len(waiting) == 1 else waiting.popleft()
        left_out.update(span.label for span in found if not names.get(span.label, LEFT_OUT))
        ours = [s._replace(label=names[s.label]) for s in found if names.get(s.label, LEFT_OUT)]
        judged.append(_judged(row, _on_tokens(row, ours), manifest, scheme))
    if missing:
        raise Unmatched(_lacking(missing, len(judged)))
    return Matched(judged, left_out)


def _lacking(missing: Sequence[Sentence], found: int) -> str:
    total = len(missing) + found
    return (
        f"The answers lack {len(missing):,} of the {total:,} sentences that are to be scored; the "
        f"first one missing is “{missing[0].text[:80]}”. Let the program read all of the project's "
        "texts (or all of the test part), and send everything it answered."
    )


def _letters(row: Sentence) -> str:
    return "".join(sentences.words(row))


def _by_letter(row: Sentence, manifest: Manifest) -> list[Span]:
    """The answered spans, counted in letters without gaps."""
    ends = [0, *accumulate(end - start for start, end in row.tokens)]
    spans: Iterable[Span] = row.spans
    if manifest.task == "tokens" and not row.spans:
        tags = token_tags(row, manifest.target)
        spans = (Span(at, at + 1, tag) for at, tag in enumerate(tags) if tag != "O")
    return [Span(ends[span.start], ends[span.end], span.label) for span in spans]


def _on_tokens(row: Sentence, spans: Iterable[Span]) -> list[Span]:
    """Spans in letters as spans of tokens; of two that touch one token the first stays."""
    owner = [at for at, (start, end) in enumerate(row.tokens) for _ in range(end - start)]
    found: list[Span] = []
    for start, end, label in sorted(spans):
        span = Span(owner[start], owner[end - 1] + 1, label)
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found


def _judged(row: Sentence, said: list[Span], manifest: Manifest, scheme: str) -> Judged:
    gold = gold_spans(row, manifest)
    size = len(row.tokens)
    if manifest.task == "tokens":
        tags = ["O"] * size
        for span in said:
            tags[span.start : span.end] = [span.label] * (span.end - span.start)
        each = [Span(at, at + 1, tag) for at, tag in enumerate(tags) if tag != "O"]
        return Judged(row, gold, each, [1.0] * len(each), token_tags(row, manifest.target), tags)
    marked, answered = (bio.tags_of(size, spans, scheme) for spans in (gold, said))
    return Judged(row, gold, said, [1.0] * len(said), marked, answered)


def by_spacy(name: str, rows: Iterable[Sentence]) -> Iterator[Sentence]:
    """What a spaCy pipeline finds in our tokens; raises Unmatched where it is not installed."""
    try:
        import spacy
        from spacy.tokens import Doc

        pipeline = spacy.load(name)
    except (ImportError, OSError) as fault:
        raise Unmatched(
            f"The spaCy pipeline “{name}” cannot be opened on this machine ({fault}). Install "
            "spaCy and the pipeline beside Tagwright, or upload a file of its answers."
        ) from fault
    for row in rows:
        words = sentences.words(row)
        gaps = [two.start > one.end for one, two in zip(row.tokens, row.tokens[1:], strict=False)]
        found = pipeline(Doc(pipeline.vocab, words=words, spaces=[*gaps, False]))
        yield row._replace(spans=[Span(e.start, e.end, e.label_) for e in found.ents], layers={})
