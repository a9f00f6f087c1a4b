"""One document of a scenario file while it is read: what its parts say about each other, and the rule book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from membership_sim.edge import fees_include_tax
from membership_sim.entry_fields import iso
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.events import EventRead, read_events
from membership_sim.files.nodes import BAD, Mapping, Node
from membership_sim.files.report import Report
from membership_sim.files.rulebook_file import load_rulebook, override_nodes
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.scenario_shapes import scenario_shape
from membership_sim.files.structures import Fields
from membership_sim.files.wallet import check_wallet_actions, read_wallet
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.money import NO_TAX, Rate, parse_rate
from membership_sim.scenario import (
    DEFAULT_BOOK,
    LONGEST_RUN_YEARS,
    Event,
    Scenario,
    ScriptLine,
    Wallet,
    names_known,
)

if TYPE_CHECKING:
    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.scenario import Expected, Place


class Document:
    """One document while it is read. A field that was refused is None or empty here, and nothing follows from it."""

    def __init__(
        self, node: Node, report: Report, folder: str, title: str, books: dict[str, RuleBook | InputError]
    ) -> None:
        self.node = node
        self.report = report
        self.folder = folder
        self.title = title
        self.books = books

    def scenario(self) -> Scenario | None:
        """Return the scenario, or None when it could not be read at all."""
        report = self.report
        fields: Any = scenario_shape().read(self.node, report, "a scenario")
        if fields is BAD:
            return None
        self.fields: Fields = fields
        self._check_story()
        book = self._book()
        sales_tax = self._sales_tax(book)
        plan = self._plan(book)
        wallet = self._wallet()
        read = read_events(fields.get("events", []), book, report)
        events = [its.event for its in read if its.event is not None]
        given = self._given(book, plan, wallet, sales_tax)
        if given is not None:
            wallet = given.wallet
        payments = self._payments(wallet, events)
        self._check_run(read, given)
        if fields.right("wallet") and (given is not None or not fields.has("given")):
            check_wallet_actions(wallet, read, report)
        expected = self._expected(book)
        if book is None:
            return None
        return Scenario(
            title=fields.get("title", self.title),
            book=book,
            events=tuple(events),
            plan=given.plan if given and not fields.has("plan") else plan,
            wallet=wallet,
            payments=payments,
            until_day=fields.get("until"),
            given=given,
            sales_tax=sales_tax,
            expected=expected,
        )

    def _expected(self, book: RuleBook | None) -> Expected | None:
        if "expect" not in self.fields:
            return None
        from membership_sim.files.expect import read_expected

        return read_expected(self.fields["expect"], book, self.report)

    def _check_story(self) -> None:
        """A story needs something that happens, or something that is given."""
        fields = self.fields
        empty = fields.get("events") == [] and not _items(fields, "events")
        if fields.has("given") or not (fields.lacks("events") or empty):
            return
        place = fields.place("events")
        what = "'events' is empty and there is no 'given'" if empty else "the scenario has neither 'events' nor 'given'"
        self.report.add(place, f"{what}, one of them must be given")

    def _book(self) -> RuleBook | None:
        """Return the rule book with the scenario's own values; None when it was refused."""
        fields = self.fields
        if fields.wrong("rulebook"):
            return None
        name = fields.get("rulebook", DEFAULT_BOOK)
        first = name not in self.books
        if first:
            try:
                place = fields.place("rulebook")
                self.books[name] = load_rulebook(name, folder=self.folder, named_inside=True, place=place)
            except InputError as error:
                self.books[name] = error
        book = self.books[name]
        if isinstance(book, InputError):
            if first:
                self.report.extend(book.problems)
            elif book.problems[0].place is None or book.problems[0].place.path == _path(fields):  # it is not known
                self.report.extend(Problem(fields.place("rulebook"), its.message) for its in book.problems)
            return None
        overrides = fields.get("with")
        return override_nodes(book, overrides, self.report) if isinstance(overrides, Mapping) else book

    def _sales_tax(self, book: RuleBook | None) -> Rate:
        text = self.fields.get("sales_tax")
        if text is None:
            return NO_TAX
        if book is not None and book.tax != "added":
            message = f"'sales_tax' is {quoted(text)}, {fees_include_tax(book)}"
            self.report.add(self.fields.place("sales_tax"), message)
        return parse_rate(text)

    def _plan(self, book: RuleBook | None) -> str:
        """Return the plan, or the book's default; "" while the book is not known."""
        plan: str | None = self.fields.get("plan")
        if plan is not None and book is not None and plan not in book.plans:
            self.report.add(self.fields.place("plan"), unknown_plan(plan, book))
        return plan or (book.default_plan if book is not None else "")

    def _wallet(self) -> Wallet:
        return read_wallet(self.fields, None, self.report)

    def _given(self, book: RuleBook | None, plan: str, wallet: Wallet, sales_tax: Rate) -> Snapshot | None:
        given = self.fields.get("given")
        if given is None or book is None:
            return None
        own = self.fields if self.fields.has("wallet") else None
        if own and given.has("wallet"):
            self.report.add(given.key_place("wallet"), "'wallet' in 'given' beside the scenario's own, one is allowed")
        told = given.get("plan")
        if told is not None and told != self.fields.get("plan", told):
            message = f"'plan' is {quoted(told)} in 'given', the scenario's own, {quoted(plan)}, is allowed"
            self.report.add(given.place("plan"), message)
        from membership_sim.files.given import read_given

        return read_given(given, book, plan, wallet, sales_tax, self.report)

    def _payments(self, wallet: Wallet, events: list[Event]) -> tuple[ScriptLine, ...] | None:
        """Return the script; it may name methods on file, and those that some event adds."""
        if "payments" not in self.fields:
            return None
        names = names_known(wallet, events)
        # A wallet, or an event, that was refused may have had the name.
        sure = self.fields.all_right()
        lines = []
        for line in self.fields["payments"]:
            take = line.get("take")
            if take is not None and take not in names and sure:
                hint = suggestion(take, names) or ","
                known = listed(names) or "nothing"
                self.report.add(line.place("take"), f"unknown payment method {quoted(take)}{hint} on file: {known}")
            lines.append(ScriptLine(line.get("try"), line.get("date"), line.get("decline"), take))
        return tuple(lines)

    def _check_run(self, events: list[EventRead], given: Snapshot | None) -> None:
        """Dates may not go back (TIME-2), and no event lies after `until`."""
        until_day = self.fields.get("until")
        last_day = given.day if given else 0
        last: EventRead | None = None  # the last event whose date is right
        dated = [(its.day, its) for its in events if its.day is not None]
        for day, its in dated:
            if day < last_day:
                where = _where(last.fields.place(), its.fields.place()) if last else "the date of 'given'"
                message = f"the event of {iso(day)} comes after {where}, {iso(last_day)}: dates may not go back"
                self.report.add(its.day_place, message)
            else:
                last_day, last = day, its
            if until_day is not None and day > until_day:
                self.report.add(its.day_place, f"the event of {iso(day)} is after 'until', {iso(until_day)}")
        if given or dated:
            self._check_length(given.day if given else dated[0][0], dated)
        if given and until_day is not None and until_day < given.day:
            message = f"a day not before the date of 'given', {iso(given.day)}, is allowed"
            self.report.add(self.fields.place("until"), f"'until' is {iso(until_day)}, {message}")

    def _check_length(self, first_day: int, dated: list[tuple[int, EventRead]]) -> None:
        """A run is not too long; of its events the first one that comes too late is told."""
        from membership_sim.calendar import anchored_day

        longest_day = anchored_day(first_day, 12 * LONGEST_RUN_YEARS)
        allowed = f"at most {LONGEST_RUN_YEARS} years after the first day, {iso(first_day)}, are allowed"
        until_day = self.fields.get("until")
        if until_day is not None:
            if until_day > longest_day:
                self.report.add(self.fields.place("until"), f"'until' is {iso(until_day)}, {allowed}")
            return
        for day, its in dated:
            if day > longest_day:
                self.report.add(its.day_place, f"the event of {iso(day)} is too late, {allowed}")
                return


def _where(earlier: Place | None, place: Place | None) -> str:
    """Return which event stands before another: by its line, if that is another one, where there are lines."""
    if earlier is None:
        return "one before it"
    return "another on this line" if place and place.line == earlier.line else f"that in line {earlier.line}"


def _path(fields: Fields) -> str:
    place = fields.place()
    return place.path if place else ""


def _items(fields: Fields, name: str) -> bool:
    return bool(getattr(fields.node.entries[name], "items", ()))
