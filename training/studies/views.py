"""A part of a snapshot as a snapshot of its own: one fold, or a share of the training part.

Written in place, before a trainer reads it. Equal sentences never part; where the feature set kept
documents together, these never part either.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from kernel import sentences

PARTS = ("train", "dev", "test")
Line = tuple[str, int]
"""A line of a part's file, and the number of the group that it belongs to."""


def apply(folder: Path, view: dict[str, Any], *, whole_documents: bool) -> None:
    """Make the snapshot in `folder` the part of it that `view` names."""
    make = {"fold": _fold, "share": _share}[view["kind"]]
    found = make(folder, view, whole_documents)
    for part, lines in found.items():
        (folder / f"{part}.jsonl").write_text("".join(lines), "utf-8")
    manifest = folder / "manifest.json"
    said = json.loads(manifest.read_text("utf-8"))
    mark = json.dumps([said.get("hash", ""), view], sort_keys=True)
    said |= {"view": view, "hash": hashlib.sha256(mark.encode()).hexdigest()}
    manifest.write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")


def _fold(folder: Path, view: dict[str, Any], whole: bool) -> dict[str, list[str]]:
    """Train and dev together in k parts: one to be scored on, the next to stop by, the others to
    learn from. The test part of the feature set stays out of sight."""
    lines = list(_lines(folder, ("train", "dev"), whole))
    where = folds([group for _, group in lines], view["folds"], view["seed"])
    scored, watched = view["fold"], (view["fold"] + 1) % view["folds"]
    parts: dict[str, list[str]] = {name: [] for name in PARTS}
    for (line, _), fold in zip(lines, where, strict=True):
        part = "test" if fold == scored else "dev" if fold == watched else "train"
        parts[part].append(line)
    return parts


def _share(folder: Path, view: dict[str, Any], whole: bool) -> dict[str, list[str]]:
    """The first sentences of the training part in an order that the seed draws: a smaller share
    lies within each larger one."""
    lines = list(_lines(folder, ("train",), whole))
    groups = [group for _, group in lines]
    kept, wanted = set[int](), view["share"] * len(lines)
    sizes = _sizes(groups)
    for group in _shuffled(sizes, view["seed"]):
        if wanted <= 0:
            break
        kept.add(group)
        wanted -= sizes[group]
    return {"train": [line for line, group in lines if group in kept]}


def folds(groups: Sequence[int], count: int, seed: int) -> list[int]:
    """The fold of each sentence: groups in a drawn order, each to the fold that is smallest.

    >>> sorted(folds([0, 0, 1, 2], 2, seed=1))
    [0, 0, 1, 1]
    """
    sizes, filled, where = _sizes(groups), [0] * count, dict[int, int]()
    for group in sorted(_shuffled(sizes, seed), key=lambda one: -sizes[one]):
        where[group] = filled.index(min(filled))
        filled[where[group]] += sizes[group]
    return [where[group] for group in groups]


def _sizes(groups: Sequence[int]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    return sizes


def _shuffled(sizes: dict[int, int], seed: int) -> list[int]:
    order = list(sizes)
    Random(seed).shuffle(order)  # noqa: S311 - a draw, not a secret
    return order


def _lines(folder: Path, parts: Sequence[str], whole: bool) -> Iterator[Line]:
    """The lines of these parts with their groups, in the order of the files."""
    kept, keys = list[str](), list[list[str]]()
    for part in parts:
        with (folder / f"{part}.jsonl").open(encoding="utf-8", newline="\n") as stream:
            for line in stream:
                row = sentences.read(line.rstrip("\n"))
                same = ["words " + "\x1f".join(sentences.words(row))]
                keys.append([*same, f"document {row.document}"] if whole else same)
                kept.append(line)
    yield from zip(kept, _joined(keys), strict=True)


def _joined(keys: Sequence[Sequence[str]]) -> list[int]:
    """Rows that share a key, at once or by way of others, get the same number."""
    above = list(range(len(keys)))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    first: dict[str, int] = {}
    for at, own in enumerate(keys):
        for key in own:
            above[top(at)] = top(first.setdefault(key, at))
    return [top(at) for at in range(len(keys))]
