"""Parts of a rule book as files say them, in plain values: a plan, a fee, and what `with` says of a shipped book."""

from __future__ import annotations

from functools import cache

from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.model import Plan


def shipped_overrides(book: RuleBook) -> dict[str, object] | None:
    """Return what `with` must say to make the book out of the shipped one of its name; None if it is another book."""
    shipped = _shipped(book.name)
    if shipped is None:
        return None
    overrides = {name: _bare(book.values[name]) for name in book.overridden}
    told = shipped.with_values(overrides) if overrides else shipped
    return overrides if told.values == book.values and told.base_terms == book.base_terms else None


@cache
def _shipped(name: str) -> RuleBook | None:
    from membership_sim.files.rulebook_file import shipped_names

    return RuleBook.load(name) if name in shipped_names() else None


def _bare(value: BookValue) -> object:
    """Return a replaced value as `with` has it."""
    if not value.name.startswith("prices."):
        return value.steps[0].value
    return [price_fields(step) if step.from_on else step.value for step in value.steps]


def plan_fields(plan: Plan) -> dict[str, object]:
    """Return a plan as its file has it, its fees aside: they are values."""
    length: dict[str, object] = {"months": plan.months} if plan.months else {"days": plan.days}
    return length | ({"student": True} if plan.student else {})


def step_fields(step: ValueStep, name: str) -> dict[str, object]:
    """Return a step of the value `name` with its days, as a book's file has it."""
    if name.startswith("prices."):
        return price_fields(step)
    return {"value": step.value} | ({"from": step.from_on} if step.from_on else {})


def price_fields(step: ValueStep) -> dict[str, object]:
    """Return a fee as files have it, with the days from which it holds where these are known."""
    fields = {"fee": step.value}
    if step.from_on is not None:
        fields["new_from"] = step.from_on
    if step.renewals_from_on != step.from_on:
        fields["renewals_from"] = step.renewals_from_on
    return fields
