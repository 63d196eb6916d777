"""How a feature set is drawn: documents in, divided and weighed sentences out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from featuresets import queries
from featuresets.balance.problems import Fix
from featuresets.snapshot import Draft, Parted, snapshot_hash
from featuresets.splits import AnySplit
from featuresets.splits.random import Random
from featuresets.splits.rows import Facts, SplitError
from featuresets.splits.stratified import Stratified
from workspace.errors import Refused
from workspace.models import Project

Told = Callable[[int, int, str], None]
EVERY = 200
"""Documents between two signs of progress."""


class Drawing(NamedTuple):
    """Where the sentences of a draft go."""

    parts: bytearray
    """The part of each sentence."""
    left_out: int
    """Documents that are not labelled yet."""


class Frozen(NamedTuple):
    """What a feature set is, in plain values and files."""

    hash: str
    counts: dict[str, int]
    summary: dict[str, Any]
    manifest: dict[str, Any]
    paths: dict[str, list[Path]]


def quiet(done: int, total: int, message: str) -> None:
    """Tell nobody."""


def draw(project: Project, split: AnySplit, draft: Draft, *, told: Told = quiet) -> Drawing:
    """Gather the documents that may enter and say which sentence goes where; may be refused."""
    counts = queries.counts(project)
    total = sum(counts.get(state, 0) for state in queries.states(split.include))
    without = 0
    for done, document in enumerate(queries.documents(project, split.include)):
        if done % EVERY == 0:
            told(min(done, total), total, "Reading documents")
        if draft.target and draft.target not in document.layers:
            without += 1
            continue
        labels = frozenset(span.label for span in document.spans)
        facts = Facts(document.id, document.state, document.sources, document.text, labels)
        draft.add(document, split.mark(facts))
    if not draft.rows:
        raise nothing(counts, split, draft.target)
    waiting = counts.get("new", 0) if split.include == "done" else 0
    return Drawing(_assigned(split, draft), without + waiting)


def _assigned(split: AnySplit, draft: Draft) -> bytearray:
    try:
        return split.assign(draft.rows)
    except SplitError as error:
        raise Refused(str(error), at=("split", *error.at), code="split") from None


def nothing(counts: dict[str, int], split: AnySplit, target: str = "") -> Refused:
    """Why no sentence can enter, and what to do."""
    if target:
        message = f"No document that may enter carries the layer “{target}”; choose another target."
        return Refused(message, at=("target",), code="nothing_labelled")
    if split.include == "all" or not counts.get("new"):
        message = "There is no text to draw from: import documents and label them first."
        return Refused(message, code="nothing_labelled")
    message = (
        f"Nothing is labelled yet: none of the {counts['new']:,} documents is done. "
        "Label some and mark them done, or let all documents enter."
    )
    return Refused(message, at=("split", "include"), code="nothing_labelled")


def weigh(
    project: Project, split: AnySplit, draft: Draft, drawing: Drawing, *, told: Told = quiet
) -> Frozen:
    """Write the parts, and say of them what a user and the trainer need to know."""
    total = len(drawing.parts)
    parted = draft.divide(drawing.parts, moved=lambda n: told(n, total, "Writing the parts"))
    balance = parted.balance
    summary = balance.summary(
        [] if draft.target else queries.labels(project),
        left_out=drawing.left_out,
        fix=fix_of(split),
    )
    counts = {part.name: part.sentences for part in balance.parts}
    manifest = _manifest(project, split, parted, target=draft.target, counts=counts)
    return Frozen(manifest["hash"], counts, summary, manifest, parted.paths)


def _manifest(
    project: Project, split: AnySplit, parted: Parted, *, target: str, counts: dict[str, int]
) -> dict[str, Any]:
    about = {
        "task": "tokens" if target else project.task,
        "target": target,
        "tokenizer": project.tokenizer,
        "language": project.language,
        "labels": parted.balance.labels(),
    }
    return {
        "format": 1,
        "hash": snapshot_hash(parted.hashes, **about),
        **about,
        "counts": counts,
        "split": split.model_dump(mode="json"),
    }


def fix_of(split: AnySplit) -> Fix | None:
    """What one click can do about sentences that lie in several parts."""
    if not isinstance(split, Random | Stratified):
        return None
    if split.group == "document":
        return Fix("duplicates", "Keep equal sentences, not documents, in one part")
    return Fix("duplicates", "Keep equal sentences in one part")
