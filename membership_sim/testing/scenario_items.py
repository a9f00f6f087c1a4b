"""Scenario files as tests of pytest: each document is one; what is wrong is told as `membership-sim test` tells it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from membership_sim.expectations import judge
from membership_sim.files.errors import InputError
from membership_sim.files.rulebook_file import is_rulebook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.findings import told
from membership_sim.scenario import MembershipError, Scenario


class UnmetError(Exception):
    """A scenario is not as it expects."""


class ScenarioItem(pytest.Item):
    """A document of a scenario file."""

    scenario: Scenario

    @classmethod
    def made(cls, parent: pytest.Collector, name: str, scenario: Scenario) -> ScenarioItem:
        """Return the test of a scenario."""
        item: ScenarioItem = cls.from_parent(parent, name=name)
        item.scenario = scenario
        return item

    def runtest(self) -> None:
        """Run the scenario; raises UnmetError when it is not as it expects."""
        _, findings = judge(self.scenario)
        if findings:
            raise UnmetError("\n".join(told(findings)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *arguments: Any, **told: Any) -> Any:
        """Return what is told of a failure: our words, and a traceback only for a fault of ours."""
        if isinstance(excinfo.value, UnmetError | MembershipError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *arguments, **told)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test stands: at the first event of the document, if it has one."""
        places = [event.place.line - 1 for event in self.scenario.events if event.place is not None]
        return self.path, min(places, default=None), self.name


class ScenarioFile(pytest.File):
    """A scenario file; a rule book among them has no tests."""

    def collect(self) -> Iterator[ScenarioItem]:
        """Yield the test of each document, by its title; raises CollectError with every problem of the file."""
        try:
            scenarios = load_scenarios(self.shown_path())
        except InputError as error:
            if is_rulebook(str(self.path)):
                return
            raise self.CollectError(str(error)) from None
        seen: Counter[str] = Counter()
        for scenario in scenarios:
            title = scenario.title.replace("::", ":")  # which parts the names of tests
            seen[title] += 1
            name = title if seen[title] == 1 else f"{title} #{seen[title]}"
            yield ScenarioItem.made(self, name, scenario)

    def shown_path(self) -> str:
        """Return the path as messages show it: from where pytest was started, if it lies there."""
        start = self.config.invocation_params.dir
        inside = self.path.is_relative_to(start) and start == Path.cwd()
        return os.path.relpath(self.path, start) if inside else str(self.path)
