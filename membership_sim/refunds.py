"""The readings of the refund rule: what each gives back of the latest charge when benefits were used.

A reading stands here once. The choices of the rule books, the answers of the table's atom `reading`, its rows and the
effect that refunds follow `FORMULAS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from membership_sim.money import share_down, whole_percent


class Formula(NamedTuple):
    """How a part of a charge is worked out: what is counted of its period, and the amount.

    `counts`: the days left of its days, or the full months left of its months; of a plan in days these are days, and
    the message is then `of_days`. `amount` takes the charge, what is left and the whole; minor units, rounded down.
    """

    counts: Literal["days", "full_months"]
    amount: Callable[[int, int, int], int]
    message: str
    of_days: str


def _by_percent(charge: int, left: int, whole: int) -> int:
    return share_down(charge, whole_percent(left, whole), 100)


BY_FULL_MONTHS: Final = Formula("full_months", share_down, "refund.by_full_months", "refund.by_full_days")  # REFUND-5
NEVER_REFUNDS: Final = "none"  # nothing, even when no benefit was used

# Each reading with its formula for a used membership; None refunds nothing then.
FORMULAS: Final[dict[str, Formula | None]] = {
    "strict": None,
    "by_percent": Formula("days", _by_percent, "refund.by_percent", "refund.by_percent"),  # REFUND-2
    "by_days": Formula("days", share_down, "refund.by_days", "refund.by_days"),
    "by_full_months": BY_FULL_MONTHS,
    NEVER_REFUNDS: None,
}
READINGS: Final = tuple(FORMULAS)
