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
    for is_first in (False, True):
        tried = {day: attempt(day, is_first) for day in days if not is_first or day in busy}
        yield from _ranges(tried, partial(attempt, is_first=is_first), after_day + 1, court.end_day, life.turns())
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
    """Yield the right ones of what was tried, those of neighbouring days as one."""
    days = sorted(tried)
    place = 0
    while place < len(days):
        first = last = place
        while last + 1 < len(days) and tried[days[place]].fits and tried[days[last + 1]].fits:
            last += 1
        if tried[days[place]].fits:
            before = days[first - 1] if first else low - 1
            after = days[last + 1] if last + 1 < len(days) else high + 1
            first_day = _farthest(attempt, days[first], before)
            last_day = _farthest(attempt, days[last], after)
            own = {day: tried[day] for day in days[first : last + 1]}
            yield from _parts(own, attempt, first_day, last_day, turns)
        place = last + 1


def _parts(
    right: dict[int, Edited], attempt: Callable[[int], Edited], first_day: int, last_day: int, turns: Iterable[int]
) -> Iterator[Edited]:
    """Yield what is right from one day to another, parted where a day on which the state changes is not right."""
    tried: dict[int, Edited | None] = {**right}
    inside = [day for day in turns if first_day < day < last_day]
    for day in (first_day, *inside, last_day) if inside else ():
        if day not in tried:
            try:
                tried[day] = attempt(day)
            except TooManyError:
                tried[day] = None
    parts = [(fits, [*days]) for fits, days in groupby(sorted(tried), lambda day: _fits(tried[day]))]
    for number, (fits, days) in enumerate(parts):
        found = tried[days[0]]
        if not fits or found is None:
            continue
        first = _farthest(attempt, days[0], parts[number - 1][1][-1]) if number else first_day
        last = _farthest(attempt, days[-1], parts[number + 1][1][0]) if number + 1 < len(parts) else last_day
        *others, edit = found.edits
        edits = (*others, edit._replace(first_day=first, last_day=last))
        ends = {its.end for its in map(tried.get, days) if its is not None}
        yield found._replace(edits=edits, has_many_ends=len(ends) > 1)


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
