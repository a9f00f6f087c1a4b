"""Which values of the rule book stand behind what a row does: each function that reads some says so where it stands.

From these words and the table follows what an entry rests on (`assumptions.py`). They cost a run nothing; a test
watches what is really read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, TypeVar

from membership_sim.rulebook.model import Plan
from membership_sim.scenario import Action, State

Function = TypeVar("Function", bound=Callable[..., Any])


class Moment(NamedTuple):
    """What an entry tells of the moment of its row: its plan, the plan and the state before it, the action if any.

    The days are those on which a value can be asked for: the entry's own, and those of what began before it.
    """

    plan: Plan
    held: Plan
    state: State
    action: Action | None
    day: int
    since_day: int  # on which what the entry ends began
    first_due_day: int  # of the entry's charge
    price_from_day: int  # of the fee of that charge
    next_anchor_day: int  # of the period that it pays for
    anchor_day: int  # of the period that runs
    start_day: int  # of that period, or of the trial
    opened_day: int  # of the membership (REFUND-4)
    wished_day: int  # of the change of plan that waits


AskedOn = Literal[
    "day", "since_day", "first_due_day", "price_from_day", "next_anchor_day", "anchor_day", "start_day", "opened_day",
    "wished_day",
]  # fmt: skip


class Read(NamedTuple):
    """A value that is read: its dotted name, the answers that it takes part in (none: all), on what condition, and by
    which day of the moment its step is chosen.

    `prices.PLAN` is of the entry's plan, `refund.used.PLAN` of the regular plan of the one held.
    """

    name: str
    answers: tuple[str, ...]
    condition: Callable[[Moment], bool]
    asked_on: AskedOn


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


def reads(
    name: str, *answers: str, condition: Callable[[Moment], bool] = always, asked_on: AskedOn = "day"
) -> Callable[[Function], Function]:
    """Return a decorator that notes a value which the function reads, for these answers (none: for all)."""

    def note(function: Function) -> Function:
        _READS[function] = (Read(name, answers, condition, asked_on), *_READS.get(function, ()))
        return function

    return note


def reads_of(function: Callable[..., Any], answers: tuple[str, ...] = ()) -> tuple[Read, ...]:
    """Return what a function reads, or what it reads whichever of these answers it gives."""
    return tuple(read for read in _READS.get(function, ()) if not read.answers or set(answers) <= set(read.answers))
