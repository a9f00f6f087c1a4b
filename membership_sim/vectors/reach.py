"""Where moves lead: every place that lives come to from their beginnings, days and amounts apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from membership_sim.scenario import Action, ScenarioError
from membership_sim.simulate import Run
from membership_sim.vectors.cover import Noting, last_row
from membership_sim.vectors.moves import actions, days


class Move(NamedTuple):
    """A day, and what is done on it; None is nothing but waiting."""

    day: int
    action: Action | None


class Node(NamedTuple):
    """Where the walk stands: the run, the one before its last move, that move, and the row that fired last."""

    run: Run
    before: Run
    moves: tuple[Move, ...]
    last: str


def facts_class(run: Run) -> tuple[object, ...]:
    """Return what tells one life from another, days and amounts apart."""
    facts, wallet, plan = run.facts, run.source.wallet, run.terms.plans[run.facts.plan]
    return (
        facts.state, plan if facts.used and facts.state == "paid" else plan.student, facts.waiting, facts.used,
        facts.next_plan is not None, facts.ever_paid, 0 < facts.graduation_day <= facts.day,
        any(method.blocked for method in wallet.methods), any(method.until_day for method in wallet.methods),
        wallet.default is None, len(facts.family) if facts.state in ("trial", "paid") else bool(facts.family),
        facts.owed.kind if facts.owed else None, facts.retries, facts.trial_used if facts.state == "prospect" else 0,
    )  # fmt: skip


def step_to(run: Run, move: Move, noting: Noting) -> bool:
    """Make a move; False when nobody knows what comes of it. `noting` then has what fired."""
    noting.fired.clear()
    try:
        if move.action is None:
            run.advance(move.day)
        else:
            run.act(move.day, move.action)
    except ScenarioError:
        return False
    return True


def moves(run: Run, only: str = "") -> Iterator[tuple[Run, Move]]:
    """Yield every move, with the run as it stands on that day before it; `only` one action's, of today."""
    for day in (run.facts.day,) if only else days(run):
        there = run.copy()
        if step_to(there, Move(day, None), noting_of(run)):
            yield there, Move(day, None)
            for action in actions(there):
                if not only or action.do == only:
                    yield there, Move(day, action)


def noting_of(run: Run) -> Noting:
    """Return the lifecycle of a run that notes what fires."""
    noting = run.step.lifecycle
    assert isinstance(noting, Noting)
    return noting


class Reached(NamedTuple):
    """Where moves lead: a node for each class of facts, nearest first; and the nearest node after each row."""

    places: list[Node]
    rows: dict[str, Node]


def reached(*starts: Run) -> Reached:
    """Return where moves lead from the starts; from each only what no earlier one leads to."""
    found, seen = Reached([], {}), set()
    for start in starts:
        waiting = deque([Node(start, start, (), "")])
        seen.add(facts_class(start))
        while waiting:
            node = waiting.popleft()
            found.places.append(node)
            for further in next_nodes(node):
                found.rows.setdefault(further.last, further)
                if facts_class(further.run) not in seen:
                    seen.add(facts_class(further.run))
                    waiting.append(further)
    return found


def rows_after(nodes: Iterable[Node], only: str) -> dict[str, Node]:
    """Return where each row is reached by one move from the nodes, by an action of today."""
    rows: dict[str, Node] = {}
    for node in nodes:
        for further in next_nodes(node, only):
            rows.setdefault(further.last, further)
    return rows


def next_nodes(node: Node, only: str = "") -> Iterator[Node]:
    """Yield where each move that is accepted leads."""
    noting = noting_of(node.run)
    for there, move in moves(node.run, only):
        if move.action is None or not _refused(there, move.action):
            run = node.run.copy()
            if step_to(run, move, noting) and noting.fired:
                yield Node(run, node.run, (move,), last_row("", noting.fired))


def _refused(run: Run, action: Action) -> bool:
    """Tell whether an action would be refused, or nobody knows."""
    run.step.action = action
    try:
        row = run.step.lifecycle.enabled_row(run.step, action.do)
    except ScenarioError:
        return True
    return row is None or row.refuses
