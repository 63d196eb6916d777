"""What changes a study: start, step, stop, delete.

The rows of its runs are the truth. A step looks at them, queues what is missing, and closes the
study when nothing is left; done twice, or after a kill, it comes to the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from featuresets.models import FeatureSet
from training import services as runs
from training.models import Run, Study
from training.studies import queries, results, spaces
from training.studies.plans import PLAN, Plan, Search, Trial
from training.studies.sampling import Told
from training.tagger.recipe import Recipe
from workspace import events, jobs
from workspace.errors import Conflict, Problem, Refused, RefusedMany
from workspace.models import Job, Project, User

State = Job.State
HOPELESS_FAILURES = 3
"""So many runs that fail before any is done end the study; so many steps that fail do, too."""


@transaction.atomic
def start(
    *, feature_set: FeatureSet, plan: Plan, recipe: Recipe, by: User, name: str = ""
) -> Study:
    """Begin a study; its first runs are queued by the worker."""
    check(feature_set, plan, recipe)
    study = Study.objects.create(
        project=feature_set.project,
        feature_set=feature_set,
        name=name or _free_name(feature_set.project, plan),
        plan=plan.model_dump(mode="json"),
        recipe=recipe.model_dump(mode="json"),
        planned=plan.planned,
        created_by=by,
    )
    _ring(study, by)
    events.tell(study.project, "study.started", {"study": study.pk}, by=by)
    return study


def check(feature_set: FeatureSet, plan: Plan, recipe: Recipe) -> None:
    """Refuse what can be known to fail, before anything is queued."""
    runs.check(feature_set, recipe)
    counts = feature_set.counts
    if plan.needs_dev and not counts.get("dev"):
        raise Refused(
            "A search compares its trials on the dev part, and this feature set has none; "
            "draw one with a dev share.",
            at=("feature_set",),
            code="no_dev_part",
        )
    sentences = counts.get("train", 0) + counts.get("dev", 0)
    if sentences < plan.least:
        raise Refused(
            f"{sentences} sentences to learn from are too few to be divided so often; label more, "
            f"or choose fewer parts: {plan.least} would do.",
            at=("plan",),
            code="too_small",
        )
    if isinstance(plan, Search):
        _check_space(plan, recipe)


def _check_space(plan: Search, recipe: Recipe) -> None:
    """Each end of each dimension must be a recipe."""
    problems: list[Problem] = []
    if not plan.space and not spaces.usual(recipe):
        raise Refused(
            "This algorithm has nothing that a search could change.", at=("recipe",), code="fixed"
        )
    paths = [one.path for one in plan.space]
    for at, one in enumerate(plan.space):
        place = ("plan", "space", at)
        if paths.index(one.path) != at:
            problems.append(Problem(place, "twice", f"“{one.path}” is named twice."))
        for value in one.ends:
            try:
                spaces.changed(recipe, {one.path: value})
            except (KeyError, TypeError):
                said = f"This recipe has no “{one.path}”; choose from what the form offers."
                problems.append(Problem(place, "no_such_field", said))
                break
            except ValidationError as error:
                said = f"{value!r} does not fit “{one.path}”: {error.errors()[0]['msg']}."
                problems.append(Problem(place, "not_possible", said))
    if problems:
        raise RefusedMany(problems)


def _free_name(project: Project, plan: Plan) -> str:
    return f"{plan.title} {Study.objects.filter(project=project).count() + 1}"  # type: ignore[attr-defined]


def _ring(study: Study, by: User | None = None) -> None:
    jobs.queue("training.study", study.pk, project=study.project, by=by)


def step(number: int) -> None:
    """Queue the runs that fit into the free slots, stop those whose time is up, or close it."""
    study = queries.studies().filter(pk=number, ended="").first()
    if study is None:
        return
    plan, begun = PLAN.validate_python(study.plan), queries.runs_of(study)
    going = [run for run in begun if run.job and run.job.open]
    if study.stop_asked or overdue(plan, begun):
        for run in going:
            if run.job and not run.job.stop_requested:
                jobs.stop(run.job)
        wanted = {}
    else:
        wanted = _wanted(study, plan, begun, settings.TRAINING_SLOTS - len(going))
    if wanted:
        _begin(study, wanted, len(begun))
    elif not any(run.job and run.job.open for run in queries.runs_of(study)):
        _close(study)
        return
    _answer(study, begun)


def overdue(plan: Plan, begun: Sequence[Run]) -> bool:
    """Whether a search has used up its minutes; they count from the start of its first run, not
    while that waits behind others."""
    started = [run.job.started_at for run in begun if run.job and run.job.started_at]
    if not isinstance(plan, Search) or not started:
        return False
    return timezone.now() > min(started) + timedelta(minutes=plan.minutes)


def _wanted(study: Study, plan: Plan, begun: Sequence[Run], room: int) -> dict[int, Trial]:
    """The next trials by number, as many as there is room for."""
    states = [run.state for run in begun]
    if State.DONE not in states and states.count(State.FAILED) >= HOPELESS_FAILURES:
        return {}
    recipe, told = Recipe.model_validate(study.recipe), [_told(run) for run in begun]
    taken = {run.trial for run in begun}
    found: dict[int, Trial] = {}
    for number in range(study.planned):
        if len(found) >= room:
            break
        if number not in taken:
            found[number] = plan.trial(number, recipe, told)
            told.append(Told(found[number].params, "running", ()))
    return found


def _told(run: Run) -> Told:
    if run.pruned_at:
        state = "pruned"
    else:
        state = {State.DONE: "done", State.FAILED: "failed", State.CANCELLED: "failed"}.get(
            State(run.state), "running"
        )
    return Told(run.params, state, results.heights(run))  # type: ignore[arg-type]


@transaction.atomic
def _begin(study: Study, wanted: dict[int, Trial], known: int) -> None:
    """Queue runs, unless another step was quicker."""
    held = Study.objects.select_for_update().filter(pk=study.pk, ended="", stop_asked=False).first()
    if held is None or Run.objects.filter(study=held).count() != known:
        return
    for number, trial in wanted.items():
        runs.start(
            feature_set=study.feature_set,
            recipe=trial.recipe,
            by=study.created_by,
            name=f"{study.name[:90]} · {trial.name}",
            place=runs.Place(held, number, dict(trial.part), dict(trial.params)),
        )


def _answer(study: Study, begun: Sequence[Run]) -> None:
    Study.objects.filter(pk=study.pk).update(result=results.of(study, begun))


def _close(study: Study, *, message: str = "") -> None:
    """End it with its answer, or with a sentence that says why there is none."""
    found = queries.runs_of(study)
    states = [run.state for run in found]
    ended = State.DONE if State.DONE in states else State.FAILED
    if study.stop_asked and ended == State.FAILED:
        ended = State.CANCELLED
    with transaction.atomic():
        changed = Study.objects.filter(pk=study.pk, ended="").update(
            ended=ended,
            result={"message": message} if message else results.of(study, found, closed=True),
            finished_at=timezone.now(),
        )
        if changed:
            data: dict[str, Any] = {"study": study.pk, "state": str(ended)}
            events.tell(study.project, "study.done", data)


def look() -> None:
    """By the clock: ring for studies that wait for nobody. No study open: one query."""
    for study in queries.studies().filter(ended=""):
        rung = Job.objects.filter(kind="training.study", object_id=study.pk)
        if rung.filter(state__in=(State.QUEUED, State.RUNNING)).exists() or not _due(study):
            continue
        failed = list(rung.filter(state=State.FAILED).order_by("-pk")[:HOPELESS_FAILURES])
        if len(failed) == HOPELESS_FAILURES:  # no step gets through: it would fail for ever
            _close(study, message=(failed[0].error or {}).get("message", ""))
        else:
            _ring(study)


def _due(study: Study) -> bool:
    begun = queries.runs_of(study)
    going = [run.job for run in begun if run.job and run.job.open]
    if study.stop_asked or overdue(PLAN.validate_python(study.plan), begun):
        return not going or not all(job.stop_requested for job in going)
    return not going or (len(begun) < study.planned and len(going) < settings.TRAINING_SLOTS)


@transaction.atomic
def stop(study: Study, *, by: User) -> None:
    """Begin no more runs; those that train end early and keep their best epoch."""
    if study.ended:
        raise Conflict(f"“{study.name}” is {study.ended} already.", code="not_running")
    Study.objects.filter(pk=study.pk).update(stop_asked=True)
    _ring(study, by)
    events.tell(study.project, "study.stop_asked", {"study": study.pk}, by=by)


@transaction.atomic
def delete(study: Study, *, by: User) -> None:
    """Remove a study with its runs, all or nothing; a run that is deployed refuses."""
    held = Study.objects.select_for_update().get(pk=study.pk)  # no step begins a run meanwhile
    for run in queries.runs_of(held):
        runs.delete(run, by=by)
    Job.objects.filter(project=study.project, kind="training.study", object_id=study.pk).delete()
    held.delete()
    events.tell(study.project, "study.deleted", {"study": study.pk}, by=by)
