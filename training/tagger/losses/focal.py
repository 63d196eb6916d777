"""Focal loss (Lin et al. 2017)."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry


class Focal(Entry):
    """Cross-entropy that looks away from tokens that are easy already, such as most outside."""

    title: ClassVar[str] = "Focal loss"
    kind: Literal["focal"] = "focal"
    focus: float = Field(2.0, gt=0, le=10, title="Focus")
    """How strongly: a token that is p certain counts (1 − p) to this power."""
    smoothing: ClassVar[float] = 0.0
