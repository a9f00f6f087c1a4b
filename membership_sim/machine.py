"""The `transitions` machine made from the table: what runs. `fire` lets a row act; `enabled_row` only looks.

One machine serves every member: it holds no model, and a trigger is given the facts and the step. Each row is a
transition of our own class, the library's hook for transitions that carry more: it asks the row's guards, lets the
library change the state, and runs the row's work, so that firing tells which row ran. The library's lists of callbacks,
which cost more than all of a row's work, stay unused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, count
from typing import Final, Literal, NamedTuple

from transitions import EventData, Machine, MachineError
from transitions.core import Transition

from membership_sim.calendar import month_end_day
from membership_sim.charges import owe
from membership_sim.effects import EFFECTS
from membership_sim.entries import Entry, RefusedEntry
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, ATOMS, TABLE, TRIGGERS, Row, When
from membership_sim.member import Step
from membership_sim.row_entries import RECORDERS, entry_kind
from membership_sim.scenario import BENEFITS, STATES, Action, ActionName, Method

# Names that stand for whatever name a new family member or method has.
SOMEONE: Final = "someone"
NEW_CARD: Final = "new card"


class Accepted(NamedTuple):
    """A trigger was accepted, by its rule; of a whole action also the entries that it wrote, its own first."""

    rule: str
    entries: tuple[Entry, ...] = ()

    @property
    def refuses(self) -> Literal[False]:
        """False."""
        return False


class Refused(NamedTuple):
    """An action was refused and changed nothing: the rule that forbids it, and what is allowed now."""

    rule: str
    allowed: tuple[str, ...]

    @property
    def refuses(self) -> Literal[True]:
        """True."""
        return True


class ImpossibleTriggerError(RuntimeError):
    """No row of the table is enabled: a fault of the table, never of a scenario."""


def guard(conditions: When) -> Callable[[Step], bool]:
    """Return one callable that tells whether every atom gives one of its answers; full domains are left out."""
    checks = tuple(
        (GUARDS[atom], frozenset(answers)) for atom, answers in conditions if set(answers) != set(ATOMS[atom])
    )
    match checks:
        case ():
            return lambda step: True
        case ((ask, answers),):
            return lambda step: ask(step) in answers
        case ((ask, answers), (ask_2, answers_2)):
            return lambda step: ask(step) in answers and ask_2(step) in answers_2
        case _:
            return lambda step: all(ask(step) in answers for ask, answers in checks)


class Firing:
    """What a row does when it fires: its own entry, the charge that it owes, its effects in order."""

    __slots__ = ("holds", "row", "work")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.holds = guard(row.when)
        work: list[Callable[[Step], None]] = [EFFECTS[name] for name in row.do]
        if row.owes:
            work.insert(0, partial(owe, row.owes))
        if row.owes or row.asks:
            work.append(_ask_by_hand if row.asks == "by_hand" else _ask)
        recorder = RECORDERS.get(entry_kind(row))
        if recorder is not None:
            work.insert(0, partial(recorder, row))
        self.work = tuple(work)

    def __call__(self, step: Step) -> None:
        """Run on a step whose facts already are in the new state."""
        step.fired = self.row
        for do in self.work:
            do(step)


class RowTransition(Transition):
    """A row for one of its source states."""

    def __init__(self, source: str, dest: str, *_callbacks: None, firing: Firing) -> None:
        super().__init__(source, dest)
        self.firing = firing

    def execute(self, event_data: EventData) -> bool:
        """Ask the guards; if they hold, change the state and do the row's work."""
        (step,) = event_data.args
        if not self.firing.holds(step):
            return False
        if self.dest:
            event_data.machine.set_state(self.dest, event_data.model)  # no state has callbacks of its own
        self.firing(step)
        return True


class RowMachine(Machine):
    """A machine whose transitions are rows."""

    transition_cls = RowTransition


def _ask(step: Step) -> None:
    """Have the loop ask the payment source for what is owed."""
    step.asking = "due"


def _ask_by_hand(step: Step) -> None:
    """Have it asked because the member wants it, as none of the retries (PAY-5)."""
    step.asking = "by_hand"


class Lifecycle:
    """A table of rows as a running machine; the tests build others from mutated tables."""

    def __init__(self, table: Sequence[Row] = TABLE) -> None:
        self.table = tuple(table)
        self.machine = RowMachine(model=None, states=list(STATES), initial="prospect", auto_transitions=False)
        self._firings: dict[tuple[str, str], list[Firing]] = {}
        for row in self.table:
            firing = Firing(row)
            for source in row.sources:
                dest = None if row.to == source else row.to
                self.machine.add_transition(row.trigger, source, dest, firing=firing)
                self._firings.setdefault((source, row.trigger), []).append(firing)
        self._triggers = {name: self.machine.events[name].trigger for name in TRIGGERS if name in self.machine.events}
        self._accepting = frozenset(  # cells in which some row accepts
            cell for cell, firings in self._firings.items() if not all(firing.row.refuses for firing in firings)
        )

    def fire(self, step: Step, trigger: str) -> Accepted | Refused:
        """Fire a trigger; tell whether it was accepted, or which rule refused it and what is allowed now.

        Raises ImpossibleTriggerError when no row is enabled, ScenarioError when a value of the scenario is missing.
        """
        row = self.run_row(step, trigger)
        if not row.refuses:
            return Accepted(row.rules[0])
        refusal = step.entries[-1]
        assert isinstance(refusal, RefusedEntry)
        return Refused(refusal.rules[0], refusal.allowed)

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire a trigger and return the row that ran.

        Raises ImpossibleTriggerError when no row is enabled, ScenarioError when a value of the scenario is missing.
        """
        facts = step.facts
        step.fired = None
        step.from_state = facts.state
        pull = self._triggers.get(trigger)
        if pull is None:
            raise ImpossibleTriggerError(f"no row for {trigger} while {facts.state}")
        try:
            pull(facts, step)
        except MachineError as error:
            raise ImpossibleTriggerError(f"no row for {trigger} while {facts.state}") from error
        if step.fired is None:
            raise ImpossibleTriggerError(f"no enabled row for {trigger} while {facts.state}")
        return step.fired

    def enabled_row(self, step: Step, trigger: str) -> Row | None:
        """Return the row that would run, by reading the same table; nothing changes."""
        for firing in self._firings.get((step.facts.state, trigger), ()):
            if firing.holds(step):
                return firing.row
        return None

    def allowed(self, step: Step) -> tuple[str, ...]:
        """Return the actions that some arguments make possible now, in the order of the matrix."""
        asked, state = step.action, step.facts.state
        try:
            accepting = (do for do in ACTIONS if (state, do) in self._accepting)
            return tuple(do for do in accepting if self._possible(step, do))
        finally:
            step.action = asked

    def _possible(self, step: Step, do: ActionName) -> bool:
        for candidate in candidates(step, do):
            step.action = candidate
            row = self.enabled_row(step, do)
            if row is not None and not row.refuses:
                return True
        return False


# Actions that are offered to every member alike.
_ALIKE: Final[dict[ActionName, tuple[Action, ...]]] = {
    "use": (Action("use", benefit=BENEFITS[0]),),
    "cancel": (Action("cancel", when="later"), Action("cancel", when="now")),
    "keep": (Action("keep"),),
    "pause": (Action("pause"),),
    "resume": (Action("resume"),),
    "pay": (Action("pay"),),
    "terminate": (Action("terminate"),),
}


def candidates(step: Step, do: ActionName) -> Iterable[Action]:
    """Return actions with arguments such that, if any arguments are accepted now, some of these are."""
    return _ALIKE[do] if do in _ALIKE else _of_the_member(step, do)


def _of_the_member(step: Step, do: ActionName) -> Iterator[Action]:
    facts, methods = step.facts, step.source.wallet.methods
    match do:
        case "join":
            yield from (Action(do, plan=plan, trial=trial) for plan in step.terms.plans for trial in (None, False))
        case "change_plan":
            yield from (Action(do, to=plan) for plan in step.terms.plans)
        case "add_family":
            yield Action(do, name=unused_name(SOMEONE, facts.family))
        case "remove_family":
            yield from (Action(do, name=name) for name in facts.family)
        case "add_method":
            yield Action(do, method=Method(unused_name(NEW_CARD, [method.name for method in methods])))
        case "block_method":
            yield from (Action(do, name=method.name, reason="invalid") for method in methods)
        case "top_up":
            amount = facts.owed.amount if facts.owed else 1
            yield from (
                Action(do, name=method.name, amount=amount) for method in methods if method.kind == "gift_balance"
            )
        case "set_reminder":
            yield Action(do, to=not facts.reminder)
        case "set_graduation":
            yield Action(do, month=month_end_day(step.day))
        case "update_method" | "remove_method" | "set_default" | "unblock_method":
            yield from (Action(do, name=method.name) for method in methods)
        case _:
            raise AssertionError(f"nothing is offered of {do}")


def unused_name(name: str, taken: Collection[str]) -> str:
    """Return the name, with a number if it is taken."""
    names = chain((name,), (f"{name} {number}" for number in count(2)))
    return next(free for free in names if free not in taken)


LIFECYCLE: Final = Lifecycle()
