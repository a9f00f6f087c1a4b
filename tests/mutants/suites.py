"""The suites of the tests that must notice mutants: each answers, for the model in force, whether it notices anything.

What a suite expects is frozen: typed by hand, kept in a file, or made before any mutant is in force. A model that
breaks (an error that the right one does not raise) is noticed too.
"""

from __future__ import annotations

import contextlib
import io
import itertools
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from membership_sim.check import check_table
from membership_sim.expectations import judge
from membership_sim.files.rulebook_file import is_rulebook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.machine import LIFECYCLE
from membership_sim.oracle.laws import first_violation, violations
from membership_sim.scenario import Scenario
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.vectors.reading import holds, read_vectors
from membership_sim.vectors.story import outcome, scenario_of
from tests import helpers
from tests.mutants.catalogue import Mutant, Part
from tests.mutants.parts import asked_parts
from tests.naive.simulator import run as naive
from tests.second_opinion import book_data, compare, scenario_data

ROOT = Path(__file__).parent.parent.parent
# The modules whose tests are tables of stories with what must come of them, typed by hand from the specification.
TABLES = ("test_prices", "test_refunds", "test_payments", "test_matrix", "test_member", "test_options", "test_calendar")
STORIES = 600  # told for the second opinion and the laws


class Suite(NamedTuple):
    """A suite by its name; `notices` is asked while the mutant is in force."""

    name: str
    notices: Callable[[Mutant], bool]


Parts = frozenset[Part]


def of_stories(asked: set[Part]) -> Parts:
    """Return what a story asks for: it tells apart by what is done, not by what a refusal says is allowed."""
    return frozenset(part for part in asked if part[0] != "looked at")


def concerned(mutant: Mutant) -> Callable[[Parts], bool]:
    """Return what tells whether a mutant can change anything for who asks for some parts."""
    return lambda asked: not mutant.parts or not mutant.parts.isdisjoint(asked)


def structure() -> Suite:
    """Return the check that the table is total, disjoint and reachable."""
    return Suite("structure", lambda mutant: mutant.table is not None and bool(check_table(mutant.table)))


def scenarios(folder: Path = ROOT / "scenarios") -> Suite:
    """Return the shipped scenarios, judged by their own expectations alone."""
    paths = sorted(path for path in folder.rglob("*.yaml") if not is_rulebook(str(path)))
    stories = []
    with asked_parts() as asked:
        for path in paths:
            for scenario in load_scenarios(str(path)):
                asked.clear()
                assert not judge(scenario, LIFECYCLE).findings, f"{scenario.title} fails as it is"
                stories.append((scenario, of_stories(asked)))
    return Suite("scenarios", partial(_scenarios_notice, stories))


def _scenarios_notice(stories: list[tuple[Scenario, Parts]], mutant: Mutant) -> bool:
    """Ask first the scenario that noticed the last mutant: the next one is much like it."""
    is_concerned = concerned(mutant)
    for place, (scenario, asked) in enumerate(stories):
        if is_concerned(asked) and _finds_fault(scenario):
            stories.insert(0, stories.pop(place))
            return True
    return False


def _finds_fault(scenario: Scenario) -> bool:
    try:
        return bool(judge(scenario, LIFECYCLE).findings)
    except Exception:
        return True


class _Collector:
    """A plugin of pytest that keeps what was collected."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], object]] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if isinstance(item, pytest.Function) and item.get_closest_marker("slow") is None:
                arguments = item.callspec.params if hasattr(item, "callspec") else {}
                if set(item.fixturenames) <= set(arguments):
                    self.calls.append(partial(item.obj, **arguments))


def tables(modules: Sequence[str] = TABLES) -> Suite:
    """Return the tables of expectations in the tests: every quick case that needs no fixture."""
    collector = _Collector()
    paths = [str(ROOT / "tests" / f"{module}.py") for module in modules]
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *paths], plugins=[collector])
    assert status == 0, told.getvalue()
    calls = []
    with asked_parts() as asked:
        for call in collector.calls:
            asked.clear()
            helpers._book.cache_clear()  # what a book is made of is asked for by each that uses it
            assert not _fails(call), "a table fails as it is"
            calls.append((call, frozenset(asked)))
    helpers._book.cache_clear()
    return Suite("tables", partial(_calls_notice, calls))


def _calls_notice(calls: list[tuple[Callable[[], object], Parts]], mutant: Mutant) -> bool:
    """Ask first the call that noticed the last mutant: the next one is much like it."""
    is_concerned = concerned(mutant)
    if mutant.terms is not None:
        helpers._book.cache_clear()  # books with single values replaced are made anew
    try:
        for place, (call, asked) in enumerate(calls):
            if is_concerned(asked) and _fails(call):
                calls.insert(0, calls.pop(place))
                return True
    finally:
        helpers._book.cache_clear()
    return False


def _fails(call: Callable[[], object]) -> bool:
    try:
        call()
    except (Exception, pytest.fail.Exception):
        return True
    return False


class Told(NamedTuple):
    """A story, what the naive simulator says of it, and what is asked for by the story and the laws."""

    scenario: Scenario
    answer: dict[str, Any]
    asked: Parts


@cache
def told_stories(count: int) -> list[Told]:
    """Return stories from seeds, with the naive simulator's answers: none of them comes from a mutant."""
    stories: list[Told] = []
    with asked_parts() as asked:
        for seed in itertools.count():
            if len(stories) == count:
                return stories
            scenario = story(seed)
            if scenario.given is None:
                asked.clear()
                violations(simulate(scenario))
                parts, terms = of_stories(asked), scenario.book.terms(scenario.sales_tax)
                stories.append(Told(scenario, naive(scenario_data(scenario), book_data(scenario.book, terms)), parts))
    raise AssertionError("seeds never end")


def second_opinion(count: int = STORIES) -> Suite:
    """Return stories from seeds, compared with what the naive simulator said of them."""
    stories = told_stories(count)  # now, while no mutant is in force
    return Suite("second opinion", lambda mutant: _any_story(mutant, stories, _differs))


def laws(count: int = STORIES) -> Suite:
    """Return the laws of a single pass, over the same stories."""
    stories = told_stories(count)
    return Suite("laws", lambda mutant: _any_story(mutant, stories, _breaks_a_law))


def _differs(told: Told) -> bool:
    return bool(compare(simulate(told.scenario), told.answer))


def _breaks_a_law(told: Told) -> bool:
    return first_violation(simulate(told.scenario)) is not None


def _any_story(mutant: Mutant, stories: Sequence[Told], notices: Callable[[Told], bool]) -> bool:
    is_concerned = concerned(mutant)
    for told in stories:
        try:
            if is_concerned(told.asked) and notices(told):
                return True
        except Exception:
            return True
    return False


class Frozen(NamedTuple):
    """A vector of the shipped files: its story, what is expected, what the story asks for."""

    scenario: Scenario
    expected: dict[str, Any]
    asked: Parts


def vectors(folder: Path = ROOT / "vectors") -> Suite:
    """Return the shipped vectors as they stand in their files; nothing is made again from a mutant."""
    found = []
    with asked_parts() as asked:
        for vector in read_vectors(folder):
            scenario = scenario_of(vector)
            asked.clear()
            assert holds(scenario, vector["expected"]), f"{vector['id']} fails as it is"
            found.append(Frozen(scenario, vector["expected"], of_stories(asked)))
    return Suite("vectors", partial(_vectors_notice, found))


def _vectors_notice(found: Sequence[Frozen], mutant: Mutant) -> bool:
    is_concerned = concerned(mutant)
    for vector in found:
        try:
            if is_concerned(vector.asked) and not holds(vector.scenario, vector.expected):
                return True
        except Exception:
            return True
    return False


def retold(count: int) -> Suite:
    """Return stories from seeds with what is told of them by the right model, in no more fields than vectors have."""
    found = []
    with asked_parts() as asked:
        for scenario in map(story, range(count)):
            asked.clear()
            found.append(Frozen(scenario, outcome(scenario), of_stories(asked)))
    return Suite("retold", partial(_vectors_notice, found))


# By name; one is made when it is asked for, since it runs everything once as it is.
SUITES: dict[str, Callable[[], Suite]] = {
    "structure": structure,
    "scenarios": scenarios,
    "second opinion": second_opinion,
    "laws": laws,
    "tables": tables,
    "vectors": vectors,
}
