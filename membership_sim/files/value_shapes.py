"""Shapes that several parts of the scenario format share: the arguments of actions, payment methods."""

from __future__ import annotations

from functools import cache
from typing import Final, cast, get_args

from membership_sim.files.days import Day, Month
from membership_sim.files.shapes import Amount, Choice, Shape, Text, YesNo
from membership_sim.files.structures import Field, Fields, Structure
from membership_sim.files.variants import ByField
from membership_sim.lifecycle import ATOMS
from membership_sim.scenario import BENEFITS, DECLINE_REASONS, Method, MethodKind

PLAN_EXAMPLES: Final = ("monthly", "annual", "student_monthly", "student_annual")
METHOD_KINDS: Final = cast("tuple[MethodKind, ...]", get_args(MethodKind))


@cache
def argument_shape(kind: str, as_text: bool = False) -> Shape:
    """Return the shape of an argument by its kind (`scenario.Argument`).

    With `as_text` days, months and yes or no are read as text, as the JSON of a timeline has them.
    """
    match kind:
        case "plan":
            return Text(PLAN_EXAMPLES)
        case "yes_no":
            return YesNo(as_text)
        case "when":
            return Choice(ATOMS["when"], "kind of cancel")
        case "benefit":
            return Choice(BENEFITS, "benefit")
        case "text":
            return Text()
        case "amount":
            return Amount()
        case "month":
            return Month(as_text)
        case "method":
            return method_shape()
        case "reason":
            return Choice(DECLINE_REASONS, "reason")
        case "date":
            return Day(as_text)
        case _:
            raise AssertionError(f"no shape for an argument of kind {kind}")


@cache
def method_variants() -> dict[str, Structure]:
    """Return the record of each kind of payment method, by the field that holds its name."""
    blocked = {
        "blocked": Field(argument_shape("reason"), "every try is declined, for this reason"),
        "until": Field(Day(), "the first day on which it works again"),
    }
    own: dict[MethodKind, dict[str, Field]] = {
        "card": {"expires": Field(Month(), "the card is good through the last day of this month")},
        "gift_balance": {"amount": Field(Amount(), "what it holds, in minor units", required=True)},
        "account": {},
    }
    return {
        kind: Structure(
            {kind: Field(Text(("visa",)), "the name of the method", required=True), **own[kind], **blocked},
            "a payment method",
            needs={"until": "blocked"},
        )
        for kind in METHOD_KINDS
    }


@cache
def method_shape() -> ByField:
    """Return the shape of a payment method: a card, a gift balance or an account."""
    return ByField(dict(method_variants()), "a payment method")


def method_of(fields: Fields) -> Method | None:
    """Return the payment method that was read; None when its name was refused."""
    for kind in METHOD_KINDS:
        if kind in fields:
            return Method(
                fields[kind],
                kind,
                fields.get("expires"),
                fields.get("amount", 0),
                fields.get("blocked"),
                fields.get("until"),
            )
    return None
