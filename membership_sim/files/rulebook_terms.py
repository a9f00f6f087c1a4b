"""Values as a book writes them, turned into `BookValue` and compiled into the core's `Terms`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.structures import Fields
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.model import EVERY_DAY, Plan, PriceStep, Terms
from membership_sim.rulebook.parameters import PARAMETERS, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

PER_PLAN: Final = "PLAN"


def value_names(plans: dict[str, Plan]) -> dict[str, Parameter]:
    """Return the dotted name of every value that a book with these plans has, with its parameter."""
    names: dict[str, Parameter] = {}
    for parameter in PARAMETERS:
        prefix = parameter.name.removesuffix(PER_PLAN)
        if prefix == parameter.name:
            names[prefix] = parameter
        else:
            all_plans = parameter.kind == "prices"  # the others are one for each regular plan
            names |= {prefix + plan.id: parameter for plan in plans.values() if all_plans or not plan.student}
    return names


def plain(value: Any) -> Any:
    """Return what a shape has read as plain data: a record as a dict."""
    return dict(value) if isinstance(value, Fields) else value


def book_value(name: str, parameter: Parameter, read: list[Fields]) -> BookValue:
    """Return a value of a file from its steps, in their order."""
    alternatives: dict[str, object] = {}
    for fields in read:
        alternatives |= {repr(value): plain(value) for value in fields.get("alternatives", [])}
    rules = [fields["rule"] for fields in read if "rule" in fields]
    steps = tuple(_step(fields, parameter) for fields in read)
    return BookValue(name, rules[0] if rules else parameter.rule, steps, tuple(alternatives.values()))


def _step(fields: Fields, parameter: Parameter) -> ValueStep:
    prices = parameter.kind == "prices"
    first_day = fields.get("new_from" if prices else "from")
    renewals_day = fields.get("renewals_from", first_day) if prices else None
    return ValueStep(
        fields["fee"] if prices else plain(fields["value"]),
        date.fromordinal(first_day) if first_day else None,
        date.fromordinal(renewals_day) if renewals_day else None,
        fields.get("certainty", "stated"),
        tuple(fields.get("source", ())),
        fields.get("days") == "assumed",
        fields.get("note", ""),
    )


def overriding_value(name: str, parameter: Parameter, value: Any) -> BookValue:
    """Return a value of `with`: in force on every day, chosen by whoever wrote it."""
    if parameter.kind == "prices":
        steps = tuple(_step(step, parameter) if isinstance(step, Fields) else ValueStep(step) for step in value)
    else:
        steps = (ValueStep(plain(value)),)
    return BookValue(name, parameter.rule, steps)


def compile_terms(plans: dict[str, Plan], values: dict[str, BookValue], holidays: str) -> Terms:
    """Return the values for the core; the plans get their prices."""
    from membership_sim.rulebook.holidays import load

    with_prices = {
        plan.id: plan._replace(prices=tuple(map(_price_step, values[f"prices.{plan.id}"].steps)))
        for plan in plans.values()
    }
    single: dict[str, Any] = {}
    for parameter in PARAMETERS:
        if not parameter.name.endswith(PER_PLAN):
            single[parameter.name.replace(".", "_")] = _dated(values[parameter.name].steps)
    used = {plan.id: values[f"refund.used.{plan.id}"] for plan in plans.values() if not plan.student}
    return Terms(
        plans=with_prices,
        refund_used={id: _dated(value.steps) for id, value in used.items()},
        refund_used_rule={id: value.rule for id, value in used.items()},
        holidays=load(holidays),
        **single,
    )


def _price_step(step: ValueStep) -> PriceStep:
    assert isinstance(step.value, int)
    new_from = step.from_on.toordinal() if step.from_on else EVERY_DAY
    return PriceStep(step.value, new_from, step.renewals_from_on.toordinal() if step.renewals_from_on else new_from)


def _dated(steps: Iterable[ValueStep]) -> tuple[tuple[int, Any], ...]:
    return tuple((step.from_on.toordinal() if step.from_on else EVERY_DAY, core_value(step.value)) for step in steps)


def core_value(value: Any) -> Any:
    """Return a value as the core has it: lists as tuples, `never` as None, `after_months` as its number."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return value["after_months"]
    return None if value == "never" else value


def unknown_plan(plan: str, book: RuleBook) -> str:
    """Return the message for a plan that the rule book does not have."""
    hint = suggestion(plan, book.plans) or ","
    return f"unknown plan {quoted(plan)}{hint} the rule book {quoted(book.name)} has: {listed(book.plans)}"
