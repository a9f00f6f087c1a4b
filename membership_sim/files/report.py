"""The problems of one file while it is read: up to a most of them, so that a wrong file of any size is told soon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.files.errors import NOT_LOOKED_FOR, InputError, Problem
from membership_sim.files.words import unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership_sim.files.nodes import Scalar
    from membership_sim.scenario import Place

MOST_PROBLEMS: Final = 100  # that are told of a file


class Report:
    """Collects the problems of one file. One more than `MOST_PROBLEMS` ends the reading: it raises `InputError`."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)

    @property
    def count(self) -> int:
        """How many were found: a part of the file in which it does not grow is right."""
        return len(self.problems)

    def add(self, place: Place | None, message: str) -> None:
        """Note a problem."""
        self.extend((Problem(place, message),))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems that another file has."""
        for problem in problems:
            if self.count >= MOST_PROBLEMS:
                raise InputError((*self.problems, NOT_LOOKED_FOR))
            self.problems.append(problem)

    def unknown(self, what: str, node: Scalar, words: Iterable[str], more: str = "") -> None:
        """Note a word that is none of those allowed, with the nearest one."""
        self.add(node.place, unknown(what, node, words) + more)

    def end(self) -> None:
        """End the reading: raise `InputError` if there is a problem."""
        if self.problems:
            raise InputError(self.problems)
