"""Laws of trials and periods: where they begin and end, and since when there are benefits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import gcd
from typing import Final

from membership_sim.charges import period_boundary
from membership_sim.due import next_due
from membership_sim.guards import trial_end_day
from membership_sim.lifecycle import CHARGE_KINDS
from membership_sim.member import Facts, Snapshot
from membership_sim.possible.laws import CHARGED, OWING, Broken, FactLaw, iso
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import STATES

_PAST_DAYS: Final = (
    "start_day", "anchor_day", "charge.day", "opened_day", "owed.first_due_day", "suspended_day", "paused_day",
    "ended_day", "benefits_since_day",
)  # fmt: skip

# What is due on or before the snapshot's own day had happened: the fact that says otherwise, and why it cannot be.
_OVERDUE: Final = {
    "period_end": ("end_day", "a day after the date is allowed"),
    "reminder_due": ("reminded", "the reminder of this period was due by the date (NOTICE-1)"),
    "pause_limit": ("paused_day", "the pause would be over by the date (PAUSE-3)"),
    "suspension_limit": ("suspended_day", "the suspension would be over by the date (PAY-7)"),
}


def elapsed_to(plan: Plan, anchor_day: int, day: int, terms: Terms) -> int | None:
    """Return the months or days from the anchor to a boundary of the plan's periods; None if the day is none."""
    if plan.months:
        first, last = date.fromordinal(anchor_day), date.fromordinal(day)
        elapsed = (last.year - first.year) * 12 + last.month - first.month
    else:
        elapsed = day - anchor_day
    return elapsed if elapsed >= 0 and period_boundary(plan, anchor_day, elapsed, terms) == day else None


def days_have_come(snapshot: Snapshot, terms: Terms, fact: str) -> Iterator[Broken]:
    """What began or happened did so on or before the snapshot's day."""
    owner, _, part = fact.rpartition(".")
    holder = getattr(snapshot, owner) if owner else snapshot
    if holder is not None and getattr(holder, part) > snapshot.day:
        yield fact, f"a day not after the date, {iso(snapshot.day)}, is allowed"


def nothing_is_overdue(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """What was due by the snapshot's day has happened (TIME-2)."""
    due_day, trigger = next_due(Facts(snapshot), terms)
    if due_day <= snapshot.day and trigger in _OVERDUE:
        yield _OVERDUE[trigger]


def trial_has_its_length(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A trial ends as long after its start as the rule book has it (TRIAL-1)."""
    plan = terms.plans[snapshot.plan]
    end_day = trial_end_day(plan, terms, snapshot.start_day)
    if end_day == snapshot.start_day:
        yield "state", f"the plan {plan.id!r} has no trial on {iso(snapshot.start_day)} (TRIAL-1)"
    elif end_day != snapshot.end_day:
        yield "end_day", f"a trial from {iso(snapshot.start_day)} ends on {iso(end_day)} (TRIAL-1)"


def start_is_a_boundary(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A period starts on a boundary that is counted from its anchor (BILL-2)."""
    plan = terms.plans[snapshot.plan]
    elapsed = elapsed_to(plan, snapshot.anchor_day, snapshot.start_day, terms)
    unit = "months" if plan.months else "days"
    if elapsed is None:
        yield "anchor_day", f"no period of {plan.id!r} from {iso(snapshot.start_day)} has it (BILL-2)"
    elif elapsed != snapshot.elapsed:
        yield "elapsed", f"the period starts {elapsed} {unit} after the anchor (BILL-2)"
    elif elapsed % (common := _common_length(plan, terms)):
        yield "elapsed", f"no periods of the rule book are {elapsed} {unit} together, they are {common} each (BILL-2)"


def _common_length(plan: Plan, terms: Terms) -> int:
    """Return the months (or days) of which every period that can have gone before is a multiple."""
    before = (its for its in terms.plans.values() if its.in_months == plan.in_months)
    return gcd(*(its.length for its in before))


def end_follows(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A period ends one length after its start, counted from the anchor (BILL-2)."""
    plan = terms.plans[snapshot.plan]
    end_day = period_boundary(plan, snapshot.anchor_day, snapshot.elapsed + plan.length, terms)
    if end_day != snapshot.end_day:
        yield "end_day", f"{iso(end_day)} follows from the anchor and the plan {plan.id!r} (BILL-2)"


def opened_before_the_anchor(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """The first charge of a membership sets its first anchor, and later ones come later (TRIAL-2, JOIN-2)."""
    if snapshot.opened_day > snapshot.anchor_day:
        yield "opened_day", f"a day not after the anchor, {iso(snapshot.anchor_day)}, is allowed"


def opened_before_the_pause(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A pause comes after a paid period, or after a trial, and then no charge has opened the membership (PAUSE-1)."""
    if snapshot.opened_day and not snapshot.ever_paid:
        yield "opened_day", "null is allowed while nothing was ever paid"
    elif snapshot.opened_day >= snapshot.paused_day:
        yield "opened_day", f"a day before the pause, {iso(snapshot.paused_day)}, is allowed"


def owed_opens(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A trial's conversion opens the membership on the day first due; every other owed charge comes after (TRIAL-2)."""
    assert snapshot.owed is not None
    if CHARGE_KINDS[snapshot.owed.kind].anchor == "new":
        if snapshot.opened_day != snapshot.start_day:
            yield "opened_day", f"{iso(snapshot.start_day)} is allowed, the day on which its first charge was due"
    elif snapshot.opened_day >= snapshot.start_day:
        yield "opened_day", f"a day before {iso(snapshot.start_day)} is allowed, it was no first charge"


def trial_benefits(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """In a trial benefits run since it began (TRIAL-1)."""
    if snapshot.benefits_since_day != snapshot.start_day:
        yield "benefits_since_day", f"the start of the trial, {iso(snapshot.start_day)}, is allowed (TRIAL-1)"


def paid_benefits(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Benefits run through renewals; they begin within a period only when it was paid in a suspension (PAY-5)."""
    charge, start_day, since_day = snapshot.charge, snapshot.start_day, snapshot.benefits_since_day
    assert charge is not None
    last_retry_day = start_day + on(terms.payment_retry_days, start_day)[-1]
    from_suspension = since_day == charge.day >= last_retry_day
    if charge.day > last_retry_day and not from_suspension:
        yield "benefits_since_day", f"{iso(charge.day)} is allowed, the charge ended a suspension (PAY-5)"
    elif since_day > start_day and not from_suspension:
        yield "benefits_since_day", f"a day not after the period's start, {iso(start_day)}, is allowed"
    elif since_day == start_day and snapshot.elapsed:
        yield "benefits_since_day", f"a day before the period's start, {iso(start_day)}, is allowed: it is a renewal"


def past_due_benefits(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """While past due benefits go on from the trial or period before (PAY-3)."""
    if snapshot.benefits_since_day >= snapshot.start_day:
        yield "benefits_since_day", f"a day before {iso(snapshot.start_day)} is allowed, past due they go on (PAY-3)"


def reminded_in_time(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A reminder is sent on its day, which lies in the period (NOTICE-1)."""
    remind_day = snapshot.end_day - on(terms.reminder_days_before, snapshot.start_day)
    if not snapshot.reminded:
        return
    if remind_day < snapshot.start_day:
        yield "reminded", "no is allowed, the period is too short for a reminder (NOTICE-1)"
    elif remind_day > snapshot.day:
        yield "reminded", f"no is allowed before {iso(remind_day)}, the day of the reminder (NOTICE-1)"


def _past(fact: str) -> FactLaw:
    facts = (fact.partition(".")[0], fact) if "." in fact else (fact,)
    return FactLaw(facts, STATES, lambda snapshot, terms: days_have_come(snapshot, terms, fact))


_PERIOD: Final = ("start_day", "end_day")
_ANCHORED: Final = ("anchor_day", "elapsed", "start_day")

LAWS: Final = (
    *map(_past, _PAST_DAYS),
    FactLaw(_PERIOD, ("trial",), trial_has_its_length),
    FactLaw(_ANCHORED, CHARGED, start_is_a_boundary),
    FactLaw((*_ANCHORED, "end_day"), CHARGED, end_follows),
)

SINCE: Final = (
    FactLaw(("opened_day", "anchor_day"), CHARGED, opened_before_the_anchor),
    FactLaw(("opened_day", "paused_day", "ever_paid"), ("paused",), opened_before_the_pause),
    FactLaw(("opened_day", "start_day", "owed", "owed.kind"), OWING, owed_opens),
    FactLaw(("benefits_since_day", "start_day"), ("trial",), trial_benefits),
    FactLaw(("benefits_since_day", "start_day", "elapsed", "charge", "charge.day"), ("paid",), paid_benefits),
    FactLaw(("benefits_since_day", "start_day"), ("past_due",), past_due_benefits),
    FactLaw((*_PERIOD, "reminded"), ("trial", "paid"), reminded_in_time),
)

# Last: it stands on the others, which say more exactly what is wrong.
OVERDUE: Final = (
    FactLaw((*_PERIOD, "reminder", "reminded", "waiting"), ("trial", "paid"), nothing_is_overdue),
    FactLaw(("paused_day",), ("paused",), nothing_is_overdue),
    FactLaw(("suspended_day",), ("suspended",), nothing_is_overdue),
)
