"""Two things measured in turns, and their ratio."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Ratio(NamedTuple):
    """How often A costs B: least against least, and the median of the ratios of neighbours; costs in s or MB."""

    least: float
    middle: float
    cost_a: float
    cost_b: float


def in_turns(cost_a: Callable[[], float], cost_b: Callable[[], float], turns: int) -> Ratio:
    """Measure A B A B … and return the ratio; the first turn of each warms up and is left out."""
    cost_a(), cost_b()
    pairs = [(cost_a(), cost_b()) for _ in range(turns)]
    least_a, least_b = (min(column) for column in zip(*pairs, strict=True))
    return Ratio(least_a / least_b, median(a / b for a, b in pairs), least_a, least_b)


def cpu_of_call(call: Callable[[], object]) -> Callable[[], float]:
    """Return a function that calls and gives the CPU seconds of this process that it took."""

    def cost() -> float:
        gc.collect()
        started = time.process_time()
        call()
        return time.process_time() - started

    return cost


def cpu_of_process(command: Sequence[str]) -> Callable[[], float]:
    """Return a function that runs a command and gives its CPU seconds, user and system; RuntimeError if it fails.

    It may write and use compiled modules, as an installed command does.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def cost() -> float:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit status {child.returncode}")
        return usage.ru_utime + usage.ru_stime

    return cost


# A process of its own, since a child counts what its parent held when it was started.
_WAITER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
_MAXRSS_OF_A_MB = 1e6 if sys.platform == "darwin" else 1e6 / 1024


def memory_of_process(command: Sequence[str]) -> float:
    """Return the most memory that a command held at a time, in MB; CalledProcessError if it fails."""
    told = subprocess.run([sys.executable, "-c", _WAITER, *command], stdout=subprocess.PIPE, check=True)
    return int(told.stdout) / _MAXRSS_OF_A_MB
