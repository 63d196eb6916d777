"""A biLM's layers: equal to published outputs, to plain loops, and to their own graphs."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from training.tagger import elmo
from training.tagger.elmo import Shape
from training.tagger.layers import bilm
from training.tagger.layers.characters import flip_places
from training.tagger.layers.graph import Graph
from training.tagger.words import utf8

pytest.importorskip("h5py")
FIXTURE = Path(__file__).resolve().parents[4] / ".." / "shared/data/vectors/elmo_fixture"
SENTENCES = [["The", "zoom", "of", "it"], ["Ærø"], ["so", "x" * 70, "!"]]


def rows_of(model, sentences):
    """(T, B, P) and the places that turn each sentence round."""
    lengths = torch.tensor([len(one) for one in sentences])
    rows = torch.zeros(int(lengths.max()), len(sentences), model.shape.projection)
    for at, words in enumerate(sentences):
        rows[: len(words), at] = model.words(torch.from_numpy(utf8.ids(words)))
    return rows, flip_places(lengths, len(rows)), lengths


@pytest.mark.skipif(not FIXTURE.exists(), reason="the published ELMo fixture is not here")
@torch.no_grad()
def test_e1_our_elmo_layers_equal_the_published_outputs():
    import h5py

    model = bilm.of(*elmo.read(FIXTURE / "options.json", FIXTURE / "lm_weights.hdf5"))
    texts = json.loads((FIXTURE / "lm_embeddings_sentences.json").read_text())
    edges, largest = model.words(model.edges), 0.0
    for number, sentences in enumerate(texts):
        ahead, behind = (), ()  # the outputs were made with states carried from text to text
        with h5py.File(FIXTURE / f"lm_embeddings_{number}.hdf5") as found:
            for at, sentence in enumerate(sentences):
                words = model.words(torch.from_numpy(utf8.ids(sentence.split())))
                rows = torch.cat([edges[:1], words, edges[1:]])[:, None]
                left, ahead = model.through(model.ahead, rows, ahead)
                right, behind = model.through(model.behind, rows.flip(0), behind)
                ours = torch.cat([left[-1], right[-1].flip(0)], 1)[1:-1].transpose(0, 1)
                gap = np.abs(ours.numpy() - found[str(at)][...])
                largest = max(largest, float(gap.max()))
    assert largest < 2e-6


@pytest.mark.parametrize("residual", [True, False])
@torch.no_grad()
def test_layers_equal_plain_loops_over_letters_and_words(tmp_path, published, residual):
    options = json.loads(json.dumps(published.OPTIONS))
    options["lstm"]["use_skip_connections"] = residual
    places = published.write(tmp_path, options)
    model, plain = bilm.of(*elmo.read(*places)), published.Plain(*places)
    rows, turn, _ = rows_of(model, SENTENCES)
    found = model(rows, turn)
    for at, words in enumerate(SENTENCES):
        np.testing.assert_allclose(
            found[:, : len(words), at], plain.layers(words), rtol=0, atol=1e-5
        )


@torch.no_grad()
def test_cells_and_projections_are_clipped(tmp_path, published):
    options = json.loads(json.dumps(published.OPTIONS))
    options["lstm"] |= {"cell_clip": 0.1, "proj_clip": 0.05, "use_skip_connections": False}
    model = bilm.of(*elmo.read(*published.write(tmp_path, options)))
    rows, turn, _ = rows_of(model, SENTENCES)
    assert model(rows, turn).abs().max() == pytest.approx(0.05)


SHAPES = [
    Shape(filters=((1, 4), (2, 5)), projection=6, layers=2),
    Shape(
        filters=((3, 8),), projection=6, cells=9, cell_clip=3, projection_clip=3, activation="tanh"
    ),
    Shape(filters=((3, 8),), projection=4, cells=5, layers=3, residual=False, highways=0),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@torch.no_grad()
def test_a_bilms_graphs_say_what_it_says(shape):
    torch.manual_seed(4)
    model = bilm.BiLM(shape)
    for weight in model.parameters():
        weight.mul_(2)
    rows, turn, lengths = rows_of(model, SENTENCES)
    graph = Graph()
    steps = graph.add(
        "Transpose", graph.input("rows", "float", ["B", "T", shape.projection]), perm=[1, 0, 2]
    )
    layers = model.write(graph, steps, graph.input("lengths", "int32", ["B"]))
    graph.add("Concat", *layers, axis=2, out="told")
    session = onnxruntime.InferenceSession(graph.done("told", "told", ["T", "B", "W"]))
    feed = {"rows": rows.transpose(0, 1).numpy(), "lengths": lengths.numpy().astype(np.int32)}
    told = session.run(None, feed)[0]
    expected = torch.cat(list(model(rows, turn)), 2).numpy()
    for at, words in enumerate(SENTENCES):
        np.testing.assert_allclose(
            told[: len(words), at], expected[: len(words), at], rtol=0, atol=2e-6
        )


@torch.no_grad()
def test_a_word_in_a_sentence_says_the_same_beside_any_neighbour():
    torch.manual_seed(5)
    model = bilm.BiLM(SHAPES[1])
    together = model(*rows_of(model, SENTENCES)[:2])
    for at, words in enumerate(SENTENCES):
        alone = model(*rows_of(model, [words])[:2])
        torch.testing.assert_close(alone[:, :, 0], together[:, : len(words), at], rtol=0, atol=1e-6)


@torch.no_grad()
def test_padding_that_is_cut_changes_no_word():
    torch.manual_seed(6)
    model = bilm.BiLM(SHAPES[0])
    words = ["a", "zoom", "x" * 70]
    whole = utf8.ids(words)
    assert utf8.ids(words[:1]).shape[1] < whole.shape[1] == utf8.LONGEST
    together = model.words(torch.from_numpy(whole))
    for word, row in zip(words, together, strict=True):
        alone = model.words(torch.from_numpy(utf8.ids([word])))[0]
        torch.testing.assert_close(alone, row, rtol=0, atol=1e-6)


def test_an_elmo_too_large_for_a_graph_is_refused_before_its_weights_are_read(tmp_path, published):
    options, weights = published.write(tmp_path)
    said = json.loads(options.read_text())
    said["lstm"] |= {"dim": 16_000, "projection_dim": 8_000}
    options.write_text(json.dumps(said))
    with pytest.raises(elmo.BadELMo, match="can carry"):
        elmo.read(options, weights)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"lstm": {}}, "n_layers|projection_dim"),
        ({"char_cnn": None}, "lack or misspell"),
        ({"max": 40}, "reads 40 of 262"),
        ({"filters": [[9, 4]]}, "filters"),
    ],
)
def test_options_that_are_not_elmos_are_refused_with_what_is_wrong(published, change, word):
    said = json.loads(json.dumps(published.OPTIONS))
    if "max" in change:
        said["char_cnn"]["max_characters_per_token"] = change["max"]
    elif "filters" in change:
        said["char_cnn"]["filters"] = change["filters"]
    else:
        said |= change
    with pytest.raises(elmo.BadELMo, match=word):
        elmo.shape_of(json.dumps(said).encode())


def test_a_bilm_survives_the_way_to_its_file_and_back(tmp_path):
    model = bilm.BiLM(SHAPES[1])
    (tmp_path / "file").write_bytes(bilm.dumps(model))
    again = bilm.read(tmp_path / "file")
    assert again.shape == model.shape
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name])


def test_the_shape_counts_its_parameters():
    for shape in SHAPES:
        model = bilm.BiLM(shape)
        words = sum(weight.numel() for weight in model.words.parameters())
        whole = sum(weight.numel() for weight in model.parameters())
        assert (words, whole - words) == (shape.word_parameters, shape.sentence_parameters)
