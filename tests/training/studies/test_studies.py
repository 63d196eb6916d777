"""A study from its first step to its answer: rows are the truth, and nothing waits busily."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.training.conftest import linear, recipe
from training import services as runs
from training.models import Run, Study
from training.studies import queries, services, trials
from training.studies.plans import PLAN
from training.studies.spaces import changed
from workspace import jobs
from workspace.errors import Conflict, Refused, RefusedMany
from workspace.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def begin(feature_set: Any, owner: Any) -> Callable[..., Study]:
    def make(chosen: Any = None, **plan: Any) -> Study:
        return services.start(
            feature_set=feature_set, plan=PLAN.validate_python(plan), recipe=chosen or linear(),
            by=owner,
        )  # fmt: skip

    return make


@pytest.fixture
def finish(done: Any, trained: dict[str, Path]) -> Callable[..., None]:
    """End a queued run as its worker would, with what a real training left."""
    runs.delete(done, by=done.created_by)

    def end(run: Run, *f1: float) -> None:
        lease = jobs.claim(run.job_id)
        assert lease is not None
        epochs = [{"epoch": at, "f1": height} for at, height in enumerate(f1, 1)]
        Run.objects.filter(pk=run.pk).update(epochs=epochs)
        run.refresh_from_db()
        runs.finish(run, trained["out"], lease)

    return end


def begun(study: Study) -> list[Run]:
    return queries.runs_of(study)


def waiting(study: Study) -> list[Run]:
    return [run for run in begun(study) if run.state == "queued"]


def steps(study: Study) -> int:
    """Do what the study has queued for itself, as a worker would; how often it looked."""
    from training.tasks import step

    rung = Job.objects.filter(kind="training.study", object_id=study.pk, state="queued")
    count = 0
    for job in list(rung):
        step.run(job.pk)
        count += 1
    return count


def fresh(study: Study) -> Study:
    return queries.studies().get(pk=study.pk)


def test_seeds_run_one_after_the_other_and_answer_with_their_spread(
    finish: Any, begin: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(kind="seeds", runs=2)
    assert begun(study) == []
    for number in range(2):
        assert steps(study) == 1
        (run,) = waiting(study)
        assert (run.trial, run.recipe["seed"]) == (number, 13 + number)
        finish(run)
    assert steps(study) == 1
    ended = fresh(study)
    assert (ended.state, ended.begun, ended.done) == ("done", 2, 2)
    assert ended.result["sd"]["f1"] == 0
    assert ended.result["mean"]["f1"] == pytest.approx(begun(study)[0].headline["f1"])
    assert "over 2 seeds. Nothing of this model is drawn by chance" in ended.result["message"]


def test_folds_are_pooled_entity_by_entity(finish: Any, begin: Any, settings: Any) -> None:
    settings.TRAINING_SLOTS = 3
    study = begin(kind="folds", folds=3)
    steps(study)
    assert [run.part["fold"] for run in waiting(study)] == [0, 1, 2]
    for run in waiting(study):
        finish(run)
    steps(study)
    found, one = fresh(study).result, begun(study)[0].headline
    assert found["pooled"]["f1"] == pytest.approx(one["f1"])
    assert found["pooled"]["support"] % 3 == 0
    assert set(found["pooled_labels"]) == {"PNAME", "PFEATURE"}


def test_never_more_trials_are_queued_than_there_are_slots(
    finish: Any, begin: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 2
    study = begin(kind="search", trials=5)
    for _ in range(3):  # a step too many changes nothing
        services.step(study.pk)
        assert len(waiting(study)) == 2
    finish(waiting(study)[0], 0.5)
    services.step(study.pk)
    assert len(waiting(study)) == 2
    assert len(begun(study)) == 3


def test_a_search_is_judged_on_dev_and_its_best_can_be_deployed(
    finish: Any, begin: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(kind="search", trials=3)
    for height in (0.4, 0.9, 0.6):
        services.step(study.pk)
        finish(waiting(study)[0], height - 0.1, height)
    services.step(study.pk)
    ended = fresh(study)
    best = begun(study)[1]
    assert ended.state == "done"
    assert ended.result["best"]["run"] == best.pk
    assert ended.result["best"]["dev_f1"] == 0.9
    assert best.deployable
    assert changed(linear(), best.params).model_dump(mode="json") == best.recipe
    assert len({str(run.params) for run in begun(study)}) == 3


def test_a_trial_below_the_median_is_given_up(finish: Any, begin: Any, settings: Any) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(kind="search", trials=6)
    for _ in range(4):
        services.step(study.pk)
        finish(waiting(study)[0], 0.5, 0.6, 0.7)
    services.step(study.pk)
    (weak,) = waiting(study)
    weak.epochs = [{"epoch": at, "f1": 0.1} for at in (1, 2)]
    lease = jobs.claim(weak.job_id)
    trials.watch(weak, lease)
    weak.epochs.append({"epoch": 3, "f1": 0.2})
    with pytest.raises(jobs.Cancelled):
        trials.watch(weak, lease)
    lease.end(Job.State.CANCELLED)
    services.step(study.pk)
    found = begun(study)
    assert (found[4].pruned_at, found[4].state) == (3, "cancelled")
    assert found[5].state == "queued"
    assert "since they fell behind: 1." in fresh(study).result["message"]
    with pytest.raises(Conflict, match="given up by its search"):
        runs.resume(found[4], by=found[4].created_by)


def test_when_its_minutes_are_over_a_search_begins_nothing_and_stops_what_trains(
    finish: Any, begin: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(kind="search", trials=9, minutes=5)
    services.step(study.pk)
    finish(waiting(study)[0], 0.5)
    services.step(study.pk)
    lease = jobs.claim(waiting(study)[0].job_id)
    early = timezone.now() - timedelta(minutes=6)
    Study.objects.filter(pk=study.pk).update(created_at=early)  # it waited, which does not count
    services.step(study.pk)
    assert not Job.objects.get(pk=lease.job_id).stop_requested
    Job.objects.filter(pk=begun(study)[0].job_id).update(started_at=early)
    services.step(study.pk)
    assert Job.objects.get(pk=lease.job_id).stop_requested
    lease.end(Job.State.FAILED)
    services.step(study.pk)
    assert (fresh(study).state, len(begun(study))) == ("done", 2)
    assert "Its 5 minutes were over after 2 of 9 runs" in fresh(study).result["message"]


def test_the_clock_rings_once_for_a_study_whose_run_ended_in_silence(
    begin: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(kind="seeds", runs=2)
    steps(study)
    services.look()
    assert steps(study) == 0  # a run is under way: nothing to do
    jobs.cancel(waiting(study)[0].job)
    services.look()
    services.look()
    assert steps(study) == 1
    assert [run.state for run in begun(study)] == ["cancelled", "queued"]


def test_a_study_whose_steps_never_get_through_ends_with_their_reason(begin: Any) -> None:
    study = begin(kind="seeds", runs=2)
    Study.objects.filter(pk=study.pk).update(recipe={"algorithm": {"kind": "of another version"}})
    assert steps(study) == 1
    for _ in range(2):
        services.look()
        assert steps(study) == 1
    services.look()
    ended = fresh(study)
    assert ended.state == "failed"
    assert "the server's log names it" in ended.result["message"]


def test_a_study_whose_first_runs_all_fail_ends_as_failed(begin: Any, settings: Any) -> None:
    settings.TRAINING_SLOTS = 3
    study = begin(kind="seeds", runs=9)
    steps(study)
    for run in waiting(study):
        jobs.claim(run.job_id).end(Job.State.FAILED, {"message": "no"})
    services.step(study.pk)
    assert (fresh(study).state, len(begun(study))) == ("failed", 3)


def test_stopping_a_study_cancels_what_waits_and_keeps_what_is_done(
    finish: Any, begin: Any, settings: Any, owner: Any
) -> None:
    settings.TRAINING_SLOTS = 2
    study = begin(kind="seeds", runs=5)
    steps(study)
    finish(waiting(study)[0])
    services.stop(study, by=owner)
    services.step(study.pk)
    services.step(study.pk)
    assert [run.state for run in begun(study)] == ["done", "cancelled"]
    ended = fresh(study)
    assert ended.state == "done"
    with pytest.raises(Conflict, match="done already"):
        services.stop(ended, by=owner)


def test_deleting_a_study_takes_its_runs_with_it_and_a_deployed_one_refuses(
    finish: Any, begin: Any, settings: Any, owner: Any
) -> None:
    from deployments.services import deploy

    settings.TRAINING_SLOTS = 2
    study = begin(kind="seeds", runs=2)
    steps(study)
    first, second = waiting(study)
    finish(first)
    finish(second)
    deployed = deploy(Run.objects.get(pk=second.pk), by=owner).deployment
    with pytest.raises(Conflict, match="answers at an address"):
        services.delete(study, by=owner)
    assert len(begun(study)) == 2
    deployed.delete()
    services.delete(study, by=owner)
    assert not Run.objects.exists()
    assert not Study.objects.exists()


def test_what_cannot_be_answered_is_refused_before_anything_is_queued(begin: Any) -> None:
    with pytest.raises(RefusedMany) as wrong:
        begin(recipe(), kind="search", space=[
            {"kind": "range", "path": "algorithm.nothing", "low": 0.1, "high": 1.0},
            {"kind": "range", "path": "algorithm.word_dropout", "low": 0.1, "high": 1.5},
        ])  # fmt: skip
    assert [problem.code for problem in wrong.value.problems] == ["no_such_field", "not_possible"]
    with pytest.raises(Refused, match=r"48 sentences .* 128 would do"):
        begin(kind="learning_curve", points=7)
    assert not Study.objects.exists()


@pytest.mark.slow
def test_a_learning_curve_is_trained_on_parts_and_says_what_more_labels_would_bring(
    begin: Any, run_jobs: Any, settings: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(linear(), kind="learning_curve", points=3)
    run_jobs()
    found = fresh(study)
    assert found.state == "done", [run.job.error for run in begun(study)]
    sizes = [point["sentences"] for point in found.result["points"]]
    assert sizes == [11, 21, 42]
    assert {"low", "high", "f1"} <= set(found.result["forecast"])
    assert found.result["forecast"]["sentences"] == 84
    assert found.result["message"].startswith("With all 42 training sentences F1 is")


@pytest.mark.slow
def test_a_trial_that_a_real_trainer_trains_is_given_up_and_leaves_no_folder(
    finish: Any, begin: Any, settings: Any, run_jobs: Any
) -> None:
    settings.TRAINING_SLOTS = 1
    study = begin(recipe(epochs=1000), kind="search", trials=5)
    for _ in range(4):
        services.step(study.pk)
        finish(waiting(study)[0], *[1.01] * 3)
    run_jobs()
    weak = begun(study)[4]
    assert (weak.state, weak.pruned_at) == ("cancelled", 3)
    assert not weak.folder.exists()
    services.step(study.pk)
    assert fresh(study).state == "done"
