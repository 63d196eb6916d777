"""A snapshot as flat arrays, and what a maximum length takes out of it."""

import numpy as np
import pytest

from kernel.text import Span
from training.tagger.corpus import BadSnapshot, read


def test_words_and_tags_come_back_as_they_were_written(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s", train=0)
    row = reviews.sentence(0, ["My", "Sony", "CE-7", "rocks"], [Span(1, 3, "PNAME")])
    reviews.write(folder, "train", [row])
    corpus = read(folder)
    part = corpus.parts["train"]
    assert list(corpus.words_of("train")) == [["My", "Sony", "CE-7", "rocks"]]
    assert [corpus.tags[tag] for tag in part.tags] == ["O", "B-PNAME", "I-PNAME", "O"]
    assert part.starts.tolist() == [0, 4]


def test_a_maximum_length_cuts_training_sentences_only_and_counts_what_is_lost(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    words = [f"w{at}" for at in range(10)]
    spans = [Span(0, 2, "A"), Span(3, 6, "B"), Span(8, 9, "A")]
    for part in ("train", "test"):
        reviews.write(folder, part, [reviews.sentence(0, words, spans)])
    corpus = read(folder, limit=4)
    assert corpus.truncated == (4, 1, 6, 2)
    tags = [corpus.tags[tag] for tag in corpus.parts["train"].tags]
    assert tags == ["B-A", "I-A", "O", "B-B"]
    assert corpus.parts["test"].tokens == 10


def test_a_cut_span_is_spelled_as_the_scheme_demands(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    row = reviews.sentence(0, ["a", "b", "c", "d"], [Span(1, 4, "X")])
    reviews.write(folder, "train", [row])
    corpus = read(folder, scheme="IOBES", limit=3)
    tags = [corpus.tags[tag] for tag in corpus.parts["train"].tags]
    assert tags == ["O", "B-X", "E-X"]


def test_the_task_tokens_reads_the_target_layer(tmp_path, reviews):
    corpus = read(reviews.snapshot(tmp_path / "s", task="tokens", target="pos"))
    assert corpus.tags == ["NNP", "x"]
    assert corpus.scheme == ""
    assert np.bincount(corpus.parts["train"].tags).min() > 0


def test_an_empty_part_is_an_empty_part(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    (folder / "dev.jsonl").unlink()
    assert read(folder).parts["dev"].tokens == 0


def test_a_broken_line_is_named_by_file_and_number(tmp_path, reviews):
    folder = reviews.snapshot(tmp_path / "s")
    with (folder / "dev.jsonl").open("a") as stream:
        stream.write('{"document": 1}\n')
    with pytest.raises(BadSnapshot, match=r"dev\.jsonl, line 13"):
        read(folder)


def test_nothing_to_train_on_is_said_in_a_sentence(tmp_path, reviews):
    with pytest.raises(BadSnapshot, match="no sentences"):
        read(reviews.snapshot(tmp_path / "s", train=0))
    (tmp_path / "s" / "manifest.json").unlink()
    with pytest.raises(BadSnapshot, match="freeze it again"):
        read(tmp_path / "s")


def test_d3_eight_labels_make_seventeen_tags(tmp_path, reviews):
    labels = ("art", "eve", "geo", "gpe", "nat", "org", "per", "tim")
    rows = [
        reviews.sentence(at, ["one", "two", "three"], [Span(0, 2, label)])
        for at, label in enumerate(labels)
    ]
    reviews.snapshot(tmp_path)
    for part in ("train", "dev", "test"):
        reviews.write(tmp_path, part, rows)
    found = read(tmp_path)
    assert found.tags == ["O", *(f"{mark}-{label}" for label in labels for mark in "BI")]
    assert len(found.tags) == 17
