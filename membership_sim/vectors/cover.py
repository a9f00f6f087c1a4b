"""What a story covers: rows, situations, kinds of charge, pairs of successive rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from typing import Final, NamedTuple

from membership_sim.calendar import month_end_day
from membership_sim.charges import charged_plan, fee_step
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ATOMS, CHARGE_KINDS, TABLE, Row
from membership_sim.machine import Lifecycle
from membership_sim.member import Step
from membership_sim.scenario import ScenarioError

_ASKED: Final = {
    trigger: tuple(atom for atom in ATOMS if any(atom in dict(row.when) for row in TABLE if row.trigger == trigger))
    for trigger in {row.trigger for row in TABLE}
}


class Feature(NamedTuple):
    """One thing to cover: by which criterion, and its name, which is the rest of a vector's id."""

    criterion: str
    name: str


class Fired(NamedTuple):
    """A row that fired, the state in which it found the member, and what it alone covers."""

    row: Row
    state: str
    features: tuple[Feature, ...]


def situation(step: Step, trigger: str) -> Feature:
    """Return where a trigger would find the member: the state, and every answer that its rows could ask for."""
    answers = [f"{atom}={answer}" for atom in _ASKED[trigger] if (answer := _answer(step, atom))]
    return Feature("situations", "/".join((step.facts.state, trigger, *answers)))


def _answer(step: Step, atom: str) -> str:
    try:
        return GUARDS[atom](step)
    except ScenarioError:  # nobody knows
        return ""


def charge_made(step: Step, row: Row) -> Iterator[Feature]:
    """Yield what the charge of a row covers: which price it takes where two differ, which day where months do."""
    if not row.owes:
        return
    kind = CHARGE_KINDS[row.owes]
    plan = charged_plan(step, kind)
    yield Feature("charges", f"{row.owes}/{plan.id}")
    with suppress(ScenarioError):
        if fee_step(plan, step.day, for_renewal=True) != fee_step(plan, step.day, for_renewal=False):
            yield Feature("charges", f"{row.owes}/between-two-prices")
    if plan.months and step.day == month_end_day(step.day) and step.facts.anchor_day:
        yield Feature("charges", f"{row.owes}/month-end")


class Noting(Lifecycle):
    """The lifecycle, noting what fires."""

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[Fired] = []

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire and note."""
        state, where = step.facts.state, situation(step, trigger)
        row = self.enabled_row(step, trigger)
        features = [] if row is None else list(self.alone(step, row, state, where))
        done = super().run_row(step, trigger)
        self.fired.append(Fired(done, state, tuple(features)))
        return done

    def alone(self, step: Step, row: Row, state: str, where: Feature) -> Iterator[Feature]:
        """Yield what a row that is about to fire covers, whatever came before it."""
        yield Feature("rows", f"{state}/{row.id}")
        yield where
        yield from charge_made(step, row)


@cache
def noting() -> Noting:
    """Return the one that all walks share: to build a machine takes long, and its notes are of the last move alone."""
    return Noting()


def pairs(last: str, fired: Iterable[Fired]) -> Iterator[Feature]:
    """Yield the pairs of successive rows, the first of them after `last`, if there is one.

    A refusal changes nothing: it follows a row, and what comes next follows that row too.
    """
    for each in fired:
        if last:
            yield Feature("pairs", f"{last}/{each.row.id}")
        last = last_row(last, (each,))


def last_row(last: str, fired: Iterable[Fired]) -> str:
    """Return the id of the last row that accepted, or `last`."""
    return next((each.row.id for each in reversed([*fired]) if not each.row.refuses), last)


def features(fired: Sequence[Fired], last: str = "") -> Iterator[Feature]:
    """Yield everything that a run covers."""
    for each in fired:
        yield from each.features
    yield from pairs(last, fired)
