"""How far a story leaps before the next action: to the days on which rules meet, rather than to any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from membership_sim.calendar import anchored_day, month_end_day
from membership_sim.due import NEVER, next_due
from membership_sim.member import Facts
from membership_sim.rulebook.model import Terms, on
from membership_sim.simulate import Run
from membership_sim.testing.choosing import Choose, bag, pick

# What kind of member a story is about: one of no kind, one who stays for years, one who stops and comes back.
Temper: TypeAlias = Literal["any", "calm", "restless"]
_SHORT: Final = {"same": 7, "next": 2, "days": 3}
_RARE: Final = {"notable": 2, "calendar": 1}
# How to go on from a state; `used` is a paid period with a use, `bound` one at whose end something waits, `calm` a paid
# one of a member who stays for years, `between` a pause while new members pay another fee than renewals.
_LEAPS: Final[dict[str, tuple[str, ...]]] = {
    "prospect": bag(same=4, next=1, days=1, calendar=1),
    "trial": bag(**_SHORT, limit=12, **_RARE),
    "calm": bag(years=5, periods=2, limit=1, **_RARE),
    "between": bag(price=6, days=2, same=1, limit=1),
    "paid": bag(same=5, next=2, days=2, limit=12, periods=2, years=1, **_RARE),
    "used": bag(same=8, next=4, days=4, limit=10, periods=1, years=1, **_RARE),
    "bound": bag(same=3, next=1, days=1, limit=15),
    "past_due": bag(all_retries=14, limit=3, same=1, next=1),
    "suspended": bag(same=2, next=1, days=1, limit=6),
    "paused": bag(same=2, next=1, days=2, limit=4, price=5, **_RARE),
    "cancelled": bag(same=4, next=2, days=2, years=1, price=1, **_RARE),
}
_AROUND: Final = (0, 1, -1)
_AFTER: Final = (1, 0, 0, 1, -1)  # mostly past the limit, so that the story goes on in another state
_DAYS: Final = (2, 3, 5, 7, 10, 14, 20, 28, 29, 30, 31, 45, 60)
_PERIODS: Final = (1, 2, 3, 5, 11, 12)
_YEARS: Final = (365, 366, 364, 730, 1096, 1461, 1827, 2557)
_MOST_PERIODS: Final = (120, 40)  # in one leap, of months or of days: a week must not make ten years of charges


def leap(choose: Choose, run: Run, last_day: int, temper: Temper = "any") -> int:
    """Return the day of the next action, not before today; it may lie after `last_day`, which is the story's end."""
    today, facts = run.facts.day, run.facts
    due_day = next_due(facts, run.terms)[0]
    match pick(choose, _LEAPS[_mood(run, temper)]):
        case "same":
            return today
        case "next":
            return today + 1
        case "days":
            return today + pick(choose, _DAYS)
        case "limit" if due_day < NEVER:
            return max(today, due_day + pick(choose, _AROUND if facts.state == "paused" else _AFTER))
        case "all_retries":
            assert facts.owed is not None, "past due with nothing owed"
            schedule = on(run.terms.payment_retry_days, facts.owed.first_due_day)
            return facts.owed.first_due_day + schedule[-1] + pick(choose, _AFTER)
        case "periods":
            return periods_ahead(run, pick(choose, _PERIODS)) + pick(choose, _AROUND)
        case "calendar":
            return pick(choose, [month_end_day(today), *sorted(calendar_days(today))])
        case "price":
            spans = [(max(today, first), end - 1) for first, end in price_spans(run) if today < end]
            first, last = pick(choose, spans) if spans else (today, today + pick(choose, _DAYS))
            return pick(choose, (last, first, (first + last) // 2))
        case "notable":
            ahead = sorted({day for day in notable_days(run) if today <= day <= last_day})
            return max(today, pick(choose, ahead) + pick(choose, _AROUND)) if ahead else today
        case _:
            years = min(pick(choose, _YEARS), _longest_leap(run))
            return max(today + 1, min(today + years, last_day))  # a long life ends on the story's last day


def _mood(run: Run, temper: Temper) -> str:
    if is_bound(run):
        return "bound"
    if run.facts.state == "paused" and in_price_span(run):
        return "between"
    return "calm" if temper == "calm" and run.facts.state == "paid" else situation(run.facts)


def situation(facts: Facts) -> str:
    """Return the state, or `used` for a paid period in which a benefit was used."""
    return "used" if facts.used and facts.state == "paid" else facts.state


def is_bound(run: Run) -> bool:
    """Tell whether a period ends with a wish that waits, or with a charge that no method will take."""
    facts = run.facts
    if facts.state not in ("trial", "paid"):
        return False
    return facts.waiting != "none" or all(method.blocked for method in run.source.wallet.methods)


def _longest_leap(run: Run) -> int:
    plan, (of_months, of_days) = run.terms.plans[run.facts.plan], _MOST_PERIODS
    return plan.days * of_days or plan.months * 31 * of_months


def in_price_span(run: Run) -> bool:
    """Tell whether new members pay another step of this plan's prices today than renewals do (PRICE-1)."""
    return any(first <= run.facts.day < end for first, end in price_spans(run))


def price_spans(run: Run) -> list[tuple[int, int]]:
    """Return the days on which new members pay a step of this plan's prices and renewals do not yet (PRICE-1)."""
    prices = run.terms.plans[run.facts.plan].prices
    return [(step.new_from, step.renewals_from) for step in prices if step.new_from < step.renewals_from]


def periods_ahead(run: Run, count: int) -> int:
    """Return about the day on which `count` periods more will have ended, if nothing comes between."""
    plan, end_day = run.terms.plans[run.facts.plan], run.facts.end_day
    return anchored_day(end_day, plan.months * (count - 1)) + plan.days * (count - 1)


def calendar_days(today: int) -> Iterator[int]:
    """Yield the coming days on which calendars are tricky: February's end, and the nights in which clocks change."""
    for year in range(date.fromordinal(today).year, date.fromordinal(today).year + 2):
        march, november = date(year, 3, 1), date(year, 11, 1)
        found = [
            march - timedelta(1),  # February 28 or 29
            march,
            _sunday(march) + timedelta(7),  # the second Sunday, United States
            _sunday(november),
            _sunday(date(year, 3, 25)),  # the last Sunday, Europe
            _sunday(date(year, 10, 25)),
            _sunday(date(year, 4, 1)),  # the first Sunday, Australia
            _sunday(date(year, 10, 1)),
        ]
        yield from (day.toordinal() for day in found if day.toordinal() > today)


def _sunday(first: date) -> date:
    """Return the first Sunday on or after a day."""
    return first + timedelta(6 - first.weekday())


def notable_days(run: Run) -> Iterator[int]:
    """Yield the days on which something changes for this member, past ones too."""
    facts, terms = run.facts, run.terms
    again = on(terms.trial_again, facts.ended_day)
    if facts.ended_day and again is not None:
        yield anchored_day(facts.ended_day, again)
    if facts.graduation_day:
        yield facts.graduation_day
    if facts.end_day:
        yield facts.end_day - on(terms.reminder_days_before, facts.start_day)
    for method in run.source.wallet.methods:
        yield from (day for day in (method.expires_day, method.until_day) if day is not None)
    if facts.opened_day:
        yield facts.opened_day + (on(terms.refund_free_business_days, facts.opened_day) or 0)
    yield from turning_days(terms)


def turning_days(terms: Terms) -> Iterator[int]:
    """Yield the first days of every dated value and price, without those that hold from the beginning."""
    for plan in terms.plans.values():
        for step in plan.prices:
            yield from (step.new_from, step.renewals_from)
    for value in (*terms, *terms.refund_used.values()):
        if isinstance(value, tuple) and value and isinstance(value[0], tuple):
            yield from (step[0] for step in value[1:])
