"""Lines that say how others are judged, until those others come; a line for which nobody comes is told at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from membership_sim.files.errors import Problem
from membership_sim.files.words import quoted, suggestion
from membership_sim.foreign import Damage, Item, Setup, Silent
from membership_sim.scenario import Place

_MOST_HINTS: Final = 100  # members for whom one with nearly the same name is looked for


class Waiting:
    """Where the lines stand whose member has no line yet, and the last one that speaks of all who begin later.

    `setups` of its methods are those of the members who have such a line, or have begun.
    """

    def __init__(self) -> None:
        self.members: dict[str, Place] = {}
        self.lost: set[str] = set()  # those of them who have a line that cannot be used
        self.all_place: Place | None = None

    def wait(self, member: str, place: Place) -> None:
        """Note such a line for a member; one for all, whose values it takes over, is of use then."""
        self.members[member] = place
        self.all_place = None

    def wait_for_all(self, place: Place) -> None:
        """Note such a line for all who begin later; it takes over what the one before says."""
        self.all_place = place

    def begin(self, member: str, setups: Mapping[str, Setup]) -> None:
        """Note that a member has a line."""
        if self.members:
            self.members.pop(member, None)
        if member not in setups:
            self.all_place = None

    def lose(self, member: str | None, setups: Mapping[str, Setup]) -> None:
        """Note that a line cannot be used; None is of a member who cannot be told."""
        if member in self.members:
            self.lost.add(member)
        elif member not in setups:
            self.all_place = None

    def refusal(self, member: str) -> str:
        """Return why a member may have no further such line."""
        if member in self.members:
            where = f"line {self.members[member].line}"
            return f"how the member {quoted(member)} is judged is said in {where} already, one such line is allowed"
        return f"the member {quoted(member)} has begun already, such a line is allowed before"

    def rest(self, setups: Mapping[str, Setup]) -> Iterator[Item]:
        """Yield the members who can be judged without a line, and the lines that say something of nobody."""
        begun = [member for member in setups if member not in self.members]
        for number, (member, place) in enumerate(self.members.items()):
            setup = setups[member]
            if setup.given is not None and setup.until_day is not None:
                yield Silent(member, place, setup)
            elif member not in self.lost:
                hint = _hint(member, begun) if number < _MOST_HINTS else ","
                message = f"no line of the member {quoted(member)} follows{hint} without one, 'given' and 'until' are"
                yield Damage(None, place, (Problem(place, f"{message} needed"),))
        if self.all_place is not None and setups:  # without a member the record is empty
            message = "how members are judged is said here and no line of one follows, such a line is allowed before"
            yield Damage(None, self.all_place, (Problem(self.all_place, message),))


def _hint(member: str, begun: list[str]) -> str:
    """Return whom a line may have meant."""
    return ", the lines name no member;" if begun == [""] else suggestion(member, begun) or ","
