"""From the command line's training to an answer over HTTP: nothing in between is made by hand."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from training.tagger import runtime
from training.tagger.bundles import bundle

ROOT = Path(__file__).resolve().parents[3]
KINDS = ("bilstm_crf", "linear_crf", "stack_lstm")


def fit(recipe: Path, snapshot: Path, out: Path) -> "subprocess.CompletedProcess[str]":
    """Training ends when its standard input does, so that is held open until it is done."""
    read_end, write_end = os.pipe()
    try:
        return subprocess.run(
            [sys.executable, "-m", "training.tagger", "fit", recipe, snapshot, "--out", out],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"},
            stdin=read_end,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(read_end)
        os.close(write_end)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_from_the_command_line_answers_over_http(
    reviews: ModuleType, web: Any, start: Callable[..., Any], tmp_path: Path, kind: str
) -> None:
    snapshot = reviews.snapshot(tmp_path / "snapshot", train=60)
    recipe = tmp_path / "recipe.json"
    recipe.write_text(reviews.recipe(kind).model_dump_json())
    done = fit(recipe, snapshot, tmp_path / "run")
    assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path / "run/bundle"
    web.deploy("trained", folder, "key")
    serving = start(web.url)
    web.wait_for("trained", "live")
    texts = ["The Sony CE-7 has great eye autofocus .", "My new Nikon Z lacks flash ."]
    reply = serving.predict("trained", "key", {"texts": texts})
    assert reply.status == 200, reply
    expected = runtime.load(folder).answer(texts)
    for result, known in zip(reply.json["results"], expected, strict=True):
        found = [tuple(entity.values())[:4] for entity in result["entities"]]
        assert found == [entity[:4] for entity in known]
    manifest = bundle.read(folder).manifest
    assert set(manifest.labels) == {"PNAME", "PFEATURE"}
