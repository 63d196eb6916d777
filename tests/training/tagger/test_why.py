"""Why this tag: source A's sums of 45 and 51, and the best paths of small chains by brute force."""

import itertools

import numpy as np
import pytest

from training.tagger import why
from training.tagger.chains import rivals
from training.tagger.chains.chain import FORBIDDEN, Chain, best
from training.tagger.runtime import load
from training.tagger.runtime.chained import Chained

TAGS = ["PNAME", "O", "PFEATURE"]


@pytest.fixture
def source_a():
    """The picture of the source: four words, and the numbers that it writes on the two paths."""
    steps = np.zeros((3, 3))
    steps[0] = (2, 4, 2)  # PNAME to PNAME, O, PFEATURE
    steps[1, 2] = 2  # O to PFEATURE
    steps[2, 2] = 1  # PFEATURE to PFEATURE
    emissions = np.zeros((4, 3))
    emissions[0, 0], emissions[1, 0], emissions[1, 1] = 15, 8, 12
    emissions[2, 2], emissions[3, 2] = 11, 5
    return Chain(steps, np.array([1.0, 0, 0]), np.zeros(3)), emissions


def test_v8_source_as_paths_score_45_and_51_and_the_second_wins(source_a):
    chain, emissions = source_a
    total = rivals.log_partition(chain, emissions)
    first = rivals.explain(chain, emissions, [0, 0, 2, 2], total)
    second = rivals.explain(chain, emissions, [0, 1, 2, 2], total)
    assert (first.score, second.score) == (45.0, 51.0)
    assert (second.transitions, second.emissions) == ([1, 4, 2, 1, 0], [15, 12, 11, 5])
    winner = rivals.best_paths(chain, emissions, 5)[0]
    assert [TAGS[tag] for tag in winner.tags] == ["PNAME", "O", "PFEATURE", "PFEATURE"]
    assert winner.score == 51.0
    assert 45.0 in [path.score for path in rivals.best_paths(chain, emissions, 81)]


@pytest.mark.parametrize(("steps", "tags"), [(1, 3), (2, 2), (4, 3), (5, 4)])
def test_v8_the_best_paths_are_the_highest_of_all(steps, tags):
    chance = np.random.default_rng(steps)
    chain = Chain(chance.normal(size=(tags, tags)), *chance.normal(size=(2, tags)))
    emissions = chance.normal(size=(steps, tags))
    total = rivals.log_partition(chain, emissions)
    every = [
        rivals.explain(chain, emissions, list(path), total)
        for path in itertools.product(range(tags), repeat=steps)
    ]
    every.sort(key=lambda path: -path.score)
    found = rivals.best_paths(chain, emissions, 5)
    assert [path.tags for path in found] == [path.tags for path in every[:5]]
    assert [path.score for path in found] == pytest.approx([path.score for path in every[:5]])
    assert sum(path.share for path in every) == pytest.approx(1.0)
    assert found[0].tags == best(chain, emissions)


def test_a_path_is_the_sum_of_what_it_shows(source_a):
    for path in rivals.best_paths(*source_a, 5):
        assert path.score == pytest.approx(sum(path.emissions) + sum(path.transitions))
        assert (len(path.emissions), len(path.transitions)) == (4, 5)


def test_v9_no_rival_takes_a_forbidden_step_and_an_empty_sentence_has_none(source_a):
    chain, emissions = source_a
    steps = np.ones((3, 3), bool)
    steps[0, 1] = False
    bound = chain.forbid(steps, np.ones(3, bool), np.ones(3, bool))
    found = rivals.best_paths(bound, emissions, 81)
    assert found[0].score == 45.0
    assert not any((0, 1) in itertools.pairwise(path.tags) for path in found)
    assert rivals.best_paths(chain, np.zeros((0, 3)), 5) == []


def test_a_bundle_explains_its_own_answer(tmp_path, tiny):
    tiny.linear(tmp_path, constrained=True)
    tagger = load(tmp_path)
    said = why.why(tagger, "The Sony rocks. It rocks")
    assert [one["tokens"][0] for one in said["sentences"]] == ["The", "It"]
    for one in said["sentences"]:
        assert 1 < len(one["paths"]) <= why.PATHS
        assert one["paths"][0]["tags"] == tagger.tag([one["tokens"]])[0].tags
        scores = [path["score"] for path in one["paths"]]
        assert scores == sorted(scores, reverse=True)
    table = said["transitions"]
    names = said["tags"]
    assert table["matrix"][names.index("O")][names.index("I-PNAME")] is None
    assert table["start"][names.index("I-PFEATURE")] is None
    assert "IOB2" in table["message"]


def test_a_softmax_says_that_its_tokens_are_decided_alone(tmp_path, tiny):
    tiny.neural(tmp_path, decoder="softmax")
    assert "by itself" in why.why(load(tmp_path), "Sony")["transitions"]["message"]


def test_a_model_without_paths_says_so(tmp_path, tiny):
    tiny.linear(tmp_path)
    tagger = load(tmp_path)

    class Deciding:
        """What a model of actions offers: answers alone."""

        emissions, tag_batch = tagger.engine.emissions, tagger.engine.tag_batch

    tagger.engine = Deciding()
    assert not isinstance(tagger.engine, Chained)
    with pytest.raises(why.NoPaths, match="actions"):
        why.why(tagger, "Sony")


def test_the_table_of_a_free_chain_forbids_nothing():
    found = why.table(Chain(np.eye(2), np.zeros(2), np.zeros(2)), "IOB2")
    assert found["forbidden"] == 0
    assert "by itself" in found["message"]
    assert FORBIDDEN not in found["matrix"][0]
