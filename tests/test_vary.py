"""What `vary` runs: every combination of values in their places, and what is wrong with any of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import membership_sim as ms
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.money import Rate
from membership_sim.show.catalogue import catalogue
from membership_sim.show.variants_data import variant_columns
from membership_sim.show.variants_table import variants_grid
from membership_sim.varying import MOST_VARIANTS

from .test_japanese import english
from .test_scenario_text import without_places

ROOT = Path(__file__).parent.parent
FIRST_YEAR = str(ROOT / "scenarios" / "first-year.yaml")
STORY: dict[str, Any] = {
    "title": "A year",
    "until": "2025-12-31",
    "events": [
        {"date": "2025-01-31", "do": "join"},
        {"date": "2025-03-05", "do": "use", "benefit": "video"},
        {"date": "2025-08-20", "do": "cancel", "when": "now"},
    ],
}
GIVEN: dict[str, Any] = {
    "until": "2025-12-31",
    "given": {"date": "2025-05-20", "state": "paused", "plan": "annual", "paused_since": "2025-05-01"},
}


def year() -> ms.Scenario:
    return ms.Scenario.from_dict(STORY)


def edited(path: list[str | int], value: object) -> dict[str, Any]:
    """Return the story with another value in a place, put there by hand."""
    import copy

    told = copy.deepcopy(STORY)
    place: Any = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return told


# A path with a value, and the keys of the same place in the document; what it adds stands there as a whole.
PLACES: list[tuple[str, Any, list[str | int], Any]] = [
    ("plan", "annual", ["plan"], "annual"),
    ("until", date(2025, 10, 31), ["until"], "2025-10-31"),
    ("with.trial.days", 14, ["with"], {"trial.days": 14}),
    ("with.pause.limit_days", None, ["with"], {"pause.limit_days": None}),
    ("with.payment.retry_days", (1, 2), ["with"], {"payment.retry_days": [1, 2]}),
    ("with.prices.monthly", 700, ["with"], {"prices.monthly": 700}),
    ("events.1.date", "2025-04-05", ["events", 1, "date"], "2025-04-05"),
    ("events.1.benefit", "music", ["events", 1, "benefit"], "music"),
    ("events.1.value", 100, ["events", 1, "value"], 100),
    ("events.0", {"date": "2025-02-10", "do": "join", "trial": False}, ["events", 0],
     {"date": "2025-02-10", "do": "join", "trial": "no"}),
    ("events.1", None, ["events"], [STORY["events"][0], STORY["events"][2]]),
    ("events.2.when", None, ["events", 2], {"date": "2025-08-20", "do": "cancel"}),
    ("until", None, ["until"], "2026-08-20"),
    ("wallet", [{"account": "bank"}], ["wallet"], [{"account": "bank"}]),
    ("wallet.0.expires", "2025-04", ["wallet"], [{"card": "card", "expires": "2025-04"}]),
    ("payments", [{"try": 2, "decline": "expired"}], ["payments"], [{"try": 2, "decline": "expired"}]),
    ("rulebook", "generic", ["rulebook"], "generic"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "keys", "told"), PLACES, ids=str)
def test_a_value_stands_where_its_path_leads(path: str, value: Any, keys: list[str | int], told: Any) -> None:
    """The same file written by hand is the same scenario."""
    [variant] = ms.vary(year(), {path: [value]})
    by_hand = edited(keys, told)
    if path == "until" and value is None:
        del by_hand["until"]
    expected = without_places(ms.Scenario.from_dict(by_hand))
    assert variant.scenario._replace(title="A year") == expected
    assert variant.timeline.entries == ms.simulate(expected).entries


def test_a_start_can_be_varied() -> None:
    base = ms.Scenario.from_dict(GIVEN)
    days = ["2025-01-01", "2025-05-01"]
    variants = ms.vary(base, {"given.paused_since": days, "until": ["2026-12-31"]})
    ends = [str(date.fromordinal(variant.timeline.entries[-1].day)) for variant in variants]
    assert ends == ["2026-01-01", "2026-05-01"]  # PAUSE-3
    assert [variant.timeline.start.day for variant in variants] == [base.given.day] * 2 if base.given else None


def test_all_combinations_in_order_the_last_path_first() -> None:
    variants = ms.vary(year(), {"with.trial.days": [7, 14], "plan": {"monthly": "monthly", "yearly": "annual"}})
    assert [dict(variant.changes) for variant in variants] == [
        {"with.trial.days": 7, "plan": "monthly"},
        {"with.trial.days": 7, "plan": "annual"},
        {"with.trial.days": 14, "plan": "monthly"},
        {"with.trial.days": 14, "plan": "annual"},
    ]
    assert [variant.labels["plan"] for variant in variants] == ["monthly", "yearly"] * 2
    assert variants[1].scenario.title == "A year (with.trial.days: 7; plan: yearly)"
    assert [variant.timeline for variant in variants] == [*variants.timelines]
    assert len(variants) == 4
    assert [*variants[1:3]] == [variants[1], variants[-2]]
    assert isinstance(variants[:2], ms.Variants)
    assert isinstance(variants[0], ms.Variant)
    assert repr(variants) == "<Variants of 'A year': 4 variants by with.trial.days, plan>"
    assert repr(variants[0]).startswith("<Variant with.trial.days: 7; plan: monthly: <Timeline 'A year (with")


def test_a_variant_is_the_loop_that_one_would_write() -> None:
    """Against the loop of docs/python.md: a refund by each reading on each day."""
    readings, days = ["strict", "by_days", "by_full_months"], [date(2025, month, 15) for month in (4, 7, 8)]
    base = edited(["plan"], "annual")
    variants = ms.vary(
        ms.Scenario.from_dict(base), {"with.refund.used.annual": readings, "events.2.date": days}
    )
    refunds = []
    for reading in readings:
        for day in days:
            told = edited(["events", 2, "date"], day) | {"plan": "annual", "with": {"refund.used.annual": reading}}
            refunds.append(ms.simulate(ms.Scenario.from_dict(told)).totals.refunded)
    assert [variant.timeline.totals.refunded for variant in variants] == refunds
    assert len(set(refunds)) > 4


def test_the_story_may_have_a_rule_book_of_its_own() -> None:
    base = load_scenarios(str(ROOT / "scenarios" / "weekly-gym.yaml"))[0]
    assert base.book.name == "weekly-gym"
    [same] = ms.vary(base, {"plan": [base.plan]})
    assert same.timeline.entries == ms.simulate(base).entries
    for variant in ms.vary(base, {"with.prices.weekly": [100, 200]}):
        fees = {charge.amount for charge in variant.timeline.charges}
        assert fees == {variant.changes["with.prices.weekly"]}
        assert variant.scenario.book.overridden == ("prices.weekly",)


def test_a_rule_book_that_is_loaded_may_be_a_value() -> None:
    generic = ms.RuleBook.load("generic").with_values({"prices.monthly": 777})
    base = ms.Scenario.from_dict(STORY | {"with": {"trial.days": 3}})
    variants = ms.vary(base, {"rulebook": ["amazon.co.jp", generic, "generic"]})
    fees = [variant.timeline.charges[0].amount for variant in variants]
    assert fees == [600, 777, 1000]
    assert {str(variant.timeline.charges[0].on) for variant in variants} == {"2025-02-03"}
    assert [variant.labels["rulebook"] for variant in variants] == ["amazon.co.jp", "generic", "generic"]


def test_a_wrong_expectation_does_not_go_along() -> None:
    base = ms.Scenario.from_dict(STORY | {"expect": {"totals": {"charged": 1}}})
    assert ms.vary(base, {"plan": ["annual"]})[0].scenario.expected is None


WRONG: list[tuple[Any, list[str]]] = [
    ({}, ["the changes are {}, allowed: a mapping with at least one dotted path"]),
    ({10**5000: [1], "x" * 5000: [1]}, [
        "the path is int of very many digits, allowed: the dotted name", f"unknown field '{'x' * 59}…', allowed: title",
    ]),
    ([("plan", [])], ["the changes are [('plan', [])], allowed: a mapping from dotted paths to values"]),
    (
        {
            "evnts.1": [1], "events.9.date": ["2025-01-01"], "events.x": [1], "with": [1], "title.x": [1],
            "events.1": [None], "events.1.date": ["2025-01-01"], "expect": [1], 3: [3], "given.plan": ["annual"],
            "plan": "annual", "until": [], "wallet": {"b": 1}.keys() - {"a"}, "sales_tax": {"a\n": "8%"},
        },
        [
            "unknown field 'evnts': did you mean 'events'? allowed: title, rulebook, with, plan, wallet, payments, "
            "until, sales_tax, given, events",
            "'9' is no number of 'events', allowed: 0 to 2",
            "'x' is no number of 'events', allowed: 0 to 2",
            "'with' is no value: name one, such as 'with.trial.days'",
            "'title' has no parts, it is 'A year'",
            "'events.1.date' lies within 'events.1', one of them is allowed",
            "unknown field 'expect', allowed: title, rulebook, with, plan, wallet, payments, "
            "until, sales_tax, given, events",
            "the path is 3, allowed: the dotted name of a place in a scenario, such as 'with.trial.days'",
            "the scenario has no 'given'",
            "the values of 'plan' are 'annual', allowed: a list, or a mapping from labels",
            "there are no values of 'until', at least one is allowed",
            "the values of 'wallet' are {'b'}, allowed: a list, or a mapping from labels",
            "a label of 'sales_tax' is 'a\\n', allowed: text of 1 to 200 characters on one line",
        ],
    ),
    (
        {"with.trail.days": [1], "events.0.dat": [1], "events.0.when": ["now"], "wallet.0.expirs": [1], "wallet.1": [1],
         "events.01.date": ["2025-03-01"], "with.": [1], "payments.0.try": [1], "events.0.date.day": [1]},
        [
            "unknown value 'trail.days': did you mean 'trial.days'? allowed: trial.days, trial.student_months, ",
            "unknown field 'dat' of 'events.0': did you mean 'date'? allowed: date, at, do, plan, trial, refused",
            "unknown field 'when' of 'events.0', allowed: date, at, do, plan, trial, refused",
            "unknown field 'expirs' of 'wallet.0': did you mean 'expires'? allowed: card, expires, blocked, until, ",
            "'1' is no number of 'wallet', allowed: 0",
            "'01' is no number of 'events', allowed: 0 to 2",
            "'with' is no value: name one, such as 'with.trial.days'",
            "the scenario has no 'payments'",
            "'events.0.date' has no parts, it is '2025-01-31'",
        ],
    ),
    (
        {"rulebook": ["amazon.com", "generic"], "with.trail.days": [1, 2]},
        ["unknown value 'trail.days': did you mean 'trial.days'? allowed: trial.days, trial.student_months, "],
    ),
    (
        {"events.1.do": ["cancel", "use"], "events.1.when": ["now"]},
        [
            "events.1.do: cancel: unknown field of the event 'cancel' 'benefit', allowed: date, at, do, when, refused",
            "events.1.do: use: unknown field of the event 'use' 'when', allowed: date, at, do, benefit, by, value, ",
        ],
    ),
    (
        {"with.trial.days": [-1, 30], "plan": ["annual", "anual"]},
        [
            "with.trial.days: -1: 'trial.days' is -1, a whole number of days from 0 to 36500 is allowed",
            "plan: anual: unknown plan 'anual': did you mean 'annual'? the rule book 'amazon.co.jp' has: monthly, ",
        ],
    ),
    (
        {"events.0.date": ["2025-02-30", "2025-02-20", "2025-04-01"]},
        [
            "events.0.date: 2025-02-30: 'date' is '2025-02-30', which the calendar does not have",
            "events.0.date: 2025-04-01: the event of 2025-03-05 comes after one before it, 2025-04-01: dates may not "
            "go back",
        ],
    ),
    (
        {"plan": ["monthly"], "events.2.do": ["cansel"]},
        ["plan: monthly; events.2.do: cansel: unknown action 'cansel': did you mean 'cancel'? allowed: join, use"],
    ),
    ({"with.trial.days": range(MOST_VARIANTS + 1)}, ["more than 1,000 values of 'with.trial.days', 1 to 1,000 are"]),
    ({"with.trial.days": range(40), "with.family.limit": range(30)}, ["1,200 variants, 1 to 1,000 are allowed"]),
    (
        {"with.trial.days": [10**5000, {10**5000: 1}], "plan": {10**5000: "anual"}},
        [
            "with.trial.days: int of very many digits: 'trial.days' is int of very many digits, a whole number of ",
            "plan: int of very many digits: unknown plan 'anual': did you mean 'annual'?",
            "with.trial.days: {int of very many digits: 1}: 'trial.days' is a mapping, a whole number of days from 0 ",
        ],
    ),
    ({"title": [3.5]}, ["title: 3.5: 'title' is 3.5, text is allowed: put it in quotes"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "problems"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_everything_that_is_wrong_is_told_at_once(changes: Any, problems: list[str]) -> None:
    with pytest.raises(ms.InputError) as caught:
        ms.vary(year(), changes)
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(problems)
    assert [text[: len(problem)] for text, problem in zip(told, problems, strict=True)] == problems


def test_no_more_values_are_taken_than_are_allowed() -> None:
    endless = count()
    with pytest.raises(ms.InputError, match=r"^more than 1,000 values of 'with.trial.days', 1 to 1,000 are allowed$"):
        ms.vary(year(), {"with.trial.days": endless})
    assert next(endless) == MOST_VARIANTS + 1


def test_a_story_that_cannot_be_told_names_its_values() -> None:
    with pytest.raises(ms.ScenarioError) as caught:
        ms.vary(year(), {"events.0.date": ["2010-01-01", "2025-01-01"], "events.0.trial": ["no", "yes"]})
    first = "events.0.date: 2010-01-01; events.0.trial"
    assert caught.value.problems == (
        f"{first}: no: no fee of monthly is known on 2010-01-01, the first is of 2017-06-01 (PRICE-3)",
        f"{first}: yes: no fee of monthly is known on 2010-01-31, the first is of 2017-06-01 (PRICE-3)",
    )


def test_very_many_problems_are_cut() -> None:
    days = [f"2025-02-{day}" for day in range(30, 99)] + [f"2025-06-{day}" for day in range(31, 99)]
    with pytest.raises(ms.InputError) as caught:
        ms.vary(year(), {"events.1.date": days})
    assert len(caught.value.problems) == 101
    assert str(caught.value.problems[-1]) == "... more problems were not looked for"


TABLE = """\
length of the trial (with.trial.days)  plan     charged  refunded     net  days with benefits  final state
7 days                                 monthly   ¥4,200      ¥600  ¥3,600          201 of 335  cancelled
7 days                                 yearly    ¥5,900    ¥2,714  ¥3,186          201 of 335  cancelled
60 days                                monthly   ¥3,000      ¥600  ¥2,400          201 of 335  cancelled
60 days                                yearly    ¥5,900    ¥5,900      ¥0          201 of 335  cancelled"""


def test_variants_as_a_table() -> None:
    variants = ms.vary(year(), {"with.trial.days": [7, 60], "plan": {"monthly": "monthly", "yearly": "annual"}})
    assert str(variants) == TABLE
    japanese = variants.to_text("ja")
    assert english(japanese, "with.trial.days", "plan", "monthly", "yearly") == []
    assert len({len(text.split()) for text in japanese.splitlines()}) == 1


# Values of a path without labels, and the heading and the cells of the table in English and in Japanese.
IN_WORDS: list[tuple[str, list[Any], list[str], list[str]]] = [
    ("events.1.date", ["2025-04-05", date(2025, 4, 6)],
     ["date (events.1.date)", "2025-04-05 Sat", "2025-04-06 Sun"],
     ["日付(events.1.date)", "2025年4月5日(土)", "2025年4月6日(日)"]),
    ("plan", ["annual", None], ["plan", "annual", "not given"], ["プラン(plan)", "年間プラン", "指定なし"]),
    ("events.2.when", ["later", None],
     ["when (events.2.when)", "later", "not given"], ["時期(events.2.when)", "期間末に", "指定なし"]),
    ("events.1", [None, {"date": "2025-04-05", "do": "pause"}],
     ["event (events.1)", "not given", "2025-04-05 Sat: pause"],
     ["操作(events.1)", "指定なし", "2025年4月5日(土)：一時停止の申し込み"]),
    ("events.2", [None, {"at": "2025-04-05T10:00", "do": "pause"}],
     ["event (events.2)", "not given", "2025-04-05T10:00: pause"],
     ["操作(events.2)", "指定なし", "2025-04-05T10:00：一時停止の申し込み"]),
    ("with.pause.limit_days", [None, 60],
     ["longest pause (with.pause.limit_days)", "no limit", "60 days"],
     ["一時停止の上限(with.pause.limit_days)", "上限なし", "60日間"]),
    ("with.prices.monthly", [700, 800],
     ["fee of monthly (with.prices.monthly)", "¥700", "¥800"],
     ["月間プランの会費(with.prices.monthly)", "700円", "800円"]),
    ("until", ["2025-10-31", "2025-11-30"],
     ["until", "2025-10-31 Fri", "2025-11-30 Sun"], ["最終日(until)", "2025年10月31日(金)", "2025年11月30日(日)"]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "values", "english", "japanese"), IN_WORDS, ids=[path for path, *_ in IN_WORDS])
def test_values_without_labels_are_told_in_words(
    path: str, values: list[Any], english: list[str], japanese: list[str]
) -> None:
    variants = ms.vary(year(), {path: values})
    for lang, told in (("en", english), ("ja", japanese)):
        headings, rows = variants_grid(variants, catalogue(lang))
        assert [headings[0], *(row[0] for row in rows)] == told
        assert [column in variants.to_html(lang) for column in told] == [True] * len(told)


def test_an_argument_is_told_by_the_action_of_its_event() -> None:
    events = [
        {"date": "2025-01-31", "do": "join"},
        {"date": "2025-02-01", "do": "use", "benefit": "video"},
        {"date": "2025-02-03", "do": "block_method", "name": "card", "reason": "invalid", "until": "2025-03-01"},
        {"date": "2025-02-04", "do": "set_reminder", "to": True},
    ]
    changes = {"events.1": [None], "events.2.until": ["2025-03-05"], "events.3.to": [False]}
    variants = ms.vary(ms.Scenario.from_dict({"until": "2025-12-31", "events": events}), changes)
    headings, rows = variants_grid(variants, catalogue("ja"))
    assert headings[1:3] == ["復旧日(events.2.until)", "更新前のお知らせの有無(events.3.to)"]
    assert rows[0][1:3] == ["2025年3月5日(水)", "なし"]


def test_a_label_of_its_own_stays_as_it_is() -> None:
    variants = ms.vary(year(), {"events.1.date": {"soon": "2025-04-05"}})
    assert variants_grid(variants, catalogue("ja"))[1][0][0] == "soon"
    assert variants[0].labels == {"events.1.date": "soon"}


KINDS: list[tuple[str, Any, str, list[object]]] = [
    ("with.trial.days", [7, 60], "number", [7, 60]),
    ("with.pause.limit_days", [None, 60], "number", [None, 60]),
    ("with.trial.days", {"a week": 7, "two months": 60}, "text", ["a week", "two months"]),
    ("with.trial.days", {"7": 7, "60": 60}, "text", ["7", "60"]),
    ("events.2.date", ["2025-04-20", date(2025, 5, 20)], "date", [date(2025, 4, 20), date(2025, 5, 20)]),
    ("events.0.trial", [True, False], "yes_no", [True, False]),
    ("events.0.trial", ["yes", False], "yes_no", [True, False]),
    ("events.1", [None, {"date": "2025-03-05", "do": "keep"}], "text", ["null", "{date: 2025-03-05, do: keep}"]),
    ("events.0.trial", {"free": True, "paid": False}, "text", ["free", "paid"]),
    ("with.pause.limit_days", [None, None], "number", [None, None]),
    ("with.prices.monthly", [600, 700], "number", [600, 700]),
    ("with.prices.monthly", [600, [{"fee": 700, "new_from": "2017-01-01"}]], "text",
     ["600", "[{fee: 700, new_from: 2017-01-01}]"]),
    ("title", ["2025-01-01", "2025-01-02"], "text", ["2025-01-01", "2025-01-02"]),
    ("wallet.0.expires", ["2025-04", None], "text", ["2025-04", "null"]),
    ("with.trial.again", ["never", {"after_months": 12}], "text", ["never", "{after_months: 12}"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "values", "kind", "shown"), KINDS, ids=str)
def test_a_column_of_values_has_their_type(path: str, values: Any, kind: str, shown: list[object]) -> None:
    variants = ms.vary(year(), {path: values})
    assert variant_columns(variants)[path] == kind
    frame = variants.to_polars()
    assert frame[path].to_list() == shown
    assert frame.columns == [path, "charged", "refunded", "net", "benefit_days", "final_state", "currency"]
    assert frame.drop(path).row(1) == (*variants[1].timeline.totals, variants[1].timeline.final_state, "JPY")
    other = variants.to_pandas()
    assert [*other.columns] == frame.columns
    assert other["charged"].tolist() == frame["charged"].to_list()
    dtypes = {"number": "Int64", "date": "datetime64[s]", "yes_no": "boolean", "text": "string"}
    assert str(other.dtypes[path]) == dtypes[kind]
    for some in (variants[:0], variants[:1]):  # whichever are chosen
        assert some.to_polars().schema == frame.schema
        assert some.to_pandas().dtypes.to_dict() == other.dtypes.to_dict()


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield what stands in plain values, with its path."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        if isinstance(item, dict | list) and item and path != "with.":
            yield from leaves(item, f"{path}{key}.")
        else:
            yield f"{path}{key}", item


@pytest.mark.slow
def test_every_place_of_a_scenario_can_be_varied() -> None:
    """What stands there already changes nothing, and has a column of its type."""
    kinds: dict[str, set[str]] = {}
    for file in sorted((ROOT / "scenarios").glob("*.yaml")):
        for scenario in load_scenarios(str(file))[:3]:
            found = dict(leaves(scenario._replace(expected=None).to_dict()))
            variants = ms.vary(scenario, {path: [value] for path, value in found.items()})
            assert variants[0].timeline.entries == ms.simulate(scenario).entries
            for path, kind in variants.columns.items():
                kinds.setdefault(kind, set()).add(re.sub(r"\d+", "N", path))
    assert kinds.keys() == {"date", "number", "yes_no", "text"}
    assert {"until", "events.N.date", "payments.N.date", "given.date", "given.paused_since"} <= kinds["date"]
    assert {"events.N.trial", "given.trial_used"} <= kinds["yes_no"]
    assert {"events.N.value", "payments.N.try", "wallet.N.amount", "with.trial.days"} <= kinds["number"]
    assert kinds["text"].isdisjoint(kinds["date"] | kinds["number"])


@pytest.mark.slow
def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    import numpy as np

    variants = ms.vary(year(), {"with.trial.days": np.arange(1, 4)})
    assert variants.to_polars()["with.trial.days"].to_list() == [1, 2, 3]
    with pytest.raises(ms.InputError, match=r"'trial.days' is .*0\.5.*, a whole number"):
        ms.vary(year(), {"with.trial.days": np.array([0.5])})


@pytest.mark.slow
def test_variants_as_a_picture() -> None:
    picture = ms.vary(year(), {"plan": ["monthly", "annual"]}).plot(width=8)
    assert [text for text in ("plan: monthly", "plan: annual") if text in picture.to_bytes("svg").decode()] == [
        "plan: monthly", "plan: annual",
    ]  # fmt: skip


def test_a_file_is_the_scenario_of_its_only_document(tmp_path: Path) -> None:
    assert ms.vary(FIRST_YEAR, {"with.trial.days": [30]})[0].timeline.entries == ms.simulate(FIRST_YEAR).entries
    two = tmp_path / "two.yaml"
    two.write_text("events: [{date: 2025-01-31, do: join}]\n---\nevents: [{date: 2025-01-31, do: join}]\n")
    with pytest.raises(ms.InputError, match="2 documents, a file with one is allowed here: "):
        ms.vary(two, {"plan": ["annual"]})


def test_events_keep_their_numbers_when_one_is_left_out() -> None:
    changes = {"events.1": [None], "events.2.date": ["2025-09-20"], "events.0.date": ["2025-02-20"]}
    [variant] = ms.vary(year(), changes)
    told = [(str(date.fromordinal(event.day)), event.action.do) for event in variant.scenario.events]
    assert told == [("2025-02-20", "join"), ("2025-09-20", "cancel")]


def test_a_scenario_that_is_none_is_refused() -> None:
    with pytest.raises(ms.ScenarioError, match="wallet is 'visa', allowed: a Wallet"):
        ms.vary(year()._replace(wallet="visa"), {"plan": ["annual"]})  # type: ignore[arg-type]
    odd = year()._replace(book=ms.RuleBook.load("amazon.com"), sales_tax=Rate(1, 3))
    with pytest.raises(ms.ScenarioError, match=r"sales_tax of the scenario: .* is no percentage"):
        ms.vary(odd, {"plan": ["annual"]})
    with pytest.raises(ms.InputError, match="the scenario is 3, allowed: a Scenario or the path of a file"):
        ms.vary(3, {"plan": ["annual"]})  # type: ignore[arg-type]


def test_a_long_title_is_cut() -> None:
    [variant] = ms.vary(year()._replace(title="x" * 195), {"plan": ["annual"]})
    assert len(variant.scenario.title) == 200
    assert variant.scenario.title.endswith("x (pl…")
