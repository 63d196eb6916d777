"""The same words more than once: copies, contradictions, and leaks between parts."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from featuresets.balance.light import Light
from featuresets.splits.rows import PARTS
from kernel.text import Span

EXAMPLES = 20
SHOWN_CHARACTERS = 300


def digest(pieces: Iterable[str]) -> bytes:
    """16 bytes that stand for these pieces in this order; no piece holds the separator."""
    joined = "\x1f".join(pieces).encode()
    return hashlib.blake2b(joined, digest_size=16).digest()


def _tags(spans: Iterable[Span]) -> bytes:
    return digest(f"{start} {end} {label}" for start, end, label in spans)


class _First(NamedTuple):
    part: int
    tags: bytes


class _Repeat:
    def __init__(self, text: str, first: _First) -> None:
        self.text = text[:SHOWN_CHARACTERS]
        self.parts = Counter([first.part])
        self.tags = first.tags
        self.conflict = False


class Repeats:
    """Sentences of the same words, letter for letter; of one seen once two digests are kept."""

    def __init__(self) -> None:
        self._once: dict[bytes, _First] = {}
        self._often: dict[bytes, _Repeat] = {}

    def add(self, part: int, sentence: Light) -> None:
        key, tags = digest(sentence.words), _tags(sentence.spans)
        if repeat := self._often.get(key):
            repeat.parts[part] += 1
            repeat.conflict |= tags != repeat.tags
        elif first := self._once.pop(key, None):
            self._often[key] = _Repeat(sentence.text, first)
            self._often[key].parts[part] += 1
            self._often[key].conflict = tags != first.tags
        else:
            self._once[key] = _First(part, tags)

    def shown(self) -> dict[str, int]:
        """Copies beyond the first, different sentences that have some, and what is wrong there."""
        found = self._often.values()
        return {
            "extra_copies": sum(repeat.parts.total() - 1 for repeat in found),
            "sentences": len(found),
            "conflicting": sum(repeat.conflict for repeat in found),
            "across_parts": sum(len(repeat.parts) > 1 for repeat in found),
        }

    def examples(self) -> list[dict[str, Any]]:
        """The worst ones: contradictions first, then leaks, then the most frequent."""
        worst = sorted(
            self._often.values(),
            key=lambda repeat: (-repeat.conflict, -len(repeat.parts), -repeat.parts.total()),
        )
        return [
            {
                "text": repeat.text,
                "count": repeat.parts.total(),
                "parts": [PARTS[part] for part in sorted(repeat.parts)],
                "conflict": repeat.conflict,
            }
            for repeat in worst[:EXAMPLES]
        ]
