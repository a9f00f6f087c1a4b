"""A `given` into a `Snapshot`: what it leaves out is supposed, what contradicts itself is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from membership_sim.files.given_checks import check_dates, check_states
from membership_sim.files.given_facts import Supposed
from membership_sim.files.given_shapes import FACTS
from membership_sim.files.records import Fields
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.wallet import read_wallet
from membership_sim.files.words import quoted
from membership_sim.member import Snapshot

if TYPE_CHECKING:
    from membership_sim.files.shapes import Report
    from membership_sim.money import Rate
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.scenario import Wallet


def read_given(
    fields: Fields, book: RuleBook, default_plan: str, wallet: Wallet | None, sales_tax: Rate, report: Report
) -> Snapshot | None:
    """Return the snapshot, or None when something is wrong with it; `wallet` is the scenario's, if it has one."""
    before = len(report.problems)
    check_states(fields, report)
    _check_plans(fields, book, report)
    own_wallet = read_wallet(fields, wallet, report)
    if len(report.problems) > before or not fields.all_right() or not {"date", "state"} <= fields.keys():
        return None
    owed = fields.get("owed") or {}
    plan_id = fields.get("plan", owed.get("plan", default_plan))
    if plan_id not in book.plans:
        return None  # the scenario's plan, reported where it stands
    derive = Supposed(fields, book.plans[plan_id], book.terms(sales_tax), report)
    facts = derive.facts()
    if facts is None or len(report.problems) > before:
        return None
    given = {FACTS[name].field: _core(name, value) for name, value in fields.items() if name in FACTS}
    merged: dict[str, Any] = facts | given | {name: facts[name] for name in ("charge", "owed") if name in facts}
    snapshot = Snapshot(
        **{"plan": plan_id, **merged, "state": fields["state"], "day": fields["date"], "wallet": own_wallet}
    )
    check_dates(snapshot, fields, derive.terms, report)
    return snapshot if len(report.problems) == before else None


def _core(name: str, value: Any) -> Any:
    """Return a fact as the core has it: a day that does not apply is 0."""
    if value is None and FACTS[name].kind in ("day", "month"):
        return 0
    return tuple(value) if FACTS[name].kind == "family" else value


def _check_plans(fields: Fields, book: RuleBook, report: Report) -> None:
    owed = fields.get("owed")
    for where, name in ((fields, "plan"), (fields, "next_plan"), (owed, "plan")):
        plan = where.get(name) if where else None
        if where and plan is not None and plan not in book.plans:
            report.add(where.place(name), unknown_plan(plan, book))
    if owed and "plan" in owed and fields.get("plan", owed["plan"]) != owed["plan"]:
        message = f"'plan' of 'owed' is {quoted(owed['plan'])}, the member's own, {quoted(fields['plan'])}, is allowed"
        report.add(owed.place("plan"), message)
    if fields.get("next_plan") is not None and fields["next_plan"] == fields.get("plan"):
        report.add(fields.place("next_plan"), f"'next_plan' is {quoted(fields['plan'])}, another plan is allowed")
