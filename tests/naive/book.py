"""The rule book as plain data: dated values, plans, fees, holidays."""
import itertools
from fractions import Fraction

from tests.naive.calendar import ScenarioProblemError, add_months, anchored_day, days_after, parse_day


class OutsideHolidayTableError(ScenarioProblemError):
    """A day was asked for that the table of public holidays does not reach."""


class Plan:
    def __init__(self, plan_id, data):
        self.id = plan_id
        self.months = data.get("months") or 0
        self.days = data.get("days") or 0
        self.student = bool(data.get("student"))
        self.regular = data.get("regular") or plan_id
        self.price_steps = []
        for step in data["prices"]:
            new_from = parse_day(step["new_from"])
            renewals_from = parse_day(step.get("renewals_from") or step["new_from"])
            self.price_steps.append((step["fee"], new_from, renewals_from))
        self.price_steps.sort(key=lambda step: step[1])


class Book:
    def __init__(self, data):
        self.data = data
        self.plans = {}
        for plan_id, plan_data in data["plans"].items():
            self.plans[plan_id] = Plan(plan_id, plan_data)
        self.holidays_first = parse_day(data["holidays"]["first"])
        self.holidays_end = parse_day(data["holidays"]["end"])
        self.holidays = {parse_day(text) for text in data["holidays"]["days"]}
        self.refuse_a_book_that_breaks_pay_7()

    # -- dated values ---------------------------------------------------------------

    def value(self, name, day):
        """The value that holds on a day: the last step whose first day is not after it."""
        if name not in self.data["values"]:
            raise ScenarioProblemError(f"the rule book has no value {name}")
        found = False
        holding = None
        for first_day, value in self.data["values"][name]:
            if first_day is None or parse_day(first_day) <= day:
                found = True
                holding = value
        if not found:
            raise ScenarioProblemError(f"the rule book has no {name} for {day}")
        return holding

    def refuse_a_book_that_breaks_pay_7(self):
        """PAY-7: retries plus suspension must fit the shortest period."""
        shortest = None
        for plan in self.plans.values():
            length = plan.months * 28 if plan.months else plan.days
            if length < 1:
                raise ScenarioProblemError(f"plan {plan.id} has no length")
            if shortest is None or length < shortest:
                shortest = length
        for _, retry_days in self.data["values"]["payment.retry_days"]:
            rising = all(a < b for a, b in itertools.pairwise(retry_days))
            if not retry_days or retry_days[0] < 1 or not rising:
                raise ScenarioProblemError(f"payment.retry_days: {retry_days} (PAY-7)")
            for _, suspension_days in self.data["values"]["payment.suspension_days"]:
                if suspension_days < 1:
                    raise ScenarioProblemError("payment.suspension_days below 1 (PAY-7)")
                if shortest is not None and retry_days[-1] + suspension_days > shortest:
                    raise ScenarioProblemError("retries and suspension outlast a period (PAY-7)")

    # -- plans, lengths ---------------------------------------------------------------

    def plan(self, plan_id):
        if plan_id not in self.plans:
            raise ScenarioProblemError(f"unknown plan {plan_id!r}; known: {list(self.plans)}")
        return self.plans[plan_id]

    def trial_end(self, plan, first_day):
        """TRIAL-1: the day of the first charge, or None for a plan without a trial."""
        if plan.student:
            months = self.value("trial.student_months", first_day)
            return add_months(first_day, months) if months else None
        days = self.value("trial.days", first_day)
        return days_after(first_day, days) if days else None

    def boundary(self, anchor, months_from_anchor):
        """The anchored month boundary of BILL-2."""
        reading = self.value("billing.month_end", anchor)
        return anchored_day(anchor, months_from_anchor, reading)

    def period_end(self, plan, anchor, months_at_start, start):
        if plan.months:
            return self.boundary(anchor, months_at_start + plan.months)
        return days_after(start, plan.days)

    # -- fees (PRICE-1, PRICE-3, BILL-3) ------------------------------------------------

    def new_step(self, plan, day):
        """The price step for joins, rejoins, trial conversions and plan changes."""
        number = None
        for index, (_, new_from, _) in enumerate(plan.price_steps):
            if new_from <= day:
                number = index
        if number is None:
            raise ScenarioProblemError(f"{plan.id} has no known fee on {day} (PRICE-3)")
        return number

    def renewal_step(self, plan, day, last_charged_step):
        """The price step for a renewal: never older than the one last charged by."""
        number = None
        for index, (_, new_from, renewals_from) in enumerate(plan.price_steps):
            if index == 0 and new_from <= day:     # a plan's first step serves both
                number = 0
            if index > 0 and renewals_from <= day:
                number = index
        if number is None:
            raise ScenarioProblemError(f"{plan.id} has no known fee on {day} (PRICE-3)")
        if last_charged_step is not None and last_charged_step > number:
            number = last_charged_step
        return number

    def amount_and_tax(self, plan, step_number, sales_tax):
        """BILL-3: the amount taken, and the tax in it; a half cent goes up."""
        fee = plan.price_steps[step_number][0]
        if self.data["tax"] != "added" or not sales_tax:
            return fee, 0
        exact = fee * sales_tax
        tax = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        return fee + tax, tax

    # -- business days (REFUND-8) -------------------------------------------------------

    def is_business_day(self, day):
        if day < self.holidays_first or day >= self.holidays_end:
            raise OutsideHolidayTableError(f"{day} is outside the table of public holidays")
        return day.weekday() < 5 and day not in self.holidays

    def business_day_after(self, day, number):
        """The number-th business day after a day; the day itself is day 0."""
        while number > 0:
            day = days_after(day, 1)
            if self.is_business_day(day):
                number -= 1
        return day


def parse_sales_tax(text):
    """'8.875%' as an exact fraction."""
    if text is None or text == "":
        return Fraction(0)
    try:
        return Fraction(str(text).strip().rstrip("%").strip()) / 100
    except ValueError:
        raise ScenarioProblemError(f"not a sales tax: {text!r}") from None
