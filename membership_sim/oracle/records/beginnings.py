"""From where a record that begins mid-life may go on: what its `given` does not tell is no fact against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from membership_sim.foreign import Setup
from membership_sim.member import Snapshot
from membership_sim.oracle.dates import months_after
from membership_sim.possible import impossible
from membership_sim.rulebook.model import Terms, on

_LONGEST_MONTH: Final = 31
_MOST_MONTHS_BACK: Final = 3  # for a month that has the day


def beginnings(setup: Setup, given: Snapshot, terms: Terms) -> Iterator[Snapshot]:
    """Yield the start that was given, or supposed from it, then those on each other anchor that it may have (BILL-2).

    An anchor on the 29th, 30th or 31st gives the same end of a period in a month that is shorter.
    """
    yield given
    plan = terms.plans[given.plan]
    if "anchor" not in setup.untold or not plan.in_months or given.state not in ("paid", "past_due", "suspended"):
        return
    for day_of_month in range(date.fromordinal(given.anchor_day).day + 1, _LONGEST_MONTH + 1):
        other = _on_anchor(given, day_of_month, plan.length, terms)
        told = ["start_day"] if given.owed is not None or "period_start" not in setup.untold else []
        told += ["end_day"] if given.owed is None else []
        is_so = other is not None and all(getattr(other, name) == getattr(given, name) for name in told)
        if other is not None and is_so and not impossible(other, terms):
            yield other


def _on_anchor(given: Snapshot, day_of_month: int, months: int, terms: Terms) -> Snapshot | None:
    """Return a start with its anchor on another day of the month, and all that was counted from it."""
    anchor = date.fromordinal(given.anchor_day)
    for back in range(_MOST_MONTHS_BACK):
        first = date.fromordinal(months_after(anchor.replace(day=1).toordinal(), -back))
        try:
            anchor_day = first.replace(day=day_of_month).toordinal()
        except ValueError:
            continue
        sticky = on(terms.billing_month_end, anchor_day) == "sticky_month_end"
        elapsed = given.elapsed + back
        start_day, end_day = (months_after(anchor_day, elapsed + more, sticky) for more in (0, months))
        moved = {given.anchor_day: anchor_day, given.end_day: end_day, given.start_day: start_day}
        return _moved(given, moved, elapsed)
    return None


def _moved(given: Snapshot, moved: dict[int, int], elapsed: int) -> Snapshot:
    """Return a start with days replaced, in all that stands on them."""
    names = ("anchor_day", "start_day", "end_day", "opened_day", "benefits_since_day")
    days = {name: moved.get(day, day) for name in names if (day := getattr(given, name))}
    charge, owed = given.charge, given.owed
    if charge is not None:
        charge = charge._replace(day=moved.get(charge.day, charge.day))
    if owed is not None:
        period = {name: days[name] for name in ("anchor_day", "start_day", "end_day")}
        owed = owed._replace(elapsed=elapsed, **period)
    return given._replace(charge=charge, owed=owed, elapsed=elapsed, **days)
