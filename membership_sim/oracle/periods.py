"""Laws of periods: paid ones tile, trials and pauses are free, wishes and limits take effect on their day."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, StateEntry
from membership_sim.oracle.dates import iso, months_after
from membership_sim.oracle.known import Known, trial_end_day
from membership_sim.oracle.law import Chapter
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


@PERIODS.single_pass("action", "TRIAL-4 JOIN-1 JOIN-2", states="prospect cancelled")
def no_second_trial(join: ActionEntry, known: Known) -> str | None:
    """An account has one trial, and another only if the rule book gives one so many months after the last end."""
    if join.action.do != "join" or join.state != "trial" or not known.trial_used:
        return None
    months = on(known.terms.trial_again, join.day)
    if months is None or not known.ended_day:
        return f"a second trial on {iso(join.day)}, the account has had its own"
    first_day = months_after(known.ended_day, months)
    if join.day >= first_day:
        return None
    return f"a second trial on {iso(join.day)}, {months} months after {iso(known.ended_day)} is {iso(first_day)}"


@PERIODS.single_pass("action state", "CANCEL-1 PAUSE-1 TRIAL-3 CANCEL-4", states="trial paid")
def no_paid_day_is_lost(entry: ActionEntry | StateEntry, known: Known) -> str | None:
    """A cancel later and a pause take effect on the day that the period or trial ends, with all benefits before it."""
    if isinstance(entry, StateEntry):
        wish = {"cancelled": "cancel", "paused": "pause"}.get(entry.state)
        if entry.day != known.end_day:
            return f"{entry.state} on {iso(entry.day)}, the {known.state} period ends on {iso(known.end_day)}"
        return None if wish == known.waiting else f"{entry.state} at the period's end, although {known.waiting} waits"
    if entry.action.do not in ("cancel", "pause") or entry.state == "cancelled":
        return None
    return days_differ(entry, known.end_day, known.end_day - 1)


def days_differ(entry: ActionEntry, effective_day: int | None, benefits_until_day: int | None) -> str | None:
    """Return what is wrong with the days that an action names."""
    if (entry.effective_day, entry.benefits_until_day) == (effective_day, benefits_until_day):
        return None
    told = f"in effect from {iso(entry.effective_day)}, benefits to {iso(entry.benefits_until_day)}"
    return f"{told}, it is from {iso(effective_day)} and to {iso(benefits_until_day)}"


@PERIODS.single_pass("action", "CANCEL-2 CANCEL-3 CANCEL-5 PLAN-1 PLAN-5 TRIAL-1")
def an_action_names_its_days(entry: ActionEntry, known: Known) -> str | None:
    """A cancel that ends at once names that day and the last one with benefits, a change of plan the day it takes
    effect, a trial's join the day of the first charge.
    """
    do, effective_day, until_day = entry.action.do, None, None
    if do == "pause" or (do == "cancel" and entry.state != "cancelled"):
        return None
    if do == "cancel":
        effective_day = known.ended_day if known.state == "cancelled" else entry.day
        until_day = entry.day - 1 if 0 < known.benefits_since_day < entry.day else None
    elif do == "change_plan":
        wanted = str(entry.action.to)
        if wanted == known.plan or known.takes_effect_at_once(wanted, entry.day):
            effective_day = entry.day
        elif known.waiting == "none":
            effective_day = known.end_day
    elif do == "join" and entry.state == "trial":
        effective_day = trial_end_day(known, entry.plan, entry.day)
    return days_differ(entry, effective_day, until_day)


@PERIODS.single_pass("state charge", "PAUSE-3", states="paused")
def a_pause_lasts_to_its_limit(entry: StateEntry | ChargeEntry, known: Known) -> str | None:
    """A pause that is not resumed before its limit ends the membership on that day; without a limit it never does."""
    limit = on(known.terms.pause_limit_days, known.paused_day)
    days = entry.day - known.paused_day
    if isinstance(entry, ChargeEntry):
        late = limit is not None and days >= limit
        return f"resumed after {days} days of pause, the limit is {limit}" if late else None
    return None if days == limit else f"ended after {days} days of pause, the limit is {limit or 'none'}"


@PERIODS.single_pass("state", "PAY-7", states="suspended")
def a_suspension_lasts_to_its_limit(entry: StateEntry, known: Known) -> str | None:
    """A suspension that is not paid ends the membership on its limit's day."""
    limit = on(known.terms.payment_suspension_days, known.suspended_day)
    days = entry.day - known.suspended_day
    return None if days == limit else f"ended after {days} days of suspension, the limit is {limit}"


@PERIODS.single_pass("action", "REJOIN-1 PLAN-1")
def an_action_names_its_plan(entry: ActionEntry, known: Known) -> str | None:
    """A join is about the plan it names, else the one held last; any other action about the plan that is held."""
    plan_id = entry.action.plan if entry.action.do == "join" else None
    return None if entry.plan == (plan_id or known.plan) else f"about {entry.plan}, it is about {plan_id or known.plan}"


@PERIODS.single_pass("state", "TIME-4 PAUSE-3 PAY-7")
def an_end_names_its_beginning(entry: StateEntry, known: Known) -> str | None:
    """What ends by the calendar names the day it began: the trial or period, the pause, the suspension."""
    since_day = {"paused": known.paused_day, "suspended": known.suspended_day}.get(known.state, known.start_day)
    return None if entry.since_day == since_day else f"since {iso(entry.since_day)}, it is since {iso(since_day)}"


@PERIODS.single_pass("state", "TIME-3 PAY-3", states="prospect past_due cancelled")
def nothing_else_ends_a_membership(entry: StateEntry, known: Known) -> str | None:
    """The calendar ends or pauses only what waits for it, is paused too long or is suspended too long."""
    owed = f", {known.owed_amount} owed since {iso(known.first_due_day)}" if known.state == "past_due" else ""
    return f"{entry.state} by the calendar while {known.state}{owed}"
