"""A record judged again under other readings of its rule book, by no more judges at once than memory should hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from membership_sim.foreign import Damage, Item, Line, Setup, Silent, in_zone
from membership_sim.oracle.records.judge import Judge, Loss
from membership_sim.oracle.records.readings import Reading
from membership_sim.possible import impossible
from membership_sim.verdicts import Verdict

MOST_JUDGES: Final = 5_000  # at once; the record is read once more for each such number

Read = Callable[[], Iterator[Item]]  # the record from its beginning, each time it is called
ReadIn = Callable[[str], Iterator[Item]]  # the same, sorted by the days that instants have in a time zone
Tried = list[tuple[Reading, Verdict]]


class Case(NamedTuple):
    """A member to judge again: how it was judged, the readings to try, and where its record could not be read on."""

    member: str
    setup: Setup
    readings: Sequence[Reading]
    loss: Loss | None = None


def tried(
    read: Read, cases: Iterable[Case], most_judges: int = MOST_JUDGES, read_in: ReadIn | None = None
) -> dict[str, Tried]:
    """Return what each member comes to under each of its readings.

    One that the lines or the start do not admit is left out. A sorted record is sorted anew for each time zone.
    """
    found: dict[str, Tried] = {}
    for batch in _batches(cases, most_judges):
        sorts = read_in is not None
        tries = {its.member: [_UnderReading(its, reading, sorts) for reading in _admitted(its)] for its in batch}
        zones = {each.sorted_in for own in tries.values() for each in own}
        for zone in sorted(zones, key=str):
            own_tries = {member: [its for its in own if its.sorted_in == zone] for member, own in tries.items()}
            _hear(read if zone is None or read_in is None else partial(read_in, zone), own_tries)
        found |= {member: [result for each in own for result in each.results()] for member, own in tries.items()}
    return found


def _hear(read: Read, tries: dict[str, list[_UnderReading]]) -> None:
    """Read the record as far as any of the tries is open."""
    are_open = {member: each for member, each in tries.items() if each}
    for item in read() if are_open else ():
        if isinstance(item, Damage):
            for each in (its for own in are_open.values() for its in own):
                each.lose(item)
        elif isinstance(item, Silent):
            for each in are_open.get(item.member, ()):
                each.begin(item.beginning)
        elif item.member in are_open:
            left = [each for each in are_open[item.member] if each.goes_on(item.line)]
            are_open[item.member] = left
            if not left:
                del are_open[item.member]
                if not are_open:
                    return


def _admitted(case: Case) -> Iterator[Reading]:
    """Yield the readings under which a life can come to where the record begins."""
    given, sales_tax = case.setup.given, case.setup.sales_tax
    for reading in case.readings:
        if given is None or not impossible(given, reading.book.terms(sales_tax)):
            yield reading


def _batches(cases: Iterable[Case], most_judges: int) -> Iterator[list[Case]]:
    """Yield the cases, so many at once that their judges are not too many."""
    batch: list[Case] = []
    count = 0
    for case in cases:
        if batch and count + len(case.readings) > most_judges:
            yield batch
            batch, count = [], 0
        batch.append(case)
        count += len(case.readings)
    if batch:
        yield batch


class _UnderReading:
    """One member under one reading; the judge goes home as soon as it is known that the reading does not fit.

    If the record `sorts`, it is `sorted_in` the zone of the reading; None is as it is judged.
    """

    def __init__(self, case: Case, reading: Reading, sorts: bool) -> None:
        self.case = case
        self.reading = reading
        self.sorted_in = reading.zone if sorts else None
        self.is_lost = False  # what follows stands behind the line that cannot be used
        self.judge: Judge | None = None
        self.verdict: Verdict | None = None
        self.is_void = False  # under this reading the days do not stand in their order

    def begin(self, first: Line) -> Judge:
        """Return the judge who now begins."""
        self.judge = Judge(self.case.member, self.case.setup._replace(book=self.reading.book), first)
        return self.judge

    def goes_on(self, line: Line) -> bool:
        """Hear the next line; tell whether others may still change what it comes to."""
        line = in_zone(line, self.reading.zone)
        judge = self.judge or self.begin(line)
        loss = self.case.loss
        if loss is not None and self.sorted_in is None:
            self.is_lost = judge.count == loss.lines
        if self.is_lost:
            self._finish()
        elif judge.hear(line):
            if self.sorted_in is not None and loss is not None and line.place == loss.place:
                self._finish()
            else:
                self.is_void = True
        elif judge.divergence is not None:
            self._finish()
        return self.verdict is None and not self.is_void

    def lose(self, damage: Damage) -> None:
        """Hear that a line cannot be used; it counts if it is the one at which the member's record was lost."""
        self.is_lost = self.is_lost or (self.case.loss is not None and damage.place == self.case.loss.place)

    def _finish(self) -> None:
        if self.judge is not None:
            if self.case.loss is not None:
                self.judge.lose(self.case.loss.place, self.case.loss.is_behind)
            self.verdict, self.judge = self.judge.finish(), None

    def results(self) -> Tried:
        if self.is_void:
            return []
        self._finish()
        return [] if self.verdict is None else [(self.reading, self.verdict)]


def pairs(candidates: Iterable[tuple[Reading, Reading]], most: int) -> list[tuple[Reading, Reading]]:
    """Return at most so many different pairs, whichever of the two comes first."""
    found: dict[frozenset[str], tuple[Reading, Reading]] = {}
    for pair in candidates:
        found.setdefault(frozenset(reading.text for reading in pair), pair)
    return list(islice((pair for names, pair in found.items() if len(names) > 1), most))


def leads_on(verdict: Verdict, other: Verdict) -> bool:
    """Tell whether under another reading a record differs later than it does by the book itself."""
    first, then = verdict.divergence, other.divergence
    assert first is not None
    return then is not None and (then.day, then.lines) > (first.day, first.lines)


def differs_otherwise(verdict: Verdict, other: Verdict) -> bool:
    """Tell whether another reading changes what a record's first difference is."""
    first, then = verdict.divergence, other.divergence
    assert first is not None
    return then is not None and (then.day, then.expected, then.difference) != (
        first.day, first.expected, first.difference,
    )  # fmt: skip


def pairs_to_try(verdict: Verdict, others: Tried, most: int) -> list[tuple[Reading, Reading]]:
    """Return the pairs of assumed readings that may explain what none does alone.

    One of them leads beyond the first difference, or each of them changes it.
    """
    assumed = [(reading, other) for reading, other in others if reading.is_assumed]
    leading = [reading for reading, other in assumed if leads_on(verdict, other)]
    changing = [reading for reading, other in assumed if differs_otherwise(verdict, other)]
    with_leading = ((first, second) for first in leading for second, _ in assumed)
    return pairs((*with_leading, *((one, other) for one in changing for other in changing)), most)
