"""The test case of a driven system: it tells what it found by as short a story as can be, and keeps that."""

from __future__ import annotations

import os
import unittest
from functools import cache
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from membership_sim.testing.divergence import Differs
from membership_sim.testing.fewest import fewest
from membership_sim.testing.kept import keep

if TYPE_CHECKING:
    from membership_sim.testing.driver import DrivenSystem

# Without the explanation, which names lines of this package alone.
_PHASES: Final = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)


class TestCaseOf:
    """Gives each machine a test case of its own, as every machine of Hypothesis has one."""

    __test__ = False  # no test by itself, whatever its name

    def __get__(self, machine: DrivenSystem | None, owner: type[DrivenSystem]) -> type[unittest.TestCase]:
        return _test_case(owner)


@cache
def _test_case(machine: type[DrivenSystem]) -> type[unittest.TestCase]:
    """Return the test case of a machine, always the same one, so that its `settings` can be set."""
    searching = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)

    class DrivenTestCase(unittest.TestCase):
        settings = searching

        def runTest(self) -> None:  # noqa: N802 - unittest's name
            try:
                run_state_machine_as_test(machine, settings=self.settings)
            except Differs as found:
                raise _told(machine, found) from None

    DrivenTestCase.__name__ = f"{machine.__name__}.TestCase"
    DrivenTestCase.__qualname__ = f"{machine.__qualname__}.TestCase"
    DrivenTestCase.__module__ = machine.__module__
    return DrivenTestCase


def _told(machine: type[DrivenSystem], found: Differs) -> Differs:
    """Return what was found by the shortest story, kept if it is to be; Hypothesis' notes go along."""
    differs = fewest(machine.adapter, found)
    if differs is not found:
        for note in getattr(found, "__notes__", ()):
            differs.add_note(note)
    if machine.keep is not None:
        try:
            notes = [f"kept as {path}" for path in keep(differs, machine.keep)]
        except OSError as error:
            notes = [f"it could not be kept in {os.fspath(machine.keep)}: {error.strerror or error}"]
        for note in notes:
            differs.add_note(note)
    return differs
