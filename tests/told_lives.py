"""Records of lives that went otherwise than they are told: one action was never registered, later, or twice.

A case is a story of `membership_sim.testing` with one of its actions changed. The record has what the tool made of the
changed story, and the actions of the story as it was.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from hypothesis import settings

from membership_sim.edits import Diagnosis, Edit
from membership_sim.entries import ActionEntry, RefusedEntry, UseEntry
from membership_sim.entry_fields import action_arguments
from membership_sim.files.record_lines import LineReader
from membership_sim.foreign import Heard, Line, Setup
from membership_sim.oracle.laws.change import with_events
from membership_sim.oracle.records.bench import Bench
from membership_sim.oracle.records.diagnosis import diagnose
from membership_sim.scenario import Action, Event, MembershipError, Scenario
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.timeline import Timeline
from membership_sim.verdicts import Verdict
from tests.records import OF_THE_MODEL, plain

DEEDS = (ActionEntry, RefusedEntry, UseEntry)
HOW = ("removed", "delayed", "doubled")
LATER = {"delayed": (1, 2, 7, 20, 31, 45, 62, 100, 370), "doubled": (0, 1, 2, 7), "removed": (0,)}


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
    then_day = event.day + choose.choice(LATER[how])
    if then_day > told.until_day:
        return None
    changed, extra = with_change(told.scenario, number, how, then_day)
    try:
        lived = simulate(with_events(told.scenario, changed, told.until_day)._replace(given=told.start))
    except MembershipError:
        return None
    is_refused = how == "delayed" and isinstance(deeds_of(lived)[extra], RefusedEntry)
    kinds = ("charge", "refund", "decline", "use", *(("notice",) if choose.random() < 0.3 else ()))
    rows = record(told, lived, number, how, extra, kinds)
    setup = Setup(told.scenario.book, told.scenario.plan, told.scenario.sales_tax, told.scenario.given,
                  observes=kinds, until_day=told.until_day)  # fmt: skip
    return Case(seed, lines_of(rows, setup), setup, "removed" if is_refused else how, event.day, event.action, then_day)


def cut_case(seed: int) -> Case | None:
    """Return a case of a life that is told from a day on, without one of its actions; None when there is none."""
    choose = random.Random(seed)
    told = simulate(story(seed))
    days = sorted({entry.day for entry in told.entries})
    if len(days) < 2:
        return None
    cut_day = choose.choice(days[:-1])
    before = tuple(event for event in told.scenario.events if event.day <= cut_day)
    if not before and told.scenario.given is None:
        return None
    head = simulate(told.scenario._replace(events=before, until_day=cut_day))
    kinds = ("charge", "refund", "decline", "use")
    rest, rows = told.entries[len(head.entries) :], told.rows()[len(head.entries) :]
    deeds = [number for number, entry in enumerate(rest) if isinstance(entry, ActionEntry)]
    if not deeds:
        return None
    number = choose.choice(deeds[:2])
    gone = rest[number]
    assert isinstance(gone, ActionEntry)
    book, plan, sales_tax = told.scenario.book, told.scenario.plan, told.scenario.sales_tax
    setup = Setup(book, plan, sales_tax, head.end, True, kinds, told.until_day)
    lines = lines_of(plain([*rows[:number], *rows[number + 1 :]], kinds), setup)
    return Case(seed, lines, setup, "added", gone.day, gone.action, gone.day) if lines else None


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
        if row["kind"] in kinds and row["kind"] != "use"
    ]
    return sorted(plain, key=lambda row: str(row["date"]))


def lines_of(rows: list[dict[str, Any]], setup: Setup) -> list[Line]:
    """Return rows as lines of one member."""
    reader = LineReader("record", setup)
    heard = reader.read(reader.rows(json.dumps(row).encode() for row in rows))
    return [item.line._replace(number=number) for number, item in enumerate(heard, start=1)]  # type: ignore[union-attr]


def judged(lines: list[Line], setup: Setup) -> Verdict:
    """Return the verdict on lines, each heard for the first time."""
    bench = Bench()
    bench.hear(Heard("", line, setup) for line in lines)
    [verdict] = bench.verdicts()
    return verdict


# Of the days that an edit names, between the first and the last, how many are tried.
DAYS_TRIED = 8 if settings.get_current_profile_name() == "quick" else 30


def reproduces(case: Case, edits: tuple[Edit, ...]) -> bool:
    """Tell whether the record is right after edits, on each of the days that they name, or of many on some."""
    setup = case.setup._replace(until_day=max(case.lines[-1].day, case.setup.until_day or 0))
    steps = min(DAYS_TRIED, max(edit.last_day - edit.first_day for edit in edits))

    def day_of(step: int) -> Callable[[list[int]], int]:
        return lambda days: days[0] + (days[1] - days[0]) * step // max(steps, 1)

    return all(
        any(is_right(lines, setup) for lines in with_edits(case.lines, edits, day_of(step)))
        for step in range(steps + 1)
    )


def is_right(lines: list[Line], setup: Setup) -> bool:
    """Tell whether lines are as the model says; without any, whether nothing was to be told."""
    if lines:
        return judged(lines, setup).judgement == "conforms"
    alone = Scenario("nothing is done", setup.book, (), setup.plan, until_day=setup.until_day, given=setup.given)
    return setup.given is None or all(entry.kind not in (setup.observes or ()) for entry in simulate(alone).entries)


def with_edits(lines: list[Line], edits: tuple[Edit, ...], of_days: Callable[[list[int]], int]) -> list[list[Line]]:
    """Return the lines after edits: what is put on a day may be its first action or its last."""
    found = [lines]
    for edit in edits:
        found = [after for before in found for after in _with_edit(before, edit, of_days)]
    return [[line._replace(number=number) for number, line in enumerate(after, start=1)] for after in found]


def _with_edit(lines: list[Line], edit: Edit, of_days: Callable[[list[int]], int]) -> list[list[Line]]:
    gone = edit.kind in ("removed", "delayed", "next_period", "other_refund")
    left = [line for line in lines if not (gone and line.place == edit.place)]
    money = {"kind": "decline" if edit.kind == "declined" else "refund", "amount": edit.amount}
    match edit.kind:
        case "removed" | "other_refund":
            return [left]
        case "refund_under_way" | "declined":
            came = [line for line in left if line.place != edit.place]
            days = edit.days or (edit.day,)
            told = [Line(lines[0].place, 0, day, money["kind"], money) for day in days]  # type: ignore[arg-type]
            return [sorted([*came, *told], key=lambda line: line.day)]
        case "other_account":
            for day in edit.days:
                own = next(line for line in left if (line.day, line.fields.get("amount")) == (day, edit.amount))
                left = [line for line in left if line is not own]
            return [left]
        case _:
            assert edit.action is not None
            day = of_days([edit.first_day, edit.last_day])
            kind = "use" if edit.action.do == "use" else "action"
            fields = {"kind": kind, "action": edit.action.do, **action_arguments(edit.action)}
            if kind == "use":
                del fields["action"]
            own = Line(lines[0].place, 0, day, kind, fields, edit.action)
            return [sorted([own, *left], key=lambda line: line.day), sorted([*left, own], key=lambda line: line.day)]


class Tally(NamedTuple):
    """What became of cases that diverge.

    Nothing tells the truth from the first answer of those that are `alike`: the record is the same, and so is the
    membership at its end. Of the others the truth comes `first` or does not; `wrong` are seeds whose first answer does
    not reproduce the record.
    """

    diverging: int = 0
    alike: int = 0
    first: int = 0
    later: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    no_trace: int = 0


def tally(most: int, seeds: Iterable[int]) -> Tally:
    """Return what becomes of the first cases that diverge."""
    found = Tally()
    for seed in seeds:
        told = case(seed)
        if told is None:
            continue
        if judged(told.lines, told.setup).divergence is None:
            found = found._replace(no_trace=found.no_trace + 1)
            continue
        found = _counted(found, told, diagnose(told.lines, told.setup))
        if found.diverging == most:
            break
    return found


def _counted(found: Tally, told: Case, diagnosis: Diagnosis) -> Tally:
    found = found._replace(diverging=found.diverging + 1)
    first = diagnosis.explanations[0] if diagnosis.explanations else None
    if first is None or not reproduces(told, first.edits):
        return found._replace(wrong=(*found.wrong, told.seed))
    if is_true(told, first.edits):
        return found._replace(first=found.first + 1)
    if any(is_true(told, edits) for edits in first.same):
        return found._replace(alike=found.alike + 1)
    return found._replace(later=(*found.later, told.seed))


def is_true(told: Case, edits: tuple[Edit, ...]) -> bool:
    """Tell whether edits are what was changed in truth: its kind, its action, and the days on which it happened."""
    if len(edits) != 1:
        return False
    [edit] = edits
    kind = "delayed" if edit.kind == "next_period" else edit.kind
    if (kind, edit.action) != (told.how, told.action) or (edit.day != told.day and kind != "doubled"):
        return False
    return kind == "removed" or edit.first_day <= told.then_day <= edit.last_day
