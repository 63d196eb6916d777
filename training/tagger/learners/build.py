"""From a recipe and a corpus to a learner that is ready to start."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from training.tagger import estimate
from training.tagger.batch import Forms
from training.tagger.corpus import Corpus
from training.tagger.embeddings import NoCharacters
from training.tagger.layers import sources
from training.tagger.layers.sources import WordSource
from training.tagger.learners.base import Setting
from training.tagger.learners.contexts import Contexts
from training.tagger.learners.neural import NeuralLearner
from training.tagger.learners.progress import Note
from training.tagger.learners.told import Told
from training.tagger.model import Model
from training.tagger.words import inputs, vocabulary
from training.tagger.words.given import Joined
from training.tagger.words.inputs import Known
from training.tagger.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from training.tagger.algorithms.neural import Neural


def neural(
    entry: "Neural", corpus: Corpus, setting: Setting, *, network: type[Model] = Model,
    trained_by: type[NeuralLearner] = NeuralLearner,
) -> NeuralLearner:  # fmt: skip
    """A network with its vocabulary; all chance comes from the seed."""
    torch.manual_seed(setting.seed)
    tables = entry.words.sources(corpus, setting.files)
    known, trained = _vocabulary(entry, corpus, tables)
    layer, notes, subwords = sources.layer(tables, known, trained)
    context = entry.context.build(setting.files)
    given = _given(entry, corpus, setting)
    attributes = entry.attributes(corpus)
    model = network(
        entry, known.word_count, known.character_count, corpus.tags, corpus.scheme, layer,
        given=given.size if given else 0, attributes=attributes.count if attributes else 0,
        context=context,
    )  # fmt: skip
    looked = Known(known, attributes, subwords)
    asked = inputs.ask(looked, (*entry.asks, *looked.derived), corpus.forms)
    forms = Forms.of(corpus, known, trained + sources.FIRST, asked)
    plan = estimate.plan(entry, corpus.counts(), gpu=setting.device != "cpu")
    learner = trained_by(
        entry, corpus, forms, model, plan, seed=setting.seed, device=setting.device,
        told=Told(given, corpus, setting.scratch) if given else None,
        contexts=Contexts(context, corpus, setting.scratch) if context else None,
    )  # fmt: skip
    learner.known = looked
    learner.notes += [Note("info", note) for note in notes]
    return learner


def _vocabulary(
    entry: "Neural", corpus: Corpus, tables: Sequence[WordSource]
) -> tuple[Vocabulary, int]:
    """What the network can name, and how many of its words the training part shows."""
    known = vocabulary.gather(
        corpus.words_of("train"),
        tags=corpus.tags,
        spell=not isinstance(entry.characters, NoCharacters),
        case="lower" if entry.lower_case else "keep",
        lower_when_missing=any(one.lower for one in tables),
        further_words=sources.others_of(tables),
    )
    shown = np.unique(corpus.parts["train"].forms)
    return known, len({known.normal(corpus.forms[form]) for form in shown})


def _given(entry: "Neural", corpus: Corpus, setting: Setting) -> Joined | None:
    """What tells of tokens, in the order of `given.PROVIDERS`."""
    lists = entry.lexicon.matches(corpus, setting.files)
    tellers = [one for one in (lists, entry.context.tells(setting.files, setting.device)) if one]
    return Joined(tellers) if tellers else None
