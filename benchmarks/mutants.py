"""How many first-order mutants of the table and of the rule-book values do the scenarios notice, by expectations alone?

`python -m benchmarks.mutants [--survivors]` runs every scenario of `scenarios/` against every mutant and prints how
many were noticed: an expectation failed, an event was refused or accepted against the file, or the run broke. Nothing
is regenerated from a mutant. Exit status 1 below the bound.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from membership_sim.check import domain, expected_triggers
from membership_sim.expectations import judge
from membership_sim.files.rulebook_file import is_rulebook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import ATOMS, MEMBER_STATES, TABLE, Row
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.member import Step
from membership_sim.refunds import READINGS
from membership_sim.rulebook.model import Plan, PriceStep, Terms
from membership_sim.scenario import STATES, Scenario, State

BOUND_PERCENT = 75
MONTH_ENDS = ("clamp", "sticky_month_end")
CHANGES = ("at_period_end", "at_once")
BASES = {"amazon.co.jp-strict": "amazon.co.jp"}  # books that say only what differs


class Mutant(NamedTuple):
    """One change of the model: what was changed, and the row ids or the value that a scenario must meet to notice."""

    family: str
    name: str
    table: tuple[Row, ...] | None = None
    terms: Callable[[Terms], Terms] | None = None


def changed_row(index: int, row: Row | None) -> tuple[Row, ...]:
    """Return the table with one row replaced, or dropped."""
    return (*TABLE[:index], *((row,) if row else ()), *TABLE[index + 1 :])


def table_mutants() -> Iterator[Mutant]:
    """Yield every first-order mutant of the table."""
    for index, row in enumerate(TABLE):
        yield Mutant("row dropped", row.id, changed_row(index, None))
        for state in STATES:
            if row.to and state != row.to:
                yield Mutant("destination changed", f"{row.id} → {state}", changed_row(index, row._replace(to=state)))
        for atom, answers in row.when:
            rest = tuple(guard for guard in row.when if guard[0] != atom)
            opposite = tuple(answer for answer in ATOMS[atom] if answer not in answers)
            front = row._replace(when=rest)
            yield Mutant("guard dropped", f"{row.id}: {atom}", (front, *changed_row(index, None)))
            if opposite:
                negated = row._replace(when=(*rest, (atom, opposite)))
                yield Mutant("guard negated", f"{row.id}: {atom}", (negated, *changed_row(index, None)))
        for effect in row.do:
            do = tuple(name for name in row.do if name != effect)
            yield Mutant("effect dropped", f"{row.id}: {effect}", changed_row(index, row._replace(do=do)))
        yield from source_mutants(index, row)
        if row.refuses:
            accepting = row._replace(refuses=False)
            yield Mutant("refusal accepted", row.id, changed_row(index, accepting))
        elif row.trigger not in ("taken", "declined") and not row.trigger.endswith(("_due", "_limit", "_end")):
            refusing = row._replace(refuses=True, to=None, do=(), owes=None, asks=None)
            yield Mutant("acceptance refused", row.id, changed_row(index, refusing))


# Answers that an atom gives in these states alone: elsewhere nothing waits, nobody is listed, nothing was opened.
ONLY_IN: dict[tuple[str, str], tuple[State, ...]] = {
    ("waiting", "cancel"): ("trial", "paid"),
    ("waiting", "pause"): ("trial", "paid"),
    ("change_waits", "yes"): ("trial", "paid", "paused"),
    ("target", "waiting"): ("trial", "paid", "paused"),
    ("plan_ahead", "changed"): ("trial", "paid", "paused"),
    ("used", "yes"): ("trial", "paid", "past_due", "suspended"),
    ("free_days", "inside"): ("paid", "past_due", "suspended"),
    ("family_listed", "yes"): MEMBER_STATES,
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
        if state in row.sources or row.refuses or not can_hold(row, state):
            continue
        if row.trigger in expected_triggers(TABLE, state):
            extra = row._replace(sources=(state,))
            yield Mutant("source added", f"{row.id} + {state}", (extra, *TABLE))


def put(name: str, steps: object) -> Callable[[Terms], Terms]:
    """Return a change of one field of the terms."""
    return lambda terms: Terms(**{**terms._asdict(), name: steps})


def value_mutants(terms: Terms, book: str, base: Terms | None) -> Iterator[Mutant]:
    """Yield every first-order mutant of the values of one book; those that it takes over from its base stand there."""
    for name in terms._fields:
        steps = getattr(terms, name)
        if name in ("plans", "refund_used", "refund_used_rule", "holidays", "sales_tax"):
            continue
        if base is not None and steps == getattr(base, name):
            continue
        for index, (first_day, value) in enumerate(steps):
            for other in alternatives(name, value):
                new = (*steps[:index], (first_day, other), *steps[index + 1 :])
                yield Mutant("value changed", f"{book} {name}: {value} → {other}", terms=put(name, new))
    for plan_id, readings in terms.refund_used.items():
        for other in READINGS:
            if other != readings[0][1]:
                used = {**terms.refund_used, plan_id: ((1, other),)}
                yield Mutant(
                    "reading changed", f"{book} refund.used.{plan_id} → {other}", terms=put("refund_used", used)
                )
    for plan in terms.plans.values() if base is None or terms.plans != base.plans else ():
        yield from price_mutants(terms, plan, book)


def alternatives(name: str, value: object) -> Iterator[object]:
    """Yield neighbouring values: numbers ± 1, each number of a schedule ± 1, the other readings."""
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


def price_mutants(terms: Terms, plan: Plan, book: str) -> Iterator[Mutant]:
    """Yield each fee ± 1 and each of its days ± 1, and the step dropped."""
    for index, step in enumerate(plan.prices):
        others: list[PriceStep | None] = [None] if len(plan.prices) > 1 else []
        for field in PriceStep._fields:
            if index == 0 and field != "fee" and plan.prices[0].new_from == 1:
                continue
            others += [step._replace(**{field: getattr(step, field) + by}) for by in (-1, 1)]
        for other in others:
            prices = (*plan.prices[:index], *((other,) if other else ()), *plan.prices[index + 1 :])
            plans = {**terms.plans, plan.id: plan._replace(prices=prices)}
            yield Mutant("price changed", f"{book} {plan.id} {step} → {other}", terms=put("plans", plans))


class Met(Lifecycle):
    """The right lifecycle, noting which (state, trigger) pairs a story meets."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: set[tuple[str, str]] = set()

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire and note."""
        self.pairs.add((step.facts.state, trigger))
        return super().run_row(step, trigger)


def load(folder: Path) -> list[Scenario]:
    """Return the documents of every scenario file."""
    paths = sorted(path for path in folder.rglob("*.yaml") if not is_rulebook(str(path)))
    return [scenario for path in paths for scenario in load_scenarios(str(path))]


def notices(scenario: Scenario, lifecycle: Lifecycle = LIFECYCLE) -> bool:
    """Tell whether the scenario's expectations fail, or the run breaks."""
    try:
        return bool(judge(scenario, lifecycle).findings)
    except Exception:  # a run that breaks is noticed, whatever broke
        return True


def noticed(mutant: Mutant, stories: Sequence[tuple[Scenario, set[tuple[str, str]]]]) -> bool:
    """Tell whether any scenario that could meet the change notices it."""
    if mutant.table is not None:
        touched = {(source, row.trigger) for row in set(mutant.table) ^ set(TABLE) for source in row.sources}
        lifecycle = Lifecycle(mutant.table)
        return any(notices(scenario, lifecycle) for scenario, met in stories if touched & met)
    assert mutant.terms is not None
    book_name = mutant.name.split()[0]
    for scenario, _ in stories:
        if scenario.book.name == book_name and not scenario.book.overridden:
            book = scenario.book
            object_terms = mutant.terms(book.base_terms)
            if notices(scenario._replace(book=book.with_terms(object_terms))):
                return True
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figure, and with `--survivors` each mutant that no scenario notices."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--survivors", action="store_true")
    parser.add_argument("folder", nargs="?", default="scenarios", type=Path)
    options = parser.parse_args(arguments)
    stories = []
    for scenario in load(options.folder):
        met = Met()
        if judge(scenario, met).findings:
            print(f"{scenario.title} fails as it is", file=sys.stderr)
            return 1
        stories.append((scenario, met.pairs))
    books = {scenario.book.name: scenario.book.base_terms for scenario, _ in stories if not scenario.book.overridden}
    mutants = list(table_mutants())
    for name, terms in books.items():
        mutants += value_mutants(terms, name, books.get(BASES.get(name, "")))
    counts: dict[str, list[int]] = {}
    for mutant in mutants:
        killed = noticed(mutant, stories)
        count = counts.setdefault(mutant.family, [0, 0])
        count[0] += killed
        count[1] += 1
        if options.survivors and not killed:
            print(f"survives: {mutant.family}: {mutant.name}")
    for family, (killed_count, all_count) in counts.items():
        print(f"{family:20} {killed_count:5} of {all_count:5}  {100 * killed_count / all_count:5.1f} %")
    killed_count, all_count = (sum(column) for column in zip(*counts.values(), strict=True))
    percent = 100 * killed_count / all_count
    print(f"{'noticed':20} {killed_count:5} of {all_count:5}  {percent:5.1f} %  (bound {BOUND_PERCENT} %)")
    return 0 if percent >= BOUND_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main())
