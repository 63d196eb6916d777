"""Requests a second at 1 and 64 clients: our endpoint, its own echo, torch in a Django view."""

import json
import statistics
import urllib.request
from contextlib import ExitStack
from typing import NamedTuple

from benchmarks import household, load, servers, texts, trained
from benchmarks.load import Load
from benchmarks.report import Section, aim, ratio
from benchmarks.servers import Server, ServerFell
from benchmarks.size import Size

OURS, ECHO = "Tagwright endpoint", "its own echo: the same server, no model"
DJANGO = {
    "torch in a Django view, gunicorn sync": (),
    "torch in a Django view, gunicorn 8 threads": ("--threads", "8"),
}
CLIENTS = (1, 64)
BODIES, SKIPPED = 200, 30_000
TIMES_DJANGO, SHARE_OF_ECHO = 15, 0.35


class Cell(NamedTuple):
    """One server under one load, once."""

    load: Load
    per_cpu_second: float


def measure(section: Section, size: Size) -> None:
    """Each server is one process; loads are interleaved."""
    with ExitStack() as stack:
        model = stack.enter_context(trained.model(size))
        ours, echo = stack.enter_context(servers.tagwright(model))
        here = {OURS: ours, ECHO: echo}
        for name, options in DJANGO.items():
            try:
                here[name] = stack.enter_context(servers.django(model, *options))
            except ServerFell as fault:
                section.remark(f"{name} is absent: {fault}")
        bodies = _bodies()
        section.remark(_said(here, bodies))
        used, held = household.cpu_of(ours.root), household.megabytes_of(ours.root)
        section.remark(
            f"The endpoint started and answered these in {used:.2f} CPU s; {held:.0f} MB."
        )
        for clients in CLIENTS:
            _show(section, clients, _cells(here, clients, bodies, size))


def _bodies() -> list[str]:
    chosen = [words for words, _ in texts.some(5_000, SKIPPED) if 20 <= len(words) <= 30]
    return [json.dumps({"tokens": words}) for words in chosen[:BODIES]]


def _said(here: dict[str, Server], bodies: list[str]) -> str:
    """What is sent, by what, and whether all servers find the same entities."""
    peers = [server for name, server in here.items() if name in DJANGO]
    other = sum(
        _entities(here[OURS], body) != _entities(peer, body) for peer in peers for body in bodies
    )
    return (
        f"{len(bodies)} sentences of 20–30 words in turn, keep-alive, loaded by {load.tool()} on "
        "the same machine; one process per server, one thread of the model. Answers of the Django "
        f"view that differ from ours: {other} of {len(peers) * len(bodies)}."
    )


def _entities(server: Server, body: str) -> list[tuple[str, int, int]]:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.key}"}
    request = urllib.request.Request(server.url, body.encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        found = json.loads(answer.read())["entities"]
    return [(one["label"], one["start"], one["end"]) for one in found]


def _cells(
    here: dict[str, Server], clients: int, bodies: list[str], size: Size
) -> dict[str, list[Cell]]:
    cells: dict[str, list[Cell]] = {name: [] for name in here}
    for server in here.values():
        load.press(server.url, clients, 1, bodies, server.key)
    for _ in range(size.rounds):
        for name, server in here.items():
            before = server.cpu_seconds()
            found = load.press(server.url, clients, size.seconds, bodies, server.key)
            used = max(server.cpu_seconds() - before, 0.01)
            cells[name].append(Cell(found, found.per_second * size.seconds / used))
    return cells


def _show(section: Section, clients: int, cells: dict[str, list[Cell]]) -> None:
    table = section.table(
        f"{clients} client{'s' * (clients > 1)}",
        "server", "requests/s", "p50 ms", "p99 ms", "per CPU s", "ours is", "by CPU", "aim",
    )  # fmt: skip
    middle = {name: _middle(found) for name, found in cells.items()}
    for name, (found, per_cpu) in middle.items():
        table.row(
            name, f"{found.per_second:,.0f}", f"{found.p50:.2f}", f"{found.p99:.2f}",
            f"{per_cpu:,.0f}", *_compared(name, middle), _aim(name, clients, middle),
        )  # fmt: skip
        if found.failed:
            section.remark(f"{name}: {found.failed} requests of a round failed.")


def _middle(found: list[Cell]) -> Cell:
    """The median of each figure over the rounds; the most failures."""
    loads = [cell.load for cell in found]
    columns = zip(*(one[:3] for one in loads), strict=True)
    rate, p50, p99 = (statistics.median(column) for column in columns)
    cpu = statistics.median(cell.per_cpu_second for cell in found)
    return Cell(Load(rate, p50, p99, max(one.failed for one in loads)), cpu)


def _compared(name: str, middle: dict[str, Cell]) -> tuple[str, str]:
    if name == OURS:
        return "", ""
    ours, other = middle[OURS], middle[name]
    return (
        ratio(ours.load.per_second, other.load.per_second),
        ratio(ours.per_cpu_second, other.per_cpu_second),
    )


def _aim(name: str, clients: int, middle: dict[str, Cell]) -> str:
    """At 64 clients: 15 times the plain Django view, and 35 % of what the server itself can do."""
    share = middle[OURS].load.per_second / max(1.0, middle[name].load.per_second)
    if clients == 1 or name == OURS:
        return ""
    if name == ECHO:
        return aim(100 * share, 100 * SHARE_OF_ECHO, "%", least=True, digits=0)
    return aim(share, TIMES_DJANGO, "×", least=True, digits=0)
