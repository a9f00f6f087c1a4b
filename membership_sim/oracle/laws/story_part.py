"""The part of a timeline that its story tells: all but the actions of earlier days, which only a member meets who is
moved step by step (TIME-2).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from membership_sim.entries import Entry, RefundEntry, RefusedEntry
from membership_sim.timeline import Timeline


def is_too_late(entry: Entry) -> bool:
    """Tell whether an entry refuses an action because its day is over: no story has the action."""
    return isinstance(entry, RefusedEntry) and entry.rules[:1] == ("TIME-2",)


def numbers_before(timeline: Timeline) -> dict[int | None, int]:
    """Return the number that each entry has in the whole timeline, by its number without the actions too late."""
    kept = [entry.seq for entry in timeline.entries if not is_too_late(entry)]
    return {again.seq: seq for again, seq in zip(without_late_actions(timeline).entries, kept, strict=True)}


def without_late_actions(timeline: Timeline) -> Timeline:
    """Return a timeline without the actions that were too late, all other entries numbered as if they were never asked.

    It is the timeline itself if there are none.
    """
    late = sorted(entry.seq for entry in timeline.entries if is_too_late(entry))
    if not late:
        return timeline

    def number(seq: int) -> int:
        return seq - bisect_left(late, seq)

    entries: list[Entry] = []
    for entry in timeline.entries:
        if is_too_late(entry):
            continue
        if isinstance(entry, RefundEntry) and entry.charge is not None:
            entry = entry._replace(charge=number(entry.charge))
        entries.append(entry._replace(seq=number(entry.seq)))
    end = timeline.end._replace(seq=number(timeline.end.seq))
    if end.charge is not None and end.charge.seq is not None:
        end = end._replace(charge=end.charge._replace(seq=number(end.charge.seq)))
    return replace(timeline, entries=tuple(entries), end=end)
