"""Whether a mutant can be told from the model at all, by trying: every short sequence of actions in every situation.

From each situation of the matrix both models walk the same moves, side by side, and then two years on. What they wrote
and where they stand must be the same; a mutant that no such walk tells apart is *indistinguishable to depth n*. What is
seen of a run is every fact (`everything`), or only what the programs that are held against vectors tell (`told`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import NamedTuple

from membership_sim import RuleBook
from membership_sim.entry_fields import entry_fields
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.scenario import Event, ScenarioError
from membership_sim.simulate import Run
from tests.helpers import begin, iso, play
from tests.mutants.catalogue import Mutant
from tests.mutants.model import in_force
from tests.sequences import moves
from tests.test_matrix import PAID, PLACES

TAIL_DAYS = 730
AGAIN = {"values": {"trial.again": {"after_months": 1}}}


class Pair(NamedTuple):
    """The right run and the mutant's, after the same events."""

    events: tuple[Event, ...]
    right: Run
    wrong: Run


Seen = Callable[[Run], object]


def everything(run: Run) -> object:
    """Return the entries with the names of their rows, and every fact."""
    return run.step.entries, run.snapshot()


def told(run: Run) -> object:
    """Return what is told of a story in other languages too: the fields of its entries, and the state."""
    return [entry_fields(entry) for entry in run.step.entries], run.facts.state


def difference(mutant: Mutant, depth: int, seen: Seen = everything) -> str:
    """Return a story of at most `depth` actions after a situation that tells the mutant apart; "" if there is none."""
    wrong_lifecycle = Lifecycle(mutant.table) if mutant.table is not None else LIFECYCLE

    def force() -> AbstractContextManager[None]:
        return nullcontext() if mutant.table is not None or mutant.terms is not None else in_force(mutant)

    for where, start in starts(mutant):
        terms = mutant.terms(start.terms) if mutant.terms is not None else start.terms
        wrong = Run(terms, start.snapshot(), None, wrong_lifecycle)
        for pair in walk_both(Pair((), start.copy(), wrong), depth, force):
            if differs(pair, force, seen):
                story = "; ".join(f"{iso(event.day)} {event.action.do}" for event in pair.events)
                return f"{where}: {story}"
    return ""


MORE_PLACES = [
    ("prospect", "trial used up", "2025-01-10 set_reminder no", {"trial_used": True}),
    ("cancelled", "a trial again", f"{PAID} \n 2025-01-11 cancel now \n 2025-03-11 set_reminder no", AGAIN),
    (
        "paid",
        "a trial again, nothing on file",
        f"{PAID} \n 2025-01-11 cancel now \n 2025-03-11 join trial=no \n 2025-03-11 remove_method visa",
        AGAIN,
    ),
    ("cancelled", "before a price step", "2023-07-01 join trial=no \n 2023-08-20 cancel now", AGAIN),
    ("paused", "before a price step", "2023-07-20 join trial=no \n 2023-07-21 pause \n 2023-08-20 set_reminder no", {}),
    (
        "paused",
        "a student before a price step",
        "2023-07-20 join student_monthly trial=no \n 2023-07-21 pause \n 2023-08-20 set_reminder no",
        {},
    ),
]


def starts(mutant: Mutant) -> Iterator[tuple[str, Run]]:
    """Yield where to start: in every situation; of a book's own mutant under that book, and about its price steps."""
    for state, what, story, options in (*PLACES, *MORE_PLACES):
        if mutant.terms is None:
            yield f"{state}, {what}", play(story, **options)
        elif "rules" not in options and "values" not in options:
            with suppress(ScenarioError):  # the book has no such plan
                yield f"{state}, {what}", play(story, rules=mutant.book, **options)
    if mutant.terms is not None:
        for plan in RuleBook.load(mutant.book).plans.values():
            for step in plan.prices:
                for day in {step.new_from, step.renewals_from} - {1}:
                    for days in (32, 1):
                        where = f"{plan.id}, {days} days before {iso(day)}"
                        yield where, begin(day - days, rules=mutant.book, plan=plan.id)


def walk_both(start: Pair, depth: int, force: Callable[[], AbstractContextManager[None]]) -> Iterator[Pair]:
    """Yield both models after every sequence of up to `depth` moves; equal facts are gone on from once."""
    here = [start]
    for left in range(depth - 1, -1, -1):
        further, seen = [], set()
        for pair in here:
            for event in moves(pair.right):
                right, wrong = pair.right.copy(), pair.wrong.copy()
                if not (_acts(right, event, nullcontext) | _acts(wrong, event, force)):
                    continue  # for both there is no fee yet
                found = Pair((*pair.events, event), right, wrong)
                yield found
                facts = right.snapshot()._replace(seq=0, run_tries=0)
                if left and facts not in seen:
                    seen.add(facts)
                    further.append(found)
        here = further


def _acts(run: Run, event: Event, force: Callable[[], AbstractContextManager[None]]) -> bool:
    """Let a run act; a model that breaks has told nothing."""
    try:
        with force():
            run.act(event.day, event.action)
    except Exception:
        run.step.entries.clear()
        return False
    return True


def differs(pair: Pair, force: Callable[[], AbstractContextManager[None]], seen: Seen) -> bool:
    """Tell whether the models differ now, or within the two years that follow."""
    if seen(pair.right) != seen(pair.wrong):
        return True
    right, wrong = pair.right.copy(), pair.wrong.copy()
    until_day = right.facts.day + TAIL_DAYS
    try:
        right.advance(until_day)
    except ScenarioError:
        return False  # no fee is known
    try:
        with force():
            wrong.advance(until_day)
    except Exception:
        return True
    return seen(right) != seen(wrong)
