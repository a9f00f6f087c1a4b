"""Which assumptions a timeline rests on: assumed rules that it cites, and assumed values that were read for it.

Which values stand behind an entry follows from its row: what the due trigger, the guards, the effects and the charge
say that they read (`reads.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from membership_sim.charges import owe
from membership_sim.due import DUE
from membership_sim.effects import EFFECTS
from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, RefundEntry, RefusedEntry
from membership_sim.guards import GUARDS, plan_ahead
from membership_sim.lifecycle import CHARGE_KINDS, OUTCOMES, TABLE, Row
from membership_sim.member import Snapshot
from membership_sim.reads import Moment, Read, reads_of
from membership_sim.record import entry_kind
from membership_sim.refund_effects import refund
from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES


def assumptions(entries: Iterable[Entry], book: RuleBook, start: Snapshot) -> tuple[str, ...]:
    """Return the rule ids, sorted, on whose assumed part the entries of a run from `start` rest."""
    found = {"TIME-1"} if book.time_zone_certainty == "assumed" else set()
    for entry, moment in moments(entries, book, start):
        found.update(rule for rule in entry.rules if RULES[rule].certainty == "assumed")
        found.update(book.values[name].rule for name in values_read(entry, moment) if _is_assumed(entry, name, book))
    return tuple(sorted(found))


def moments(entries: Iterable[Entry], book: RuleBook, start: Snapshot) -> Iterator[tuple[Entry, Moment]]:
    """Yield each entry with the moment of its row."""
    held, state = book.plans[start.plan], start.state
    for entry in entries:
        yield entry, Moment(book.plans[_plan_of(entry) or held.id], held, state, getattr(entry, "action", None))
        state = entry.state
        is_fixed = state == "past_due" if isinstance(entry, DeclineEntry) else state not in ("prospect", "cancelled")
        if is_fixed and isinstance(entry, ActionEntry | ChargeEntry | DeclineEntry):
            held = book.plans[entry.plan]


def _plan_of(entry: Entry) -> str | None:
    """Return the plan that an entry is about: the one asked for, or the one of the charge."""
    if isinstance(entry, ActionEntry | RefusedEntry):
        asked = entry.action.to if entry.action.do == "change_plan" else entry.action.plan
        if isinstance(asked, str):
            return asked
    return entry.plan if isinstance(entry, ActionEntry | ChargeEntry | DeclineEntry) else None


def values_read(entry: Entry, moment: Moment) -> Iterator[str]:
    """Yield the dotted names of the values that stand behind an entry."""
    found = reads_of(refund) if isinstance(entry, RefundEntry) else reads_by_message().get(entry.message, ())
    for read in found:
        if read.condition(moment):
            plan = moment.plan.id if read.name.startswith("prices.") else moment.held.regular
            yield read.name.replace("PLAN", plan)


@cache
def reads_by_message() -> dict[str, tuple[Read, ...]]:
    """Return what is read for the entry of each row; that of a row without one stands with the notices it sends."""
    found: dict[str, tuple[Read, ...]] = {}
    for row in TABLE:
        own = tuple(dict.fromkeys((*_row_reads(row), *_charge_reads(row))))
        messages = [row.id] if entry_kind(row) else [name.replace("tell_", "notice.", 1) for name in row.do]
        found |= dict.fromkeys(messages, own)
    return found


def _row_reads(row: Row) -> Iterator[Read]:
    for due in DUE:
        if due.trigger == row.trigger:
            yield from reads_of(due.find_day)
    for atom, answers in row.when:
        yield from reads_of(GUARDS[atom], answers)
    for name in row.do:
        yield from reads_of(EFFECTS[name])


def _charge_reads(outcome: Row) -> Iterator[Read]:
    """Yield what is read for the charge of an outcome: by itself, and by the due rows without an entry that owe it."""
    if outcome.trigger not in OUTCOMES:
        return
    yield from reads_of(owe)
    kinds = dict(outcome.when).get("owed_for", ())
    if any(CHARGE_KINDS[kind].plan == "ahead" for kind in kinds):
        yield from reads_of(plan_ahead)
    for row in TABLE:
        if row.owes in kinds and not entry_kind(row):
            yield from _row_reads(row)


def _is_assumed(entry: Entry, name: str, book: RuleBook) -> bool:
    day = entry.day
    if isinstance(entry, ChargeEntry | DeclineEntry) and name.startswith("prices."):
        day = entry.price_from_day
    step = book.values[name].on(date.fromordinal(day))
    return step is not None and (step.certainty == "assumed" or step.days_assumed)
