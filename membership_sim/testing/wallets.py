"""Wallets and scripts of outcomes for generated stories: most work, many fail some day, some are empty."""

from __future__ import annotations

from typing import Final

from membership_sim.calendar import anchored_day, month_end_day
from membership_sim.machine import unused_name
from membership_sim.scenario import DECLINE_REASONS, Method, MethodKind, ScriptLine, Wallet
from membership_sim.testing.choosing import Choose, bag, one_in, pick

_NAMES: Final[dict[MethodKind, str]] = {"card": "visa", "account": "bank", "gift_balance": "gift"}
_KINDS: Final[tuple[MethodKind, ...]] = ("card", "card", "card", "account", "gift_balance", "gift_balance")
_SIZES: Final = (1, 1, 1, 2, 2, 3, 0)
_MONTHS: Final = (1, 2, 3, 0, 6, 12, 13, 24)  # until a card expires, or a block ends
_OUTCOMES: Final = bag(decline=3, take=1)
_FIRST_TRIES: Final = (1, 2, 2, 2, 3, 5, 9)
_LENGTHS: Final = (1, 2, 4, 5, 5, 6)  # of a run of scripted tries: four declines lead to a suspension


def wallet(choose: Choose, day: int, fee: int) -> Wallet:
    """Return a wallet whose cards expire after `day`, and whose gift balances are good for a few times the fee."""
    if choose(5) < 2:
        return Wallet()
    methods: list[Method] = []
    for _ in range(pick(choose, _SIZES)):
        methods.append(method(choose, [known.name for known in methods], day, fee))
    return Wallet(tuple(methods), methods[0].name if methods else None)


def method(choose: Choose, names: list[str], day: int, fee: int) -> Method:
    """Return a payment method whose name is none of `names`."""
    kind = pick(choose, _KINDS)
    made = Method(unused_name(_NAMES[kind], names), kind)
    if kind == "gift_balance":
        made = made._replace(amount=gift(choose, fee))
    elif kind == "card" and choose(3) == 2:
        made = made._replace(expires_day=month_after(choose, day))
    if one_in(choose, 8):
        reason = pick(choose, DECLINE_REASONS)
        made = made._replace(blocked=reason, until_day=pick(choose, (None, day + 1, day + 30, day + 37)))
    return made


def gift(choose: Choose, fee: int) -> int:
    """Return an amount that pays for some charges, exactly or with a unit too much or too little."""
    return max(0, pick(choose, (1, 2, 3, 5, 0)) * fee + pick(choose, (0, 1, -1)))


def month_after(choose: Choose, day: int) -> int:
    """Return the last day of a month, of this one at the earliest."""
    return month_end_day(anchored_day(day, pick(choose, _MONTHS)))


def payment_script(choose: Choose, on_file: Wallet, day: int) -> tuple[ScriptLine, ...]:
    """Return scripted outcomes: runs of tries that are mostly declined, or tries of a day after `day`."""
    names = [method.name for method in on_file.methods]
    lines: list[ScriptLine] = []
    for _ in range(1 + choose(3)):
        first = pick(choose, _FIRST_TRIES) + (lines[-1].number or 0 if lines else 0)
        declines = not names or pick(choose, _OUTCOMES) == "decline"
        said = {"decline": pick(choose, DECLINE_REASONS)} if declines else {"take": pick(choose, names)}
        if one_in(choose, 4):
            lines.append(ScriptLine(day=day + pick(choose, (30, 31, 59, 61, 365)), **said))
        else:
            numbers = range(first, first + pick(choose, _LENGTHS))
            lines += [ScriptLine(number=number, **said) for number in numbers]
    return tuple(lines)
