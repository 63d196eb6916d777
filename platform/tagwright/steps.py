"""The path strip: from texts to an answering model, what is done and what comes next."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from annotation import queries as annotation
from annotation.models import Document
from deployments.models import Deployment
from featuresets.models import FeatureSet
from training.models import Run
from workspace.models import Job, Project

ENOUGH = 20
"""Labelled documents from which a first model learns something."""


class Words(NamedTuple):
    """What a step says: its name, and why and how to take it when it is next."""

    title: str
    next_title: str
    why: str
    action: str


WORDS = {
    "import": Words(
        "Import",
        "Bring in your texts",
        "Upload a file or paste text; you see what was understood before anything is stored.",
        "Import texts",
    ),
    "label": Words(
        "Label",
        "Label some sentences",
        f"A first model needs about {ENOUGH} labelled texts, a good one some hundreds.",
        "Start labelling",
    ),
    "feature_set": Words(
        "Feature set",
        "Divide what is labelled",
        "A feature set freezes your labelled texts into parts to train on and to test on.",
        "Make a feature set",
    ),
    "train": Words(
        "Train", "Train a model", "Good settings are filled in; you only press Train.", "Train"
    ),
    "deploy": Words(
        "Deploy",
        "Let your model answer",
        "One click gives it an address that programs can call.",
        "Open the run to deploy",
    ),
}
DEMO_WHY = "Most are labelled already; some are left for you to try it. A few are enough."
ARRIVED = Words(
    "Deploy",
    "Your model answers",
    "Try it, copy the call into your program, or label more and train again.",
    "Open the deployment",
)
TRAINING = Words(
    "Train",
    "Your model is learning",
    "Watch the curves; you may stop at any time and keep the best epoch.",
    "Watch the run",
)


class Step(NamedTuple):
    """How far a step is, and where it is taken."""

    key: str
    done: bool
    detail: str
    href: str
    words: Words


def document_counts(project_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Documents per state of these projects: {project: {"new": 3, …}}."""
    return annotation.state_counts(project_ids)


def path_of(project: Project) -> dict[str, Any]:
    """The five steps with their states, and the next one as a title, a reason and a button."""
    steps = [*_texts(project), *_model(project)]
    following = next((s for s in steps if not s.done), steps[-1]._replace(words=ARRIVED))
    return {
        "steps": [_shown(step, step is following) for step in steps],
        "next": {
            "key": following.key,
            "title": following.words.next_title,
            "detail": following.words.why,
            "action": following.words.action,
            "href": following.href,
        },
    }


def _shown(step: Step, current: bool) -> dict[str, Any]:
    state = "done" if step.done else "current" if current else "waiting"
    return {
        "key": step.key,
        "title": step.words.title,
        "detail": step.detail,
        "href": step.href,
        "state": state,
    }


def _texts(project: Project) -> Iterator[Step]:
    counts = document_counts([project.pk]).get(project.pk, {})
    total, done, new = sum(counts.values()), counts.get("done", 0), counts.get("new", 0)
    base = f"/projects/{project.pk}"
    texts = f"{total:,} texts" if total else "no texts yet"
    yield Step("import", total > 0, texts, f"{base}/import", WORDS["import"])
    first = annotation.next_to_label(project)
    words = WORDS["label"]
    yield Step(
        "label",
        _labelled_enough(project, new, done),
        f"{done:,} of {total:,} labelled",
        f"{base}/documents/{first}" if first else f"{base}/documents",
        words._replace(why=DEMO_WHY) if project.is_demo else words,
    )


def _labelled_enough(project: Project, new: int, done: int) -> bool:
    if project.is_demo and new:  # there, the point is to try it once
        return Document.objects.of(project).filter(annotated_by__isnull=False).exists()
    return done >= ENOUGH or (done > 0 and not new)


def _model(project: Project) -> Iterator[Step]:
    base = f"/projects/{project.pk}"
    ended = {"project": project, "job__state": Job.State.DONE}
    frozen = FeatureSet.objects.filter(**ended).order_by("-pk").first()
    newest = FeatureSet.objects.filter(project=project).order_by("-pk").first()
    yield Step(
        "feature_set",
        frozen is not None,
        newest.name if newest else "none yet",
        f"{base}/feature-sets/{newest.pk if newest else 'new'}",
        WORDS["feature_set"],
    )
    trained = Run.objects.filter(**ended).order_by("-pk").first()
    yield _training(project, frozen, trained)
    deployed = Deployment.objects.filter(project=project).order_by("-pk").first()
    place = f"runs/{trained.pk}" if trained else "deployments"
    yield Step(
        "deploy",
        deployed is not None,
        deployed.name if deployed else "not yet",
        f"{base}/deployments/{deployed.pk}" if deployed else f"{base}/{place}",
        WORDS["deploy"],
    )


def _training(project: Project, frozen: FeatureSet | None, trained: Run | None) -> Step:
    base = f"/projects/{project.pk}"
    if trained is not None:
        score = (trained.headline or {}).get("f1")
        detail = f"F1 {score:.2f}" if score is not None else trained.name
        return Step("train", True, detail, f"{base}/runs/{trained.pk}", WORDS["train"])
    going = Run.objects.filter(
        project=project, job__state__in=(Job.State.QUEUED, Job.State.RUNNING)
    ).first()
    if going is not None:
        return Step("train", False, "training now", f"{base}/runs/{going.pk}", TRAINING)
    place = f"feature-sets/{frozen.pk}/train" if frozen else "runs"
    return Step("train", False, "no model yet", f"{base}/{place}", WORDS["train"])
