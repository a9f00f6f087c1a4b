"""Laws of periods: paid ones tile, and trials, pauses and what waits for the end are free."""

from __future__ import annotations

from typing import Final

from membership_sim.counts import counted
from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.brackets import trial_is_due
from membership_sim.oracle.laws.known import Known, another_trial_day
from membership_sim.oracle.laws.law import Chapter
from membership_sim.rulebook.model import on

PERIODS: Final = Chapter()
_CHARGES: Final = "charge decline"
Try = ChargeEntry | DeclineEntry


@PERIODS.single_pass("charge", "TIME-4 BILL-1 PAY-6")
def paid_periods_tile(charge: ChargeEntry, known: Known) -> str | None:
    """A paid period starts where the last one ended, paid late or not; the first, and one on a new anchor, on its own
    day.
    """
    if charge.start_day == known.next_start_day:
        return None
    return f"the period starts on {iso(charge.start_day)}, it must start on {iso(known.next_start_day)}"


@PERIODS.single_pass("charge", "BILL-2 PLAN-1 PAY-6")
def the_anchor_day_returns(charge: ChargeEntry, known: Known) -> str | None:
    """A period ends on the anchor's day, counted from the anchor: in each month that has the day, else on its last."""
    if charge.end_day == known.next_end_day:
        return None
    return (
        f"the period ends on {iso(charge.end_day)}, counted from the anchor {iso(known.next_anchor_day)} "
        f"it ends on {iso(known.next_end_day)}"
    )


@PERIODS.single_pass("charge", "BILL-1 PLAN-3")
def no_period_is_charged_twice(charge: ChargeEntry, known: Known) -> str | None:
    """No day is charged twice in a membership, but by a move to another plan, which refunds the rest."""
    if known.occasion == "move" or charge.start_day >= known.charge_end_day:
        return None
    return f"charged from {iso(charge.start_day)}, the days before {iso(known.charge_end_day)} have been paid for"


@PERIODS.single_pass(_CHARGES, "TRIAL-1 TRIAL-2", states="trial")
def no_charge_in_a_trial(charge: Try, known: Known) -> str | None:
    """A trial is free: the first charge falls on the day after its last, or on a change of plan that ends it."""
    if charge.day == known.end_day:
        return None
    if known.occasion == "move" and on(known.terms.plan_change, charge.day) == "at_once":
        return None
    return f"charged on {iso(charge.day)}, the trial began on {iso(known.start_day)} and ends on {iso(known.end_day)}"


@PERIODS.single_pass(_CHARGES, "PAUSE-2 PAUSE-4", states="paused")
def no_charge_in_a_pause(charge: Try, known: Known) -> str | None:
    """A pause is free: it is charged only when the member resumes."""
    if known.occasion == "resume":
        return None
    return f"charged while paused since {iso(known.paused_day)}, without a resume"


@PERIODS.single_pass(_CHARGES, "JOIN-2 REJOIN-1 CANCEL-5 PAY-7", states="prospect cancelled")
def no_charge_without_a_member(charge: Try, known: Known) -> str | None:
    """Before the first join and after the end nothing is charged but a join."""
    if known.occasion == "join":
        return None
    since = f" since {iso(known.ended_day)}" if known.ended_day else ""
    return f"charged while {known.state}{since}, without a join"


@PERIODS.single_pass(_CHARGES, "BILL-1 PLAN-1 PLAN-3", states="paid")
def no_charge_inside_a_period(charge: Try, known: Known) -> str | None:
    """A paid period is charged again only on the day it ends, or by a move to another plan that is charged at once."""
    if known.occasion == "due" and charge.day == known.end_day:
        return None
    if known.occasion == "move" and known.takes_effect_at_once(charge.plan, charge.day):
        return None
    return f"charged on {iso(charge.day)}, the period ends on {iso(known.end_day)}"


@PERIODS.single_pass(_CHARGES, "CANCEL-1 TRIAL-3 PAUSE-1", states="trial paid")
def a_waiting_wish_stops_the_charge(charge: Try, known: Known) -> str | None:
    """When a cancel or a pause waits, the end of the period is not charged."""
    if known.waiting == "none" or known.occasion != "due":
        return None
    return f"charged on {iso(charge.day)}, although a {known.waiting} waits"


@PERIODS.single_pass("action", "TRIAL-4 JOIN-1 JOIN-2", states="prospect cancelled", actions="join")
def no_second_trial(join: ActionEntry, known: Known) -> str | None:
    """An account has one trial, and another only if the rule book gives one so many months after the last end."""
    if join.state != "trial" or not known.trial_used:
        return None
    first_day = another_trial_day(known, join.day)
    if first_day is None:
        return f"a second trial on {iso(join.day)}, the account has had its own"
    if join.day >= first_day:
        return None
    since = f"{counted(on(known.terms.trial_again, join.day) or 0, 'months')} after {iso(known.ended_day)}"
    return f"a second trial on {iso(join.day)}, {since} is {iso(first_day)}"


@PERIODS.single_pass("action", "JOIN-1 JOIN-2 TRIAL-1 TRIAL-4 REJOIN-1", states="prospect cancelled", actions="join")
def a_trial_that_is_due_begins(join: ActionEntry, known: Known) -> str | None:
    """A join starts a trial if the plan has one, the member does not decline it and the account has one left; else it
    starts none.
    """
    is_due = trial_is_due(join.action, known, join.day)
    if is_due == (join.state == "trial"):
        return None
    return f"joined {join.plan} {'without a trial, one' if is_due else 'with a trial, none'} is due"
