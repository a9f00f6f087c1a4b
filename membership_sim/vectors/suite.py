"""The whole suite: every story, by its criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from membership_sim.files.rulebook_file import shipped_names
from membership_sim.money import Rate
from membership_sim.refunds import READINGS
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Action
from membership_sim.simulate import Run
from membership_sim.vectors import aftermath, amounts, boundaries
from membership_sim.vectors.cover import Feature, noting
from membership_sim.vectors.lives import begin, ordinal
from membership_sim.vectors.story import Story
from membership_sim.vectors.walk import Found, Node, Walk, reached, rows_after

FIRST_DAY: Final = ordinal("2023-07-31")  # a month's end, a month before a price step of Japan
BOOK: Final = "amazon.co.jp"
PLAIN_BOOK: Final = "generic"  # whose values are all stated, so that nothing else is acceptable
LONGEST_CHAIN: Final = 6
Replaced = tuple[tuple[str, object], ...]
FREE_DAYS_BOOK: Final = "amazon.com"
AGAIN: Final[Replaced] = (("trial.again", {"after_months": 1}),)
SUSPENDED_SOON: Final[Replaced] = (("payment.retry_days", [1, 3, 5]),)  # within the free days of a conversion


def replacements(book: RuleBook) -> Iterator[tuple[str, Replaced]]:
    """Yield the values to replace, so that every row can be taken, each after the action that asks for it."""
    yield "change_plan", (("plan.change", "at_once"),)
    yield "join", (("trial.again", {"after_months": 0}),)
    for name, value in book.values.items():
        if name.startswith("refund.used."):
            for reading in READINGS:
                if reading != value.steps[-1].value:
                    yield "cancel", ((name, reading),)


def stories() -> Iterator[tuple[Feature, Story]]:
    """Yield every story with what it is there for."""
    yield from walked()
    book = RuleBook.load(BOOK)
    for found in boundaries.trials_again(book.with_values(dict(AGAIN))):
        yield found.named, story(found, book, AGAIN)
    yield from read_otherwise()
    told: list[Terms] = []
    for name in shipped_names():
        book = RuleBook.load(name)
        made = [amounts.refunds(book), amounts.taxes(book), aftermath.endings(book)]
        beside_refunds = book.base_terms._replace(refund_used={}, refund_used_rule={})
        if beside_refunds not in told:  # a book that only reads refunds otherwise turns on the same days
            told.append(beside_refunds)
            made.append(boundaries.of_book(book))
        for found in chain.from_iterable(made):
            yield found.named, story(found, book)


def read_otherwise() -> Iterator[tuple[Feature, Story]]:
    """Yield the stories that need other readings, or rows that only some books have."""
    book, american = RuleBook.load(BOOK), RuleBook.load("amazon.com")
    for make in (aftermath.charges, aftermath.used_up):
        for found in make(book):
            yield found.named, story(found, book)
    for name, value in (("plan.change", "at_once"), ("trial.again", {"after_months": 0})):
        replaced = ((name, value),)
        for found in aftermath.charges(book.with_values(dict(replaced))):
            named = Feature("aftermath", f"{name}/{found.named.name}")
            yield named, story(found, book, replaced)
    for each, found in aftermath.readings(american):
        yield found.named, story(found, american, each)


def story(found: Found, book: RuleBook, replaced: Replaced = ()) -> Story:
    """Return what was found as a story under a book."""
    tax: Rate = found.start.terms.sales_tax
    return Story(book, replaced, found.start.snapshot(), found.events, found.until_day, tax)


class World(NamedTuple):
    """A book with which values replaced, and from where a story may begin; `only` one action's stories are of it."""

    book: RuleBook
    replaced: Replaced
    only: str
    places: Sequence[Node]

    def stories(self, covered: set[Feature]) -> Iterator[tuple[Feature, Story]]:
        """Yield the stories of a single move that cover something new."""
        for found in Walk(("rows", "situations", "charges"), covered, 1, self.only).stories(self.places):
            yield found.named, story(found, self.book, self.replaced)

    def left_behind(self, rows: Mapping[str, Node], told_rows: set[str]) -> Iterator[tuple[Feature, Story]]:
        """Yield what each row leaves behind that is not told yet."""
        for found in aftermath.left_behind(self.book, rows, told_rows):
            yield found.named, story(found, self.book, self.replaced)


def walked() -> Iterator[tuple[Feature, Story]]:
    """Yield the stories that the walk finds, and what each row leaves behind."""
    covered: set[Feature] = set()
    told_rows: set[str] = set()
    book, free = RuleBook.load(BOOK), RuleBook.load(FREE_DAYS_BOOK)
    here, there = reached(*prospects(book)), reached(begin(free, FIRST_DAY, "monthly"))
    soon = reached(begin(free.with_values(dict(SUSPENDED_SOON)), FIRST_DAY, "monthly"))
    otherwise = [*replaced_worlds(book, here.places), *replaced_worlds(book, reached(returned(book)).places, "join")]
    free_otherwise = list(replaced_worlds(free, there.places))
    world, free_world = World(book, (), "", here.places), World(free, (), "cancel", there.places)
    for each in (world, *otherwise, free_world, World(free, SUSPENDED_SOON, "cancel", soon.places)):
        yield from each.stories(covered)
    for each, rows in ((free_world, there.rows), (world, here.rows)):
        yield from each.left_behind(rows, told_rows)
    for each in (*free_otherwise, *otherwise):
        yield from each.left_behind(rows_after(each.places, each.only), told_rows)
    for other, nodes in ((RuleBook.load(PLAIN_BOOK), None), (book, here.places)):
        start = begin(other, FIRST_DAY, "monthly")
        for found in Walk(("pairs",), covered, LONGEST_CHAIN).stories(nodes or [Node(start, start, (), "")]):
            yield found.named, story(found, other)


def prospects(book: RuleBook) -> Iterator[Run]:
    """Yield those who were never members: one, one whose trial was used up elsewhere, and a student."""
    yield begin(book, FIRST_DAY, "monthly")
    yield begin(book, FIRST_DAY, "monthly", trial_used=True)
    yield begin(book, FIRST_DAY, "student_monthly")


def returned(book: RuleBook) -> Run:
    """Return one whose membership has ended, to whom another trial may be given."""
    run = begin(book, FIRST_DAY, "monthly")
    run.act(FIRST_DAY, Action("join", trial=False))
    run.act(FIRST_DAY, Action("cancel", when="now"))
    return run


def replaced_worlds(book: RuleBook, places: Iterable[Node], action: str = "") -> Iterator[World]:
    """Yield a world for each value to replace, or those that an action asks for.

    Its places are the same, where no change of plan waits under the book's own value.
    """
    places = [node for node in places if not node.before.facts.next_plan]
    for only, replaced in replacements(book):
        if action and only != action:
            continue
        other = book.with_values(dict(replaced))
        yield World(book, replaced, only, [under(node, other) for node in places])


def under(node: Node, book: RuleBook) -> Node:
    """Return the same place under another book."""
    run, before = (Run(book.terms(), each.snapshot(), None, noting()) for each in (node.run, node.before))
    return Node(run, before, node.moves, node.last)
