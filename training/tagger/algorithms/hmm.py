"""A hidden Markov model: counts of tags, of words, and of the endings of rare words."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.tagger import estimate
from training.tagger.algorithms.smoothing import Smoothing, WittenBell
from training.tagger.estimate import Counts

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Learner, Setting

MORE: JsonDict = {"x-group": "more"}


class HMM(Entry):
    """Counts which tag follows which and which words each tag has, and reads unknown words by their
    endings (Brants 2000). No training to wait for; it looks at nothing but the word itself."""

    title: ClassVar[str] = "HMM"
    kind: Literal["hmm"] = "hmm"
    uses_gpu: ClassVar[bool] = False
    spans_only: ClassVar[bool] = False
    smoothing: Smoothing = Field(WittenBell(), title="Smoothing")
    """What pairs of tags that were never seen get."""
    endings: int = Field(10, ge=0, le=20, title="Longest ending")
    """Letters of an unknown word that are looked at, from its end. 0 = only whether it begins with
    a capital."""
    rare: int = Field(10, ge=1, le=10_000, title="Rare words", json_schema_extra=MORE)
    """Endings are learned from words that occur at most so often."""
    trust: float = Field(0.5, gt=0, le=100, title="Weight of the ending", json_schema_extra=MORE)
    """A known word's ending counts as much as so many of its occurrences, so that a tag that it was
    never seen with stays possible."""
    legal_only: bool = Field(True, title="Only well-formed tags", json_schema_extra=MORE)
    """Never answer tags that the scheme forbids, such as an inside without a beginning."""

    def learner(self, corpus: "Corpus", setting: "Setting") -> "Learner":
        """What counts."""
        from training.tagger.learners.hmm import HMMLearner

        return HMMLearner(self, corpus)

    def estimate(self, counts: Counts, scheme: str, *, gpu: bool) -> dict[str, Any]:
        """What it will cost, as the form shows it."""
        size = estimate.tags(counts, scheme)
        return estimate.in_memory(
            counts,
            seconds=counts.tokens * 5e-6,
            parameters=(counts.forms * 2 + size + 2) * size,
            notes=["The training part is counted once; there is nothing to repeat."],
        )
