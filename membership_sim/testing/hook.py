"""What Hypothesis calls when it is imported: it learns which strategies stand for the types of this project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario, Wallet

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def register() -> None:
    """Register the types for `st.from_type`; the strategies themselves are imported when one is asked for."""
    from hypothesis.strategies import register_type_strategy

    register_type_strategy(Scenario, lambda _: _strategy("scenarios"))
    register_type_strategy(RuleBook, lambda _: _strategy("rule_books"))
    register_type_strategy(Wallet, lambda _: _strategy("wallets"))


def _strategy(name: str) -> SearchStrategy[Any]:
    from membership_sim.testing import strategies

    found: SearchStrategy[Any] = getattr(strategies, name)()
    return found
