"""What a user should know before training, as sentences."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from featuresets.balance.parts import Part
from featuresets.splits.rows import DEV, PARTS, TEST, TRAIN

RARE_TO_LEARN = 10
RARE_TO_MEASURE = 5
FEW_TO_LEARN = 100
FEW_TO_MEASURE = 30
NAMED = 8


class Fix(NamedTuple):
    """What one click would do about a problem."""

    problem: str
    title: str


class Problem(NamedTuple):
    """One thing to know; `error` means that training as it stands cannot succeed at it."""

    kind: str
    severity: Literal["error", "warning", "info"]
    message: str
    detail: dict[str, Any]
    fix: Fix | None = None

    def shown(self) -> dict[str, Any]:
        return {**self._asdict(), "fix": self.fix._asdict() if self.fix else None}


def named(names: Iterable[str]) -> str:
    """Labels in a sentence.

    >>> named(["eve", "nat"])
    '“eve” and “nat”'
    """
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > NAMED:
        quoted = [*quoted[:NAMED], f"{len(quoted) - NAMED} more"]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "copy", "copies"), counted(384, "copy", "copies")
    ('1 copy', '384 copies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def of_parts(parts: list[Part]) -> Iterable[Problem]:
    """Parts that are empty or too small."""
    for index in (DEV, TEST):
        if parts[index].sentences == 0:
            yield _empty(index)
    if 0 < parts[TRAIN].sentences < FEW_TO_LEARN:
        yield _few(parts[TRAIN], "a tagger usually wants some hundreds to learn from")
    if 0 < parts[TEST].sentences < FEW_TO_MEASURE:
        yield _few(parts[TEST], "scores measured on so few are a rough guess")


def _empty(index: int) -> Problem:
    name = PARTS[index]
    if index == DEV:
        message = "There is no dev part: nothing shows, while training, when to stop."
        return Problem("empty_part", "info", message, {"part": name})
    message = "There is no test part: no score can be measured."
    return Problem("empty_part", "warning", message, {"part": name})


def _few(part: Part, why: str) -> Problem:
    message = f"The {part.name} part has only {counted(part.sentences, 'sentence')}; {why}."
    return Problem(
        "few_sentences", "warning", message, {"part": part.name, "sentences": part.sentences}
    )


def of_labels(parts: list[Part], names: list[str]) -> Iterable[Problem]:
    """Labels that a part lacks, or has too few of."""
    if not any(part.entities for part in parts):
        message = "No sentence here carries a label: there is nothing to learn."
        yield Problem("missing_label", "error", message, {"part": "train", "labels": names})
        return
    used = [name for name in names if any(part.labels[name] for part in parts)]
    if unused := [name for name in names if name not in used]:
        message = f"{_stand(unused)} nowhere here: the model will not know {_them(unused)}."
        yield Problem("missing_label", "info", message, {"part": None, "labels": unused})
    for part in parts:
        if part.sentences:
            missing = [name for name in used if not part.labels[name]]
            if missing:
                yield _missing(part, missing)
            floor = RARE_TO_LEARN if part.name == "train" else RARE_TO_MEASURE
            if rare := [name for name in used if 0 < part.labels[name] < floor]:
                yield _rare(part, rare)


def _stand(labels: list[str]) -> str:
    return f"{named(labels)} {'stands' if len(labels) == 1 else 'stand'}"


def _them(labels: list[str]) -> str:
    return "it" if len(labels) == 1 else "them"


def _missing(part: Part, labels: list[str]) -> Problem:
    detail = {"part": part.name, "labels": labels}
    if part.name == "train":
        message = (
            f"{_stand(labels)} nowhere in the train part: the model cannot learn {_them(labels)}."
        )
        return Problem("missing_label", "error", message, detail)
    they = "it" if len(labels) == 1 else "they"
    message = f"{_stand(labels)} nowhere in the {part.name} part: {they} cannot be scored."
    return Problem("missing_label", "warning", message, detail)


def _rare(part: Part, labels: list[str]) -> Problem:
    counts = [{"name": name, "count": part.labels[name]} for name in labels]
    fewest = min(part.labels[name] for name in labels)
    why = "too few to learn well" if part.name == "train" else "too few to measure well"
    times = "once" if fewest == 1 else f"{fewest} times"
    message = (
        f"{_stand(labels)} only {times} in the {part.name} part: {why}."
        if len(labels) == 1
        else f"{named(labels)} are rare in the {part.name} part (from {fewest} up): {why}."
    )
    return Problem("rare_label", "warning", message, {"part": part.name, "labels": counts})


def of_repeats(found: dict[str, int], fix: Fix | None) -> Iterable[Problem]:
    """The same sentence again, in another part or with other labels."""
    if not found["sentences"]:
        return
    copies = (
        f"{counted(found['extra_copies'], 'extra copy', 'extra copies')} "
        f"of {counted(found['sentences'], 'sentence')}"
    )
    across = found["across_parts"]
    if across:
        lie = "lies" if across == 1 else "lie"
        message = f"{copies}; {across:,} {lie} in more than one part, so that scores look too good."
        yield Problem("duplicates", "warning", message, found, fix)
    else:
        message = f"{copies}; equal sentences lie in one part, so that no score is too good."
        yield Problem("duplicates", "info", message, found)
    if conflicting := found["conflicting"]:
        occur = "sentence occurs" if conflicting == 1 else "sentences occur"
        message = f"{conflicting:,} {occur} more than once with different labels."
        yield Problem("conflicts", "warning", message, {"sentences": conflicting})


def of_documents(left_out: int) -> Iterable[Problem]:
    """Documents that did not enter."""
    if left_out:
        noun = "document is" if left_out == 1 else "documents are"
        message = f"{left_out:,} {noun} not labelled yet and did not enter."
        yield Problem("unlabelled", "info", message, {"documents": left_out})
