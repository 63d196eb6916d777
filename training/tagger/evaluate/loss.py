"""The loss on the scored sentences: what their marked tags cost under the model, per token."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kernel import sentences
from training.tagger.chains.chain import log_partition
from training.tagger.chains.rivals import explain
from training.tagger.evaluate.judged import Judged
from training.tagger.runtime import Tagger
from training.tagger.runtime.chained import Chained

SAMPLE = 1000
"""At most so many sentences, evenly spread."""
AT_ONCE = 32


def loss(tagger: Tagger, judged: Sequence[Judged]) -> dict[str, Any] | None:
    """Mean of −log p(marked tags) in nats; None for a model that does not weigh whole paths."""
    engine, number = tagger.engine, {tag: at for at, tag in enumerate(tagger.manifest.tags)}
    if not isinstance(engine, Chained):
        return None
    known = [one for one in judged if one.gold_tags and number.keys() >= set(one.gold_tags)]
    chosen = known[:: max(1, -(-len(known) // SAMPLE))]
    total, tokens = 0.0, 0
    for at in range(0, len(chosen), AT_ONCE):
        block = chosen[at : at + AT_ONCE]
        emitted = tagger.emissions([sentences.words(one.sentence) for one in block])
        for one, rows in zip(block, emitted.astype(np.float64), strict=True):
            rows = rows[: len(one.gold_tags)]
            path = explain(engine.chain, rows, [number[tag] for tag in one.gold_tags], 0.0)
            total += log_partition(engine.chain, rows) - path.score
            tokens += len(rows)
    return {"per_token": total / tokens, "sentences": len(chosen)} if tokens else None
