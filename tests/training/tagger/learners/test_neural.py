"""Learning: it overfits, stops in time, keeps the best, survives infinities and full memory."""

import pytest
import torch

from training.tagger import estimate, train
from training.tagger.corpus import read
from training.tagger.learners.progress import Diverged, Epoch, Note, Step


def learner(reviews, folder, chosen):
    job = train.Job(chosen, folder, folder / "out")
    return train.learner_of(job, read(folder), "cpu")


def epochs(found):
    return [one for one in found if isinstance(one, Epoch)]


def test_twenty_sentences_are_learned_by_heart(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path, train=20, dev=0)
    (tmp_path / "dev.jsonl").write_text((tmp_path / "train.jsonl").read_text())
    chosen = reviews.recipe(epochs=30, early_stopping=0, encoder={"kind": "bilstm", "dropout": 0})
    told = epochs(learner(reviews, folder, chosen).fit())
    assert told[-1].f1 == 1.0
    assert told[-1].loss < 0.1 < told[0].loss


@pytest.mark.parametrize(("able", "size", "rounds"), [
    (True, 4096, True), (True, "auto", False), (False, 4096, False),
])  # fmt: skip
def test_large_steps_are_learned_in_bfloat16_where_the_processor_multiplies_it(
    tmp_path, reviews, monkeypatch, able, size, rounds
):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": able})
    one = learner(reviews, reviews.snapshot(tmp_path), reviews.recipe(batch_size=size))
    assert one.model.encoder.rounds == rounds
    assert any("bfloat16" in note.message for note in one.notes) == rounds


def test_early_stopping_counts_epochs_without_a_better_f1(tmp_path, reviews, monkeypatch):
    monkeypatch.setattr(estimate, "PATIENT_STEPS", 0)
    folder = reviews.snapshot(tmp_path)
    chosen = reviews.recipe(epochs=60, early_stopping=2)
    one = learner(reviews, folder, chosen)
    told = list(one.fit())
    heights = [epoch.f1 for epoch in epochs(told)]
    assert len(heights) < 60
    assert max(heights[:-2]) >= max(heights[-2:])
    assert isinstance(told[-1], Note)
    assert "2 epochs" in told[-1].message


def test_where_an_epoch_has_few_steps_early_stopping_waits_for_many(tmp_path, reviews, monkeypatch):
    folder = reviews.snapshot(tmp_path)
    one = learner(reviews, folder, reviews.recipe(epochs=60, early_stopping=2))
    told = list(one.fit())
    steps = max(one.done for one in told if isinstance(one, Step)) // 60
    assert len(epochs(told)) == 60
    monkeypatch.setattr(estimate, "PATIENT_STEPS", 5 * steps)
    told = list(learner(reviews, folder, reviews.recipe(epochs=60, early_stopping=2)).fit())
    assert "5 epochs" in told[-1].message


def test_without_a_dev_part_the_lowest_training_loss_is_the_best(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path, dev=0)
    one = learner(reviews, folder, reviews.recipe(epochs=4))
    told = epochs(one.fit())
    assert all(epoch.f1 is None and epoch.dev_loss is None for epoch in told)
    assert one.at.best_epoch == min(told, key=lambda epoch: epoch.loss).epoch


def test_the_best_epochs_weights_come_back(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    one = learner(reviews, folder, reviews.recipe(epochs=5, early_stopping=0))
    kept = {}
    for news in one.fit():
        if isinstance(news, Epoch):
            kept[news.epoch] = one.weights()
    best = one.keep_best()
    for name, value in one.weights().items():
        assert torch.equal(value, kept[best][name])


def test_an_infinite_loss_keeps_the_last_good_epoch_and_says_so(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    one = learner(reviews, folder, reviews.recipe(epochs=9, early_stopping=0))
    told = []
    for news in one.fit():
        told.append(news)
        if isinstance(news, Epoch) and news.epoch == 2:
            good = {name: value.clone() for name, value in one.best_weights.items()}
            with torch.no_grad():
                one.model.score.weight[0, 0] = float("nan")
    assert isinstance(told[-1], Note)
    assert told[-1].level == "warning"
    assert "epoch 3" in told[-1].message
    assert all(torch.equal(value, good[name]) for name, value in one.weights().items())


def test_a_run_that_diverges_at_once_fails_with_advice(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    one = learner(reviews, folder, reviews.recipe())
    with torch.no_grad():
        one.model.score.bias.fill_(float("inf"))
    with pytest.raises(Diverged, match="smaller learning rate"):
        list(one.fit())


def test_full_memory_halves_the_batch_twice_and_then_gives_up(tmp_path, reviews, monkeypatch):
    folder = reviews.snapshot(tmp_path)
    one = learner(reviews, folder, reviews.recipe(epochs=1))
    sizes, forward = [], one.model.forward

    def crowded(batch):
        sizes.append(len(batch.sentences))
        if len(batch.sentences) > one.room:
            raise torch.OutOfMemoryError
        return forward(batch)

    monkeypatch.setattr(one.model, "forward", crowded)
    one.room = 4
    told = list(one.fit())
    assert max(sizes) == 8
    assert sum(isinstance(news, Step) for news in told) == 10
    assert "batches of 4 sentences" in next(n for n in told if isinstance(n, Note)).message
    other = learner(reviews, folder, reviews.recipe(epochs=1))
    monkeypatch.setattr(other.model, "forward", crowded)
    one.room = 0
    with pytest.raises(MemoryError, match="smaller batch size"):
        list(other.fit())


def test_the_same_sentence_gets_the_same_tags_alone_and_in_any_company(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path, test=40)
    one = learner(reviews, folder, reviews.recipe(epochs=2))
    list(one.fit())
    together, _ = one.tag("test")
    part = one.corpus.parts["test"]
    words = list(one.corpus.words_of("test"))
    alone = [tags for tags, _ in one.answer(words)]
    flat = [one.corpus.tags[tag] for tag in together]
    assert flat == [tag for tags in alone for tag in tags]
    assert len(flat) == part.tokens


def test_two_runs_of_one_seed_are_the_same_run(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    pair = [learner(reviews, folder, reviews.recipe(epochs=2)) for _ in range(2)]
    for one in pair:
        list(one.fit())
    first, second = (one.weights() for one in pair)
    assert all(torch.equal(value, second[name]) for name, value in first.items())
