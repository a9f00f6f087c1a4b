"""The record of a foreign system as the source of payments: what it took and what it declined is taken as given.

A try for which the record leaves more than one outcome open is a *choice*; whoever replays tries them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, TypeVar

from membership_sim.payments import NEED_A_METHOD, Outcome
from membership_sim.scenario import Action, Wallet

# What nobody can tell to be allowed without knowing what is on file (JOIN-4, PAY-8).
DEPENDS_ON_WALLET: Final = NEED_A_METHOD | {"join"}


T = TypeVar("T")


class Payment(NamedTuple):
    """An outcome that the record shows, in its line `number`: taken by a method, or declined for reasons."""

    day: int
    number: int
    taken: bool
    method: str | None = None
    reasons: tuple[tuple[str | None, str], ...] = ()


class Hidden(NamedTuple):
    """What the record does not show, and would not.

    A decline of an amount in minor units, a use before an end, or that a refused action was asked for an earlier day.
    """

    day: int
    amount: int
    kind: Literal["decline", "use", "earlier_day"] = "decline"


class RecordSource:
    """Gives the outcomes that a record shows near the day of a try, or those that it may have left out.

    `shown_kinds` are those that the record is complete for. Each try takes the choice that
    `choices` says, else the first; `chosen` has what was taken, `open_choices` how many there were, `shown` whether
    the record shows it, and `days` when it was. Outcomes may lie `within_days` of the try. What is on file is known
    only as far as wallet actions show it, unless `is_complete`.
    """

    def __init__(self, wallet: Wallet, is_complete: bool, shown_kinds: Iterable[str], within_days: int = 0) -> None:
        self.wallet = wallet
        self.tries = 0
        self.is_complete = is_complete
        self.shown_kinds = frozenset(shown_kinds)
        self.within_days = within_days
        self.supposes_method = True  # what is on file when nothing tells
        self.begin((), ())

    def begin(self, payments: Iterable[Payment], choices: tuple[int, ...]) -> None:
        """Offer the payments to the tries that follow, which take these choices."""
        self.payments = list(payments)
        self.after, self.before = 0.0, float("inf")
        self.choices = choices
        self.chosen: list[int] = []
        self.open_choices: list[int] = []
        self.shown: list[bool] = []
        self.days: list[int] = []
        self.hidden: list[Hidden] = []

    @property
    def may_hide_uses(self) -> bool:
        """Whether there may be uses that no line tells of."""
        return "use" not in self.shown_kinds

    def limit(self, after: float, before: float) -> None:
        """Offer only what stands between two lines of the record to the tries that follow."""
        self.after, self.before = after, before

    def has_payment_method(self) -> bool:
        """Tell whether a method other than a gift balance is on file; unknown, it is as the record's outcome needs."""
        if any(method.kind != "gift_balance" for method in self.wallet.methods):
            return True
        return False if self.is_complete else self.supposes_method

    def change(self, action: Action) -> None:
        """Note a method that is filed or removed; names that nothing told of before are no error (PAY-8)."""
        methods = tuple(method for method in self.wallet.methods if method.name != _name_of(action))
        if action.do == "add_method" and action.method is not None:
            self.wallet = Wallet((*methods, action.method), self.wallet.default or action.method.name)
        elif action.do == "remove_method":
            self.wallet = Wallet(methods, methods[0].name if methods else None)

    def attempt(self, amount: int, day: int) -> Outcome:
        """Return the outcome of the choice for this try, and use it up."""
        self.tries += 1
        offer = self.choose(day, self._offers(day))
        if isinstance(offer, Payment):
            self.payments.remove(offer)
            return Outcome(offer.taken, offer.method, offer.reasons)
        if not offer.taken:
            self.hidden.append(Hidden(day, amount))
        return offer

    def choose(self, day: int, offers: Sequence[T]) -> T:
        """Return the offer that is next to be chosen, on a day, and note what was open."""
        number = len(self.chosen)
        choice = self.choices[number] if number < len(self.choices) else 0
        self.chosen.append(choice)
        self.open_choices.append(len(offers))
        self.days.append(day)
        self.shown.append(isinstance(offers[choice], Payment))
        return offers[choice]

    def _offers(self, day: int) -> list[Payment | Outcome]:
        """Return what may have happened: the first charge and the first decline that are shown, then what is not."""
        near = [
            payment
            for payment in self.payments
            if abs(payment.day - day) <= self.within_days and self.after < payment.number < self.before
        ]
        firsts = {payment.taken: payment for payment in reversed(near)}
        offers: list[Payment | Outcome] = [payment for payment in near if payment is firsts[payment.taken]]
        if "charge" not in self.shown_kinds or not (offers or "decline" not in self.shown_kinds):
            offers.append(Outcome(True, self.wallet.default))
        if "decline" not in self.shown_kinds:
            offers.append(Outcome(False))
        return offers


def _name_of(action: Action) -> str | None:
    return action.method.name if action.method is not None else action.name
