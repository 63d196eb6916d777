"""Names that people give: what can be read on a page and told apart."""

import unicodedata

_NEVER = frozenset(("Cc", "Cs", "Zl", "Zp"))
_UNSEEN = frozenset(("Cf", "Mn", "Zs"))
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows: a name could pose as another."""


def name_problem(name: str) -> str:
    """Why this cannot be a name; empty when it can.

    >>> name_problem("Sony \u202ecod.exe")
    'The name holds a control character (U+202E); remove it.'
    >>> name_problem("名前"), name_problem("\u200b")
    ('', 'The name has no visible character; write one.')
    """
    for letter in name:
        if letter in _TURNING or unicodedata.category(letter) in _NEVER:
            return f"The name holds a control character (U+{ord(letter):04X}); remove it."
    if name and all(unicodedata.category(letter) in _UNSEEN for letter in name):
        return "The name has no visible character; write one."
    return ""


def cleaned(name: str) -> str:
    """A file's name as it may be shown: without its control characters.

    >>> cleaned("a\u202elnoc.txt")
    'alnoc.txt'
    """
    return "".join(letter for letter in name if not name_problem(f"x{letter}"))
