"""A record with some of its lines edited, before the very judge that found it wrong."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from membership_sim.edits import Edit
from membership_sim.entries import ActionEntry, Entry
from membership_sim.entry_fields import action_arguments
from membership_sim.foreign import PAYMENTS, Line, Setup, asked_for_an_earlier_day
from membership_sim.member import Snapshot
from membership_sim.oracle.records.judge import Judge
from membership_sim.oracle.records.replay import Way, payment_of
from membership_sim.scenario import Action, Place, ScenarioError, State
from membership_sim.verdicts import Divergence

MOST_TRIED: Final = 600  # edited records that are judged for one divergence
# Facts of a snapshot that tell no memberships apart: what the judge cannot know, what counts, and what is over.
_IDLE_FACTS: Final = ("wallet", "run_tries", "seq", "ended_day", "benefits_since_day")
_NUMBERS: Final = frozenset(("seq", "charge"))  # of entries: an edit changes those of all that follow


class TooManyError(Exception):
    """As many edited records as are allowed have been judged."""


class Life(NamedTuple):
    """What the model tells of the actions of a record: its entries, and those of each action by its line's number."""

    start: State
    entries: tuple[Entry, ...] = ()
    deeds: dict[int, int] = {}  # noqa: RUF012 - never changed

    def days(self) -> Iterator[int]:
        """Yield the days on which something happens, or takes effect."""
        for entry in self.entries:
            yield entry.day
            if isinstance(entry, ActionEntry) and entry.effective_day:
                yield entry.effective_day

    def turns(self, do: str) -> list[int]:
        """Return the days on which the state changes, or something is done that another such action may undo."""
        states = [self.start, *(entry.state for entry in self.entries)]
        changes = {its.day for its, before in zip(self.entries, states, strict=False) if its.state != before}
        done = {its.day for its in self.entries if isinstance(its, ActionEntry) and its.action.do == do}
        return sorted(changes | done)

    def accepted(self, number: int) -> ActionEntry | None:
        """Return the entry of the action of a line, if it is accepted."""
        entry = self.entries[self.deeds[number]] if number in self.deeds else None
        return entry if isinstance(entry, ActionEntry) else None

    def states_on(self, day: int) -> set[State]:
        """Return the states of a day, from its beginning to its end."""
        before = [entry.state for entry in self.entries if entry.day < day]
        return {before[-1] if before else self.start, *(entry.state for entry in self.entries if entry.day == day)}


class Edited(NamedTuple):
    """A record after edits, and what the judge says of it; `end` are the facts at its end if it is right.

    `doubt_day` is the first one on which it takes something for granted that the record does not show. One that stands
    for several days may have many ends; `end` is that of the first one.
    """

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...]
    divergence: Divergence | None
    end: Snapshot | None
    doubt_day: int | None = None
    has_many_ends: bool = False

    @property
    def wrong_day(self) -> int | None:
        """The day up to which the record is as the model says; None if to its end."""
        days = [self.doubt_day] if self.divergence is None else [self.divergence.day, self.doubt_day]
        return min((day for day in days if day is not None), default=None)

    @property
    def fits(self) -> bool:
        """Whether the whole record is as the model says."""
        return self.end is not None


class Court:
    """Judges edited records of one member, all under one setup, and counts them.

    The setup is that of the record before any edit: what it is complete for, and to which day.
    """

    def __init__(self, setup: Setup, most: int = MOST_TRIED) -> None:
        self.setup = setup
        self.tried = 0
        self.left = most  # that may still be judged
        self.steps: list[Edited] = []  # those that diverge
        self.heard: list[tuple[Line, Judge]] = []  # each line of the first record, and its judge before it
        self.end_day = setup.until_day or 0

    def judge(self, lines: Iterable[Line], edits: tuple[Edit, ...] = (), setup: Setup | None = None) -> Edited:
        """Return the lines as they are judged; raises TooManyError when the bound is reached."""
        if not self.left:
            raise TooManyError
        self.left -= 1
        self.tried += 1
        numbered = tuple(_numbered(line, number) for number, line in enumerate(lines, start=1))
        judge = self._judge_of(numbered) if setup is None else Judge("", setup, numbered[0])
        for line in numbered[judge.count :]:
            judge.take(line)
        verdict = judge.finish()
        is_vacuous = verdict.doubt is not None and verdict.doubt.kind in ("nothing_told", "awaited")
        end = judge.ways[0].now if verdict.judgement == "conforms" or is_vacuous else None
        hidden = judge.ways[0].hidden if verdict.divergence is None else verdict.divergence.supposed
        doubt_day = hidden.day if hidden is not None else None
        found = Edited(numbered, edits, verdict.divergence, end and _facts(end), doubt_day)
        if edits and found.divergence is not None:
            self.steps.append(found)
        return found

    def _judge_of(self, lines: tuple[Line, ...]) -> Judge:
        """Return a judge who has heard the first of the lines, as many as the first record has in common with them."""
        if not lines:
            return self._fresh(lines)
        if not self.heard:
            self.heard = [(line, Judge("", self.setup, lines[0])) for line in lines[:1]]
            for line, following in pairwise(lines):
                judge = fork(self.heard[-1][1])
                judge.take(line)
                self.heard.append((following, judge))
        same = 0
        while same < min(len(lines), len(self.heard)) and lines[same] is self.heard[same][0]:
            same += 1
        return fork(self.heard[same - 1][1]) if same else self._fresh(lines)

    def _fresh(self, lines: tuple[Line, ...]) -> Judge:
        """Return a judge who has heard nothing; without lines he begins on the day before the first record."""
        first = self.heard[0][0]
        return Judge("", self.setup, lines[0] if lines else first._replace(day=first.day - 1))

    def life(self, lines: tuple[Line, ...]) -> Life:
        """Return what the model tells of the actions of the lines, the payments going as they show."""
        payments = [payment_of(line) for line in lines if line.kind in PAYMENTS]
        deeds: dict[int, list[Line]] = {}
        for line in filter(is_deed, lines):
            deeds.setdefault(line.day, []).append(line)
        replayer, within_days = self._fresh(lines).replayer, self.setup.within_days
        now = replayer.start
        entries: list[Entry] = []
        places: dict[int, int] = {}
        for day in sorted({*(line.day for line in lines), self.end_day}):
            first = bisect_left(payments, now.day - within_days, key=_day)
            near = payments[first : bisect_right(payments, day + within_days, key=_day)]
            try:
                told = replayer.tell(Way(now), day, deeds.get(day, ()), near, ())
            except ScenarioError:
                break
            places |= {number: len(entries) + place for number, place in told.deeds.items()}
            entries += told.entries
            now = told.now
        return Life(replayer.start.state, tuple(entries), places)


_day: Final = attrgetter("day")


def is_deed(line: Line) -> bool:
    """Tell whether a line is of an action of its own day: one that was too late (TIME-2) is not."""
    return line.action is not None and not asked_for_an_earlier_day(line)


def _numbered(line: Line, number: int) -> Line:
    return line if line.number == number else line._replace(number=number)


def fork(judge: Judge) -> Judge:
    """Return a judge who goes on from where another one stands; what they share each sets before he uses it."""
    other = copy(judge)
    other.open = list(judge.open)
    return other


def _facts(end: Snapshot) -> Snapshot:
    """Return the facts by which two ends can be told apart."""
    start = Snapshot(end.state, end.day, end.plan)
    paid = end.charge and end.charge._replace(seq=None)
    return end._replace(charge=paid, **{name: getattr(start, name) for name in _IDLE_FACTS})


def to_be_edited(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines of which an edit changes no number, and without those of which nobody knows the day (TIME-2).

    They tell neither their own number nor that of a charge.
    """
    return tuple(
        line._replace(fields={name: value for name, value in line.fields.items() if name not in _NUMBERS})
        for line in lines
        if not asked_for_an_earlier_day(line)
    )


def deed_line(place: Place, day: int, action: Action) -> Line:
    """Return the line of an accepted action, which tells nothing of what the tool made of it."""
    if action.do == "use":
        return Line(place, 0, day, "use", {"kind": "use", **action_arguments(action)}, action)
    return Line(place, 0, day, "action", {"kind": "action", "action": action.do, **action_arguments(action)}, action)


def without(lines: tuple[Line, ...], *numbers: int) -> tuple[Line, ...]:
    """Return the lines without those of some numbers."""
    return tuple(line for line in lines if line.number not in numbers)


def with_line(lines: tuple[Line, ...], line: Line, is_first: bool = False) -> tuple[Line, ...]:
    """Return the lines with one more, the last of its day or the first."""
    behind = sum(other.day < line.day or (other.day == line.day and not is_first) for other in lines)
    return (*lines[:behind], line, *lines[behind:])
