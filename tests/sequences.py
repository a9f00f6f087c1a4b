"""All short sequences of actions over a small set of days: what exhaustion walks, where searching would only sample.

A *move* is a leap in time and an action: today, on the day before something is due, on that day, or some weeks later
when nothing is. After a refused action the member is where it was, so the sequences that go on from there are those of
one move less, and are not walked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from membership_sim.calendar import month_end_day
from membership_sim.due import NEVER, next_due
from membership_sim.machine import unused_name
from membership_sim.scenario import Action, Event, Method
from membership_sim.simulate import Run

NOTHING_DUE_DAYS = 40  # a leap where nothing is due: over a month's end and past any month


class Walked(NamedTuple):
    """A sequence, the run that it leads to, and whether its last action was refused."""

    events: tuple[Event, ...]
    run: Run
    refused: bool


def days(run: Run) -> list[int]:
    """Return the days to act on: today, the day before something is due, its day."""
    today, due_day = run.facts.day, next_due(run.facts, run.terms)[0]
    if due_day >= NEVER:
        return [today, today + NOTHING_DUE_DAYS]
    return sorted({today, max(today, due_day - 1), due_day})


def actions(run: Run) -> Iterator[Action]:
    """Yield an action of each kind that can lead to another row; methods and plans are those that there are."""
    facts, methods, plans = run.facts, run.source.wallet.methods, run.terms.plans
    other = next((plan for plan in plans if plan != facts.plan and not plans[plan].student), None)
    student = next((plan for plan in plans if plan != facts.plan and plans[plan].student), None)
    for plan in (None, other, student):
        yield Action("join", plan=plan)
        yield Action("join", plan=plan, trial=False)
        if plan is not None:
            yield Action("change_plan", to=plan)
    yield Action("change_plan", to=facts.plan)
    yield Action("use", benefit="video", value=90)
    yield from (Action("use", benefit="delivery", by=name) for name in ("Ann", "Zoe"))
    yield from (Action("cancel"), Action("cancel", when="now"), Action("keep"), Action("pause"), Action("resume"))
    yield from (Action("pay"), Action("terminate"), Action("terminate", misuse=True))
    yield from (Action("add_family", name=unused_name("Ann", facts.family)), Action("remove_family", name="Ann"))
    yield Action("add_method", method=Method(unused_name("new", [method.name for method in methods])))
    if methods:
        name = methods[0].name
        yield from (Action("block_method", name=name, reason="invalid"), Action("unblock_method", name=name))
        yield from (Action("set_default", name=methods[-1].name), Action("remove_method", name=name))
    yield from (Action("set_reminder", to=True), Action("set_graduation", month=month_end_day(facts.day - 40)))


def moves(run: Run) -> Iterator[Event]:
    """Yield every move from where the run stands."""
    for day in days(run):
        there = run.copy()
        there.advance(day)
        yield from (Event(day, action) for action in actions(there))


def sequences(run: Run, length: int, *, merged: bool = False) -> Iterator[Walked]:
    """Yield every sequence of 1 to `length` actions from the run, shorter ones first.

    If `merged`, of the sequences of one length that lead to equal facts only the first is gone on from.
    """
    here = [Walked((), run, refused=False)]
    for left in range(length - 1, -1, -1):
        further, seen = [], set()
        for walked in here:
            for event in moves(walked.run):
                found = _go_on(walked, event)
                yield found
                if not left or found.refused:
                    continue
                if merged:
                    facts = found.run.snapshot()._replace(seq=0, run_tries=0)
                    if facts in seen:
                        continue
                    seen.add(facts)
                further.append(found)
        here = further


def _go_on(walked: Walked, event: Event) -> Walked:
    run = walked.run.copy()
    refused = run.act(event.day, event.action).refuses
    return Walked((*walked.events, event), run, refused)
