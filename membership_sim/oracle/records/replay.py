"""A day of a record told again by the model: what somebody did, with the outcomes of payments that the record shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from membership_sim.entries import ActionEntry, Entry, RefusedEntry, UseEntry
from membership_sim.entry_fields import iso
from membership_sim.foreign import GIVEN_FIELDS, PAYMENTS, Line, Setup, asked_for_an_earlier_day, rules_of
from membership_sim.member import Snapshot
from membership_sim.oracle.records.hidden_uses import suppose_use
from membership_sim.oracle.records.past import Past
from membership_sim.record_source import Doubted, Hidden, Payment, RecordSource
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import State, Wallet
from membership_sim.simulate import Run

MOST_WAYS: Final = 16  # in which a record may have gone so far
MOST_TELLINGS: Final = 256  # of the days up to a line


class Way(NamedTuple):
    """One way in which a record may have gone so far, since it does not show everything.

    `left` are its lines that nothing stands for yet, `ahead` the numbers of later ones for which something does;
    `states` the last changes of state, each with its day; `hidden` the first thing that must be supposed. `suspects`
    are, by the kind of what was supposed and what nothing bears out since, where the record differs if it was not so.
    `has_others` is what is known of the wallet, as of a `RecordSource`; `past` the entries told last. `ended_days` are
    those on which the membership may have ended, where ways that differ in it alone became one.
    """

    now: Snapshot
    left: tuple[Line, ...] = ()
    ahead: frozenset[int] = frozenset()
    states: tuple[tuple[int, State], ...] = ()
    hidden: Hidden | None = None
    suspects: Mapping[Doubted, object] = {}
    has_others: bool | None = None
    past: Past = ()
    ended_days: frozenset[int] = frozenset()

    @property
    def supposes(self) -> tuple[bool, bool, int]:
        """How much is supposed: the less, the likelier the way is."""
        hidden = self.hidden
        return hidden is not None, "decline" in self.suspects, 0 if hidden is None else hidden.declines


class Telling(NamedTuple):
    """What the model tells up to the end of a day: its entries, by line those of what somebody did, and where it is.

    `supposed` are the choices of what is supposed and not borne out, and `shown_from` the one after which no decline
    is, as of a `RecordSource`.
    """

    entries: tuple[Entry, ...]
    deeds: dict[int, int]
    now: Snapshot
    hidden: Hidden | None
    choices: tuple[int, ...]
    supposed: Mapping[Doubted, int]
    shown_from: float
    has_others: bool | None


class Replayer:
    """Tells the days of one member's record again, from any snapshot."""

    def __init__(
        self, setup: Setup, terms: Terms, first_day: int, shown_kinds: Sequence[str], is_timeline: bool
    ) -> None:
        given = setup.given
        start = given if given is not None else Snapshot("prospect", first_day, setup.plan)
        if not setup.wallet_told:
            start = start._replace(wallet=Wallet((), None))
        self.start = start
        self.within_days = setup.within_days
        self.is_timeline = is_timeline
        self.is_ordered = is_timeline and not setup.within_days  # the lines of a day stand in their order
        self.source = RecordSource(start.wallet, setup.wallet_told, shown_kinds, setup.within_days)
        self.source.uses_known_from = start.day if "used" in setup.untold else 0
        self.run = Run(terms, start, source=self.source)
        self.differs_on = 0
        self.is_explained = False
        self.at: Line | None = None  # whose action is told
        self.has_second_trials = any(months is not None for _, months in terms.trial_again)

    def what_counts(self, way: Way) -> object:
        """Return what may tell a way from others in what follows.

        Not how payments went before, nor how many there were; and not when a membership ended, unless a trial depends
        on it (TRIAL-4) or the lines of a timeline tell it.
        """
        now, charge = way.now, way.now.charge
        if not self.is_timeline:
            charge = charge and charge._replace(seq=None, day=0)
            ended_day = now.ended_day if self.has_second_trials else min(now.ended_day, 1)
            now = now._replace(seq=0, run_tries=min(now.run_tries, 1), charge=charge, ended_day=ended_day)
        return now, tuple(line.number for line in way.left), way.ahead, way.states, way.has_others

    def ways_of_day(self, way: Way, day: int, deeds: Sequence[Line], lines: Sequence[Line]) -> Iterator[Telling]:
        """Yield what the model tells for each way in which the payments up to a day may have gone, the likeliest first.

        Of one that `differs_on` a day, what came later is of no account. After one by which everything `is_explained`,
        others that come to the same are not told. Raises ScenarioError for what the model cannot run.
        """
        payments, refunds = _outcomes(lines)
        todo: list[tuple[int, ...]] = [()]
        while todo:
            choices = todo.pop(0)
            self.differs_on, self.is_explained = day, False
            yield self.tell(way, day, deeds, payments, choices, refunds)
            source = self.source
            if self.is_explained and source.is_used_up():
                return
            for number in range(len(choices), len(source.chosen)):
                if source.days[number] > self.differs_on + self.within_days or self._is_certain(number, deeds):
                    continue
                others = range(1, source.open_choices[number])
                todo += [(*source.chosen[:number], other) for other in others]

    def _is_certain(self, number: int, deeds: Sequence[Line]) -> bool:
        """Tell whether a payment that is shown can only be that of this try: no other try of its day can follow."""
        return self.source.shown[number] and not deeds and not self.within_days

    def plainly(
        self, way: Way, day: int, deeds: Sequence[Line], lines: Sequence[Line], choices: tuple[int, ...]
    ) -> Telling:
        """Return what the model tells when after these choices nothing is supposed."""
        payments, refunds = _outcomes(lines)
        return self.tell(way, day, deeds, payments, choices, refunds, len(choices))

    def tell(
        self, way: Way, day: int, deeds: Sequence[Line], payments: Sequence[Payment], choices: tuple[int, ...],
        refunds: Sequence[int] = (), shown_from: float = float("inf"),
    ) -> Telling:  # fmt: skip
        """Return what the model tells when the payments up to a day, and hidden uses, go as chosen."""
        run, source = self.run, self.source
        run.go_to(way.now)
        source.begin(payments, choices, way.suspects, shown_from)
        source.has_others = way.has_others
        self.at = None
        told: dict[int, int] = {}
        ends = [*(line.number for line in deeds), float("inf")]
        if self.is_ordered:
            source.limit(0, ends[0])
            run.advance(day)
        for line, end in zip(deeds, ends[1:], strict=True):
            assert line.action is not None
            self.at = line
            if self.is_ordered:
                source.limit(line.number, end)
            suppose_use(run, source, day, line.action, refunds)
            if run.facts.ended_day in way.ended_days:
                off = range(-self.within_days, self.within_days + 1)
                known = (its for its in way.ended_days if its)
                told_days = (its for its in known if line.fields.get("effective") in [iso(its + n) for n in off])
                run.facts.ended_day = next(told_days, run.facts.ended_day)
            count = len(run.step.entries)
            source.supposes_method = line.kind != "refused" or "JOIN-4" not in (rules_of(line) or ("JOIN-4",))
            if asked_for_an_earlier_day(line):
                run.refuse_earlier(line.action)
                if not self.is_timeline:
                    source.hidden.append(Hidden(day, 0, "earlier_day"))
            else:
                run.act(day, line.action)
            own = (n for n in range(count, len(run.step.entries)) if isinstance(run.step.entries[n], _OF_DEEDS))
            told[line.number] = next(own)
            source.note_join(run.step.entries[told[line.number]])
        self.at = None
        run.advance(day)
        hidden = way.hidden
        for its in source.hidden:
            hidden = its if hidden is None else hidden.and_then(its)
        entries, chosen = tuple(run.step.entries), tuple(source.chosen)
        supposed = dict(source.supposed)
        return Telling(entries, told, run.snapshot(), hidden, chosen, supposed, shown_from, source.has_others)

    def allowed_on(
        self, way: Way, day: int, told: Telling, payments: Sequence[Payment]
    ) -> tuple[State, tuple[str, ...]]:
        """Return the state at the end of a day of what was told, and the actions that were possible then."""
        run = self.run
        if day < told.now.day:
            run.go_to(way.now)
            self.source.begin(payments, told.choices, (), told.shown_from)
            run.advance(max(day, way.now.day))
        else:
            run.go_to(told.now)
        return run.facts.state, run.step.lifecycle.allowed(run.step)


_OF_DEEDS = (ActionEntry, RefusedEntry, UseEntry)


def _outcomes(lines: Sequence[Line]) -> tuple[list[Payment], list[int]]:
    """Return the payments that lines show, and the amounts of their refunds or of what announces these."""
    amounts = [line.fields.get("amount") for line in lines if "refund" in (line.kind, line.fields.get("notice"))]
    payments = [payment_of(line) for line in lines if line.kind in PAYMENTS]
    return payments, [amount for amount in amounts if isinstance(amount, int)]


def payment_of(line: Line) -> Payment:
    """Return the outcome that a charge or a decline shows."""
    compared = {name: value for name, value in line.fields.items() if name not in ("date", GIVEN_FIELDS[line.kind])}
    if line.kind == "charge":
        method = line.fields.get("method")
        named = method if isinstance(method, str) else None
        return Payment(line.day, line.number, True, named, compared=compared)
    reasons = line.fields.get("reasons")
    each = [(reason.get("method"), reason["reason"]) for reason in reasons] if isinstance(reasons, list) else []
    return Payment(line.day, line.number, False, None, tuple(each), compared)
