# ruff: noqa: E501 - a row of a table is a line
"""The scenario format: what a file becomes, every error with its place, and the schema that says the same."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st

from membership_sim.cli.schema_command import schema
from membership_sim.entry_fields import ENTRY_FIELDS
from membership_sim.files.errors import InputError
from membership_sim.files.expect_shapes import entry_record
from membership_sim.files.given_shapes import FACTS
from membership_sim.files.reader import parse
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.files.schema_formats import scenario_schema
from membership_sim.files.snapshot_file import snapshot_from_given, snapshot_to_given
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, Rate
from membership_sim.refunds import READINGS
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import ARGUMENTS, BENEFITS, Action, Method, Scenario, ScenarioError, Wallet
from membership_sim.simulate import Run
from tests.files_fuzz import SCENARIOS
from tests.test_reader import plain

JOIN = "events: [{date: 2025-01-31, do: join}]\n"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def load_one(text: str) -> Scenario:
    [scenario] = load_scenarios("a-story.yaml", text=text)
    return scenario


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_scenarios("f.yaml", text=text)
    return [str(problem) for problem in caught.value.problems]


def event(text: str) -> Action:
    wallet = "wallet: [{card: mc}, {gift_balance: gift, amount: 0}]\n" if "name: " in text else ""
    return load_one(f"{wallet}events: [{{date: 2025-01-31, {text}}}]").events[0].action


def test_defaults() -> None:
    scenario = load_one(JOIN)
    assert (scenario.title, scenario.book.name, scenario.plan) == ("a-story", "amazon.co.jp", "monthly")
    assert (scenario.wallet, scenario.payments, scenario.until_day, scenario.given) == (Wallet(), None, None, None)
    assert (scenario.sales_tax, scenario.expected) == (NO_TAX, None)
    assert str(scenario.events[0].place) == "a-story.yaml:1:10"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("do: join", Action("join")),
        ("do: join, trial: no, plan: annual", Action("join", plan="annual", trial=False)),
        ("do: join, trial: true", Action("join", trial=True)),
        ("do: use, benefit: delivery, by: Ann, value: 100", Action("use", benefit="delivery", by="Ann", value=100)),
        ("do: cancel, when: now", Action("cancel", when="now")),
        ("do: change_plan, to: annual", Action("change_plan", to="annual")),
        ("do: terminate, misuse: yes", Action("terminate", misuse=True)),
        ("do: add_family, name: 花子", Action("add_family", name="花子")),
        (
            "do: add_method, card: mc, expires: 2028-02",
            Action("add_method", method=Method("mc", "card", day("2028-02-29"))),
        ),
        ("do: add_method, method: {account: bank}", Action("add_method", method=Method("bank", "account"))),
        (
            "do: add_method, gift_balance: gift, amount: 5, blocked: invalid, until: 2025-03-01",
            Action("add_method", method=Method("gift", "gift_balance", None, 5, "invalid", day("2025-03-01"))),
        ),
        (
            "do: update_method, name: mc, expires: 2028-04",
            Action("update_method", name="mc", expires=day("2028-04-30")),
        ),
        (
            "do: block_method, name: mc, reason: expired, until: 2025-03-01",
            Action("block_method", name="mc", reason="expired", until=day("2025-03-01")),
        ),
        ("do: top_up, name: gift, amount: 500", Action("top_up", name="gift", amount=500)),
        ("do: set_reminder, to: yes", Action("set_reminder", to=True)),
        ("do: set_graduation, month: 2027-03", Action("set_graduation", month=day("2027-03-31"))),
    ],
)
def test_actions(text: str, action: Action) -> None:
    assert event(text) == action


@pytest.mark.parametrize("action", [name for name, arguments in ARGUMENTS.items() if not arguments])
def test_actions_without_arguments(action: str) -> None:
    assert event(f"do: {action}") == Action(action)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("book", "at", "on"),
    [
        ("amazon.co.jp", "2025-03-05T23:40", "2025-03-05"),
        ("amazon.co.jp", "2025-03-05 23:40", "2025-03-05"),
        ("amazon.co.jp", "2025-03-05T15:00Z", "2025-03-06"),
        ("amazon.co.jp", "2025-03-05T14:59:59+00:00", "2025-03-05"),
        ("amazon.co.jp", "2025-03-05T14:59:59.999Z", "2025-03-05"),
        ("amazon.co.jp", "2025-03-05T15:00:00.000000001Z", "2025-03-06"),
        ("amazon.co.jp", "2025-03-05T21:40-08:00", "2025-03-06"),
        ("amazon.com", "2025-03-06T07:59Z", "2025-03-05"),
        ("amazon.com", "2025-07-06T07:00Z", "2025-07-06"),
        ("generic", "2025-03-05T00:30+09:00", "2025-03-04"),
    ],
)
def test_an_instant_counts_on_its_local_day(book: str, at: str, on: str) -> None:
    assert load_one(f"rulebook: {book}\nevents: [{{at: {at}, do: pay}}]").events[0].day == day(on)


@pytest.mark.parametrize(("refused", "value"), [("yes", True), ("true", True), ("no", False), ("PAUSE-6", "PAUSE-6")])
def test_an_event_may_expect_its_refusal(refused: str, value: object) -> None:
    assert load_one(f"events: [{{date: 2025-01-31, do: pause, refused: {refused}}}]").events[0].refused == value


def test_wallet_payments_and_until() -> None:
    scenario = load_one(
        "wallet: [{card: visa, expires: 2026-04}, {gift_balance: gift, amount: 0}]\n"
        "payments: [{date: 2025-04-02, decline: expired}, {try: 3, take: gift}, {try: 4, take: new}]\n"
        "until: 2026-01-01\n"
        "events: [{date: 2025-01-31, do: join}, {date: 2025-01-31, do: add_method, card: new}]\n"
    )
    assert scenario.wallet == Wallet(
        (Method("visa", "card", day("2026-04-30")), Method("gift", "gift_balance")), "visa"
    )
    assert scenario.payments is not None
    assert [tuple(line) for line in scenario.payments] == [
        (None, day("2025-04-02"), "expired", None), (3, None, None, "gift"), (4, None, None, "new"),
    ]  # fmt: skip
    assert scenario.until_day == day("2026-01-01")
    assert load_one("wallet: []\n" + JOIN).wallet == Wallet((), None)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("8.875%", (8875, 100_000)),
        ("10%", (10, 100)),
        ("0%", (0, 100)),
        ("9.5 %", (95, 1000)),
        ("0.000001%", (1, 10**8)),
    ],
)
def test_sales_tax_is_exact(text: str, rate: tuple[int, int]) -> None:
    assert load_one(f'rulebook: amazon.com\nsales_tax: "{text}"\n' + JOIN).sales_tax == Rate(*rate)


def test_single_values_of_the_book() -> None:
    values = (
        "{pause.limit_days: null, prices.monthly: 700, trial.again: {after_months: 12}, payment.retry_days: [1, 5]}"
    )
    scenario = load_one(f"with: {values}\n" + JOIN)
    assert scenario.book.overridden == ("trial.again", "pause.limit_days", "payment.retry_days", "prices.monthly")
    terms = scenario.book.terms()
    assert (terms.pause_limit_days, terms.trial_again, terms.payment_retry_days) == (
        ((1, None),),
        ((1, 12),),
        ((1, (1, 5)),),
    )
    assert [tuple(step) for step in terms.plans["monthly"].prices] == [(700, 1, 1)]
    assert scenario.book.sha256 != load_one(JOIN).book.sha256


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        ("charge: 600, rule: TRIAL-2", {"kind": "charge", "amount": 600, "rule": "TRIAL-2"}),
        ("refund: 983, charge: 3", {"kind": "refund", "amount": 983, "charge": 3}),
        ("decline: 600, attempt: 2", {"kind": "decline", "amount": 600, "attempt": 2}),
        ("action: join, trial: no", {"kind": "action", "action": "join", "trial": "no"}),
        ("refused: cancel, when: now", {"kind": "refused", "action": "cancel", "when": "now"}),
        ("notice: reminder, effective: 2025-03-31", {"kind": "notice", "notice": "reminder", "effective": "2025-03-31"}),
        ("use: video", {"kind": "use", "benefit": "video"}),
        ("state: cancelled", {"state": "cancelled"}),
        ("kind: state, state: paused, from: paid", {"kind": "state", "state": "paused", "from": "paid"}),
        ("benefits: yes", {"benefits": True}),
        ("kind: refund, amount: 5, expected: {from: 2025-01-06}", {"kind": "refund", "amount": 5, "expected": {"from": "2025-01-06"}}),
        ("kind: action, action: set_reminder, to: true", {"kind": "action", "action": "set_reminder", "to": "yes"}),
        ("action: set_graduation, month: 2027-03", {"kind": "action", "action": "set_graduation", "month": "2027-03"}),
        ("action: add_method, method: {card: mc, expires: 2027-01}", {"kind": "action", "action": "add_method", "method": {"card": "mc", "expires": "2027-01"}}),
        ("charge: 600, period: {start: 2025-03-02, end: 2025-04-02}", {"kind": "charge", "amount": 600, "period": {"start": "2025-03-02", "end": "2025-04-02"}}),
        ("decline: 600, reasons: [{method: visa, reason: expired}, {reason: no_method}]", {"kind": "decline", "amount": 600, "reasons": [{"method": "visa", "reason": "expired"}, {"reason": "no_method"}]}),
        ("action: cancel, effective: null", {"kind": "action", "action": "cancel", "effective": None}),
        ("rules: [PAY-3, PAY-1], seq: 4", {"rules": ["PAY-3", "PAY-1"], "seq": 4}),
    ],
)  # fmt: skip
def test_expected_entries(entry: str, fields: dict[str, object]) -> None:
    expected = load_one(JOIN + f"expect: {{entries: [{{date: 2025-03-02, {entry}}}]}}").expected
    assert expected is not None
    assert (expected.entries[0].day, dict(expected.entries[0].fields)) == (day("2025-03-02"), fields)
    assert next(iter(dict(expected.entries[0].fields))) == next(iter(fields))


def test_the_rest_of_expect() -> None:
    expected = load_one(
        JOIN + "expect: {complete: [charge], totals: {charged: 6, net: -1}, final_state: paid}"
    ).expected
    assert expected is not None
    assert expected[:4] == ((), ("charge",), (("charged", 6), ("net", -1)), "paid")


def test_every_entry_field_has_a_shape() -> None:
    for kind, names in ENTRY_FIELDS.items():
        assert set(names) <= set(entry_record(kind).fields)


BAD: dict[str, tuple[str, ...]] = {
    "{}": ("1:1: the scenario has neither 'events' nor 'given', one of them must be given",),
    "events: []": ("1:9: 'events' is empty and there is no 'given', one of them must be given",),
    "- a": ("1:1: a scenario is a list, a mapping is allowed",),
    "---\n---\n" + JOIN: ("1:1: nothing follows '---': write a document after it, or leave it out",),
    JOIN + "---\n": ("2:1: nothing follows '---': write a document after it, or leave it out",),
    "--- null\n---\n" + JOIN: ("1:5: a scenario is null, a mapping is allowed",),
    "with: {trial.again: 12}\n" + JOIN: ("1:21: 'trial.again' is 12, never or {after_months: n} is allowed",),
    "with: {trial.again: nevr}\n" + JOIN: ("1:21: unknown value of trial.again 'nevr': did you mean 'never'? allowed: never, {after_months: n}",),
    'rulebook: amazon.com\nsales_tax: "1000%"\n' + JOIN: ("2:12: 'sales_tax' is '1000%', a percentage below 100 with at most 6 decimals, as text such as '8.875%', is allowed",),
    "titel: x\n" + JOIN: ("1:1: unknown field of a scenario 'titel': did you mean 'title'? allowed: title, rulebook, with, plan, "
                          "wallet, payments, until, sales_tax, given, events, expect",),
    "title: 5\n" + JOIN: ("1:8: 'title' is 5, text is allowed: put it in quotes",),
    "title: ''\n" + JOIN: ("1:8: 'title' is '', text of 1 to 200 characters on one line is allowed",),
    "rulebook: amazon.cojp\n" + JOIN: ("1:11: unknown rule book 'amazon.cojp': did you mean 'amazon.co.jp'? allowed: amazon.co.jp, "
                                       "amazon.co.jp-strict, amazon.com, generic, or the path of a file",),
    "rulebook: ./mine.yaml\n" + JOIN: ("1:11: the rule book './mine.yaml': no such file",),
    "plan: monthy\n" + JOIN: ("1:7: unknown plan 'monthy': did you mean 'monthly'? the rule book 'amazon.co.jp' has: monthly, annual, "
                              "student_monthly, student_annual",),
    "with: {pause.limit_dais: 3}\n" + JOIN: ("1:8: unknown value 'pause.limit_dais': did you mean 'pause.limit_days'?",),
    "with: {pause.limit_days: 0}\n" + JOIN: ("1:26: 'pause.limit_days' is 0, a whole number of days from 1 to 36500 or null (no limit) is allowed",),
    "with: {refund.used.annual: strikt}\n" + JOIN: ("1:28: unknown value of refund.used.PLAN 'strikt': did you mean 'strict'? allowed: "
                                                   + ", ".join(READINGS),),
    "with: {payment.retry_days: [7, 3]}\n" + JOIN: ("1:32: 'payment.retry_days' goes from 7 to 3, a list of 1 to 100 numbers that rise is allowed",),
    "with: {payment.suspension_days: 15}\n" + JOIN: ("1:33: 'payment.suspension_days': the last retry on day 14 and a suspension of 15 days make "
                                                     "29 days, at most 28 are allowed, the shortest that a period can be (PAY-7)",),
    "with: {prices.monthly: 7.5}\n" + JOIN: ("1:24: 'prices.monthly' is 7.5, a decimal point is not allowed: amounts are whole minor units (600 yen, 599 cents)",),
    "with: {prices.weekly: 75}\n" + JOIN: ("1:8: unknown value 'prices.weekly': did you mean 'prices.monthly'?",),
    "until: 2024-02-30\n" + JOIN: ("1:8: 'until' is '2024-02-30', which the calendar does not have",),
    "until: 2700-01-01\n" + JOIN: ("1:8: 'until' is '2700-01-01', the years 1900 to 2600 are allowed",),
    "until: 20250101\n" + JOIN: ("1:8: 'until' is 20250101, a day as YYYY-MM-DD is allowed",),
    "until: 2025-01-30\n" + JOIN: ("2:17: the event of 2025-01-31 is after 'until', 2025-01-30",),
    "until: 2200-01-01\nevents: [{date: 1999-12-31, do: join}]": ("1:8: 'until' is 2200-01-01, at most 200 years after the first day, 1999-12-31, are allowed",),
    "events: [{date: 1900-01-01, do: join}, {date: 2100-01-02, do: keep}, {date: 2600-01-01, do: keep}]": ("1:47: the event of 2100-01-02 is too late, at most 200 years after the first day, 1900-01-01, are allowed",),
    "given: {date: 1900-01-01, state: prospect}\nevents: [{date: 2100-01-02, do: join}]": ("2:17: the event of 2100-01-02 is too late, at most 200 years after the first day, 1900-01-01",),
    ("until: 2200-01-01\nevents: [{date: 2000-01-01, do: join}]\n---\n" * 52).removesuffix("---\n"): ("151:1: with this document the runs take more than 10,000 years, at most as many are allowed in a file",),
    "sales_tax: 8.875\n" + JOIN: ("1:12: 'sales_tax' is 8.875, a percentage below 100 with at most 6 decimals, as text such as '8.875%', is allowed",),
    "sales_tax: 8%\n" + JOIN: ("1:12: 'sales_tax' is '8%', the fees of the rule book 'amazon.co.jp' include tax",),
    "wallet: [{card: a}, {account: a}]\n" + JOIN: ("1:31: the payment method 'a' is on file already, names are unique",),
    "wallet: [{card: a, until: 2025-01-01}]\n" + JOIN: ("1:20: 'until' without 'blocked', it is allowed only beside it",),
    "wallet: [{gift_balance: a}]\n" + JOIN: ("1:10: a payment method lacks 'amount'",),
    "wallet: [{card: a, account: b}]\n" + JOIN: ("1:20: 'account' beside 'card', only one of them is allowed",),
    "wallet: [{kard: a}]\n" + JOIN: ("1:11: unknown field of a payment method 'kard': did you mean 'card'?",),
    "wallet: [{card: a, expires: 2026-13}]\n" + JOIN: ("1:29: 'expires' is '2026-13', which the calendar does not have",),
    "wallet: [{card: a, blocked: no_method}]\n" + JOIN: ("1:29: unknown reason 'no_method', allowed: expired",),
    "payments: [{date: 2025-01-31, try: 1, decline: expired}]\n" + JOIN: ("1:31: 'try' beside 'date', only one of them is allowed",),
    "payments: [{try: 1}]\n" + JOIN: ("1:12: a line of 'payments' lacks 'decline' or 'take'",),
    "payments: [{try: 1, take: visa}]\n" + JOIN: ("1:27: unknown payment method 'visa', on file: card",),
    "events: [{do: join}]": ("1:10: the event 'join' lacks 'date' or 'at'",),
    "events: [{date: 2025-01-31, at: 2025-01-31T10:00, do: join}]": ("1:29: 'at' beside 'date', only one of them is allowed",),
    "events: [{at: 2025-01-31, do: join}]": ("1:15: 'at' is '2025-01-31', an instant as YYYY-MM-DDTHH:MM, with an offset or local, is allowed",),
    "events: [{at: 2025-01-31T10:00.5, do: join}]": ("1:15: 'at' is '2025-01-31T10:00.5', an instant",),
    "events: [{at: 2025-01-31T24:00, do: join}]": ("1:15: 'at' is '2025-01-31T24:00', an instant",),
    "events: [{date: 2025-01-31T10:00, do: join}]": ("1:17: 'date' is '2025-01-31T10:00', a day as YYYY-MM-DD is allowed",),
    "events: [{date: 2025-01-31, do: puase}]": ("1:33: unknown action 'puase': did you mean 'pause'? allowed: join, use, cancel",),
    "events: [{date: 2025-01-31}]": (f"1:10: an event lacks 'do' ({', '.join(ARGUMENTS)})",),
    "events: [{date: 2025-01-31, on: 3, do: join}]": ("1:29: unknown field of the event 'join' 'on', allowed: date, at, do, plan, trial, refused",),
    "events: [{date: 2025-01-31, do: join, trial: maybe}]": ("1:46: 'trial' is 'maybe', yes or no is allowed",),
    "events: [{date: 2025-01-31, do: join, plan: anual}]": ("1:45: unknown plan 'anual': did you mean 'annual'?",),
    "events: [{date: 2025-01-31, do: change_plan, to: 5}]": ("1:50: 'to' is 5, text is allowed: put it in quotes",),
    "events: [{date: 2025-01-31, do: use, benefit: vidio}]": ("1:47: unknown benefit 'vidio': did you mean 'video'? allowed: "
                                                             + ", ".join(BENEFITS),),
    "events: [{date: 2025-01-31, do: use}]": ("1:10: the event 'use' lacks 'benefit'",),
    "events: [{date: 2025-01-31, do: pause, refused: PAUS-6}]": ("1:49: unknown rule 'PAUS-6': did you mean 'PAUSE-6'? allowed: TIME-1",),
    # An action that nobody knows, or a wrong argument, hides neither the day nor what else is wrong.
    "events: [{date: 2025-02-30, do: puase}]": ("1:17: 'date' is '2025-02-30', which", "1:33: unknown action 'puase'"),
    "events: [{dat: 2025-02-01, do: puase}]": ("1:11: unknown field of an event 'dat': did you mean 'date'? allowed: do, date", "1:32: unknown action 'puase'"),
    "events: [{date: 2025-02-30}]": ("1:10: an event lacks 'do' (join, use", "1:17: 'date' is '2025-02-30', which"),
    "events: [{}]": ("1:10: an event lacks 'do' (join, use, cancel",),
    "events: [{date: 2025-02-30, do: add_method}]": ("1:10: the event 'add_method' lacks 'method' or 'card' or", "1:17: 'date' is '2025-02-30', which"),
    "events: [{date: 2025-02-30, do: add_method, card: a, account: b}]": ("1:17: 'date' is '2025-02-30', which", "1:54: 'account' beside 'card'"),
    "events: [{date: 2025-01-31, do: join}, {date: 2025-01-30, do: use, benefit: x}]": (
        "1:47: the event of 2025-01-30 comes after another on this line", "1:77: unknown benefit 'x'"),
    "events: [{date: 2025-01-31, do: joyn}, {date: 2025-01-30, do: keep}]": ("1:33: unknown action 'joyn'", "1:47: the event of 2025-01-30 comes after"),
    "until: 2025-01-31\nevents: [{date: 2025-02-01, do: use, benefit: x}]": ("2:17: the event of 2025-02-01 is after 'until', 2025-01-31", "2:47: unknown benefit 'x'"),
    "until: 2025-01-31\nevents: [{date: 2025-02-01, do: joyn}]": ("2:17: the event of 2025-02-01 is after 'until'", "2:33: unknown action 'joyn'"),
    # What is on file is known before the run, and after each wallet action (PAY-8).
    "events:\n- {date: 2025-01-31, do: remove_method, name: a}\n- {date: 2025-01-31, do: set_default, name: cord}": (
        "2:47: unknown payment method 'a', on file: card", "3:45: unknown payment method 'cord', did you mean 'card'?"),
    "events:\n- {date: 2025-01-31, do: remove_method, name: card}\n- {date: 2025-01-31, do: unblock_method, name: card}": (
        "3:48: unknown payment method 'card', on file: nothing",),
    "events:\n- {date: 2025-01-31, do: add_method, account: b}\n- {date: 2025-01-31, do: update_method, name: b, expires: 2026-01}\n- {date: 2025-01-31, do: top_up, name: b, amount: 5}": (
        "3:47: 'b' is no card, only a card expires", "4:40: 'b' is no gift balance, only a gift balance can be topped up"),
    "events:\n- {date: 2025-01-31, do: add_method, account: card}\n- {date: 2025-01-31, do: add_method, method: {card: card}}": (
        "2:47: payment method 'card' is already on file, names are unique", "3:53: payment method 'card' is already on file"),
    "given: {date: 2025-01-31, state: prospect, wallet: [{card: a}]}\nevents: [{date: 2025-01-31, do: remove_method, name: card}]": (
        "2:54: unknown payment method 'card', on file: a",),
    # A wrong date, or a wrong action without names, leaves it known; a name that is not known does not.
    "events:\n- {date: 2025-02-30, do: add_method, card: a}\n- {date: 2025-01-31, do: joyn}\n- {date: 2025-01-31, do: set_default, name: a}\n- {date: 2025-01-31, do: set_default, name: b}": (
        "2:10: 'date' is '2025-02-30'", "3:26: unknown action 'joyn'", "5:45: unknown payment method 'b', on file: card, a"),
    "events:\n- {date: 2025-01-31, do: ad_method, card: a}\n- {date: 2025-01-31, do: set_default, name: a}": ("2:26: unknown action 'ad_method': did you mean 'add_method'?",),
    "events:\n- {date: 2025-01-31, do: add_method, card: 5}\n- {date: 2025-01-31, do: set_default, name: a}": ("2:44: 'card' is 5, text is allowed",),
    "wallet: [{card: a, expires: 2026-13}]\nevents: [{date: 2025-01-31, do: set_default, name: b}]": ("1:29: 'expires' is '2026-13'",),
    "events: [{date: 2025-01-31, do: top_up, name: a, amount: 1.5}]": ("1:58: 'amount' is 1.5, a decimal point is not allowed",),
    "events: [{date: 2025-01-31, do: top_up, name: a, amount: -1}]": ("1:58: 'amount' is -1, a whole number of minor units from 0 to 1000000000000",),
    "events: [{date: 2025-01-31, do: join}, {date: 2025-01-30, do: pause}]": ("1:47: the event of 2025-01-30 comes after another on this line, 2025-01-31: "
                                                                             "dates may not go back",),
    JOIN + "expect: {entries: [{charge: 5}]}": ("2:20: an expected entry of kind 'charge' lacks 'date'",),
    JOIN + "expect: {entries: [{date: 2025-01-31, charge: 5, decline: 5}]}": ("2:50: 'decline' beside 'charge', an entry is of one kind only",),
    JOIN + "expect: {entries: [{date: 2025-01-31, charge: 5, amount: 5}]}": ("2:50: 'amount' beside 'charge', which says the same",),
    JOIN + "expect: {entries: [{date: 2025-01-31, kind: charge, charge: 5}]}": ("2:39: 'kind' beside 'charge', which says the same",),
    JOIN + "expect: {entries: [{date: 2025-01-31, kind: refund, tax: 5}]}": ("2:53: unknown field of an expected entry of kind 'refund' 'tax'",),
    JOIN + "expect: {entries: [{date: 2025-01-31, chrge: 5}]}": ("2:39: unknown field of an expected entry 'chrge': did you mean 'charge'?",),
    JOIN + "expect: {entries: [{date: 2025-01-31, state: payed}]}": ("2:46: unknown state 'payed': did you mean 'paused'?",),
    JOIN + "expect: {complete: [charges]}": ("2:21: unknown kind of entry 'charges': did you mean 'charge'?",),
    JOIN + "expect: {totals: {charge: 5}}": ("2:19: unknown field of 'totals' 'charge': did you mean 'charged'?",),
    "given: {state: paid, date: 2025-03-10}": ("1:16: the state 'paid' lacks 'period_end'",),
    "given: {state: suspended, date: 2025-03-10}": ("1:16: the state 'suspended' lacks 'owed' and 'suspended_since'",),
    "given: {state: paid, date: 2025-03-10, period_end: null}": ("1:16: the state 'paid' lacks 'period_end'",),
    "given: {state: past_due, date: 2025-03-10, owed: {}}": ("1:50: 'owed' lacks 'first_due'",),
    "given: {state: paid, date: 2025-03-10, period_end: 2025-03-10}": ("1:52: 'period_end' is 2025-03-10, a day after the date is allowed",),
    "given: {state: paid, date: 2025-03-10, period_end: 2025-05-10}": ("1:52: 'period_start', supposed, is 2025-04-10, a day not after the date, 2025-03-10, is allowed",),
    "given: {state: paid, date: 2025-03-10, period_end: 2025-03-20, period_start: 2025-02-21}": (
        "1:78: 'period_start' is 2025-02-21, no period of 'monthly' with it ends on 2025-03-20 (BILL-2)",),
    "given: {state: suspended, date: 2024-02-25, suspended_since: 2024-02-20, owed: {first_due: 2024-01-01}}": (
        "1:62: 'suspended_since' is 2024-02-20, the last retry of what is owed since 2024-01-01 was on 2024-01-15 (PAY-4)",),
    "given: {state: past_due, date: 2024-02-25, owed: {first_due: 2024-02-20, period_end: 2024-02-22}}": (
        "1:86: 'period_end' of 'owed' is 2024-02-22, the member's own, 2024-03-20, is allowed",),
    "given: {state: trial, date: 2025-03-10, period_end: 2025-03-31, trial_used: no}": (
        "1:77: 'trial_used' is no, in the state 'trial' it is always yes",),
    "given: {state: paused, date: 2025-03-10, paused_since: 2025-03-11}": ("1:56: 'paused_since' is 2025-03-11, a day not after the date, 2025-03-10, is allowed",),
    "given: {state: paused, date: 2025-03-10, paused_since: 2024-03-10}": ("1:56: 'paused_since' is 2024-03-10, the pause would be over by the date (PAUSE-3)",),
    "given: {state: paused, date: 2025-03-10, paused_since: 2025-03-10, waiting: pause}": ("1:77: 'waiting' is 'pause', nothing is allowed in the state 'paused', it applies in trial, paid",),
    "given: {state: paid, date: 2025-03-10, period_end: 2025-03-31, owed: {first_due: 2025-03-01}}": ("1:70: 'owed' is given, nothing is allowed in the state 'paid', it applies in past_due, suspended",),
    "given: {state: past_due, date: 2025-03-10, owed: {first_due: 2025-03-05}, retries: 2}": ("1:84: 'retries' is 2, by 2025-03-10 there were 1 of [3, 7, 14] (PAY-3)",),
    "given: {state: past_due, date: 2025-03-10, owed: {first_due: 2025-02-01}}": ("1:62: 'first_due' of 'owed' is 2025-02-01, less than 14 days before the date, 2025-03-10, is allowed (PAY-4)",),
    "given: {state: past_due, date: 2025-03-10, owed: {first_due: 2025-03-05, kind: join}}": ("1:80: unknown kind of charge 'join', allowed: conversion",),
    "given: {state: cancelled, date: 2025-03-10, ended: 2025-03-11}": ("1:52: 'ended' is 2025-03-11, a day not after the date, 2025-03-10, is allowed",),
    "given: {state: paid, date: 2025-03-10, period_end: 2025-03-31, family: [A, A]}": ("1:72: 'family' is [A, A], each name is allowed once (FAMILY-1)",),
    "given: {state: trial, date: 2025-03-10, period_end: 2025-03-31, next_plan: anual}": ("1:76: unknown plan 'anual': did you mean 'annual'?",),
    "given: {state: prospect, date: 2025-03-10, wallet: [{card: a}], default: b}": ("1:74: unknown payment method 'b', on file: a",),
    "wallet: [{card: a}]\ngiven: {state: prospect, date: 2025-03-10, wallet: [{card: a}]}": ("2:44: 'wallet' in 'given' beside the scenario's own",),
    "plan: annual\ngiven: {state: prospect, date: 2025-03-10, plan: monthly}": ("2:50: 'plan' is 'monthly' in 'given', the scenario's own, 'annual', is allowed",),
    "given: {state: prospect, date: 2025-03-10}\n" + JOIN: ("2:17: the event of 2025-01-31 comes after the date of 'given', 2025-03-10: dates may not go back",),
    "given: {state: prospect, date: 2025-03-10}\nuntil: 2025-03-09": ("2:8: 'until' is 2025-03-09, a day not before the date of 'given', 2025-03-10, is allowed",),
    "given: {state: paid, date: 2015-03-10, period_end: 2015-03-31}": ("1:16: 'charge' cannot be supposed: no fee of monthly is known on 2015-02-28",),
    "rulebook: nowhere\n" + JOIN + "---\nplan: x\n" + JOIN.replace("join", "joyn"): (
        "1:11: unknown rule book 'nowhere'", "4:7: unknown plan 'x'", "5:33: unknown action 'joyn'"),
}  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_every_error_has_its_place(text: str) -> None:
    found = problems_of(text)
    assert len(found) == len(BAD[text]), found
    for problem, start in zip(found, BAD[text], strict=True):
        assert problem.startswith(f"f.yaml:{start}"), problem


def test_all_errors_of_a_file_are_told_in_one_pass() -> None:
    text = (
        "title: 5\nplan: monthy\nwallet: [{card: a}, {card: a}]\nuntil: 2024-02-30\n"
        "events:\n  - {date: 2025-01-31, do: joyn}\n  - {date: 2025-01-31, do: use, benefit: x, value: 1.5}\n"
        "  - {date: 2025-01-30, do: pause}\n  - {date: 2025-01-29, do: pause, refused: X-1}\n  - {date: 2025-01-29, do: keep}\n"
        "expect: {entries: [{date: x}]}\n---\nplan: y\nevents: [{date: 2025-01-01, do: join}]\n"
    )
    lines = [int(problem.split(":")[1]) for problem in problems_of(text)]
    assert lines == [1, 2, 3, 4, 6, 7, 7, 8, 9, 9, 10, 11, 13]


def test_errors_of_a_book_have_the_books_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("base: amazon.co.jp\nvalues: {trial.day: 3}\n")
    (tmp_path / "story.yaml").write_text("rulebook: mine.yaml\nplan: 5\n" + JOIN)
    with pytest.raises(InputError) as caught:
        load_scenarios(str(tmp_path / "story.yaml"))
    assert [(Path(its.place.path).name, its.place.line) for its in caught.value.problems if its.place] == [
        ("mine.yaml", 2), ("story.yaml", 2),
    ]  # fmt: skip


def test_a_book_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "base: generic\ntitle: Mine\nplans: {weekly: {days: 30}}\nvalues:\n"
        "  prices.weekly: {fee: 300, certainty: stated, source: template}\n"
        "  refund.used.weekly: {value: none, certainty: stated, source: template}\n"
    )
    (tmp_path / "story.yaml").write_text("rulebook: mine.yaml\nplan: weekly\n" + JOIN)
    [scenario] = load_scenarios(str(tmp_path / "story.yaml"))
    assert (scenario.book.name, scenario.book.plans["weekly"].days) == ("mine", 30)


# ---- given

GIVENS = {
    "state: prospect": {},
    "state: trial, period_end: 2025-03-31": {"start_day": day("2025-03-01"), "benefits_since_day": day("2025-03-01"), "trial_used": True},
    "state: paid, period_end: 2025-03-31": {"anchor_day": day("2025-01-31"), "elapsed": 1, "start_day": day("2025-02-28")},
    "state: paid, period_end: 2025-03-31, anchor: 2024-10-31": {"elapsed": 4, "start_day": day("2025-02-28")},
    "state: paid, period_end: 2025-02-28, period_start: 2025-01-31, date: 2025-02-05": {
        "anchor_day": day("2025-01-31"), "elapsed": 0, "start_day": day("2025-01-31")},
    "state: paid, period_end: 2025-03-28": {"anchor_day": day("2025-02-28"), "elapsed": 0, "start_day": day("2025-02-28")},
    "state: paid, period_end: 2028-02-29, plan: annual, date: 2027-03-01": {"anchor_day": day("2024-02-29"), "elapsed": 36,
                                                                              "start_day": day("2027-02-28")},
    "state: past_due, owed: {first_due: 2025-03-05}": {"retries": 1, "tries": 2, "start_day": day("2025-03-05"), "end_day": day("2025-04-05")},
    "state: suspended, owed: {first_due: 2025-02-24}, suspended_since: 2025-03-10": {"retries": 3, "tries": 4, "benefits_since_day": 0},
    "state: paused, paused_since: 2025-03-10": {"trial_used": True, "ever_paid": False, "charge": None},
    "state: cancelled": {"ended_day": day("2025-03-10"), "trial_used": True},
    "state: prospect, graduation: 2026-02": {"graduation_day": day("2026-02-28")},
}  # fmt: skip


@pytest.mark.parametrize("text", GIVENS)
def test_what_a_given_leaves_out_is_supposed(text: str) -> None:
    on = "" if "date:" in text else "date: 2025-03-10, "
    snapshot = load_one(f"given: {{{on}{text}}}").given
    assert snapshot is not None
    assert {name: getattr(snapshot, name) for name in GIVENS[text]} == GIVENS[text]


def test_the_charge_of_a_paid_member_is_the_fee_of_the_period() -> None:
    text = "rulebook: amazon.com\nsales_tax: 8.875%\ngiven: {date: 2025-03-10, state: paid, period_end: 2025-03-31}"
    snapshot = load_one(text).given
    assert snapshot is not None
    assert snapshot.charge == (None, day("2025-02-28"), 1499 + 133, 133, day("2022-02-18"))


def test_the_given_plan_and_wallet_are_the_scenarios() -> None:
    scenario = load_one(
        "given: {date: 2025-03-10, state: trial, period_end: 2025-03-31, plan: annual, wallet: [{card: a}]}"
    )
    assert (scenario.plan, scenario.wallet) == ("annual", Wallet((Method("a"),), "a"))


@pytest.mark.parametrize(
    ("minimal", "on", "skip"),
    [
        ("state: trial, period_end: 2025-03-02", "2025-02-10", ()),
        ("state: paid, period_end: 2025-04-02", "2025-03-10", ("benefits_since_day",)),
    ],
)
def test_a_minimal_given_is_what_the_simple_life_has(minimal: str, on: str, skip: tuple[str, ...]) -> None:
    book = RuleBook.load("amazon.co.jp")
    run = Run(book.terms(), Snapshot("prospect", day("2025-01-31"), "monthly"))
    run.act(day("2025-01-31"), Action("join"))
    run.advance(day(on))
    lived, given = run.snapshot(), load_one(f"given: {{date: {on}, {minimal}}}").given
    assert given is not None
    counters = ("run_tries", "seq", *skip)
    lived_charge = lived.charge and lived.charge._replace(seq=None)
    told = {name: getattr(lived, name) for name in counters}
    assert given._replace(**told) == lived._replace(charge=lived_charge)


PLANS = ("monthly", "annual", "student_monthly", "student_annual")
DATES = st.integers(0, 45)
BLOCKED = Wallet((Method("card", blocked="invalid", until_day=day("2024-06-10")),), "card")


@st.composite
def lives(draw: st.DrawFn) -> tuple[RuleBook, Snapshot]:
    """Return a snapshot that a random life came to."""
    book = RuleBook.load(draw(st.sampled_from(["amazon.co.jp", "amazon.com", "generic"])))
    if draw(st.booleans()):
        book = book.with_values({"billing.month_end": "sticky_month_end", "plan.change": "at_once"})
    plans = [plan for plan in PLANS if plan in book.plans]
    start = day("2024-01-28") + draw(st.integers(0, 40))
    run = Run(
        book.terms(Rate(8875, 100_000)),
        Snapshot("prospect", start, draw(st.sampled_from(plans)), wallet=draw(st.sampled_from([Wallet(), BLOCKED]))),
    )
    for number in range(draw(st.integers(0, 14))):
        name = "join" if not number else draw(st.sampled_from(list(ARGUMENTS)))
        action = Action(
            name,
            trial=draw(st.booleans()),
            when=draw(st.sampled_from(["later", "now"])),
            to=draw(st.booleans() if name == "set_reminder" else st.sampled_from(plans)),
            benefit="delivery",
            value=3,
            month=day("2025-04-30"),
            name=draw(st.sampled_from(["Ann", "Bob"])) if "family" in name else "card",
            method=Method(f"m{run.facts.day}", "gift_balance", None, 9) if name == "add_method" else None,
            reason="invalid",
            until=run.facts.day + 30 if draw(st.booleans()) else None,
            expires=day("2026-04-30"),
            amount=7,
        )
        with contextlib.suppress(ScenarioError):  # a wallet action on what is not on file
            run.act(run.facts.day + draw(DATES), action)
    return book, run.snapshot()


@settings(max_examples=25, deadline=None)
@law(lives())
def test_a_snapshot_survives_its_given(life: tuple[RuleBook, Snapshot]) -> None:
    book, snapshot = life
    told = json.loads(json.dumps(snapshot_to_given(snapshot)))
    assert snapshot_from_given(told, book, sales_tax=Rate(8875, 100_000)) == snapshot
    assert not list(VALIDATOR.iter_errors({"given": told}))
    assert {fact.field for fact in FACTS.values()} | {"state", "day", "wallet"} == set(Snapshot._fields)


# ---- the schema says the same

SCHEMA = scenario_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker(["date"]))
GOOD_ENTRIES = (
    "charge: 5",
    "refund: 5, charge: 3",
    "kind: decline, reasons: [{reason: no_method}]",
    "benefits: no",
    "action: cancel, effective: null",
)

# What only the loader knows: the book, the order of days, names on file, what the parser refuses.
BEYOND_SCHEMA = (
    "the last retry of", "it is always yes", "unknown plan", "unknown rule book", "the rule book", "dates may not go back", "is after 'until'", "at most 200 years", "10,000 years", "include tax",
    "is on file already", "unknown payment method", "(FAMILY-1)", "no period of", "(PAY-7)", "before 2025", "no fee of", "(PAY-3)", "(PAY-4)", "(PAUSE-3)",
    "after the date", "the member's own", "beside the scenario's own", "in 'given', the", "not before the date", "goes from",
    "unknown value 'prices.weekly'", "is already on file", "is no card", "is no gift balance", "nothing follows '---'",
)  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_the_schema_refuses_what_the_loader_refuses(text: str) -> None:
    beyond = any(any(words in problem for words in BEYOND_SCHEMA) for problem in problems_of(text))
    documents, _ = parse(text, "f.yaml")
    refused = any(list(VALIDATOR.iter_errors(plain(document))) for document in documents)
    assert refused or beyond


@pytest.mark.parametrize(
    "text",
    [
        *SCENARIOS,
        JOIN,
        *(f"given: {{date: 2025-03-10, {text}}}" for text in GIVENS if "date:" not in text),
        *(JOIN + f"expect: {{entries: [{{date: 2025-03-02, {entry}}}]}}" for entry in GOOD_ENTRIES),
        'rulebook: amazon.com\nsales_tax: "8.875%"\nwith: {prices.annual: 5, pause.limit_days: null}\n' + JOIN,
    ],
)
def test_the_schema_accepts_what_the_loader_accepts(text: str) -> None:
    load_scenarios("f.yaml", text=text)
    documents, _ = parse(text, "f.yaml")
    for document in documents:
        assert [error.message for error in VALIDATOR.iter_errors(plain(document))] == []


@pytest.mark.slow
def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_example_of_the_schema() -> None:
    for example in SCHEMA["examples"]:
        VALIDATOR.validate(example)
        load_scenarios("f.yaml", text=json.dumps(example))


@pytest.mark.parametrize("path", sorted(Path("docs/schema").glob("*.json")), ids=str)
def test_the_schemas_in_the_docs_are_current(path: Path) -> None:
    assert json.loads(path.read_text(encoding="utf-8")) == schema(path.stem)


@pytest.mark.parametrize("path", sorted(Path("scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_are_in_the_format(path: Path) -> None:
    assert load_scenarios(str(path))
    for document in parse(path.read_bytes(), str(path))[0]:
        assert [error.message for error in VALIDATOR.iter_errors(plain(document))] == []
