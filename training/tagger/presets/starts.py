"""Where most people start."""

from training.tagger.algorithms import BiLSTMCRF, BiLSTMCRFFeatures
from training.tagger.embeddings import CharacterCNN, RandomWords
from training.tagger.encoders import BiLSTM
from training.tagger.optimizers import Adam
from training.tagger.presets.base import Preset
from training.tagger.recipe import Recipe
from training.tagger.schedules import Constant

STARTS = (
    Preset(
        "bilstm_crf",
        "BiLSTM-CRF",
        "Ma & Hovy 2016, with sizes tuned for one processor core",
        "The default: learned word vectors, a character CNN, a BiLSTM of 100 units and a CRF. "
        "Batch size and learning rate are set from your data.",
        Recipe(
            algorithm=BiLSTMCRF(
                words=RandomWords(dimension=100),
                characters=CharacterCNN(filters=50, dimension=30, width=3),
                encoder=BiLSTM(units=100, layers=1, dropout=0.5),
                epochs=25,
                batch_size="auto",
                learning_rate="auto",
                optimizer=Adam(),
                early_stopping=5,
            )
        ),
    ),
    Preset(
        "few_sentences",
        "Few sentences",
        "Huang, Xu & Yu 2015, with sizes tuned on 200 to 1,000 sentences of five corpora",
        "The default with hand-made features of spelling and of neighbouring words, joined "
        "straight to the scores of tags: what a network does not learn from little text.",
        Recipe(algorithm=BiLSTMCRFFeatures(characters=CharacterCNN(filters=100), minimum_count=1)),
        sentences=1000,
    ),
    Preset(
        "camera_reviews",
        "Camera reviews",
        "The values of a no-code platform's walk-through on camera reviews",
        "Learning rate 0.001, 25 epochs, 100 LSTM units, batch size auto, Adam, CRF likelihood; "
        "reports precision, recall and F1.",
        Recipe(
            algorithm=BiLSTMCRF(
                encoder=BiLSTM(units=100),
                epochs=25,
                batch_size="auto",
                learning_rate=0.001,
                optimizer=Adam(),
                schedule=Constant(),
                early_stopping=0,
            ),
            metrics=["precision", "recall", "f1"],
        ),
    ),
)
