"""Networks over a frozen biLM: they train, answer at the endpoint as they were trained, resume."""

import hashlib
from typing import get_args

import numpy as np
import pytest
import torch

from training.tagger import elmo, export, train
from training.tagger.algorithms import Algorithm
from training.tagger.bundles.bundle import Bundle
from training.tagger.corpus import read
from training.tagger.elmo import Shape
from training.tagger.layers import bilm
from training.tagger.learners import checkpoint, contexts
from training.tagger.learners.progress import Note, Step
from training.tagger.presets import preset
from training.tagger.recipe import Recipe
from training.tagger.runtime import load, open_bundle

OWN = Shape(filters=((1, 5), (3, 6)), projection=7)
PUBLISHED = Shape(
    filters=((1, 5), (3, 6)), projection=7, cells=11, cell_clip=3, projection_clip=3,
    residual=False,
)  # fmt: skip
NETWORKS = [
    entry.model_fields["kind"].default
    for entry in get_args(get_args(Algorithm)[0])
    if "context" in entry.model_fields
]
SAMPLE = [
    ["Unseen", "Ωmega", "x" * 90],
    ["one"],
    ["My", "new", "Sony", "has", "great", "zoom", ",", "too", "."],
]


@pytest.fixture
def kept(tmp_path):
    """Keep the file of a biLM with random weights; answers its name and the folder."""

    def keep(shape):
        torch.manual_seed(8)
        raw = bilm.dumps(bilm.BiLM(shape))
        name = hashlib.sha256(raw).hexdigest()
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / name).write_bytes(raw)
        return name

    return keep


@pytest.fixture
def learner_of(tmp_path, reviews, kept):
    folder = reviews.snapshot(tmp_path / "snapshot")
    corpus = read(folder)
    name = kept(OWN)

    def make(scratch=tmp_path, **fields):
        context = {"kind": "bilm", "file": name}
        chosen = reviews.recipe(context=context, early_stopping=0, **fields)
        job = train.Job(chosen, folder, scratch, tmp_path / "files")
        return train.learner_of(job, corpus, "cpu")

    return make


@pytest.mark.parametrize(("kind", "shape"), [("elmo", PUBLISHED), ("bilm", OWN)])
def test_a3_the_graphs_answer_as_the_network_does(tmp_path, reviews, kept, kind, shape):
    folder = reviews.snapshot(tmp_path / "snapshot")
    corpus = read(folder)
    recipe = reviews.recipe(context={"kind": kind, "file": kept(shape)})
    learner = train.learner_of(
        train.Job(recipe, folder, tmp_path, tmp_path / "files"), corpus, "cpu"
    )
    torch.manual_seed(2)
    with torch.no_grad():
        for weight in learner.model.parameters():
            weight.normal_(0, 0.5)
        learner.model.context.gamma.fill_(3)
    learner.model.eval()
    sample = [*corpus.words_of("test"), *SAMPLE]
    exported = export.files(learner, sample[:3])
    tagger = open_bundle(Bundle("", train._manifest(recipe, corpus, exported), exported.files))
    largest, other = export.differences(learner, tagger, sample)
    assert largest < 1e-4
    assert other == 0
    alone = [tagger.tag([words])[0] for words in sample]
    for order in (range(len(sample)), reversed(range(len(sample)))):
        places = list(order)
        for at, said in zip(places, tagger.tag([sample[at] for at in places]), strict=True):
            assert said.tags == alone[at].tags
            assert [one.score for one in said.spans] == pytest.approx(
                [one.score for one in alone[at].spans], abs=1e-5
            )


@pytest.mark.parametrize("kind", NETWORKS)
def test_e1_every_network_takes_a_contextual_embedding(tmp_path, reviews, kept, kind):
    context = {"kind": "elmo", "file": kept(PUBLISHED)}
    algorithm = {"kind": kind, "context": context, "epochs": 1}
    recipe = Recipe.model_validate({"algorithm": algorithm, "device": "cpu"})
    snapshot = reviews.snapshot(tmp_path / "s", train=20, dev=4, test=6)
    told = list(reviews.run(recipe, snapshot, tmp_path / "out", files=tmp_path / "files"))
    assert told[-1]["event"] == "done"
    assert any("(0 tags differ" in one.get("message", "") for one in told)


def test_e1_an_uploaded_elmo_is_trained_on_and_carried(tmp_path, reviews, published):
    pytest.importorskip("h5py")
    raw = elmo.dumps(*elmo.read(*published.write(tmp_path / "published")))
    name = hashlib.sha256(raw).hexdigest()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / name).write_bytes(raw)
    recipe = reviews.recipe(context={"kind": "elmo", "file": name}, epochs=8)
    told = list(
        reviews.run(
            recipe, reviews.snapshot(tmp_path / "s"), tmp_path / "out", files=tmp_path / "files"
        )
    )
    assert told[-1]["event"] == "done"
    assert max(one["f1"] for one in told if one["event"] == "epoch") > 0.8
    tagger = load(tmp_path / "out" / "bundle")
    assert tagger.tag([["The", "Sony", "CE-7", "lacks", "flash", "."]])[0].spans
    assert not [place.name for place in (tmp_path / "out").iterdir() if "context" in place.name]


def test_a3_two_residual_bilstms_over_elmo_train_for_one_epoch_as_their_preset_says(
    tmp_path, reviews, kept
):
    said = preset("elmo_residual").recipe.model_dump(mode="json")
    said["algorithm"]["context"] = {"kind": "elmo", "file": kept(PUBLISHED), "dropout": 0.2}
    recipe = Recipe.model_validate({**said, "device": "cpu"})
    assert (recipe.maximum_length, recipe.algorithm.batch_size) == (50, 32)
    snapshot = reviews.snapshot(tmp_path / "s")
    told = list(reviews.run(recipe, snapshot, tmp_path / "out", files=tmp_path / "files"))
    assert [one["epoch"] for one in told if one["event"] == "epoch"] == [1]
    assert told[-1]["event"] == "done"
    tagger = load(tmp_path / "out" / "bundle")
    assert tagger.manifest.recipe["algorithm"]["kind"] == "residual_bilstm"
    assert len(tagger.tag([["My", "Sony"]])[0].tags) == 2


def test_only_the_mix_is_learned_of_a_frozen_bilm(learner_of):
    learner = learner_of()
    model = learner.model
    before = {name: one.clone() for name, one in model.context.bilm.state_dict().items()}
    list(learner.fit())
    assert all(
        torch.equal(one, before[name]) for name, one in model.context.bilm.state_dict().items()
    )
    learned = {name for name, _ in model.named_parameters() if name.startswith("context.")}
    assert learned == {"context.shares", "context.gamma"}
    assert model.context.gamma.item() != 1
    assert model.context.shares.abs().min() > 0
    assert not [name for name in learner.state() if "bilm" in name]


def test_what_was_made_once_is_what_the_bilm_says(tmp_path, learner_of):
    learner = learner_of()
    notes = [one for one in learner.fit() if isinstance(one, Note)]
    assert "on disk" in notes[0].message
    table, part = learner.contexts.of("train"), learner.corpus.parts["train"]
    assert table.shape == (part.tokens, 7 + 2 * 14)
    learner.contexts.tables = {}
    for sentence in (0, 3, 20):
        told = learner.model.context.told(learner._collate("train", np.array([sentence])))
        first, last = part.starts[sentence : sentence + 2]
        np.testing.assert_allclose(told[:, 0].numpy(), table[first:last], rtol=1e-3, atol=1e-3)


def test_without_room_each_batch_is_read_anew_and_the_log_says_so(learner_of, monkeypatch):
    monkeypatch.setattr(contexts, "room", lambda _: 100)
    learner = learner_of()
    notes = [one for one in learner.fit() if isinstance(one, Note)]
    assert "no room" in notes[0].message
    assert learner.contexts.of("train") is None
    assert learner.at.history[-1].loss < learner.at.history[0].loss


@pytest.mark.parametrize("at_step", [0, 1, 12])
def test_an_interrupted_run_over_a_bilm_ends_with_the_same_bits(tmp_path, learner_of, at_step):
    whole, broken, again = learner_of(), learner_of(), learner_of()
    list(whole.fit())
    steps = 0
    for news in broken.fit():
        steps += isinstance(news, Step)
        if steps == at_step:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    torch.manual_seed(99)
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    one, two = whole.weights(), again.weights()
    assert all(torch.equal(value, two[name]) for name, value in one.items())
    assert [epoch.f1 for epoch in whole.at.history] == [epoch.f1 for epoch in again.at.history]


def test_a_missing_file_of_a_bilm_is_said_in_a_sentence(tmp_path, reviews):
    snapshot = reviews.snapshot(tmp_path / "s")
    for file, said in (("", "choose one"), ("0" * 64, "upload it again")):
        recipe = reviews.recipe(context={"kind": "elmo", "file": file})
        with pytest.raises(elmo.BadELMo, match=said) as fault:
            list(reviews.run(recipe, snapshot, tmp_path / "out", files=tmp_path))
        assert train.code_of(fault.value) == "bad_elmo"


def test_the_estimate_counts_the_mix_and_tells_what_the_model_carries(reviews):
    from training.tagger.estimate import Counts

    counts = Counts(sentences=1000, tokens=20_000, labels=4)
    plain = reviews.recipe().estimate(counts)
    over = reviews.recipe(context={"kind": "bilm"}, epochs=3).estimate(counts)
    width = 4 * 512 * 10 * 2  # the encoder's input weights in both directions
    assert over["parameters"] - plain["parameters"] == width + 3 + 1
    assert over["seconds"] > plain["seconds"]
    assert any("takes about" in note for note in over["notes"])
