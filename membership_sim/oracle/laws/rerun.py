"""Laws that run a story again: cut, split, longer, in another century, at other prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from json import dumps
from typing import Final

from membership_sim.entries import Entry, NoticeEntry, RefundEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.change import ERA_DAYS, changed, moved, scaled, shift_days, stands_alone, with_events
from membership_sim.oracle.laws.compare import first_difference, some, unequal
from membership_sim.oracle.laws.known import BY_HAND
from membership_sim.oracle.laws.law import Chapter, Simulate, Told
from membership_sim.scenario import LAST_YEAR
from membership_sim.timeline import Timeline

RERUN: Final = Chapter()

LONGER_DAYS: Final = 400
FACTOR: Final = 10_000


@RERUN.rerun("")
def the_same_story_gives_the_same_bytes(timeline: Timeline, run: Simulate) -> Told:
    """The same story gives the same entries and the same bytes, however often it runs."""
    again = run(timeline.scenario)
    found = list(first_difference(timeline.entries, again.entries, "run again"))
    yield from found
    if not found and dumps(again.to_dict()) != dumps(timeline.to_dict()):
        yield None, "run again: the entries are the same, the bytes are not"


@RERUN.rerun("TIME-2")
def the_past_knows_no_future(timeline: Timeline, run: Simulate) -> Told:
    """The first events of a story give the first entries of its timeline: no entry depends on what comes later."""
    events = timeline.scenario.events
    for count in some(range(1 if timeline.scenario.given is None else 0, len(events))):
        story = with_events(timeline.scenario, events[:count], events[count].day)
        if not stands_alone(story):
            continue
        short = run(story)
        head = timeline.entries[: len(short.entries)]
        yield from first_difference(head, short.entries, f"the first {count} events alone")
        following = timeline.entries[len(short.entries) :]
        if following and not isinstance(following[0], BY_HAND):
            yield following[0], f"the first {count} events alone: the {following[0].kind} is missing"


@RERUN.rerun("TIME-2")
def a_run_can_be_split_at_any_day(timeline: Timeline, run: Simulate) -> Told:
    """A run that stops on a day and goes on from its snapshot gives the same timeline."""
    scenario, events = timeline.scenario, timeline.scenario.events
    days = sorted({entry.day for entry in timeline.entries} | {timeline.start.day, timeline.until_day})
    middle = [(day + later) // 2 for day, later in pairwise(days)]
    for day in some(sorted({*days, *middle})):
        first = with_events(scenario, tuple(event for event in events if event.day <= day), day)
        rest = with_events(scenario, tuple(event for event in events if event.day > day), timeline.until_day)
        if not stands_alone(first):
            continue
        head = run(first)
        rest = rest._replace(given=head.end)
        if not stands_alone(rest):
            continue
        tail = run(rest)
        yield from first_difference(timeline.entries, head.entries + tail.entries, f"split on {iso(day)}")
        if tail.end != timeline.end:
            yield None, f"split on {iso(day)}: other facts at the end, {unequal(timeline.end, tail.end)}"


@RERUN.rerun("")
def a_later_end_only_adds(timeline: Timeline, run: Simulate) -> Told:
    """A run to a later day begins with the same entries."""
    until_day = timeline.until_day + LONGER_DAYS
    if date.fromordinal(until_day).year > LAST_YEAR:
        return
    longer = run(timeline.scenario._replace(until_day=until_day, expected=None))
    head = longer.entries[: len(timeline.entries)]
    yield from first_difference(timeline.entries, head, f"{LONGER_DAYS} days longer")
    added = longer.entries[len(timeline.entries) :]
    if added and added[0].day <= timeline.until_day:
        yield None, f"{LONGER_DAYS} days longer: a {added[0].kind} of {iso(added[0].day)} is added inside the run"


@RERUN.rerun("TIME-1 BILL-2 REFUND-8")
def the_calendar_comes_round(timeline: Timeline, run: Simulate) -> Told:
    """400 years later, with the rule book and the public holidays moved too, the timeline is the same."""
    is_late = date.fromordinal(timeline.until_day).year > LAST_YEAR - 400
    days = -ERA_DAYS if is_late else ERA_DAYS
    elsewhere = run(moved(timeline.scenario, days))
    back = [changed(entry, shift_days(-days)) for entry in elsewhere.entries]
    yield from first_difference(timeline.entries, back, f"400 years {'earlier' if is_late else 'later'}")


@RERUN.rerun("BILL-3 PRICE-1 REFUND-6")
def amounts_scale_with_the_prices(timeline: Timeline, run: Simulate) -> Told:
    """With every price, balance and value multiplied the amounts are multiplied too, rounding aside, and nothing else
    changes.

    Rounding moves an amount by less than a unit of before, or two if tax was rounded first. A gift balance beside a
    rounded tax is left out: a cent of rounding may decide whether it is enough.
    """
    scenario = timeline.scenario
    if scenario.sales_tax.numerator and has_gift_balance(timeline):
        return
    dear = run(scaled(scenario, FACTOR))
    pairs = zip(of_the_story(timeline.entries), of_the_story(dear.entries), strict=False)
    for own, other in pairs:
        if beside_amounts(own) != beside_amounts(other):
            yield own, f"prices × {FACTOR}: {own.kind} became {other.kind} of {iso(other.day)}, {other.state}"
            return
    count, dear_count = len(list(of_the_story(timeline.entries))), len(list(of_the_story(dear.entries)))
    if count != dear_count:
        yield None, f"prices × {FACTOR}: {dear_count} entries beside refunds, not {count}"
        return
    yield from amounts_beside(timeline, dear)


def beside_amounts(entry: Entry) -> tuple[str, int, str, tuple[str, ...]]:
    """Return what prices do not change: a tax that is rounded to nothing only is not told of (BILL-3)."""
    return entry.kind, entry.day, entry.state, tuple(rule for rule in entry.rules if rule != "BILL-3")


def has_gift_balance(timeline: Timeline) -> bool:
    """Tell whether a gift balance is, or ever comes, on file."""
    methods = [*timeline.start.wallet.methods, *(event.action.method for event in timeline.scenario.events)]
    return any(method is not None and method.kind == "gift_balance" for method in methods)


def of_the_story(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries beside refunds and their notices: a refund of less than a unit makes none (REFUND-6)."""
    for entry in entries:
        if not isinstance(entry, RefundEntry) and not (isinstance(entry, NoticeEntry) and entry.notice == "refund"):
            yield entry


def amounts_beside(timeline: Timeline, dear: Timeline) -> Told:
    """Yield each charge, and each refund, whose amount is not the multiple, rounding aside."""
    taxed = 1 if timeline.scenario.sales_tax.numerator else 0
    for charge, dear_charge in zip(timeline.charges, dear.charges, strict=True):
        if abs(dear_charge.amount - FACTOR * charge.amount) > taxed * FACTOR:
            yield charge, f"prices × {FACTOR}: {charge.amount} became {dear_charge.amount}"
    refunds, dear_refunds = refunds_by_charge(timeline), refunds_by_charge(dear)
    for number in sorted({*refunds, *dear_refunds}):
        own, other = refunds.get(number, 0), dear_refunds.get(number, 0)
        if abs(other - FACTOR * own) >= (1 + taxed) * FACTOR:
            yield None, f"prices × {FACTOR}: the refund of charge number {number}, {own}, became {other}"


def refunds_by_charge(timeline: Timeline) -> dict[int, int]:
    """Return the amount refunded of each charge, counted from 1; 0 is one from before the run."""
    numbers = {charge.seq: number for number, charge in enumerate(timeline.charges, start=1)}
    return {numbers.get(refund.charge or 0, 0): refund.amount for refund in timeline.refunds}
