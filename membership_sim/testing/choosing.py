"""Where every choice of a generated story comes from: one function, drawn by Hypothesis or by a seeded generator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

# Returns a whole number from 0 up to but not including its argument; the smaller, the simpler for a reader.
Choose = Callable[[int], int]


def seeded(seed: int) -> Choose:
    """Return the choices of a seed, the same ones on every machine.

    >>> choose = seeded(1)
    >>> [choose(6) for _ in range(5)]
    [0, 5, 4, 1, 2]
    """
    fraction = Random(seed).random
    return lambda count: int(fraction() * count)


def pick(choose: Choose, options: Sequence[Item]) -> Item:
    """Return one of the options; the simplest stands first, and one that stands there twice is twice as likely."""
    return options[choose(len(options))]


def one_in(choose: Choose, count: int) -> bool:
    """Tell whether the one of `count` equal chances has come; the simplest is that it has not."""
    return choose(count) == count - 1


def bag(**chances: int) -> tuple[str, ...]:
    """Return each name as often as its chance says, for `pick`.

    >>> bag(same_day=2, next_day=1)
    ('same_day', 'same_day', 'next_day')
    """
    return tuple(name for name, chance in chances.items() for _ in range(chance))
