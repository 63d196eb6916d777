"""Zips: what is inside, and that neither a false size nor a strange packing fills the memory."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from kernel import zips
from kernel.zips import BadZip

MEGABYTE = 1 << 20


def packed(folder: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    place = folder / "some.zip"
    with zipfile.ZipFile(place, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return place


def saying(place: Path, size: int) -> Path:
    """The same zip, whose directory tells another size of its first file."""
    raw = bytearray(place.read_bytes())
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, size)
    place.write_bytes(raw)
    return place


def names(place: Path) -> list[str]:
    return [one.filename for one in zips.files(place)]


def test_folders_and_what_a_system_leaves_are_no_files(tmp_path):
    hidden = [("a/", b""), ("a/.DS_Store", b"x"), ("__MACOSX/a/._b.txt", b"x")]
    assert names(packed(tmp_path, *hidden, ("a/b.txt", b"x"))) == ["a/b.txt"]


def test_a_file_is_read_whole_or_its_first_bytes(tmp_path):
    place = packed(tmp_path, ("one", b"abcdef"))
    (one,) = zips.files(place)
    assert (zips.read(place, one), zips.read(place, one, 2)) == (b"abcdef", b"ab")
    assert zips.read(io.BytesIO(place.read_bytes()), one) == b"abcdef"


def test_no_name_of_a_zip_becomes_a_path(tmp_path):
    place = packed(tmp_path, ("../../out", b"1"), ("/etc/two", b"2"))
    folder = tmp_path / "in"
    folder.mkdir()
    found = zips.extract(place, zips.files(place), folder)
    assert [one.read_bytes() for one in found] == [b"1", b"2"]
    assert sorted(folder.iterdir()) == sorted(found)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_whole_blocks_at_once_is_not_opened(tmp_path, method):
    with pytest.raises(BadZip, match="plain zip"):
        zips.files(packed(tmp_path, ("bomb", b"x" * MEGABYTE), method=method))


def test_a_file_that_tells_a_smaller_size_gives_no_more_than_that(tmp_path):
    place = saying(packed(tmp_path, ("bomb", bytes(64 * MEGABYTE))), 10)
    (one,) = zips.files(place)
    assert zips.size([one]) == 10
    tracemalloc.start()
    with pytest.raises(BadZip, match="CRC"):
        zips.read(place, one)
    with pytest.raises(BadZip, match="CRC"):
        zips.extract(place, [one], tmp_path)
    largest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "unpacked0").stat().st_size <= 10
    assert largest < 8 * MEGABYTE


def test_damage_is_told_in_a_sentence_wherever_it_is(tmp_path):
    whole = packed(tmp_path, ("one", bytes(range(256)) * 40)).read_bytes()
    place = tmp_path / "damaged.zip"
    for at in range(0, len(whole), 3):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            zips.check(place, zips.files(place))
        except BadZip as fault:
            assert str(fault).startswith("The zip ")  # noqa: PT017 (some flips do no harm)


def test_a_locked_zip_is_refused_with_what_to_do(tmp_path):
    place = packed(tmp_path, ("one", b"x"))
    raw = bytearray(place.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    place.write_bytes(raw)
    with pytest.raises(BadZip, match="without one"):
        zips.files(place)


def test_a_list_of_endless_files_is_not_read(tmp_path):
    place = packed(tmp_path, *((str(number), b"") for number in range(9)))
    raw = bytearray(place.read_bytes())
    end = raw.rindex(b"PK\x05\x06")
    at = struct.unpack_from("<I", raw, end + 16)[0]
    names = bytes(raw[at:end]) * (17 * MEGABYTE // (end - at) + 1)
    struct.pack_into("<I", raw, end + 12, len(names))
    place.write_bytes(raw[:at] + names + raw[end:])
    tracemalloc.start()
    with pytest.raises(BadZip, match="pack fewer"):
        zips.files(place)
    assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    tracemalloc.stop()
