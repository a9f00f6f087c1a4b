"""What a `given` may mean where it leaves something open: the simplest life first, then others to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from membership_sim.charges import period_boundary
from membership_sim.files.given_periods import anchors
from membership_sim.guards import trial_end_day
from membership_sim.possible.laws import OWING
from membership_sim.rulebook.model import Plan, Terms

_PERIODS: Final = 24  # tried back for an anchor


def guesses(told: Mapping[str, Any], plan: Plan, terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield what may be taken for told: nothing, then each anchor that the period can have, the latest first.

    Of the anchor before a pause there remains the day that opened the membership.
    """
    yield {}
    due_day = (told.get("owed") or {}).get("first_due")
    ends = {"paid": told.get("end_day"), "paused": told.get("paused_day"), **dict.fromkeys(OWING, due_day)}
    end_day, unsure = ends.get(told["state"]), "opened_day" if told["state"] == "paused" else "anchor_day"
    if end_day and unsure not in told:
        for anchor_day, _ in anchors(plan, end_day, range(0, _PERIODS * plan.length, plan.length), terms):
            if _follows(anchor_day, told.get("opened_day"), terms):
                yield {unsure: anchor_day}


def _follows(anchor_day: int, opened_day: int | None, terms: Terms) -> bool:
    """Tell whether an anchor can be that of a membership's first charge, or one after the first period (PAUSE-4)."""
    if not opened_day or anchor_day == opened_day:
        return True
    return anchor_day >= min(period_boundary(plan, opened_day, plan.length, terms) for plan in terms.plans.values())


def likely_anchors(told: Mapping[str, Any], plan: Plan, terms: Terms) -> list[int]:
    """Return the told days that a period may well be counted from: the last that opened or resumed it comes first.

    Benefits begin on such a day, or with the trial before it; a charge is taken on the first day of its period.
    """
    since_day, opened_day = told.get("benefits_since_day"), told.get("opened_day")
    converted_day = trial_end_day(plan, terms, since_day) if since_day else None
    begun = [opened_day or converted_day, since_day]
    charged_day = (told.get("charge") or {}).get("date")
    days = [*sorted(filter(None, begun), reverse=True), charged_day]
    return [day for day in days if day and _follows(day, opened_day, terms)]
