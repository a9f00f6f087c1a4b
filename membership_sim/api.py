"""`Member`: one account, step by step, with a clock that you move. Dates in, dates out; any number side by side."""

from __future__ import annotations

import os
from datetime import date
from typing import Any, Final, Literal

from membership_sim.edge import Day, day_number, month_end_number, refuse, refused, tax_rate
from membership_sim.entries import Entry
from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.options import Option, options
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import (
    ARGUMENTS,
    DEFAULT_BOOK,
    Action,
    ActionName,
    Benefit,
    DeclineReason,
    Event,
    Method,
    Scenario,
    ScenarioError,
    ScriptLine,
    State,
    Wallet,
    wrong_arguments,
)
from membership_sim.simulate import Run
from membership_sim.story import story_problems
from membership_sim.timeline import Timeline

# What takes a public value of an argument to the core's; the other kinds of argument are the same on both sides.
READERS: Final = {"month": month_end_number, "date": day_number}


class Member:
    """One account under a rule book, moved step by step.

    `rulebook` is a `RuleBook`, a shipped name or a path; `wallet` the methods on file (default: a card that never
    fails), `payments` scripted outcomes instead; `sales_tax` a rate such as "8.875%" (default: none), for a book whose
    fees have it added; `start` a snapshot to go on from.

    Each action takes the day it happens on (default: the member's day), lets everything due come first, and returns
    `Accepted` with the entries that it wrote, or `Refused` with the rule and what is allowed now. What cannot be tried
    at all (an unknown plan, a fee that is not known, text that is no date) raises ScenarioError, with every problem of
    the call, and changes nothing. Copies and pickles of a member are members of their own.

    >>> member = Member("amazon.co.jp", plan="monthly")
    >>> member.join("2025-01-31").entries[0].state
    'trial'
    >>> [charge.amount for charge in member.advance("2025-03-05") if charge.kind == "charge"]
    [600]
    >>> member.resume()
    Refused(rule='PAUSE-7', allowed=('use', 'cancel', 'pause', ...))
    """

    def __init__(
        self,
        rulebook: RuleBook | str | os.PathLike[str] = DEFAULT_BOOK,
        *,
        plan: str | None = None,
        wallet: Wallet | None = None,
        payments: tuple[ScriptLine, ...] | None = None,
        sales_tax: str | None = None,
        start: Snapshot | None = None,
        title: str = "A member, step by step",
    ) -> None:
        book = rulebook if isinstance(rulebook, RuleBook) else RuleBook.load(rulebook)
        own = {"plan": plan, "wallet": wallet} if start is not None else {}
        if plan is None:
            plan = start.plan if isinstance(start, Snapshot) else book.default_plan
        told = Scenario(title, book, (), plan, Wallet() if wallet is None else wallet, payments, given=start)
        refuse(
            [f"{name} beside start, a snapshot has its own" for name, value in own.items() if value is not None],
            story_problems(told, {"given": "start"}),
            refused(tax_rate, sales_tax, book),
        )
        self._scenario = told._replace(sales_tax=tax_rate(sales_tax, book))
        self._events: list[Event] = []
        self._run = None if start is None else self._begin(start)

    def __repr__(self) -> str:
        scenario = self._scenario
        where = f"{self.state} on {self.today}" if self._run else "not yet begun"
        return f"<Member of {scenario.book.name}: {self._run.facts.plan if self._run else scenario.plan}, {where}>"

    def to_html(self, lang: str = "en") -> str:
        """Return what holds today, what is due next and the timeline so far as a piece of HTML."""
        from membership_sim.show.html_member import member_fragment

        return member_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __getstate__(self) -> tuple[Any, ...]:
        begun = (self._start, self._run.snapshot(), tuple(self._run.step.entries)) if self._run else None
        return (self._scenario, tuple(self._events), begun)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._scenario, events, begun = state
        self._events = list(events)
        self._run = None
        if begun:
            start, now, entries = begun
            self._run = self._begin(now)
            self._run.step.entries.extend(entries)
            self._start = start

    def _begin(self, start: Snapshot) -> Run:
        self._start = start
        return Run(self._scenario.book.terms(self._scenario.sales_tax), start, self._scenario.payments)

    def _on(self, day: int) -> Run:
        """Return the run, or one that begins on `day`: it becomes the member's when something has happened in it."""
        scenario = self._scenario
        return self._run or self._begin(Snapshot("prospect", day, scenario.plan, wallet=scenario.wallet))

    def _begun(self) -> Run:
        """Return the run; raises ScenarioError before the first action."""
        if self._run is None:
            raise ScenarioError("the first action needs its day, such as join('2025-01-31')")
        return self._run

    def _act(self, on: Day | None, do: ActionName, **told: Any) -> Accepted | Refused:
        day, action = self._read(on, do, told)
        run = self._on(day)
        if day < run.facts.day:
            return run.refuse_earlier(action)
        outcome = run.act(day, action)
        self._run = run
        self._events.append(Event(day, action, outcome.rule if outcome.refuses else False))
        return outcome

    def _read(self, on: Day | None, do: ActionName, told: dict[str, Any]) -> tuple[int, Action]:
        """Return the day and the action of a call in the core's values; raises ScenarioError with all that is wrong."""
        problems = list(refused(self._on_day, on))
        values = dict(told)
        for name, argument in ARGUMENTS[do].items():
            if argument.kind in READERS and told[name] is not None:
                try:
                    values[name] = READERS[argument.kind](told[name], f"{name} of {do}", self._scenario.book.time_zone)
                except ScenarioError as error:
                    problems += error.problems
                    values[name] = 1  # the number of some day: this argument has been told of
        action = Action(do, **values)
        refuse(problems, wrong_arguments(action))
        return self._on_day(on), action

    def _on_day(self, on: Day | None) -> int:
        return self._begun().facts.day if on is None else day_number(on, "the day", self._scenario.book.time_zone)

    @property
    def state(self) -> State:
        """The state now."""
        return "prospect" if self._run is None else self._run.facts.state

    @property
    def today(self) -> date:
        """The member's day, which `advance` and the actions move; raises ScenarioError before the first."""
        return date.fromordinal(self._begun().facts.day)

    @property
    def scenario(self) -> Scenario:
        """The story so far, as a scenario: simulated, it gives the member's timeline.

        Refusals are expected in it; an action refused for its early date (TIME-2) is left out, no story can hold it.
        """
        return self._scenario._replace(events=tuple(self._events), until_day=self._run.facts.day if self._run else None)

    @property
    def timeline(self) -> Timeline:
        """The timeline up to the member's day."""
        run = self._begun()
        return Timeline(self.scenario, self._start, tuple(run.step.entries), run.facts.day, run.snapshot())

    def advance(self, to: Day) -> tuple[Entry, ...]:
        """Let everything happen that is due up to and including a day; return the entries it wrote.

        Raises ScenarioError for a day before the member's own.
        """
        day = day_number(to, "the day", self._scenario.book.time_zone)
        run = self._on(day)
        if day < run.facts.day:
            raise ScenarioError(f"dates go back to {to} after {self.today} (TIME-2)")
        count = len(run.step.entries)
        run.advance(day)
        self._run = run
        return tuple(run.step.entries[count:])

    def snapshot(self) -> Snapshot:
        """Return every fact now: what `start` and a scenario's `given` take."""
        return self._begun().snapshot()

    def options(self) -> list[Option]:
        """Return what each action that is allowed now would do, each simulated."""
        return options(self._begun())

    def allowed(self) -> tuple[str, ...]:
        """Return the actions that some arguments make possible now, in the order of the matrix."""
        step = self._begun().step
        return step.lifecycle.allowed(step)

    def join(self, on: Day | None = None, *, plan: str | None = None, trial: bool | None = None) -> Accepted | Refused:
        """Join, or rejoin after a cancellation; `trial=False` declines the trial (JOIN-1, JOIN-2, REJOIN-1)."""
        return self._act(on, "join", plan=plan, trial=trial)

    def use(
        self, benefit: Benefit, on: Day | None = None, *, by: str | None = None, value: int | None = None
    ) -> Accepted | Refused:
        """Use a benefit, oneself or `by` a family member; `value` in minor units (BENEFIT-1, FAMILY-1)."""
        return self._act(on, "use", benefit=benefit, by=by, value=value)

    def cancel(self, on: Day | None = None, *, when: Literal["later", "now"] = "later") -> Accepted | Refused:
        """Cancel at the period's end, or now (CANCEL-1, CANCEL-2)."""
        return self._act(on, "cancel", when=when)

    def keep(self, on: Day | None = None) -> Accepted | Refused:
        """Withdraw a waiting cancel or pause (CANCEL-4)."""
        return self._act(on, "keep")

    def pause(self, on: Day | None = None) -> Accepted | Refused:
        """Ask for a pause from the period's end (PAUSE-1)."""
        return self._act(on, "pause")

    def resume(self, on: Day | None = None) -> Accepted | Refused:
        """End the pause: the fee is charged at once (PAUSE-4)."""
        return self._act(on, "resume")

    def change_plan(self, to: str, on: Day | None = None) -> Accepted | Refused:
        """Ask for another plan, or withdraw a waiting change by asking for the current one (PLAN-1, PLAN-3)."""
        return self._act(on, "change_plan", to=to)

    def pay(self, on: Day | None = None) -> Accepted | Refused:
        """Have the owed charge tried once more (PAY-5)."""
        return self._act(on, "pay")

    def terminate(self, on: Day | None = None, *, misuse: bool | None = None) -> Accepted | Refused:
        """Let Amazon end the membership (TERM-1, REFUND-5)."""
        return self._act(on, "terminate", misuse=misuse)

    def add_family(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Share delivery and sales with a family member (FAMILY-1)."""
        return self._act(on, "add_family", name=name)

    def remove_family(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Stop sharing with a family member (FAMILY-1)."""
        return self._act(on, "remove_family", name=name)

    def add_method(self, method: Method, on: Day | None = None) -> Accepted | Refused:
        """File a payment method; it goes last (PAY-8)."""
        return self._act(on, "add_method", method=method)

    def update_method(self, name: str, on: Day | None = None, *, expires: Day | None = None) -> Accepted | Refused:
        """Mend a method; `expires` is the month that a card is good through (PAY-8)."""
        return self._act(on, "update_method", name=name, expires=expires)

    def remove_method(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Take a method off file (PAY-8)."""
        return self._act(on, "remove_method", name=name)

    def set_default(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Have a method tried first (PAY-1, PAY-8)."""
        return self._act(on, "set_default", name=name)

    def block_method(
        self, name: str, reason: DeclineReason, on: Day | None = None, *, until: Day | None = None
    ) -> Accepted | Refused:
        """Let a method fail for a reason, until the day on which it works again (PAY-2, PAY-8)."""
        return self._act(on, "block_method", name=name, reason=reason, until=until)

    def unblock_method(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Let a method work again (PAY-8)."""
        return self._act(on, "unblock_method", name=name)

    def top_up(self, name: str, amount: int, on: Day | None = None) -> Accepted | Refused:
        """Add to a gift balance, in minor units (PAY-8)."""
        return self._act(on, "top_up", name=name, amount=amount)

    def set_reminder(self, to: bool, on: Day | None = None) -> Accepted | Refused:
        """Switch the reminder on or off (NOTICE-1)."""
        return self._act(on, "set_reminder", to=to)

    def set_graduation(self, month: Day, on: Day | None = None) -> Accepted | Refused:
        """Note the month of graduation, such as `2027-03` (PLAN-2)."""
        return self._act(on, "set_graduation", month=month)
