"""The days until which something could still be done: a cancel before a charge, a resume before a pause ends it all.

The scenario is lived once more and the cancel tried on copies; nothing is worked out beside the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from membership_sim.due import NEVER, next_due, pause_limit_day
from membership_sim.entries import ChargeEntry
from membership_sim.scenario import Action, Event
from membership_sim.simulate import Run
from membership_sim.timeline import Timeline

CANCEL: Final = Action("cancel")


class Deadline(NamedTuple):
    """The last day for something; `seq` is the entry of the charge that a cancel on that day would have prevented.

    A `resume` has no `seq`: its day is the last before the pause ends the membership (PAUSE-3).
    """

    kind: Literal["cancel", "resume"]
    day: int
    seq: int | None = None


def deadlines(timeline: Timeline) -> list[Deadline]:
    """Return the deadlines of a timeline by day: one for each charge that came by itself and could be prevented.

    A pause has one if it lasted to its limit, or still lasts at the end of the timeline.
    """
    found: list[Deadline] = []
    scenario = timeline.scenario
    run = Run(scenario.book.terms(scenario.sales_tax), timeline.start, scenario.payments)
    events = list(reversed(scenario.events))
    for day in _days(run, events, timeline.until_day):
        found += _on(run, day)
        while events and events[-1].day == day:
            run.act(day, events.pop().action)
        run.advance(day)
    if run.facts.state == "paused":
        limit_day = pause_limit_day(run.facts, run.terms)
        found += [Deadline("resume", limit_day - 1)] if limit_day < NEVER else []
    return sorted(found, key=lambda deadline: deadline.day)


def _days(run: Run, events: list[Event], until_day: int) -> Iterator[int]:
    """Yield each day on which something is due or done, in order; the run and the events left decide the next."""
    while True:
        due_day = next_due(run.facts, run.terms)[0]
        day = min(due_day, events[-1].day) if events else due_day
        if day > until_day:
            return
        yield day


def _on(run: Run, day: int) -> Iterator[Deadline]:
    """Yield the deadlines that what is due on `day` sets; the run stands where the last thing happened before."""
    due_day, trigger = next_due(run.facts, run.terms)
    if due_day != day:
        return
    if trigger == "pause_limit":
        yield Deadline("resume", day - 1)
    ahead = run.copy()
    ahead.advance(day)
    for entry in ahead.step.entries:
        if isinstance(entry, ChargeEntry):
            last_day = _last_cancel_day(run, day)
            if last_day is not None:
                yield Deadline("cancel", last_day, entry.seq)


def _last_cancel_day(run: Run, charge_day: int) -> int | None:
    """Return the last day before a charge, since the last thing happened, on which a cancel would prevent it."""
    for day in range(charge_day - 1, run.facts.day - 1, -1):
        copy = run.copy()
        if copy.act(day, CANCEL).refuses:
            continue
        copy.advance(charge_day)
        if not any(isinstance(entry, ChargeEntry) for entry in copy.step.entries):
            return day
    return None
