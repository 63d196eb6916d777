"""What reads the sentence: from rows of words to rows of words in their context."""

from training.tagger.encoders.bilstm import BiLSTM
from training.tagger.encoders.elman import Elman
from training.tagger.encoders.encoder import Encoder
from training.tagger.encoders.lstm import LSTM
from training.tagger.encoders.none import NoEncoder
from training.tagger.encoders.residual_bilstm import ResidualBiLSTM

__all__ = ["LSTM", "BiLSTM", "Elman", "Encoder", "NoEncoder", "ResidualBiLSTM"]
