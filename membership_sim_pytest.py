"""The plugin for pytest, which finds it by its entry point: fixtures, scenario files as tests, readable differences.

It stands outside the package and imports nothing of it before it is used, since every run of pytest loads it, those too
that never ask for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from membership_sim import Member, RuleBook
    from membership_sim.testing.scenario_items import ScenarioFile

SCENARIOS = "membership_sim_scenarios"
RULE_BOOK = "membership_sim_rulebook"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what says which files are scenarios, and which rule book the fixtures take."""
    about = "which *.yaml and *.yml are scenario files, each document a test: patterns such as scenarios/*.yaml"
    group = parser.getgroup("membership-sim")
    group.addoption("--membership-sim-scenarios", action="append", default=[], metavar="PATTERN", help=about)
    parser.addini(SCENARIOS, about, type="args", default=[])
    parser.addini(RULE_BOOK, "the rule book of the fixtures: a shipped name, or a path", default="amazon.co.jp")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """Collect the scenario files that the user names by patterns, and no others."""
    if file_path.suffix not in (".yaml", ".yml") or not _is_scenario_file(file_path, parent.config):
        return None
    from membership_sim.testing.scenario_items import ScenarioFile

    return ScenarioFile.from_parent(parent, path=file_path)


def _is_scenario_file(path: Path, config: pytest.Config) -> bool:
    """Tell whether a pattern names the file: one without a slash its name, another its path from the root."""
    inside = path.relative_to(config.rootpath) if path.is_relative_to(config.rootpath) else path
    patterns = [*config.getini(SCENARIOS), *config.getoption("--membership-sim-scenarios")]
    return any(fnmatchcase(inside.as_posix() if "/" in each else path.name, each) for each in patterns)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Tell in which entry two timelines, or two lists of entries, differ first."""
    if op != "==" or "membership_sim.timeline" not in sys.modules:
        return None
    from membership_sim.testing.timeline_diff import diff_lines

    return diff_lines(left, right)


@pytest.fixture(scope="session")
def membership_rulebook(pytestconfig: pytest.Config) -> RuleBook:
    """Return the rule book that the setting `membership_sim_rulebook` names; a path counts from the root."""
    from membership_sim import RuleBook

    name: str = pytestconfig.getini(RULE_BOOK)
    path = pytestconfig.rootpath / name
    return RuleBook.load(path if path.is_file() else name)


@pytest.fixture
def membership(membership_rulebook: RuleBook) -> Callable[..., Member]:
    """Return what makes members, as `membership_sim.Member` does, under the rule book of the settings."""
    from membership_sim import Member

    def make(rulebook: Any = membership_rulebook, **settings: Any) -> Member:
        return Member(rulebook, **settings)

    return make


@pytest.fixture
def assert_conforms(membership_rulebook: RuleBook) -> Callable[..., Any]:
    """Return `membership_sim.testing.conformance.assert_conforms`, by the rule book of the settings."""
    from membership_sim import Timeline
    from membership_sim.testing.conformance import assert_conforms as conforms

    def check(record: Any, **told: Any) -> Any:
        __tracebackhide__ = True
        if not isinstance(record, Timeline):  # which has its own
            told.setdefault("rulebook", membership_rulebook)
        return conforms(record, **told)

    return check
