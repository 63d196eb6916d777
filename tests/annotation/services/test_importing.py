"""Imports: all or nothing, once, whatever happens to the worker."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from annotation import queries, services
from annotation.models import Document, DocumentLabel, Import, Label, Tally
from annotation.services import importing, staging
from tests.annotation.conftest import label_counts
from workspace import jobs
from workspace.models import Event, Job

pytestmark = pytest.mark.django_db(transaction=True)

CONLL = "".join(f"Sony B-ORG\nno O\n{n} O\n\n" for n in range(2500)).encode()
Run = Callable[[], list[Any]]


def rows_in_the_tables(project: Any) -> tuple[int, int]:
    marks = DocumentLabel.objects.filter(project=project)
    return Document.objects.filter(project=project).count(), marks.count()


def start(api: Any, data: bytes = CONLL, name: str = "a.conll", **fields: str) -> tuple[int, Job]:
    answer = api.upload("imports", (name, data), **fields)
    assert answer.status_code == 202, answer.content
    pk = int(answer.json()["id"])
    return pk, Job.objects.get(kind="annotation.import", object_id=pk)


def lease_of(job: Job) -> jobs.Lease:
    lease = jobs.claim(job.pk)
    assert lease is not None
    return lease


def seen(api: Any, pk: int) -> dict[str, Any]:
    answer: dict[str, Any] = api.get(f"/imports/{pk}").json()
    return answer


class Killed(BaseException):
    """The worker was killed: nothing after this line of it runs."""


def killed_after(batches: int, monkeypatch: Any) -> None:
    write, count = importing._write, iter(range(10_000))

    def some(*args: Any) -> None:
        if next(count) >= batches:
            raise Killed
        write(*args)

    monkeypatch.setattr(importing, "_write", some)


def test_an_import_makes_documents_labels_and_counts_at_once(
    api: Any, project: Any, run_jobs: Run
) -> None:
    pk, _ = start(api)
    run_jobs()
    done = seen(api, pk)
    assert (done["state"], done["read"], done["written"], done["rejected"]) == (
        "done", 2500, 2500, 0
    )  # fmt: skip
    assert label_counts(project) == {"ORG": 2500}
    assert queries.state_counts([project.pk]) == {project.pk: {"done": 2500}}
    assert api.get("labels").json()["results"][0]["key"] == "1"
    assert Event.objects.filter(project=project, kind="import.done").count() == 1
    document = api.get(f"/documents/{api.get('documents').json()['results'][2]['id']}").json()
    assert (document["position"], document["total"]) == (3, 2500)


def test_nothing_is_seen_while_an_import_is_under_way(
    api: Any, project: Any, monkeypatch: Any
) -> None:
    _, job = start(api)
    killed_after(3, monkeypatch)
    with pytest.raises(Killed):
        importing.carry_out(lease_of(job))
    assert rows_in_the_tables(project)[0] == 1500
    staged = Document.objects.filter(project=project).values_list("pk", flat=True)[0]
    assert api.get("documents").json()["results"] == []
    assert api.get("labels").json()["results"] == []
    assert api.get("documents/next").json() == {"id": None}
    assert api.get(f"/documents/{staged}").status_code == 404
    assert api.save(staged, [], 1).status_code == 404
    assert api.delete(f"/documents/{staged}").status_code == 404
    assert b"".join(api.get("export?format=text").streaming_content) == b""
    assert list(queries.labelled(project)) == []


def test_a_second_attempt_leaves_exactly_one_copy(
    api: Any, project: Any, run_jobs: Run, monkeypatch: Any
) -> None:
    pk, job = start(api)
    with monkeypatch.context() as patch:
        killed_after(3, patch)
        with pytest.raises(Killed):
            importing.carry_out(lease_of(job))
    Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
    jobs.reconcile()
    run_jobs()
    assert (seen(api, pk)["state"], seen(api, pk)["attempt"]) == ("done", 2)
    assert rows_in_the_tables(project) == (2500, 2500)
    assert label_counts(project) == {"ORG": 2500}
    texts = {row.text for row in queries.labelled(project)}
    assert len(texts) == 2500


def test_a_worker_that_lost_its_lease_between_batches_adds_nothing(
    api: Any, project: Any, run_jobs: Run, monkeypatch: Any
) -> None:
    _, job = start(api)
    write, count = importing._write, iter(range(100))

    def overtaken(*args: Any) -> None:
        if next(count) == 2:
            Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
            jobs.reconcile()
        write(*args)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "_write", overtaken)
        with pytest.raises(jobs.LeaseLost):
            importing.carry_out(lease_of(job))
    assert rows_in_the_tables(project)[0] == 1000
    run_jobs()
    assert rows_in_the_tables(project) == (2500, 2500)


def test_publishing_twice_is_impossible(api: Any, project: Any, run_jobs: Run) -> None:
    pk, _ = start(api)
    run_jobs()
    source = Import.objects.get(pk=pk)
    with pytest.raises(RuntimeError):
        staging.Stage(project, source).publish()
    assert label_counts(project) == {"ORG": 2500}


def test_a_cancelled_import_leaves_nothing(api: Any, project: Any, monkeypatch: Any) -> None:
    pk, job = start(api)
    lease, write = lease_of(job), importing._write

    def then_cancel(*args: Any) -> None:
        write(*args)
        assert api.post(f"/imports/{pk}/cancel").status_code == 200
        lease._renew()

    monkeypatch.setattr(importing, "_write", then_cancel)
    with pytest.raises(jobs.Cancelled):
        importing.carry_out(lease)
    assert rows_in_the_tables(project) == (0, 0)


def test_a_waiting_import_is_cancelled_at_once(api: Any, run_jobs: Run) -> None:
    pk, _ = start(api)
    assert api.post(f"/imports/{pk}/cancel").json()["state"] == "cancelled"
    assert run_jobs() == []


def test_what_a_dead_worker_left_of_a_cancelled_import_goes_with_the_next_one(
    api: Any, project: Any, run_jobs: Run, monkeypatch: Any
) -> None:
    _, job = start(api)
    with monkeypatch.context() as patch:
        killed_after(2, patch)
        with pytest.raises(Killed):
            importing.carry_out(lease_of(job))
    jobs.cancel(job)
    Job.objects.filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
    jobs.reconcile()
    assert rows_in_the_tables(project)[0] == 1000
    start(api, b"One line\n", "b.txt")
    run_jobs()
    assert rows_in_the_tables(project) == (1, 0)


DAMAGED = {
    "conll": (("a.conll", b"Sony B-ORG\nno Q-X\n\nfine O\n"), None, 2),
    "gmb_csv": (
        ("a.csv", b"Sentence #,Word,POS,Tag\nSentence: 1,Sony,NNP,B-org\n,rocks,VBZ\n"), None, 3
    ),
    "jsonl": (
        ("a.jsonl", b'{"text": "fine", "spans": []}\n{"text": "Sony", "spans": [{"start": 1}]}\n'),
        None, 2,
    ),
    "doccano": (("a.jsonl", b'{"text": "fine", "label": []}\n{"text": 5}\n'), None, 2),
    "two_files": (("a.txt", b"Sony rocks\nfine\n"), ("b.txt", b"B-ORG O\nO O\n"), 2),
    "text": (("a.txt", b"fine\nna\x00na\n"), None, 2),
}  # fmt: skip


@pytest.mark.parametrize("format", DAMAGED)
def test_a_damaged_file_stores_nothing_and_says_where(
    format: str, api: Any, project: Any, run_jobs: Run
) -> None:
    file, tags, line = DAMAGED[format]
    answer = api.upload("imports", file, *([tags] if tags else []), format=format)
    if answer.status_code == 202:
        run_jobs()
        ended = seen(api, answer.json()["id"])
        assert (ended["state"], ended["written"]) == ("failed", 0)
        assert ended["read"] == ended["written"] + ended["rejected"] > 0
        assert ended["errors"][0]["line"] == line
        assert "nothing was stored" in ended["error"]["message"]
    else:
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["at"][1] == line
    assert rows_in_the_tables(project) == (0, 0)
    assert api.get("labels").json()["results"] == []
    assert not Tally.objects.filter(project=project).exclude(value=0).exists()


def test_an_error_at_the_end_takes_back_all_that_was_staged(
    api: Any, project: Any, run_jobs: Run
) -> None:
    pk, _ = start(api, CONLL + b"broken Q-\n")
    run_jobs()
    ended = seen(api, pk)
    assert (ended["state"], ended["read"], ended["rejected"]) == ("failed", 2501, 2501)
    assert ended["errors"][0]["line"] == 10_001
    assert rows_in_the_tables(project) == (0, 0)
    assert Event.objects.filter(project=project, kind="import.failed").count() == 1


def test_an_empty_file_is_refused_in_words(api: Any, run_jobs: Run) -> None:
    pk, _ = start(api, b"\n\n", "a.txt")
    run_jobs()
    assert seen(api, pk)["error"]["code"] == "empty"


def test_more_than_500_labels_are_taken_for_the_wrong_column(
    api: Any, project: Any, run_jobs: Run
) -> None:
    pk, _ = start(api, "".join(f"w B-L{n}\n\n" for n in range(501)).encode())
    run_jobs()
    ended = seen(api, pk)
    assert (ended["state"], ended["error"]["code"]) == ("failed", "too_many_labels")
    assert rows_in_the_tables(project) == (0, 0)
    assert api.get("labels").json()["results"] == []


def test_labels_that_look_the_same_stay_apart_with_a_warning(api: Any, run_jobs: Run) -> None:
    api.label("ORG")
    pk, _ = start(api, b"Sony B-org\n\nSony B-ORG\n\n")
    run_jobs()
    done = seen(api, pk)
    assert [w["code"] for w in done["warnings"]] == ["label_lookalike"]
    assert {label["name"]: label["spans"] for label in api.get("labels").json()["results"]} == {
        "ORG": 1, "org": 1
    }  # fmt: skip


def test_a_label_made_while_an_import_brings_it_is_one_label(
    api: Any, project: Any, run_jobs: Run, monkeypatch: Any
) -> None:
    write, made = importing._write, list[int]()

    def then_make(*args: Any) -> None:
        write(*args)
        if not made:
            made.append(api.label("ORG"))

    monkeypatch.setattr(importing, "_write", then_make)
    start(api)
    run_jobs()
    (label,) = api.get("labels").json()["results"]
    assert (label["id"], label["spans"]) == (made[0], 2500)
    assert Label.objects.filter(project=project).count() == 1


def test_the_first_file_with_tokens_of_its_own_chooses_the_tokenizer(
    api: Any, project: Any, run_jobs: Run
) -> None:
    characters = "".join(f"{c} O\n" for c in "我爱北京天安门").encode()
    assert api.upload("imports/preview", ("a.conll", characters)).json()["tokenizer"] == {
        "name": "words", "share": 1.0
    }  # fmt: skip
    pk, _ = start(api, b"Sony-Canon O\n=1+1 O\nwell... O\n")
    run_jobs()
    project.refresh_from_db()
    assert project.tokenizer == "whitespace"
    (note,) = seen(api, pk)["warnings"]
    assert note["code"] == "tokenizer_chosen"
    start(api, characters)
    run_jobs()
    project.refresh_from_db()
    assert project.tokenizer == "whitespace"


def test_an_import_is_removed_with_its_documents(api: Any, project: Any, run_jobs: Run) -> None:
    (kept,) = api.paste("Sony CE rocks.")
    pk, _ = start(api)
    run_jobs()
    assert api.delete(f"/imports/{pk}").status_code == 204
    assert [row["id"] for row in api.get("documents").json()["results"]] == [kept]
    assert rows_in_the_tables(project) == (1, 0)
    assert label_counts(project) == {"ORG": 0}
    assert queries.state_counts([project.pk])[project.pk] == {"done": 0, "new": 1}


def test_an_import_that_was_worked_on_stays(api: Any, run_jobs: Run) -> None:
    pk, _ = start(api, b"Sony B-ORG\n\n")
    assert api.delete(f"/imports/{pk}").status_code == 409
    run_jobs()
    (row,) = api.get("documents").json()["results"]
    assert api.save(row["id"], [], row["version"]).status_code == 200
    refused = api.delete(f"/imports/{pk}")
    assert (refused.status_code, refused.json()["code"]) == (409, "annotated")
    assert len(api.get("documents").json()["results"]) == 1


@pytest.fixture
def saver(project: Any, owner: Any) -> Iterator[list[float]]:
    """Someone who saves without a pause; gives how long each save took."""
    services.add_label(project, name="W", by=owner)
    (pk,) = services.add_documents(project, ["one two"], by=owner)
    took: list[float] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            document = Document.objects.get(pk=pk)
            spans = [services.Marked(0, 3, "W")] if document.version % 2 else []
            began = time.perf_counter()
            services.save_spans(document, spans, by=owner, version=document.version)
            took.append(time.perf_counter() - began)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield took
    stop.set()
    thread.join()


def test_saving_goes_on_beside_an_import(
    saver: list[float], api: Any, project: Any, run_jobs: Run
) -> None:
    start(api)
    before = len(saver)
    run_jobs()
    during = saver[before:]
    print(f"\n{len(during)} saves beside the import, the longest {max(during) * 1000:.0f} ms")
    assert len(during) > 5
    assert queries.state_counts([project.pk])[project.pk] == {"done": 2500, "new": 1}
