"""What the household starts, and at which door each process answers."""

import socket
from pathlib import Path
from typing import Any

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
