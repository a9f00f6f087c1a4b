"""`Member` step by step: what it returns, what it leaves alone, and lives cut in two at any day (TIME-1, TIME-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from membership_sim import Accepted, Member, Refused, Scenario, Snapshot, simulate
from membership_sim.scenario import ARGUMENTS, Method, ScenarioError
from membership_sim.simulate import Run
from tests.helpers import (
    JP,
    US,
    begin,
    book,
    charges,
    day,
    day_terms,
    events,
    iso,
    line,
    lines,
    play,
    script,
    table,
    wallet,
)

JOINED = date(2025, 1, 31)


def member(**settings):
    found = Member(book(), **settings)
    found.join(JOINED)
    return found


def test_the_example_of_the_design():
    found = Member("amazon.co.jp", plan="monthly")
    joined = found.join("2025-01-31")
    assert isinstance(joined, Accepted)
    assert [line(entry) for entry in joined.entries] == ["2025-01-31 join trial JOIN-1"]
    assert [line(entry) for entry in found.advance("2025-03-05")] == ["2025-03-02 charge 600 paid TRIAL-2"]
    assert [line(entry) for entry in found.pause().entries] == ["2025-03-05 pause paid PAUSE-1"]
    assert (found.state, found.today) == ("paid", date(2025, 3, 5))


def test_a_refusal_has_its_rule_and_what_is_allowed():
    found = member()
    before = found.snapshot()
    assert found.resume() == Refused("PAUSE-7", found.allowed())
    assert found.snapshot() == before._replace(seq=before.seq + 1)


def test_members_stand_side_by_side():
    first, second = member(), member(plan="annual")
    first.advance("2025-03-05")
    assert (first.state, second.state) == ("paid", "trial")
    assert second.today == JOINED
    second.advance("2025-03-05")
    assert [entry.amount for entry in second.timeline.charges] == [5900]


# Each action of the format has its method; one call of each, with the state after it.
CALLS = [
    ("join", {"plan": "annual", "trial": False}, "paid"),
    ("use", {"benefit": "video", "value": 100}, "paid"),
    ("add_family", {"name": "Ann"}, "paid"),
    ("use", {"benefit": "delivery", "by": "Ann"}, "paid"),
    ("remove_family", {"name": "Ann"}, "paid"),
    ("change_plan", {"to": "monthly"}, "paid"),
    ("cancel", {}, "paid"),
    ("keep", {}, "paid"),
    ("pause", {}, "paid"),
    ("add_method", {"method": Method("gift", "gift_balance", amount=5)}, "paid"),
    ("top_up", {"name": "gift", "amount": 5}, "paid"),
    ("set_default", {"name": "gift"}, "paid"),
    ("remove_method", {"name": "gift"}, "paid"),
    ("block_method", {"name": "card", "reason": "invalid", "until": "2025-02-03"}, "paid"),
    ("unblock_method", {"name": "card"}, "paid"),
    ("update_method", {"name": "card", "expires": "2030-01"}, "paid"),
    ("set_reminder", {"to": True}, "paid"),
    ("set_graduation", {"month": "2027-03"}, "paid"),
    ("cancel", {"when": "now"}, "cancelled"),
    ("join", {}, "paid"),
    ("terminate", {"misuse": True}, "cancelled"),
]


def test_each_action_has_a_method():
    found = Member(book())
    states = [(getattr(found, do)(on=JOINED, **arguments).entries[-1].state, do) for do, arguments, _ in CALLS]
    assert states == [(state, do) for do, _, state in CALLS]
    assert found.snapshot().graduation_day == day("2027-03-31")
    assert found.snapshot().wallet.methods[0].expires_day == day("2030-01-31")
    assert {do for do, _, _ in CALLS} == set(ARGUMENTS) - {"resume", "pay"}


def test_resume_and_pay_have_methods():
    found = Member(book(), start=play("2025-01-10 join trial=no \n 2025-01-11 pause", until="2025-03-01").snapshot())
    assert found.resume().entries[-1].amount == 600
    found.block_method("visa", "invalid", "2025-03-30")
    found.advance("2025-04-01")
    assert [line(entry) for entry in found.pay().entries] == table("""
        2025-04-01 pay past_due PAY-5
        2025-04-01 decline 600 #2 past_due PAY-5
    """)


# Days and errors


@pytest.mark.parametrize("on", ["2025-01-30", date(2025, 1, 30), date(1999, 1, 1)])
def test_an_action_on_an_earlier_day_is_refused_before_the_table_is_asked(on):
    """TIME-2; even an action that the table would refuse by a rule of its own."""
    found = member()
    before = found.snapshot()
    for refused in (found.cancel(on), found.resume(on)):
        assert (refused.rule, refused.allowed) == ("TIME-2", found.allowed())
    assert found.snapshot()._replace(seq=0) == before._replace(seq=0)
    assert found.state == "trial"


def test_advancing_to_an_earlier_day_is_an_error():
    found = member()
    with pytest.raises(ScenarioError, match="dates go back to 2025-01-30 after 2025-01-31"):
        found.advance("2025-01-30")


def test_advancing_to_today_does_nothing():
    found = member()
    assert found.advance(JOINED) == ()


@pytest.mark.parametrize("call", ["cancel", "snapshot", "options", "allowed"])
def test_before_the_first_day_there_is_no_today(call):
    found = Member(book())
    assert found.state == "prospect"
    with pytest.raises(ScenarioError, match="needs its day"):
        getattr(found, call)()


@pytest.mark.parametrize("on", ["soon", "2025-02-30", "20250230", "2025-1-31", "now", ""])
def test_text_that_is_no_day_is_an_error(on):
    with pytest.raises(ScenarioError, match=f"^the day is {on!r}, (allowed: a date, a datetime or text|which the cal)"):
        Member(book()).join(on)


INSTANTS = [
    # an instant of the same moment counts on its local day, in Tokyo and in Los Angeles
    (datetime(2025, 3, 5, 21, 40, tzinfo=UTC), JP, "2025-03-06"),
    (datetime(2025, 3, 5, 5, 0, tzinfo=UTC), US, "2025-03-04"),
    (datetime(2025, 3, 5, 23, 59), JP, "2025-03-05"),
]


@pytest.mark.parametrize(("instant", "rules", "expected"), INSTANTS)
def test_an_instant_counts_on_its_local_day(instant, rules, expected):
    found = Member(book(rules))
    found.join(instant)
    assert str(found.today) == expected


WRONG = [
    ("unknown plan", lambda found: found.join(plan="weekly"), "unknown plan 'weekly'"),
    ("unknown plan to change to", lambda found: found.change_plan("weekly"), "unknown plan 'weekly'"),
    ("unknown method", lambda found: found.remove_method("amex"), "unknown payment method 'amex'"),
    ("unknown reason", lambda found: found.block_method("card", "stolen"), "'stolen'"),
    ("unknown benefit", lambda found: found.use("teleport"), "'teleport'"),
    ("unknown kind of cancel", lambda found: found.cancel(when="soon"), "'soon'"),
    ("yes or no as text", lambda found: found.set_reminder("no"), "'no'"),
    ("a negative value", lambda found: found.use("video", value=-1), "-1"),
    ("a fraction of a cent", lambda found: found.use("video", value=0.5), "0.5"),
    ("a negative top-up", lambda found: found.top_up("gift", -1), "-1"),
    ("a family member without a name", lambda found: found.add_family(""), "''"),
]


@pytest.mark.parametrize(("call", "problem"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_cannot_be_tried_is_an_error_and_changes_nothing(call, problem):
    found = member(wallet=wallet("card:card gift_balance:gift:5"))
    before, told = found.snapshot(), found.timeline.entries
    with pytest.raises(ScenarioError) as caught:
        call(found)
    assert problem in str(caught.value)
    assert (found.snapshot(), found.timeline.entries) == (before, told)


def test_an_error_in_the_middle_of_an_action_takes_everything_back():
    """The trial ends on 2017-05-31, a day before the first fee is known."""
    found = Member(book())
    found.join("2017-05-01")
    found.add_family("Ann", "2017-05-30")
    before, told, story = found.snapshot(), found.timeline.entries, found.scenario
    for _ in range(2):
        with pytest.raises(ScenarioError, match="PRICE-3"):
            found.use("video", "2017-06-05")
        with pytest.raises(ScenarioError, match="PRICE-3"):
            found.advance("2017-06-05")
        assert (found.snapshot(), found.timeline.entries, found.scenario) == (before, told, story)
    found.cancel("2017-05-30")
    found.advance("2017-06-05")
    assert found.state == "cancelled"


def test_an_error_in_the_first_action_leaves_a_member_that_has_not_begun():
    found = Member(book())
    with pytest.raises(ScenarioError):
        found.join("2025-05-01", plan="weekly")
    assert isinstance(found.join("2025-01-31"), Accepted)


def test_the_end_of_the_calendar_is_an_error_that_takes_everything_back():
    found = Member(book("generic"))
    found.join("2600-11-30", trial=False)
    before, told = found.snapshot(), found.timeline.entries
    with pytest.raises(ScenarioError, match="the day is 2601-01-01, allowed: the years 1900 to 2600"):
        found.advance("2601-01-01")
    assert (found.snapshot(), found.timeline.entries) == (before, told)


def test_an_unknown_plan_to_begin_with():
    with pytest.raises(ScenarioError, match="unknown plan 'weekly'"):
        Member(book(), plan="weekly")


# The same story step by step and at once

RICH = """
    2024-01-31 set_reminder yes
    2024-01-31 join
    2024-02-10 use video
    2024-02-20 change_plan annual
    2024-02-21 change_plan monthly
    2024-03-15 add_family Ann
    2024-03-15 add_method account:bank
    2024-03-20 use delivery by=Ann value=120
    2024-03-25 pause
    2024-03-26 keep
    2024-04-10 block_method visa over_limit until=2024-05-08
    2024-04-10 block_method bank invalid
    2024-05-01 pay
    2024-05-10 use music
    2024-05-12 change_plan annual
    2024-05-13 pause
    2024-06-10 resume
    2024-06-20 change_plan student_annual
    2024-06-25 set_graduation 2025-05
    2024-07-01 use reading
    2024-07-02 cancel now
    2024-07-10 resume
    2024-07-20 join student_monthly
    2024-08-01 remove_method bank
    2024-08-02 block_method visa security_hold
    2024-09-08 unblock_method visa
    2024-12-01 cancel
    2024-12-10 keep
    2025-06-25 block_method visa invalid
    2025-08-20 join
"""


def entries_of(story, until, **settings):
    return play(story, until, **settings).step.entries


def test_the_story_is_rich():
    """Every state, and every kind of entry but none of them by chance."""
    found = entries_of(RICH, "2025-09-30")
    assert {entry.state for entry in found} == {
        "prospect",
        "trial",
        "paid",
        "past_due",
        "suspended",
        "paused",
        "cancelled",
    }
    assert {entry.kind for entry in found} == {
        "action",
        "refused",
        "state",
        "charge",
        "decline",
        "refund",
        "notice",
        "use",
    }


def split(happenings, cut, until, **settings):
    """Return the entries of a story cut at the end of a day: the second half goes on from a snapshot of the first."""
    first = play_events([each for each in happenings if each.day <= cut], happenings[0].day, cut, **settings)
    settings.pop("methods", None)
    outcomes = settings.pop("outcomes", None)
    terms = settings.pop("rules", None) or book().terms()
    second = Run(terms, first.snapshot(), None if outcomes is None else script(outcomes))
    for each in happenings:
        if each.day > cut:
            second.act(*each[:2])
    second.advance(until)
    return first.step.entries + second.step.entries, second.snapshot()


def play_events(happenings, first_day, until, **settings):
    run = begin(first_day, **settings)
    for each in happenings:
        run.act(*each[:2])
    run.advance(until)
    return run


OUTCOMES = "2 decline expired, 3 decline expired, 7 decline invalid, 2024-12-20 decline over_limit"


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"outcomes": OUTCOMES}], ids=["wallet", "script"])
def test_a_life_goes_on_from_its_snapshot_at_every_day(settings):
    happenings, until = events(RICH), day("2025-09-30")
    whole = play_events(happenings, happenings[0].day, until, **settings)
    for cut in range(happenings[0].day, until):
        found, end = split(happenings, cut, until, **settings)
        assert found == whole.step.entries, iso(cut)
        assert end == whole.snapshot(), iso(cut)


@pytest.mark.parametrize(
    "cut", ["2024-01-31", "2024-03-01", "2024-04-30", "2024-05-31", "2024-07-02", "2024-09-05", "2025-07-10"]
)
def test_a_life_goes_on_from_its_snapshot(cut):
    happenings, until = events(RICH), day("2025-09-30")
    whole = play_events(happenings, happenings[0].day, until)
    found, end = split(happenings, day(cut), until)
    assert (found, end) == (whole.step.entries, whole.snapshot())


@pytest.mark.slow
def test_a_life_in_days_goes_on_from_its_snapshot_at_every_day():
    story = """
        2025-01-01 set_reminder yes
        2025-01-01 join
        2025-01-09 block_method visa invalid
        2025-01-14 unblock_method visa
        2025-01-16 change_plan monthly
        2025-01-22 change_plan student_weekly
        2025-01-25 pause
        2025-02-05 resume
        2025-02-20 block_method visa invalid
    """
    happenings, until = events(story), day("2025-04-01")
    settings = {"rules": day_terms(), "plan": "weekly"}
    whole = play_events(happenings, happenings[0].day, until, **settings)
    for cut in range(happenings[0].day, until):
        assert split(happenings, cut, until, **settings) == (whole.step.entries, whole.snapshot()), iso(cut)


CHANGES_IN_DAYS = [
    # first plan, events after the join of 2025-01-01, the charges: an anchor in days is kept, the days held count on
    ("weekly", "2025-01-03 change_plan ten_days", """
        2025-01-01 700 weekly 2025-01-01 2025-01-08
        2025-01-08 1000 ten_days 2025-01-08 2025-01-18
        2025-01-18 1000 ten_days 2025-01-18 2025-01-28"""),
    ("ten_days", "2025-01-03 change_plan weekly", """
        2025-01-01 1000 ten_days 2025-01-01 2025-01-11
        2025-01-11 700 weekly 2025-01-11 2025-01-18
        2025-01-18 700 weekly 2025-01-18 2025-01-25
        2025-01-25 700 weekly 2025-01-25 2025-02-01"""),
    ("weekly", "2025-01-09 change_plan ten_days \n 2025-01-16 change_plan student_weekly", """
        2025-01-01 700 weekly 2025-01-01 2025-01-08
        2025-01-08 700 weekly 2025-01-08 2025-01-15
        2025-01-15 1000 ten_days 2025-01-15 2025-01-25
        2025-01-16 350 student_weekly 2025-01-16 2025-01-23
        2025-01-23 350 student_weekly 2025-01-23 2025-01-30"""),
    ("weekly", "2025-01-03 change_plan monthly", """
        2025-01-01 700 weekly 2025-01-01 2025-01-08
        2025-01-08 3000 monthly 2025-01-08 2025-02-08"""),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "story", "charged"), CHANGES_IN_DAYS)
def test_a_waiting_change_between_plans_in_days(plan, story, charged):
    run = play(f"2025-01-01 join trial=no \n {story}", "2025-01-27", rules=day_terms(), plan=plan)
    assert charges(run) == table(charged)


def test_advancing_day_by_day_is_the_same_as_at_once():
    happenings, until = events(RICH), day("2025-09-30")
    slow = play_events([], happenings[0].day, happenings[0].day)
    for today in range(happenings[0].day, until + 1):
        slow.advance(today)
        for each in happenings:
            if each.day == today:
                slow.act(*each[:2])
    assert slow.step.entries == entries_of(RICH, "2025-09-30")


def call(found, event):
    """Call the method of an event's action, with dates as callers give them."""
    told = {name: value for name, value in event.action._asdict().items() if value is not None}
    told |= {name: date.fromordinal(told[name]) for name in ("month", "expires", "until") if name in told}
    return getattr(found, told.pop("do"))(on=date.fromordinal(event.day), **told)


def test_the_timeline_of_a_member_is_that_of_its_scenario():
    found = Member(book(), wallet=wallet("card:visa"))
    for each in events(RICH):
        call(found, each)
    found.advance("2025-09-30")
    again = simulate(found.scenario._replace(until_day=day("2025-09-30")))
    assert again.entries == found.timeline.entries
    assert again.totals == found.timeline.totals
    assert again.end == found.snapshot()


def test_a_snapshot_starts_a_scenario_too():
    happenings = events(RICH)
    cut, until = day("2024-05-31"), day("2025-09-30")
    rest = tuple(each for each in happenings if each.day > cut)
    start = play_events([each for each in happenings if each.day <= cut], happenings[0].day, cut).snapshot()
    timeline = simulate(Scenario("The rest", book(), rest, until_day=until), start=start)
    whole = entries_of(RICH, "2025-09-30")
    assert list(timeline.entries) == [entry for entry in whole if entry.day > cut]


# What the day brings comes before what the member does (TIME-2)


def test_what_is_due_comes_first():
    run = play("2025-01-10 join trial=no \n 2025-02-10 cancel", until="2025-03-10")
    assert lines(run, since="2025-02-01") == table("""
        2025-02-10 charge 600   paid     BILL-1
        2025-02-10 cancel       paid     CANCEL-1
        2025-02-10 confirmation 2025-03-10
        2025-03-10 state paid   cancelled CANCEL-1
    """)


def test_actions_of_a_day_come_in_their_order():
    run = play("2025-01-10 join trial=no \n 2025-01-10 cancel now \n 2025-01-10 join \n 2025-01-10 cancel")
    assert lines(run, "action charge refund") == table("""
        2025-01-10 join       prospect  JOIN-2
        2025-01-10 charge 600 paid      JOIN-2
        2025-01-10 cancel     cancelled CANCEL-2
        2025-01-10 refund 600 cancelled REFUND-1
        2025-01-10 join       cancelled REJOIN-1
        2025-01-10 charge 600 paid      REJOIN-1
        2025-01-10 cancel     paid      CANCEL-1
    """)


REMINDERS = [
    # what, story, until, days of the reminders; a period from 2025-01-10 to 02-10 is reminded of on 02-07
    ("off by default", "2025-01-10 join trial=no", "2025-04-01", ""),
    ("switched on", "2025-01-10 join trial=no \n 2025-01-11 set_reminder yes", "2025-04-01", "2025-02-07 2025-03-07"),
    ("for a trial", "2025-01-31 join \n 2025-01-31 set_reminder yes", "2025-03-02", "2025-02-27"),
    ("on its very day", "2025-01-10 join trial=no \n 2025-02-07 set_reminder yes", "2025-02-28", "2025-02-07"),
    ("too late", "2025-01-10 join trial=no \n 2025-02-08 set_reminder yes", "2025-02-28", ""),
    (
        "one a period",
        "2025-01-10 join trial=no \n 2025-02-07 set_reminder yes \n"
        "2025-02-07 set_reminder no \n 2025-02-07 set_reminder yes",
        "2025-02-28",
        "2025-02-07",
    ),
    (
        "not when it does not renew",
        "2025-01-10 set_reminder yes \n 2025-01-10 join trial=no \n 2025-01-11 cancel",
        "2025-02-28",
        "",
    ),
    (
        "nor when it pauses",
        "2025-01-10 set_reminder yes \n 2025-01-10 join trial=no \n 2025-01-11 pause",
        "2025-02-28",
        "",
    ),
    (
        "restored in time",
        "2025-01-10 set_reminder yes \n 2025-01-10 join trial=no \n 2025-01-11 cancel \n 2025-02-07 keep",
        "2025-02-28",
        "2025-02-07",
    ),
    (
        "restored later",
        "2025-01-10 set_reminder yes \n 2025-01-10 join trial=no \n 2025-01-11 cancel \n 2025-02-08 keep",
        "2025-02-28",
        "",
    ),
    (
        "switched off",
        "2025-01-10 set_reminder yes \n 2025-01-10 join trial=no \n 2025-02-06 set_reminder no",
        "2025-02-28",
        "",
    ),
]


@pytest.mark.parametrize(
    ("story", "until", "days"), [case[1:] for case in REMINDERS], ids=[case[0] for case in REMINDERS]
)
def test_reminders(story, until, days):
    run = play(story, until)
    found = [iso(entry.day) for entry in run.step.entries if entry.kind == "notice" and entry.notice == "reminder"]
    assert found == days.split()


@pytest.mark.parametrize(("before", "days"), [(7, "2025-01-01 2025-01-08 2025-01-15"), (8, "")])
def test_a_period_shorter_than_the_reminder_has_none(before, days):
    """A week is not shorter than seven days: its reminder comes on its first day."""
    run = play(
        "2025-01-01 set_reminder yes \n 2025-01-01 join trial=no",
        "2025-01-21",
        rules=day_terms(reminder_days_before=((1, before),)),
        plan="weekly",
    )
    assert [iso(entry.day) for entry in run.step.entries if entry.kind == "notice"] == days.split()


PAUSES = [
    ("2026-02-09 resume", "2026-02-09 resume paused PAUSE-4"),
    ("2025-02-10 resume", "2025-02-10 resume paused PAUSE-4"),
    ("2026-02-10 resume", "2026-02-10 resume refused cancelled PAUSE-7"),
]


@pytest.mark.parametrize(("last", "expected"), PAUSES)
def test_a_pause_lasts_365_days(last, expected):
    """Begun on 2025-02-10: it may be resumed to begin + 364, and is cancelled on begin + 365 (PAUSE-3)."""
    run = play(f"2025-01-10 join trial=no \n 2025-01-11 pause \n {last}")
    assert lines(run, "action refused")[-1] == expected


STUDENTS = [
    # what, story, until, the plans charged from the last student charge on
    (
        "graduation at a renewal",
        "2024-12-31 join student_monthly trial=no \n 2025-01-01 set_graduation 2025-03",
        "2025-04-30",
        "2025-02-28 300 student_monthly | 2025-03-31 600 monthly | 2025-04-30 600 monthly",
    ),
    (
        "the day before",
        "2024-12-30 join student_monthly trial=no \n 2025-01-01 set_graduation 2025-03",
        "2025-04-30",
        "2025-02-28 300 student_monthly | 2025-03-30 300 student_monthly | 2025-04-30 600 monthly",
    ),
    (
        "annual",
        "2024-04-01 join student_annual trial=no \n 2024-04-02 set_graduation 2025-03",
        "2026-04-01",
        "2024-04-01 2950 student_annual | 2025-04-01 5900 annual | 2026-04-01 5900 annual",
    ),
    (
        "not at the conversion",
        "2025-01-31 join student_monthly \n 2025-02-01 set_graduation 2025-03",
        "2025-08-31",
        "2025-07-31 300 student_monthly | 2025-08-31 600 monthly",
    ),
    (
        "a waiting change is applied first",
        "2025-01-15 join student_monthly trial=no \n 2025-01-16 change_plan student_annual \n"
        "2025-01-17 set_graduation 2025-01",
        "2025-02-15",
        "2025-01-15 300 student_monthly | 2025-02-15 5900 annual",
    ),
    (
        "a waiting change to a regular plan",
        "2025-01-15 join student_monthly trial=no \n 2025-01-16 change_plan annual \n2025-01-17 set_graduation 2025-01",
        "2025-02-15",
        "2025-01-15 300 student_monthly | 2025-02-15 5900 annual",
    ),
    (
        "after four years",
        "2021-01-15 join student_annual trial=no",
        "2025-01-15",
        "2024-01-15 2950 student_annual | 2025-01-15 5900 annual",
    ),
    (
        "48 months, over two memberships, one fee refunded",
        "2021-01-15 join student_annual trial=no \n 2021-01-16 cancel now \n 2021-02-01 join student_annual",
        "2024-02-01",
        "2023-02-01 2450 student_annual | 2024-02-01 5900 annual",
    ),
]


@pytest.mark.parametrize(
    ("story", "until", "charged"), [case[1:] for case in STUDENTS], ids=[case[0] for case in STUDENTS]
)
def test_student_plans_end(story, until, charged):
    """PLAN-2."""
    run = play(story, until)
    found = [f"{iso(entry.day)} {entry.amount} {entry.plan}" for entry in run.step.entries if entry.kind == "charge"]
    expected = charged.split(" | ")
    assert found[-len(expected) :] == expected


def test_forty_eight_months_are_counted_by_the_month():
    """48 charges from 2021-01-15 to 2024-12-15, and the 49th is regular."""
    run = play("2021-01-15 join student_monthly trial=no", "2025-01-15")
    plans = [entry.plan for entry in run.step.entries if entry.kind == "charge"]
    assert plans == ["student_monthly"] * 48 + ["monthly"]
    run.act(day("2025-01-16"), events("2025-01-16 change_plan student_monthly")[0].action)
    assert lines(run)[-1] == "2025-01-16 change_plan refused paid PLAN-4"


TRIALS = [
    # what, story, values, the day of the trial's end
    ("thirty days", "2025-01-31 join", {}, "2025-03-02"),
    ("over a leap day", "2024-01-31 join", {}, "2024-03-01"),
    ("six months for students", "2024-08-31 join student_monthly", {}, "2025-02-28"),
    ("six months for students, leap", "2023-08-31 join student_annual", {}, "2024-02-29"),
    ("another length", "2025-01-31 join", {"trial.days": 7}, "2025-02-07"),
    (
        "again, after months",
        "2025-01-01 join \n 2025-01-31 cancel now \n 2025-02-28 join",
        {"trial.again": {"after_months": 1}},
        "2025-03-30",
    ),
]


@pytest.mark.parametrize(("story", "values", "end"), [case[1:] for case in TRIALS], ids=[case[0] for case in TRIALS])
def test_how_long_a_trial_is(story, values, end):
    run = play(story, values=values)
    assert (run.facts.state, iso(run.facts.end_day)) == ("trial", end)


SECOND = [
    # story, values, the state after it (TRIAL-4, JOIN-2, JOIN-3)
    ("2025-01-01 join \n 2025-01-31 cancel now \n 2026-01-31 join", {}, "paid"),
    ("2025-01-01 join trial=no \n 2025-01-31 cancel now \n 2026-01-31 join", {}, "paid"),
    ("2025-01-01 join \n 2025-01-31 cancel now \n 2026-01-30 join", {"trial.again": {"after_months": 12}}, "paid"),
    ("2025-01-01 join \n 2025-01-31 cancel now \n 2026-01-31 join", {"trial.again": {"after_months": 12}}, "trial"),
    (
        "2025-01-01 join \n 2025-01-31 cancel now \n 2026-01-31 join trial=no",
        {"trial.again": {"after_months": 12}},
        "paid",
    ),
    ("2025-01-01 join", {"trial.days": 0}, "paid"),
    ("2025-01-01 join student_annual", {"trial.days": 0}, "trial"),
]


@pytest.mark.parametrize(("story", "values", "state"), SECOND)
def test_an_account_has_one_trial(story, values, state):
    assert play(story, values=values).facts.state == state


def test_a_second_trial_needs_a_method_again():
    story = "2025-01-01 join \n 2025-01-31 cancel now \n 2025-01-31 remove_method visa \n 2026-01-31 join"
    run = play(story, values={"trial.again": {"after_months": 12}})
    assert lines(run)[-1] == "2026-01-31 join refused cancelled JOIN-4"


def test_an_account_that_used_its_trial_elsewhere_and_has_no_end_day():
    """A snapshot may say that the trial is used up and no more: then no months can be counted from its end."""
    terms = book(values={"trial.again": {"after_months": 12}}).terms()
    run = Run(terms, Snapshot("prospect", day("2025-01-01"), "monthly", trial_used=True))
    run.act(day("2025-01-01"), events("2025-01-01 join")[0].action)
    assert run.facts.state in ("trial", "paid")


OWING = "2025-01-10 join trial=no \n 2025-01-20 block_method visa invalid"
EFFECTS = [
    # story, last action, the day it takes effect, the last day that ends with benefits
    ("2025-01-10 join trial=no", "2025-01-15 cancel", "2025-02-10", "2025-02-09"),
    ("2025-01-10 join trial=no", "2025-01-15 cancel now", "2025-01-15", "2025-01-14"),
    ("2025-01-10 join trial=no", "2025-01-10 cancel now", "2025-01-10", "-"),
    ("2025-01-31 join", "2025-02-01 cancel", "2025-03-02", "2025-03-01"),
    ("2025-01-31 join", "2025-01-31 cancel", "2025-03-02", "2025-03-01"),
    ("2025-01-31 join", "2025-02-01 cancel now", "2025-02-01", "2025-01-31"),
    ("2025-01-10 join trial=no", "2025-01-15 pause", "2025-02-10", "2025-02-09"),
    ("2025-01-10 join trial=no \n 2025-01-15 cancel", "2025-01-16 pause", "2025-02-10", "2025-02-09"),
    ("2025-01-10 join trial=no \n 2025-01-15 cancel", "2025-01-16 cancel", "2025-02-10", "2025-02-09"),
    ("2025-01-10 join trial=no \n 2025-01-15 pause", "2025-02-15 cancel", "2025-02-15", "-"),
    ("2025-01-10 join trial=no \n 2025-01-15 pause \n 2025-02-20 resume", "2025-02-20 cancel now", "2025-02-20", "-"),
    (
        "2025-01-10 join trial=no \n 2025-01-15 pause \n 2025-02-20 resume",
        "2025-02-23 cancel now",
        "2025-02-23",
        "2025-02-22",
    ),
    (OWING, "2025-02-12 cancel", "2025-02-12", "2025-02-11"),
    (OWING, "2025-02-28 cancel", "2025-02-28", "-"),
    (f"{OWING} \n 2025-02-28 unblock_method visa", "2025-02-28 cancel now", "2025-02-28", "-"),
    ("2025-01-10 join trial=no", "2025-01-15 change_plan annual", "2025-02-10", "-"),
    ("2025-01-31 join", "2025-02-01 change_plan annual", "2025-03-02", "-"),
    ("2025-01-10 join trial=no \n 2025-01-15 cancel", "2025-01-16 change_plan annual", "-", "-"),
    ("2025-01-10 join trial=no \n 2025-01-15 pause", "2025-01-16 change_plan annual", "-", "-"),
    ("2025-01-10 join trial=no", "2025-01-15 change_plan student_annual", "2025-01-15", "-"),
]


@pytest.mark.parametrize(("story", "last", "effective", "benefits_until"), EFFECTS)
def test_when_an_action_takes_effect(story, last, effective, benefits_until):
    run = play(f"{story} \n {last}")
    entry = next(entry for entry in reversed(run.step.entries) if entry.kind == "action")
    assert (iso(entry.effective_day), iso(entry.benefits_until_day)) == (effective, benefits_until)
