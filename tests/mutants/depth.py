"""Whether a mutant can be told from the model at all, by trying: every short sequence of actions in every situation.

From each situation of the matrix both models walk the same moves, side by side, and then two years on. What they wrote
and where they stand must be the same; a mutant that no such walk tells apart is *indistinguishable to depth n*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import NamedTuple

from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.scenario import Event
from membership_sim.simulate import Run
from tests.helpers import play
from tests.mutants.catalogue import Mutant
from tests.mutants.model import in_force
from tests.sequences import moves
from tests.test_matrix import PLACES

TAIL_DAYS = 730


class Pair(NamedTuple):
    """The right run and the mutant's, after the same events."""

    events: tuple[Event, ...]
    right: Run
    wrong: Run


def difference(mutant: Mutant, depth: int) -> str:
    """Return a story of at most `depth` actions after a situation that tells the mutant apart; "" if there is none."""
    wrong_lifecycle = Lifecycle(mutant.table) if mutant.table is not None else LIFECYCLE

    def force() -> AbstractContextManager[None]:
        return nullcontext() if mutant.table is not None or mutant.terms is not None else in_force(mutant)

    for state, what, story, options in PLACES:
        start = play(story, **options)
        terms = mutant.terms(start.terms) if mutant.terms is not None else start.terms
        wrong = Run(terms, start.snapshot(), None, wrong_lifecycle)
        for pair in walk_both(Pair((), start.copy(), wrong), depth, force):
            if differs(pair, force):
                told = "; ".join(f"{event.day} {event.action.do}" for event in pair.events)
                return f"{state}, {what}: {told}"
    return ""


def walk_both(start: Pair, depth: int, force: Callable[[], AbstractContextManager[None]]) -> Iterator[Pair]:
    """Yield both models after every sequence of up to `depth` moves; equal facts are gone on from once."""
    here = [start]
    for left in range(depth - 1, -1, -1):
        further, seen = [], set()
        for pair in here:
            for event in moves(pair.right):
                right, wrong = pair.right.copy(), pair.wrong.copy()
                right.act(event.day, event.action)
                try:
                    with force():
                        wrong.act(event.day, event.action)
                except Exception:
                    wrong.step.entries.clear()  # a model that breaks has told nothing
                found = Pair((*pair.events, event), right, wrong)
                yield found
                facts = right.snapshot()._replace(seq=0, run_tries=0)
                if left and facts not in seen:
                    seen.add(facts)
                    further.append(found)
        here = further


def differs(pair: Pair, force: Callable[[], AbstractContextManager[None]]) -> bool:
    """Tell whether the models differ now, or within the two years that follow."""
    if pair.right.step.entries != pair.wrong.step.entries or pair.right.snapshot() != pair.wrong.snapshot():
        return True
    right, wrong = pair.right.copy(), pair.wrong.copy()
    until_day = right.facts.day + TAIL_DAYS
    right.advance(until_day)
    try:
        with force():
            wrong.advance(until_day)
    except Exception:
        return True
    return right.step.entries != wrong.step.entries or right.snapshot() != wrong.snapshot()
