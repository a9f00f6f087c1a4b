"""The lifecycle as one table: every transition and every refusal is a row, and nothing else changes a state.

A row is enabled when the member is in one of its `sources`, its trigger fires and every guard of `when` holds. A guard
is an *atom*: a named question about the member, the action or the rule book, with a small domain of answers
(`ATOMS`; the functions that answer are in `guards.py`). For each (state, trigger) the rows must be disjoint and
together cover every combination of answers: `check.py` enumerates them, so the order of rows means nothing but speed.

Firing an enabled row moves the member to `to` (None: stays), writes the row's own entry, then runs the effects of `do`
in their order. A row with `owes` records a charge of that kind (`CHARGE_KINDS`) and keeps the state: the loop asks the
payment source once and fires `taken` or `declined`. A row with `asks` has what is already owed tried again, as one of
the retries or by hand (PAY-5). `effective` says from when an accepted action counts.

Triggers are of three families: *actions* of the member (a row for every state: allowed or refused), *due* triggers
that the calendar fires, and the two *outcomes* of a charge.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from membership_sim.due import DUE_TRIGGERS
from membership_sim.refunds import FORMULAS, NEVER_REFUNDS, READINGS
from membership_sim.scenario import ARGUMENTS, STATES, State

OUTCOMES: Final = ("taken", "declined")
ACTIONS: Final = tuple(ARGUMENTS)
TRIGGERS: Final = (*ACTIONS, *DUE_TRIGGERS, *OUTCOMES)

BENEFIT_STATES: Final[tuple[State, ...]] = ("trial", "paid", "past_due")  # BENEFIT-1
MEMBER_STATES: Final[tuple[State, ...]] = (*BENEFIT_STATES, "suspended", "paused")
OWING_STATES: Final[tuple[State, ...]] = ("past_due", "suspended")  # what is tried again, or paid by hand (PAY-5)


class ChargeKind(NamedTuple):
    """What a charge is for: whose plan, by which column of the price table, and where its period is anchored.

    `plan`: the one `asked` for, the `current` one, or the one `ahead` (a waiting change first, then PLAN-2).
    `price`: `new_from` or `renewals_from` (PRICE-1). `anchor`: `new` on that day, or `kept` (BILL-2).
    """

    plan: Literal["asked", "current", "waiting", "ahead"]
    price: Literal["new_from", "renewals_from"]
    anchor: Literal["new", "kept"]


CHARGE_KINDS: Final[dict[str, ChargeKind]] = {
    "join": ChargeKind("asked", "new_from", "new"),
    "conversion": ChargeKind("current", "new_from", "new"),
    "conversion_changed": ChargeKind("waiting", "new_from", "new"),
    "renewal": ChargeKind("current", "renewals_from", "kept"),
    "plan_change": ChargeKind("ahead", "new_from", "kept"),
    "graduation": ChargeKind("ahead", "new_from", "kept"),
    "change_at_once": ChargeKind("asked", "new_from", "new"),
    "student_move": ChargeKind("asked", "new_from", "new"),
    "resume": ChargeKind("current", "renewals_from", "new"),
    "resume_unpaid": ChargeKind("current", "new_from", "new"),
    "resume_changed": ChargeKind("ahead", "new_from", "new"),
    "resume_graduated": ChargeKind("ahead", "new_from", "new"),
}

YES_NO: Final = ("yes", "no")

# The guards' questions and every answer they can give.
ATOMS: Final[dict[str, tuple[str, ...]]] = {
    "plan_open": YES_NO,  # may the account hold the plan asked for (PLAN-4)
    "trial_offered": ("yes", "no", "used_up"),  # does this join start a trial (JOIN-1, JOIN-2, TRIAL-4)
    "method_on_file": YES_NO,  # a payment method other than a gift balance (JOIN-4)
    "user": ("member", "family", "stranger"),  # who uses a benefit
    "shared": YES_NO,  # is the benefit one that family members share
    "when": ("later", "now"),  # the kind of cancel
    "waiting": ("none", "cancel", "pause"),  # the wish that waits for the period's end
    "used": YES_NO,  # any benefit since the start of the period that was paid for
    "free_days": ("inside", "outside"),  # the business days after a first charge (REFUND-4)
    "reading": READINGS,  # of the refund rule
    "target": ("current", "waiting", "other"),  # the plan asked for
    "change_waits": YES_NO,  # is there a waiting change of plan
    "student_move": YES_NO,  # from a regular to a student plan (PLAN-3)
    "change_takes_effect": ("at_period_end", "at_once"),  # the reading of PLAN-1
    "plan_ahead": ("same", "changed", "graduated"),  # the plan of the next charge against the current one
    "ever_paid": YES_NO,  # in this membership (PRICE-2)
    "misuse": YES_NO,
    "family_place": ("open", "student_plan", "listed", "full"),  # for the name to be added
    "family_listed": YES_NO,  # is the name to be removed on the list
    "owed_for": tuple(CHARGE_KINDS),
    "attempt": ("retry", "last_retry", "by_hand"),  # of an owed charge
}

# Guards of a row: each atom with the answers for which the row is enabled.
When = tuple[tuple[str, tuple[str, ...]], ...]

# In the rules of a row it stands for the rule that the book gives for this value of the plan held.
VALUE_RULE: Final = "refund.used"

Asks = Literal["retry", "by_hand"]

# From when an accepted action counts: a cancel that ends all today or ended it before, a cancel or pause at the end of
# the period, a change of plan today or at the renewal (if one comes), a trial's first charge.
Effective = Literal["ends_today", "ended", "period_end", "today", "renewal", "trial_end"]


class Row(NamedTuple):
    """One line of the table; `rules` has the deciding rule first, and may have `VALUE_RULE` among them."""

    id: str
    trigger: str
    sources: tuple[State, ...]
    when: When
    to: State | None
    do: tuple[str, ...]
    rules: tuple[str, ...]
    owes: str | None = None
    asks: Asks | None = None
    effective: Effective | None = None
    refuses: bool = False


def when(**answers: str | tuple[str, ...]) -> When:
    """Return guards: each atom with the answers for which the row is enabled."""
    return tuple((atom, (answer,) if isinstance(answer, str) else answer) for atom, answer in answers.items())


def row(
    id: str,
    trigger: str,
    sources: State | tuple[State, ...],
    guards: When = (),
    *,
    to: State | None = None,
    do: str = "",
    rules: str,
    owes: str | None = None,
    asks: Asks | None = None,
    effective: Effective | None = None,
) -> Row:
    """Return a row that accepts; `do` and `rules` are lists written as words."""
    sources = (sources,) if isinstance(sources, str) else sources
    return Row(id, trigger, sources, guards, to, tuple(do.split()), tuple(rules.split()), owes, asks, effective)


def refuse(id: str, trigger: str, sources: tuple[State, ...], rules: str, guards: When = ()) -> Row:
    """Return a row that refuses: nothing changes, and the first of `rules` says why."""
    return Row(id, trigger, sources, guards, None, (), tuple(rules.split()), refuses=True)


def others(*states: State) -> tuple[State, ...]:
    """Return every state but these."""
    return tuple(state for state in STATES if state not in states)


_TRIAL_PAID: Final = ("trial", "paid")
_NO_MEMBER: Final = ("prospect", "cancelled")
_REFUNDING: Final = tuple(reading for reading in READINGS if reading != NEVER_REFUNDS)
_FIRST = "begin_period open_membership keep_charge"
_NEXT = "begin_period keep_charge"
_MOVED = "refund_moved begin_period keep_charge"

JOINING: Final = (
    row(
        "join.trial", "join", "prospect", when(plan_open="yes", trial_offered="yes", method_on_file="yes"),
        to="trial", do="begin_trial start_benefits", rules="JOIN-1 TRIAL-1", effective="trial_end",
    ),
    row(
        "join.paid", "join", "prospect", when(plan_open="yes", trial_offered="no"),
        owes="join", rules="JOIN-2",
    ),
    row(
        "join.trial_used_up", "join", "prospect", when(plan_open="yes", trial_offered="used_up"),
        owes="join", rules="TRIAL-4",
    ),
    row(
        "rejoin.paid", "join", "cancelled", when(plan_open="yes", trial_offered="used_up"),
        owes="join", rules="REJOIN-1 TRIAL-4",
    ),
    row(
        "rejoin.without_trial", "join", "cancelled", when(plan_open="yes", trial_offered="no"),
        owes="join", rules="REJOIN-1 JOIN-2",
    ),
    row(
        "rejoin.trial", "join", "cancelled", when(plan_open="yes", trial_offered="yes", method_on_file="yes"),
        to="trial", do="begin_trial start_benefits", rules="TRIAL-4 JOIN-1 TRIAL-1", effective="trial_end",
    ),
    refuse("join.plan_closed", "join", _NO_MEMBER, "PLAN-4", when(plan_open="no")),
    refuse(
        "join.no_method", "join", _NO_MEMBER, "JOIN-4",
        when(plan_open="yes", trial_offered="yes", method_on_file="no"),
    ),
    refuse("join.member", "join", MEMBER_STATES, "JOIN-5"),
    row("taken.join", "taken", "prospect", to="paid", do=f"{_FIRST} start_benefits", rules="JOIN-2 BILL-1 PRICE-1"),
    row(
        "taken.rejoin", "taken", "cancelled",
        to="paid", do=f"{_FIRST} start_benefits", rules="REJOIN-1 BILL-1 PRICE-1",
    ),
    row("declined.join", "declined", _NO_MEMBER, do="drop_owed", rules="JOIN-3 PAY-1 PAY-2"),
)  # fmt: skip

BENEFITS_USED: Final = (
    row("use.member", "use", BENEFIT_STATES, when(user="member"), do="mark_use", rules="BENEFIT-1"),
    row(
        "use.family", "use", BENEFIT_STATES, when(user="family", shared="yes"),
        do="mark_use", rules="FAMILY-1 BENEFIT-1",
    ),
    refuse("use.not_shared", "use", BENEFIT_STATES, "FAMILY-1", when(user="family", shared="no")),
    refuse("use.stranger", "use", BENEFIT_STATES, "FAMILY-1", when(user="stranger")),
    refuse("use.no_benefits", "use", others(*BENEFIT_STATES), "BENEFIT-1"),
)  # fmt: skip

PERIOD_ENDS: Final = (
    row("renewal.due", "period_end", "paid", when(waiting="none", plan_ahead="same"), owes="renewal", rules="BILL-1"),
    row(
        "plan_change.due", "period_end", "paid", when(waiting="none", plan_ahead="changed"),
        owes="plan_change", rules="PLAN-1",
    ),
    row(
        "graduation.due", "period_end", "paid", when(waiting="none", plan_ahead="graduated"),
        owes="graduation", rules="PLAN-2",
    ),
    row(
        "conversion.due", "period_end", "trial", when(waiting="none", change_waits="no"),
        owes="conversion", rules="TRIAL-2",
    ),
    row(
        "conversion.due_changed", "period_end", "trial", when(waiting="none", change_waits="yes"),
        owes="conversion_changed", rules="PLAN-1 TRIAL-2",
    ),
    row(
        "trial.ended", "period_end", "trial", when(waiting="cancel"),
        to="cancelled", do="end", rules="TRIAL-3 CANCEL-1 CANCEL-6 TIME-4",
    ),
    row(
        "period.ended", "period_end", "paid", when(waiting="cancel"),
        to="cancelled", do="end", rules="CANCEL-1 CANCEL-6 TIME-4",
    ),
    row(
        "pause.began", "period_end", _TRIAL_PAID, when(waiting="pause"),
        to="paused", do="begin_pause tell_pause_begun", rules="PAUSE-1 PAUSE-2 TIME-4",
    ),
    row("reminder", "reminder_due", _TRIAL_PAID, do="tell_reminder", rules="NOTICE-1"),
    row("taken.renewal", "taken", "paid", when(owed_for="renewal"), to="paid", do=_NEXT, rules="BILL-1 BILL-2 PRICE-1"),
    row(
        "taken.plan_change", "taken", "paid", when(owed_for="plan_change"),
        to="paid", do=_NEXT, rules="PLAN-1 BILL-2 PRICE-1",
    ),
    row(
        "taken.graduation", "taken", "paid", when(owed_for="graduation"),
        to="paid", do=_NEXT, rules="PLAN-2 BILL-2 PRICE-1",
    ),
    row(
        "taken.conversion", "taken", "trial", when(owed_for="conversion"),
        to="paid", do=_FIRST, rules="TRIAL-2 PRICE-1",
    ),
    row(
        "taken.conversion_changed", "taken", "trial", when(owed_for="conversion_changed"),
        to="paid", do=_FIRST, rules="PLAN-1 TRIAL-2 PRICE-1",
    ),
)  # fmt: skip

PLAN_CHANGES: Final = (
    row(
        "change.withdrawn", "change_plan", _TRIAL_PAID, when(target="current", change_waits="yes"),
        do="clear_change", rules="PLAN-1", effective="today",
    ),
    refuse("change.none", "change_plan", _TRIAL_PAID, "PLAN-1", when(target="current", change_waits="no")),
    row("change.repeated", "change_plan", _TRIAL_PAID, when(target="waiting"), rules="CANCEL-3", effective="renewal"),
    refuse("change.plan_closed", "change_plan", _TRIAL_PAID, "PLAN-4", when(target="other", plan_open="no")),
    row(
        "change.student", "change_plan", "paid", when(target="other", plan_open="yes", student_move="yes"),
        owes="student_move", rules="PLAN-3", effective="today",
    ),
    row(
        "change.waits", "change_plan", "paid",
        when(target="other", plan_open="yes", student_move="no", change_takes_effect="at_period_end"),
        do="set_change", rules="PLAN-1", effective="renewal",
    ),
    row(
        "change.at_once", "change_plan", "paid",
        when(target="other", plan_open="yes", student_move="no", change_takes_effect="at_once"),
        owes="change_at_once", rules="PLAN-1", effective="today",
    ),
    row(
        "change.waits_in_trial", "change_plan", "trial",
        when(target="other", plan_open="yes", change_takes_effect="at_period_end"),
        do="set_change", rules="PLAN-1", effective="renewal",
    ),
    row(
        "change.at_once_in_trial", "change_plan", "trial",
        when(target="other", plan_open="yes", change_takes_effect="at_once"),
        owes="change_at_once", rules="PLAN-1", effective="today",
    ),
    refuse("change.no_period", "change_plan", others(*_TRIAL_PAID), "PLAN-4"),
    row("taken.student", "taken", "paid", when(owed_for="student_move"), to="paid", do=_MOVED, rules="PLAN-3 PRICE-1"),
    row(
        "taken.at_once", "taken", "paid", when(owed_for="change_at_once"),
        to="paid", do=_MOVED, rules="PLAN-1 PRICE-1",
    ),
    row(
        "taken.at_once_in_trial", "taken", "trial", when(owed_for="change_at_once"),
        to="paid", do=_FIRST, rules="PLAN-1 PRICE-1",
    ),
    row(
        "declined.student", "declined", "paid", when(owed_for="student_move"),
        do="drop_owed", rules="PLAN-3 PAY-1 PAY-2",
    ),
    row(
        "declined.at_once", "declined", _TRIAL_PAID, when(owed_for="change_at_once"),
        do="drop_owed", rules="PLAN-1 PAY-1 PAY-2",
    ),
)  # fmt: skip

CANCELLING: Final = (
    row(
        "cancel.later_in_trial", "cancel", "trial", when(when="later", waiting="none"),
        do="want_cancel tell_confirmation", rules="TRIAL-3 CANCEL-1", effective="period_end",
    ),
    row(
        "cancel.later", "cancel", "paid", when(when="later", waiting="none"),
        do="want_cancel tell_confirmation", rules="CANCEL-1", effective="period_end",
    ),
    row(
        "cancel.instead_of_pause_in_trial", "cancel", "trial", when(when="later", waiting="pause"),
        do="want_cancel tell_confirmation", rules="TRIAL-3 CANCEL-1 CANCEL-4", effective="period_end",
    ),
    row(
        "cancel.instead_of_pause", "cancel", "paid", when(when="later", waiting="pause"),
        do="want_cancel tell_confirmation", rules="CANCEL-1 CANCEL-4", effective="period_end",
    ),
    row(
        "cancel.repeated", "cancel", _TRIAL_PAID, when(when="later", waiting="cancel"),
        rules="CANCEL-3", effective="period_end",
    ),
    row(
        "cancel.now_in_trial", "cancel", "trial", when(when="now"),
        to="cancelled", do="tell_confirmation end", rules="TRIAL-3 CANCEL-2", effective="ends_today",
    ),
    row(
        "cancel.now_never_refunded", "cancel", "paid", when(when="now", reading=NEVER_REFUNDS),
        to="cancelled", do="tell_confirmation end", rules="CANCEL-2 refund.used", effective="ends_today",
    ),
    row(
        "cancel.now_unused", "cancel", "paid", when(when="now", reading=_REFUNDING, used="no"),
        to="cancelled", do="tell_confirmation refund_in_full end", rules="CANCEL-2 REFUND-1", effective="ends_today",
    ),
    row(
        "cancel.now_in_free_days", "cancel", "paid",
        when(when="now", reading=_REFUNDING, used="yes", free_days="inside"),
        to="cancelled", do="tell_confirmation refund_less_value end", rules="CANCEL-2 REFUND-4", effective="ends_today",
    ),
    *(
        row(
            f"cancel.now_used_{reading}", "cancel", "paid",
            when(when="now", reading=reading, used="yes", free_days="outside"),
            to="cancelled", do=f"tell_confirmation {'refund_by_reading ' if FORMULAS[reading] else ''}end",
            rules="CANCEL-2 refund.used", effective="ends_today",
        )
        for reading in _REFUNDING
    ),
    row(
        "cancel.without_period", "cancel", ("past_due", "suspended", "paused"),
        to="cancelled", do="tell_confirmation end", rules="CANCEL-5", effective="ends_today",
    ),
    row("cancel.already", "cancel", "cancelled", rules="CANCEL-3", effective="ended"),
    refuse("cancel.nothing", "cancel", ("prospect",), "CANCEL-8"),
    row("keep", "keep", _TRIAL_PAID, when(waiting=("cancel", "pause")), do="want_nothing", rules="CANCEL-4"),
    refuse("keep.nothing_waits", "keep", _TRIAL_PAID, "CANCEL-4", when(waiting="none")),
    refuse("keep.no_period", "keep", others(*_TRIAL_PAID), "CANCEL-4"),
    row(
        "terminate.without_period", "terminate", ("trial", "past_due", "suspended", "paused"),
        to="cancelled", do="end", rules="TERM-1 REFUND-5",
    ),
    row("terminate.misuse", "terminate", "paid", when(misuse="yes"), to="cancelled", do="end", rules="TERM-1 REFUND-5"),
    row(
        "terminate.refunded", "terminate", "paid", when(misuse="no"),
        to="cancelled", do="refund_ended_by_amazon end", rules="TERM-1 REFUND-5",
    ),
    refuse("terminate.no_member", "terminate", _NO_MEMBER, "TERM-1"),
)  # fmt: skip

PAUSING: Final = (
    row(
        "pause", "pause", _TRIAL_PAID, when(waiting="none"),
        do="want_pause", rules="PAUSE-1", effective="period_end",
    ),
    row(
        "pause.instead_of_cancel", "pause", _TRIAL_PAID, when(waiting="cancel"),
        do="want_pause", rules="PAUSE-1 CANCEL-4", effective="period_end",
    ),
    row("pause.repeated", "pause", _TRIAL_PAID, when(waiting="pause"), rules="CANCEL-3", effective="period_end"),
    refuse("pause.no_period", "pause", others(*_TRIAL_PAID), "PAUSE-6"),
    row("pause.limit", "pause_limit", "paused", to="cancelled", do="end tell_cancelled_by_limit", rules="PAUSE-3"),
    row("resume", "resume", "paused", when(plan_ahead="same", ever_paid="yes"), owes="resume", rules="PAUSE-4"),
    row(
        "resume.unpaid", "resume", "paused", when(plan_ahead="same", ever_paid="no"),
        owes="resume_unpaid", rules="PAUSE-4",
    ),
    row(
        "resume.changed", "resume", "paused", when(plan_ahead="changed"),
        owes="resume_changed", rules="PAUSE-4 PLAN-5",
    ),
    row(
        "resume.graduated", "resume", "paused", when(plan_ahead="graduated"),
        owes="resume_graduated", rules="PAUSE-4 PLAN-2",
    ),
    refuse("resume.not_paused", "resume", others("paused"), "PAUSE-7"),
    row(
        "taken.resume", "taken", "paused", when(owed_for=("resume", "resume_unpaid")),
        to="paid", do=f"{_NEXT} start_benefits", rules="PAUSE-4 PRICE-2",
    ),
    row(
        "taken.resume_changed", "taken", "paused", when(owed_for="resume_changed"),
        to="paid", do=f"{_NEXT} start_benefits", rules="PLAN-5 PAUSE-4 PRICE-1",
    ),
    row(
        "taken.resume_graduated", "taken", "paused", when(owed_for="resume_graduated"),
        to="paid", do=f"{_NEXT} start_benefits", rules="PLAN-2 PAUSE-4 PRICE-1",
    ),
    row("declined.resume", "declined", "paused", do="drop_owed", rules="PAUSE-5 PAY-1 PAY-2"),
)  # fmt: skip

DUNNING: Final = (
    *(
        row(
            f"declined.{kind}", "declined", "trial", when(owed_for=kind),
            to="past_due", do="begin_period open_membership count_try tell_payment_failed", rules="PAY-3 PAY-1 PAY-2",
        )
        for kind in ("conversion", "conversion_changed")
    ),
    *(
        row(
            f"declined.{kind}", "declined", "paid", when(owed_for=kind),
            to="past_due", do="begin_period count_try tell_payment_failed", rules="PAY-3 PAY-1 PAY-2",
        )
        for kind in ("renewal", "plan_change", "graduation")
    ),
    row("retry.due", "retry_due", "past_due", asks="retry", rules="PAY-3"),
    row("pay", "pay", OWING_STATES, asks="by_hand", rules="PAY-5"),
    refuse("pay.nothing_owed", "pay", others(*OWING_STATES), "PAY-5"),
    row(
        "declined.retry", "declined", "past_due", when(attempt="retry"),
        do="count_try count_retry tell_payment_failed", rules="PAY-3 PAY-1 PAY-2",
    ),
    row(
        "declined.last_retry", "declined", "past_due", when(attempt="last_retry"),
        to="suspended", do="count_try count_retry suspend tell_payment_failed tell_suspended",
        rules="PAY-4 PAY-3 PAY-1 PAY-2",
    ),
    row("declined.by_hand", "declined", "past_due", when(attempt="by_hand"), do="count_try", rules="PAY-5 PAY-1 PAY-2"),
    row("declined.suspended", "declined", "suspended", do="count_try", rules="PAY-5 PAY-1 PAY-2"),
    row(
        "taken.retry", "taken", "past_due", when(attempt=("retry", "last_retry")),
        to="paid", do="keep_charge tell_recovered", rules="PAY-3 PAY-6",
    ),
    row(
        "taken.by_hand", "taken", "past_due", when(attempt="by_hand"),
        to="paid", do="keep_charge tell_recovered", rules="PAY-5 PAY-6",
    ),
    row(
        "taken.suspended", "taken", "suspended",
        to="paid", do="keep_charge start_benefits tell_recovered", rules="PAY-5 PAY-6",
    ),
    row(
        "suspension.limit", "suspension_limit", "suspended",
        to="cancelled", do="end tell_cancelled_by_limit", rules="PAY-7",
    ),
)  # fmt: skip

ACCOUNT: Final = (
    row("family.added", "add_family", BENEFIT_STATES, when(family_place="open"), do="add_family", rules="FAMILY-1"),
    *(
        refuse(f"family.{why}", "add_family", BENEFIT_STATES, "FAMILY-1", when(family_place=why))
        for why in ("student_plan", "listed", "full")
    ),
    refuse("family.no_benefits", "add_family", others(*BENEFIT_STATES), "FAMILY-1"),
    row(
        "family.removed", "remove_family", MEMBER_STATES, when(family_listed="yes"),
        do="remove_family", rules="FAMILY-1",
    ),
    refuse("family.not_listed", "remove_family", MEMBER_STATES, "FAMILY-1", when(family_listed="no")),
    refuse("family.no_member", "remove_family", _NO_MEMBER, "FAMILY-1"),
    # A mended method is tried at once while a charge is owed; the wallet itself is the payment source's (PAY-8).
    *(
        row(f"{action}.tried", action, OWING_STATES, asks="by_hand", do="change_wallet", rules="PAY-5 PAY-8")
        for action in ("add_method", "update_method", "unblock_method", "top_up")
    ),
    *(
        row(action, action, others(*OWING_STATES), do="change_wallet", rules="PAY-8")
        for action in ("add_method", "update_method", "unblock_method", "top_up")
    ),
    *(
        row(action, action, STATES, do="change_wallet", rules="PAY-8")
        for action in ("remove_method", "set_default", "block_method")
    ),
    row("reminder.set", "set_reminder", STATES, do="set_reminder", rules="NOTICE-1"),
    row("graduation.set", "set_graduation", STATES, do="set_graduation", rules="PLAN-2"),
)  # fmt: skip

TABLE: Final[tuple[Row, ...]] = (
    *PERIOD_ENDS, *DUNNING, *JOINING, *BENEFITS_USED, *CANCELLING, *PAUSING, *PLAN_CHANGES, *ACCOUNT,
)  # fmt: skip
