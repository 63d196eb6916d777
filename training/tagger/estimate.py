"""What a run will cost and what “auto” will choose, told before training and without torch."""

from math import sqrt
from typing import Any, NamedTuple

from training.tagger.algorithms import LinearCRF, Neural
from training.tagger.embeddings import CharacterBiLSTM, CharacterCNN, PretrainedWords, RandomWords
from training.tagger.recipe import Recipe

SPEED = 42_000
"""Training tokens per second of one processor core with the default network."""
LINEAR_SPEED = 600_000
"""Tokens per second and iteration of the linear CRF with ten tags."""
GPU_SPEEDUP = 15
BASE_TOKENS = 700
"""Tokens of the batch for which an optimizer's `base_rate` was tuned."""
STEPS_PER_EPOCH = 100
"""A small training part gets small batches, so that an epoch still takes about this many steps."""
SMALLEST, LARGEST, LARGEST_GPU = 160, 1_536, 4_096
LOWEST_RATE, HIGHEST_RATE = 0.0005, 0.05
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

    @property
    def forms(self) -> int:
        """Distinct words: Heaps' law where they were not counted."""
        return self.words or min(self.tokens, int(13 * self.tokens**0.57))


class Plan(NamedTuple):
    """Batch (tokens, or sentences if that is not 0) and learning rate."""

    tokens: int
    sentences: int
    rate: float


def plan(neural: Neural, counts: Counts, *, gpu: bool = False) -> Plan:
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
        rate = neural.optimizer.base_rate * sqrt(tokens / BASE_TOKENS)
        rate = float(f"{max(LOWEST_RATE, min(HIGHEST_RATE, rate)):.4g}")
    return Plan(tokens, sentences, rate)


def estimate(recipe: Recipe, counts: Counts, *, gpu: bool = False) -> dict[str, Any]:
    """Seconds, megabytes, parameters and the values of “auto”, as the form shows them."""
    if isinstance(recipe.algorithm, LinearCRF):
        return _linear(recipe.algorithm, counts, recipe.scheme)
    neural = recipe.algorithm
    chosen = plan(neural, counts, gpu=gpu)
    speed = SPEED * _work(Neural(), counts, 17) / _work(neural, counts, _tags(counts, recipe))
    speed *= min(1.0, (chosen.tokens / BASE_TOKENS) ** 0.3) * (GPU_SPEEDUP if gpu else 1)
    per_epoch = (counts.tokens + 0.4 * counts.dev_tokens) / speed
    size = parameters(neural, counts, _tags(counts, recipe))
    notes = []
    if neural.early_stopping:
        notes.append(
            f"At most: the run ends sooner after {neural.early_stopping} epochs without progress."
        )
    if isinstance(neural.words, PretrainedWords):
        notes.append("The size of the vectors' file is known only when it is read.")
    return {
        "seconds": round(4 + per_epoch * neural.epochs + counts.test_tokens / 60_000, 1),
        "memory_mb": round(BASE_MEMORY_MB + size * 20 / 2**20 + counts.tokens * 4e-4),
        "parameters": size,
        "batch_tokens": chosen.tokens,
        "batch": {
            "tokens": chosen.tokens,
            "sentences": chosen.sentences
            or max(1, round(chosen.tokens * counts.sentences / max(1, counts.tokens))),
        },
        "learning_rate": chosen.rate,
        "notes": notes,
    }


def parameters(neural: Neural, counts: Counts, tags: int) -> int:
    """Numbers that are learned; exact where the words were counted and start at random."""
    words, encoder = neural.words, neural.encoder
    dimension = words.dimension if isinstance(words, RandomWords) else 100
    total = (counts.forms + 2) * dimension
    size, letters = dimension, neural.characters
    if isinstance(letters, CharacterCNN):
        total += (counts.characters + 2) * letters.dimension
        total += (letters.width * letters.dimension + 1) * letters.filters
        size += letters.size
    elif isinstance(letters, CharacterBiLSTM):
        total += (counts.characters + 2) * letters.dimension
        total += 2 * _lstm(letters.dimension, letters.units)
        size += letters.size
    for _ in range(encoder.layers):
        total += 2 * _lstm(size, encoder.units)
        size = encoder.size
    total += (size + 1) * tags
    return total + (tags * (tags + 2) if neural.kind == "bilstm_crf" else 0)  # type: ignore[attr-defined]


def _lstm(width: int, units: int) -> int:
    return 4 * units * (width + units + 2)


def _tags(counts: Counts, recipe: Recipe) -> int:
    return 1 + counts.labels * (4 if recipe.scheme == "IOBES" else 2)


def _work(neural: Neural, counts: Counts, tags: int) -> float:
    """Multiplications per token, and what costs as much beside them."""
    words, letters = neural.words, neural.characters
    size = words.dimension if isinstance(words, RandomWords) else 100
    work = 40_000.0
    if isinstance(letters, CharacterCNN):
        work += 600 * letters.filters * letters.width
        size += letters.size
    elif isinstance(letters, CharacterBiLSTM):
        work += 8 * _lstm(letters.dimension, letters.units)
        size += letters.size
    for _ in range(neural.encoder.layers):
        work += 2 * _lstm(size, neural.encoder.units)
        size = neural.encoder.size
    return work + tags * size + 60 * tags * tags


def _linear(linear: LinearCRF, counts: Counts, scheme: str) -> dict[str, Any]:
    tags = 1 + counts.labels * (4 if scheme == "IOBES" else 2)
    attributes = counts.forms * 16
    return {
        "seconds": round(3 + counts.tokens * (linear.epochs * tags / 10 / LINEAR_SPEED + 4e-5), 1),
        "memory_mb": round(150 + counts.tokens * 2e-3 + attributes * tags * 4 / 2**20),
        "parameters": attributes * tags,
        "batch_tokens": counts.tokens,
        "batch": {"tokens": counts.tokens, "sentences": counts.sentences},
        "learning_rate": None,
        "notes": ["Each iteration reads the whole training part; it ends when settled."],
    }
