"""Which values of the rule book stand behind what a row does: each function that reads some says so where it stands.

From these words and the table follows what an entry rests on (`assumptions.py`). They cost a run nothing; a test
watches what is really read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from membership_sim.rulebook.model import Plan
from membership_sim.scenario import Action, State

Function = TypeVar("Function", bound=Callable[..., Any])


class Moment(NamedTuple):
    """What an entry tells of the moment of its row: its plan, the plan and the state before it, the action if any."""

    plan: Plan
    held: Plan
    state: State
    action: Action | None


class Read(NamedTuple):
    """A value that is read: its dotted name, the answers that it takes part in (none: all), and on what condition.

    `prices.PLAN` is of the entry's plan, `refund.used.PLAN` of the regular plan of the one held.
    """

    name: str
    answers: tuple[str, ...]
    condition: Callable[[Moment], bool]


def always(moment: Moment) -> bool:
    """Tell that nothing more is needed."""
    return True


def on_student_plan(moment: Moment) -> bool:
    """Tell whether the plan is one of students."""
    return moment.plan.student


def counted_in_months(moment: Moment) -> bool:
    """Tell whether the plan's period is counted in months."""
    return moment.plan.in_months


_READS: Final[dict[Callable[..., Any], tuple[Read, ...]]] = {}


def reads(name: str, *answers: str, condition: Callable[[Moment], bool] = always) -> Callable[[Function], Function]:
    """Return a decorator that notes a value which the function reads, for these answers (none: for all)."""

    def note(function: Function) -> Function:
        _READS[function] = (Read(name, answers, condition), *_READS.get(function, ()))
        return function

    return note


def reads_of(function: Callable[..., Any], answers: tuple[str, ...] = ()) -> tuple[Read, ...]:
    """Return what a function reads, or what it reads whichever of these answers it gives."""
    return tuple(read for read in _READS.get(function, ()) if not read.answers or set(answers) <= set(read.answers))
