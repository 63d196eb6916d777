"""Why a run's model tags a text as it does: asked of the model in a short process of its own."""

import tempfile
from pathlib import Path
from typing import Any

from training import asking
from training.models import Run
from training.process import Failed, asked_of_tagger
from workspace.errors import Conflict, Refused


def why(run: Run, text: str) -> dict[str, Any]:
    """The best paths of each sentence as sums, and the table of transitions."""
    if not run.bundle_hash:
        message = f"“{run.name}” is {run.state}; it can answer when it is done."
        raise Conflict(message, code="not_done")
    with tempfile.TemporaryDirectory(prefix="why.") as name:
        folder = Path(name)
        asking.lay_bundle(run.bundle_files, folder / "bundle")
        (folder / "text").write_bytes(text.encode())
        try:
            return asked_of_tagger(["why", "bundle", "text"], folder)
        except Failed as fault:
            raise Refused(str(fault), code="no_answer") from None
