"""How a word becomes numbers: vectors of its own, and vectors made from its characters."""

from typing import Annotated

from pydantic import Field

from training.tagger.embeddings.char_cnn import CharacterCNN
from training.tagger.embeddings.char_lstm import CharacterBiLSTM
from training.tagger.embeddings.none import NoCharacters
from training.tagger.embeddings.pretrained import PretrainedWords
from training.tagger.embeddings.word import RandomWords

Words = Annotated[RandomWords | PretrainedWords, Field(discriminator="kind")]
Characters = Annotated[CharacterCNN | CharacterBiLSTM | NoCharacters, Field(discriminator="kind")]

__all__ = [
    "CharacterBiLSTM",
    "CharacterCNN",
    "Characters",
    "NoCharacters",
    "PretrainedWords",
    "RandomWords",
    "Words",
]
