"""What a run of a study does otherwise than a run of its own."""

from pathlib import Path

from featuresets.models import FeatureSet
from training.models import Run
from training.studies import views
from training.studies.pruning import hopeless
from training.studies.results import heights
from workspace.jobs import Cancelled, Lease
from workspace.models import Job


def look_at_part(run: Run, folder: Path) -> None:
    """Leave in a fresh snapshot only what this run may see."""
    if run.part:
        views.apply(folder, run.part, whole_documents=keeps_documents(run.feature_set))


def keeps_documents(feature_set: FeatureSet) -> bool:
    """Whether the split kept a document's sentences together."""
    split = feature_set.split
    return bool(split.get("kind") == "by_document" or split.get("group") == "document")


def watch(run: Run, lease: Lease) -> None:
    """After an epoch: raises Cancelled when the search gives this trial up."""
    study = run.study
    if study is None or not study.plan.get("prune"):
        return
    done = Run.objects.filter(study=study, job__state=Job.State.DONE).only("epochs")
    if not hopeless(heights(run), [heights(one) for one in done]):
        return
    epoch = run.epochs[-1]["epoch"]
    with lease.hold():
        Run.objects.filter(pk=run.pk).update(pruned_at=epoch)
        message = f"Given up after epoch {epoch}: finished trials were better by then."
        lease.tell("log", {"level": "info", "message": message})
    run.pruned_at = epoch
    raise Cancelled
