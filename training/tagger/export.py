"""A trained network as two ONNX graphs, written node by node from the weights.

`words.onnx` makes rows of distinct words, `sentence.onnx` emissions of sentences made of such rows,
so that an endpoint can keep the rows of words it has met. The ONNX LSTM takes both directions and
the sentences' lengths in one node; its gates stand in the order i, o, f, c (torch: i, f, g, o).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.tagger import features, tensors, vocabulary
from training.tagger.bundle import Decoder, Kind
from training.tagger.layers.characters import CharacterBiLSTM, CharacterCNN
from training.tagger.learners.linear_crf import LinearLearner
from training.tagger.learners.neural import Learner
from training.tagger.model import Model
from training.tagger.runtime import Tagger, golden

OPSET, IR_VERSION = 17, 10
LAST = np.iinfo(np.int64).max


class Graph:
    """Nodes and constants under way; each call names its output and answers the name."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.count = 0

    def constant(self, value: NDArray[Any] | Sequence[int]) -> str:
        name = self._name("c")
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, out: str = "", **options: Any) -> str:
        """Append a node; the answer is its last named output."""
        name = out or self._name(kind.lower())
        names = [""] * (outputs - 1) + [name]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **options))
        return name

    def done(self, name: str, inputs: list[Any], outputs: list[Any]) -> bytes:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())

    def _name(self, head: str) -> str:
        self.count += 1
        return f"{head}{self.count}"


def words_graph(model: Model) -> bytes:
    """(U,) word ids and (U, C) character ids → (U, E) rows."""
    graph = Graph()
    inputs = [helper.make_tensor_value_info("words", TensorProto.INT64, ["U"])]
    table = graph.constant(_numpy(model.words.weight))
    if model.characters is None:
        graph.add("Gather", table, "words", out="rows")
    else:
        inputs.append(helper.make_tensor_value_info("characters", TensorProto.INT64, ["U", "C"]))
        own = graph.add("Gather", table, "words")
        graph.add("Concat", own, _characters(graph, model.characters), axis=1, out="rows")
    size = model.words.size + (model.characters.size if model.characters else 0)
    outputs = [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["U", size])]
    return graph.done("words", inputs, outputs)


def sentence_graph(model: Model) -> bytes:
    """(B, T, E) rows and (B,) lengths → (B, T, K) emissions."""
    graph = Graph()
    size = model.words.size + (model.characters.size if model.characters else 0)
    inputs = [
        helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["B", "T", size]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["B"]),
    ]
    x = graph.add("Transpose", "rows", perm=[1, 0, 2])
    encoder = model.encoder
    for pair in zip(encoder.ahead, encoder.behind, strict=True):
        both = _lstm(graph, x, "lengths", [one for one in pair if isinstance(one, nn.LSTM)])
        side = graph.add("Transpose", both, perm=[0, 2, 1, 3])
        x = graph.add("Reshape", side, graph.constant([0, 0, encoder.size]))
    scored = graph.add("MatMul", x, graph.constant(_numpy(model.score.weight).T.copy()))
    summed = graph.add("Add", scored, graph.constant(_numpy(model.score.bias)))
    graph.add("Transpose", summed, perm=[1, 0, 2], out="emissions")
    kinds = model.score.out_features
    outputs = [helper.make_tensor_value_info("emissions", TensorProto.FLOAT, ["B", "T", kinds])]
    return graph.done("sentence", inputs, outputs)


def _characters(graph: Graph, layer: nn.Module) -> str:
    if isinstance(layer, CharacterCNN):
        return _cnn(graph, layer)
    if isinstance(layer, CharacterBiLSTM):
        return _ends(graph, layer)
    raise TypeError(f"{type(layer).__name__} has no graph; write one in export.")


@torch.no_grad()
def _cnn(graph: Graph, layer: CharacterCNN) -> str:
    """A window's score is the sum of one looked-up row per place, as in the layer itself."""
    side = layer.width // 2
    around = graph.add("Pad", "characters", graph.constant([0, side, 0, side]))
    total = ""
    for step, table in enumerate(layer.projected()):
        ends = [LAST if step == layer.width - 1 else step - layer.width + 1]
        cut = [graph.constant([step]), graph.constant(ends), graph.constant([1])]
        ids = graph.add("Slice", around, *cut)
        scores = graph.add("Gather", graph.constant(_numpy(table)), ids)
        total = graph.add("Add", total, scores) if total else scores
    return graph.add("ReduceMax", total, axes=[1], keepdims=0)


def _ends(graph: Graph, layer: CharacterBiLSTM) -> str:
    """The last state of each direction."""
    real = graph.add("Not", graph.add("Equal", "characters", graph.constant(np.array(0, np.int64))))
    counts = graph.add(
        "ReduceSum", graph.add("Cast", real, to=TensorProto.INT32), graph.constant([1]), keepdims=0
    )
    lengths = graph.add("Max", counts, graph.constant(np.array(1, np.int32)))
    spelled = graph.add("Gather", graph.constant(_numpy(layer.table.weight)), "characters")
    x = graph.add("Transpose", spelled, perm=[1, 0, 2])
    last = _lstm(graph, x, lengths, (layer.ahead, layer.behind), outputs=2)
    side = graph.add("Transpose", last, perm=[1, 0, 2])
    return graph.add("Reshape", side, graph.constant([0, layer.size]))


def _lstm(
    graph: Graph, x: str, lengths: str, layers: Sequence[nn.LSTM], *, outputs: int = 1
) -> str:
    """Both directions in one node: all states (outputs=1) or the last ones (outputs=2)."""
    read = [
        (layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0)
        for layer in layers
    ]
    w = np.stack([_gates(one[0]) for one in read])
    r = np.stack([_gates(one[1]) for one in read])
    b = np.stack([np.concatenate([_gates(one[2]), _gates(one[3])]) for one in read])
    weights = [graph.constant(part) for part in (w, r, b)]
    return graph.add(
        "LSTM", x, *weights, lengths, outputs=outputs,
        hidden_size=layers[0].hidden_size, direction="bidirectional",
    )  # fmt: skip


def _gates(weight: Any) -> NDArray[np.float32]:
    read = _numpy(weight)
    i, f, g, o = read.reshape(4, -1, *read.shape[1:])
    return np.concatenate([i, o, f, g])


def _numpy(weight: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(weight.detach().cpu().numpy(), np.float32)


class Exported(NamedTuple):
    """A learner as the files of a bundle."""

    kind: Kind
    decoder: Decoder
    constrained: bool
    files: dict[str, bytes]


def files(learner: Learner | LinearLearner, samples: Sequence[list[str]]) -> Exported:
    """The bundle's files; `samples` become golden answers, given by the trained model itself."""
    answers = [
        golden.Golden(words, tags, emissions.astype(float).tolist())
        for words, (tags, emissions) in zip(samples, learner.answer(list(samples)), strict=True)
    ]
    shared = {"golden.json": golden.dumps(answers)}
    if isinstance(learner, LinearLearner):
        shared["features.json"] = features.dumps(learner.features)
        shared["tables.safetensors"] = tensors.dumps(learner.tables)
        return Exported("linear_crf", "crf", False, shared)
    model = learner.model
    hops, start, end = (_numpy(table) for table in model.decoder.tables())
    shared["tables.safetensors"] = tensors.dumps({"transitions": hops, "start": start, "end": end})
    shared["vocabulary.json"] = vocabulary.dumps(learner.vocabulary)
    shared["words.onnx"] = words_graph(model)
    shared["sentence.onnx"] = sentence_graph(model)
    decoder = learner.neural.decoder  # type: ignore[attr-defined]
    return Exported("neural", decoder.kind, model.constrained, shared)


def differences(
    learner: Learner | LinearLearner, tagger: Tagger, sample: list[list[str]]
) -> tuple[float, int]:
    """Largest difference of an emission (in shares of its size, from 1 on), and how many tags."""
    largest, other = 0.0, 0
    tagged = tagger.tag(sample)
    for words, answer, (tags, emissions) in zip(
        sample, tagged, learner.answer(sample), strict=True
    ):
        served = tagger.emissions([words])[0]
        gaps = np.abs(served - emissions) / np.maximum(1.0, np.abs(emissions))
        largest = max(largest, float(gaps.max()))
        other += sum(one != two for one, two in zip(answer.tags, tags, strict=True))
    return largest, other
