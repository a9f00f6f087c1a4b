"""The check of the table: total, disjoint, reachable, every name defined. Returns problems; an empty list is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from membership_sim.due import DUE_IN
from membership_sim.effects import EFFECTS
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, ATOMS, CHARGE_KINDS, OUTCOMES, TABLE, TRIGGERS, VALUE_RULE, Row
from membership_sim.rules import RULES
from membership_sim.scenario import STATES, State


def owed_kinds(table: Sequence[Row], state: State) -> tuple[str, ...]:
    """Return the kinds of charge that can be tried in a state: those that its rows make owed, or leave owed."""
    own = {row.owes for row in table if row.owes and state in row.sources}
    if any(row.asks and state in row.sources for row in table):
        own |= {row.owes for row in table if row.owes}
    return tuple(kind for kind in CHARGE_KINDS if kind in own)


def domain(table: Sequence[Row], state: State, atom: str) -> tuple[str, ...]:
    """Return the answers that an atom can give in a state."""
    return owed_kinds(table, state) if atom == "owed_for" else ATOMS.get(atom, ())


def expected_triggers(table: Sequence[Row], state: State) -> tuple[str, ...]:
    """Return the triggers for which a state must have rows."""
    outcomes = OUTCOMES if owed_kinds(table, state) else ()
    return (*ACTIONS, *(due for due, _ in DUE_IN[state]), *outcomes)


def combinations(table: Sequence[Row], state: State, trigger: str) -> Iterator[tuple[dict[str, str], list[Row]]]:
    """Yield every combination of answers for a (state, trigger), with the rows that it enables."""
    rows = [row for row in table if row.trigger == trigger and state in row.sources]
    atoms = sorted({atom for row in rows for atom, _ in row.when})
    for answers in product(*(domain(table, state, atom) for atom in atoms)):
        asked = dict(zip(atoms, answers, strict=True))
        yield asked, [row for row in rows if all(asked[atom] in allowed for atom, allowed in row.when)]


def check_total(table: Sequence[Row] = TABLE) -> Iterator[str]:
    """Yield a problem for each combination that does not enable exactly one row."""
    for state in STATES:
        for trigger in expected_triggers(table, state):
            for asked, enabled in combinations(table, state, trigger):
                if len(enabled) != 1:
                    ids = ", ".join(row.id for row in enabled) or "no row"
                    yield f"{trigger} while {state} with {asked or 'no guards'} enables {ids}, not exactly one row"


def check_names(table: Sequence[Row] = TABLE) -> Iterator[str]:
    """Yield a problem for each name that is not defined, and for each definition that nothing uses."""
    yield from _undefined("trigger", (row.trigger for row in table), TRIGGERS)
    yield from _undefined("state", (state for row in table for state in (*row.sources, row.to) if state), STATES)
    yield from _undefined("atom", (atom for row in table for atom, _ in row.when), ATOMS)
    yield from _undefined("effect", (name for row in table for name in row.do), EFFECTS)
    yield from _undefined("charge kind", (row.owes for row in table if row.owes), CHARGE_KINDS)
    yield from (f"row id {id} stands twice" for id, count in Counter(row.id for row in table).items() if count > 1)
    for row in table:
        for rule in row.rules:
            if rule not in RULES and rule != VALUE_RULE:
                yield f"row {row.id} cites the unknown rule {rule}"
        for atom, answers in row.when:
            if not set(answers) <= set(ATOMS.get(atom, ())):
                yield f"row {row.id} wants an answer that {atom} never gives: {answers}"
        if not row.rules:
            yield f"row {row.id} cites no rule"
        if (row.owes or row.refuses) and row.to:
            yield f"row {row.id} must keep the state"
    if set(GUARDS) != set(ATOMS):
        yield f"guards and atoms differ: {set(GUARDS) ^ set(ATOMS)}"


def _undefined(what: str, used: Iterable[str], defined: Iterable[str]) -> Iterator[str]:
    names, known = set(used), set(defined)
    yield from (f"unknown {what} {name}" for name in sorted(names - known))
    yield from (f"{what} {name} is never used" for name in sorted(known - names))


def check_reachable(table: Sequence[Row] = TABLE) -> Iterator[str]:
    """Yield a problem for each state that no story of a prospect reaches."""
    reached = {"prospect"}
    while True:
        further = {row.to for row in table if row.to and reached & set(row.sources)} - reached
        if not further:
            break
        reached |= further
    yield from (f"state {state} is never reached" for state in STATES if state not in reached)


def check_table(table: Sequence[Row] = TABLE) -> list[str]:
    """Return every problem of the table."""
    return [*check_names(table), *check_total(table), *check_reachable(table)]
