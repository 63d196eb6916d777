"""The tagger that a bundle is: sentences to tags and scored spans, texts to entities."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kernel import bio
from kernel.text import TOKENIZERS, Token, sentences, tokenize
from training.tagger.bundles import bundle as bundles
from training.tagger.bundles import tensors
from training.tagger.bundles.bundle import BadBundle, Bundle, Kind, Manifest
from training.tagger.runtime.tagged import Tagged

_SENTENCES_AT_ONCE = 128
_SLOTS_AT_ONCE = 8192
"""Tokens and padding of one batch: memory stays bounded however long the sentences are."""

ENGINES: Mapping[Kind, str] = {
    "neural": "training.tagger.runtime.neural:engine",
    "transformer": "training.tagger.runtime.pieces:engine",
    "linear_crf": "training.tagger.runtime.linear:engine",
    "token_classifier": "training.tagger.runtime.linear:engine",
    "memm": "training.tagger.runtime.memm:engine",
    "hmm": "training.tagger.runtime.hmm:engine",
    "stack_lstm": "training.tagger.runtime.transitions:engine",
}
"""What opens each kind of bundle; imported late, so a linear model pays for no ONNX Runtime."""


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


class Engine(Protocol):
    """What a kind of model must do."""

    def emissions(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """(B, T, K) scores that the tags were chosen by; all sentences have words."""

    def tag_batch(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """One answer per sentence; all of them have words."""


class Tagger:
    """A loaded bundle. The same sentence has the same tags at any batch size and order."""

    def __init__(self, manifest: Manifest, engine: Engine) -> None:
        self.manifest = manifest
        self.engine = engine
        self.emissions = engine.emissions

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """One answer per sentence, in their order; a sentence without words has no tags."""
        answers = [Tagged([], [])] * len(sentences)
        for batch in _batches(sentences):
            tagged = self.engine.tag_batch([sentences[at] for at in batch])
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


def load(folder: Path) -> Tagger:
    """Open a bundle, every byte checked, and let it give its golden answers; BadBundle if not."""
    return open_bundle(bundles.read(folder))


def open_bundle(bundle: Bundle) -> Tagger:
    """The tagger of an opened bundle, after it gave the golden answers."""
    from training.tagger.runtime import golden

    _check(bundle.manifest)
    try:
        tables = tensors.loads(bundle.files["tables.safetensors"])
    except ValueError as fault:
        raise BadBundle("bad_tables", str(fault)) from fault
    module, name = ENGINES[bundle.manifest.kind].split(":")
    opened: Engine = getattr(import_module(module), name)(bundle, tables)
    tagger = Tagger(bundle.manifest, opened)
    golden.check(tagger, bundle.files["golden.json"])
    return tagger


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
