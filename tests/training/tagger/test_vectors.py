"""Files of word vectors: text with and without a header, binary, and damaged ones."""

import numpy as np
import pytest

from training.tagger import vectors
from training.tagger.vectors import BadVectors

ROWS = {"camera": [1.0, 2.0, 3.0], "Sony": [0.5, -1.0, 0.0], "lens": [9.0, 8.0, 7.0]}


def text(head=True):
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in ROWS.items()]
    return "\n".join([*(["3 3"] if head else []), *lines, ""]).encode()


def binary(gap=b"\n"):
    rows = (w.encode() + b" " + np.array(r, "<f4").tobytes() + gap for w, r in ROWS.items())
    return b"3 3\n" + b"".join(rows)


@pytest.mark.parametrize(
    "content", [text(), text(head=False), binary(), binary(gap=b""), text().replace(b"\n", b"\r\n")]
)
def test_each_form_gives_the_same_vectors(tmp_path, content):
    path = tmp_path / "v"
    path.write_bytes(content)
    assert vectors.header(path).dimension == 3
    found, others = vectors.read(path, {"camera", "lens", "absent"})
    assert {word: row.tolist() for word, row in found.items()} == {
        word: ROWS[word] for word in ("camera", "lens")
    }
    assert others == []


def test_further_words_come_from_the_head_of_the_file(tmp_path):
    path = tmp_path / "v"
    path.write_bytes(text())
    found, others = vectors.read(path, {"lens"}, 1)
    assert others == ["camera"]
    assert set(found) == {"lens", "camera"}


def test_a_word_with_a_space_keeps_its_numbers(tmp_path):
    path = tmp_path / "v"
    path.write_bytes(b"a 1 2 3\n. . 4 5 6\n")
    found, _ = vectors.read(path, {". ."})
    assert found[". ."].tolist() == [4.0, 5.0, 6.0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just some words\n", "neither"),
        (b"a 1 2 3\nb 1 2\n", "Line 2"),
        (b"a 1 2 3\nb 1 x 2\n", "Line 2"),
        (b"a 1 2 3\nb 1 nan 2\n", "Line 2"),
        (b"0 0\n", "dimension 0"),
        (binary()[:-9], "ends within vector 3"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path, content, words):
    path = tmp_path / "v"
    path.write_bytes(content)
    with pytest.raises(BadVectors, match=words):
        vectors.read(path, {"a", "b", "lens"})
