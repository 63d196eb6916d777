"""A bundle answers: ONNX Runtime and numpy on one core, no torch.

    tagger = load(folder)
    tagger.tag([["Sony", "CE", "rocks"]])      tags, and spans in tokens with their scores
    tagger.answer(["Sony CE rocks"])           entities in code points of each text

A tagger is not made for two threads at once: it keeps the vectors of the words it has met.
"""

from training.tagger.runtime.tagged import ScoredSpan, Tagged
from training.tagger.runtime.tagger import Cut, Entity, Tagger, load, open_bundle

__all__ = ["Cut", "Entity", "ScoredSpan", "Tagged", "Tagger", "load", "open_bundle"]
