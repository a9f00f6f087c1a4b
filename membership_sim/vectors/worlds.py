"""The worlds that the walk goes through: a book, which of its values are replaced, and from where lives lead on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from membership_sim.refunds import READINGS
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Method, Wallet
from membership_sim.simulate import Run
from membership_sim.vectors import aftermath
from membership_sim.vectors.cover import Feature, noting
from membership_sim.vectors.lives import CARD, begin, ordinal
from membership_sim.vectors.reach import Node, Reached, reached, rows_after
from membership_sim.vectors.story import Replaced, Story
from membership_sim.vectors.walk import Walk

FIRST_DAY: Final = ordinal("2023-07-31")  # a month's end, a month before a price step of Japan
SUSPENDED_SOON: Final[Replaced] = (("payment.retry_days", [1, 3, 5]),)  # within the free days of a conversion
PLANS_AT_ONCE: Final[Replaced] = (("plan.change", "at_once"),)
ANOTHER_TRIAL: Final[Replaced] = (("trial.again", {"after_months": 0}),)


class World(NamedTuple):
    """A book with which values replaced, and from where a story may begin; with `only`, by one action of that day.

    `rows` has where each row is reached; None where that is not yet known.
    """

    book: RuleBook
    replaced: Replaced
    only: str
    places: Sequence[Node]
    rows: Mapping[str, Node] | None = None

    def stories(self, covered: set[Feature]) -> Iterator[tuple[Feature, Story]]:
        """Yield the stories of a single move that cover something new."""
        for found in Walk(("rows", "situations", "charges"), covered, 1, self.only).stories(self.places):
            yield found.named, found.story(self.book, self.replaced)

    def left_behind(self, told_rows: set[str]) -> Iterator[tuple[Feature, Story]]:
        """Yield what each row leaves behind that is not told yet."""
        rows = rows_after(self.places, self.only) if self.rows is None else self.rows
        for found in aftermath.left_behind(self.book, rows, told_rows):
            yield found.named, found.story(self.book, self.replaced)


def world_of(book: RuleBook, only: str, lives: Reached) -> World:
    """Return the world of a book as it is."""
    return World(book, (), only, lives.places, lives.rows)


def suspended_soon(book: RuleBook) -> World:
    """Return a world in which a suspension begins within the free days, where a cancel asks for them."""
    start = begin(book.with_values(dict(SUSPENDED_SOON)), FIRST_DAY, "monthly")
    return World(book, SUSPENDED_SOON, "cancel", reached(start).places)


def prospects(book: RuleBook) -> Iterator[Run]:
    """Yield those who were never members: one, one whose trial was used up elsewhere, and a student."""
    yield begin(book, FIRST_DAY, "monthly")
    yield begin(book, FIRST_DAY, "monthly", trial_used=True)
    yield begin(book, FIRST_DAY, "student_monthly")


def trial_again(book: RuleBook) -> World:
    """Return a world in which whoever comes back has another trial, perhaps with nothing on file any more."""
    start = begin(book.with_values(dict(ANOTHER_TRIAL)), FIRST_DAY, "monthly", Wallet((Method(CARD),), CARD))
    start.act(FIRST_DAY, Action("join", trial=False))
    start.act(FIRST_DAY, Action("cancel", when="now"))
    return World(book, ANOTHER_TRIAL, "join", reached(start).places)


def replaced_worlds(book: RuleBook, places: Iterable[Node]) -> Iterator[World]:
    """Yield a world for each value to replace.

    Its places are the same, where no change of plan waits under the book's own value.
    """
    places = [node for node in places if not node.before.facts.next_plan]
    for only, replaced in replacements(book):
        other = book.with_values(dict(replaced))
        yield World(book, replaced, only, [under(node, other) for node in places])


def under(node: Node, book: RuleBook) -> Node:
    """Return the same place under another book."""
    run, before = (Run(book.terms(), each.snapshot(), None, noting()) for each in (node.run, node.before))
    return Node(run, before, node.moves, node.last)


def replacements(book: RuleBook) -> Iterator[tuple[str, Replaced]]:
    """Yield the values to replace, so that every row can be taken, each after the action that asks for it."""
    yield "change_plan", PLANS_AT_ONCE
    yield "join", ANOTHER_TRIAL
    for name, value in book.values.items():
        if name.startswith("refund.used."):
            for reading in READINGS:
                if reading != value.steps[-1].value:
                    yield "cancel", ((name, reading),)
