# ruff: noqa: E501 - a row of a table is a line
"""Rule books: what the shipped ones say, every error with its place, single values replaced, the schema."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from membership_sim.calendar import is_time_zone
from membership_sim.files.errors import InputError
from membership_sim.files.reader import parse
from membership_sim.files.rulebook_file import load_rulebook, read_rulebook, shipped_names
from membership_sim.files.rulebook_terms import value_names
from membership_sim.files.schema_formats import rulebook_schema
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Plan
from membership_sim.rulebook.parameters import PARAMETERS
from membership_sim.rules import RULES, SOURCES
from tests.files_fuzz import BOOKS
from tests.test_reader import plain

VALIDATOR = jsonschema.Draft202012Validator(rulebook_schema(), format_checker=jsonschema.FormatChecker(["date"]))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_the_shipped_books() -> None:
    assert shipped_names() == ("amazon.co.jp", "amazon.co.jp-strict", "amazon.com", "generic")


# A fee, new_from, renewals_from, certainty, whether the days are assumed; rules.md has the table.
PRICES = {
    ("amazon.co.jp", "annual"): """
        3900 2007-06-01 2007-06-01 reported days
        4900 2019-04-12 2019-05-17 stated
        5900 2023-08-24 2023-09-24 stated""",
    ("amazon.co.jp", "monthly"): """
        400 2017-06-01 2017-06-01 reported days
        500 2019-04-12 2019-05-17 stated
        600 2023-08-24 2023-09-24 stated""",
    ("amazon.co.jp", "student_annual"): """
        1900 2014-08-01 2014-08-01 reported days
        2450 2019-04-12 2019-05-17 reported days
        2950 2023-08-24 2023-09-24 reported""",
    ("amazon.co.jp", "student_monthly"): """
        250 2019-04-12 2019-04-12 reported days
        300 2023-08-24 2023-09-24 reported""",
    ("amazon.com", "annual"): """
        9900 2014-03-20 2014-03-20 reported days
        11900 2018-05-11 2018-06-16 reported
        13900 2022-02-18 2022-03-25 reported""",
    ("amazon.com", "monthly"): """
        1099 2016-04-18 2016-04-18 reported days
        1299 2018-01-19 2018-01-19 reported
        1499 2022-02-18 2022-03-25 reported""",
}


@pytest.mark.parametrize(("book", "plan"), PRICES)
def test_prices(book: str, plan: str) -> None:
    rows = [line.split() for line in PRICES[book, plan].strip().splitlines()]
    steps = RuleBook.load(book).values[f"prices.{plan}"].steps
    assert [
        [str(step.value), str(step.from_on), str(step.renewals_from_on), step.certainty, *["days"] * step.days_assumed]
        for step in steps
    ] == rows
    assert [tuple(step) for step in RuleBook.load(book).plans[plan].prices] == [
        (int(fee), day(new_from), day(renewals_from)) for fee, new_from, renewals_from, *_ in rows
    ]


# Of amazon.co.jp, amazon.com and generic each value and, as rules.md has it, how sure it is; the generic book is its own
# word for everything.
VALUES = """
    trial.days                       30            stated    30            stated    30            stated
    trial.student_months             6             reported  6             reported  0             stated
    trial.again                      never         stated    never         stated    never         stated
    billing.month_end                clamp         assumed   clamp         assumed   clamp         stated
    plan.change                      at_period_end assumed   at_period_end assumed   at_period_end stated
    student.paid_months              48            reported  48            reported  None          stated
    pause.limit_days                 365           stated    None          assumed   365           stated
    payment.retry_days               (3,7,14)      assumed   (3,7,14)      assumed   (3,7,14)      stated
    payment.suspension_days          14            assumed   14            assumed   14            stated
    refund.used.monthly              strict        stated    strict        stated    strict        stated
    refund.used.annual               by_percent    observed  strict        stated    strict        stated
    refund.free_business_days        None          stated    3             stated    None          stated
    refund.paid_within_business_days (3,5)         stated    (3,5)         stated    (3,5)         stated
    family.limit                     2             stated    2             stated    2             stated
    reminder.days_before             3             reported  3             reported  3             stated
"""


def test_values() -> None:
    lines = [line.split() for line in VALUES.strip().splitlines()]
    for number, book in enumerate(("amazon.co.jp", "amazon.com", "generic")):
        values = RuleBook.load(book).values
        assert [name for name in values if not name.startswith("prices.")] == [name for name, *_ in lines]
        for name, *columns in lines:
            told = [(str(step.value).replace(" ", ""), step.certainty) for step in values[name].steps]
            assert told == [tuple(columns[2 * number : 2 * number + 2])], f"{name} of {book}"


def test_the_strict_book_differs_in_one_value() -> None:
    book, strict = RuleBook.load("amazon.co.jp"), RuleBook.load("amazon.co.jp-strict")
    assert [name for name in book.values if book.values[name] != strict.values[name]] == ["refund.used.annual"]
    [step] = strict.values["refund.used.annual"].steps
    assert (step.value, step.certainty) == ("strict", "stated")  # by source A
    assert (strict.time_zone, strict.plans, strict.currency) == (book.time_zone, book.plans, book.currency)
    assert strict.sha256 != book.sha256


@pytest.mark.parametrize(
    ("book", "name", "rule"),
    [
        ("amazon.co.jp", "refund.used.monthly", "REFUND-3"),
        ("amazon.co.jp", "refund.used.annual", "REFUND-2"),
        ("amazon.com", "refund.used.monthly", "REFUND-4"),
        ("amazon.com", "refund.used.annual", "REFUND-4"),
        ("amazon.co.jp", "trial.again", "TRIAL-4"),
    ],
)
def test_the_rule_of_a_value(book: str, name: str, rule: str) -> None:
    assert RuleBook.load(book).values[name].rule == rule


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_book_is_complete_and_sound(name: str) -> None:
    book = RuleBook.load(name)
    assert book is RuleBook.load(name)
    assert is_time_zone(book.time_zone)  # which loading does not look up for the shipped ones
    assert list(book.values) == list(value_names(book.plans))
    assert all(value.rule in RULES for value in book.values.values())
    for value in book.values.values():
        for step in value.steps:
            assert value.alternatives or step.certainty != "assumed"
            assert set(step.sources) <= set(book.sources)
        for alternative in value.alternatives:
            assert book.with_values({value.name: alternative}).overridden == (value.name,)
    assert (set(book.sources) <= set(SOURCES)) == (name != "generic")
    assert len(book.sha256) == 64


@pytest.mark.parametrize(
    ("market", "zone", "certainty", "currency", "tax", "holidays"),
    [
        ("amazon.co.jp", "Asia/Tokyo", "reported", "JPY", "included", "JP"),
        ("amazon.com", "America/Los_Angeles", "assumed", "USD", "added", "US"),
        ("generic", "UTC", "stated", "USD", "included", "none"),
    ],
)
def test_markets(market: str, zone: str, certainty: str, currency: str, tax: str, holidays: str) -> None:
    book = RuleBook.load(market)
    assert (book.time_zone, book.time_zone_certainty, book.currency.code) == (zone, certainty, currency)
    assert (book.tax, book.holidays, book.base_terms.holidays.name) == (tax, holidays, holidays)


def test_plans() -> None:
    plans = RuleBook.load("amazon.co.jp").plans
    assert [plan[:5] for plan in plans.values()] == [
        ("monthly", 1, 0, False, "monthly"),
        ("annual", 12, 0, False, "annual"),
        ("student_monthly", 1, 0, True, "monthly"),
        ("student_annual", 12, 0, True, "annual"),
    ]
    assert list(RuleBook.load("amazon.com").plans) == ["monthly", "annual"]
    assert RuleBook.load("generic").plans["monthly"] == Plan("monthly", 1, 0, False, "monthly", ((1000, 1, 1),))  # type: ignore[arg-type]


# A book on top of `generic`, and the start of each problem.
BAD: dict[str, tuple[str, ...]] = {
    "base: genric": ("1:7: unknown rule book 'genric': did you mean 'generic'?",),
    "base: generic\n---\na: 1": ("3:1: a rule book is one document, a second one is not allowed",),
    "title: x": ("1:1: a rule book without 'base' lacks 'time_zone' and 'currency' and 'tax' and 'holidays' and 'plans' and 'values'",),
    "base: generic\ncurrency: USDD": ("2:11: unknown currency 'USDD': did you mean 'USD'? allowed: JPY, USD",),
    "base: generic\nholidays: UK": ("2:11: unknown holiday calendar 'UK', allowed: JP, US, none",),
    "base: generic\nplans: {monthly: {days: 7}}": (
        "2:8: 'plans': the last retry on day 14 and a suspension of 14 days make 28 days, at most 7 are allowed",),
    "base: generic\ntax: plus": ("2:6: unknown word for tax 'plus', allowed: included, added",),
    "base: generic\ntime_zone: UTC": ("2:12: 'time_zone' is 'UTC', a mapping is allowed",),
    "base: generic\ntime_zone: {name: Asia/Tokio, certainty: stated, source: A}": ("2:19: unknown time zone 'Asia/Tokio', a zone of the IANA",),
    "base: generic\ntime_zone: {name: UTC, certainty: assumed}": ("2:35: the time zone is assumed, so it must list its 'alternatives'",),
    "base: generic\nsources: {A: mine}": ("2:11: the source 'A' is the project's, choose another id",),
    "base: generic\nsources: {'b c': mine}": ("2:11: a source is named 'b c', a name that matches",),
    "base: generic\nplans: {}": ("2:8: the book has no plan, at least one must be given",),
    "base: generic\nplans: {w: {days: 7, months: 1}}": ("2:22: 'months' beside 'days', only one of them is allowed",),
    "base: generic\nplans: {w: {}}": ("2:12: a plan lacks 'months' or 'days'",),
    "base: generic\nplans: {w: {months: 0}}": ("2:21: 'months' is 0, a whole number of months from 1 to 1200 is allowed",),
    "base: generic\nplans: {Weekly: {days: 30}}": ("2:9: a plan is named 'Weekly', a name that matches",),
    "base: generic\nplans: {w: {days: 30, student: yes}}": ("2:19: the student plan 'w' is measured in days, months are allowed",),
    "base: generic\nplans: {w: {months: 3, student: yes}}": ("2:33: the student plan 'w' of 3 months has 0 regular plans of that period to become",),
    "base: generic\nplans: {w: {months: 1}, s: {months: 1, student: yes}}": (
        "1:1: the book lacks 'refund.used.w' and 'prices.w'",
        "2:49: the student plan 's' of 1 month has 2 regular plans of that period (monthly, w) to become, exactly one",),
    "base: generic\nplans: {w: {months: 3}}": ("1:1: the book lacks 'refund.used.w' and 'prices.w'",),
    "base: generic\nplans: {w: {months: 3}}\nvalues: {}": ("3:9: the book lacks 'refund.used.w' and 'prices.w'",),
    # What is wrong with one plan hides neither the others nor the values.
    "base: generic\nplans: {w: {months: 0}, v: {months: 3}}\nvalues: {trial.days: {value: x, certainty: stated, source: A}, prices.w: {fee: 0, certainty: stated, source: A}, prices.y: {}}": (
        "2:21: 'months' is 0", "3:30: 'value' is 'x'", "3:80: 'fee' is 0", "3:114: unknown value 'prices.y': did you mean 'prices.w'?"),
    "base: generic\nplans: []\nvalues: {trial.days: {value: x, certainty: stated, source: A}, prices.y: {fee: 0, certainty: stated, source: A}}": (
        "2:8: 'plans' is a list", "3:30: 'value' is 'x'", "3:80: 'fee' is 0"),
    "base: genric\nvalues: {trial.days: {value: x, certainty: stated, source: A}, prices.y: {fee: 0, certainty: stated, source: A}}": (
        "1:7: unknown rule book 'genric'", "2:30: 'value' is 'x'", "2:80: 'fee' is 0"),
    "base: generic\nvalues: {pause.limit_dayz: {value: 3}}": ("2:10: unknown value 'pause.limit_dayz': did you mean 'pause.limit_days'?",),
    "base: generic\nvalues: {pause.limit_days: 3}": ("2:28: 'pause.limit_days' is 3, a mapping is allowed",),
    "base: generic\nvalues: {pause.limit_days: []}": ("2:28: 'pause.limit_days' is a list of 0, at least 1 must be given",),
    "base: generic\nvalues: {pause.limit_days: {value: 3}}": ("2:28: the value pause.limit_days lacks 'certainty'",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: sure}}": ("2:50: unknown certainty 'sure', allowed: stated, reported, observed, assumed",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: stated}}": ("2:50: pause.limit_days is stated, so it must name its 'source'",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: stated, source: []}}": ("2:66: 'source' is a list of 0, at least 1 must be given",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: stated, source: [A, Q]}}": ("2:70: unknown source 'Q', 'sources' may add it, known: A, B",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: assumed}}": ("2:50: pause.limit_days is assumed, so it must list its 'alternatives'",),
    "base: generic\nvalues: {pause.limit_days: {value: 3, certainty: assumed, alternatives: [0]}}": ("2:74: an alternative is 0, a whole number",),
    "base: generic\nvalues: {plan.change: {value: at_once, certainty: assumed, alternatives: [sometimes]}}": ("2:75: unknown value of plan.change 'sometimes'",),
    "base: generic\nvalues: {trial.days: {value: 3, certainty: stated, source: A, rule: TRIAL-9}}": ("2:69: unknown rule 'TRIAL-9': did you mean 'TRIAL-4'?",),
    "base: generic\nvalues: {trial.days: {value: 3, from: 2020-01-01, certainty: stated, source: A}}": (
        "2:39: trial.days: the first step holds from the beginning, 'from' is not allowed there",),
    "base: generic\nvalues:\n  trial.days:\n  - {value: 3, certainty: stated, source: A}\n  - {value: 3, certainty: stated, source: A}": (
        "5:5: trial.days: a later step lacks 'from', the first day of its value",),
    ("base: generic\nvalues:\n  trial.days:\n  - {value: 3, certainty: stated, source: A}\n  - {value: 3, from: 2020-01-01, certainty: stated, source: A}\n"
     "  - {value: 3, from: 2020-01-01, certainty: stated, source: A}"): ("6:22: trial.days: 'from' is 2020-01-01, a day after that of the step before, 2020-01-01, is allowed",),
    "base: generic\nvalues: {trial.again: {value: 12, certainty: stated, source: A}}": ("2:31: 'value' is 12, never or {after_months: n} is allowed",),
    "base: generic\nvalues: {trial.again: {value: {after_months: -1}, certainty: stated, source: A}}": ("2:46: 'after_months' is -1, a whole number",),
    "base: generic\nvalues: {payment.retry_days: {value: [], certainty: stated, source: A}}": ("2:38: 'value' is a list of 0, at least 1 must be given",),
    "base: generic\nvalues: {payment.retry_days: {value: [0, 3], certainty: stated, source: A}}": ("2:39: a day of the schedule is 0, a whole number",),
    "base: generic\nvalues: {payment.retry_days: {value: [3, 3], certainty: stated, source: A}}": ("2:42: 'value' goes from 3 to 3",),
    "base: generic\nvalues: {payment.retry_days: {value: [3, 15], certainty: stated, source: A}}": (
        "2:30: 'payment.retry_days': the last retry on day 15 and a suspension of 14 days make 29 days, at most 28",),
    "base: generic\nvalues: {payment.retry_days: {value: [3], certainty: assumed, alternatives: [[15]]}}": (
        "2:30: an alternative of 'payment.retry_days': the last retry on day 15",),
    ("base: generic\nvalues:\n  payment.suspension_days:\n  - {value: 3, certainty: stated, source: A}\n"
     "  - {value: 15, from: 2020-01-01, certainty: stated, source: A}"): ("4:3: 'payment.suspension_days': the last retry on day 14 and a suspension of 15",),
    ("base: generic\nplans: {w: {days: 27}}\nvalues: {prices.w: {fee: 1, certainty: stated, source: A}, "
     "refund.used.w: {value: none, certainty: stated, source: A}}"): ("2:8: 'plans': the last retry on day 14 and a suspension of 14 days make 28 days, at most 27",),
    "base: generic\nvalues: {refund.paid_within_business_days: {value: [5, 3], certainty: stated, source: A}}": ("2:56: 'value' goes from 5 to 3",),
    "base: generic\nvalues: {prices.monthly: {fee: 0, certainty: stated, source: A}}": ("2:32: 'fee' is 0, a whole number of minor units from 1",),
    "base: generic\nvalues: {prices.monthly: {fee: 9.99, certainty: stated, source: A}}": ("2:32: 'fee' is 9.99, a decimal point is not allowed",),
    "base: generic\nvalues: {prices.monthly: {fee: 9, renewals_from: 2020-01-01, certainty: stated, source: A}}": (
        "2:35: prices.monthly: 'renewals_from' without 'new_from'",),
    "base: generic\nvalues: {prices.monthly: {fee: 9, new_from: 2020-01-02, renewals_from: 2020-01-01, certainty: stated, source: A}}": (
        "2:72: prices.monthly: 'renewals_from' is 2020-01-01, 'new_from', 2020-01-02, or a day after it is allowed",),
    "base: generic\nvalues: {prices.monthly: {fee: 9, new_from: 2020-01-01, renewals_from: 2020-01-02, certainty: stated, source: A}}": (
        "2:72: prices.monthly: the first step serves new charges and renewals alike",),
    ("base: generic\nvalues:\n  prices.monthly:\n  - {fee: 9, certainty: stated, source: A}\n"
     "  - {fee: 9, new_from: 2020-01-01, certainty: stated, source: A}"): ("4:5: prices.monthly: a step lacks 'new_from'",),
    ("base: generic\nvalues:\n  prices.monthly:\n  - {fee: 9, new_from: 2020-02-01, certainty: stated, source: A}\n"
     "  - {fee: 9, new_from: 2020-01-01, renewals_from: 2020-03-01, certainty: stated, source: A}"): (
        "5:24: prices.monthly: 'new_from' is 2020-01-01, a day after that of the step before, 2020-02-01, is allowed",),
    ("base: generic\nvalues:\n  prices.monthly:\n  - {fee: 9, new_from: 2020-01-01, certainty: stated, source: A}\n"
     "  - {fee: 9, new_from: 2020-02-01, renewals_from: 2020-05-01, certainty: stated, source: A}\n"
     "  - {fee: 9, new_from: 2020-03-01, renewals_from: 2020-04-01, certainty: stated, source: A}"): (
        "6:51: prices.monthly: 'renewals_from' is 2020-04-01, a day after that of the step before, 2020-05-01, is allowed",),
    "base: generic\ntax: plus\ncurrency: X\nvalues: {trial.days: {value: x, certainty: stated, source: A}}": (
        "2:6: unknown word for tax", "3:11: unknown currency", "4:30: 'value' is 'x', a whole number of days from 0 to 36500 is allowed"),
}  # fmt: skip

# What only the loader knows.
BEYOND_SCHEMA = (
    "unknown rule book", "one document", "unknown time zone", "the project's", "measured in days", "regular plans of", "the book lacks",
    "values lacks", "unknown source", "unknown value 'p", "the first step", "lacks 'from'", "a day after", "goes from", "PAY-7",
    "without 'new_from'", "lacks 'new_from'",
)  # fmt: skip


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_rulebook(text.encode(), "f.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_every_error_has_its_place(text: str) -> None:
    found = problems_of(text)
    assert len(found) == len(BAD[text]), found
    for problem, start in zip(found, BAD[text], strict=True):
        assert problem.startswith(f"f.yaml:{start}"), problem


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_the_schema_refuses_what_the_loader_refuses(text: str) -> None:
    beyond = any(any(words in problem for words in BEYOND_SCHEMA) for problem in problems_of(text))
    assert beyond or list(VALIDATOR.iter_errors(plain(parse(text, "f.yaml")[0][0])))


@pytest.mark.parametrize("name", shipped_names())
def test_the_schema_accepts_the_shipped_books(name: str) -> None:
    [document], _ = parse((BOOKS / f"{name}.yaml").read_bytes(), name)
    assert [error.message for error in VALIDATOR.iter_errors(plain(document))] == []


@pytest.mark.parametrize("parameter", [its.name for its in PARAMETERS if not its.name.endswith("PLAN")])
def test_a_value_that_is_missing_is_told(parameter: str) -> None:
    lines = (BOOKS / "generic.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(f"  {parameter}:"))
    assert problems_of(text)[0].endswith(f"the book lacks '{parameter}'")


@pytest.mark.slow
def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(rulebook_schema())


def test_the_example_of_the_schema() -> None:
    for example in rulebook_schema()["examples"]:
        VALIDATOR.validate(example)
        read_rulebook(json.dumps(example).encode(), "f.yaml")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"pause.limit_dais": 3}, "unknown value 'pause.limit_dais': did you mean 'pause.limit_days'?"),
        ({"trial.days": "30"}, "'trial.days' is '30', a whole number of days from 0 to 36500 is allowed"),
        ({"trial.days": 3.5}, "'trial.days' is 3.5, a whole number of days"),
        ({"trial.days": True}, "'trial.days' is True, a whole number of days"),
        ({"trial.days": object}, "'trial.days' is <class 'object'>, a whole number of days"),
        ({"payment.retry_days": [3, 20]}, "'payment.retry_days': the last retry on day 20 and a suspension of 14 days"),
        ({"payment.suspension_days": 1, "payment.retry_days": [30]},
         "'payment.retry_days': the last retry on day 30 and a suspension of 1 day make 31 days, at most 28"),
        ({"prices.monthly": [{"fee": 5}, {"fee": 6}]}, "prices.monthly: a step lacks 'new_from'"),
    ],
)
def test_values_replaced_in_code_are_checked_alike(values: dict[str, object], problem: str) -> None:
    with pytest.raises(InputError) as caught:
        RuleBook.load("generic").with_values(values)
    assert str(caught.value).startswith(problem)
    assert caught.value.problems[0].place is None


def test_values_replaced_in_code() -> None:
    book = RuleBook.load("amazon.co.jp").with_values({"pause.limit_days": 90}).with_values(
        {"prices.monthly": [{"fee": 5, "new_from": date(2020, 1, 1)}, {"fee": 6, "new_from": "2021-01-01", "renewals_from": "2021-02-01"}]}
    )  # fmt: skip
    assert book.overridden == ("pause.limit_days", "prices.monthly")
    assert book.terms().pause_limit_days == ((1, 90),)
    assert [tuple(step) for step in book.plans["monthly"].prices] == [
        (5, day("2020-01-01"), day("2020-01-01")), (6, day("2021-01-01"), day("2021-02-01")),
    ]  # fmt: skip
    assert RuleBook.load("amazon.co.jp").overridden == ()


def test_dated_steps() -> None:
    text = (
        "base: generic\nvalues:\n  pause.limit_days:\n  - {value: 365, certainty: stated, source: A}\n"
        "  - {value: null, from: 2021-01-01, certainty: assumed, alternatives: [365]}\n"
    )
    book = read_rulebook(text.encode(), "mine.yaml")
    assert book.terms().pause_limit_days == ((1, 365), (day("2021-01-01"), None))
    assert [
        step and step.value for step in map(book.values["pause.limit_days"].on, (date(2020, 12, 31), date(2021, 1, 1)))
    ] == [365, None]
    assert (book.name, book.values["pause.limit_days"].alternatives) == ("mine", (365,))


def test_a_book_by_its_path(tmp_path: Path) -> None:
    copy = tmp_path / "copy.of.mine.yaml"
    copy.write_bytes((BOOKS / "amazon.co.jp.yaml").read_bytes())
    book = load_rulebook(str(copy))
    assert (book.name, book.base_terms, book.sha256) == (
        "copy.of.mine", RuleBook.load("amazon.co.jp").base_terms, RuleBook.load("amazon.co.jp").sha256,
    )  # fmt: skip
    assert load_rulebook("copy.of.mine.yaml", folder=str(tmp_path)) == book
    with pytest.raises(InputError, match="no such file"):
        load_rulebook(str(tmp_path / "no.yaml"))
    with pytest.raises(InputError, match=r"unknown rule book 'amazon.jp': did you mean 'amazon.co.jp'"):
        load_rulebook("amazon.jp")
