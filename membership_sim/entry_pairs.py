"""Which entry of one timeline is which of another: first those that are the same, then the likeliest of the others."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final, NamedTuple

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, RefundEntry, RefusedEntry, UseEntry

NEAR_DAYS: Final = 14  # of what comes by itself: further apart it is another one, half a month away

Key = Callable[[Entry], Hashable]


class Pairs(NamedTuple):
    """The entries of two timelines by pairs; in `differ` one side may be missing, and it is in the order of days."""

    same: int
    differ: tuple[tuple[Entry | None, Entry | None], ...]


def pair(before: Sequence[Entry], after: Sequence[Entry]) -> Pairs:
    """Return which entries are the same, their numbers aside, and which of the others belong together.

    Together belong what is of one subject on one day (a charge and its decline, an action and its refusal), tries of
    the same charge, an action on whatever day, what either life has once, and what comes by itself within `NEAR_DAYS`.
    """
    left, right = list(before), list(after)
    same = len(_taken(left, right, _content(before), _content(after)))
    found: list[tuple[Entry, Entry]] = []
    for key in (_on_its_day, _of_its_charge, _of_its_actions, _once_in(before, after)):
        found += _taken(left, right, key, key)
    found += _near(left, right)
    differ = [*found, *((entry, None) for entry in left), *((None, entry) for entry in right)]
    return Pairs(same, tuple(sorted(differ, key=_place)))


def _place(pair: tuple[Entry | None, Entry | None]) -> tuple[int, bool, int]:
    """Return where a pair stands: on the day after, or of what is no more before.

    On one day what is no more comes first, in the order before; the rest follows in the order after.
    """
    before, after = pair
    entry = after or before
    assert entry is not None, "a pair has a side"
    return entry.day, after is not None, entry.seq


def subject(entry: Entry) -> Hashable:
    """Return what an entry is about: entries of one subject can be the same thing that went another way."""
    if isinstance(entry, ActionEntry | RefusedEntry):
        return ("did", entry.action.do)
    if isinstance(entry, UseEntry):
        return ("did", "use")
    if isinstance(entry, ChargeEntry | DeclineEntry):
        return "charge"
    return (entry.kind, entry.notice if entry.kind == "notice" else "")


def _content(entries: Iterable[Entry]) -> Key:
    """Return the key of all that an entry says; numbers of entries are not compared, but the charges they mean are."""
    days = {entry.seq: entry.day for entry in entries}

    def key(entry: Entry) -> Hashable:
        if isinstance(entry, RefundEntry) and entry.charge in days:
            return (entry.kind, entry._replace(seq=0, charge=-days[entry.charge]))
        return (entry.kind, entry._replace(seq=0))

    return key


def _on_its_day(entry: Entry) -> Hashable:
    return (subject(entry), entry.day)


def _of_its_charge(entry: Entry) -> Hashable:
    return (entry.first_due_day, entry.attempt) if isinstance(entry, ChargeEntry | DeclineEntry) else None


def _of_its_actions(entry: Entry) -> Hashable:
    return subject(entry) if isinstance(entry, ActionEntry | RefusedEntry | UseEntry) else None


def _once_in(*lives: Sequence[Entry]) -> Key:
    """Return the key of what happens once in each life, such as the end of a trial."""
    counts = [Counter((entry.kind, entry.message) for entry in life) for life in lives]

    def key(entry: Entry) -> Hashable:
        row = (entry.kind, entry.message)
        return row if all(count[row] == 1 for count in counts) else None

    return key


def _taken(before: list[Entry], after: list[Entry], key_before: Key, key_after: Key) -> list[tuple[Entry, Entry]]:
    """Return the pairs of one key, in order, and take them out of both lists; a key of None belongs to nothing."""
    waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for index, entry in enumerate(after):
        waiting[key_after(entry)].append(index)
    waiting.pop(None, None)
    partners = {
        index: waiting[key].popleft()
        for index, key in enumerate(map(key_before, before))
        if key is not None and waiting[key]
    }
    found = [(before[index], after[partner]) for index, partner in partners.items()]
    taken = set(partners.values())
    before[:] = [entry for index, entry in enumerate(before) if index not in partners]
    after[:] = [entry for index, entry in enumerate(after) if index not in taken]
    return found


def _near(before: list[Entry], after: list[Entry]) -> list[tuple[Entry, Entry]]:
    """Return pairs of one subject within `NEAR_DAYS`, in order, and take them out of both lists."""
    waiting: defaultdict[Hashable, deque[Entry]] = defaultdict(deque)
    for entry in after:
        waiting[subject(entry)].append(entry)
    found: list[tuple[Entry, Entry]] = []
    for entry in before:
        others = waiting[subject(entry)]
        while others and others[0].day < entry.day - NEAR_DAYS:
            others.popleft()
        if others and others[0].day <= entry.day + NEAR_DAYS:
            found.append((entry, others.popleft()))
    for index, side in enumerate((before, after)):
        taken = {id(pair[index]) for pair in found}
        side[:] = [entry for entry in side if id(entry) not in taken]
    return found
