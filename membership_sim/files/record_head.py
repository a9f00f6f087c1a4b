"""How a member's lines are judged, as a line without a day says it: rule book, plan, tax, start, what is observed."""

from __future__ import annotations

from membership_sim.edge import fees_include_tax
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.given import read_given
from membership_sim.files.nodes import Mapping
from membership_sim.files.report import Report
from membership_sim.files.rulebook_file import load_rulebook, override_nodes
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.words import quoted
from membership_sim.foreign import SUPPOSED, Setup
from membership_sim.money import NO_TAX, Rate, parse_rate
from membership_sim.possible import impossible
from membership_sim.rulebook.book import RuleBook

MOST_BOOKS = 100  # that are kept, so that a record of very many heads takes no more


class HeadReader:
    """Reads heads; what one leaves out is as `otherwise` says, which a head of all sets anew. Books are read once."""

    def __init__(self, otherwise: Setup, folder: str) -> None:
        self.otherwise = otherwise
        self.folder = folder
        self.books: dict[str, RuleBook] = {}

    def setup(self, fields: Fields, report: Report, book: RuleBook | None = None) -> Setup | None:
        """Return how lines are judged; None after telling what is wrong. A `book` is one that no field names.

        What was refused in the fields already hides nothing that is wrong in the others.
        """
        named = book or self._book(fields, report)
        if named is None:
            return None
        otherwise = self.otherwise
        plan = self._plan(fields, named, report)
        rate = self._sales_tax(fields, named, report)
        book = self._with_values(named, fields, report)
        given, wallet_told, untold = otherwise.given, otherwise.wallet_told, otherwise.untold
        if book is None or fields.wrong("given"):
            given = None
        elif "given" in fields:
            given = read_given(fields["given"], book, plan, None, rate, report)
            wallet_told = fields["given"].has("wallet")
            untold = frozenset(path for path in SUPPOSED if not fields["given"].tells(path))
        elif given is not None and book is not otherwise.book:
            for problem in impossible(given, book.terms(rate)):
                report.add(fields.place(), f"the start that all have does not fit the rule book here: {problem}")
        until_day = fields.get("until", otherwise.until_day)
        if given is not None and until_day is not None and until_day < given.day:
            report.add(fields.place("until" if "until" in fields else "given"), "'until' lies before 'given'")
        observes = tuple(fields["observes"]) if "observes" in fields else otherwise.observes
        if book is None:
            return None
        return Setup(book, plan, rate, given, wallet_told, observes, until_day, otherwise.within_days, untold)

    def _book(self, fields: Fields, report: Report) -> RuleBook | None:
        """Return the book that is named, or the one of all; None when that is not known."""
        if "rulebook" not in fields:
            return self.otherwise.book if fields.lacks("rulebook") else None
        name = fields["rulebook"]
        book = self.books.get(name)
        if book is None:
            place = fields.place("rulebook")
            try:
                book = load_rulebook(name, folder=self.folder, named_inside=True, place=place)
            except InputError as error:
                report.extend(its if its.place == place else Problem(place, str(its)) for its in error.problems)
                return None
            if len(self.books) < MOST_BOOKS:
                self.books[name] = book
        return book

    def _with_values(self, book: RuleBook, fields: Fields, report: Report) -> RuleBook | None:
        """Return the book with the values of `with`; None when they are wrong."""
        overrides, before = fields.get("with"), report.count
        changed = override_nodes(book, overrides, report) if isinstance(overrides, Mapping) else book
        return None if fields.wrong("with") or report.count > before else changed

    def _plan(self, fields: Fields, book: RuleBook, report: Report) -> str:
        plan: str | None = fields.get("plan")
        if plan is not None and plan not in book.plans:
            report.add(fields.place("plan"), unknown_plan(plan, book))
        if plan is None and self.otherwise.plan in book.plans:
            return self.otherwise.plan
        return plan if plan in book.plans else book.default_plan

    def _sales_tax(self, fields: Fields, book: RuleBook, report: Report) -> Rate:
        text = fields.get("sales_tax")
        if text is None:
            return self.otherwise.sales_tax if book.tax == "added" else NO_TAX
        if book.tax != "added":
            report.add(fields.place("sales_tax"), f"'sales_tax' is {quoted(text)}, {fees_include_tax(book)}")
        return parse_rate(text)
