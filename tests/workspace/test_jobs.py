"""The job row is the truth: claimed once, fenced, given back, reconciled."""

import contextlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from workspace import jobs
from workspace.errors import Refused
from workspace.models import Event, Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(project: Any) -> Job:
    return jobs.queue("workspace.nothing", 1, project=project)


def claimed(job: Job) -> jobs.Lease:
    lease = jobs.claim(job.pk)
    assert lease is not None
    return lease


def test_a_queued_job_rings_the_bell_after_commit(project: Any, home: Any) -> None:
    before = set((home / "broker").glob("*.msg"))
    job = jobs.queue("workspace.reconcile", 1, project=project)
    assert len(set((home / "broker").glob("*.msg")) - before) == 1
    job.refresh_from_db()
    assert job.dispatched_at is not None


def test_four_doorbells_make_one_run(job: Job) -> None:
    ran: list[int] = []
    barrier = threading.Barrier(4)

    def ring() -> None:
        barrier.wait()
        jobs.drive(job.pk, lambda lease: ran.append(lease.attempt))
        connection.close()

    threads = [threading.Thread(target=ring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (ran, job.state, job.attempt) == ([1], "done", 1)


def test_a_worker_without_its_lease_writes_nothing(job: Job) -> None:
    lost = claimed(job)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    jobs.reconcile()
    second = claimed(job)
    with pytest.raises(jobs.LeaseLost), lost.hold():
        pytest.fail("the lost worker got in")
    with pytest.raises(jobs.LeaseLost):
        lost.report(1, 2)
    with pytest.raises(jobs.LeaseLost):
        lost.tell("late", {})
    second.tell("early", {})
    assert [e.kind for e in Event.objects.filter(job=job)] == ["early"]


def test_events_of_a_job_are_numbered_without_gaps_under_contention(job: Job) -> None:
    lease = claimed(job)

    def tell() -> None:
        for _ in range(10):
            lease.tell("line", {})
        connection.close()

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [e.seq for e in Event.objects.filter(job=job).order_by("seq")] == list(range(1, 41))


def test_results_and_the_end_of_a_job_are_one_transaction(job: Job) -> None:
    lease = claimed(job)
    with contextlib.suppress(ZeroDivisionError), lease.hold(finish=True) as row:
        Event.objects.create(project_id=row.project_id, kind="result")
        raise ZeroDivisionError
    job.refresh_from_db()
    assert job.state == "running"
    assert not Event.objects.filter(kind="result").exists()
    with lease.hold(finish=True) as row:
        Event.objects.create(project_id=row.project_id, kind="result")
    job.refresh_from_db()
    assert job.state == "done"


def test_an_expired_lease_is_queued_again_and_fails_after_the_last_attempt(job: Job) -> None:
    for attempt in (1, 2, 3):
        assert claimed(job).attempt == attempt
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        jobs.reconcile()
    job.refresh_from_db()
    assert (job.state, job.error["code"]) == ("failed", "worker_lost")
    assert "3 times" in job.error["message"]


def test_a_process_killed_by_a_signal_is_tried_again(job: Job) -> None:
    def killed(lease: jobs.Lease) -> None:
        raise jobs.WorkerLost("the trainer was killed by signal 9")

    for expected in ("queued", "queued", "failed"):
        jobs.drive(job.pk, killed)
        job.refresh_from_db()
        assert job.state == expected


def test_a_worker_that_ends_gives_its_job_back_without_counting(job: Job) -> None:
    def ending(lease: jobs.Lease) -> None:
        raise jobs.Released

    jobs.drive(job.pk, ending)
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("queued", 0)


def test_a_refusal_fails_the_job_with_its_sentence(job: Job) -> None:
    def refuses(lease: jobs.Lease) -> None:
        raise Refused("The file is empty.", code="empty")

    jobs.drive(job.pk, refuses)
    job.refresh_from_db()
    assert (job.state, job.error["message"]) == ("failed", "The file is empty.")


def test_an_accident_fails_the_job_without_telling_internals(job: Job) -> None:
    def breaks(lease: jobs.Lease) -> None:
        raise RuntimeError("secret path")

    jobs.drive(job.pk, breaks)
    job.refresh_from_db()
    assert job.error["code"] == "internal"
    assert "secret" not in str(job.error)


def test_cancelling_a_waiting_job_ends_it_at_once(job: Job) -> None:
    jobs.cancel(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert jobs.claim(job.pk) is None


def test_cancelling_a_running_job_reaches_its_carrier(job: Job) -> None:
    def waits(lease: jobs.Lease) -> None:
        jobs.cancel(Job.objects.get(pk=job.pk))
        while True:
            lease.report(0, 1, every_seconds=0)

    jobs.drive(job.pk, waits)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_cancelled_job_that_was_given_back_does_not_wait_for_ever(job: Job) -> None:
    def ending(lease: jobs.Lease) -> None:
        jobs.cancel(Job.objects.get(pk=job.pk))
        raise jobs.Released

    jobs.drive(job.pk, ending)
    jobs.reconcile()
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_job_whose_bell_was_lost_is_rung_again(job: Job, home: Any) -> None:
    Job.objects.filter(pk=job.pk).update(dispatched_at=None)
    before = len(list((home / "broker").glob("*.msg")))
    jobs.reconcile()
    assert len(list((home / "broker").glob("*.msg"))) == before + 1


def test_a_failed_job_can_be_started_again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state="failed", attempt=3, error={"code": "x"})
    assert jobs.retry(job)
    assert claimed(job).attempt == 1
