"""Measure, print the table, and exit with 1 when a bound is passed; see the package's own words."""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import checking
from benchmarks.decades import peer, story
from benchmarks.measure import Ratio, cpu_of_call, cpu_of_process, in_turns, memory_of_process
from membership_sim import Timeline, simulate
from membership_sim.oracle.laws import violations

SCENARIO = Path(__file__).parent.parent / "scenarios" / "first-year.yaml"
COMMAND = "import sys; from membership_sim_command import main; sys.exit(main())"  # what the installed script does


MEMBERS, FEW_LINES, MANY_LINES = 1000, 10_000, 1_000_000


class Benchmark(NamedTuple):
    """A ratio to keep: how it is measured in so many turns, its bound and its aim; the unit of what is compared."""

    name: str
    measure: Callable[[int], Ratio]
    turns: int
    bound: float
    aim: float
    unit: str = "ms"


def whole_process(turns: int) -> Ratio:
    """Compare a run on the command line with importing the two libraries."""
    ours = cpu_of_process([sys.executable, "-c", COMMAND, "run", str(SCENARIO)])
    return in_turns(ours, cpu_of_process([sys.executable, "-c", "import transitions, pendulum"]), turns)


def ten_years(turns: int) -> Ratio:
    """Compare ten years with the bare triggers."""
    scenario = story(10)
    bare, _ = peer(scenario)
    return in_turns(cpu_of_call(lambda: simulate(scenario)), cpu_of_call(bare), turns)


def a_hundred_years(turns: int) -> Ratio:
    """Compare a year of a hundred with a year of ten; ten of the short ones make a turn as long as the long one."""
    long, short = story(100), story(10)
    ours = cpu_of_call(lambda: simulate(long))
    return in_turns(ours, cpu_of_call(lambda: [simulate(short) for _ in range(10)]), turns)


def laws(turns: int) -> Ratio:
    """Compare judging two years by all single-pass laws with simulating them."""
    scenario = story(2)
    timeline = simulate(scenario)
    assert violations(timeline) == []
    return in_turns(cpu_of_call(lambda: violations(timeline)), cpu_of_call(lambda: simulate(scenario)), turns)


def check(turns: int) -> Ratio:
    """Compare judging ten thousand lines of a thousand members with parsing them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        checking.write(path, MEMBERS, FEW_LINES)
        return in_turns(cpu_of_call(lambda: checking.judge(path)), cpu_of_call(lambda: checking.parse(path)), turns)


def memory_of_check(turns: int) -> Ratio:
    """Compare the memory for a million lines of a thousand members with that for ten thousand."""
    held = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (MANY_LINES, FEW_LINES):
            path = Path(folder) / "record.jsonl"
            checking.write(path, MEMBERS, count)
            held.append(memory_of_process([sys.executable, "-c", COMMAND, "check", str(path), "--rulebook", "generic"]))
    many, few = held
    return Ratio(many / few, many / few, many, few)


def picture(turns: int) -> Ratio:
    """Compare drawing ten years with drawing a month, both as SVG."""
    long = simulate(story(10))
    short = simulate(story(1)._replace(until_day=long.start.day + 30, events=story(1).events[:1]))
    assert len(long.charges) > 80
    assert short.until_day - short.start.day == 30
    return in_turns(cpu_of_call(lambda: drawn(long)), cpu_of_call(lambda: drawn(short)), turns)


def drawn(timeline: Timeline) -> bytes:
    """Return the timeline as an SVG."""
    return timeline.plot().to_bytes("svg")


BENCHMARKS = (
    Benchmark("whole process", whole_process, 20, 2.2, 1.8),
    Benchmark("ten years", ten_years, 100, 1.8, 1.4),
    Benchmark("a hundred years", a_hundred_years, 15, 1.15, 1.05),
    Benchmark("laws", laws, 200, 0.8, 0.5),
    Benchmark("check", check, 5, 100, 50),
    Benchmark("picture", picture, 20, 2, 1.5),
    Benchmark("memory of check", memory_of_check, 1, 1.1, 1.02, "MB"),
)


def profile() -> None:
    """Print where the ten years go."""
    scenario = story(10)
    simulate(scenario)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(50):
        simulate(scenario)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(30)


def main() -> int:
    """Measure what was asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="ratios against bare peers")
    parser.add_argument("--only", choices=[benchmark.name for benchmark in BENCHMARKS])
    parser.add_argument("--turns", type=int, help="how often each is measured")
    parser.add_argument("--profile", action="store_true", help="tell where the ten years go, and measure nothing")
    options = parser.parse_args()
    if options.profile:
        profile()
        return 0
    print(f"{'':16} {'least':>6} {'median':>6} {'bound':>6} {'aim':>6} {'A':>9} {'B':>9}")
    passed = []
    for name, measure, turns, bound, aim, unit in BENCHMARKS:
        if options.only in (None, name):
            least, middle, cost_a, cost_b = measure(options.turns or turns)
            word = "over the bound" if least > bound else "" if least > aim else "within the aim"
            scale = 1000 if unit == "ms" else 1
            costs = f"{scale * cost_a:9.2f} {scale * cost_b:9.2f} {unit}"
            print(f"{name:16} {least:6.2f} {middle:6.2f} {bound:6.2f} {aim:6.2f} {costs}  {word}".rstrip())
            passed += [name] if least > bound else []
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main())
