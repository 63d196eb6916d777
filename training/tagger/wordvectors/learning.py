"""Vectors that are learned from the text: pass after pass, the rate falling."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from training.tagger.control import TELL_SECONDS, Control, Event, Left, log
from training.tagger.wordvectors.pieces import Pieces
from training.tagger.wordvectors.telling import Maker, step
from training.tagger.wordvectors.text import BadText, Text

if TYPE_CHECKING:
    from training.tagger.wordvectors.methods.base import WordVectors

LAST_SHARE = 0.05
"""The rate falls in a straight line to this share of what it began with."""
RATE = 0.05


class Learning(Maker):
    """One method on one text."""

    def __init__(self, method: "WordVectors", text: Text, seed: int) -> None:
        self.method, self.text, self.words = method, text, text.words
        self.objective = method.objective(text.words, seed)
        self.pieces = Pieces(text, method.window, method.subsampling, seed)
        self.dimension, self.tokens = method.dimension, len(text.ids)
        self.parameters = self.objective.input.weight.numel()
        self.parameters += self.objective.output.weight.numel()

    def write(self, path: Path) -> None:
        """The file of vectors, in the method's form."""
        self.method.write(path, self.words, self.text.counts.tolist(), self.objective)

    def make(self, control: Control, clock: Callable[[], float]) -> Iterator[Event]:
        """Pass after pass over the text."""
        epochs = self.method.passes(self.tokens)
        total, done, told = epochs * self.pieces.steps, 0, clock()
        began = told
        control.learning = True
        for epoch in range(1, epochs + 1):
            loss = count = tokens = 0.0
            opened = clock()
            for piece in self.pieces.epoch(epoch):
                rate = RATE * max(LAST_SHARE, 1 - done / total)
                more, pairs = self.objective.step(piece, rate)
                loss, count, tokens = loss + more, count + pairs, tokens + piece.tokens
                done = min(done + 1, total - 1)
                if control.leave:
                    raise Left
                if clock() - told >= TELL_SECONDS:
                    told = clock()
                    yield step(done, total, loss / max(1, count), tokens, opened, told, began)
                if control.stop:
                    break
            if not math.isfinite(loss):
                raise BadText("The vectors grew without end; choose a smaller dimension.")
            seconds = max(clock() - opened, 1e-9)
            yield {
                "event": "epoch", "epoch": epoch, "loss": loss / max(1, count), "seconds": seconds,
                "tokens_per_second": tokens / seconds,
            }  # fmt: skip
            if control.stop:
                yield log("info", f"Stopped in epoch {epoch}; the vectors of this moment are kept.")
                break
        control.learning = False
