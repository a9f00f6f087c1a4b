"""The changes that a comparison tells: of what was given, of an entry and its fields, of the state of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from membership_sim.entries import Entry
from membership_sim.scenario import State


class InputChange(NamedTuple):
    """Something given that is another: its dotted path, and what a file would say of it.

    `with...` is a value of the rule book, whether `with` or the book itself has it otherwise; `rulebook...` is what
    else a book says: its time zone, its plans. Other paths lead through the scenario's file. None is not given, or the
    null of a value. What is of a value, or of the time zone, has its `rule`. `is_read` is false where no entry of
    either timeline rests on the value. `is_evidence` is true of what is known of a value: the rule that it belongs to,
    its certainty, sources and alternatives, as a rule book has them.
    """

    path: str
    before: object
    after: object
    rule: str = ""
    is_read: bool = True
    is_evidence: bool = False


class FieldChange(NamedTuple):
    """A field of an entry, named and valued as in the JSON, that is another; None is no such field."""

    name: str
    before: object
    after: object


class EntryChange(NamedTuple):
    """An entry that is only on one side, or on both with `field_changes`.

    There are none when only the reason is another, such as the step of a price that has the same fee.
    """

    before: Entry | None
    after: Entry | None
    field_changes: tuple[FieldChange, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that there are, the earlier side first."""
        return tuple(entry for entry in (self.before, self.after) if entry is not None)


class StateChange(NamedTuple):
    """Days `[start_day, end_day)` that ended in another state; None is a day that is not in the run."""

    start_day: int
    end_day: int
    before: State | None
    after: State | None


def differing(
    before: Mapping[str, object], after: Mapping[str, object], names: Iterable[str] | None = None
) -> Iterator[tuple[str, object, object]]:
    """Yield the names under which two mappings hold something else, with both values; None is no such name.

    >>> list(differing({"plan": "monthly", "until": "2025-12-31"}, {"plan": "annual", "until": "2025-12-31"}))
    [('plan', 'monthly', 'annual')]
    """
    for name in dict.fromkeys((*before, *after)) if names is None else names:
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)
