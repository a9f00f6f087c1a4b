"""How the laws of retelling compare two timelines, and where they cut a story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from membership_sim.entries import Entry, RefundEntry
from membership_sim.member import Snapshot
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.law import Told

T = TypeVar("T")
PLACES: Final = 4  # how many cuts, splits or detours a law tries in a story
SHOWN: Final = 3  # fields of an entry that differs


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


def unequal(wanted: Snapshot, seen: Snapshot) -> str:
    """Return the names of the facts that differ."""
    return ", ".join(name for name in wanted._fields if getattr(wanted, name) != getattr(seen, name))
