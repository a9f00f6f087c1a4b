"""What an entry tells of the member after it: each kind of entry has its function, which changes `Known`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.oracle.laws.known import Known, trial_end_day
from membership_sim.oracle.laws.wallet import follow_payment, follow_wallet
from membership_sim.oracle.matrix import WALLET_ACTIONS
from membership_sim.oracle.states import BENEFIT_STATES, NO_MEMBER, OWING, RUNNING

BEGINNING: Final = NO_MEMBER | {"trial"}  # before the first charge of a membership


def follow_action(entry: ActionEntry, known: Known) -> None:
    """Take over what an accepted action tells: a wish, a trial, an end, a name, a mark."""
    action = entry.action
    do = action.do
    known.asked = entry
    if do == "join":
        if entry.state == "trial" != known.state:
            known.plan = entry.plan if entry.plan in known.terms.plans else known.plan
            known.start_day, known.end_day = entry.day, trial_end_day(known, entry.plan, entry.day)
            known.trial_used = True
    elif do in ("cancel", "terminate"):
        if entry.state == "cancelled" != known.state:
            end(entry.day, known)
        elif do == "cancel" and known.state in RUNNING:
            known.waiting = "cancel"
    elif do == "pause":
        known.waiting = "pause"
    elif do == "keep":
        known.waiting = "none"
    elif do == "change_plan":
        wanted = str(action.to)
        if wanted == known.plan:
            known.next_plan = None
        elif not known.takes_effect_at_once(wanted, entry.day):
            known.next_plan = wanted
    elif do == "add_family":
        known.family += (str(action.name),)
    elif do == "remove_family":
        known.family = tuple(name for name in known.family if name != action.name)
    elif do == "set_reminder":
        known.reminder = bool(action.to)
    elif do == "set_graduation":
        known.graduation_day = action.month or 0
    elif do in WALLET_ACTIONS:
        follow_wallet(action, known)
    if entry.state != known.state:
        move(entry, known)


def move(entry: Entry, known: Known) -> None:
    """Take over the state, since when benefits run, and what is due in it."""
    if entry.state not in BENEFIT_STATES:
        known.benefits_since_day = 0
    elif known.state not in BENEFIT_STATES:
        known.benefits_since_day = entry.day
    known.state = entry.state
    known.due_day = known.find_due_day()


def end(day: int, known: Known) -> None:
    """Forget the membership; what is the account's stays (CANCEL-6, PLAN-5, FAMILY-1)."""
    known.ended_day = day
    known.anchor_day = known.elapsed = known.start_day = known.end_day = 0
    known.used = known.ever_paid = known.reminded = False
    known.opened_day = known.used_value = 0
    known.waiting, known.next_plan, known.family = "none", None, ()
    known.tries = known.retries = known.suspended_day = known.paused_day = 0
    known.charge_seq = None
    known.charge_day = known.charge_step = known.charge_end_day = known.paid_amount = known.paid_tax = 0


def begin_period(entry: ChargeEntry | DeclineEntry, known: Known) -> None:
    """Begin the period that became due with this charge, taken or not."""
    plans = known.terms.plans
    if entry.plan != known.plan and entry.plan in plans:
        if plans[entry.plan].student:
            known.family = ()
        known.plan = entry.plan
    if known.state in BEGINNING:
        known.opened_day, known.used_value, known.trial_used = entry.day, 0, True
    known.anchor_day, known.elapsed = known.next_anchor_day, known.next_elapsed
    known.start_day, known.end_day = known.next_start_day, known.next_end_day
    known.used = known.reminded = False
    known.next_plan, known.paused_day = None, 0


def follow_charge(entry: ChargeEntry, known: Known) -> None:
    """Take over a charge that was taken, with the period as the entry has it."""
    if known.state not in OWING:
        begin_period(entry, known)
    known.start_day, known.end_day = entry.start_day, entry.end_day
    known.charge_seq, known.charge_day, known.charge_step = entry.seq, entry.day, entry.price_from_day
    known.paid_amount, known.paid_tax, known.charge_end_day = entry.amount, entry.tax, entry.end_day
    known.charges[entry.seq] = entry.amount
    if not known.scripted:
        follow_payment(entry, known)
    known.charged += entry.amount
    known.run_tries += 1
    known.ever_paid = True
    plan = known.terms.plans[known.plan]
    if plan.student:
        known.student_months += plan.months
    known.tries = known.retries = known.suspended_day = 0
    known.asked = None
    if entry.state == known.state == "paid":
        known.due_day = entry.end_day or None
    else:
        move(entry, known)


def follow_decline(entry: DeclineEntry, known: Known) -> None:
    """Take over a declined charge: in a trial or period the next one begins past due; while owing it is a try."""
    if known.state in OWING:
        known.tries += 1
        known.retries += known.state == "past_due" and known.occasion == "due"
        if entry.state == "suspended" != known.state:
            known.suspended_day = entry.day
    elif known.state in RUNNING and known.occasion == "due":
        known.owed_kind = kind_due(entry, known)
        begin_period(entry, known)
        known.owed_amount, known.owed_tax, known.owed_step = entry.amount, entry.tax, entry.price_from_day
        known.first_due_day, known.tries, known.retries = entry.day, 1, 0
    known.run_tries += 1
    known.asked = None
    move(entry, known)


def kind_due(entry: DeclineEntry, known: Known) -> str:
    """Return what is owed when the end of a trial or period is declined (BILL-1, TRIAL-2, PLAN-1, PLAN-2)."""
    if known.state == "trial":
        return "conversion_changed" if known.next_plan else "conversion"
    if known.next_plan is None and entry.plan == known.plan:
        return "renewal"
    return "plan_change" if entry.plan == known.next_plan else "graduation"


def follow_state(entry: StateEntry, known: Known) -> None:
    """Take over a change of state that the calendar brought."""
    if entry.state == "paused":
        known.paused_day = entry.day
        known.waiting, known.used, known.reminded = "none", False, False
        known.anchor_day = known.elapsed = known.start_day = known.end_day = 0
        known.charge_end_day = 0
    elif entry.state == "cancelled":
        end(entry.day, known)
    known.asked = None
    move(entry, known)


def follow_use(entry: UseEntry, known: Known) -> None:
    """Count a use and its value."""
    known.used = True
    known.used_value += entry.value or 0
    known.asked = None


def follow_refund(entry: RefundEntry, known: Known) -> None:
    """Count a refund; the action that asked for it goes on being what was asked."""
    known.refunded += entry.amount
    known.refunds.add(entry.charge)
    known.asked = None


def follow_notice(entry: NoticeEntry, known: Known) -> None:
    """Note that the reminder of this period is out; nothing else follows from a notice."""
    known.asked = None
    if entry.notice == "reminder":
        known.reminded = True


def follow_refused(entry: RefusedEntry, known: Known) -> None:
    """Nothing follows from a refusal."""
    known.asked = None


FOLLOW: Final[dict[type, Callable[[Any, Known], None]]] = {
    ActionEntry: follow_action,
    RefusedEntry: follow_refused,
    StateEntry: follow_state,
    ChargeEntry: follow_charge,
    DeclineEntry: follow_decline,
    RefundEntry: follow_refund,
    NoticeEntry: follow_notice,
    UseEntry: follow_use,
}
