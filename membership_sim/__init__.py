"""The reference model of how a Prime membership lives, from free trial to rejoining.

>>> import membership_sim as ms
>>> member = ms.Member("amazon.co.jp", plan="monthly")
>>> accepted = member.join("2025-01-31")
>>> member.advance("2025-03-02")[0].amount
600
"""

from typing import TYPE_CHECKING, Any

from membership_sim import calendar
from membership_sim.api import Member
from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.files.errors import InputError
from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.options import Option
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, MembershipError, Method, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline, Totals, plot

if TYPE_CHECKING:
    from membership_sim.checking import check_record
    from membership_sim.comparison import Comparison, compare
    from membership_sim.variants import Variant, Variants
    from membership_sim.varying import vary
    from membership_sim.verdicts import Judged, Verdict

__version__ = "0.1.0"

__all__ = [
    "Accepted",
    "Action",
    "ActionEntry",
    "ChargeEntry",
    "Comparison",
    "DeclineEntry",
    "Entry",
    "Event",
    "InputError",
    "Judged",
    "Member",
    "MembershipError",
    "Method",
    "NoticeEntry",
    "Option",
    "RefundEntry",
    "Refused",
    "RefusedEntry",
    "RuleBook",
    "Scenario",
    "ScenarioError",
    "ScriptLine",
    "Snapshot",
    "StateEntry",
    "Timeline",
    "Totals",
    "UseEntry",
    "Variant",
    "Variants",
    "Verdict",
    "Wallet",
    "calendar",
    "check_record",
    "compare",
    "plot",
    "simulate",
    "vary",
]

# What is imported when it is first asked for, with its module.
_LATER = {
    "Comparison": "comparison",
    "Judged": "verdicts",
    "Variant": "variants",
    "Variants": "variants",
    "Verdict": "verdicts",
    "check_record": "checking",
    "compare": "comparison",
    "vary": "varying",
}


def __getattr__(name: str) -> Any:
    """Return what judges and compares, for which the core need not wait."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return found
