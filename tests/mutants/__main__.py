"""`python -m tests.mutants`: every suite against every mutant, and what becomes of the mutants that none notices.

Prints a table, a line a family, how many mutants each suite notices by itself; then each mutant that no suite notices:
a story that tells it apart (then it *survives*, and a test is missing), or that it is indistinguishable to a depth.
With `--told` they are told apart by what is told of a story alone: entries without their names, and states.
`--first` asks a suite only about mutants that the ones before it did not notice, `--only` and `--named` choose mutants.
Exit status 1 if any survives; with `--bound` only if fewer than so many percent are noticed, and those that are left
are not told apart.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.catalogue import FAMILIES, Mutant, all_mutants
from tests.mutants.depth import difference, everything, told
from tests.mutants.model import books_terms, in_force
from tests.mutants.named import named
from tests.mutants.suites import SUITES, Suite

DEPTH = 1  # 2 takes some minutes a mutant


def noticed_by(mutant: Mutant, suites: Sequence[Suite], first: bool = False) -> set[str]:
    """Return the names of the suites that notice the mutant; with `first` at most one, the first."""
    names = set()
    for suite in suites:
        with in_force(mutant):
            if suite.notices(mutant):
                names.add(suite.name)
                if first:
                    break
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and the mutants that are left."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.split("\n\n")[0])
    parser.add_argument("--first", action="store_true", help="stop at the first suite that notices a mutant")
    several = {"action": "append", "choices": list(SUITES), "default": []}
    parser.add_argument("--suite", help="only this suite; may be given several times", **several)
    parser.add_argument("--bound", type=int, metavar="PERCENT", help="how many must be noticed, at least")
    parser.add_argument("--depth", type=int, default=DEPTH, help="actions tried for a mutant that is left")
    parser.add_argument("--only", metavar="TEXT", default="", help="only mutants that have this in their name")
    parser.add_argument("--named", metavar="FILE", type=Path, help="only mutants that this file names")
    parser.add_argument("--told", action="store_true", help="tell what is left apart by entries and states alone")
    options = parser.parse_args(arguments)
    suites = [make() for name, make in SUITES.items() if not options.suite or name in options.suite]
    chosen = named(options.named) if options.named else None
    mutants = [
        mutant
        for mutant in all_mutants(books_terms())
        if options.only in repr(mutant) and (chosen is None or repr(mutant) in chosen)
    ]

    def judge(index: int) -> tuple[int, set[str]]:
        return index, noticed_by(mutants[index], suites, options.first)

    found = dict(in_parallel(judge, range(len(mutants))))
    print_table(suites, mutants, [found[index] for index in range(len(mutants))])
    left = [mutant for index, mutant in enumerate(mutants) if not found[index]]
    if options.bound is not None:
        percent = 100 - 100 * len(left) / len(mutants)
        print(f"{percent:.1f} % of {len(mutants)} mutants are noticed (bound {options.bound} %)")
        return 0 if percent >= options.bound else 1

    def tell(index: int) -> tuple[int, str]:
        return index, difference(left[index], options.depth, told if options.told else everything)

    stories = dict(in_parallel(tell, range(len(left))))
    for index, mutant in enumerate(left):
        story = stories[index]
        print(f"survives: {mutant!r}: {story}" if story else f"indistinguishable to depth {options.depth}: {mutant!r}")
    return 1 if any(stories.values()) else 0


def print_table(suites: Sequence[Suite], mutants: Sequence[Mutant], noticed: Sequence[set[str]]) -> None:
    """Print how many mutants of each family each suite notices, as a Markdown table."""
    columns = [suite.name for suite in suites]
    print("| mutants | " + " | ".join(columns) + " | any | of |")
    print("| --- |" + " ---: |" * (len(columns) + 2))
    for family in (*FAMILIES, "all"):
        chosen = [names for mutant, names in zip(mutants, noticed, strict=True) if family in (mutant.family, "all")]
        if not chosen:
            continue
        counts = Counter(name for names in chosen for name in names)
        cells = [str(counts[column]) for column in columns] + [str(sum(map(bool, chosen))), str(len(chosen))]
        print(f"| {family} | " + " | ".join(cells) + " |")


def in_parallel(work, indexes):  # type: ignore[no-untyped-def]
    """Yield the results of the work on each index, from as many processes as there are cores."""
    global _work
    _work = work  # the forked processes have it without pickling
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(_call, indexes, chunksize=4)


def _call(index: int) -> object:
    return _work(index)


if __name__ == "__main__":
    sys.exit(main())
