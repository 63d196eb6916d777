"""Freezing as work: repeatable, fenced, all or nothing; and what the trainer is handed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Document
from featuresets import queries, services
from featuresets.models import FeatureSet
from featuresets.splits import ByDocument, Picked, Random, Stratified
from featuresets.splits.picked import Pick
from kernel import sentences
from workspace import files, jobs
from workspace.errors import Conflict, Refused
from workspace.models import Event, File, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def freeze(project: Any, owner: Any, run_jobs: Any) -> Any:
    def make(split: Any = None, **more: Any) -> FeatureSet:
        made = services.freeze(
            project=project, name="One", split=split or Random(), by=owner, **more
        )
        run_jobs()
        return queries.every().get(pk=made.pk)

    return make


def lines(place: Path) -> list[sentences.Sentence]:
    found = place.read_bytes().decode().split("\n")
    assert found.pop() == ""
    return [sentences.read(line) for line in found]


def test_the_trainer_finds_three_files_and_a_manifest(
    freeze: Any, reviews: Any, tmp_path: Path
) -> None:
    frozen = freeze()
    services.materialise(frozen, tmp_path / "snapshot")
    parts = {part: lines(tmp_path / "snapshot" / f"{part}.jsonl") for part in frozen.counts}
    assert {part: len(found) for part, found in parts.items()} == frozen.counts
    texts = [sentence.text for found in parts.values() for sentence in found]
    assert sorted(texts) == sorted(document.text for document in reviews)
    manifest = json.loads((tmp_path / "snapshot" / "manifest.json").read_text("utf-8"))
    assert manifest["hash"] == frozen.hash
    assert manifest["task"] == "ner"
    assert manifest["labels"] == ["PFEATURE", "PNAME"]
    assert (manifest["tokenizer"], manifest["split"]["seed"]) == ("words", 13)
    assert sorted(path.name for path in (tmp_path / "snapshot").iterdir()) == [
        "dev.jsonl", "manifest.json", "test.jsonl", "train.jsonl",
    ]  # fmt: skip


def test_an_empty_part_is_an_empty_file(freeze: Any, reviews: Any, tmp_path: Path) -> None:
    services.materialise(freeze(Random(train=0.8, dev=0.0, test=0.2)), tmp_path)
    assert (tmp_path / "dev.jsonl").read_bytes() == b""


def test_the_same_annotations_and_split_have_the_same_hash(
    freeze: Any, add: Any, reviews: Any
) -> None:
    first = freeze()
    assert freeze().hash == first.hash
    assert freeze(Random(seed=14)).hash != first.hash
    Document.objects.filter(pk=reviews[0].pk).update(spans=[])
    assert freeze().hash != first.hash


def test_a_snapshot_does_not_change_with_its_annotations(
    freeze: Any, reviews: Any, tmp_path: Path
) -> None:
    frozen = freeze()
    Document.objects.update(spans=[], version=2)
    services.materialise(frozen, tmp_path)
    assert all(sentence.spans for sentence in lines(tmp_path / "train.jsonl"))


def test_a_text_in_another_project_has_the_same_hash(
    freeze: Any, reviews: Any, owner: Any, run_jobs: Any
) -> None:
    from annotation import tallies
    from annotation.models import Import, Label
    from workspace.services import make_project

    first = freeze()
    other = make_project(by=owner, name="Another")
    labels = {
        label.pk: Label.objects.create(project=other, name=label.name)
        for label in Label.objects.order_by("-pk")
    }
    source = Import.objects.create(
        project=other, name="reviews.txt", format="text", published_at=reviews[0].updated_at
    )
    for document in reviews:
        document.spans = [[a, b, labels[label].pk] for a, b, label in document.spans]
        document.pk, document.project, document.source = None, other, source
        document.save(force_insert=True)
    tallies.add(other.pk, {("state", "done"): len(reviews)})
    made = services.freeze(project=other, name="Two", split=Random(), by=owner)
    run_jobs()
    made.refresh_from_db()
    assert made.hash == first.hash


def test_documents_that_are_not_done_stay_out_and_are_counted(
    freeze: Any, reviews: Any, add: Any
) -> None:
    add([(f"Open {i}", [(0, 1, "PNAME")]) for i in range(7)], state="new")
    add([(f"Skipped {i}", []) for i in range(4)], state="skipped")
    frozen = freeze()
    assert sum(frozen.counts.values()) == 60
    problems = {problem["kind"]: problem for problem in frozen.summary["problems"]}
    assert problems["unlabelled"]["detail"] == {"documents": 7}
    everything = freeze(Random(include="all"))
    assert sum(everything.counts.values()) == 67
    assert "unlabelled" not in {problem["kind"] for problem in everything.summary["problems"]}


def test_a_document_is_cut_into_its_sentences(freeze: Any, add: Any, tmp_path: Path) -> None:
    text = "The Sony rocks. I like its screen. It is fine."
    add([(text, [(1, 2, "PNAME"), (6, 8, "PFEATURE")])] * 10)
    frozen = freeze(ByDocument())
    assert frozen.counts == {"train": 21, "dev": 3, "test": 6}
    assert [part["documents"] for part in frozen.summary["parts"]] == [7, 1, 2]
    services.materialise(frozen, tmp_path)
    second = lines(tmp_path / "train.jsonl")[1]
    assert second.text == "I like its screen."
    assert second.spans == [sentences.Span(2, 4, "PFEATURE")]


def test_a_token_layer_can_be_the_target(freeze: Any, add: Any, tmp_path: Path) -> None:
    add([(f"Sony {i} rocks", []) for i in range(20)], layers={"pos": ["N", "C", "V"]})
    add([("No tags here", [])] * 3)
    frozen = freeze(target="pos")
    assert sum(frozen.counts.values()) == 20
    assert frozen.summary["parts"][0]["labels"][0] == {
        "name": "C", "count": 14, "share": 1 / 3,
    }  # fmt: skip
    services.materialise(frozen, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert (manifest["task"], manifest["target"]) == ("tokens", "pos")
    assert manifest["labels"] == ["C", "N", "V"]


def test_a_layer_that_nobody_has_is_refused(reviews: Any, project: Any, owner: Any) -> None:
    with pytest.raises(Refused, match="carries the layer “lemma”") as refused:
        services.freeze(project=project, name="x", split=Random(), by=owner, target="lemma")
    assert refused.value.problems[0].at == ("target",)


def test_a_split_too_large_to_try_first_fails_in_its_job_with_the_field(
    reviews: Any, project: Any, owner: Any, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "REHEARSED", 0)
    made = services.freeze(
        project=project, name="x", split=Random(train=0.999, dev=0.001, test=0.0), by=owner
    )
    (job,) = run_jobs()
    assert job.state == "failed"
    assert job.error["errors"][0]["at"] == ["split", "dev"]
    made.refresh_from_db()
    assert (made.hash, made.files, made.summary) == ("", {}, None)
    assert not File.objects.filter(kind="snapshot").exists()


def claimed(project: Any, owner: Any) -> tuple[FeatureSet, jobs.Lease]:
    made = services.freeze(project=project, name="x", split=Random(), by=owner)
    lease = jobs.claim(made.job_id)
    assert lease is not None
    return made, lease


def test_a_worker_that_lost_its_lease_leaves_nothing(
    reviews: Any, project: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, lease = claimed(project, owner)
    Job.objects.filter(pk=made.job_id).update(token=None, state="queued")
    with pytest.raises(jobs.LeaseLost):
        services.carry_freeze(lease)
    made.refresh_from_db()
    assert (made.hash, made.files) == ("", {})
    assert not File.objects.filter(kind="snapshot").exists()


def test_a_second_attempt_after_a_kill_freezes_once(
    reviews: Any, project: Any, owner: Any, run_jobs: Any
) -> None:
    made, _lease = claimed(project, owner)
    (Path(settings.HOME) / "freezing" / str(made.pk) / "1").mkdir(parents=True)
    (Path(settings.HOME) / "freezing" / str(made.pk) / "1" / "all.jsonl").write_text("half a li")
    Job.objects.filter(pk=made.job_id).update(token=None, state="queued")
    run_jobs()
    made.refresh_from_db()
    assert made.hash
    assert File.objects.filter(name__startswith=f"feature-set {made.pk}/").count() == 4
    assert Event.objects.filter(kind="feature_set.frozen").count() == 1
    assert not (Path(settings.HOME) / "freezing" / str(made.pk)).exists()


def test_a_cancelled_freeze_ends_without_a_trace(reviews: Any, project: Any, owner: Any) -> None:
    made = services.freeze(project=project, name="x", split=Random(), by=owner)

    def cancel_first(lease: jobs.Lease) -> None:
        jobs.cancel(Job.objects.get(pk=lease.job_id))
        lease._renew()  # what the heartbeat does each second
        services.carry_freeze(lease)

    jobs.drive(made.job_id, cancel_first)
    made.job.refresh_from_db()
    assert made.job.state == "cancelled"
    assert not (Path(settings.HOME) / "freezing" / str(made.pk)).exists()


def test_deleting_removes_rows_and_bytes_but_not_what_another_set_holds(
    freeze: Any, reviews: Any, owner: Any
) -> None:
    first, twin = freeze(), freeze()
    other = freeze(Random(seed=99))
    bytes_of = {row.pk: row.files["train"][0] for row in (first, twin, other)}
    assert bytes_of[first.pk] == bytes_of[twin.pk] != bytes_of[other.pk]
    kept, gone = bytes_of[first.pk], bytes_of[other.pk]
    services.delete(first, by=owner)
    assert files.exists(kept)
    services.delete(other, by=owner)
    assert not files.exists(gone)
    assert [row.pk for row in queries.every()] == [twin.pk]
    assert Job.objects.count() == 1


def test_a_feature_set_that_is_being_frozen_can_be_deleted(
    reviews: Any, project: Any, owner: Any
) -> None:
    made, lease = claimed(project, owner)
    services.delete(queries.every().get(pk=made.pk), by=owner)
    with pytest.raises((jobs.LeaseLost, FeatureSet.DoesNotExist)):
        services.carry_freeze(lease)
    assert not File.objects.filter(kind="snapshot").exists()


@pytest.mark.parametrize("split", [Random(group=None), Stratified(group="document")])
def test_the_fix_keeps_all_of_the_split_but_its_grouping(
    freeze: Any, reviews: Any, owner: Any, split: Any
) -> None:
    fixed = services.fix(freeze(split), problem="duplicates", by=owner)
    assert fixed.split == {**split.model_dump(mode="json"), "group": "duplicates"}


def test_a_split_by_document_is_not_fixed_that_way(freeze: Any, reviews: Any, owner: Any) -> None:
    frozen = freeze(ByDocument())
    with pytest.raises(Refused, match="By document"):
        services.fix(frozen, problem="duplicates", by=owner)


def test_a_freeze_reads_with_few_queries(freeze: Any, reviews: Any, project: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert len(list(queries.documents(project, "done"))) == 60
    assert len(captured) <= 6


def test_all_feature_sets_of_a_project_can_be_removed_at_once(
    freeze: Any, reviews: Any, project: Any, owner: Any
) -> None:
    freeze()
    freeze(Picked(test=Pick(q="Sony 1")))
    services.delete_all(project, by=owner)
    assert not FeatureSet.objects.exists()


def test_a_run_protects_its_feature_set(
    freeze: Any, reviews: Any, project: Any, owner: Any
) -> None:
    from training.models import Run

    frozen = freeze()
    run = Run.objects.create(
        project=project, feature_set=frozen, name="r", recipe={}, created_by=owner
    )
    with pytest.raises(Conflict, match="A training run stands on “One”"):
        services.delete(frozen, by=owner)
    assert files.exists(frozen.files["train"][0])
    run.delete()
    services.delete(queries.every().get(pk=frozen.pk), by=owner)
