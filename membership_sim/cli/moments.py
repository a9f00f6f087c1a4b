"""The documents of a file, each run up to the end of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from membership_sim.scenario import Scenario
    from membership_sim.simulate import Run

Made = TypeVar("Made")


def at_day(path: str, on: date, make: Callable[[Scenario, Run], Made]) -> list[Made]:
    """Return what `make` makes of each document of a file and its run up to the end of the day.

    Raises InputError or ScenarioError with the problems of every document; a day outside its run is one.
    """
    from membership_sim.collecting import each
    from membership_sim.files.scenario_file import load_scenarios

    def made(numbered: tuple[int, Scenario]) -> Made:
        number, scenario = numbered
        return make(scenario, run_to(scenario, on, f"{path}: document {number}"))

    return each(enumerate(load_scenarios(path), start=1), made)


def run_to(scenario: Scenario, on: date, what: str) -> Run:
    """Return the run of a scenario, called `what`, up to the end of a day; raises ScenarioError for one outside it."""
    from membership_sim.calendar import anchored_day
    from membership_sim.files.scenario_file import LONGEST_RUN_YEARS
    from membership_sim.scenario import ScenarioError
    from membership_sim.simulate import first_snapshot, run_events

    first_day = first_snapshot(scenario).day
    last_day = anchored_day(first_day, 12 * LONGEST_RUN_YEARS)
    if not first_day <= on.toordinal() <= last_day:
        raise ScenarioError(
            f"{what} has nothing to show on {on}, "
            f"allowed are {date.fromordinal(first_day)} to {date.fromordinal(last_day)}"
        )
    return run_events(scenario, until_day=on.toordinal())
