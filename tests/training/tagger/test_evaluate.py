"""The report: every figure from sentences small enough to count by hand."""

import json

import pytest

from kernel.scores import Score
from kernel.text import Span
from training.tagger.corpus import read
from training.tagger.evaluate import Known, tables, verdicts
from training.tagger.evaluate.baselines import baselines
from training.tagger.evaluate.judged import Judged
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import load


@pytest.fixture
def judged(reviews):
    def make(gold, said, length=8):
        row = reviews.sentence(0, [f"w{at}" for at in range(length)], [Span(*one) for one in gold])
        spans = [Span(*one) for one in said]
        return Judged(row, list(row.spans), spans, [0.9] * len(spans), [], [])

    return make


def kinds(one):
    return [(fault["kind"], fault["gold"], fault["predicted"]) for fault in tables.faults(one)]


def test_each_error_is_told_once_and_by_its_kind(judged):
    one = judged(
        [(0, 1, "A"), (2, 4, "A"), (5, 6, "B"), (6, 7, "A")],
        [(0, 1, "A"), (2, 3, "A"), (5, 6, "A"), (7, 8, "B")],
    )
    assert kinds(one) == [
        ("boundary", [2, 4, "A"], [2, 3, "A"]),
        ("label", [5, 6, "B"], [5, 6, "A"]),
        ("missed", [6, 7, "A"], None),
        ("spurious", None, [7, 8, "B"]),
    ]


def test_of_several_overlaps_the_largest_is_the_pair(judged):
    one = judged([(0, 5, "A")], [(0, 1, "A"), (1, 5, "A")])
    assert kinds(one) == [
        ("boundary", [0, 5, "A"], [1, 5, "A"]), ("spurious", None, [0, 1, "A"]),
    ]  # fmt: skip


def test_the_confusion_counts_entities_of_equal_borders_and_the_rest_against_o(judged):
    one = judged([(0, 1, "A"), (2, 4, "A"), (5, 6, "B")], [(0, 1, "A"), (2, 3, "A"), (5, 6, "A")])
    table = tables.confusion([one])
    assert table["names"] == ["A", "B", "O"]
    assert table["matrix"] == [[1, 0, 1], [1, 0, 0], [1, 0, 0]]


def test_the_token_table_counts_tokens_that_exist_and_leaves_o_out_of_the_means(judged):
    one = judged([], [])._replace(
        gold_tags=["O", "O", "O", "B-A", "I-A", "O"], said_tags=["O", "O", "O", "B-A", "O", "B-A"]
    )
    table = tables.token_table([one])
    assert table["accuracy"] == pytest.approx(4 / 6)
    assert table["tags"]["B-A"]["precision"] == 0.5
    assert table["tags"]["I-A"]["recall"] == 0.0
    assert table["micro"]["support"] == 2
    assert table["macro"]["f1"] == pytest.approx((2 / 3 + 0) / 2)


def fit(train, test, support=100, history=()):
    scores = (Score(f1, f1, f1, support, support, support) for f1 in (train, test))
    return verdicts.fit(*scores, history, "test")


@pytest.mark.parametrize(
    ("train", "test", "support", "verdict"),
    [(0.95, 0.9, 100, "good"), (0.99, 0.6, 100, "overfit"), (0.4, 0.38, 100, "underfit"),
     (0.9, 0.2, 5, "unclear")],
)  # fmt: skip
def test_the_fit_is_said_in_words(train, test, support, verdict):
    found = fit(train, test, support)
    assert found["verdict"] == verdict
    assert f"{test:.2f}" in found["message"]


def test_a_dev_loss_that_rose_again_is_named():
    history = [Epoch(n, 1.0, loss, 0, 0, 0, 1, 1, 1, 0.1) for n, loss in ((1, 0.5), (2, 0.9))]
    assert "rose again after epoch 1" in fit(0.99, 0.6, history=history)["message"]


@pytest.fixture(scope="module")
def finished(tmp_path_factory, reviews):
    out = tmp_path_factory.mktemp("run")
    folder = reviews.snapshot(out / "s", tokenizer="words")
    list(reviews.run(reviews.recipe(epochs=4), folder, out))
    return out


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_report_has_all_that_the_page_shows(finished):
    report = json.loads((finished / "report.json").read_text())
    assert set(report) >= {
        "entity", "tokens", "confusion", "errors", "fit", "recut", "truncated", "parts",
        "best_epoch", "metrics", "baseline",
    }  # fmt: skip
    assert set(report["entity"]["labels"]) == {"PNAME", "PFEATURE"}
    assert report["parts"]["test"] == {
        "sentences": 12, "tokens": report["parts"]["test"]["tokens"], "entities": 24,
    }  # fmt: skip
    assert 0 <= report["baseline"]["f1"] <= 1


def test_the_report_is_what_the_bundle_answers(finished, reviews):
    report = json.loads((finished / "report.json").read_text())
    tagger = load(finished / "bundle")
    rows = lines(finished / "predictions.jsonl")
    words = [[row["text"][start:end] for start, end in row["tokens"]] for row in rows]
    said = [[list(span[:3]) for span in one.spans] for one in tagger.tag(words)]
    assert said == [[span[:3] for span in row["predicted"]] for row in rows]
    right = sum(
        span in row["gold"] for row, spans in zip(rows, said, strict=True) for span in spans
    )
    assert report["entity"]["micro"]["predicted"] == sum(map(len, said))
    assert report["entity"]["micro"]["precision"] == pytest.approx(
        right / max(1, sum(map(len, said)))
    )


def test_errors_and_cells_add_up_to_the_report(finished):
    report = json.loads((finished / "report.json").read_text())
    counted = [row["kind"] for row in lines(finished / "errors.jsonl")]
    assert {kind: counted.count(kind) for kind in report["errors"]} == report["errors"]
    names = report["confusion"]["names"]
    nonzero = {
        (gold, said)
        for gold, row in zip(names, report["confusion"]["matrix"], strict=True)
        for said, count in zip(names, row, strict=True)
        if count
    }
    opened = {tuple(cell) for row in lines(finished / "predictions.jsonl") for cell in row["cells"]}
    assert opened == nonzero


def test_text_that_is_cut_otherwise_than_the_import_is_counted(finished):
    recut = json.loads((finished / "report.json").read_text())["recut"]
    assert recut["sentences"] >= 0
    assert recut["message"].endswith(".")
    assert recut["f1"] - recut["delta"] == pytest.approx(
        json.loads((finished / "report.json").read_text())["entity"]["micro"]["f1"]
    )


def test_a_tokenizer_that_cuts_otherwise_shows_as_a_gap(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s", tokenizer="characters")
    list(reviews.run(reviews.recipe(epochs=6), folder, tmp_path))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["recut"]["delta"] < -0.3
    assert report["recut"]["sentences"] == 12
    assert "Choose another tokenizer" in report["recut"]["message"]


def test_without_a_test_part_the_dev_part_is_scored_and_named(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s", test=0)
    list(reviews.run(reviews.recipe(epochs=2), folder, tmp_path))
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["part"] == "dev"
    assert report["parts"]["test"]["entities"] == 0


def test_the_baseline_is_each_words_most_frequent_tag(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path)
    rows = [
        reviews.sentence(0, ["zoom", "on"], [Span(0, 1, "PFEATURE")]),
        reviews.sentence(1, ["zoom", "off"], [Span(0, 1, "PFEATURE")]),
        reviews.sentence(2, ["zoom", "new"], []),
    ]
    reviews.write(folder, "train", rows)
    reviews.write(folder, "test", [])
    row = reviews.sentence(3, ["unseen", "zoom"], [Span(1, 2, "PFEATURE")])
    one = Judged(row, row.spans, [], [], ["O", "B-PFEATURE"], ["O", "O"])
    found = {way["kind"]: way for way in baselines([one], Known.of(read(folder)))}
    assert (found["word"]["precision"], found["word"]["recall"]) == (1.0, 1.0)
    assert (found["majority"]["f1"], found["majority"]["accuracy"]) == (0.0, 0.5)
    assert found["dictionary"]["f1"] == 1.0
