"""Which events of one scenario are not those of another, and by which numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import islice, takewhile, zip_longest
from typing import Any, Final

from membership_sim.changes import InputChange

_MOST_SEARCHED: Final = 200  # events of one day

FileEvent = Mapping[str, Any]  # as a file has it


def event_changes(before: Sequence[FileEvent], after: Sequence[FileEvent]) -> Iterator[InputChange]:
    """Yield the events that are others, too many or missing, by their numbers in the scenario that has them."""
    next_before = next_after = 0
    for number, number_after in (*_alike(before, after), (len(before), len(after))):
        for ours, theirs in zip_longest(range(next_before, number), range(next_after, number_after)):
            sides = None if ours is None else before[ours], None if theirs is None else after[theirs]
            yield InputChange(f"events.{theirs if ours is None else ours}", *sides)
        next_before, next_after = number + 1, number_after + 1


def _alike(before: Sequence[FileEvent], after: Sequence[FileEvent]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the events that both scenarios have, in order.

    Only events of one day can be alike, and days do not go back: so each day is searched by itself.
    """
    days, days_after = _lines_of_days(before), _lines_of_days(after)
    for day, (first, lines) in days.items():
        first_after, others = days_after.get(day, (0, []))
        for start, other_start, count in _blocks(lines, others):
            yield from ((first + start + each, first_after + other_start + each) for each in range(count))


def _lines_of_days(events: Sequence[FileEvent]) -> dict[object, tuple[int, list[str]]]:
    """Return the events of each day as text, with the number of the first."""
    days: dict[object, tuple[int, list[str]]] = {}
    for number, event in enumerate(events):
        days.setdefault(event["date"], (number, []))[1].append(str(event))
    return days


def _blocks(lines: list[str], others: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where lines are alike, and how many: those that begin or end alike, and what a search finds between them.

    A search takes time with the cube of the lines: where there are very many, those with one number are held together.
    """
    most = min(len(lines), len(others))
    start = _same_at_start(lines, others, most)
    end = _same_at_start(reversed(lines), reversed(others), most - start)
    middle, other_middle = lines[start : len(lines) - end], others[start : len(others) - end]
    yield 0, 0, start
    if max(len(middle), len(other_middle)) > _MOST_SEARCHED:
        pairs = enumerate(zip(middle, other_middle, strict=False), start)
        yield from ((number, number, 1) for number, (line, other_line) in pairs if line == other_line)
    else:
        for block in SequenceMatcher(None, middle, other_middle, autojunk=False).get_matching_blocks():
            yield start + block.a, start + block.b, block.size
    yield len(lines) - end, len(others) - end, end


def _same_at_start(lines: Iterable[str], others: Iterable[str], most: int) -> int:
    pairs = islice(zip(lines, others, strict=False), most)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
