"""The walk that finds stories: from where lives begin, always towards what no story covers yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from membership_sim.calendar import anchored_day
from membership_sim.due import NEVER, next_due
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, ScenarioError
from membership_sim.simulate import Run
from membership_sim.vectors.cover import Feature, features, last_row, situation
from membership_sim.vectors.reach import Move, Node, facts_class, moves, noting_of, step_to
from membership_sim.vectors.story import Replaced, Story

LONGEST_TAIL_MONTHS: Final = 13  # what follows from the last event, if it comes within a year


class Found(NamedTuple):
    """A story that covers something new, which its first feature names."""

    start: Run
    events: tuple[Event, ...]
    until_day: int
    named: Feature

    def story(self, book: RuleBook, replaced: Replaced = ()) -> Story:
        """Return it as a story under a book with values replaced."""
        return Story(
            book, replaced, self.start.snapshot(), self.events, self.until_day, self.start.terms.sales_tax
        )


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
        noting = noting_of(run)
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
        noting, last_there = noting_of(run), last
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
        noting = noting_of(run)
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
        there, noting = run.copy(), noting_of(run)
        return step_to(there, move, noting) and bool(self.new(features(noting.fired, last)))

    def _tail(self, run: Run, last: str) -> int:
        """Let the next thing happen that is due, and return its day; else today."""
        today, noting = run.facts.day, noting_of(run)
        due_day = next_due(run.facts, run.terms)[0]
        if due_day >= NEVER or due_day > anchored_day(today, LONGEST_TAIL_MONTHS):
            return today
        if not step_to(run, Move(due_day, None), noting):
            return today
        self.covered.update(self.new(features(noting.fired, last)))
        return due_day
