"""What the figures mean, in words: over- or under-fitting, and text cut anew."""

from collections.abc import Sequence
from typing import Any

from kernel import scores
from kernel.scores import Score
from kernel.text import Span
from training.tagger.corpus import Manifest
from training.tagger.evaluate.judged import AT_ONCE, Judged
from training.tagger.learners.progress import Epoch
from training.tagger.runtime import Tagger

WARN_DELTA = -0.01
SOME_GAP, LOSSES_APART = 0.03, 3.0
"""Between training and test F1, and how many times the training loss the dev loss is."""


def recut(
    tagger: Tagger, judged: Sequence[Judged], given: Score, manifest: Manifest
) -> dict[str, Any] | None:
    """The score on the same text cut into tokens anew, as the endpoint will cut it."""
    if manifest.task == "tokens" or not judged:
        return None
    changed = 0
    gold, said = [], []
    for at in range(0, len(judged), AT_ONCE):
        block = judged[at : at + AT_ONCE]
        for one, entities in zip(
            block, tagger.answer([one.sentence.text for one in block]), strict=True
        ):
            tokens = one.sentence.tokens
            changed += tagger.cut(one.sentence.text).tokens != tokens
            gold.append(
                [Span(tokens[s].start, tokens[e - 1].end, label) for s, e, label in one.gold]
            )
            said.append([Span(found.start, found.end, found.label) for found in entities])
    micro = scores.score_spans(gold, said).micro
    delta = micro.f1 - given.f1
    if delta < WARN_DELTA:
        message = (
            f"On plain text the F1 is {-delta * 100:.1f} points lower, because the tokenizer "
            f"“{manifest.tokenizer}” cuts {changed:,} of {len(judged):,} sentences otherwise than "
            "the imported tokens. Choose another tokenizer for the project, or send tokens."
        )
    else:
        message = "Plain text, cut as the endpoint cuts it, scores as the imported tokens do."
    return {"f1": micro.f1, "delta": delta, "sentences": changed, "message": message}


def fit(train: Score, test: Score, history: Sequence[Epoch], part: str) -> dict[str, str]:
    """Over- or under-fitting in words, from the scores and the curves."""
    gap = train.f1 - test.f1
    both = f"F1 is {train.f1:.2f} on the training part and {test.f1:.2f} on the {part} part"
    if part == "train":
        return _verdict("unclear", f"{both}: there is no other part to compare with.")
    if test.support < 20:
        return _verdict(
            "unclear",
            f"{both}, which holds only {test.support} to find: too few to judge by. Label more.",
        )
    if train.f1 < 0.6:
        return _verdict(
            "underfit",
            f"{both}: the model has not learned its own examples. Train longer, or give it more to "
            "learn with.",
        )
    if gap > 0.15:
        return _verdict(
            "overfit",
            f"{both}: the model knows its examples by heart. More labels help most."
            f"{_rising(history)}",
        )
    if (apart := _apart(history)) and gap > SOME_GAP:
        return _verdict(
            "overfit",
            f"{both}, and {apart}: the model goes on learning its examples by heart. Stop earlier, "
            "or label more.",
        )
    return _verdict("good", f"{both}: what was learned carries over.")


def _apart(history: Sequence[Epoch]) -> str:
    """The dev loss against the training loss of the last epoch, where they are far apart."""
    last = history[-1] if history else None
    if last is None or last.dev_loss is None or last.dev_loss < LOSSES_APART * last.loss:
        return ""
    times = f"{last.dev_loss / last.loss:.1f} times the" if last.loss > 0 else "far above the"
    return f"the dev loss of {last.dev_loss:.4f} is {times} training loss of {last.loss:.4f}"


def _verdict(verdict: str, message: str) -> dict[str, str]:
    return {"verdict": verdict, "message": message}


def _rising(history: Sequence[Epoch]) -> str:
    losses = [one.dev_loss for one in history if one.dev_loss is not None]
    if len(losses) > 1 and losses[-1] > 1.1 * min(losses):
        return f" The dev loss rose again after epoch {losses.index(min(losses)) + 1}."
    return ""
