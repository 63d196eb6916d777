"""A transition-based chunker over four LSTMs: the second arrangement of Lample et al. (2016)."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from training.tagger.algorithms.neural import Neural
from training.tagger.decoders.transitions import Transitions
from training.tagger.encoders.bilstm import BiLSTM
from training.tagger.encoders.none import NoEncoder
from training.tagger.estimate import Cost, Counts

if TYPE_CHECKING:
    from torch import nn

    from training.tagger.corpus import Corpus
    from training.tagger.learners.base import Setting
    from training.tagger.learners.neural import NeuralLearner


class StackLSTM(Neural):
    """Cuts a sentence into segments by moves, as a parser does, and sees each segment whole before
    it names it (Lample et al. 2016). It marks spans; tags of single tokens are not its work."""

    title: ClassVar[str] = "Stack-LSTM"
    kind: Literal["stack_lstm"] = "stack_lstm"
    spans_only: ClassVar[bool] = True
    encoder: Annotated[NoEncoder | BiLSTM, Field(discriminator="kind")] = Field(
        NoEncoder(), title="Encoder"
    )
    """What reads the sentence before the moves do; the paper has nothing here."""
    decoder: Transitions = Field(Transitions(), title="Moves")
    """How segments are built."""

    def learner(self, corpus: "Corpus", setting: "Setting") -> "NeuralLearner":
        """What trains this network."""
        from training.tagger.chunking import Chunking
        from training.tagger.learners import build
        from training.tagger.learners.chunking import ChunkLearner

        if not corpus.scheme:
            raise ValueError(
                "A Stack-LSTM builds spans, and this feature set has one tag per token; choose "
                "another algorithm, such as BiLSTM-CRF."
            )
        if len(corpus.tags) < 2:
            raise ValueError(
                "There is no span in this feature set, so a Stack-LSTM has nothing to build; label "
                "some, and draw the feature set again."
            )
        return build.neural(self, corpus, setting, network=Chunking, trained_by=ChunkLearner)

    def cost(self, counts: Counts, tags: int) -> Cost:
        """What all networks have, and the moves."""
        beside, _ = self.beside(counts, tags)
        width = (
            self.words.size + self.characters.size + self.lexicon.size + self.context.size + beside
        )
        return super().cost(counts, tags) + self.decoder.reading(
            self.encoder.size or width, counts.labels
        )

    def chooser(self, tags: int) -> Cost:
        """Moves are chosen, not tags."""
        return Cost()

    def head(self, width: int, tags: int) -> "nn.Module":
        """Nothing stands between the encoder and the moves."""
        from training.tagger.layers.untouched import Untouched

        return Untouched()
