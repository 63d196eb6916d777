"""Where a sentence ends in running text: at a line break, and at a mark that closes it."""

import re
from collections.abc import Iterator

from kernel.characters import UNSPACED

ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms dr prof st sr jr gen sen rep gov lt col sgt capt cmdr adm maj rev hon pres "
        "vs etc inc ltd co corp bros dept univ assn fig figs eq vol ed eds pp cf al approx est "
        "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur fri "
        "nr str bzw usw evtl ggf inkl fr mme mlle sig dott ing av sra srta dra ud uds",
    )
)
"""Words that keep their full stop. Lower-cased; several languages, because texts mix them."""

_STARTERS = frozenset(
    re.findall(
        r"\w+",
        "the a an he she it they we i in on at but and this that these those there his her its "
        "our their if when while after before as for from with by some all many most however so",
    )
)
"""Words that begin a sentence after an abbreviation such as “U.S.”."""

_ORDINAL_DOT = frozenset({"de", "da", "no", "nb", "nn", "fi", "cs", "sk", "hu", "et", "sl", "hr"})
"""Languages that write “3. October”: there a full stop after a number ends nothing."""

_CLOSERS = "\"'”’»›)\\]}）】」』》〉"
_OPENERS = "\"'“‘«‹(\\[{¿¡（【「『《〈"
_MARKS = ".!?…؟।॥۔።"
_END = re.compile(
    rf"(?P<line>[\n\r\x0b\x0c\x85\u2028\u2029])"
    rf"|(?P<wide>[。！？｡]+[{_CLOSERS}]*|(?<![!?])[!?]+[{_CLOSERS}]*(?=[{UNSPACED}]))"
    rf"|(?<![{_MARKS}])(?P<mark>(?P<stop>\.)(?![{_MARKS}])|[{_MARKS}]+)"
    rf"(?: ?[{_CLOSERS}])*(?P<gap>\s+)(?=(?P<next>(?:[{_OPENERS}] ?)*(?P<first>\w|\S)))"
)
_CAN_END = re.compile(rf"[{_MARKS}\n\r\x0b\x0c\x85\u2028\u2029。！？｡]")
"""The first characters of `_END`: a search for these alone is many times quicker."""
_WORD_BEFORE = re.compile(r"[^\s\"'“‘«(\[]{1,24}\Z")
_WORD_AFTER = re.compile(r"\w+")


def ends(text: str, language: str = "") -> Iterator[int]:
    """Offsets, rising, before which a sentence ends.

    >>> list(ends("Mr. Wu left. He ran!"))
    [12]
    """
    for found in _found(text):
        if found["line"] or found["wide"]:
            yield found.end()
        elif not _goes_on(text, found, language):
            yield found.start("gap")


def _found(text: str) -> "Iterator[re.Match[str]]":
    """`_END.finditer`, tried only where it can begin."""
    at = 0
    while (candidate := _CAN_END.search(text, at)) is not None:
        found = _END.match(text, candidate.start())
        at = found.end() if found else candidate.end()
        if found:
            yield found


def _goes_on(text: str, found: "re.Match[str]", language: str) -> bool:
    """Whether the sentence continues behind this mark."""
    if any(c in "\n\r\x0b\x0c\x85\u2028\u2029" for c in found["gap"]):
        return False
    if found["first"].islower():
        return found["mark"][0] not in "؟।॥۔።"
    if not found["stop"]:
        return False
    before = _WORD_BEFORE.search(text, max(0, found.start() - 24), found.start())
    return before is not None and _is_abbreviation(text, before, found, language)


def _is_abbreviation(
    text: str, before: "re.Match[str]", found: "re.Match[str]", language: str
) -> bool:
    word = before[0]
    if word.isdecimal():
        opens_line = not text[max(0, before.start() - 2) : before.start()].strip(" ")
        return language[:2] in _ORDINAL_DOT or (opens_line and before.start() < 2)
    if "." in word and word.replace(".", "").isalpha():  # U.S. p.m. e.g.
        after = _WORD_AFTER.match(text, found.start("first"))
        return after is None or after[0].lower() not in _STARTERS or after[0].islower()
    if len(word) == 1 and word.isalpha() and word.isupper():  # J. Smith
        return word != "I"
    return word.lower() in ABBREVIATIONS
