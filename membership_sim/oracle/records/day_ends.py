"""How the days of a record end: the states of a member, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from membership_sim.entries import Entry
from membership_sim.entry_fields import iso
from membership_sim.findings import Fields
from membership_sim.oracle.records.replay import Telling, Way
from membership_sim.oracle.states import BENEFIT_STATES
from membership_sim.scenario import State


def last_telling(entries: Sequence[Entry]) -> Entry | None:
    """Return the last entry that says how things are, and not only what was written to the member."""
    return next((entry for entry in reversed(entries) if entry.kind != "notice"), None)


def end_of_day(state: State, day: int) -> Fields:
    """Return what a line may say of the end of a day."""
    return {"date": iso(day), "kind": "", "state": state, "benefits": "yes" if state in BENEFIT_STATES else "no"}


def states_of(way: Way, told: Telling) -> tuple[tuple[int, State], ...]:
    """Return the changes of state with their days."""
    changes = dict(way.states)
    for entry in told.entries:
        changes[entry.day] = entry.state
    found: list[tuple[int, State]] = []
    for day, state in sorted(changes.items()):
        if not found or found[-1][1] != state:
            found.append((day, state))
    return tuple(found)


def states_since(states: tuple[tuple[int, State], ...], since_day: int) -> tuple[tuple[int, State], ...]:
    """Return the changes that count for a day from `since_day` on; since when it has been as it is then, does not."""
    behind = [number for number, (day, _) in enumerate(states) if day <= since_day]
    if not behind:
        return states
    return ((since_day - 1, states[behind[-1]][1]), *states[behind[-1] + 1 :])


def state_on(states: Sequence[tuple[int, State]], day: int) -> State:
    """Return the state at the end of a day."""
    return next((state for since_day, state in reversed(states) if since_day <= day), states[0][1])
