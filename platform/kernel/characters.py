"""Classes of characters, as they are written inside the brackets of a regular expression.

The standard library's `re` knows letters and digits (`\\w`) but neither combining marks nor
scripts; without the marks a Hindi word would fall apart at every vowel sign.
"""

import unicodedata


def _ranges(points: list[int]) -> str:
    """Write sorted code points as the ranges of a character class."""
    parts: list[str] = []
    first = last = points[0]
    for point in [*points[1:], -1]:
        if point == last + 1:
            last = point
            continue
        parts.append(f"\\U{first:08x}-\\U{last:08x}")
        first = last = point
    return "".join(parts)


def _marks() -> str:
    """Every combining mark. All of them lie in these two ranges, which are scanned in a few ms."""
    places = (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0))
    return _ranges([p for p in places if unicodedata.category(chr(p))[0] == "M"])


MARK = _marks()

BREAK = "\\t\\n\\x0b\\x0c\\r \\x85\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000"
"""Spaces at which a line may be broken. The no-break spaces bind, and so do not part tokens."""

HIDDEN = "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff"
"""Characters nobody sees: zero-width spaces, joiners and direction marks. None is a token."""

JOINER = "\\u00ad\\u200c\\u200d\\u2060"
"""Soft hyphen, zero-width (non-)joiner, word joiner: inside a word they belong to it."""

UNSPACED = (
    "\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3038-\\u303b\\u3041-\\u3096"
    "\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f"  # kana
    "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U000323af"  # Han
    "\\u0e01-\\u0e30\\u0e32\\u0e33\\u0e40-\\u0e46"  # Thai
    "\\u0e81-\\u0eb0\\u0eb2\\u0eb3\\u0ebd-\\u0ec6"  # Lao
    "\\u1000-\\u102a\\u103f\\u1050-\\u1055\\u1780-\\u17b3"  # Burmese, Khmer
)
"""Letters of the scripts that put no space between words."""

EMOJI = (
    "\\u203c\\u2049\\u2122\\u2139\\u2190-\\u21ff\\u2300-\\u23ff\\u25a0-\\u27bf\\u2900-\\u297f"
    "\\u2b00-\\u2bff\\u3030\\u303d\\u3297\\u3299\\U0001f000-\\U0001f1e5\\U0001f200-\\U0001f3fa"
    "\\U0001f400-\\U0001faff"
)
FLAG = "\\U0001f1e6-\\U0001f1ff"
TONE = "\\U0001f3fb-\\U0001f3ff"
TAG = "\\U000e0020-\\U000e007f"
