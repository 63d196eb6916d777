"""The first dropdown: what kind of model is trained."""

from typing import Annotated

from pydantic import Field

from training.tagger.algorithms.bilstm_cnn import BiLSTMCNN
from training.tagger.algorithms.bilstm_crf_features import BiLSTMCRFFeatures
from training.tagger.algorithms.hmm import HMM
from training.tagger.algorithms.linear_crf import LinearCRF
from training.tagger.algorithms.memm import MEMM
from training.tagger.algorithms.neural import BiLSTMCRF, BiLSTMSoftmax, Neural
from training.tagger.algorithms.recurrent import ElmanRNN, OneWayLSTM, ResidualBiLSTMs
from training.tagger.algorithms.stack_lstm import StackLSTM
from training.tagger.algorithms.token_classifier import TokenClassifier
from training.tagger.algorithms.transformer import FineTunedTransformer

Recurrent = (
    BiLSTMCRF | BiLSTMSoftmax | BiLSTMCNN | BiLSTMCRFFeatures | ResidualBiLSTMs | OneWayLSTM
    | ElmanRNN
)  # fmt: skip
Algorithm = Annotated[
    Recurrent | StackLSTM | FineTunedTransformer | LinearCRF | MEMM | HMM | TokenClassifier,
    Field(discriminator="kind"),
]

__all__ = [
    "HMM", "MEMM", "Algorithm", "BiLSTMCNN", "BiLSTMCRF", "BiLSTMCRFFeatures", "BiLSTMSoftmax",
    "ElmanRNN", "FineTunedTransformer", "LinearCRF", "Neural", "OneWayLSTM", "ResidualBiLSTMs",
    "StackLSTM", "TokenClassifier",
]  # fmt: skip
