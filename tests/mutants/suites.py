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
from membership_sim.lifecycle import Row
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.member import Step
from membership_sim.oracle.laws import violations
from membership_sim.scenario import Scenario
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from membership_sim.vectors.reading import holds, read_vectors
from membership_sim.vectors.story import outcome, scenario_of
from tests import helpers
from tests.mutants.catalogue import Mutant
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


class Met(Lifecycle):
    """The right lifecycle, noting which (state, trigger) pairs a story meets, so that others need not be tried."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: set[tuple[str, str]] = set()

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire and note."""
        self.pairs.add((step.facts.state, trigger))
        return super().run_row(step, trigger)


def structure() -> Suite:
    """Return the check that the table is total, disjoint and reachable."""
    return Suite("structure", lambda mutant: mutant.table is not None and bool(check_table(mutant.table)))


def scenarios(folder: Path = ROOT / "scenarios") -> Suite:
    """Return the shipped scenarios, judged by their own expectations alone."""
    paths = sorted(path for path in folder.rglob("*.yaml") if not is_rulebook(str(path)))
    stories = []
    for path in paths:
        for scenario in load_scenarios(str(path)):
            met = Met()
            assert not judge(scenario, met).findings, f"{scenario.title} fails as it is"
            stories.append((scenario, met.pairs))
    return Suite("scenarios", partial(_scenarios_notice, stories))


def _scenarios_notice(stories: list[tuple[Scenario, set[tuple[str, str]]]], mutant: Mutant) -> bool:
    """Ask first the scenario that noticed the last mutant: the next one is much like it."""
    for place, (scenario, met) in enumerate(stories):
        if mutant.pairs and not mutant.pairs & met:
            continue
        if mutant.terms is not None and (scenario.book.name != mutant.book or scenario.book.overridden):
            continue
        if _finds_fault(scenario):
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
    assert not _calls_notice(collector.calls, None), "a table fails as it is"
    return Suite("tables", partial(_calls_notice, collector.calls))


def _calls_notice(calls: Sequence[Callable[[], object]], mutant: Mutant | None) -> bool:
    if mutant is not None and mutant.terms is not None:
        helpers._book.cache_clear()  # books with single values replaced are made anew
    try:
        for call in calls:
            call()
    except (Exception, pytest.fail.Exception):
        return True
    finally:
        helpers._book.cache_clear()
    return False


class Told(NamedTuple):
    """A story, what the naive simulator says of it, and the (state, trigger) pairs that it meets."""

    scenario: Scenario
    answer: dict[str, Any]
    pairs: set[tuple[str, str]]


@cache
def told_stories(count: int) -> list[Told]:
    """Return stories from seeds, with the naive simulator's answers: none of them comes from a mutant."""
    stories: list[Told] = []
    for seed in itertools.count():
        if len(stories) == count:
            return stories
        scenario = story(seed)
        if scenario.given is None:
            met = Met()
            simulate(scenario, lifecycle=met)
            answer = naive(scenario_data(scenario), book_data(scenario.book, scenario.book.terms(scenario.sales_tax)))
            stories.append(Told(scenario, answer, met.pairs))
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
    return bool(violations(simulate(told.scenario)))


def _any_story(mutant: Mutant, stories: Sequence[Told], notices: Callable[[Told], bool]) -> bool:
    for told in stories:
        if mutant.pairs and not mutant.pairs & told.pairs:
            continue
        if mutant.terms is not None and told.scenario.book.name != mutant.book:
            continue
        try:
            if notices(told):
                return True
        except Exception:
            return True
    return False


class Frozen(NamedTuple):
    """A vector of the shipped files: its story, what is expected, the (state, trigger) pairs that it meets."""

    scenario: Scenario
    expected: dict[str, Any]
    pairs: set[tuple[str, str]]


def vectors(folder: Path = ROOT / "vectors") -> Suite:
    """Return the shipped vectors as they stand in their files; nothing is made again from a mutant."""
    found, met = [], Met()
    for vector in read_vectors(folder):
        scenario, met.pairs = scenario_of(vector), set()
        assert holds(scenario, vector["expected"], met), f"{vector['id']} fails as it is"
        found.append(Frozen(scenario, vector["expected"], met.pairs))
    return Suite("vectors", partial(_vectors_notice, found))


def _vectors_notice(found: Sequence[Frozen], mutant: Mutant) -> bool:
    for vector in found:
        if mutant.pairs and not mutant.pairs & vector.pairs:
            continue
        if mutant.terms is not None and (vector.scenario.book.name != mutant.book or vector.scenario.book.overridden):
            continue
        try:
            if not holds(vector.scenario, vector.expected):
                return True
        except Exception:
            return True
    return False


def retold(count: int) -> Suite:
    """Return stories from seeds with what is told of them by the right model, in no more fields than vectors have."""
    found, met = [], Met()
    for seed in range(count):
        scenario, met.pairs = story(seed), set()
        found.append(Frozen(scenario, outcome(scenario, met), met.pairs))
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
