"""Shapes that several rooms answer with."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel


class Named(BaseModel):
    """Something else, by its number and its name."""

    id: int
    name: str


class Progress(BaseModel):
    done: int
    total: int
    message: str


class WorkState(BaseModel):
    """How far a job is, as the resource that it makes shows it."""

    state: str
    progress: Progress
    error: dict[str, Any] | None


class Work(WorkState):
    """The same with its times; `workspace.jobs.shown` fills it."""

    attempt: int
    queued_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
