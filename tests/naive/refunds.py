"""Refunds (REFUND-1 to REFUND-7, PLAN-3)."""
from tests.naive.book import OutsideHolidayTableError


def full_months_left(life, charge):
    """The anchored month boundaries from today (counting) to the period's end (not).

    Settled later: of a plan counted in days, the full days left.
    """
    if not charge.plan.months:
        return (charge.period_end - life.today).days
    count = 0
    for number in range(charge.plan.months):
        boundary = life.book.boundary(charge.anchor, charge.months_at_start + number)
        if life.today <= boundary < charge.period_end:
            count += 1
    return count


def by_full_months(life, charge):
    """REFUND-5's formula, also PLAN-3's."""
    months = charge.plan.months or charge.plan.days
    return charge.amount * full_months_left(life, charge) // months


def by_percent(life, charge):
    """REFUND-2's formula."""
    days_left = (charge.period_end - life.today).days
    days_in_period = (charge.period_end - charge.period_start).days
    percent = 100 * days_left // days_in_period
    return charge.amount * percent // 100


def by_days(life, charge):
    days_left = (charge.period_end - life.today).days
    days_in_period = (charge.period_end - charge.period_start).days
    return charge.amount * days_left // days_in_period


def refund_for_ending_now(life):
    """REFUND-1 to 4: (amount, rule) for the member's own *now* in a paid period."""
    charge = life.last_charge
    regular = charge.plan.regular
    reading = life.value("refund.used." + regular)
    if reading == "none":                              # nothing even when unused
        return 0, life.book.data["refund_used_rule"][regular]
    if not life.use_values:
        return charge.amount, "REFUND-1"
    refund = refund_in_the_free_days(life, charge)
    if refund is not None:
        return refund, "REFUND-4"
    rule = life.book.data["refund_used_rule"][regular]
    if reading == "strict":
        return 0, rule
    if reading == "by_percent":
        return by_percent(life, charge), rule
    if reading == "by_days":
        return by_days(life, charge), rule
    if reading == "by_full_months":
        return by_full_months(life, charge), rule
    raise ValueError(f"unknown reading {reading!r}")


def refund_in_the_free_days(life, charge):
    """REFUND-4: less the uses since the membership began to be paid for, or None outside of these days.

    Settled later: the days count from that beginning, also when the latest charge is another one since.
    """
    if life.opened_on is None:
        return None
    free_days = life.value("refund.free_business_days", life.opened_on)
    if free_days is None or life.today > life.book.business_day_after(life.opened_on, free_days):
        return None
    return max(0, charge.amount - sum(life.values_since_opened))


def pay_back(life, charge, amount, rule):
    """REFUND-6, REFUND-7: the refund and its notice; 0 makes no entry."""
    amount = min(amount, charge.amount)
    if amount <= 0 or charge.refunded:
        return
    charge.refunded = True
    first, last = life.value("refund.paid_within_business_days")
    try:
        expected = {"from": life.book.business_day_after(life.today, first).isoformat(),
                    "to": life.book.business_day_after(life.today, last).isoformat()}
    except OutsideHolidayTableError:
        expected = None
    life.write("refund", rule, amount=amount, charge=charge.seq, expected=expected)
    life.notify("refund")
