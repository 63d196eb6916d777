"""What a run will cost and what “auto” will choose, told before training and without torch."""

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural

SPEED = 42_000
"""Training tokens per second of one processor core with the default network."""
LINEAR_SPEED = 1_000_000
"""Tokens per second and iteration of the linear CRF with ten tags."""
LINEAR_SCORING = 2.5e-6
"""Seconds per token of the dev part, which is scored after each iteration."""
GPU_SPEEDUP = 15
BASE_TOKENS = 700
"""Tokens of the batch for which an optimizer's `base_rate` was tuned."""
STEPS_PER_EPOCH = 100
"""A small training part gets small batches, so that an epoch still takes about this many steps."""
SMALLEST, LARGEST, LARGEST_GPU = 160, 1_536, 4_096
LEAST, MOST = 1 / 8, 12.5
"""How far a batch of another size may move an optimizer's `base_rate`."""
WORK_BESIDE = 40_000.0
"""What a token costs beside the products, in multiplications."""
DEFAULT_WORK = 352_340.0
"""`Cost.work` of the default network with 17 tags, which `SPEED` was measured with."""
PATIENT_STEPS = 500
"""Steps without progress that an early end waits for at least: with little text an epoch has few
steps, and F1 on a small dev part goes up and down."""
BASE_MEMORY_MB = 330
"""A process that has loaded its libraries and nothing else."""


class Counts(NamedTuple):
    """What must be known of a feature set; 0 words = estimated from the number of tokens."""

    sentences: int
    tokens: int
    labels: int
    words: int = 0
    characters: int = 90
    dev_tokens: int = 0
    test_tokens: int = 0
    attributes: int = 0
    """Distinct hand-made features; 0 = estimated from the words."""

    @property
    def forms(self) -> int:
        """Distinct words: Heaps' law where they were not counted."""
        return self.words or min(self.tokens, int(13 * self.tokens**0.57))


class Cost(NamedTuple):
    """What a part of a network adds."""

    parameters: int = 0
    work: float = 0.0
    """Multiplications per token, and what costs as much beside them."""
    notes: tuple[str, ...] = ()

    def __add__(self, other: tuple[Any, ...]) -> "Cost":
        parameters, work, notes = other
        return Cost(self.parameters + parameters, self.work + work, self.notes + notes)


class Plan(NamedTuple):
    """Batch (tokens, or sentences if that is not 0) and learning rate."""

    tokens: int
    sentences: int
    rate: float


def plan(neural: "Neural", counts: Counts, *, gpu: bool = False) -> Plan:
    """The numbers that stand for “auto”.

    >>> from training.tagger.algorithms import BiLSTMCRF
    >>> plan(BiLSTMCRF(), Counts(sentences=33_000, tokens=730_000, labels=8))
    Plan(tokens=1536, sentences=0, rate=0.005925)
    """
    mean = counts.tokens / max(1, counts.sentences)
    if neural.batch_size == "auto":
        most = LARGEST_GPU if gpu else LARGEST
        tokens = max(SMALLEST, min(most, counts.tokens // STEPS_PER_EPOCH))
        sentences = 0
    else:
        sentences = neural.batch_size
        tokens = max(1, round(mean * sentences))
    rate = neural.learning_rate
    if rate == "auto":
        share = max(LEAST, min(MOST, sqrt(tokens / BASE_TOKENS)))
        rate = float(f"{neural.optimizer.base_rate * share:.4g}")
    return Plan(tokens, sentences, rate)


def patience(early_stopping: int, steps: int) -> int:
    """Epochs of so many steps without progress that a run goes on for; 0 = to its last.

    >>> patience(5, steps=330), patience(5, steps=20), patience(0, steps=20)
    (5, 25, 0)
    """
    return max(early_stopping, PATIENT_STEPS // steps) if early_stopping else 0


def network(neural: "Neural", counts: Counts, scheme: str, *, gpu: bool = False) -> dict[str, Any]:
    """Seconds, megabytes, parameters and the values of “auto”, as the form shows them."""
    chosen = plan(neural, counts, gpu=gpu)
    cost = neural.cost(counts, tags(counts, scheme))
    speed = SPEED * DEFAULT_WORK / cost.work
    speed *= min(1.0, (chosen.tokens / BASE_TOKENS) ** 0.3) * (GPU_SPEEDUP if gpu else 1)
    per_epoch = (counts.tokens + 0.4 * counts.dev_tokens) / speed
    notes = []
    patient = patience(neural.early_stopping, max(1, counts.tokens // chosen.tokens))
    if 0 < patient < neural.epochs:
        notes.append(f"At most: the run ends sooner after {patient} epochs without progress.")
    return {
        "seconds": round(4 + per_epoch * neural.epochs + counts.test_tokens / 60_000, 1),
        "memory_mb": round(BASE_MEMORY_MB + cost.parameters * 20 / 2**20 + counts.tokens * 4e-4),
        "parameters": cost.parameters,
        "batch_tokens": chosen.tokens,
        "batch": {
            "tokens": chosen.tokens,
            "sentences": chosen.sentences
            or max(1, round(chosen.tokens * counts.sentences / max(1, counts.tokens))),
        },
        "learning_rate": chosen.rate,
        "notes": [*notes, *cost.notes],
    }


def lstm(width: int, units: int) -> int:
    """Parameters of one direction, with torch's two biases."""
    return 4 * units * (width + units + 2)


def tags(counts: Counts, scheme: str) -> int:
    """How many tags the labels make."""
    return 1 + counts.labels * (4 if scheme == "IOBES" else 2)


def linear(
    counts: Counts, scheme: str, *, epochs: int, templates: int, share: float = 1.0
) -> dict[str, Any]:
    """What a model over feature templates will cost; `share` of an iteration of a linear CRF."""
    size, attributes = tags(counts, scheme), counts.forms * templates
    step = counts.tokens * size / 10 / LINEAR_SPEED * share + counts.dev_tokens * LINEAR_SCORING
    return in_memory(
        counts,
        seconds=step * epochs + counts.tokens * 4e-5,
        parameters=round(attributes * 1.1),  # most features stand with one tag alone
        notes=["Each iteration reads the whole training part; it ends when settled."],
    )


def in_memory(
    counts: Counts, *, seconds: float, parameters: int, notes: list[str]
) -> dict[str, Any]:
    """The estimate of a learner that takes the whole training part at once."""
    return {
        "seconds": round(3 + seconds, 1),
        "memory_mb": round(BASE_MEMORY_MB + counts.tokens * 6e-4 + parameters * 2e-4),
        "parameters": parameters,
        "batch_tokens": counts.tokens,
        "batch": {"tokens": counts.tokens, "sentences": counts.sentences},
        "learning_rate": None,
        "notes": notes,
    }
