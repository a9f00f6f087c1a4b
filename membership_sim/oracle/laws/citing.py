"""The law of the rules that an entry cites: what it tells of, as the frozen table names it, and what that must cite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

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
from membership_sim.oracle.laws.cited import BOOK_RULE, CITATIONS, Citation
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import EVERY, Chapter
from membership_sim.oracle.laws.notices import is_repeated
from membership_sim.oracle.laws.prices import student_plan_is_over
from membership_sim.oracle.laws.refunds import is_in_free_days, used_reading
from membership_sim.oracle.matrix import REFUSING

CITING: Final = Chapter()

# The actions of which there is but one row for a state.
_OF_ONE_ROW: Final = {
    action.removeprefix("action "): action
    for action in {what for rows in CITATIONS.values() for what in rows if what.startswith("action ")}
    if not any(other.startswith(f"{action} ") for rows in CITATIONS.values() for other in rows)
}


def _of_an_action(entry: ActionEntry, known: Known) -> str:
    do = entry.action.do
    if plain := _OF_ONE_ROW.get(do):
        return plain
    if is_repeated(entry, known):
        return f"action {do} again"
    if do == "join":
        return "action join trial" if entry.state == "trial" else "action join"
    if do == "cancel" and entry.action.when == "now":
        return f"action cancel now{_refunded(entry, known)}"
    if do == "resume":
        return f"action resume{_plan_ahead(entry, known)}"
    instead = (do == "cancel" and known.waiting == "pause") or (do == "pause" and known.waiting == "cancel")
    return f"action {do} instead" if instead else f"action {do}"


def _refunded(entry: ActionEntry, known: Known) -> str:
    """Return by what a cancel of a paid period is refunded; nothing if that is not known."""
    if known.state != "paid":
        return ""
    if used_reading(known, entry.day) == "none":
        return " used"
    if not known.used:
        return " unused"
    is_free = is_in_free_days(known, entry.day)
    return "" if is_free is None else " free" if is_free else " used"


def _plan_ahead(entry: ActionEntry, known: Known) -> str:
    """Return how the plan that goes on differs from the one held (PLAN-2, PLAN-5)."""
    plan = known.terms.plans.get(known.next_plan or known.plan)
    if plan is not None and plan.student and student_plan_is_over(known, entry.day):
        return " graduated"
    return " changed" if known.next_plan else ""


def _of_a_charge(entry: ChargeEntry, known: Known) -> str:
    occasion = known.occasion
    what = f"charge {occasion} taxed" if entry.tax else f"charge {occasion}"
    if known.next_plan is None and entry.plan == known.plan:
        return what
    if occasion not in ("due", "resume") or known.state == "past_due":
        return what
    ahead = "changed" if entry.plan == known.next_plan else "graduated"
    return f"charge {occasion} {ahead} taxed" if entry.tax else f"charge {occasion} {ahead}"


def _of_a_decline(entry: DeclineEntry, known: Known) -> str:
    suspends = " suspends" if known.occasion == "due" and entry.state == "suspended" else ""
    return f"decline {known.occasion}{suspends} taxed" if entry.tax else f"decline {known.occasion}{suspends}"


def _of_a_refund(entry: RefundEntry, known: Known) -> str:
    formula = entry.message.replace(".", " ")
    return formula if formula in CITATIONS["cancelled"] else "refund"


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
    """An entry cites the rules of its kind, about the same and in that state: the one that decides first, all that
    stand beside it, and no others.
    """
    rules, kind = entry.rules, type(entry)
    what = TELLS[kind](entry, known)
    cited = _of_a_refusal(entry, known) if kind is RefusedEntry else CITATIONS[known.state].get(what)
    if not rules or cited is None or rules in cited.written:  # without rules, or a row, other laws tell what is wrong
        return None
    return _wrong(what, cited, rules, known)


def _of_a_refusal(entry: Any, known: Known) -> Citation:
    """Return what the matrix says, which has a law of its own for what decides."""
    first = entry.rules[:1]
    return Citation(frozenset((*first, *REFUSING[entry.action.do, known.state])), (), frozenset((first,)))


def _wrong(what: str, cited: Citation, rules: tuple[str, ...], known: Known) -> str | None:
    """Return what is wrong with the rules in another order or by the rule book's reading, if anything is."""
    decide = _of_the_book(cited.decide, known)
    beside = [_of_the_book(its, known) for its in cited.beside]
    stand = decide.union(*beside)
    if wrong := [rule for rule in rules if rule not in stand]:
        return f"{what} while {known.state} cites {', '.join(wrong)}, allowed: {', '.join(sorted(stand))}"
    if rules[0] not in decide:
        return f"{what} while {known.state} is decided by {rules[0]}, allowed: {', '.join(sorted(decide))}"
    if missing := [" or ".join(sorted(its)) for its in beside if its.isdisjoint(rules)]:
        return f"{what} while {known.state} does not cite {', '.join(missing)}"
    return None


def _of_the_book(rules: frozenset[str], known: Known) -> frozenset[str]:
    """Return rules with that of the rule book's reading for its word."""
    if BOOK_RULE not in rules:
        return rules
    return rules - {BOOK_RULE} | {known.terms.refund_used_rule[known.held_plan().regular]}
