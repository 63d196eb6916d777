"""Words that a transformer cannot read: its unknown piece stands for all or a part of them."""

from collections.abc import Mapping

from training.tagger.transformer.pieces import Pieces

MANY = 0.05
"""Share of a text's words from which on it is written in what the transformer never learned."""


def share(pieces: Pieces, counts: Mapping[str, int]) -> float:
    """How much of a text, told as how often each word stands in it, is unread: 0 to 1."""
    unread = sum(n for word, n in counts.items() if pieces.cut.unknown in pieces.of(word))
    return unread / max(1, sum(counts.values()))


def told(unread: float) -> str:
    """The share as a sentence.

    >>> told(0.712)
    'The transformer cannot read 71 % of the words: choose one that knows the language.'
    >>> told(0.004)
    'The transformer can read 99.6 % of the words.'
    """
    if unread >= MANY:
        return (
            f"The transformer cannot read {unread * 100:.0f} % of the words: choose one that knows "
            "the language."
        )
    return f"The transformer can read {(1 - unread) * 100:.1f} % of the words."
