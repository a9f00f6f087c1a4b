"""What Hypothesis calls when it is imported: it learns which strategies stand for the types of this project."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from membership_sim.member import Snapshot
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, Scenario, ScriptLine, Wallet
from membership_sim.timeline import Timeline

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

# The strategy of each type, by its name there.
STRATEGIES: Final[dict[type, str]] = {
    Action: "any_actions",
    Event: "events",
    Method: "methods",
    RuleBook: "rule_books",
    Scenario: "scenarios",
    ScriptLine: "script_lines",
    Snapshot: "snapshots",
    Timeline: "timelines",
    Wallet: "wallets",
}


def register() -> None:
    """Register the types for `st.from_type`; the strategies themselves are imported when one is asked for."""
    from hypothesis.strategies import register_type_strategy

    for type_, name in STRATEGIES.items():
        register_type_strategy(type_, partial(_strategy, name))


def _strategy(name: str, _: type) -> SearchStrategy[Any]:
    from membership_sim.testing import strategies

    found: SearchStrategy[Any] = getattr(strategies, name)()
    return found
