"""What decides whether an action is accepted: its rule, and what led to the state in which it came, or ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from membership_sim.entries import ActionEntry, RefusedEntry, UseEntry
from membership_sim.foreign import rules_of
from membership_sim.oracle.matrix import ACCEPTING, CELLS, REFUSING
from membership_sim.oracle.records.month_ends import of_a_period_end
from membership_sim.oracle.records.point import Point
from membership_sim.oracle.records.rulings import (
    NOTHING_DUE,
    OF_ACCEPTING,
    OF_LIMITS,
    OF_REFUSING,
    OF_THE_END,
    SUSPENDED,
    Ruling,
)

_NOT_KEPT: Final = ("paid", "past_due")


def first_cited(point: Point) -> Sequence[Ruling]:
    """Return the rule that is cited first, with its value; of a member of whom nothing is told that of the state."""
    if point.rules[:1] == ("CANCEL-3",):
        repeated = getattr(point.followed, "action", None)
        return (Ruling("CANCEL-3", is_assumed=repeated is not None and repeated.do != "cancel"),)
    return (Ruling(point.rules[0], "*"),) if point.rules else NOTHING_DUE[point.state]


def of_the_end(point: Point, do: str = "") -> Sequence[Ruling]:
    """Return what decides that a membership has ended, if that is known and an action was possible until then."""
    if point.change is None or point.change.entry.state != "cancelled":
        return ()
    if do and (point.change.left not in OF_ACCEPTING.get(do, ()) or point.agrees):
        return ()
    rule = point.change.entry.rules[0]
    return OF_THE_END.get(rule) or (Ruling(rule),)


def of_outcome(entry: ActionEntry | RefusedEntry | UseEntry, point: Point) -> Sequence[Ruling]:
    """Return what decides whether an action is accepted: its own rule, and what leads to the state or away from it."""
    do = _do_of(entry)
    is_refused = isinstance(entry, RefusedEntry)
    if is_refused and do in ("use", "add_family") and entry.state == "suspended" and not point.agrees:
        return SUSPENDED
    leading = of_the_end(point, do) if is_refused else OF_REFUSING.get(do)
    others = of_other_states(point, lambda state: ((do, state) in ACCEPTING) == is_refused)
    return (*(leading or first_cited(point)), *others)


def of_telling(entry: ActionEntry | RefusedEntry | UseEntry, point: Point) -> Sequence[Ruling]:
    """Return what decides what is told of an action that goes as it should: as above, where it may tell otherwise."""
    do, rules = _do_of(entry), rules_of(point.line) if point.line is not None else ()
    own = CELLS[do, point.stood_in]

    def may_tell(state: str) -> bool:
        if isinstance(entry, RefusedEntry):
            return CELLS[do, state] != own and rules[:1] != () and rules[0] in REFUSING[do, state]
        return CELLS[do, state] != own and (do, state) in ACCEPTING

    return (*first_cited(point), *of_other_states(point, may_tell))


def _do_of(entry: ActionEntry | RefusedEntry | UseEntry) -> str:
    return "use" if isinstance(entry, UseEntry) else entry.action.do


def of_other_states(point: Point, is_so: Callable[[str], bool]) -> Iterator[Ruling]:
    """Yield what keeps the tool from a state in which it would be so: a limit of its own, or the end come later.

    So does a decline that changes nothing: after it the tool may take what was asked for as paid, or as owed.
    """
    for (state, other), rulings in OF_LIMITS.items():
        if state == point.stood_in and is_so(other) and _may_be_in(other, point):
            yield from rulings
    if point.change is not None and is_so(point.change.left) and not point.agrees:
        yield from of_the_end(point)
        yield from of_a_period_end(point)
    if point.kept is not None and not point.stays and any(map(is_so, _NOT_KEPT)):
        yield Ruling(point.kept.rules[0], is_assumed=True)


def _may_be_in(other: str, point: Point) -> bool:
    """Tell whether the tool may be in a state, still or by now: no retry is the last one before a first one (PAY-3).

    Not where the record tells that the member was in the state that the model has, or ended the day so.
    """
    if point.change is not None and other == point.change.left:
        return not point.agrees
    if point.stays:
        return False
    if point.stood_in != "past_due":
        return True
    is_later = point.change is None or point.change.entry.day < point.day
    return is_later and (point.retried > 0 or "decline" not in point.observes)
