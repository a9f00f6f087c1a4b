"""How a member's lines are judged, as a line without a day says it: rule book, plan, tax, start, what is observed."""

from __future__ import annotations

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.given import read_given
from membership_sim.files.nodes import Mapping
from membership_sim.files.records import Fields
from membership_sim.files.report import Report
from membership_sim.files.rulebook_file import load_rulebook, override_nodes
from membership_sim.files.rulebook_terms import unknown_plan
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

    def setup(self, fields: Fields, report: Report) -> Setup | None:
        """Return how lines are judged; None after telling what is wrong."""
        book = self._book(fields, report)
        if book is None:
            return None
        otherwise = self.otherwise
        plan = self._plan(fields, book, report)
        rate = self._sales_tax(fields, book, report)
        given = otherwise.given
        wallet_told, untold = otherwise.wallet_told, otherwise.untold
        if "given" in fields:
            given = read_given(fields["given"], book, plan, None, rate, report)
            wallet_told = fields["given"].has("wallet")
            untold = frozenset(name for name in SUPPOSED if not fields["given"].has(name))
        elif given is not None and book is not otherwise.book:
            for problem in impossible(given, book.terms(rate)):
                report.add(fields.place(), f"the 'given' of all does not fit the rule book here: {problem}")
        until_day = fields.get("until", otherwise.until_day)
        if given is not None and until_day is not None and until_day < given.day:
            report.add(fields.place("until" if "until" in fields else "given"), "'until' lies before 'given'")
        observes = tuple(fields["observes"]) if "observes" in fields else otherwise.observes
        return Setup(book, plan, rate, given, wallet_told, observes, until_day, otherwise.within_days, untold)

    def _book(self, fields: Fields, report: Report) -> RuleBook | None:
        book: RuleBook | None = self.otherwise.book
        name = fields.get("rulebook")
        if name is not None:
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
        overrides = fields.get("with")
        if book is None or not isinstance(overrides, Mapping):
            return book
        return override_nodes(book, overrides, report)

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
            message = f"'sales_tax' is {quoted(text)}, the fees of the rule book {quoted(book.name)} include tax"
            report.add(fields.place("sales_tax"), message)
        return parse_rate(text)
