"""Laws of ends: wishes and limits take effect on their day, and what ends names its days."""

from __future__ import annotations

from typing import Final

from membership_sim.counts import counted
from membership_sim.entries import ActionEntry, ChargeEntry, StateEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import Known, trial_end_day
from membership_sim.oracle.laws.law import Chapter
from membership_sim.rulebook.model import on

ENDS: Final = Chapter()


@ENDS.single_pass("action state", "CANCEL-1 PAUSE-1 TRIAL-3 CANCEL-4", states="trial paid", actions="cancel pause")
def no_paid_day_is_lost(entry: ActionEntry | StateEntry, known: Known) -> str | None:
    """A cancel later and a pause take effect on the day that the period or trial ends, with all benefits before it."""
    if isinstance(entry, StateEntry):
        wish = {"cancelled": "cancel", "paused": "pause"}.get(entry.state)
        if entry.day != known.end_day:
            return f"{entry.state} on {iso(entry.day)}, the {known.state} period ends on {iso(known.end_day)}"
        return None if wish == known.waiting else f"{entry.state} at the period's end, although {known.waiting} waits"
    if entry.state == "cancelled":
        return None
    return days_differ(entry, known.end_day, known.end_day - 1)


def days_differ(entry: ActionEntry, effective_day: int | None, benefits_until_day: int | None) -> str | None:
    """Return what is wrong with the days that an action names."""
    if (entry.effective_day, entry.benefits_until_day) == (effective_day, benefits_until_day):
        return None
    told = f"in effect from {iso(entry.effective_day)}, benefits to {iso(entry.benefits_until_day)}"
    return f"{told}, it is from {iso(effective_day)} and to {iso(benefits_until_day)}"


@ENDS.single_pass("action", "CANCEL-2 CANCEL-3 CANCEL-5 PLAN-1 PLAN-5 TRIAL-1")
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


@ENDS.single_pass("state charge", "PAUSE-3", states="paused")
def a_pause_lasts_to_its_limit(entry: StateEntry | ChargeEntry, known: Known) -> str | None:
    """A pause that is not resumed before its limit ends the membership on that day; without a limit it never does."""
    limit = on(known.terms.pause_limit_days, known.paused_day)
    days = entry.day - known.paused_day
    if isinstance(entry, ChargeEntry):
        late = limit is not None and days >= limit
        return f"resumed after {counted(days, 'days')} of pause, the limit is {limit}" if late else None
    return None if days == limit else f"ended after {counted(days, 'days')} of pause, the limit is {limit or 'none'}"


@ENDS.single_pass("state", "PAY-7", states="suspended")
def a_suspension_lasts_to_its_limit(entry: StateEntry, known: Known) -> str | None:
    """A suspension that is not paid ends the membership on its limit's day."""
    limit = on(known.terms.payment_suspension_days, known.suspended_day)
    days = entry.day - known.suspended_day
    return None if days == limit else f"ended after {counted(days, 'days')} of suspension, the limit is {limit}"


@ENDS.single_pass("action", "REJOIN-1 PLAN-1")
def an_action_names_its_plan(entry: ActionEntry, known: Known) -> str | None:
    """A join is about the plan it names, else the one held last; any other action about the plan that is held."""
    plan_id = entry.action.plan if entry.action.do == "join" else None
    return None if entry.plan == (plan_id or known.plan) else f"about {entry.plan}, it is about {plan_id or known.plan}"


@ENDS.single_pass("state", "TIME-4 PAUSE-3 PAY-7")
def an_end_names_its_beginning(entry: StateEntry, known: Known) -> str | None:
    """What ends by the calendar names the day it began: the trial or period, the pause, the suspension."""
    since_day = {"paused": known.paused_day, "suspended": known.suspended_day}.get(known.state, known.start_day)
    return None if entry.since_day == since_day else f"since {iso(entry.since_day)}, it is since {iso(since_day)}"


@ENDS.single_pass("state", "TIME-3 PAY-3", states="prospect past_due cancelled")
def nothing_else_ends_a_membership(entry: StateEntry, known: Known) -> str | None:
    """The calendar ends or pauses only what waits for it, is paused too long or is suspended too long."""
    owed = f", {known.owed_amount} owed since {iso(known.first_due_day)}" if known.state == "past_due" else ""
    return f"{entry.state} by the calendar while {known.state}{owed}"
