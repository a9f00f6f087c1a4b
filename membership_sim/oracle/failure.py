"""Where a record fails: the difference of the explanation that supposes least, with all that decides it."""

from __future__ import annotations

from typing import NamedTuple

from membership_sim.entries import Entry
from membership_sim.foreign import PAYMENTS, Line, Setup
from membership_sim.oracle.day_ends import last_telling
from membership_sim.oracle.days import DayCheck
from membership_sim.oracle.deciding import Point, cited_rules, values_of
from membership_sim.oracle.replay import Replayer, Told, Way, payment_of
from membership_sim.oracle.same import Tolerance, model_fields, told_differently
from membership_sim.verdicts import Divergence


class Failure(NamedTuple):
    """A way that differs from the record on a day, or would if no decline was hidden; the line that was the `last`."""

    check: DayCheck
    way: Way
    told: Told
    following: Line | None
    last: Line
    differs_on: int

    @property
    def supposes(self) -> tuple[bool, int, int]:
        """How much is supposed, and before which day: the less, and the longer it explains, the better."""
        hidden = self.told.hidden
        return self.told.unpaid is not None, hidden.declines if hidden is not None else 0, -self.differs_on


def supposing_less(failure: Failure, replayer: Replayer) -> Failure:
    """Return where the record differs without the decline that it supposes in vain, if it does.

    What was declined may still be taken later than the model says; then the days of the retries differ (PAY-3).
    """
    check, way, told = failure[:3]
    if told.unpaid is None or check.pays_late(way, told):
        return failure
    first = failure if told.unpaid >= 0 else way.suspect
    assert isinstance(first, Failure)
    check, way = first.check, first.way
    plainly = replayer.without_declines(way, check.day, check.deeds, check.lines_for(way), first.told)
    return failure if check.compare(way, plainly) is not None else first._replace(told=plainly)


def divergence_of(
    failure: Failure, replayer: Replayer, setup: Setup, tolerance: Tolerance, latest: Entry | None
) -> Divergence:
    """Return the first difference between the record and what the model tells; `latest` was told before."""
    check, way, told, following, last_line, _ = failure
    difference = check.first_difference(way, told)
    day, entry, line = difference.day, difference.entry, difference.line
    payments = [payment_of(its) for its in check.lines_for(way) if its.kind in PAYMENTS]
    state, allowed = replayer.allowed_on(way, day, told, payments)
    before = [other for other in told.entries if other.day <= day]
    cited = entry or difference.before or last_telling(before) or latest
    expected = model_fields(entry) if entry is not None else difference.expected
    texts = told_differently(line, expected, tolerance) if line and expected else []
    if line and expected and line.kind != expected["kind"]:
        texts = texts[:1]
    # What a notice or a refund rests on stands with the entry that it follows.
    known = [its for its in told.entries if cited is not None and its.seq <= cited.seq]
    followed = next((its for its in reversed(known) if its.kind not in ("notice", "refund")), None)
    own = values_of((cited, followed), told.entries, setup.book, way.now)
    point = Point(day, entry, line, expected, cited, followed or cited, state, told.now, own, _has_tried(way, told))
    at_hand = [*check.of_day, *check.later]
    first_that_shows = check.of_day[0] if check.of_day else following or last_line
    last = at_hand[-1] if at_hand and day == check.day else first_that_shows
    place = line.place if line else (last.place if check.of_day or following is None else following.place)
    return Divergence(
        place, day, expected, line, tuple(texts), cited_rules(point, setup.book), cited, state,
        getattr(entry, "allowed", None) or allowed, last.number, last.place, told.hidden,
    )  # fmt: skip


def _has_tried(way: Way, told: Told) -> bool:
    """Tell whether a join of somebody who never was a member was declined."""
    before = way.now.state == "prospect" and way.now.run_tries > 0
    return before or any(entry.message == "declined.join" for entry in told.entries)
