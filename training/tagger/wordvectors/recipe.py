"""All that is chosen before word vectors are learned; the form, and what is saved with them."""

from typing import ClassVar

from pydantic import Field

from kernel.entry import Entry
from training.tagger.wordvectors.methods import FastText, Method


class EmbeddingRecipe(Entry):
    """How to learn word vectors.

    >>> EmbeddingRecipe().method.title
    'fastText'
    """

    title: ClassVar[str] = "Word vectors"
    method: Method = Field(FastText(), title="Method")
    """What the vectors are made to foretell."""
    seed: int = Field(
        13, ge=0, le=2**31 - 1, title="Seed", json_schema_extra={"x-group": "more"}
    )  # fmt: skip
    """Start of all chance: the same seed on the same text gives the same vectors."""
