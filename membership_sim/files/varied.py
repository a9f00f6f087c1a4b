"""A scenario's file form with values put in its places, by dotted paths, read again as a file would be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from membership_sim.entry_fields import method_fields
from membership_sim.files.document import Document
from membership_sim.files.errors import InputError
from membership_sim.files.nodes import node_of
from membership_sim.files.places import Key, NoPlaceError, column_kind, path_keys, shape_at
from membership_sim.files.report import Report
from membership_sim.files.words import quoted
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario, ScenarioError
from membership_sim.story import check_story
from membership_sim.typed import shown, written

if TYPE_CHECKING:
    from membership_sim.show.frames import ColumnKind


class Story:
    """A scenario as plain values, of which every variant is a copy with other values in some places.

    Raises ScenarioError for a scenario that cannot be run, or that no file can say.
    """

    def __init__(self, scenario: Scenario) -> None:
        check_story(scenario)
        try:
            document: dict[str, Any] = scenario._replace(expected=None).to_dict()
        except ValueError as error:  # of a sales tax
            raise ScenarioError(f"sales_tax of the scenario: {error}") from None
        self.title = scenario.title
        self.plans = scenario.book.plans
        self.books: dict[str, RuleBook | InputError] = {}
        if str(document["rulebook"]) != scenario.book.name:  # a book of its own, which is there already
            self.books[str(document["rulebook"])] = scenario.book
        if scenario.given is None:
            document.setdefault("wallet", [method_fields(method) for method in scenario.wallet.methods])
        self.document = document

    def wrong_paths(self, paths: Iterable[object]) -> Iterator[str]:
        """Yield what is wrong with each path, and which ones lie within another."""
        varied = list(paths)
        for path in varied:
            wrong = self._wrong_path(path, varied)
            if wrong:
                yield wrong
            if isinstance(path, str):
                outer = [text for text in map(written, varied) if path.startswith(f"{text}.")]
                yield from (f"{quoted(path)} lies within {quoted(text)}, one of them is allowed" for text in outer)

    def _wrong_path(self, path: object, varied: Collection[object]) -> str | None:
        """Return what is wrong with a path; None when the story has the place."""
        if not isinstance(path, str):
            allowed = "the dotted name of a place in a scenario, such as 'with.trial.days'"
            return f"the path is {shown(path)}, allowed: {allowed}"
        if "rulebook" in varied and path.startswith("with.") and path != "with.":
            return None  # which values there are, each of the books says
        try:
            shape_at(path, self.document, self.plans, varied)
        except NoPlaceError as error:
            return str(error)
        return None

    def column_kind(self, path: str, varied: Collection[str]) -> ColumnKind:
        """Return what a column of the values of a right path holds."""
        try:
            return column_kind(shape_at(path, self.document, self.plans, varied))
        except NoPlaceError:  # a value that only another rule book has
            return "text"

    def with_values(self, values: Mapping[str, Any], title: str) -> Scenario:
        """Return the scenario with other values in some places; raises InputError, whose problems have no place.

        None leaves a field or an item out; among the values of the rule book (`with`) it is null. A rule book may be
        one that is loaded already.
        """
        document, books = deepcopy(self.document), dict(self.books)
        document["title"] = title
        gone: list[tuple[list[Any], int]] = []
        for path, value in values.items():
            if isinstance(value, RuleBook):
                books[f"{value.name} of {path}"] = value
                value = f"{value.name} of {path}"
            _put(document, path_keys(path), value, gone)
        for items, number in sorted(gone, key=lambda item: -item[1]):
            del items[number]
        return _read(document, books, title)


def _read(document: Mapping[str, Any], books: dict[str, RuleBook | InputError], title: str) -> Scenario:
    report = Report()
    scenario = Document(node_of(document), report, "", title, books).scenario()
    report.end()
    assert scenario is not None, "a scenario that is wrong, and nobody told why"
    return scenario


def _put(document: dict[str, Any], keys: list[Key], value: Any, gone: list[tuple[list[Any], int]]) -> None:
    """Put a value in its place; an item that is left out is noted, so that the numbers of the others stay."""
    place: Any = document
    if keys[0] == "with":
        place = document.setdefault("with", {})
        place[keys[1]] = value
        return
    for key in keys[:-1]:
        place = place[key]
    last = keys[-1]
    if value is not None:
        place[last] = value
    elif isinstance(place, list):
        gone.append((place, int(last)))
    else:
        place.pop(last, None)
