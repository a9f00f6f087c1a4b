"""Scenarios as the files that read back as the same, so that a story told by code can be kept and run again."""

from __future__ import annotations

from collections.abc import Iterator

from membership_sim.rulebook.fields import shipped_overrides
from membership_sim.scenario import Scenario
from membership_sim.scenario_fields import scenario_fields
from membership_sim.show.rulebook_text import rulebook_text
from membership_sim.show.yaml_text import flow, listed


def scenario_text(scenario: Scenario) -> str:
    """Return the scenario as a file; places aside it reads back as an equal one.

    A rule book that is no shipped one, with single values replaced, is named `NAME.yaml`: `scenario_files` has both.
    Raises ValueError for a sales tax that is no percentage of six decimals at most.

    >>> event = {"date": "2025-01-31", "do": "join", "trial": False}
    >>> story = Scenario.from_dict({"title": "No trial", "rulebook": "generic", "events": [event]})
    >>> print(scenario_text(story), end="")
    title: No trial
    rulebook: generic
    events:
      - {date: 2025-01-31, do: join, trial: no}
    """
    return "".join(f"{line}\n" for line in _scenario_lines(scenario))


def scenario_files(scenario: Scenario, name: str = "story.yaml") -> dict[str, str]:
    """Return the text of the scenario's file by its name, and of its rule book's file if it needs one beside it."""
    files = {name: scenario_text(scenario)}
    if shipped_overrides(scenario.book) is None:
        files[f"{scenario.book.name}.yaml"] = rulebook_text(scenario.book)
    return files


def scenario_note(scenario: Scenario) -> str:
    """Return what a person needs to run the scenario again: each file after a comment with its name."""
    return "".join(f"# {name}\n{text}" for name, text in scenario_files(scenario).items())


def _scenario_lines(scenario: Scenario) -> Iterator[str]:
    for name, value in scenario_fields(scenario).items():
        if name in ("given", "expect") and isinstance(value, dict):
            yield f"{name}:"
            for part, its in value.items():
                yield from _lines(part, its, "  ", in_lines=(part == "entries"))
        else:
            yield from _lines(name, value, "", in_lines=isinstance(value, list))


def _lines(name: str, value: object, indent: str, in_lines: bool) -> Iterator[str]:
    """Yield a field on a line, or a list with an item a line."""
    if in_lines and isinstance(value, list) and value:
        yield f"{indent}{name}:"
        yield from listed(value, f"{indent}  ")
    else:
        yield f"{indent}{name}: {flow(value)}"
