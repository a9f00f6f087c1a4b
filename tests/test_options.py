"""What an action would do, as `options` tells it, against what then really happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from membership_sim import Member
from membership_sim.lifecycle import ACTIONS, BENEFIT_STATES
from membership_sim.options import options
from membership_sim.scenario import Scenario, ScenarioError
from membership_sim.show.catalogue import catalogue
from membership_sim.show.options_table import options_table
from membership_sim.show.paint import Screen
from tests.helpers import US, action, book, day, day_terms, play
from tests.test_machine import situations

MONTHLY = "2025-01-10 join trial=no"


def told(option):
    """Return an option as a line: charged and refunded today, state, next charge, benefits, last safe day."""
    benefits = "?" if option.benefits_go_on is None else "go on" if option.benefits_go_on else "-"
    benefits = option.benefits_until or benefits
    safe = option.last_safe_on or "-"
    following = f"{option.next_charge_on} {option.next_amount}" if option.next_charge_on else "-"
    declined = " declined" if option.declined else ""
    return f"+{option.charged} -{option.refunded} {option.state}{declined} | {following} | {benefits} | {safe}"


def find(run, asked):
    """Return the option of an action written as in a story."""
    return next(option for option in options(run) if option.action == action(asked))


TOLD = [
    # story up to the day, the action, what it would do (worked out by hand; monthly ¥600 from 2025-01-10 to 02-10)
    (MONTHLY, "cancel later", "+0 -0 paid | - | 2025-02-09 | 2025-02-09"),
    (MONTHLY, "cancel now", "+0 -600 cancelled | - | - | 2025-02-09"),
    (f"{MONTHLY} \n 2025-01-11 use video", "cancel now", "+0 -0 cancelled | - | - | 2025-02-09"),
    (MONTHLY, "pause", "+0 -0 paid | - | 2025-02-09 | 2025-02-09"),
    (MONTHLY, "change_plan annual", "+0 -0 paid | 2025-02-10 5900 | go on | 2025-02-09"),
    (MONTHLY, "change_plan student_monthly", "+300 -600 paid | 2025-02-10 300 | go on | 2025-01-10"),
    (f"{MONTHLY} \n 2025-02-09 set_reminder no", "cancel later", "+0 -0 paid | - | 2025-02-09 | 2025-02-09"),
    (f"{MONTHLY} \n 2025-02-10 set_reminder no", "cancel later", "+0 -0 paid | - | 2025-03-09 | 2025-03-09"),
    ("2025-01-31 join", "cancel later", "+0 -0 trial | - | 2025-03-01 | 2025-03-01"),
    ("2025-01-31 join", "cancel now", "+0 -0 cancelled | - | - | 2025-03-01"),
    ("2025-01-31 join", "use delivery", "+0 -0 trial | 2025-03-02 600 | go on | 2025-03-01"),
    (f"{MONTHLY} \n 2025-01-11 cancel", "keep", "+0 -0 paid | 2025-02-10 600 | go on | 2025-02-09"),
    (
        f"{MONTHLY} \n 2025-01-11 pause \n 2025-02-10 set_reminder no",
        "resume",
        "+600 -0 paid | 2025-03-10 600 | go on | 2026-02-09",
    ),
    (f"{MONTHLY} \n 2025-01-11 cancel now", "join monthly", "+600 -0 paid | 2025-02-11 600 | go on | -"),
    (
        f"{MONTHLY} \n 2025-01-11 block_method visa invalid \n 2025-02-10 set_reminder no",
        "pay",
        "+0 -0 past_due declined | - | 2025-02-23 | 2025-02-12",
    ),
    (
        f"{MONTHLY} \n 2025-01-11 block_method visa invalid \n 2025-02-10 set_reminder no",
        "unblock_method visa",
        "+600 -0 paid | 2025-03-10 600 | go on | 2025-02-12",
    ),
]


@pytest.mark.parametrize(("story", "asked", "expected"), TOLD)
def test_an_option(story, asked, expected):
    assert told(find(play(story), asked)) == expected


# What is offered of an action: a story, the action, the arguments that make a difference then.
OFFERED = [
    (f"{MONTHLY} \n 2025-01-11 change_plan annual", "change_plan", "monthly, annual, student_annual, student_monthly"),
    (MONTHLY, "set_reminder", "yes"),
    (f"{MONTHLY} \n 2025-01-11 set_reminder yes", "set_reminder", "no"),
    (f"{MONTHLY} \n 2025-01-11 add_method card:amex", "set_default", "visa, amex"),
    (f"{MONTHLY} \n 2025-01-11 add_method card:amex", "remove_method", "visa, amex"),
]


@pytest.mark.parametrize(("story", "do", "expected"), OFFERED)
def test_what_is_offered(story, do, expected):
    offered = {option.action for option in options(play(story)) if option.action.do == do}
    assert offered == {action(f"{do} {argument}") for argument in expected.split(", ")}


def test_the_options_are_the_actions_that_are_allowed():
    for story in (MONTHLY, "2025-01-31 join", f"{MONTHLY} \n 2025-01-11 cancel now"):
        run = play(story)
        offered = {option.action.do for option in options(run)}
        assert tuple(do for do in ACTIONS if do in offered) == run.step.lifecycle.allowed(run.step)


def live_on(run, action):
    """Take an action today, and let ten years pass."""
    run.act(run.facts.day, action)
    run.advance(run.facts.day + 3660)


def check_options(run):
    """Compare every option with what happens when it is taken, and nothing else is done for a year."""
    before, told_before = run.snapshot(), list(run.step.entries)
    for option in options(run):
        real = run.copy()
        if option.unknown is not None:
            with pytest.raises(ScenarioError) as caught:
                live_on(real, option.action)
            assert str(caught.value) == option.unknown
            continue
        real.act(run.facts.day, option.action)
        now, count = list(real.step.entries), len(real.step.entries)
        assert sum(entry.amount for entry in now if entry.kind == "charge") == option.charged
        assert sum(entry.amount for entry in now if entry.kind == "refund") == option.refunded
        assert any(entry.kind == "decline" for entry in now) == option.declined
        assert real.facts.state == option.state
        today = date.fromordinal(run.facts.day)
        states = []
        for ahead in range(400):
            real.advance((today + timedelta(days=ahead)).toordinal())
            states.append(real.facts.state in BENEFIT_STATES)
        following = [entry for entry in real.step.entries[count:] if entry.kind == "charge"]
        if following:
            found = option.next_charge_on, option.next_amount
            assert found == (date.fromordinal(following[0].day), following[0].amount)
        if False in states:
            last = today + timedelta(days=states.index(False) - 1) if states[0] else None
            assert (option.benefits_until, option.benefits_go_on) == (last, False)
        else:
            assert option.benefits_go_on or option.benefits_until >= today + timedelta(days=399)
        if option.last_safe_on is not None:
            quiet = run.copy()
            row = quiet.act(option.last_safe_on.toordinal(), option.action)
            assert not row.refuses
            assert [
                entry.kind for entry in quiet.step.entries if entry.day <= run.facts.day and entry.kind == "state"
            ] == []
    assert (run.snapshot(), run.step.entries) == (before, told_before)


@pytest.mark.slow
def test_options_against_what_really_happens():
    for seed in range(5000, 5016):
        for run in situations(seed, 6):
            check_options(run)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("story", "settings"),
    [
        (MONTHLY, {}),
        ("2025-01-31 join annual", {}),
        (MONTHLY, {"rules": US}),
        (f"{MONTHLY} \n 2025-01-11 pause \n 2025-02-10 set_reminder yes", {}),
        ("2025-01-10 join trial=no", {"rules": day_terms(), "plan": "weekly"}),
    ],
)
def test_options_of_plain_situations(story, settings):
    check_options(play(story, **settings))


def test_asking_changes_nothing():
    run = play(f"{MONTHLY} \n 2025-01-11 set_reminder yes")
    before, count = run.snapshot(), len(run.step.entries)
    first, second = options(run), options(run)
    assert first == second
    assert (run.snapshot(), len(run.step.entries)) == (before, count)


def test_a_member_gives_its_options():
    member = Member(book())
    member.join("2025-01-31")
    member.advance("2025-03-05")
    member.use("video")
    assert {option.action.do for option in member.options()} == set(member.allowed())


# In 2015 the annual plans of Japan have fees, the monthly ones none before 2017-06-01 and 2019-04-12 (PRICE-3).
UNKNOWN = [
    # story up to the day, plan, the action, what is known of it, the start of what is not
    (
        "2015-03-01 set_reminder no", "annual", "join annual", "+0 -0 trial | 2015-03-31 3900 | go on | -", None,
    ),
    (
        "2015-03-01 set_reminder no", "annual", "join monthly", "+0 -0 trial | - | ? | -",
        "no fee of monthly is known on 2015-03-31, the first is of 2017-06-01",
    ),
    (
        "2015-03-01 set_reminder no", "annual", "join monthly trial=no", "+None -None None | - | ? | -",
        "no fee of monthly is known on 2015-03-01, the first is of 2017-06-01",
    ),
    (
        "2015-03-01 join", "annual", "change_plan monthly", "+0 -0 trial | - | ? | 2015-03-30",
        "no fee of monthly is known on 2015-03-31, the first is of 2017-06-01",
    ),
    (
        "2015-03-01 join annual trial=no", "annual", "change_plan monthly", "+0 -0 paid | - | ? | 2016-02-29",
        "no fee of monthly is known on 2016-03-01, the first is of 2017-06-01",
    ),
    (
        "2015-03-01 join \n 2015-03-05 change_plan monthly", "annual", "cancel later",
        "+0 -0 trial | - | 2015-03-30 | 2015-03-30", None,
    ),
    (
        "2015-03-01 join \n 2015-03-05 change_plan monthly", "annual", "use delivery",
        "+0 -0 trial | - | ? | 2015-03-30",
        "no fee of monthly is known on 2015-03-31, the first is of 2017-06-01",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("story", "plan", "asked", "known", "unknown"), UNKNOWN)
def test_an_option_that_needs_a_fee_nobody_knows_says_so(story, plan, asked, known, unknown):
    option = find(play(story, plan=plan), asked)
    assert told(option) == known
    assert (option.unknown or "").startswith(unknown or "")
    assert bool(option.unknown) == bool(unknown)


def test_the_benefits_may_end_before_what_is_not_known():
    """Every option of a life on a plan without a fee: only what goes on needs that fee."""
    run = play("2015-03-01 join monthly", plan="annual")
    ends = {option.action.do for option in options(run) if option.unknown is None}
    assert ends == {"cancel", "pause", "terminate", "change_plan"}


def test_holidays_that_nobody_knows_are_said_where_a_refund_needs_them():
    """REFUND-4 counts business days, and the table of public holidays ends with 2050."""
    run = play("2050-12-30 join trial=no \n 2051-01-02 use video", rules=US)
    option = find(run, "cancel now")
    assert told(option) == "+None -None None | - | ? | -"
    assert "2050" in option.unknown
    assert find(run, "cancel later").unknown is None


# Two ways to say the same are one option; two ways that differ are two.
JOINS = [
    ("2025-01-31 set_reminder no", {"monthly": [None, False], "annual": [None, False]}),
    (f"{MONTHLY} \n 2025-01-11 cancel now", {"monthly": [None], "annual": [None]}),
]


@pytest.mark.parametrize(("story", "expected"), JOINS)
def test_a_join_without_a_trial_to_come_is_one_option(story, expected):
    found = [option.action for option in options(play(story, rules=US)) if option.action.do == "join"]
    assert {plan: [join.trial for join in found if join.plan == plan] for plan in expected} == expected


def test_a_fee_that_is_not_known_is_still_an_error_when_it_is_needed():
    with pytest.raises(ScenarioError, match="PRICE-3"):
        play("2015-03-01 join monthly trial=no")


def test_the_last_safe_day_is_before_the_next_charge():
    run = play(MONTHLY)
    safe = find(run, "cancel later").last_safe_on
    copy = run.copy()
    copy.act(safe.toordinal(), action("cancel later"))
    copy.advance(day("2025-12-31"))
    assert [entry for entry in copy.step.entries if entry.kind == "charge"] == []
    late = run.copy()
    late.act(safe.toordinal() + 1, action("cancel later"))
    late.advance(day("2025-12-31"))
    assert len([entry for entry in late.step.entries if entry.kind == "charge"]) == 1


def test_the_last_safe_day_of_a_refund_is_the_last_that_gives_it():
    run = play("2025-11-20 join trial=no\n2025-11-20 use video", rules=US)  # a Thursday; Tuesday 25 is business day 3
    assert find(run, "cancel now").refunded == 1499
    assert find(run, "cancel now").last_safe_on == date(2025, 11, 25)


# The table


def table(story, columns, **settings):
    """Return the lines of the options after a story, without the heading and the closing words."""
    run = play(story, **settings)
    scenario = Scenario("A title", book(), ())
    today = date.fromordinal(run.facts.day)
    text = options_table(scenario, today, run.facts.state, options(run), catalogue(), Screen(columns))
    return text.splitlines()[3:]


WIDE = """
what you can do                 charged  refunded  then       benefits to  next charge        last day
cancel now                                   ¥600  cancelled  -            -                  2025-02-09
change plan to annual                              paid       go on        2025-02-10 ¥5,900  2025-02-09
change plan to student_monthly     ¥300      ¥600  paid       go on        2025-02-10 ¥300    2025-01-10
"""
NARROW = """
what you can do                 charged  refunded  then       last day
cancel now                                   ¥600  cancelled  2025-02-09
  no benefits; nothing is charged later
cancel later                                       paid       2025-02-09
  benefits to 2025-02-09; nothing is charged later
change plan to student_monthly     ¥300      ¥600  paid       2025-01-10
  benefits go on; next charge 2025-02-10 ¥300
"""
NARROWEST = """
what you can do     charged  refunded  then       last day
change plan to         ¥300      ¥600  paid       2025-01-10
student_monthly
  benefits go on; next charge 2025-02-10 ¥300
"""


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(104, WIDE), (120, WIDE), (103, NARROW), (80, NARROW), (60, NARROWEST)],
)
def test_the_table_fits_its_columns_and_breaks_no_name(columns, expected):
    shown = table(MONTHLY, columns)
    assert max(map(len, shown)) <= columns
    for line in expected.strip().splitlines():
        assert line in shown


def test_what_is_not_known_stands_below_its_option():
    shown = table("2015-03-01 set_reminder no", 110, plan="annual")
    assert shown[1:5] == [
        "join monthly                                        trial      ?            ?                  -",
        "  not known: no fee of monthly is known on 2015-03-31, the first is of 2017-06-01 (PRICE-3)",
        "join monthly, trial: no                ?         ?  ?          ?            ?                  ?",
        "  not known: no fee of monthly is known on 2015-03-01, the first is of 2017-06-01 (PRICE-3)",
    ]


def test_a_declined_charge_is_said_where_it_would_stand():
    shown = table(f"{MONTHLY} \n 2025-01-11 block_method visa invalid \n 2025-02-10 set_reminder no", 110)
    [pay] = [line.split() for line in shown if line.startswith("pay ")]
    assert pay == ["pay", "declined", "past", "due", "2025-02-23", "-", "2025-02-12"]
