"""Words, characters and tags to ids and back: one table, read by the trainer and by the endpoint.

Id 0 pads and id 1 stands for what was never seen; the first known word or character has id 2.
Tags have no such ids: they count from 0 in the order in which they are listed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from kernel import strict

Case = Literal["keep", "lower"]
Digits = Literal["keep", "zero"]
PADDING = 0
UNKNOWN = 1
LONGEST_WORD = 64
_FIRST = 2
_ZEROS = {ord(digit): "0" for digit in "123456789"}


class BadVocabulary(ValueError):
    """A vocabulary file that cannot be trusted; the message says which field and why."""


@dataclass(frozen=True)
class Vocabulary:
    """What a model can name. `characters` is empty when the model does not spell words."""

    tags: tuple[str, ...]
    words: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    case: Case = "keep"
    digits: Digits = "keep"
    longest_word: int = LONGEST_WORD
    """Characters of a word that are spelled; the rest of a longer word is not looked at."""
    lower_when_missing: bool = False
    """Whether an unlisted word is looked up once more in lower case (pretrained vectors)."""

    @cached_property
    def _word_ids(self) -> dict[str, int]:
        return {word: at for at, word in enumerate(self.words, _FIRST)}

    @cached_property
    def _character_ids(self) -> dict[str, int]:
        return {character: at for at, character in enumerate(self.characters, _FIRST)}

    @property
    def word_count(self) -> int:
        """Rows of a word table: the words, padding and unknown."""
        return len(self.words) + _FIRST

    @property
    def character_count(self) -> int:
        """Rows of a character table; 0 when the model does not spell."""
        return len(self.characters) + _FIRST if self.characters else 0

    def normal(self, word: str) -> str:
        """The form under which a word is looked up."""
        return normal(word, self.case, self.digits)

    def word_id(self, word: str) -> int:
        """The word's id, or UNKNOWN."""
        ids = self._word_ids
        form = self.normal(word)
        found = ids.get(form)
        if found is None and self.lower_when_missing:
            found = ids.get(form.lower())
        return UNKNOWN if found is None else found

    def word_ids(self, words: Iterable[str]) -> NDArray[np.int64]:
        """(U,) ids of words."""
        return np.fromiter(map(self.word_id, words), np.int64)

    def character_ids(self, word: str) -> list[int]:
        """Ids of the characters as written, whatever `case` says: capitals are spelled."""
        get = self._character_ids.get
        return [get(character, UNKNOWN) for character in word[: self.longest_word]]

    def spelled(self, words: Sequence[str]) -> NDArray[np.int64]:
        """(U, C) character ids, padded with 0 to the longest of these words (at least 1)."""
        rows = [self.character_ids(word) for word in words]
        table = np.zeros((len(rows), max(map(len, rows), default=1) or 1), np.int64)
        for row, ids in zip(table, rows, strict=True):
            row[: len(ids)] = ids
        return table

    def to_json(self) -> dict[str, Any]:
        """A value for JSON; from_json gives an equal vocabulary back."""
        return {
            "tags": list(self.tags),
            "words": list(self.words),
            "characters": list(self.characters),
            "case": self.case,
            "digits": self.digits,
            "longest_word": self.longest_word,
            "lower_when_missing": self.lower_when_missing,
        }


def normal(word: str, case: Case = "keep", digits: Digits = "keep") -> str:
    """A word in the chosen case, its ASCII digits made alike if chosen.

    >>> normal("EOS-5D", case="lower", digits="zero")
    'eos-0d'
    """
    if case == "lower":
        word = word.lower()
    return word.translate(_ZEROS) if digits == "zero" else word


def gather(
    sentences: Iterable[Sequence[str]],
    *,
    tags: Sequence[str],
    min_count: int = 1,
    spell: bool = True,
    case: Case = "keep",
    digits: Digits = "keep",
    longest_word: int = LONGEST_WORD,
    lower_when_missing: bool = False,
    further_words: Iterable[str] = (),
) -> Vocabulary:
    """The vocabulary of a training part: words in order of falling count, then of the alphabet.

    Words seen fewer than `min_count` times stay unknown, so that UNKNOWN is trained;
    `further_words` (of pretrained vectors) are listed behind, in their order. The order of
    sentences changes nothing.
    """
    seen = Counter(word for sentence in sentences for word in sentence)
    counts: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for word, count in seen.items():
        counts[normal(word, case, digits)] += count
        if spell:
            for character in word[:longest_word]:
                letters[character] += count
    words = dict.fromkeys(word for word, count in _by_count(counts) if count >= min_count)
    words.update(dict.fromkeys(further_words))
    characters = [character for character, _ in _by_count(letters)]
    return Vocabulary(
        tags=tuple(tags),
        words=tuple(words),
        characters=tuple(characters),
        case=case,
        digits=digits,
        longest_word=longest_word,
        lower_when_missing=lower_when_missing,
    )


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def dumps(vocabulary: Vocabulary) -> bytes:
    """The file `vocabulary.json`."""
    return json.dumps(vocabulary.to_json(), ensure_ascii=False, indent=0).encode()


def loads(raw: bytes) -> Vocabulary:
    """Read `vocabulary.json`; raises BadVocabulary."""
    try:
        return from_json(strict.loads(raw))
    except strict.NotStrict as fault:
        raise BadVocabulary(f"The vocabulary is not readable: {fault}") from fault


def from_json(value: Any) -> Vocabulary:
    """A vocabulary out of its JSON value; every field must be there, and no other."""
    names = set(Vocabulary((), ()).to_json())
    if not isinstance(value, dict) or set(value) != names:
        raise BadVocabulary(f"A vocabulary has exactly the fields {', '.join(sorted(names))}.")
    for name, known in (("case", get_args(Case)), ("digits", get_args(Digits))):
        if value[name] not in known:
            raise BadVocabulary(f"The vocabulary's {name} must be one of {', '.join(known)}.")
    longest = value["longest_word"]
    if isinstance(longest, bool) or not isinstance(longest, int) or not 1 <= longest <= 10_000:
        raise BadVocabulary("The vocabulary's longest_word must be from 1 to 10,000.")
    if not isinstance(value["lower_when_missing"], bool):
        raise BadVocabulary("The vocabulary's lower_when_missing must be true or false.")
    listed = {name: _distinct(name, value[name]) for name in ("tags", "words", "characters")}
    if not listed["tags"]:
        raise BadVocabulary("The vocabulary has no tags.")
    return Vocabulary(**{**value, **listed})


def _distinct(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadVocabulary(f"The vocabulary's {name} must be a list of texts.")
    if len(set(value)) < len(value):
        raise BadVocabulary(f"The vocabulary lists one of its {name} twice.")
    if name != "words" and "" in value:
        raise BadVocabulary(f"The vocabulary lists an empty text among its {name}.")
    return tuple(value)
