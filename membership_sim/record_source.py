"""The record of a foreign system as the source of payments: what it took and what it declined is taken as given.

A try for which the record leaves more than one outcome open is a *choice*; whoever replays tries them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeVar

from membership_sim.entries import Entry
from membership_sim.payments import NEED_A_METHOD, Outcome, changed
from membership_sim.scenario import Action, Wallet

# What nobody can tell to be allowed without knowing what is on file (JOIN-4, PAY-8).
DEPENDS_ON_WALLET: Final = NEED_A_METHOD | {"join"}

TRIALS_BEGUN: Final = ("join.trial", "rejoin.trial")  # messages of the entries

Doubted = Literal["decline", "use"]  # kinds of what is hidden, that the record may speak against later

T = TypeVar("T")


class Payment(NamedTuple):
    """An outcome that the record shows, in its line `number`: taken by a method, or declined for reasons.

    `compared` is what else the line tells, by which it fits one try and not another.
    """

    day: int
    number: int
    taken: bool
    method: str | None = None
    reasons: tuple[tuple[str | None, str], ...] = ()
    compared: Mapping[str, object] = {}

    @property
    def outcome(self) -> Outcome:
        """What came of the try."""
        return Outcome(self.taken, self.method, self.reasons)


class Hidden(NamedTuple):
    """What the record does not show, and would not.

    A decline of an amount in minor units, a use before an end, or that a refused action was asked for an earlier day.
    With what is hidden after it these are so many `declines` in all, in so many `periods`.
    """

    day: int
    amount: int
    kind: Literal["decline", "use", "earlier_day"] = "decline"
    declines: int = 0
    periods: int = 0

    def and_then(self, other: Hidden) -> Hidden:
        """Return the first of two, with the declines of both."""
        return self._replace(declines=self.declines + other.declines, periods=self.periods + other.periods)


class RecordSource:
    """Gives the outcomes that a record shows near the day of a try, or those that it may have left out.

    `shown_kinds` are those that the record is complete for. Each try takes the choice that
    `choices` says, else the first; `chosen` has what was taken, `open_choices` how many there were, `shown` whether
    the record shows it, and `days` when it was; `leaves_orders` says that nothing but the order of outcomes of one kind
    was open. Outcomes may lie `within_days` of the try; that of one after `sure_day` may be told when the record has
    ended. What is on file is known only as far as wallet actions show it, unless `is_complete`; `has_others` says
    whether a payment method is on file beside those, as far as joins show (JOIN-4). `supposed` has, by the kind of what
    is hidden, the number of the choice (-1 is one before) of a decline after which nothing was taken, or of a use after
    which nothing was charged.
    """

    def __init__(self, wallet: Wallet, is_complete: bool, shown_kinds: Iterable[str], within_days: int = 0) -> None:
        self.wallet = wallet
        self.tries = 0
        self.is_complete = is_complete
        self.shown_kinds = frozenset(shown_kinds)
        self.within_days = within_days
        self.supposes_method = True  # what is on file when nothing tells
        self.has_others: bool | None = None
        self.uses_known_from = 0  # the day before which nothing tells of them
        self.sure_day = float("inf")
        self.begin((), ())

    def begin(
        self,
        payments: Iterable[Payment],
        choices: tuple[int, ...],
        supposed: Iterable[Doubted] = (),
        shown_from: float = float("inf"),
    ) -> None:
        """Offer the payments to the tries that follow, which take these choices.

        Of the `supposed` kinds something is supposed before. From the choice numbered `shown_from` on nothing that was
        declined is hidden.
        """
        self.payments = list(payments)
        self.supposed: dict[Doubted, int] = dict.fromkeys(supposed, -1)
        self.shown_from = shown_from
        self.after, self.before = 0.0, float("inf")
        self.choices = choices
        self.chosen: list[int] = []
        self.open_choices: list[int] = []
        self.shown: list[bool] = []
        self.days: list[int] = []
        self.leaves_orders = True
        self.hidden: list[Hidden] = []

    def may_hide_uses(self, since_day: int) -> bool:
        """Tell whether there may be uses since a day that no line tells of."""
        return "use" not in self.shown_kinds or since_day < self.uses_known_from

    def is_used_up(self) -> bool:
        """Tell whether another choice could only give the same tries the same outcomes in another order."""
        return self.leaves_orders and not self.payments and self.shown_kinds.issuperset(("charge", "decline"))

    def limit(self, after: float, before: float) -> None:
        """Offer only what stands between two lines of the record to the tries that follow."""
        self.after, self.before = after, before

    def has_payment_method(self) -> bool:
        """Tell whether a method other than a gift balance is on file; unknown, it is as the record's outcome needs."""
        if any(method.kind != "gift_balance" for method in self.wallet.methods):
            return True
        if self.is_complete or self.has_others is not None:
            return bool(self.has_others)
        return self.supposes_method

    def note_join(self, entry: Entry) -> None:
        """Note what a join shows to be on file: a trial that began had a payment method (JOIN-4)."""
        if entry.kind == "refused" and entry.rules[0] == "JOIN-4":
            self.has_others = False
        elif entry.message in TRIALS_BEGUN and not any(its.kind != "gift_balance" for its in self.wallet.methods):
            self.has_others = True

    def change(self, action: Action) -> None:
        """Note a method that is filed or removed (PAY-8).

        Names that nothing told of before are no error unless the wallet `is_complete`: then it raises ScenarioError.
        """
        if self.is_complete:
            self.wallet = changed(self.wallet, action)
            return
        is_known = any(method.name == action.name for method in self.wallet.methods)
        if action.do == "remove_method" and not is_known and self.has_others:
            self.has_others = None
        methods = tuple(method for method in self.wallet.methods if method.name != _name_of(action))
        if action.do == "add_method" and action.method is not None:
            self.wallet = Wallet((*methods, action.method), self.wallet.default or action.method.name)
        elif action.do == "remove_method":
            self.wallet = Wallet(methods, methods[0].name if methods else None)

    def attempt(self, amount: int, day: int) -> Outcome:
        """Return the outcome of the choice for this try, and use it up."""
        self.tries += 1
        number = len(self.chosen)
        offer = self.choose(day, self._offers(day))
        if offer.taken:
            self.supposed.clear()
        if isinstance(offer, Payment):
            self.payments.remove(offer)
            return offer.outcome
        if not offer.taken:
            self.hidden.append(Hidden(day, amount, declines=1, periods=0 if "decline" in self.supposed else 1))
            self.supposed.setdefault("decline", number)
        return offer

    def suppose_use(self, day: int) -> None:
        """Note that the last choice, on a day, was a use that the record does not show."""
        self.hidden.append(Hidden(day, 0, "use"))
        self.supposed["use"] = len(self.chosen) - 1

    def choose(self, day: int, offers: Sequence[T]) -> T:
        """Return the offer that is next to be chosen, on a day, and note what was open."""
        number = len(self.chosen)
        choice = self.choices[number] if number < len(self.choices) else 0
        self.chosen.append(choice)
        self.open_choices.append(len(offers))
        self.days.append(day)
        self.shown.append(isinstance(offers[choice], Payment))
        self.leaves_orders &= len({its.taken for its in offers if isinstance(its, Payment | Outcome)}) <= 1
        return offers[choice]

    def _offers(self, day: int) -> list[Payment | Outcome]:
        """Return what may have happened: the outcomes that are shown, in their order, then what is not shown.

        Of outcomes that follow alike only the first: its day is over first, so it can wait least.
        """
        near = [
            payment
            for payment in self.payments
            if abs(payment.day - day) <= self.within_days and self.after < payment.number < self.before
        ]
        firsts: list[Payment] = []
        for payment in near:
            if not any(self._follow_alike(first, payment) for first in firsts):
                firsts.append(payment)
        offers: list[Payment | Outcome] = [*firsts]
        hides_declines = "decline" not in self.shown_kinds and len(self.chosen) < self.shown_from
        may_come = not offers and day > self.sure_day
        if "charge" not in self.shown_kinds or may_come or not (offers or hides_declines):
            offers.append(Outcome(True, self.wallet.default))
        if hides_declines or may_come:
            offers.append(Outcome(False))
        return offers

    def _follow_alike(self, first: Payment, other: Payment) -> bool:
        """Tell whether nothing that follows depends on which of two outcomes was that of a try.

        Where dates are exact both are of the try's own day, and which line stands for which try is found by comparing
        them. Else it depends on the days for which their lines are left, and so on what these tell.
        """
        if first.taken != other.taken:
            return False
        return not self.within_days or first.outcome == other.outcome or first.compared == other.compared


def _name_of(action: Action) -> str | None:
    return action.method.name if action.method is not None else action.name
