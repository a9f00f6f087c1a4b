"""A story that a system failed, with everything left out that it fails without: each event, each scripted outcome."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from membership_sim.scenario import Event, Scenario, Wallet
from membership_sim.simulate import first_snapshot
from membership_sim.testing.adapter import Adapter
from membership_sim.testing.divergence import Differs, SystemDivergence
from membership_sim.testing.side_by_side import replay

MOST_REPLAYS: Final = 500  # of a story in a system, which may be slow; all that 30 events may need


def fewest(adapter: type[Adapter], differs: Differs) -> Differs:
    """Return the same difference, shown by a story of which nothing can be left out.

    It is the same by its deciding rule, or by what was expected and seen. No event can go and no two together, such as
    a pause and its resume, nor any scripted outcome, nor the time before the first event; nor can a plan be joined at
    once instead of changed to, nor an event take the place of the one before it. What does not show it when it is told
    again, because more than the story tells led to it, stays as it is. A note says so if `MOST_REPLAYS` do not suffice.
    """
    replays = 0
    going = True
    while going:
        going = False
        for fewer in _with_less(differs):
            if replays == MOST_REPLAYS:
                differs.add_note(f"told again {MOST_REPLAYS} times, at most so often: it may have more than it needs")
                return differs
            replays += 1
            shown = _fails(adapter, fewer)
            if shown is not None and _is_same(shown.difference, differs.difference):
                differs, going = shown, True
                break
    return differs


def _is_same(some: SystemDivergence, other: SystemDivergence) -> bool:
    return some.rules[:1] == other.rules[:1] or _symptom(some) == _symptom(other)


def _symptom(difference: SystemDivergence) -> tuple[object, ...]:
    """Return what somebody who knows no rules sees: one thing in the place of another, or something on a day.

    Whether an attempt that is missing would have been taken is of no account.
    """
    entry, line = difference.entry, difference.line
    kind = entry and ("charge" if entry.kind == "decline" and not line else entry.kind)
    expected = entry and (kind, getattr(entry, "amount", None))
    seen = line and (line.kind, line.fields)
    day = None if entry and line else difference.day
    return day, expected, seen, difference.expected, difference.seen


def _with_less(differs: Differs) -> Iterator[Scenario]:
    """Yield the story with one thing less, the greatest first."""
    told, last_day = differs.scenario, differs.difference.day
    assert told.until_day is not None, "a story under way ends on its last day"
    start = first_snapshot(told)
    if told.given is not None and told.events:
        yield told._replace(given=None)
    if told.payments is not None:
        yield told._replace(payments=None)
    if told.wallet != Wallet():
        yield told._replace(wallet=Wallet(), given=told.given and told.given._replace(wallet=Wallet()))
    of = told.events
    for events in (*_without_one(of), *_joined_otherwise(of), *_in_its_place(of), *_without_two(of)):
        yield told._replace(events=events, given=told.given if events else start)
    for number in range(len(told.payments or ())):
        assert told.payments is not None
        yield told._replace(payments=told.payments[:number] + told.payments[number + 1 :])
    if (told.events[-1].day if told.events else start.day) <= last_day < told.until_day:
        yield told._replace(until_day=last_day)


Events = tuple[Event, ...]


def _without_one(events: Events) -> Iterator[Events]:
    for number in range(len(events)):
        yield events[:number] + events[number + 1 :]


def _in_its_place(events: Events) -> Iterator[Events]:
    """Yield the events without one of them, on whose day the next one happens."""
    for number, (event, after) in enumerate(pairwise(events)):
        if event.day != after.day:  # else it is left out already
            yield (*events[:number], after._replace(day=event.day), *events[number + 2 :])


def _without_two(events: Events) -> Iterator[Events]:
    """Yield the events without two of them, first those that are near each other."""
    for apart in range(1, len(events)):
        for number in range(len(events) - apart):
            yield events[:number] + events[number + 1 : number + apart] + events[number + apart + 1 :]


def _joined_otherwise(events: Events) -> Iterator[Events]:
    """Yield the events with a change of plan left out, its plan joined instead."""
    for number, event in enumerate(events):
        joins = [place for place, other in enumerate(events[:number]) if other.action.do == "join"]
        plan = event.action.to
        if event.action.do == "change_plan" and isinstance(plan, str) and joins:
            join = events[joins[-1]]
            join = join._replace(action=join.action._replace(plan=plan))
            yield (*events[: joins[-1]], join, *events[joins[-1] + 1 : number], *events[number + 1 :])


def _fails(adapter: type[Adapter], told: Scenario) -> Differs | None:
    try:
        replay(adapter, told)
    except Differs as differs:
        return differs
    except Exception:  # what was left out made a name or a day known; or the system fails in yet another way
        return None
    return None
