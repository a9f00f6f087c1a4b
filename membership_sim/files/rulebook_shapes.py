"""The rule-book format, derived from the table of values in `rulebook/parameters.py`."""

from __future__ import annotations

from functools import cache
from typing import Final, get_args

from membership_sim.files.days import Day
from membership_sim.files.shapes import LONGEST_NOTE, Amount, Choice, OrNull, Pattern, Shape, Text, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.variants import Either, MapOf, OneOrMany, Raw, Rising
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import Certainty
from membership_sim.rulebook.parameters import Parameter

CERTAINTIES: Final = get_args(Certainty)
# The most that a whole number of each unit may be: far more than anybody needs, and no calendar overflows.
MOST: Final = {"days": 36_500, "months": 1_200, "business days": 250, "people": 1_000}
MOST_RETRIES: Final = 100
PLAN_ID: Final = r"[a-z][a-z0-9_]{0,39}"
SOURCE_ID: Final = r"[A-Za-z][A-Za-z0-9_-]{0,39}"


@cache
def value_shape(parameter: Parameter) -> Shape:
    """Return the shape of one value (of a price: one fee)."""
    whole = Whole(parameter.minimum, MOST.get(parameter.unit, 0), parameter.unit)
    shape: Shape
    match parameter.kind:
        case "whole":
            shape = whole
        case "choice":
            shape = Choice(parameter.choices, f"value of {parameter.name}")
        case "schedule":
            shape = Rising(whole, "a day of the schedule", 1, MOST_RETRIES)
        case "range":
            shape = Rising(whole, "a bound of the range", 2, 2, equal=True)
        case "again":
            after = Structure(
                {"after_months": Field(Whole(0, MOST["months"], "months"), "calendar months after the last end", True)},
                "the mapping",
            )
            never = Choice(("never",), f"value of {parameter.name}", beside=("{after_months: n}",))
            shape = Either(after, never)
        case "prices":
            shape = Amount(parameter.minimum)
    return OrNull(shape, parameter.null) if parameter.null else shape


def _evidence(alternative: Shape) -> dict[str, Field]:
    return {
        "certainty": Field(Choice(CERTAINTIES, "certainty"), "how well the value is known", required=True),
        "source": Field(
            OneOrMany(Pattern(SOURCE_ID, "the id of a source", ("A", "T")), "a source"),
            "ids of sources; must be given unless the certainty is assumed",
        ),
        "note": Field(Text(longest=LONGEST_NOTE), "what else should be known"),
        "alternatives": Field(
            ListOf(alternative, "an alternative", least=1),
            "other readings that may be chosen; must be given when the certainty is assumed",
        ),
    }


@cache
def price_step() -> Structure:
    """Return the shape of one step of a plan's price table."""
    fields = {
        "fee": Field(Amount(1), "minor units, without a tax that is added", required=True),
        "new_from": Field(Day(), "first day for joins, rejoins, trial conversions and plan changes"),
        "renewals_from": Field(Day(), "first day for renewals of the same plan; the default is new_from"),
        "days": Field(Choice(("assumed",), "word for days"), "the fee is known, its first days are not"),
    }
    return Structure(fields | _evidence(Amount(1)), "a price")


@cache
def dated_value(parameter: Parameter) -> Shape:
    """Return the shape of a value in a book: with its evidence, once or as a list of dated steps."""
    if parameter.kind == "prices":
        return OneOrMany(price_step(), "a price")
    shape = value_shape(parameter)
    fields = {
        "value": Field(shape, parameter.what, required=True),
        "from": Field(Day(), "first day of the step; the first step has none"),
        **_evidence(shape),
        "rule": Field(
            Choice(rule_ids(), "rule"), f"the rule that the value belongs to; the default is {parameter.rule}"
        ),
    }
    return OneOrMany(Structure(fields, f"the value {parameter.name}"), "a step")


@cache
def override_shape(parameter: Parameter) -> Shape:
    """Return the shape of a value in `with`: bare; a price is one fee for every day, or a list of steps."""
    if parameter.kind == "prices":
        fields = {
            name: field for name, field in price_step().fields.items() if name in ("fee", "new_from", "renewals_from")
        }
        return OneOrMany(Either(Structure(fields, "a price"), value_shape(parameter)), "a price")
    return value_shape(parameter)


@cache
def rule_ids() -> tuple[str, ...]:
    """Return every rule id, in the order of the reference."""
    from membership_sim.rules import RULES

    return tuple(RULES)


PLAN: Final = Structure(
    {
        "months": Field(Whole(1, MOST["months"], "months"), "length of a period in calendar months"),
        "days": Field(Whole(1, MOST["days"], "days"), "length of a period in days"),
        "student": Field(YesNo(), "a student plan: it becomes the regular plan of the same period", default="no"),
    },
    "a plan",
    one_of=(("months", "days"),),
)

TIME_ZONE: Final = Structure(
    {"name": Field(Text(("Asia/Tokyo",)), "a zone of the IANA database", required=True)}
    | _evidence(Text(("America/New_York",))),
    "the time zone",
)


@cache
def book_shape() -> Structure:
    """Return the shape of a rule book; a field that a book without `base` must give is `REQUIRED`."""
    from membership_sim.rulebook.holidays import NAMES

    return Structure(
        {
            "title": Field(Text(("A plain subscription",)), "what the book describes"),
            "base": Field(
                Text(("amazon.co.jp",)), "a shipped book, or a path from here, of which this gives the differences"
            ),
            "time_zone": Field(TIME_ZONE, "where the civil days are counted (TIME-1)"),
            "currency": Field(Choice(CURRENCIES, "currency"), "the ISO 4217 code; amounts are its minor units"),
            "tax": Field(
                Choice(("included", "added"), "word for tax"), "whether sales tax is added to the fees (BILL-3)"
            ),
            "holidays": Field(Choice(NAMES, "holiday calendar"), "public holidays, for business days (REFUND-8)"),
            "sources": Field(
                MapOf(SOURCE_ID, "a source", Text(longest=LONGEST_NOTE)), "ids of your own sources, with what they are"
            ),
            "plans": Field(MapOf(PLAN_ID, "a plan", PLAN), "the plans, by their id"),
            "values": Field(Raw("values"), "every value of the book, by its dotted name"),
        },
        "a rule book",
    )


REQUIRED: Final = ("title", "time_zone", "currency", "tax", "holidays", "plans", "values")
