"""Which parts of the model a piece of work asks for, of those that mutants change.

What asks for no part that a mutant changes goes the same under the mutant: it need not be tried. A part is a place of
the table, found by state and trigger, from which a row is run or looked at to tell what is allowed; a kind of charge; a
value of a rule book; the prices of a plan in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from membership_sim import RuleBook
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.lifecycle import ACTIONS, CHARGE_KINDS, Row
from membership_sim.machine import Lifecycle
from membership_sim.member import Step
from membership_sim.rulebook.model import Plan, Terms
from tests.mutants.catalogue import Part

Tuple = TypeVar("Tuple", bound=tuple[Any, ...])


@contextmanager
def asked_parts() -> Iterator[set[Part]]:
    """Note every part that is asked for while the block runs, of the model as it is."""
    asked: set[Part] = set()
    with ExitStack() as changes:
        for name, kind in CHARGE_KINDS.items():
            CHARGE_KINDS[name] = noting(kind, lambda field, name=name: asked.add(("charge", name)))
            changes.callback(CHARGE_KINDS.__setitem__, name, kind)
        for name in shipped_names():
            book = RuleBook.load(name)  # shipped books are loaded once
            changes.callback(object.__setattr__, book, "base_terms", book.base_terms)
            object.__setattr__(book, "base_terms", _noting_terms(name, book.base_terms, asked))
        changes.enter_context(_noting_rows(asked))
        yield asked


def _noting_terms(book: str, terms: Terms, asked: set[Part]) -> Terms:
    def plan_noting(plan: Plan) -> Plan:
        return noting(plan, lambda field: field == "prices" and asked.add(("prices", book, plan.id)))

    plans = type(terms.plans)({plan_id: plan_noting(plan) for plan_id, plan in terms.plans.items()})
    return noting(terms._replace(plans=plans), lambda field: field != "plans" and asked.add(("value", book, field)))


def noting(value: Tuple, note: Callable[[str], object]) -> Tuple:
    """Return a named tuple that notes each field that is read; all of them where it is read as a whole."""
    kind: Any = type(value)
    plain = tuple(value)

    def field(index: int, name: str) -> property:
        return property(lambda self: (note(name), tuple.__getitem__(self, index))[1])

    def whole(method: Callable[..., object]) -> Callable[..., object]:
        def read(self: Tuple, *arguments: object) -> object:
            for name in kind._fields:
                note(name)
            return method(self, *arguments)

        return read

    def replace(self: Tuple, **changes: object) -> Tuple:
        """Return the tuple with other fields; nothing is read by it."""
        fields = (changes.get(name, tuple.__getitem__(self, index)) for index, name in enumerate(kind._fields))
        return tuple.__new__(type(self), fields)

    members = {name: field(index, name) for index, name in enumerate(kind._fields)}
    wholes = {name: whole(getattr(tuple, name)) for name in ("__iter__", "__getitem__", "__eq__", "__ne__", "__hash__")}
    made = type(kind.__name__, (kind,), {"__slots__": (), "_replace": replace, **members, **wholes})
    return tuple.__new__(made, plain)


@contextmanager
def _noting_rows(asked: set[Part]) -> Iterator[None]:
    """Note which rows any lifecycle runs, and which it looks at, or knows to refuse, to tell what is allowed."""
    run_right, allowed_right = Lifecycle.run_row, Lifecycle.allowed

    def run_row(lifecycle: Lifecycle, step: Step, trigger: str) -> Row:
        asked.add(("run", step.facts.state, trigger))
        return run_right(lifecycle, step, trigger)

    def allowed(lifecycle: Lifecycle, step: Step) -> tuple[str, ...]:
        asked.update(("looked at", step.facts.state, action) for action in ACTIONS)
        return allowed_right(lifecycle, step)

    Lifecycle.run_row, Lifecycle.allowed = run_row, allowed  # type: ignore[method-assign]
    try:
        yield
    finally:
        Lifecycle.run_row, Lifecycle.allowed = run_right, allowed_right  # type: ignore[method-assign]
