"""Answers many requests with one run of the model, and never makes one wait for company.

What has queued while the last batch ran is the next batch. A long request is tagged in portions, in
turn with the others, and cut and written beside them, so it does not hold up a short one.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deployments.serving import answers
from deployments.serving.asks import LONGEST_SENTENCE, Ask, too_long
from deployments.serving.wire import Refused, busy, encoded, invalid
from training.tagger.runtime import Cut, Tagged, Tagger

AT_ONCE = 64
WORDS_IN_TURN = 2_048
SHORT_CHARACTERS = 500
LONG_CHARACTERS = 20_000
MOST_WAITING = 512
MOST_CHARACTERS = 16_000_000


@dataclass
class Job:
    """One request on its way: what is tagged of it and what is still to do."""

    tagger: Tagger
    ask: Ask
    done: "asyncio.Future[None]"
    cuts: list[Cut] = field(default_factory=list)
    sentences: list[Sequence[str]] | None = None
    tagged: list[Tagged] = field(default_factory=list)
    fault: Exception | None = None

    def prepare(self) -> list[Sequence[str]]:
        """All sentences; the texts are cut the first time. Raises Refused where one is too long."""
        if self.sentences is None:
            self.sentences = self._cut()
        return self.sentences

    def turn(self) -> list[Sequence[str]]:
        """The sentences of the next portion."""
        sentences = self.prepare()
        first = last = len(self.tagged)
        words = 0
        while last < len(sentences) and (last == first or words < WORDS_IN_TURN):
            words += len(sentences[last])
            last += 1
        return sentences[first:last]

    @property
    def complete(self) -> bool:
        """Whether every sentence is tagged."""
        return self.sentences is not None and len(self.tagged) == len(self.sentences)

    def _cut(self) -> list[Sequence[str]]:
        if self.ask.sentences:
            return list(self.ask.sentences)
        self.cuts = [self.tagger.cut(text) for text in self.ask.texts]
        sentences = [cut.sentences() for cut in self.cuts]
        faults = [
            too_long(self.ask.at(number), max(map(len, rows)))
            for number, rows in enumerate(sentences)
            if max(map(len, rows), default=0) > LONGEST_SENTENCE
        ]
        if faults:
            raise invalid(faults)
        return [sentence for rows in sentences for sentence in rows]

    def written(self) -> bytes:
        """The body of the answer."""
        ask = self.ask
        if ask.sentences:
            pairs = zip(ask.sentences, self.tagged, strict=True)
            results = [{"entities": answers.of_words(words, one)} for words, one in pairs]
        else:
            each = iter(self.tagged)
            results = [
                {"entities": answers.of_text(cut, [next(each) for _ in cut.ranges], ask.unit)}
                for cut in self.cuts
            ]
        return encoded({"results": results} if ask.many else results[0])


class Batcher:
    """The queue of one process and the one thread in which its models run."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._characters = 0
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tagger")
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="long-texts")
        self._running = asyncio.get_running_loop().create_task(self._run())

    async def answer(self, tagger: Tagger, ask: Ask) -> bytes:
        """The body of the answer; raises Refused, with 503 at once when too much is waiting."""
        size = ask.size
        if len(self._waiting) >= MOST_WAITING or self._characters + size > MOST_CHARACTERS:
            raise busy("busy", "Too many requests are waiting; send this one again in a second.")
        loop = asyncio.get_running_loop()
        job = Job(tagger, ask, loop.create_future())
        self._characters += size
        try:
            if size > LONG_CHARACTERS:
                await loop.run_in_executor(self._beside, job.prepare)
            self._waiting.append(job)
            self._wake.set()
            await job.done
            if size > LONG_CHARACTERS:
                return await loop.run_in_executor(self._beside, job.written)
            return job.written()
        finally:
            self._characters -= size

    async def close(self) -> None:
        """Stop the thread; whoever still waits is not answered."""
        self._running.cancel()
        for threads in (self._thread, self._beside):
            threads.shutdown(wait=True, cancel_futures=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            await asyncio.sleep(0)  # sockets that are readable now may still join this batch
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            if len(batch) == 1 and batch[0].ask.size <= SHORT_CHARACTERS:
                advance(batch)  # sooner done than handed over, and nobody else is waiting
            else:
                await loop.run_in_executor(self._thread, advance, batch)
            for job in batch:
                if job.done.done():
                    continue
                if job.fault is not None:
                    job.done.set_exception(job.fault)
                elif job.complete:
                    job.done.set_result(None)
                else:
                    self._waiting.append(job)
            if not self._waiting:
                self._wake.clear()


def advance(batch: Sequence[Job]) -> None:
    """Do the next portion of each job, jobs of one model together. A fault stays with its job."""
    by_model: dict[int, list[tuple[Job, list[Sequence[str]]]]] = {}
    for job in batch:
        try:
            by_model.setdefault(id(job.tagger), []).append((job, job.turn()))
        except Refused as fault:
            job.fault = fault
    for group in by_model.values():
        try:
            tagged = iter(group[0][0].tagger.tag([one for _, turn in group for one in turn]))
            for job, turn in group:
                job.tagged.extend(next(tagged) for _ in turn)
        except Exception as fault:  # handed to each waiting request, which logs it
            for job, _ in group:
                job.fault = fault
