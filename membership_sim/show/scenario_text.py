"""Scenarios as the files that read back as the same, so that a story told by code can be kept and run again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.entry_fields import argument_value, iso, method_fields
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, Rate
from membership_sim.scenario import ARGUMENTS, Event, Expected, Method, Scenario, ScriptLine, Wallet
from membership_sim.show.rulebook_text import rulebook_text, shipped_overrides
from membership_sim.show.yaml_text import flow, listed, plain

_MOST_DECIMALS: Final = 6  # of a percentage in a file


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


def scenario_fields(scenario: Scenario) -> dict[str, object]:
    """Return the scenario as a file says it, as plain values: what differs from the defaults, dates as text.

    Raises ValueError for a sales tax that is no percentage of six decimals at most.
    """
    book, given, wallet = scenario.book, scenario.given, scenario.wallet
    overrides = shipped_overrides(book)
    if given is None and scenario.events and wallet.methods and wallet.default != wallet.methods[0].name:
        from membership_sim.simulate import first_snapshot

        given = first_snapshot(scenario)  # only there can another method than the first be the default
    fields: dict[str, object] = {"title": scenario.title}
    fields["rulebook"] = book.name if overrides is not None else f"{book.name}.yaml"
    if overrides:
        fields["with"] = plain(overrides)
    if given is None and scenario.plan != book.default_plan:
        fields["plan"] = scenario.plan
    if given is None and wallet != Wallet():
        fields["wallet"] = [method_fields(method) for method in wallet.methods]
    if scenario.payments is not None:
        fields["payments"] = [_script_fields(line) for line in scenario.payments]
    if scenario.sales_tax != NO_TAX:
        fields["sales_tax"] = percentage(scenario.sales_tax)
    if scenario.until_day is not None:
        fields["until"] = iso(scenario.until_day)
    if given is not None:
        fields["given"] = _needed_facts(given, scenario)
    if scenario.events:
        fields["events"] = [event_fields(event) for event in scenario.events]
    if scenario.expected is not None:
        fields["expect"] = _expected_fields(scenario.expected)
    return fields


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


def _needed_facts(given: Snapshot, scenario: Scenario) -> dict[str, object]:
    """Return the facts without which the snapshot would not read back as the same: the others are supposed."""
    from membership_sim.files.errors import InputError
    from membership_sim.files.snapshot_file import snapshot_from_given

    facts = given.to_dict()
    for name in reversed([name for name in facts if name not in ("date", "state", "plan")]):
        fewer = {other: value for other, value in facts.items() if other != name}
        try:
            same = snapshot_from_given(fewer, scenario.book, scenario.sales_tax) == given
        except InputError:
            continue
        if same:
            facts = fewer
    return facts


def event_fields(event: Event) -> dict[str, object]:
    """Return an event as the scenario format writes it."""
    action = event.action
    fields: dict[str, object] = {"date": iso(event.day), "do": action.do}
    for name, argument in ARGUMENTS[action.do].items():
        value = getattr(action, name)
        if isinstance(value, Method):
            fields |= method_fields(value)
        elif value is not None:
            fields[name] = argument_value(argument.kind, value)
    if event.refused is not False:
        fields["refused"] = event.refused
    return fields


def _script_fields(line: ScriptLine) -> dict[str, object]:
    when: dict[str, object] = {"try": line.number} if line.day is None else {"date": iso(line.day)}
    return when | ({"decline": line.decline} if line.take is None else {"take": line.take})


def percentage(rate: Rate) -> str:
    """Return the rate as files write it; read back it is the same fraction, if a file can hold that one."""
    hundredfold = rate.numerator * 100
    exact = [shift for shift in range(_MOST_DECIMALS + 1) if hundredfold * 10**shift % rate.denominator == 0]
    if not exact:
        raise ValueError(f"{rate} is no percentage of at most {_MOST_DECIMALS} decimals")
    decimals = next((found for found in exact if rate.denominator == 100 * 10**found), exact[0])
    digits = hundredfold * 10**decimals // rate.denominator
    whole, part = divmod(digits, 10**decimals)
    return f"{whole}.{part:0{decimals}d}%" if decimals else f"{whole}%"


def _expected_fields(expected: Expected) -> dict[str, object]:
    fields: dict[str, object] = {}
    if expected.complete:
        fields["complete"] = list(expected.complete)
    if expected.entries:
        fields["entries"] = [{"date": iso(entry.day), **plain(dict(entry.fields))} for entry in expected.entries]
    if expected.totals:
        fields["totals"] = dict(expected.totals)
    if expected.final_state is not None:
        fields["final_state"] = expected.final_state
    return fields
