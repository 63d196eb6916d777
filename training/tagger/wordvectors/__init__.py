"""Word vectors learned from a project's own text: nothing to download, nothing to label."""

from training.tagger.wordvectors.methods import (
    CBOW,
    Distilled,
    FastText,
    Method,
    SkipGram,
    Structured,
)
from training.tagger.wordvectors.recipe import EmbeddingRecipe

__all__ = ["CBOW", "Distilled", "EmbeddingRecipe", "FastText", "Method", "SkipGram", "Structured"]
