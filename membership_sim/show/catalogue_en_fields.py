"""What the fields of entries and files are called in English, where their own names with spaces are not good enough.

`PLACE.FIELD` is one that is called otherwise where it stands (`field_kinds`).
"""

from __future__ import annotations

from typing import Final

FIELDS: Final = {
    "allowed": "allowed then",
    "attempt": "try of this charge",
    "blocked": "why it is blocked",
    "by": "used by",
    "change_plan.to": "new plan",
    "days": "days of its steps",
    "decline": "why it is declined",
    "do": "action",
    "effective": "takes effect",
    "events": "event",
    "expected": "money back",
    "from": "state before",
    "given": "start",
    "misuse": "for misuse",
    "notice.effective": "day it names",
    "payment_tries": "tries of the run",
    "refused": "to be refused",
    "rulebook.plans": "plan",
    "rulebook.sources": "source",
    "scenario.until": "until",
    "set_reminder.to": "reminders",
    "take": "taken by",
    "tries": "tries of what is owed",
    "try": "try of the run",
    "until": "works again",
    # The values of a rule book.
    "billing.month_end": "month ends",
    "family.limit": "family members at most",
    "pause.limit_days": "longest pause",
    "payment.retry_days": "retries after a decline",
    "payment.suspension_days": "length of a suspension",
    "plan.change": "when a change of plan takes effect",
    "prices.PLAN": "fee of {plan}",
    "refund.free_business_days": "free business days",
    "refund.paid_within_business_days": "days until money is back",
    "refund.used.PLAN": "refund of {plan} after use",
    "reminder.days_before": "day of the reminder",
    "student.paid_months": "longest time on student plans",
    "trial.again": "another trial",
    "trial.days": "length of the trial",
    "trial.student_months": "length of a student trial",
}
