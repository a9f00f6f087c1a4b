"""Refunds, with numbers worked out by hand (REFUND-1 to REFUND-7, PLAN-3, BILL-3)."""

import pytest

from membership_sim.money import NO_TAX, Rate, share_down, tax_half_up, whole_percent
from membership_sim.refunds import FORMULAS
from tests.helpers import JP, US, always, book, charges, day, day_terms, iso, lines, play, table

TAX = Rate(8875, 100_000)  # 8.875 %
ANNUAL = "2024-06-01 join annual trial=no"  # ¥5,900 for [2024-06-01, 2025-06-01), 365 days
LEAP = "2023-09-01 join annual trial=no"  # ¥5,900 for [2023-09-01, 2024-09-01), 366 days
MONTHLY = "2025-03-10 join trial=no"  # ¥600 for [2025-03-10, 2025-04-10), 31 days
USED = "use video"


def refunds(run):
    """Return each refund as its amount and deciding rule."""
    return [f"{entry.amount} {entry.rules[0]}" for entry in run.step.entries if entry.kind == "refund"]


JAPAN = [
    # what, the story before, the last day and action, the refund
    ("unused, first day", ANNUAL, "2024-06-01 cancel now", ["5900 REFUND-1"]),
    ("unused, last day", ANNUAL, "2025-05-31 cancel now", ["5900 REFUND-1"]),
    ("unused, monthly", MONTHLY, "2025-04-09 cancel now", ["600 REFUND-1"]),
    ("used, monthly", f"{MONTHLY} \n 2025-03-10 {USED}", "2025-03-10 cancel now", []),
    # 365 of 365 days left: 100 %; 364: 99 %; 350: floor(95.89) = 95 %, 5605; 183: floor(50.13) = 50 %
    ("used, first day", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-06-01 cancel now", ["5900 REFUND-2"]),
    ("used, second day", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-06-02 cancel now", ["5841 REFUND-2"]),
    ("used, 350 left", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-06-16 cancel now", ["5605 REFUND-2"]),
    ("used, 183 left", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-11-30 cancel now", ["2950 REFUND-2"]),
    # 4 of 365: 1.09 %; 3 of 365: 0.82 %, so nothing
    ("used, 4 left", f"{ANNUAL} \n 2024-06-01 {USED}", "2025-05-28 cancel now", ["59 REFUND-2"]),
    ("used, 3 left", f"{ANNUAL} \n 2024-06-01 {USED}", "2025-05-29 cancel now", []),
    ("used, last day", f"{ANNUAL} \n 2024-06-01 {USED}", "2025-05-31 cancel now", []),
    # 62 of 366 days left: floor(16.94) = 16 %, 944
    ("used, leap year", f"{LEAP} \n 2023-09-01 {USED}", "2024-07-01 cancel now", ["944 REFUND-2"]),
    # ¥2,450 (join 2023-08-01 to 2024-08-01, 366 days): 100 left is 27 %: 661.5, so 661
    (
        "student, rounded down",
        f"2023-08-01 join student_annual trial=no \n 2023-08-02 {USED}",
        "2024-04-23 cancel now",
        ["661 REFUND-2"],
    ),
    (
        "student monthly, used",
        f"2023-09-01 join student_monthly trial=no \n 2023-09-02 {USED}",
        "2023-09-03 cancel now",
        [],
    ),
    (
        "used in the trial, annual",
        f"2024-05-02 join annual \n 2024-05-31 {USED}",
        "2024-06-10 cancel now",
        ["5900 REFUND-1"],
    ),
    (
        "use in the trial does not count",
        f"2025-01-31 join \n 2025-02-10 {USED}",
        "2025-03-05 cancel now",
        ["600 REFUND-1"],
    ),
    ("use on the day of the conversion counts", f"2025-01-31 join \n 2025-03-02 {USED}", "2025-03-05 cancel now", []),
    (
        "use in the period before does not count",
        f"{MONTHLY} \n 2025-04-09 {USED}",
        "2025-04-10 cancel now",
        ["600 REFUND-1"],
    ),
    (
        "use by the family counts",
        f"{MONTHLY} \n 2025-03-10 add_family Ann \n 2025-03-11 use delivery by=Ann",
        "2025-03-12 cancel now",
        [],
    ),
    (
        "a refused use does not count",
        f"{MONTHLY} \n 2025-03-11 use video by=Ann",
        "2025-03-12 cancel now",
        ["600 REFUND-1"],
    ),
    (
        "use earlier on the day of a move does not count",
        f"{MONTHLY} \n 2025-03-12 {USED} \n 2025-03-12 change_plan student_monthly",
        "2025-03-12 cancel now",
        ["300 REFUND-1"],
    ),
    ("in the trial", "2025-01-31 join", "2025-02-01 cancel now", []),
    ("later", MONTHLY, "2025-03-11 cancel", []),
    ("now after later", f"{MONTHLY} \n 2025-03-11 cancel", "2025-03-12 cancel now", ["600 REFUND-1"]),
    ("now after a waiting pause", f"{MONTHLY} \n 2025-03-11 pause", "2025-03-12 cancel now", ["600 REFUND-1"]),
    ("paused", f"{MONTHLY} \n 2025-03-11 pause", "2025-04-10 cancel now", []),
    ("past due", f"{MONTHLY} \n 2025-03-11 block_method visa invalid", "2025-04-10 cancel now", []),
    ("suspended", f"{MONTHLY} \n 2025-03-11 block_method visa invalid", "2025-04-24 cancel now", []),
    (
        "recovered, unused since the period began",
        f"{MONTHLY} \n 2025-04-01 block_method visa invalid until=2025-04-12 \n 2025-04-09 {USED}",
        "2025-04-20 cancel now",
        ["600 REFUND-1"],
    ),
    (
        "recovered, used while past due",
        f"{MONTHLY} \n 2025-04-01 block_method visa invalid until=2025-04-12 \n 2025-04-11 {USED}",
        "2025-04-20 cancel now",
        [],
    ),
    (
        "resumed, unused",
        f"{MONTHLY} \n 2025-03-11 {USED} \n 2025-03-12 pause \n 2025-05-01 resume",
        "2025-05-02 cancel now",
        ["600 REFUND-1"],
    ),
    # resumed on a new anchor: [2025-08-01, 2026-08-01), 365 days, 200 left: floor(54.79) = 54 %, 3186
    (
        "resumed, used",
        f"{ANNUAL} \n 2024-06-02 pause \n 2025-08-01 resume \n 2025-08-02 {USED}",
        "2026-01-13 cancel now",
        ["3186 REFUND-2"],
    ),
    ("cancelled already", f"{MONTHLY} \n 2025-03-11 cancel now", "2025-03-12 cancel now", ["600 REFUND-1"]),
    (
        "a returning member",
        f"{MONTHLY} \n 2025-03-11 cancel now \n 2025-03-12 join",
        "2025-03-13 cancel now",
        ["600 REFUND-1", "600 REFUND-1"],
    ),
]


@pytest.mark.parametrize(("story", "last", "expected"), [case[1:] for case in JAPAN], ids=[case[0] for case in JAPAN])
def test_japan_now(story, last, expected):
    run = play(f"{story} \n {last}")
    assert refunds(run) == expected


READINGS = [
    # ¥5,900 for [2024-06-01, 2025-06-01), today 2024-09-15: 259 of 365 days left, 8 full months (10-01 … 05-01)
    ("strict", ANNUAL, "2024-09-15", []),
    ("by_percent", ANNUAL, "2024-09-15", ["4130 REFUND-2"]),  # 70 %
    ("by_days", ANNUAL, "2024-09-15", ["4186 REFUND-2"]),  # 4186.57
    ("by_full_months", ANNUAL, "2024-09-15", ["3933 REFUND-2"]),  # 3933.3
    ("none", ANNUAL, "2024-09-15", []),
    # ¥600 for [2025-03-10, 2025-04-10), today 2025-03-20: 21 of 31 days left, no full month
    ("strict", MONTHLY, "2025-03-20", []),
    ("by_percent", MONTHLY, "2025-03-20", ["402 REFUND-3"]),  # 67 %
    ("by_days", MONTHLY, "2025-03-20", ["406 REFUND-3"]),  # 406.45
    ("by_full_months", MONTHLY, "2025-03-20", []),
    ("by_full_months", MONTHLY, "2025-03-10", ["600 REFUND-3"]),
    ("none", MONTHLY, "2025-03-20", []),
]


@pytest.mark.parametrize(("reading", "story", "today", "expected"), READINGS)
def test_the_other_readings_for_used_memberships(reading, story, today, expected):
    values = {"refund.used.annual": reading, "refund.used.monthly": reading}
    used = f"{story} \n {story[:10]} {USED}"
    assert refunds(play(f"{used} \n {today} cancel now", values=values)) == expected
    in_full = [] if reading == "none" else [f"{5900 if 'annual' in story else 600} REFUND-1"]
    assert refunds(play(f"{story} \n {today} cancel now", values=values)) == in_full


def test_each_reading_is_worked_out_by_hand():
    assert {reading for reading, *_ in READINGS} == set(FORMULAS)


UNITED_STATES = [
    # a paid join on Monday 2025-03-10: business days 11, 12, 13; so inside up to Thursday
    ("inside, nothing stated", "2025-03-10 join trial=no \n 2025-03-10 use video", "2025-03-13", ["1499 REFUND-4"]),
    (
        "inside, less the value",
        "2025-03-10 join trial=no \n 2025-03-11 use video value=400",
        "2025-03-13",
        ["1099 REFUND-4"],
    ),
    (
        "inside, several values",
        "2025-03-10 join trial=no \n 2025-03-11 use video value=400 \n 2025-03-12 use sales value=99 \n"
        "2025-03-12 use music",
        "2025-03-13",
        ["1000 REFUND-4"],
    ),
    ("inside, never below 0", "2025-03-10 join trial=no \n 2025-03-11 use video value=1500", "2025-03-13", []),
    (
        "inside, all but a cent",
        "2025-03-10 join trial=no \n 2025-03-11 use video value=1498",
        "2025-03-13",
        ["1 REFUND-4"],
    ),
    ("outside, used", "2025-03-10 join trial=no \n 2025-03-11 use video value=400", "2025-03-14", []),
    ("outside, unused", "2025-03-10 join trial=no", "2025-03-14", ["1499 REFUND-1"]),
    ("inside, unused", "2025-03-10 join trial=no", "2025-03-10", ["1499 REFUND-1"]),
    # joined on Friday: Monday, Tuesday, Wednesday
    ("over a week-end", "2025-03-07 join trial=no \n 2025-03-08 use video", "2025-03-12", ["1499 REFUND-4"]),
    ("after a week-end", "2025-03-07 join trial=no \n 2025-03-08 use video", "2025-03-13", []),
    # joined on the eve of Thanksgiving, Wednesday 2024-11-27: 29, 12-02, 12-03
    ("over Thanksgiving", "2024-11-27 join trial=no \n 2024-11-28 use video", "2024-12-03", ["1499 REFUND-4"]),
    ("after Thanksgiving", "2024-11-27 join trial=no \n 2024-11-28 use video", "2024-12-04", []),
    # joined on a Saturday, day 0 whatever it is: Monday, Tuesday, Wednesday
    ("joined on a Saturday", "2025-03-08 join trial=no \n 2025-03-08 use video", "2025-03-12", ["1499 REFUND-4"]),
    # trial from 2025-01-31, converted on Sunday 2025-03-02: 3, 4, 5
    (
        "after the conversion",
        "2025-01-31 join \n 2025-02-01 use video value=900 \n 2025-03-02 use video value=99",
        "2025-03-05",
        ["1400 REFUND-4"],
    ),
    ("too long after the conversion", "2025-01-31 join \n 2025-03-02 use video value=99", "2025-03-06", []),
    # the conversion was declined on 2025-03-02 and taken on 2025-03-05: the day first due counts
    (
        "conversion taken late, inside",
        "2025-01-31 join \n 2025-02-01 block_method visa invalid until=2025-03-05 \n2025-03-03 use video value=99",
        "2025-03-05",
        ["1400 REFUND-4"],
    ),
    (
        "conversion taken late, outside",
        "2025-01-31 join \n 2025-02-01 block_method visa invalid until=2025-03-05 \n2025-03-03 use video value=99",
        "2025-03-06",
        [],
    ),
    ("a renewal has no free days", "2025-03-10 join trial=no \n 2025-04-10 use video value=99", "2025-04-10", []),
    (
        "a rejoin has",
        "2025-03-10 join trial=no \n 2025-03-14 use video \n 2025-03-14 cancel now \n 2025-03-17 join \n"
        "2025-03-17 use video value=499",
        "2025-03-20",
        ["1000 REFUND-4"],
    ),
    (
        "a resume has none",
        "2025-03-10 join trial=no \n 2025-03-11 pause \n 2025-05-01 resume \n 2025-05-01 use video",
        "2025-05-01",
        [],
    ),
    ("in the trial", "2025-01-31 join \n 2025-02-01 use video value=900", "2025-02-01", []),
]


@pytest.mark.parametrize(
    ("story", "today", "expected"), [case[1:] for case in UNITED_STATES], ids=[case[0] for case in UNITED_STATES]
)
def test_united_states_now(story, today, expected):
    assert refunds(play(f"{story} \n {today} cancel now", rules=US)) == expected


BY_AMAZON = [
    # ¥5,900 for [2024-05-05, 2025-05-05): on 2025-03-03, 03-05 and 04-05 are left: 5900 × 2 ÷ 12 = 983.3
    ("two months left", "2024-05-05 join annual trial=no", "2025-03-03 terminate", ["983 REFUND-5"]),
    ("used or not", f"2024-05-05 join annual trial=no \n 2024-05-06 {USED}", "2025-03-03 terminate", ["983 REFUND-5"]),
    ("first day", "2024-05-05 join annual trial=no", "2024-05-05 terminate", ["5900 REFUND-5"]),
    ("second day", "2024-05-05 join annual trial=no", "2024-05-06 terminate", ["5408 REFUND-5"]),  # 5408.3
    ("on a boundary", "2024-05-05 join annual trial=no", "2025-04-05 terminate", ["491 REFUND-5"]),  # 491.7
    ("after the last boundary", "2024-05-05 join annual trial=no", "2025-04-06 terminate", []),
    ("monthly, first day", MONTHLY, "2025-03-10 terminate", ["600 REFUND-5"]),
    ("monthly, second day", MONTHLY, "2025-03-11 terminate", []),
    ("second year", "2023-09-05 join annual trial=no", "2025-07-06 terminate", ["491 REFUND-5"]),  # only 08-05
    # anchor 2024-08-31: boundaries 02-28 … 07-31 are 6: 2950
    ("clamped boundaries", "2024-08-31 join annual trial=no", "2025-02-28 terminate", ["2950 REFUND-5"]),
    ("misuse", "2024-05-05 join annual trial=no", "2024-05-05 terminate misuse=yes", []),
    ("misuse: no", "2024-05-05 join annual trial=no", "2024-05-05 terminate misuse=no", ["5900 REFUND-5"]),
    ("trial", "2025-01-31 join", "2025-02-01 terminate", []),
    ("past due", f"{MONTHLY} \n 2025-03-11 block_method visa invalid", "2025-04-10 terminate", []),
    ("paused", f"{MONTHLY} \n 2025-03-11 pause", "2025-04-10 terminate", []),
    # monthly from 2024-06-10, then annual on the kept anchor: [2024-07-10, 2025-07-10); 05-10 and 06-10 are left
    (
        "after a plan change",
        "2024-06-10 join trial=no \n 2024-06-11 change_plan annual",
        "2025-05-10 terminate",
        ["983 REFUND-5"],
    ),
]


@pytest.mark.parametrize(
    ("story", "last", "expected"), [case[1:] for case in BY_AMAZON], ids=[case[0] for case in BY_AMAZON]
)
def test_ended_by_amazon(story, last, expected):
    run = play(f"{story} \n {last}")
    assert refunds(run) == expected
    assert run.facts.state == "cancelled"


MOVES = [
    # ¥5,900 for [2024-06-01, 2025-06-01); on 2024-09-15, 10-01 … 05-01 are 8 months: 3933.3
    (
        "annual to student annual",
        ANNUAL,
        "2024-09-15 change_plan student_annual",
        ["2024-06-01 5900 annual 2024-06-01 2025-06-01", "2024-09-15 2950 student_annual 2024-09-15 2025-09-15"],
        ["3933 PLAN-3"],
    ),
    (
        "annual to student monthly",
        ANNUAL,
        "2024-09-15 change_plan student_monthly",
        ["2024-06-01 5900 annual 2024-06-01 2025-06-01", "2024-09-15 300 student_monthly 2024-09-15 2024-10-15"],
        ["3933 PLAN-3"],
    ),
    (
        "used or not",
        f"{ANNUAL} \n 2024-06-02 {USED}",
        "2024-09-15 change_plan student_monthly",
        ["2024-06-01 5900 annual 2024-06-01 2025-06-01", "2024-09-15 300 student_monthly 2024-09-15 2024-10-15"],
        ["3933 PLAN-3"],
    ),
    (
        "monthly, no full month",
        MONTHLY,
        "2025-03-11 change_plan student_annual",
        ["2025-03-10 600 monthly 2025-03-10 2025-04-10", "2025-03-11 2950 student_annual 2025-03-11 2026-03-11"],
        [],
    ),
    (
        "monthly, first day",
        MONTHLY,
        "2025-03-10 change_plan student_monthly",
        ["2025-03-10 600 monthly 2025-03-10 2025-04-10", "2025-03-10 300 student_monthly 2025-03-10 2025-04-10"],
        ["600 PLAN-3"],
    ),
    (
        "declined: nothing changes",
        f"{ANNUAL} \n 2024-09-15 block_method visa invalid",
        "2024-09-15 change_plan student_annual",
        ["2024-06-01 5900 annual 2024-06-01 2025-06-01"],
        [],
    ),
    ("in a trial it waits", "2025-01-31 join", "2025-02-01 change_plan student_monthly", [], []),
]


@pytest.mark.parametrize(
    ("story", "last", "charged", "expected"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES]
)
def test_a_move_to_a_student_plan(story, last, charged, expected):
    run = play(f"{story} \n {last}")
    assert charges(run) == charged
    assert refunds(run) == expected


def test_the_move_charges_first_then_refunds_the_old_charge():
    run = play(f"{ANNUAL} \n 2024-09-15 change_plan student_annual")
    charge, refund = run.step.entries[-3:-1]
    assert (charge.kind, charge.amount, refund.kind, refund.amount) == ("charge", 2950, "refund", 3933)
    assert (refund.charge, refund.charged) == (run.step.entries[1].seq, 5900)


WAITING = [
    # what waited, the days and states after a move on 2024-09-15
    ("2024-09-01 change_plan monthly", ["2025-09-15 charge 2950 paid BILL-1"]),
    ("2024-09-01 cancel", ["2025-09-15 state paid cancelled CANCEL-1"]),
    ("2024-09-01 pause", ["2025-09-15 state paid paused PAUSE-1"]),
]


@pytest.mark.parametrize(("waits", "expected"), WAITING)
def test_what_waited_before_a_move(waits, expected):
    """A waiting plan change lapses; a waiting cancel or pause moves to the new period's end (PLAN-3)."""
    run = play(f"{ANNUAL} \n {waits} \n 2024-09-15 change_plan student_annual", until="2025-09-15")
    assert lines(run, "charge state", since="2024-09-16") == expected


def test_the_family_is_dropped_by_a_move():
    run = play(f"{ANNUAL} \n 2024-06-02 add_family Ann \n 2024-09-15 change_plan student_annual")
    assert run.facts.family == ()


def test_a_declined_move_changes_nothing():
    story = f"{ANNUAL} \n 2024-06-02 add_family Ann \n 2024-09-15 block_method visa invalid"
    before, after = play(story), play(f"{story} \n 2024-09-15 change_plan student_annual")
    assert lines(after, "decline") == ["2024-09-15 decline 2950 #1 paid PLAN-3"]
    assert after.snapshot() == before.snapshot()._replace(seq=before.step.seq + 2, run_tries=before.source.tries + 1)


AT_ONCE = [
    (ANNUAL, "2024-09-15 change_plan monthly", ["3933 PLAN-1"], "2024-09-15 600 monthly 2024-09-15 2024-10-15"),
    (MONTHLY, "2025-03-10 change_plan annual", ["600 PLAN-1"], "2025-03-10 5900 annual 2025-03-10 2026-03-10"),
    (MONTHLY, "2025-03-20 change_plan annual", [], "2025-03-20 5900 annual 2025-03-20 2026-03-20"),
    ("2025-01-31 join", "2025-02-10 change_plan annual", [], "2025-02-10 5900 annual 2025-02-10 2026-02-10"),
]


@pytest.mark.parametrize(("story", "last", "expected", "charge"), AT_ONCE)
def test_the_reading_that_changes_at_once_refunds_as_a_move_does(story, last, expected, charge):
    run = play(f"{story} \n {last}", values={"plan.change": "at_once"})
    assert refunds(run) == expected
    assert charges(run)[-1] == charge


PAID_BACK = table("""
    2025-05-02 JP 2025-05-09 2025-05-13   # Friday before Golden Week; 05-07 is the first business day
    2024-12-27 JP 2025-01-02 2025-01-06   # 12-30, 12-31, 01-02, 01-03, 01-06
    2025-03-10 JP 2025-03-13 2025-03-17
    2025-03-15 JP 2025-03-19 2025-03-24   # Saturday; the equinox on Thursday 20
    2024-11-27 US 2024-12-03 2024-12-05
    2025-07-03 US 2025-07-09 2025-07-11
""")


@pytest.mark.parametrize("case", PAID_BACK)
def test_the_money_is_back_three_to_five_business_days_later(case):
    on, market, first, last = case.split("#")[0].split()
    run = play(f"{on} join trial=no \n {on} cancel now", rules={"JP": JP, "US": US}[market])
    (refund,) = (entry for entry in run.step.entries if entry.kind == "refund")
    assert (iso(refund.from_day), iso(refund.to_day)) == (first, last)


def test_where_the_holidays_are_not_known_the_days_are_left_open():
    run = play("2051-01-10 join trial=no \n 2051-01-11 cancel now")
    (refund,) = (entry for entry in run.step.entries if entry.kind == "refund")
    assert (refund.amount, refund.from_day, refund.to_day) == (600, None, None)


def test_a_refund_is_at_most_its_charge_and_comes_once():
    """REFUND-6: whatever is cancelled, kept, moved and ended, each charge is refunded once and never above itself."""
    run = play("""
        2024-06-01 join annual trial=no
        2024-06-01 change_plan student_annual
        2024-06-01 cancel now
        2024-06-01 cancel now
        2024-06-02 join annual
        2024-06-02 terminate
        2024-06-02 terminate
    """)
    assert lines(run, "charge refund refused") == table("""
        2024-06-01 charge 5900       paid      JOIN-2
        2024-06-01 charge 2950       paid      PLAN-3
        2024-06-01 refund 5900       paid      PLAN-3
        2024-06-01 refund 2950       cancelled REFUND-1
        2024-06-02 charge 5900       paid      REJOIN-1
        2024-06-02 refund 5900       cancelled REFUND-5
        2024-06-02 terminate refused cancelled TERM-1
    """)
    refunded = [entry.charge for entry in run.step.entries if entry.kind == "refund"]
    assert len(set(refunded)) == len(refunded)


def test_a_period_in_days_is_refunded_by_its_days():
    """Ten days from 2025-01-01 for 1000: on 01-04, 7 days are left."""
    story = "2025-01-01 join trial=no \n 2025-01-01 use video"
    terms = day_terms()
    assert refunds(play(f"{story} \n 2025-01-04 cancel now", rules=terms, plan="ten_days")) == ["700 REFUND-2"]
    assert refunds(play(f"{story} \n 2025-01-04 terminate", rules=terms, plan="ten_days")) == ["700 REFUND-5"]
    by_percent = day_terms(refund_used=dict.fromkeys(terms.refund_used, always("by_percent")))
    # a week of 700, on 01-03: 5 of 7 days are 71 %
    assert refunds(play(f"{story} \n 2025-01-03 cancel now", rules=by_percent, plan="weekly")) == ["497 REFUND-2"]


def told(run):
    """Return each refund as its message and the numbers in it: the part and the whole, or the value that was used."""
    return [f"{entry.message} {entry.part} {entry.whole}" for entry in run.step.entries if entry.kind == "refund"]


HOW = [
    # the reading, the story, the last day and action, the message and its numbers
    ("by_percent", ANNUAL, "2024-09-15 cancel now", "refund.in_full 0 0"),
    ("by_percent", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-09-15 cancel now", "refund.by_percent 259 365"),
    ("by_days", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-09-15 cancel now", "refund.by_days 259 365"),
    ("by_full_months", f"{ANNUAL} \n 2024-06-01 {USED}", "2024-09-15 cancel now", "refund.by_full_months 8 12"),
    ("by_percent", ANNUAL, "2024-09-15 terminate", "refund.by_full_months 8 12"),
    ("by_percent", ANNUAL, "2024-09-15 change_plan student_annual", "refund.by_full_months 8 12"),
]


@pytest.mark.parametrize(("reading", "story", "last", "expected"), HOW)
def test_a_refund_tells_how_it_was_worked_out(reading, story, last, expected):
    assert told(play(f"{story} \n {last}", values={"refund.used.annual": reading})) == [expected]


def test_a_refund_less_the_value_tells_the_value():
    run = play("2025-03-10 join trial=no \n 2025-03-11 use video value=400 \n 2025-03-13 cancel now", rules=US)
    assert told(run) == ["refund.less_value 400 0"]


DAY_PLANS = [
    # the reading, the last day and action, the message: ten days from 2025-01-01, on 01-04 7 are left
    ("by_days", "2025-01-04 cancel now", "refund.by_days 7 10"),
    ("by_full_months", "2025-01-04 cancel now", "refund.by_full_days 7 10"),
    ("by_days", "2025-01-04 terminate", "refund.by_full_days 7 10"),
]


@pytest.mark.parametrize(("reading", "last", "expected"), DAY_PLANS)
def test_a_refund_of_a_period_in_days_tells_its_days(reading, last, expected):
    terms = day_terms(refund_used=dict.fromkeys(day_terms().refund_used, always(reading)))
    story = f"2025-01-01 join trial=no \n 2025-01-01 {USED} \n {last}"
    assert told(play(story, rules=terms, plan="ten_days")) == [expected]


MONTH_ENDS = [
    # what a month's end is from which day, the full months left on 2025-08-29 of a year from 2025-02-28, of ¥5,900
    ("clamp", "2025-03-01", "clamp", 5, 2458),  # 09-28 … 01-28: 2458.3
    ("sticky_month_end", "2025-03-01", "sticky_month_end", 6, 2950),  # 08-31, 09-30 … 01-31
    ("clamp", "2025-03-01", "sticky_month_end", 5, 2458),  # the value on the anchor's day counts
    ("clamp", "2025-02-28", "sticky_month_end", 6, 2950),
]


@pytest.mark.parametrize(("before", "from_on", "after", "left", "amount"), MONTH_ENDS)
def test_full_months_end_where_the_periods_do(before, from_on, after, left, amount):
    terms = book(JP).terms()._replace(billing_month_end=((1, before), (day(from_on), after)))
    run = play("2025-02-28 join annual trial=no \n 2025-08-29 terminate", rules=terms)
    assert (refunds(run), told(run)) == ([f"{amount} REFUND-5"], [f"refund.by_full_months {left} 12"])


SALES_TAX = [
    # fee, rate, tax: half a cent is rounded up
    (1499, Rate(8875, 100_000), 133),  # 133.04
    (13900, Rate(8875, 100_000), 1234),  # 1233.6
    (1000, Rate(5, 10_000), 1),  # 0.5
    (3000, Rate(5, 10_000), 2),  # 1.5
    (999, Rate(5, 10_000), 0),  # 0.4995
    (1499, NO_TAX, 0),
    (1499, Rate(1, 1), 1499),
    (1, Rate(1, 2), 1),
    (1, Rate(49, 100), 0),
]


@pytest.mark.parametrize(("fee", "rate", "tax"), SALES_TAX)
def test_sales_tax_is_rounded_half_up(fee, rate, tax):
    assert tax_half_up(fee, rate) == tax


def test_the_charge_is_the_amount_with_tax_and_the_refund_is_of_it():
    """$139 and 8.875 %: 12.34, so 151.34; 9 of 12 months: 113.505, so 113.50."""
    run = play("2025-01-15 join annual trial=no \n 2025-04-15 terminate", rules=US, tax=TAX)
    charge, refund = (next(entry for entry in run.step.entries if entry.kind == kind) for kind in ("charge", "refund"))
    assert (charge.amount, charge.tax, refund.amount) == (15134, 1234, 11350)
    unused = play("2025-01-15 join annual trial=no \n 2025-04-15 cancel now", rules=US, tax=TAX)
    assert refunds(unused) == ["15134 REFUND-1"]
    less = play("2025-01-15 join trial=no \n 2025-01-15 use video value=32 \n 2025-01-16 cancel now", rules=US, tax=TAX)
    assert refunds(less) == ["1600 REFUND-4"]


ROUNDING = [
    (share_down, (5900, 2, 12), 983), (share_down, (5900, 12, 12), 5900), (share_down, (1, 11, 12), 0),
    (share_down, (0, 1, 2), 0), (whole_percent, (62, 366), 16), (whole_percent, (366, 366), 100),
    (whole_percent, (3, 366), 0), (whole_percent, (4, 365), 1), (whole_percent, (0, 31), 0),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "expected"), ROUNDING)
def test_shares_are_rounded_down(function, arguments, expected):
    assert function(*arguments) == expected


def test_the_day_before_the_renewal_is_the_last_to_be_safe():
    """Source B: by the day before; on the renewal day the charge comes first (TIME-2)."""
    assert charges(play(f"{MONTHLY} \n 2025-04-09 cancel", until="2025-04-30")) == [
        "2025-03-10 600 monthly 2025-03-10 2025-04-10"
    ]
    late = play(f"{MONTHLY} \n 2025-04-10 cancel", until="2025-05-31")
    assert [charge[:10] for charge in charges(late)] == ["2025-03-10", "2025-04-10"]
    assert late.facts.ended_day == day("2025-05-10")
