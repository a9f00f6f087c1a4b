"""A membership of many years by the month, and the bare peer that fires the same transitions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from transitions import Machine

from membership_sim import Action, Event, RuleBook, Scenario, simulate
from membership_sim.lifecycle import Row
from membership_sim.machine import Lifecycle
from membership_sim.member import Step
from membership_sim.scenario import STATES

FIRST_YEAR = 2020
EACH_YEAR = (
    ("03-05", Action("pause")),
    ("06-20", Action("resume")),
    ("08-01", Action("block_method", name="card", reason="invalid")),
    ("08-29", Action("unblock_method", name="card")),
)  # a charge of August fails: the card works again by hand, when one or more retries have been declined
ENDS_AND_JOINS_AGAIN = (("10-01", Action("cancel", when="now")), ("10-05", Action("join")))

Fired = tuple[str, str, str | None]  # trigger, source, destination (None: stays)


def story(years: int) -> Scenario:
    """Return a membership of so many years: joined once, and again in the fifth of every ten years."""
    happenings = [("01-31", Action("join"), FIRST_YEAR)]
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        happenings += [(on, action, year) for on, action in EACH_YEAR]
        if year % 10 == 4:
            happenings += [(on, action, year) for on, action in ENDS_AND_JOINS_AGAIN]
    events = tuple(Event(date.fromisoformat(f"{year}-{on}").toordinal(), action) for on, action, year in happenings)
    until_day = date(FIRST_YEAR + years, 1, 30).toordinal()
    return Scenario(f"{years} years", RuleBook.load("amazon.co.jp"), events, until_day=until_day)


class Recorder(Lifecycle):
    """The lifecycle, noting what it fires."""

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[Fired] = []

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire and note."""
        source = step.facts.state
        row = super().run_row(step, trigger)
        self.fired.append((trigger, source, row.to))
        return row


class Bare:
    """A model of the peer: a state and nothing else."""

    __slots__ = ("state",)
    state: str


def peer(scenario: Scenario) -> tuple[Callable[[], object], int]:
    """Return a function that fires what the scenario fires on a stock machine, and the number of triggers.

    A trigger that leads to several places is one trigger for each, since no guard tells them apart. A row that names
    its own state as `to` is a change of state here; against a peer that stays put instead the ratio is higher.
    """
    recorder = Recorder()
    timeline = simulate(scenario, lifecycle=recorder)
    machine = Machine(model=None, states=list(STATES), initial="prospect", auto_transitions=False)
    for trigger, source, destination in dict.fromkeys(recorder.fired):
        machine.add_transition(f"{trigger} to {destination}", source, destination)
    calls = [machine.events[f"{trigger} to {destination}"].trigger for trigger, _, destination in recorder.fired]

    def fire_all() -> Bare:
        model = Bare()
        model.state = "prospect"
        for call in calls:
            call(model)
        return model

    assert fire_all().state == timeline.final_state, "the peer went another way"
    return fire_all, len(calls)
