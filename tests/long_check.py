"""`python -m tests.long_check [STORIES] [--first SEED] [--every]`: `check` on stories from seeds, on every core.

Each story is told as its own entries and in one other form of record in turn, neither of which may diverge, and once
with one random mutation in one form in turn, which must be reported; with `--every`, in each form. It prints the seeds
of false divergences and of changes that went unnoticed, and a table of the mutations. Exit status 1 if there is any
false divergence, any change of a full record that is not equivalent and not reported, any other that conforms, or when
less than 99 % of those of charges alone are reported.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from tests.records import FORMS, wrongly_judged
from tests.spoiling import CHANGES, KINDS_TOLD, Found, spoil

CHUNK: Final = 50
LEAST_SHARE: Final = 0.99
EACH_BY_READINGS: Final = 4  # of so many stories one has its mutations judged under other readings too

Key = tuple[str, str, str, str]  # the form, the change, the judgement, why it is equivalent


def in_turn(forms: Iterable[str], seed: int, every: bool) -> list[str]:
    """Return the forms of a story's turn, or every one."""
    told = list(forms)
    return told if every else [told[seed % len(told)]]


def unlike_the_model(seed: int, every: bool) -> list[str]:
    """Return each form in which a true story is judged as it may not be."""
    found = []
    own, *others = FORMS
    for form in (own, *in_turn(others, seed, every)):
        wrong = wrongly_judged(form, seed)
        found += [f"seed {seed}, {form}: {verdict}" for verdict in wrong or ()]
    return found


def verdicts_on_mutations(seed: int, every: bool) -> list[tuple[str, tuple[str, Found]]]:
    """Return for each form what one random mutation came to."""
    found = []
    for form in in_turn(KINDS_TOLD, seed, every):
        how = random.Random(f"{seed} {form}").choice(list(CHANGES))
        its = spoil(seed, form, how, by_readings=every and seed % EACH_BY_READINGS == 0)
        found += [(form, (how, its))] if its is not None else []
    return found


def judge(first: int, *, every: bool, stories: int = CHUNK) -> tuple[list[str], Counter[Key]]:
    """Return the false verdicts on a chunk of stories, and what their mutations came to."""
    false, counts = [], Counter[Key]()
    for seed in range(first, first + stories):
        false += unlike_the_model(seed, every)
        for form, (how, its) in verdicts_on_mutations(seed, every):
            counts[form, how, its.judgement, its.equivalent] += 1
            if not its.equivalent and its.judgement != "diverges":
                false += [f"seed {seed}, {form} {how}: {its.judgement}"]
    return false, counts


def shares(counts: Counter[Key]) -> dict[str, tuple[int, int, int]]:
    """Return of each form the mutations that are not equivalent, those reported, and those that conform."""
    found = {}
    for form in KINDS_TOLD:
        own = {key: count for key, count in counts.items() if key[0] == form and not key[3]}
        reported = sum(count for key, count in own.items() if key[2] == "diverges")
        found[form] = (sum(own.values()), reported, sum(count for key, count in own.items() if key[2] == "conforms"))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the stories and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.long_check")
    parser.add_argument("stories", nargs="?", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--every", action="store_true", help="every form of each story, other readings too")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    began, false, counts = time.perf_counter(), 0, Counter[Key]()
    chunks = range(options.first, options.first + options.stories, CHUNK)
    with multiprocessing.Pool(options.processes) as pool:
        for wrong, more in pool.imap_unordered(partial(judge, every=options.every), chunks):
            counts += more
            false += len([line for line in wrong if not line.endswith(": undetermined")])
            for line in wrong:
                print(line, flush=True)
    forms = len(FORMS) if options.every else 2
    told = f"{len(chunks) * CHUNK} stories in {forms} of {len(FORMS)} forms each"
    print(f"{told}, {time.perf_counter() - began:.0f} s: {false} false")
    for key, count in sorted(counts.items()):
        print(f"{key[0]:8} {key[1]:8} {count:7} {key[2] or 'conforms'}{f' (equivalent: {key[3]})' if key[3] else ''}")
    too_few = []
    for form, (count, reported, _) in shares(counts).items():
        share = reported / count if count else 0
        print(f"{form}: {reported} of {count} reported, {100 * share:.2f} %")
        too_few += [form] if share < (LEAST_SHARE if form == "charges" else 1) else []
    return 1 if false or too_few else 0


if __name__ == "__main__":
    sys.exit(main())
