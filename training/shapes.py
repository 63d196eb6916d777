"""A run and a preset as the API shows them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from training.models import Run
from workspace import jobs
from workspace.errors import NotFound
from workspace.shapes import Named, Work


class RunOut(Work):
    id: int
    name: str
    project: int
    feature_set: Named
    recipe: dict[str, Any]
    preset: str
    queue_position: int | None
    epochs: list[dict[str, Any]]
    best_epoch: int | None
    live: dict[str, Any]
    start: dict[str, Any]
    speed: float | None
    """Training tokens per second."""
    seconds_left: float | None
    headline: dict[str, float] | None
    deployable: bool
    device: str
    study: int | None
    """The study that it belongs to."""
    pruned_at: int | None
    created_at: datetime

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        if run.job is None:
            raise NotFound("This run")
        same = (
            "id", "name", "recipe", "preset", "epochs", "best_epoch", "live", "start", "headline",
            "deployable", "device", "pruned_at", "created_at",
        )  # fmt: skip
        return cls(
            project=run.project_id,
            study=run.study_id,
            feature_set=Named(id=run.feature_set_id, name=run.feature_set.name),
            queue_position=run.before,  # type: ignore[attr-defined]
            speed=_speed(run),
            seconds_left=run.live.get("seconds_left") if run.state == "running" else None,
            **jobs.shown(run.job),
            **{name: getattr(run, name) for name in same},
        )


def _speed(run: Run) -> float | None:
    last = run.epochs[-1] if run.epochs else {}
    found = run.live.get("tokens_per_second") or last.get("tokens_per_second")
    return float(found) if found else None


class RemedyOut(BaseModel):
    title: str
    why: str
    recipe: dict[str, Any] | None
    changes: list[dict[str, Any]]
    """[{path, before, after}] in the recipe."""
    page: str
    """Without a recipe: the page where something must be made first; “embeddings”."""
    estimate: dict[str, Any] | None


class PresetOut(BaseModel):
    name: str
    title: str
    source: str
    help: str
    recipe: dict[str, Any]
    sentences: int
    """The one to start from up to so many training sentences; 0 = for no number of them."""
