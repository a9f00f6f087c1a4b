"""In what two timelines were given something else: settings, the rule book, the start, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from membership_sim.book_changes import book_changes
from membership_sim.changes import InputChange, differing
from membership_sim.event_changes import event_changes
from membership_sim.money import NO_TAX, percentage
from membership_sim.scenario_fields import scenario_fields
from membership_sim.timeline import Timeline

_SETTINGS: Final = ("plan", "sales_tax", "wallet", "payments", "until")


def input_changes(before: Timeline, after: Timeline) -> tuple[InputChange, ...]:
    """Return what was given otherwise, in the order of a file.

    What nothing rests on stands last, and what is only known otherwise after what is otherwise.
    """
    ours, theirs = _file_of(before), _file_of(after)
    found = [InputChange(*change) for change in differing(ours, theirs, ["rulebook"])]
    found += book_changes(before, after)
    found += [InputChange(*change) for change in differing(ours, theirs, _SETTINGS)]
    found += _start_changes(ours.get("given"), theirs.get("given"))
    found += event_changes(ours.get("events", []), theirs.get("events", []))
    return tuple(sorted(found, key=lambda change: (not change.is_read, change.is_evidence)))


def _file_of(timeline: Timeline) -> Mapping[str, Any]:
    """Return the fields of the scenario's file; a sales tax that no file can say is a fraction."""
    tax = timeline.scenario.sales_tax
    document = scenario_fields(timeline.scenario._replace(expected=None, sales_tax=NO_TAX))
    if tax != NO_TAX:
        try:
            document["sales_tax"] = percentage(tax)
        except ValueError:
            document["sales_tax"] = f"{tax.numerator}/{tax.denominator}"
    return document


def _start_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterator[InputChange]:
    """Yield the facts of the start that differ, or the whole start where only one scenario has one."""
    if before is None or after is None:
        yield from (InputChange(*change) for change in differing({"given": before}, {"given": after}))
        return
    for name, fact, other in differing(before, after):
        yield InputChange(f"given.{name}", fact, other)
