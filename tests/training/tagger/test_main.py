"""The command line as the worker drives it: events, stop, the end of its input, and kills."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
AGAIN = 75


@pytest.fixture
def ready(tmp_path, reviews):
    reviews.snapshot(tmp_path / "snapshot")

    def write(**fields):
        recipe = reviews.recipe(**fields).model_dump_json()
        (tmp_path / "recipe.json").write_text(recipe)
        return tmp_path

    return write


def environment():
    paths = os.pathsep.join((str(ROOT), str(ROOT / "platform")))
    return {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"}


def start(folder, *more):
    command = [sys.executable, "-m", "training.tagger", "fit", "recipe.json", "snapshot"]
    return subprocess.Popen(
        [*command, "--out", "out", *more], cwd=folder, env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def until(process, event, count=1):
    """Read events until one kind came `count` times; all that came."""
    told = []
    for line in process.stdout:
        told.append(json.loads(line))
        count -= told[-1]["event"] == event
        if not count:
            return told
    raise AssertionError(f"It ended without {event}: {told[-3:]} {process.stderr.read()}")


def other(*command, folder, text=""):
    return subprocess.run(
        [sys.executable, "-m", "training.tagger", *command], cwd=folder, env=environment(),
        input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_fit_then_verify_then_predict(ready):
    folder = ready(epochs=8)
    process = start(folder)
    told = until(process, "done")
    assert told[0]["event"] == "start"
    process.stdin.close()
    assert process.wait() == 0
    assert other("verify", "out/bundle", folder=folder).returncode == 0
    said = other("predict", "out/bundle", folder=folder, text="My new Sony CE-7 has great zoom .\n")
    (line,) = said.stdout.strip().split("\n")
    assert [one["text"] for one in json.loads(line)["entities"]] == ["Sony CE-7", "zoom"]
    (folder / "out/bundle/words.onnx").write_bytes(b"other")
    refused = other("verify", "out/bundle", folder=folder)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["code"] == "checksum_mismatch"


def test_stop_keeps_the_best_epoch_and_ends_well(ready):
    process = start(ready(epochs=1000, early_stopping=0))
    until(process, "epoch", 2)
    process.stdin.write("stop\n")
    process.stdin.flush()
    assert until(process, "done")[-1]["best_epoch"] >= 1
    process.stdin.close()
    assert process.wait() == 0


def test_the_end_of_its_input_ends_it_with_a_checkpoint(ready):
    folder = ready(epochs=1000, early_stopping=0)
    process = start(folder)
    until(process, "epoch")
    process.stdin.close()
    for _ in process.stdout:
        pass
    assert process.wait() == AGAIN
    assert (folder / "out/checkpoint/state.safetensors").exists()


def kill(process, checkpoint, how):
    """Send a signal once there is something to resume from; the exit status."""
    while not checkpoint.exists():
        until(process, "epoch")
    process.send_signal(how)
    for _ in process.stdout:
        pass
    return process.wait()


def test_a_run_that_is_ended_and_then_killed_resumes_and_ends_with_the_same_bytes(ready):
    folder = ready(epochs=60, early_stopping=0)
    checkpoint = folder / "out/checkpoint/state.safetensors"
    whole = start(folder)
    until(whole, "done")
    whole.stdin.close()
    assert whole.wait() == 0
    (folder / "out").rename(folder / "whole")
    assert kill(start(folder), checkpoint, signal.SIGTERM) == AGAIN
    assert kill(start(folder, "--resume"), checkpoint, signal.SIGKILL) == -signal.SIGKILL
    again = start(folder, "--resume")
    told = until(again, "done")
    again.stdin.close()
    assert again.wait() == 0
    assert told[0]["resumed_from"] >= 1
    for name in ("words.onnx", "sentence.onnx", "tables.safetensors", "vocabulary.json"):
        made, expected = ((folder / run / "bundle" / name).read_bytes() for run in ("out", "whole"))
        assert made == expected, name


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("recipe.json", '{"algorithm": {"kind": "magic"}}', "bad_recipe"),
        ("recipe.json", '{"device": "cuda:77"}', "bad_recipe"),
        ("snapshot/train.jsonl", "", "bad_snapshot"),
        ("snapshot/train.jsonl", "{}\n", "bad_snapshot"),
        ("snapshot/manifest.json", "[", "bad_snapshot"),
    ],
)
def test_what_cannot_be_trained_is_said_as_an_event(ready, name, content, code):
    folder = ready()
    (folder / name).write_text(content)
    process = start(folder)
    (failed,) = until(process, "failed")
    process.stdin.close()
    assert failed["code"] == code
    assert failed["message"]
    assert process.wait() == 1
