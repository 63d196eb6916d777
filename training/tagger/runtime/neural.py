"""Emissions of a neural tagger: words to rows by one ONNX graph, rows to emissions by another."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from training.tagger import vocabulary
from training.tagger.bundle import BadBundle, Bundle
from training.tagger.runtime.rows import RowCache, Rows
from training.tagger.vocabulary import BadVocabulary, Vocabulary

Emissions = NDArray[np.float32]
_REFUSALS = ort.capi.onnxruntime_pybind11_state
GRAPH_FAULTS: tuple[type[Exception], ...] = tuple(
    kind
    for kind in vars(_REFUSALS).values()
    if isinstance(kind, type) and issubclass(kind, Exception)
)
"""All that ONNX Runtime raises for a graph that it cannot load or run."""


class Neural:
    """The two graphs of a bundle. Ids are made here from its vocabulary, so all are in range."""

    def __init__(self, bundle: Bundle) -> None:
        self._vocabulary = _vocabulary(bundle)
        self._words = _session(bundle, "words.onnx")
        self._sentence = _session(bundle, "sentence.onnx")
        spells = bool(self._vocabulary.characters)
        self._word_inputs = ("words", "characters") if spells else ("words",)
        _expect(self._words, "words.onnx", self._word_inputs, "rows")
        _expect(self._sentence, "sentence.onnx", ("rows", "lengths"), "emissions")
        try:
            self._rows = RowCache(self._row_of, self._row_of(["a"]).shape[1])
            found = self.emissions([["a"]]).shape
        except GRAPH_FAULTS as fault:
            raise _refused("words.onnx or sentence.onnx", fault) from fault
        if found != (1, 1, len(self._vocabulary.tags)):
            raise BadBundle("bad_graph", f"The graphs answer one word in the shape {found}.")

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Emissions:
        """(B, T, K) of sentences that all have words: with no step, a graph ends the process."""
        lengths = list(map(len, sentences))
        if not lengths or not all(lengths):
            raise ValueError("A sentence without words has no emissions; leave it out.")
        slots = self._rows.padded(sentences, max(lengths))
        feed = {"rows": self._rows.table[slots], "lengths": np.array(lengths, np.int32)}
        (emissions,) = self._sentence.run(None, feed)
        return np.asarray(emissions, np.float32)

    def _row_of(self, words: Sequence[str]) -> Rows:
        feed: dict[str, Any] = {"words": self._vocabulary.word_ids(words)}
        if "characters" in self._word_inputs:
            feed["characters"] = self._vocabulary.spelled(words)
        (rows,) = self._words.run(None, feed)
        return np.asarray(rows, np.float32)


def _vocabulary(bundle: Bundle) -> Vocabulary:
    try:
        found = vocabulary.loads(bundle.files["vocabulary.json"])
    except BadVocabulary as fault:
        raise BadBundle("bad_vocabulary", str(fault)) from fault
    if found.tags != bundle.manifest.tags:
        raise BadBundle("bad_vocabulary", "The vocabulary's tags are not those of the bundle.")
    return found


def _session(bundle: Bundle, name: str) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return ort.InferenceSession(bundle.files[name], options, ["CPUExecutionProvider"])
    except GRAPH_FAULTS as fault:
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
