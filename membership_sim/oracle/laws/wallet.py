"""The methods on file as the entries tell them, and the law of how they are tried; a scripted source is left alone."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ChargeEntry, DeclineEntry
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.scenario import Action, Method

WALLET: Final = Chapter()
_LIFTED: Final = frozenset(("expired", "invalid", "wrong_details"))  # by mending a method (PAY-8)


def follow_wallet(action: Action, known: Known) -> None:
    """Take over what a wallet action does to the methods on file (PAY-8)."""
    methods = known.methods
    if action.method is not None:
        methods[action.method.name] = action.method
        known.default = known.default or action.method.name
        return
    name = str(action.name)
    method = methods.get(name)
    if method is None:
        return
    match action.do:
        case "remove_method":
            del methods[name]
            if known.default == name:
                known.default = next(iter(methods), None)
        case "set_default":
            known.default = name
        case "block_method":
            methods[name] = method._replace(blocked=action.reason, until_day=action.until)
        case "unblock_method":
            methods[name] = method._replace(blocked=None, until_day=None)
        case "top_up":
            methods[name] = method._replace(amount=method.amount + (action.amount or 0))
        case "update_method":
            if method.blocked in _LIFTED:
                method = method._replace(blocked=None, until_day=None)
            methods[name] = method._replace(expires_day=action.expires or method.expires_day)


def follow_payment(charge: ChargeEntry, known: Known) -> None:
    """Take a charge off the gift balance that took it."""
    method = known.methods.get(charge.method or "")
    if method is not None and method.kind == "gift_balance":
        known.methods[method.name] = method._replace(amount=method.amount - charge.amount)


def why_not(method: Method, amount: int, day: int) -> str | None:
    """Return why a method does not take an amount on a day; None if it does (PAY-2)."""
    if method.blocked is not None and not (method.until_day is not None and method.until_day <= day):
        return method.blocked
    if method.kind == "card" and method.expires_day is not None and method.expires_day < day:
        return "expired"
    return "insufficient_funds" if method.kind == "gift_balance" and amount > method.amount else None


@WALLET.single_pass("charge decline", "PAY-1 PAY-2 PAY-8")
def methods_are_tried_in_order(charge: ChargeEntry | DeclineEntry, known: Known) -> str | None:
    """A charge tries the default method and then the others as they were filed; the first that can takes all of it, and
    a decline gives the reason of each.
    """
    if known.scripted:
        return None
    takes, reasons = who_takes(charge.amount, charge.day, known)
    if isinstance(charge, ChargeEntry):
        return None if charge.method == takes is not None else f"{charge.method} took it, {takes or 'none'} can"
    if takes is not None:
        return f"declined, although {takes} can take {charge.amount}"
    due = tuple(reasons) or ((None, "no_method"),)
    return None if charge.reasons == due else f"reasons {charge.reasons}, they are {due}"


def who_takes(amount: int, day: int, known: Known) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the method that takes an amount on a day, if one does, and the reasons of those before it."""
    reasons: list[tuple[str, str]] = []
    if known.default is None:
        return None, reasons
    methods = known.methods
    reason = why_not(methods[known.default], amount, day)
    if reason is None:
        return known.default, reasons
    reasons.append((known.default, reason))
    for name, method in methods.items():
        if name != known.default:
            reason = why_not(method, amount, day)
            if reason is None:
                return name, reasons
            reasons.append((name, reason))
    return None, reasons
