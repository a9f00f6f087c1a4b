"""The reference model of how a Prime membership lives, from free trial to rejoining.

>>> import membership_sim as ms
>>> member = ms.Member("amazon.co.jp", plan="monthly")
>>> accepted = member.join("2025-01-31")
>>> member.advance("2025-03-02")[0].amount
600
"""

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

__version__ = "0.1.0"

__all__ = [
    "Accepted",
    "Action",
    "ActionEntry",
    "ChargeEntry",
    "DeclineEntry",
    "Entry",
    "Event",
    "InputError",
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
    "Wallet",
    "calendar",
    "plot",
    "simulate",
]
