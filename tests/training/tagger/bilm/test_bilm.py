"""A biLM learned from text: it foretells better, goes on bit for bit, and leaves a usable file."""

import random

import numpy as np
import pytest
import torch

from training.tagger.bilm import CharacterBiLM, run
from training.tagger.bilm.foreteller import Foreteller
from training.tagger.bilm.learner import BiLMLearner
from training.tagger.bilm.text import EDGE, FIRST, RARE, BadText, read
from training.tagger.control import Control
from training.tagger.layers import bilm

RECIPE = CharacterBiLM(dimension=24, epochs=5, learning_rate=0.03, most_words=50)


@pytest.fixture
def text(tmp_path):
    """Sentences whose words follow from each other."""
    chance = random.Random(3)
    rows = []
    for _ in range(150):
        name = chance.choice(["Sony", "Canon", "Nikon"])
        rows.append(f"The {name} {name.lower()}-zoom is {chance.choice(['great', 'bad'])} .")
    path = tmp_path / "text"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def events(text, out, asked=None, recipe=RECIPE):
    return run.run(recipe, text, out, asked or Control(), seed=5)


def test_e1_a_bilm_of_chosen_dimension_learns_to_foretell_words(text, tmp_path):
    told = list(events(text, tmp_path / "out"))
    start, done = told[0], told[-1]
    epochs = [one for one in told if one["event"] == "epoch"]
    assert start["dimension"] == done["dimension"] == 24
    assert len(epochs) == 5
    assert epochs[-1]["perplexity"] < 4 < 10 < start["words"] + 2
    assert done["perplexity"] == min(one["perplexity"] for one in epochs)
    model = bilm.read(tmp_path / "out" / done["file"])
    assert model.shape.size == 24


def test_e1_512_numbers_per_token_are_two_times_256():
    shape = CharacterBiLM().shape
    assert (shape.size, shape.projection, shape.layers, shape.residual) == (512, 256, 2, True)


def test_the_same_seed_gives_the_same_file(text, tmp_path):
    for name in ("one", "two"):
        list(events(text, tmp_path / name))
    assert (tmp_path / "one" / "bilm").read_bytes() == (tmp_path / "two" / "bilm").read_bytes()


def test_a_run_that_was_left_goes_on_bit_for_bit(text, tmp_path, reviews):
    list(events(text, tmp_path / "whole"))
    asked = Control()
    reviews.leave(events(text, tmp_path / "parts", asked), asked)
    assert not (tmp_path / "parts" / "bilm").exists()
    again = list(events(text, tmp_path / "parts"))
    assert again[0]["resumed_from"] == 2
    assert (tmp_path / "parts" / "bilm").read_bytes() == (tmp_path / "whole" / "bilm").read_bytes()


def test_a_stopped_run_keeps_the_best_epoch(text, tmp_path):
    asked = Control()
    told = []
    for event in events(text, tmp_path / "out", asked):
        told.append(event)
        asked.stop = event["event"] == "epoch"
    assert [one["event"] for one in told].count("epoch") == 1
    assert told[-1]["event"] == "done"


def test_rare_words_and_edges_are_classes_of_their_own(tmp_path):
    path = tmp_path / "text"
    path.write_text("a b b\n\na  once\na b twice\ntwice b\n", "utf-8")
    found = read(path, most_words=2, seed=1)
    assert (RARE, EDGE) == (0, 1)
    tags = np.concatenate([found.train.tags, found.held_out.tags])
    assert sorted(tags.tolist()) == sorted([FIRST, FIRST, FIRST, FIRST, *[FIRST + 1] * 3, 0, 0, 0])
    assert len(found.train) + len(found.held_out) == 4


def test_text_without_two_sentences_is_refused(tmp_path):
    path = tmp_path / "text"
    path.write_text("only one\n", "utf-8")
    with pytest.raises(BadText, match="at least 2"):
        read(path, most_words=10, seed=1)


@torch.no_grad()
def test_the_loss_is_that_of_each_word_foretold_from_both_sides(text):
    found = read(text, most_words=50, seed=5)
    learner = BiLMLearner(RECIPE, found, seed=5)
    model = learner.model.eval()
    assert isinstance(model, Foreteller)
    whole = learner._held_out()
    total, count = 0.0, 0
    part = found.held_out
    first, last = model.bilm.words(model.bilm.edges)
    for start, end in zip(part.starts[:-1], part.starts[1:], strict=True):
        letters = torch.from_numpy(found.forms.characters[part.forms[start:end]].astype(np.int64))
        rows = model.bilm.words(letters)[:, None]
        for readers, edge, side, classes in (
            (model.bilm.ahead, first, rows, part.tags[start:end]),
            (model.bilm.behind, last, rows.flip(0), part.tags[start:end][::-1]),
        ):
            states = model.bilm.told(readers, side, edge)[-1][:, 0]
            chances = model.softmax.log_prob(states)
            for at, one in enumerate([*classes.tolist(), EDGE]):
                total -= float(chances[at, one])
                count += 1
    assert whole == pytest.approx(total / count, abs=1e-5)
