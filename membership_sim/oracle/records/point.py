"""Where a record and the model differ, with all that decides it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from membership_sim.entries import DeclineEntry, Entry
from membership_sim.findings import Fields
from membership_sim.foreign import Line
from membership_sim.member import Snapshot
from membership_sim.oracle.records.past import Change
from membership_sim.oracle.records.rulings import OF_FIELD
from membership_sim.oracle.records.same import unlike
from membership_sim.scenario import State


class Point(NamedTuple):
    """Where a record and the model differ, `day`: the `entry` or the end of the day that is `expected`, and the `line`.

    `cited` is what the model tells last, and `followed` the entry beside notices and refunds with which that stands;
    the member was in `state` and is at `now`. `own` are the values read for these entries, each with the day it was
    asked for; `has_tried` says that a join was declined before. A charge is first tried on its `occasion`, beside the
    plan that is `held` before, and before its period another one ended, or was to end, on `left_end_day` (0 is none).
    `change` led to the state that the member `stood_in` then, of an action or a charge before it; just before it an
    action was `asked`. What the record `observes` it tells completely; it `tells` of what is `followed`, `agrees`
    on the change, and shows whether that state `stays` to the end of the day. So often what is owed was `retried`;
    a decline just before, which changed nothing, `kept` the state. The period was counted from `anchor_day`,
    and that which the change ended, or the pause before it, from `left_anchor_day` (0 is none). That day
    the member has `done` some actions.
    """

    day: int
    entry: Entry | None
    line: Line | None
    expected: Fields | None
    cited: Entry | None
    followed: Entry | None
    state: State
    now: Snapshot
    own: Mapping[str, int]
    has_tried: bool
    occasion: str
    held: str
    left_end_day: int
    change: Change | None
    stood_in: State
    observes: Collection[str]
    tells: bool
    agrees: bool
    retried: int
    asked: str
    stays: bool
    kept: DeclineEntry | None
    anchor_day: int
    left_anchor_day: int
    done: frozenset[str]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the entries cite, the one of the expected entry first."""
        each = (its.rules for its in (self.cited, self.followed) if its is not None)
        return tuple(dict.fromkeys(rule for rules in each for rule in rules))

    @property
    def field(self) -> str:
        """What the line tells otherwise; "" when the line or what it should tell is missing."""
        if self.line is None or self.expected is None or self.line.kind != self.expected["kind"]:
            return ""
        names = unlike(self.line, self.expected)
        return next((name for name in (*OF_FIELD, *names) if name in names), "")
