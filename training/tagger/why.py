"""Why a sentence got these tags: the winning path, its rivals, and the table of transitions."""

from typing import Any

from training.tagger.chains import rivals
from training.tagger.chains.chain import FORBIDDEN, Chain
from training.tagger.runtime import Tagger
from training.tagger.runtime.chained import Chained

PATHS = 5
SENTENCES, TOKENS = 20, 200
"""So many are explained of a longer text and of a longer sentence: nobody reads on."""


class NoPaths(ValueError):
    """This model does not weigh whole paths, so there is nothing to show."""


def why(tagger: Tagger, text: str, *, paths: int = PATHS) -> dict[str, Any]:
    """The sentences of a text, each with its paths, best first, and the table of transitions."""
    engine = tagger.engine
    if not isinstance(engine, Chained):
        raise NoPaths(
            "This model decides by actions and not by paths of tags, so its answer has no sums of "
            "emissions and transitions to show."
        )
    words = [one[:TOKENS] for one in tagger.cut(text).sentences() if one]
    return {
        "tags": list(tagger.manifest.tags),
        "sentences": [_sentence(tagger, engine.chain, one, paths) for one in words[:SENTENCES]],
        "transitions": table(engine.chain, tagger.manifest.scheme),
    }


def _sentence(tagger: Tagger, chain: Chain, words: list[str], paths: int) -> dict[str, Any]:
    names = tagger.manifest.tags
    found = rivals.best_paths(chain, tagger.emissions([words])[0], paths)
    shown = [one._asdict() | {"tags": [names[tag] for tag in one.tags]} for one in found]
    return {"tokens": words, "paths": shown}


def table(chain: Chain, scheme: str) -> dict[str, Any]:
    """Scores from tag (row) to tag (column), at the start and at the end; null where forbidden."""

    def allowed(row: Any) -> list[float | None]:
        return [None if score <= FORBIDDEN else float(score) for score in row]

    matrix = [allowed(row) for row in chain.transitions]
    start, end = allowed(chain.start), allowed(chain.end)
    forbidden = sum(score is None for row in [*matrix, start, end] for score in row)
    learned = any(score for row in [*matrix, start, end] for score in row)
    return {
        "matrix": matrix,
        "start": start,
        "end": end,
        "forbidden": forbidden,
        "message": _about(scheme, forbidden, learned),
    }


def _about(scheme: str, forbidden: int, learned: bool) -> str:
    if not learned:
        return (
            "This model decides each token by itself: all transitions are 0, and a path's score "
            "is the sum of its emissions."
        )
    if forbidden:
        return (
            f"{forbidden} steps are forbidden, because the scheme {scheme} cannot write them (such "
            "as an I- tag after a tag of another label); no path takes them, however likely its "
            "tokens."
        )
    return "No step is forbidden; the model has learned by itself which tags follow each other."
