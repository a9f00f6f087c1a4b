"""First-order mutants of the table, of the kinds of charge, of roundings and of the rule books' values, as data.

A mutant says what it changes and to what; nothing here runs it. Mutants that cannot differ by construction are left
out; the reason is written beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from membership_sim import money
from membership_sim.check import domain, expected_triggers
from membership_sim.lifecycle import ACTIONS, ATOMS, CHARGE_KINDS, MEMBER_STATES, TABLE, ChargeKind, Row
from membership_sim.refunds import READINGS
from membership_sim.row_entries import entry_kind
from membership_sim.rulebook.model import Plan, PriceStep, Terms
from membership_sim.scenario import STATES, State

Family = Literal[
    "row dropped", "destination changed", "guard dropped", "guard negated", "effect dropped", "source added",
    "refusal accepted", "acceptance refused", "charge changed", "rule changed", "rounding changed", "value changed",
    "reading changed", "price changed",
]  # fmt: skip
FAMILIES: tuple[Family, ...] = get_args(Family)


Part = tuple[str, ...]  # of the model: what it is, and where


class Mutant(NamedTuple):
    """One change of the model; of the fields after `name` exactly one is given.

    `parts` are where it can be met (`tests/mutants/parts.py`), none if anywhere; `book` is the rule book whose terms
    change. A rounding or a kind of charge is replaced by its name.
    """

    family: Family
    name: str
    table: tuple[Row, ...] | None = None
    parts: frozenset[Part] = frozenset()
    charge_kind: tuple[str, ChargeKind] | None = None
    rounding: tuple[str, Callable[..., int]] | None = None
    book: str = ""
    terms: Callable[[Terms], Terms] | None = None

    def __repr__(self) -> str:
        return f"{self.family}: {self.name}"


def of_table(family: Family, name: str, index: int, row: Row | None, *, first: bool = False) -> Mutant:
    """Return the mutant with one row replaced, dropped (None), or standing `first` so that it is asked first."""
    rest = (*TABLE[:index], *TABLE[index + 1 :])
    if row is None:
        table = rest
    elif first:
        table = (row, *rest)
    else:
        table = (*TABLE[:index], row, *TABLE[index + 1 :])
    touched = {(source, changed.trigger) for changed in (TABLE[index], row) if changed for source in changed.sources}
    return Mutant(family, name, table, of_rows(touched))


def of_rows(pairs: Iterable[tuple[str, str]]) -> frozenset[Part]:
    """Return the parts of the table at which the rows stand for some states and triggers."""
    return frozenset((what, *pair) for pair in pairs for what in ("run", "looked at"))


def table_mutants() -> Iterator[Mutant]:
    """Yield the first-order mutants of the table, row by row."""
    for index, row in enumerate(TABLE):
        yield of_table("row dropped", row.id, index, None)
        for to in (*STATES, None):
            changed = row._replace(to=to)
            if to != row.to and not is_same_walk(row, changed):
                yield of_table("destination changed", f"{row.id} → {to or 'stays'}", index, changed)
        yield from guard_mutants(index, row)
        for effect in row.do:
            do = tuple(name for name in row.do if name != effect)
            yield of_table("effect dropped", f"{row.id}: {effect}", index, row._replace(do=do))
        yield from source_mutants(index, row)
        if row.refuses:
            yield of_table("refusal accepted", row.id, index, row._replace(refuses=False))
        elif row.trigger in ACTIONS:
            refusing = Row(row.id, row.trigger, row.sources, row.when, None, (), row.rules, refuses=True)
            yield of_table("acceptance refused", row.id, index, refusing)
        if row.owes:
            for kind in CHARGE_KINDS:
                if CHARGE_KINDS[kind] != CHARGE_KINDS[row.owes]:
                    yield of_table("charge changed", f"{row.id} owes {kind}", index, row._replace(owes=kind))
        if len(row.rules) > 1:
            yield of_table("rule changed", f"{row.id} without {row.rules[0]}", index, row._replace(rules=row.rules[1:]))


def is_same_walk(row: Row, changed: Row) -> bool:
    """Tell whether a row stays in its one state, with that destination and with none, and writes the same entry."""
    [source, *others] = row.sources
    ends = {row.to or source, changed.to or source}
    return not others and ends == {source} and entry_kind(row) == entry_kind(changed)


def guard_mutants(index: int, row: Row) -> Iterator[Mutant]:
    """Yield the row with each guard dropped, and with each turned round; it then takes precedence over the others."""
    for atom, answers in row.when:
        rest = tuple(guard for guard in row.when if guard[0] != atom)
        yield of_table("guard dropped", f"{row.id}: {atom}", index, row._replace(when=rest), first=True)
        opposite = tuple(answer for answer in ATOMS[atom] if answer not in answers)
        if opposite:
            negated = row._replace(when=(*rest, (atom, opposite)))
            yield of_table("guard negated", f"{row.id}: {atom}", index, negated, first=True)


# Answers that an atom gives in these states alone: elsewhere nothing waits, nobody is listed, nothing was opened.
ONLY_IN: dict[tuple[str, str], tuple[State, ...]] = {
    ("waiting", "cancel"): ("trial", "paid"),
    ("waiting", "pause"): ("trial", "paid"),
    ("change_waits", "yes"): ("trial", "paid", "paused"),
    ("target", "waiting"): ("trial", "paid", "paused"),
    ("plan_ahead", "changed"): ("trial", "paid", "paused"),
    ("used", "yes"): ("trial", "paid", "past_due", "suspended"),
    ("free_days", "inside"): ("paid", "past_due", "suspended", "paused"),
    ("family_listed", "yes"): MEMBER_STATES,
    ("family_place", "listed"): MEMBER_STATES,
    ("user", "family"): MEMBER_STATES,
    ("attempt", "retry"): ("past_due",),
    ("attempt", "last_retry"): ("past_due",),
}


def can_hold(row: Row, state: State) -> bool:
    """Tell whether any story can make the row's guards hold in a state."""
    return all(
        any(answer in domain(TABLE, state, atom) and state in ONLY_IN.get((atom, answer), STATES) for answer in answers)
        for atom, answers in row.when
    )


def source_mutants(index: int, row: Row) -> Iterator[Mutant]:
    """Yield the row with one more source, taking precedence there; a state that can never meet the row is no mutant."""
    for state in STATES:
        if state in row.sources or not can_hold(row, state):
            continue
        if row.trigger in expected_triggers(TABLE, state):
            extra = row._replace(sources=(state,))
            yield Mutant(
                "source added", f"{row.id} + {state}", (extra, *TABLE), of_rows([(state, row.trigger)])
            )


# Each field of a kind of charge with its other values; "waiting" is "ahead" where nothing else can lie ahead.
KIND_VALUES = {
    "plan": ("asked", "current", "waiting", "ahead"),
    "price": ("new_from", "renewals_from"),
    "anchor": ("new", "kept"),
}


def charge_kind_mutants() -> Iterator[Mutant]:
    """Yield every kind of charge with one field changed."""
    for name, kind in CHARGE_KINDS.items():
        for field, values in KIND_VALUES.items():
            for value in values:
                if value != getattr(kind, field):
                    changed = kind._replace(**{field: value})
                    at = frozenset([("charge", name)])
                    yield Mutant("charge changed", f"{name}: {field} {value}", parts=at, charge_kind=(name, changed))


# Each named rounding of `money`, and the neighbours that a careless hand would write.
ROUNDINGS: dict[str, dict[str, Callable[..., int]]] = {
    "tax_half_up": {
        "down": lambda fee, rate: fee * rate.numerator // rate.denominator,
        "up": lambda fee, rate: -(-fee * rate.numerator // rate.denominator),
        "half down": lambda fee, rate: (2 * fee * rate.numerator + rate.denominator - 1) // (2 * rate.denominator),
        "half to even": lambda fee, rate: _half_even(fee * rate.numerator, rate.denominator),
    },
    "share_down": {
        "up": lambda amount, part, whole: -(-amount * part // whole),
        "half up": lambda amount, part, whole: (2 * amount * part + whole) // (2 * whole),
    },
    "whole_percent": {
        "up": lambda part, whole: -(-100 * part // whole),
        "half up": lambda part, whole: (200 * part + whole) // (2 * whole),
    },
}


def _half_even(dividend: int, divisor: int) -> int:
    quotient, rest = divmod(dividend, divisor)
    return quotient + (2 * rest > divisor or (2 * rest == divisor and quotient % 2 == 1))


def rounding_mutants() -> Iterator[Mutant]:
    """Yield every rounding with its neighbours."""
    for name, others in ROUNDINGS.items():
        assert hasattr(money, name)
        for way, function in others.items():
            yield Mutant("rounding changed", f"{name} → {way}", rounding=(name, function))


MONTH_ENDS = ("clamp", "sticky_month_end")
CHANGES = ("at_period_end", "at_once")
BASES = {"amazon.co.jp-strict": "amazon.co.jp"}  # books that say only what differs


def put(name: str, steps: object) -> Callable[[Terms], Terms]:
    """Return a change of one field of the terms."""
    return lambda terms: Terms(**{**terms._asdict(), name: steps})


def value_mutants(book: str, terms: Terms, base: Terms | None = None) -> Iterator[Mutant]:
    """Yield every first-order mutant of the values of one book; those that it takes over from its base stand there."""
    for name in terms._fields:
        steps = getattr(terms, name)
        if name in ("plans", "refund_used", "refund_used_rule", "holidays", "sales_tax"):
            continue
        if base is not None and steps == getattr(base, name):
            continue
        for index, (first_day, value) in enumerate(steps):
            for other in neighbours(name, value):
                new = (*steps[:index], (first_day, other), *steps[index + 1 :])
                at, what = frozenset([("value", book, name)]), f"{book} {name}: {value} → {other}"
                yield Mutant("value changed", what, parts=at, book=book, terms=put(name, new))
    for plan_id, readings in terms.refund_used.items():
        for reading in READINGS:
            if reading != readings[0][1]:
                change = put("refund_used", {**terms.refund_used, plan_id: ((1, reading),)})
                at, what = frozenset([("value", book, "refund_used")]), f"{book} refund.used.{plan_id} → {reading}"
                yield Mutant("reading changed", what, parts=at, book=book, terms=change)
    for plan in terms.plans.values() if base is None or terms.plans != base.plans else ():
        yield from price_mutants(book, terms, plan)


def neighbours(name: str, value: object) -> Iterator[object]:
    """Yield neighbouring values: numbers ± 1, each number of a schedule ± 1, the other readings, a limit for none."""
    if name == "billing_month_end":
        yield from (other for other in MONTH_ENDS if other != value)
    elif name == "plan_change":
        yield from (other for other in CHANGES if other != value)
    elif isinstance(value, tuple):
        for index, number in enumerate(value):
            for by in (-1, 1):
                yield (*value[:index], number + by, *value[index + 1 :])
        if name == "payment_retry_days":
            yield value[:-1]
            yield value[1:]
    elif isinstance(value, int):
        yield from (value - 1, value + 1)
    elif name == "trial_again":
        yield 0
    elif name == "pause_limit_days":
        yield 365


def price_mutants(book: str, terms: Terms, plan: Plan) -> Iterator[Mutant]:
    """Yield each fee ± 1 and each of its days ± 1, and the step dropped; "on every day" has no day to move."""
    for index, step in enumerate(plan.prices):
        others: list[PriceStep | None] = [None] if len(plan.prices) > 1 else []
        for field in PriceStep._fields:
            if field != "fee" and getattr(step, field) == 1:
                continue
            others += [step._replace(**{field: getattr(step, field) + by}) for by in (-1, 1)]
        for other in others:
            prices = (*plan.prices[:index], *((other,) if other else ()), *plan.prices[index + 1 :])
            changed = put("plans", {**terms.plans, plan.id: plan._replace(prices=prices)})
            at, what = frozenset([("prices", book, plan.id)]), f"{book} {plan.id} {_told(step)} → {_told(other)}"
            yield Mutant("price changed", what, parts=at, book=book, terms=changed)


def _told(step: PriceStep | None) -> str:
    from datetime import date

    if step is None:
        return "dropped"
    return f"{step.fee} of {date.fromordinal(step.new_from)}, {date.fromordinal(step.renewals_from)}"


def all_mutants(books: dict[str, Terms]) -> list[Mutant]:
    """Return every mutant of the model under the books, by name."""
    mutants = [*table_mutants(), *charge_kind_mutants(), *rounding_mutants()]
    for name, terms in books.items():
        mutants += value_mutants(name, terms, books.get(BASES.get(name, "")))
    return mutants
