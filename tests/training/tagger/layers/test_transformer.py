"""Our transformer says what the published implementation says, in torch and as a graph."""

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.numpy import save_file

from training.tagger.layers import attention
from training.tagger.layers.graph import Graph
from training.tagger.layers.transformer import Transformer
from training.tagger.layers.transformer_layer import ACTIVATIONS, activate
from training.tagger.transformer import folder, sources
from training.tagger.transformer.shape import BadTransformer

SENTENCES = [["Sony", "CE-7RM3", "has", "Remarkable", "Eye", "AutoFocus", "\u200b"],
             ["I", "love", "it"]]  # fmt: skip
PUBLISHED = [
    [-5.72246360e-03, -7.06346452e-01, -2.66768329e-04, -1.58843920e-01],
    [-1.06873907e-01, -4.51276481e-01, -1.09747879e-01, -8.91888678e-01],
    [-3.57893884e-01, -2.90756494e-01, 2.87467331e-01, 1.14563376e-01],
]
"""Four numbers of the first three pieces, as transformers 5.23.0 gives them."""
SUMMED = 2729.71533203125
"""All numbers of all pieces without their signs."""


def network(place):
    found = folder.opened(place)
    made = Transformer(found.shape).eval()
    made.take(found.weights())
    return found, made


def states(found, made, sentences, last=1):
    windows = found.pieces.windows(sentences)
    with torch.no_grad():
        said = made(torch.from_numpy(windows.ids), torch.from_numpy(windows.real), last)
    return windows, said.numpy()


@pytest.mark.skipif(not sources.installed(), reason="the small transformer is not installed")
def test_e3_the_installed_transformer_says_what_the_published_code_says():
    found, made = network(sources.InstalledTransformer().place())
    windows, said = states(found, made, SENTENCES)
    assert np.abs(said[0, :3, :4] - PUBLISHED).max() < 1e-5
    assert np.abs(said[windows.real == 1]).sum() == pytest.approx(SUMMED, rel=1e-5)


SMALL = {
    "bert": [0.601563, -0.182912, -1.590504, 0.576879, 0.071079, -1.304845],
    "distilbert": [-0.175314, -0.041486, 0.139605, -0.544346, -0.027716, -0.619931],
    "roberta": [0.836618, -0.22418, -1.60485, 0.833165, 0.043178, -1.65111],
    "electra": [0.255365, 0.230015, -0.917399, 0.055284, 0.245358, -1.246636],
    "xlm-roberta": [0.147955, -1.097663, 1.146303, 0.258008, -0.753564, 0.619961],
    "camembert": [0.147955, -1.097663, 1.146303, 0.258008, -0.753564, 0.619961],
    "albert": [0.362183, -3.000321, -1.62131, 0.429646, -3.248171, -1.818841],
    "mpnet": [-1.014903, 0.108164, 1.185842, -2.142621, 0.444311, 0.066771],
    "deberta-v2": [0.331822, 0.896762, -1.580808, 1.09125, 0.038175, -1.511546],
    "modernbert": [-1.68597, 0.655713, 0.620007, -2.829186, 0.489981, 0.369425],
}
"""What transformers 5.23.0 says with our random weights: three numbers of the second piece of the
first window, and of the last piece of the shorter second one."""


@pytest.mark.parametrize("kind", SMALL)
def test_e3_each_kind_says_what_the_published_code_says_with_the_same_weights(
    tmp_path, encoders, kind
):
    found = folder.opened(encoders.folder(tmp_path / kind, kind))
    made = Transformer(found.shape).eval()
    made.take(found.weights())
    ids = torch.tensor([[2, 8, 4, 9, 3], [2, 5, 3, 0, 0]])
    real = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0.0]])
    said = made(ids, real).detach()
    assert [*said[0, 1, :3].tolist(), *said[1, 2, :3].tolist()] == pytest.approx(
        SMALL[kind], abs=1e-5
    )


@pytest.mark.parametrize("kind", SMALL)
@pytest.mark.parametrize("last", [1, 2])
def test_the_graph_says_what_the_network_says(tmp_path, encoders, kind, last):
    found, made = network(encoders.folder(tmp_path / kind, kind))
    sentences = [["the", "new", "zoom"], ["rocks"], ["great"] * 30]
    windows, expected = states(found, made, sentences, last)
    session = onnxruntime.InferenceSession(made.graph(last))
    (said,) = session.run(None, {"pieces": windows.ids, "real": windows.real})
    assert np.abs(said - expected)[windows.real == 1].max() < 1e-5


def test_distances_fall_into_the_spans_that_the_published_code_has():
    at = torch.arange(1023)
    assert int((attention.biased(512, 32) * at).sum()) == 9606800
    assert int((attention.spanned(512, 256, 512) * at).sum()) == 188739194
    assert int((attention.spanned(512, 32, 512) * at).sum()) == 24393574
    near = attention.biased(512, 32)[511 + torch.tensor([0, 8, 16, 32, 89, 189, -3, -20])]
    assert near.tolist() == [0, 8, 10, 12, 14, 15, 19, 26]


def test_the_one_layer_of_albert_is_written_once(tmp_path, encoders):
    _, two = network(encoders.folder(tmp_path / "two", "albert"))
    _, six = network(encoders.folder(tmp_path / "six", "albert", num_hidden_layers=6))
    assert sum(one.numel() for one in two.parameters()) == sum(
        one.numel() for one in six.parameters()
    )
    assert len(six.graph(1)) < 1.5 * len(two.graph(1))


def test_a_sentence_says_the_same_beside_a_longer_one(tmp_path, encoders):
    found, made = network(encoders.folder(tmp_path / "t"))
    _, alone = states(found, made, [["the", "zoom"]])
    _, beside = states(found, made, [["the", "zoom"], ["great"] * 20])
    assert np.abs(alone[0] - beside[0, : alone.shape[1]]).max() < 1e-5


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_each_activation_is_written_as_it_is_computed(kind):
    graph = Graph()
    x = graph.input("x", "float", ["N"])
    graph.add("Identity", activate(graph, x, kind), out="y")
    rows = np.linspace(-6, 6, 101, dtype=np.float32)
    (said,) = onnxruntime.InferenceSession(graph.done("a", "y", ["N"])).run(None, {"x": rows})
    assert np.abs(said - ACTIVATIONS[kind](torch.from_numpy(rows)).numpy()).max() < 1e-6


def test_names_under_a_head_old_names_and_half_precision_are_read(tmp_path, encoders):
    place = encoders.folder(tmp_path / "t")
    _, plain = network(place)
    renamed = {}
    for name, table in encoders.weights("bert", 3).items():
        new = name.replace("LayerNorm.weight", "LayerNorm.gamma")
        renamed["bert." + new.replace("LayerNorm.bias", "LayerNorm.beta")] = table
    save_file(renamed, place / "model.safetensors")
    _, same = network(place)
    assert all(map(torch.equal, plain.parameters(), same.parameters()))
    halves = {name: table.astype(np.float16) for name, table in renamed.items()}
    save_file(halves, place / "model.safetensors")
    _, near = network(place)
    assert near.pieces.weight.dtype == torch.float32
    assert (near.pieces.weight - plain.pieces.weight).abs().max() < 1e-3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda held: held.pop("embeddings.LayerNorm.bias"), "lack embeddings.LayerNorm.bias"),
        (lambda held: held.update({"embeddings.word_embeddings.weight": np.zeros((3, 16), "f4")}),
         r"shape \(3, 16\) instead"),
        (lambda held: held["encoder.layer.0.output.dense.bias"].fill(np.nan), "not finite"),
    ],
)  # fmt: skip
def test_weights_that_do_not_fit_are_named(tmp_path, encoders, change, message):
    place = encoders.folder(tmp_path / "t")
    held = encoders.weights("bert", 3)
    change(held)
    save_file(held, place / "model.safetensors")
    with pytest.raises(BadTransformer, match=message):
        network(place)


def test_weights_that_are_no_safetensors_are_refused(tmp_path, encoders):
    place = encoders.folder(tmp_path / "t")
    (place / "model.safetensors").write_bytes(b"x" * 100)
    with pytest.raises(BadTransformer, match="not readable"):
        network(place)
