"""Scenarios as the fields of their files, in plain values: what reads back as the same."""

from __future__ import annotations

from membership_sim.entry_fields import argument_value, iso, method_fields
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, percentage
from membership_sim.plain import plain
from membership_sim.rulebook.fields import shipped_overrides
from membership_sim.scenario import ARGUMENTS, Event, Expected, Method, Scenario, ScriptLine, Wallet


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
