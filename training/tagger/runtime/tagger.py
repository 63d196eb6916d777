"""The tagger that a bundle is: sentences to tags and scored spans, texts to entities."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kernel import bio
from kernel.text import TOKENIZERS, Token, sentences, tokenize
from training.tagger import bundle as bundles
from training.tagger import chain as chains
from training.tagger import pairs, tensors
from training.tagger.bundle import BadBundle, Bundle, Manifest
from training.tagger.chain import Chain
from training.tagger.posterior import Posterior

_SENTENCES_AT_ONCE = 128
_EMITTED_AT_ONCE = 32
"""The graph is quickest while a batch and its weights share a cache; the chain likes it wider."""
_SLOTS_AT_ONCE = 8192
"""Tokens and padding of one batch: memory stays bounded however long the sentences are."""


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


class Entity(NamedTuple):
    """A span in code points of its text."""

    text: str
    label: str
    start: int
    end: int
    score: float


class Cut(NamedTuple):
    """A text cut into tokens and sentences as import cut the training texts."""

    text: str
    tokens: list[Token]
    ranges: list[tuple[int, int]]

    def sentences(self) -> list[list[str]]:
        """The words of each sentence."""
        words = [self.text[start:end] for start, end in self.tokens]
        return [words[first:last] for first, last in self.ranges]


class Scorer(Protocol):
    """What a kind of model adds: emissions (B, T, K) of sentences that all have words."""

    def emissions(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """One row per sentence, padded to the longest."""


class Tagger:
    """A loaded bundle. The same sentence has the same tags at any batch size and order."""

    def __init__(self, manifest: Manifest, scorer: Scorer, chain: Chain) -> None:
        self.manifest = manifest
        self.emissions = scorer.emissions
        self._tags = manifest.tags
        self._pairs = pairs.of(manifest.tags, manifest.scheme)
        if manifest.constrained:
            legal = self._pairs.legal, self._pairs.legal_start, self._pairs.legal_end
            chain = chain.forbid(*legal)
        self._chain = chain
        self._posterior = Posterior(chain, self._pairs)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """One answer per sentence, in their order; a sentence without words has no tags."""
        answers = [Tagged([], [])] * len(sentences)
        for batch in _batches(sentences):
            tagged = self._tag_batch([sentences[at] for at in batch])
            for at, one in zip(batch, tagged, strict=True):
                answers[at] = one
        return answers

    def answer(self, texts: Sequence[str]) -> list[list[Entity]]:
        """The entities of each text, in the order in which they stand."""
        cuts = [self.cut(text) for text in texts]
        tagged = iter(self.tag([words for cut in cuts for words in cut.sentences()]))
        return [self.entities(cut, [next(tagged) for _ in cut.ranges]) for cut in cuts]

    def cut(self, text: str) -> Cut:
        """A text cut by the tokenizer and the language that the model was trained with."""
        language = self.manifest.language
        tokens = tokenize(text, self.manifest.tokenizer, language)
        return Cut(text, tokens, sentences(text, tokens, language))

    def entities(self, cut: Cut, tagged: Sequence[Tagged]) -> list[Entity]:
        """The spans of a text's sentences, from tokens to code points."""
        found = []
        for (first, _), sentence in zip(cut.ranges, tagged, strict=True):
            for span in sentence.spans:
                start = cut.tokens[first + span.start].start
                end = cut.tokens[first + span.end - 1].end
                found.append(Entity(cut.text[start:end], span.label, start, end, span.score))
        return found

    def _tag_batch(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        emissions = self._emitted(sentences)
        lengths = np.fromiter(map(len, sentences), np.int64)
        if len(sentences) == 1:
            path = chains.best(self._chain, emissions[0])
            spans = _table(self._pairs.spans(path))
            paths, rows = [path], np.zeros(len(spans), np.int64)
        else:
            tags = chains.best_of_batch(self._chain, emissions, lengths)
            rows, spans = self._pairs.spans_of_batch(tags, lengths)
            paths = tags.tolist()
        scores = self._posterior.of_batch(emissions, lengths, rows, spans)
        names, labels = self._tags, self._pairs.labels
        answers = [
            Tagged([names[tag] for tag in path[: len(words)]], [])
            for path, words in zip(paths, sentences, strict=True)
        ]
        for row, (start, end, label), score in zip(rows, spans.tolist(), scores, strict=True):
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


def load(folder: Path) -> Tagger:
    """Open a bundle, every byte checked, and let it give its golden answers; BadBundle if not."""
    return open_bundle(bundles.read(folder))


def open_bundle(bundle: Bundle) -> Tagger:
    """The tagger of an opened bundle, after it gave the golden answers."""
    from training.tagger.runtime import golden

    manifest = bundle.manifest
    _check(manifest)
    try:
        tables = tensors.loads(bundle.files["tables.safetensors"])
        chain = Chain.of(tables, len(manifest.tags))
    except ValueError as fault:
        raise BadBundle("bad_tables", str(fault)) from fault
    scorer = _scorer(bundle, tables)
    try:
        tagger = Tagger(manifest, scorer, chain)
    except ValueError as fault:
        raise BadBundle("bad_manifest", f"The bundle's tags are not usable: {fault}") from fault
    golden.check(tagger, bundle.files["golden.json"])
    return tagger


def _scorer(bundle: Bundle, tables: tensors.Tensors) -> Scorer:
    """Late imports: a linear model does not pay for ONNX Runtime."""
    if bundle.manifest.kind == "neural":
        from training.tagger.runtime.neural import Neural

        return Neural(bundle)
    from training.tagger.runtime.linear import Linear

    return Linear(bundle, tables)


def _check(manifest: Manifest) -> None:
    known = bio.SCHEMES if manifest.task == "ner" else ("",)
    if manifest.scheme not in known:
        raise BadBundle("bad_manifest", f"“{manifest.scheme}” is no scheme for this task.")
    if manifest.tokenizer not in TOKENIZERS:
        raise BadBundle("bad_manifest", f"“{manifest.tokenizer}” is no tokenizer.")


def _batches(sentences: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Places of the sentences with words, sentences of like length together."""
    order = sorted(
        (at for at in range(len(sentences)) if sentences[at]), key=lambda at: len(sentences[at])
    )
    batch: list[int] = []
    for at in order:
        full = len(batch) == _SENTENCES_AT_ONCE
        if batch and (full or (len(batch) + 1) * len(sentences[at]) > _SLOTS_AT_ONCE):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
