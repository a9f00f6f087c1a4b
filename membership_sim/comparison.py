"""`compare`: what two timelines have otherwise, and why. A pure function of both; words are a view of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from membership_sim.api import Member
from membership_sim.changes import EntryChange, FieldChange, InputChange, StateChange, differing
from membership_sim.collecting import each
from membership_sim.counts import counted
from membership_sim.edge import unusable
from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.entry_pairs import Pairs, pair
from membership_sim.in_words import InWords
from membership_sim.input_changes import input_changes
from membership_sim.scenario import Scenario, State
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline, Totals
from membership_sim.typed import shown

_NUMBERS: Final = ("seq", "charge")  # of entries: they change with whatever is before


@dataclass(frozen=True, repr=False)
class Comparison(InWords):
    """What changed from one timeline to another, and why.

    `input_changes` are what was given otherwise: the why; `entry_changes` the entries that differ, by day, each with
    its own reason and rules; `state_changes` the days that ended in another state. `str` shows all of it.
    """

    before: Timeline
    after: Timeline

    def __repr__(self) -> str:
        titles = " and ".join(repr(timeline.scenario.title) for timeline in (self.before, self.after))
        parts = (self.changed, self.only_before, self.only_after)
        changed, gone, new = (len(part) for part in parts)
        counts = f"{counted(changed, 'entries')} changed, {gone} only before, {new} only after"
        return f"<Comparison of {titles}: {counts if self.entry_changes else 'the same entries'}>"

    def to_text(self, lang: str = "en") -> str:
        """Return the comparison in words: totals, what was given otherwise, and each entry that differs with why."""
        from membership_sim.show.comparison_text import comparison_text

        return comparison_text(self, lang)

    def to_html(self, lang: str = "en") -> str:
        """Return the comparison as a piece of HTML, reasons on expansion."""
        from membership_sim.show.html_comparison import comparison_fragment

        return comparison_fragment(self, lang)

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
        return not self._pairs.differ and not self.state_changes

    @cached_property
    def entry_changes(self) -> tuple[EntryChange, ...]:
        """The entries that differ, by the day on which each is after, or was before if it is no more.

        Those that are no more come first on their day.
        """
        return tuple(EntryChange(*both, tuple(_field_changes(*both))) for both in self._pairs.differ)

    @property
    def changed(self) -> tuple[EntryChange, ...]:
        """The entries that stand on both sides, otherwise."""
        return tuple(change for change in self.entry_changes if len(change.entries) == 2)

    @property
    def only_before(self) -> tuple[Entry, ...]:
        """The entries that are no more."""
        return tuple(change.before for change in self.entry_changes if change.before and not change.after)

    @property
    def only_after(self) -> tuple[Entry, ...]:
        """The entries that are new."""
        return tuple(change.after for change in self.entry_changes if change.after and not change.before)

    @property
    def totals_change(self) -> Totals | None:
        """How much each total grew; None when the amounts are of different currencies."""
        before, after = self.before, self.after
        if before.scenario.book.currency != after.scenario.book.currency:
            return None
        return Totals(*(new - old for old, new in zip(before.totals, after.totals, strict=True)))

    @cached_property
    def state_changes(self) -> tuple[StateChange, ...]:
        """The spans of days that ended in another state."""
        return tuple(_state_changes(self.before, self.after))

    @cached_property
    def input_changes(self) -> tuple[InputChange, ...]:
        """What was given otherwise, in the order of a file; what nothing rests on stands last."""
        return input_changes(self.before, self.after)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide the entries that differ, the earliest first."""
        return tuple(dict.fromkeys(entry.rules[0] for change in self.entry_changes for entry in change.entries))


def compare(
    before: Timeline | Member | Scenario | str | os.PathLike[str],
    after: Timeline | Member | Scenario | str | os.PathLike[str],
) -> Comparison:
    """Return what changed from one timeline to another, and why; a scenario or the path of one is simulated.

    Raises InputError or ScenarioError as `simulate` does, with what is wrong on both sides; if each side has another
    of them, MembershipError, their base.

    >>> story = {"title": "A", "until": "2025-05-31", "events": [{"date": "2025-01-31", "do": "join"}]}
    >>> shorter = {**story, "with": {"trial.days": 14}}
    >>> comparison = compare(Scenario.from_dict(story), Scenario.from_dict(shorter))
    >>> comparison.totals_change.charged, comparison.input_changes[0].path, comparison.input_changes[0].after
    (600, 'with.trial.days', 14)
    """
    return Comparison(*each((before, after), _timeline))


def _timeline(side: object) -> Timeline:
    if isinstance(side, Timeline):
        return side
    if isinstance(side, Member):
        return side.timeline
    if isinstance(side, Scenario | str | os.PathLike):
        return simulate(side)
    raise unusable(f"{shown(side)} cannot be compared, allowed: a Timeline, a Member, a Scenario or the path of a file")


def _field_changes(before: Entry | None, after: Entry | None) -> Iterator[FieldChange]:
    if before is None or after is None:
        return
    for change in differing(entry_fields(before), entry_fields(after)):
        field = FieldChange(*change)
        if field.name not in _NUMBERS:
            yield field


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
