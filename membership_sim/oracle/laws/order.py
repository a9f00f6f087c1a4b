"""Laws of the list itself: its days, its numbers, its states, its sums."""

from __future__ import annotations

from typing import Any, Final

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import BY_HAND, Known
from membership_sim.oracle.laws.law import END, EVERY, Chapter
from membership_sim.rules import RULES
from membership_sim.scenario import Action
from membership_sim.timeline import Timeline

ORDER: Final = Chapter()

_RULES: Final = frozenset(RULES)
_MEMBER: Final = ("trial", "paid", "past_due", "suspended", "paused")
_NO_MEMBER: Final = ("prospect", "cancelled")

# Where each kind of entry may lead, the action's by its name; what is not named here keeps the state.
MOVES: Final[frozenset[tuple[str, str, str]]] = frozenset(
    [
        *(("join", state, "trial") for state in _NO_MEMBER),
        *((do, state, "cancelled") for do in ("cancel", "terminate") for state in _MEMBER),
        *(("charge", state, "paid") for state in (*_MEMBER, *_NO_MEMBER)),
        *(("decline", state, "past_due") for state in ("trial", "paid")),
        ("decline", "past_due", "suspended"),
        *(("state", state, to) for state in ("trial", "paid") for to in ("paused", "cancelled")),
        *(("state", state, "cancelled") for state in ("paused", "suspended")),
    ]
)
_STAY: Final = frozenset((NoticeEntry, RefundEntry, RefusedEntry, UseEntry, DeclineEntry))
_AFTER_WHAT_IS_DUE: Final = frozenset((*BY_HAND, Timeline))
# What always moves on.
_NEVER_STAYS: Final = frozenset(
    [("terminate", state) for state in _MEMBER]
    + [("cancel", state) for state in ("past_due", "suspended", "paused")]
    + [("charge", state) for state in (*_MEMBER, *_NO_MEMBER) if state != "paid"]
    + [("state", state) for state in (*_MEMBER, *_NO_MEMBER)]
)


@ORDER.single_pass(EVERY, "TIME-2")
def dates_never_go_back(entry: Entry, known: Known) -> str | None:
    """The days of the entries never go back, nor before the start or after the end of the run."""
    day = entry.day
    if known.day <= day <= known.until_day:
        return None
    if day < known.day:
        return f"{iso(day)} comes after {iso(known.day)}"
    return f"{iso(day)} lies after the end of the run, {iso(known.until_day)}"


@ORDER.single_pass(EVERY, "")
def numbers_have_no_gap(entry: Entry, known: Known) -> str | None:
    """The entries of a life are numbered one by one, without a gap."""
    return None if entry.seq == known.seq + 1 else f"number {entry.seq} comes after {known.seq}"


@ORDER.single_pass(EVERY, "")
def entries_cite_rules_that_exist(entry: Entry, known: Known) -> str | None:
    """Each entry cites rules, and only such as exist."""
    rules = entry.rules
    if rules and _RULES.issuperset(rules):
        return None
    unknown = [rule for rule in rules if rule not in _RULES]
    return f"unknown rules: {', '.join(unknown)}" if unknown else "no rule is cited"


@ORDER.single_pass(EVERY, "CANCEL-1 CANCEL-2 CANCEL-5 PAUSE-1 PAUSE-3 PAY-3 PAY-4 PAY-7 TERM-1 TRIAL-2")
def states_move_as_drawn(entry: Entry, known: Known) -> str | None:
    """A state changes only where an action, a charge, a decline or the calendar may change it."""
    state = known.state
    if entry.state == state and (type(entry) in _STAY or (state == "paid" and type(entry) is ChargeEntry)):
        return None
    kind = entry.action.do if isinstance(entry, ActionEntry) else entry.kind
    if entry.state == state:
        return f"{kind} leaves the member {state}" if (kind, state) in _NEVER_STAYS else None
    if type(entry) is StateEntry and entry.from_state != known.state:
        return f"it leads from {entry.from_state}, the member is {known.state}"
    if (kind, known.state, entry.state) in MOVES:
        return None
    return f"{kind} leads from {known.state} to {entry.state}"


@ORDER.single_pass(f"{EVERY} {END}", "TIME-2 TIME-3")
def nothing_due_is_passed_over(entry: Entry | Timeline, known: Known) -> str | None:
    """Nothing that is due is passed over: it happens on its day, and before that day's actions."""
    due_day = known.due_day
    if due_day is None:
        return None
    day = entry.until_day if type(entry) is Timeline else entry.day  # type: ignore[union-attr]
    if day < due_day or (day == due_day and type(entry) not in _AFTER_WHAT_IS_DUE):
        return None
    return f"what was due on {iso(due_day)}, while {known.state}, has not happened by {iso(day)}"


@ORDER.single_pass("charge decline state", "TIME-2 TIME-4 PAY-7", after=True)
def what_is_due_moves_forward(entry: ChargeEntry | DeclineEntry | StateEntry, known: Known) -> str | None:
    """After each thing that the calendar or a charge brings, what is due next lies on a later day."""
    if known.due_day is None or known.due_day > entry.day:
        return None
    return f"on {iso(entry.day)} the next thing is due on {iso(known.due_day)}, while {known.state}"


@ORDER.single_pass(END, "")
def totals_are_the_sums(timeline: Timeline, known: Known) -> str | None:
    """The totals are the sums of the entries: charged, refunded, net, and the days that end with benefits."""
    totals = timeline.totals
    own = (known.charged, known.refunded, known.charged - known.refunded, known.benefit_days)
    return None if tuple(totals) == own else f"the totals are {tuple(totals)}, the entries sum up to {own}"


@ORDER.single_pass(END, "CANCEL-6 PAY-6 PLAN-5 TRIAL-4")
def the_end_is_what_the_entries_tell(timeline: Timeline, known: Known) -> str | None:
    """The facts at the end are those that the entries tell, none more and none less."""
    end, told = timeline.end, known.end()
    for name, own, other in zip(end._fields, end, told, strict=True):
        if own != other:
            return f"{name} is {own!r} at the end, the entries tell {other!r}"
    return None


@ORDER.single_pass(END, "TIME-2")
def each_event_has_its_entry(timeline: Timeline, known: Known) -> str | None:
    """Each event of the story has its entry, accepted or refused, on its day and in the story's order; no other
    action has one.
    """
    events = timeline.scenario.events
    by_hand: list[Any] = [entry for entry in timeline.entries if type(entry) in BY_HAND]
    asked = [entry for entry in by_hand if entry.rules[:1] != ("TIME-2",)]
    for number, (event, entry) in enumerate(zip(events, asked, strict=False), start=1):
        if (event.day, event.action) != (entry.day, action_of(entry)):
            asked_for, told = (
                f"{do} on {iso(day)}" for do, day in ((event.action.do, event.day), (action_of(entry).do, entry.day))
            )
            return f"event {number} is {asked_for}, entry {entry.seq} tells of {told}, or of other arguments"
    if len(events) == len(asked):
        return None
    return f"the story has {len(events)} events, {len(asked)} entries tell of actions"


def action_of(entry: ActionEntry | UseEntry | RefusedEntry) -> Action:
    """Return the action that an entry tells of."""
    if isinstance(entry, UseEntry):
        return Action("use", benefit=entry.benefit, by=entry.by, value=entry.value)  # type: ignore[arg-type]
    return entry.action
