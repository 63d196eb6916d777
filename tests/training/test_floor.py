"""Web and worker start, draw the form and know every task without torch and its kin."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = "torch sklearn seqeval torchcrf onnx pycrfsuite optuna sqlalchemy"
LOOK = f"""
import django, sys
django.setup()
import tagwright.urls, training.tasks, training.runner, deployments.internal
from django.conf import settings
from training.tagger.recipe import Recipe
Recipe.model_json_schema()
print(sorted(set("{HEAVY}".split()) & set(sys.modules)))
"""


@pytest.mark.slow
def test_neither_web_nor_worker_imports_torch(tmp_path: Path) -> None:
    env = {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        "DJANGO_SETTINGS_MODULE": "tagwright.settings",
        "TAGWRIGHT_HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
