"""Which assumptions a timeline rests on: assumed rules that it cites, and assumed values that were read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry
from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES

# The values behind an entry, by its message; a charge's own are added by its plan and price step.
READS: Final[dict[str, tuple[str, ...]]] = {
    "join.trial": ("trial",),
    "rejoin.trial": ("trial", "trial.again"),
    "rejoin.paid": ("trial.again",),
    "rejoin.without_trial": ("trial.again",),
    "join.trial_used_up": ("trial.again",),
    "change.waits": ("plan.change",),
    "change.waits_in_trial": ("plan.change",),
    "change.at_once": ("plan.change",),
    "change.at_once_in_trial": ("plan.change",),
    "change.plan_closed": ("student.paid_months",),
    "join.plan_closed": ("student.paid_months",),
    "taken.graduation": ("student.paid_months",),
    "taken.resume_graduated": ("student.paid_months",),
    "taken.plan_change": ("plan.change",),
    "taken.conversion_changed": ("plan.change",),
    "pause.limit": ("pause.limit_days",),
    "notice.pause_begun": ("pause.limit_days",),
    "notice.payment_failed": ("payment.retry_days",),
    "notice.suspended": ("payment.suspension_days",),
    "suspension.limit": ("payment.suspension_days",),
    "taken.retry": ("payment.retry_days",),
    "family.added": ("family.limit",),
    "family.full": ("family.limit",),
    "notice.reminder": ("reminder.days_before",),
    "notice.refund": ("refund.paid_within_business_days",),
    "cancel.now_never_refunded": ("refund.used",),
    "cancel.now_unused": ("refund.used",),
    "cancel.now_in_free_days": ("refund.free_business_days",),
    "cancel.now_used_strict": ("refund.used",),
    "cancel.now_used_by_percent": ("refund.used",),
    "cancel.now_used_by_days": ("refund.used",),
    "cancel.now_used_by_full_months": ("refund.used",),
    "refund.by_full_months": ("billing.month_end",),
}


def assumptions(entries: Iterable[Entry], book: RuleBook) -> tuple[str, ...]:
    """Return the rule ids, sorted, on whose assumed part the entries rest."""
    found = {"TIME-1"} if book.time_zone_certainty == "assumed" else set()
    for entry in entries:
        found.update(rule for rule in entry.rules if RULES[rule].certainty == "assumed")
        found.update(book.values[name].rule for name in values_read(entry, book) if _is_assumed(entry, name, book))
    return tuple(sorted(found))


def values_read(entry: Entry, book: RuleBook) -> Iterator[str]:
    """Yield the dotted names of the values that stand behind an entry."""
    for name in READS.get(entry.message, ()):
        if isinstance(entry, ActionEntry) and name in ("trial", "refund.used"):
            plan = book.plans[entry.plan]
            if name == "trial":
                yield "trial.student_months" if plan.student else "trial.days"
            else:
                yield f"refund.used.{plan.regular}"
        else:
            yield name
    if isinstance(entry, ChargeEntry | DeclineEntry):
        yield f"prices.{entry.plan}"
        if book.plans[entry.plan].months:
            yield "billing.month_end"


def _is_assumed(entry: Entry, name: str, book: RuleBook) -> bool:
    day = entry.day
    if isinstance(entry, ChargeEntry | DeclineEntry) and name.startswith("prices."):
        day = entry.step
    step = book.values[name].on(date.fromordinal(day))
    return step is not None and (step.certainty == "assumed" or step.days_assumed)
