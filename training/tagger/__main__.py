"""The tagger from the command line: `fit` a recipe, `predict` with a bundle, `verify` one, `embed`
words.

    python -m training.tagger fit recipe.json snapshot/ --out run/ [--files vectors/] [--resume]
    python -m training.tagger predict run/bundle < texts
    python -m training.tagger verify run/bundle
    python -m training.tagger embed recipe.json sentences.txt --out vectors/
    python -m training.tagger elmo options.json weights.hdf5 --out elmo.safetensors

`fit` and `embed` tell one JSON object per line. A line `stop` on the standard input ends them with
the best epoch, or the vectors of this moment; the end of that input, or SIGTERM, ends `fit` with a
checkpoint, and both with exit code 75.
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

from training.tagger.bundles.bundle import BadBundle
from training.tagger.control import Control, Left

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
    compare_ = commands.add_parser("compare", help="hold a bundle against a labelled file")
    compare_.add_argument("bundle", type=Path)
    compare_.add_argument("file", type=Path, help="one labelled sentence a line")
    compare_.add_argument("--out", type=Path, required=True)
    compare_.add_argument("--target", default="", help="the layer of tags, for token tags")
    embed_ = commands.add_parser("embed", help="learn word vectors from text")
    embed_.add_argument("recipe", type=Path)
    embed_.add_argument("text", type=Path, help="one sentence per line, words between spaces")
    embed_.add_argument("--out", type=Path, required=True)
    embed_.add_argument("--files", type=Path, help="folder of uploaded files, named by sha256")
    elmo_ = commands.add_parser("elmo", help="check a published ELMo and write it as one file")
    elmo_.add_argument("options", type=Path)
    elmo_.add_argument("weights", type=Path)
    elmo_.add_argument("--out", type=Path, required=True)
    read_ = commands.add_parser("read", help="score a folder of sentences and answers")
    read_.add_argument("folder", type=Path)
    read_.add_argument("--out", type=Path, required=True)
    why_ = commands.add_parser("why", help="one text in, its best paths as sums out")
    why_.add_argument("bundle", type=Path)
    why_.add_argument("text", type=Path, help="a file with the text")
    shrink_ = commands.add_parser("shrink", help="write a bundle's int8 form and measure both")
    shrink_.add_argument("bundle", type=Path)
    shrink_.add_argument("snapshot", type=Path)
    shrink_.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args(arguments)
    acts = (fit, predict, verify, compare, embed, elmo, read, why, shrink)
    try:
        return {act.__name__: act for act in acts}[asked.command](asked)
    except BadBundle as fault:
        return _failed(fault.code, fault.message)


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

    control = Control()
    _listen(control)
    job = train.Job(recipe, asked.snapshot, asked.out, asked.files, asked.resume)
    try:
        for event in train.run(job, control):
            control.ended = event["event"] == "done"
            _say(event)
    except Left:
        return AGAIN
    except tuple(train.FAILURES) as fault:
        control.ended = True
        return _failed(train.code_of(fault), str(fault))
    return 0


def embed(asked: argparse.Namespace) -> int:
    """Learn word vectors; left before its end, it keeps nothing and starts anew."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from pydantic import ValidationError

    from training.tagger.wordvectors import EmbeddingRecipe

    try:
        recipe = EmbeddingRecipe.model_validate_json(asked.recipe.read_bytes(), strict=True)
    except (ValidationError, OSError) as fault:
        return _failed("bad_recipe", f"The recipe cannot be used: {fault}")
    from training.tagger.wordvectors import run
    from training.tagger.wordvectors.text import BadText

    control = Control()
    _listen(control)
    try:
        for event in run.run(run.Job(recipe, asked.text, asked.out, asked.files), control):
            control.ended = event["event"] == "done"
            _say(event)
    except Left:
        return AGAIN
    except (BadText, MemoryError, OSError) as fault:
        control.ended = True
        return _failed("storage" if isinstance(fault, OSError) else "bad_text", str(fault))
    return 0


def elmo(asked: argparse.Namespace) -> int:
    """Turn a published ELMo into the file that recipes read; every table is looked at."""
    from training.tagger import elmo

    try:
        shape, tables = elmo.read(asked.options, asked.weights)
    except elmo.BadELMo as fault:
        return _failed("bad_elmo", str(fault))
    asked.out.write_bytes(elmo.dumps(shape, tables))
    _say({"event": "done", **elmo.about(shape)})
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
    from training.tagger.runtime import load

    tagger = load(asked.bundle)
    _say({"event": "verified", "kind": tagger.manifest.kind, "labels": tagger.manifest.labels})
    return 0


def compare(asked: argparse.Namespace) -> int:
    """Answer a labelled file's sentences and write how each compares with what it says."""
    from training.tagger.evaluate.compared import compare
    from training.tagger.runtime import load

    _end_with_parent()
    tagger = load(asked.bundle)
    asked.out.mkdir(parents=True, exist_ok=True)
    compare(
        tagger, asked.file, asked.out, target=asked.target,
        tell=lambda done: _say({"event": "progress", "done": done}),
    )  # fmt: skip
    _say({"event": "done"})
    return 0


def shrink(asked: argparse.Namespace) -> int:
    """Write the int8 form of a bundle; the last line holds the figures of both forms."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from training.tagger import int8
    from training.tagger.corpus import BadSnapshot

    _end_with_parent()
    try:
        figures = int8.make(asked.bundle, asked.snapshot, asked.out)
    except BadSnapshot as fault:
        return _failed("bad_snapshot", str(fault))
    _say({"event": "done", "figures": figures})
    return 0


def read(asked: argparse.Namespace) -> int:
    """Score labelled sentences by a bundle, or by what another program answered."""
    from training.tagger.corpus import BadSnapshot
    from training.tagger.evaluate import reading
    from training.tagger.evaluate.outside import Unmatched

    _end_with_parent()
    try:
        reading.make(asked.folder, asked.out)
    except Unmatched as fault:
        return _failed("unmatched", str(fault))
    except BadSnapshot as fault:
        return _failed("bad_snapshot", str(fault))
    _say({"event": "done"})
    return 0


def why(asked: argparse.Namespace) -> int:
    """Explain the tags of a text."""
    from training.tagger import why
    from training.tagger.runtime import load

    try:
        _say(why.why(load(asked.bundle), asked.text.read_bytes().decode()))
    except why.NoPaths as fault:
        return _failed("no_paths", str(fault))
    return 0


def _end_with_parent() -> None:
    """End at once when the standard input closes: nobody waits for the answer any more."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(AGAIN)

    mode = os.fstat(sys.stdin.fileno()).st_mode
    if stat.S_ISFIFO(mode):
        threading.Thread(target=wait, daemon=True).start()


def _say(event: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def _failed(code: str, message: str) -> int:
    _say({"event": "failed", "code": code, "message": message})
    return 1


def _listen(control: Control) -> None:
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
