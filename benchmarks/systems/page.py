"""`docs/systems.md`: written from the entries themselves and from the figures that are kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from benchmarks.systems import corpora, trial
from benchmarks.systems.trial import Found
from kernel.entry import Entry
from training.tagger.presets import PRESETS
from training.tagger.recipe import Recipe

PAGE = trial.ROOT / "docs" / "systems.md"
HEAD = """# Systems

Everything the dropdowns offer, where it comes from, and what our own benchmark found. This page
is written by `python -m benchmarks.systems`, from the entries that the form is drawn from and
from the figures in `systems.json`; a test holds it against them.

Each system is trained by `python -m training.tagger fit` on one processor core without a GPU,
with its preset's recipe and seed 13. F1 is of entities, strict: borders and label must be right.
Behind it stands its 95 % interval (bootstrap over sentences). CPU seconds are of the whole run
with its report, tokens per second are training tokens, epoch by epoch, over them, MB of the whole
bundle, ms of one sentence of 17 words through the endpoint's code, with scores. They were taken on
processors of two kinds, which other work shared: compare times roughly. A figure marked “20 %” was
trained on the first fifth of the training part; the default stands there on the same fifth. The
last four columns are of GMB where it was measured, else of WNUT-17.
"""
BESIDE = """
The first two are of the Keras walk-through's own table, without I-gpe, the tag that its padding was
given; ours count it. It reads at most 104 words of a sentence. The others are of the walk-through
with ELMo, by its own count, on at most 50 words; here without ELMo. Our best reads whole sentences
where its preset does not say otherwise. No source tells which sentences its test part holds."""


def write(page: Path = PAGE) -> None:
    """The page, anew."""
    page.write_text(text(), "utf-8")


def text() -> str:
    """All of the page."""
    return "\n".join([HEAD, *_measured(), *_documents(), *_dropdowns()]) + "\n"


def _measured() -> Iterator[str]:
    found = trial.load()
    yield "## Scores\n"
    titles = [corpora.named(name).title for name in corpora.MAIN]
    yield f"| system | source | {' | '.join(titles)} | CPU s | tokens/s | MB | ms |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for preset in PRESETS:
        for sample in (1.0, 0.2):
            row = [found.get(trial.key(preset.name, name, sample)) for name in corpora.MAIN]
            if not any(row):
                continue
            mark = "" if sample == 1 else " (20 %)"
            first = next(one for one in row if one)
            scores = " | ".join(_score(one) for one in row)
            rest = " | ".join(first.cells()[1:])
            yield f"| {preset.title}{mark} | {preset.source} | {scores} | {rest} |"
    lacking = [p.title for p in PRESETS if not any(k.split(" ")[0] == p.name for k in found)]
    if lacking:
        yield f"\nNot measured yet: {', '.join(lacking)}."


def _score(found: Found | None) -> str:
    return found.cells()[0] if found else "–"


def _documents() -> Iterator[str]:
    """What others published of the same corpus, and the best of ours on the same division."""
    found = trial.load()
    yield "\n## Beside published figures on the same corpus\n"
    yield "| figure | published | the same arrangement here | our best | by |"
    yield "| --- | ---: | ---: | ---: | --- |"
    keras, elmo = "keras_bilstm", "residual_bilstm"
    rows = (
        ("token-level F1 over tags, macro, 70/10/20", 58.3, 10, keras, "gmb", "macro_tags"),
        ("token-level F1 over tags, micro, 70/10/20", 82.3, 10, keras, "gmb", "micro_tags"),
        ("entity F1, 90/10", 81.2, 1, elmo, "gmb_90_10", "f1"),
        ("part-of-speech F1, 90/10", 97.1, 1, elmo, "gmb_pos", "micro_tags"),
    )
    for title, published, epochs, preset, corpus, field in rows:
        ours = {name: (100 * getattr(one, field), one.epochs) for name, one in found.items()
                if name.split(" ")[1] == corpus}  # fmt: skip
        best = max(ours, key=lambda name: ours[name], default="")
        here = (_after(*ours[one]) if one in ours else "–"
                for one in (trial.key(preset, corpus, 1.0), best))  # fmt: skip
        yield f"| {title} | {_after(published, epochs)} | {' | '.join(here)} | {_by(best)} |"
    yield BESIDE


def _after(score: float, epochs: int) -> str:
    """A score and how long it was learned for."""
    return f"{score:.1f} after {epochs} epoch{'' if epochs == 1 else 's'}"


def _by(place: str) -> str:
    name, _, rest = place.partition(" ")
    title = next((preset.title for preset in PRESETS if preset.name == name), name)
    return title + (" (20 %)" if rest.endswith(" 0.2") else "")


def _dropdowns() -> Iterator[str]:
    yield "\n## Choices\n"
    yield "What the form offers, in its order, with each option's default."
    for entries, places in choices().items():
        yield f"\n### {places[0].title}\n"
        if owners := "; ".join(dict.fromkeys(one.owner for one in places if one.owner)):
            yield f"Asked by: {owners}\n"
        yield "| choice | what it is | options |"
        yield "| --- | --- | --- |"
        for entry in entries:
            said = re.sub(r"\s+", " ", (entry.__doc__ or "").strip().split("\n\n")[0])
            yield f"| {_title(entry)} | {said} | {', '.join(_options(entry))} |"


class Place(NamedTuple):
    """Where the form asks a dropdown: under which title, and for which choice."""

    title: str
    owner: str


def choices() -> dict[tuple[type[Entry], ...], list[Place]]:
    """Every dropdown by what it offers, with all places that ask it, in the form's order."""
    found: dict[tuple[type[Entry], ...], list[Place]] = {}
    _gather(Place("Algorithm", ""), Recipe.model_fields["algorithm"], found)
    return found


def _gather(
    place: Place, field: FieldInfo, found: dict[tuple[type[Entry], ...], list[Place]]
) -> None:
    """A dropdown and, behind it, those that its entries open."""
    entries = _entries(field)
    if not entries:
        return
    known = entries in found
    found.setdefault(entries, []).append(place)
    for entry in entries if not known else ():
        for inner in entry.model_fields.values():
            _gather(Place(inner.title or "", _title(entry)), inner, found)


def _entries(field: FieldInfo) -> tuple[type[Entry], ...]:
    return tuple(one for one in _members(field.annotation) if isinstance(one, type)
                 and issubclass(one, Entry))  # fmt: skip


def _members(kind: Any) -> list[Any]:
    """The classes of an annotation, through unions, tuples and Annotated."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _members(get_args(kind)[0])
    if origin in (Union, UnionType, tuple, list):
        return [one for part in get_args(kind) for one in _members(part)]
    return [kind]


def _options(entry: type[Entry]) -> Iterator[str]:
    for name, field in entry.model_fields.items():
        if name != "kind":
            yield f"{field.title or name} ({_default(field)})"


def _default(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, Entry):
        return _title(type(value))
    if get_origin(field.annotation) is Literal:
        return f"{value}; of {', '.join(map(str, get_args(field.annotation)))}"
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (list, tuple)):
        said = (_title(type(one)) if isinstance(one, Entry) else str(one) for one in value)
        return ", ".join(said) or "none"
    return "must be chosen" if field.is_required() else str(value) or "empty"


def _title(entry: type[Entry]) -> str:
    return str(getattr(entry, "title", entry.__name__))
