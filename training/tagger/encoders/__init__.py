"""What reads the sentence: from rows of words to rows of words in their context."""

from training.tagger.encoders.bilstm import BiLSTM

__all__ = ["BiLSTM"]
