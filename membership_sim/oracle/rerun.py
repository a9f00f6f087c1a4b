"""Laws that change a story and run it again: what must not matter does not, and what is undone leaves no trace.

Each takes the simulator to put to the test. A story has many places to cut; `some` takes a few, spread evenly, always
the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from json import dumps
from typing import Final, TypeVar

from membership_sim.entries import ActionEntry, Entry, NoticeEntry, RefundEntry, RefusedEntry, UseEntry
from membership_sim.member import Snapshot
from membership_sim.oracle.change import ERA_DAYS, changed, moved, scaled, shift_days, with_events
from membership_sim.oracle.dates import iso
from membership_sim.oracle.law import Chapter, Simulate, Told
from membership_sim.scenario import Action, Event
from membership_sim.timeline import Timeline

RERUN: Final = Chapter()

T = TypeVar("T")
PLACES: Final = 4  # how many cuts, splits or detours a law tries in a story
LONGER_DAYS: Final = 400
FACTOR: Final = 10_000
SHOWN: Final = 3  # fields of an entry that differs
ASKED: Final = (ActionEntry, UseEntry, RefusedEntry)  # the entries that events make, one each


def some(places: Sequence[T], most: int = PLACES) -> list[T]:
    """Return at most so many of the places, the first and the last among them.

    >>> some(range(100))
    [0, 33, 66, 99]
    """
    if len(places) <= most:
        return list(places)
    return [places[number * (len(places) - 1) // (most - 1)] for number in range(most)]


def first_difference(wanted: Sequence[Entry], seen: Sequence[Entry], where: str) -> Told:
    """Yield the first entry that differs, or is missing or too many."""
    for own, other in zip(wanted, seen, strict=False):
        if own != other:
            yield own, f"{where}: {difference(own, other)}"
            return
    if len(wanted) > len(seen):
        yield wanted[len(seen)], f"{where}: the {wanted[len(seen)].kind} is missing"
    elif len(seen) > len(wanted):
        extra = seen[len(wanted)]
        yield None, f"{where}: a {extra.kind} of {iso(extra.day)} is too many"


def difference(own: Entry, other: Entry) -> str:
    """Return how an entry became another, in its first differing fields."""
    if own.kind != other.kind:
        return f"the {own.kind} became a {other.kind} of {iso(other.day)}"
    pairs = zip(own._fields, own, other, strict=True)
    changes = [f"{name} {before!r} became {after!r}" for name, before, after in pairs if before != after]
    return f"the {own.kind}'s {', its '.join(changes[:SHOWN])}"


def without_numbers(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with numbers counted anew from 1, those of refunded charges too."""
    listed = list(entries)
    numbers = {entry.seq: number for number, entry in enumerate(listed, start=1)}
    again: list[Entry] = []
    for entry in listed:
        if isinstance(entry, RefundEntry) and entry.charge in numbers:
            entry = entry._replace(charge=numbers[entry.charge])
        again.append(entry._replace(seq=numbers[entry.seq]))
    return again


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
        short = run(with_events(timeline.scenario, events[:count], events[count].day))
        head = timeline.entries[: len(short.entries)]
        yield from first_difference(head, short.entries, f"the first {count} events alone")
        following = timeline.entries[len(short.entries) :]
        if following and not isinstance(following[0], ASKED):
            yield following[0], f"the first {count} events alone: the {following[0].kind} is missing"


@RERUN.rerun("TIME-2")
def a_run_can_be_split_at_any_day(timeline: Timeline, run: Simulate) -> Told:
    """A run that stops on a day and goes on from its snapshot gives the same timeline."""
    scenario, events = timeline.scenario, timeline.scenario.events
    days = sorted({entry.day for entry in timeline.entries} | {timeline.start.day, timeline.until_day})
    middle = [(day + later) // 2 for day, later in pairwise(days)]
    for day in some(sorted({*days, *middle})):
        head = run(with_events(scenario, tuple(event for event in events if event.day <= day), day))
        rest = with_events(scenario, tuple(event for event in events if event.day > day), timeline.until_day)
        tail = run(rest._replace(given=head.end))
        yield from first_difference(timeline.entries, head.entries + tail.entries, f"split on {iso(day)}")
        if tail.end != timeline.end:
            yield None, f"split on {iso(day)}: other facts at the end, {unequal(timeline.end, tail.end)}"


def unequal(wanted: Snapshot, seen: Snapshot) -> str:
    """Return the names of the facts that differ."""
    return ", ".join(name for name in wanted._fields if getattr(wanted, name) != getattr(seen, name))


@RERUN.rerun("")
def a_later_end_only_adds(timeline: Timeline, run: Simulate) -> Told:
    """A run to a later day begins with the same entries."""
    longer = run(timeline.scenario._replace(until_day=timeline.until_day + LONGER_DAYS, expected=None))
    head = longer.entries[: len(timeline.entries)]
    yield from first_difference(timeline.entries, head, f"{LONGER_DAYS} days longer")
    added = longer.entries[len(timeline.entries) :]
    if added and added[0].day <= timeline.until_day:
        yield None, f"{LONGER_DAYS} days longer: a {added[0].kind} of {iso(added[0].day)} is added inside the run"


@RERUN.rerun("TIME-1 BILL-2 REFUND-8")
def the_calendar_comes_round(timeline: Timeline, run: Simulate) -> Told:
    """400 years later, with the rule book and the public holidays moved too, the timeline is the same."""
    later = run(moved(timeline.scenario, ERA_DAYS))
    back = [changed(entry, shift_days(-ERA_DAYS)) for entry in later.entries]
    yield from first_difference(timeline.entries, back, "400 years later")


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
        if (own.kind, own.day, own.state, own.rules) != (other.kind, other.day, other.state, other.rules):
            yield own, f"prices × {FACTOR}: {own.kind} became {other.kind} of {iso(other.day)}, {other.state}"
            return
    count, dear_count = len(list(of_the_story(timeline.entries))), len(list(of_the_story(dear.entries)))
    if count != dear_count:
        yield None, f"prices × {FACTOR}: {dear_count} entries beside refunds, not {count}"
        return
    yield from amounts_beside(timeline, dear)


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


@RERUN.rerun("TIME-2")
def refusals_leave_no_trace(timeline: Timeline, run: Simulate) -> Told:
    """Without the refused actions the timeline is the same, their own entries apart."""
    return without(timeline, run, lambda entry: isinstance(entry, RefusedEntry), "without the refused actions")


@RERUN.rerun("CANCEL-3")
def repeated_wishes_leave_no_trace(timeline: Timeline, run: Simulate) -> Told:
    """Without the repeated wishes the timeline is the same, their own entries apart."""
    return without(timeline, run, is_repeated, "without the repeated wishes")


def is_repeated(entry: Entry) -> bool:
    """Tell whether an entry is an accepted wish that changed nothing (CANCEL-3)."""
    return isinstance(entry, ActionEntry) and entry.rules[:1] == ("CANCEL-3",)


def without(timeline: Timeline, run: Simulate, left_out: Callable[[Entry], bool], where: str) -> Told:
    """Yield what differs when the events of some entries are left out; each event has one entry, in their order."""
    events = timeline.scenario.events
    asked = [entry for entry in timeline.entries if isinstance(entry, ASKED)]
    kept = tuple(event for event, entry in zip(events, asked, strict=False) if not left_out(entry))
    if len(kept) == len(events):
        return
    story = with_events(timeline.scenario, kept, timeline.until_day)._replace(given=timeline.start)
    wanted = without_numbers(entry for entry in timeline.entries if not left_out(entry))
    yield from first_difference(wanted, without_numbers(run(story).entries), where)


UNDONE: Final = (Action("pause"), Action("keep"), Action("cancel"), Action("keep"))


@RERUN.rerun("CANCEL-4 PLAN-5")
def keep_undoes_cancel_and_pause(timeline: Timeline, run: Simulate) -> Told:
    """A pause and a cancel that are withdrawn on their day leave every fact and every later entry as they were."""
    scenario, events = timeline.scenario, timeline.scenario.events
    for day in some(sorted({entry.day for entry in timeline.entries if entry.state in ("trial", "paid")})):
        head = tuple(event for event in events if event.day <= day)
        before = run(with_events(scenario, head, day))
        if before.end.state not in ("trial", "paid") or before.end.waiting != "none":
            continue
        detour = tuple(Event(day, action) for action in UNDONE)
        after = run(with_events(scenario, head + detour, day))
        where = f"withdrawn on {iso(day)}"
        if after.end._replace(seq=before.end.seq) != before.end:
            yield None, f"{where}: other facts, {unequal(before.end, after.end)}"
        whole = run(with_events(scenario, head + detour + events[len(head) :], timeline.until_day))
        kept = whole.entries[: len(before.entries)] + whole.entries[len(after.entries) :]
        yield from first_difference(without_numbers(timeline.entries), without_numbers(kept), where)
