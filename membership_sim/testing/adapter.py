"""What a user writes for a system of their own, so that a story can be lived through in it: about thirty lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final, cast

from membership_sim.edge import Day
from membership_sim.entry_fields import KINDS
from membership_sim.files.words import listed
from membership_sim.foreign import GIVEN_KINDS
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import ARGUMENTS, DECLINE_REASONS, ActionName, DeclineReason, Scenario, ScenarioError
from membership_sim.testing.account import Account
from membership_sim.typed import shown

Limits = Mapping[ActionName, Mapping[str, Sequence[Any]]]


class Adapter:
    """One account of a system, from the day on which it is new; a story makes its own. Amounts are minor units.

    `actions` are those that the system knows, the others are never offered; as a mapping they say which values an
    argument may have: `{"join": {}, "cancel": {"when": ["later"]}}`. `observes` are the kinds of entries that are told
    completely, as for `membership-sim check`; with `refused` among them the answers of `act` count. `plans` are those
    of the rule book that the system sells (None: all), `reasons` those of declines that it can be told, `wallets` says
    whether it can be given another wallet than one card.
    """

    actions: ClassVar[Collection[ActionName] | Limits] = ("join", "cancel")
    observes: ClassVar[Collection[str]] = ("charge", "decline", "refund", "refused")
    plans: ClassVar[Sequence[str] | None] = None
    reasons: ClassVar[Sequence[DeclineReason]] = DECLINE_REASONS
    wallets: ClassVar[bool] = False

    story: Scenario  # without events: its `book`, `plan`, `wallet`, `payments` and `sales_tax` are what `start` needs
    _membership_sim: Account

    def start(self, on: date) -> None:
        """Make the account, which has no membership yet."""
        raise NotImplementedError(f"{type(self).__name__} lacks `start`")

    def act(self, on: date, do: str, **arguments: Any) -> bool | str | None:
        """Do an action today, with the arguments that it was given; by default the method of its name does it.

        False says that the system refused it, the id of a rule which one decided; None and True that it was accepted.
        """
        method = getattr(self, do, None)
        if method is None:
            raise NotImplementedError(f"{type(self).__name__} lacks a method `{do}` for the action that it names")
        return cast("bool | str | None", method(on, **arguments))

    def advance(self, to: date) -> None:
        """Let everything happen that is due up to and including a day."""
        raise NotImplementedError(f"{type(self).__name__} lacks `advance`")

    def stands(self) -> Mapping[str, object]:
        """Return how the account stands now, as far as the system shows it: `state`, `benefits`, both or nothing.

        Where nothing is observed it is all that is compared, and may not be nothing.
        """
        return {}

    def pay(self, amount: int, on: Day) -> str | None:
        """Have a charge tried: None when it is taken, else the reason of the decline; either is told as seen."""
        return self._membership_sim.pay(amount, on)

    def saw(self, on: Day, **fields: object) -> None:
        """Tell what the system did on a day, as a line of a record: `saw(on, refund=600)`.

        Raises InputError for what is no such line.
        """
        self._membership_sim.saw(on, fields)


def opened(adapter: type[Adapter], story: Scenario) -> tuple[Adapter, Account]:
    """Return the adapter of a new account that is to live a story, and what is kept of it."""
    made, account = adapter(), Account(adapter.__name__, story)
    made.story, made._membership_sim = story, account
    return made, account


def limits(adapter: type[Adapter]) -> Limits:
    """Return the actions that a system knows, each with the arguments that are limited to some values."""
    actions = adapter.actions
    return actions if isinstance(actions, Mapping) else {do: {} for do in actions}


def compared(adapter: type[Adapter]) -> list[str]:
    """Return the kinds that are observed and compared: what the member does is told by the story itself."""
    return [kind for kind in adapter.observes if kind not in GIVEN_KINDS]


def check_adapter(adapter: type[Adapter], book: RuleBook) -> None:
    """Raise ScenarioError for names in an adapter's declarations that nothing has."""
    given: object = adapter
    if not (isinstance(given, type) and issubclass(given, Adapter)):
        raise ScenarioError(f"the adapter is {shown(adapter)}, allowed: a subclass of Adapter")
    known = limits(adapter)
    problems = [
        *_unknown("actions", known, ARGUMENTS),
        *_unknown("observes", adapter.observes, KINDS),
        *_unknown("plans", adapter.plans or (), book.plans),
        *_unknown("reasons", adapter.reasons, DECLINE_REASONS),
    ]
    declared = {"actions": known, "plans": adapter.plans}
    problems += [f"{what} names nothing" for what, names in declared.items() if names is not None and not names]
    if not compared(adapter) and adapter.stands is Adapter.stands:
        said = listed(adapter.observes, " and ") or _NOTHING
        problems.append(f"observes names {said}, and there is no `stands`: nothing would be compared")
    for do, arguments in known.items():
        if do in ARGUMENTS:
            problems += _unknown(f"actions of {do}", arguments, ARGUMENTS[do])
        problems += [f"actions of {do}: {name} has no value left" for name, values in arguments.items() if not values]
    if problems:
        raise ScenarioError(*(f"{adapter.__name__}: {problem}" for problem in problems))


_NOTHING: Final = "nothing"


def _unknown(what: str, names: Collection[str], allowed: Collection[str]) -> list[str]:
    if isinstance(names, str):
        return [f"{what} is {shown(names)}, allowed: a list of names"]
    return [
        f"{what}: unknown name {shown(name)}, allowed: {', '.join(allowed) or _NOTHING}"
        for name in names
        if name not in allowed
    ]
