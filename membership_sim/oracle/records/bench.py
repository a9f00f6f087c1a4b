"""All members of a record before their judges, as its lines come: memory grows with the members, not with the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from membership_sim.foreign import OBSERVED, Damage, Heard, Item, Line, Setup, Silent
from membership_sim.oracle.records.judge import LAST, Judge
from membership_sim.scenario import Place
from membership_sim.verdicts import Doubt, Verdict

MOST_DAMAGES: Final = 100  # lines whose problems are told


class Bench:
    """Hands each line of the record called `name` to the judge of its member.

    `members` are named in the order in which they begin. `damages` are the lines that could not be used, `lost` the
    first of them of each member who has no judge yet, `lost_head` the place of the first that spoke of all members.
    """

    def __init__(self, name: str = "record") -> None:
        self.name = name
        self.members: dict[str, None] = {}
        self.judges: dict[str, Judge] = {}
        self.damages: list[Damage] = []
        self.damage_count = 0
        self.lost: dict[str, Damage] = {}
        self.lost_head: Place | None = None
        self.lines = 0

    def hear(self, items: Iterable[Item]) -> None:
        """Read a record to its end."""
        for item in items:
            match item:
                case Heard():
                    self._hear_line(item)
                case Silent():
                    self.members[item.member] = None
                    self.judges[item.member] = self._judge(item.member, item.setup, item.beginning)
                case Damage():
                    self._note(item)

    def _hear_line(self, heard: Heard) -> None:
        self.lines += 1
        member, line, setup = heard
        self.members[member] = None
        judge = self.judges.get(member)
        if judge is None:
            judge = self._judge(member, setup, line)
        problem = judge.hear(line)
        if problem:
            self._note(Damage(member, line.place, (f"{line.place}: {problem}",), setup=setup), line.day)
        elif judge.count == 1:
            self.judges[member] = judge
            self.lost.pop(member, None)

    def _judge(self, member: str, setup: Setup, first: Line) -> Judge:
        """Return the judge of a member who begins."""
        judge = Judge(member, setup, first)
        lost = self.lost[member].place if member in self.lost else self.lost_head
        if lost is not None:
            judge.lose(lost)
        return judge

    def _note(self, damage: Damage, day: int = LAST) -> None:
        """Note a line that cannot be used, of a day if that is known."""
        self.damage_count += 1
        if len(self.damages) < MOST_DAMAGES:
            self.damages.append(damage)
        if damage.of_all:
            self.lost_head = self.lost_head or damage.place
        if damage.member in self.judges:
            judge = self.judges[damage.member]
            judge.lose(damage.place, day >= judge.last.day)
        elif damage.member is not None:
            self.members[damage.member] = None
            self.lost.setdefault(damage.member, damage)

    def verdicts(self) -> Iterator[Verdict]:
        """Yield the verdicts in the order in which the members began.

        A lost line that names nobody is of a member without a name only where no other is named.
        """
        for member in self.members:
            if member in self.judges:
                yield self.judges[member].finish()
            elif member or len(self.members) == 1:
                yield _unheard(self.lost[member])

    def problems(self) -> list[object]:
        """Return what is wrong with the record: lines that cannot be used, and those that the model cannot tell."""
        if not self.judges and not self.damages:
            return [f"{self.name}: the record is empty or all ignored, a line is missing"]
        found = [problem for damage in self.damages for problem in damage.problems]
        left = self.damage_count - len(self.damages)
        found += [f"... and {left} more lines that cannot be used"] if left else []
        stopped = [judge.problem for judge in self.judges.values() if judge.problem is not None]
        found += [f"{place}: {message}" for place, message in stopped[:MOST_DAMAGES]]
        left = len(stopped) - MOST_DAMAGES
        return [*found, f"... and {left} more that the model cannot tell"] if left > 0 else found


def _unheard(lost: Damage) -> Verdict:
    """Return the verdict on a member no line of whom can be used."""
    setup, place = lost.setup, lost.place
    assert lost.member is not None
    assert setup is not None
    observes = OBSERVED if setup.observes is None else setup.observes
    doubt = Doubt("damage", line=place.line)
    return Verdict(lost.member, "undetermined", 0, place, setup.book.currency, observes, 0, 0, doubt=doubt)
