"""What `compare` tells of two timelines: which entries belong together, what was given otherwise, and why."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import membership_sim as ms
from membership_sim.book_changes import NOT_COMPARED
from membership_sim.changes import EntryChange, InputChange
from membership_sim.entries import ChargeEntry, Entry
from membership_sim.event_changes import event_changes
from membership_sim.money import CURRENCIES, Rate
from membership_sim.show.comparison_text import MOST_SHOWN
from membership_sim.show.yaml_text import flow
from membership_sim.testing.stories import story

from .helpers import day, line, table
from .html_tree import parse, text_of
from .test_japanese import WORD, english

ROOT = Path(__file__).parent.parent
BOOK = ms.RuleBook.load("amazon.co.jp")
SEEDS = {"quick": 8, "ci": 60}.get(settings.get_current_profile_name(), 1000)
STORY: dict[str, Any] = {
    "title": "A year",
    "until": "2025-12-31",
    "events": [
        {"date": "2025-01-31", "do": "join"},
        {"date": "2025-04-20", "do": "pause"},
        {"date": "2025-08-15", "do": "resume"},
        {"date": "2025-11-30", "do": "cancel"},
    ],
}


@cache
def year() -> ms.Timeline:
    return ms.simulate(ms.Scenario.from_dict(STORY))


def with_values(changes: dict[str, Any]) -> ms.Timeline:
    """Return the timeline of the year with other values."""
    scenario = ms.Scenario.from_dict(STORY)
    return ms.vary(scenario, {path: [value] for path, value in changes.items()})[0].timeline if changes else year()


def input_line(change: InputChange) -> str:
    sides = " > ".join("none" if value is None else flow(value) for value in (change.before, change.after))
    marks = [change.rule, "" if change.is_read else "unread", "known" if change.is_evidence else ""]
    return " ".join([f"{change.path}: {sides}", *filter(None, marks)])


def change_line(change: EntryChange) -> str:
    """Return an entry that differs as a line: both sides, `-` where there is none."""
    return " | ".join("-" if entry is None else line(entry) for entry in (change.before, change.after))


CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing": ({}, "", ""),
    "a shorter trial": (
        {"with.trial.days": 14},
        "with.trial.days: 30 > 14 TRIAL-1",
        """
        2025-01-31 join trial JOIN-1         | 2025-01-31 join trial JOIN-1
        2025-03-02 charge 600 paid TRIAL-2   | 2025-02-14 charge 600 paid TRIAL-2
        -                                    | 2025-03-14 charge 600 paid BILL-1
        2025-04-02 charge 600 paid BILL-1    | 2025-04-14 charge 600 paid BILL-1
        2025-04-20 pause paid PAUSE-1        | 2025-04-20 pause paid PAUSE-1
        2025-05-02 state paid paused PAUSE-1 | 2025-05-14 state paid paused PAUSE-1
        2025-05-02 pause_begun 2026-05-02    | 2025-05-14 pause_begun 2026-05-14
        """,
    ),
    "a pause that is never asked for": (
        {"events.1": None},
        "events.1: {date: 2025-04-20, do: pause} > none",
        """
        2025-04-20 pause paid PAUSE-1            | -
        2025-05-02 state paid paused PAUSE-1     | -
        2025-05-02 pause_begun 2026-05-02        | -
        -                                        | 2025-05-02 charge 600 paid BILL-1
        -                                        | 2025-06-02 charge 600 paid BILL-1
        -                                        | 2025-07-02 charge 600 paid BILL-1
        2025-08-15 charge 600 paid PAUSE-4       | 2025-08-02 charge 600 paid BILL-1
        2025-08-15 resume paused PAUSE-4         | 2025-08-15 resume refused paid PAUSE-7
        2025-09-15 charge 600 paid BILL-1        | 2025-09-02 charge 600 paid BILL-1
        2025-10-15 charge 600 paid BILL-1        | 2025-10-02 charge 600 paid BILL-1
        2025-11-15 charge 600 paid BILL-1        | 2025-11-02 charge 600 paid BILL-1
        2025-11-30 cancel paid CANCEL-1          | 2025-11-30 cancel paid CANCEL-1
        2025-11-30 confirmation 2025-12-15       | 2025-11-30 confirmation 2025-12-02
        2025-12-15 state paid cancelled CANCEL-1 | 2025-12-02 state paid cancelled CANCEL-1
        """,
    ),
    "a cancel three months earlier": (
        {"events.3.date": "2025-08-20"},
        "events.3: {date: 2025-11-30, do: cancel} > {date: 2025-08-20, do: cancel}",
        """
        2025-11-30 cancel paid CANCEL-1          | 2025-08-20 cancel paid CANCEL-1
        2025-11-30 confirmation 2025-12-15       | 2025-08-20 confirmation 2025-09-15
        2025-09-15 charge 600 paid BILL-1        | -
        2025-12-15 state paid cancelled CANCEL-1 | 2025-09-15 state paid cancelled CANCEL-1
        2025-10-15 charge 600 paid BILL-1        | -
        2025-11-15 charge 600 paid BILL-1        | -
        """,
    ),
    "a card that has no money in April": (
        {"payments": [{"date": "2025-04-02", "decline": "insufficient_funds"}]},
        "payments: none > [{date: 2025-04-02, decline: insufficient_funds}]",
        """
        2025-04-02 charge 600 paid BILL-1 | 2025-04-02 decline 600 #1 past_due PAY-3
        -                                 | 2025-04-02 payment_failed 2025-04-05
        -                                 | 2025-04-05 charge 600 paid PAY-3
        -                                 | 2025-04-05 recovered 2025-04-05
        """,
    ),
    "a script without a line": ({"payments": []}, "payments: none > []", ""),
    "a value that nobody asks for": ({"with.family.limit": 1}, "with.family.limit: 2 > 1 FAMILY-1 unread", ""),
    "a longer run": ({"until": "2026-01-31"}, "until: 2025-12-31 > 2026-01-31", ""),
    "another event in the middle": (
        {"events.1": {"date": "2025-04-20", "do": "use", "benefit": "video"}, "events.2": None, "events.3": None},
        """
        events.1: {date: 2025-04-20, do: pause} > {date: 2025-04-20, do: use, benefit: video}
        events.2: {date: 2025-08-15, do: resume} > none
        events.3: {date: 2025-11-30, do: cancel} > none
        """,
        None,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changed_and_why(name: str) -> None:
    changes, inputs, entries = CASES[name]
    comparison = ms.compare(year(), with_values(changes))
    assert [input_line(change) for change in comparison.input_changes] == table(inputs)
    if entries is not None:
        assert [change_line(change) for change in comparison.entry_changes] == table(entries)
    assert comparison.is_same == (not comparison.entry_changes and not comparison.state_changes)
    assert str(comparison).count("\n  event (events.") == inputs.count("events.")


def test_a_changed_entry_says_which_of_its_fields_are_others() -> None:
    comparison = ms.compare(year(), with_values({"with.trial.days": 14}))
    first, conversion, *_ = comparison.entry_changes
    assert first.field_changes == ()  # only the reason is another: the day of the first charge
    assert [tuple(field) for field in conversion.field_changes] == [
        ("date", "2025-03-02", "2025-02-14"),
        ("period", {"start": "2025-03-02", "end": "2025-04-02"}, {"start": "2025-02-14", "end": "2025-03-14"}),
    ]
    refused = ms.compare(year(), with_values({"events.1": None})).changed[1]
    assert [field.name for field in refused.field_changes] == ["kind", "state", "rules", "allowed"]
    assert [entry.rules for entry in refused.entries] == [("PAUSE-4",), ("PAUSE-7",)]


def test_totals_and_days_of_both_sides() -> None:
    comparison = ms.compare(year(), with_values({"with.trial.days": 14}))
    assert comparison.totals_change == ms.Totals(charged=600, refunded=0, net=600, benefit_days=12)
    assert comparison.state_changes == (
        (day("2025-02-14"), day("2025-03-02"), "trial", "paid"),
        (day("2025-05-02"), day("2025-05-14"), "paused", "paid"),
    )
    assert comparison.rules == ("JOIN-1", "TRIAL-2", "BILL-1", "PAUSE-1")
    assert comparison.before.scenario.title == "A year"


def test_amounts_of_two_currencies_are_not_taken_from_each_other() -> None:
    comparison = ms.compare(year(), with_values({"rulebook": "amazon.com"}))
    assert comparison.totals_change is None
    paths = [change.path for change in comparison.input_changes]
    assert paths[0] == "rulebook"
    assert {"with.prices.monthly", "rulebook.time_zone", "rulebook.holidays"} <= set(paths)
    read = [change.is_read for change in comparison.input_changes]
    assert read == sorted(read, reverse=True)
    assert re.search(r"charged +¥3,600 +\$89.94$", str(comparison), re.MULTILINE)


def test_taxes_and_starts_are_told_as_a_file_would() -> None:
    book = ms.RuleBook.load("amazon.com")
    taxed = ms.Scenario.from_dict(STORY)._replace(book=book, sales_tax=Rate(1, 3))
    inputs = ms.compare(taxed._replace(sales_tax=Rate(8875, 100000)), taxed).input_changes
    assert [input_line(change) for change in inputs] == ['sales_tax: "8.875%" > "1/3"']
    given = {"date": "2025-05-20", "state": "paused", "plan": "monthly", "paused_since": "2025-05-01"}
    told = {"title": "A", "until": "2025-12-31", "given": given}
    early = ms.Scenario.from_dict(told)
    late = ms.Scenario.from_dict(told | {"given": given | {"paused_since": "2025-04-01"}})
    assert [input_line(change) for change in ms.compare(early, late).input_changes] == [
        "given.paused_since: 2025-05-01 > 2025-04-01"
    ]
    paths = [change.path for change in ms.compare(year(), early).input_changes]
    assert paths == ["given", *(f"events.{n}" for n in range(4))]


# Another part of a rule book, and what is said of it.
PARTS: dict[str, tuple[Any, str]] = {
    "time_zone": ("Europe/Berlin", "rulebook.time_zone: Asia/Tokyo > Europe/Berlin"),
    "currency": (CURRENCIES["USD"], "rulebook.currency: JPY > USD"),
    "tax": ("added", "rulebook.tax: included > added"),
    "holidays": ("none", "rulebook.holidays: JP > none"),
    "plans": (
        {**BOOK.plans, "annual": BOOK.plans["annual"]._replace(months=6)},
        "rulebook.plans.annual: {months: 12} > {months: 6}",
    ),
    "values": (
        {**BOOK.values, "trial.days": BOOK.with_values({"trial.days": 7}).values["trial.days"]},
        "with.trial.days: 30 > 7 TRIAL-1",
    ),
    "sources": (
        {**BOOK.sources, "A": "Somebody else"},
        f"rulebook.sources.A: {flow(BOOK.sources['A'])} > Somebody else unread known",
    ),
    "time_zone_certainty": (
        "observed",
        "rulebook.time_zone: {certainty: reported} > {certainty: observed} TIME-1 known",
    ),
    "time_zone_sources": (("A", "T"), "rulebook.time_zone: {source: [P]} > {source: [A, T]} TIME-1 known"),
    "time_zone_alternatives": (
        ("UTC",),
        "rulebook.time_zone: none > {alternatives: [UTC]} TIME-1 known",
    ),
}


def test_every_part_of_a_rule_book_is_compared_or_named() -> None:
    assert PARTS.keys().isdisjoint(NOT_COMPARED)
    assert PARTS.keys() | NOT_COMPARED == {field.name for field in fields(ms.RuleBook)}


@pytest.mark.parametrize("part", PARTS)
def test_another_part_of_the_rule_book_is_told(part: str) -> None:
    value, told = PARTS[part]
    book = replace(BOOK, **{part: value})
    inputs = ms.compare(year(), ms.simulate(year().scenario._replace(book=book))).input_changes
    assert [input_line(change) for change in inputs if change.path != "rulebook"] == [told]


def with_value(name: str, step: dict[str, Any], **parts: Any) -> ms.RuleBook:
    """Return the book with other parts of a value, and of each of its steps."""
    value = BOOK.values[name]
    changed = replace(value, steps=tuple(replace(each, **step) for each in value.steps), **parts)
    return replace(BOOK, values={**BOOK.values, name: changed})


# A value that stays, or not, with what is known of it otherwise; what is said of both.
EVIDENCE: dict[str, tuple[ms.RuleBook, str]] = {
    "another rule": (
        with_value("trial.days", {}, rule="TRIAL-2"),
        "rulebook.values.trial.days: {rule: TRIAL-1} > {rule: TRIAL-2} TRIAL-2 known",
    ),
    "another certainty and source": (
        with_value("trial.days", {"certainty": "assumed", "sources": ()}),
        "rulebook.values.trial.days: {certainty: stated, source: [A, E]} > {certainty: assumed} TRIAL-1 known",
    ),
    "other alternatives": (
        with_value("trial.days", {}, alternatives=(7, 14)),
        "rulebook.values.trial.days: none > {alternatives: [7, 14]} TRIAL-1 known",
    ),
    "dated steps": (
        with_value("prices.monthly", {"days_assumed": True}),
        "rulebook.values.prices.monthly: {days: [assumed, null, null]} > {days: assumed} PRICE-1 known",
    ),
    "one of the dated steps": (
        with_value("prices.monthly", {"certainty": "stated"}),
        "rulebook.values.prices.monthly: {certainty: [reported, stated, stated]} > {certainty: stated} PRICE-1 known",
    ),
    "a value on which nothing rests": (
        with_value("family.limit", {"sources": ("T",)}),
        "rulebook.values.family.limit: {source: [E]} > {source: [T]} FAMILY-1 unread known",
    ),
    "another value, of which the sources are others anyway": (
        with_value("trial.days", {"value": 7, "certainty": "reported", "sources": ("T",)}),
        """
        with.trial.days: 30 > 7 TRIAL-1
        rulebook.values.trial.days: {certainty: stated} > {certainty: reported} TRIAL-1 known
        """,
    ),
    "another value by `with`, of which nothing is known": (
        BOOK.with_values({"trial.days": 7}),
        "with.trial.days: 30 > 7 TRIAL-1",
    ),
    "the same value by `with`, of which nothing is known": (
        BOOK.with_values({"trial.days": 30}),
        "rulebook.values.trial.days: {certainty: stated, source: [A, E]} > none TRIAL-1 known",
    ),
    "words about a value": (with_value("trial.days", {"note": "a month, more or less"}), ""),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_what_is_known_otherwise_of_a_value_is_told(name: str) -> None:
    book, expected = EVIDENCE[name]
    comparison = ms.compare(year(), ms.simulate(year().scenario._replace(book=book)))
    changes = [input_line(change) for change in comparison.input_changes if change.path != "rulebook"]
    assert changes == table(expected)


def test_a_rule_that_alone_differs_stands_beside_the_entries_that_cite_it() -> None:
    """The same refund, for another reason."""
    scenario = ms.Scenario.from_dict({
        "plan": "annual",
        "until": "2025-12-31",
        "events": [
            {"date": "2025-01-31", "do": "join", "trial": False},
            {"date": "2025-02-01", "do": "use", "benefit": "video"},
            {"date": "2025-03-05", "do": "cancel", "when": "now"},
        ],
    })
    value = replace(BOOK.values["refund.used.annual"], rule="REFUND-3")
    rules = {**BOOK.base_terms.refund_used_rule, "annual": "REFUND-3"}
    terms = BOOK.base_terms._replace(refund_used_rule=rules)
    book = replace(BOOK, values={**BOOK.values, value.name: value}, base_terms=terms)
    comparison = ms.compare(scenario, scenario._replace(book=book))
    assert [input_line(change) for change in comparison.input_changes if change.path != "rulebook"] == [
        "rulebook.values.refund.used.annual: {rule: REFUND-2} > {rule: REFUND-3} REFUND-3 known"
    ]
    assert {field.name for change in comparison.entry_changes for field in change.field_changes} == {"rules"}
    assert ": rule: REFUND-2 → rule: REFUND-3 (REFUND-3)\n" in str(comparison)


def test_of_long_dated_values_the_latest_steps_are_shown() -> None:
    text = str(ms.compare(year(), with_values({"with.prices.monthly": 700})))
    [shown] = [row for row in text.splitlines() if "(with.prices.monthly)" in row]
    latest = "…, ¥500 from 2019-04-12 (renewals: 2019-05-17), ¥600 from 2023-08-24 (renewals: 2023-09-24)"
    known = "PRICE-1: reported by P, day assumed; stated by P → chosen"
    assert shown == f"  fee of monthly (with.prices.monthly): {latest} → ¥700 ({known})"


def test_null_of_a_rule_book_is_no_missing_value() -> None:
    text = str(ms.compare(year(), with_values({"rulebook": "generic", "with.pause.limit_days": None})))
    assert "  longest pause (with.pause.limit_days): 365 days → no limit (PAUSE-3: stated by A → chosen)\n" in text
    fee = r"^  fee of student_annual \(with\.prices\.student_annual\): .* → not given \(PRICE-1"
    assert re.search(fee, text, re.MULTILINE)


@pytest.mark.parametrize(("path", "told"), [
    ("pause.limit_days", "365 days → no limit (PAUSE-3: stated by A → assumed)"),
    ("refund.used.annual", "by_percent → strict (REFUND-4: observed by P → stated by T; nothing rests on it)"),
])  # fmt: skip
def test_each_side_of_a_value_is_as_sure_as_its_own_book_is(path: str, told: str) -> None:
    text = str(ms.compare(year(), with_values({"rulebook": "amazon.com"})))
    [shown] = [row for row in text.splitlines() if f" (with.{path}): " in row]
    assert told in shown


SURE = "length of the trial (with.trial.days): 30 days → 7 days"


@pytest.mark.parametrize(("step", "parts", "lines"), [
    ({}, {}, [f"{SURE} (TRIAL-1: stated by A, E)"]),
    ({"certainty": "assumed", "sources": ()}, {}, [f"{SURE} (TRIAL-1: stated by A, E → assumed)"]),
    ({"certainty": "assumed", "sources": ()}, {"rule": "TRIAL-2"}, [
        f"{SURE} (TRIAL-2: stated by A, E → assumed)",
        "length of the trial (rulebook.values.trial.days): rule: TRIAL-1 → rule: TRIAL-2 (TRIAL-2)",
    ]),
], ids=["alike", "another", "another rule as well"])  # fmt: skip
def test_how_sure_a_value_is_is_told_once(step: dict[str, Any], parts: dict[str, Any], lines: list[str]) -> None:
    book = with_value("trial.days", {"value": 7, **step}, **parts)
    comparison = ms.compare(year(), ms.simulate(year().scenario._replace(book=book)))
    told = str(comparison).split("\n\n")[2].splitlines()
    assert [line.strip() for line in told if "trial.days" in line] == lines


def test_what_an_entry_does_not_have_was_not_left_out_of_a_file() -> None:
    card = {"payments": [{"date": "2025-04-02", "decline": "insufficient_funds"}]}
    comparison = ms.compare(year(), with_values(card))
    gone = "kind: charge → decline; method: card → none; period: 2025-04-02 – 2025-05-01 → none; state: paid"
    assert gone in str(comparison)
    assert "支払い方法：card → なし。" in comparison.to_text("ja")
    entries = str(comparison).split("\n\n")[-1]
    assert "not given" not in entries


def test_the_days_of_a_refund_that_no_calendar_knows_are_not_known() -> None:
    early, late = (
        ms.Scenario.from_dict({
            "until": "2051-12-31",
            "events": [
                {"date": "2050-12-01", "do": "join", "trial": False},
                {"date": day, "do": "cancel", "when": "now"},
            ],
        })
        for day in ("2050-12-20", "2050-12-29")
    )
    assert "money back: 2050-12-23 – 2050-12-27 → not known" in str(ms.compare(early, late))


def test_other_readings_that_are_lists_do_not_run_into_each_other() -> None:
    book = with_value("payment.retry_days", {}, alternatives=((1, 3, 5), (5, 10)))
    comparison = ms.compare(year(), ms.simulate(year().scenario._replace(book=book)))
    assert "alternatives: (1, 3 and 5 days), (5 and 10 days) (PAY-3" in str(comparison)
    assert "ほかの値：(1、3、5日後)、(5、10日後) (PAY-3" in comparison.to_text("ja")


def test_a_plan_that_only_one_book_has_is_told() -> None:
    inputs = ms.compare(year(), with_values({"rulebook": "amazon.com"})).input_changes
    assert [input_line(change) for change in inputs if change.path.startswith("rulebook.plans")] == [
        "rulebook.plans.student_monthly: {months: 1, student: yes} > none",
        "rulebook.plans.student_annual: {months: 12, student: yes} > none",
    ]


def with_uses(count: int, join: str, cancel: str) -> ms.Scenario:
    """Return a story with many uses that are alike between its join and its end."""
    uses = [{"date": "2025-03-01", "do": "use", "benefit": "video"}] * count
    events = [{"date": join, "do": "join"}, *uses, {"date": cancel, "do": "cancel"}]
    return ms.Scenario.from_dict({"until": "2025-12-31", "events": events})


MANY: dict[str, tuple[tuple[int, str, str], str]] = {
    "another join": (
        (2000, "2025-02-01", "2025-08-01"),
        "events.0: {date: 2025-01-31, do: join} > {date: 2025-02-01, do: join}",
    ),
    "another join and end": (
        (2000, "2025-02-01", "2025-08-02"),
        """
        events.0: {date: 2025-01-31, do: join} > {date: 2025-02-01, do: join}
        events.2001: {date: 2025-08-01, do: cancel} > {date: 2025-08-02, do: cancel}
        """,
    ),
    "a use less": (
        (1999, "2025-01-31", "2025-08-01"),
        "events.2000: {date: 2025-03-01, do: use, benefit: video} > none",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY)
def test_of_many_events_that_are_alike_only_others_are_told(name: str) -> None:
    other, inputs = MANY[name]
    comparison = ms.compare(with_uses(2000, "2025-01-31", "2025-08-01"), with_uses(*other))
    assert [input_line(change) for change in comparison.input_changes] == table(inputs)


def test_events_of_one_day_that_change_places_are_told_once() -> None:
    orders = ("abcx", "bacxy", "xcba")
    stories = [[{"date": "2025-03-01", "do": letter} for letter in order] for order in orders]
    for told, other in product(stories, stories):
        changes = list(event_changes(told, other))
        assert all(change.before != change.after for change in changes)
        kept = len(told) - sum(change.before is not None for change in changes)
        assert kept == len(other) - sum(change.after is not None for change in changes)
        assert kept == len(told) if told == other else 0 < kept < len(other)


@pytest.mark.slow
def test_very_many_events_of_one_day_in_another_order_are_compared_soon() -> None:
    """A search among these would take minutes."""
    benefits = ["video"] * 5000 + ["music"] * 5000
    first, *others = (
        [{"date": "2025-03-01", "do": "use", "benefit": benefit} for benefit in order]
        for order in (benefits, benefits[::-1], ["video", "music"] * 5000)
    )
    for other in others:
        changes = list(event_changes(first, other))
        assert changes
        assert all(change.before != change.after for change in changes)


def entries_of(comparison: ms.Comparison, side: str) -> list[Entry]:
    return [entry for change in comparison.entry_changes if (entry := getattr(change, side)) is not None]


def charged(entries: Iterable[Entry]) -> int:
    return sum(entry.amount for entry in entries if isinstance(entry, ChargeEntry))


@pytest.mark.slow
def test_every_entry_of_any_two_stories_is_told_once() -> None:
    """Whatever two timelines are: each entry is the same or differs, once, and the sums follow from those that do."""
    for seed in range(SEEDS):
        book = ms.RuleBook.load("amazon.co.jp")
        first, other = (ms.simulate(story(number, book, 3)) for number in (seed, seed + 1))
        for before, after in ((first, other), (other, first), (first, first)):
            comparison = ms.compare(before, after)
            gone, new = entries_of(comparison, "before"), entries_of(comparison, "after")
            for timeline, told in ((before, gone), (after, new)):
                assert len(told) == len({entry.seq for entry in told})
                assert set(told) <= set(timeline.entries)
                assert len(told) + comparison.same == len(timeline.entries), seed
            assert charged(new) - charged(gone) == after.totals.charged - before.totals.charged, seed
            ours, theirs = states(before), states(after)
            differ = {day for change in comparison.state_changes for day in range(change.start_day, change.end_day)}
            assert differ == {day for day in ours.keys() | theirs.keys() if ours.get(day) != theirs.get(day)}, seed
            assert comparison.is_same == (before is after)
            assert all(change.before != change.after for change in comparison.input_changes), seed
            assert comparison.to_text()
            assert comparison.to_text("ja")


def states(timeline: ms.Timeline) -> dict[int, str]:
    return {day: span.state for span in timeline.spans() for day in range(span.start_day, span.end_day)}


def test_a_comparison_as_text() -> None:
    comparison = ms.compare(year(), with_values({"with.trial.days": 14}))
    assert str(comparison).startswith("before: A year\nafter: A year (with.trial.days: 14)\n\n")
    parts = str(comparison).split("\n\n")
    assert [" ".join(row.split()) for row in parts[1].splitlines()] == [
        "before after change",
        "charged ¥3,600 ¥4,200 +¥600",
        "refunded ¥0 ¥0",
        "net ¥3,600 ¥4,200 +¥600",
        "days with benefits 213 of 335 225 of 335 +12",
        "final state cancelled cancelled",
    ]
    known = "TRIAL-1: stated by A, E → chosen"
    assert parts[2] == f"what was given otherwise\n  length of the trial (with.trial.days): 30 days → 14 days ({known})"
    assert parts[3].splitlines()[1:] == [
        "  2025-02-14 – 2025-03-01: trial → paid",
        "  2025-05-02 – 2025-05-13: paused → paid",
    ]
    lines = parts[4].splitlines()
    assert lines[0] == "entries: 6 changed, 0 only before, 1 only after, 8 the same"
    assert lines[1:4] == [
        "~ 2025-01-31 Fri: join",
        "    before: first join of the account: a free trial to 2025-03-01, the first charge on 2025-03-02"
        " [JOIN-1 TRIAL-1]",
        "    after: first join of the account: a free trial to 2025-02-13, the first charge on 2025-02-14"
        " [JOIN-1 TRIAL-1]",
    ]
    assert "+ 2025-03-14 Fri: ¥600 charged to card for 2025-03-14 – 2025-04-13" in lines
    period = "period: 2025-03-02 – 2025-04-01 → 2025-02-14 – 2025-03-13"
    assert f"    date: 2025-03-02 Sun → 2025-02-14 Fri; {period}" in lines
    assert repr(comparison) == (
        "<Comparison of 'A year' and 'A year (with.trial.days: 14)': 6 entries changed, 0 only before, 1 only after>"
    )


@pytest.mark.parametrize(("lang", "headings"), [
    ("en", ["before", "after", "change", "difference", "what happened"]),
    ("ja", ["変更前", "変更後", "差", "違い", "出来事"]),
])  # fmt: skip
def test_how_entries_differ_is_no_difference_of_amounts(lang: str, headings: list[str]) -> None:
    found = parse(ms.compare(year(), with_values({"with.trial.days": 14})).to_html(lang))
    columns = [text_of(heading) for heading in found.iter("th") if heading.get("scope") == "col"]
    assert [column for column in columns if column] == headings


def test_the_same_is_told_as_the_same() -> None:
    comparison = ms.compare(year(), year())
    assert comparison.is_same
    assert repr(comparison) == "<Comparison of 'A year' and 'A year': the same entries>"
    assert str(comparison).endswith(
        "nothing was given otherwise\n\nentries: 0 changed, 0 only before, 0 only after, 14 the same"
    )


def test_a_comparison_in_japanese() -> None:
    comparison = ms.compare(year(), with_values({"with.trial.days": 14, "with.family.limit": 1}))
    text = comparison.to_text("ja")
    own = {*WORD.findall("A year (with.trial.days: 14; with.family.limit: 1)"), "card"}
    assert [word for word in english(text, *own) if word not in own] == []
    assert text.startswith("変更前：A year\n")
    lines = text.splitlines()
    assert "  家族会員の上限(with.family.limit)：2人 → 1人 (FAMILY-1：明記：E → 指定。結果には関係なし)" in lines
    assert "~ 2025年2月14日(金)：600円 請求(card)：2025年2月14日〜3月13日" in lines
    period = "期間：2025年3月2日〜4月1日 → 2025年2月14日〜3月13日"
    assert f"    日付：2025年3月2日(日) → 2025年2月14日(金)。{period}" in lines


# What was given otherwise, as it is told in English and in Japanese.
GIVEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "an event": (
        {"events.3": {"date": "2025-08-20", "do": "cancel", "when": "now"}},
        "event (events.3): 2025-11-30 Sun: cancel → 2025-08-20 Wed: cancel, when: now",
        "操作(events.3)：2025年11月30日(日)：解約 → 2025年8月20日(水)：解約、時期：今すぐ",
    ),
    "a use with its value": (
        {"events.1": {"date": "2025-03-20", "do": "use", "benefit": "video", "value": 1200}},
        "event (events.1): 2025-04-20 Sun: pause → 2025-03-20 Thu: use, benefit: video, value: ¥1,200",
        "操作(events.1)：2025年4月20日(日)：一時停止の申し込み → "
        "2025年3月20日(木)：特典の利用、特典：動画、利用額：1,200円",
    ),
    "a wallet": (
        {"wallet": [{"card": "visa", "expires": "2027-01"}, {"gift_balance": "yes", "amount": 1000}]},
        "wallet: not given → (card: visa, expires: 2027-01), (gift balance: yes, amount: ¥1,000)",
        "支払い方法の一覧(wallet)：指定なし → (カード：visa、有効期限：2027年1月)、(ギフト残高：yes、金額：1,000円)",
    ),
    "a script": (
        {"payments": [{"try": 2, "decline": "expired"}]},
        "payments: not given → (try of the run: 2, why it is declined: expired)",
        "決済の結果(payments)：指定なし → (全体の試行の番号：2、決済不可の理由：期限切れ)",
    ),
    "a script without a line": ({"payments": []}, "payments: not given → -", "決済の結果(payments)：指定なし → -"),
    "the last day": (
        {"until": "2025-12-30"},
        "until: 2025-12-31 Wed → 2025-12-30 Tue",
        "最終日(until)：2025年12月31日(水) → 2025年12月30日(火)",
    ),
    "a plan": ({"plan": "annual"}, "plan: not given → annual", "プラン(plan)：指定なし → 年間プラン"),
    "a start": (
        {"given": {"date": "2025-01-31", "state": "prospect", "plan": "annual"}},
        "start (given): not given → date: 2025-01-31 Fri, state: no member, plan: annual",
        "開始時の状況(given)：指定なし → 日付：2025年1月31日(金)、状態：未入会、プラン：年間プラン",
    ),
    "a fee": (
        {"with.prices.monthly": [{"fee": 500, "new_from": "2020-01-01"}, {"fee": 700, "new_from": "2025-06-01"}]},
        "¥500 from 2020-01-01, ¥700 from 2025-06-01 (PRICE-1",
        "2020年1月1日から500円、2025年6月1日から700円 (PRICE-1",
    ),
    "retries": (
        {"with.payment.retry_days": [2, 4]},
        "retries after a decline (with.payment.retry_days): 3, 7 and 14 days → 2 and 4 days (PAY-3",
        "決済不可の後の再試行(with.payment.retry_days)：3、7、14日後 → 2、4日後 (PAY-3",
    ),
}


@pytest.mark.parametrize("name", GIVEN)
def test_what_was_given_is_told_as_the_language_writes_it(name: str) -> None:
    changes, *texts = GIVEN[name]
    comparison = ms.compare(year(), with_values(changes))
    for lang, told in zip(("en", "ja"), texts, strict=True):
        given = comparison.to_text(lang).split("\n\n")[2].splitlines()[1:]
        assert [line for line in given if told in line] == given[:1]
        html = text_of(parse(comparison.to_html(lang)))
        assert " ".join(told.split()) in html


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_path_heads_one_line_and_no_amount_or_day_is_left_as_in_a_file(lang: str) -> None:
    changes = {"rulebook": "amazon.com", "events.3.date": "2025-08-20", "with.prices.monthly": 1499}
    payments = [{"date": "2025-03-02", "decline": "expired"}]
    comparison = ms.compare(year(), with_values({**changes, "payments": payments}))
    text = comparison.to_text(lang)
    paths = re.findall(r"\(((?:with|rulebook|events)[a-z_.0-9]*)\)(?:: |：)", text)
    assert len(paths) > 12
    assert sorted(paths) == sorted(set(paths))
    zone = next(line for line in text.splitlines() if "(rulebook.time_zone)" in line)
    assert zone.endswith({
        "en": "Asia/Tokyo → America/Los_Angeles (TIME-1: reported by P → assumed)",
        "ja": "Asia/Tokyo → America/Los_Angeles (TIME-1：報告：P → 仮定)",
    }[lang])  # fmt: skip
    assert not re.search(r"[{}\[\]]", re.sub(r"\[[A-Z0-9 -]+\]", "", text.split("\n\n", 1)[1]))
    if lang == "ja":
        assert not re.search(r"[0-9]{4}-[0-9]{2}", text.split("\n\n", 1)[1])


@pytest.mark.parametrize("changes", [
    {"with.trial.days": 60},
    {"events.3.date": "2025-09-20", "with.trial.days": 45},
    {"events.2.date": "2025-11-15"},
    {"events.0.date": "2025-04-01"},
], ids=str)  # fmt: skip
def test_a_reader_sees_the_days_ascend(changes: dict[str, Any]) -> None:
    for comparison in (ms.compare(year(), with_values(changes)), ms.compare(with_values(changes), year())):
        moved = [change for change in comparison.changed if change.before and change.after]
        assert any(change.before.day != change.after.day for change in moved)  # type: ignore[union-attr]
        last = [change.entries[-1] for change in comparison.entry_changes]
        places = [
            (entry.day, change.after is not None, entry.seq)
            for entry, change in zip(last, comparison.entry_changes, strict=True)
        ]
        assert places == sorted(places)
        days = re.findall(r"^[-+~] ([0-9-]{10}) [A-Z][a-z]{2}: ", str(comparison), re.MULTILINE)
        assert len(days) == min(len(comparison.entry_changes), MOST_SHOWN)
        assert days == sorted(days)
        rows = re.findall(r'<summary><span class="day">([0-9-]{10}) [A-Z][a-z]{2}</span>', comparison.to_html())
        assert len(rows) == len(comparison.entry_changes)
        assert rows == sorted(rows)


def test_a_long_comparison_says_what_it_leaves_out() -> None:
    events = [{"date": f"{year}-01-31", "do": "use", "benefit": "video"} for year in range(2021, 2025)]
    long = {"title": "Long", "until": "2025-12-31", "events": [{"date": "2020-01-31", "do": "join"}, *events]}
    comparison = ms.compare(
        ms.Scenario.from_dict(long), ms.Scenario.from_dict(long | {"with": {"trial.days": 5, "prices.monthly": 100}})
    )
    lines = str(comparison).splitlines()
    assert len(comparison.entry_changes) > MOST_SHOWN
    assert sum(text.startswith(("~ ", "+ ", "- ")) for text in lines) == MOST_SHOWN
    assert lines[-1] == f"... and {len(comparison.entry_changes) - MOST_SHOWN} more"


def test_whatever_has_a_timeline_can_be_compared() -> None:
    path = ROOT / "scenarios" / "first-year.yaml"
    member = ms.Member(title="By hand")
    member.join("2025-01-31")
    [scenario] = ms.Scenario.load_all(path)
    for one in (str(path), path, scenario, ms.simulate(path), member):
        assert ms.compare(one, one).is_same
    assert ms.compare(member, scenario).only_after[0].kind == "use"


def test_it_can_be_kept() -> None:
    comparison = ms.compare(year(), with_values({"with.trial.days": 14}))
    again = pickle.loads(pickle.dumps(comparison))
    assert again == comparison
    assert again.entry_changes == comparison.entry_changes
    assert again.input_changes == comparison.input_changes
    with pytest.raises(AttributeError):
        comparison.before = year()  # type: ignore[misc]


def test_what_is_wrong_on_both_sides_is_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"events: [{{date: 2025-01-31, do: joi{name}}}]\n", encoding="utf-8")
    with pytest.raises(ms.InputError) as caught:
        ms.compare(tmp_path / "a.yaml", tmp_path / "b.yaml")
    assert [problem.place.line for problem in caught.value.problems if problem.place] == [1, 1]
    early = ms.Scenario.from_dict({"events": [{"date": "1999-01-31", "do": "join", "trial": False}]})
    with pytest.raises(ms.ScenarioError, match="no fee of monthly is known on 1999-01-31") as story_error:
        ms.compare(early, early)
    assert len(story_error.value.problems) == 1
    with pytest.raises(ms.MembershipError, match="unknown action 'joia'") as both:
        ms.compare(tmp_path / "a.yaml", early)
    assert (type(both.value), len(both.value.problems)) == (ms.MembershipError, 2)
    assert "no fee of monthly is known on 1999-01-31" in str(both.value.problems[1])
    with pytest.raises(ms.InputError, match="2025 cannot be compared, allowed: a Timeline, a Member, a Scenario or"):
        ms.compare(2025, year())  # type: ignore[arg-type]
