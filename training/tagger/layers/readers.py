"""One-directional readers of a biLM: an LSTM as wide as what it reads, or one with a projection.

Letters: T steps, B sentences, P numbers read and said, H cells.
"""

from typing import Any

import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from training.tagger.elmo import Shape
from training.tagger.layers.graph import Graph, lstm, numpy_of

State = tuple[Tensor, Tensor]


def reader(shape: Shape) -> "PlainReader | ProjectedReader":
    """The reader that a shape asks for."""
    if not shape.cells:
        return PlainReader(shape.projection, shape.projection)
    return ProjectedReader(shape.projection, shape.cells, shape.cell_clip, shape.projection_clip)


class PlainReader(nn.LSTM):
    """What every library carries, and ONNX as one node."""

    def write(self, graph: Graph, x: str) -> str:
        """(T, B, P) → (T, B, P)"""
        return graph.add("Squeeze", lstm(graph, x, "", [self]), graph.constant([1]))


class ProjectedReader(nn.Module):
    """ELMo's: H cells are projected to P numbers, which are what the next step reads; cells and
    projections are clipped (Sak et al. 2014). Neither torch nor ONNX has it as one piece."""

    def __init__(self, size: int, cells: int, cell_clip: float, projection_clip: float) -> None:
        super().__init__()
        self.cells = cells
        self.cell_clip = cell_clip or float("inf")
        self.projection_clip = projection_clip or float("inf")
        self.reads = nn.Parameter(torch.empty(4 * cells, size))
        self.keeps = nn.Parameter(torch.empty(4 * cells, size))
        self.bias = nn.Parameter(torch.zeros(4 * cells))
        self.projects = nn.Parameter(torch.empty(size, cells))
        for weight in (self.reads, self.keeps, self.projects):
            nn.init.uniform_(weight, -(cells**-0.5), cells**-0.5)

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """(T, B, P) → (T, B, P) and what is known behind the last step."""
        if state is None:
            state = x.new_zeros(x.shape[1], x.shape[2]), x.new_zeros(x.shape[1], self.cells)
        said, cell = state
        found = []
        for step in nn.functional.linear(x, self.reads, self.bias):  # (B, 4 H)
            i, f, g, o = (step + said @ self.keeps.T).chunk(4, 1)
            cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
            cell = cell.clamp(-self.cell_clip, self.cell_clip)
            said = (o.sigmoid() * cell.tanh()) @ self.projects.T
            said = said.clamp(-self.projection_clip, self.projection_clip)
            found.append(said)
        return torch.stack(found), (said, cell)

    def write(self, graph: Graph, x: str) -> str:
        """(T, B, P) → (T, B, P), a Scan over the steps."""
        size = self.reads.shape[1]
        weights = graph.constant(numpy_of(self.reads).T.copy())
        gates = graph.add("Add", graph.add("MatMul", x, weights), graph.weight(self.bias))
        one = graph.add("Slice", x, *(graph.constant([at]) for at in (0, 1, 0)))
        none = graph.add("Squeeze", one, graph.constant([0]))  # (B, P)
        said = graph.add("Mul", none, graph.constant(numpy_of(torch.zeros(1))))
        cell = graph.add("MatMul", said, graph.constant(numpy_of(torch.zeros(size, self.cells))))
        step = self._step(graph, size)
        ends = [f"{step.name}.{end}" for end in ("said", "cell", "all")]  # all three need a name
        graph.nodes.append(
            helper.make_node("Scan", [said, cell, gates], ends, body=step, num_scan_inputs=1)
        )
        return ends[-1]

    def _step(self, graph: Graph, size: int) -> Any:
        """One step as a graph of its own; its weights stand in the graph around it."""
        name = f"scan{len(graph.nodes)}"
        body = Graph(prefix=f"{name}.step.")
        keeps, projects = (
            graph.constant(numpy_of(one).T.copy()) for one in (self.keeps, self.projects)
        )
        said, cell, step = (body.prefix + name for name in ("said", "cell", "gates"))
        gates = body.add("Add", step, body.add("MatMul", said, keeps))
        i, f, g, o = body.split(gates, parts=4, axis=1)
        kept = body.add("Mul", body.add("Sigmoid", f), cell)
        new = body.add("Mul", body.add("Sigmoid", i), body.add("Tanh", g))
        known = _clip(body, body.add("Add", kept, new), self.cell_clip)
        shown = body.add("Mul", body.add("Sigmoid", o), body.add("Tanh", known))
        out = _clip(body, body.add("MatMul", shown, projects), self.projection_clip)
        told = body.add("Identity", out)
        read = [_value(said, size), _value(cell, self.cells), _value(step, 4 * self.cells)]
        ends = [_value(out, size), _value(known, self.cells), _value(told, size)]
        return helper.make_graph(body.nodes, name, read, ends, body.constants)


def _value(name: str, size: int) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["B", size])


def _clip(graph: Graph, x: str, most: float) -> str:
    if most == float("inf"):
        return x
    ends = [graph.constant(numpy_of(torch.tensor(end))) for end in (-most, most)]
    return graph.add("Clip", x, *ends)
