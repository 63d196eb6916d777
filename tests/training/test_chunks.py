"""Chunking is the same line: a file of words, parts of speech and chunks is read and learned."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = [pytest.mark.django_db(transaction=True)]

SENTENCE = """{0} NNP B-NP
reckons VBZ B-VP
the DT B-NP
current JJ I-NP
{1} NN I-NP
will MD B-VP
narrow VB I-VP
to TO B-PP
only RB B-NP
{2} CD I-NP
. . O

"""
WHO, WHAT, COUNTS = ("He", "She", "Rolls", "Ida"), ("deficit", "gap", "loss"), ("one", "two", "six")


def test_d5_a_file_shaped_as_conll_2000_trains(
    client: Any, project: Any, post: Any, get: Any, run_jobs: Any
) -> None:
    text = "".join(SENTENCE.format(a, b, c) for a in WHO for b in WHAT for c in COUNTS)
    file = SimpleUploadedFile("chunks.conll", text.encode())
    sent = client.post(f"/api/v1/projects/{project.pk}/imports", {"file": file, "format": "conll"})
    assert sent.status_code == 202, sent.content
    run_jobs()
    split = {"kind": "random", "train": 0.7, "dev": 0.1, "test": 0.2, "seed": 13, "group": None}
    made = post(f"/projects/{project.pk}/feature-sets", {"name": "chunks", "split": split}).json()
    run_jobs()
    run = post(f"/feature-sets/{made['id']}/runs", {"preset": "linear_crf"}).json()
    run_jobs()
    report = json.loads(get(f"/runs/{run['id']}/report").content)
    assert set(report["entity"]["labels"]) == {"NP", "PP", "VP"}
    assert report["entity"]["micro"]["f1"] > 0.9
