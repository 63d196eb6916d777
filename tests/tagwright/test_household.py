"""What the household starts, and at which door each process answers."""

import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tagwright import household


def test_as_many_serving_processes_as_wished_answer_at_one_door(
    settings: Any, tmp_path: Path
) -> None:
    settings.SERVING_PROCESSES = 3
    with socket.create_server(("127.0.0.1", 0)) as web, socket.create_server(("", 0)) as serving:
        commands = household._commands(tmp_path, web, serving)
        names = [name for name in commands if name.startswith("serving")]
        assert names == ["serving", "serving-2", "serving-3"]
        for name in names:
            assert commands[name][commands[name].index("--fd") + 1] == str(serving.fileno())
            assert household._door_of(name, (web, serving)) is serving
        assert household._door_of("web", (web, serving)) is web
        assert household._door_of("worker", (web, serving)) is None


@pytest.mark.parametrize(
    "command",
    [
        ["training.tagger", "--help"],
        ["gunicorn", "--check-config", "tagwright.wsgi"],
        ["celery", "-A", "tagwright", "report"],
    ],
)
def test_what_lies_where_one_starts_it_is_not_imported(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_with_strangers(tmp_path))
    child = household.Child("some", [sys.executable, "-m", *command], tmp_path / "home", None)
    child.start()
    assert child.process is not None
    assert child.process.wait(60) == 0, child.log.read_text()


def test_nor_by_the_command_itself(tmp_path: Path) -> None:
    command = [Path(sys.executable).with_name("tagwright"), "check"]
    done = subprocess.run(command, cwd=_with_strangers(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _with_strangers(folder: Path) -> Path:
    for room in ("training", "workspace", "annotation"):
        (folder / f"{room}.py").write_text("raise SystemExit('not ours')")
    return folder
