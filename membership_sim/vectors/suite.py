"""The whole suite: every story, by its criterion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from membership_sim.files.rulebook_file import shipped_names
from membership_sim.money import Rate
from membership_sim.refunds import READINGS
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.simulate import Run
from membership_sim.vectors import aftermath, amounts, boundaries
from membership_sim.vectors.cover import Feature, noting
from membership_sim.vectors.lives import begin, ordinal
from membership_sim.vectors.story import Story
from membership_sim.vectors.walk import Found, Node, Walk, places

FIRST_DAY: Final = ordinal("2023-07-31")  # a month's end, a month before a price step of Japan
BOOK: Final = "amazon.co.jp"
PLAIN_BOOK: Final = "generic"  # whose values are all stated, so that nothing else is acceptable
LONGEST_CHAIN: Final = 6
Replaced = tuple[tuple[str, object], ...]
AGAIN: Final[Replaced] = (("trial.again", {"after_months": 1}),)


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
    for found in aftermath.left_behind(american, places(begin(american, FIRST_DAY, "monthly"))):
        yield found.named, story(found, american)


def story(found: Found, book: RuleBook, replaced: Replaced = ()) -> Story:
    """Return what was found as a story under a book."""
    tax: Rate = found.start.terms.sales_tax
    return Story(book, replaced, found.start.snapshot(), found.events, found.until_day, tax)


def walked() -> Iterator[tuple[Feature, Story]]:
    """Yield the stories that the walk finds."""
    covered: set[Feature] = set()
    single = Walk(("rows", "situations", "charges"), covered, 1)
    book = RuleBook.load(BOOK)
    here = [*places(begin(book, FIRST_DAY, "monthly"))]
    used = begin(book, FIRST_DAY, "monthly", trial_used=True)
    here.append(Node(used, used, (), ""))
    for found in single.stories(here):
        yield found.named, story(found, book)
    for found in aftermath.left_behind(book, here):
        yield found.named, story(found, book)
    for only, replaced in replacements(book):
        other = book.with_values(dict(replaced))
        asked = Walk(("rows", "situations", "charges"), covered, 1, only)
        for found in asked.stories(under(node, other) for node in here if not node.before.facts.next_plan):
            yield found.named, story(found, book, replaced)
    for other, nodes in ((RuleBook.load(PLAIN_BOOK), None), (book, here)):
        start = begin(other, FIRST_DAY, "monthly")
        for found in Walk(("pairs",), covered, LONGEST_CHAIN).stories(nodes or [Node(start, start, (), "")]):
            yield found.named, story(found, other)


def under(node: Node, book: RuleBook) -> Node:
    """Return the same place under another book."""
    run, before = (Run(book.terms(), each.snapshot(), None, noting()) for each in (node.run, node.before))
    return Node(run, before, node.moves, node.last)
