"""A story while it is told: each event is chosen by what has become of the member, which runs along."""

from __future__ import annotations

from datetime import date
from typing import Final

from membership_sim.calendar import anchored_day
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, Rate, parse_rate
from membership_sim.oracle.laws.change import stands_alone
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import LAST_YEAR, Action, Event, Scenario, ScriptLine
from membership_sim.simulate import Run, run_events
from membership_sim.testing.acts import act_by_temper, first_fee_day, known_plans
from membership_sim.testing.choosing import Choose, one_in, pick
from membership_sim.testing.leaps import Temper, leap, turning_days
from membership_sim.testing.wallets import payment_script, wallet

_SIMPLE_DAY: Final = date(2025, 1, 31).toordinal()
_FIRST_DAYS: Final = tuple(
    date.fromisoformat(text).toordinal()
    for text in ("2024-01-31", "2024-02-29", "2023-02-28", "2025-03-31", "2023-12-31", "2024-08-30", "2024-11-30")
)
_EARLIEST, _LATEST = date(2018, 1, 1).toordinal(), date(2030, 12, 31).toordinal()  # of days without a reason
_LONG: Final = 60  # days from a new fee until renewals pay it, in which a member can join, pause and resume
_TAXES: Final = ("8.875%", "10%", "0.5%", "6.25%")
# How many steps a story of each temper has, and how many stories of a dozen are of it.
_STEPS: Final[dict[Temper, tuple[int, ...]]] = {
    "any": (2, 6, 10, *[18] * 6, 30, 40),
    "calm": (6, 10, 18),
    "restless": (40, 30, 36),
}
_OF_NO_KIND: Final[tuple[Temper, ...]] = ("any",) * 7
_TEMPERS: Final[tuple[Temper, ...]] = (*_OF_NO_KIND, "calm", "calm", "restless", "restless", "restless")
_IDLE: Final = 16  # in one of so many steps nothing happens


class StoryUnderWay:
    """One story under way: each of its `steps` adds an event or none, `scenario` returns what was told."""

    def __init__(self, choose: Choose, book: RuleBook, max_years: int = 10, title: str = "A generated story") -> None:
        terms = book.base_terms
        self.temper = pick(choose, _TEMPERS)
        first_day = first_day_of(choose, terms, self.temper)
        self.title = title
        self.book = book
        self.last_day = min(anchored_day(first_day, 12 * max_years), last_known_day(terms))
        self.plan = _first_plan(choose, book, first_day, self.temper)
        self.wallet = wallet(choose, first_day, terms.plans[self.plan].prices[-1].fee)
        self.payments: tuple[ScriptLine, ...] | None = None
        if one_in(choose, 4):
            self.payments = payment_script(choose, self.wallet, first_day)
        self.sales_tax = _sales_tax(choose, book)
        self.steps = range(pick(choose, _STEPS[self.temper]))
        start = Snapshot("prospect", first_day, self.plan, wallet=self.wallet)
        self.given: Snapshot | None = None
        if one_in(choose, 24):
            self.given = start = start._replace(trial_used=True)
        self.run = Run(book.terms(self.sales_tax), start, self.payments)
        self.events: list[Event] = []

    def tell(self, choose: Choose) -> Scenario:
        """Return the whole story, all of its steps by the same choices."""
        for _ in self.steps:
            if not self.step(choose):
                break
        return self.scenario(choose)

    def step(self, choose: Choose) -> bool:
        """Add the next event, or none: the first choice says which, so that a step is easily left out.

        False when the next event would lie after the story's last day: then the story is over.
        """
        if choose(_IDLE) == 0:
            return True
        day = leap(choose, self.run, self.last_day, self.temper)
        if day > self.last_day:
            return False
        self.run.advance(day)
        action = act_by_temper(choose, self.run, self.temper)
        outcome = self.run.act(day, action)  # one that is refused leaves the member as it is
        self.events.append(Event(day, action, outcome.rule if outcome.refuses else False))
        return True

    def scenario(self, choose: Choose) -> Scenario:
        """Return the story as it is by now; the day of its end may be told or not."""
        if not self.events:
            self.events.append(Event(self.run.facts.day, Action("join")))
        last_event_day = self.events[-1].day
        length = pick(choose, (None, None, 0, 1, 31, 366))
        until_day = None if length is None else min(last_event_day + length, max(self.last_day, last_event_day))
        events = tuple(self.events)
        whole = Scenario(
            self.title, self.book, events, self.plan, self.wallet, self.payments, until_day, self.given, self.sales_tax
        )
        return tail(whole, 1 + choose(len(events))) if one_in(choose, 16) else whole


def first_day_of(choose: Choose, terms: Terms, temper: Temper = "any") -> int:
    """Return the first day of a story: a simple one, a month's end, one before a step of some value, or any."""
    long_steps = _long_steps(terms)
    kind = 4 if temper == "calm" else choose(10)
    if long_steps and temper != "calm" and choose(2):
        day = pick(choose, long_steps) + pick(choose, (0, 1, -30, 10))
    elif kind < 4:
        day = _SIMPLE_DAY
    elif kind < 6:
        day = pick(choose, _FIRST_DAYS)
    elif kind < 8:
        turning = sorted({day for day in turning_days(terms) if day > _EARLIEST})
        day = pick(choose, turning or _FIRST_DAYS) - pick(choose, (0, 0, 1, 30, 31, 100, 365, 366))
    else:
        day = _EARLIEST + choose(_LATEST - _EARLIEST)
    return max(day, first_known_day(terms))


def _long_steps(terms: Terms) -> list[int]:
    """Return the first days of steps of price that renewals follow only after a period and a pause (PRICE-1)."""
    steps = (step for plan in terms.plans.values() for step in plan.prices)
    return sorted({step.new_from for step in steps if step.renewals_from - step.new_from > _LONG})


def first_known_day(terms: Terms) -> int:
    """Return the first day of which a story can be told: some plan has a fee, and the holidays are known."""
    first = min(first_fee_day(terms, plan) for plan in terms.plans.values())
    return max(first, terms.holidays.first_day) if _needs_holidays(terms) else first


def last_known_day(terms: Terms) -> int:
    """Return the last day that a story may name; where refunds ask for holidays, these must be known (REFUND-4)."""
    last = date(LAST_YEAR, 12, 31).toordinal()
    if not _needs_holidays(terms):
        return last
    free = max(days or 0 for _, days in terms.refund_free_business_days)
    return min(last, terms.holidays.end_day - 1 - 14 - 2 * free)


def _needs_holidays(terms: Terms) -> bool:
    return any(days is not None for _, days in terms.refund_free_business_days)


def _first_plan(choose: Choose, book: RuleBook, day: int, temper: Temper) -> str:
    plans = known_plans(book.base_terms, day)
    if temper == "calm":  # many periods, so that an anchor is counted from often
        months = {plan: book.plans[plan].months for plan in plans if book.plans[plan].months}
        return min(months or plans, key=lambda plan: months.get(plan, 0))
    return book.default_plan if book.default_plan in plans and choose(2) == 0 else pick(choose, plans)


def _sales_tax(choose: Choose, book: RuleBook) -> Rate:
    return parse_rate(pick(choose, _TAXES)) if book.tax == "added" and choose(2) else NO_TAX


def tail(whole: Scenario, count: int) -> Scenario:
    """Return the story without its first `count` events: it starts in the middle of the life that they lead to.

    It stays whole if its script then names a method that is not on file, which a scenario may not.
    """
    given = run_events(whole._replace(events=whole.events[:count])).snapshot()
    later = whole._replace(events=whole.events[count:], given=given, plan=given.plan, wallet=given.wallet)
    return later if stands_alone(later) else whole
