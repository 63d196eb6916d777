"""Static vectors out of a transformer: what it says of each word when the word stands alone.

Every word is read once between begin and end; the mean of its pieces' last states becomes its
vector, turned onto the directions in which words differ most (a principal component analysis).
Letters: V words, H numbers of a state, E numbers per vector.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from training.tagger.control import TELL_SECONDS, Control, Event, Left, log
from training.tagger.layers.transformer import Transformer
from training.tagger.transformer import sources
from training.tagger.transformer.pieces import Pieces, pooled
from training.tagger.transformer.shape import BadTransformer
from training.tagger.vectors import binary
from training.tagger.wordvectors.telling import Maker, step
from training.tagger.wordvectors.text import BadText, Text

if TYPE_CHECKING:
    from training.tagger.wordvectors.methods.distilled import Distilled

WORDS_AT_ONCE = 256
SPREAD = 0.4
"""How far the numbers spread, as in published GloVe files: learning rates suit it."""
RARITY = 1e-3
"""The `a` of a / (a + p) by which frequent words are made shorter (Arora et al. 2017)."""
Rows = NDArray[np.float32]


class Distilling(Maker):
    """One transformer on the words of one text."""

    def __init__(self, method: "Distilled", text: Text, files: Path | None) -> None:
        try:
            found = sources.opened(method.source, files)
            self.pieces, self.network = found.pieces, Transformer(found.shape).eval()
            self.network.take(found.weights())
        except BadTransformer as fault:
            raise BadText(str(fault)) from fault
        more = own_words(self.pieces, set(text.words)) if method.own_words else []
        self.words = [*text.words, *more]
        self.share = text.counts / text.counts.sum()
        self.method, self.tokens = method, len(text.ids)
        self.dimension = min(method.dimension, found.shape.width, len(self.words) - 1)
        self.parameters = len(self.words) * self.dimension
        self.rows: Rows = np.zeros((len(self.words), found.shape.width), np.float32)

    def make(self, control: Control, clock: Callable[[], float]) -> Iterator[Event]:
        """Read all words, the shortest first, so that little is padded."""
        order = sorted(range(len(self.words)), key=lambda at: len(self.pieces.of(self.words[at])))
        began = told = clock()
        control.learning = True
        for start in range(0, len(order), WORDS_AT_ONCE):
            chosen = order[start : start + WORDS_AT_ONCE]
            self.rows[chosen] = self._read([self.words[at] for at in chosen])
            if control.leave:
                raise Left
            if clock() - told >= TELL_SECONDS:
                told, done = clock(), start + len(chosen)
                yield step(done, len(order), 0.0, done, began, told, began)
            if control.stop:
                self._keep(sorted(order[: start + len(chosen)]))
                yield log("info", f"Stopped; {len(self.words):,} words have been read.")
                break
        control.learning = False
        self.rows, kept = reduced(self.rows, self.dimension)
        if self.method.weigh:
            self.rows[: len(self.share)] *= (RARITY / (RARITY + self.share))[:, None]
        self.rows *= SPREAD / max(float(self.rows.std()), 1e-9)
        yield log("info", f"{self.dimension} directions keep {kept:.0%} of what tells words apart.")

    def write(self, path: Path) -> None:
        """The file of vectors: word2vec's binary form."""
        binary.write(path, self.words, self.rows)

    @torch.no_grad()
    def _read(self, words: list[str]) -> Rows:
        windows = self.pieces.windows([[word] for word in words])
        states = self.network(torch.from_numpy(windows.ids), torch.from_numpy(windows.real))
        return pooled(states.numpy(), windows, "mean")

    def _keep(self, read: list[int]) -> None:
        """Of a run that was stopped, the words that were read."""
        inside = [at for at in read if at < len(self.share)]
        self.share = self.share[inside]
        self.words, self.rows = [self.words[at] for at in read], self.rows[read]
        self.dimension = min(self.dimension, len(read) - 1)


def own_words(pieces: Pieces, known: set[str]) -> list[str]:
    """Whole words that the transformer's own vocabulary lists, in its order, the frequent first."""
    return [one for one in pieces.cut.words() if one.isalpha() and one not in known]


def reduced(rows: Rows, dimension: int) -> tuple[Rows, float]:
    """Rows (V, H) on their `dimension` main directions (V, E), and the share of variance kept."""
    centred = rows - rows.mean(0)
    spread, turned = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    turned, spread = turned[:, ::-1][:, :dimension], spread[::-1]
    signs = np.sign(turned[np.abs(turned).argmax(0), np.arange(turned.shape[1])])
    kept = float(spread[:dimension].sum() / max(spread.sum(), 1e-12))
    return (centred @ (turned * signs)).astype(np.float32), kept
