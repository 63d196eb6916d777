"""A transformer that is not trained tells a network of its tokens, in training and when asked."""

import json

import numpy as np
import pytest

from training.tagger.corpus import read
from training.tagger.embeddings.transformer import FrozenTransformer
from training.tagger.learners import told
from training.tagger.learners.told import Told
from training.tagger.runtime import load
from training.tagger.transformer import frozen, sources
from training.tagger.transformer.shape import BadTransformer
from training.tagger.words import given


@pytest.fixture
def shelf(tmp_path, monkeypatch, encoders):
    monkeypatch.setenv(sources.FOLDERS, str(tmp_path / "encoders"))
    encoders.folder(tmp_path / "encoders" / "small")
    return tmp_path / "encoders"


def context(**said):
    return {"kind": "transformer", "source": {"kind": "folder", "name": "small"}} | said


SENTENCES = [["Sony", "has", "great", "zoom"], ["flash"], ["zoom"] * 60]


@pytest.mark.parametrize("said", [{"layers": 1, "pooling": "first"}, {"pooling": "mean"}])
def test_e3_a_frozen_transformer_feeds_a_bilstm_and_is_carried_by_the_bundle(
    tmp_path, shelf, reviews, said
):
    recipe = reviews.recipe(
        "bilstm_crf", epochs=8, context=context(**said), characters={"kind": "none"},
    )  # fmt: skip
    folder = reviews.snapshot(tmp_path / "s")
    events = list(reviews.run(recipe, folder, tmp_path / "out"))
    assert events[-1]["event"] == "done"
    tagger = load(tmp_path / "out" / "bundle")
    assert tagger.manifest.card["entity"]["micro"]["f1"] > 0.8
    assert (tmp_path / "out" / "bundle" / "frozen.onnx").exists()
    alone = [tagger.tag([words])[0].tags for words in SENTENCES]
    assert [one.tags for one in tagger.tag(SENTENCES)] == alone


def test_a_sentence_is_told_the_same_alone_and_among_others(shelf):
    provider = FrozenTransformer.model_validate(context()).tells(None, "cpu")
    together = provider.of(SENTENCES)
    for words, table in zip(SENTENCES, together, strict=True):
        (alone,) = provider.of([words])
        assert table.shape == (len(words), provider.size)
        assert np.abs(alone - table).max() < 1e-5


def test_it_is_opened_again_from_the_files_of_a_bundle(shelf):
    provider = FrozenTransformer.model_validate(context(pooling="first")).tells(None, "cpu")
    again = given.opened(provider.files())
    assert again.size == provider.size
    assert np.array_equal(again.of(SENTENCES)[0], provider.of(SENTENCES)[0])
    damaged = provider.files() | {"frozen.json": json.dumps({"pooling": "best"}).encode()}
    with pytest.raises(BadTransformer, match="no way to pool"):
        frozen.opened(damaged)


@pytest.mark.parametrize(
    "kind", ["roberta", "camembert", "albert", "mpnet", "deberta-v2", "modernbert"]
)
def test_the_network_on_a_device_says_what_the_graph_says(shelf, encoders, kind):
    encoders.folder(shelf / kind, kind)
    entry = FrozenTransformer.model_validate(context(source={"kind": "folder", "name": kind}))
    graph, network = entry.tells(None, "cpu"), entry.tells(None, "cpu:0")
    assert type(graph.reader) is not type(network.reader)
    for one, two in zip(graph.of(SENTENCES), network.of(SENTENCES), strict=True):
        assert np.abs(one - two).max() < 1e-5


def test_what_is_told_of_the_corpus_lies_in_float16_and_leaves_nothing_on_disk(
    tmp_path, shelf, reviews, monkeypatch
):
    corpus = read(reviews.snapshot(tmp_path / "s"))
    provider = FrozenTransformer.model_validate(context()).tells(None, "cpu")
    (tmp_path / "scratch").mkdir()
    made = Told(given.Joined([provider]), corpus, tmp_path / "scratch")
    list(made.make(lambda: 0.0))
    table = made.of("dev")
    assert (table.dtype, len(table)) == (np.float16, corpus.parts["dev"].tokens)
    expected = np.concatenate(provider.of(list(corpus.words_of("dev"))))
    assert np.abs(table - expected).max() < 2e-3
    assert list((tmp_path / "scratch").iterdir()) == []
    monkeypatch.setattr(told, "room", lambda folder: 100)
    with pytest.raises(MemoryError, match="no room"):
        list(Told(given.Joined([provider]), corpus, None).make(lambda: 0.0))
