"""What a way of a record was told lately: the entries that a difference may rest on, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from membership_sim.assumptions import values_read
from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, StateEntry
from membership_sim.member import Snapshot
from membership_sim.moments import moments
from membership_sim.reads import Moment
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import State

FOLLOWING: Final = ("notice", "refund")  # kinds of entries that rest on the one before
RETRIED: Final = ("retry", "last_retry", "by_hand", "suspended")  # by the end of their message, of what is owed longer


class Stretch(NamedTuple):
    """The entries that were told at once, from a start."""

    start: Snapshot
    entries: tuple[Entry, ...]


Past = tuple[Stretch, ...]


class Change(NamedTuple):
    """The entry with which a state was left for the one that it tells."""

    left: State
    entry: Entry


def and_then(past: Past, stretch: Stretch, since_day: int) -> Past:
    """Return the past with what was told next, without what no difference from `since_day` on rests on.

    The stretch that led to the state in which the rest begins is kept, however long ago it was.
    """
    if not stretch.entries:
        return past
    longer = (*past, stretch)
    for place in range(len(longer) - 1, 0, -1):
        if any(entry.day <= since_day and entry.kind not in FOLLOWING for entry in longer[place].entries):
            return (*_leading(longer[:place]), *longer[place:])
    return longer


def _leading(past: Past) -> Past:
    """Return the last stretch in which the state changed, if there is one."""
    changing = (its for its in reversed(past) if any(entry.state != its.start.state for entry in its.entries))
    return tuple(islice(changing, 1))


def last_change(past: Iterable[Stretch], upto_seq: float = float("inf")) -> Change | None:
    """Return the last change of the state, up to an entry by its number; None if nothing that was told is one."""
    found = None
    for start, entries in past:
        state = start.state
        for entry in entries:
            if entry.seq > upto_seq:
                return found
            if entry.state != state:
                found = Change(state, entry)
            state = entry.state
    return found


def entries_of(past: Past) -> Iterator[Entry]:
    """Yield the entries in their order."""
    return (entry for stretch in past for entry in stretch.entries)


def followed_by(cited: Entry | None, past: Past) -> Entry | None:
    """Return the entry with which another one stands: what a notice or a refund rests on, else itself."""
    known = [entry for entry in entries_of(past) if cited is not None and entry.seq <= cited.seq]
    return next((entry for entry in reversed(known) if entry.kind not in FOLLOWING), cited)


def asked_before(entry: Entry | None, past: Past) -> str:
    """Return the action that is told just before an entry; "" if it is none."""
    known = (its for its in entries_of(past) if entry is not None and its.seq == entry.seq - 1)
    return next((its.action.do for its in known if isinstance(its, ActionEntry)), "")


def moments_of(entries: Sequence[Entry | None], past: Past, book: RuleBook) -> Iterator[tuple[Entry, Moment]]:
    """Yield those of the entries that were told, each with its moment."""
    numbers = {entry.seq for entry in entries if entry is not None}
    for stretch in past:
        if not numbers.isdisjoint(entry.seq for entry in stretch.entries):
            for entry, moment in moments(stretch.entries, book, stretch.start):
                if entry.seq in numbers:
                    yield entry, moment


def what_of(entry: Entry) -> str:
    """Return the end of the message of a charge: what it is for, or how it is tried again."""
    return entry.message.partition(".")[2]


def values_of(entries: Sequence[Entry | None], past: Past, book: RuleBook) -> dict[str, int]:
    """Return the values read for some of the entries, with the day each was asked for."""
    found: dict[str, int] = {}
    for entry, moment in moments_of(entries, past, book):
        found |= dict(values_read(entry, moment))
    return found


def occasion_of(entry: Entry | None, past: Past) -> str:
    """Return what a charge was first tried for, as the kind of charge is named; "" of what is none."""
    if not isinstance(entry, ChargeEntry | DeclineEntry):
        return ""
    what = what_of(entry)
    if what not in RETRIED:
        return what
    for stretch in past:
        for other in stretch.entries:
            if isinstance(other, DeclineEntry) and (other.first_due_day, other.attempt) == (entry.first_due_day, 1):
                return what_of(other)
        if any(other.seq == entry.seq for other in stretch.entries):
            return stretch.start.owed.kind if stretch.start.owed is not None else what
    return what


def left_end_day(entry: Entry | None, past: Past) -> int:
    """Return the end of the period that ran, or was to run, before that of a charge; 0 if none is known."""
    if not isinstance(entry, ChargeEntry):
        return 0
    for stretch in past:
        end_day = stretch.start.end_day or stretch.start.paused_day
        for other in stretch.entries:
            if other.seq == entry.seq:
                return end_day
            end_day = _end_after(other) or end_day
    return 0


def _end_after(entry: Entry) -> int:
    """Return on which day the period ends that an entry tells of; 0 if it tells of none."""
    if isinstance(entry, ChargeEntry):
        return entry.end_day
    if isinstance(entry, ActionEntry):
        return entry.effective_day or 0 if entry.action.do == "join" else 0
    return entry.day if isinstance(entry, StateEntry) else 0
