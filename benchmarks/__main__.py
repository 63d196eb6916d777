"""`python -m benchmarks [names…] [--quick] [--markdown]`: measure, print, and always end with 0.

Without names every section but `systems` runs. `peers` makes the environment of the peers instead.
"""

import argparse
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "platform"), str(ROOT)]

from benchmarks import machine, report  # noqa: E402
from benchmarks.size import FULL, QUICK, Size  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"
SECTIONS = {
    "gmb": "the whole line on a million tokens through the API",
    "corpora": "the same line on WNUT-17 and on Weibo",
    "training": "training beside NCRF++ and Flair",
    "inference": "one sentence and 1,000 sentences beside spaCy and Flair",
    "http": "requests at 1 and 64 clients beside torch in a Django view",
    "systems": "every system of the dropdowns on GMB and WNUT-17 (hours)",
    "scoring": "scoring a million tokens beside seqeval",
    "pages": "page size, time to the first label, key to paint",
}


def main(arguments: list[str]) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.names == ["peers"]:
        from benchmarks.contest import prepare

        return prepare()
    if unknown := set(asked.names) - set(SECTIONS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")
    size = QUICK if asked.quick else FULL
    measured = f"Measured on {machine.described()}."
    print(measured)
    found = [
        _run(name, size) for name in asked.names or [one for one in SECTIONS if one != "systems"]
    ]
    if asked.markdown:
        report.write(PAGE, [one for one in found if one.complete and one.measured], measured)
        print(f"\nWritten into {PAGE.relative_to(ROOT)}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    sections = "\n".join(f"  {name:<11}{what}" for name, what in SECTIONS.items())
    parser = argparse.ArgumentParser(
        "benchmarks",
        description=__doc__,
        epilog=f"sections:\n{sections}\n  peers      make build/peers, where the others run",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", metavar="name", help="sections; none means all but systems"
    )
    parser.add_argument("--quick", action="store_true", help="small: only to see that all runs")
    parser.add_argument("--markdown", action="store_true", help="write into docs/benchmarks.md")
    return parser


def _run(name: str, size: Size) -> report.Section:
    """One section; its failure is told, and keeps neither the others nor the page from theirs."""
    section = report.Section(name)
    try:
        measure: Callable[[report.Section, Size], None]
        measure = import_module(f"benchmarks.{name}").measure
        measure(section, size)
    except (Exception, SystemExit) as fault:
        traceback.print_exc()
        last = str(fault).strip().rsplit("\n", 1)[-1]
        section.remark(f"This section ended early: {type(fault).__name__}: {last}")
        section.complete = False
    return section


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
