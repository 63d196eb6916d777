"""Word vectors learned from text: what they learn, that they repeat, and what they leave."""

import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.tagger import __main__ as command
from training.tagger import vectors
from training.tagger.control import Control, Left
from training.tagger.wordvectors import CBOW, EmbeddingRecipe, FastText, SkipGram, Structured, run
from training.tagger.wordvectors import text as texts
from training.tagger.wordvectors.pieces import Pieces
from training.tagger.wordvectors.tables import Bags, Table
from training.tagger.wordvectors.text import BadText

METHODS = [SkipGram, CBOW, Structured, FastText]
FRUIT = [f"fruit{name}" for name in "abcdef"]
TOOLS = [f"tool{name}" for name in "ghijkl"]


def two_classes(path: Path, sentences: int = 1200) -> Path:
    """Fruit is eaten, tools are used; the words between are the same."""
    chance = random.Random(3)
    rows = []
    for _ in range(sentences):
        names, verbs, adjectives = chance.choice(
            [(FRUIT, ("eat", "peel", "bite"), ("ripe", "sweet")),
             (TOOLS, ("use", "lend", "mend"), ("rusty", "heavy"))]
        )  # fmt: skip
        rows.append(f"we {chance.choice(verbs)} the {chance.choice(adjectives)} "
                    f"{chance.choice(names)} and the {chance.choice(names)} .")  # fmt: skip
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def learned(tmp_path: Path, method: Any, text: Path, **control: Any) -> list[dict[str, Any]]:
    job = run.Job(EmbeddingRecipe(method=method), text, tmp_path / "out")
    return list(run.run(job, Control(**control)))


def small(method: Any, **fields: Any) -> Any:
    """A method that learns all of a small text in a moment."""
    fields = {"dimension": 12, "subsampling": 0, "buckets": 500} | fields
    return method(**{name: fields[name] for name in fields if name in method.model_fields})


def nearest(found: dict[str, Any], word: str, count: int) -> list[str]:
    names = list(found)
    rows = np.stack([found[name] for name in names])
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    order = np.argsort(-rows @ rows[names.index(word)], kind="stable")
    return [names[at] for at in order if names[at] != word][:count]


@pytest.mark.parametrize("method", METHODS)
def test_e2_words_of_one_class_become_neighbours(tmp_path: Path, method: Any) -> None:
    text = two_classes(tmp_path / "text")
    learned(tmp_path, small(method, window=3, epochs=4), text)
    found, _ = vectors.read(tmp_path / "out" / "vectors", {*FRUIT, *TOOLS})
    for group in (FRUIT, TOOLS):
        for word in group:
            assert set(nearest(found, word, 3)) <= set(group), (word, nearest(found, word, 3))


def ordered(path: Path) -> Path:
    """Heads and tails stand among the very same words, but on the other side of them: only who
    looks at places can tell the two apart."""
    chance = random.Random(5)
    rows = []
    for _ in range(1500):
        word = chance.choice([f"x{at}" for at in range(4)])
        head = chance.choice([f"head{at}" for at in range(4)])
        tail = chance.choice([f"tail{at}" for at in range(4)])
        rows.append(f"{head} {word} {tail}")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_e2_structured_skip_n_grams_know_the_order_that_skip_grams_do_not(tmp_path: Path) -> None:
    text = ordered(tmp_path / "text")
    apart = {}
    for method in (SkipGram, Structured):
        learned(tmp_path, small(method, window=1, epochs=8), text)
        found, _ = vectors.read(tmp_path / "out" / "vectors", (), 1000)
        kinds = [(word, nearest(found, word, 3)) for word in found if word[0] in "ht"]
        apart[method] = np.mean([[one[0] == w[0] for one in near] for w, near in kinds])
    assert apart[Structured] == 1.0
    assert apart[SkipGram] < 0.8


@pytest.mark.parametrize("method", METHODS)
def test_a_steps_gradient_is_the_one_that_torch_finds(
    tmp_path: Path, method: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: dict[int, torch.Tensor] = {}

    def move(table: Table, ids: Any, gradient: Any, rate: float) -> None:
        count = table.words if isinstance(table, Bags) else len(table.weight)
        total = moved.setdefault(id(table), torch.zeros(count, table.size))
        total.index_add_(0, ids.reshape(-1), gradient.reshape(-1, table.size))

    monkeypatch.setattr(Table, "move", move)
    monkeypatch.setattr(Bags, "move", move)
    monkeypatch.setattr(
        Table,
        "move_along",
        lambda table, ids, g, x, rate: move(table, ids, g[..., None] * x[:, :, None, :], rate),
    )
    text = texts.read(two_classes(tmp_path / "t", 40), minimum_count=1, case="keep", most_words=99)
    entry = small(method, dimension=5, window=2, buckets=100)
    objective = entry.objective(text.words, 1)
    chance = torch.Generator().manual_seed(2)
    for table in (objective.input, objective.output):
        table.weight = torch.rand(table.weight.shape, generator=chance) - 0.5
    piece = next(Pieces(text, 2, 0, 1).epoch(1))
    loss, _ = objective.step(piece, 1.0)
    weight, y = (one.weight.clone() for one in (objective.input, objective.output))
    x = (means(objective.input, weight) if method is FastText else weight).requires_grad_()
    expected = by_hand(method, piece, x, y.requires_grad_(), len(text.words), entry.negatives)
    expected.backward()
    assert loss == pytest.approx(expected.item(), rel=1e-4)
    assert torch.allclose(moved[id(objective.input)], x.grad, atol=1e-4)
    assert torch.allclose(moved[id(objective.output)], y.grad, atol=1e-4)


def means(bags: Any, rows: Any) -> Any:
    """Each word as the mean of its rows."""
    ends = [*bags.starts.tolist()[1:], len(bags.flat)]
    return torch.stack(
        [rows[bags.flat[low:high]].mean(0) for low, high in zip(bags.starts, ends, strict=True)]
    )


def by_hand(method: Any, piece: Any, x: Any, y: Any, words: int, negatives: int) -> Any:
    """The loss word by word and neighbour by neighbour, as the papers write it."""
    total = torch.zeros(())
    log = torch.nn.functional.logsigmoid
    for block in range(len(piece.words)):
        around, drawn = piece.around[block], piece.negatives[block]
        if method is Structured:
            drawn = drawn[: len(drawn) // 4]
        for at, word in enumerate(piece.words[block]):
            near = [j for j in range(len(around)) if piece.near[block, at, j]]
            if method is CBOW:
                if near:
                    mean = x[around[near]].mean(0)
                    total = total - log(mean @ y[word])
                    total = total - negatives * log(-(y[drawn] @ mean)).mean()
                continue
            for j in near:
                place = j - 2 - at  # −2 −1 1 2
                shift = (place + 2 - (place > 0)) * words if method is Structured else 0
                total = total - log(x[word] @ y[around[j] + shift])
                total = total - negatives * log(-(y[drawn + shift] @ x[word])).mean()
    return total


def test_moving_along_shares_is_moving_by_their_product() -> None:
    one, other = Table.random(9, 4, seed=1), Table.random(9, 4, seed=1)
    chance = torch.Generator().manual_seed(3)
    ids = torch.randint(0, 9, (2, 3, 5), generator=chance)
    shares, x = torch.rand(2, 3, 5, generator=chance), torch.rand(2, 3, 4, generator=chance)
    one.move_along(ids, shares, x, 0.1)
    other.move(ids, shares[..., None] * x[:, :, None, :], 0.1)
    assert torch.allclose(one.weight, other.weight, atol=1e-6)
    assert torch.allclose(one.moved, other.moved, atol=1e-6)


def test_a_words_step_goes_in_full_to_each_of_its_groups() -> None:
    bags = Bags(["ab", "cab"], 4, 3, 3, 1000, seed=1)
    before = bags.weight.clone()
    bags.move(torch.tensor([0, 0]), torch.ones(2, 4), 0.5)
    moved = (bags.weight - before).abs().sum(1).nonzero()[:, 0].tolist()
    assert moved == sorted(set(bags.flat[: int(bags.counts[0])].tolist()))
    assert torch.allclose(bags.weight[0] - before[0], torch.full((4,), -0.5), atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_file(tmp_path: Path, method: Any) -> None:
    text = two_classes(tmp_path / "text", 100)
    said = []
    for _ in range(2):
        learned(tmp_path, method(dimension=6, epochs=2), text)
        said.append((tmp_path / "out" / "vectors").read_bytes())
    assert said[0] == said[1]


def test_neighbours_stay_within_their_sentence_and_window(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("a b c d\ne f\n" * 9, "utf-8")
    text = texts.read(tmp_path / "t", minimum_count=1, case="keep", most_words=99)
    seen = set()
    for number in range(20):
        for piece in Pieces(text, 2, 0, number).epoch(1):
            for block, at, j in piece.near.nonzero().tolist():
                pair = int(piece.words[block, at]), int(piece.around[block, j])
                seen.add("".join(text.words[one] for one in pair))
    far = {"ab", "ac", "bc", "bd", "cd", "ef"}
    assert seen == far | {pair[::-1] for pair in far}


def test_frequent_words_are_passed_over_now_and_then(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("the cat\n" * 50 + "the dog\n" * 50, "utf-8")
    text = texts.read(tmp_path / "t", minimum_count=1, case="keep", most_words=99)
    pieces = Pieces(text, 1, 0.01, 1)
    assert text.words[0] == "the"
    assert pieces.keep[0] < pieces.keep[1] < 1
    tokens = sum(piece.tokens for number in range(30) for piece in pieces.epoch(number))
    assert tokens / 30 == pytest.approx(float((text.counts * pieces.keep).sum()), rel=0.1)


def test_a_run_tells_its_story_and_can_be_stopped(tmp_path: Path) -> None:
    text = two_classes(tmp_path / "text", 100)
    told = learned(tmp_path, SkipGram(dimension=6, epochs=3), text)
    kinds = [event["event"] for event in told]
    assert kinds[0] == "start"
    assert kinds[-1] == "done"
    assert [event["epoch"] for event in told if event["event"] == "epoch"] == [1, 2, 3]
    losses = [event["loss"] for event in told if event["event"] == "epoch"]
    assert losses == sorted(losses, reverse=True)
    assert any("only" in event.get("message", "") for event in told)
    stopped = learned(tmp_path, SkipGram(dimension=6, epochs=500), text, stop=True)
    assert [event["event"] for event in stopped][-3:] == ["epoch", "log", "done"]
    assert (tmp_path / "out" / "vectors").exists()
    with pytest.raises(Left):
        learned(tmp_path, SkipGram(dimension=6), text, leave=True)


@pytest.mark.parametrize("content", ["", "a\nb\nc\n"])
def test_text_of_no_repeated_words_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "t").write_text(content)
    with pytest.raises(BadText, match="at least 2 times"):
        learned(tmp_path, SkipGram(), tmp_path / "t")


def test_fasttext_leaves_a_file_that_knows_unseen_words(tmp_path: Path) -> None:
    learned(tmp_path, small(FastText, epochs=4), two_classes(tmp_path / "t"))
    source = vectors.open_vectors(tmp_path / "out" / "vectors")
    assert (source.title, source.spells) == ("fastText binary", True)
    made = source.subwords(1 << 20)
    found, _ = vectors.read(tmp_path / "out" / "vectors", {*FRUIT, *TOOLS})
    unseen = made.vectors(["fruitz"])[0]
    near = nearest(found | {"fruitz": unseen}, "fruitz", 3)
    assert set(near) <= set(FRUIT)


def test_case_and_number_of_words_are_chosen(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("The the cat dog\nThe cat x\n", "utf-8")
    lower = texts.read(tmp_path / "t", minimum_count=2, case="lower", most_words=9)
    assert lower.words == ["the", "cat"]
    assert lower.ids.tolist() == [0, 0, 1, 0, 1]
    most = texts.read(tmp_path / "t", minimum_count=1, case="keep", most_words=2)
    assert most.words == ["The", "cat"]


def test_embed_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/null").open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        text = two_classes(tmp_path / "t", 60)
        recipe = EmbeddingRecipe(method=CBOW(dimension=4, epochs=1))
        (tmp_path / "recipe.json").write_text(recipe.model_dump_json())
        out = ["--out", str(tmp_path / "out")]
        assert command.main(["embed", str(tmp_path / "recipe.json"), str(text), *out]) == 0
        said = [json.loads(line) for line in io.StringIO(capsys.readouterr().out)]
        assert said[-1] == {"event": "done", "file": "vectors", "words": 26, "dimension": 4}
        (tmp_path / "recipe.json").write_text('{"method": {"kind": "glove"}}')
        assert command.main(["embed", str(tmp_path / "recipe.json"), str(text), *out]) == 1
        assert json.loads(capsys.readouterr().out)["code"] == "bad_recipe"


def test_the_form_of_word_vectors_is_drawn_without_torch() -> None:
    schema = EmbeddingRecipe.model_json_schema()
    titles = [schema["$defs"][name]["title"] for name in
              ("FastText", "SkipGram", "Structured", "CBOW")]  # fmt: skip
    assert titles == ["fastText", "Skip-gram (word2vec)", "Structured skip-n-gram",
                      "CBOW (word2vec)"]  # fmt: skip
