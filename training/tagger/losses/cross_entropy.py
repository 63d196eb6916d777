"""Cross-entropy of each token's own tag, with label smoothing (Szegedy et al. 2016)."""

from typing import ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry


class CrossEntropy(Entry):
    """Makes the right tag of each token as probable as it can."""

    title: ClassVar[str] = "Cross-entropy"
    kind: Literal["cross_entropy"] = "cross_entropy"
    smoothing: float = Field(0.0, ge=0, le=0.5, title="Label smoothing")
    """Share of certainty taken from the right tag and spread over all, against overconfidence."""
    focus: ClassVar[float] = 0.0
