"""What may stand in the multipart body of an import, and how each refusal is told."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.django_db
CONLL = b"Sony\tNNP\tB-P\n"


def preview(api: Any, *files: tuple[str, bytes], **fields: str) -> Any:
    return api.upload("imports/preview", *files, **fields)


@pytest.mark.parametrize(
    ("options", "at"),
    [
        ({"kind": "gmb_csv"}, ["options", "kind"]),
        ({"token_column": "1"}, ["options", "token_column"]),
        ({"tag_column": True}, ["options", "tag_column"]),
        ({"strip_position": "yes"}, ["options", "strip_position"]),
        ({"layers": {"pos": -5}}, ["options", "layers", "pos"]),
        ({"layers": {"pos": 0}}, ["options", "layers", "pos"]),
        ({"layers": {"p" * 65: 2}}, ["options", "layers"]),
        ({"colour": 1}, ["options", "colour"]),
    ],
)
def test_an_impossible_option_is_told_at_its_place(api: Any, options: Any, at: list[str]) -> None:
    answer = preview(api, ("a.conll", CONLL), format="conll", options=json.dumps(options))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["at"][: len(at)] == at


def test_options_that_are_no_json_are_named(api: Any) -> None:
    answer = preview(api, ("a.conll", CONLL), options="{")
    assert answer.json()["message"].startswith("“options” is not JSON")


def test_a_field_that_nothing_reads_is_refused(api: Any) -> None:
    assert preview(api, ("a.conll", CONLL), evil="x").json()["errors"][0]["at"] == ["evil"]
    answer = api.client.post(f"{api.base}/imports", {"file": BytesIO(CONLL), "tag": BytesIO(b"O")})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field")


def test_a_file_without_text_says_so_before_it_is_imported(api: Any) -> None:
    seen = preview(api, ("a.conll", b"\n\n"), format="conll").json()
    assert (seen["error_count"], seen["errors"][0]["code"]) == (1, "empty")


def zipped(**members: bytes) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"../../{name}", data)
    return packed.getvalue()


def test_all_files_of_one_field_are_read_in_their_order(api: Any) -> None:
    words, tags = BytesIO(b"Sony rocks\n"), BytesIO(b"B-P O\n")
    words.name, tags.name = "words.txt", "tags.txt"
    seen = api.client.post(f"{api.base}/imports/preview", {"file": [words, tags]}).json()
    assert (seen["format"], seen["error_count"]) == ("two_files", 0)


def test_files_of_one_field_are_weighed_together(api: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 2 * len(CONLL) - 1
    assert preview(api, ("a.conll", CONLL), format="conll").status_code == 200
    both = {"file": [BytesIO(CONLL), BytesIO(CONLL)]}
    answer = api.client.post(f"{api.base}/imports/preview", both)
    assert answer.status_code == 413


def test_members_of_a_zip_are_called_without_their_folders(api: Any) -> None:
    seen = preview(api, ("a.zip", zipped(s=b"a b\n", t=b"O\n"))).json()
    assert seen["errors"][0]["file"] == "t"


def test_a_zip_is_no_conll(api: Any) -> None:
    answer = preview(api, ("a.zip", zipped(s=b"a b\n", t=b"O O\n")), format="conll")
    assert (answer.status_code, answer.json()["code"]) == (400, "zip")


def test_a_label_that_files_write_for_none_is_refused(api: Any) -> None:
    assert api.post("labels", {"name": "O"}).status_code == 400
    assert api.post("labels", {"name": "A\u202eB"}).status_code == 400
    assert api.post("labels", {"name": "\u200b"}).status_code == 400
    seen = preview(api, ("a.conll", b"a\tO\nb\tNN\nc\tVB\n"), format="conll").json()
    assert (seen["options"]["scheme"], seen["error_count"]) == ("PLAIN", 0)
