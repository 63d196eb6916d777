"""Word tables out of files and of chance: one or several, and words that no table lists."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.tagger import corpus, vectors
from training.tagger.bundles import bundle
from training.tagger.embeddings import PretrainedWords, RandomWords, StackedWords
from training.tagger.layers import sources
from training.tagger.layers.stacked import Stacked
from training.tagger.layers.words import WordTable
from training.tagger.runtime import load
from training.tagger.vectors import fasttext
from training.tagger.words import vocabulary

WORDS = ("Canon", "zoom", "battery", "flash", "the", "lens", "lenses", "has")
SHA = "a" * 64
OTHER = "b" * 64


def fasttext_file(folder: Path, name: str = SHA, dimension: int = 6) -> Path:
    chance = np.random.default_rng(3)
    about = fasttext.Arguments(dimension, buckets=300, shortest=3, longest=4)
    rows = chance.normal(size=(len(WORDS) + 300, dimension)).astype(np.float32)
    fasttext.write(folder / name, about, WORDS, [9] * len(WORDS), rows, rows[: len(WORDS)])
    return folder / name


def text_file(folder: Path, rows: dict[str, list[float]], name: str = OTHER) -> Path:
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in rows.items()]
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder / name


def made(read: Any, entry: Any, folder: Path) -> tuple[Any, Any, Any, list[str]]:
    """The layer of an entry on a corpus, the vocabulary, what guesses, and the notes."""
    tables = entry.sources(read, folder)
    others = sources.others_of(tables)
    known = vocabulary.gather(read.words_of("train"), tags=read.tags, further_words=others)
    layer, notes, guess = sources.layer(tables, known, len(known.words) - len(others))
    return layer.eval(), known, guess, notes


@pytest.fixture
def read(tmp_path: Path, reviews: Any) -> Any:
    return corpus.read(reviews.snapshot(tmp_path / "snapshot"))


def test_e4_random_words_alone_are_one_plain_table(read: Any, tmp_path: Path) -> None:
    layer, known, guess, _ = made(read, RandomWords(dimension=50), tmp_path)
    assert isinstance(layer, WordTable)
    assert tuple(layer.weight.shape) == (known.word_count, 50)
    assert (guess, layer.frozen) == (None, False)


def test_words_of_a_file_begin_with_its_vectors(read: Any, tmp_path: Path) -> None:
    text_file(tmp_path, {"zoom": [1, 2, 3], "canon": [4, 5, 6], "unseen": [7, 8, 9]})
    layer, known, _, notes = made(read, PretrainedWords(file=OTHER, freeze=True), tmp_path)
    row = {word: layer(torch.tensor([known.word_id(word)]))[0].tolist() for word in WORDS}
    assert row["zoom"] == [1, 2, 3]
    assert row["Canon"] == [4, 5, 6]
    assert known.word_id("unseen") > 1
    assert layer.frozen
    assert "pre-trained vector of 3 numbers" in notes[0]


def test_stacked_tables_stand_side_by_side_and_each_knows_its_own_words(
    read: Any, tmp_path: Path
) -> None:
    text_file(tmp_path, {"zoom": [1, 2, 3], "unseen": [7, 8, 9]})
    text_file(tmp_path, {"zoom": [5, 5], "elsewhere": [6, 6]}, SHA)
    entry = StackedWords(
        parts=[
            PretrainedWords(file=OTHER, freeze=True), PretrainedWords(file=SHA, freeze=True),
            RandomWords(dimension=4),
        ]
    )  # fmt: skip
    layer, known, _, _ = made(read, entry, tmp_path)
    assert layer.size == 9
    rows = layer(torch.tensor([known.word_id(w) for w in ("zoom", "unseen", "elsewhere", "??")]))
    assert rows[0, :5].tolist() == [1, 2, 3, 5, 5]
    assert rows[1, :3].tolist() == [7, 8, 9]
    assert rows[2, 3:5].tolist() == [6, 6]
    assert torch.equal(rows[1, 3:5], rows[3, 3:5])  # unknown to the second file
    assert torch.equal(rows[2, :3], rows[3, :3])
    assert torch.equal(rows[1, 5:], rows[3, 5:])  # beyond the training part: unknown to chance
    frozen = [part.table.frozen for part in layer.parts]
    assert frozen == [True, True, False]


def test_e7_dropout_hides_a_share_of_a_words_numbers_only_while_training(
    read: Any, tmp_path: Path
) -> None:
    layer, known, _, _ = made(read, RandomWords(dimension=200, dropout=0.5), tmp_path)
    ids = torch.arange(2, known.word_count)
    assert isinstance(layer, Stacked)
    assert (layer(ids) != 0).all()
    torch.manual_seed(1)
    hidden = (layer.train()(ids) == 0).float().mean().item()
    assert hidden == pytest.approx(0.5, abs=0.05)


def test_unseen_words_get_their_letters_vector_beside_the_unknown_row(
    read: Any, tmp_path: Path
) -> None:
    fasttext_file(tmp_path)
    layer, known, guess, notes = made(read, PretrainedWords(file=SHA), tmp_path)
    told = torch.from_numpy(guess.vectors(["zooming", "zoom"]))
    ids = torch.tensor([known.word_id("zooming"), known.word_id("zoom")])
    assert ids.tolist()[0] == vocabulary.UNKNOWN
    layer.parts[0].table.weight[vocabulary.UNKNOWN] = 0.25
    rows = layer(ids, told)
    source = vectors.open_vectors(tmp_path / SHA)
    assert torch.allclose(rows[0], torch.from_numpy(guess.parts[0].vectors(["zooming"])[0]) + 0.25)
    assert rows[1].tolist() == pytest.approx(
        vectors.read(tmp_path / SHA, {"zoom"})[0]["zoom"].tolist()
    )
    assert source.spells
    assert any("groups of letters" in note and "MB" in note for note in notes)


def test_what_a_model_carries_for_unseen_words_is_bounded_and_said(
    read: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fasttext_file(tmp_path)
    monkeypatch.setattr(sources, "SUBWORD_BYTES", 10 * 6 * 4)
    _, _, guess, notes = made(read, PretrainedWords(file=SHA), tmp_path)
    assert len(guess.parts[0].kept) == 10
    assert "rarer words are left out" in notes[1]
    layer, _, guess, _ = made(read, PretrainedWords(file=SHA, unseen=False), tmp_path)
    assert (type(layer), guess) == (WordTable, None)


@pytest.mark.parametrize("freeze", [True, False])
def test_e7_the_endpoint_gives_unseen_words_the_rows_that_training_gave(
    tmp_path: Path, reviews: Any, freeze: bool
) -> None:
    fasttext_file(tmp_path)
    text_file(tmp_path, {"zoom": [1, 2, 3], "flash": [3, 2, 1], "unseen": [7, 8, 9]})
    words = {
        "kind": "stacked",
        "parts": [
            {"kind": "pretrained", "file": SHA, "freeze": freeze, "dropout": 0.1},
            {"kind": "pretrained", "file": OTHER},
            {"kind": "random", "dimension": 5},
        ],
    }
    chosen = reviews.recipe(words=words, epochs=2)
    folder = reviews.snapshot(tmp_path / "snapshot")
    told = list(reviews.run(chosen, folder, tmp_path / "out", files=tmp_path))
    assert told[-1]["event"] == "done"
    same = [event["message"] for event in told if "answers as the trained" in str(event)]
    assert same
    assert " 0 tags differ" in same[0] or "(0 tags differ" in same[0]
    files = bundle.read(tmp_path / "out" / "bundle").files
    assert "subwords.safetensors" in files
    tagger = load(tmp_path / "out" / "bundle")
    known = tagger.tag([["The", "Zooming", "lens"], ["The", "Qqqqqq", "lens"]])
    assert all(len(one.tags) == 3 for one in known)


def test_e7_a_frozen_table_stays_and_a_tuned_one_moves(tmp_path: Path, reviews: Any) -> None:
    text_file(tmp_path, {"zoom": [1, 2, 3], "flash": [3, 2, 1]})
    read = corpus.read(reviews.snapshot(tmp_path / "snapshot"))
    rows = {}
    for freeze in (True, False):
        words = {"kind": "pretrained", "file": OTHER, "freeze": freeze}
        algorithm = reviews.recipe(words=words, epochs=1).algorithm
        from training.tagger.learners.base import Setting

        learner = algorithm.learner(read, Setting(13, "cpu", tmp_path))
        before = learner.model.words.weight.clone()
        list(learner.fit())
        at = learner.vocabulary.word_id("zoom")
        rows[freeze] = torch.equal(before[at], learner.model.words.weight[at])
    assert rows == {True: True, False: False}


def test_a_damaged_table_of_subwords_is_refused_with_its_reason(
    tmp_path: Path, reviews: Any
) -> None:
    fasttext_file(tmp_path)
    words = {"kind": "pretrained", "file": SHA}
    chosen = reviews.recipe(words=words, epochs=1)
    folder = reviews.snapshot(tmp_path / "snapshot")
    list(reviews.run(chosen, folder, tmp_path / "out", files=tmp_path))
    whole = bundle.read(tmp_path / "out" / "bundle")
    from training.tagger.bundles import tensors
    from training.tagger.runtime import open_bundle

    tables = dict(tensors.loads(whole.files["subwords.safetensors"]))
    tables["000.settings"] = np.array([4, 3, 300, 0])
    broken = dict(whole.files) | {"subwords.safetensors": tensors.dumps(tables)}
    with pytest.raises(bundle.BadBundle, match="out of range"):
        open_bundle(bundle.Bundle("", whole.manifest, broken))
