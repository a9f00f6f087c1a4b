"""What a life can come to: the laws that every snapshot of a life fulfils, and what breaks them.

A snapshot may come from a file, from code or from another system, and nothing that follows from a state that no life
reaches means anything. So every start is judged by the same laws. `Snapshot.from_dict`, `given` and `simulate` use it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from membership_sim.member import Snapshot
from membership_sim.possible import account, money, period
from membership_sim.possible.laws import ALWAYS, APPLIES, Contradiction, FactLaw, is_empty, one_of, value_of
from membership_sim.rulebook.model import Terms

# In an order in which a law stands on those before it: one wrong fact is told by the law that says it best.
LAWS: Final[tuple[FactLaw, ...]] = (
    *period.LAWS, *money.LAWS, *period.SINCE, *account.LAWS, *period.OVERDUE,
)  # fmt: skip


def impossible(snapshot: Snapshot, terms: Terms, unknown: Collection[str] = ()) -> list[Contradiction]:
    """Return everything about a snapshot that no life under the terms comes to; an empty list is right.

    Its facts are of their types already, which the shapes of files and the checks of stories see to.
    `unknown` names facts of which nothing may be concluded. A fact that is found wrong is not concluded from either, so
    that one mistake is told once.
    """
    found = list(_misplaced(snapshot, terms, unknown))
    wrong = {*unknown, *(contradiction.fact for contradiction in found)}
    if wrong & {"state", "day", "plan"}:
        return found
    for law in LAWS:
        if snapshot.state in law.states and not any(_is_wrong(fact, wrong) for fact in law.facts):
            for fact, message in law.find(snapshot, terms):
                found.append(Contradiction(fact, value_of(snapshot, fact), message, law.facts))
                wrong.add(fact)
    return found


def _is_wrong(fact: str, wrong: Collection[str]) -> bool:
    return fact in wrong or fact.partition(".")[0] in wrong


def _misplaced(snapshot: Snapshot, terms: Terms, unknown: Collection[str]) -> Iterator[Contradiction]:
    """Yield what is unknown to the rule book, empty where it cannot be, and not empty where it must be."""
    state = snapshot.state
    for fact in ("plan", "next_plan", "owed.plan"):
        plan = value_of(snapshot, fact)
        if plan is not None and plan not in terms.plans and not _is_wrong(fact, unknown):
            yield Contradiction(fact, plan, f"the rule book has {', '.join(terms.plans)}")
    for fact, states in APPLIES.items():
        value = getattr(snapshot, fact)
        if fact in unknown:
            continue
        if state not in states and not is_empty(value):
            applies = f"it applies in {one_of(states)}"
            yield Contradiction(fact, value, f"nothing is allowed in the state {state!r}, {applies}")
        elif state in ALWAYS.get(fact, ()) and is_empty(value):
            if isinstance(value, bool):
                yield Contradiction(fact, value, f"in the state {state!r} it is always yes")
            else:
                yield Contradiction(fact, None, f"the state {state!r} always has it")
