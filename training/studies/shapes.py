"""A study and its trials as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from training.models import Run, Study
from training.studies import results
from training.studies.spaces import Offered
from workspace.shapes import Named


class TrialOut(BaseModel):
    run: int
    trial: int | None
    name: str
    state: str
    part: dict[str, Any]
    params: dict[str, Any]
    heights: list[float]
    """F1 on the dev part, epoch by epoch."""
    dev_f1: float | None
    headline: dict[str, float] | None
    """Scores on the part that the run was tested on."""
    pruned_at: int | None
    error: dict[str, Any] | None
    deployable: bool

    @classmethod
    def of(cls, run: Run) -> "TrialOut":
        return cls(
            run=run.pk,
            heights=results.heights(run),
            dev_f1=results.height(run),
            error=run.job.error if run.job else None,
            **{name: getattr(run, name) for name in (
                "trial", "name", "state", "part", "params", "headline", "pruned_at", "deployable",
            )},
        )  # fmt: skip


class StudyOut(BaseModel):
    id: int
    name: str
    project: int
    feature_set: Named
    plan: dict[str, Any]
    recipe: dict[str, Any]
    state: str
    stop_asked: bool
    planned: int
    """Runs at most."""
    begun: int
    done: int
    result: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, study: Study) -> "StudyOut":
        return cls(**shown(study))


class StudyWithTrials(StudyOut):
    trials: list[TrialOut]


def shown(study: Study) -> dict[str, Any]:
    """What a list and a page have in common; `study` comes from `queries.studies`."""
    same = (
        "id", "name", "plan", "recipe", "state", "stop_asked", "planned", "begun", "done",
        "result", "created_at", "finished_at",
    )  # fmt: skip
    about = {name: getattr(study, name) for name in same}
    feature_set = Named(id=study.feature_set_id, name=study.feature_set.name)
    return about | {"project": study.project_id, "feature_set": feature_set}


class DimensionOut(BaseModel):
    title: str
    usual: bool
    """Ticked beforehand."""
    dimension: dict[str, Any]

    @classmethod
    def of(cls, one: Offered) -> "DimensionOut":
        return cls(
            title=one.title, usual=one.usual, dimension=one.dimension.model_dump(mode="json")
        )
