"""The edits that are tried for a record that diverges, those near the divergence first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from membership_sim.edits import Edit
from membership_sim.entries import ActionEntry, ChargeEntry
from membership_sim.foreign import Line, Setup
from membership_sim.oracle.records.accounts import other_accounts
from membership_sim.oracle.records.edited import Court, Edited, Life, is_deed, without
from membership_sim.oracle.records.moved import put_in
from membership_sim.oracle.records.untold import refunds_of_others, refunds_under_way, untold_declines
from membership_sim.rulebook.model import Plan
from membership_sim.scenario import Action

MOST_SUSPECTS: Final = 12  # actions of the record that are doubted at first
MOST_USES: Final = 4  # of these the uses
MOST_EARLIER: Final = 36  # actions before these, uses aside, that are doubted if no other edit will do

WISHES: Final = ("cancel", "pause", "change_plan")  # they wait for the end of the period
IDLE: Final = ("block_method", "set_default")  # nothing but payments follow from them, and these are given
LONGEST_TRIAL: Final = 200  # days before the first line of a record, which may lack the join
MOST_APART: Final = 7  # days of the two times that an action is registered

# What a record may lack, the likeliest first; a graduation, changes of plan, and joins of each plan stand behind them.
UNTOLD: Final = (
    Action("cancel"), Action("keep"), Action("pause"), Action("resume"), Action("cancel", when="now"), Action("pay"),
    Action("join"), Action("join", trial=False), Action("use", benefit="delivery"), Action("terminate"),
)  # fmt: skip


def right_ones(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the edited records that are as the model says, each a single edit away."""
    guesses = (refunds_under_way, other_accounts, untold_declines, lately_otherwise, not_told, refunds_of_others)
    for guess in guesses:
        yield from (found for found in guess(court, base) if found.fits)


def earlier_right_ones(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the edited records that are as the model says, each with one of the earlier actions registered otherwise.

    What lasts, as a graduation or a payment method, may have been told long before it shows.
    """
    earlier = [line for line in suspects(base)[MOST_SUSPECTS:] if line.kind != "use"][:MOST_EARLIER]
    yield from (found for found in registered_otherwise(court, base, earlier) if found.fits)


def lately_otherwise(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record with one of its latest actions registered otherwise."""
    yield from registered_otherwise(court, base, suspects(base)[:MOST_SUSPECTS])


def registered_otherwise(court: Court, base: Edited, lines: Sequence[Line]) -> Iterator[Edited]:
    """Yield the record with the action of one of the lines never registered, later, or twice."""
    life = court.life(base.lines)
    doubled = set()
    for line in lines:
        assert line.action is not None
        edit = Edit("removed", line.day, line.place, line.action)
        removed = court.judge(without(base.lines, line.number), (*base.edits, edit))
        yield removed
        yield from _later(court, base, removed, life, line)
        if line.action not in doubled and base.divergence is not None:
            doubled.add(line.action)
            twice = edit._replace(kind="doubled")
            last_day = min(base.divergence.day, line.day + MOST_APART)
            yield from put_in(court, base, life, twice, line.action, line.place, line.day - 1, last_day)


def suspects(base: Edited) -> list[Line]:
    """Return the actions up to the divergence, the latest first, of the uses only some."""
    assert base.divergence is not None
    day = base.divergence.day
    known = (line for line in reversed(base.lines) if is_deed(line) and line.day <= day)
    deeds = [line for line in known if line.action is not None and line.action.do not in IDLE]
    uses = [line for line in deeds if line.kind == "use"][:MOST_USES]
    return [line for line in deeds if line.kind != "use" or line in uses]


def _later(court: Court, base: Edited, removed: Edited, life: Life, line: Line) -> Iterator[Edited]:
    """Yield the record with an action registered later, at the latest where the record differs without it."""
    assert line.action is not None
    target_day = removed.wrong_day or court.end_day
    if target_day <= line.day:
        return
    edit = Edit("delayed", line.day, line.place, line.action)
    without_it = removed._replace(edits=base.edits)
    own_life = court.life(removed.lines)
    planned = life.accepted(line.number)
    for found in put_in(court, without_it, own_life, edit, line.action, line.place, line.day, target_day):
        yield found._replace(edits=(*base.edits, _next_period(found, court.life(found.lines), planned)))


def _next_period(found: Edited, life: Life, planned: ActionEntry | None) -> Edit:
    """Return the edit of a delay, as a wish that took effect a period later if it is one."""
    edit = found.edits[-1]
    moved = [line for line in found.lines if line.action is edit.action and line.day == edit.first_day]
    entry = life.accepted(moved[0].number) if moved else None
    if entry is None or planned is None or not planned.effective_day or not entry.effective_day:
        return edit
    period = (planned.effective_day, entry.effective_day)
    if entry.action.do not in WISHES or entry.effective_day <= edit.last_day:
        return edit
    edit = edit._replace(effective_day=entry.effective_day)
    charges = (charge for charge in life.entries if isinstance(charge, ChargeEntry))
    is_next = any((charge.start_day, charge.end_day) == period for charge in charges)
    return edit._replace(kind="next_period") if is_next else edit


def not_told(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record with an action that it does not tell."""
    assert base.divergence is not None
    life = court.life(base.lines)
    day, place = base.divergence.day, base.divergence.place
    plans = court.setup.book.plans
    changes = [Action("change_plan", to=plan) for plan in plans]
    given = court.setup.given
    after_day = base.lines[0].day - LONGEST_TRIAL if given is None else given.day - 1
    for action in (*UNTOLD, *_graduations(plans, life, day), *changes, *_joins(court.setup, life)):
        yield from put_in(court, base, life, Edit("added", 0, None, action), action, place, after_day, day)


def _joins(setup: Setup, life: Life) -> list[Action]:
    """Return the joins that name a plan: each one but that which a bare join takes, the plan held last (REJOIN-1)."""
    asked = {its.action.plan or its.action.to for its in life.entries if isinstance(its, ActionEntry)}
    held = {setup.plan if setup.given is None else setup.given.plan, *asked.intersection(setup.book.plans)}
    plans = [plan for plan in setup.book.plans if held != {plan}]
    return [Action("join", plan=plan, trial=trial) for plan in plans for trial in (None, False)]


def _graduations(plans: Mapping[str, Plan], life: Life, day: int) -> list[Action]:
    """Return the graduation that ends a student plan by a day: at the end of the latest month (PLAN-2)."""
    held = {charge.plan for charge in life.entries if isinstance(charge, ChargeEntry) and charge.day <= day}
    if not any(plans[plan].student for plan in held):
        return []
    following = date.fromordinal(day + 1)
    return [Action("set_graduation", month=following.replace(day=1).toordinal() - 1)]
