"""What decides, by what differs: rules, and the values of the book that they carry out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from membership_sim.oracle.states import BENEFIT_STATES, OWING
from membership_sim.scenario import State


class Ruling(NamedTuple):
    """A rule that decides, by a `value` of the book or its own word; "*" is any of its values that was read, and
    "trial" the length of the plan's trial.

    One part of a rule may be assumed while the rule is known.
    """

    rule: str
    value: str = ""
    is_assumed: bool = False


TRIAL_ENDS: Final = (Ruling("TRIAL-2"), Ruling("TRIAL-1", "trial"))
RETRIED: Final = (Ruling("PAY-3", "payment.retry_days"),)
OF_THE_TRIAL: Final = {False: "trial.days", True: "trial.student_months"}  # by whether the plan is one of students
MONTH_ENDS: Final = Ruling("BILL-2", "billing.month_end")
SUSPENDED: Final = (Ruling("PAY-4"), *RETRIED)

# By which rule an end refunds; all else that a refund cites holds for each.
REFUND_RULES: Final = ("REFUND-1", "REFUND-2", "REFUND-3", "REFUND-4", "REFUND-5")

# Charges that the member makes, and not the calendar, by the end of their message.
OWED_BY_HAND: Final = ("by_hand", "suspended")
MADE_BY_HAND: Final = frozenset(
    ("join", "rejoin", "student", "at_once", "at_once_in_trial", "resume", "resume_changed", "resume_graduated",
     *OWED_BY_HAND)
)  # fmt: skip

# Actions by which what is due that day would not come if they came first; how a day goes is assumed.
STOPPING: Final = frozenset(("cancel", "pause", "terminate"))
DUE_FIRST: Final = Ruling("TIME-2")

# Which rule begins a period on a new anchor, by the end of the message of its charge.
NEW_ANCHORS: Final[Mapping[str, Ruling]] = {
    "student": Ruling("PLAN-3", is_assumed=True),
    "at_once": Ruling("PLAN-1", "plan.change"),
    "resume": Ruling("PAUSE-4"),
    "resume_changed": Ruling("PAUSE-4"),
    "resume_graduated": Ruling("PAUSE-4"),
}

# By which rule of its own a notice is sent, and no other one of its kind; that there are others is the list's word
# alone.
SOURCED_NOTICES: Final[Mapping[str, Sequence[Ruling]]] = {
    "reminder": (Ruling("NOTICE-1"),),
    "confirmation": (Ruling("CANCEL-7"),),
    "payment_failed": (Ruling("PAY-3"),),
    "suspended": (Ruling("PAY-4"),),
}
OF_OWING: Final = ("payment_failed", "suspended")  # which come of a charge that is declined
NOT_LISTED: Final = (Ruling("NOTICE-2", is_assumed=True),)

# By which rule a member in a state is charged when that is due, and not before.
NOTHING_DUE: Final[Mapping[State, Sequence[Ruling]]] = {
    "prospect": (Ruling("BILL-1"),),
    "trial": TRIAL_ENDS,
    "paid": (Ruling("BILL-1"),),
    "past_due": RETRIED,
    "suspended": SUSPENDED,
    "paused": (Ruling("PAUSE-2"),),
    "cancelled": (Ruling("BILL-1"),),
}

# What a line tells otherwise of what it tells of, the weightiest first.
OF_FIELD: Final[Mapping[str, Sequence[Ruling]]] = {
    "action": (),
    "rule": (),
    "rules": (),
    "amount": (),
    "tax": (),
    "plan": (),
    "period": (),
    "state": (),
    "benefits": (Ruling("BENEFIT-1"),),
    "expected": (Ruling("REFUND-7", "*"),),
    "method": (Ruling("PAY-1"),),
    "reasons": (Ruling("PAY-2"),),
}

# What an action tells of its outcome.
OF_EFFECTIVE: Final = ("effective", "benefits_until")
OF_OUTCOME: Final = ("rule", "rules", *OF_EFFECTIVE)

_LIMIT: Final = (Ruling("PAUSE-3", "pause.limit_days"),)
_SUSPENSION_ENDS: Final = (Ruling("PAY-7", "payment.suspension_days"),)

# Of an action that the model accepts and the tool refuses: what would refuse it.
OF_REFUSING: Final[Mapping[str, Sequence[Ruling]]] = {"resume": _LIMIT}

# Of an action that the tool accepts after the end: the states that were left by it, so that the end decides.
OF_ACCEPTING: Final[Mapping[str, frozenset[str]]] = {
    "use": BENEFIT_STATES | {"suspended"},
    "add_family": BENEFIT_STATES | {"suspended"},
    "pay": OWING,
    "resume": frozenset(("paused",)),
}

# Of a membership that has ended: the rule that ended it, where it carries out a value.
OF_THE_END: Final[Mapping[str, Sequence[Ruling]]] = {"PAUSE-3": _LIMIT, "PAY-7": _SUSPENSION_ENDS}

# Of a state that a limit ends or began, and another one: the days that decide between them.
OF_LIMITS: Final[Mapping[tuple[State, str], Sequence[Ruling]]] = {
    ("past_due", "suspended"): RETRIED,
    ("past_due", "cancelled"): RETRIED,
    ("suspended", "past_due"): SUSPENDED,
    ("suspended", "cancelled"): _SUSPENSION_ENDS,
    ("paused", "cancelled"): _LIMIT,
}

# To which of these states a notice says that a limit led.
TELLING_OF: Final[Mapping[str, State]] = {"suspended": "suspended", "cancelled_by_limit": "cancelled"}

# Which of these days a notice names as the next one.
OF_DAYS_NAMED: Final[Mapping[str, Sequence[Ruling]]] = {
    "payment_failed": RETRIED,
    "suspended": _SUSPENSION_ENDS,
    "pause_begun": _LIMIT,
}

# Of a state that the model has, and another one that is told: what leads from one to the other, or back.
OF_STATES: Final[Mapping[tuple[State, str], Sequence[Ruling]]] = {
    **OF_LIMITS,
    ("trial", "paid"): TRIAL_ENDS,
    ("trial", "past_due"): TRIAL_ENDS,
    ("paid", "past_due"): (Ruling("PAY-3"),),
    ("past_due", "trial"): (Ruling("TRIAL-2"),),
    ("past_due", "paid"): (Ruling("PAY-3"),),
    ("suspended", "trial"): (Ruling("TRIAL-2"),),
}
