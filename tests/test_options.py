"""What an action would do, as `options` tells it, against what then really happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from membership_sim import Member
from membership_sim.lifecycle import ACTIONS, BENEFIT_STATES
from membership_sim.options import options
from membership_sim.scenario import ScenarioError
from tests.helpers import US, action, book, day, day_terms, play
from tests.test_machine import situations

MONTHLY = "2025-01-10 join trial=no"


def told(option):
    """Return an option as a line: charged and refunded today, state, next charge, benefits, last safe day."""
    benefits = "go on" if option.benefits_go_on else option.benefits_until or "-"
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


def test_the_options_are_the_actions_that_are_allowed():
    for story in (MONTHLY, "2025-01-31 join", f"{MONTHLY} \n 2025-01-11 cancel now"):
        run = play(story)
        offered = {option.action.do for option in options(run)}
        assert tuple(do for do in ACTIONS if do in offered) == run.step.lifecycle.allowed(run.step)


def check_options(run):
    """Compare every option with what happens when it is taken, and nothing else is done for a year."""
    before, told_before = run.snapshot(), list(run.step.entries)
    for option in options(run):
        real = run.copy()
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
    for seed in range(5000, 5012):
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


def test_a_fee_that_is_not_known_leaves_the_other_options():
    """In 2015 the annual plan has a fee and the monthly one has none, so that is no option (PRICE-3)."""
    run = play("2015-03-01 set_reminder no", plan="annual")
    found = [option for option in options(run) if option.action.do == "join"]
    assert [told(option) for option in found if option.action == action("join annual trial=no")] == [
        "+3900 -0 paid | 2016-03-01 3900 | go on | -"
    ]
    assert all(option.action.plan != "monthly" for option in found if option.charged)


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
