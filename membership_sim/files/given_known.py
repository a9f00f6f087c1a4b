"""What is known of a `given` while the rest is supposed: told facts, supposed ones with their sources, unknown ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from membership_sim.charges import fee_due, period_boundary
from membership_sim.member import Paid
from membership_sim.money import tax_half_up
from membership_sim.possible.dues import DueCharge, fee_steps
from membership_sim.rulebook.model import EVERY_DAY, Plan, PriceStep, Terms
from membership_sim.scenario import ScenarioError

if TYPE_CHECKING:
    from membership_sim.files.structures import Fields


class GivenFacts:
    """The facts of a `given`: `facts` has all that is known, `unknown` those from which nothing follows.

    `charge` and `owed` are as told, `guess` is taken for told; `sources` names the given fact from which a supposed one
    was worked out. `wrong` has the facts, or their parts, that cannot be, each with what is wrong.
    """

    def __init__(
        self, given: Mapping[str, Any], guess: Mapping[str, Any], unknown: Iterable[str], plan: Plan, terms: Terms
    ) -> None:
        self.facts = {name: value for name, value in given.items() if name not in ("charge", "owed")} | dict(guess)
        self.charge: Fields | None = given.get("charge")
        self.owed: Fields | None = given.get("owed")
        self.given = given
        self.told = frozenset(given)
        self.unknown = set(unknown)
        self.wrong: list[tuple[str, str, str]] = []
        self.sources: dict[str, str] = {}
        self.plan = plan
        self.terms = terms

    def tell(self, name: str, part: str, message: str) -> None:
        """Note what is wrong with a fact, or with a part of it."""
        self.wrong.append((name, part, message))

    def knows(self, *fields: str) -> bool:
        """Tell whether something can be concluded from all of the facts."""
        return not self.unknown.intersection(fields)

    def suppose(self, source: str, **values: Any) -> None:
        """Take values for facts that are not told; `source` is the given fact that they follow from."""
        for field, value in values.items():
            if field not in self.told:
                self.facts[field] = value
                self.sources[field] = source

    def give_up(self, *fields: str) -> None:
        """Conclude nothing from facts that are not told."""
        self.unknown.update(field for field in fields if field not in self.told)

    def suppose_charge(self, due: DueCharge, source: str, taken_day: int, not_before: int = 0) -> None:
        """Suppose the latest charge, which came due so and was taken on a day, or the parts of it that are not told.

        `not_before` begins the oldest price step that it can have.
        """
        told: Any = self.charge
        if told is None:
            if "charge" in self.told:
                return  # null
            told = {}
        kind = "join" if due.first else "renewal"
        money = self.price("charge", told, kind, due.plan, due.first_day, not_before)
        if money is None:
            self.unknown.add("charge")
            return
        self.facts["charge"] = Paid(told.get("seq"), told.get("date", taken_day), *money)
        if self.charge is None:
            self.sources["charge"] = source

    def told_step(self, told: Any, plan: Plan, day: int) -> int:
        """Return the price step that a charge first due on `day` shows, as told or by its amount; 0 if neither is."""
        if "price_from" in told:
            return int(told["price_from"] or EVERY_DAY)
        if "amount" not in told:
            return 0
        amount, rate = told["amount"], self.terms.sales_tax
        taxes = (told["tax"],) if "tax" in told else (0, None)  # None is that of today's rate
        shown = [
            step.new_from
            for step in plan.prices
            for tax in taxes
            if step.new_from <= day and amount == step.fee + (tax_half_up(step.fee, rate) if tax is None else tax)
        ]
        return max(shown, default=0)

    def before(self, due: DueCharge, may_open: bool, goes_on: Callable[[PriceStep], bool]) -> tuple[DueCharge, int]:
        """Return how a charge came due, and by which price step; 0 if none fits what is told of it (PRICE-1).

        It opened the membership if it may, else it renewed one; `goes_on` tells of a step whether what follows can.
        """
        told_step = self.told_step(self.charge or {}, due.plan, due.first_day)
        for first in (True, False) if may_open else (False,):
            for step in fee_steps(due._replace(first=first)):
                if told_step in (0, step.new_from) and goes_on(step):
                    return due._replace(first=first), step.new_from
        return due._replace(first=may_open), 0

    def opening_day(self, due: DueCharge, anchor_day: int, step_day: int) -> int:
        """Return the day that opened the membership, where a charge by a price step came due so: the anchor.

        Of one that begins its anchor and opened nothing it is whole periods before, when the step was the newest: a
        pause was resumed on the day that it began (PRICE-1, PAUSE-4).
        """
        if due.first or not step_day or anchor_day < due.first_day:
            return anchor_day
        length, newer = due.plan.length, [step.new_from for step in due.plan.prices if step.new_from > step_day]
        days = (period_boundary(due.plan, anchor_day, -length * periods, self.terms) for periods in count(1))
        return next(day for day in days if not any(new_from <= day for new_from in newer))

    def price(
        self, what: str, told: Any, kind: str, plan: Plan, day: int, not_before: int = 0
    ) -> tuple[int, int, int] | None:
        """Return amount, tax and price step of a charge first due on `day`: as told, else by the price table (PRICE-1).

        `not_before` begins the step of the charge before it. None is returned, and the reason told, for an unknown fee.
        """
        step_day = self.told_step(told, plan, day)
        if not {"amount", "price_from"} <= told.keys():
            try:
                _, _, own_step = fee_due(kind, plan, day, max(not_before, step_day), self.terms)
            except ScenarioError as error:
                place = "amount" if "amount" in told else ""
                self.tell(what, place, f"cannot be supposed: {error}; 'amount' and 'price_from' may be given")
                return None
            step_day = step_day if "price_from" in told else own_step
        fee = next((step.fee for step in plan.prices if step.new_from == step_day), 0)
        tax = tax_half_up(fee, self.terms.sales_tax)
        tax = told.get("tax", tax if told.get("amount", fee + tax) == fee + tax else 0)
        return told.get("amount", fee + tax), tax, step_day
