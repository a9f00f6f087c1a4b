"""One day of a record beside what the model tells of it: what stands for what, and the first difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from membership_sim.entries import DeclineEntry, Entry
from membership_sim.entry_fields import KINDS
from membership_sim.findings import Fields
from membership_sim.foreign import ATTEMPTS, Line
from membership_sim.oracle.records.day_ends import end_of_day, state_on, states_of, states_since
from membership_sim.oracle.records.past import Stretch, and_then, last_change
from membership_sim.oracle.records.replay import Telling, Way
from membership_sim.oracle.records.rulings import OF_OWING
from membership_sim.oracle.records.same import Tolerance, fits, model_fields, nearest, pairs, unlike
from membership_sim.oracle.states import OWING
from membership_sim.scenario import State

AT_END: Final = float("inf")  # the place of what is said of the end of a day


class Difference(NamedTuple):
    """Where a record and the model part: an entry that no line tells, a line that tells no entry, or both.

    `expected` is what a line should have told instead, and `before` the entry that led to it; `place` orders
    the differences of a day.
    """

    day: int
    place: float
    entry: Entry | None
    line: Line | None
    expected: Fields | None = None
    before: Entry | None = None


class Beside(NamedTuple):
    """The lines and the entries of some days side by side, by their places in both lists: `pairs` are alike."""

    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    by_entry: tuple[Fields, ...]
    pairs: dict[int, int]


class DayCheck:
    """Compares the lines of a day, and those left of earlier days, with the model; `later` ones may be too early.

    What is to be told after `sure_day` may stand where the record does not reach, and is not missed.
    A way that goes on is what `compare` returns. One that does not `differs_on` a day.
    """

    def __init__(
        self,
        day: int,
        of_day: tuple[Line, ...],
        later: tuple[Line, ...],
        observes: Sequence[str],
        is_timeline: bool,
        tolerance: Tolerance,
        is_last: bool,
        sure_day: int,
    ) -> None:
        self.day = day
        self.of_day = of_day
        self.later = later
        self.deeds = [line for line in of_day if line.kind in ATTEMPTS]
        self.observes = observes
        # A plain record tells a state where it changes, whatever else the day has; entries have one of their own.
        self.must_tell = frozenset(observes if is_timeline else set(observes) - {"state"})
        self.shows_states = "state" in observes and not is_timeline
        self.is_whole = is_timeline and self.must_tell >= set(KINDS) and not tolerance.within_days
        self.tolerance = tolerance
        self.within_days = tolerance.within_days
        self.is_last = is_last
        self.sure_day = sure_day
        self.differs_on = day
        near = (*of_day, *(line for line in later if line.day <= day + self.within_days)) if later else of_day
        self._outputs = [line for line in near if line.kind not in ATTEMPTS]
        self._lines_of: tuple[Way | None, list[Line]] = (None, [])  # of the way that was asked for last

    def lines_for(self, way: Way) -> list[Line]:
        """Return the lines that may stand for what the tool did up to this day."""
        if way is not self._lines_of[0]:
            self._lines_of = way, [*way.left, *(line for line in self._outputs if line.number not in way.ahead)]
        return self._lines_of[1]

    def compare(self, way: Way, told: Telling) -> Way | None:
        """Return the way on, or None when the record differs from what was told."""
        beside = self._beside(way, told)
        states = states_of(way, told)
        differences = list(self._differences(way, told, beside, states))
        if differences:
            self.differs_on = min(its.day for its in differences)
            return None
        paired = {beside.lines[index].number for index in beside.pairs}
        later = {line.number for line in self.later}
        rest = [line for line in self.lines_for(way) if line.number not in paired]
        left = tuple(line for line in rest if line.number not in later and not self._is_final(line))
        since_day = self.day - 2 * self.within_days
        hidden = told.hidden if told.hidden is None or told.hidden.day <= self.sure_day else way.hidden
        return Way(
            told.now,
            left,
            (way.ahead | paired) & later,
            states_since(states, since_day),
            hidden,
            past=and_then(way.past, Stretch(way.now, told.entries), since_day),
            ended_days=way.ended_days if told.now.ended_day == way.now.ended_day else frozenset((told.now.ended_day,)),
        )

    def leaves_nothing(self, way: Way, onward: Way) -> bool:
        """Tell whether each line that may stand for something up to this day does so."""
        return not onward.left and all(its.day <= self.day or its.number in onward.ahead for its in self.lines_for(way))

    def first_difference(self, way: Way, told: Telling) -> Difference:
        """Return the first of the differences that made a way end."""
        states = states_of(way, told)
        found = sorted(
            self._differences(way, told, self._beside(way, told), states), key=lambda its: (its.day, its.place)
        )
        first = found[0]
        if first.entry is None and first.line is not None and first.expected is None:
            # What is missing on that day is what should have stood there.
            missing = (its for its in found if its.day == first.day and its.line is None and its.entry is not None)
            first = first._replace(entry=next((its.entry for its in missing), None))
        return first

    def pays_late(self, way: Way, told: Telling) -> bool:
        """Tell whether what differs first is a charge of what is owed then, on another day than those of its tries."""
        day, _, entry, line, *_ = self.first_difference(way, told)
        declines = [its for its in told.entries if isinstance(its, DeclineEntry) and its.day <= day]
        owed = declines[-1] if declines else way.now.owed
        is_owed = state_on(states_of(way, told), day) in ("past_due", "suspended")
        if line is None or line.kind != "charge" or entry is not None or owed is None:
            return False
        return is_owed and line.fields.get("amount") == owed.amount

    def is_told(self, way: Way, told: Telling, entry: Entry | None) -> bool:
        """Tell whether a line stands for an entry: one of a kind that is observed, or else one of this day."""
        if entry is None or entry.kind in self.observes:
            return entry is not None
        beside = self._beside(way, told)
        return any(beside.entries[number].seq == entry.seq for number in beside.pairs.values())

    def state_told(self, way: Way, day: int) -> str:
        """Return the state that the last line about a day tells, with dates that may be wrong; "" if none does."""
        near = (line for line in (*self.deeds, *self.lines_for(way)) if abs(line.day - day) <= self.within_days)
        telling = max((line for line in near if "state" in line.fields), key=lambda its: its.number, default=None)
        return "" if telling is None else str(telling.fields["state"])

    def shows_owing(self, way: Way, told: Telling) -> bool:
        """Tell whether lines show a charge declined, be it on another day: a notice of it, or the state after it."""
        beside = self._beside(way, told)
        stands_for = {beside.lines[index].number: beside.entries[number] for index, number in beside.pairs.items()}
        others = {number for number, entry in stands_for.items() if entry.state not in OWING}
        lines = (its for its in (*self.deeds, *self.lines_for(way)) if its.day <= self.day and its.number not in others)
        return any(
            its.kind == "decline" or its.fields.get("notice") in OF_OWING or its.fields.get("state") in OWING
            for its in lines
        )

    def _beside(self, way: Way, told: Telling) -> Beside:
        done = set(told.deeds.values())
        entries = tuple(entry for number, entry in enumerate(told.entries) if number not in done)
        lines = tuple(line for line in self.lines_for(way) if line.kind)
        by_entry = tuple(map(model_fields, entries))
        must = {number for number, entry in enumerate(entries) if self._must_be_told(entry)}
        return Beside(lines, entries, by_entry, pairs(lines, entries, by_entry, must, self.tolerance))

    def _must_be_told(self, entry: Entry) -> bool:
        """Tell whether a record that lacks an entry is wrong."""
        return entry.kind in self.must_tell and entry.day <= self.sure_day

    def _is_final(self, line: Line) -> bool:
        """Tell whether nothing of a later day can stand for a line."""
        return self.is_last or line.day + self.within_days <= self.day

    def _differences(
        self, way: Way, told: Telling, beside: Beside, states: tuple[tuple[int, State], ...]
    ) -> Iterator[Difference]:
        if self.is_whole:
            yield from self._in_order(way, told)
        else:
            yield from self._wrong_deeds(told)
            yield from self._unpaired(told, beside)
        yield from self._wrong_ends(way, states)
        if self.shows_states:
            yield from self._untold_changes(way, told, states)

    def _wrong_deeds(self, told: Telling) -> Iterator[Difference]:
        for line in self.deeds:
            number = told.deeds[line.number]
            entry = told.entries[number]
            if unlike(line, model_fields(entry), self.tolerance):
                yield Difference(self.day, number, entry, line)

    def _unpaired(self, told: Telling, beside: Beside) -> Iterator[Difference]:
        paired = set(beside.pairs.values())
        open_ = [number for number in range(len(beside.entries)) if number not in paired]
        free = [number for number in open_ if self._must_be_told(beside.entries[number])]
        if not free and len(paired) == len(beside.lines):
            return
        own = {entry.seq: place for place, entry in enumerate(told.entries)}
        later = {line.number for line in self.later}
        for index, line in enumerate(beside.lines):
            if index in beside.pairs or line.number in later or not self._is_final(line):
                continue
            number = nearest(line, [n for n in free if beside.entries[n].day == line.day], beside.by_entry)
            if number is None:  # what need not be told is told otherwise
                number = next((n for n in open_ if _is_like(line, beside.entries[n])), None)
            if number is not None:
                open_.remove(number)
                free = [n for n in free if n != number]
                entry = beside.entries[number]
                yield Difference(entry.day, own[entry.seq], entry, line)
            else:
                told_before = [
                    own[beside.entries[other].seq]
                    for i, other in beside.pairs.items()
                    if beside.lines[i].number < line.number
                ] + [told.deeds[deed.number] for deed in self.deeds if deed.number < line.number]
                last = max(told_before, default=-1)
                yield Difference(line.day, last + 0.5, None, line)
        for number in free:
            entry = beside.entries[number]
            yield Difference(entry.day, own[entry.seq], entry, None)

    def _in_order(self, way: Way, told: Telling) -> Iterator[Difference]:
        """Yield the first entry of a whole timeline that the line in its place does not tell."""
        lines = sorted((*self.deeds, *self.lines_for(way)), key=lambda line: line.number)
        for place, (entry, line) in enumerate(zip_longest(told.entries, (line for line in lines if line.kind))):
            if entry is None or line is None or not fits(line, entry.day, model_fields(entry), self.tolerance):
                is_now = entry is None or line is None or entry.day == line.day
                yield Difference(entry.day if entry else self.day, place, entry, line if is_now else None)
                return

    def _wrong_ends(self, way: Way, states: tuple[tuple[int, State], ...]) -> Iterator[Difference]:
        """Yield the lines that say of the end of a day what it was not."""
        for line in self.lines_for(way):
            if line.kind or line.day > self.day or not self._is_final(line):
                continue
            near = range(line.day - self.within_days, min(line.day + self.within_days, self.day) + 1)
            ends = [end_of_day(state_on(states, day), line.day) for day in near]
            if all(unlike(line, end) for end in ends):
                yield Difference(line.day, AT_END, None, line, end_of_day(state_on(states, line.day), line.day))

    def _untold_changes(self, way: Way, told: Telling, states: tuple[tuple[int, State], ...]) -> Iterator[Difference]:
        """Yield the changes of state that no line tells."""
        lines = (*self.deeds, *self.lines_for(way))
        for (_, before), (day, state) in pairwise(states):
            is_new = day > way.now.day or (day == way.now.day and before != state and day == self.day)
            near = (line for line in lines if abs(line.day - day) <= self.within_days)
            if is_new and day <= self.sure_day and not any(line.fields.get("state") == state for line in near):
                up_to_day = Stretch(way.now, tuple(entry for entry in told.entries if entry.day <= day))
                change = last_change((up_to_day,))
                yield Difference(
                    day, AT_END, None, None, end_of_day(state, day), change.entry if change is not None else None
                )


def _is_like(line: Line, entry: Entry) -> bool:
    """Tell whether a line and an entry tell of the same, however they tell it."""
    return line.kind == entry.kind and line.day == entry.day
