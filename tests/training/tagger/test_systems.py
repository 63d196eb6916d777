"""Each system of the checklist, from a snapshot to a bundle that answers as the learner did."""

import random

import numpy as np
import pytest

from training.tagger import corpus, train
from training.tagger.bundles.bundle import read as read_bundle
from training.tagger.learners import checkpoint
from training.tagger.learners.progress import Step
from training.tagger.runtime import load
from training.tagger.train import Control

MIXED = [["Leica", "!"], ["x"], ["Vento", "4", "lacks", "flash", "and", "zoom", "."] * 5]


@pytest.fixture
def served(tmp_path, reviews):
    """Train a recipe to its end; the bundle as an endpoint loads it, and sentences to ask."""

    def make(kind, **fields):
        folder = reviews.snapshot(tmp_path / "s", train=60)
        told = list(reviews.run(reviews.recipe(kind, **fields), folder, tmp_path / "out"))
        assert told[-1]["event"] == "done"
        checked = next(
            e["message"] for e in told if "answers as the trained" in e.get("message", "")
        )
        assert "(0 tags differ" in checked
        found = corpus.read(folder)
        return load(tmp_path / "out" / "bundle"), [*found.words_of("test"), *MIXED]

    return make


def answers_alike(tagger, sentences):
    """The same tags and spans alone, all together, and in another order beside others."""
    together = tagger.tag(sentences)
    order = random.Random(4).sample(range(len(sentences)), len(sentences))
    mixed = dict(zip(order, tagger.tag([sentences[at] for at in order]), strict=True))
    block = tagger.emissions(sentences)
    for at, words in enumerate(sentences):
        (alone,) = tagger.tag([words])
        for other in (together[at], mixed[at]):
            assert other.tags == alone.tags
            assert [span[:3] for span in other.spans] == [span[:3] for span in alone.spans]
            np.testing.assert_allclose(
                [span.score for span in other.spans], [span.score for span in alone.spans],
                atol=1e-5,
            )  # fmt: skip
        np.testing.assert_allclose(
            block[at, : len(words)], tagger.emissions([words])[0], rtol=1e-5, atol=1e-5
        )
        assert all(0 <= span.score <= 1 for span in alone.spans)


def right(tagger):
    (entities,) = tagger.answer(["My new Sony CE-7 has great zoom ."])
    return [(one.text, one.label) for one in entities] == [
        ("Sony CE-7", "PNAME"), ("zoom", "PFEATURE"),
    ]  # fmt: skip


MOVES = {"kind": "transitions", "units": 16, "dropout": 0.1}


def test_a7_a_stack_lstm_is_served_as_it_answers_in_any_company(served):
    tagger, sentences = served(
        "stack_lstm", decoder=MOVES, encoder={"kind": "none", "dropout": 0.1}, epochs=14
    )
    assert (tagger.manifest.kind, tagger.manifest.decoder) == ("stack_lstm", "transitions")
    assert right(tagger)
    answers_alike(tagger, sentences)


def test_a9_a_linear_crf_is_served_as_it_answers_in_any_company(served):
    tagger, sentences = served("linear_crf", templates={"kind": "rich"})
    assert right(tagger)
    answers_alike(tagger, sentences)


def test_a10_an_hmm_is_served_as_it_answers_in_any_company(served):
    tagger, sentences = served("hmm")
    assert right(tagger)
    answers_alike(tagger, sentences)


def test_a11_a_memm_is_served_as_it_answers_in_any_company(served):
    tagger, sentences = served("memm")
    assert right(tagger)
    answers_alike(tagger, sentences)


def test_a12_a_token_classifier_is_served_as_it_answers_in_any_company(served):
    tagger, sentences = served("token_classifier")
    assert right(tagger)
    assert not tagger.engine.chain.transitions.any()
    answers_alike(tagger, sentences)


def test_a7_an_entity_scores_the_product_of_its_moves(served):
    tagger, sentences = served("stack_lstm", decoder=MOVES, epochs=4)
    seen = 0
    for words, answer in zip(sentences, tagger.tag(sentences), strict=True):
        told = tagger.emissions([words])[0].max(1)
        for span in answer.spans:
            seen += 1
            assert span.score == pytest.approx(np.exp(told[span.start : span.end].sum()), rel=1e-4)
    assert seen


@pytest.mark.parametrize("encoder", ["none", "bilstm"])
@pytest.mark.parametrize("layers", [1, 3])
def test_a7_parameters_are_told_before_training_as_torch_counts_them(
    tmp_path, reviews, encoder, layers
):
    folder = reviews.snapshot(tmp_path)
    recipe = reviews.recipe(
        "stack_lstm", decoder=MOVES | {"layers": layers}, encoder={"kind": encoder}
    )
    found = corpus.read(folder)
    words = {word for words in found.words_of("train") for word in words}
    letters = len({letter for word in words for letter in word})
    counts = found.counts()._replace(words=len(words), characters=letters)
    start = next(reviews.run(recipe, folder, tmp_path / "out"))
    assert recipe.algorithm.cost(counts, len(found.tags)).parameters == start["parameters"]


def test_a7_iobes_tags_are_spelled_from_the_same_segments(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    recipe = reviews.recipe("stack_lstm", top={"scheme": "IOBES"}, decoder=MOVES, epochs=8)
    list(reviews.run(recipe, folder, tmp_path / "out"))
    tagger = load(tmp_path / "out" / "bundle")
    (answer,) = tagger.tag([["The", "Nikon", "Z", "lacks", "flash", "."]])
    assert {tag[0] for tag in answer.tags} <= set("OBIES")
    assert {tag.partition("-")[2] for tag in answer.tags} <= {"", "PNAME", "PFEATURE"}


def test_a7_tags_of_single_tokens_are_refused_in_a_sentence(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s", task="tokens", target="pos")
    with pytest.raises(ValueError, match="one tag per token"):
        list(reviews.run(reviews.recipe("stack_lstm"), folder, tmp_path / "out"))


def test_a7_a_feature_set_without_any_span_is_refused_in_a_sentence(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    for part in ("train", "dev", "test"):
        reviews.write(folder, part, [reviews.sentence(0, ["Hello", "there"], [])])
    with pytest.raises(ValueError, match="nothing to build"):
        list(reviews.run(reviews.recipe("stack_lstm"), folder, tmp_path / "out"))


@pytest.mark.parametrize("kind", ["linear_crf", "memm", "token_classifier", "hmm"])
def test_text_without_any_span_is_learned_as_such(tmp_path, reviews, kind):
    folder = reviews.snapshot(tmp_path / "s")
    for part in ("train", "dev", "test"):
        reviews.write(folder, part, [reviews.sentence(0, ["Hello", "there"], [])])
    told = list(reviews.run(reviews.recipe(kind), folder, tmp_path / "out"))
    assert len(reviews.of(told, "epoch")) == 1
    assert load(tmp_path / "out" / "bundle").tag([["Hello", "you"]])[0].tags == ["O", "O"]


@pytest.mark.parametrize("leave_at", [3, 11])
def test_a7_a_run_that_left_goes_on_to_the_same_bundle_bit_for_bit(tmp_path, reviews, leave_at):
    folder = reviews.snapshot(tmp_path / "s")
    chosen = reviews.recipe("stack_lstm", decoder=MOVES, epochs=3, early_stopping=0)
    list(reviews.run(chosen, folder, tmp_path / "whole"))
    job = train.Job(chosen, folder, tmp_path / "broken")
    found = corpus.read(folder)
    learner = train.learner_of(job, found, "cpu")
    steps = (news for news in learner.fit() if isinstance(news, Step))
    for _ in range(leave_at):
        next(steps)
    identity = train._identity(chosen, found)
    checkpoint.store(learner, tmp_path / "broken" / "checkpoint", identity)
    list(reviews.run(chosen, folder, tmp_path / "broken", resume=True))
    whole, broken = (read_bundle(tmp_path / name / "bundle") for name in ("whole", "broken"))
    for name in ("words.onnx", "sentence.onnx", "tables.safetensors"):
        assert whole.files[name] == broken.files[name], name


def test_a7_early_stopping_and_stop_work_as_for_every_network(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    control, told = Control(), []
    chosen = reviews.recipe("stack_lstm", decoder=MOVES, epochs=500, early_stopping=0)
    for event in reviews.run(chosen, folder, tmp_path / "out", control=control):
        told.append(event)
        control.stop = len(reviews.of(told, "epoch")) >= 2
    assert len(reviews.of(told, "epoch")) <= 3
    assert told[-1]["event"] == "done"


@pytest.mark.parametrize("kind", ["linear_crf", "memm", "token_classifier", "hmm"])
def test_tags_of_single_tokens_are_learned_by_the_classical_models_too(tmp_path, reviews, kind):
    folder = reviews.snapshot(tmp_path / "s", task="tokens", target="pos")
    told = list(reviews.run(reviews.recipe(kind), folder, tmp_path / "out"))
    assert reviews.of(told, "epoch")[-1]["f1"] > 0.9
    assert set(load(tmp_path / "out" / "bundle").tag([["has", "Nikon"]])[0].tags) <= {"NNP", "x"}


def test_a9_a_run_that_is_told_to_leave_goes_on_where_it_was(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    chosen = reviews.recipe("linear_crf", epochs=9)
    list(reviews.run(chosen, folder, tmp_path / "whole"))
    control = Control()
    events = reviews.run(chosen, folder, tmp_path / "broken", control=control)
    reviews.leave(events, control, epochs=2)
    told = list(reviews.run(chosen, folder, tmp_path / "broken", resume=True))
    assert told[0]["resumed_from"] == 3
    bundles = [read_bundle(tmp_path / name / "bundle") for name in ("whole", "broken")]
    assert bundles[0].files["tables.safetensors"] == bundles[1].files["tables.safetensors"]
