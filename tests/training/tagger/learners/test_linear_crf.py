"""The linear CRF: one epoch per iteration, and tables that answer as CRFsuite does."""

from training.tagger.corpus import read
from training.tagger.learners.progress import Epoch


def test_it_learns_and_tells_each_iteration(tmp_path, reviews):
    corpus = read(reviews.snapshot(tmp_path))
    learner = reviews.recipe("linear_crf", epochs=12).algorithm.learner(corpus)
    told = [one for one in learner.fit() if isinstance(one, Epoch)]
    assert [one.epoch for one in told] == list(range(1, len(told) + 1))
    assert told[-1].loss < told[0].loss
    assert told[-1].f1 > 0.9
    assert all(one.f1 is None for one in told[:-1])


def test_a_tag_that_the_training_part_never_shows_is_never_answered(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    row = reviews.sentence(0, ["Zürich", "!"], [])
    reviews.write(folder, "test", [row._replace(spans=[(0, 1, "PLACE")])])
    corpus = read(folder)
    learner = reviews.recipe("linear_crf", epochs=5).algorithm.learner(corpus)
    list(learner.fit())
    unseen = corpus.tags.index("B-PLACE")
    assert learner.tables["transitions"][:, unseen].max() <= -10_000
    assert learner.tables["start"][unseen] <= -10_000
