"""Every system of the dropdowns on the same sentences: what `docs/systems.md` is made of.

    python -m benchmarks.systems [names…] [--corpus gmb] [--sample 0.2] [--again]

Each system is trained by `python -m training.tagger fit` in a process of its own, on one thread.
What was found is kept in `docs/systems.json` under the recipe's digest, so that only what changed
is measured anew; the page is written from the entries and from these figures.
"""

from benchmarks.report import Section
from benchmarks.size import Size
from benchmarks.systems import corpora, page, trial
from training.tagger.presets import PRESETS

FAST = ("hmm", "linear_crf")


def measure(section: Section, size: Size) -> None:
    """What is not known yet, system after system; `--quick`: two of them on a small sample."""
    table = section.table("Systems", "system", "corpus", "F1", "seconds", "tokens/s", "MB", "ms")
    names = [preset.name for preset in PRESETS if size.full or preset.name in FAST]
    for corpus in corpora.at_hand():
        for name in names:
            found = trial.known(name, corpus, 1.0 if size.full else 0.02, store=size.full)
            table.row(name, corpus.name, *found.cells())
    if size.full:
        page.write()
