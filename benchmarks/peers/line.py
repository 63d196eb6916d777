"""The way a contestant is asked: one JSON object a line in, one out; standard library only.

The first line is the settings. What a library prints meanwhile goes to standard error.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Said = dict[str, Any]
Acts = Mapping[str, Callable[[Said], Said]]
clock = time.process_time
"""Seconds of the processor, all threads together: neighbours on the machine do not count."""


def serve(make: Callable[[Said], Acts]) -> None:
    """Answer until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    acts: Acts | None = None
    for raw in sys.stdin:
        asked = json.loads(raw)
        answer: Said = {}
        if acts is None:
            acts = make(asked)
        else:
            answer = acts[asked["do"]](asked)
        out.write(json.dumps(answer) + "\n")
        out.flush()


def until(tokens: int, step: Callable[[], int]) -> Said:
    """Steps until so many tokens are done; what they cost the processor."""
    done, began = 0, clock()
    while done < tokens:
        done += step()
    return {"tokens": done, "seconds": clock() - began}


def calls(count: int, act: Callable[[], object]) -> Said:
    """Milliseconds of the processor for each of some calls."""
    took = []
    for _ in range(count):
        began = clock()
        act()
        took.append(1000 * (clock() - began))
    return {"milliseconds": took}


def sentences(path: str) -> list[tuple[list[str], list[str]]]:
    """(words, tags) of each sentence in a file that `texts.write` made."""
    with open(path, encoding="utf-8") as stream:
        return [(words, tags) for words, tags in json.load(stream)]


def spans(tags: list[str]) -> list[tuple[int, int, str]]:
    """Half-open spans of IOB2 tags that are sound."""
    found, start = [], None
    for at, tag in enumerate([*tags, "O"]):
        if start is not None and not tag.startswith("I-"):
            found.append((start, at, tags[start][2:]))
            start = None
        if tag.startswith("B-"):
            start = at
    return found
