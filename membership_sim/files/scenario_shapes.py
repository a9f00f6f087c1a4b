"""The scenario format, derived from the core: actions and their arguments, payment methods, scripts, the document."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from membership_sim.files.days import Day, Instant
from membership_sim.files.nodes import Scalar
from membership_sim.files.report import Report
from membership_sim.files.rulebook_shapes import rule_ids
from membership_sim.files.shapes import Choice, Pattern, Shape, Text, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.value_shapes import argument_shape, method_shape, method_variants
from membership_sim.files.variants import ByField, Lazy, Raw, Variants
from membership_sim.money import PERCENTAGE
from membership_sim.scenario import ARGUMENTS, DECLINE_REASONS, DEFAULT_BOOK

MOST_TRIES: Final = 1_000_000


class Refusal(YesNo):
    """What an event expects: `yes` for any refusal, the id of the rule that refuses, or `no`."""

    wanted = "yes, no or the id of a rule"

    def _accept(self, node: Scalar, report: Report, what: str) -> Any:
        if isinstance(node.value, str) and node.value not in ("yes", "no"):
            return Choice(rule_ids(), "rule").read(node, report, what)
        return super()._accept(node, report, what)


@cache
def event_shape() -> Variants:
    """Return the shape of an event: a day or an instant, an action, and the arguments of that action."""
    when = {
        "date": Field(Day(), "the day of the action"),
        "at": Field(Instant(), "the instant of the action, local unless it has an offset; it counts on its local day"),
    }
    refused = {"refused": Field(Refusal(), "that the action is to be refused, or by which rule", default="no")}

    def structure(action: str, fields: dict[str, Field]) -> Structure:
        do = {"do": Field(Choice((action,), "action"), "the action", required=True)}
        return Structure(when | do | fields | refused, f"the event {action!r}", one_of=(("date", "at"),))

    variants: dict[str, Structure | ByField] = {}
    for action, arguments in ARGUMENTS.items():
        fields = {
            name: Field(argument_shape(argument.kind), "", argument.required) for name, argument in arguments.items()
        }
        variants[action] = structure(action, fields)
        if "method" in arguments:  # its fields may also stand in the event itself
            forms = {kind: structure(action, form.fields) for kind, form in method_variants().items()}
            for form in forms.values():
                form.needs = {"until": "blocked"}
            variants[action] = ByField({"method": structure(action, fields), **forms}, f"the event {action!r}")
    return Variants("do", variants, "an event", "action")


@cache
def payment_shape() -> Structure:
    """Return the shape of a scripted outcome."""
    return Structure(
        {
            "try": Field(Whole(1, MOST_TRIES), "the number of the try, counted over the whole run from 1"),
            "date": Field(Day(), "every try of that day"),
            "decline": Field(Choice(DECLINE_REASONS, "reason"), "the try is declined, for this reason"),
            "take": Field(Text(("visa",)), "the try is taken, by the method of this name"),
        },
        "a line of 'payments'",
        one_of=(("try", "date"), ("decline", "take")),
    )


def _given() -> Shape:
    from membership_sim.files.given_shapes import given_shape

    return given_shape()


def _expect() -> Shape:
    from membership_sim.files.expect_shapes import expect_shape

    return expect_shape()


@cache
def scenario_shape() -> Structure:
    """Return the shape of one document."""
    return Structure(
        {
            "title": Field(Text(("Paused, then forgotten",)), "what the story is; the default is the file's name"),
            "rulebook": Field(Text((DEFAULT_BOOK,)), "a shipped rule book, or a path from here", default=DEFAULT_BOOK),
            "with": Field(Raw("with"), "single values of the rule book replaced, by their dotted names"),
            "plan": Field(argument_shape("plan"), "the plan of a join that names none", default="monthly"),
            "wallet": Field(
                ListOf(method_shape(), "a payment method"),
                "the payment methods, the first is the default; without it there is one card that never fails",
            ),
            "payments": Field(
                ListOf(payment_shape(), "a line of 'payments'"),
                "scripted outcomes instead of the wallet's; the first line that matches wins, other tries are taken",
            ),
            "until": Field(Day(), "the last day of the run, inclusive"),
            "sales_tax": Field(
                Pattern(
                    PERCENTAGE,
                    "a percentage below 100 with at most 6 decimals, as text such as '8.875%',",
                    ("8.875%",),
                ),
                "the sales tax, for a rule book that adds it",
            ),
            "given": Field(Lazy(_given), "a state to start from, in the middle of a life"),
            "events": Field(ListOf(event_shape(), "an event"), "what happens, in order; dates may not go back"),
            "expect": Field(Lazy(_expect), "what `test` checks"),
        },
        "a scenario",
    )
