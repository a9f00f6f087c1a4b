"""What a `given` leaves out, supposed from the rule book as the simplest life with the given facts would have it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from membership_sim.files.given_shapes import CHARGE_PARTS, OWED_PARTS
from membership_sim.files.records import Fields
from membership_sim.files.shapes import Report
from membership_sim.files.words import quoted
from membership_sim.member import Owed, Paid
from membership_sim.rulebook.model import EVERY_DAY, Plan, PriceStep, Terms, on

_MOST_PERIODS: Final = 100  # looked back for an anchor; leap days need eight


class Supposed:
    """Supposes the facts that are not given, as the simplest life with the given ones would have them."""

    def __init__(self, fields: Fields, plan: Plan, terms: Terms, report: Report) -> None:
        self.fields = fields
        self.plan = plan
        self.length = plan.months or plan.days
        self.in_months = plan.months > 0
        self.terms = terms
        self.report = report

    def facts(self) -> dict[str, Any] | None:
        """Return the fields of the snapshot that follow from the state; None when they cannot be worked out."""
        fields, day = self.fields, self.fields["date"]
        facts: dict[str, Any] = {"trial_used": fields["state"] != "prospect"}
        match fields["state"]:
            case "trial":
                start_day = self._trial_start()
                if start_day is None:
                    return None
                facts |= {"start_day": start_day, "benefits_since_day": start_day}
            case "paid":
                period = self._period()
                if period is None:
                    return None
                anchor_day, elapsed, start_day = period
                facts |= {"anchor_day": anchor_day, "elapsed": elapsed, "start_day": start_day, "ever_paid": True}
                facts |= {"opened_day": start_day, "benefits_since_day": start_day}
            case "past_due" | "suspended":
                owed = self._owed()
                if owed is None:
                    return None
                facts |= self._owing(owed)
            case "cancelled":
                facts["ended_day"] = day
        if fields.get("charge") is not None or (fields["state"] == "paid" and not fields.has("charge")):
            first = fields["state"] == "paid" and facts["elapsed"] == 0
            charge = self._charge(fields.get("charge"), facts.get("start_day", day), first)
            if charge is None:
                return None
            facts |= {"charge": charge, "ever_paid": True}
        return facts

    def _trial_start(self) -> int | None:
        from membership_sim.calendar import anchored_day

        fields = self.fields
        if fields.get("period_start"):
            return int(fields["period_start"])
        end_day: int = fields["period_end"]
        months = on(self.terms.trial_student_months, fields["date"])
        if self.plan.student:
            start_day = anchored_day(end_day, -months)
        else:
            start_day = end_day - on(self.terms.trial_days, fields["date"])
        if start_day < end_day:
            return start_day
        self.report.add(
            fields.place("state"), f"the plan {quoted(self.plan.id)} has no trial, 'period_start' must be given"
        )
        return None

    def _boundary(self, anchor_day: int, elapsed: int) -> int:
        from membership_sim.calendar import boundary

        sticky = on(self.terms.billing_month_end, anchor_day) == "sticky_month_end"
        return boundary(anchor_day, elapsed, self.in_months, sticky)

    def _elapsed_to(self, anchor_day: int, day: int) -> int | None:
        """Return the months or days from the anchor to a boundary; None if the day is none."""
        if self.in_months:
            first, last = date.fromordinal(anchor_day), date.fromordinal(day)
            elapsed = (last.year - first.year) * 12 + last.month - first.month
        else:
            elapsed = day - anchor_day
        return elapsed if elapsed >= 0 and self._boundary(anchor_day, elapsed) == day else None

    def _period(self) -> tuple[int, int, int] | None:
        """Return anchor, elapsed and start of the period that ends on `period_end` (BILL-2)."""
        fields, end_day = self.fields, self.fields["period_end"]
        start_day = fields.get("period_start")
        if fields.get("anchor"):
            return self._anchored(fields["anchor"], start_day, end_day)
        if start_day and self._boundary(start_day, self.length) == end_day:
            return start_day, 0, start_day
        for count in range(1, _MOST_PERIODS + 1):
            # The latest anchor from which both the start and the end are boundaries.
            anchor_day = self._back(end_day, count)
            if anchor_day < EVERY_DAY:
                break
            found_start = self._boundary(anchor_day, self.length * (count - 1))
            if self._boundary(anchor_day, self.length * count) == end_day and start_day in (None, found_start):
                return anchor_day, self.length * (count - 1), found_start
        self.report.add(
            fields.place("period_start"),
            f"no period of the plan {quoted(self.plan.id)} runs from {_iso(start_day)} to {_iso(end_day)} (BILL-2)",
        )
        return None

    def _back(self, end_day: int, count: int) -> int:
        from membership_sim.calendar import boundary

        return boundary(end_day, -self.length * count, self.in_months)

    def _anchored(self, anchor_day: int, start_day: int | None, end_day: int) -> tuple[int, int, int] | None:
        elapsed_to_end = self._elapsed_to(anchor_day, end_day)
        elapsed = self.fields.get("elapsed", (elapsed_to_end or 0) - self.length)
        if elapsed_to_end is None or elapsed != elapsed_to_end - self.length or elapsed < 0:
            place = self.fields.place(
                "elapsed" if "elapsed" in self.fields and elapsed_to_end is not None else "anchor"
            )
            self.report.add(
                place,
                f"no period of the plan {quoted(self.plan.id)} that is counted from {_iso(anchor_day)} "
                f"ends on {_iso(end_day)} (BILL-2)",
            )
            return None
        found_start = self._boundary(anchor_day, elapsed)
        if start_day not in (None, found_start):
            message = f"'period_start' is {_iso(start_day)}, {_iso(found_start)} follows from 'anchor' and 'period_end'"
            self.report.add(self.fields.place("period_start"), message)
            return None
        return anchor_day, elapsed, found_start

    def _owed(self) -> Owed | None:
        from membership_sim.lifecycle import CHARGE_KINDS

        given: Fields = self.fields["owed"]
        first_due_day: int = given["first_due"]
        kind = given.get("kind", "renewal")
        price = self._price(given, first_due_day, CHARGE_KINDS[kind].price == "renewals_from")
        if price is None:
            return None
        anchor_day = given.get("anchor", self.fields.get("anchor") or first_due_day)
        elapsed = given.get("elapsed", self._elapsed_to(anchor_day, first_due_day))
        if elapsed is None or self._boundary(anchor_day, elapsed) != given.get("period_start", first_due_day):
            where, name = (given, "anchor") if "anchor" in given else (self.fields, "anchor")
            message = f"no period that is counted from {_iso(anchor_day)} starts on {_iso(first_due_day)} (BILL-2)"
            self.report.add(where.place(name), message)
            return None
        owed = Owed(
            kind, self.plan.id, *price, first_due_day, anchor_day, elapsed, first_due_day,
            self._boundary(anchor_day, elapsed + self.length),
        )  # fmt: skip
        if given.get("period_end", owed.end_day) != owed.end_day:
            message = (
                f"'period_end' is {_iso(given['period_end'])}, {_iso(owed.end_day)} follows from the anchor (BILL-2)"
            )
            self.report.add(given.place("period_end"), message)
            return None
        told = {OWED_PARTS[name]: value for name, value in given.items() if value is not None}
        return owed._replace(**told)

    def _owing(self, owed: Owed) -> dict[str, Any]:
        from membership_sim.lifecycle import CHARGE_KINDS

        fields = self.fields
        schedule = on(self.terms.payment_retry_days, owed.first_due_day)
        passed = sum(owed.first_due_day + day <= fields["date"] for day in schedule)
        retries = fields.get("retries", len(schedule) if fields["state"] == "suspended" else passed)
        first_charge = CHARGE_KINDS[owed.kind].anchor == "new"
        return {
            "owed": owed,
            "anchor_day": owed.anchor_day,
            "elapsed": owed.elapsed,
            "start_day": owed.start_day,
            "end_day": owed.end_day,
            "retries": retries,
            "tries": retries + 1,
            "opened_day": owed.first_due_day if first_charge else 0,
            "ever_paid": not first_charge,
            "benefits_since_day": owed.start_day if fields["state"] == "past_due" else 0,
        }

    def _charge(self, given: Fields | None, start_day: int, first: bool) -> Paid | None:
        """Return the charge as told; what is not told is that of a join if it was the `first`, else of a renewal."""
        told = given if given is not None else Fields(self.fields.node)
        day = told.get("date", start_day)
        price = self._price(told, day, for_renewal=not first)
        if price is None:
            return None
        charge = Paid(None, day, *price)
        return charge._replace(**{CHARGE_PARTS[name]: value for name, value in told.items() if value is not None})

    def _price(self, told: Fields, day: int, for_renewal: bool) -> tuple[int, int, int] | None:
        """Return amount, tax and price step of a charge on `day`, as told or else by the price table (PRICE-1)."""
        from membership_sim.charges import fee_step
        from membership_sim.money import tax_half_up
        from membership_sim.scenario import ScenarioError

        given_step = told.get("price_from")
        if "amount" in told and "price_from" in told:
            return told["amount"], told.get("tax", 0), given_step or EVERY_DAY
        try:
            step: PriceStep = fee_step(self.plan, day, for_renewal)
        except ScenarioError as error:
            known = "amount" if "amount" in told else ""
            self.report.add(told.place(known), f"{error}; 'amount' and 'price_from' may be given")
            return None
        tax = told.get("tax", tax_half_up(step.fee, self.terms.sales_tax) if "amount" not in told else 0)
        fee = step.fee + tax if "amount" not in told else told["amount"]
        return fee, tax, step.new_from if given_step is None else given_step


def _iso(day: int | None) -> str:
    return date.fromordinal(day).isoformat() if day else "an unknown day"
