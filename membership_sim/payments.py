"""Where a charge is taken or declined: a wallet of methods, or a script of outcomes. No row looks inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

from membership_sim.scenario import (
    DECLINE_REASONS,
    NO_METHOD,
    Action,
    DeclineReason,
    Method,
    MethodKind,
    ScenarioError,
    ScriptLine,
    Wallet,
)

NEED_A_METHOD: Final = frozenset(
    ("update_method", "remove_method", "set_default", "block_method", "unblock_method", "top_up")
)
_MOST_SHOWN: Final = 24  # names in a message
LIFTED_BY_UPDATE: Final = frozenset[DeclineReason](("expired", "invalid", "wrong_details"))  # PAY-8


class Outcome(NamedTuple):
    """The answer to one try: the method that took it, or (`taken` is False) each method's reason, in order."""

    taken: bool
    method: str | None = None
    reasons: tuple[tuple[str | None, str], ...] = ()


class Source(Protocol):
    """Where charges are tried. `wallet` holds what is on file and `tries` counts the tries of the run."""

    wallet: Wallet
    tries: int

    def has_payment_method(self) -> bool:
        """Tell whether a method other than a gift balance is on file (JOIN-4)."""

    def change(self, action: Action) -> None:
        """Carry out a wallet action; raises ScenarioError for names that do not fit (PAY-8)."""

    def attempt(self, amount: int, day: int) -> Outcome:
        """Try to take `amount` minor units on `day`, once."""


class WalletSource:
    """Tries the default method, then every other one in the order in which they were filed (PAY-1)."""

    def __init__(self, wallet: Wallet, tries: int = 0) -> None:
        names = [method.name for method in wallet.methods]
        if wallet.default not in names:  # a wallet built in code may leave the mark to the first
            wallet = wallet._replace(default=names[0] if names else None)
        self.wallet = wallet
        self.tries = tries

    def has_payment_method(self) -> bool:
        """Tell whether a method other than a gift balance is on file (JOIN-4)."""
        return any(method.kind != "gift_balance" for method in self.wallet.methods)

    def change(self, action: Action) -> None:
        """Carry out a wallet action; raises ScenarioError for names that do not fit (PAY-8)."""
        self.wallet = changed(self.wallet, action)

    def attempt(self, amount: int, day: int) -> Outcome:
        """Try the methods one after the other; a gift balance that takes it holds that much less."""
        self.tries += 1
        methods, default = self.wallet
        if not methods:
            return Outcome(False, None, ((None, NO_METHOD),))
        reasons = []
        for method in sorted(methods, key=lambda method: method.name != default) if len(methods) > 1 else methods:
            reason = decline_reason(method, amount, day)
            if reason is None:
                if method.kind == "gift_balance":
                    self.wallet = _replaced(self.wallet, method._replace(amount=method.amount - amount))
                return Outcome(True, method.name)
            reasons.append((method.name, reason))
        return Outcome(False, None, tuple(reasons))


class ScriptSource(WalletSource):
    """Gives the outcome of the first line that matches; every other try is taken by the default method."""

    def __init__(self, lines: tuple[ScriptLine, ...], wallet: Wallet, tries: int = 0) -> None:
        super().__init__(wallet, tries)
        self.lines = lines

    def attempt(self, amount: int, day: int) -> Outcome:
        """Look the try up in the script; the wallet is not debited."""
        self.tries += 1
        default = self.wallet.default
        for line in self.lines:
            if line.number == self.tries or (line.day is not None and line.day == day):
                if line.decline:
                    return Outcome(False, None, ((default, line.decline),))
                return Outcome(True, line.take or default)
        if default is None:
            return Outcome(False, None, ((None, NO_METHOD),))
        return Outcome(True, default)


def decline_reason(method: Method, amount: int, day: int) -> DeclineReason | None:
    """Return why the method does not take `amount` on `day`; None when it does (PAY-2)."""
    if method.blocked and (method.until_day is None or day < method.until_day):
        return method.blocked
    if method.expires_day is not None and day > method.expires_day:
        return "expired"
    if method.kind == "gift_balance" and method.amount < amount:
        return "insufficient_funds"
    return None


def _replaced(wallet: Wallet, changed_method: Method) -> Wallet:
    methods = tuple(changed_method if method.name == changed_method.name else method for method in wallet.methods)
    return wallet._replace(methods=methods)


def misfit(on_file: Mapping[str, MethodKind], action: Action) -> str | None:
    """Return why a wallet action cannot be carried out with the methods on file; None when it can (PAY-8).

    An unknown name, a name that exists, a top-up of what is no gift balance, a new expiry of what is no card, an
    unknown reason. Any other action always can.

    >>> misfit({"visa": "card"}, Action("top_up", name="visa", amount=500))
    "'visa' is no gift balance, only a gift balance can be topped up"
    """
    if action.do == "add_method":
        assert action.method is not None
        if action.method.name in on_file:
            return f"payment method {action.method.name!r} is already on file, names are unique"
        return _wrong_reason(action.method.blocked) or misplaced(action.method)
    if action.do not in NEED_A_METHOD:
        return None
    kind = on_file.get(action.name or "")
    if kind is None:
        return f"unknown payment method {action.name!r}{_nearest(action.name or '', tuple(on_file))}"
    if action.do == "top_up" and kind != "gift_balance":
        return f"{action.name!r} is no gift balance, only a gift balance can be topped up"
    if action.do == "update_method" and action.expires is not None and kind != "card":
        return f"{action.name!r} is no card, only a card expires"
    return _wrong_reason(action.reason) if action.do == "block_method" else None


def misplaced(method: Method) -> str | None:
    """Return which fact of a method built in code no method of its kind has, and no file could say; None when none is.

    >>> misplaced(Method("gift", "gift_balance", amount=500, expires_day=738000))
    "'gift' is no card, only a card expires"
    """
    if method.expires_day is not None and method.kind != "card":
        return f"{method.name!r} is no card, only a card expires"
    if method.amount and method.kind != "gift_balance":
        return f"{method.name!r} is no gift balance, only a gift balance holds an amount"
    if method.until_day is not None and method.blocked is None:
        return f"{method.name!r} is not blocked, only a block ends by its date"
    return None


def file_action(on_file: dict[str, MethodKind], action: Action) -> None:
    """Carry out on the names on file what a wallet action that fits does to them."""
    if action.do == "add_method":
        assert action.method is not None
        on_file[action.method.name] = action.method.kind
    elif action.do == "remove_method":
        assert action.name is not None
        del on_file[action.name]


def _nearest(name: str, names: tuple[str, ...]) -> str:
    import difflib

    close = difflib.get_close_matches(name, names, 1) if len(names) <= _MOST_SHOWN else []
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    known = ", ".join(names[:_MOST_SHOWN]) + more
    return f", did you mean {close[0]!r}?" if close else f", on file: {known or 'nothing'}"


def _wrong_reason(reason: str | None) -> str | None:
    known = reason is None or reason in DECLINE_REASONS
    return None if known else f"unknown reason {reason!r}, allowed: {', '.join(DECLINE_REASONS)}"


def changed(wallet: Wallet, action: Action) -> Wallet:
    """Return the wallet after a wallet action (PAY-8); raises ScenarioError for a `misfit`."""
    problem = misfit({method.name: method.kind for method in wallet.methods}, action)
    if problem:
        raise ScenarioError(problem)
    if action.do == "add_method":
        assert action.method is not None
        return Wallet((*wallet.methods, action.method), wallet.default or action.method.name)
    method = next(method for method in wallet.methods if method.name == action.name)
    match action.do:
        case "remove_method":
            rest = tuple(other for other in wallet.methods if other is not method)
            first = rest[0].name if rest else None
            return Wallet(rest, first if wallet.default == method.name else wallet.default)
        case "set_default":
            return wallet._replace(default=method.name)
        case "block_method":
            return _replaced(wallet, method._replace(blocked=action.reason, until_day=action.until))
        case "unblock_method":
            return _replaced(wallet, method._replace(blocked=None, until_day=None))
        case "top_up":
            return _replaced(wallet, method._replace(amount=method.amount + (action.amount or 0)))
        case "update_method":
            if method.blocked in LIFTED_BY_UPDATE:
                method = method._replace(blocked=None, until_day=None)
            return _replaced(wallet, method._replace(expires_day=action.expires or method.expires_day))
        case _:
            raise AssertionError(f"no wallet action: {action.do}")
