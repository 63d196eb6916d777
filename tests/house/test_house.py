"""The habits of the house, where the type checker and the linter cannot see them."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("platform", "annotation", "featuresets", "training", "deployments")
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "mark_safe",
    "extractall",
    "RawSQL",
    "splitlines",
    "yaml.load",
    "pickle.load",
    "pickle.loads",
    "torch.load",
}


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (p for p in (ROOT / room).rglob("*.py") if "migrations" not in p.parts)


def python(code: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    env = os.environ | {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "tagwright.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT, check=False
    )


def test_platform_is_a_folder_not_a_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert python("import platform; print(platform.system())").stdout.strip()


def test_every_package_below_the_platform_is_one() -> None:
    assert all(
        (ROOT / "platform" / p / "__init__.py").exists()
        for p in ("kernel", "workspace", "tagwright")
    )
    assert not list((ROOT / "tests").rglob("__init__.py"))


@pytest.mark.parametrize("room", ["training", "deployments"])
def test_the_rooms_with_a_web_free_half_have_an_empty_init(room: str) -> None:
    assert (ROOT / room / "__init__.py").read_text("utf-8").strip() == ""


def test_the_tagger_learns_without_the_web_framework() -> None:
    done = python(
        "import sys; sys.modules['django'] = None; sys.modules['celery'] = None\n"
        "import training.tagger.train, training.tagger.evaluate, training.tagger.export"
    )
    assert done.returncode == 0, done.stderr


def test_the_form_is_drawn_without_torch() -> None:
    done = python(
        "import sys; sys.modules['torch'] = None\n"
        "from training.tagger.recipe import Recipe; from training.tagger.presets import PRESETS\n"
        "assert Recipe.model_json_schema()['properties']"
    )
    assert done.returncode == 0, done.stderr


def test_an_endpoint_starts_without_torch_and_without_the_web_framework() -> None:
    done = python(
        "import sys; sys.modules['torch'] = None; sys.modules['django'] = None\n"
        "import deployments.serving.app, training.tagger.runtime"
    )
    assert done.returncode == 0, done.stderr


def test_web_and_worker_never_import_torch() -> None:
    done = python(
        "import sys, django; django.setup()\n"
        "import tagwright.urls, tagwright.celery\n"
        "tagwright.celery.app.loader.import_default_modules()\n"
        "print([m for m in ('torch', 'sklearn', 'seqeval') if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def _called(node: ast.Call) -> set[str]:
    """The names a call may go by: `eval`, `torch.load`, `extractall` of anything."""
    function = node.func
    if isinstance(function, ast.Name):
        return {function.id}
    if not isinstance(function, ast.Attribute):
        return set()
    owner = function.value.id if isinstance(function.value, ast.Name) else ""
    return {f"{owner}.{function.attr}"} | ({function.attr} - {"eval", "exec"})


def test_nothing_unpickles_evaluates_or_trusts() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        for name in _called(node) & FORBIDDEN_CALLS
    ]
    assert found == []


def test_every_setting_is_told_in_the_docs() -> None:
    told = (ROOT / "docs" / "grown.md").read_text("utf-8")
    read = {
        name for path in sources() for name in re.findall(r'"(TAGWRIGHT_\w+)"', path.read_text())
    }
    for_benchmarks = {"TAGWRIGHT_SERVING_ECHO"}
    assert sorted(name for name in read - for_benchmarks if f"`{name}`" not in told) == []


def test_the_project_names_no_registry_and_no_folder_of_a_machine() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    words = ("registry." + "npmjs", "files.python" + "hosted", '"resolved": "ht' + "tp")
    found = [
        name
        for name in filter(None, tracked.stdout.split("\0"))
        if (ROOT / name).suffix in (".json", ".toml", ".md", ".py", ".yml", ".ts", ".tsx", ".txt")
        and any(word in (ROOT / name).read_text("utf-8") for word in words)
    ]
    assert found == []
