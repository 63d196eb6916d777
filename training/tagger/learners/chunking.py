"""A transition-based chunker learns: as every network over words, but for what it answers."""

from training.tagger.batch import Batch, Numbers
from training.tagger.bundles.bundle import Kind
from training.tagger.chains.actions import spell
from training.tagger.chunking import Chunking
from training.tagger.learners.base import Answer
from training.tagger.learners.neural import NeuralLearner


class ChunkLearner(NeuralLearner):
    """The same epochs, batches and checkpoints."""

    kind: Kind = "stack_lstm"
    model: Chunking

    def tables(self) -> dict[str, Numbers]:
        """The weights behind the moves."""
        return self.model.tables_of_moves()

    def said(self, batch: Batch) -> Answer:
        """Move by move through the layers themselves; tags and the tokens' log-probabilities."""
        rows = self.model.emissions(batch)[:, 0]
        told = spell(*self.model.transitions.walk(rows))
        ids = self.model.ids(told)
        return [self.corpus.tags[tag] for tag in ids], told.emissions(ids, len(self.corpus.tags))
