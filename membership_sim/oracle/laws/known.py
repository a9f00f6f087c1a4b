"""What the entries so far tell of a member, worked out from them, the start and the rule book alone.

It is the laws' own account of a life: it takes an entry at its word, so that a wrong entry is one violation and not a
row of them, and asks nothing of the core's machine, charges or effects. Days are ordinals, 0 for "does not apply".
"""

from __future__ import annotations

from typing import Any, Final, Literal

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, RefusedEntry, UseEntry
from membership_sim.member import Owed, Paid, Snapshot
from membership_sim.oracle.dates import months_after
from membership_sim.oracle.states import DUE_STATES, NO_MEMBER, OWING, RUNNING
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import Wallet
from membership_sim.timeline import Timeline

# Why a charge is tried: the calendar, or the member's action just before it.
Occasion = Literal["due", "join", "resume", "move", "by_hand", "none"]

BY_HAND: Final = (ActionEntry, UseEntry, RefusedEntry)  # what comes after what is due on a day (TIME-2)
TRYING: Final = frozenset(("pay", "add_method", "update_method", "unblock_method", "top_up"))  # PAY-5

# The facts of a snapshot that the entries tell one by one.
FACTS: Final = (
    "state", "plan", "anchor_day", "elapsed", "start_day", "end_day", "used", "opened_day", "used_value", "waiting",
    "next_plan", "tries", "retries", "suspended_day", "paused_day", "ended_day", "trial_used", "ever_paid",
    "student_months", "graduation_day", "family", "reminder", "reminded", "benefits_since_day",
)  # fmt: skip


class Known:
    """A member as the entries tell it, while they are read; `index` is the entry that is being judged."""

    __slots__ = (
        *FACTS,
        "asked", "benefit_days", "charge_day", "charge_end_day", "charge_seq", "charge_step", "charged", "charges",
        "day", "default", "due_day", "entries", "first_due_day", "index", "methods", "next_anchor_day",
        "next_elapsed", "next_end_day", "next_start_day", "occasion", "owed_amount", "owed_kind", "owed_step",
        "owed_tax", "paid_amount", "paid_tax", "refunded", "refunds", "run_tries", "sales_tax", "scripted", "seq",
        "terms", "until_day",
    )  # fmt: skip

    state: str
    plan: str
    anchor_day: int
    elapsed: int
    start_day: int
    end_day: int
    used: bool
    opened_day: int
    used_value: int
    waiting: str
    next_plan: str | None
    tries: int
    retries: int
    suspended_day: int
    paused_day: int
    ended_day: int
    trial_used: bool
    ever_paid: bool
    student_months: int
    graduation_day: int
    family: tuple[str, ...]
    reminder: bool
    reminded: bool
    benefits_since_day: int

    def __init__(self, timeline: Timeline) -> None:
        start = timeline.start
        for name in FACTS:
            setattr(self, name, getattr(start, name))
        self.terms: Terms = timeline.scenario.book.base_terms
        self.sales_tax = timeline.scenario.sales_tax
        self.entries = timeline.entries
        self.until_day = timeline.until_day
        self.scripted = timeline.scenario.payments is not None
        self.methods = {method.name: method for method in start.wallet.methods}
        self.default = start.wallet.default
        self.index = 0
        self.day, self.seq = start.day, start.seq
        self.asked: ActionEntry | None = None  # what was accepted just before, if the next entry may be its charge
        self.occasion: Occasion = "none"
        paid, owed = start.charge, start.owed
        self.charge_seq = paid.seq if paid else None
        self.paid_amount, self.paid_tax = (paid.amount, paid.tax) if paid else (0, 0)
        self.charge_day, self.charge_step = (paid.day, paid.price_from_day) if paid else (0, 0)
        self.charge_end_day = start.end_day if paid and start.state == "paid" else 0
        self.owed_amount, self.owed_tax = (owed.amount, owed.tax) if owed else (0, 0)
        self.owed_kind, self.owed_step = (owed.kind, owed.price_from_day) if owed else ("", 0)
        self.first_due_day = owed.first_due_day if owed else 0
        self.charges: dict[int | None, int] = {self.charge_seq: self.paid_amount} if paid else {}
        self.refunds: set[int | None] = set()
        self.charged = self.refunded = self.benefit_days = 0
        self.run_tries = start.run_tries
        self.next_anchor_day = self.next_elapsed = self.next_start_day = self.next_end_day = 0
        self.due_day = self.find_due_day()

    def held_plan(self) -> Plan:
        """Return the plan that is held."""
        return self.terms.plans[self.plan]

    def end(self) -> Snapshot:
        """Return every fact at the end of the run, once all entries are read."""
        paid = owed = None
        if self.charge_day:
            paid = Paid(self.charge_seq, self.charge_day, self.paid_amount, self.paid_tax, self.charge_step)
        if self.state in OWING:
            price = self.owed_amount, self.owed_tax, self.owed_step
            period = self.anchor_day, self.elapsed, self.start_day, self.end_day
            owed = Owed(self.owed_kind, self.plan, *price, self.first_due_day, *period)
        wallet = Wallet(tuple(self.methods.values()), self.default)
        facts: dict[str, Any] = {name: getattr(self, name) for name in FACTS}
        facts.update(day=self.until_day, run_tries=self.run_tries, seq=self.seq)
        return Snapshot(**facts, charge=paid, owed=owed, wallet=wallet)

    def find_due_day(self) -> int | None:
        """Return the day of the next thing that is due, reminders aside; None if nothing is, or if the entries do not
        tell the day from which it would be counted (TIME-3).
        """
        state, terms = self.state, self.terms
        if state in RUNNING:
            return self.end_day or None
        if state == "past_due" and self.first_due_day:
            schedule = on(terms.payment_retry_days, self.first_due_day)
            return self.first_due_day + schedule[min(self.retries, len(schedule) - 1)]
        if state == "paused" and self.paused_day:
            limit = on(terms.pause_limit_days, self.paused_day)
            return None if limit is None else self.paused_day + limit
        if state == "suspended" and self.suspended_day:
            return self.suspended_day + on(terms.payment_suspension_days, self.suspended_day)
        return None

    def takes_effect_at_once(self, plan_id: str, day: int) -> bool:
        """Tell whether a change to another plan is charged that day (PLAN-1 `at_once`, PLAN-3)."""
        if plan_id == self.plan or plan_id == self.next_plan:
            return False
        plans = self.terms.plans
        to_student = plan_id in plans and plans[plan_id].student and not self.held_plan().student
        return (to_student and self.state == "paid") or on(self.terms.plan_change, day) == "at_once"

    def expect_charge(self, entry: ChargeEntry | DeclineEntry) -> None:
        """Work out why this charge is tried, and the period and anchor that it is for (BILL-2, PLAN-1, PAY-6)."""
        asked, state = self.asked, self.state
        if asked is not None and asked.day != entry.day:
            self.asked = asked = None
        if asked is not None:
            self.occasion = self._occasion_of(asked.action.do)
        else:
            self.occasion = "due" if state in DUE_STATES else "none"
        if state in OWING:
            self.next_anchor_day, self.next_elapsed = self.anchor_day, self.elapsed
            self.next_start_day, self.next_end_day = self.start_day, self.end_day
            return
        plans, day = self.terms.plans, entry.day
        held = plan = plans[self.plan]
        if entry.plan != self.plan:
            plan = plans.get(entry.plan, held)
        anchor_day, elapsed, start_day = day, 0, day
        if state == "paid" and self.occasion == "due":
            start_day = self.end_day
            if plan is held or (plan.months > 0) == (held.months > 0):
                anchor_day, elapsed = self.anchor_day, self.elapsed + (held.months or held.days)
        self.next_anchor_day, self.next_elapsed, self.next_start_day = anchor_day, elapsed, start_day
        months = plan.months
        if months:
            sticky = on(self.terms.billing_month_end, anchor_day) == "sticky_month_end"
            self.next_end_day = months_after(anchor_day, elapsed + months, sticky)
        else:
            self.next_end_day = anchor_day + elapsed + plan.days

    def _occasion_of(self, do: str) -> Occasion:
        state = self.state
        if state in OWING:
            return "by_hand" if do in TRYING else "none"
        if do == "join" and state in NO_MEMBER:
            return "join"
        if do == "resume" and state == "paused":
            return "resume"
        return "move" if do == "change_plan" and state in RUNNING else "none"


def trial_end_day(known: Known, plan_id: str, day: int) -> int:
    """Return the end of a trial that begins on a day: so many days on, of a student so many months (TRIAL-1)."""
    terms = known.terms
    if plan_id in terms.plans and terms.plans[plan_id].student:
        return months_after(day, on(terms.trial_student_months, day))
    return day + on(terms.trial_days, day)


def another_trial_day(known: Known, day: int) -> int | None:
    """Return the first day of another trial, so many months after the last end; None if there is none (TRIAL-4)."""
    months = on(known.terms.trial_again, day)
    return None if months is None or not known.ended_day else months_after(known.ended_day, months)
