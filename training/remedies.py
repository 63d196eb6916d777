"""What to try next, derived from a run's report: ranked recipes, each one step from its own.

A rule reads the report and yields what it would change and why. A change that the recipe does not
have a place for, or that is refused, is no remedy; so the rules need not know the algorithms.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError

from training.studies.spaces import changed
from training.tagger.estimate import Counts
from training.tagger.presets import preset
from training.tagger.recipe import Recipe

MOST = 6
MANY_UNSEEN = 0.08
"""Share of test tokens whose word training never showed, from which on words are the trouble."""
APART = 0.15
"""Difference of precision and recall, or of micro and macro F1, that is worth a remedy."""
MANY = 0.3
"""Share of all errors that one kind must have to be the trouble."""


class Remedy(NamedTuple):
    """One recipe worth trying, and how it differs; or a page where something must be made first."""

    title: str
    why: str
    recipe: Recipe | None
    changes: list[dict[str, Any]]
    """[{path, before, after}]"""
    page: str = ""


class Idea(NamedTuple):
    """How much it promises (more is better), what it is, why, and {path in the recipe: value}."""

    weight: float
    title: str
    why: str
    values: Mapping[str, Any]
    page: str = ""


@dataclass
class Case:
    """A run as the rules see it."""

    recipe: Recipe
    report: Mapping[str, Any]
    epochs: int
    """Epochs that were trained."""
    unseen: float
    """Share of test tokens whose word training never showed."""
    vectors: str = ""
    """The newest file of word vectors that the project holds."""

    def __post_init__(self) -> None:
        self.values = dict(_leaves(self.recipe.model_dump(mode="json")["algorithm"], "algorithm"))
        self.verdict = self.report["fit"]["verdict"]
        self.micro = self.report["entity"]["micro"]

    def named(self, name: str) -> Iterator[tuple[str, Any]]:
        """(path, value) of each field of this name."""
        for path, value in self.values.items():
            if path.rsplit(".", 1)[-1] == name:
                yield path, value

    def numbers(self, name: str, change: Callable[[float], float]) -> dict[str, Any]:
        """The network's numbers of this name, changed; those of its words stay."""
        found = {
            path: value
            for path, value in self.named(name)
            if type(value) in (int, float) and not {"words", "characters"} & set(path.split("."))
        }
        return {path: type(value)(change(value)) for path, value in found.items()}


def remedies(case: Case) -> list[Remedy]:
    """The most promising first."""
    ideas = [idea for rule in RULES for idea in rule(case)]
    found = [
        made for idea in sorted(ideas, key=lambda one: -one.weight) if (made := _of(case, idea))
    ]
    return found[:MOST]


def _of(case: Case, idea: Idea) -> Remedy | None:
    """The idea as a recipe; None where it has no place in this one, or changes nothing."""
    if idea.page:
        return Remedy(idea.title, idea.why, None, [], idea.page)
    try:
        recipe = changed(case.recipe, idea.values)
    except (KeyError, TypeError, ValidationError):
        return None
    if recipe == case.recipe or not idea.values:
        return None
    before = dict(_leaves(case.recipe.model_dump(mode="json"), ""))
    after = dict(_leaves(recipe.model_dump(mode="json"), ""))
    changes = [
        {"path": path, "before": before.get(path), "after": after.get(path)}
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    ]
    return Remedy(idea.title, idea.why, recipe, changes)


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, f"{at}.{key}" if at else key)
    else:
        yield at, value


def _overfit(case: Case) -> Iterator[Idea]:
    if case.verdict != "overfit":
        return
    why = "The model knows its own examples by heart and does worse on new text."
    yield Idea(8, "More dropout", f"{why} Hiding more of the signal makes it look for rules.",
               case.numbers("dropout", lambda share: min(0.7, share + 0.2)))  # fmt: skip
    yield Idea(7, "Fewer units", f"{why} A smaller network has less room for that.",
               case.numbers("units", lambda units: max(10, units // 2)))  # fmt: skip
    decay = {"algorithm.optimizer": {"kind": "adamw", "weight_decay": 0.05}}
    yield Idea(5, "Weight decay", f"{why} Weights pulled towards zero learn less by heart.",
               decay)  # fmt: skip
    if stronger := case.numbers("c2", lambda pull: max(0.01, pull * 10)):
        yield Idea(
            7, "Stronger smoothing", f"{why} Smaller weights lean on more evidence.", stronger
        )


def _underfit(case: Case) -> Iterator[Idea]:
    if case.verdict != "underfit":
        return
    why = "The model has not even learned its own examples."
    longer = case.numbers("epochs", lambda epochs: min(1000, epochs * 3))
    yield Idea(9, "Train longer", f"{why} It may need more passes.", longer)
    yield Idea(7, "A larger network", f"{why} It may have too few units.",
               case.numbers("units", lambda units: min(4096, units * 2)))  # fmt: skip
    yield Idea(6, "Less dropout", f"{why} Much of the signal is hidden from it.",
               case.numbers("dropout", lambda share: share / 2))  # fmt: skip
    rates = {path: "auto" for path, rate in case.named("learning_rate") if rate != "auto"}
    yield Idea(8, "Learning rate set for you", f"{why} Its steps may be too small.", rates)
    if weaker := case.numbers("c2", lambda pull: pull / 10):
        yield Idea(6, "Less smoothing", f"{why} Its weights are held too small.", weaker)


def _unfinished(case: Case) -> Iterator[Idea]:
    """The last epochs still brought progress."""
    allowed = case.values.get("algorithm.epochs", 0)
    best = case.report.get("best_epoch") or 0
    counted = "algorithm.early_stopping" in case.values  # others have no epochs to speak of
    if counted and case.verdict != "underfit" and case.epochs >= allowed and best >= 0.9 * allowed:
        yield Idea(6, "Train longer", f"The best epoch was {best} of {allowed}: near the end.",
                   case.numbers("epochs", lambda epochs: min(1000, epochs * 2)))  # fmt: skip


def _unseen_words(case: Case) -> Iterator[Idea]:
    """Words of the test part that training never showed."""
    if case.unseen < MANY_UNSEEN:
        return
    share = f"{case.unseen * 100:.0f} %"
    why = f"{share} of the words in the test part never stood in the training part."
    random = case.values.get("algorithm.words.kind") == "random"
    if random and not case.vectors:
        yield Idea(9, "Word vectors from your own text",
                   f"{why} Vectors learned from all texts of the project, labelled or not, "
                   "know more of them.", {}, "embeddings")  # fmt: skip
    if random and case.vectors:
        file = {"algorithm.words": {"kind": "pretrained", "file": case.vectors}}
        yield Idea(9, "Pre-trained word vectors",
                   f"{why} Your newest file of vectors may know them.", file)  # fmt: skip
    if case.values.get("algorithm.characters.kind") == "none":
        yield Idea(8, "Read the letters of words", f"{why} Endings and capitals tell a lot.",
                   {"algorithm.characters": {"kind": "cnn"}})  # fmt: skip
    hidden = {path: 0.5 for path, share in case.named("word_dropout") if share < 0.2}
    yield Idea(
        5, "Hide rare words in training", f"{why} So the model learns to do without.", hidden
    )


def _one_sided(case: Case) -> Iterator[Idea]:
    """Too careful, or too hasty."""
    precision, recall = case.micro["precision"], case.micro["recall"]
    loss = "algorithm.decoder.loss"
    if precision - recall > APART:
        margin = {"kind": "softmax_margin", "missed_cost": 3.0}
        yield Idea(6, "Make missed entities dearer",
                   f"What it finds is mostly right ({precision:.2f}), but it finds too little "
                   f"({recall:.2f}).", {loss: margin})  # fmt: skip
    if recall - precision > APART:
        margin = {"kind": "softmax_margin", "false_cost": 3.0}
        yield Idea(6, "Make false entities dearer",
                   f"It finds much ({recall:.2f}), but too much of it is wrong ({precision:.2f}).",
                   {loss: margin})  # fmt: skip


def _rare_labels(case: Case) -> Iterator[Idea]:
    apart = case.micro["f1"] - case.report["entity"]["macro"]["f1"]
    if apart > APART:
        yield Idea(5, "Balance the labels",
                   "Rare labels do much worse than frequent ones; let them count more.",
                   {"algorithm.decoder.class_weights": {"kind": "balanced"}})  # fmt: skip


def _borders(case: Case) -> Iterator[Idea]:
    errors = case.report["errors"]
    if errors.get("boundary", 0) > MANY * max(1, sum(errors.values())):
        yield Idea(4, "Mark the ends of entities, too",
                   "Wrong borders are a large part of the errors; the scheme IOBES names the ends.",
                   {"scheme": "IOBES"})  # fmt: skip


def _beaten(case: Case) -> Iterator[Idea]:
    """What needs no model does better."""
    few = preset("few_sentences").recipe.algorithm
    best = max(case.report.get("baselines", ()), key=lambda one: one["f1"], default=None)
    if best and best["f1"] > case.micro["f1"] and case.recipe.algorithm.kind != few.kind:
        yield Idea(10, "Features beside the network",
                   f"{best['name']} reaches {best['f1']:.2f} without any model. Spelling and "
                   "neighbouring words, joined straight to the scores, help with little text.",
                   {"algorithm": few.model_dump(mode="json")})  # fmt: skip


def _other_algorithm(case: Case) -> Iterator[Idea]:
    """Always worth a look: another kind of model on the same text."""
    kind, tops = case.recipe.algorithm.kind, ("bilstm_crf", "linear_crf")
    why = {
        "bilstm_crf": "A network that reads whole sentences and chooses tags together.",
        "linear_crf": "Hand-made features, ready in seconds; strong on little text.",
    }
    for name in tops:
        if kind != name:
            other = preset(name).recipe
            weight = 6.0 if case.verdict == "underfit" or kind not in tops else 2.0
            yield Idea(weight, f"Another algorithm: {other.algorithm.title}", why[name],
                       {"algorithm": other.algorithm.model_dump(mode="json")})  # fmt: skip


RULES: tuple[Callable[[Case], Iterator[Idea]], ...] = (
    _beaten, _overfit, _underfit, _unfinished, _unseen_words, _one_sided, _rare_labels, _borders,
    _other_algorithm,
)  # fmt: skip


def case_of(
    recipe: Recipe, report: Mapping[str, Any], epochs: int, summary: Mapping[str, Any] | None,
    vectors: str,
) -> Case:  # fmt: skip
    """A case from what the rows hold; `summary` is the feature set's."""
    words = ((summary or {}).get("unseen") or {}).get("words") or {}
    return Case(recipe, report, epochs, words.get("test") or 0.0, vectors)


def shown(remedy: Remedy, counts: Counts, *, gpu: bool) -> dict[str, Any]:
    """As the API answers it."""
    if remedy.recipe is None:
        return remedy._asdict() | {"estimate": None}
    said = remedy._asdict() | {"recipe": remedy.recipe.model_dump(mode="json")}
    return said | {"estimate": remedy.recipe.estimate(counts, gpu=gpu)}
