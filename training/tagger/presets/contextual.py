"""Arrangements over a language model, which is learned or uploaded before they can start."""

from training.tagger.algorithms import BiLSTMCRF, ResidualBiLSTMs
from training.tagger.decoders import Softmax
from training.tagger.embeddings import NoCharacters, OwnBiLM, RandomWords
from training.tagger.encoders import BiLSTM, ResidualBiLSTM
from training.tagger.presets.base import Preset
from training.tagger.recipe import Recipe
from training.tagger.schedules import Constant

CONTEXTUAL = (
    Preset(
        "elmo_512",
        "BiLSTM-CRF over a biLM of 512",
        "A no-code platform's walk-through, which offers ELMo of dimension 512; Peters et al. 2018 "
        "(F1 92.22 on CoNLL-2003 English with the published weights)",
        "Beside words and letters, numbers for each word in its sentence. Learn a character biLM "
        "of dimension 512 under Embeddings first, or choose ELMo and upload its files.",
        Recipe(
            algorithm=BiLSTMCRF(
                context=OwnBiLM(), encoder=BiLSTM(units=100), epochs=25, early_stopping=5
            )
        ),
    ),
    Preset(
        "elmo_residual",
        "Residual BiLSTM over a biLM",
        "A published walk-through of ELMo and two residual BiLSTMs on GMB (F1 81.2 for entities "
        "and 97.1 for parts of speech, by its own count)",
        "One epoch, 32 sentences per step, at most 50 words; each token chooses its tag for "
        "itself. Words also have a learned vector of 50 numbers. Sizes that are not told there "
        "are ours. Needs a biLM, as above.",
        Recipe(
            algorithm=ResidualBiLSTMs(
                words=RandomWords(dimension=50),
                characters=NoCharacters(),
                context=OwnBiLM(dropout=0.2),
                encoder=ResidualBiLSTM(units=100, dropout=0.2),
                decoder=Softmax(),
                epochs=1,
                batch_size=32,
                schedule=Constant(),
                early_stopping=0,
            ),
            maximum_length=50,
        ),
    ),
)
