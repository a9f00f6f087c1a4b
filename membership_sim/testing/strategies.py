"""Hypothesis strategies: rule books, wallets, payment scripts, actions and whole scenarios, valid by construction.

What is drawn shrinks to short stories of simple days under the book `amazon.co.jp`, and a failing example prints as
the files that run it again. `from_type` knows `Scenario`, `RuleBook` and `Wallet`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from membership_sim.member import Snapshot
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Scenario, ScriptLine, Wallet
from membership_sim.simulate import Run
from membership_sim.testing import acts, books
from membership_sim.testing import wallets as purses
from membership_sim.testing.choosing import Choose
from membership_sim.testing.telling import Telling

MOST_YEARS: Final = 100
_DAY: Final = date(2025, 1, 31)


@cache
def _below(count: int) -> SearchStrategy[int]:
    return st.integers(0, count - 1)


def _drawn(draw: DrawFn) -> Choose:
    return lambda count: draw(_below(count))


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
def _step(draw: DrawFn, telling: Telling) -> bool:
    """Draw one step of a story, by itself, so that Hypothesis can leave it out."""
    return telling.step(_drawn(draw))


@st.composite
def _stories(draw: DrawFn, of_books: SearchStrategy[RuleBook], max_years: int) -> Scenario:
    book, choose = draw(of_books), _drawn(draw)
    telling = Telling(choose, book, max_years)
    for _ in telling.steps:
        if not draw(_step(telling)):
            break
    return telling.scenario(choose)


def scenarios(books: SearchStrategy[RuleBook] | None = None, max_years: int = 10) -> SearchStrategy[Scenario]:
    """Return a strategy of whole scenarios under rule books of `books` (default: `rule_books()`).

    No event lies more than `max_years` after the first. An event that the model refuses says by which rule.
    """
    if books is not None and not isinstance(books, SearchStrategy):
        raise InvalidArgument(f"books is {books!r}, a strategy of rule books is allowed, such as just(book)")
    if type(max_years) is not int or not 0 < max_years <= MOST_YEARS:
        raise InvalidArgument(f"max_years is {max_years!r}, a whole number from 1 to {MOST_YEARS} is allowed")
    return _stories(rule_books() if books is None else books, max_years)
