"""The same line on other corpora: noisy English (WNUT-17) and Chinese by characters (Weibo)."""

import lzma
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import texts
from benchmarks.household import House, household
from benchmarks.line import COLUMNS, Line
from benchmarks.report import Section
from benchmarks.size import Size


class Corpus(NamedTuple):
    """Three files in CoNLL columns, and how they are to be read."""

    name: str
    folder: str
    parts: dict[str, str]
    project: dict[str, str]
    options: dict[str, Any]
    text: str


CORPORA = (
    Corpus(
        "WNUT-17",
        "wnut17",
        {
            "train": "wnut17train.conll",
            "dev": "emerging.dev.conll",
            "test": "emerging.test.annotated",
        },
        {"tokenizer": "words", "language": "en"},
        {},
        "Justin Bieber is playing in Toronto with Lady Gaga tonight",
    ),
    Corpus(
        "Weibo",
        "weibo",
        {part: f"weiboNER_2nd_conll.{part}" for part in ("train", "dev", "test")},
        {"tokenizer": "characters", "language": "zh"},
        {"strip_position": True},
        "我和妈妈在北京看了周杰伦的演唱会",
    ),
)


def measure(section: Section, size: Size) -> None:
    """Import three files, pick them as train, dev and test, train, deploy, predict."""
    folder = texts.data_folder()
    for corpus in CORPORA:
        if folder is None or not (folder / corpus.folder).is_dir():
            section.remark(f"{corpus.name} skipped: it is not at hand (set TAGWRIGHT_DATA).")
            continue
        with household("--no-demo") as house:
            _walk(section, house, corpus, folder / corpus.folder, size)


def _walk(section: Section, house: House, corpus: Corpus, folder: Path, size: Size) -> None:
    table = section.table(f"{corpus.name} through the API, default recipe", *COLUMNS)
    line = Line(house, table, name=corpus.name, task="ner", **corpus.project)
    for part, name in corpus.parts.items():
        raw = lzma.decompress((folder / f"{name}.xz").read_bytes())
        watch, done = line.import_file(f"{part}.conll", raw, "conll", corpus.options)
        said = f"{done['written']:,} sentences, {done['rejected']} rejected"
        table.row(f"import {part}", *watch.cells(), "", said)
    picks = {part: {"source": f"{part}.conll"} for part in corpus.parts}
    watch, made = line.freeze("as published", {"kind": "picked", **picks, "rest": None})
    table.row("feature set, as published", *watch.cells(), "", _counted(made["summary"]))
    watch, run, said = line.train(made, "default", epochs=25 if size.full else 2)
    table.row("train", *watch.cells(), "", said)
    line.deploy(run.id, corpus.text)


def _counted(summary: dict[str, Any]) -> str:
    return "; ".join(
        f"{part['name']} {part['sentences']:,} sentences, {part['tokens']:,} tokens, "
        f"{part['entities']:,} entities"
        for part in summary["parts"]
    )
