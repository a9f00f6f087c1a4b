"""Hypothesis strategies: rule books, wallets, payment scripts, actions and whole scenarios, valid by construction.

What is drawn shrinks to short stories of simple days under the book `amazon.co.jp`, and a failing example prints as
the files that run it again. `from_type` knows the public types (`hook`), from this import on at the latest.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from random import Random
from typing import Final

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from membership_sim.member import Snapshot
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, Scenario, ScriptLine, Wallet
from membership_sim.simulate import Run, simulate
from membership_sim.testing import acts, books, hook
from membership_sim.testing import instants as moments
from membership_sim.testing import wallets as purses
from membership_sim.testing.choosing import Choose
from membership_sim.testing.telling import StoryUnderWay
from membership_sim.timeline import Timeline

MOST_YEARS: Final = 100
_DAY: Final = date(2025, 1, 31)


_MOST: Final = 256  # above it Hypothesis draws small numbers more often than others
_RANDOMS: Final = st.randoms(note_method_calls=False)
_UNDER_WAY: Final[ContextVar[StoryUnderWay]] = ContextVar("the story that is being drawn")


def _drawn(draw: DrawFn) -> Choose:
    """Return choices that are as likely as their bags say, and that shrink to 0.

    They come from a `Random`, whose numbers Hypothesis draws without giving them a place of their own: what has one is
    copied from place to place while it looks for examples, and most stories would then be hardly new.
    """
    return _choices(draw(_RANDOMS))


def _choices(random: Random) -> Choose:
    def choose(count: int) -> int:
        if count <= _MOST:
            return random.randrange(count)
        return (random.randrange(_MOST) * _MOST + random.randrange(_MOST)) * count // _MOST**2

    return choose


@st.composite
def rule_books(draw: DrawFn) -> RuleBook:
    """Return a strategy of rule books: the shipped ones, some with other readings, and books of other subscriptions.

    >>> rule_books().filter(lambda book: "weekly" in book.plans)
    rule_books().filter(...)
    """
    return books.rule_book(_drawn(draw))


@st.composite
def wallets(draw: DrawFn, on: date = _DAY, fee: int = 600) -> Wallet:
    """Return a strategy of wallets: cards that expire from the month of `on`, gift balances good for some fees."""
    return purses.wallet(_drawn(draw), on.toordinal(), fee)


@st.composite
def payment_scripts(draw: DrawFn, wallet: Wallet = Wallet(), on: date = _DAY) -> tuple[ScriptLine, ...]:  # noqa: B008
    """Return a strategy of scripted outcomes, which name methods of the wallet, for a story that starts on `on`."""
    return purses.payment_script(_drawn(draw), wallet, on.toordinal())


@st.composite
def actions(draw: DrawFn, book: RuleBook, wallet: Wallet = Wallet(), on: date = _DAY) -> Action:  # noqa: B008
    """Return a strategy of actions, each as likely as the others, whose names the book and the wallet have."""
    choose = _drawn(draw)
    start = Snapshot("prospect", on.toordinal(), book.default_plan, wallet=wallet)
    return acts.arguments(choose, acts.any_action(choose), Run(book.base_terms, start))


@st.composite
def methods(draw: DrawFn, on: date = _DAY, fee: int = 600) -> Method:
    """Return a strategy of payment methods: cards, accounts and gift balances, some of them blocked."""
    return purses.method(_drawn(draw), [], on.toordinal(), fee)


@st.composite
def instants(draw: DrawFn, on: date = _DAY, zone: str = "Asia/Tokyo") -> datetime:
    """Return a strategy of instants whose local day in the zone is `on`: near midnight, and where clocks change."""
    return moments.instant(_drawn(draw), on, zone)


@st.composite
def _stories(draw: DrawFn, of_books: SearchStrategy[RuleBook], max_years: int) -> Scenario:
    book, choose = draw(of_books), _drawn(draw)
    telling = StoryUnderWay(choose, book, max_years)
    before = _UNDER_WAY.set(telling)
    try:
        for number in telling.steps:
            if not draw(_step(number)):
                break
    finally:
        _UNDER_WAY.reset(before)
    return telling.scenario(choose)


@cache
def _step(number: int) -> SearchStrategy[bool]:
    """Return one step of the story under way, which Hypothesis can leave out by itself; each has a name, so none copies
    another. It is made once, since making a strategy costs more than drawing from it.
    """

    def told(**randoms: Random) -> bool:
        [random] = randoms.values()
        return _UNDER_WAY.get().step(_choices(random))

    return st.builds(told, **{f"step_{number}": _RANDOMS})


def scenarios(books: SearchStrategy[RuleBook] | None = None, max_years: int = 10) -> SearchStrategy[Scenario]:
    """Return a strategy of whole scenarios under rule books of `books` (default: `rule_books()`).

    No event lies more than `max_years` after the first. An event that the model refuses says by which rule.
    """
    if books is not None and not isinstance(books, SearchStrategy):
        raise InvalidArgument(f"books is {books!r}, a strategy of rule books is allowed, such as just(book)")
    if type(max_years) is not int or not 0 < max_years <= MOST_YEARS:
        raise InvalidArgument(f"max_years is {max_years!r}, a whole number from 1 to {MOST_YEARS} is allowed")
    return _stories(rule_books() if books is None else books, max_years)


def events() -> SearchStrategy[Event]:
    """Return a strategy of single events, each out of some story."""
    return scenarios().filter(lambda scenario: scenario.events != ()).flatmap(lambda its: st.sampled_from(its.events))


def timelines() -> SearchStrategy[Timeline]:
    """Return a strategy of what stories make happen."""
    return scenarios().map(simulate)


def snapshots() -> SearchStrategy[Snapshot]:
    """Return a strategy of members at the end of some story, true to the rule book of that story."""
    return timelines().map(lambda timeline: timeline.end)


def script_lines() -> SearchStrategy[ScriptLine]:
    """Return a strategy of scripted outcomes of single tries or days."""
    return payment_scripts().flatmap(st.sampled_from)


def any_actions() -> SearchStrategy[Action]:
    """Return a strategy of actions under any rule book."""
    return rule_books().flatmap(actions)


# An environment without the installed entry point learns the types here.
hook.register()
