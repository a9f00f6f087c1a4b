"""An action put where the record has none: on which days near a divergence it would make the record right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Final

from membership_sim.edits import Edit
from membership_sim.oracle.matrix import ACCEPTING
from membership_sim.oracle.records.accounts import trial_starts
from membership_sim.oracle.records.edited import Court, Edited, Life, TooManyError, deed_line, with_line
from membership_sim.scenario import Action, Place

TURNS: Final = 4  # days on which something turns, up to the one to be explained, around which an action is tried
SOON: Final = 7  # days by which an action that sets an anchor may be late, whatever turns on them
ANCHORING: Final = ("join", "resume", "change_plan")

# Actions before and after which another one is not the same.
DECIDING: Final = ("join", "cancel", "keep", "pause", "resume", "change_plan", "pay", "terminate")


def put_in(
    court: Court, base: Edited, life: Life, edit: Edit, action: Action, place: Place, after_day: int, target_day: int
) -> Iterator[Edited]:
    """Yield the records with an action between two days that are right, those of neighbouring days as one.

    `edit` is told of them, with the days.
    """

    def attempt(day: int, is_first: bool) -> Edited:
        moved = edit._replace(first_day=day, last_day=day)
        lines = with_line(base.lines, deed_line(place, day, action), is_first)
        return court.judge(lines, (*base.edits, moved))

    near = days_near(life, base, after_day, target_day) | anchors(court, base, edit, action, after_day, target_day)
    days = sorted((day for day in near if can_be(action, life, day)), reverse=True)
    busy = {line.day for line in base.lines if line.action is not None and line.action.do in DECIDING}
    turns = life.turns(action.do)
    for is_first in (False, True):
        tried = {day: attempt(day, is_first) for day in days if not is_first or day in busy}
        yield from _ranges(tried, partial(attempt, is_first=is_first), after_day + 1, court.end_day, turns)
        if any(found.fits for found in tried.values()):
            return


def days_near(life: Life, base: Edited, after_day: int, target_day: int) -> set[int]:
    """Return the days on which something turns near the target, and those before them."""
    known = {*life.days(), *(line.day for line in base.lines), target_day}
    turning = sorted(day for day in known if after_day < day <= target_day)[-TURNS:]
    return {day for turn in turning for day in (turn, turn - 1) if day > after_day}


def anchors(court: Court, base: Edited, edit: Edit, action: Action, after_day: int, target_day: int) -> set[int]:
    """Return the days on which an action may set an anchor by which what is told near the target is right."""
    if action.do not in ANCHORING:
        return set()
    found = set(range(after_day + 1, after_day + SOON + 1)) if edit.kind == "delayed" else set()
    if action.do == "join":
        told = [line.day for line in base.lines if line.action is None and line.day > target_day]
        for day in (target_day, *told[:TURNS]):
            found |= set(trial_starts(court.setup, action, day))
    return {day for day in found if after_day < day <= target_day}


def can_be(action: Action, life: Life, day: int) -> bool:
    """Tell whether an action may be accepted in some state of a day."""
    return any((action.do, state) in ACCEPTING for state in life.states_on(day))


def _ranges(
    tried: dict[int, Edited], attempt: Callable[[int], Edited], low: int, high: int, turns: Iterable[int]
) -> Iterator[Edited]:
    """Yield the right ones of what was tried, those of neighbouring days as one.

    From each of them on, days that turn are tried too, until `TURNS` of them are wrong.
    """
    known: dict[int, Edited | None] = {low - 1: None, **tried, high + 1: None}
    turning = [day for day in turns if low <= day <= high]
    for is_back in (False, True):
        left = 0
        for day in sorted({*known, *turning}, reverse=is_back):
            if left and day not in known:
                known[day] = _attempted(attempt, day)
                left -= 1
            if day in known and (day in tried or _fits(known[day])):
                left = TURNS if _fits(known[day]) else 0
    groups = [(fits, [*days]) for fits, days in groupby(sorted(known), lambda day: _fits(known[day]))]
    for (_, before), (fits, days), (_, after) in zip(groups, groups[1:], groups[2:], strict=False):
        right = [found for day in days if fits and (found := known[day]) is not None]
        if right:
            first_day, last_day = _farthest(attempt, days[0], before[-1]), _farthest(attempt, days[-1], after[0])
            *others, edit = right[0].edits
            edits = (*others, edit._replace(first_day=first_day, last_day=last_day))
            yield right[0]._replace(edits=edits, has_many_ends=len({found.end for found in right}) > 1)


def _attempted(attempt: Callable[[int], Edited], day: int) -> Edited | None:
    """Return what an attempt comes to; None when too many were judged."""
    try:
        return attempt(day)
    except TooManyError:
        return None


def _fits(found: Edited | None) -> bool:
    return found is not None and found.fits


def _farthest(attempt: Callable[[int], Edited], right: int, wrong: int) -> int:
    """Return the day nearest to a `wrong` one up to which the record stays right, as far as it can be judged."""
    while abs(wrong - right) > 1:
        middle = (right + wrong) // 2
        try:
            fits = attempt(middle).fits
        except TooManyError:
            break
        right, wrong = (middle, wrong) if fits else (right, middle)
    return right
