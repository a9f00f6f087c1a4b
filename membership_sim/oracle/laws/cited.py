"""Which rules an entry cites, typed by hand: by its kind, what it tells of and the state before it.

It is frozen, as the matrix is: no row of the core is asked, so that a rule which is changed there is noticed.
"""

from __future__ import annotations

from itertools import product
from typing import Final, NamedTuple

from membership_sim.scenario import STATES

BOOK_RULE: Final = "refund.used"  # the rule that the book gives for its reading of the plan held
GROUPS: Final = {
    "any": STATES,
    "running": ("trial", "paid"),
    "owing": ("past_due", "suspended"),
    "not-owing": ("prospect", "trial", "paid", "paused", "cancelled"),
    "later": ("past_due", "suspended", "paused"),
    "benefits": ("trial", "paid", "past_due"),
    "member": ("trial", "paid", "past_due", "suspended", "paused"),
    "no-member": ("prospect", "cancelled"),
}

# One of the rules that decide stands first, and each word beside it stands too: A/B is one of the two at least.
# `again` is a wish that waits or is done already, `instead` one that takes the place of the other wish; a charge and a
# decline are told by why the charge is tried, and `taxed` (BILL-3) has its rows from those without; a refund is told by
# its formula, if its message is one of the model's own.
TABLE: Final = """
what                      | before    | decides                      | beside it
action join               | prospect  | JOIN-2 TRIAL-4               |
action join               | cancelled | REJOIN-1                     | JOIN-2/TRIAL-4
action join trial         | prospect  | JOIN-1                       | TRIAL-1
action join trial         | cancelled | TRIAL-4                      | JOIN-1 TRIAL-1
action cancel             | trial     | TRIAL-3                      | CANCEL-1
action cancel             | paid      | CANCEL-1                     |
action cancel instead     | trial     | TRIAL-3                      | CANCEL-1 CANCEL-4
action cancel instead     | paid      | CANCEL-1                     | CANCEL-4
action cancel now         | trial     | TRIAL-3                      | CANCEL-2
action cancel now         | paid      | CANCEL-2                     | REFUND-4/refund.used
action cancel now unused  | paid      | CANCEL-2                     | REFUND-1
action cancel now free    | paid      | CANCEL-2                     | REFUND-4
action cancel now used    | paid      | CANCEL-2                     | refund.used
action cancel             | later     | CANCEL-5                     |
action cancel now         | later     | CANCEL-5                     |
action cancel again       | any       | CANCEL-3                     |
action keep               | running   | CANCEL-4                     |
action pause              | running   | PAUSE-1                      |
action pause instead      | running   | PAUSE-1                      | CANCEL-4
action pause again        | running   | CANCEL-3                     |
action resume             | paused    | PAUSE-4                      |
action resume changed     | paused    | PAUSE-4                      | PLAN-5
action resume graduated   | paused    | PAUSE-4                      | PLAN-2
action change_plan        | trial     | PLAN-1                       |
action change_plan        | paid      | PLAN-1 PLAN-3                |
action change_plan again  | running   | CANCEL-3                     |
action pay                | owing     | PAY-5                        |
action terminate          | member    | TERM-1                       | REFUND-5
action add_family         | benefits  | FAMILY-1                     |
action remove_family      | member    | FAMILY-1                     |
action add_method         | owing     | PAY-5                        | PAY-8
action add_method         | not-owing | PAY-8                        |
action update_method      | owing     | PAY-5                        | PAY-8
action update_method      | not-owing | PAY-8                        |
action unblock_method     | owing     | PAY-5                        | PAY-8
action unblock_method     | not-owing | PAY-8                        |
action top_up             | owing     | PAY-5                        | PAY-8
action top_up             | not-owing | PAY-8                        |
action remove_method      | any       | PAY-8                        |
action set_default        | any       | PAY-8                        |
action block_method       | any       | PAY-8                        |
action set_reminder       | any       | NOTICE-1                     |
action set_graduation     | any       | PLAN-2                       |
use member                | benefits  | BENEFIT-1                    |
use family                | benefits  | FAMILY-1                     | BENEFIT-1
state paused              | running   | PAUSE-1                      | PAUSE-2 TIME-4
state cancelled           | trial     | TRIAL-3                      | CANCEL-1 CANCEL-6 TIME-4
state cancelled           | paid      | CANCEL-1                     | CANCEL-6 TIME-4
state cancelled           | paused    | PAUSE-3                      |
state cancelled           | suspended | PAY-7                        |
charge join               | prospect  | JOIN-2                       | BILL-1 PRICE-1
charge join               | cancelled | REJOIN-1                     | BILL-1 PRICE-1
charge due                | trial     | TRIAL-2                      | PRICE-1
charge due                | paid      | BILL-1                       | BILL-2 PRICE-1
charge due changed        | trial     | PLAN-1                       | TRIAL-2 PRICE-1
charge due changed        | paid      | PLAN-1                       | BILL-2 PRICE-1
charge due graduated      | paid      | PLAN-2                       | BILL-2 PRICE-1
charge due                | past_due  | PAY-3                        | PAY-6
charge by_hand            | owing     | PAY-5                        | PAY-6
charge resume             | paused    | PAUSE-4                      | PRICE-2
charge resume changed     | paused    | PLAN-5                       | PAUSE-4 PRICE-1
charge resume graduated   | paused    | PLAN-2                       | PAUSE-4 PRICE-1
charge move               | trial     | PLAN-1                       | PRICE-1
charge move               | paid      | PLAN-1 PLAN-3                | PRICE-1
decline join              | no-member | JOIN-3                       | PAY-1 PAY-2
decline due               | benefits  | PAY-3                        | PAY-1 PAY-2
decline due suspends      | past_due  | PAY-4                        | PAY-3 PAY-1 PAY-2
decline by_hand           | owing     | PAY-5                        | PAY-1 PAY-2
decline resume            | paused    | PAUSE-5                      | PAY-1 PAY-2
decline move              | trial     | PLAN-1                       | PAY-1 PAY-2
decline move              | paid      | PLAN-1 PLAN-3                | PAY-1 PAY-2
refund in_full            | cancelled | REFUND-1                     | REFUND-6 REFUND-7 REFUND-8
refund less_value         | cancelled | REFUND-4                     | REFUND-6 REFUND-7 REFUND-8
refund by_percent         | cancelled | refund.used                  | REFUND-6 REFUND-7 REFUND-8
refund by_days            | cancelled | refund.used                  | REFUND-6 REFUND-7 REFUND-8
refund                    | cancelled | REFUND-1 REFUND-4 REFUND-5 refund.used | REFUND-6 REFUND-7 REFUND-8
refund                    | paid      | PLAN-1 PLAN-3                | REFUND-6 REFUND-7 REFUND-8
refund by_full_months     | cancelled | REFUND-5 refund.used         | REFUND-6 REFUND-7 REFUND-8
refund by_full_months     | paid      | PLAN-1 PLAN-3                | REFUND-6 REFUND-7 REFUND-8
refund by_full_days       | cancelled | REFUND-5 refund.used         | REFUND-6 REFUND-7 REFUND-8
refund by_full_days       | paid      | PLAN-1 PLAN-3                | REFUND-6 REFUND-7 REFUND-8
notice reminder           | running   | NOTICE-1                     | NOTICE-2
notice confirmation       | any       | CANCEL-7                     | NOTICE-2
notice payment_failed     | any       | PAY-3                        | NOTICE-2
notice suspended          | any       | PAY-4                        | NOTICE-2
notice recovered          | any       | NOTICE-2                     |
notice pause_begun        | any       | PAUSE-1                      | NOTICE-2
notice cancelled_by_limit | any       | NOTICE-2                     |
notice refund             | any       | REFUND-7                     | NOTICE-2
"""


class Citation(NamedTuple):
    """The rules that may decide an entry, what must stand beside, one of each set at least, and how it is written."""

    decide: frozenset[str]
    beside: tuple[frozenset[str], ...]
    written: frozenset[tuple[str, ...]]


def _citation(decides: str, beside: str) -> Citation:
    words = [word.split("/") for word in beside.split()]
    written = frozenset(product(decides.split(), *words))
    return Citation(frozenset(decides.split()), tuple(map(frozenset, words)), written)


def _read(text: str) -> dict[str, dict[str, Citation]]:
    found: dict[str, dict[str, Citation]] = {state: {} for state in STATES}
    for line in text.strip().splitlines()[1:]:
        what, before, decides, beside = (cell.strip() for cell in line.split("|"))
        for state in GROUPS.get(before, (before,)):
            found[state][what] = _citation(decides, beside)
            if what.startswith(("charge", "decline")):
                found[state][f"{what} taxed"] = _citation(decides, f"{beside} BILL-3")
    return found


# By the state before an entry, and by what it tells of.
CITATIONS: Final = _read(TABLE)
