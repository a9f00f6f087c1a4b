# ruff: noqa: E501 - a row of a table is a line
"""A start in the middle of a life: what no life comes to is refused with its place, everything else is accepted.

The laws are tried both ways: every snapshot of generated stories fulfils them, and each of them is broken by a row below.
"""

from __future__ import annotations

import contextlib
import json
from datetime import date
from random import Random

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from membership_sim import InputError, Member, RuleBook, Scenario, ScenarioError, Snapshot, possible, simulate
from membership_sim.files.given_periods import trial_start
from membership_sim.files.given_shapes import FACTS, REQUIRED
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.files.snapshot_file import snapshot_from_given
from membership_sim.member import Paid
from membership_sim.possible import impossible
from membership_sim.possible.laws import ALWAYS, APPLIES, FactLaw
from membership_sim.scenario import STATES
from membership_sim.testing.acts import act
from membership_sim.testing.choosing import seeded
from membership_sim.testing.leaps import leap
from membership_sim.testing.stories import story
from membership_sim.testing.strategies import scenarios
from tests.helpers import JP, US, begin_told, book, day

# ---- every life is accepted


def snapshots(scenario):
    """Yield the snapshots of a story, at its start, before and after each of its actions."""
    run = begin_told(scenario)
    yield run.snapshot()
    for event in scenario.events:
        run.advance(event.day)
        yield run.snapshot()
        run.act(event.day, event.action)
        yield run.snapshot()


def check_accepted(scenario):
    terms = scenario.book.terms(scenario.sales_tax)
    for lived in snapshots(scenario):
        assert impossible(lived, terms) == [], lived


@st.composite
def lives(draw):
    """Return a strategy of snapshots, each with the book and the sales tax of its story."""
    scenario = draw(scenarios())
    return draw(st.sampled_from(list(snapshots(scenario)))), scenario.book, scenario.sales_tax


def told_in_json(lived):
    """Return a snapshot as a file would say it."""
    return json.loads(json.dumps(lived.to_dict()))


@pytest.mark.parametrize("seed", range(40))
def test_every_snapshot_of_a_story_is_one_that_a_life_comes_to(seed):
    check_accepted(story(seed))


@pytest.mark.slow
@law(scenarios())
def test_every_snapshot_of_any_story(scenario):
    check_accepted(scenario)


@pytest.mark.slow
@law(lives())
def test_a_snapshot_of_a_story_survives_its_dict(life):
    lived, rules, tax = life
    assert snapshot_from_given(told_in_json(lived), rules, tax) == lived


def is_plain(life):
    """Tell whether a day ends one period alone: not where a month may end, nor a trial that had another length once."""
    lived, rules, tax = life
    if lived.state == "trial" and len(rules.terms(tax).trial_days) > 1:
        return False
    days = (lived.anchor_day, lived.start_day, lived.end_day, lived.opened_day, lived.benefits_since_day)
    return all(date.fromordinal(number).day < 28 for number in days if number)


@pytest.mark.slow
@law(lives())
def test_the_least_that_must_be_told_of_a_life_is_enough(life):
    lived, rules, tax = life
    needed = {"date", "state", "plan", *REQUIRED.get(lived.state, ())}
    least = {name: value for name, value in told_in_json(lived).items() if name in needed}
    supposed = snapshot_from_given(least, rules, tax)
    assert (supposed.state, supposed.day, supposed.plan) == (lived.state, lived.day, lived.plan)
    assert supposed.end_day == lived.end_day
    assert supposed.start_day == lived.start_day or not is_plain(life)
    assert supposed.start_day <= lived.start_day or lived.state != "trial"


# What is left out of a life can be another fact than it was, but then one that agrees with the rest.
HANGS_TOGETHER = {"used": "used_value", "waiting": "reminded", "plan": "owed", "seq": "charge"}


@pytest.mark.slow
@law(lives(), st.sampled_from(sorted(set(FACTS) - set(HANGS_TOGETHER))))
def test_any_fact_of_a_life_can_be_left_out(life, name):
    lived, rules, tax = life
    if name not in REQUIRED.get(lived.state, ()):
        told = {fact: value for fact, value in told_in_json(lived).items() if fact != name}
        assert snapshot_from_given(told, rules, tax).state == lived.state


@pytest.mark.parametrize("seed", [*range(60), 453, 19055])
def test_many_facts_of_a_life_can_be_left_out(seed):
    scenario, choose = story(seed), Random(seed)
    for lived in snapshots(scenario):
        kept = {"date", "state", "plan", "used", "waiting", "wallet", "default", *REQUIRED.get(lived.state, ())}
        share = choose.random()
        told = {name: value for name, value in told_in_json(lived).items() if name in kept or choose.random() < share}
        for name in filter(told.get, ("charge", "owed")):
            parts = told[name].items()
            told[name] = {part: value for part, value in parts if part in ("first_due", "kind") or choose.random() < share}
        assert snapshot_from_given(told, scenario.book, scenario.sales_tax).state == lived.state


# ---- everything else is refused

LIVES = {
    "prospect": {"date": "2025-03-10", "plan": "monthly"},
    "trial": {"date": "2025-03-10", "plan": "monthly", "period_end": "2025-03-31"},
    "student trial": {"date": "2025-03-10", "plan": "student_monthly", "period_end": "2025-08-28"},
    "paid": {"date": "2025-03-10", "plan": "monthly", "period_end": "2025-04-05"},
    "renewed": {"date": "2025-03-10", "plan": "monthly", "period_end": "2025-04-05", "anchor": "2025-01-05"},
    "student": {"date": "2025-03-10", "plan": "student_monthly", "period_end": "2025-04-05", "anchor": "2025-01-05"},
    "year": {"date": "2023-10-01", "plan": "annual", "period_end": "2024-09-01"},
    "past_due": {"date": "2025-03-10", "plan": "monthly", "owed": "{first_due: 2025-03-05}"},
    "unpaid": {"date": "2025-03-10", "plan": "monthly", "owed": "{first_due: 2025-03-05, kind: conversion}"},
    "long month": {"date": "2024-08-31", "plan": "monthly", "period_end": "2024-09-30", "charge": "{date: 2024-08-31}"},
    "month end": {"date": "2024-03-01", "plan": "monthly", "period_end": "2024-03-31", "owed": "{first_due: 2024-02-29}"},
    "suspended": {"date": "2025-03-25", "plan": "monthly", "owed": "{first_due: 2025-03-05}", "suspended_since": "2025-03-19"},
    "paused": {"date": "2025-03-10", "plan": "monthly", "paused_since": "2025-03-05", "ever_paid": "yes"},
    "student pause": {"date": "2025-03-10", "plan": "student_annual", "paused_since": "2025-03-05", "student_months": "48"},
    "cancelled": {"date": "2025-03-10", "plan": "monthly"},
}  # fmt: skip
STATE_OF = {"student trial": "trial", "renewed": "paid", "student": "paid", "year": "paid", "unpaid": "past_due", "long month": "paid", "month end": "past_due", "student pause": "paused"}

# A life, one fact of it that is told otherwise, and what is said about it, at that fact unless another is named.
CORRUPTED = [
    # where a fact applies
    ("prospect", "ended", "2025-03-01", "nothing is allowed in the state 'prospect'"),
    ("prospect", "student_months", "3", "nothing is allowed in the state 'prospect'"),
    ("prospect", "family", "[mika]", "nothing is allowed in the state 'prospect'"),
    ("trial", "anchor", "2025-03-01", "nothing is allowed in the state 'trial', it applies in paid, past_due, suspended"),
    ("trial", "charge", "{amount: 600}", "'charge' is given, nothing is allowed in the state 'trial'"),
    ("trial", "ever_paid", "yes", "nothing is allowed in the state 'trial'"),
    ("paid", "owed", "{first_due: 2025-03-05}", "'owed' is given, nothing is allowed in the state 'paid'"),
    ("paid", "paused_since", "2025-03-05", "nothing is allowed in the state 'paid'"),
    ("past_due", "waiting", "cancel", "'waiting' is 'cancel', nothing is allowed in the state 'past_due', it applies in trial, paid"),
    ("past_due", "next_plan", "annual", "nothing is allowed in the state 'past_due'"),
    ("past_due", "reminded", "yes", "nothing is allowed in the state 'past_due'"),
    ("suspended", "benefits_since", "2025-03-05", "nothing is allowed in the state 'suspended'"),
    ("paused", "used", "yes", "nothing is allowed in the state 'paused'"),
    ("paused", "period_end", "2025-04-05", "nothing is allowed in the state 'paused'"),
    ("cancelled", "family", "[mika]", "nothing is allowed in the state 'cancelled'"),
    ("cancelled", "charge", "{amount: 600}", "nothing is allowed in the state 'cancelled'"),
    ("cancelled", "used_value", "5", "nothing is allowed in the state 'cancelled'"),
    ("trial", "trial_used", "no", "'trial_used' is no, in the state 'trial' it is always yes"),
    ("cancelled", "trial_used", "no", "in the state 'cancelled' it is always yes"),
    ("cancelled", "ended", "null", "'ended' is null, the state 'cancelled' always has it"),
    ("paid", "charge", "null", "'charge' is null, the state 'paid' always has it"),
    ("paid", "ever_paid", "no", "in the state 'paid' it is always yes"),
    ("paid", "anchor", "null", "'anchor' is null, the state 'paid' always has it"),
    # what has passed has passed
    ("trial", "period_start", "2025-03-11", "a day not after the date, 2025-03-10, is allowed"),
    ("paid", "anchor", "2025-04-05", "no period of 'monthly' with it ends on 2025-04-05"),
    ("paid", "charge", "{date: 2025-03-11}", "'date' of 'charge' is 2025-03-11, a day not after the date"),
    ("paid", "opened", "2025-03-11", "a day not after the date"),
    ("paid", "benefits_since", "2025-03-11", "a day not after the date"),
    ("past_due", "owed", "{first_due: 2025-03-11}", "'first_due' of 'owed' is 2025-03-11, a day not after the date"),
    ("suspended", "suspended_since", "2025-03-26", "a day not after the date"),
    ("paused", "paused_since", "2025-03-11", "a day not after the date"),
    ("cancelled", "ended", "2025-03-11", "a day not after the date"),
    # and what is due has happened
    ("paid", "period_end", "2025-03-10", "a day after the date is allowed"),
    ("trial", "period_end", "2025-03-10", "a day after the date is allowed"),
    ("paused", "paused_since", "2024-03-10", "the pause would be over by the date (PAUSE-3)"),
    ("suspended", "date", "2025-04-02", "'suspended_since' is 2025-03-19, the suspension would be over by the date (PAY-7)", "suspended_since"),
    # periods
    ("paid", "period_end", "2025-05-10", "'period_start', supposed, is 2025-04-10, a day not after the date"),
    ("paid", "period_start", "2025-03-04", "no period of 'monthly' with it ends on 2025-04-05 (BILL-2)"),
    ("paid", "elapsed", "300000", "no period of 'monthly' with it ends on 2025-04-05 (BILL-2)"),
    ("renewed", "elapsed", "1", "the period starts 2 months after the anchor (BILL-2)"),
    ("renewed", "period_start", "2025-02-05", "'period_end' is 2025-04-05, 2025-03-05 follows from the anchor and the plan 'monthly'", "period_end"),
    ("renewed", "period_start", "2025-02-06", "'anchor' is 2025-01-05, no period of 'monthly' from 2025-02-06 has it (BILL-2)", "anchor"),
    ("renewed", "anchor", "2025-01-06", "no period of 'monthly' with it ends on 2025-04-05"),
    ("renewed", "opened", "2025-01-06", "a day not after the anchor, 2025-01-05, is allowed"),
    ("renewed", "benefits_since", "2025-03-05", "a day before the period's start, 2025-03-05, is allowed: it is a renewal"),
    ("paid", "benefits_since", "2025-03-06", "a day not after the period's start, 2025-03-05, is allowed"),
    ("trial", "period_start", "2025-03-02", "'period_end' is 2025-03-31, a trial from 2025-03-02 ends on 2025-04-01 (TRIAL-1)", "period_end"),
    ("student trial", "period_end", "2025-08-31", "no trial of 'student_monthly' ends on that day (TRIAL-1)"),
    ("trial", "benefits_since", "2025-03-02", "the start of the trial, 2025-03-01, is allowed (TRIAL-1)"),
    ("trial", "reminded", "yes", "no is allowed before 2025-03-28, the day of the reminder (NOTICE-1)"),
    ("paused", "opened", "2025-03-05", "a day before the pause, 2025-03-05, is allowed"),
    # the latest charge
    ("paid", "charge", "{amount: 500}", "'amount' of 'charge' is 500, the fee of its price step, 600, is allowed (PRICE-1)"),
    ("paid", "charge", "{amount: 5900}", "the fee of its price step, 600, is allowed"),
    ("paid", "charge", "{tax: 48, amount: 600}", "the fee of its price step, 600 and the tax, 48, is allowed"),
    ("paid", "charge", "{tax: 700, amount: 600}", "'tax' of 'charge' is 700, a part of the amount, 0 to 600, is allowed"),
    ("paid", "charge", "{price_from: 2019-04-12, amount: 500}", "'price_from' of 'charge' is 2019-04-12, 2023-08-24 is allowed, the price step of that time"),
    ("paid", "charge", "{date: 2025-03-04}", "2025-03-05 to 2025-04-01 are allowed, its period's start or a recovery after it"),
    ("paid", "charge", "{date: 2025-03-06}\n  opened: 2025-01-06", "2025-03-05 is allowed, its period's start or a recovery after it (BILL-1, PAY-5)"),
    ("long month", "opened", "2024-08-01", "'date' of 'charge' is 2024-08-31, 2024-08-30 is allowed", "charge"),
    ("renewed", "charge", "{date: 2025-02-05}", "2025-03-05 to 2025-04-01 are allowed, its period's start or a recovery after it (BILL-1, PAY-5)"),
    ("year", "charge", "{date: 2023-09-01, amount: 3900}", "the fee of its price step, 5900, is allowed"),
    ("year", "charge", "{date: 2023-09-01, amount: 5000}", "the fee of its price step, 5900, is allowed"),
    ("paid", "charge", "{seq: 3}\n  seq: 2", "'seq' of 'charge' is 3, at most 2 is allowed"),
    ("past_due", "charge", "{date: 2025-03-05}", "2025-02-05 to 2025-03-04 are allowed"),
    ("past_due", "charge", "{amount: 300}", "the fee of its price step, 600, is allowed"),
    ("past_due", "charge", "{amount: 400}\n  opened: 2024-12-05", "the fee of its price step, 600, is allowed"),
    ("past_due", "charge", "null", "the charge of the period before what is owed is allowed"),
    ("unpaid", "charge", "{amount: 600}", "'charge' is given, null is allowed, the first charge of the membership is still owed"),
    ("paused", "charge", "{date: 2025-01-31}", "2025-02-02 to 2025-03-04 are allowed"),
    ("paused", "charge", "{amount: 5900}", "the fee of its price step, 600, is allowed"),
    ("paused", "charge", "null", "'ever_paid' is yes, there is no latest charge of this membership", "ever_paid"),
    # what is owed
    ("past_due", "owed", "{first_due: 2025-03-05, amount: 500}", "'amount' of 'owed' is 500, the fee of its price step, 600, is allowed"),
    ("past_due", "owed", "{first_due: 2025-03-05, tax: 601, amount: 600}", "'tax' of 'owed' is 601, a part of the amount"),
    ("past_due", "owed", "{first_due: 2025-03-05, price_from: 2017-06-01, amount: 400}", "2023-08-24 is allowed, the price step of that time"),
    ("past_due", "owed", "{first_due: 2025-03-05, plan: annual}", "'plan' of 'owed' is 'annual', the member's own, 'monthly', is allowed"),
    ("past_due", "owed", "{first_due: 2025-03-05, period_start: 2025-03-04}", "'first_due' of 'owed' is 2025-03-05, the period's start, 2025-03-04, is allowed"),
    ("past_due", "owed", "{first_due: 2025-03-05, period_end: 2025-04-06}", "'period_end' of 'owed' is 2025-04-06, the member's own, 2025-04-05"),
    ("past_due", "owed", "{first_due: 2025-03-05, anchor: 2025-01-06}", "'anchor' of 'owed' is 2025-01-06, no period counted from it starts on 2025-03-05"),
    ("past_due", "owed", "{first_due: 2025-03-05, elapsed: 900000}", "'elapsed' of 'owed' is 900000, the member's own, 1, is allowed"),
    ("past_due", "owed", "{first_due: 2025-03-05, kind: graduation, anchor: 2025-03-05}", "'elapsed', supposed, is 0, the length of the period before"),
    ("past_due", "anchor", "2025-03-05", "'elapsed', supposed, is 0, the length of the period before, or more, is allowed (BILL-2)"),
    ("unpaid", "anchor", "2025-02-05", "'elapsed', supposed, is 1, 0 is allowed, a trial's conversion is the new anchor"),
    ("past_due", "owed", "{first_due: 2025-03-05, anchor: 2025-02-05}\n  anchor: 2025-01-05", "'anchor' of 'owed' is 2025-02-05, the member's own, 2025-01-05, is allowed"),
    ("past_due", "opened", "2025-03-05", "a day not after the anchor, 2025-02-05, is allowed"),
    ("unpaid", "opened", "2025-02-05", "2025-03-05 is allowed, the day on which its first charge was due"),
    ("past_due", "benefits_since", "2025-03-05", "a day before 2025-03-05 is allowed, past due they go on (PAY-3)"),
    ("past_due", "retries", "2", "'retries' is 2, by 2025-03-10 there were 1 of [3, 7, 14] (PAY-3)"),
    ("past_due", "tries", "1", "at least 2 are allowed, the first try and 1 retry"),
    ("month end", "owed", "{first_due: 2024-02-29, kind: conversion}", "'period_end' is 2024-03-31, 2024-03-29 follows from the anchor", "period_end"),
    ("past_due", "owed", "{first_due: 2025-02-20}", "'first_due' of 'owed' is 2025-02-20, less than 14 days before the date"),
    ("suspended", "owed", "{first_due: 2025-03-15}", "14 days or more before the date, 2025-03-25, are allowed"),
    ("suspended", "retries", "2", "by 2025-03-25 there were 3 of [3, 7, 14] (PAY-3)"),
    ("suspended", "suspended_since", "2025-03-20", "the last retry of what is owed since 2025-03-05 was on 2025-03-19 (PAY-4)"),
    # the account
    ("paid", "next_plan", "monthly", "another plan than the member's own is allowed (PLAN-1)"),
    ("paid", "next_plan", "student_monthly", "a member who has paid moves from a regular to a student plan at once (PLAN-3)"),
    ("paused", "next_plan", "student_annual", "a member who has paid moves from a regular to a student plan at once (PLAN-3)"),
    ("paid", "family", "[mika, ken, yui]", "'family' is [mika, ken, yui], at most 2 are allowed (FAMILY-1)"),
    ("paid", "family", "[mika, mika]", "each name is allowed once (FAMILY-1)"),
    ("student", "family", "[mika]", "on a student plan nobody is allowed (FAMILY-1)"),
    ("student trial", "family", "[mika]", "on a student plan nobody is allowed (FAMILY-1)"),
    ("student", "student_months", "2", "at least 3 were paid for since the anchor (PLAN-2)"),
    ("student", "student_months", "49", "at most 48 are allowed, the limit is 48 (PLAN-2, PLAN-4)"),
    ("student trial", "student_months", "48", "at most 47 are allowed, the limit is 48"),
    ("paid", "student_months", "60", "at most 59 are allowed, the limit is 48"),
    ("trial", "used_value", "5", "0 is allowed while nothing was used"),
    ("paid", "ended", "2025-03-06", "this membership was there on 2025-03-05, a day not after it is allowed (REJOIN-1)"),
    ("trial", "ended", "2025-01-01", "null is allowed in a trial, there is only one (TRIAL-4)"),
]  # fmt: skip


def text_of(life, **changes):
    """Return a `given` with a fact a line."""
    facts = {**LIVES[life], **changes}
    lines = [f"  {name}: {value}" for name, value in {"state": STATE_OF.get(life, life), **facts}.items()]
    return "given:\n" + "\n".join(lines)


def problems_of(text, before=""):
    with pytest.raises(InputError) as caught:
        load_scenarios("f.yaml", text=text + before)
    return caught.value.problems


@pytest.mark.parametrize("life", LIVES)
def test_the_lives_are_lives(life):
    assert len(load_scenarios("f.yaml", text=text_of(life))) == 1


@pytest.mark.parametrize("row", CORRUPTED, ids=lambda row: " ".join(row[:3]))
def test_a_fact_that_no_life_comes_to_is_refused_once_at_its_line(row):
    life, name, value, message, *where = row
    text = text_of(life, **{name: value})
    (problem,) = problems_of(text)
    assert message in problem.message
    at_line = 1 + next(n for n, line in enumerate(text.splitlines()) if line.startswith(f"  {where[0] if where else name}:"))
    assert problem.place.line == at_line, problem


# The laws that a `given` cannot break alone: another says it first, or what it reads cannot be told.
READINGS = [
    (US, {}, {"student_months": 3}, "student_months is 3, 0 is allowed, the rule book has no student plan (PLAN-2)"),
    (JP, {"plan.change": "at_once"}, {"next_plan": "annual"}, "next_plan is 'annual', no change of plan waits by this rule book"),
    (JP, {"student.paid_months": 1}, {"next_plan": "student_annual", "plan": "student_monthly", "student_months": 1}, "next_plan is 'student_annual', after 1 student months"),
    (JP, {"trial.days": 0}, {"state": "trial"}, "state is 'trial', the plan 'monthly' has no trial on 2025-02-05 (TRIAL-1)"),
    (JP, {"trial.again": {"after_months": 3}}, {"state": "trial", "ended_day": day("2024-12-01")}, "ended_day is 2024-12-01, the trial began on 2025-02-05, less than 3 months after (TRIAL-4)"),
    (JP, {"reminder.days_before": 40}, {"reminded": True}, "reminded is yes, no is allowed, the period is too short"),
    (JP, {}, {"end_day": day("2025-03-06")}, "end_day is 2025-03-06, 2025-03-05 follows from the anchor and the plan 'monthly'"),
    (JP, {}, {"charge": Paid(1, day("2025-02-05"), 600, 0, day("2023-08-24"))}, "charge.seq is 1, at most 0 is allowed"),
]  # fmt: skip
LIVED = Snapshot.from_dict({"date": "2025-02-20", "state": "paid", "plan": "monthly", "period_end": "2025-03-05"})
EMPTIED = dict(anchor_day=0, elapsed=0, charge=None, opened_day=0, ever_paid=False, end_day=day("2025-03-07"))  # noqa: C408


@pytest.mark.parametrize(("name", "values", "changes", "message"), READINGS)
def test_a_start_in_code_is_judged_by_the_same_laws(name, values, changes, message):
    rules = book(name, values)
    fee = rules.plans[LIVED.plan].prices[-1]
    start = LIVED._replace(charge=LIVED.charge._replace(amount=fee.fee, price_from_day=fee.new_from))
    start = start._replace(**(EMPTIED if changes.get("state") == "trial" else {}))
    start = start._replace(**changes)
    found = [str(contradiction) for contradiction in impossible(start, rules.terms())]
    assert any(problem.startswith(message) for problem in found), found
    with pytest.raises(ScenarioError) as caught:
        Member(rules, start=start)
    assert list(caught.value.problems) == found
    with pytest.raises(ScenarioError) as caught:
        simulate(Scenario("a start", rules, ()), start=start)
    assert list(caught.value.problems) == found


def test_every_law_is_broken_by_some_row(monkeypatch):
    broken = set()

    def watched(number, its):
        def find(snapshot, terms):
            for contradiction in its.find(snapshot, terms):
                broken.add(number)
                yield contradiction

        return its._replace(find=find)

    laws = possible.LAWS
    monkeypatch.setattr(possible, "LAWS", tuple(watched(number, its) for number, its in enumerate(laws)))
    for life, name, value, *_ in CORRUPTED:
        problems_of(text_of(life, **{name: value}))
    for text, _ in MANY.values():
        problems_of(text)
    for name, values, changes, _ in READINGS:
        emptied = EMPTIED if changes.get("state") == "trial" else {}
        impossible(LIVED._replace(**emptied)._replace(**changes), book(name, values).terms())
    assert [its for number, its in enumerate(laws) if number not in broken] == []


class Spy:
    """Stands for a tuple and notes which of its fields are read."""

    def __init__(self, seen, read, path=""):
        self.seen, self.read, self.path = seen, read, path

    def __getattr__(self, name):
        value = getattr(self.seen, name)
        if not name.startswith("_") and name in self.seen._fields:
            self.read.add(self.path + name)
            return Spy(value, self.read, f"{name}.") if name in ("charge", "owed") and value is not None else value
        return value


FREE = {"state", "day", "plan"}  # without which no law is asked


@pytest.mark.parametrize("seed", range(12))
def test_a_law_says_which_facts_it_reads(seed):
    scenario = story(seed)
    terms = scenario.book.terms(scenario.sales_tax)
    for lived in snapshots(scenario):
        for its in possible.LAWS:
            if lived.state in its.states and its not in possible.period.OVERDUE:
                check_reads(its, lived, terms)


def check_reads(its: FactLaw, lived, terms):
    read = set()
    list(its.find(Spy(lived, read), terms))
    assert read <= {*its.facts, *FREE}, its


# ---- every error in one pass

MANY = {
    "a bad family hides no dates": (
        text_of("paid", family="[mika, mika]", charge="{date: 2025-03-11}", ended="2025-03-12"),
        ["'date' of 'charge' is", "'family' is", "'ended' is"],
    ),
    "a wrong shape hides nothing": (
        text_of("paid", family="mika", opened="2025-03-11", period_start="2025-02-30"),
        ["'family' is 'mika'", "'opened' is 2025-03-11", "'period_start' is '2025-02-30'"],
    ),
    "an unknown plan to come": (text_of("paid", next_plan="anual", used_value="-1", reminded="yes"), ["unknown plan", "'used_value'", "'reminded'"]),
    "what is missing hides nothing": ("given:\n  state: paid\n  date: 2025-03-10\n  family: [a, a]\n  ended: 2025-03-11", ["the state 'paid' lacks 'period_end'", "'family'", "'ended'"]),
    "what is wrong with an owed charge": (
        text_of("past_due", owed="{first_due: 2025-03-05, amount: 599}", retries="3", opened="x", next_plan="annual"),
        ["'amount' of 'owed'", "'opened' is 'x'", "'retries' is 3", "'next_plan' is"],
    ),
    "a period that is told twice, otherwise": (
        text_of("past_due", owed="{first_due: 2025-03-05, period_start: 2025-03-05}", period_start="2025-02-05"),
        ["'period_start' of 'owed' is 2025-03-05, the member's own, 2025-02-05", "'first_due' of 'owed'"],
    ),
    "an owed charge of an unknown period": (
        text_of("past_due", owed="{first_due: 2025-03-05, anchor: x}", retries="3", next_plan="annual"),
        ["'anchor' is 'x'", "'retries' is 3", "'next_plan' is"],
    ),
    "a misspelt fact leaves open what it meant": (text_of("paid", openend="2025-03-05", ended="2025-03-11"), ["unknown field of 'given' 'openend'", "'ended' is"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_every_error_of_a_given_is_told_in_one_pass(name):
    text, wanted = MANY[name]
    told = sorted(problem.message for problem in problems_of(text))
    assert len(told) == len(wanted), told
    for start in wanted:
        assert any(message.startswith(start) for message in told), (start, told)


# ---- what may be odd and is right

ODD = [
    ("prospect", {"trial_used": "yes"}, "a trial that was used up elsewhere"),
    ("trial", {"next_plan": "student_monthly"}, "in a trial a move to a student plan waits (PLAN-1)"),
    ("trial", {"next_plan": "student_annual", "waiting": "pause"}, "and goes on waiting behind a pause (PLAN-5)"),
    ("paused", {"ever_paid": "no", "next_plan": "student_monthly"}, "paused from such a trial"),
    ("student", {"next_plan": "monthly"}, "a student's change waits"),
    ("student", {"next_plan": "student_annual", "graduation": "2025-02"}, "asked before the graduation was told"),
    ("paid", {"opened": "null"}, "resumed after a pause in the trial"),
    ("paid", {"charge": "{date: 2025-03-08}"}, "taken by a retry"),
    ("renewed", {"charge": "{date: 2025-03-10}"}, "taken by hand"),
    ("paid", {"date": "2025-03-25", "charge": "{date: 2025-03-24}"}, "taken in a suspension: benefits run since then"),
    ("year", {"period_end": "2024-08-30", "opened": "2022-08-30", "charge": "{amount: 4900}"}, "renewed by the old step"),
    ("year", {"period_end": "2024-08-30", "opened": "2022-08-30", "charge": "{amount: 5900, price_from: 2023-08-24}"}, "or by the new one, after a charge by it"),
    ("year", {"date": "2010-05-01", "period_end": "2007-06-01", "date ": "2007-05-01", "charge": "{amount: 1, price_from: 2007-01-01}"}, "before the first fee known, as told"),
    ("past_due", {"date": "2019-05-14", "owed": "{first_due: 2019-05-13, amount: 500, price_from: 2019-04-12}"}, "owed by the new step, after a charge by it"),
    ("past_due", {"date": "2019-05-14", "owed": "{first_due: 2019-05-13, amount: 500}"}, "the same by its amount alone"),
    ("past_due", {"date": "2019-05-14", "owed": "{first_due: 2019-05-13, amount: 400, price_from: 2017-06-01}"}, "owed by the old step, so after a renewal"),
    ("past_due", {"date": "2019-05-14", "owed": "{first_due: 2019-05-13, amount: 400}"}, "the same by its amount alone"),
    ("year", {"charge": "{date: 2023-09-01, amount: 4900}"}, "renewed by the old step, by its amount alone"),
    ("paid", {"date": "2019-05-01", "period_end": "2019-05-13", "charge": "{amount: 400}"}, "renewed by the old step, by its amount alone"),
    ("past_due", {"date": "2024-03-07", "period_end": "2024-03-31", "owed": "{first_due: 2024-02-29}"}, "anchored on the 31st, as the end shows"),
    ("past_due", {"date": "2024-06-02", "opened": "2024-01-31", "elapsed": "4", "owed": "{first_due: 2024-05-31}"}, "four months from the anchor"),
    ("past_due", {"date": "2024-06-02", "opened": "2024-01-31", "owed": "{first_due: 2024-05-31, elapsed: 4}"}, "the same, of what is owed"),
    ("past_due", {"date": "2024-03-07", "owed": "{first_due: 2024-02-29, period_end: 2024-03-31}"}, "anchored on the 31st, as its end shows"),
    ("student trial", {"date": "2025-04-02", "period_end": "2025-09-30", "benefits_since": "2025-03-31"}, "begun on the 31st, as the benefits show"),
    ("unpaid", {"used": "yes", "used_value": "7"}, "used while the conversion is owed"),
    ("past_due", {"tries": "9"}, "tried by hand many times"),
    ("paid", {"ended": "2025-03-05"}, "rejoined on the day of the end"),
    ("paid", {"date": "2023-11-27", "period_end": "2023-11-30", "benefits_since": "2023-10-31"}, "anchored on the 31st, as the benefits show"),
    ("paid", {"date": "2025-02-20", "period_end": "2025-02-28", "benefits_since": "2025-01-31"}, "the same in a shorter month"),
    ("paid", {"date": "2024-04-25", "period_start": "2024-03-31", "period_end": "2024-04-30", "elapsed": "5"}, "anchored on a 31st, as the start shows"),
    ("paid", {"date": "2025-04-10", "period_start": "2025-03-31", "period_end": "2025-04-30", "elapsed": "2"}, "the same, two months before"),
    ("past_due", {"date": "2023-03-01", "opened": "2022-12-31", "owed": "{first_due: 2023-02-28, elapsed: 2}"}, "anchored on the 31st that opened it"),
    ("paid", {"date": "2025-04-10", "period_end": "2025-04-30", "opened": "2025-01-31", "charge": "{date: 2025-03-30}"}, "resumed on the 30th, as the charge shows"),
    ("paid", {"opened": "2025-01-05", "benefits_since": "2025-03-05"}, "resumed on the day that the pause began"),
    ("paid", {"date": "2024-11-09", "plan": "annual", "period_end": "2025-11-08", "opened": "2021-11-07", "charge": "{date: 2024-11-09}"}, "resumed a period ago, for a retry took the charge"),
    ("paid", {"date": "2019-05-14", "period_end": "2019-06-13", "charge": "{amount: 400}"}, "renewed by the old step, so joined by it"),
    ("past_due", {"date": "2019-06-14", "owed": "{first_due: 2019-06-13}", "charge": "{amount: 400}"}, "the charge before it renewed by the old step"),
    ("past_due", {"date": "2019-05-14", "opened": "2019-01-13", "owed": "{first_due: 2019-05-13, amount: 500}"}, "owed by the new step, so a renewal by it came before"),
    ("past_due", {"date": "2025-03-05", "period_end": "2025-03-31", "charge": "{amount: 5900}", "owed": "{first_due: 2025-02-28, kind: plan_change}"}, "annual after a month, and then monthly"),
    ("paid", {"plan": "student_monthly", "opened": "2021-01-05", "student_months": "3"}, "resumed as a student of a few months"),
    ("past_due", {"date": "2025-05-01", "opened": "2020-01-30", "elapsed": "39", "owed": "{first_due: 2025-04-30}"}, "resumed years ago, as elapsed shows"),
    ("past_due", {"date": "2025-03-05", "opened": "2020-01-30", "period_end": "2025-03-31", "owed": "{first_due: 2025-02-28}"}, "resumed on a 31st, as the end shows"),
    ("paused", {"date": "2025-03-01", "paused_since": "2025-02-28", "ended": "2025-01-31"}, "opened on the 31st, after the end"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "changes", "why"), ODD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_odd_and_can_be(life, changes, why):
    facts = {name.strip(): value for name, value in changes.items()}
    assert load_scenarios("f.yaml", text=text_of(life, **facts)), why


@pytest.mark.parametrize("row", [(life, {}) for life in LIVES] + [row[:2] for row in ODD], ids=lambda row: " ".join((row[0], *row[1])))
def test_what_follows_from_such_a_start_fulfils_the_laws(row):
    life, changes = row
    (scenario,) = load_scenarios("f.yaml", text=text_of(life, **{name.strip(): value for name, value in changes.items()}))
    for seed in range(4):
        choose, run = seeded(seed), begin_told(scenario)
        for _ in range(8):
            with contextlib.suppress(ScenarioError):  # a fee from before the first one known
                run.advance(leap(choose, run, run.facts.day + 1000))
                run.act(run.facts.day, act(choose, run))
                assert impossible(run.snapshot(), run.terms) == []


# ---- what is supposed

SUPPOSED = [
    ("paid", {}, {"opened_day": "2025-03-05", "benefits_since_day": "2025-03-05", "ever_paid": True}),
    ("renewed", {}, {"opened_day": "2025-01-05", "benefits_since_day": "2025-01-05", "elapsed": 2}),
    ("paid", {"opened": "2025-01-05"}, {"anchor_day": "2025-01-05", "elapsed": 2}),
    ("student", {}, {"student_months": 3}),
    ("student trial", {}, {"start_day": "2025-02-28", "student_months": 0}),
    ("trial", {"date": "2025-03-28", "reminder": "yes"}, {"reminded": True}),
    ("trial", {"date": "2025-03-29", "reminder": "yes"}, {"reminded": False}),
    ("past_due", {}, {"anchor_day": "2025-02-05", "elapsed": 1, "opened_day": "2025-02-05", "benefits_since_day": "2025-02-05", "ever_paid": True, "retries": 1, "tries": 2}),
    ("past_due", {"retries": "1"}, {"tries": 2}),
    ("unpaid", {}, {"anchor_day": "2025-03-05", "elapsed": 0, "opened_day": "2025-03-05", "benefits_since_day": "2025-02-03", "charge": None}),
    ("suspended", {}, {"retries": 3, "tries": 4, "benefits_since_day": 0}),
    ("paused", {}, {"opened_day": "2025-02-05", "charge": (None, "2025-02-05", 600, 0, "2023-08-24")}),
    ("student pause", {}, {"ever_paid": True}),
    ("paused", {"ever_paid": "no"}, {"opened_day": 0, "charge": None}),
    ("paid", {"charge": "{seq: 7}"}, {"seq": 7}),
    ("paid", {"date": "2025-03-25", "charge": "{date: 2025-03-24}"}, {"benefits_since_day": "2025-03-24"}),
    ("past_due", {"plan": "annual", "owed": "{first_due: 2025-03-05, kind: plan_change}"}, {"elapsed": 1, "end_day": "2026-03-05", "charge": (None, "2025-02-05", 600, 0, "2023-08-24")}),
    ("paid", {"opened": "2025-01-05", "benefits_since": "2025-03-05"}, {"anchor_day": "2025-03-05", "elapsed": 0}),
    ("paid", {"benefits_since": "2025-01-05"}, {"anchor_day": "2025-01-05", "opened_day": "2025-01-05"}),
    ("paid", {"date": "2025-05-10", "period_end": "2025-06-05", "benefits_since": "2025-04-05"}, {"anchor_day": "2025-05-05", "opened_day": "2025-05-05"}),
    ("paid", {"date": "2025-04-10", "period_end": "2025-04-30", "charge": "{date: 2025-03-31}"}, {"anchor_day": "2025-03-31", "elapsed": 0}),
    ("paid", {"date": "2025-04-10", "period_end": "2025-04-30", "opened": "2025-01-31", "benefits_since": "2025-03-30"}, {"anchor_day": "2025-03-30", "elapsed": 0}),
    ("past_due", {"date": "2025-05-01", "opened": "2025-01-31", "owed": "{first_due: 2025-04-30}"}, {"anchor_day": "2025-01-31", "elapsed": 3}),
    ("paid", {"date": "2019-05-14", "period_end": "2019-06-13", "charge": "{amount: 400}"}, {"anchor_day": "2019-05-13", "opened_day": "2019-03-13"}),
    ("paid", {"date": "2019-05-14", "period_end": "2019-06-13", "anchor": "2019-03-13", "charge": "{amount: 400}"}, {"opened_day": "2019-03-13"}),
    ("past_due", {"date": "2019-06-14", "owed": "{first_due: 2019-06-13}", "charge": "{amount: 400}"}, {"anchor_day": "2019-05-13", "opened_day": "2019-03-13"}),
    ("past_due", {"date": "2025-03-05", "period_end": "2025-03-31", "charge": "{amount: 5900}", "owed": "{first_due: 2025-02-28, kind: plan_change}"}, {"anchor_day": "2024-01-31", "elapsed": 13}),
    ("paused", {"ever_paid": "yes", "paused_since": "2025-02-28", "ended": "2025-01-31", "date": "2025-03-01"}, {"opened_day": "2025-01-31"}),
    ("past_due", {"owed": "{first_due: 2025-03-05, kind: graduation}"}, {"elapsed": 1, "student_months": 1, "charge": (None, "2025-02-05", 300, 0, "2023-08-24")}),
]  # fmt: skip


def core(value):
    """Return days written as text as their numbers, everything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(core, value))
    return day(value) if isinstance(value, str) else value


@pytest.mark.parametrize(("life", "changes", "facts"), SUPPOSED)
def test_what_is_left_out_is_supposed_as_a_life_has_it(life, changes, facts):
    (scenario,) = load_scenarios("f.yaml", text=text_of(life, **changes))
    assert {name: getattr(scenario.given, name) for name in facts} == {name: core(value) for name, value in facts.items()}


# A sales tax, what is told of a charge that came due on a day, and the charge: its amount, tax and price step.
TAXED = [
    ("8.875%", "2023-03-05", {}, (1632, 133, "2022-02-18")),
    ("8.875%", "2023-03-05", {"amount": 1632}, (1632, 133, "2022-02-18")),
    ("8.875%", "2023-03-05", {"amount": 1632, "price_from": "2022-02-18"}, (1632, 133, "2022-02-18")),
    ("8.875%", "2023-03-05", {"amount": 1499, "price_from": "2022-02-18"}, (1499, 0, "2022-02-18")),
    ("8.875%", "2023-03-05", {"amount": 1500, "tax": 1, "price_from": "2022-02-18"}, (1500, 1, "2022-02-18")),
    ("8.875%", "2023-03-05", {"tax": 1}, (1500, 1, "2022-02-18")),
    ("8.875%", "2022-03-20", {"amount": 1414}, (1414, 115, "2018-01-19")),  # renewed by the old step, with its tax
    ("8.875%", "2022-03-20", {"amount": 1300, "tax": 1}, (1300, 1, "2018-01-19")),
    ("8.875%", "2022-03-20", {"amount": 1299}, (1299, 0, "2018-01-19")),
    ("18.2%", "2017-03-05", {"amount": 1299}, (1299, 200, "2016-04-18")),  # as much as the fee of a step to come
    ("15.4%", "2022-03-20", {"amount": 1499}, (1499, 0, "2022-02-18")),  # of two steps that it shows, the newer
]


@pytest.mark.parametrize(("tax", "due", "told", "charge"), TAXED)
def test_a_charge_with_tax_is_supposed_from_what_is_told_of_it(tax, due, told, charge):
    end = date.fromisoformat(due).replace(month=date.fromisoformat(due).month + 1).isoformat()
    paid = {"state": "paid", "period_end": end, "charge": told}
    owing = {"state": "past_due", "owed": {"first_due": due, **told}}
    for facts, name in ((paid, "charge"), (owing, "owed")):
        snapshot = Snapshot.from_dict({"date": due, "plan": "monthly", **facts}, US, sales_tax=tax)
        its = getattr(snapshot, name)
        assert (its.amount, its.tax, its.price_from_day) == core(charge)
        assert snapshot.elapsed == (name == "owed")


def test_of_the_trials_that_end_on_a_day_the_earliest_is_supposed():
    rules, lengths = book(JP), ((1, 7), (day("2025-01-01"), 31), (day("2025-03-01"), 7))
    terms = rules.terms()._replace(trial_days=lengths)
    assert trial_start(rules.plans["monthly"], day("2025-03-13"), terms) == day("2025-02-10")
    assert trial_start(rules.plans["monthly"], day("2025-03-13"), terms, day("2025-03-06")) == day("2025-03-06")


# ---- from Python


def test_from_dict_takes_what_to_dict_gives():
    member = Member("amazon.com", sales_tax="8.875%")
    member.join("2025-01-31", trial=False)
    snapshot = member.snapshot()
    assert Snapshot.from_dict(snapshot.to_dict(), "amazon.com", sales_tax="8.875%") == snapshot
    assert Snapshot.from_dict(snapshot.to_dict(), RuleBook.load("amazon.com")) == snapshot  # its tax is told


@pytest.mark.parametrize(
    ("facts", "more", "problems"),
    [
        ({}, {}, ["'given' lacks 'date' and 'state' (prospect, trial, paid, past_due, suspended, paused, cancelled)"]),
        ({"date": "2025-03-10", "state": "paid", "family": ["a", "a"]}, {}, ["'family' is [a, a]", "the state 'paid' lacks 'period_end'"]),
        ({"date": "2025-03-10", "state": "prospect"}, {"sales_tax": "8%"}, ["sales_tax is '8%', the fees of the rule book 'amazon.co.jp' include tax"]),
        ({"date": "2025-03-10", "state": "prospect"}, {"rulebook": US, "sales_tax": "8"}, ["sales_tax is '8', allowed: a percentage below 100"]),
        ({"state": "paid"}, {"sales_tax": "8%"}, ["'given' lacks 'date'", "sales_tax is '8%'"]),
        ([], {}, ["the snapshot is [], allowed: a mapping, as to_dict gives it"]),
        ({"date": "2025-03-10", "state": "prospect"}, {"rulebook": "nowhere"}, ["unknown rule book 'nowhere'"]),
    ],
)
def test_from_dict_tells_everything_at_once(facts, more, problems):
    with pytest.raises(InputError) as caught:
        Snapshot.from_dict(facts, **more)
    told = sorted(map(str, caught.value.problems))
    assert len(told) == len(problems), told
    for problem, start in zip(told, problems, strict=True):
        assert problem.startswith(start), told


def test_the_tables_of_the_laws_name_facts_and_states():
    assert set(APPLIES) == set(Snapshot._fields) - {"state", "day", "wallet"}
    assert {fact.field for fact in FACTS.values()} == set(APPLIES)
    for fact, states in ALWAYS.items():
        assert set(states) <= set(APPLIES[fact]) <= set(STATES)
    for state, names in REQUIRED.items():
        assert all(state in ALWAYS[FACTS[name].field] for name in names)
