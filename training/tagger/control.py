"""What whoever drives a run may ask of it, and what the run tells: plain values, one at a time."""

from dataclasses import dataclass
from typing import Any

Event = dict[str, Any]
TELL_SECONDS = 0.2
"""Steps are told at most so often."""


class Left(Exception):
    """The run was told to leave."""


@dataclass
class Control:
    """What may be asked of a run while it goes on; looked at between steps."""

    stop: bool = False
    """Keep the best so far, then finish."""
    leave: bool = False
    """End at once; what can be taken up again has written its checkpoint."""
    learning: bool = False
    """Between its first and its last step; outside of these all that counts is on disk."""
    ended: bool = False
    """It has told its end; nothing that is asked from here on matters."""


def log(level: str, message: str) -> Event:
    """A sentence for the log."""
    return {"event": "log", "level": level, "message": message}
