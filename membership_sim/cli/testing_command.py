"""`test`: whether scenario files are what they expect."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import click

from membership_sim.cli import choices, failures, streams
from membership_sim.show.paint import Screen

if TYPE_CHECKING:
    from membership_sim.expectations import Finding

_SUFFIXES = (".yaml", ".yml")


class Result(NamedTuple):
    """A document, or a file that cannot be read: its name, what is wrong, and the rules its entries cite."""

    name: str
    findings: tuple[Finding, ...] = ()
    problems: tuple[object, ...] = ()
    rules: frozenset[str] = frozenset()
    expects: bool = False


@click.command("test", cls=choices.Command, short_help="Check scenario files against what they expect.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=choices.FILE)
@click.option("--rules", "list_rules", is_flag=True, help="List the rules that the entries cite, and the others.")
@choices.no_color
def command(paths: tuple[str, ...], list_rules: bool, no_color: bool) -> int:
    """Run every document of the files, and of the *.yaml and *.yml in folders, and check its `expect`.

    A line a document, with what was expected and what was seen; then a summary. In a folder, rule books and whatever is
    hidden are passed over.
    """
    screen = streams.screen(None, no_color, None)
    results: list[Result] = []
    for result in results_of(paths):
        results.append(result)
        streams.write_result("".join(f"{line}\n" for line in result_lines(result, screen)))
        streams.tell(result.problems)
    streams.write_result("".join(f"{line}\n" for line in summary(results, list_rules, screen)))
    if any(result.problems for result in results):
        return failures.INVALID
    return failures.FINDING if any(result.findings for result in results) else failures.FINE


def results_of(paths: Iterable[str]) -> Iterator[Result]:
    """Yield the results of the files that are named and of those in the folders that are named; no file twice.

    A folder that cannot be read, or in which nothing is tested, is a problem.
    """
    from membership_sim.show.text import printable

    seen: set[str] = set()
    for path in paths:
        in_folder = path != "-" and os.path.isdir(path)
        inside, problems = scenario_files(path) if in_folder else ([path], [])
        tested = False
        for file in inside:
            results = [] if file in seen else check_file(file, in_folder)
            tested = tested or file in seen or bool(results)
            seen.add(file)
            yield from results
        if not tested and not problems:
            why = "has nothing but rule books in it" if inside else "has no scenario file, *.yaml or *.yml, in it"
            problems = [f"{path}: {why}"]
        if problems:
            yield Result(printable(path), problems=tuple(map(printable, problems)))


def scenario_files(folder: str) -> tuple[list[str], list[str]]:
    """Return what may be scenario files in a folder and those inside it, sorted, and what could not be read.

    What is hidden is not looked at.
    """
    problems: list[str] = []

    def unreadable(error: OSError) -> None:
        problems.append(f"{error.filename}: cannot be read: {error.strerror}")

    found = []
    for inside, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(inside, name) for name in names if name.endswith(_SUFFIXES) and not name.startswith(".")]
    return sorted(found), problems


def check_file(path: str, in_folder: bool = False) -> list[Result]:
    """Return the result of each document of a file; a rule book that lies `in_folder` has none."""
    from membership_sim.expectations import judge
    from membership_sim.files.errors import InputError
    from membership_sim.files.reader import source_name
    from membership_sim.files.rulebook_file import is_rulebook
    from membership_sim.files.scenario_file import load_scenarios
    from membership_sim.scenario import ScenarioError
    from membership_sim.show.text import printable

    name = printable(source_name(path))
    try:
        scenarios = load_scenarios(path)
    except InputError as error:
        return [] if in_folder and is_rulebook(path) else [Result(name, problems=error.problems)]
    results = []
    for number, scenario in enumerate(scenarios, start=1):
        about = f"{name}{f' #{number}' if len(scenarios) > 1 else ''}: {printable(scenario.title)}"
        try:
            timeline, findings = judge(scenario)
        except ScenarioError as error:
            results.append(Result(about, problems=error.problems))
            continue
        rules = frozenset(rule for entry in timeline.entries for rule in entry.rules)
        results.append(Result(about, findings, (), rules, scenario.expected is not None))
    return results


def result_lines(result: Result, screen: Screen) -> list[str]:
    """Return the line of a document, and below it what was not as expected."""
    if result.problems:
        return [f"{screen.paint('ERROR ', 'red')}  {result.name}"]
    if not result.findings:
        note = "" if result.expects else screen.paint(" (expects nothing)", "dim")
        return [f"{screen.paint('ok    ', 'green')}  {result.name}{note}"]
    from membership_sim.findings import told

    return [f"{screen.paint('FAILED', 'red')}  {result.name}", *(f"        {line}" for line in told(result.findings))]


def summary(results: list[Result], list_rules: bool, screen: Screen) -> list[str]:
    """Return which rules the documents rest on, and how many passed."""
    from membership_sim.rules import RULES
    from membership_sim.show.text import wrap

    cited = [rule for rule in RULES if any(rule in result.rules for result in results)]
    lines = ["", f"rules cited: {len(cited)} of {len(RULES)}"]
    if list_rules:
        others = [rule for rule in RULES if rule not in cited]
        for label, rules in (("cited", cited), ("not cited", others)):
            lines += [f"  {label}:", *(f"    {line}" for line in wrap(" ".join(rules) or "none", screen.columns - 4))]
    wrong = sum(bool(result.problems) for result in results)
    failed = sum(bool(result.findings) and not result.problems for result in results)
    counts = f"{len(results) - wrong - failed} passed, {failed} failed" + (f", {wrong} with errors" if wrong else "")
    return [*lines, screen.paint(counts, "red" if failed or wrong else "green")]
