"""A bundle whose network answers in 8-bit whole numbers, and what that costs and brings.

Weights are rounded once; what flows through the network is rounded as it comes, on a scale of each
call. So that no sentence depends on its neighbours, every call reads one sentence alone, and the
golden answers are those of this very form.
"""

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from kernel import scores, sentences
from kernel.scores import Score
from kernel.sentences import Sentence
from training.tagger.bundles import bundle as bundles
from training.tagger.bundles.bundle import BadBundle, Bundle
from training.tagger.bundles.sessions import INT8, PRECISION
from training.tagger.corpus import BadSnapshot, lines, manifest_of
from training.tagger.evaluate.judged import Judged, judge
from training.tagger.runtime import Tagger, golden, load, open_bundle

GRAPHS = ("sentence.onnx", "transformer.onnx")
"""What may be rounded, of each kind of model."""
LIMIT = 0.002
"""So much F1 may be lost at most."""
ONE, MANY, ROUNDS = 200, 1000, 3


def shrink(bundle: Bundle) -> dict[str, bytes]:
    """The files of the bundle with its large graph in int8; raises BadBundle without one."""
    graph = graph_of(bundle)
    files = {**bundle.files, graph: quantized(bundle.files[graph])}
    samples = [one.words for one in golden.loads(bundle.files["golden.json"])]
    tagger = open_bundle(Bundle("", bundle.manifest, {**files, "golden.json": b"[]"}))
    answers = [
        golden.Golden(words, tagger.tag([words])[0].tags, tagger.emissions([words])[0].tolist())
        for words in samples
    ]
    return {**files, "golden.json": golden.dumps(answers)}


def graph_of(bundle: Bundle) -> str:
    """The file of the graph to round; raises BadBundle without one."""
    for name in GRAPHS:
        if name in bundle.files:
            return name
    raise BadBundle("no_network", "This model has no network that int8 could make smaller.")


def quantized(graph: bytes) -> bytes:
    """LSTMs and matrix products in int8. Weights have 7 bits, so that sums of two products fit into
    16 on processors that have nothing wider: all give the same answer."""
    with tempfile.TemporaryDirectory(prefix="int8.") as folder:
        place = Path(folder) / "graph.onnx"
        quantize_dynamic(
            onnx.load_from_string(graph), place, op_types_to_quantize=["LSTM", "MatMul"],
            weight_type=QuantType.QInt8, reduce_range=True,
        )  # fmt: skip
        small = onnx.load(place)
    small.metadata_props.add(key=PRECISION, value=INT8)
    return bytes(small.SerializeToString())


def make(folder: Path, snapshot: Path, out: Path) -> dict[str, Any]:
    """Write the int8 form of a bundle to `out`; answers the figures of both forms."""
    large = bundles.read(folder)
    graph, files = graph_of(large), shrink(large)
    bundles.write(out, replace(large.manifest), files)
    part, rows = measured_on(snapshot)
    about = manifest_of(snapshot)
    forms = {"fp32": load(folder), "int8": load(out)}
    judged = {
        name: list(judge(form, iter(rows), about, form.manifest.scheme))
        for name, form in forms.items()
    }
    found = {name: _score(one) for name, one in judged.items()}
    sizes = {name: len(held[graph]) for name, held in (("fp32", large.files), ("int8", files))}
    speeds = race(forms, [sentences.words(row) for row in rows])
    pairs = zip(judged["fp32"], judged["int8"], strict=True)
    return {
        "part": part,
        "sentences": len(rows),
        "entities": found["fp32"].support,
        "tokens": sum(len(row.tokens) for row in rows),
        "other_tags": sum(
            a != b for x, y in pairs for a, b in zip(x.said_tags, y.said_tags, strict=True)
        ),
        "limit": LIMIT,
        "passed": found["int8"].f1 >= found["fp32"].f1 - LIMIT,
        **{name: {"f1": found[name].f1, "bytes": sizes[name], **speeds[name]} for name in forms},
    }


def measured_on(snapshot: Path) -> tuple[str, list[Sentence]]:
    """The test part (without one: dev, else train), as the report is measured on."""
    for part in ("test", "dev", "train"):
        if rows := [row for row in lines(snapshot / f"{part}.jsonl") if row.tokens]:
            return part, rows
    raise BadSnapshot("The feature set has no sentences to measure on.")


def _score(judged: Sequence[Judged]) -> Score:
    return scores.score_spans([one.gold for one in judged], [one.said for one in judged]).micro


def race(forms: Mapping[str, Tagger], texts: Sequence[list[str]]) -> dict[str, dict[str, float]]:
    """Milliseconds of one sentence (the median), and words a second of many at once: processor time
    of this thread, all forms in turn so that a busy moment meets them alike."""
    one: dict[str, list[float]] = {name: [] for name in forms}
    many: dict[str, list[float]] = {name: [] for name in forms}
    block = texts[:MANY]
    for tagger in forms.values():
        tagger.tag(block)  # words are met, memory is taken
    for _ in range(ROUNDS):
        for words in texts[:ONE]:
            for name, tagger in forms.items():
                one[name].append(_seconds(tagger, [words]))
        for name, tagger in forms.items():
            many[name].append(_seconds(tagger, block))
    count = sum(map(len, block))
    return {
        name: {
            "one_milliseconds": median(one[name]) * 1e3,
            "words_per_second": count / min(many[name]),
        }
        for name in forms
    }


def _seconds(tagger: Tagger, texts: Sequence[list[str]]) -> float:
    began = time.thread_time()
    tagger.tag(texts)
    return max(time.thread_time() - began, 1e-9)
