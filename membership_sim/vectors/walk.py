"""The walk that finds stories: from where lives begin, always towards what no story covers yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from membership_sim.calendar import anchored_day
from membership_sim.due import NEVER, next_due
from membership_sim.scenario import Action, Event, ScenarioError
from membership_sim.simulate import Run
from membership_sim.vectors.cover import Feature, Noting, features, last_row, situation
from membership_sim.vectors.moves import actions, days

LONGEST_TAIL_MONTHS: Final = 13  # what follows from the last event, if it comes within a year


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


class Found(NamedTuple):
    """A story that covers something new, which its first feature names."""

    start: Run
    events: tuple[Event, ...]
    until_day: int
    named: Feature


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
        if step_to(there, Move(day, None), _noting(run)):
            yield there, Move(day, None)
            for action in actions(there):
                if not only or action.do == only:
                    yield there, Move(day, action)


def _noting(run: Run) -> Noting:
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
    noting = _noting(node.run)
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


class Walk:
    """Finds stories for the features of some criteria; `covered` has those that need none any more."""

    def __init__(self, criteria: Iterable[str], covered: set[Feature], most_moves: int, only: str = "") -> None:
        self.criteria = frozenset(criteria)
        self.covered = covered
        self.most_moves = most_moves
        self.only = only

    def stories(self, nodes: Iterable[Node]) -> Iterator[Found]:
        """Yield stories from the nodes, and from wherever these stories lead, until nothing new is found."""
        waiting = deque(nodes)
        done = set()
        while waiting:
            node = waiting.popleft()
            key = facts_class(node.run), node.last
            if key in done:
                continue
            done.add(key)
            while True:
                found = self._story(node, waiting.append)
                if found is None:
                    break
                yield found

    def _story(self, node: Node, lead_on: Callable[[Node], None]) -> Found | None:
        run, last, named = node.run.copy(), node.last, None
        noting = _noting(run)
        made = list(node.moves)
        while len(made) < len(node.moves) + self.most_moves:
            move = self._next(run, last)
            if move is None:
                break
            before = run.copy()
            known = step_to(run, move, noting)
            assert known, "a move that was looked at"
            new = self.new(features(noting.fired, last))
            self.covered.update(new)
            named = named or new[0]
            last = last_row(last, noting.fired)
            made.append(move)
            lead_on(Node(run.copy(), before, (move,), last))
        if named is None:
            return None
        until_day = self._tail(run, last)
        events = tuple(Event(move.day, move.action) for move in made if move.action is not None)
        return Found(node.before, events, until_day, named)

    def new(self, found: Iterable[Feature]) -> list[Feature]:
        """Return the features that nothing covers yet."""
        return [each for each in found if each.criterion in self.criteria and each not in self.covered]

    def _next(self, run: Run, last: str) -> Move | None:
        """Return the first move that covers something new."""
        noting, last_there = _noting(run), last
        for there, move in moves(run, self.only):
            if move.action is None:
                on_the_way = list(noting.fired)
                if self.new(features(on_the_way, last)):
                    return move
                last_there = last_row(last, on_the_way)
            elif self._looks_new(there, move.action, last_there) and self._is_new(run, move, last):
                return move
        return None

    def _looks_new(self, run: Run, action: Action, last: str) -> bool:
        """Tell, without making the move, whether it may cover something new."""
        step = run.step
        step.action = action
        noting = _noting(run)
        try:
            row = noting.enabled_row(step, action.do)
            assert row is not None, "the table is total"
            alone = noting.alone(step, row, run.facts.state, situation(step, action.do))
            if row.owes or row.asks or self.new(alone):
                return True
        except ScenarioError:
            return False
        return bool(last and self.new([Feature("pairs", f"{last}/{row.id}")]))

    def _is_new(self, run: Run, move: Move, last: str) -> bool:
        there, noting = run.copy(), _noting(run)
        return step_to(there, move, noting) and bool(self.new(features(noting.fired, last)))

    def _tail(self, run: Run, last: str) -> int:
        """Let the next thing happen that is due, and return its day; else today."""
        today, noting = run.facts.day, _noting(run)
        due_day = next_due(run.facts, run.terms)[0]
        if due_day >= NEVER or due_day > anchored_day(today, LONGEST_TAIL_MONTHS):
            return today
        if not step_to(run, Move(due_day, None), noting):
            return today
        self.covered.update(self.new(features(noting.fired, last)))
        return due_day
