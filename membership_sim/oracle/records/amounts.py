"""What decides an amount that is told otherwise, by what the amount seen would have been right for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from membership_sim.entries import ChargeEntry, DeclineEntry
from membership_sim.money import tax_half_up
from membership_sim.oracle.records.rulings import Ruling
from membership_sim.rulebook.book import RuleBook, ValueStep


class Amount(NamedTuple):
    """A charge whose amount or tax is told otherwise, by `fields`; what it was first tried for, and the plan held then.

    `own` is the step of its fee, and `step` the one, if any, of which the amount seen would be right.
    """

    entry: ChargeEntry | DeclineEntry
    fields: Mapping[str, object]
    occasion: str
    held: str
    book: RuleBook
    own: ValueStep | None
    step: ValueStep | None

    @property
    def seen(self) -> object:
        """The amount that is seen."""
        return self.fields.get("amount", self.entry.amount)

    @property
    def prices(self) -> str:
        """The name of the value that has the fees of the plan."""
        return f"prices.{self.entry.plan}"

    @property
    def later(self) -> ValueStep | None:
        """The later one of the two steps; None if there is only the own one."""
        steps = (self.own, self.step)
        return max(filter(None, steps), key=lambda its: _days(its)[0]) if None not in steps else None

    @property
    def is_renewal(self) -> bool:
        """Whether the second of the days of a step counts (PRICE-1)."""
        return self.occasion.startswith("renewal")

    @property
    def is_between(self) -> bool:
        """Whether the charge fell between the two days of the later step."""
        later, first_due_on = self.later, date.fromordinal(self.entry.first_due_day)
        return later is not None and _days(later)[0] <= first_due_on < _days(later)[1]


def _days(step: ValueStep) -> tuple[date, date]:
    """Return from when a step counts: for new charges, and for renewals."""
    new_on = step.from_on or date.min
    return new_on, step.renewals_from_on or new_on


def _is_rounded_otherwise(its: Amount) -> bool:
    told = (its.seen, its.fields.get("tax", its.entry.tax))
    right = (its.entry.amount, its.entry.tax)
    return its.entry.tax > 0 and all(isinstance(a, int) and abs(a - b) <= 1 for a, b in zip(told, right, strict=True))


def _is_taxed_otherwise(its: Amount) -> bool:
    """Tell whether the fee is right: without its tax, or with another one."""
    return its.seen in (its.entry.amount - its.entry.tax, its.entry.amount)


def _is_of_the_plan_before(its: Amount) -> bool:
    value = its.book.values.get(f"prices.{its.held}")
    is_other = its.held != its.entry.plan and _plan_rule(its) != ""
    return is_other and value is not None and any(_comes_to(step, its.entry, its.seen) for step in value.steps)


def _plan_rule(its: Amount) -> str:
    """Return the rule that changes the plan, if one does."""
    return next((rule for rule in its.entry.rules if rule.startswith("PLAN-")), "")


def _is_of_a_step_since(its: Amount) -> bool:
    """Tell whether the step came into force while the charge was owed."""
    if its.step is None or its.step is not its.later:
        return False
    on = date.fromordinal(its.entry.first_due_day), date.fromordinal(its.entry.day)
    return on[0] < _days(its.step)[its.is_renewal] <= on[1]


def _is_older_than_the_last(its: Amount) -> bool:
    """Tell whether a renewal has the step before the one by which the membership was last charged."""
    return its.is_between and its.is_renewal and its.own is its.later


def _is_any(its: Amount) -> bool:
    return True


def _comes_to(step: ValueStep, entry: ChargeEntry | DeclineEntry, amount: object) -> bool:
    """Tell whether an amount is the fee of a step with its tax."""
    fee = step.value
    return isinstance(fee, int) and fee + tax_half_up(fee, entry.tax_rate) == amount


def _is_between(occasion: str) -> Callable[[Amount], bool]:
    return lambda its: its.is_between and its.occasion.startswith(occasion)


# What the amount seen is, the first that holds, and what decides then.
_RULINGS: Final[tuple[tuple[Callable[[Amount], bool], Callable[[Amount], Ruling]], ...]] = (
    (_is_rounded_otherwise, lambda its: Ruling("BILL-3", is_assumed=True)),
    (_is_taxed_otherwise, lambda its: Ruling("BILL-3")),
    (_is_of_the_plan_before, lambda its: Ruling(_plan_rule(its), "*")),
    (_is_of_a_step_since, lambda its: Ruling("PAY-6", is_assumed=True)),
    (_is_between("resume"), lambda its: Ruling("PRICE-2")),
    (_is_between("conversion"), lambda its: Ruling("PRICE-1", is_assumed=True)),
    (_is_older_than_the_last, lambda its: Ruling("PRICE-1", is_assumed=True)),
    (_is_any, lambda its: Ruling("PRICE-1", its.prices, its.later is not None and its.later.days_assumed)),
)


def of_amount(its: Amount) -> Ruling:
    """Return what decides an amount that is told otherwise."""
    return next(ruling(its) for holds, ruling in _RULINGS if holds(its))


def amount_of(
    entry: ChargeEntry | DeclineEntry, fields: Mapping[str, object], occasion: str, held: str, book: RuleBook
) -> Amount:
    """Return what is to be told of a charge whose line has other fields."""
    value = book.values[f"prices.{entry.plan}"]
    own = value.on(date.fromordinal(entry.price_from_day))
    seen = fields.get("amount", entry.amount)
    others = (step for step in value.steps if step is not own and own is not None and _comes_to(step, entry, seen))
    return Amount(entry, fields, occasion, held, book, own, next(others, None))
