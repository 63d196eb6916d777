"""Small real bundles with random weights: the same graphs as a trained model has, made by hand."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.tagger.bundles import bundle, tensors
from training.tagger.bundles.bundle import Manifest
from training.tagger.chains import chain as chains
from training.tagger.chains.chain import Chain
from training.tagger.runtime import golden, open_bundle
from training.tagger.words import features, vocabulary
from training.tagger.words.features import Features, Template

SENTENCES = [
    ["The", "Sony", "CE-7RM3", "rocks", "."],
    ["A", "Canon", "EOS", "5D", "with", "a", "sharp", "lens", "!"],
    ["It", "rocks"],
    ["Ælfrich’s", "Nikon", "Z6", "👍🏽"],
]
TAGS = ("O", "B-PNAME", "I-PNAME", "B-PFEATURE", "I-PFEATURE")
LETTERS = 8


class Weights:
    """Deterministic random numbers, so that each bundle of one seed has the same sha256."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def __call__(self, *shape: int, spread: float = 0.5) -> NDArray[np.float32]:
        return self._chance.normal(0, spread, shape).astype(np.float32)


def manifest(**said: Any) -> Manifest:
    """A manifest for camera reviews; `said` replaces fields."""
    plain: dict[str, Any] = {
        "kind": "neural",
        "task": "ner",
        "tags": TAGS,
        "labels": ("PNAME", "PFEATURE"),
        "scheme": "IOB2",
        "tokenizer": "words",
        "language": "en",
        "card": {"f1": 0.5},
        "snapshot_hash": "0" * 64,
    }
    return Manifest(**{**plain, **said})


def neural(
    folder: Path,
    seed: int = 1,
    size: int = 12,
    units: int = 10,
    spells: bool = True,
    words: Sequence[Sequence[str]] = SENTENCES,
    **said: Any,
) -> str:
    """Write a BiLSTM bundle into a folder; answers its sha256."""
    about = manifest(**said)
    draw = Weights(seed)
    seen = vocabulary.gather(words, tags=about.tags, spell=spells)
    tags = len(about.tags)
    chain = {"transitions": draw(tags, tags), "start": draw(tags), "end": draw(tags)}
    if about.decoder == "softmax":
        chain = {name: np.zeros_like(table) for name, table in chain.items()}
    files = {
        "words.onnx": words_graph(draw, seen, size),
        "sentence.onnx": sentence_graph(draw, size + LETTERS * spells, units, tags),
        "tables.safetensors": tensors.dumps(chain),
        "vocabulary.json": vocabulary.dumps(seen),
    }
    return _with_golden_answers(folder, about, files, Chain.of(chain, tags))


def linear(folder: Path, seed: int = 1, **said: Any) -> str:
    """Write a linear CRF bundle into a folder; answers its sha256."""
    about = manifest(kind="linear_crf", **said)
    draw = Weights(seed)
    tags = len(about.tags)
    templates = tuple(map(Template.read, features.DEFAULT))
    seen = [
        row for words in SENTENCES for rows in features.attributes(words, templates) for row in rows
    ]
    known = Features(templates, tuple(dict.fromkeys(seen)))
    chain = {"transitions": draw(tags, tags), "start": draw(tags), "end": draw(tags)}
    tables = {**chain, "weights": draw(len(known.attributes), tags)}
    files = {
        "features.json": features.dumps(known),
        "tables.safetensors": tensors.dumps(tables),
    }
    return _with_golden_answers(folder, about, files, Chain.of(chain, tags))


def words_graph(draw: Weights, seen: vocabulary.Vocabulary, size: int) -> bytes:
    """A row per word: its vector, and the largest of its characters' vectors, padding left out."""
    constants = {"table": draw(seen.word_count, size)}
    inputs = [_input("words", TensorProto.INT64, ["U"])]
    if not seen.characters:
        nodes = [helper.make_node("Gather", ["table", "words"], ["rows"])]
        return _graph(nodes, inputs, ("rows", ["U", "E"]), constants)
    inputs.append(_input("characters", TensorProto.INT64, ["U", "C"]))
    constants |= {
        "letters": draw(seen.character_count, LETTERS),
        "padding": np.array(0, np.int64),
        "low": np.array(-1e9, np.float32),
        "last": np.array([2], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "words"], ["vectors"]),
        helper.make_node("Gather", ["letters", "characters"], ["spelled"]),
        helper.make_node("Equal", ["characters", "padding"], ["empty"]),
        helper.make_node("Unsqueeze", ["empty", "last"], ["empties"]),
        helper.make_node("Where", ["empties", "low", "spelled"], ["masked"]),
        helper.make_node("ReduceMax", ["masked"], ["largest"], axes=[1], keepdims=0),
        helper.make_node("Concat", ["vectors", "largest"], ["rows"], axis=1),
    ]
    return _graph(nodes, inputs, ("rows", ["U", "E"]), constants)


def sentence_graph(draw: Weights, size: int, units: int, tags: int) -> bytes:
    """Rows (B, T, E) through a BiLSTM and one linear layer to emissions (B, T, K)."""
    constants = {
        "W": draw(2, 4 * units, size),
        "R": draw(2, 4 * units, units),
        "B": draw(2, 8 * units),
        "head": draw(2 * units, tags, spread=2.0),
        "bias": draw(tags),
        "joined": np.array([0, 0, 2 * units], np.int64),
    }
    inputs = [
        _input("rows", TensorProto.FLOAT, ["B", "T", size]),
        _input("lengths", TensorProto.INT32, ["B"]),
    ]
    nodes = [
        helper.make_node("Transpose", ["rows"], ["steps"], perm=[1, 0, 2]),
        helper.make_node(
            "LSTM",
            ["steps", "W", "R", "B", "lengths"],
            ["read"],
            hidden_size=units,
            direction="bidirectional",
        ),
        helper.make_node("Transpose", ["read"], ["pairs"], perm=[2, 0, 1, 3]),
        helper.make_node("Reshape", ["pairs", "joined"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "head"], ["raw"]),
        helper.make_node("Add", ["raw", "bias"], ["emissions"]),
    ]
    return _graph(nodes, inputs, ("emissions", ["B", "T", tags]), constants)


def _with_golden_answers(
    folder: Path, about: Manifest, files: dict[str, bytes], chain: Chain
) -> str:
    """The first answers become the golden ones: what they check is that nothing changes later."""
    draft = bundle.Bundle("", about, {**files, "golden.json": golden.dumps([])})
    tagger = open_bundle(draft)
    answers = []
    for words in SENTENCES[:2]:
        emissions = tagger.emissions([words])[0]
        tags = tagger.tag([words])[0].tags
        if not about.constrained:
            assert tags == [about.tags[tag] for tag in chains.best(chain, emissions)]
        answers.append(golden.Golden(words, tags, emissions.tolist()))
    return bundle.write(folder, about, {**files, "golden.json": golden.dumps(answers)})


def _input(name: str, kind: int, shape: Sequence[str | int]) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def _graph(
    nodes: list[Any],
    inputs: list[Any],
    output: tuple[str, Sequence[str | int]],
    constants: dict[str, NDArray[Any]],
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        [helper.make_tensor_value_info(output[0], TensorProto.FLOAT, output[1])],
        [numpy_helper.from_array(table, name) for name, table in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
