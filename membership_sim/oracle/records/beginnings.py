"""From where a record that begins mid-life may go on: what its `given` does not tell is no fact against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from membership_sim.foreign import Setup
from membership_sim.member import Snapshot
from membership_sim.oracle.dates import months_after
from membership_sim.possible import impossible
from membership_sim.rulebook.model import LONGEST_MONTH, SHORTEST_MONTH, Terms, on

_MOST_MONTHS_BACK: Final = 96  # for a month that has the day: a 29th of February, over a year without one
_PERIOD: Final = ("anchor_day", "start_day", "end_day")
_SUPPOSED: Final = ("opened", "benefits_since")  # facts that may be days which are counted from the anchor


def beginnings(setup: Setup, given: Snapshot, terms: Terms) -> Iterator[Snapshot]:
    """Yield the start that was given, or supposed from it, then those on each other anchor that it may have (BILL-2).

    Anchors on the 28th to the 31st give the same end of a period in a month that is shorter.
    """
    yield given
    if _tells(setup, given, "anchor") or given.state not in ("paid", "past_due", "suspended"):
        return
    if not terms.plans[given.plan].in_months or date.fromordinal(given.end_day).day < SHORTEST_MONTH:
        return
    for day_of_month in range(SHORTEST_MONTH, LONGEST_MONTH + 1):
        if day_of_month != date.fromordinal(given.anchor_day).day:
            yield from islice(_on_other_anchors(setup, given, day_of_month, terms), 1)


def _on_other_anchors(setup: Setup, given: Snapshot, day_of_month: int, terms: Terms) -> Iterator[Snapshot]:
    """Yield the starts that can be with an anchor on another day of the month, those in the nearest months first."""
    told = ["start_day"] if given.owed is not None or "period_start" not in setup.untold else []
    told += ["elapsed"] if _tells(setup, given, "elapsed") else []
    told += ["end_day"] if given.owed is None or _tells(setup, given, "period_end") else []
    first_day = date.fromordinal(given.anchor_day).replace(day=1).toordinal()
    for months in sorted(range(-_MOST_MONTHS_BACK, given.elapsed + 1), key=abs):
        anchor_day = months_after(first_day, months) + day_of_month - 1
        if date.fromordinal(anchor_day).day == day_of_month:
            other = _on_anchor(setup, given, anchor_day, given.elapsed - months, terms)
            if all(getattr(other, name) == getattr(given, name) for name in told) and not impossible(other, terms):
                yield other


def _tells(setup: Setup, given: Snapshot, name: str) -> bool:
    """Tell whether a `given` tells a fact of its period, or of the one that is owed."""
    return name not in setup.untold or (given.owed is not None and f"owed.{name}" not in setup.untold)


def _on_anchor(setup: Setup, given: Snapshot, anchor_day: int, elapsed: int, terms: Terms) -> Snapshot:
    """Return a start with another anchor, and all that was counted from it and is not told."""
    length = terms.plans[given.plan].length
    from_start = (-length, 0, length) if min(elapsed, given.elapsed) >= length else (0, length)
    old, new = (
        [months_after(anchor, months, on(terms.billing_month_end, anchor) == "sticky_month_end") for months in counted]
        for anchor, counted in (
            (given.anchor_day, [*(given.elapsed + months for months in from_start), 0]),
            (anchor_day, [*(elapsed + months for months in from_start), 0]),
        )
    )
    moved = dict(zip(old, new, strict=True))  # of two counts that come to one day the anchor is the last
    period: dict[str, Any] = dict(zip(_PERIOD, (anchor_day, new[-3], new[-2]), strict=True))
    names = [f"{name}_day" for name in _SUPPOSED if name in setup.untold]
    days: dict[str, Any] = {name: moved.get(day, day) for name in names if (day := getattr(given, name))}
    charge, owed = given.charge, given.owed
    if charge is not None and "charge.date" in setup.untold:
        starts = dict(zip(old[:-1], new[:-1], strict=True))
        charge = charge._replace(day=starts.get(charge.day, charge.day))
    if owed is not None:
        owed = owed._replace(elapsed=elapsed, **period)
    return given._replace(charge=charge, owed=owed, elapsed=elapsed, **period, **days)
