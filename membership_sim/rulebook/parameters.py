"""Every value that a rule book can hold: its dotted name, its kind, its bounds and the rule that it belongs to.

The loader, the schema, `membership-sim rulebook` and the rule reference are derived from this one table.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from membership_sim.refunds import READINGS

Kind = Literal["whole", "choice", "schedule", "range", "again", "prices"]


class Parameter(NamedTuple):
    """One value: `name` may end in `PLAN`, then there is one for each plan (`refund.used.*`: for each regular plan).

    `minimum` bounds whole numbers (and each number of a schedule or a range); `null` says what null means, if allowed.
    """

    name: str
    kind: Kind
    rule: str
    what: str
    unit: str = ""
    minimum: int = 0
    null: str = ""
    choices: tuple[str, ...] = ()


PARAMETERS: Final[tuple[Parameter, ...]] = (
    Parameter("trial.days", "whole", "TRIAL-1", "length of a regular plan's trial; 0 is no trial", "days"),
    Parameter("trial.student_months", "whole", "TRIAL-1", "length of a student plan's trial; 0 is no trial", "months"),
    Parameter("trial.again", "again", "TRIAL-4", "when an account may have another trial", "months"),
    Parameter(
        "billing.month_end",
        "choice",
        "BILL-2",
        "where an anchor at a month's end leads",
        choices=("clamp", "sticky_month_end"),
    ),
    Parameter(
        "plan.change", "choice", "PLAN-1", "when a change of plan takes effect", choices=("at_period_end", "at_once")
    ),
    Parameter(
        "student.paid_months",
        "whole",
        "PLAN-2",
        "paid months after which a student plan becomes regular",
        "months",
        minimum=1,
        null="no limit",
    ),
    Parameter("pause.limit_days", "whole", "PAUSE-3", "longest pause", "days", minimum=1, null="no limit"),
    Parameter("payment.retry_days", "schedule", "PAY-3", "retries, counted from the first decline", "days", minimum=1),
    Parameter("payment.suspension_days", "whole", "PAY-7", "length of a suspension", "days", minimum=1),
    Parameter("refund.used.PLAN", "choice", "REFUND-2", "refund on ending now after use", choices=READINGS),
    Parameter(
        "refund.free_business_days",
        "whole",
        "REFUND-4",
        "days to end now for a refund less what was used",
        "business days",
        null="no such days",
    ),
    Parameter("refund.paid_within_business_days", "range", "REFUND-7", "when the money is back", "business days"),
    Parameter("family.limit", "whole", "FAMILY-1", "family members at most", "people", null="no limit"),
    Parameter("reminder.days_before", "whole", "NOTICE-1", "reminder before the end", "days", minimum=1),
    Parameter("prices.PLAN", "prices", "PRICE-1", "the fee, by its dates", minimum=1),
)
