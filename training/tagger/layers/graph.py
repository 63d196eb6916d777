"""ONNX graphs written node by node, so that a layer can write itself from its weights.

The ONNX LSTM takes both directions and the sentences' lengths in one node; its gates stand in the
order i, o, f, c (torch: i, f, g, o). Opset and IR version are the ones that endpoints read.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET, IR_VERSION = 17, 10
LAST = np.iinfo(np.int64).max
INT32, FLOAT = TensorProto.INT32, TensorProto.FLOAT
KINDS = {"float": TensorProto.FLOAT, "int64": TensorProto.INT64, "int32": TensorProto.INT32}


class Graph:
    """Nodes and constants under way; each call names its output and answers the name."""

    def __init__(self, prefix: str = "") -> None:
        """Names begin with `prefix`: those of a graph inside of another must differ from its."""
        self.prefix = prefix
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[Any] = []
        self.count = 0
        self.written: dict[tuple[int, bool], str] = {}

    def input(self, name: str, kind: str, shape: Sequence[str | int]) -> str:
        """An input of the graph; `kind` is float, int64 or int32."""
        self.inputs.append(helper.make_tensor_value_info(name, KINDS[kind], list(shape)))
        return name

    def constant(self, value: NDArray[Any] | Sequence[int]) -> str:
        name = self._name("c")
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def weight(self, weight: Tensor, *, turned: bool = False) -> str:
        """A weight as a float32 constant, or transposed; one parameter is written once, however
        often it is used."""
        name = self.written.get((id(weight), turned), "")
        if not name:
            name = self.constant(numpy_of(weight.T if turned else weight))
            if isinstance(weight, nn.Parameter):  # it stays, so its id stays its own
                self.written[id(weight), turned] = name
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, out: str = "", **options: Any) -> str:
        """Append a node; the answer is its last named output."""
        name = out or self._name(kind.lower())
        names = [""] * (outputs - 1) + [name]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **options))
        return name

    def split(self, x: str, *, parts: int, axis: int) -> list[str]:
        """Equal parts, each by its name."""
        names = [self._name("part") for _ in range(parts)]
        self.nodes.append(helper.make_node("Split", [x], names, axis=axis))
        return names

    def linear(self, x: str, layer: nn.Linear, *, out: str = "") -> str:
        """x W' + b over the last axis."""
        weight = self.weight(layer.weight, turned=True)
        if layer.bias is None:
            return self.add("MatMul", x, weight, out=out)
        scored = self.add("MatMul", x, weight)
        return self.add("Add", scored, self.weight(layer.bias), out=out)

    def done(self, name: str, output: str, shape: Sequence[str | int]) -> bytes:
        """The finished model with its one output."""
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, list(shape))]
        graph = helper.make_graph(self.nodes, name, self.inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())

    def _name(self, head: str) -> str:
        self.count += 1
        return f"{self.prefix}{head}{self.count}"


def lstm(graph: Graph, x: str, lengths: str, layers: Sequence[nn.LSTM], *, outputs: int = 1) -> str:
    """One or both directions in a node, x (T, B, E): all states (T, D, B, H) (outputs=1) or the
    last ones (D, B, H) (outputs=2)."""
    read = [
        (layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0)
        for layer in layers
    ]
    w = np.stack([_gates(one[0]) for one in read])
    r = np.stack([_gates(one[1]) for one in read])
    b = np.stack([np.concatenate([_gates(one[2]), _gates(one[3])]) for one in read])
    weights = [graph.constant(part) for part in (w, r, b)]
    return graph.add(
        "LSTM", x, *weights, lengths, outputs=outputs, hidden_size=layers[0].hidden_size,
        direction="bidirectional" if len(layers) == 2 else "forward",
    )  # fmt: skip


def _gates(weight: Any) -> NDArray[np.float32]:
    read = numpy_of(weight)
    i, f, g, o = read.reshape(4, -1, *read.shape[1:])
    return np.concatenate([i, o, f, g])


def numpy_of(weight: Tensor) -> NDArray[np.float32]:
    """A weight as numpy reads it, in one block."""
    return np.ascontiguousarray(weight.detach().cpu().numpy(), np.float32)
