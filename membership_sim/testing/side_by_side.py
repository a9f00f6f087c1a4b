"""A story in a system and in the model side by side: after each step what was seen is what the model says."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from membership_sim.due import NEVER, next_due
from membership_sim.edge import path_text
from membership_sim.entries import Entry
from membership_sim.machine import Accepted, Refused
from membership_sim.oracle.day_ends import end_of_day, last_telling
from membership_sim.oracle.matrix import WALLET_ACTIONS
from membership_sim.oracle.same import told_differently
from membership_sim.rules import RULES
from membership_sim.scenario import ARGUMENTS, Action, Event, Scenario, ScenarioError
from membership_sim.simulate import Run, first_snapshot
from membership_sim.testing.adapter import Adapter, check_adapter, limits, opened
from membership_sim.testing.divergence import Differs, SystemDivergence, first_divergence
from membership_sim.testing.kept import with_expectation
from membership_sim.typed import shown

_DAYS: Final = frozenset(("month", "date"))  # kinds of arguments that the core has as numbers


class SideBySide:
    """One account of a system beside the model's, from a day on; `events` is what somebody did so far.

    Each step raises `Differs` at the first difference. What the system itself raises goes through, with the story.
    """

    def __init__(self, adapter: type[Adapter], story: Scenario, first_day: int) -> None:
        check_adapter(adapter, story.book)
        self.story = story._replace(events=(), until_day=None, expected=None)
        start = first_snapshot(self.story._replace(events=(Event(first_day, Action("join")),)))
        self.run = Run(story.book.terms(story.sales_tax), start, story.payments)
        self.events: list[Event] = []
        self.latest: Entry | None = None
        self.adapter, self.account = opened(adapter, self.story)
        self._ask(lambda: self.adapter.start(date.fromordinal(first_day)))
        self._compare([])

    @property
    def name(self) -> str:
        """The name of the system's adapter."""
        return type(self.adapter).__name__

    def advance(self, day: int) -> None:
        """Let everything happen that is due up to and including a day."""
        count = len(self.run.step.entries)
        self.run.advance(day)
        self._ask(lambda: self.adapter.advance(date.fromordinal(day)))
        self._compare(self.run.step.entries[count:])

    def act(self, action: Action) -> None:
        """Let somebody do something today; raises ScenarioError for what the model cannot try at all."""
        day, count = self.run.facts.day, len(self.run.step.entries)
        outcome = self.run.act(day, action)
        self.events.append(Event(day, action, outcome.rule if outcome.refuses else False))
        if action.do in WALLET_ACTIONS:
            self.account.source.change(action)
        arguments = {
            name: date.fromordinal(value) if argument.kind in _DAYS else value
            for name, argument in ARGUMENTS[action.do].items()
            if (value := getattr(action, name)) is not None
        }
        answer = self._ask(lambda: self.adapter.act(date.fromordinal(day), action.do, **arguments))
        entries = self.run.step.entries[count:]
        self._judge_answer(answer, action, outcome, entries)
        self._compare(entries)

    def scenario(self) -> Scenario:
        """Return the story so far, which expects what the model says of all that the system shows."""
        told = self.story._replace(events=tuple(self.events), until_day=self.run.facts.day)
        return with_expectation(told, self.run, type(self.adapter).observes)

    def _ask(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except Exception as error:
            from membership_sim.show.scenario_text import scenario_note

            told = scenario_note(self.scenario()) if self.events else "before the first event"
            error.add_note(f"raised by {self.name} on {date.fromordinal(self.run.facts.day)}, in this story:\n{told}")
            raise

    def _judge_answer(self, answer: object, action: Action, outcome: Accepted | Refused, entries: list[Entry]) -> None:
        if not (answer is None or isinstance(answer, bool) or (isinstance(answer, str) and answer in RULES)):
            allowed = "None or True (accepted), False (refused), or the id of the rule that refused it"
            raise ScenarioError(f"{self.name}.act of {action.do} returned {shown(answer)}, allowed: {allowed}")
        refused = answer is False or isinstance(answer, str)
        told = outcome.refuses
        if refused != told and "refused" not in type(self.adapter).observes:
            return
        if refused != told or (isinstance(answer, str) and answer != outcome.rule):
            by = f" by {answer}" if isinstance(answer, str) else ""
            expected = f"{action.do} refused by {outcome.rule}" if told else f"{action.do} accepted"
            seen = f"{action.do} refused{by}" if refused else f"{action.do} accepted"
            self._differ(SystemDivergence(self.run.facts.day, entries[0], None, expected, seen, because_of=entries[0]))

    def _compare(self, entries: list[Entry]) -> None:
        difference = first_divergence(entries, self.account.heard(), type(self.adapter).observes)
        self.latest = last_telling(entries) or self.latest
        difference = difference or self._standing()
        if difference is not None:
            self._differ(difference._replace(because_of=difference.because_of or self.latest))

    def _standing(self) -> SystemDivergence | None:
        """Return how the account stands otherwise than the model's."""
        told = self._ask(self.adapter.stands)
        if "state" in type(self.adapter).observes and "state" not in told:
            raise ScenarioError(f"{self.name}.stands returned {shown(told)}, but the state is said to be observed")
        facts = self.run.facts
        if not told or told == {"state": facts.state}:
            return None
        line = self.account.line(date.fromordinal(facts.day), told)
        ends = end_of_day(facts.state, facts.day)
        texts = told_differently(line, ends)
        if not texts:
            return None
        expected, seen = (", ".join(f"{name} {its[name]}" for name in line.fields) for its in (ends, line.fields))
        return SystemDivergence(facts.day, None, line, expected, seen)

    def _differ(self, difference: SystemDivergence) -> None:
        if difference.line is not None and difference.entry is None and not difference.expected:
            difference = difference._replace(following=self._following())
        raise Differs(self.name, difference, self.scenario())

    def _following(self) -> Entry | None:
        """Return what the model will tell next, if nothing comes between."""
        due_day = next_due(self.run.facts, self.run.terms)[0]
        if due_day >= NEVER:
            return None
        ahead = self.run.copy()
        ahead.advance(due_day)
        return next(iter(ahead.step.entries), None)


def replay(adapter: type[Adapter], scenario: Scenario | str | os.PathLike[str]) -> None:
    """Live a scenario, or all of a file, through in a system; raises `Differs` at the first difference.

    Raises ScenarioError for a story that starts in the middle of a life, or has actions that the system does not know.
    """
    if isinstance(scenario, Scenario):
        scenarios = [scenario]
    else:
        from membership_sim.files.scenario_file import load_scenarios

        scenarios = load_scenarios(path_text(scenario, "the scenario", "a Scenario or the path of a file"))
    for told in scenarios:
        _replay(adapter, told)


def _replay(adapter: type[Adapter], told: Scenario) -> None:
    if told.given is not None or not told.events:
        raise ScenarioError(f"{told.title!r} has no beginning, allowed: a story of a new account, with events")
    unknown = sorted({event.action.do for event in told.events} - set(limits(adapter)))
    if unknown:
        raise ScenarioError(f"{told.title!r} has actions that {adapter.__name__} does not know: {', '.join(unknown)}")
    both = SideBySide(adapter, told, told.events[0].day)
    for event in told.events:
        both.advance(event.day)
        both.act(event.action)
    if told.until_day is not None:
        both.advance(told.until_day)
