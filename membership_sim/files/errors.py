"""What is wrong with an input: problems that carry their place, and the one error that collects them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from membership_sim.scenario import MembershipError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from membership_sim.scenario import Place


class Problem(NamedTuple):
    """One thing that is wrong: where (None: no file; line 0: the file as a whole) and what, the value, what is allowed.

    >>> from membership_sim.scenario import Place
    >>> str(Problem(Place("a.yaml", 3, 7), "unknown state 'payed': did you mean 'paid'?"))
    "a.yaml:3:7: unknown state 'payed': did you mean 'paid'?"
    """

    place: Place | None
    message: str

    def __str__(self) -> str:
        if self.place is None:
            return self.message
        where = str(self.place) if self.place.line else self.place.path
        return f"{_printable(where)}: {self.message}"


NOT_LOOKED_FOR: Final = Problem(None, "... more problems were not looked for")  # stands last


class InputError(MembershipError):
    """An input cannot be used; `problems` has all that is wrong with it, sorted by place, each exactly once."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(*sorted(dict.fromkeys(problems), key=_by_place))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return (InputError, (self.problems,))


def _by_place(problem: Problem) -> tuple[bool, str, int, int]:
    place = problem.place or ("", 0, 0)
    return (problem == NOT_LOOKED_FOR, *place)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "replace").decode() for char in text)
