"""Why each entry is there, in English: the reason of every message id."""

from __future__ import annotations

from typing import Final

# How the amount of a charge came about; every number of its formula (BILL-3, PRICE-1).
_PRICE: Final = "{fee}[ by the price step of {step}][ + {tax} sales tax][ ({tax_rate})]"
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
    "pause.limit": "paused since {since} and not resumed: a pause lasts {days} at most",
    "suspension.limit": "suspended since {since} and not paid: a suspension lasts {days} at most",
}

_ACTIONS: Final = {
    "join.trial": "first join of the account: a free trial to {last_day}, the first charge on {effective}",
    "join.paid": "a join without a trial is charged at once",
    "join.trial_used_up": "the account has no trial left, so the join is charged at once",
    "rejoin.paid": "the account has no trial left, so a rejoin is charged at once",
    "rejoin.without_trial": "a rejoin without a trial is charged at once",
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
    "cancel.instead_of_pause_in_trial": "the latest wish wins: the trial ends unpaid, the pause that waited is off",
    "cancel.instead_of_pause": "the latest wish wins: the cancel takes the place of the pause that waited",
    "cancel.repeated": "a cancel waits already: nothing changes",
    "cancel.now_in_trial": "the trial and its benefits end at once, at no cost",
    "cancel.now_never_refunded": "the membership ends at once; this rule book never refunds",
    "cancel.now_unused": "the membership ends at once; no benefit was used in the period, so it is refunded in full",
    "cancel.now_in_free_days": (
        "the membership ends at once; inside the free business days the charge is refunded less what was used"
    ),
    "cancel.now_used_strict": "the membership ends at once; benefits were used, so nothing is refunded",
    "cancel.now_used_by_percent": "the membership ends at once; benefits were used, so a part is refunded",
    "cancel.now_used_by_days": "the membership ends at once; benefits were used, so it is refunded by the days left",
    "cancel.now_used_by_full_months": (
        "the membership ends at once; benefits were used, so it is refunded by the full months left"
    ),
    "cancel.without_period": "no paid period runs, so it ends at once: nothing is owed or refunded",
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
    "join.member": "there is a membership already, {in_state} no one can join",
    "use.not_shared": "family members share delivery and sales only",
    "use.stranger": "whoever uses it is not on the family list",
    "use.no_benefits": "there are no benefits {in_state}",
    "change.none": "this is the current plan, and no change waits that could be withdrawn",
    "change.plan_closed": "no student plan for a graduate, or once the months that can be paid for are used up",
    "change.no_period": "the plan can be changed in a trial or a paid period only, not {in_state}",
    "cancel.nothing": "there never was a membership that could be cancelled",
    "keep.nothing_waits": "neither a cancel nor a pause waits",
    "keep.no_period": "neither a cancel nor a pause waits {in_state}",
    "terminate.no_member": "there is no membership that could be ended",
    "pause.no_period": "a pause can be asked for in a trial or a paid period only, not {in_state}",
    "resume.not_paused": "only what is paused can be resumed, not {in_state}",
    "pay.nothing_owed": "nothing is owed {in_state}",
    "family.student_plan": "a student plan has no family members",
    "family.listed": "the name stands on the list already",
    "family.full": "the list is full",
    "family.no_benefits": "family members can be added while there are benefits, not {in_state}",
    "family.not_listed": "the name is not on the family list",
    "family.no_member": "there is no family list {in_state}",
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

_FIRST_FEE_FAILED: Final = "no method took the first fee; benefits go on, and it is tried again: " + _PRICE
_FEE_FAILED: Final = "no method took the fee; benefits go on, and it is tried again: " + _PRICE
_DECLINES: Final = {
    "declined.join": "no method took it, so no membership begins: " + _PRICE,
    "declined.student": "no method took it, so the plan stays: " + _PRICE,
    "declined.at_once": "no method took it, so the plan stays: " + _PRICE,
    "declined.resume": "no method took it, so the pause goes on and no retry follows: " + _PRICE,
    "declined.conversion": _FIRST_FEE_FAILED,
    "declined.conversion_changed": _FIRST_FEE_FAILED,
    "declined.renewal": _FEE_FAILED,
    "declined.plan_change": _FEE_FAILED,
    "declined.graduation": _FEE_FAILED,
    "declined.retry": "try {attempt} of what is owed since {first_due}; benefits go on: " + _PRICE,
    "declined.last_retry": "try {attempt} of what is owed since {first_due}, the last retry; benefits stop: " + _PRICE,
    "declined.by_hand": "try {attempt} of what is owed since {first_due}, by hand, so none of the retries: " + _PRICE,
    "declined.suspended": "try {attempt} of what is owed since {first_due}, by hand; benefits stay off: " + _PRICE,
}

_CHARGED: Final = (
    "{charged}[, the charge of entry {charge}]"
    "[; when it is back is not known, the table of public holidays does not reach far enough from {beyond}]"
)
_REFUNDS: Final = {
    "refund.in_full": "no benefit was used in the period: all of " + _CHARGED,
    "refund.less_value": "inside the free business days: {used_value}, the value used, is taken off " + _CHARGED,
    "refund.by_percent": "{part} of {whole} days left: {percent} % of " + _CHARGED,
    "refund.by_days": "{part} of {whole} days left: {part}/{whole} of " + _CHARGED,
    "refund.by_full_months": "{part} of {whole} full months left: {part}/{whole} of " + _CHARGED,
    "refund.by_full_days": "{part} of {whole} full days left: {part}/{whole} of " + _CHARGED,
}

_NOTICES: Final = {
    "notice.reminder": "the trial or period ends and renews on {effective}",
    "notice.confirmation": "every cancel is confirmed: the membership ends on {effective}",
    "notice.payment_failed": "{amount} could not be taken[, the next try is on {effective}]",
    "notice.suspended": "{amount} is owed; if it stays unpaid, the membership ends on {effective}",
    "notice.recovered": "what was owed has been paid",
    "notice.pause_begun": "no fee and no benefit now[; if it is not resumed, the membership ends on {effective}]",
    "notice.cancelled_by_limit": "the limit has passed, and the membership has ended",
    "notice.refund": "{amount} is on its way[, back by {effective}]",
}

_USES: Final = {
    "use.member": "benefits can be used {in_state}",
    "use.family": "family members share this benefit {in_state}",
}

BECAUSE: Final = {
    **_DUE, **_ENDS, **_ACTIONS, **_REFUSALS, **_CHARGES, **_DECLINES, **_REFUNDS, **_NOTICES, **_USES,
}  # fmt: skip
