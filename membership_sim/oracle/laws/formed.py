"""Whether a timeline is formed as one: entries may come from any system, and laws count with what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from membership_sim.edge import refuse
from membership_sim.entries import Entry
from membership_sim.member import Snapshot
from membership_sim.timeline import Timeline
from membership_sim.typed import fields_fit, fits, shown, wrong_values

_KINDS: Final = {kind: fields_fit(kind) for kind in get_args(Entry)}
_is_snapshot: Final = fits(Snapshot)
_is_day: Final = fits(int, True)


def check_form(timeline: Timeline) -> None:
    """Raise ScenarioError, with each field that no timeline can have, and nothing if a law can judge it.

    What is wrong is named as code would: `entries[2].end_day`.
    """
    if not (
        type(timeline.entries) is tuple
        and all(type(entry) in _KINDS and _KINDS[type(entry)](*entry) for entry in timeline.entries)
        and _is_snapshot(timeline.start)
        and _is_snapshot(timeline.end)
        and _is_day(timeline.until_day)
    ):
        refuse(_problems(timeline))


def _problems(timeline: Timeline) -> Iterator[str]:
    yield from wrong_values(timeline.start, Snapshot, "start")
    yield from wrong_values(timeline.end, Snapshot, "end")
    yield from wrong_values(timeline.until_day, int, "until_day", is_day=True)
    if type(timeline.entries) is not tuple:
        yield f"entries is {shown(timeline.entries)}, allowed: a tuple of entries"
        return
    for index, entry in enumerate(timeline.entries):
        kind = type(entry) if type(entry) in _KINDS else Entry
        yield from wrong_values(entry, kind, f"entries[{index}]")
