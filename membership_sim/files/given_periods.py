"""Which trial or period a `given` can mean: the simplest one that agrees with what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from membership_sim.calendar import anchored_day, boundary
from membership_sim.charges import period_boundary
from membership_sim.guards import trial_end_day
from membership_sim.possible.period import elapsed_to
from membership_sim.rulebook.model import LONGEST_MONTH, SHORTEST_MONTH

if TYPE_CHECKING:
    from membership_sim.rulebook.model import Plan, Terms

_MOST_PERIODS: Final = 100  # looked back for an anchor; leap days need eight
_CLAMPED_DAYS: Final = LONGEST_MONTH - SHORTEST_MONTH  # the most by which a day of the month is clamped


class Found(NamedTuple):
    """A period: its anchor, the months or days from there to its start, and its start."""

    anchor_day: int
    elapsed: int
    start_day: int


def trial_start(plan: Plan, end_day: int, terms: Terms, likely_day: int | None = None) -> int | None:
    """Return the first day of a trial of the plan that ends on `end_day`; None when there is none (TRIAL-1).

    Of several days it is the `likely_day` if that is one, else the earliest.
    """
    if plan.student:
        back = [anchored_day(end_day, -months) for _, months in terms.trial_student_months if months]
        days = [day + clamped for day in back for clamped in range(_CLAMPED_DAYS + 1)]
    else:
        days = [end_day - days for _, days in terms.trial_days]
    days = [day for day in days if 0 < day < end_day and trial_end_day(plan, terms, day) == end_day]
    return likely_day if likely_day in days else min(days, default=None)


def find_period(
    plan: Plan, end_day: int, terms: Terms, anchor_day: int | None, elapsed: int | None, start_day: int | None
) -> Found | None:
    """Return the period of a plan that ends on `end_day`, on the latest anchor; None stands for what is not told.

    Of what is told too much the anchor counts most, then the start. None is returned when nothing fits (BILL-2).
    """
    if anchor_day is not None:
        to_start = None if start_day is None else elapsed_to(plan, anchor_day, start_day, terms)
        if to_start is not None and start_day is not None:
            return Found(anchor_day, to_start, start_day)
        to_end = elapsed_to(plan, anchor_day, end_day, terms)
        if to_end is None or to_end < plan.length:
            return None
        return Found(anchor_day, to_end - plan.length, period_boundary(plan, anchor_day, to_end - plan.length, terms))
    for found in _periods(plan, end_day, terms, elapsed, start_day):
        if start_day in (None, found.start_day) and elapsed in (None, found.elapsed):
            return found
    return None


def _periods(plan: Plan, end_day: int, terms: Terms, elapsed: int | None, start_day: int | None) -> Iterator[Found]:
    """Yield the periods that end on a day, the latest anchor first."""
    length = plan.length
    if start_day is not None and period_boundary(plan, start_day, length, terms) == end_day:
        yield Found(start_day, 0, start_day)
    spans = range(length, length * _MOST_PERIODS + 1, length) if elapsed is None else (elapsed + length,)
    for anchor_day, span in anchors(plan, end_day, spans, terms):
        yield Found(anchor_day, span - length, period_boundary(plan, anchor_day, span - length, terms))


def anchors(plan: Plan, day: int, spans: Iterable[int], terms: Terms) -> Iterator[tuple[int, int]]:
    """Yield the days from which `day` is so many months (or days) of the plan's, and how many; several at month's ends.

    The spans ascend, so the latest day comes first.
    """
    for span in spans:
        if span > (day // LONGEST_MONTH if plan.months else day - 1):
            return  # before the first day of all
        back = boundary(day, -span, plan.in_months)
        for anchor_day in range(back, back + 1 + _CLAMPED_DAYS * plan.in_months):
            if period_boundary(plan, anchor_day, span, terms) == day:
                yield anchor_day, span
