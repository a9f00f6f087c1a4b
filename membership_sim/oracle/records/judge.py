"""The judge of one member's record: it reads line after line, keeps no more than the days still open, and decides."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from copy import copy
from datetime import date
from typing import Final, NamedTuple

from membership_sim.entry_fields import KINDS
from membership_sim.foreign import GIVEN_KINDS, OBSERVED, Line, Setup, misplaced
from membership_sim.oracle.records.beginnings import beginnings
from membership_sim.oracle.records.days import DayCheck
from membership_sim.oracle.records.failure import Failure, divergence_of, last_line_of, suspects_of
from membership_sim.oracle.records.past import entries_of, last_change
from membership_sim.oracle.records.replay import MOST_TELLINGS, MOST_WAYS, Replayer, Way
from membership_sim.oracle.records.same import Tolerance
from membership_sim.record_source import DEPENDS_ON_WALLET
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Action, Place, ScenarioError
from membership_sim.verdicts import Divergence, Doubt, Judgement, Verdict

LAST: Final = 10**9  # a day after all others


class Loss(NamedTuple):
    """The first line of a member that could not be used, and how many of its `lines` before it could.

    `is_behind` says that it is of no earlier day than these, as far as anybody can tell.
    """

    place: Place
    lines: int
    is_behind: bool


class Stand(NamedTuple):
    """Where a judge stood before the line of a new day: what was `open`, and the line that was the `last`.

    `too_many` ways were left open before, so that those it has may not be all.
    """

    ways: list[Way]
    reached_day: int
    open: tuple[Line, ...]
    last: Line
    too_many: bool


class Judge:
    """Judges the lines of one member, given in the order of their days, under one set of terms.

    `problem` is why the model cannot tell them, at a place; nothing is compared from there on.
    """

    def __init__(self, member: str, setup: Setup, first: Line, terms: Terms | None = None) -> None:
        self.member = member
        self.setup = setup
        self.first_place = first.place
        self.is_timeline = "seq" in first.fields
        default = KINDS if self.is_timeline else OBSERVED
        self.observes = default if setup.observes is None else setup.observes
        self.replayer = Replayer(
            setup, terms or setup.book.terms(setup.sales_tax), first.day, self.observes, self.is_timeline
        )
        unsure = frozenset[str]() if setup.wallet_told else DEPENDS_ON_WALLET
        self.tolerance = Tolerance(setup.within_days, frozenset(unsure))
        start = self.replayer.start
        starts = [start] if setup.given is None else beginnings(setup, start, self.replayer.run.terms)
        self.ways = [
            Way(its, states=((its.day - 1, its.state),), ended_days=frozenset((its.ended_day,))) for its in starts
        ]
        self.reached_day = start.day
        terms = self.replayer.run.terms
        # Charges that nothing tells may all have gone in several ways: then one at a time.
        self.most_days = LAST if "charge" in self.observes else min(plan.shortest_days for plan in terms.plans.values())
        self.open: list[Line] = []
        self.stands: tuple[Stand, ...] = ()
        self.count = self.compared = self.outputs = self.ends = 0
        self.last = first
        self.end_day = LAST  # the last day that the record covers, once that is known
        self.divergence: Divergence | None = None
        self.problem: tuple[Place, str] | None = None
        self.too_many = False
        self.loss: Loss | None = None

    @property
    def is_over(self) -> bool:
        """Whether what comes can change nothing."""
        return self.divergence is not None or self.problem is not None or self.loss is not None

    def hear(self, line: Line) -> str:
        """Take the next line, and give it its number; return why it cannot stand where it does, or nothing."""
        if line.day < self.last.day:
            back, after = date.fromordinal(line.day), date.fromordinal(self.last.day)
            return f"dates go back to {back} after {after}, in the order of their dates they are allowed"
        problem = misplaced(line, self.setup, self.replayer.start.day)
        if not problem:
            self.take(line if line.number == self.count + 1 else line._replace(number=self.count + 1))
        return problem

    def lose(self, place: Place, is_behind: bool = True) -> None:
        """Judge no further than the days that are over: a line that follows, at this place, cannot be used."""
        last_day = self.last.day - self.setup.within_days - 1
        if is_behind and self.open and not self.is_over and last_day > self.reached_day:
            self._judge_up_to(last_day, self.open[0])
        self.loss = self.loss or Loss(place, self.count, is_behind)

    def take(self, line: Line) -> None:
        """Read the next line, which has its number; days that it closes are judged."""
        self.count += 1
        # Where dates are exact, a day is judged as soon as it is over.
        if self.setup.within_days and line.day > self.last.day and not self.is_over:
            self._note_stand()
        if not self.is_over:
            self._close_before(line.day, line)
        if not self.is_over:
            self.compared += 1
            self.outputs += line.kind not in GIVEN_KINDS
            self.ends += line.action is not None and may_refund(line.action)
            self.open.append(line)
        self.last = line

    def _note_stand(self) -> None:
        """Note where this judge stands at the end of a day."""
        stand = Stand(self.ways, self.reached_day, tuple(self.open), self.last, self.too_many)
        self.stands = (*self._stands_behind(self.reached_day), stand)

    def _stands_behind(self, day: int) -> tuple[Stand, ...]:
        """Return the stands at which a record up to a day that is as the model says may be wrong nevertheless."""
        return tuple(its for its in self.stands if its.last.day + self.setup.within_days > day)

    def finish(self) -> Verdict:
        """Judge what is left and return the verdict."""
        self.end_day = max(self.last.day, self.setup.until_day or 0)
        self._close_before(LAST, None)
        # What the record shows last may be too early by as much as is tolerated.
        last_day = self.end_day + self.setup.within_days
        if not self.is_over and last_day > self.last.day:
            self._judge_up_to(last_day, None)
        return self._verdict()

    def _close_before(self, day: int, following: Line | None) -> None:
        """Judge each day of which every line that may belong to it is known, when the next line is of `day`."""
        within_days = self.setup.within_days
        while self.open and self.open[0].day + within_days < day and not self.is_over:
            self._judge_up_to(self.open[0].day, following)

    def _judge_up_to(self, day: int, following: Line | None) -> None:
        """Judge a day, and days without lines before it when it is far away: ways that come to the same become one."""
        while day - self.reached_day > self.most_days and not self.is_over:
            self._judge_day(self.reached_day + self.most_days, self.open[0] if self.open else following)
        if not self.is_over:
            self._judge_day(day, following)

    def _judge_day(self, day: int, following: Line | None) -> None:
        """Carry every way on to the end of a day; those that differ from the record are given up."""
        of_day = [line for line in self.open if line.day == day]
        later = self.open[len(of_day) :]
        within_days = self.setup.within_days
        is_last = day == self.end_day + within_days
        sure_day = self.end_day - within_days
        right_day, self.reached_day = self.reached_day, day
        self.replayer.source.sure_day = sure_day
        check = DayCheck(
            day, tuple(of_day), tuple(later), self.observes, self.is_timeline, self.tolerance, is_last, sure_day
        )
        going_on: dict[object, Way] = {}
        failed: Failure | None = None
        tellings = explained_day = 0
        for way in self.ways:
            try:
                for told in self.replayer.ways_of_day(way, day, check.deeds, check.lines_for(way)):
                    tellings += 1
                    if tellings > MOST_TELLINGS:
                        self.too_many = True
                        break
                    onward = check.compare(way, told)
                    if onward is None:
                        self.replayer.differs_on = check.differs_on
                        failure = Failure(check, way, told, following, self.last, check.differs_on)
                        failed = min((failed or failure, failure), key=lambda its: its.supposes)
                        explained_day = max(explained_day, check.differs_on)
                        continue
                    self.replayer.is_explained = check.leaves_nothing(way, onward)
                    onward = onward._replace(has_others=told.has_others)
                    if told.supposed:
                        own = Failure(check, way, told, following, self.last, day)
                        onward = onward._replace(suspects=suspects_of(own))
                    key = self.replayer.what_counts(onward)
                    if key in going_on or len(going_on) < MOST_WAYS:
                        other = going_on.get(key, onward)
                        likeliest = min(other, onward, key=lambda its: its.supposes)
                        going_on[key] = likeliest._replace(ended_days=other.ended_days | onward.ended_days)
                    else:
                        self.too_many = True
            except ScenarioError as error:
                line = self.replayer.at or (of_day[0] if of_day else self.last)
                place = line.place
                self.problem = self.problem or (place, "; ".join(error.problems))
        if going_on:
            self.problem = None
            self.ways = sorted(going_on.values(), key=lambda way: way.supposes)
            self.open = later
        elif failed is not None:
            self.problem = None
            self.stands = self._stands_behind(right_day)
            self.divergence = self._divergence(failed, explained_day)

    def _divergence(self, failed: Failure, explained_day: int) -> Divergence:
        """Return where the record diverges, as the least of it shows that no way explains; some go up to a day."""
        place = bisect_left(self.stands, True, key=lambda stand: self._from(stand) is not None)
        divergence = self._from(self.stands[place]) if place < len(self.stands) else None
        if divergence is not None:
            self.too_many = False  # however many ways come after it, none goes beyond the stand
            return divergence
        self.replayer.source.sure_day = failed.check.sure_day  # that of the stands was another
        shown_by = last_line_of(failed, explained_day, self.setup.within_days)
        return divergence_of(failed, self.replayer, self.setup, self.tolerance, shown_by)

    def _from(self, stand: Stand) -> Divergence | None:
        """Return where the record differs if it ends with a stand, its last day complete."""
        judge = copy(self)
        judge.setup = self.setup._replace(until_day=None)
        judge.ways, judge.reached_day, judge.last = list(stand.ways), stand.reached_day, stand.last
        judge.open, judge.count, judge.stands = list(stand.open), stand.last.number, ()
        judge.problem, judge.too_many = None, stand.too_many
        judge.finish()
        return None if judge.too_many else judge.divergence

    def _verdict(self) -> Verdict:
        currency = self.setup.book.currency
        about = (self.count, self.first_place, currency, self.observes, self.compared, self.outputs)
        if self.divergence is not None and not self.too_many:
            judgement: Judgement = "diverges (assumed rule)" if self.divergence.is_assumed else "diverges"
            return Verdict(self.member, judgement, *about, self.divergence)
        doubt = self._doubt()
        return Verdict(self.member, "conforms" if doubt is None else "undetermined", *about, doubt=doubt)

    def _emptiness(self) -> Doubt | None:
        """Return the doubt that the tool could have gone wrong in nothing that is told, or said to be told completely.

        Of refunds only where there is something to refund. What an outcome was, is given.
        """
        if self.outputs or self.is_timeline:
            return None
        told = self.setup.observes or ()
        if {"charge", "state", "notice"}.isdisjoint(told) and not ("refund" in told and self.ends):
            return Doubt("nothing_told")
        return Doubt("awaited") if self._awaits_something(told) else None

    def _awaits_something(self, told: Collection[str]) -> bool:
        """Tell whether what the tool had to do on the last days may be told yet, since its dates may be wrong."""
        past, sure_day = self.ways[0].past, self.end_day - self.setup.within_days
        awaited = [entry for entry in entries_of(past) if entry.kind in told]
        change = last_change(past) if "state" in told else None
        awaited += [] if change is None else [change.entry]
        return any(sure_day < its.day <= self.end_day and its.kind not in GIVEN_KINDS for its in awaited)

    def _doubt(self) -> Doubt | None:
        """Return why a record without a divergence may be wrong nevertheless."""
        if self.loss is not None:
            return Doubt("damage", line=self.loss.place.line)
        if self.problem is not None:
            return Doubt("untold", problem=self.problem[1])
        hidden = self.ways[0].hidden
        if self.too_many and (hidden is not None or self.divergence is not None):
            return Doubt("too_many")
        if hidden is None:
            return self._emptiness()
        return Doubt(
            hidden.kind, day=hidden.day, amount=hidden.amount, declines=hidden.declines, periods=hidden.periods
        )


def may_refund(action: Action) -> bool:
    """Tell whether the tool may have to refund something for an action."""
    return action.do in ("terminate", "change_plan") or action.when == "now"
