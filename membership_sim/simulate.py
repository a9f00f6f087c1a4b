"""The loop: what is due first, then the member's actions, each with what it makes due at once (TIME-2).

`Run` is the core's own stepper, in whole numbers; `simulate` turns a scenario into a `Timeline`. Neither reads a clock,
a file or the environment: a path is turned into a scenario by `files` before anything runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date

from membership_sim.calendar import anchored_day
from membership_sim.due import NEVER, next_due
from membership_sim.edge import path_text, refuse
from membership_sim.entries import RefusedEntry
from membership_sim.machine import LIFECYCLE, Accepted, ImpossibleTriggerError, Lifecycle, Refused
from membership_sim.member import Facts, Snapshot, Step
from membership_sim.payments import ScriptSource, Source, WalletSource
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Action, Event, Place, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.story import check_story
from membership_sim.timeline import Timeline
from membership_sim.typed import wrong_values

HORIZON_MONTHS = 12  # how far a run without `until` looks past the last event


class Run:
    """One account under one set of terms, moved by events; `step.entries` grows and is never rewritten.

    Charges are tried at `source`, which takes over the wallet of `start`; without one at a script, or else the wallet.
    """

    def __init__(
        self,
        terms: Terms,
        start: Snapshot,
        script: tuple[ScriptLine, ...] | None = None,
        lifecycle: Lifecycle = LIFECYCLE,
        source: Source | None = None,
    ) -> None:
        if source is not None:
            source.wallet, source.tries = start.wallet, start.run_tries
        elif script is None:
            source = WalletSource(start.wallet, start.run_tries)
        else:
            source = ScriptSource(script, start.wallet, start.run_tries)
        self.facts = Facts(start)
        self.terms = terms
        self.source: Source = source
        self.step = Step(self.facts, terms, source, lifecycle, start.seq)

    def advance(self, day: int) -> None:
        """Let everything happen that is due up to and including `day`; an error leaves the run as it was.

        Raises ScenarioError for a fee that is not known.
        """
        mark = self._mark()
        try:
            self._advance(day)
        except BaseException:
            self._return(*mark)
            raise

    def _advance(self, day: int) -> None:
        facts, step, terms = self.facts, self.step, self.terms
        run_row = step.lifecycle.run_row
        due = due_day, trigger = next_due(facts, terms)
        while due_day <= day:
            done = due
            assert due_day >= facts.day, "what is due lies behind"
            facts.day = step.day = due_day
            run_row(step, trigger)
            if step.asking:
                self._settle()
            due = due_day, trigger = next_due(facts, terms)
            if due == done:
                raise ImpossibleTriggerError(f"{trigger} of {date.fromordinal(due_day)} does not move what is due")
        facts.day = step.day = day

    def act(self, day: int, action: Action) -> Accepted | Refused:
        """Let the action happen on `day`, after what is due and before what it makes due; return what became of it.

        Raises ScenarioError for names that do not exist and for a fee that is not known; the run is then as it was.
        """
        mark = self._mark()
        try:
            return self._act(day, action)
        except BaseException:
            self._return(*mark)
            raise

    def _act(self, day: int, action: Action) -> Accepted | Refused:
        self._advance(day)
        step = self.step
        step.action = action
        for plan_id in (action.plan, action.to if action.do == "change_plan" else None):
            if isinstance(plan_id, str):
                step.plan(plan_id)
        count = len(step.entries)
        outcome = step.lifecycle.fire(step, action.do)
        if step.asking:
            self._settle()
        self._advance(day)
        return Accepted(outcome.rule, tuple(step.entries[count:])) if isinstance(outcome, Accepted) else outcome

    def refuse_earlier(self, action: Action) -> Refused:
        """Refuse an action of a day before the member's own, before the table is asked (TIME-2)."""
        step = self.step
        step.seq += 1
        allowed = step.lifecycle.allowed(step)
        step.entries.append(
            RefusedEntry(step.seq, step.day, self.facts.state, ("TIME-2",), "time.back", action, allowed)
        )
        return Refused("TIME-2", allowed)

    def _settle(self) -> None:
        """Ask the payment source once for what is owed and fire the outcome (the second step of a charge)."""
        step = self.step
        owed = self.facts.owed
        assert owed is not None, "a try with nothing owed"
        taken, step.method, step.reasons = self.source.attempt(owed.amount, step.day)
        step.lifecycle.run_row(step, "taken" if taken else "declined")
        step.asking = None

    def copy(self) -> Run:
        """Return an independent run that goes on from this moment, with no entries of its own yet."""
        script = self.source.lines if isinstance(self.source, ScriptSource) else None
        return Run(self.terms, self.snapshot(), script, self.step.lifecycle)

    def _mark(self) -> tuple[tuple[object, ...], Wallet, int, int, int]:
        return self.facts.values(), self.source.wallet, self.source.tries, self.step.seq, len(self.step.entries)

    def _return(self, facts: tuple[object, ...], wallet: Wallet, tries: int, seq: int, entry_count: int) -> None:
        self.facts.restore(facts)
        self.source.wallet, self.source.tries = wallet, tries
        step = self.step
        step.day, step.seq, step.asking = self.facts.day, seq, None
        del step.entries[entry_count:]

    def go_to(self, moment: Snapshot) -> None:
        """Stand where a snapshot of this run was taken, with no entries."""
        self.facts.restore(moment)
        self.source.wallet, self.source.tries = moment.wallet, moment.run_tries
        step = self.step
        step.day, step.seq, step.asking = moment.day, moment.seq, None
        step.entries.clear()

    def snapshot(self) -> Snapshot:
        """Return every fact at this moment."""
        return self.facts.snapshot(self.source.wallet, self.source.tries, self.step.seq)


def first_snapshot(scenario: Scenario) -> Snapshot:
    """Return where the scenario starts: its `given`, or a prospect on the day of the first event."""
    if scenario.given is not None:
        return scenario.given
    if not scenario.events:
        raise ScenarioError("nothing to run: the scenario has neither events nor a given state")
    return Snapshot("prospect", scenario.events[0].day, scenario.plan, wallet=scenario.wallet)


def last_day_of_run(scenario: Scenario, run: Run) -> int:
    """Advance to the end of a run and return it: `until`, or when nothing more is due, at most a year on."""
    if scenario.until_day is not None:
        run.advance(scenario.until_day)
        return scenario.until_day
    last_event_day = scenario.events[-1].day if scenario.events else run.facts.day
    horizon_day = anchored_day(last_event_day, HORIZON_MONTHS)
    run.advance(horizon_day)
    if next_due(run.facts, run.terms)[0] < NEVER:
        return horizon_day
    entries = run.step.entries
    last_day = max(last_event_day, entries[-1].day if entries else last_event_day)
    run.facts.day = last_day
    return last_day


def run_events(
    scenario: Scenario,
    lifecycle: Lifecycle = LIFECYCLE,
    until_day: int | None = None,
    on_event: Callable[[Event, Accepted | Refused], None] | None = None,
) -> Run:
    """Return a run after the events of the scenario, or only those up to and including `until_day`.

    Raises ScenarioError, with the place of the event, for a story that cannot be run.
    """
    check_story(scenario)
    start = first_snapshot(scenario)
    if until_day is not None and until_day < start.day:
        raise ScenarioError(
            f"{date.fromordinal(until_day)} lies before the run, which starts on {date.fromordinal(start.day)}"
        )
    run = Run(scenario.book.terms(scenario.sales_tax), start, scenario.payments, lifecycle)
    for event in scenario.events:
        if until_day is not None and event.day > until_day:
            break
        try:
            outcome = run._act(event.day, event.action)  # an error ends this run: there is nothing to go back to
        except ScenarioError as error:
            raise _placed(error, event) from None
        if on_event is not None:
            on_event(event, outcome)
    if until_day is not None:
        run.advance(until_day)
    return run


def simulate(
    scenario: Scenario | str | os.PathLike[str],
    *,
    start: Snapshot | None = None,
    lifecycle: Lifecycle = LIFECYCLE,
    on_event: Callable[[Event, Accepted | Refused], None] | None = None,
) -> Timeline:
    """Return the billing timeline of a scenario, or of the single document of a scenario file.

    `start` replaces the scenario's `given`. The same scenario gives the same entries on every machine.
    Raises InputError for a file with problems, ScenarioError for a story that cannot be run.
    """
    story = told_scenario(scenario)
    if start is not None:
        refuse(wrong_values(start, Snapshot, "start"))
        story = story._replace(given=start)
    run = run_events(story, lifecycle, on_event=on_event)
    try:
        until_day = last_day_of_run(story, run)
    except ScenarioError as error:
        raise _placed(error, story.events[-1] if story.events else None) from None
    return Timeline(story, first_snapshot(story), tuple(run.step.entries), until_day, run.snapshot())


def _placed(error: ScenarioError, event: Event | None) -> ScenarioError:
    """Return the error with the place of the event after which, or at which, it came."""
    where = f"{event.place}: " if event and event.place else ""
    placed = ScenarioError(*(where + problem for problem in error.problems))
    placed.missing = error.missing
    return placed


def told_scenario(scenario: Scenario | str | os.PathLike[str]) -> Scenario:
    """Return a scenario as it is, or the only document of the file at a path; raises InputError."""
    if isinstance(scenario, Scenario):
        return scenario
    from membership_sim.files.errors import InputError, Problem
    from membership_sim.files.scenario_file import load_scenarios

    name = path_text(scenario, "the scenario", "a Scenario or the path of a file")
    scenarios = load_scenarios(name)
    if len(scenarios) != 1:
        message = f"{len(scenarios)} documents, a file with one is allowed here: Scenario.load_all takes any"
        raise InputError([Problem(Place(name, 0, 0), message)])
    return scenarios[0]
