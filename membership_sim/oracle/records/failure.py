"""Where a record fails: the difference of the explanation that supposes least, with all that decides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, RefundEntry, StateEntry
from membership_sim.foreign import PAYMENTS, Line, Setup
from membership_sim.oracle.records.day_ends import last_telling
from membership_sim.oracle.records.days import DayCheck, Difference
from membership_sim.oracle.records.deciding import cited_rules, cited_together
from membership_sim.oracle.records.past import (
    Change,
    Past,
    Stretch,
    asked_before,
    entries_of,
    followed_by,
    last_change,
    left_end_day,
    moments_of,
    occasion_of,
    values_of,
)
from membership_sim.oracle.records.point import Point
from membership_sim.oracle.records.replay import Replayer, Telling, Way, payment_of
from membership_sim.oracle.records.same import Tolerance, model_fields, told_differently
from membership_sim.oracle.states import OWING
from membership_sim.record_source import Doubted
from membership_sim.rulebook.book import RuleBook
from membership_sim.verdicts import Divergence


class Failure(NamedTuple):
    """A way that differs from the record on a day, or would if nothing was hidden; the line that was the `last`.

    Where a way that supposes a decline goes on, lines since may have `shown` it.
    """

    check: DayCheck
    way: Way
    told: Telling
    following: Line | None
    last: Line
    differs_on: int
    shown: bool = False

    @property
    def supposes(self) -> tuple[bool, int, int]:
        """How much is supposed, and before which day: the less, and the longer it explains, the better."""
        hidden = self.told.hidden
        return "decline" in self.told.supposed, hidden.declines if hidden is not None else 0, -self.differs_on

    @property
    def past(self) -> Past:
        """What was told lately, to the end of the day."""
        return (*self.way.past, Stretch(self.way.now, self.told.entries))

    def first_difference(self) -> Difference:
        """Return the first of the differences."""
        return self.check.first_difference(self.way, self.told)


def last_line_of(failure: Failure, explained_day: int, within_days: int) -> Line:
    """Return the line up to which a record shows that no way goes beyond a day.

    Where dates are exact that day shows it, when it has lines; else the first line by which all of it would be told.
    """
    check, following = failure.check, failure.following
    if check.of_day and explained_day == check.day and not within_days:
        return check.of_day[-1]
    lines = (*check.of_day, *check.later, *(() if following is None else (following,)))
    return next((line for line in lines if line.day > explained_day + within_days), failure.last)


def suspects_of(own: Failure) -> dict[Doubted, object]:
    """Return what is supposed by a way that goes on, and not borne out: where it was, and whether lines show it."""
    return {kind: _suspect(own, kind) for kind in own.told.supposed}


def _suspect(failure: Failure, kind: Doubted) -> Failure:
    first = failure if failure.told.supposed[kind] >= 0 else failure.way.suspects[kind]
    assert isinstance(first, Failure)
    is_shown = first.shown or (kind == "decline" and failure.check.shows_owing(failure.way, failure.told))
    return first._replace(shown=is_shown)


def _supposing_less(failure: Failure, replayer: Replayer) -> Failure:
    """Return where the record differs without what it supposes in vain, if it does."""
    for kind in failure.told.supposed:
        first = _suspect(failure, kind)
        check, way = first.check, first.way
        choices = first.told.choices[: first.told.supposed[kind]]
        plainly = replayer.plainly(way, check.day, check.deeds, check.lines_for(way), choices)
        if check.compare(way, plainly) is None:
            plain = first._replace(told=plainly)
            if _SPEAKS_AGAINST[kind](failure, plain):
                return plain
    return failure


def _is_not_paid_late(failure: Failure, plain: Failure) -> bool:
    """Tell whether what was declined is not taken since, not on another day than the model says either (PAY-3)."""
    return not failure.check.pays_late(failure.way, failure.told)


def _is_refunded_late(failure: Failure, plain: Failure) -> bool:
    """Tell whether the refund that a use was to rule out is told since."""
    line, missing = failure.first_difference().line, plain.first_difference()
    if line is None or line.kind != "refund" or not isinstance(missing.entry, RefundEntry) or missing.line is not None:
        return False
    return line.fields.get("amount") == missing.entry.amount


# What speaks against something that was supposed, when it no longer explains the record.
_SPEAKS_AGAINST: Final[Mapping[Doubted, Callable[[Failure, Failure], bool]]] = {
    "decline": _is_not_paid_late,
    "use": _is_refunded_late,
}


def divergence_of(
    failure: Failure, replayer: Replayer, setup: Setup, tolerance: Tolerance, shown_by: Line
) -> Divergence:
    """Return the first difference between the record and what the model tells; the record up to a line shows it.

    Where lines show something that is supposed in vain, what it does not explain decides too.
    """
    supposing, failure = failure, _supposing_less(failure, replayer)
    difference = failure.first_difference()
    day, entry, line = difference.day, difference.entry, difference.line
    point, allowed = _point(failure, difference, replayer, setup.book)
    cited, expected = point.cited, point.expected
    rules = cited_rules(point, setup.book)
    if failure.shown and failure is not supposing:
        other, _ = _point(supposing, supposing.first_difference(), replayer, setup.book)
        rules = cited_together(rules, cited_rules(other, setup.book))
    texts = told_differently(line, expected, tolerance) if line and expected else []
    if line and expected and line.kind != expected["kind"]:
        texts = texts[:1]
    due_at = line or min(_due_at(failure, day), shown_by, key=lambda its: its.number)
    return Divergence(
        due_at.place, day, expected, line, tuple(texts), rules, cited, point.state,
        getattr(entry, "allowed", None) or allowed, shown_by.number, shown_by.place, failure.told.hidden,
    )  # fmt: skip


def _point(
    failure: Failure, difference: Difference, replayer: Replayer, book: RuleBook
) -> tuple[Point, tuple[str, ...]]:
    """Return all that decides a difference, and what was allowed; a notice or a refund stands with what it follows."""
    check, way, told = failure[:3]
    past, now, day, entry = failure.past, told.now, difference.day, difference.entry
    payments = [payment_of(its) for its in check.lines_for(way) if its.kind in PAYMENTS]
    state, allowed = replayer.allowed_on(way, day, told, payments)
    before = [other for other in entries_of(past) if other.day <= day]
    cited = entry or difference.before or last_telling(before)
    expected = model_fields(entry) if entry is not None else difference.expected
    followed = followed_by(cited, past)
    # What is to be told may itself change the state in which it came.
    is_change = isinstance(entry, ActionEntry | ChargeEntry | DeclineEntry)
    upto_seq = float("inf") if cited is None else cited.seq - is_change
    change = last_change(past, upto_seq)
    changed_day = replayer.start.day if change is None else change.entry.day
    stood_in = past[0].start.state if change is None else change.entry.state
    own_telling = difference.line.fields.get("state") if difference.line is not None else None
    day_telling = check.state_told(way, day)
    is_own = own_telling == stood_in
    is_since_before = changed_day + check.within_days < day
    agrees = is_own or (is_since_before and ("state" in check.observes or day_telling == stood_in))
    moment = next((moment for _, moment in moments_of((cited,), past, book)), None)
    point = Point(
        day=day,
        entry=entry,
        line=difference.line,
        expected=expected,
        cited=cited,
        followed=followed,
        state=state,
        now=now,
        own=values_of((cited, followed), past, book),
        has_tried=_has_tried(failure),
        occasion=occasion_of(cited, past),
        held=now.plan if moment is None else moment.held.id,
        left_end_day=left_end_day(followed, past),
        change=change,
        stood_in=stood_in,
        observes=check.observes,
        tells=check.is_told(way, told, followed),
        agrees=agrees,
        stays=is_own or (day_telling == stood_in if day_telling else agrees),
        kept=_kept_by(past, -1 if cited is None else cited.seq - (entry is not None)),
        anchor_day=0 if moment is None or not moment.held.in_months else moment.anchor_day,
        left_anchor_day=_left_anchor_day(change, past, book),
        done=frozenset(its.action.do for its in told.entries if isinstance(its, ActionEntry) and its.day == day),
        retried=max(way.now.retries, now.retries),
        asked=asked_before(cited, past),
    )
    return point, allowed


def _due_at(failure: Failure, day: int) -> Line:
    """Return the line by which something of a day should have come."""
    check, following = failure.check, failure.following
    at_hand = (*check.of_day, *check.later)
    if not check.of_day:
        return following or (at_hand[-1] if at_hand and day == check.day else failure.last)
    return at_hand[-1] if day == check.day else check.of_day[0]


def _kept_by(past: Past, upto_seq: int) -> DeclineEntry | None:
    """Return the decline that is told last, up to an entry by its number, if it changed nothing; else None."""
    last = last_telling([its for its in entries_of(past) if its.seq <= upto_seq])
    return last if isinstance(last, DeclineEntry) and last.state not in OWING else None


def _left_anchor_day(change: Change | None, past: Past, book: RuleBook) -> int:
    """Return the anchor of the period that a change ended, or of the one before the pause that it did; 0 is none."""
    if change is None or not isinstance(change.entry, StateEntry) or change.left not in ("paid", "paused"):
        return 0
    ended = (moment for _, moment in moments_of((change.entry,), past, book) if moment.held.in_months)
    return next((moment.anchor_day for moment in ended), 0)


def _has_tried(failure: Failure) -> bool:
    """Tell whether a join of somebody who never was a member was declined."""
    before = failure.way.now.state == "prospect" and failure.way.now.run_tries > 0
    return before or any(entry.message == "declined.join" for entry in failure.told.entries)
