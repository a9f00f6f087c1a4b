"""Which assumptions a timeline rests on: assumed rules that it cites, and assumed values that were read for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, NoticeEntry, RefundEntry, StateEntry
from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES
