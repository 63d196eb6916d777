"""Files of word vectors: text, binary, fastText, pairs, zips, files from the wild, damaged ones."""

import gzip
import lzma
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.tagger import vectors
from training.tagger.vectors import BadVectors, binary, fasttext, packed
from training.tagger.vectors.subwords import Subwords, groups

WILD = Path(__file__).resolve().parents[4] / "shared" / "data" / "vectors" / "tiny"
wild = pytest.mark.skipif(not WILD.exists(), reason="the folder of files from the wild is not here")

ROWS = {"camera": [1.0, 2.0, 3.0], "Sony": [0.5, -1.0, 0.0], "lens": [9.0, 8.0, 7.0]}


def text(head=True):
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in ROWS.items()]
    return "\n".join([*(["3 3"] if head else []), *lines, ""]).encode()


def word2vec(gap=b"\n"):
    rows = (w.encode() + b" " + np.array(r, "<f4").tobytes() + gap for w, r in ROWS.items())
    return b"3 3\n" + b"".join(rows)


@pytest.mark.parametrize(
    "content",
    [text(), text(head=False), word2vec(), word2vec(gap=b""), text().replace(b"\n", b"\r\n")],
)
def test_each_form_gives_the_same_vectors(tmp_path, content):
    path = tmp_path / "v"
    path.write_bytes(content)
    assert vectors.open_vectors(path).dimension == 3
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
        (b"a 1 2 3\nb 1 nan 2\n", "Line 2, the vector of “b”, .* not finite .nan"),
        (b"a 1 -inf 2\nb 1 2 3\n", "Line 1, the vector of “a”, .* not finite .-inf"),
        (b"2 3\na 1 nan 2\nb 1 2 3\n", "Line 2, the vector of “a”, .* not finite .nan"),
        (b"0 0\n", "dimension 0"),
        (word2vec()[:-9], "ends within vector 3"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path, content, words):
    path = tmp_path / "v"
    path.write_bytes(content)
    with pytest.raises(BadVectors, match=words):
        vectors.read(path, {"a", "b", "lens"})


@pytest.mark.parametrize("head", [b"a 1 2\n", b"2 2\na 1 2\n"])
def test_a_line_without_an_end_is_refused_before_it_fills_the_memory(tmp_path, head):
    (tmp_path / "v").write_bytes(head + b"b " + b"1" * (3 << 20))
    with pytest.raises(BadVectors, match="longer than 1 MB"):
        vectors.read(tmp_path / "v", {"b"})


def test_what_is_written_as_word2vec_is_read_again(tmp_path):
    rows = np.array(list(ROWS.values()), np.float32)
    binary.write(tmp_path / "v", list(ROWS), rows)
    found, others = vectors.read(tmp_path / "v", (), 10)
    assert others == list(ROWS)
    assert np.array_equal(np.stack(list(found.values())), rows)


def hashed(group: str) -> int:
    """FNV-1a as fastText computes it, byte by byte."""
    state = 2166136261
    for byte in group.encode():
        signed = byte - 256 if byte > 127 else byte
        state = ((state ^ (signed & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return state


def by_hand(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """The groups of one word by fastText's own loop."""
    letters, found = f"<{word}>", []
    for start in range(len(letters)):
        for size in range(shortest, longest + 1):
            end = start + size
            edge = size == 1 and (start == 0 or end == len(letters))
            if end <= len(letters) and not edge:
                found.append(hashed(letters[start:end]) % buckets)
    return found


@pytest.mark.parametrize(("shortest", "longest"), [(3, 6), (1, 2), (2, 2), (4, 9)])
def test_the_groups_of_letters_are_those_of_fasttext(shortest, longest):
    words = ["camera", "Ælfrich’s", "и", "", "日本語", "a", "👍🏽!"]
    owner, bucket = groups(words, shortest, longest, 997)
    for number, word in enumerate(words):
        assert bucket[owner == number].tolist() == by_hand(word, shortest, longest, 997), word


def own_fasttext(path: Path, words=("camera", "lens", "zoom"), **said):
    chance = np.random.default_rng(3)
    about = fasttext.Arguments(4, buckets=50, shortest=3, longest=4, **said)
    rows = chance.normal(size=(len(words) + 50, 4)).astype(np.float32)
    fasttext.write(path, about, words, [9] * len(words), rows, rows[: len(words)])
    return about, rows


def test_a_word_of_a_fasttext_file_is_the_mean_of_its_own_row_and_its_groups(tmp_path):
    about, rows = own_fasttext(tmp_path / "v")
    found, _ = vectors.read(tmp_path / "v", {"lens"})
    parts = [rows[1], *(rows[3 + one] for one in by_hand("lens", 3, 4, about.buckets))]
    assert np.allclose(found["lens"], np.mean(parts, 0), atol=1e-6)


def test_an_unseen_word_is_the_mean_of_the_groups_that_the_files_words_have(tmp_path):
    _, rows = own_fasttext(tmp_path / "v")
    made = vectors.open_vectors(tmp_path / "v").subwords(1 << 20)
    used = {one for word in ("camera", "lens", "zoom") for one in by_hand(word, 3, 4, 50)}
    assert set(made.kept.tolist()) == used
    parts = [rows[3 + one] for one in by_hand("lenses", 3, 4, 50) if one in used]
    assert np.allclose(made.vectors(["lenses"])[0], np.mean(parts, 0), atol=1e-6)


def test_an_unseen_word_gets_the_same_numbers_whoever_stands_beside_it(tmp_path):
    own_fasttext(tmp_path / "v")
    made = vectors.open_vectors(tmp_path / "v").subwords(1 << 20)
    words = ["lenses", "x", "cameraman", "zoomed", ""] * 300
    together = made.vectors(words)
    for number in (0, 1, 2, 3, 4, 1001):
        assert np.array_equal(together[number], made.vectors([words[number]])[0])
    assert not together[4].any()


def test_what_subwords_take_is_bounded_and_the_first_words_come_first(tmp_path):
    own_fasttext(tmp_path / "v")
    source = vectors.open_vectors(tmp_path / "v")
    made = source.subwords(4 * 4 * 7)
    assert len(made.kept) == 7
    assert set(made.kept.tolist()) <= set(source.subwords(1 << 20).kept.tolist())


def test_subwords_are_carried_as_tables(tmp_path):
    own_fasttext(tmp_path / "v")
    made = vectors.open_vectors(tmp_path / "v").subwords(1 << 20)
    tables = made.tables("0")
    again = Subwords.of(tables, "0")
    assert made.lower
    assert again.lower
    assert np.array_equal(again.vectors(["Lenses"]), made.vectors(["lenses"]))
    tables["0.kept"] = tables["0.kept"][::-1].copy()
    with pytest.raises(ValueError, match="out of range"):
        Subwords.of(tables, "0")


def test_a_fasttext_file_without_groups_makes_no_unseen_words(tmp_path):
    about = fasttext.Arguments(3, shortest=0, longest=0)
    rows = np.eye(3, dtype=np.float32)
    fasttext.write(tmp_path / "v", about, list(ROWS), [1, 1, 1], rows, rows)
    source = vectors.open_vectors(tmp_path / "v")
    assert source.subwords(1 << 20) is None
    assert vectors.read(tmp_path / "v", {"lens"})[0]["lens"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda raw: raw[:30], "byte 30, within its head"),
        (lambda raw: raw[:110], "within word 2 of 3, at byte"),
        (lambda raw: raw[:-900], "within its 53 rows"),
        (lambda raw: raw[:4] + struct.pack("<i", 13) + raw[8:], "version 13"),
        (lambda raw: raw.replace(b"zoom\0" + struct.pack("<qb", 9, 0) + b"\0",
                                 b"zoom\0" + struct.pack("<qb", 9, 0) + b"\1"), "quantised"),
        (lambda raw: raw[:40] + struct.pack("<i", -60) + raw[44:], "in -60 buckets"),
        (lambda raw: raw[:48] + struct.pack("<i", 2**31 - 1) + raw[52:], "3 to 2147483647 letters"),
        (lambda raw: raw[:64] + struct.pack("<2i", 2**31 - 1, 3) + raw[72:], "at most 20,000,000"),
    ],
)  # fmt: skip
def test_a_damaged_fasttext_file_is_refused_with_the_byte(tmp_path, harm, words):
    own_fasttext(tmp_path / "v")
    whole = (tmp_path / "v").read_bytes()
    (tmp_path / "d").write_bytes(harm(whole))
    with pytest.raises(BadVectors, match=words):
        vectors.open_vectors(tmp_path / "d")


def senna(folder: Path) -> list[Path]:
    (folder / "words.lst").write_bytes(b"PADDING\nUNKNOWN\ncamera\n")
    (folder / "embeddings.txt").write_bytes(b"0 0\n0.5 0.5\n1.5 -2\n")
    return [folder / "words.lst", folder / "embeddings.txt"]


@pytest.mark.parametrize("turned", [False, True])
def test_e2_sennas_pair_is_joined_in_either_order(tmp_path, turned):
    pair = senna(tmp_path)
    place = packed.unpacked(pair[::-1] if turned else pair, tmp_path, 1000)
    assert vectors.read(place, {"camera"})[0]["camera"].tolist() == [1.5, -2.0]
    assert vectors.open_vectors(place).dimension == 2


def test_e2_a_zip_holds_one_file_or_a_pair(tmp_path):
    pair = senna(tmp_path)
    (tmp_path / "glove.txt").write_bytes(text(head=False))
    for names in ([*pair], [tmp_path / "glove.txt"]):
        with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
            archive.writestr("__MACOSX/._x", b"\0")
            for one in names:
                archive.write(one, f"folder/{one.name}")
        place = packed.unpacked([tmp_path / "z.zip"], tmp_path, 10_000)
        assert "camera" in vectors.read(place, {"camera"})[0]


def test_e2_a_gzip_is_read_as_what_it_holds_and_no_further_than_its_bound(tmp_path):
    place = tmp_path / "w.bin.gz"
    place.write_bytes(gzip.compress(text(head=False)))
    found = packed.unpacked([place], tmp_path, 10_000)
    assert "camera" in vectors.read(found, {"camera"})[0]
    place.write_bytes(gzip.compress(b"0" * 3_000_000))
    with pytest.raises(BadVectors, match="unpacks to more"):
        packed.unpacked([place], tmp_path, 2_000_000)
    place.write_bytes(gzip.compress(text(head=False))[:-12])
    with pytest.raises(BadVectors, match="cannot be unpacked"):
        packed.unpacked([place], tmp_path, 10_000)


def test_a_pair_that_does_not_fit_together_is_refused(tmp_path):
    words, rows = senna(tmp_path)
    with pytest.raises(BadVectors, match="both of one sort"):
        packed.unpacked([words, words], tmp_path, 1000)
    rows.write_bytes(b"0 0\n0.5 0.5\n")
    with pytest.raises(BadVectors, match="numbers ends before line 3"):
        packed.unpacked([words, rows], tmp_path, 1000)


def test_a_zip_of_too_much_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 10_000)
    with pytest.raises(BadVectors, match="unpacks to more"):
        packed.unpacked([tmp_path / "z.zip"], tmp_path, 5000)
    (tmp_path / "z.zip").write_bytes((tmp_path / "z.zip").read_bytes()[:60])
    with pytest.raises(BadVectors, match="cannot be unpacked"):
        packed.unpacked([tmp_path / "z.zip"], tmp_path, 1 << 20)


@wild
@pytest.mark.parametrize(
    ("name", "title", "dimension", "words"),
    [
        ("test_glove.txt.xz", "GloVe text", 50, 76),
        ("word2vec_pre_kv_c.xz", "word2vec text", 10, 1750),
        ("torchtext_wiki.en.vec.xz", "word2vec text", 300, 99),
        ("euclidean_vectors.bin", "word2vec binary", 10, 2747),
        ("lee_fasttext.bin", "fastText binary", 10, 1762),
        ("crime-and-punishment.bin", "fastText binary", 5, 291),
        ("non_ascii_fasttext.bin", "fastText binary", 2, 171),
    ],
)
def test_e2_files_from_the_wild_are_read_whole(tmp_path, name, title, dimension, words):
    raw = (WILD / name).read_bytes()
    place = tmp_path / "v"
    place.write_bytes(lzma.decompress(raw) if name.endswith(".xz") else raw)
    source = vectors.open_vectors(place)
    assert (source.title, source.dimension) == (title, dimension)
    found, others = vectors.read(place, (), 10_000)
    assert len(found) == len(others) == words


@wild
@pytest.mark.parametrize("name", ["lee_fasttext", "crime-and-punishment"])
def test_e2_fasttext_itself_gives_its_words_the_same_vectors(tmp_path, name):
    place = tmp_path / "v"
    place.write_bytes(lzma.decompress((WILD / f"{name}.vec.xz").read_bytes()))
    expected, _ = vectors.read(place, (), 10_000)
    found, _ = vectors.read(WILD / f"{name}.bin", (), 10_000)
    assert found.keys() == expected.keys()
    for word, numbers in expected.items():
        assert np.allclose(found[word], numbers, rtol=1e-4, atol=1e-5), word


@wild
def test_e2_unseen_words_get_the_vector_that_gensim_gives_them():
    made = vectors.open_vectors(WILD / "lee_fasttext.bin").subwords(1 << 20)
    expected = [-0.39196923, -0.32430312, 0.13026817, -0.56575906, -0.11008937, -1.0344362,
                -0.22165088, 0.17324698, -0.02654767, 0.7879583]  # fmt: skip
    assert np.allclose(made.vectors(["xyzzyqq"])[0], expected, atol=1e-5)
    russian = vectors.open_vectors(WILD / "crime-and-punishment.bin").subwords(1 << 20)
    expected = [0.00659192, 0.01164605, 0.07157749, 0.10544176, 0.03549597]
    assert np.allclose(russian.vectors(["неизвестное"])[0], expected, atol=1e-6)
