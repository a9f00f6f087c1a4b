"""The rows of the table in words, for the rule reference: triggers, guards, effects, charges.

Each atom, answer and effect of the table has its words here; one that is missing stops the generator.
"""

from __future__ import annotations

from typing import Final

from markdown_text import code

from membership_sim.lifecycle import ACTIONS, ATOMS, CHARGE_KINDS, When
from membership_sim.lifecycle import Row as TableRow

# The due triggers and the outcomes; an action is its own word.
TRIGGERS: Final[dict[str, str]] = {
    "suspension_limit": "the suspension reaches its limit",
    "pause_limit": "the pause reaches its limit",
    "retry_due": "a retry is due",
    "period_end": "the trial or period ends",
    "reminder_due": "the reminder is due",
    "taken": "the charge is taken",
    "declined": "the charge is declined",
}

_WHEN: Final[dict[str, dict[str, str]]] = {
    "plan_open": {"yes": "the account may hold the plan", "no": "the account may not hold the plan"},
    "trial_offered": {
        "yes": "a trial is offered and not declined",
        "no": "no trial is offered, or it is declined",
        "used_up": "the account has no trial left",
    },
    "method_on_file": {
        "yes": "a payment method other than a gift balance is on file",
        "no": "no payment method other than a gift balance is on file",
    },
    "user": {"member": "the member uses it", "family": "a family member uses it", "stranger": "somebody else uses it"},
    "shared": {"yes": "the benefit is shared", "no": "the benefit is not shared"},
    "when": {"later": "`later`", "now": "`now`"},
    "waiting": {"none": "no cancel or pause waits", "cancel": "a cancel waits", "pause": "a pause waits"},
    "used": {"yes": "a benefit was used in the period", "no": "no benefit was used in the period"},
    "free_days": {"inside": "inside the free business days", "outside": "outside the free business days"},
    "reading": {reading: f"refund reading `{reading}`" for reading in ATOMS["reading"]},
    "target": {
        "current": "the plan is the current one",
        "waiting": "this change of plan waits already",
        "other": "the plan is another one",
    },
    "change_waits": {"yes": "a change of plan waits", "no": "no change of plan waits"},
    "student_move": {"yes": "from a regular to a student plan", "no": "not from a regular to a student plan"},
    "change_takes_effect": {choice: f"`plan.change` is `{choice}`" for choice in ATOMS["change_takes_effect"]},
    "plan_ahead": {
        "same": "the plan stays",
        "changed": "a change of plan waits",
        "graduated": "the student plan is over",
    },
    "ever_paid": {"yes": "the membership has been charged before", "no": "the membership was never charged"},
    "misuse": {"yes": "for misuse", "no": "not for misuse"},
    "family_place": {
        "open": "a place is free",
        "student_plan": "on a student plan",
        "listed": "the name is listed already",
        "full": "the list is full",
    },
    "family_listed": {"yes": "the name is on the list", "no": "the name is not on the list"},
    "attempt": {"retry": "at a retry", "last_retry": "at the last retry", "by_hand": "at a try by hand"},
}

_CHARGES: Final[dict[str, str]] = {
    "join": "the fee of a join",
    "conversion": "the first fee after the trial",
    "conversion_changed": "the first fee after the trial (of the plan that waited)",
    "renewal": "the fee of a renewal",
    "plan_change": "the first fee of the plan that waited",
    "graduation": "the first fee of the regular plan after a student plan",
    "change_at_once": "the fee of a change of plan at once",
    "student_move": "the fee of a move to a student plan",
    "resume": "the fee of a resume",
    "resume_unpaid": "the fee of a resume by a member who never paid",
    "resume_changed": "the fee of a resume (of the plan that waited)",
    "resume_graduated": "the fee of a resume (of the regular plan after a student plan)",
}

# What an effect does; None for what the entry or the new state says already.
_EFFECTS: Final[dict[str, str | None]] = {
    "begin_trial": "the trial begins and is used up",
    "begin_period": "the period begins",
    "open_membership": "the free business days are counted from here",
    "keep_charge": None,
    "drop_owed": "nothing stays owed",
    "end": "all that waited lapses",
    "begin_pause": "the limit of the pause is counted from here",
    "suspend": "the limit of the suspension is counted from here",
    "start_benefits": "benefits start",
    "mark_use": "the use counts against a refund",
    "add_family": "the name is added",
    "remove_family": "the name is removed",
    "want_cancel": "the cancel waits for the end of the period",
    "want_pause": "the pause waits for the end of the period",
    "want_nothing": "the cancel or pause is withdrawn",
    "set_change": "the change of plan waits for the end of the period",
    "clear_change": "the change of plan that waited is withdrawn",
    "set_reminder": "the reminder is switched",
    "set_graduation": "the month is noted",
    "count_try": None,
    "count_retry": None,
    "change_wallet": "the wallet changes",
    "tell_reminder": "notice `reminder`",
    "tell_confirmation": "notice `confirmation`",
    "tell_payment_failed": "notice `payment_failed`",
    "tell_suspended": "notice `suspended`",
    "tell_recovered": "notice `recovered`",
    "tell_pause_begun": "notice `pause_begun`",
    "tell_cancelled_by_limit": "notice `cancelled_by_limit`",
    "refund_in_full": "the charge is refunded in full",
    "refund_less_value": "the charge is refunded less the value used",
    "refund_by_reading": "the part that the reading gives is refunded",
    "refund_ended_by_amazon": "the full months left are refunded",
    "refund_moved": "the full months left of the old period are refunded",
}


def trigger(row: TableRow) -> str:
    """Return what fires the row: an action as code, a due trigger or an outcome in words."""
    return code(row.trigger) if row.trigger in ACTIONS else TRIGGERS[row.trigger]


def states(row: TableRow) -> str:
    """Return where a row leads: `paid → past due`, or the states in which nothing moves."""
    sources = ", ".join(state.replace("_", " ") for state in row.sources)
    if row.to is None or row.sources == (row.to,):
        return sources
    return f"{sources} → {row.to.replace('_', ' ')}"


def guards(when: When) -> str:
    """Return the guards in words; several answers to one question are alternatives."""
    return "; ".join(_answers(atom, answers) for atom, answers in when if set(answers) != set(ATOMS[atom]))


def _answers(atom: str, answers: tuple[str, ...]) -> str:
    if atom == "owed_for":
        return "it is " + " or ".join(charge(kind) for kind in answers)
    missing = set(ATOMS[atom]) - set(answers)
    if len(answers) > 2 and len(missing) == 1:
        return f"a {atom} other than {code(missing.pop())}"
    return " or ".join(_WHEN[atom][answer] for answer in answers)


def charge(kind: str) -> str:
    """Return what a kind of charge is for."""
    return _CHARGES[kind]


def effects(row: TableRow) -> str:
    """Return what the row does besides its own entry and its new state."""
    if row.refuses:
        return f"refused by {row.rules[0]}"
    found = [f"{charge(row.owes)} is tried at once"] if row.owes else []
    found += [words for words in (_EFFECTS[name] for name in row.do) if words]
    found += ["the try counts as none of the retries"] if row.asks == "by_hand" else []
    found += ["what is owed is tried again"] if row.asks else []
    return "; ".join(found) or "nothing else changes"


def details(kind: str) -> tuple[str, str, str]:
    """Return whose plan, which column of the price table and which anchor a kind of charge uses."""
    plan, price, anchor = CHARGE_KINDS[kind]
    plans = {
        "asked": "the one asked for",
        "current": "the current one",
        "waiting": "the one that waits",
        "ahead": "the one that waits, or the regular one after a student plan",
    }
    return plans[plan], code(price), anchor
