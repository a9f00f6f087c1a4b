"""Which assumptions were asked for behind a timeline: assumed rules that it cites, assumed values that were read.

That another answer would change what happens is not said: only a run with it would tell.

Which values stand behind an entry follows from its row: what the due trigger, the guards, the effects and the charge
say that they read (`reads.py`), and on which day the rule book was asked (`moments.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from membership_sim.charges import owe
from membership_sim.due import DUE
from membership_sim.effects import EFFECTS
from membership_sim.entries import Entry, RefundEntry
from membership_sim.guards import GUARDS, plan_ahead
from membership_sim.lifecycle import CHARGE_KINDS, OUTCOMES, TABLE, Row
from membership_sim.member import Snapshot
from membership_sim.moments import moments
from membership_sim.reads import Moment, Read, reads_of
from membership_sim.refund_effects import refund
from membership_sim.row_entries import entry_kind
from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.rulebook.model import EVERY_DAY
from membership_sim.rules import RULES

TIME_ZONE: Final = "time_zone"  # its name among the assumed values; it is none of the dated ones


class Assumed(NamedTuple):
    """A rule whose assumed part was asked for: all of it, if it is assumed and cited, or `values` by their names."""

    rule: str
    is_cited: bool
    values: tuple[tuple[str, ValueStep], ...]


def assumptions(entries: Iterable[Entry], book: RuleBook, start: Snapshot) -> tuple[str, ...]:
    """Return the rule ids, sorted, whose assumed part was asked for behind the entries of a run from `start`."""
    return tuple(part.rule for part in assumed_parts(entries, book, start))


def assumed_parts(entries: Iterable[Entry], book: RuleBook, start: Snapshot) -> tuple[Assumed, ...]:
    """Return what is assumed behind the entries of a run from `start`, by rule id; values in the order of their use."""
    cited: set[str] = set()
    values: dict[str, dict[tuple[str, date | None], ValueStep]] = {}
    if book.time_zone_certainty == "assumed":
        values["TIME-1"] = {(TIME_ZONE, None): ValueStep(book.time_zone, certainty="assumed")}
    for entry, moment in moments(entries, book, start):
        cited.update(rule for rule in entry.rules if RULES[rule].certainty == "assumed")
        for name, day in values_read(entry, moment):
            value = book.values[name]
            step = value.on(date.fromordinal(day or EVERY_DAY))
            if step is not None and (step.certainty == "assumed" or step.days_assumed):
                values.setdefault(value.rule, {})[name, step.from_on] = step
    return tuple(
        Assumed(rule, rule in cited, tuple((name, step) for (name, _), step in values.get(rule, {}).items()))
        for rule in sorted(cited | set(values))
    )


def values_read(entry: Entry, moment: Moment) -> Iterator[tuple[str, int]]:
    """Yield the dotted names of the values that stand behind an entry, each with the day that it was asked for."""
    found = reads_of(refund) if isinstance(entry, RefundEntry) else reads_by_message().get(entry.message, ())
    for read in found:
        if read.condition(moment):
            plan = moment.plan.id if read.name.startswith("prices.") else moment.held.regular
            yield read.name.replace("PLAN", plan), getattr(moment, read.asked_on)


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
