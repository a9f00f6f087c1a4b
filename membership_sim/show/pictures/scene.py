"""What a picture of a timeline shows, as data: spans of states, wishes that wait, amounts, ticks, the net cost.

Days are ordinals, `[start_day, end_day)` leaves its end out; amounts are minor units, refunds below zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, Literal, NamedTuple

from membership_sim.entries import ActionEntry, ChargeEntry, Entry, RefundEntry
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.member import Waiting
from membership_sim.money import Currency
from membership_sim.timeline import Span, Timeline, Totals

MarkKind = Literal["decline", "notice", "use"]
_WISHES: Final = ("cancel", "pause")  # the actions that can wait for the period's end
_WAITING_STATES: Final = ("trial", "paid")  # in which they wait; any other state is their end (CANCEL-5, PAUSE-6)


class Wait(NamedTuple):
    """A cancel or a pause that waits: from the wish to the day on which it takes effect, or is withdrawn."""

    wish: Waiting
    start_day: int
    end_day: int


class Stem(NamedTuple):
    """What is charged, or refunded (below zero), on a day; `odd` if it is another amount than the charge before."""

    day: int
    amounts: tuple[int, ...]
    odd: bool

    @property
    def amount(self) -> int:
        """The sum of the day."""
        return sum(self.amounts)


class Mark(NamedTuple):
    """Something without a length: a try that was declined, with what is owed; a notice; a use."""

    kind: MarkKind
    day: int
    amount: int = 0


class Cost(NamedTuple):
    """What the membership has cost from a day on: charges less refunds."""

    day: int
    net: int


class Scene(NamedTuple):
    """All that is drawn of one timeline, from its first day to the day after its last."""

    title: str
    currency: Currency
    start_day: int
    end_day: int
    spans: tuple[Span, ...]
    benefits: tuple[tuple[int, int], ...]
    waits: tuple[Wait, ...]
    stems: tuple[Stem, ...]
    marks: tuple[Mark, ...]
    costs: tuple[Cost, ...]
    totals: Totals

    def days_of(self, kind: MarkKind) -> list[int]:
        """Return the days with a mark of a kind, each once."""
        return sorted({mark.day for mark in self.marks if mark.kind == kind})


def scene(timeline: Timeline) -> Scene:
    """Return what a picture of a timeline shows."""
    spans = tuple(timeline.spans())
    return Scene(
        title=timeline.scenario.title,
        currency=timeline.scenario.book.currency,
        start_day=timeline.start.day,
        end_day=timeline.until_day + 1,
        spans=spans,
        benefits=tuple(_benefits(spans)),
        waits=tuple(_waits(timeline)),
        stems=tuple(_stems(timeline.entries)),
        marks=tuple(_marks(timeline.entries)),
        costs=tuple(_costs(timeline)),
        totals=timeline.totals,
    )


def _benefits(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the longest runs of days with benefits (BENEFIT-1)."""
    for has, run in groupby(spans, key=lambda span: span.state in BENEFIT_STATES):
        if has:
            days = list(run)
            yield days[0].start_day, days[-1].end_day


def _waits(timeline: Timeline) -> Iterator[Wait]:
    """Yield the wishes that waited for a day at least; the latest wins, a repeated one changes nothing (CANCEL-4)."""
    wish, since_day = timeline.start.waiting, timeline.start.day
    for entry in timeline.entries:
        now = _wish_after(wish, entry)
        if now != wish:
            if wish != "none" and entry.day > since_day:
                yield Wait(wish, since_day, entry.day)
            wish, since_day = now, entry.day
    if wish != "none":
        yield Wait(wish, since_day, timeline.until_day + 1)


def _wish_after(wish: Waiting, entry: Entry) -> Waiting:
    """Return the wish that waits after an entry."""
    if entry.state not in _WAITING_STATES:
        return "none"
    if isinstance(entry, ActionEntry) and entry.action.do == "keep":
        return "none"
    if isinstance(entry, ActionEntry) and entry.action.do in _WISHES:
        return "cancel" if entry.action.do == "cancel" else "pause"
    return wish


def _stems(entries: Sequence[Entry]) -> Iterator[Stem]:
    """Yield the charges of each day as one stem, and its refunds as another."""
    money = [entry for entry in entries if isinstance(entry, ChargeEntry | RefundEntry)]
    money.sort(key=_day_and_kind)
    before = None
    for (day, kind), group in groupby(money, key=_day_and_kind):
        amounts = tuple(entry.amount for entry in group)
        if kind == "refund":
            yield Stem(day, tuple(-amount for amount in amounts), True)
        else:
            yield Stem(day, amounts, set(amounts) != {before})
            before = amounts[-1]


def _day_and_kind(entry: ChargeEntry | RefundEntry) -> tuple[int, str]:
    return entry.day, entry.kind


def _marks(entries: Sequence[Entry]) -> Iterator[Mark]:
    for entry in entries:
        if entry.kind == "decline":
            yield Mark("decline", entry.day, entry.amount)
        elif entry.kind == "notice" or entry.kind == "use":
            yield Mark(entry.kind, entry.day)


def _costs(timeline: Timeline) -> Iterator[Cost]:
    """Yield the net cost at the first day, and at the end of each day that changes it."""
    net = 0
    yield Cost(timeline.start.day, 0)
    for day, group in groupby(_stems(timeline.entries), key=lambda stem: stem.day):
        net += sum(stem.amount for stem in group)
        yield Cost(day, net)
