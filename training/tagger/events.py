"""What a run tells while it goes on: plain values, one JSON object per line on the command line."""

from collections.abc import Iterator

from training.tagger.control import Event, log
from training.tagger.corpus import Corpus
from training.tagger.learners.base import Learner
from training.tagger.learners.progress import Step


def start(learner: Learner, corpus: Corpus, device: str, resumed: int | None) -> Event:
    """The first event: what “auto” came to, how much there is to learn from, and the epochs that
    an earlier attempt finished: its last words may have reached nobody."""
    part, plan = corpus.parts["train"], learner.plan
    return {
        "event": "start",
        "parameters": learner.parameters,
        "device": device,
        "batch_tokens": plan.tokens if plan else part.tokens,
        "batch_sentences": plan.sentences or None if plan else len(part),
        "learning_rate": plan.rate if plan else None,
        "resumed_from": resumed,
        "epochs": [epoch._asdict() for epoch in learner.at.history],
        "truncated": corpus.truncated._asdict(),
        "sentences": {name: len(one) for name, one in corpus.parts.items()},
        "tokens": {name: one.tokens for name, one in corpus.parts.items()},
        "tags": len(corpus.tags),
    }


def notes(learner: Learner, corpus: Corpus) -> Iterator[Event]:
    """What a person should know before the first step."""
    cut = corpus.truncated
    if cut.sentences:
        yield log(
            "warning",
            f"{cut.sentences:,} training sentences are longer than {cut.limit} tokens; what stands "
            f"beyond is not learned from: {cut.tokens:,} tokens, {cut.entities:,} entities.",
        )
    if not corpus.parts["dev"].tokens:
        yield log("info", "There is no dev part: the epoch with the lowest training loss is kept.")
    for note in learner.notes:
        yield log(note.level, note.message)


class Pace:
    """How fast steps go, with recent ones weighing more."""

    def __init__(self, now: float) -> None:
        self.at, self.seconds, self.tokens, self.sentences = now, 0.0, 0.0, 0.0
        self.weight = 0.0

    def count(self, step: Step, now: float) -> None:
        """Take in one step."""
        keep = 0.98
        self.seconds = self.seconds * keep + (now - self.at)
        self.tokens = self.tokens * keep + step.tokens
        self.sentences = self.sentences * keep + step.sentences
        self.weight = self.weight * keep + 1
        self.at = now

    def event(self, step: Step) -> Event:
        """The step as an event."""
        seconds = max(self.seconds, 1e-9)
        left = (step.total - step.done) * seconds / self.weight
        return {
            "event": "step",
            "done": step.done,
            "total": step.total,
            "loss": step.loss,
            "tokens_per_second": round(self.tokens / seconds, 1),
            "sentences_per_second": round(self.sentences / seconds, 1),
            "seconds_per_step": seconds / self.weight,
            "seconds_left": round(left, 1),
        }
