"""The moment of each entry of a timeline: what held before it, and the days on which values were asked for it.

It is worked out from the entries and the start alone; what the effects of a row begin, the rows say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, RefusedEntry, StateEntry
from membership_sim.lifecycle import CHARGE_KINDS, TABLE, Row
from membership_sim.member import Snapshot
from membership_sim.reads import Moment
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Plan
from membership_sim.scenario import State

_ROWS: Final = {row.id: row for row in TABLE}


class _Begun(NamedTuple):
    """The days on which began what runs before an entry; 0 if it never did."""

    anchor_day: int
    start_day: int
    opened_day: int
    wished_day: int


def moments(entries: Iterable[Entry], book: RuleBook, start: Snapshot) -> Iterator[tuple[Entry, Moment]]:
    """Yield each entry with the moment of its row."""
    held, state = book.plans[start.plan], start.state
    begun = _Begun(start.anchor_day, start.start_day, start.opened_day, start.day)
    for entry in entries:
        moment = _moment(entry, book.plans[_plan_of(entry) or held.id], held, state, begun)
        yield entry, moment
        begun = _begun_after(entry, moment, begun)
        state = entry.state
        is_fixed = state == "past_due" if isinstance(entry, DeclineEntry) else state not in ("prospect", "cancelled")
        if is_fixed and isinstance(entry, ActionEntry | ChargeEntry | DeclineEntry):
            held = book.plans[entry.plan]


def _moment(entry: Entry, plan: Plan, held: Plan, state: State, begun: _Begun) -> Moment:
    charge = entry if isinstance(entry, ChargeEntry | DeclineEntry) else None
    row = _ROWS.get(entry.message)
    return Moment(
        plan=plan,
        held=held,
        state=state,
        action=getattr(entry, "action", None),
        day=entry.day,
        since_day=entry.since_day if isinstance(entry, StateEntry) else entry.day,
        first_due_day=charge.first_due_day if charge else entry.day,
        price_from_day=charge.price_from_day if charge else entry.day,
        next_anchor_day=begun.anchor_day if row and _keeps_anchor(row, state, held, plan) else entry.day,
        **begun._asdict(),
    )


def _keeps_anchor(row: Row, state: State, held: Plan, plan: Plan) -> bool:
    """Tell whether the charge of a row is for a period on the anchor that there is already (BILL-2)."""
    if state in ("past_due", "suspended"):
        return True
    kinds = dict(row.when).get("owed_for", ())
    return held.in_months == plan.in_months and any(CHARGE_KINDS[kind].anchor == "kept" for kind in kinds)


def _begun_after(entry: Entry, moment: Moment, begun: _Begun) -> _Begun:
    """Return the days after what the entry's row did."""
    row = _ROWS.get(entry.message)
    for effect in row.do if row else ():
        if effect == "begin_trial":
            begun = begun._replace(start_day=entry.day)
        elif effect == "begin_period":
            begun = begun._replace(start_day=entry.day, anchor_day=moment.next_anchor_day)
        elif effect == "open_membership":
            begun = begun._replace(opened_day=entry.day)
        elif effect == "set_change":
            begun = begun._replace(wished_day=entry.day)
        elif effect == "end":
            begun = begun._replace(opened_day=0)
    return begun


def _plan_of(entry: Entry) -> str | None:
    """Return the plan that an entry is about: the one asked for, or the one of the charge."""
    if isinstance(entry, ActionEntry | RefusedEntry):
        asked = entry.action.to if entry.action.do == "change_plan" else entry.action.plan
        if isinstance(asked, str):
            return asked
    return entry.plan if isinstance(entry, ActionEntry | ChargeEntry | DeclineEntry) else None
