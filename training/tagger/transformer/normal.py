"""Text made ready for a Unigram: the steps that a `tokenizer.json` names, in its order.

A step is its name in the library `tokenizers` and what it needs, so it goes into JSON as it is.
"""

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from training.tagger.transformer import charsmap
from training.tagger.transformer.shape import BadTransformer

Step = tuple[Any, ...]
MOST = 1000
"""Characters of a word after each step; what is behind them is left out."""
_BLANKS = {one: re.compile(one) for one in (" {2,}", r"\s{2,}|[\n\r\t]", r"\s+")}
"""Patterns are taken from here alone: one from a file could run for ever."""


def made_ready(text: str, steps: Sequence[Step]) -> str:
    """The text after all steps."""
    for kind, *said in steps:
        text = _STEPS[kind](text, *said)[:MOST]
    return text


def of(said: Mapping[str, Any] | None) -> Iterator[Step]:
    """The steps of a `normalizer`; raises BadTransformer."""
    kind = said["type"] if said else "Sequence"
    if not said or kind == "Sequence":
        for one in said["normalizers"] if said else ():
            yield from of(one)
    elif kind == "Precompiled":
        if said["precompiled_charsmap"]:
            raw = base64.b64decode(said["precompiled_charsmap"], validate=True)
            yield kind, charsmap.pairs(raw)
    elif kind == "Strip":
        yield kind, bool(said["strip_left"]), bool(said["strip_right"])
    elif kind == "Replace":
        ((how, pattern),) = said["pattern"].items()
        yield (kind if how == "String" else "Blanks"), pattern, said["content"]
    else:
        yield (kind,)


def checked(steps: Sequence[Sequence[Any]]) -> tuple[Step, ...]:
    """The same steps, if all can be done; raises BadTransformer."""
    for kind, *said in steps:
        if kind not in _STEPS:
            raise BadTransformer(f"The tokenizer's step {str(kind)[:40]} cannot be done here.")
        try:
            _check(kind, *said)
            made_ready("a", [(kind, *said)])
        except (TypeError, AttributeError, IndexError) as fault:
            raise BadTransformer(f"The tokenizer's step {kind} is not readable.") from fault
    return tuple(tuple(one) for one in steps)


def _check(kind: str, *said: Any) -> None:
    if kind == "Blanks" and said[0] not in _BLANKS:
        raise BadTransformer(f"The tokenizer's pattern {str(said[0])[:40]} is not read here.")
    if kind == "Replace" and not said[0]:
        raise BadTransformer("The tokenizer replaces nothing by something.")
    if kind == "Precompiled" and not all(isinstance(one, str) for one in said[0].values()):
        raise BadTransformer("The tokenizer's charsmap has a replacement that is no text.")


def _lower(text: str) -> str:
    return "".join(one.lower() for one in text)


def _bare(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one)[0] != "M")


def _blanks(text: str, pattern: str, by: str) -> str:
    return _BLANKS[pattern].sub(lambda _: by, text)


def _strip(text: str, left: bool, right: bool) -> str:
    text = text.lstrip() if left else text
    return text.rstrip() if right else text


_STEPS: Mapping[str, Callable[..., str]] = {
    "NFC": partial(unicodedata.normalize, "NFC"),
    "NFD": partial(unicodedata.normalize, "NFD"),
    "NFKC": partial(unicodedata.normalize, "NFKC"),
    "NFKD": partial(unicodedata.normalize, "NFKD"),
    "Lowercase": _lower,
    "StripAccents": _bare,
    "Strip": _strip,
    "Replace": str.replace,
    "Blanks": _blanks,
    "Precompiled": charsmap.mapped,
}
