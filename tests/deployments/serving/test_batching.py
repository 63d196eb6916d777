"""The batcher on its own: fair to short requests, firm when too much waits."""

import asyncio
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deployments.serving.asks import Ask
from deployments.serving.batching import MOST_CHARACTERS, MOST_WAITING, Batcher
from deployments.serving.wire import Refused
from training.tagger import runtime
from training.tagger.runtime import Tagger


@pytest.fixture(scope="module")
def tagger(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    folder = tmp_path_factory.mktemp("batching") / "b"
    tiny.neural(folder)
    return runtime.load(folder)


def test_a_short_request_does_not_wait_for_a_long_one_before_it(tagger: Tagger) -> None:
    async def run() -> list[str]:
        batcher = Batcher()
        done: list[str] = []

        async def ask(name: str, text: str) -> None:
            await batcher.answer(tagger, Ask("codepoint", texts=(text,)))
            done.append(name)

        await asyncio.gather(ask("long", "It rocks. " * 20_000), ask("short", "It rocks."))
        await batcher.close()
        return done

    assert asyncio.run(run()) == ["short", "long"]


def test_a_long_request_in_portions_gets_the_answer_of_one_piece(tagger: Tagger) -> None:
    text = "The Sony CE-7RM3 rocks. It rocks! " * 1_000

    async def run() -> Any:
        batcher = Batcher()
        body = await batcher.answer(tagger, Ask("codepoint", texts=(text,)))
        await batcher.close()
        return json.loads(body)["entities"]

    (expected,) = tagger.answer([text])
    assert [tuple(entity.values())[:4] for entity in asyncio.run(run())] == [
        entity[:4] for entity in expected
    ]


def test_a_full_queue_refuses_at_once_and_answers_all_it_took(tagger: Tagger) -> None:
    async def run() -> list[Any]:
        batcher = Batcher()
        asks = [
            batcher.answer(tagger, Ask("codepoint", texts=("It rocks.",)))
            for _ in range(MOST_WAITING + 30)
        ]
        found = await asyncio.gather(*asks, return_exceptions=True)
        again = await batcher.answer(tagger, Ask("codepoint", texts=("It rocks.",)))
        await batcher.close()
        return [*found, again]

    found = asyncio.run(run())
    refused = [one for one in found if isinstance(one, Refused)]
    assert len(refused) == 30
    assert all(
        one.answer.status == 503 and (b"retry-after", b"1") in one.answer.headers for one in refused
    )
    assert len({one for one in found if isinstance(one, bytes)}) == 1
    assert isinstance(found[-1], bytes)


def test_too_many_characters_at_once_are_refused_however_few_the_requests(tagger: Tagger) -> None:
    async def run() -> None:
        batcher = Batcher()
        try:
            await batcher.answer(tagger, Ask("codepoint", texts=("x" * (MOST_CHARACTERS + 1),)))
        finally:
            await batcher.close()

    with pytest.raises(Refused) as caught:
        asyncio.run(run())
    assert caught.value.answer.status == 503


def test_a_refused_request_leaves_its_neighbours_alone(tagger: Tagger) -> None:
    async def run() -> list[Any]:
        batcher = Batcher()
        texts = ["It rocks.", "x " * 20_001, "It rocks."]
        asks = [batcher.answer(tagger, Ask("codepoint", texts=(text,))) for text in texts]
        found = await asyncio.gather(*asks, return_exceptions=True)
        await batcher.close()
        return found

    one, refused, other = asyncio.run(run())
    assert one == other
    assert isinstance(refused, Refused)
    assert refused.answer.status == 400


def test_two_models_in_one_batch_answer_each_their_own(
    tiny: ModuleType, tagger: Tagger, tmp_path: Path
) -> None:
    tiny.linear(tmp_path / "b")
    second = runtime.load(tmp_path / "b")
    ask = Ask("codepoint", texts=("The Sony CE-7RM3 rocks.",))

    async def run(*taggers: Tagger) -> list[bytes]:
        batcher = Batcher()
        found = await asyncio.gather(*(batcher.answer(one, ask) for one in taggers))
        await batcher.close()
        return found

    together = asyncio.run(run(tagger, second, tagger))
    assert together == [asyncio.run(run(one))[0] for one in (tagger, second, tagger)]
    assert together[0] != together[1]
