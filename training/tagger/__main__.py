"""The tagger from the command line: `fit` a recipe, `predict` with a bundle, `verify` one.

    python -m training.tagger fit recipe.json snapshot/ --out run/ [--files vectors/] [--resume]
    python -m training.tagger predict run/bundle < texts
    python -m training.tagger verify run/bundle

`fit` tells one JSON object per line. A line `stop` on its standard input ends it with the best
epoch; the end of that input, or SIGTERM, ends it with a checkpoint and exit code 75.
"""

import argparse
import json
import os
import signal
import stat
import sys
import threading
from pathlib import Path
from typing import Any

AGAIN = 75  # EX_TEMPFAIL: start again with --resume
GRACE_SECONDS = 10.0


def main(arguments: list[str] | None = None) -> int:
    """Run a command and answer its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.tagger", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fit_ = commands.add_parser("fit", help="train a recipe on a snapshot")
    fit_.add_argument("recipe", type=Path)
    fit_.add_argument("snapshot", type=Path)
    fit_.add_argument("--out", type=Path, required=True)
    fit_.add_argument("--files", type=Path, help="folder of uploaded files, named by sha256")
    fit_.add_argument("--resume", action="store_true")
    for name, text in (("predict", "one text per line in, one JSON line out"), ("verify", "")):
        command = commands.add_parser(name, help=text or "check a bundle and its golden answers")
        command.add_argument("bundle", type=Path)
    asked = parser.parse_args(arguments)
    return {"fit": fit, "predict": predict, "verify": verify}[asked.command](asked)


def fit(asked: argparse.Namespace) -> int:
    """Train; every outcome is also an event on standard output."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from pydantic import ValidationError

    from training.tagger.recipe import Recipe

    try:
        recipe = Recipe.model_validate_json(asked.recipe.read_bytes(), strict=True)
    except (ValidationError, OSError) as fault:
        return _failed("bad_recipe", f"The recipe cannot be used: {fault}")
    from training.tagger import train

    control = train.Control()
    _listen(control)
    job = train.Job(recipe, asked.snapshot, asked.out, asked.files, asked.resume)
    try:
        for event in train.run(job, control):
            control.ended = event["event"] == "done"
            _say(event)
    except train.Left:
        return AGAIN
    except tuple(train.FAILURES) as fault:
        control.ended = True
        return _failed(train.code_of(fault), str(fault))
    return 0


def predict(asked: argparse.Namespace) -> int:
    """Tag the lines of standard input."""
    from training.tagger.runtime import load

    tagger = load(asked.bundle)
    for line in sys.stdin:
        (entities,) = tagger.answer([line.rstrip("\r\n")])
        _say({"entities": [entity._asdict() for entity in entities]})
    return 0


def verify(asked: argparse.Namespace) -> int:
    """Check every byte of a bundle and let it give its golden answers."""
    from training.tagger.bundle import BadBundle
    from training.tagger.runtime import load

    try:
        tagger = load(asked.bundle)
    except BadBundle as fault:
        return _failed(fault.code, fault.message)
    _say({"event": "verified", "kind": tagger.manifest.kind, "labels": tagger.manifest.labels})
    return 0


def _say(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def _failed(code: str, message: str) -> int:
    _say({"event": "failed", "code": code, "message": message})
    return 1


def _listen(control: Any) -> None:
    """Take `stop` and the end of standard input, and SIGTERM, to the run."""

    def leave(*_: object) -> None:
        if control.ended:
            return
        control.leave = True
        if not control.learning:
            os._exit(AGAIN)

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "stop":
                control.stop = True
        # The end of an epoch may be far from the next step; nobody is left to wait for it.
        end = threading.Timer(GRACE_SECONDS, os._exit, (AGAIN,))
        end.daemon = True
        end.start()
        leave()

    signal.signal(signal.SIGTERM, leave)
    mode = os.fstat(sys.stdin.fileno()).st_mode
    if stat.S_ISCHR(mode) and not sys.stdin.isatty():
        return  # /dev/null: nobody ever was there
    threading.Thread(target=listen, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
