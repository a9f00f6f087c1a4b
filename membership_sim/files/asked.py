"""What is said of a record as a whole, by a command or a call: how members are judged that say nothing themselves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from membership_sim.files.check_shapes import call_shape
from membership_sim.files.errors import InputError
from membership_sim.files.nodes import node_of
from membership_sim.files.record_head import HeadReader
from membership_sim.files.report import Report
from membership_sim.files.structures import Fields
from membership_sim.foreign import Setup
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import DEFAULT_BOOK

Book: TypeAlias = RuleBook | str | os.PathLike[str]


class Asked(NamedTuple):
    """How the members of a record are judged, and whether it is to be sorted, and diagnosed."""

    setup: Setup
    sort: bool
    diagnose: bool


def asked(told: Mapping[str, Any], rulebook: Book | None = None, otherwise: Setup | None = None) -> Asked:
    """Return what is told beside a record, under a rule book; what is not told is as `otherwise` says.

    Raises InputError with all that is wrong.
    """
    report = Report()
    fields = call_shape().read(node_of(told), report, "what is told of a record")
    assert isinstance(fields, Fields)
    book = _book(rulebook, otherwise, report)
    setup = None
    if book is not None:
        base = (otherwise or Setup(book, book.default_plan))._replace(within_days=fields.get("within_days", 0))
        setup = HeadReader(base, "").setup(fields, report, book)
    report.end()
    assert setup is not None, "a setup that is wrong, and nobody told why"
    return Asked(setup, fields.get("sort", False), fields.get("diagnose", False))


def _book(rulebook: Book | None, otherwise: Setup | None, report: Report) -> RuleBook | None:
    """Return the rule book; None after telling what is wrong with it."""
    if rulebook is None and otherwise is not None:
        return otherwise.book
    try:
        return rulebook if isinstance(rulebook, RuleBook) else RuleBook.load(rulebook or DEFAULT_BOOK)
    except InputError as error:
        report.extend(error.problems)
        return None
