"""Scenario files into `Scenario`s: every document, and every error of the file in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from membership_sim.calendar import anchored_day
from membership_sim.files.document import Document
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import Node
from membership_sim.files.reader import parse, read_source
from membership_sim.files.report import Report
from membership_sim.scenario import LONGEST_RUN_YEARS, Scenario
from membership_sim.simulate import HORIZON_MONTHS
from membership_sim.typed import LONGEST_TEXT, STRANGE, shown

if TYPE_CHECKING:
    from collections.abc import Mapping as AnyMapping

    from membership_sim.rulebook.book import RuleBook

MOST_RUN_YEARS: Final = 10_000  # of all documents of a file together, which are told in half a minute
_YEAR_DAYS: Final = 365.25

# What JSON holds as it is, while YAML breaks a line there or refuses it: escaped, its own field is told to be wrong.
_ESCAPED: Final = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF)}

__all__ = ["LONGEST_RUN_YEARS", "load_document", "load_scenarios"]


def load_scenarios(path: str, *, text: str | bytes | None = None) -> list[Scenario]:
    """Return the scenarios of a file, or of standard input for `-`, one a document.

    With `text` nothing is read: `path` then only names the text in messages, and its folder is where rule books with a
    relative path are looked for. Raises `InputError` with every problem of every document and of their rule books.

    >>> [scenario] = load_scenarios("a.yaml", text="events: [{date: 2025-01-31, do: join}]")
    >>> scenario.title, scenario.events[0].action.do, str(scenario.events[0].place)
    ('a', 'join', 'a.yaml:1:10')
    """
    documents, problems = parse(read_source(path) if text is None else text, path)
    report = Report(problems)
    folder = "" if path == "-" else str(Path(path).parent)
    title = "standard input" if path == "-" else STRANGE.sub("\ufffd", Path(path).stem)[:LONGEST_TEXT]
    books: dict[str, RuleBook | InputError] = {}
    read = [(Document(node, report, folder, title, books).scenario(), node) for node in documents]
    scenarios = [(scenario, node) for scenario, node in read if scenario is not None]
    _check_length(scenarios, report)
    report.end()
    return [scenario for scenario, _ in scenarios]


def _check_length(scenarios: list[tuple[Scenario, Node]], report: Report) -> None:
    """All runs of a file together are not too long: told of the document with which they are."""
    days = 0
    for scenario, node in scenarios:
        days += _run_days(scenario)
        if days > MOST_RUN_YEARS * _YEAR_DAYS:
            message = f"with this document the runs take more than {MOST_RUN_YEARS:,} years"
            report.add(node.place, f"{message}, at most as many are allowed in a file")
            return


def _run_days(scenario: Scenario) -> int:
    """Return how long a run can be, which without `until` looks past its last event."""
    days = [event.day for event in scenario.events]
    if scenario.given is not None:
        days.insert(0, scenario.given.day)
    if not days:
        return 0
    last_day = scenario.until_day or anchored_day(days[-1], HORIZON_MONTHS)
    return max(0, last_day - days[0])


def load_document(document: AnyMapping[str, object], folder: str = ".") -> Scenario:
    """Return the scenario of one document given as plain values, where dates may be `datetime.date`s.

    Raises `InputError` with every problem; its places count in the document written as indented JSON.
    """
    import json

    try:
        text = json.dumps(document, default=_plain, ensure_ascii=False, indent=1)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError([Problem(None, f"the scenario cannot be written as a file: {error}")]) from None
    [scenario] = load_scenarios(str(Path(folder) / "scenario"), text=text.translate(_ESCAPED))
    return scenario


def _plain(value: object) -> str:
    """Return a date as its text; raises TypeError for what no file can hold."""
    from datetime import date

    if isinstance(value, date):
        return str(value)
    raise TypeError(f"it holds {shown(value)}, allowed: mappings, lists, text, whole numbers, dates, yes or no, null")
