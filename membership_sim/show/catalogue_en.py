"""The words in English. What each table is for, and what templates may hold, stands in `catalogue.py`."""

from __future__ import annotations

from typing import Final

from membership_sim.money import format_amount
from membership_sim.show.catalogue import Catalogue

# How the amount of a charge came about; every number of its formula (BILL-3, PRICE-1).
_PRICE: Final = "{fee} by the price step of {step}[ + {tax} sales tax][ ({tax_rate})]"
_OWED: Final = "owed since {first_due} and paid by try {attempt}: " + _PRICE
_ON_FILE: Final = "the wallet can be changed in every state"
_TRIED: Final = "the wallet has changed, so the charge that is owed is tried at once"

_DUE: Final = {
    "renewal.due": "the period ends, and the next one is charged",
    "plan_change.due": "the period ends, and the plan that waits for it is charged",
    "graduation.due": "the period ends, and with it the student plan: the regular plan is charged",
    "conversion.due": "the trial ends, and the first fee is charged",
    "conversion.due_changed": "the trial ends, and the first fee is charged, of the plan that waits for it",
    "reminder": "reminders are on, and the trial or period soon ends and renews",
    "retry.due": "the charge that is owed is tried again",
}

_ENDS: Final = {
    "trial.ended": "a cancel waited for the end of the trial that began on {since}",
    "period.ended": "a cancel waited for the end of the period that began on {since}",
    "pause.began": "a pause waited for the end of the trial or period that began on {since}",
    "pause.limit": "paused since {since} and not resumed: the {days} days that a pause may last are up",
    "suspension.limit": "suspended since {since} and not paid: the {days} days that a suspension lasts are up",
}

_ACTIONS: Final = {
    "join.trial": "first join of the account: a free trial to {last_day}, the first charge on {effective}",
    "join.paid": "a join without a trial is charged at once",
    "rejoin.paid": "the account has no trial left, so a rejoin is charged at once",
    "rejoin.trial": "the account may have another trial: free to {last_day}, the first charge on {effective}",
    "change.withdrawn": "asking for the current plan withdraws the change that waited",
    "change.repeated": "this change of plan waits already: nothing changes",
    "change.student": "a move to a student plan in a paid period is charged at once",
    "change.waits": "a change of plan waits for the end of the period",
    "change.at_once": "a change of plan takes effect at once in this rule book",
    "change.waits_in_trial": "a change of plan waits for the end of the trial",
    "change.at_once_in_trial": "a change of plan takes effect at once in this rule book, and ends the trial",
    "cancel.later_in_trial": "cancelled for the end of the trial: benefits to then, and no charge",
    "cancel.later": "cancelled for the end of the period: benefits to then, and no refund",
    "cancel.instead_of_pause": "the latest wish wins: the cancel takes the place of the pause that waited",
    "cancel.repeated": "a cancel waits already: nothing changes",
    "cancel.now_in_trial": "the trial and its benefits end at once, at no cost",
    "cancel.now_never_refunded": "the membership ends at once; this rule book never refunds",
    "cancel.now_unused": "the membership ends at once; no benefit was used in the period, so it is refunded in full",
    "cancel.now_in_free_days": (
        "the membership ends at once; inside the free business days the charge is refunded less what was used"
    ),
    "cancel.now_used_strict": "the membership ends at once; benefits were used, so nothing is refunded",
    "cancel.now_used_by_percent": "the membership ends at once; benefits were used, so full percents of the days left are refunded",
    "cancel.now_used_by_days": "the membership ends at once; benefits were used, so the days left are refunded",
    "cancel.now_used_by_full_months": "the membership ends at once; benefits were used, so the full months left are refunded",
    "cancel.without_period": "no period runs, so either kind of cancel ends the membership at once: nothing is owed or refunded",
    "cancel.already": "cancelled already: nothing changes",
    "keep": "the wish that waited is withdrawn: the membership renews",
    "terminate.without_period": "Amazon ends the membership; outside a paid period nothing is refunded",
    "terminate.misuse": "Amazon ends the membership for misuse: nothing is refunded",
    "terminate.refunded": "Amazon ends the membership: the full months left are refunded",
    "pause": "a pause begins at the end of the trial or period, so no paid day is lost",
    "pause.instead_of_cancel": "the latest wish wins: the pause takes the place of the cancel that waited",
    "pause.repeated": "a pause waits already: nothing changes",
    "resume": "resuming is charged at once, by the fee for renewals",
    "resume.unpaid": "resuming is charged at once; the membership never paid, so by the fee for new members",
    "resume.changed": "resuming is charged at once, on the plan that waited",
    "resume.graduated": "resuming is charged at once; the student plan is over, so on the regular plan",
    "pay": "the charge that is owed is tried at once",
    "family.added": "a place is free: delivery and sales are shared",
    "family.removed": "taken off the list, the place is free again",
    "add_method.tried": _TRIED,
    "update_method.tried": _TRIED,
    "unblock_method.tried": _TRIED,
    "top_up.tried": _TRIED,
    "add_method": _ON_FILE,
    "update_method": _ON_FILE,
    "unblock_method": _ON_FILE,
    "top_up": _ON_FILE,
    "remove_method": _ON_FILE,
    "set_default": _ON_FILE,
    "block_method": _ON_FILE,
    "reminder.set": "reminders can be switched at any time; they are off at first",
    "graduation.set": "from the end of that month on no student plan is renewed",
}

_REFUSALS: Final = {
    "join.plan_closed": "no student plan for a graduate, or once the months that can be paid for are used up",
    "join.no_method": "a trial needs a payment method on file other than a gift balance",
    "join.member": "there is a membership already ({state})",
    "use.not_shared": "family members share delivery and sales only",
    "use.stranger": "whoever uses it is not on the family list",
    "use.no_benefits": "there are no benefits while {state}",
    "change.none": "this is the current plan, and no change waits that could be withdrawn",
    "change.plan_closed": "no student plan for a graduate, or once the months that can be paid for are used up",
    "change.no_period": "the plan can be changed in a trial or a paid period only, not while {state}",
    "cancel.nothing": "there never was a membership that could be cancelled",
    "keep.nothing_waits": "neither a cancel nor a pause waits",
    "keep.no_period": "neither a cancel nor a pause waits while {state}",
    "terminate.no_member": "there is no membership that could be ended",
    "pause.no_period": "a pause can be asked for in a trial or a paid period only, not while {state}",
    "resume.not_paused": "only what is paused can be resumed, not while {state}",
    "pay.nothing_owed": "nothing is owed while {state}",
    "family.no_place": "the list is full, the name stands on it, or the plan is a student plan",
    "family.no_benefits": "family members can be added while there are benefits, not while {state}",
    "family.not_listed": "the name is not on the family list",
    "family.no_member": "there is no family list without a membership ({state})",
    "time.back": "dates never go back: the account is at a later day",
}

_CHARGES: Final = {
    "taken.join": "the first period of {plan} is paid in advance: " + _PRICE,
    "taken.rejoin": "a rejoin without a trial, on a new anchor, {plan} paid in advance: " + _PRICE,
    "taken.renewal": "the next period of {plan} is paid in advance: " + _PRICE,
    "taken.plan_change": "the change to {plan} that waited takes effect: " + _PRICE,
    "taken.graduation": "the student plan is over, {plan} takes its place: " + _PRICE,
    "taken.conversion": "the trial is over, {plan} is paid from today, the new anchor: " + _PRICE,
    "taken.conversion_changed": "the trial is over, and the change to {plan} that waited takes effect: " + _PRICE,
    "taken.student": "the move to {plan} starts a new anchor: " + _PRICE,
    "taken.at_once": "the change to {plan} starts a new anchor: " + _PRICE,
    "taken.at_once_in_trial": "the change to {plan} ends the trial and starts the anchor: " + _PRICE,
    "taken.resume": "resumed on a new anchor, {plan} paid in advance: " + _PRICE,
    "taken.resume_changed": "resumed on a new anchor, on {plan}, which waited: " + _PRICE,
    "taken.resume_graduated": "resumed on a new anchor, on {plan} after the student plan: " + _PRICE,
    "taken.retry": _OWED,
    "taken.by_hand": _OWED,
    "taken.suspended": _OWED + "; benefits are back",
}

_DECLINES: Final = {
    "declined.join": "no method took it, so no membership begins: " + _PRICE,
    "declined.student": "no method took it, so the plan stays: " + _PRICE,
    "declined.at_once": "no method took it, so the plan stays: " + _PRICE,
    "declined.resume": "no method took it, so the pause goes on and no retry follows: " + _PRICE,
    "declined.conversion": "no method took the first fee; benefits go on, and it is tried again: " + _PRICE,
    "declined.renewal": "no method took the fee; benefits go on, and it is tried again: " + _PRICE,
    "declined.retry": "try {attempt} of what is owed since {first_due}; benefits go on: " + _PRICE,
    "declined.last_retry": "try {attempt} of what is owed since {first_due}, the last retry; benefits stop: " + _PRICE,
    "declined.by_hand": "try {attempt} of what is owed since {first_due}, by hand, so it is none of the retries: " + _PRICE,
    "declined.suspended": "try {attempt} of what is owed since {first_due}, by hand; benefits stay off: " + _PRICE,
}

_CHARGED: Final = "{charged}[, the charge of entry {charge}]"
_REFUNDS: Final = {
    "refund.in_full": "no benefit was used in the period: all of " + _CHARGED,
    "refund.less_value": "inside the free business days: {charged} less {used_value} of use[, the charge of entry {charge}]",
    "refund.by_percent": "{part} of {whole} days left: {percent} % of " + _CHARGED,
    "refund.by_days": "{part} of {whole} days left: {part}/{whole} of " + _CHARGED,
    "refund.by_full_months": "{part} of {whole} full months left: {part}/{whole} of " + _CHARGED,
    "refund.by_full_days": "{part} of {whole} full days left: {part}/{whole} of " + _CHARGED,
}

_NOTICES: Final = {
    "notice.reminder": "{days} days from now, on {effective}, the trial or period ends and renews",
    "notice.confirmation": "every cancel is confirmed: the membership ends on {effective}",
    "notice.payment_failed": "{amount} could not be taken[, the next try is on {effective}]",
    "notice.suspended": "{amount} is owed; if it stays unpaid, the membership ends on {effective}",
    "notice.recovered": "what was owed has been paid",
    "notice.pause_begun": "no fee and no benefit from now on[; if it is not resumed, the membership ends on {effective}]",
    "notice.cancelled_by_limit": "the limit has passed, and the membership has ended",
    "notice.refund": "{amount} is on its way[, back by {effective}]",
}

_USES: Final = {
    "use.member": "benefits can be used while {state}",
    "use.family": "family members share this benefit while {state}",
}

_WHAT: Final = {
    "action": "{deed}",
    "action.cancel": "{deed}[: ends {effective}][, benefits to {benefits_until}]",
    "action.pause": "{deed}[: begins {effective}][, benefits to {benefits_until}]",
    "action.change_plan": "{deed}[: from {effective}]",
    "cancel.already": "{deed}[: ended {effective}]",
    "change.withdrawn": "{deed}: change withdrawn",
    "refused": "refused: {deed}",
    "trial.ended": "cancelled at the end of the trial",
    "period.ended": "cancelled at the end of the period",
    "pause.began": "paused",
    "pause.limit": "cancelled, the pause was too long",
    "suspension.limit": "cancelled, the charge stayed unpaid",
    "state": "{from_state} becomes {state}",
    "charge": "charged[ to {method}] for {span}",
    "decline": "declined[ (try {tries})]: {reasons}",
    "refund": "refunded[, back {back}]",
    "notice": "notice: {notice}",
    "use": "use {benefit}[ by {by}][, worth {value}]",
}

_DEEDS: Final = {
    "join": "join[ {plan}][, trial: {trial}]",
    "use": "use {benefit}[ by {by}][, worth {value}]",
    "cancel": "cancel[ {when}]",
    "keep": "keep",
    "pause": "pause",
    "resume": "resume",
    "change_plan": "change plan to {to}",
    "pay": "pay",
    "terminate": "ended by Amazon[, misuse: {misuse}]",
    "add_family": "add {name} to the family",
    "remove_family": "remove {name} from the family",
    "add_method": "add {method} to the wallet",
    "update_method": "update {name}[, expires {expires}]",
    "remove_method": "remove {name} from the wallet",
    "set_default": "make {name} the default",
    "block_method": "{name} is blocked: {reason}[, until {until}]",
    "unblock_method": "{name} is unblocked",
    "top_up": "top up {name} by {amount}",
    "set_reminder": "reminders: {to}",
    "set_graduation": "graduation: {month}",
}

_NAMES: Final = {
    "prospect": "no member",
    "past_due": "past due",
    "notice.reminder": "reminder",
    "notice.confirmation": "confirmation",
    "notice.payment_failed": "payment failed",
    "notice.suspended": "benefits suspended",
    "notice.recovered": "payment recovered",
    "notice.pause_begun": "pause begun",
    "notice.cancelled_by_limit": "membership ended",
    "notice.refund": "refund",
    "reason.expired": "expired",
    "reason.invalid": "invalid",
    "reason.insufficient_funds": "has insufficient funds",
    "reason.over_limit": "is over its limit",
    "reason.security_hold": "is on a security hold",
    "reason.registration_error": "is not registered rightly",
    "reason.wrong_details": "has wrong details",
    "reason.no_method": "no payment method on file",
}

_RULES: Final = {
    "TIME-1": "everything happens on a local day, at no hour",
    "TIME-2": "what is due comes before the day's actions",
    "TIME-3": "the order of what is due on one day",
    "TIME-4": "a period ends on the day of the next charge",
    "JOIN-1": "the first join starts the trial",
    "JOIN-2": "a join without a trial is charged at once",
    "JOIN-3": "a declined join begins nothing",
    "JOIN-4": "a trial needs a payment method",
    "JOIN-5": "no join while a member",
    "TRIAL-1": "how long a trial is",
    "TRIAL-2": "a trial turns into a paid membership",
    "TRIAL-3": "cancelling a trial",
    "TRIAL-4": "one trial an account, or another one later",
    "REJOIN-1": "rejoining, at once and on a new anchor",
    "BILL-1": "a period is paid in advance",
    "BILL-2": "where a month is too short for the anchor's day",
    "BILL-3": "whole minor units, and how tax is rounded",
    "PRICE-1": "the fee and its dates",
    "PRICE-2": "a resume is charged like a renewal",
    "PRICE-3": "no fee before the first one known",
    "PLAN-1": "when a change of plan takes effect",
    "PLAN-2": "how a student plan becomes regular",
    "PLAN-3": "moving to a student plan",
    "PLAN-4": "who may hold or change a plan",
    "PLAN-5": "a change of plan beside a cancel or a pause",
    "CANCEL-1": "cancelling later, at the end of the period",
    "CANCEL-2": "cancelling now",
    "CANCEL-3": "repeating a wish changes nothing",
    "CANCEL-4": "the latest wish wins, `keep` withdraws it",
    "CANCEL-5": "cancelling where no period runs",
    "CANCEL-6": "all benefits end together",
    "CANCEL-7": "every cancel is confirmed",
    "CANCEL-8": "nothing to cancel before the first join",
    "PAUSE-1": "a pause begins when the period ends",
    "PAUSE-2": "no fee and no benefit while paused",
    "PAUSE-3": "how long a pause may last",
    "PAUSE-4": "a resume is charged at once, on a new anchor",
    "PAUSE-5": "a declined resume stays paused",
    "PAUSE-6": "where a pause can be asked for",
    "PAUSE-7": "only what is paused can be resumed",
    "PAY-1": "each method in turn, never split",
    "PAY-2": "the reasons for a decline",
    "PAY-3": "past due, and on which days it is tried again",
    "PAY-4": "suspended after the last retry",
    "PAY-5": "a payment made by hand",
    "PAY-6": "what is owed stays the same",
    "PAY-7": "how long a suspension lasts",
    "PAY-8": "changing the wallet",
    "REFUND-1": "nothing used: refunded in full",
    "REFUND-2": "refund of a used annual plan",
    "REFUND-3": "refund of a used monthly plan",
    "REFUND-4": "the free business days",
    "REFUND-5": "refund when Amazon ends it",
    "REFUND-6": "never more than the charge, never twice",
    "REFUND-7": "when the money is back",
    "REFUND-8": "what a business day is",
    "BENEFIT-1": "when benefits can be used",
    "FAMILY-1": "who shares, and what",
    "NOTICE-1": "the reminder",
    "NOTICE-2": "which notices there are",
    "TERM-1": "Amazon may end a membership",
}

_LABELS: Final = {
    "amount_and_what": "{amount} {what}",
    "rulebook": "rule book",
    "date": "date",
    "what": "what happened",
    "amount": "amount",
    "state": "state",
    "why": "because",
    "rules": "rules",
    "changed": "with {values} changed",
    "nothing": "nothing happens",
    "charged": "charged",
    "refunded": "refunded",
    "net": "net",
    "benefit_days": "days with benefits",
    "final_state": "final state",
    "of_days": "{part} of {whole}",
    "assumed": "assumed, because the sources do not say",
}


def _days(start: str, last_day: str) -> str:
    return start if start == last_day else f"{start} – {last_day}"


CATALOGUE: Final = Catalogue(
    lang="en",
    because={
        **_DUE, **_ENDS, **_ACTIONS, **_REFUSALS, **_CHARGES, **_DECLINES, **_REFUNDS, **_NOTICES, **_USES,
    },
    what=_WHAT,
    deeds=_DEEDS,
    names=_NAMES,
    rules=_RULES,
    labels=_LABELS,
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    amount=format_amount,
    days=_days,
    several=", ".join,
)  # fmt: skip
