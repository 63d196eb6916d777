"""Sentences about figures that say less than they seem to."""

from collections.abc import Iterator
from typing import Any

from training.tagger.evaluate.slices import UNSEEN

FEW = 20
"""Marked entities below which a score is an anecdote."""
WIDE = 0.2
MOSTLY = 0.6
"""Share of one tag from which token accuracy flatters."""


def cautions(report: dict[str, Any]) -> list[dict[str, str]]:
    """Every warning that this report needs; `about` says by which figures it stands."""
    found = [*_padding(report), *_trivial(report), *_few(report), *_wide(report), *_mostly(report)]
    return [{"code": code, "about": about, "message": said} for code, about, said in found]


Caution = tuple[str, str, str]


def _padding(report: dict[str, Any]) -> Iterator[Caution]:
    if report["padding"]:
        yield "padding", "entity", report["padding"]["message"]


def _trivial(report: dict[str, Any]) -> Iterator[Caution]:
    f1 = report["entity"]["micro"]["f1"]
    beaten = [one for one in report["baselines"] if one["f1"] >= f1 and one["f1"] > 0]
    if beaten:
        best = max(beaten, key=lambda one: one["f1"])
        yield (
            "baseline",
            "entity",
            f"The F1 of {f1:.3f} is not above what needs no model: {_lower(best['name'])} reaches "
            f"{best['f1']:.3f}. {_beyond(report)} Label more, train longer, or look whether the "
            "labels are consistent.",
        )
    if not report["entity"]["micro"]["predicted"] and report["entity"]["micro"]["support"]:
        yield "silent", "entity", f"The model found no {_unit(report)[0]} at all."


def _beyond(report: dict[str, Any]) -> str:
    """What only a model can do: the entities that no list of the training part holds."""
    unseen = next((one for one in report["slices"] if one["name"] == UNSEEN), None)
    if not unseen or not unseen["recall"]:
        return "The model has learned nothing beyond that."
    return (
        f"Of the {unseen['support']} {_unit(report)[1]} that training never had, though, the model "
        f"finds {_percent(unseen['recall'])}."
    )


def _unit(report: dict[str, Any]) -> tuple[str, str]:
    """What the scores count, one and many: where every token has a label, tags."""
    size = report["size"]
    tags = 0 < size["entities"] == size["tokens"]
    return ("tag", "tags") if tags else ("entity", "entities")


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _few(report: dict[str, Any]) -> Iterator[Caution]:
    support = report["entity"]["micro"]["support"]
    if support < FEW:
        one, many = _unit(report)
        place, more = (
            ("file", "A larger file would tell")
            if report["part"] == "file"
            else ("part that was scored", "Label more, or give the test part a larger share")
        )
        found = f"{one} is" if support == 1 else f"{many} are"
        yield (
            "few",
            "entity",
            f"Only {support} {found} marked in the {place}: too few to tell a good model from a "
            f"bad one. {more}.",
        )
        return
    labels = report["entity"]["labels"].items()
    rare = [name for name, one in labels if one["support"] < FEW]
    if rare:
        yield (
            "few_of_label",
            "labels",
            f"Fewer than {FEW} {_unit(report)[1]} are marked as {_named(rare)}; such scores say "
            "little.",
        )


def _wide(report: dict[str, Any]) -> Iterator[Caution]:
    low, high = report["entity"]["micro"]["interval"]["f1"]
    if high - low > WIDE:
        yield (
            "wide",
            "entity",
            f"The F1 is uncertain: drawn from other sentences of the same kind it would lie "
            f"between {low:.2f} and {high:.2f}. More test sentences narrow that.",
        )
    labels = [
        name
        for name, one in report["entity"]["labels"].items()
        if one["support"] >= FEW and one["interval"]["f1"][1] - one["interval"]["f1"][0] > WIDE
    ]
    if labels:
        yield (
            "wide_of_label",
            "labels",
            f"The F1 of {_named(labels)} is uncertain by more than {WIDE}.",
        )


def _mostly(report: dict[str, Any]) -> Iterator[Caution]:
    tags = report["tokens"]["tags"]
    total = sum(one["support"] for one in tags.values())
    tag = max(tags, key=lambda name: tags[name]["support"], default="")
    share = tags[tag]["support"] / total if total else 0.0
    if share > MOSTLY:
        yield (
            "mostly_one_tag",
            "tokens",
            f"{_percent(share)} of the tokens carry the tag “{tag}”, so that “{tag}” everywhere "
            f"would be a token accuracy of {_percent(share)}; the "
            f"{_percent(report['tokens']['accuracy'])} here are mostly that. Judge by the entity "
            "scores.",
        )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _named(labels: list[str], most: int = 6) -> str:
    shown = ", ".join(f"“{name}”" for name in labels[:most])
    return shown if len(labels) <= most else f"{shown} and {len(labels) - most} more"
