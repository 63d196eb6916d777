"""The path strip: from texts to an answering model, what is done and what comes next."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from annotation import queries as annotation
from annotation.models import Document
from deployments.models import Deployment
from featuresets.models import FeatureSet
from training.models import Run
from workspace.models import Job, Project

ENOUGH = 20
"""Labelled documents from which a first model learns something."""


class Step(NamedTuple):
    key: str
    title: str
    done: bool
    detail: str
    href: str
    next_title: str
    next_detail: str
    action: str


def document_counts(project_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Documents per state of these projects: {project: {"new": 3, …}}."""
    return annotation.state_counts(project_ids)


def path_of(project: Project) -> dict[str, Any]:
    """The five steps with their states, and the next one as a title, a reason and a button."""
    steps = [*_texts(project), _feature_set(project), _run(project), _deployment(project)]
    current = next((s for s in steps if not s.done), None)
    shown = [
        {
            "key": s.key,
            "title": s.title,
            "detail": s.detail,
            "href": s.href,
            "state": "done" if s.done else "current" if s is current else "waiting",
        }
        for s in steps
    ]
    following = current or steps[-1]._replace(
        next_title="Your model answers",
        next_detail="Try it, copy the call into your program, or label more and train again.",
        action="Open the deployment",
    )
    return {
        "steps": shown,
        "next": {
            "key": following.key,
            "title": following.next_title,
            "detail": following.next_detail,
            "action": following.action,
            "href": following.href,
        },
    }


def _texts(project: Project) -> list[Step]:
    counts = document_counts([project.pk]).get(project.pk, {})
    new, done = counts.get("new", 0), counts.get("done", 0)
    total, base = sum(counts.values()), f"/projects/{project.pk}"
    first = annotation.next_to_label(project)
    return [
        Step(
            "import", "Import", total > 0, f"{total:,} texts" if total else "no texts yet",
            f"{base}/import", "Bring in your texts",
            "Upload a file or paste text; you see what was understood before anything is stored.",
            "Import texts",
        ),
        Step(
            "label", "Label", total > 0 and _labelled_enough(project, new, done),
            f"{done:,} of {total:,} labelled", f"{base}/documents/{first}" if first else f"{base}/documents",
            "Label some sentences", _what_is_left(project, new, done), "Start labelling",
        ),
    ]  # fmt: skip


def _labelled_enough(project: Project, new: int, done: int) -> bool:
    if new == 0:
        return done > 0
    if project.is_demo:  # there, the point is to try it once
        return Document.objects.of(project).filter(annotated_by__isnull=False).exists()
    return done >= ENOUGH


def _what_is_left(project: Project, new: int, done: int) -> str:
    if project.is_demo:
        return f"{done:,} are labelled already and {new:,} are left for you to try it: a few are enough."
    return f"A first model needs about {ENOUGH} labelled texts, a good one some hundreds. {new:,} are open."


def _feature_set(project: Project) -> Step:
    newest = FeatureSet.objects.filter(project=project).order_by("-pk").first()
    base = f"/projects/{project.pk}/feature-sets"
    return Step(
        "feature_set", "Feature set", newest is not None and newest.state == Job.State.DONE,
        newest.name if newest else "none yet", f"{base}/{newest.pk}" if newest else f"{base}/new",
        "Divide what is labelled", "A feature set freezes your labelled texts into parts to train on and to test on.",
        "Make a feature set",
    )  # fmt: skip


def _run(project: Project) -> Step:
    newest = FeatureSet.objects.filter(project=project, job__state=Job.State.DONE).order_by("-pk").first()
    run = Run.objects.filter(project=project).select_related("job").order_by("-pk").first()
    best = Run.objects.filter(project=project, job__state=Job.State.DONE).order_by("-pk").first()
    base = f"/projects/{project.pk}"
    if run is not None and run.state in (Job.State.QUEUED, Job.State.RUNNING):
        return Step("train", "Train", False, "training now", f"{base}/runs/{run.pk}", "Your model is learning",
                    "Watch the curves; you may stop at any time and keep the best epoch.", "Watch the run")  # fmt: skip
    href = f"{base}/feature-sets/{newest.pk}/train" if newest else f"{base}/runs"
    detail = f"F1 {best.headline['f1']:.2f}" if best and best.headline else "no model yet"
    return Step(
        "train", "Train", best is not None, detail, f"{base}/runs/{best.pk}" if best else href,
        "Train a model", "Good settings are filled in; you only press Train.", "Train",
    )  # fmt: skip


def _deployment(project: Project) -> Step:
    found = Deployment.objects.filter(project=project).order_by("-pk").first()
    run = Run.objects.filter(project=project, job__state=Job.State.DONE).order_by("-pk").first()
    base = f"/projects/{project.pk}"
    href = f"{base}/deployments/{found.pk}" if found else f"{base}/runs/{run.pk}" if run else f"{base}/deployments"
    return Step(
        "deploy", "Deploy", found is not None, found.name if found else "not yet", href,
        "Let your model answer", "One click gives it an address that programs can call.", "Open the run to deploy",
    )  # fmt: skip
