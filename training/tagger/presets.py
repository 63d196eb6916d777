"""Named recipes: values worth starting from, each with where it comes from."""

from typing import NamedTuple

from training.tagger.algorithms import BiLSTMCRF, LinearCRF
from training.tagger.embeddings import CharacterCNN, RandomWords
from training.tagger.encoders import BiLSTM
from training.tagger.optimizers import Adam
from training.tagger.recipe import Recipe


class Preset(NamedTuple):
    name: str
    title: str
    source: str
    help: str
    recipe: Recipe


PRESETS = (
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
                rate_decay=0,
                early_stopping=0,
            ),
            metrics=["precision", "recall", "f1"],
        ),
    ),
    Preset(
        "linear_crf",
        "Linear CRF",
        "Lafferty et al. 2001, with the solver of CRFsuite",
        "A baseline that is ready in seconds: spelling and neighbouring words, no network.",
        Recipe(algorithm=LinearCRF()),
    ),
)


def preset(name: str) -> Preset:
    """The preset of that name.

    >>> preset("camera_reviews").recipe.algorithm.learning_rate
    0.001
    """
    for one in PRESETS:
        if one.name == name:
            return one
    known = ", ".join(p.name for p in PRESETS)
    raise ValueError(f"There is no preset “{name}”. There are: {known}.")
