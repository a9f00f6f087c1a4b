"""`Member`: one account, step by step, with a clock that you move. Dates in, dates out; any number side by side."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from membership_sim.calendar import local_day, month_end_day
from membership_sim.entries import Entry
from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, parse_rate
from membership_sim.options import Option, options
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import (
    DEFAULT_BOOK,
    FIRST_YEAR,
    LAST_YEAR,
    Action,
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
from membership_sim.story import script_problems, snapshot_problems, wallet_problems
from membership_sim.timeline import Timeline

Day = date | str


def to_day(on: Day, zone: str = "UTC") -> int:
    """Return the day's number of a date, of an instant in the zone, or of ISO text such as `2025-03-05` (TIME-1).

    Raises ValueError for other text, ScenarioError for a year out of bounds.
    """
    if isinstance(on, datetime):
        on = local_day(on, zone)
    elif isinstance(on, str):
        on = date.fromisoformat(on)
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise ScenarioError(f"{on} is out of bounds, the years {FIRST_YEAR} to {LAST_YEAR} are allowed")
    return on.toordinal()


def to_month_end(month: Day) -> int:
    """Return the last day of a month given as `2026-04`, or as any date in it."""
    if isinstance(month, str) and len(month) == 7:
        month = f"{month}-01"
    return month_end_day(to_day(month))


class Member:
    """One account under a rule book, moved step by step.

    `rulebook` is a `RuleBook`, a shipped name or a path; `wallet` the methods on file (default: a card that never
    fails), `payments` scripted outcomes instead; `sales_tax` a rate such as "8.875%", for a book whose fees have it
    added; `start` a snapshot to go on from.

    Each action takes the day it happens on (default: the member's day), lets everything due come first, and returns
    `Accepted` with the entries that it wrote, or `Refused` with the rule and what is allowed now. What cannot be tried
    at all (an unknown plan, a fee that is not known) raises ScenarioError and changes nothing.

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
        rulebook: RuleBook | str = DEFAULT_BOOK,
        *,
        plan: str | None = None,
        wallet: Wallet | None = None,
        payments: tuple[ScriptLine, ...] | None = None,
        sales_tax: str | None = None,
        start: Snapshot | None = None,
        title: str = "A member, step by step",
    ) -> None:
        book = RuleBook.load(rulebook) if isinstance(rulebook, str) else rulebook
        if sales_tax is not None and book.tax != "added":
            raise ScenarioError(f"sales_tax is {sales_tax!r}, the fees of the rule book {book.name} include tax")
        rate = NO_TAX if sales_tax is None else parse_rate(sales_tax)
        if start is not None and (plan is not None or wallet is not None):
            raise ScenarioError("plan or wallet beside start, a snapshot has its own")
        plan = plan or (start.plan if start else book.default_plan)
        self._scenario = Scenario(title, book, (), plan, wallet or Wallet(), payments, given=start, sales_tax=rate)
        problems = [*wallet_problems(self._scenario.wallet), *script_problems(payments or ())]
        problems += snapshot_problems(start, book.base_terms) if start is not None else ()
        if problems:
            raise ScenarioError(*problems)
        self._events: list[Event] = []
        self._run: Run | None = None
        if start is not None:
            self._begin(start)
        elif plan not in book.plans:
            raise ScenarioError(f"unknown plan {plan!r}, the rule book has {', '.join(book.plans)}")

    def _begin(self, start: Snapshot) -> Run:
        self._run = Run(self._scenario.book.terms(self._scenario.sales_tax), start, self._scenario.payments)
        self._start = start
        return self._run

    def _on(self, day: int) -> Run:
        """Return the run, begun on `day` if it has not."""
        scenario = self._scenario
        return self._run or self._begin(Snapshot("prospect", day, scenario.plan, wallet=scenario.wallet))

    def _act(self, on: Day | None, action: Action) -> Accepted | Refused:
        day = self._today() if on is None else self._day(on)
        problems = wrong_arguments(action)
        if problems:
            raise ScenarioError(*problems)
        began = self._run is None
        run = self._on(day)
        if day < run.facts.day:
            return run.refuse_earlier(action)
        before, count = run.snapshot(), len(run.step.entries)
        try:
            outcome = run.act(day, action)
            refused = outcome.rule if isinstance(outcome, Refused) else False
        except Exception:
            run.restore(before, count)
            if began:
                self._run = None
            raise
        self._events.append(Event(day, action, refused))
        return outcome

    def _day(self, on: Day) -> int:
        return to_day(on, self._scenario.book.time_zone)

    def _today(self) -> int:
        if self._run is None:
            raise ScenarioError("the first action needs its day, such as join('2025-01-31')")
        return self._run.facts.day

    @property
    def state(self) -> State:
        """The state now."""
        return "prospect" if self._run is None else self._run.facts.state

    @property
    def today(self) -> date:
        """The member's day, which `advance` and the actions move; raises ScenarioError before the first."""
        return date.fromordinal(self._today())

    @property
    def scenario(self) -> Scenario:
        """The story so far, as a scenario: simulated, it gives the member's timeline.

        Refusals are expected in it; an action refused for its early date (TIME-2) is left out, no story can hold it.
        """
        return self._scenario._replace(events=tuple(self._events), until_day=self._run.facts.day if self._run else None)

    @property
    def timeline(self) -> Timeline:
        """The timeline up to the member's day."""
        run = self._on(self._today())
        return Timeline(self.scenario, self._start, tuple(run.step.entries), run.facts.day, run.snapshot())

    def advance(self, to: Day) -> tuple[Entry, ...]:
        """Let everything happen that is due up to and including a day; return the entries it wrote.

        Raises ScenarioError for a day before the member's own.
        """
        day = self._day(to)
        run = self._on(day)
        if day < run.facts.day:
            raise ScenarioError(f"dates go back to {to} after {self.today} (TIME-2)")
        before, count = run.snapshot(), len(run.step.entries)
        try:
            run.advance(day)
        except Exception:
            run.restore(before, count)
            raise
        return tuple(run.step.entries[count:])

    def snapshot(self) -> Snapshot:
        """Return every fact now: what `start` and a scenario's `given` take."""
        return self._on(self._today()).snapshot()

    def options(self) -> list[Option]:
        """Return what each action that is allowed now would do, each simulated."""
        return options(self._on(self._today()))

    def allowed(self) -> tuple[str, ...]:
        """Return the actions that some arguments make possible now, in the order of the matrix."""
        step = self._on(self._today()).step
        return step.lifecycle.allowed(step)

    def join(self, on: Day | None = None, *, plan: str | None = None, trial: bool | None = None) -> Accepted | Refused:
        """Join, or rejoin after a cancellation; `trial=False` declines the trial (JOIN-1, JOIN-2, REJOIN-1)."""
        return self._act(on, Action("join", plan=plan, trial=trial))

    def use(
        self, benefit: Benefit, on: Day | None = None, *, by: str | None = None, value: int | None = None
    ) -> Accepted | Refused:
        """Use a benefit, oneself or `by` a family member; `value` in minor units (BENEFIT-1, FAMILY-1)."""
        return self._act(on, Action("use", benefit=benefit, by=by, value=value))

    def cancel(self, on: Day | None = None, *, when: Literal["later", "now"] = "later") -> Accepted | Refused:
        """Cancel at the period's end, or now (CANCEL-1, CANCEL-2)."""
        return self._act(on, Action("cancel", when=when))

    def keep(self, on: Day | None = None) -> Accepted | Refused:
        """Withdraw a waiting cancel or pause (CANCEL-4)."""
        return self._act(on, Action("keep"))

    def pause(self, on: Day | None = None) -> Accepted | Refused:
        """Ask for a pause from the period's end (PAUSE-1)."""
        return self._act(on, Action("pause"))

    def resume(self, on: Day | None = None) -> Accepted | Refused:
        """End the pause: the fee is charged at once (PAUSE-4)."""
        return self._act(on, Action("resume"))

    def change_plan(self, to: str, on: Day | None = None) -> Accepted | Refused:
        """Ask for another plan, or withdraw a waiting change by asking for the current one (PLAN-1, PLAN-3)."""
        return self._act(on, Action("change_plan", to=to))

    def pay(self, on: Day | None = None) -> Accepted | Refused:
        """Have the owed charge tried once more (PAY-5)."""
        return self._act(on, Action("pay"))

    def terminate(self, on: Day | None = None, *, misuse: bool | None = None) -> Accepted | Refused:
        """Let Amazon end the membership (TERM-1, REFUND-5)."""
        return self._act(on, Action("terminate", misuse=misuse))

    def add_family(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Share delivery and sales with a family member (FAMILY-1)."""
        return self._act(on, Action("add_family", name=name))

    def remove_family(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Stop sharing with a family member (FAMILY-1)."""
        return self._act(on, Action("remove_family", name=name))

    def add_method(self, method: Method, on: Day | None = None) -> Accepted | Refused:
        """File a payment method; it goes last (PAY-8)."""
        return self._act(on, Action("add_method", method=method))

    def update_method(self, name: str, on: Day | None = None, *, expires: Day | None = None) -> Accepted | Refused:
        """Mend a method; `expires` is the month that a card is good through (PAY-8)."""
        return self._act(on, Action("update_method", name=name, expires=to_month_end(expires) if expires else None))

    def remove_method(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Take a method off file (PAY-8)."""
        return self._act(on, Action("remove_method", name=name))

    def set_default(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Have a method tried first (PAY-1, PAY-8)."""
        return self._act(on, Action("set_default", name=name))

    def block_method(
        self, name: str, reason: DeclineReason, on: Day | None = None, *, until: Day | None = None
    ) -> Accepted | Refused:
        """Let a method fail for a reason, until the day on which it works again (PAY-2, PAY-8)."""
        until_day = self._day(until) if until else None
        return self._act(on, Action("block_method", name=name, reason=reason, until=until_day))

    def unblock_method(self, name: str, on: Day | None = None) -> Accepted | Refused:
        """Let a method work again (PAY-8)."""
        return self._act(on, Action("unblock_method", name=name))

    def top_up(self, name: str, amount: int, on: Day | None = None) -> Accepted | Refused:
        """Add to a gift balance, in minor units (PAY-8)."""
        return self._act(on, Action("top_up", name=name, amount=amount))

    def set_reminder(self, to: bool, on: Day | None = None) -> Accepted | Refused:
        """Switch the reminder on or off (NOTICE-1)."""
        return self._act(on, Action("set_reminder", to=to))

    def set_graduation(self, month: Day, on: Day | None = None) -> Accepted | Refused:
        """Note the month of graduation, such as `2027-03` (PLAN-2)."""
        return self._act(on, Action("set_graduation", month=to_month_end(month)))
