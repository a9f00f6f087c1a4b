"""What a rule book says, compiled for the core: whole numbers, asked for by day.

`Terms` is all that the lifecycle reads. The files, their certainty and their sources are the loader's.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeVar

from membership_sim.money import NO_TAX, Rate

Value = TypeVar("Value")

# A dated value: (first day, value) in rising order of days; the first step serves all days before it too.
Dated = tuple[tuple[int, Value], ...]

SHORTEST_MONTH: Final = 28  # days
LONGEST_MONTH: Final = 31
EVERY_DAY: Final = 1  # the first day of a value, or a fee, that holds on every day


def on(steps: Dated[Value], day: int) -> Value:
    """Return the value in force on `day`.

    >>> on(((1, 'never'), (100, 'after')), 99)
    'never'
    """
    if len(steps) > 1:
        for first_day, value in reversed(steps):
            if first_day <= day:
                return value
    return steps[0][1]


class PriceStep(NamedTuple):
    """A fee in minor units without added tax, and the first days on which each kind of charge uses it (PRICE-1)."""

    fee: int
    new_from: int
    renewals_from: int


class Plan(NamedTuple):
    """A plan: its period in months or in days (one of them is 0), its fees, and what its students become.

    `regular` is the id of the regular plan with the same period: itself, unless `student` (PLAN-2).
    """

    id: str
    months: int
    days: int
    student: bool
    regular: str
    prices: tuple[PriceStep, ...]

    @property
    def in_months(self) -> bool:
        """Whether the period is counted in months."""
        return self.months > 0

    @property
    def length(self) -> int:
        """The months, or else the days, of a period."""
        return self.months or self.days

    @property
    def shortest_days(self) -> int:
        """The fewest days that a period can have (PAY-7)."""
        return self.months * SHORTEST_MONTH or self.days

    @property
    def longest_days(self) -> int:
        """The most days that a period can have."""
        return self.months * LONGEST_MONTH or self.days


class Holidays(NamedTuple):
    """Public holidays of a market, known for `first_day <= day < end_day` (REFUND-8)."""

    name: str
    first_day: int
    end_day: int
    days: frozenset[int]


class Terms(NamedTuple):
    """The values of one rule book, with the sales tax of one scenario. Every field is named like its dotted name.

    None is "no limit", but for `refund_free_business_days`: the market has no such days (REFUND-4).
    """

    plans: dict[str, Plan]
    trial_days: Dated[int]
    trial_student_months: Dated[int]
    trial_again: Dated[int | None]  # calendar months after the last end; None is never (TRIAL-4)
    billing_month_end: Dated[Literal["clamp", "sticky_month_end"]]
    plan_change: Dated[Literal["at_period_end", "at_once"]]
    student_paid_months: Dated[int | None]
    pause_limit_days: Dated[int | None]
    payment_retry_days: Dated[tuple[int, ...]]
    payment_suspension_days: Dated[int]
    refund_used: dict[str, Dated[str]]  # the reading (refunds.py), by the id of the regular plan
    refund_used_rule: dict[str, str]  # the rule of that reading, by the id of the regular plan
    refund_free_business_days: Dated[int | None]
    refund_paid_within_business_days: Dated[tuple[int, int]]
    family_limit: Dated[int | None]
    reminder_days_before: Dated[int]
    holidays: Holidays
    sales_tax: Rate = NO_TAX
