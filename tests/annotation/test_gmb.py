"""The whole Groningen Meaning Bank, in and out, where its file is at hand."""

import csv
import io
import lzma
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotation import queries

PLACES = (os.environ.get("TAGWRIGHT_GMB", ""), "../shared/data/gmb/ner_dataset.csv.xz")
GMB = next((Path(p) for p in PLACES if p and Path(p).is_file()), None)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(
        GMB is None,
        reason="the GMB file is not at hand; name it in TAGWRIGHT_GMB (ner_dataset.csv.xz)",
    ),
]


def cells(data: str) -> list[list[str]]:
    """Words, POS and tags; the first column only numbers the sentences."""
    return [row[1:] for row in csv.reader(io.StringIO(data, newline=""))][1:]


def test_d2_a_million_tokens_come_in_and_go_out_the_same(
    api: Any, project: Any, run_jobs: Callable[[], Any]
) -> None:
    assert GMB is not None
    raw = lzma.decompress(GMB.read_bytes())
    seen = api.upload("imports/preview", ("gmb.csv", raw)).json()
    assert (seen["format"], seen["options"]["encoding"]) == ("gmb_csv", "cp1252")
    counts = ("documents", "sentences", "tokens", "spans")
    assert [seen[name] for name in counts] == [47_959, 47_959, 1_048_575, 111_891]
    assert api.upload("imports", ("gmb.csv", raw)).status_code == 202
    run_jobs()
    (done,) = api.get("imports").json()["results"]
    assert [done[name] for name in ("state", "read", "written", "rejected")] == [
        "done", 47_959, 47_959, 0
    ]  # fmt: skip
    labels = {label["name"]: label["spans"] for label in api.get("labels").json()["results"]}
    assert (len(labels), sum(labels.values())) == (8, 111_891)
    assert queries.state_counts([project.pk]) == {project.pk: {"done": 47_959}}
    exported = b"".join(api.get("export?format=gmb_csv").streaming_content).decode()
    assert cells(exported) == cells(raw.decode("cp1252"))
