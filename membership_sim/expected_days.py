"""Which entries of a day an expectation could have, and which is the nearest: sets of entries, kept as bits of ints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from membership_sim.findings import Fields
from membership_sim.matching import first_bit, match


class ExpectedDay:
    """A day's expectations and entries, by their numbers; sets of its entries are bits, in the order of `numbers`.

    `having` are the entries with a value of a field: what an expectation could have takes an `&` a field, not a
    comparison with every entry.
    """

    def __init__(self, indexes: list[int], numbers: list[int], by_entry: Sequence[Fields], names: set[str]) -> None:
        self.indexes = indexes
        self.numbers = numbers
        self.free = self.all = (1 << len(numbers)) - 1
        self.having: dict[_Key, int] = {}
        for place, number in enumerate(numbers):
            fields = by_entry[number]
            for name in names & fields.keys():
                key = _key(name, fields[name])
                self.having[key] = self.having.get(key, 0) | 1 << place

    def match(self, wanted: dict[int, Fields], listed: set[int]) -> dict[int, int]:
        """Return which entry serves which expectation; the others are `free`."""
        candidates = {place: self.as_asked(wanted[index]) for place, index in enumerate(self.indexes)}
        must = sum(1 << place for place, number in enumerate(self.numbers) if number in listed)
        found = match(candidates, must)
        self.free -= sum(1 << place for place in found.values())
        return {self.indexes[index]: self.numbers[place] for index, place in found.items()}

    def as_asked(self, asked: Fields) -> int:
        """Return the entries that have all of the fields."""
        members = self.all
        for name, value in asked.items():
            members &= self.having.get(_key(name, value), 0)
        return members

    def nearest(self, asked: Fields) -> int | None:
        """Return the first of the free entries with the fewest differences, of the kind if one is asked for."""
        best = [self.free & self.having.get(_key("kind", asked["kind"]), 0) if "kind" in asked else self.free]
        for name, value in asked.items():  # best[n] are those with at least n of the fields so far
            members = self.having.get(_key(name, value), 0)
            best.append(0)
            for count in range(len(best) - 1, 0, -1):
                best[count] |= best[count - 1] & members
        place = next((first_bit(members) for members in reversed(best) if members), None)
        return None if place is None else self.numbers[place]


class FreeEntries:
    """The entries that serve no expectation, in order, and the first of them with the fields that are asked for."""

    def __init__(self, numbers: list[int], by_entry: Sequence[Fields]) -> None:
        self.numbers = numbers
        self.by_entry = by_entry
        self.firsts: dict[tuple[str, ...], dict[tuple[_Key, ...], int]] = {}

    def first(self, asked: Fields) -> int | None:
        """Return the first entry, of any day, that has all of the fields."""
        names = tuple(asked)
        if names not in self.firsts:
            having = [number for number in reversed(self.numbers) if self.by_entry[number].keys() >= asked.keys()]
            self.firsts[names] = {_keys(names, self.by_entry[number]): number for number in having}
        return self.firsts[names].get(_keys(names, asked))


_Key: TypeAlias = tuple[str, type, object]


def _keys(names: tuple[str, ...], fields: Fields) -> tuple[_Key, ...]:
    return tuple(_key(name, fields[name]) for name in names)


def _key(name: str, value: object) -> _Key:
    """Return what is equal for values between which `differences` sees none, and can be looked up."""
    return name, type(value), _frozen(value)


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
