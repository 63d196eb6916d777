"""Measure systems by name, or only write the page."""

import argparse

from benchmarks.systems import corpora, page, trial
from training.tagger.presets import PRESETS


def main() -> None:
    """Measure what is asked, keep it, and write the page."""
    parser = argparse.ArgumentParser("benchmarks.systems", description=__doc__)
    parser.add_argument("names", nargs="*", help="presets; `page` only writes the page")
    parser.add_argument("--corpus", action="append", help="gmb, wnut17, gmb_90_10 or gmb_pos")
    parser.add_argument("--sample", type=float, default=1.0, help="share of the training part")
    parser.add_argument("--again", action="store_true", help="also what is known already")
    asked = parser.parse_args()
    names = asked.names or [preset.name for preset in PRESETS]
    for corpus in map(corpora.named, asked.corpus or corpora.MAIN):
        for name in names if names != ["page"] else []:
            found = trial.known(name, corpus, asked.sample, again=asked.again)
            print(name, corpus.name, *found.cells(), f"{found.epochs} epochs", flush=True)
    page.write()


if __name__ == "__main__":
    main()
