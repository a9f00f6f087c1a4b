"""Laws of what leaves no trace: refusals, repeated wishes, and wishes that are withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from membership_sim.entries import ActionEntry, Entry, RefusedEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.change import stands_alone, with_events
from membership_sim.oracle.laws.compare import first_difference, some, unequal, without_numbers
from membership_sim.oracle.laws.known import BY_HAND
from membership_sim.oracle.laws.law import Chapter, Simulate, Told
from membership_sim.scenario import Action, Event
from membership_sim.timeline import Timeline

UNDONE: Final = Chapter()

WITHDRAWN: Final = (Action("pause"), Action("keep"), Action("cancel"), Action("keep"))


@UNDONE.rerun("TIME-2")
def refusals_leave_no_trace(timeline: Timeline, run: Simulate) -> Told:
    """Without the refused actions the timeline is the same, their own entries apart."""
    return without(timeline, run, lambda entry: isinstance(entry, RefusedEntry), "without the refused actions")


@UNDONE.rerun("CANCEL-3")
def repeated_wishes_leave_no_trace(timeline: Timeline, run: Simulate) -> Told:
    """Without the repeated wishes the timeline is the same, their own entries apart."""
    return without(timeline, run, is_repeated, "without the repeated wishes")


def is_repeated(entry: Entry) -> bool:
    """Tell whether an entry is an accepted wish that changed nothing (CANCEL-3)."""
    return isinstance(entry, ActionEntry) and entry.rules[:1] == ("CANCEL-3",)


def without(timeline: Timeline, run: Simulate, left_out: Callable[[Entry], bool], where: str) -> Told:
    """Yield what differs when the events of some entries are left out; each event has one entry, in their order."""
    events = timeline.scenario.events
    asked = [entry for entry in timeline.entries if isinstance(entry, BY_HAND)]
    kept = tuple(event for event, entry in zip(events, asked, strict=False) if not left_out(entry))
    if len(kept) == len(events):
        return
    story = with_events(timeline.scenario, kept, timeline.until_day)._replace(given=timeline.start)
    if not stands_alone(story):
        return
    wanted = without_numbers(entry for entry in timeline.entries if not left_out(entry))
    yield from first_difference(wanted, without_numbers(run(story).entries), where)


@UNDONE.rerun("CANCEL-4 PLAN-5")
def keep_undoes_cancel_and_pause(timeline: Timeline, run: Simulate) -> Told:
    """A pause and a cancel that are withdrawn on their day leave every fact and every later entry as they were."""
    scenario, events = timeline.scenario, timeline.scenario.events
    for day in some(sorted({entry.day for entry in timeline.entries if entry.state in ("trial", "paid")})):
        head = tuple(event for event in events if event.day <= day)
        story = with_events(scenario, head, day)
        if not stands_alone(story):
            continue
        before = run(story)
        if before.end.state not in ("trial", "paid") or before.end.waiting != "none":
            continue
        detour = tuple(Event(day, action) for action in WITHDRAWN)
        after = run(with_events(scenario, head + detour, day))
        where = f"withdrawn on {iso(day)}"
        if after.end._replace(seq=before.end.seq) != before.end:
            yield None, f"{where}: other facts, {unequal(before.end, after.end)}"
        whole = run(with_events(scenario, head + detour + events[len(head) :], timeline.until_day))
        kept = whole.entries[: len(before.entries)] + whole.entries[len(after.entries) :]
        yield from first_difference(without_numbers(timeline.entries), without_numbers(kept), where)
