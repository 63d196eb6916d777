"""Word lists: one entry per line, alone or several in a zip."""

import zipfile
from pathlib import Path

import pytest

from training.tagger.words import lexicons
from training.tagger.words.lexicons import BadLexicon


def zipped(path: Path, **lists: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in lists.items():
            archive.writestr(f"lists/{name}.txt", raw)
        archive.writestr("__MACOSX/lists/._people.txt", b"\xff")
        archive.writestr("lists/readme.md", b"not a list")
    return path


def test_e6_a_list_is_read_line_by_line_and_cut_as_text_is(tmp_path: Path) -> None:
    place = tmp_path / "people.txt"
    place.write_bytes("\ufeffJean-Luc O'Brien\r\n\n  Ada  Lovelace \rAda Lovelace\n".encode())
    expected = [["Jean-Luc", "O'Brien"], ["Ada", "Lovelace"]]
    assert lexicons.read(place) == {"entries": expected}


def test_e6_a_zip_holds_several_lists_named_by_their_files(tmp_path: Path) -> None:
    place = zipped(tmp_path / "z.zip", places="東京\nNew York\n".encode(), people=b"Ada Lovelace")
    found = lexicons.read(place)
    assert list(found) == ["people", "places"]
    assert found["people"] == [["Ada", "Lovelace"]]
    assert found["places"][1] == ["New", "York"]


def test_e6_entries_are_cut_by_the_projects_tokenizer(tmp_path: Path) -> None:
    place = tmp_path / "l.txt"
    place.write_bytes(b"U.S. Navy's fleet\n")
    assert lexicons.read(place, tokenizer="whitespace")["entries"] == [["U.S.", "Navy's", "fleet"]]
    assert lexicons.read(place)["entries"][0][-2:] == ["'s", "fleet"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"good\nbad \xff\n", "Line 2 of the list “entries” is not UTF-8"),
        (b"\n \n", "no entries"),
        (b"a\n" + b"b" * 1001, "Line 2 of the list “entries” is no entry"),
        (b"PK\x03\x04 not really a zip", "cannot be unpacked"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, raw: bytes, words: str
) -> None:
    (tmp_path / "l").write_bytes(raw)
    with pytest.raises(BadLexicon, match=words):
        lexicons.read(tmp_path / "l")


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_lists_of_too_many_lines_are_refused_before_they_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    monkeypatch.setattr(lexicons, "MOST_LINES", 4)
    (tmp_path / "l").write_bytes((b"a" + end) * 4)
    assert lexicons.read(tmp_path / "l")["entries"] == [["a"]]
    with pytest.raises(BadLexicon, match="more than 4 lines"):
        lexicons.read(zipped(tmp_path / "z.zip", one=b"a" + end, two=(b"b" + end) * 4))


def test_a_zip_with_a_damaged_list_names_it(tmp_path: Path) -> None:
    place = zipped(tmp_path / "z.zip", people=b"ok", places=b"a\nb\n\xfe")
    with pytest.raises(BadLexicon, match="Line 3 of the list “places”"):
        lexicons.read(place)
