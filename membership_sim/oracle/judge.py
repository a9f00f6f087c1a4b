"""The judge of one member's record: it reads line after line, keeps no more than the days still open, and decides."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from membership_sim.assumptions import assumptions
from membership_sim.entries import Entry
from membership_sim.entry_fields import KINDS
from membership_sim.foreign import ATTEMPTS, OBSERVED, Line, Setup, misplaced
from membership_sim.oracle.day_ends import last_telling
from membership_sim.oracle.days import DayCheck
from membership_sim.oracle.replay import MOST_TELLINGS, MOST_WAYS, Replayer, Told, Way, payment_of
from membership_sim.oracle.same import Tolerance, model_fields, told_differently
from membership_sim.record_source import DEPENDS_ON_WALLET
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Place, ScenarioError
from membership_sim.verdicts import Divergence, Doubt, Judgement, Verdict

LAST: Final = 10**9  # a day after all others


class Loss(NamedTuple):
    """The first line of a member that could not be used, and how many of its `lines` before it could."""

    place: Place
    lines: int


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
        self.ways = [Way(start, states=((start.day - 1, start.state),))]
        self.open: list[Line] = []
        self.count = self.compared = self.outputs = 0
        self.last = first
        self.latest: Entry | None = None
        self.end_day = LAST  # the last day that the record covers, once that is known
        self.divergence: Divergence | None = None
        self.is_assumed = False  # what decides where it diverges
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
        problem = misplaced(line, self.setup)
        if not problem:
            self.take(line if line.number == self.count + 1 else line._replace(number=self.count + 1))
        return problem

    def lose(self, place: Place) -> None:
        """Judge no further: a line that follows, at this place, cannot be used."""
        self.loss = self.loss or Loss(place, self.count)

    def take(self, line: Line) -> None:
        """Read the next line, which has its number; days that it closes are judged."""
        self.count += 1
        if not self.is_over:
            self._close_before(line.day, line)
        if not self.is_over:
            self.compared += 1
            self.outputs += line.kind not in ATTEMPTS
            self.open.append(line)
        self.last = line

    def finish(self) -> Verdict:
        """Judge what is left and return the verdict."""
        self.end_day = max(self.last.day, self.setup.until_day or 0)
        self._close_before(LAST, None)
        # What the record shows last may be too early by as much as is tolerated.
        last_day = self.end_day + self.setup.within_days
        if not self.is_over and last_day > self.last.day:
            self._judge_day(last_day, None, LAST)
        return self._verdict()

    def _close_before(self, day: int, following: Line | None) -> None:
        """Judge each day of which every line that may belong to it is known, when the next line is of `day`."""
        within_days = self.setup.within_days
        while self.open and self.open[0].day + within_days < day and not self.is_over:
            self._judge_day(self.open[0].day, following, day)

    def _judge_day(self, day: int, following: Line | None, next_day: int) -> None:
        """Carry every way on to the end of a day; those that differ from the record are given up."""
        of_day = [line for line in self.open if line.day == day]
        later = self.open[len(of_day) :]
        within_days = self.setup.within_days
        is_last = day == self.end_day + within_days
        sure_day = self.end_day - within_days
        check = DayCheck(
            day, tuple(of_day), tuple(later), self.observes, self.is_timeline, self.tolerance, is_last, sure_day
        )
        going_on: dict[object, Way] = {}
        failed: tuple[DayCheck, Way, Told] | None = None
        tellings = 0
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
                        failed = failed or (check, way, told)
                    elif len(going_on) < MOST_WAYS:
                        key = (onward.now, tuple(line.number for line in onward.left), onward.ahead, onward.states)
                        if key not in going_on or going_on[key].hidden:
                            going_on[key] = onward
                    else:
                        self.too_many = True
            except ScenarioError as error:
                place = of_day[0].place if of_day else self.last.place
                self.problem = self.problem or (place, "; ".join(error.problems))
        if going_on:
            self.problem = None
            self.ways = sorted(going_on.values(), key=lambda way: way.hidden is not None)
            self.latest = check.latest or self.latest
            self.open = later
        elif failed is not None:
            self.problem = None
            self.divergence = self._divergence(*failed, following)

    def _divergence(self, check: DayCheck, way: Way, told: Told, following: Line | None) -> Divergence:
        """Return the first difference between the record and what the model tells of a day."""
        difference = check.first_difference(way, told)
        day, entry, line = difference.day, difference.entry, difference.line
        payments = [payment_of(its) for its in check.lines_for(way) if its.kind in ("charge", "decline")]
        state, allowed = self.replayer.allowed_on(way, day, told, payments)
        before = [other for other in told.entries if other.day <= day]
        cited = entry or difference.before or last_telling(before) or self.latest
        if cited is not None:
            # What a notice or a refund rests on stands with the entry that it follows.
            followed = last_telling([its for its in told.entries if its.seq <= cited.seq])
            rests_on = [its for its in (followed, cited) if its is not None]
            self.is_assumed = cited.rules[0] in assumptions(rests_on, self.setup.book, way.now)
        expected = model_fields(entry) if entry is not None else difference.expected
        texts = told_differently(line, expected, self.tolerance) if line and expected else []
        if line and expected and line.kind != expected["kind"]:
            texts = texts[:1]
        known = [*check.of_day, *check.later]
        last = known[-1] if known and day == check.day else (check.of_day[0] if check.of_day else self.last)
        place = line.place if line else (last.place if check.of_day or following is None else following.place)
        return Divergence(
            place, day, expected, line, tuple(texts), cited.rules if cited else (), cited, state,
            getattr(entry, "allowed", None) or allowed, last.number, last.place, told.hidden,
        )  # fmt: skip

    def _verdict(self) -> Verdict:
        currency = self.setup.book.currency
        about = (self.count, self.first_place, currency, self.observes, self.compared, self.outputs)
        if self.divergence is not None and not self.too_many:
            judgement: Judgement = "diverges (assumed rule)" if self.is_assumed else "diverges"
            return Verdict(self.member, judgement, *about, self.divergence)
        doubt = self._doubt()
        return Verdict(self.member, "conforms" if doubt is None else "undetermined", *about, doubt=doubt)

    def _doubt(self) -> Doubt | None:
        """Return why a record without a divergence may be wrong nevertheless."""
        if self.loss is not None:
            return Doubt("damage", line=self.loss.place.line)
        if self.problem is not None:
            return Doubt("untold", problem=self.problem[1])
        hidden = self.ways[0].hidden
        if self.too_many and (hidden is not None or self.divergence is not None):
            return Doubt("too_many")
        return None if hidden is None else Doubt(hidden.kind, day=hidden.day, amount=hidden.amount)
