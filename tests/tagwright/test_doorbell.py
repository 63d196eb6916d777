"""A worker that looks into the folder of messages finds whole ones only."""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection


@pytest.fixture
def connection(tmp_path: Path) -> Connection:
    options = {f"data_folder_{way}": str(tmp_path) for way in ("in", "out")}
    options["control_folder"] = str(tmp_path / "control")
    return Connection("filesystem://localhost/", transport_options=options)


def test_a_message_is_read_whole_while_it_is_written(connection: Connection) -> None:
    sent = {"body": "x" * 20_000_000}
    with connection.channel() as channel:
        writer = threading.Thread(target=channel._put, args=("cpu", sent))
        writer.start()
        assert looked_for(channel, writer) == sent
        with pytest.raises(Empty):
            channel._get("cpu")


def test_messages_come_in_their_order_and_to_their_queue(connection: Connection) -> None:
    with connection.channel() as channel:
        channel._put("train.cpu", 1)
        channel._put("cpu", 2)
        assert (channel._get("cpu"), channel._get("train.cpu")) == (2, 1)


def looked_for(channel: Any, writer: threading.Thread) -> Any:
    while writer.is_alive():
        try:
            return channel._get("cpu")
        except Empty:
            continue
    return channel._get("cpu")
