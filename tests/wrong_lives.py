"""Records of lives that went otherwise than they are told: one action was never registered, later, or twice.

A case is a story of `membership_sim.testing` with one of its actions changed. The record has what the tool made of the
changed story, and the actions of the story as it was.
"""

from __future__ import annotations

import json
import random
from typing import Any, NamedTuple

from membership_sim.entries import ActionEntry, RefusedEntry, UseEntry
from membership_sim.files.record_lines import LineReader
from membership_sim.foreign import Line, Setup
from membership_sim.oracle.change import with_events
from membership_sim.scenario import Action, Event, MembershipError, Scenario
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.timeline import Timeline

DEEDS = (ActionEntry, RefusedEntry, UseEntry)
OF_THE_MODEL = ("seq", "state", "rules", "because", "allowed", "effective", "benefits_until")
HOW = ("removed", "delayed", "doubled")
LATER = (0, 1, 2, 7, 20, 31, 45, 62, 100, 370)


class Case(NamedTuple):
    """A record, and what was changed in truth: how, of which action of which day, and when it happened (again).

    What was refused when it happened later was never registered.
    """

    seed: int
    lines: list[Line]
    setup: Setup
    how: str
    day: int
    action: Action
    then_day: int


def case(seed: int) -> Case | None:
    """Return the case of a seed; None when its story cannot be told so."""
    choose = random.Random(seed)
    told = simulate(story(seed))
    events = told.scenario.events
    if not events:
        return None
    number = choose.randrange(len(events))
    how, event = choose.choice(HOW), events[number]
    then_day = event.day + (choose.choice(LATER[how == "delayed":]) if how != "removed" else 0)
    if then_day > told.until_day:
        return None
    changed, extra = with_change(told.scenario, number, how, then_day)
    try:
        lived = simulate(with_events(told.scenario, changed, told.until_day)._replace(given=told.start))
    except MembershipError:
        return None
    if how == "delayed" and isinstance(deeds_of(lived)[extra], RefusedEntry):
        how_lived = "removed"
    else:
        how_lived = how
    kinds = ("charge", "refund", "decline", *(("notice",) if choose.random() < 0.3 else ()))
    rows = record(told, lived, number, how, extra, kinds)
    setup = Setup(told.scenario.book, told.scenario.plan, told.scenario.sales_tax, told.scenario.given,
                  observes=kinds, until_day=told.until_day)  # fmt: skip
    return Case(seed, lines_of(rows, setup), setup, how_lived, event.day, event.action, then_day)


def deeds_of(timeline: Timeline) -> list[Any]:
    """Return the entries of what was done, one for each event."""
    return [entry for entry in timeline.entries if isinstance(entry, DEEDS)]


def with_change(scenario: Scenario, number: int, how: str, then_day: int) -> tuple[tuple[Event, ...], int]:
    """Return the events as they really happened, and the place of the one that is not told as it was."""
    events = list(scenario.events)
    event = events[number]
    if how != "doubled":
        del events[number]
    if how == "removed":
        return tuple(events), -1
    place = sum(other.day <= then_day for other in events)
    events.insert(place, event._replace(day=then_day))
    return tuple(events), place


def record(
    told: Timeline, lived: Timeline, number: int, how: str, extra: int, kinds: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the rows of the life as it was, its actions as they are told."""
    own = [(entry, row) for entry, row in zip(told.entries, told.rows(), strict=True) if isinstance(entry, DEEDS)]
    deeds = [row for entry, row in zip(lived.entries, lived.rows(), strict=True) if isinstance(entry, DEEDS)]
    if extra >= 0:
        del deeds[extra]
    if how != "doubled":
        deeds.insert(number, own[number][1])
    plain = [{name: value for name, value in row.items() if name not in OF_THE_MODEL} for row in deeds]
    plain += [
        {name: row[name] for name in ("date", "kind", "amount", "notice") if name in row}
        for row in lived.rows()
        if row["kind"] in kinds
    ]
    return sorted(plain, key=lambda row: str(row["date"]))


def lines_of(rows: list[dict[str, Any]], setup: Setup) -> list[Line]:
    """Return rows as lines of one member."""
    reader = LineReader("record", setup)
    heard = reader.read(reader.rows(json.dumps(row).encode() for row in rows))
    return [item.line._replace(number=number) for number, item in enumerate(heard, start=1)]  # type: ignore[union-attr]
