"""A scenario's file form with values put in its places, by dotted paths, read again as a file would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from membership_sim.entry_fields import method_fields
from membership_sim.files.document import Document
from membership_sim.files.errors import InputError
from membership_sim.files.nodes import node_of
from membership_sim.files.report import Report
from membership_sim.files.scenario_shapes import scenario_shape
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario, ScenarioError
from membership_sim.story import check_story

LEFT_OUT: Final = ("expect",)  # what a story is expected to do, another one need not

Key = str | int


class Story:
    """A scenario as plain values, of which every variant is a copy with other values in some places.

    Raises ScenarioError for a scenario that cannot be run, or that no file can say.
    """

    def __init__(self, scenario: Scenario) -> None:
        check_story(scenario)
        try:
            told: dict[str, Any] = scenario._replace(expected=None).to_dict()
        except ValueError as error:  # of a sales tax
            raise ScenarioError(f"sales_tax of the scenario: {error}") from None
        self.title = scenario.title
        self.books: dict[str, RuleBook | InputError] = {}
        if str(told["rulebook"]) != scenario.book.name:  # a book of its own, which is there already
            self.books[str(told["rulebook"])] = scenario.book
        if scenario.given is None:
            told.setdefault("wallet", [method_fields(method) for method in scenario.wallet.methods])
        self.told = told

    def wrong_paths(self, paths: Iterable[object]) -> Iterator[str]:
        """Yield what is wrong with each path, and which ones lie within another."""
        listed_paths = list(paths)
        for path in listed_paths:
            wrong = self._wrong_path(path)
            if wrong:
                yield wrong
            outer = [its for its in listed_paths if isinstance(path, str) and path.startswith(f"{its}.")]
            yield from (f"{quoted(str(path))} lies within {quoted(str(its))}, one of them is allowed" for its in outer)

    def _wrong_path(self, path: object) -> str | None:
        """Return what is wrong with a path; None when the story has the place."""
        if not isinstance(path, str):
            return f"the path is {path!r}, allowed: the dotted name of a place in a scenario, such as 'with.trial.days'"
        fields = [name for name in scenario_shape().fields if name not in LEFT_OUT]
        head, *rest = keys = _keys(path)
        if head not in fields:
            return f"unknown field {quoted(str(head))}{suggestion(str(head), fields) or ','} allowed: {listed(fields)}"
        if head == "with":
            return None if rest and rest[0] else "'with' is no value: name one, such as 'with.trial.days'"
        place: Any = self.told
        for number, key in enumerate(keys):
            before = ".".join(map(str, keys[:number]))
            last = number == len(keys) - 1
            if isinstance(place, list):
                if not isinstance(key, int) or key >= len(place):
                    return f"{quoted(str(key))} is no number of {quoted(before)}, {_numbers(len(place))}"
                place = place[key]
            elif not isinstance(place, dict):
                return f"{quoted(before)} has no parts, it is {quoted(str(place))}"
            elif not last:
                if key not in place:
                    return f"the scenario has no {quoted('.'.join(map(str, keys[: number + 1])))}"
                place = place[key]
        return None

    def with_values(self, values: Mapping[str, Any], title: str) -> Scenario:
        """Return the scenario with other values in some places; raises InputError, whose problems have no place.

        None leaves a field or an item out; among the values of the rule book (`with`) it is null. A rule book may be
        one that is loaded already.
        """
        told, books = deepcopy(self.told), dict(self.books)
        told["title"] = title
        gone: list[tuple[list[Any], int]] = []
        for path, value in values.items():
            if isinstance(value, RuleBook):
                books[f"{value.name} of {path}"] = value
                value = f"{value.name} of {path}"
            _put(told, _keys(path), value, gone)
        for items, number in sorted(gone, key=lambda item: -item[1]):
            del items[number]
        return _read(told, books, title)


def _read(told: Mapping[str, Any], books: dict[str, RuleBook | InputError], title: str) -> Scenario:
    report = Report()
    scenario = Document(node_of(told), report, "", title, books).scenario()
    report.end()
    assert scenario is not None, "a scenario that is wrong, and nobody told why"
    return scenario


def _keys(path: str) -> list[Key]:
    """Return the keys of a path: below `with` the rest is one dotted name."""
    head, _, rest = path.partition(".")
    if head == "with":
        return [head, rest]
    return [int(key) if key.isascii() and key.isdigit() else key for key in path.split(".")]


def _numbers(count: int) -> str:
    return f"allowed: 0 to {count - 1}" if count else "which is empty"


def _put(told: dict[str, Any], keys: list[Key], value: Any, gone: list[tuple[list[Any], int]]) -> None:
    """Put a value in its place; an item that is left out is noted, so that the numbers of the others stay."""
    place: Any = told
    if keys[0] == "with":
        place = told.setdefault("with", {})
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
