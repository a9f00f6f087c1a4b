"""Rule books for generated stories: the shipped ones, those with other readings, and books of other subscriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from membership_sim.files.rulebook_file import shipped_names
from membership_sim.files.rulebook_terms import compile_terms, value_names
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.holidays import NAMES
from membership_sim.rulebook.model import Plan
from membership_sim.rulebook.parameters import Parameter
from membership_sim.show.rulebook_text import rulebook_text
from membership_sim.show.values import parameter_of
from membership_sim.testing.choosing import Choose, one_in, pick

_NAME: Final = "generated"
_SOURCE: Final = "made_up"
_ZONES: Final = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")
# The lengths of regular plans: months, and days.
_LENGTHS: Final = {
    "monthly": (1, 0), "annual": (12, 0), "weekly": (0, 7), "quarterly": (3, 0), "thirty_days": (0, 30),
    "two_years": (24, 0), "four_weeks": (0, 28), "year_of_days": (0, 365),
}  # fmt: skip

# What each number may be, the simplest first; schedules and fees are made to fit (PAY-7, PRICE-1).
_VALUES: Final[dict[str, Sequence[object]]] = {
    "trial.days": (30, 7, 1, 31, 0, 60),
    "trial.student_months": (6, 1, 0),
    "trial.again": ("never", {"after_months": 12}, {"after_months": 1}, {"after_months": 0}),
    "student.paid_months": (48, 12, 3, 1, None),
    "pause.limit_days": (365, 366, 28, 90, 1, None),
    "refund.free_business_days": (None, 3, 1, 0, 14),
    "refund.paid_within_business_days": ([3, 5], [0, 0], [1, 10]),
    "family.limit": (2, 1, 0, 3, None),
    "reminder.days_before": (3, 1, 7, 40),
}
_SCHEDULES: Final = ([3, 7, 14], [1], [7], [1, 2], [1, 3, 5], [2, 4, 8, 16])
_SUSPENSIONS: Final = (14, 1, 3, 7, 27)
_FEES: Final = (600, 1000, 4900, 1, 333, 12345)
_STEP_DAYS: Final = tuple(map(date.fromisoformat, ("2024-03-01", "2025-03-02", "2025-06-30", "2026-01-31")))
_DAYS_TO_RENEWALS: Final = (0, 31, 200, 35, 1, 90, 200, 400)  # some longer than a period and a pause


def rule_book(choose: Choose) -> RuleBook:
    """Return a shipped book, one with other readings, or a book of its own."""
    kind = choose(10)
    shipped = _shipped_books()[0] if kind < 2 else pick(choose, _shipped_books())
    if kind < 3:
        return shipped
    return overridden(choose, shipped) if kind < 6 else generated(choose)


@cache
def _shipped_books() -> tuple[RuleBook, ...]:
    return tuple(map(RuleBook.load, shipped_names()))


def overridden(choose: Choose, book: RuleBook) -> RuleBook:
    """Return a book with some single values replaced, which `with` in a scenario's file can say."""
    names = [name for name in book.values if not name.startswith(("prices.", "payment."))]
    overrides: dict[str, object] = {}
    for _ in range(1 + choose(4)):
        name = pick(choose, names)
        overrides[name] = pick(choose, _options(parameter_of(name)))
    if one_in(choose, 3):
        retries, suspensions = _schedule_steps(choose, book.plans)
        overrides |= {"payment.retry_days": retries[0].value, "payment.suspension_days": suspensions[0].value}
    return book.with_values(overrides)


def _options(parameter: Parameter) -> Sequence[object]:
    """Return what a value may be, the simplest first: every word of a choice, some numbers of the others."""
    if parameter.name == "refund.used.PLAN":  # full months need a long period, which is rare enough
        return (*parameter.choices, *["by_full_months"] * 2)
    return parameter.choices or _VALUES[parameter.name]


def generated(choose: Choose) -> RuleBook:
    """Return a book that no file has: other periods, limits, schedules, prices, readings, zone and holidays.

    It is what its own text says (`rulebook_text`), so a file of that text is the same book to the last byte.
    """
    plans = _plans(choose)
    retries, suspensions = _schedule_steps(choose, plans)
    values: dict[str, BookValue] = {}
    for name, parameter in value_names(plans).items():
        match parameter.kind:
            case "prices":
                steps = _price_steps(choose)
            case "schedule":
                steps = retries
            case _ if name == "payment.suspension_days":
                steps = suspensions
            case _:
                steps = _steps(choose, _options(parameter))
        values[name] = _value(choose, name, parameter, steps)
    holidays = pick(choose, ("none", *NAMES))
    terms = compile_terms(plans, values, holidays)
    book = RuleBook(
        name=_NAME,
        title="A generated subscription",
        time_zone=pick(choose, _ZONES),
        time_zone_certainty="stated",
        currency=pick(choose, tuple(CURRENCIES.values())),
        tax="added" if one_in(choose, 3) else "included",
        holidays=holidays,
        plans=terms.plans,
        values=values,
        sources={_SOURCE: "made up by membership_sim.testing"},
        told=b"",
        base_terms=terms,
        time_zone_sources=(_SOURCE,),
    )
    return replace(book, told=rulebook_text(book).encode())


def _plans(choose: Choose) -> dict[str, Plan]:
    """Return one to three regular plans of different lengths, some with a student plan; at times all in days."""
    in_days = one_in(choose, 4)
    names = [name for name, (_, days) in _LENGTHS.items() if days or not in_days]
    plans: dict[str, Plan] = {}
    for _ in range(pick(choose, (2, 1, 3))):
        name = pick(choose, names)
        names.remove(name)
        months, days = _LENGTHS[name]
        plans[name] = Plan(name, months, days, False, name, ())
        if months and choose(2):
            student = f"student_{name}"
            plans[student] = Plan(student, months, 0, True, name, ())
    return plans


def _schedule_steps(choose: Choose, plans: dict[str, Plan]) -> tuple[tuple[ValueStep, ...], tuple[ValueStep, ...]]:
    """Return retry days and suspensions of which any two fit together into the shortest period (PAY-7)."""
    shortest = min(plan.shortest_days for plan in plans.values())
    pairs = [(days, limit) for days in _SCHEDULES for limit in _SUSPENSIONS if days[-1] + limit <= shortest]
    schedule, suspension = pick(choose, pairs)
    retries = _steps(choose, [days for days in _SCHEDULES if days[-1] + suspension <= shortest], schedule)
    last = max(map(_last_day, retries))
    return retries, _steps(choose, [limit for limit in _SUSPENSIONS if last + limit <= shortest], suspension)


def _last_day(step: ValueStep) -> int:
    assert isinstance(step.value, tuple), "a schedule is frozen"
    last: int = step.value[-1]
    return last


def _stated(value: object, from_on: date | None = None, renewals_from_on: date | None = None) -> ValueStep:
    return ValueStep(value, from_on, renewals_from_on, "stated", (_SOURCE,))


def _steps(choose: Choose, options: Sequence[Any], first: Any = None) -> tuple[ValueStep, ...]:
    """Return a value for every day (`first`, or any option), or one with a step or two on which another begins."""
    value = pick(choose, options) if first is None else first
    steps = [_stated(value)]
    if one_in(choose, 4) and len(options) > 1:
        for begins_on in _STEP_DAYS[choose(2) :: 1 + choose(3)][:2]:
            value = pick(choose, [other for other in options if other != value])
            steps.append(_stated(value, begins_on))
    return tuple(steps)


def _price_steps(choose: Choose) -> tuple[ValueStep, ...]:
    """Return one fee for every day, or a table of two or three steps whose dates rise (PRICE-1)."""
    fee = pick(choose, _FEES)
    if choose(2) == 0:
        return (_stated(fee),)
    known_on = date(2016, 4, 1)
    steps = [_stated(fee, known_on, known_on)]
    for begins_on in _STEP_DAYS[:: 1 + choose(3)][:2]:
        fee += fee * pick(choose, (1, 2, -1)) // 5 + 1
        known_on = max(known_on + timedelta(1), begins_on + timedelta(pick(choose, _DAYS_TO_RENEWALS)))
        steps.append(_stated(fee, begins_on, known_on))
    return tuple(steps)


def _value(choose: Choose, name: str, parameter: Parameter, steps: tuple[ValueStep, ...]) -> BookValue:
    """Return a value; a choice between readings is assumed at times, with the other readings as alternatives."""
    rule = "REFUND-3" if parameter.name == "refund.used.PLAN" and one_in(choose, 3) else parameter.rule
    if parameter.kind != "choice" or choose(2) == 0:
        return BookValue(name, rule, steps)
    others = tuple(reading for reading in parameter.choices if reading != steps[0].value)
    assumed = tuple(replace(step, certainty="assumed") for step in steps)
    return BookValue(name, rule, assumed, others)
