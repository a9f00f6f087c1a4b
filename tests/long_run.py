"""`python -m tests.long_run [STORIES] [--first SEED]`: stories from seeds, each with the laws of a single pass.

The stories are those of `membership_sim.testing.stories`, told from seeds that follow one another, on every core. It
prints how many were told, in which states they were, and each seed whose timeline breaks a law. Exit status 1 if any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence

from membership_sim.oracle.laws import violations
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story

CHUNK = 500


def judge(first: int) -> tuple[int, Counter[str], list[str]]:
    """Return the entries, the states reached and the broken laws of a chunk of stories."""
    entries, reached, broken = 0, Counter[str](), []
    for seed in range(first, first + CHUNK):
        timeline = simulate(story(seed))
        entries += len(timeline.entries)
        reached.update({entry.state for entry in timeline.entries})
        broken += [f"seed {seed}: {violation}" for violation in violations(timeline)]
    return entries, reached, broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell the stories and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.long_run")
    parser.add_argument("stories", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    options = parser.parse_args(arguments)
    began, entries, reached, count = time.perf_counter(), 0, Counter[str](), 0
    chunks = range(options.first, options.first + options.stories, CHUNK)
    with multiprocessing.Pool(options.processes) as pool:
        for more, states, broken in pool.imap_unordered(judge, chunks):
            entries += more
            reached += states
            count += len(broken)
            for line in broken:
                print(line, flush=True)
    told = len(chunks) * CHUNK
    print(f"{told} stories, {entries} entries, {count} broken laws, {time.perf_counter() - began:.0f} s")
    print(", ".join(f"{state} in {100 * number // told} %" for state, number in reached.most_common()))
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
