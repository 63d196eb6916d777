"""Tags by the best path of a linear chain: what all models have in common that give emissions."""

import itertools
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.tagger.bundles.bundle import BadBundle, Bundle, Manifest
from training.tagger.bundles.tensors import Tensors
from training.tagger.chains import chain as chains
from training.tagger.chains import pairs
from training.tagger.chains.chain import Chain
from training.tagger.chains.posterior import Posterior
from training.tagger.runtime.tagged import ScoredSpan, Tagged

_EMITTED_AT_ONCE = 64
"""A network is quickest while a batch and its weights share a cache; the chain likes it wider."""


class Scorer(Protocol):
    """What a kind of model adds: emissions (B, T, K) of sentences that all have words."""

    def emissions(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """One row per sentence, padded to the longest."""


class Chained:
    """A scorer and the chain over its tags; spans are scored by their exact posterior."""

    def __init__(self, manifest: Manifest, scorer: Scorer, chain: Chain) -> None:
        self.emissions = scorer.emissions
        self._tags = manifest.tags
        self._pairs = pairs.of(manifest.tags, manifest.scheme)
        if manifest.constrained:
            legal = self._pairs.legal, self._pairs.legal_start, self._pairs.legal_end
            chain = chain.forbid(*legal)
        self.chain = chain
        self._posterior = Posterior(chain, self._pairs)

    def tag_batch(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """One answer per sentence; all of them have words."""
        emissions = self._emitted(sentences)
        passes = self._posterior.read(emissions, np.fromiter(map(len, sentences), np.int64))
        if len(sentences) == 1:
            path = self._posterior.certain(passes) or chains.best(self.chain, emissions[0])
            spans = _table(self._pairs.spans(path))
            paths, rows = [path], np.zeros(len(spans), np.int64)
        else:
            tags = chains.best_of_batch(self.chain, emissions, passes.lengths)
            rows, spans = self._pairs.spans_of_batch(tags, passes.lengths)
            paths = tags.tolist()
        scores = self._posterior.of_batch(passes, rows, spans)
        names, labels = self._tags, self._pairs.labels
        answers = [
            Tagged([names[tag] for tag in path[: len(words)]], [])
            for path, words in zip(paths, sentences, strict=True)
        ]
        for row, (start, end, label), score in zip(
            rows.tolist(), spans.tolist(), scores, strict=True
        ):
            answers[row].spans.append(ScoredSpan(start, end, labels[label], score))
        return answers

    def _emitted(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """(B, T, K), made some sentences at a time."""
        if len(sentences) <= _EMITTED_AT_ONCE:
            return self.emissions(sentences)
        shape = len(sentences), max(map(len, sentences)), len(self._tags)
        found = np.zeros(shape, np.float32)
        for at in range(0, len(sentences), _EMITTED_AT_ONCE):
            part = self.emissions(sentences[at : at + _EMITTED_AT_ONCE])
            found[at : at + len(part), : part.shape[1]] = part
        return found


def _table(spans: Sequence[pairs.Found]) -> NDArray[np.int64]:
    """(N, 3), without the long way round over each tuple's type."""
    return np.fromiter(itertools.chain.from_iterable(spans), np.int64, 3 * len(spans)).reshape(
        -1, 3
    )


def chained(bundle: Bundle, scorer: Scorer, tables: Tensors) -> Chained:
    """A bundle's scorer with the chain out of its tables; raises BadBundle."""
    manifest = bundle.manifest
    try:
        chain = Chain.of(tables, len(manifest.tags))
    except ValueError as fault:
        raise BadBundle("bad_tables", str(fault)) from fault
    try:
        return Chained(manifest, scorer, chain)
    except ValueError as fault:
        raise BadBundle("bad_manifest", f"The bundle's tags are not usable: {fault}") from fault
