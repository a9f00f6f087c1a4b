"""All members of a record before their judges, as its lines come: memory grows with the members, not with the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from membership_sim.foreign import Damage, Head, Heard, Item, Line, Setup, misplaced
from membership_sim.oracle.judge import Judge
from membership_sim.verdicts import Verdict

MOST_DAMAGES: Final = 100  # lines whose problems are told


class Bench:
    """Hands each line to the judge of its member; `damages` are the lines that could not be used."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.setups: dict[str, Setup] = {}
        self.judges: dict[str, Judge] = {}
        self.damages: list[Damage] = []
        self.damage_count = 0
        self.lines = 0

    def hear(self, items: Iterable[Item]) -> None:
        """Read a record to its end."""
        for item in items:
            match item:
                case Heard(member, line):
                    self._hear_line(member, line)
                case Head():
                    self._hear_head(item)
                case Damage(member):
                    self._note(item, self.judges.get(member) if member is not None else None)

    def _hear_line(self, member: str, line: Line) -> None:
        self.lines += 1
        judge = self.judges.get(member)
        if judge is None:
            line = line._replace(number=1)
            setup = self.setups.get(member, self.setup)
            problem = misplaced(line, setup)
            if problem:
                self._note(Damage(member, line.place, (f"{line.place}: {problem}",)), None)
                return
            judge = self.judges[member] = Judge(member, setup, line)
        elif line.day < judge.last.day:
            back, after = date.fromordinal(line.day), date.fromordinal(judge.last.day)
            problem = f"dates go back to {back} after {after}, in the order of their dates they are allowed"
            self._note(Damage(member, line.place, (f"{line.place}: {problem}",)), judge)
            return
        elif problem := misplaced(line, judge.setup):
            self._note(Damage(member, line.place, (f"{line.place}: {problem}",)), judge)
            return
        judge.take(line._replace(number=judge.count + 1))

    def _hear_head(self, head: Head) -> None:
        if head.member is None:
            self.setup = head.setup
        elif head.member in self.judges or head.member in self.setups:
            problem = f"{head.place}: the member {head.member!r} has begun already, such a line is allowed before"
            self._note(Damage(head.member, head.place, (problem,)), self.judges.get(head.member))
        else:
            self.setups[head.member] = head.setup

    def _note(self, damage: Damage, judge: Judge | None) -> None:
        self.damage_count += 1
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(damage)
        if judge is not None and judge.damage is None:
            judge.damage = damage.place

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdicts in the order in which the members began."""
        for judge in self.judges.values():
            yield judge.finish()

    def problems(self) -> list[object]:
        """Return what is wrong with the record: lines that cannot be used, and those that the model cannot tell."""
        found = [problem for damage in self.damages for problem in damage.problems]
        left = self.damage_count - len(self.damages)
        found += [f"... and {left} more lines that cannot be used"] if left else []
        stopped = [judge.problem for judge in self.judges.values() if judge.problem is not None]
        found += [f"{place}: {message}" for place, message in stopped[:MOST_DAMAGES]]
        left = len(stopped) - MOST_DAMAGES
        return [*found, f"... and {left} more that the model cannot tell"] if left > 0 else found
