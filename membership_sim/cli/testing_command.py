"""`test`: whether scenario files are what they expect."""

from __future__ import annotations

import os
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


@click.command("test", short_help="Check scenario files against what they expect.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path())
@click.option("--rules", "list_rules", is_flag=True, help="List the rules that the entries cite, and the others.")
@choices.no_color
def command(paths: tuple[str, ...], list_rules: bool, no_color: bool) -> int:
    """Run every document of the files, and of the *.yaml and *.yml in folders, and check its `expect`.

    A line a document, with what was expected and what was seen; then a summary.
    """
    screen = streams.screen(None, no_color, None)
    results: list[Result] = []
    for path in files_of(paths):
        for result in check_file(path, in_folder=path not in paths):
            results.append(result)
            streams.write_result("".join(f"{line}\n" for line in result_lines(result, screen)))
            failures.tell(result.problems)
    streams.write_result("".join(f"{line}\n" for line in summary(results, list_rules, screen)))
    if any(result.problems for result in results):
        return failures.INVALID
    return failures.FINDING if any(result.findings for result in results) else failures.FINE


def files_of(paths: tuple[str, ...]) -> list[str]:
    """Return the files that are named and, sorted, those in the folders that are named; each once.

    Raises click.FileError for a folder without scenario files.
    """
    found: list[str] = []
    for path in paths:
        if path == "-" or not os.path.isdir(path):
            found.append(path)
            continue
        inside = sorted(
            os.path.join(folder, name)
            for folder, _, names in os.walk(path)
            for name in names
            if name.endswith(_SUFFIXES) and not name.startswith(".")
        )
        if not inside:
            raise click.FileError(path, "has no scenario file, *.yaml or *.yml, in it")
        found += inside
    return list(dict.fromkeys(found))


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
    lines = [line for finding in result.findings for line in str(finding).splitlines()]
    return [f"{screen.paint('FAILED', 'red')}  {result.name}", *(f"        {line}" for line in lines)]


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
