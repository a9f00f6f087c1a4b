"""What is kept of one account of a system that lives a story: what was seen, and the payments that the story has."""

from __future__ import annotations

import json
from collections.abc import Mapping

from membership_sim.edge import Day, day_number
from membership_sim.entry_fields import KINDS, iso
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.record_lines import LineReader
from membership_sim.foreign import ATTEMPTS, Heard, Line, Setup
from membership_sim.payments import ScriptSource, Source, WalletSource
from membership_sim.scenario import Place, Scenario


class Account:
    """One account, apart from whatever its adapter keeps itself."""

    def __init__(self, name: str, story: Scenario) -> None:
        self.name = name
        self.story = story
        self.lines: list[Line] = []
        wallet, script = story.first_wallet, story.payments
        self.source: Source = WalletSource(wallet) if script is None else ScriptSource(script, wallet)

    def pay(self, amount: int, on: Day) -> str | None:
        """Try a charge, and note it."""
        outcome = self.source.attempt(amount, self._day(on))
        self.saw(on, {"charge" if outcome.taken else "decline": amount})
        return None if outcome.taken else outcome.reasons[0][1]

    def saw(self, on: Day, fields: Mapping[str, object]) -> None:
        """Note what the system did."""
        self.lines.append(self.line(on, fields))

    def line(self, on: Day, fields: Mapping[str, object]) -> Line:
        """Return what is told as a line; raises InputError for what is none."""
        where = Place(f"{self.name}.saw", len(self.lines) + 1, 1)
        told = {"date": iso(self._day(on)), **fields}
        reader = LineReader(where.path, Setup(self.story.book, self.story.plan))
        [heard] = reader.read_row(json.dumps(told, default=str).encode(), where.line)
        if not isinstance(heard, Heard):
            raise InputError(getattr(heard, "problems", ()))
        if heard.line.kind in ATTEMPTS:
            allowed = [kind for kind in KINDS if kind not in ATTEMPTS]
            message = f"the story tells of itself what the member does, allowed here: {', '.join(allowed)}"
            raise InputError([Problem(where, message)])
        return heard.line._replace(number=where.line)

    def heard(self) -> list[Line]:
        """Return what was seen since the last call."""
        lines, self.lines = self.lines, []
        return lines

    def _day(self, on: Day) -> int:
        return day_number(on, "the day", self.story.book.time_zone)
