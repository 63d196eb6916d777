"""A body becomes an Ask: a text, texts or given words; every fault is named at its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from typing import Any, Literal

from deployments.serving.wire import Fault, Refused, invalid
from kernel import strict

Unit = Literal["codepoint", "utf16", "utf8", "token"]
UNITS: tuple[Unit, ...] = ("codepoint", "utf16", "utf8", "token")
FIELDS = ("text", "texts", "tokens")
BODY_BYTES = 1_048_576
MOST_TEXTS = 1_000
LONGEST_SENTENCE = 20_000


@dataclass(frozen=True)
class Ask:
    """What one request wants tagged: `texts`, or `sentences` whose words are given."""

    unit: Unit
    texts: tuple[str, ...] = ()
    sentences: tuple[tuple[str, ...], ...] = ()
    many: bool = False
    """Whether the answer is a list of results."""

    def at(self, number: int) -> tuple[str | int, ...]:
        """The place in the body of the text or sentence of this number."""
        if self.texts:
            return ("texts", number) if self.many else ("text",)
        return ("tokens", number) if self.many else ("tokens",)

    @property
    def size(self) -> int:
        """Characters, about what it costs to answer and to keep waiting."""
        return sum(map(len, self.texts)) + sum(map(len, chain.from_iterable(self.sentences)))


def read(raw: bytes, default_unit: Unit) -> Ask:
    """The Ask of a body; raises Refused with every fault."""
    try:
        value = strict.loads(raw)
    except strict.NotStrict as fault:
        raise Refused(HTTPStatus.BAD_REQUEST, "bad_json", str(fault)) from fault
    if not isinstance(value, dict):
        raise invalid([Fault((), "wrong_type", f"Send a JSON object, not {_named(value)}.")])
    faults = list(_faults(value))
    if faults:
        raise invalid(faults)
    return _ask(value, default_unit)


def too_long(at: tuple[str | int, ...], size: int) -> Fault:
    """A sentence with more tokens than are read at once."""
    message = f"A sentence has {size:,} tokens; {LONGEST_SENTENCE:,} is the most. Split it."
    return Fault(at, "too_long", message)


def _ask(value: dict[str, Any], default_unit: Unit) -> Ask:
    unit = value.get("offset_unit", "token" if "tokens" in value else default_unit)
    if "text" in value:
        return Ask(unit, texts=(value["text"],))
    if "texts" in value:
        return Ask(unit, texts=tuple(value["texts"]), many=True)
    rows = value["tokens"]
    if rows and isinstance(rows[0], list):
        return Ask(unit, sentences=tuple(map(tuple, rows)), many=True)
    return Ask(unit, sentences=(tuple(rows),))


def _faults(value: dict[str, Any]) -> Iterator[Fault]:
    for name in value:
        if name not in (*FIELDS, "offset_unit"):
            known = ", ".join((*FIELDS, "offset_unit"))
            yield Fault((name,), "unknown_field", f"“{name[:64]}” is no field; send {known}.")
    given = [name for name in FIELDS if name in value]
    if len(given) != 1:
        sent = " and ".join(given) or "none of them"
        message = f"Send exactly one of text, texts and tokens; the body has {sent}."
        yield Fault(tuple(given[1:2]), "one_of", message)
    if "text" in value and not isinstance(value["text"], str):
        yield Fault(("text",), "wrong_type", f"text is a text, not {_named(value['text'])}.")
    if "texts" in value:
        yield from _faults_of_texts(value["texts"])
    if "tokens" in value:
        yield from _faults_of_tokens(value["tokens"])
    if "offset_unit" in value:
        yield from _faults_of_unit(value["offset_unit"], "tokens" in value)


def _faults_of_unit(unit: Any, given_words: bool) -> Iterator[Fault]:
    if not isinstance(unit, str) or unit not in UNITS:
        message = f"offset_unit is one of {', '.join(UNITS)}."
        yield Fault(("offset_unit",), "unknown_choice", message)
    elif given_words and unit != "token":
        message = "Given tokens have no text to count in; leave offset_unit out, or send token."
        yield Fault(("offset_unit",), "wrong_choice", message)


def _faults_of_texts(texts: Any) -> Iterator[Fault]:
    if not isinstance(texts, list):
        yield Fault(("texts",), "wrong_type", f"texts is a list of texts, not {_named(texts)}.")
        return
    if len(texts) > MOST_TEXTS:
        yield _too_many("texts", len(texts))
    for at, text in enumerate(texts):
        if not isinstance(text, str):
            message = f"Each of texts is a text, not {_named(text)}."
            yield Fault(("texts", at), "wrong_type", message)


def _faults_of_tokens(tokens: Any) -> Iterator[Fault]:
    if not isinstance(tokens, list):
        message = f"tokens is a list of words or a list of such lists, not {_named(tokens)}."
        yield Fault(("tokens",), "wrong_type", message)
    elif tokens and isinstance(tokens[0], list):
        if len(tokens) > MOST_TEXTS:
            yield _too_many("tokens", len(tokens))
        for at, words in enumerate(tokens):
            if isinstance(words, list):
                yield from _faults_of_words(words, ("tokens", at))
            else:
                message = f"Where one of tokens is a list, all are; this is {_named(words)}."
                yield Fault(("tokens", at), "wrong_type", message)
    else:
        yield from _faults_of_words(tokens, ("tokens",))


def _faults_of_words(words: list[Any], at: tuple[str | int, ...]) -> Iterator[Fault]:
    if len(words) > LONGEST_SENTENCE:
        yield too_long(at, len(words))
    if set(map(type, words)) <= {str} and all(words) and not any(map(str.isspace, words)):
        return  # nearly always; told without a step per word
    for number, word in enumerate(words):
        if not isinstance(word, str):
            message = f"A word is a text, not {_named(word)}."
            yield Fault((*at, number), "wrong_type", message)
        elif not word or word.isspace():
            message = "A word has at least one character that shows; leave this one out."
            yield Fault((*at, number), "empty_word", message)


def _too_many(name: str, count: int) -> Fault:
    message = f"{name} has {count:,} entries; {MOST_TEXTS:,} is the most. Send several requests."
    return Fault((name,), "too_many", message)


def _named(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "a number")
