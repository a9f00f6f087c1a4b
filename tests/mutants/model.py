"""A mutant in force: while the block runs the whole package works by it, and afterwards by the right model again.

The lifecycle and the kinds of charge are changed in place, so that whoever holds them sees the change; a rounding is
replaced wherever the package has imported it; a rule book gets other compiled terms.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from membership_sim import RuleBook, money
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.lifecycle import CHARGE_KINDS
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.rulebook.model import Terms
from tests.mutants.catalogue import Mutant


def books_terms() -> dict[str, Terms]:
    """Return the compiled terms of the shipped books."""
    return {name: RuleBook.load(name).base_terms for name in shipped_names()}


@contextmanager
def in_force(mutant: Mutant) -> Iterator[None]:
    """Run the block under the mutant."""
    with ExitStack() as changes:
        if mutant.table is not None:
            changes.enter_context(_lifecycle(Lifecycle(mutant.table)))
        if mutant.charge_kind is not None:
            name, kind = mutant.charge_kind
            before = CHARGE_KINDS[name]
            CHARGE_KINDS[name] = kind
            changes.callback(CHARGE_KINDS.__setitem__, name, before)
        if mutant.rounding is not None:
            changes.enter_context(_function(getattr(money, mutant.rounding[0]), mutant.rounding[1]))
        if mutant.terms is not None:
            book = RuleBook.load(mutant.book)  # shipped books are loaded once
            changes.callback(object.__setattr__, book, "base_terms", book.base_terms)
            object.__setattr__(book, "base_terms", mutant.terms(book.base_terms))
        yield


@contextmanager
def _lifecycle(other: Lifecycle) -> Iterator[None]:
    before = dict(LIFECYCLE.__dict__)
    LIFECYCLE.__dict__.update(other.__dict__)
    try:
        yield
    finally:
        LIFECYCLE.__dict__.update(before)


@contextmanager
def _function(right: Callable[..., int], wrong: Callable[..., int]) -> Iterator[None]:
    places = [
        (module, name)
        for module_name, module in list(sys.modules.items())
        if module_name.partition(".")[0] == "membership_sim"
        for name, value in list(vars(module).items())
        if value is right
    ]
    for module, name in places:
        setattr(module, name, wrong)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, right)
