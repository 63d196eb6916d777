"""The README's commands do what it says, on a fresh start, in its order."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.client import Client
from tests.journeys.conftest import ROOT

pytestmark = [pytest.mark.slow]

FIRST = ("Maria", "Anna", "Paul", "Li", "Omar", "Ines")
PLACES = ("Berlin", "Rome", "Oslo", "Lima", "Perth")


def commands(heading: str) -> str:
    """The commands below this heading."""
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(rf"## {heading}\n.*?```bash\n(.*?)```", text, re.DOTALL)
    assert found
    return found.group(1)


def corpus() -> str:
    """Sentences in CoNLL columns."""
    pairs = [(first, place) for first in FIRST for place in PLACES]
    return "\n".join(
        f"{first} B-PER\nlives O\nin O\n{place} B-LOC\n. O\n\nIn O\n{place} B-LOC\nis O\n"
        f"{first} B-PER\n. O\n"
        for first, place in pairs
    )


def bash(code: str, folder: Path, home: Path) -> str:
    """What it printed; it must succeed, and every command of it."""
    env = os.environ | {"TAGWRIGHT_HOME": str(home), "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    inward, outward = os.pipe()  # as a terminal, an input that does not end
    try:
        done = subprocess.run(
            ["bash", "-euc", code], cwd=folder, env=env, stdin=inward,
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    finally:
        os.close(inward)
        os.close(outward)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_commands_lead_from_a_file_to_an_answer_and_train_it_by_hand(
    embedded: Any, tmp_path: Path
) -> None:
    api = Client(embedded.url, embedded.token())
    (tmp_path / "corpus.conll").write_text(corpus(), "utf-8")
    place, token, ask, *steps, call = commands("The same by API").strip().split("\n")
    assert place.startswith("API=")
    assert token.startswith("AUTH=")
    place, token = f"API={embedded.url}/api/v1", f"AUTH='Authorization: Bearer {api.token}'"
    said = f"{place}\n{token}\n{ask}\n"
    for line in steps:
        answer = json.loads(bash(said + line, tmp_path, embedded.home))
        kind = line.rpartition("/")[2]
        if kind in ("imports", "feature-sets", "runs"):
            api.until_over(f"/{kind}/{answer['id']}", seconds=300)
    api.until_over(f"/deployments/{answer['id']}", seconds=60)
    known = f"KEY={answer['key']}\nURL={answer['url']}\n"
    found = json.loads(bash(known + call, tmp_path, embedded.home))["entities"]
    assert ("Oslo", "LOC") in [(entity["text"], entity["label"]) for entity in found]
    by_hand(embedded.home, tmp_path)


def by_hand(home: Path, folder: Path) -> None:
    code = commands("Training without the pages")
    code = code.replace(".venv/bin/python", sys.executable)
    code = code.replace(".venv/bin/tagwright", f"{sys.executable} {ROOT / 'manage.py'}")
    said = bash(code, folder, home)
    assert json.loads(said.strip().rpartition("\n")[2])["entities"]
