"""Emissions of a neural tagger: words to rows by one ONNX graph, rows to emissions by another."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from training.tagger.bundles import sessions, tensors
from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.bundles.sessions import FAULTS
from training.tagger.bundles.tensors import Tensors
from training.tagger.runtime.bilstm import FEWEST, HEAD, BiLSTM
from training.tagger.runtime.chained import Chained, chained
from training.tagger.runtime.linear import Linear, features_of
from training.tagger.runtime.rows import RowCache, Rows
from training.tagger.vectors.subwords import Joined
from training.tagger.words import given, inputs, vocabulary
from training.tagger.words.attributes import Attributes
from training.tagger.words.inputs import Known
from training.tagger.words.vocabulary import BadVocabulary, Vocabulary

Emissions = NDArray[np.float32]
FURTHER = ("kinds", "cases", "attributes", "subwords", "bytes")
"""What a graph of words may ask beside words and characters."""
SUBWORDS = "subwords.safetensors"
"""The file that makes vectors of unseen words; not every model has it."""


class Neural:
    """The two graphs of a bundle. Ids are made here from its vocabulary, so all are in range."""

    def __init__(
        self, bundle: Bundle, width: int = 0, direct: Linear | None = None,
        tables: Tensors | None = None,
    ) -> None:  # fmt: skip
        """`width`: numbers per token, if they are not one for each tag; `direct`: what the
        features of tokens add; `tables`: where the second graph's weights stand too, for batches.
        """
        self._vocabulary = _vocabulary(bundle)
        self._given = _given(bundle)
        self._direct = direct
        self._words = _session(bundle, "words.onnx")
        self._sentence = _session(bundle, "sentence.onnx")
        self._alone = sessions.is_rounded(self._sentence)
        self._known = Known(self._vocabulary, _attributes(bundle), _subwords(bundle))
        self._word_inputs = _asked(self._words, self._known)
        _expect(self._words, "words.onnx", self._word_inputs, "rows")
        told = ("given",) if self._given else ()
        _expect(self._sentence, "sentence.onnx", ("rows", "lengths", *told), "emissions")
        try:
            self._rows = RowCache(self._row_of, self._row_of(["a"]).shape[1])
            self._batches = self._reader(tables) if tables and HEAD in tables else None
            found = self.emissions([["a"]]).shape
        except FAULTS as fault:
            raise _refused("words.onnx or sentence.onnx", fault) from fault
        if found != (1, 1, width or len(self._vocabulary.tags)):
            raise BadBundle("bad_graph", f"The graphs answer one word in the shape {found}.")

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Emissions:
        """(B, T, K) of sentences that all have words: with no step, a graph ends the process."""
        lengths = list(map(len, sentences))
        if not lengths or not all(lengths):
            raise ValueError("A sentence without words has no emissions; leave it out.")
        if self._alone and len(sentences) > 1:
            each = [self._emitted([one], [len(one)])[0] for one in sentences]
            emitted = _padded(each, max(lengths))
        elif self._batches and len(sentences) >= FEWEST:
            emitted = self._batches.emissions(sentences)
        else:
            emitted = self._emitted(sentences, lengths)
        return emitted + self._direct.emissions(sentences) if self._direct else emitted

    def _reader(self, tables: Tensors) -> BiLSTM:
        try:
            return BiLSTM(tables, self._rows, len(self._vocabulary.tags))
        except ValueError as fault:
            raise BadBundle("bad_tables", str(fault)) from fault

    def _emitted(self, sentences: Sequence[Sequence[str]], lengths: list[int]) -> Emissions:
        slots = self._rows.padded(sentences, max(lengths))
        feed = {"rows": self._rows.table[slots], "lengths": np.array(lengths, np.int32)}
        if self._given:
            feed["given"] = _padded(self._given.of(sentences), max(lengths))
        (emissions,) = self._sentence.run(None, feed)
        return np.asarray(emissions, np.float32)

    def _row_of(self, words: Sequence[str]) -> Rows:
        feed: dict[str, Any] = inputs.ask(self._known, self._word_inputs, words)
        (rows,) = self._words.run(None, feed)
        return np.asarray(rows, np.float32)


def _padded(tables: Sequence[Rows], steps: int) -> Rows:
    """(B, T, G) out of one (t, G) per sentence."""
    found = np.zeros((len(tables), steps, tables[0].shape[1]), np.float32)
    for row, table in zip(found, tables, strict=True):
        row[: len(table)] = table
    return found


def _given(bundle: Bundle) -> given.Joined | None:
    try:
        return given.opened(bundle.files)
    except ValueError as fault:
        raise BadBundle("bad_features", str(fault)) from fault


def _attributes(bundle: Bundle) -> Attributes | None:
    return Attributes(features_of(bundle)) if "features.json" in bundle.files else None


def _asked(session: ort.InferenceSession, known: Known) -> tuple[str, ...]:
    """What the graph of words must ask, and what it may ask beside."""
    spells = ("words", "characters") if known.vocabulary.characters else ("words",)
    named = [item.name for item in session.get_inputs()]
    if "attributes" in named and known.attributes is None:
        raise BadBundle(
            "missing_file", "The bundle lacks features.json, which words.onnx asks for."
        )
    return (*spells, *(name for name in named if name in FURTHER))


def _vocabulary(bundle: Bundle) -> Vocabulary:
    try:
        found = vocabulary.loads(bundle.files["vocabulary.json"])
    except BadVocabulary as fault:
        raise BadBundle("bad_vocabulary", str(fault)) from fault
    if found.tags != bundle.manifest.tags:
        raise BadBundle("bad_vocabulary", "The vocabulary's tags are not those of the bundle.")
    return found


def _subwords(bundle: Bundle) -> Joined | None:
    """What makes vectors of unseen words, where the bundle carries it."""
    if SUBWORDS not in bundle.files:
        return None
    try:
        return Joined.of(tensors.loads(bundle.files[SUBWORDS]))
    except ValueError as fault:
        raise BadBundle("bad_subwords", str(fault)) from fault


def _session(bundle: Bundle, name: str) -> ort.InferenceSession:
    try:
        return sessions.session(bundle.files[name])
    except FAULTS as fault:
        raise _refused(name, fault) from fault


def _refused(name: str, fault: Exception) -> BadBundle:
    """What a graph's fault says to the person who deploys it."""
    return BadBundle("bad_graph", f"The graph {name} does not work: {str(fault)[:200]}")


def _expect(session: ort.InferenceSession, name: str, inputs: tuple[str, ...], output: str) -> None:
    found = tuple(sorted(item.name for item in session.get_inputs()))
    given = [item.name for item in session.get_outputs()]
    if found != tuple(sorted(inputs)) or given != [output]:
        message = f"The graph {name} maps {found} to {given} instead of {inputs} to {output}."
        raise BadBundle("bad_graph", message)


def engine(bundle: Bundle, tables: Tensors) -> Chained:
    """A bundle of this kind, opened; raises BadBundle."""
    direct = Linear(bundle, tables) if "weights" in tables else None
    return chained(bundle, Neural(bundle, direct=direct, tables=tables), tables)
