"""Another program's answers on our sentences: matched by letters, on our tokens, in our labels."""

import json
import subprocess
import sys

import pytest

from kernel.text import Span, Token
from training.tagger.corpus import Manifest
from training.tagger.evaluate import reading
from training.tagger.evaluate.outside import Unmatched, by_spacy, matched

NER = Manifest()


@pytest.fixture
def row(reviews):
    def make(words, *spans, number=0):
        return reviews.sentence(number, words.split(), [Span(*span) for span in spans])

    return make


def test_v6_the_same_sentences_in_another_order_find_each_other(row):
    truth = [row("Sony rocks", (0, 1, "A")), row("Canon too", (0, 1, "A"))]
    found = matched(truth, reversed(truth), NER, {}, ["A"])
    assert [one.said for one in found.judged] == [one.gold for one in found.judged]
    assert found.judged[0].said_tags == ["B-A", "O"]


def test_a_program_that_cuts_otherwise_is_brought_onto_our_tokens(row, reviews):
    truth = [row("the CE-7RM3 rocks", (1, 2, "A"))]
    theirs = reviews.sentence(0, ["the", "CE", "-", "7RM3", "rocks"], [Span(1, 4, "A")])
    assert matched(truth, [theirs], NER, {}, ["A"]).judged[0].said == [Span(1, 2, "A")]
    part = theirs._replace(spans=[Span(3, 4, "A")])
    assert matched(truth, [part], NER, {}, ["A"]).judged[0].said == [Span(1, 2, "A")]
    twice = theirs._replace(spans=[Span(1, 2, "A"), Span(3, 4, "A")])
    assert matched(truth, [twice], NER, {}, ["A"]).judged[0].said == [Span(1, 2, "A")]


def test_labels_are_renamed_or_left_out_and_counted(row):
    truth = [row("Sony in 2020", (0, 1, "PER"))]
    theirs = [row("Sony in 2020", (0, 1, "PERSON"), (2, 3, "DATE"))]
    plain = matched(truth, theirs, NER, {}, ["PER"])
    assert plain.judged[0].said == []
    assert plain.left_out == {"PERSON": 1, "DATE": 1}
    mapped = matched(truth, theirs, NER, {"PERSON": "PER"}, ["PER"])
    assert mapped.judged[0].said == [Span(0, 1, "PER")]
    assert mapped.left_out == {"DATE": 1}
    silenced = matched(truth, truth, NER, {"PER": ""}, ["PER"])
    assert silenced.judged[0].said == []


def test_sentences_that_were_not_answered_are_named(row):
    with pytest.raises(Unmatched, match=r"lack 1 of the 2 sentences.*“Canon too”"):
        matched([row("Sony"), row("Canon too")], [row("Sony")], NER, {}, [])


def test_equal_sentences_take_their_answers_in_order(row):
    truth = [row("no"), row("no")]
    theirs = [row("no", (0, 1, "A")), row("no")]
    assert [one.said for one in matched(truth, theirs, NER, {}, ["A"]).judged] == [
        [Span(0, 1, "A")], [],
    ]  # fmt: skip


def test_d4_tags_of_tokens_are_compared_token_by_token(row):
    about = Manifest(task="tokens", target="pos")
    truth = row("Sony rocks")
    theirs = truth._replace(layers={"pos": ["NNP", "VB"]})
    (one,) = matched([truth], [theirs], about, {}, ["NNP", "VB", "x"], "").judged
    assert (one.gold_tags, one.said_tags) == (["NNP", "x"], ["NNP", "VB"])
    assert one.said == [Span(0, 1, "NNP"), Span(1, 2, "VB")]


def test_a_program_that_is_not_installed_says_what_to_do(row):
    with pytest.raises(Unmatched, match="upload a file of its answers"):
        list(by_spacy("no_such_pipeline", [row("Sony")]))


def test_v6_spacy_reads_our_tokens_where_it_is_installed(row, tmp_path):
    spacy = pytest.importorskip("spacy", reason="spaCy is optional: pip install tagwright[spacy]")
    pipeline = spacy.blank("en")
    words = [{"TEXT": "Sony"}, {"TEXT": "CE-7RM3"}]
    pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PRODUCT", "pattern": words}])
    pipeline.to_disk(tmp_path)
    truth = [row("The Sony CE-7RM3 rocks", (1, 3, "PNAME"))]
    found = matched(truth, by_spacy(str(tmp_path), truth), NER, {"PRODUCT": "PNAME"}, ["PNAME"])
    assert found.judged[0].said == [Span(1, 3, "PNAME")]


@pytest.fixture
def folder(tmp_path, reviews):
    """A folder to read: twelve reviews, and the training part they were split from."""
    snapshot = reviews.snapshot(tmp_path / "snapshot")
    (tmp_path / "truth.jsonl").write_bytes((snapshot / "test.jsonl").read_bytes())
    ask = {"known": ["PNAME", "PFEATURE"], "labels": {}}
    (tmp_path / "ask.json").write_text(json.dumps(ask))
    return tmp_path


def test_v6_a_file_of_answers_gets_the_report_of_a_run(folder):
    (folder / "said.jsonl").write_bytes((folder / "truth.jsonl").read_bytes())
    report = reading.make(folder, folder / "out")
    assert report["entity"]["micro"]["f1"] == 1.0
    assert {one["kind"] for one in report["baselines"]} == {"majority", "word", "dictionary"}
    assert report["left_out"] == {}
    assert json.loads((folder / "out" / "report.json").read_text()) == report
    assert len((folder / "out" / "predictions.jsonl").read_text().splitlines()) == 12


def test_foreign_labels_stand_among_the_warnings(folder):
    theirs = (folder / "truth.jsonl").read_text("utf-8").replace('"PNAME"', '"PRODUCT"')
    (folder / "said.jsonl").write_text(theirs, "utf-8")
    report = reading.make(folder, folder / "out")
    assert report["left_out"] == {"PRODUCT": 12}
    assert any("“PRODUCT” (12)" in one["message"] for one in report["warnings"])
    ask = {"known": ["PNAME", "PFEATURE"], "labels": {"PRODUCT": "PNAME"}}
    (folder / "ask.json").write_text(json.dumps(ask))
    assert reading.make(folder, folder / "out")["entity"]["micro"]["f1"] == 1.0


def test_a_bundle_reads_another_test_set(folder, tiny):
    tiny.linear(folder / "bundle")
    report = reading.make(folder, folder / "out")
    assert report["part"] == "test"
    assert report["size"]["sentences"] == 12
    assert report["entity"]["micro"]["support"] == 24
    assert report["baselines"]


def test_sentences_that_the_model_was_trained_on_are_counted_and_named(folder, tiny):
    tiny.linear(folder / "bundle")
    train = (folder / "snapshot" / "train.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "truth.jsonl").write_bytes(b"".join(train[:5]))
    report = reading.make(folder, folder / "out")
    assert report["learned"] == 5
    assert any("5 of these 5 sentences" in one["message"] for one in report["warnings"])


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "training.tagger", *map(str, arguments)], capture_output=True,
        check=False, stdin=subprocess.DEVNULL,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_answers_that_lack_sentences_end_the_command_with_a_sentence(folder):
    first = (folder / "truth.jsonl").read_bytes().splitlines(keepends=True)[0]
    (folder / "said.jsonl").write_bytes(first)
    done = command("read", folder, "--out", folder / "out")
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "unmatched"


def test_the_command_why_answers_one_object(tmp_path, tiny):
    tiny.linear(tmp_path / "bundle")
    (tmp_path / "text").write_text("The Sony rocks.", "utf-8")
    done = command("why", tmp_path / "bundle", tmp_path / "text")
    assert done.returncode == 0
    assert json.loads(done.stdout)["sentences"][0]["tokens"] == ["The", "Sony", "rocks", "."]


def test_offsets_count_letters_and_not_gaps(reviews):
    wide = reviews.sentence(0, ["New", "York"], [Span(0, 2, "A")])
    spaced = wide._replace(text="New   York", tokens=[Token(0, 3), Token(6, 10)])
    assert matched([wide], [spaced], NER, {}, ["A"]).judged[0].said == [Span(0, 2, "A")]
