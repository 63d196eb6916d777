"""A sentence as the balance needs it: its words, no offsets of characters."""

import json
from typing import NamedTuple

from kernel import sentences
from kernel.sentences import Sentence
from kernel.text import Span


class Light(NamedTuple):
    """What is weighed of a sentence."""

    document: int
    text: str
    words: list[str]
    spans: list[Span]

    @classmethod
    def of(cls, sentence: Sentence) -> "Light":
        return cls(sentence.document, sentence.text, sentences.words(sentence), sentence.spans)

    @classmethod
    def read(cls, line: bytes, target: str = "") -> "Light":
        """The sentence of a line that this very process wrote; nothing is checked again.

        `kernel.sentences.read` checks everything and takes 2.6 times as long. With a `target` the
        tags of that token layer stand for the spans.
        """
        row = json.loads(line)
        text = row["text"]
        words = [text[start:end] for start, end in row["tokens"]]
        if target:
            tags = enumerate(row["layers"].get(target, []))
            spans = [Span(at, at + 1, tag) for at, tag in tags]
        else:
            spans = [Span(*span) for span in row["spans"]]
        return cls(row["document"], text, words, spans)
