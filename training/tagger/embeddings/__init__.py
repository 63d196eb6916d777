"""How a word becomes numbers: vectors of its own, of its characters, and of its sentence."""

from typing import Annotated

from pydantic import Field

from training.tagger.embeddings.bilm import OwnBiLM
from training.tagger.embeddings.char_cnn import CharacterCNN
from training.tagger.embeddings.char_lstm import CharacterBiLSTM
from training.tagger.embeddings.elmo import ELMo
from training.tagger.embeddings.lexicon import Lexicon, NoLexicon, WordLists
from training.tagger.embeddings.none import NoCharacters, NoContext
from training.tagger.embeddings.pretrained import PretrainedWords
from training.tagger.embeddings.stacked import StackedWords
from training.tagger.embeddings.transformer import FrozenTransformer
from training.tagger.embeddings.word import RandomWords

Words = Annotated[RandomWords | PretrainedWords | StackedWords, Field(discriminator="kind")]
Characters = Annotated[CharacterCNN | CharacterBiLSTM | NoCharacters, Field(discriminator="kind")]
Context = Annotated[NoContext | FrozenTransformer | ELMo | OwnBiLM, Field(discriminator="kind")]

__all__ = [
    "CharacterBiLSTM",
    "CharacterCNN",
    "Characters",
    "Context",
    "ELMo",
    "FrozenTransformer",
    "Lexicon",
    "NoCharacters",
    "NoContext",
    "NoLexicon",
    "OwnBiLM",
    "PretrainedWords",
    "RandomWords",
    "StackedWords",
    "WordLists",
    "Words",
]
