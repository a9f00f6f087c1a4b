"""A story in a system and in the model side by side: after each step what was seen is what the model says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from membership_sim.due import NEVER, next_due
from membership_sim.edge import path_text
from membership_sim.entries import Entry
from membership_sim.files.words import listed
from membership_sim.findings import Fields
from membership_sim.foreign import Line
from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.oracle.matrix import WALLET_ACTIONS
from membership_sim.oracle.records.day_ends import end_of_day, last_telling
from membership_sim.rules import RULES
from membership_sim.scenario import ARGUMENTS, Action, Event, Scenario, ScenarioError
from membership_sim.simulate import Run, first_snapshot
from membership_sim.testing.adapter import Adapter, check_adapter, compared, limits, opened
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
        self.start = new_account(self.story, first_day)
        self.run = Run(story.book.terms(story.sales_tax), self.start, story.payments)
        self.events: list[Event] = []
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
        events = tuple(self.events)
        given = None if events and events[0].day == self.start.day else self.start  # else the first day is told by none
        told = self.story._replace(events=events, until_day=self.run.facts.day, given=given)
        return with_expectation(told, self.run, type(self.adapter).observes)

    def _ask(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except Exception as error:
            from membership_sim.show.scenario_text import scenario_note

            day, told = date.fromordinal(self.run.facts.day), scenario_note(self.scenario())
            error.add_note(f"raised by {self.name} on {day}, in this story:\n{told}")
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
        lines = [*self.account.heard(), *self._standing()]
        difference = first_divergence(entries, lines, type(self.adapter).observes, self._end_of)
        if difference is not None:
            self._differ(difference)

    def _standing(self) -> Iterator[Line]:
        """Yield how the account stands, if it is told, as a line of today's end."""
        told, observes = self._ask(self.adapter.stands), type(self.adapter).observes
        if not (told is None or isinstance(told, Mapping)):
            allowed = "a mapping such as {'state': 'paid'}, or None"
            raise ScenarioError(f"{self.name}.stands returned {shown(told)}, allowed: {allowed}")
        if "state" in observes and "state" not in (told or ()):
            raise ScenarioError(f"{self.name}.stands returned {shown(told)}, but the state is said to be observed")
        if not told and not compared(type(self.adapter)):
            said = f"observes names {listed(observes, ' and ') or 'nothing'}"
            raise ScenarioError(f"{self.name}.stands returned {shown(told)}, but {said}: nothing would be compared")
        if told and told != {"state": self.run.facts.state}:
            yield self.account.line(date.fromordinal(self.run.facts.day), told)

    def _end_of(self, day: int) -> Fields | None:
        """Return how a day ended in the model, today as it stands now; None for a day to come."""
        facts = self.run.facts
        if day >= facts.day:
            return end_of_day(facts.state, day) if day == facts.day else None
        before = [entry for entry in self.run.step.entries if entry.day <= day]
        return end_of_day(before[-1].state if before else self.start.state, day)

    def _differ(self, difference: SystemDivergence) -> None:
        day, entries = difference.day, self.run.step.entries
        if difference.because_of is None:
            before = last_telling([entry for entry in entries if entry.day <= day])
            difference = difference._replace(because_of=before)
        if difference.line is not None and difference.entry is None and not difference.expected:
            difference = difference._replace(following=self._first_after(day))
        raise Differs(self.name, difference, self.scenario())

    def _first_after(self, day: int) -> Entry | None:
        """Return what the model tells next after a day, if nothing comes between."""
        told = next((entry for entry in self.run.step.entries if entry.day > day), None)
        due_day = next_due(self.run.facts, self.run.terms)[0]
        if told is not None or due_day >= NEVER:
            return told
        ahead = self.run.copy()
        ahead.advance(due_day)
        return next(iter(ahead.step.entries), None)


def new_account(story: Scenario, day: int) -> Snapshot:
    """Return the account of a story as it is on its first day."""
    return Snapshot("prospect", day, story.plan, wallet=story.wallet)


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
    start = first_snapshot(told)
    story = told._replace(plan=start.plan, wallet=start.wallet, given=None)
    if start != new_account(story, start.day):
        raise ScenarioError(f"{told.title!r} has no beginning, allowed: a story of a new account")
    unknown = sorted({event.action.do for event in told.events} - set(limits(adapter)))
    if unknown:
        raise ScenarioError(f"{told.title!r} has actions that {adapter.__name__} does not know: {', '.join(unknown)}")
    both = SideBySide(adapter, story, start.day)
    for event in told.events:
        both.advance(event.day)
        both.act(event.action)
    if told.until_day is not None:
        both.advance(told.until_day)
