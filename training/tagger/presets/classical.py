"""Models without a network: ready in seconds, and what every network should beat."""

from training.tagger.algorithms import HMM, MEMM, LinearCRF, TokenClassifier
from training.tagger.presets.base import Preset
from training.tagger.recipe import Recipe

CLASSICAL = (
    Preset(
        "linear_crf",
        "Linear CRF",
        "Lafferty, McCallum & Pereira 2001",
        "A strong model that is ready in seconds: spelling and neighbouring words, no network.",
        Recipe(algorithm=LinearCRF()),
    ),
    Preset(
        "memm",
        "MEMM",
        "McCallum, Freitag & Pereira 2000",
        "The features of the linear CRF, each tag chosen given the one before; kept to compare "
        "with, for its label bias.",
        Recipe(algorithm=MEMM()),
    ),
    Preset(
        "hmm",
        "HMM",
        "Brants 2000 (96.7 % of the tags right in English part-of-speech tagging, with trigrams)",
        "Counts of tags, words and endings, done in a second; pairs of tags instead of the paper's "
        "triples.",
        Recipe(algorithm=HMM()),
    ),
    Preset(
        "token_classifier",
        "Token classifier",
        "Multinomial logistic regression, the baseline of every comparison",
        "Each token for itself, with the features of the linear CRF: what a model gains by reading "
        "tags together shows against this one.",
        Recipe(algorithm=TokenClassifier()),
    ),
)
