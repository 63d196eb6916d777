"""From a recipe and a corpus to a learner that is ready to start."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from training.tagger import vectors, vocabulary
from training.tagger.batch import Forms
from training.tagger.corpus import Corpus
from training.tagger.embeddings import NoCharacters, PretrainedWords
from training.tagger.layers.words import WordTable
from training.tagger.learners.neural import Learner, Plan
from training.tagger.learners.progress import Note
from training.tagger.model import Model
from training.tagger.vocabulary import Vocabulary

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural


def neural(
    entry: "Neural", corpus: Corpus, plan: Plan, *, seed: int, device: str, files: Path | None
) -> Learner:
    """A network with its vocabulary; all chance comes from the seed."""
    torch.manual_seed(seed)
    notes: list[Note] = []
    found: dict[str, vectors.Vector] = {}
    others: list[str] = []
    if isinstance(entry.words, PretrainedWords):
        found, others = _vectors(entry.words, corpus, files)
    known = vocabulary.gather(
        corpus.words_of("train"),
        tags=corpus.tags,
        spell=not isinstance(entry.characters, NoCharacters),
        lower_when_missing=not isinstance(entry.words, PretrainedWords) or entry.words.lower_case,
        further_words=others,
    )
    table = None
    if isinstance(entry.words, PretrainedWords):
        table, note = _table(entry.words, known, found)
        notes.append(note)
    model = Model(entry, known.word_count, known.character_count, corpus.tags, corpus.scheme, table)
    forms = Forms.of(corpus, known, known.word_count - len(others))
    learner = Learner(entry, corpus, forms, model, plan, seed=seed, device=device)
    learner.vocabulary, learner.notes = known, notes
    return learner


def _vectors(
    entry: PretrainedWords, corpus: Corpus, files: Path | None
) -> tuple[dict[str, vectors.Vector], list[str]]:
    path = (files or Path()) / entry.file
    if not path.is_file():
        raise vectors.BadVectors(
            f"The file of vectors {entry.file[:12]}… is not there; upload it again."
        )
    train = np.unique(corpus.parts["train"].forms)
    wanted = {corpus.forms[form] for form in train}
    if entry.lower_case:
        wanted |= {word.lower() for word in wanted}
    return vectors.read(path, wanted, entry.extra_words)


def _table(
    entry: PretrainedWords, known: Vocabulary, found: dict[str, vectors.Vector]
) -> tuple[WordTable, Note]:
    """Vectors in the vocabulary's order; words without one get a random one of the same size."""
    if not found:
        raise vectors.BadVectors("The file of vectors knows no word of the training part.")
    stacked = np.stack(list(found.values()))
    scale = float(stacked.std())
    rows = torch.randn(known.word_count, stacked.shape[1]) * scale
    rows[0], rows[1] = 0, torch.from_numpy(stacked.mean(0))
    covered = 0
    for at, word in enumerate(known.words, 2):
        vector = found.get(word)
        if vector is None and entry.lower_case:
            vector = found.get(word.lower())
        if vector is not None:
            rows[at] = torch.from_numpy(vector)
            covered += 1
    share = covered / max(1, len(known.words))
    note = Note(
        "info",
        f"{covered:,} of {len(known.words):,} words ({share:.0%}) have a pre-trained vector of "
        f"{stacked.shape[1]} numbers.",
    )
    return WordTable(rows, frozen=entry.freeze), note
