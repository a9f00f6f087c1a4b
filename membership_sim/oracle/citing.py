"""Which rules an entry may cite: by its kind, what it tells of and the state before it, typed by hand.

It is frozen, as the matrix is: no row of the core is asked, so that a rule which is changed there is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.oracle.known import Known
from membership_sim.oracle.law import EVERY, Chapter
from membership_sim.oracle.matrix import REFUSING
from membership_sim.oracle.notices import is_repeated
from membership_sim.scenario import STATES

CITING: Final = Chapter()
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

# `again` is a wish that waits or is done already, `instead` one that takes the place of the other wish; a charge and a
# decline are told by why the charge is tried, a refund by its formula, if its message is one of the model's own.
TABLE: Final = """
what                      | before    | decides                      | beside it
action join               | prospect  | JOIN-2 TRIAL-4               |
action join               | cancelled | REJOIN-1                     | JOIN-2 TRIAL-4
action join trial         | prospect  | JOIN-1                       | TRIAL-1
action join trial         | cancelled | TRIAL-4                      | JOIN-1 TRIAL-1
action cancel             | trial     | TRIAL-3                      | CANCEL-1
action cancel             | paid      | CANCEL-1                     |
action cancel instead     | trial     | TRIAL-3                      | CANCEL-1 CANCEL-4
action cancel instead     | paid      | CANCEL-1                     | CANCEL-4
action cancel now         | trial     | TRIAL-3                      | CANCEL-2
action cancel now         | paid      | CANCEL-2                     | REFUND-1 REFUND-4 refund.used
action cancel             | later     | CANCEL-5                     |
action cancel now         | later     | CANCEL-5                     |
action cancel again       | any       | CANCEL-3                     |
action keep               | running   | CANCEL-4                     |
action pause              | running   | PAUSE-1                      |
action pause instead      | running   | PAUSE-1                      | CANCEL-4
action pause again        | running   | CANCEL-3                     |
action resume             | paused    | PAUSE-4                      | PLAN-2 PLAN-5
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
charge due other plan     | trial     | PLAN-1                       | TRIAL-2 PRICE-1
charge due other plan     | paid      | PLAN-1 PLAN-2                | BILL-2 PRICE-1
charge due                | past_due  | PAY-3                        | PAY-6
charge by_hand            | owing     | PAY-5                        | PAY-6
charge resume             | paused    | PAUSE-4                      | PRICE-2
charge resume other plan  | paused    | PLAN-2 PLAN-5                | PAUSE-4 PRICE-1
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


class May(NamedTuple):
    """The rules that may decide an entry, and all that it may cite."""

    decide: frozenset[str]
    stand: frozenset[str]


def _read(text: str) -> dict[str, dict[str, May]]:
    found: dict[str, dict[str, May]] = {state: {} for state in STATES}
    for line in text.strip().splitlines()[1:]:
        what, before, decides, beside = (cell.strip() for cell in line.split("|"))
        for state in GROUPS.get(before, (before,)):
            found[state][what] = May(frozenset(decides.split()), frozenset((*decides.split(), *beside.split())))
    return found


# By the state before an entry, and by what it tells of.
MAY: Final = _read(TABLE)


def _of_an_action(entry: ActionEntry, known: Known) -> str:
    action = entry.action
    do = action.do
    if is_repeated(entry, known):
        return f"action {do} again"
    if do == "join" and entry.state == "trial":
        return "action join trial"
    if do == "cancel" and action.when == "now":
        return "action cancel now"
    instead = (do == "cancel" and known.waiting == "pause") or (do == "pause" and known.waiting == "cancel")
    return f"action {do} instead" if instead else f"action {do}"


def _of_a_charge(entry: ChargeEntry, known: Known) -> str:
    occasion = known.occasion
    other = (entry.plan != known.plan or known.next_plan is not None) and known.state != "past_due"
    return f"charge {occasion} other plan" if other and occasion in ("due", "resume") else f"charge {occasion}"


def _of_a_decline(entry: DeclineEntry, known: Known) -> str:
    suspends = known.occasion == "due" and entry.state == "suspended"
    return "decline due suspends" if suspends else f"decline {known.occasion}"


def _of_a_refund(entry: RefundEntry, known: Known) -> str:
    formula = entry.message.replace(".", " ")
    return formula if formula in MAY["cancelled"] else "refund"


# What an entry tells of, as the table names it.
TELLS: Final[dict[type, Callable[[Any, Known], str]]] = {
    ActionEntry: _of_an_action,
    RefusedEntry: lambda entry, known: f"refused {entry.action.do}",
    StateEntry: lambda entry, known: f"state {entry.state}",
    ChargeEntry: _of_a_charge,
    DeclineEntry: _of_a_decline,
    RefundEntry: _of_a_refund,
    NoticeEntry: lambda entry, known: f"notice {entry.notice}",
    UseEntry: lambda entry, known: "use member" if entry.by is None else "use family",
}


@CITING.single_pass(EVERY, "")
def entries_cite_rules_of_their_own(entry: Entry, known: Known) -> str | None:
    """An entry cites only rules that one of its kind, about the same and in that state, may cite; the first decides."""
    rules, kind = entry.rules, type(entry)
    what = TELLS[kind](entry, known)
    may = _of_a_refusal(entry, known) if kind is RefusedEntry else MAY[known.state].get(what)
    if not rules or may is None:  # it cites nothing, or should not be there at all: of that other laws tell
        return None
    return None if rules[0] in may.decide and may.stand.issuperset(rules) else _wrong(what, may, entry, known)


def _of_a_refusal(entry: Any, known: Known) -> May:
    """Return what the matrix says, which has a law of its own for what decides."""
    decide = frozenset(entry.rules[:1])
    return May(decide, decide | REFUSING[entry.action.do, known.state])


def _wrong(what: str, may: May, entry: Entry, known: Known) -> str | None:
    """Return what is wrong when the story is asked too, if anything is."""
    decide, stand = (_with_the_story(rules, entry, known) for rules in may)
    if wrong := [rule for rule in entry.rules if rule not in stand]:
        return f"{what} while {known.state} cites {', '.join(wrong)}, allowed: {', '.join(sorted(stand))}"
    if entry.rules[0] not in decide:
        return f"{what} while {known.state} is decided by {entry.rules[0]}, allowed: {', '.join(sorted(decide))}"
    return None


def _with_the_story(rules: frozenset[str], entry: Entry, known: Known) -> frozenset[str]:
    """Return rules with that of the rule book's reading for its word, and with the one for the tax, if there is any."""
    if BOOK_RULE in rules:
        return rules - {BOOK_RULE} | {known.terms.refund_used_rule[known.held_plan().regular]}
    taxed = isinstance(entry, ChargeEntry | DeclineEntry) and entry.tax
    return rules | {"BILL-3"} if taxed else rules
