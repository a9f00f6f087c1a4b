"""Laws of refunds: when there is one, how much, once a charge, and on which days it is back."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ActionEntry, ChargeEntry, NoticeEntry, RefundEntry
from membership_sim.oracle.dates import business_day_after, full_months_left, iso
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.rulebook.model import on

REFUNDS: Final = Chapter()
# The formulas of a part of a period, by the message of the model's own refunds.
BY_PERCENT: Final = "refund.by_percent"
BY_SHARE: Final = frozenset(("refund.by_days", "refund.by_full_months", "refund.by_full_days"))


def ends_now(entry: ActionEntry, known: Known) -> bool:
    """Tell whether a cancel ends a paid membership at once."""
    return known.state == "paid" and entry.state == "cancelled"


def refund_after(known: Known) -> RefundEntry | None:
    """Return the refund that follows the entry that is being judged, its notices between."""
    for index in range(known.index + 1, len(known.entries)):
        entry = known.entries[index]
        if isinstance(entry, RefundEntry):
            return entry
        if not isinstance(entry, NoticeEntry):
            break
    return None


def differs(known: Known, amount: int, why: str, part: int = 0, whole: int = 0) -> str | None:
    """Return what is wrong if the refund that follows is not of the latest charge and of this amount, by these numbers
    of its formula; 0 must make no entry (REFUND-6).
    """
    refund = refund_after(known)
    if (refund.amount if refund else 0) != amount:
        return f"{refund.amount if refund else 'nothing'} is refunded of {known.paid_amount}, {why} gives {amount}"
    if refund is None:
        return None
    if refund.charge != known.charge_seq:
        return f"charge {refund.charge} is refunded, the latest is {known.charge_seq}"
    if (refund.part, refund.whole) == (part, whole):
        return None
    told = " of ".join(map(str, (refund.part, refund.whole)))
    return f"{amount} is refunded by the numbers {told}, {why} gives {part} of {whole}"


def share(amount: int, part: int, whole: int) -> int:
    """Return a part of an amount, rounded down; nothing of a period without a length."""
    return amount * part // whole if whole > 0 else 0


def used_reading(known: Known, day: int) -> str:
    """Return the rule book's reading for used memberships of the plan that is held."""
    return on(known.terms.refund_used[known.held_plan().regular], day)


def is_in_free_days(known: Known, day: int) -> bool | None:
    """Tell whether a day lies in the free business days after the first charge; None if that is not known."""
    count = on(known.terms.refund_free_business_days, known.opened_day)
    if count is None or not known.opened_day:
        return False
    last_day = business_day_after(known.opened_day, count, known.terms.holidays)
    return None if last_day is None else day <= last_day


def share_of_months(known: Known, day: int) -> tuple[int, int]:
    """Return the full months left and the months of the period; of a period in days, its days (REFUND-5)."""
    plan = known.held_plan()
    if not plan.months:
        return known.end_day - day, plan.days
    sticky = on(known.terms.billing_month_end, known.anchor_day) == "sticky_month_end"
    return full_months_left(known.anchor_day, known.elapsed, plan.months, day, sticky), plan.months


@REFUNDS.single_pass("refund", "REFUND-6 CANCEL-1 CANCEL-5 TRIAL-3")
def a_refund_has_its_occasion(refund: RefundEntry, known: Known) -> str | None:
    """A refund follows the end of a paid membership at once, by the member or by Amazon, or a move to another plan."""
    for index in range(known.index - 1, -1, -1):
        entry = known.entries[index]
        if isinstance(entry, NoticeEntry) and entry.notice == "confirmation":
            continue
        ended = isinstance(entry, ActionEntry) and entry.action.do in ("cancel", "terminate")
        if ended and entry.state == "cancelled" and entry.day == refund.day:
            return None
        before = known.entries[index - 1]
        asked = isinstance(before, ActionEntry) and before.action.do == "change_plan" and before.day == refund.day
        if asked and isinstance(entry, ChargeEntry):
            return None
        return f"{refund.amount} is refunded after {entry.kind} on {iso(entry.day)}"
    return f"{refund.amount} is refunded before anything happened"


@REFUNDS.single_pass("refund", "REFUND-6")
def no_refund_above_its_charge(refund: RefundEntry, known: Known) -> str | None:
    """A refund is of a charge that was taken, above 0 and never above it."""
    charged = known.charges.get(refund.charge)
    if charged is None:
        return f"refund of the charge {refund.charge}, which is none"
    if refund.charged != charged:
        return f"refund of a charge of {refund.charged}, entry {refund.charge} charged {charged}"
    return None if 0 < refund.amount <= charged else f"{refund.amount} is refunded of {charged}"


@REFUNDS.single_pass("refund", "REFUND-6")
def a_charge_is_refunded_once(refund: RefundEntry, known: Known) -> str | None:
    """A charge is refunded at most once."""
    return f"charge {refund.charge} is refunded again" if refund.charge in known.refunds else None


@REFUNDS.single_pass("refund", "REFUND-1 REFUND-2 REFUND-4 REFUND-5 BILL-3")
def a_refund_adds_up(refund: RefundEntry, known: Known) -> str | None:
    """The amount of a refund is what its own numbers give by its formula, if that is known by its message: all, all
    less a value, or a share, rounded down, or of a whole percent.
    """
    charged, part, whole, formula = refund.charged, refund.part, refund.whole, refund.message
    given = set() if formula == BY_PERCENT else {share(charged, part, whole) if whole else charged - part}
    if whole and formula not in BY_SHARE:
        given.add(charged * share(100, part, whole) // 100)
    if refund.amount in given and 0 <= part <= (whole or charged):
        return None
    told = " or ".join(map(str, sorted(given))) or "nothing"
    return f"{refund.amount} is refunded, {part} of {whole} and {charged} give {told}"


@REFUNDS.single_pass("action", "CANCEL-2 REFUND-1", states="paid", actions="cancel")
def unused_is_refunded_in_full(entry: ActionEntry, known: Known) -> str | None:
    """A member who ends a paid membership now, and has used nothing since its period began, is refunded in full."""
    if not ends_now(entry, known) or known.used or used_reading(known, entry.day) == "none":
        return None
    return differs(known, known.paid_amount, "a period without use")


@REFUNDS.single_pass("action", "CANCEL-2 REFUND-4", states="paid", actions="cancel")
def free_days_refund_all_but_the_use(entry: ActionEntry, known: Known) -> str | None:
    """Inside the free business days a used membership is refunded less the value of the uses."""
    if not ends_now(entry, known) or not known.used or used_reading(known, entry.day) == "none":
        return None
    if not is_in_free_days(known, entry.day):
        return None
    value = known.used_value
    return differs(known, max(0, known.paid_amount - value), f"{value} used in the free days", value)


@REFUNDS.single_pass("action", "CANCEL-2 REFUND-2 REFUND-3 REFUND-4", states="paid", actions="cancel")
def used_is_refunded_by_the_reading(entry: ActionEntry, known: Known) -> str | None:
    """A used membership is refunded as the rule book reads it: nothing under `strict` and `none`, else its share."""
    if not ends_now(entry, known):
        return None
    day, reading, paid = entry.day, used_reading(known, entry.day), known.paid_amount
    if reading != "none" and (not known.used or is_in_free_days(known, day) is not False):
        return None
    if reading not in ("by_percent", "by_days", "by_full_months"):
        return differs(known, 0, reading)
    left, whole = known.end_day - day, known.end_day - known.start_day
    if reading == "by_full_months":
        left, whole = share_of_months(known, day)
    amount = paid * share(100, left, whole) // 100 if reading == "by_percent" else share(paid, left, whole)
    counted_in = "left" if reading == "by_full_months" else "days left"
    return differs(known, amount, f"{reading}, {left} of {whole} {counted_in},", left, whole)


@REFUNDS.single_pass("action", "REFUND-5 TERM-1", actions="terminate")
def amazon_refunds_the_full_months_left(entry: ActionEntry, known: Known) -> str | None:
    """A paid membership ended by Amazon is refunded by the full months left, used or not; after misuse nothing."""
    if known.state != "paid" or entry.action.misuse:
        return differs(known, 0, "misuse" if entry.action.misuse else known.state)
    left, whole = share_of_months(known, entry.day)
    return differs(known, share(known.paid_amount, left, whole), f"{left} of {whole} left", left, whole)


@REFUNDS.single_pass("charge", "PLAN-3 PLAN-1", states="paid")
def a_move_refunds_the_full_months_left(charge: ChargeEntry, known: Known) -> str | None:
    """A move out of a paid period refunds the old charge by its full months left, used or not."""
    if known.occasion != "move":
        return None
    left, whole = share_of_months(known, charge.day)
    return differs(known, share(known.paid_amount, left, whole), f"{left} of {whole} left", left, whole)


@REFUNDS.single_pass("action", "CANCEL-1 CANCEL-5 TRIAL-3", actions="cancel")
def later_never_refunds(entry: ActionEntry, known: Known) -> str | None:
    """A cancel for later, or one outside a paid period, refunds nothing."""
    if ends_now(entry, known):
        return None
    return differs(known, 0, f"{entry.action.do} while {known.state}")


@REFUNDS.single_pass("refund", "REFUND-7 REFUND-8")
def refunds_are_back_on_business_days(refund: RefundEntry, known: Known) -> str | None:
    """A refund is back so many business days after its day, by the market's public holidays; where they are not known
    no days are told.
    """
    counts = on(known.terms.refund_paid_within_business_days, refund.day)
    days = tuple(business_day_after(refund.day, count, known.terms.holidays) for count in counts)
    due = (None, None) if None in days else days
    if (refund.from_day, refund.to_day) == due:
        return None
    told = f"{iso(refund.from_day)} to {iso(refund.to_day)}"
    return f"back from {told}, {counts[0]} to {counts[1]} business days are {iso(due[0])} to {iso(due[1])}"
