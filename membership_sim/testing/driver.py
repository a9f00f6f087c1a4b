"""Any subscription system beside the model, driven by Hypothesis: what it does otherwise becomes a shrunk scenario.

Write an `Adapter`, and `TestMine = driver(MyAdapter, rulebook="generic").TestCase` is a test for pytest and unittest.
"""

from __future__ import annotations

import os
from random import Random
from typing import ClassVar, Final, cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from membership_sim.calendar import anchored_day
from membership_sim.edge import tax_rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import DEFAULT_BOOK, Action, ActionName, Scenario, ScriptLine, Wallet
from membership_sim.simulate import Run
from membership_sim.testing.acts import act, first_fee_day, known_plans
from membership_sim.testing.adapter import Adapter, check_adapter, limits
from membership_sim.testing.choosing import Choose, pick
from membership_sim.testing.divergence import Differs, SystemDivergence
from membership_sim.testing.driven_case import TestCaseOf
from membership_sim.testing.leaps import leap
from membership_sim.testing.side_by_side import SideBySide, replay
from membership_sim.testing.telling import first_day_of, last_known_day
from membership_sim.testing.wallets import wallet

__all__ = ["Adapter", "Differs", "DrivenSystem", "SystemDivergence", "driver", "replay"]

_TRIES: Final = (1, 2, 3, 4, 5, 6, 8)
# In one of so many steps nothing happens: the first choice says so, that a step may easily be left out.
_IDLE: Final = 16
_WAITS: Final = 8  # in one of so many time only passes
_RUNS: Final = (1, 2, 4, 5)  # of declined tries: four lead to a suspension

# Not `st.data()`, which would print a line for each draw.
chances: Final = st.randoms(use_true_random=False)


class DrivenSystem(RuleBasedStateMachine):
    """A system beside the model, moved by rules; a subclass names its `adapter`, and may add rules of its own.

    `rulebook` is what the model goes by, `sales_tax` what comes on top; a story lasts at most `max_years`. What a test
    case fails by is written into the folder `keep`, if one is named.
    """

    adapter: ClassVar[type[Adapter]] = Adapter
    rulebook: ClassVar[RuleBook | str | os.PathLike[str]] = DEFAULT_BOOK
    sales_tax: ClassVar[str | None] = None
    max_years: ClassVar[int] = 5
    keep: ClassVar[str | os.PathLike[str] | None] = None

    both: SideBySide
    last_day: int

    TestCase = TestCaseOf()  # type: ignore[assignment] # of its own, which keeps what it finds

    @initialize(chance=chances)
    def begin(self, chance: Random) -> None:
        """Open an account on some day, with some plan and payments that succeed or fail."""
        choose, adapter, book = chance.randrange, self.adapter, _loaded(self.rulebook)
        check_adapter(adapter, book)
        terms = book.base_terms
        sold = adapter.plans or tuple(book.plans)
        first_day = max(
            first_day_of(choose, terms),
            min(first_fee_day(terms, terms.plans[plan]) for plan in sold),
        )
        plans = [plan for plan in known_plans(terms, first_day) if plan in sold]
        plan = book.default_plan if book.default_plan in plans and choose(2) == 0 else pick(choose, plans)
        on_file = wallet(choose, first_day, terms.plans[plan].prices[-1].fee) if adapter.wallets else Wallet()
        payments = _script(choose, adapter)
        tax = tax_rate(self.sales_tax, book)
        story = Scenario(f"A story of {adapter.__name__}", book, (), plan, on_file, payments, sales_tax=tax)
        self.last_day = min(anchored_day(first_day, 12 * self.max_years), last_known_day(terms))
        self.both = SideBySide(adapter, story, first_day)

    @property
    def run(self) -> Run:
        """The model's side."""
        return self.both.run

    @rule(chance=chances)
    def live(self, chance: Random) -> None:
        """Let time pass to a day on which something matters, and mostly do there what leads on; at times anything.

        One rule, not one for each action: the chances of stories are weighed by state, and Hypothesis leaves out rules.
        """
        choose = chance.randrange
        if choose(_IDLE) == 0:
            return
        self.both.advance(min(leap(choose, self.run, self.last_day), self.last_day))
        if choose(_WAITS):
            self._act(choose, act(choose, self.run, self._actions()))

    def _actions(self) -> tuple[ActionName, ...]:
        return cast("tuple[ActionName, ...]", tuple(limits(self.adapter)))

    def _act(self, choose: Choose, action: Action) -> None:
        """Let somebody do what was chosen, with arguments that the system knows; nothing if there are none."""
        if action.do not in limits(self.adapter):
            return
        for name, values in limits(self.adapter)[action.do].items():
            action = action._replace(**{name: pick(choose, values)})
        sold = self.adapter.plans
        if sold is not None and action.do == "join" and action.plan not in (None, *sold):
            action = action._replace(plan=pick(choose, sold))
        if sold is not None and action.do == "change_plan" and action.to not in sold:
            action = action._replace(to=pick(choose, sold))
        self.both.act(action)


def driver(
    adapter: type[Adapter],
    rulebook: RuleBook | str | os.PathLike[str] = DEFAULT_BOOK,
    *,
    sales_tax: str | None = None,
    max_years: int = 5,
    keep: str | os.PathLike[str] | None = None,
) -> type[DrivenSystem]:
    """Return the state machine of a system; its `TestCase` is the test. Raises ScenarioError for what nothing has."""
    book = _loaded(rulebook)
    check_adapter(adapter, book)
    tax_rate(sales_tax, book)
    values = {"adapter": adapter, "rulebook": book, "sales_tax": sales_tax, "max_years": max_years, "keep": keep}
    return type(f"Driven{adapter.__name__}", (DrivenSystem,), {**values, "__module__": adapter.__module__})


def _loaded(rulebook: RuleBook | str | os.PathLike[str]) -> RuleBook:
    return rulebook if isinstance(rulebook, RuleBook) else RuleBook.load(rulebook)


def _script(choose: Choose, adapter: type[Adapter]) -> tuple[ScriptLine, ...] | None:
    """Return declined tries in a row, or none."""
    if not adapter.reasons or choose(2) == 0:
        return None
    first, reason = pick(choose, _TRIES), pick(choose, adapter.reasons)
    return tuple(ScriptLine(number=first + number, decline=reason) for number in range(pick(choose, _RUNS)))
