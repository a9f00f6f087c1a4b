"""One error for several inputs: each of them is tried, and what is wrong with any is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from membership_sim.scenario import MembershipError

Item = TypeVar("Item")
Made = TypeVar("Made")


def each(items: Iterable[Item], make: Callable[[Item], Made]) -> list[Made]:
    """Return what `make` makes of each item; raises the `joined` errors of all that it refuses.

    >>> from membership_sim.edge import civil_date
    >>> each(["soon", "2025-01-31", "later"], civil_date)
    Traceback (most recent call last):
        ...
    membership_sim.scenario.ScenarioError: the day is 'soon', allowed: a date or text as YYYY-MM-DD
    the day is 'later', allowed: a date or text as YYYY-MM-DD
    """
    made, refused = tried(items, make)
    if refused:
        raise joined([error for _, error in refused])
    return made


def tried(
    items: Iterable[Item], make: Callable[[Item], Made]
) -> tuple[list[Made], list[tuple[Item, MembershipError]]]:
    """Return what `make` makes of the items, and those that it refuses, each with its error."""
    made: list[Made] = []
    refused: list[tuple[Item, MembershipError]] = []
    for item in items:
        try:
            made.append(make(item))
        except MembershipError as error:
            refused.append((item, error))
    return made, refused


def joined(errors: Sequence[MembershipError]) -> MembershipError:
    """Return one error with the problems of all, each once: of their kind, or of different kinds MembershipError."""
    from membership_sim.files.errors import InputError

    if len(errors) == 1:
        return errors[0]
    problems = dict.fromkeys(problem for error in errors for problem in error.problems)
    kinds = {type(error) for error in errors}
    if kinds == {InputError}:
        return InputError(problems)  # type: ignore[arg-type] # its problems are of its own type
    return (kinds.pop() if len(kinds) == 1 else MembershipError)(*problems)
