"""Text, its tokens, and offsets into it: code points, unless a name says otherwise."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from kernel.boundaries import ABBREVIATIONS, ends
from kernel.characters import BREAK, EMOJI, FLAG, HIDDEN, JOINER, MARK, TAG, TONE, UNSPACED


class Token(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


class Span(NamedTuple):
    """A half-open range of tokens that carries a label."""

    start: int
    end: int
    label: str


TOKENIZERS: tuple[str, ...] = ("words", "whitespace", "characters")

_LETTER = f"(?:[^\\W\\d_{UNSPACED}][{MARK}]*)"
_WORD = f"(?:[^\\W{UNSPACED}][{MARK}{JOINER}]*)"
_PICTURE = f"[{EMOJI}][\\ufe0e\\ufe0f{TONE}]*[{TAG}]*"
_EMOJI = f"[{FLAG}]{{2}}|{_PICTURE}(?:\\u200d{_PICTURE})*"
_HANGUL = (
    "[\\u1100-\\u115f\\ua960-\\ua97c]+[\\u1160-\\u11a7\\ud7b0-\\ud7c6]*"
    "[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]*"
)
_CLUSTER = f"{_EMOJI}|{_HANGUL}|[^\\s{HIDDEN}][{MARK}\\u200d]*"
_SHORT = "|".join(sorted(ABBREVIATIONS))
_CLITIC = "['’](?:s|S|d|D|m|M|ll|LL|re|RE|ve|VE)(?!\\w)"
_INNER = f"(?:(?<=\\d)[.,:/](?=\\d)|[-‐‑&_](?={_WORD})|(?!{_CLITIC})['’](?={_LETTER}))"

_WORDS = re.compile(
    "|".join(
        (
            r"[A-Za-z]+(?=[ ,;!?)\n])",  # most words; what follows rules out all below
            r"(?:https?://|www\.)\S{0,2000}[^\s.,;:!?\"'”’»)\]}>]",  # addresses
            r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
            rf"[@#]{_WORD}+",  # mentions and hashtags
            _EMOJI,
            rf"(?:{_LETTER}\.){{2,}}",  # U.S.
            rf"\b(?i:{_SHORT})\.(?=\s|,)",  # Mr.
            rf"{_LETTER}+?(?=n['’]t(?!\w))|n['’]t(?!\w)",  # do + n't
            _CLITIC,
            rf"{_WORD}+(?:{_INNER}{_WORD}+)*",
            r"\.{2,}|-{2,}|``|''",
            _CLUSTER,
        )
    )
)
_ELISION = re.compile(rf"\b{_LETTER}{{1,6}}['’](?={_LETTER})|{_WORDS.pattern}")
_CHARACTERS = re.compile(_CLUSTER)
_WHITESPACE = re.compile(f"[^{BREAK}]+")


def tokenize(text: str, tokenizer: str = "words", language: str = "") -> list[Token]:
    """Cut a text. No token is empty, none overlaps, and no visible character is left out.

    `words`: runs of letters, digits and marks, with inner hyphens, apostrophes and number signs
    (“CE-7RM3”, “O'Brien”, “1,000.5”); English clitics are cut off (“Sony|'s”, “do|n't”), and in
    French, Italian and Catalan the elided article (“l'|homme”); addresses, mentions, abbreviations
    and joined emoji stay whole; each letter of a script written without spaces and each other
    punctuation mark is a token. `whitespace`: what stands between spaces; a no-break space binds.
    `characters`: what a reader sees as one character, spaces left out.

    >>> [text_[t.start : t.end] for text_ in ["Sony's CE-7RM3, 3.5 kg"] for t in tokenize(text_)]
    ['Sony', "'s", 'CE-7RM3', ',', '3.5', 'kg']
    """
    make = tuple.__new__  # what Token(start, end) does, without its arguments' way round
    return [make(Token, m.span()) for m in _cutter(tokenizer, language)(text)]


def _cutter(tokenizer: str, language: str) -> "Callable[[str], Iterable[re.Match[str]]]":
    if tokenizer == "words":
        elides = language[:2] in {"fr", "it", "ca"}
        return (_ELISION if elides else _WORDS).finditer
    if tokenizer == "whitespace":
        return _WHITESPACE.finditer
    if tokenizer == "characters":
        return _CHARACTERS.finditer
    raise ValueError(f"“{tokenizer}” is no tokenizer; choose one of {', '.join(TOKENIZERS)}.")


def sentences(text: str, tokens: list[Token], language: str = "") -> list[tuple[int, int]]:
    """Group tokens into sentences: half-open token ranges that follow each other and cover all.

    >>> sentences("It rocks. Buy it!", tokenize("It rocks. Buy it!"))
    [(0, 3), (3, 6)]
    """
    if not tokens:
        return []
    starts = [token.start for token in tokens]
    cuts = [0]
    for end in ends(text, language):
        first = bisect_left(starts, end, lo=cuts[-1])
        if cuts[-1] < first < len(tokens) and tokens[first - 1].end <= end:
            cuts.append(first)
    return list(zip(cuts, [*cuts[1:], len(tokens)], strict=True))


_TO_LEFT = re.compile(
    r"[.,;:!?%…)\]}»”’、。，！？；：）】」』]+|n['’]t|['’](?:s|d|m|ll|re|ve)", re.I
)
_TO_RIGHT = re.compile(r"[(\[{«“‘$£€#¿¡（【「『]+")
_UNSPACED_ENDS = re.compile(f"[{UNSPACED}]"), re.compile(f"[{UNSPACED}][{MARK}]*\\Z")


def join(words: Iterable[str], *, natural: bool = False) -> tuple[str, list[Token]]:
    """Lay given words out as a text: one space between two, none inside scripts that have none.

    With `natural`, punctuation moves to the word it belongs to, as a writer would have put it.

    >>> join(["It", "rocks", "."], natural=True)
    ('It rocks.', [Token(start=0, end=2), Token(start=3, end=8), Token(start=8, end=9)])
    """
    parts: list[str] = []
    tokens: list[Token] = []
    at, before = 0, ""
    for word in words:
        if before and not (_touch(before, word) or (natural and _belong(before, word))):
            parts.append(" ")
            at += 1
        parts.append(word)
        tokens.append(Token(at, at + len(word)))
        at += len(word)
        before = word
    return "".join(parts), tokens


def _touch(left: str, right: str) -> bool:
    if left.isascii() or right.isascii():
        return False
    starts, ends_ = _UNSPACED_ENDS
    return bool(starts.match(right) and ends_.search(left))


def _belong(left: str, right: str) -> bool:
    return bool(_TO_LEFT.fullmatch(right) or _TO_RIGHT.fullmatch(left))


def propose_tokenizer(
    samples: Iterable[tuple[str, list[Token]]], language: str = ""
) -> tuple[str, float]:
    """The tokenizer that finds most of the given tokens again, and the share it finds (0 to 1).

    Where each token stands one space from the next, a program laid the text out, and cutting at
    spaces would win without meaning anything: there the spacing is made natural first.
    At most 2,000 samples are looked at.
    """
    given = 0
    found = dict.fromkeys(TOKENIZERS, 0)
    made = dict.fromkeys(TOKENIZERS, 0)
    for text, tokens in islice(samples, 2000):
        words = [text[t.start : t.end] for t in tokens]
        if text == join(words)[0]:
            text, tokens = join(words, natural=True)
        given += len(tokens)
        for name in TOKENIZERS:
            cut = tokenize(text, name, language)
            made[name] += len(cut)
            found[name] += len(set(cut).intersection(tokens))
    if not given:
        return TOKENIZERS[0], 1.0
    best = max(TOKENIZERS, key=lambda name: (found[name], -made[name]))
    return best, found[best] / given


def to_utf16(text: str, offset: int) -> int:
    """A code point offset as browsers and Java count it.

    >>> to_utf16("👍 ok", 2)
    3
    """
    _check(text, offset)
    return offset if text.isascii() else len(text[:offset].encode("utf-16-le")) // 2


def from_utf16(text: str, offset: int) -> int:
    """A UTF-16 offset in code points; ValueError beyond the text or inside a surrogate pair."""
    return _from(text, offset, "utf-16-le", 2)


def to_utf8(text: str, offset: int) -> int:
    """A code point offset in bytes of UTF-8."""
    _check(text, offset)
    return offset if text.isascii() else len(text[:offset].encode())


def from_utf8(text: str, offset: int) -> int:
    """A byte offset in code points; ValueError beyond the text or inside a character."""
    return _from(text, offset, "utf-8", 1)


def _from(text: str, offset: int, encoding: str, width: int) -> int:
    if text.isascii():
        _check(text, offset)
        return offset
    units = text.encode(encoding)
    if not 0 <= offset * width <= len(units):
        raise ValueError(
            f"Offset {offset} lies outside the text, which ends at {len(units) // width}."
        )
    try:
        return len(units[: offset * width].decode(encoding))
    except UnicodeDecodeError:
        raise ValueError(f"Offset {offset} lies in the middle of a character.") from None


def _check(text: str, offset: int) -> None:
    if not 0 <= offset <= len(text):
        raise ValueError(f"Offset {offset} lies outside the text, which ends at {len(text)}.")
