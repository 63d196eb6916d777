"""The ways to learn word vectors, in the order in which they are shown."""

from typing import Annotated

from pydantic import Field

from training.tagger.bilm.recipe import CharacterBiLM
from training.tagger.wordvectors.methods.cbow import CBOW
from training.tagger.wordvectors.methods.distilled import Distilled
from training.tagger.wordvectors.methods.fasttext import FastText
from training.tagger.wordvectors.methods.skip_gram import SkipGram
from training.tagger.wordvectors.methods.structured import Structured

Method = Annotated[
    FastText | SkipGram | Structured | CBOW | Distilled | CharacterBiLM,
    Field(discriminator="kind"),
]

__all__ = [
    "CBOW",
    "CharacterBiLM",
    "Distilled",
    "FastText",
    "Method",
    "SkipGram",
    "Structured",
]
