"""Linear models over features: the optimum, stop and resume, templates, every solver."""

import itertools

import numpy as np
import pycrfsuite
import pytest
import torch
from pydantic import ValidationError

from kernel.text import Span
from training.tagger import train
from training.tagger.algorithms import MEMM, LinearCRF, TokenClassifier
from training.tagger.bundles.bundle import Bundle
from training.tagger.corpus import read
from training.tagger.learners import checkpoint, design
from training.tagger.learners.base import Setting
from training.tagger.learners.lbfgs import LBFGS
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import open_bundle
from training.tagger.words import features
from training.tagger.words.features import BadFeatures, Template

BY_LBFGS = ("linear_crf", "memm", "token_classifier")


def learner(reviews, folder, kind, **fields):
    top = fields.pop("top", None)
    chosen = reviews.recipe(kind, top=top, **fields)
    return chosen.algorithm.learner(read(folder, scheme=chosen.scheme), Setting())


def opened(one, recipe):
    exported = one.export()
    golden = exported.files | {"golden.json": b"[]"}
    manifest = train._manifest(recipe, one.corpus, exported)
    return open_bundle(Bundle("", manifest, golden))


def test_it_learns_and_tells_each_iteration(tmp_path, reviews):
    one = learner(reviews, reviews.snapshot(tmp_path), "linear_crf", epochs=12)
    told = [news for news in one.fit() if isinstance(news, Epoch)]
    assert [news.epoch for news in told] == list(range(1, len(told) + 1))
    assert told[-1].loss < told[0].loss
    assert told[-1].f1 > 0.9
    assert one.at.best_epoch == max(told, key=lambda news: (news.f1, -news.loss)).epoch


@pytest.mark.parametrize("kind", BY_LBFGS)
def test_a_tag_that_the_training_part_never_shows_is_never_answered(tmp_path, reviews, kind):
    folder = reviews.snapshot(tmp_path)
    row = reviews.sentence(0, ["Zürich", "!"], [])
    reviews.write(folder, "test", [row._replace(spans=[Span(0, 1, "PLACE")])])
    one = learner(reviews, folder, kind, epochs=5)
    list(one.fit())
    weights, moves, start = one._spelled()
    unseen = one.corpus.tags.index("B-PLACE")
    assert moves[:, unseen].max() <= -10_000
    assert start[unseen] <= -10_000
    assert not weights[:, unseen].any()
    tagger = opened(one, reviews.recipe(kind, epochs=5))
    for words in (["Zürich", "!"], ["Wholly", "unseen", "Words"]):
        ((tags, told),) = one.answer([words])
        assert "B-PLACE" not in tags
        np.testing.assert_allclose(tagger.emissions([words])[0], told, atol=1e-5)


def test_a9_the_optimum_of_our_solver_is_that_of_crfsuite(tmp_path, reviews):
    one = learner(reviews, reviews.snapshot(tmp_path), "linear_crf", epochs=300)
    while one.solver.step() and not one._settled():
        pass
    for _ in range(60):
        one.solver.step()
    trainer = pycrfsuite.Trainer("lbfgs", {"c1": 0, "c2": 0.1}, verbose=False)
    trainer.set("feature.possible_transitions", 1)
    part = one.corpus.parts["train"]
    for at, words in enumerate(one.corpus.words_of("train")):
        ids = part.tags[part.starts[at] : part.starts[at + 1]]
        rows = features.attributes(words, one.templates)
        trainer.append(rows, [one.corpus.tags[tag] for tag in ids])
    trainer.train(str(tmp_path / "model"))
    loss = trainer.logparser.last_iteration["loss"]
    assert one.solver.value == pytest.approx(loss, rel=1e-3)
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "model"))
    for words, (tags, _) in zip(
        one.corpus.words_of("test"), one.answer(list(one.corpus.words_of("test"))), strict=True
    ):
        assert tags == tagger.tag(features.attributes(words, one.templates))


def test_a12_the_classifier_is_logistic_regression_as_crfsuite_has_it_on_single_tokens(
    tmp_path, reviews
):
    one = learner(reviews, reviews.snapshot(tmp_path), "token_classifier", epochs=300)
    for _ in range(120):
        one.solver.step()
    trainer = pycrfsuite.Trainer("lbfgs", {"c1": 0, "c2": 0.1}, verbose=False)
    part = one.corpus.parts["train"]
    for at, words in enumerate(one.corpus.words_of("train")):
        ids = part.tags[part.starts[at] : part.starts[at + 1]]
        for row, tag in zip(features.attributes(words, one.templates), ids, strict=True):
            trainer.append([row], [one.corpus.tags[tag]])
    trainer.train(str(tmp_path / "model"))
    assert one.solver.value == pytest.approx(trainer.logparser.last_iteration["loss"], rel=1e-3)


def test_a11_a_path_scores_the_product_of_its_steps(tmp_path, reviews):
    recipe = reviews.recipe("memm", epochs=6)
    one = learner(reviews, reviews.snapshot(tmp_path), "memm", epochs=6)
    list(one.fit())
    one.keep_best()
    tagger = opened(one, recipe)
    words = ["My", "Sony", "lacks"]
    weights, moves, start = one._spelled()
    forms, part = design.part_of([words])
    sums = design.design(one.templates, one.place, forms, part).sums(torch.from_numpy(weights))
    sums, moves, start = sums.double(), *(torch.from_numpy(t).double() for t in (moves, start))
    emissions = tagger.emissions([words])[0].astype(np.float64)
    chain, every = tagger.engine.chain, 0.0
    for path in itertools.product(range(len(one.corpus.tags)), repeat=3):
        steps = [torch.log_softmax(sums[0] + start, 0)[path[0]]]
        steps += [torch.log_softmax(sums[at] + moves[path[at - 1]], 0)[path[at]] for at in (1, 2)]
        expected = float(sum(steps))
        score = chain.start[path[0]] + sum(emissions[at, tag] for at, tag in enumerate(path))
        score += sum(chain.transitions[one, two] for one, two in itertools.pairwise(path))
        if expected > -50:
            assert score == pytest.approx(expected, abs=1e-4)
        every += float(np.exp(score))
    assert every == pytest.approx(1.0, abs=1e-4)


def test_a11_its_help_tells_of_the_label_bias():
    assert "label bias" in str(MEMM.__doc__)


@pytest.mark.parametrize("kind", BY_LBFGS)
@pytest.mark.parametrize("steps", [1, 4])
def test_an_interrupted_run_ends_with_the_same_bits(tmp_path, reviews, kind, steps):
    folder = reviews.snapshot(tmp_path / "s")
    whole, broken, again = (learner(reviews, folder, kind, epochs=9) for _ in range(3))
    list(whole.fit())
    for news in broken.fit():
        if isinstance(news, Epoch) and news.epoch == steps:
            checkpoint.store(broken, tmp_path / "c", "same")
            break
    assert checkpoint.restore(again, tmp_path / "c", "same")
    list(again.fit())
    assert whole.keep_best() == again.keep_best()
    assert torch.equal(whole.solver.weights, again.solver.weights)
    losses = [[news.loss for news in one.at.history] for one in (whole, again)]
    assert losses[0] == losses[1]


@pytest.mark.parametrize("kind", BY_LBFGS)
def test_a9_stop_ends_after_the_iteration_at_hand_and_keeps_its_weights(tmp_path, reviews, kind):
    folder = reviews.snapshot(tmp_path / "s")
    control, told = train.Control(), []
    chosen = reviews.recipe(kind, epochs=500)
    for event in reviews.run(chosen, folder, tmp_path / "out", control=control):
        told.append(event)
        control.stop = len(reviews.of(told, "epoch")) >= 2
    assert len(reviews.of(told, "epoch")) == 2
    assert told[-1]["best_epoch"] in (1, 2)


SOLVERS = ("lbfgs", "l2sgd", "averaged_perceptron", "passive_aggressive", "arow")


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("legal", [False, True])
def test_a9_every_solver_learns_and_is_served_as_it_answers(tmp_path, reviews, solver, legal):
    fields = {"solver": {"kind": solver}, "epochs": 15, "legal_only": legal}
    one = learner(reviews, reviews.snapshot(tmp_path), "linear_crf", **fields)
    told = [news for news in one.fit() if isinstance(news, Epoch)]
    assert told[-1].f1 > 0.9
    one.keep_best()
    tagger = opened(one, reviews.recipe("linear_crf", **fields))
    sample = [*one.corpus.words_of("test"), ["life", "life", "Pro"]]
    for words, (tags, emissions) in zip(sample, one.answer(sample), strict=True):
        assert tagger.tag([words])[0].tags == tags
        np.testing.assert_allclose(tagger.emissions([words])[0], emissions, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("templates", ["small", "standard", "rich"])
def test_a9_every_set_of_features_learns(tmp_path, reviews, templates):
    fields = {"templates": {"kind": templates}, "epochs": 8}
    one = learner(reviews, reviews.snapshot(tmp_path), "linear_crf", **fields)
    list(one.fit())
    assert max(epoch.f1 for epoch in one.at.history) > 0.9
    ((tags, emissions),) = one.answer([["My", "Sony"]])
    assert (len(tags), emissions.shape) == (2, (2, 5))


def test_a9_rich_holds_all_of_standard_and_that_all_the_words_of_small():
    assert set(features.DEFAULT) < set(features.RICH)
    assert {"lower[-1]", "lower[0]", "lower[1]"} <= set(features.SMALL)


@pytest.mark.parametrize("lines", [["word[9]"], ["colour[0]"], ["word[0]", "word[0]"], []])
def test_a9_a_template_that_cannot_be_read_is_refused_at_its_field(reviews, lines):
    with pytest.raises(ValidationError) as refused:
        reviews.recipe("linear_crf", templates={"kind": "custom", "lines": lines})
    assert "lines" in refused.value.errors()[0]["loc"]


def test_a9_templates_of_ones_own_are_what_the_model_looks_at(tmp_path, reviews):
    custom = {"kind": "custom", "lines": ["suffix2[0]", "word[-1]|word[1]"]}
    one = learner(reviews, reviews.snapshot(tmp_path), "linear_crf", templates=custom, epochs=4)
    list(one.fit())
    heads = {name.partition("=")[0] for name in one.features.attributes}
    assert heads == set(custom["lines"])


def test_recipes_from_before_there_were_solvers_are_still_read(reviews):
    chosen = reviews.recipe("linear_crf", c1=0.2, c2=0.3, minimum_count=2).algorithm
    assert (chosen.solver.c1, chosen.solver.c2, chosen.minimum_count) == (0.2, 0.3, 2)


def test_the_design_holds_the_attributes_that_the_texts_spell():
    sentences = [["Sony", "CE", "rocks"], ["It", "rocks"], ["!"]]
    templates = [*map(Template.read, features.RICH)]
    forms, part = design.part_of(sentences)
    expected = [row for words in sentences for row in features.attributes(words, templates)]
    found = [
        [column.names[code] for code in column.codes.tolist()]
        for column in design.columns(templates, forms, part)
    ]
    assert [list(row) for row in zip(*found, strict=True)] == expected


def test_sums_and_spread_are_each_others_transpose():
    chance = np.random.default_rng(3)
    ids = chance.integers(-1, 6, (9, 4))
    made = design.Design(ids, 6)
    dense = torch.zeros(9, 6)
    for token, row in enumerate(ids):
        for attribute in row[row >= 0]:
            dense[token, attribute] += 1
    weights, rows = torch.randn(6, 3), torch.randn(9, 3)
    torch.testing.assert_close(made.sums(weights), dense @ weights)
    torch.testing.assert_close(made.spread(rows), dense.t() @ rows)


def test_features_seen_less_often_than_wanted_have_no_weight(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    sizes = [learner(reviews, folder, "linear_crf", minimum_count=n).parameters for n in (1, 3)]
    assert sizes[0] > sizes[1]


def test_lbfgs_finds_the_lowest_point_of_a_bowl():
    chance = torch.Generator().manual_seed(1)
    spread = torch.rand(12, generator=chance, dtype=torch.float64) * 9 + 1
    goal = torch.randn(12, generator=chance, dtype=torch.float64)

    def bowl(x):
        return float((spread * (x - goal) ** 2).sum()), 2 * spread * (x - goal)

    solver = LBFGS(bowl, 12)
    values = []
    for _ in range(40):
        if not solver.step():
            break
        values.append(solver.value)
    torch.testing.assert_close(solver.weights, goal, atol=1e-5, rtol=0)
    assert values == sorted(values, reverse=True)


def test_selection_sets_weights_to_exactly_zero_where_that_is_the_optimum():
    goal = torch.tensor([3.0, 0.2, -2.0, -0.1], dtype=torch.float64)

    def bowl(x):
        return float(((x - goal) ** 2).sum()), 2 * (x - goal)

    solver = LBFGS(bowl, 4, c1=1.0)
    while solver.step():
        pass
    torch.testing.assert_close(
        solver.weights, torch.tensor([2.5, 0.0, -1.5, 0.0], dtype=torch.float64), atol=1e-4, rtol=0
    )
    assert (solver.weights == 0).tolist() == [False, True, False, True]


def test_an_unreadable_template_says_what_can_be_written():
    with pytest.raises(BadFeatures, match="short_shape"):
        Template.read("nothing")
    assert LinearCRF().templates.lines == features.DEFAULT
    assert TokenClassifier().templates.lines == features.DEFAULT
