"""`compare`: what two timelines have otherwise, and why. A pure function of both; words are a view of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from membership_sim.api import Member
from membership_sim.counts import counted
from membership_sim.edge import unusable
from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.entry_pairs import Pairs, pair
from membership_sim.input_changes import InputChange, input_changes
from membership_sim.scenario import MembershipError, Scenario, ScenarioError, State
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline, Totals
from membership_sim.typed import shown

_NUMBERS: Final = ("seq", "charge")  # of entries: they change with whatever is before


class FieldChange(NamedTuple):
    """A field of an entry, named and valued as in the JSON, that is another; None is no such field."""

    name: str
    before: object
    after: object


class EntryChange(NamedTuple):
    """An entry that is only on one side, or on both with `fields` that differ.

    There are none when only the reason is another, such as the step of a price that has the same fee.
    """

    before: Entry | None
    after: Entry | None
    fields: tuple[FieldChange, ...] = ()

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


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed from one timeline to another, and why.

    `inputs` are what was given otherwise: the why; `entries` those that differ, by day, each with its own reason and
    rules; `states` the days that ended in another state. `str` tells all of it.
    """

    before: Timeline
    after: Timeline

    def __repr__(self) -> str:
        titles = " and ".join(repr(timeline.scenario.title) for timeline in (self.before, self.after))
        parts = (self.changed, self.only_before, self.only_after)
        changed, gone, new = (len(part) for part in parts)
        told = f"{counted(changed, 'entries')} changed, {gone} only before, {new} only after"
        return f"<Comparison of {titles}: {told if self.entries else 'the same entries'}>"

    def __str__(self) -> str:
        return self.to_text()

    def to_text(self, lang: str = "en") -> str:
        """Return the comparison in words: totals, what was given otherwise, and each entry that differs with why."""
        from membership_sim.show.comparison_text import comparison_text

        return comparison_text(self, lang)

    def to_html(self, lang: str = "en") -> str:
        """Return the comparison as a piece of HTML, reasons on expansion."""
        from membership_sim.show.html_comparison import comparison_fragment

        return comparison_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    @cached_property
    def _pairs(self) -> Pairs:
        return pair(self.before.entries, self.after.entries)

    @property
    def same(self) -> int:
        """How many entries are the same, their numbers aside."""
        return self._pairs.same

    @property
    def is_same(self) -> bool:
        """Whether the same happens on the same days; what was given may be another."""
        return not self._pairs.differ and not self.states

    @cached_property
    def entries(self) -> tuple[EntryChange, ...]:
        """The entries that differ, in the order of days."""
        return tuple(EntryChange(*both, tuple(_field_changes(*both))) for both in self._pairs.differ)

    @property
    def changed(self) -> tuple[EntryChange, ...]:
        """The entries that stand on both sides, otherwise."""
        return tuple(change for change in self.entries if len(change.entries) == 2)

    @property
    def only_before(self) -> tuple[Entry, ...]:
        """The entries that are no more."""
        return tuple(change.before for change in self.entries if change.before and not change.after)

    @property
    def only_after(self) -> tuple[Entry, ...]:
        """The entries that are new."""
        return tuple(change.after for change in self.entries if change.after and not change.before)

    @property
    def change(self) -> Totals | None:
        """How much each total grew; None when the amounts are of different currencies."""
        before, after = self.before, self.after
        if before.scenario.book.currency != after.scenario.book.currency:
            return None
        return Totals(*(new - old for old, new in zip(before.totals, after.totals, strict=True)))

    @cached_property
    def states(self) -> tuple[StateChange, ...]:
        """The spans of days that ended in another state."""
        return tuple(_state_changes(self.before, self.after))

    @cached_property
    def inputs(self) -> tuple[InputChange, ...]:
        """What was given otherwise, in the order of a file; values on which nothing rests stand last."""
        return input_changes(self.before, self.after)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide the entries that differ, the earliest first."""
        return tuple(dict.fromkeys(entry.rules[0] for change in self.entries for entry in change.entries))


def compare(
    before: Timeline | Member | Scenario | str | os.PathLike[str],
    after: Timeline | Member | Scenario | str | os.PathLike[str],
) -> Comparison:
    """Return what changed from one timeline to another, and why; a scenario or the path of one is simulated.

    Raises InputError and ScenarioError as `simulate` does, with what is wrong on both sides.

    >>> story = {"title": "A", "until": "2025-05-31", "events": [{"date": "2025-01-31", "do": "join"}]}
    >>> shorter = {**story, "with": {"trial.days": 14}}
    >>> comparison = compare(Scenario.from_dict(story), Scenario.from_dict(shorter))
    >>> comparison.change.charged, comparison.inputs[0].path, comparison.inputs[0].after
    (600, 'with.trial.days', 14)
    """
    found: list[Timeline] = []
    errors: list[MembershipError] = []
    for told in (before, after):
        try:
            found.append(_timeline(told))
        except MembershipError as error:
            errors.append(error)
    if len(errors) == 2:
        raise _both(*errors)
    if errors:
        raise errors[0]
    return Comparison(*found)


def _timeline(told: object) -> Timeline:
    if isinstance(told, Timeline):
        return told
    if isinstance(told, Member):
        return told.timeline
    if isinstance(told, Scenario | str | os.PathLike):
        return simulate(told)
    raise unusable(f"{shown(told)} cannot be compared, allowed: a Timeline, a Member, a Scenario or the path of a file")


def _both(error: MembershipError, other: MembershipError) -> MembershipError:
    """Return one error with the problems of two; of two files it is the error of a file."""
    from membership_sim.files.errors import InputError

    if isinstance(error, InputError) and isinstance(other, InputError):
        return InputError([*error.problems, *other.problems])
    return ScenarioError(*dict.fromkeys(map(str, (*error.problems, *other.problems))))


def _field_changes(before: Entry | None, after: Entry | None) -> Iterator[FieldChange]:
    if before is None or after is None:
        return
    ours, theirs = entry_fields(before), entry_fields(after)
    for name in dict.fromkeys((*ours, *theirs)):
        if name not in _NUMBERS and ours.get(name) != theirs.get(name):
            yield FieldChange(name, ours.get(name), theirs.get(name))


def _state_changes(before: Timeline, after: Timeline) -> Iterator[StateChange]:
    """Yield the longest spans of days on which the states differ in one way."""
    ours, theirs = (_states_from_day(timeline) for timeline in (before, after))
    state = other = None
    for day, next_day in pairwise(sorted({*ours, *theirs})):
        state, other = ours.get(day, state), theirs.get(day, other)
        if state != other:
            yield StateChange(day, next_day, state, other)


def _states_from_day(timeline: Timeline) -> dict[int, State | None]:
    """Return the state from each day on which it is another; None from the first day after the run."""
    return {**{span.start_day: span.state for span in timeline.spans()}, timeline.until_day + 1: None}
