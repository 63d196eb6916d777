"""Vectors distilled from a transformer: one reading a word, the main directions, its own words."""

import numpy as np
import pytest
import torch

from training.tagger import vectors
from training.tagger.control import Control, Left
from training.tagger.layers.transformer import Transformer
from training.tagger.transformer import folder, sources
from training.tagger.transformer.bytepairs import BytePairs
from training.tagger.transformer.pieces import Pieces
from training.tagger.wordvectors import Distilled, EmbeddingRecipe, distilling, run
from training.tagger.wordvectors.text import BadText

TEXT = "the sony has great zoom\nsony lacks zoom !\nMy leica rocks\n"


@pytest.fixture
def made(tmp_path, monkeypatch, encoders):
    monkeypatch.setenv(sources.FOLDERS, str(tmp_path))
    encoders.folder(tmp_path / "small")
    text = tmp_path / "text"
    text.write_text(TEXT, "utf-8")

    def make(control=None, **said):
        method = Distilled(source={"kind": "folder", "name": "small"}, **said)
        job = run.Job(EmbeddingRecipe(method=method), text, tmp_path / "out")
        told = list(run.run(job, control or Control()))
        source = vectors.open_vectors(tmp_path / "out" / "vectors")
        rows = list(source.rows())
        return told, dict(zip([one.word for one in rows], source.numbers(rows), strict=True))

    make.network = lambda: folder.opened(tmp_path / "small")
    return make


def apart(rows):
    """Distances between all rows, in shares of the largest."""
    found = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    return found / found.max()


def test_e2_a_words_vector_is_the_mean_of_what_the_transformer_says_of_it_alone(made, encoders):
    told, found = made(dimension=encoders.WIDTH, own_words=False)
    assert told[0]["dimension"] == min(encoders.WIDTH, len(found) - 1)
    pretrained = made.network()
    network = Transformer(pretrained.shape).eval()
    network.take(pretrained.weights())
    expected = []
    for word in found:
        windows = pretrained.pieces.windows([[word]])
        states = network(torch.from_numpy(windows.ids), torch.from_numpy(windows.real))
        expected.append(states[0, 1:-1].mean(0).detach().numpy())
    assert np.abs(apart(np.stack(list(found.values()))) - apart(np.stack(expected))).max() < 1e-5
    assert float(np.std(list(found.values()))) == pytest.approx(distilling.SPREAD, rel=1e-4)


def test_the_main_directions_come_first_and_say_how_much_they_keep():
    rows = np.random.default_rng(0).normal(0, [9, 3, 0.1], (200, 3)).astype(np.float32)
    two, kept = distilling.reduced(rows, 2)
    assert two.std(0)[0] > two.std(0)[1] > 1
    assert kept == pytest.approx(rows.var(0)[:2].sum() / rows.var(0).sum(), rel=0.01)
    again, _ = distilling.reduced(-rows[::-1], 2)
    assert np.abs(np.abs(again[::-1]) - np.abs(two)).max() < 1e-3


def test_the_transformers_own_words_come_behind_those_of_the_text(made):
    _, without = made(own_words=False)
    _, found = made(own_words=True)
    words = list(found)
    assert words[: len(without)] == list(without)
    assert "battery" in words
    assert "##focus" not in words
    assert len(set(words)) == len(words)


def test_own_words_are_found_behind_the_sign_of_a_blank(tmp_path, encoders):
    found = folder.opened(encoders.folder(tmp_path / "u", "xlm-roberta")).pieces
    words = distilling.own_words(found, {"the"})
    assert words[:3] == ["my", "new", "sony"]
    assert not {"the", "focus", "ing"} & set(words)
    pairs = BytePairs({"Ġthe": 0, "ing": 1, "Ġzoom": 2, "ĠÃ©": 3}, {}, 0)
    assert distilling.own_words(Pieces(pairs, 0, 0, 0, 9), set()) == ["the", "zoom"]


def test_frequent_words_get_shorter_vectors_when_asked(made):
    _, plain = made(own_words=False)
    _, weighed = made(own_words=False, weigh=True)

    def ratio(word, other):
        return np.linalg.norm(weighed[word]) / np.linalg.norm(plain[word]) / (
            np.linalg.norm(weighed[other]) / np.linalg.norm(plain[other])
        )  # fmt: skip

    assert ratio("sony", "leica") == pytest.approx(0.5, abs=0.01)  # twice as frequent
    assert ratio("zoom", "sony") == pytest.approx(1)


def test_a_run_that_is_stopped_keeps_the_words_it_has_read(made, monkeypatch):
    monkeypatch.setattr(distilling, "WORDS_AT_ONCE", 4)
    told, found = made(Control(stop=True), own_words=False)
    assert len(found) == 4
    assert told[-1]["words"] == 4
    with pytest.raises(Left):
        made(Control(leave=True))


def test_a_transformer_that_is_not_there_is_named(made, tmp_path):
    (tmp_path / "small").rename(tmp_path / "other")
    with pytest.raises(BadText, match="no folder “small”"):
        made()
