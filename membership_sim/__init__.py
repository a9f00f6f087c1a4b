"""The reference model of how a Prime membership lives, from free trial to rejoining.

>>> import membership_sim as ms
>>> member = ms.Member("amazon.co.jp", plan="monthly")
>>> accepted = member.join("2025-01-31")
>>> member.advance("2025-03-02")[0].amount
600
"""

from membership_sim import calendar
from membership_sim.api import Member
from membership_sim.entries import Entry
from membership_sim.files.errors import InputError
from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.options import Option
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, MembershipError, Method, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline, Totals

__version__ = "0.1.0"

__all__ = [
    "Accepted",
    "Action",
    "Entry",
    "Event",
    "InputError",
    "Member",
    "MembershipError",
    "Method",
    "Option",
    "Refused",
    "RuleBook",
    "Scenario",
    "ScenarioError",
    "ScriptLine",
    "Snapshot",
    "Timeline",
    "Totals",
    "Wallet",
    "calendar",
    "simulate",
]
