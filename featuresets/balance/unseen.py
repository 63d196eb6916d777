"""What dev and test hold that training never shows."""

from collections import Counter

from featuresets.balance.light import Light
from featuresets.splits.rows import DEV, PARTS, TEST, TRAIN


class Unseen:
    """Counts of words and of entities' surfaces, as written, for each part."""

    def __init__(self) -> None:
        self._words = [Counter[str]() for _ in PARTS]
        self._entities = [Counter[str]() for _ in PARTS]

    def add(self, part: int, sentence: Light) -> None:
        self._words[part].update(sentence.words)
        entities = self._entities[part]
        for start, end, _ in sentence.spans:
            entities["\x1f".join(sentence.words[start:end])] += 1

    def shown(self) -> dict[str, dict[str, float | None]]:
        """Shares: of tokens whose word, and of entities whose surface, is none of the train part's.

        A part that holds none has no share.
        """
        return {"words": _shares(self._words), "entities": _shares(self._entities)}


def _shares(counts: list[Counter[str]]) -> dict[str, float | None]:
    known = counts[TRAIN]
    return {PARTS[part]: _share(counts[part], known) for part in (DEV, TEST)}


def _share(counts: Counter[str], known: Counter[str]) -> float | None:
    new = sum(count for surface, count in counts.items() if surface not in known)
    return new / counts.total() if counts else None
