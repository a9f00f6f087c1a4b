"""Which fee a charge takes: each rise on the day before, the day itself and the day after (PRICE-1 to PRICE-3)."""

import pytest

from membership_sim.charges import fee_step
from membership_sim.files.errors import InputError
from membership_sim.rulebook.model import Plan, PriceStep
from membership_sim.scenario import ScenarioError
from tests.helpers import GENERIC, JP, US, book, charges, play

# A case: plan, story, until, and "day amount" of each charge; `…` stands for charges that are no matter here.
JOINS = """
    JP monthly         2017-06-01 400  | first known day
    JP monthly         2019-04-11 400  | day before the rise
    JP monthly         2019-04-12 500
    JP monthly         2019-04-13 500
    JP monthly         2019-05-16 500  | between new_from and renewals_from
    JP monthly         2019-05-17 500
    JP monthly         2023-08-23 500
    JP monthly         2023-08-24 600
    JP monthly         2023-08-25 600
    JP monthly         2023-09-23 600
    JP monthly         2023-09-24 600
    JP annual          2007-06-01 3900
    JP annual          2019-04-11 3900
    JP annual          2019-04-12 4900
    JP annual          2023-08-23 4900
    JP annual          2023-08-24 5900
    JP student_annual  2014-08-01 1900
    JP student_annual  2019-04-11 1900
    JP student_annual  2019-04-12 2450
    JP student_annual  2023-08-23 2450
    JP student_annual  2023-08-24 2950
    JP student_monthly 2019-04-12 250
    JP student_monthly 2023-08-23 250
    JP student_monthly 2023-08-24 300
    US annual          2014-03-20 9900
    US annual          2018-05-10 9900
    US annual          2018-05-11 11900
    US annual          2022-02-17 11900
    US annual          2022-02-18 13900
    US monthly         2016-04-18 1099
    US monthly         2018-01-18 1099
    US monthly         2018-01-19 1299
    US monthly         2022-02-17 1299
    US monthly         2022-02-18 1499
"""
MARKETS = {"JP": JP, "US": US}


def rows(text):
    return [line.split("|")[0].split() for line in text.splitlines() if line.strip()]


def amounts(run):
    """Return each charge as its day and amount."""
    return [" ".join(charge.split()[:2]) for charge in charges(run)]


@pytest.mark.parametrize(("market", "plan", "on", "fee"), rows(JOINS))
def test_a_join_pays_the_fee_for_new_members(market, plan, on, fee):
    run = play(f"{on} join {plan} trial=no", rules=MARKETS[market])
    assert amounts(run) == [f"{on} {fee}"]


@pytest.mark.parametrize(("market", "plan", "on", "fee"), rows(JOINS))
def test_a_rejoin_pays_the_fee_for_new_members(market, plan, on, fee):
    """Whatever was paid before: the account was a member on that very day, under a fee book of the day."""
    run = play(f"{on} join {plan} trial=no \n {on} cancel now \n {on} join", rules=MARKETS[market])
    assert amounts(run) == [f"{on} {fee}"] * 2


RENEWALS = """
    JP monthly         2019-03-16 2019-05-16 400  | the day before renewals_from
    JP monthly         2019-03-17 2019-05-17 500
    JP monthly         2019-03-18 2019-05-18 500
    JP monthly         2019-03-12 2019-04-12 400  | new_from is not for renewals
    JP monthly         2019-04-11 2019-05-11 400
    JP monthly         2019-04-12 2019-05-12 500  | never an older step than the last charge's
    JP monthly         2019-04-16 2019-05-16 500
    JP monthly         2023-07-24 2023-08-24 500
    JP monthly         2023-08-23 2023-09-23 500
    JP monthly         2023-08-24 2023-09-24 600
    JP monthly         2023-07-25 2023-09-25 600
    JP annual          2018-05-16 2019-05-16 3900
    JP annual          2018-05-17 2019-05-17 4900
    JP annual          2022-09-23 2023-09-23 4900
    JP annual          2022-09-24 2023-09-24 5900
    JP student_annual  2018-05-16 2019-05-16 1900
    JP student_annual  2018-05-17 2019-05-17 2450
    JP student_annual  2022-09-23 2023-09-23 2450
    JP student_annual  2022-09-24 2023-09-24 2950
    JP student_monthly 2023-07-23 2023-09-23 250
    JP student_monthly 2023-07-24 2023-09-24 300
    US annual          2017-06-15 2018-06-15 9900
    US annual          2017-06-16 2018-06-16 11900
    US annual          2021-03-24 2022-03-24 11900
    US annual          2021-03-25 2022-03-25 13900
    US monthly         2017-12-18 2018-01-18 1099
    US monthly         2017-12-19 2018-01-19 1299
    US monthly         2022-01-24 2022-03-24 1299
    US monthly         2022-01-25 2022-03-25 1499
    US monthly         2022-02-18 2022-03-18 1499  | never older
"""


@pytest.mark.parametrize(("market", "plan", "joined", "on", "fee"), rows(RENEWALS))
def test_a_renewal_pays_the_fee_for_renewals(market, plan, joined, on, fee):
    run = play(f"{joined} join {plan} trial=no", until=on, rules=MARKETS[market])
    assert amounts(run)[-1] == f"{on} {fee}"


CONVERSIONS = """
    JP monthly         2019-03-12 2019-04-11 400
    JP monthly         2019-03-13 2019-04-12 500  | new_from is for conversions
    JP monthly         2023-07-24 2023-08-23 500
    JP monthly         2023-07-25 2023-08-24 600
    JP annual          2023-07-25 2023-08-24 5900
    JP student_annual  2018-10-11 2019-04-11 1900
    JP student_annual  2018-10-12 2019-04-12 2450
    JP student_monthly 2023-02-24 2023-08-24 300
    US annual          2018-04-11 2018-05-11 11900
    US monthly         2022-01-18 2022-02-17 1299
    US monthly         2022-01-19 2022-02-18 1499
"""


@pytest.mark.parametrize(("market", "plan", "joined", "on", "fee"), rows(CONVERSIONS))
def test_a_trial_converts_at_the_fee_for_new_members(market, plan, joined, on, fee):
    run = play(f"{joined} join {plan}", until=on, rules=MARKETS[market])
    assert amounts(run) == [f"{on} {fee}"]


STORIES = [
    # what, story, until, the last charge
    (
        "change to annual, before",
        "2019-03-11 join monthly trial=no \n 2019-03-20 change_plan annual",
        "2019-04-11",
        "3900",
    ),
    (
        "change to annual, on the day",
        "2019-03-12 join monthly trial=no \n 2019-03-20 change_plan annual",
        "2019-04-12",
        "4900",
    ),
    ("change to monthly", "2022-08-24 join annual trial=no \n 2022-09-20 change_plan monthly", "2023-08-24", "600"),
    (
        "change to monthly, before",
        "2022-08-23 join annual trial=no \n 2022-09-20 change_plan monthly",
        "2023-08-23",
        "500",
    ),
    ("change in the trial", "2019-03-13 join monthly \n 2019-03-20 change_plan annual", "2019-04-12", "4900"),
    ("change in the trial, before", "2019-03-12 join monthly \n 2019-03-20 change_plan annual", "2019-04-11", "3900"),
    (
        "withdrawn change is a renewal",
        "2019-03-12 join monthly trial=no \n 2019-03-20 change_plan annual \n 2019-03-21 change_plan monthly",
        "2019-04-12",
        "400",
    ),
    ("resume, before renewals_from", "2019-03-10 join trial=no \n 2019-03-11 pause \n 2019-05-16 resume", None, "400"),
    ("resume on renewals_from", "2019-03-10 join trial=no \n 2019-03-11 pause \n 2019-05-17 resume", None, "500"),
    ("resume is no new join", "2019-03-10 join trial=no \n 2019-03-11 pause \n 2019-04-12 resume", None, "400"),
    ("resume is never older", "2019-04-12 join trial=no \n 2019-04-13 pause \n 2019-05-12 resume", None, "500"),
    ("resume, never paid", "2019-03-15 join \n 2019-03-16 pause \n 2019-04-15 resume", None, "500"),
    ("resume, never paid, before", "2019-03-10 join \n 2019-03-16 pause \n 2019-04-11 resume", None, "400"),
    (
        "resume, paid once, not this time",
        "2019-03-01 join \n 2019-03-31 cancel now \n 2019-04-01 join \n 2019-04-02 pause \n 2019-05-16 resume",
        None,
        "400",
    ),
    (
        "resume on a changed plan",
        "2023-07-10 join trial=no \n 2023-07-11 change_plan annual \n 2023-07-12 pause \n 2023-08-24 resume",
        None,
        "5900",
    ),
    (
        "resume on a changed plan, before",
        "2023-07-10 join trial=no \n 2023-07-11 change_plan annual \n 2023-07-12 pause \n 2023-08-23 resume",
        None,
        "4900",
    ),
    (
        "graduation is a change",
        "2023-07-24 join student_monthly trial=no \n 2023-07-25 set_graduation 2023-07",
        "2023-08-24",
        "600",
    ),
    (
        "graduation, before",
        "2023-07-23 join student_monthly trial=no \n 2023-07-25 set_graduation 2023-07",
        "2023-08-23",
        "500",
    ),
    (
        "graduation at a resume",
        "2023-06-20 join student_annual trial=no \n 2023-06-25 set_graduation 2024-06 \n"
        "2023-06-26 pause \n 2024-06-30 resume",
        None,
        "5900",
    ),
    (
        "still a student at a resume",
        "2023-06-20 join student_annual trial=no \n 2023-06-25 set_graduation 2024-06 \n"
        "2023-06-26 pause \n 2024-06-29 resume",
        None,
        "2950",
    ),
    (
        "move to a student plan, before",
        "2023-08-01 join trial=no \n 2023-08-23 change_plan student_monthly",
        None,
        "250",
    ),
    ("move to a student plan", "2023-08-01 join trial=no \n 2023-08-24 change_plan student_monthly", None, "300"),
    (
        "owed before a rise, taken after it",
        "2019-03-16 join trial=no \n 2019-04-20 block_method visa invalid until=2019-05-18",
        "2019-05-19",
        "400",
    ),
    ("owed, then the next renewal", "2019-03-16 join trial=no", "2019-06-16", "500"),
]


@pytest.mark.parametrize(("story", "until", "fee"), [case[1:] for case in STORIES], ids=[case[0] for case in STORIES])
def test_the_fee_of_the_last_charge(story, until, fee):
    run = play(story, until)
    on = until or story.splitlines()[-1].split()[0]
    assert amounts(run)[-1] == f"{on} {fee}"


LONG_STEP = [{"fee": 500, "new_from": "2020-01-01"},
             {"fee": 900, "new_from": "2025-01-10", "renewals_from": "2025-07-20"}]  # fmt: skip
LONG_PAUSES = [
    # first fee, days of joining and of the resume, the fee of the resume: never an older step, however long the pause
    ("2025-01-10", "2025-02-10", 900, 900),
    ("2025-01-10", "2025-03-02", 900, 900),
    ("2025-01-10", "2025-03-15", 900, 900),
    ("2025-01-10", "2025-07-19", 900, 900),
    ("2025-01-10", "2025-07-20", 900, 900),
    ("2025-01-09", "2025-03-15", 500, 500),
    ("2025-01-09", "2025-07-19", 500, 500),
    ("2025-01-09", "2025-07-20", 500, 900),
]


@pytest.mark.parametrize(("joined", "resumed", "first", "then"), LONG_PAUSES)
def test_a_resume_between_the_two_days_of_a_step(joined, resumed, first, then):
    story = f"{joined} join trial=no \n {joined} pause \n {resumed} resume"
    run = play(story, rules=GENERIC, values={"prices.monthly": LONG_STEP})
    assert amounts(run) == [f"{joined} {first}", f"{resumed} {then}"]


def test_a_change_at_once_pays_the_fee_for_new_members():
    run = play(
        "2019-03-20 join trial=no \n 2019-04-12 change_plan annual",
        values={"plan.change": "at_once"},
        until="2020-04-12",
    )
    assert amounts(run) == ["2019-03-20 400", "2019-04-12 4900", "2020-04-12 4900"]


def test_the_plan_kept_after_a_change_renews_by_its_own_steps():
    run = play("2019-03-11 join monthly trial=no \n 2019-03-20 change_plan annual", until="2021-04-11")
    assert charges(run) == [
        "2019-03-11 400 monthly 2019-03-11 2019-04-11",
        "2019-04-11 3900 annual 2019-04-11 2020-04-11",
        "2020-04-11 4900 annual 2020-04-11 2021-04-11",
        "2021-04-11 4900 annual 2021-04-11 2022-04-11",
    ]


UNKNOWN = [
    (JP, "2017-05-31 join monthly trial=no", None, "monthly", "2017-05-31", "2017-06-01"),
    (JP, "2007-05-31 join annual trial=no", None, "annual", "2007-05-31", "2007-06-01"),
    (JP, "2014-07-31 join student_annual trial=no", None, "student_annual", "2014-07-31", "2014-08-01"),
    (JP, "2019-04-11 join student_monthly trial=no", None, "student_monthly", "2019-04-11", "2019-04-12"),
    (JP, "2018-10-11 join student_monthly", "2019-04-11", "student_monthly", "2019-04-11", "2019-04-12"),
    (JP, "2017-05-01 join monthly", "2017-06-30", "monthly", "2017-05-31", "2017-06-01"),
    (
        JP,
        "2016-04-30 join annual trial=no \n 2016-05-30 change_plan monthly",
        "2017-04-30",
        "monthly",
        "2017-04-30",
        "2017-06-01",
    ),
    (US, "2016-04-17 join monthly trial=no", None, "monthly", "2016-04-17", "2016-04-18"),
    (US, "2014-03-19 join annual trial=no", None, "annual", "2014-03-19", "2014-03-20"),
]


@pytest.mark.parametrize(("rules", "story", "until", "plan", "on", "first"), UNKNOWN)
def test_a_day_before_the_first_step_has_no_fee(rules, story, until, plan, on, first):
    problem = f"no fee of {plan} is known on {on}, the first is of {first} \\(PRICE-3\\)"
    with pytest.raises(ScenarioError, match=problem):
        play(story, until, rules=rules)


def test_a_trial_before_the_first_step_needs_no_fee_yet():
    run = play("2017-05-02 join monthly", until="2017-06-01")
    assert amounts(run) == ["2017-06-01 400"]


TWO_RISES = Plan(
    "monthly", 1, 0, False, "monthly", (PriceStep(10, 100, 100), PriceStep(20, 200, 300), PriceStep(30, 250, 350))
)
STEPS = [
    # day, renewal, new_from of the step last charged by, fee
    (100, False, 0, 10), (199, False, 0, 10), (200, False, 0, 20), (249, False, 0, 20), (250, False, 0, 30),
    (299, True, 100, 10), (300, True, 100, 20), (349, True, 100, 20), (350, True, 100, 30),
    (210, True, 200, 20), (299, True, 200, 20), (349, True, 200, 20), (350, True, 200, 30),
    (260, True, 250, 30), (300, True, 250, 30), (400, True, 250, 30), (400, True, 100, 30),
    (310, True, 150, 20), (260, True, 150, 10), (260, True, 220, 20),
]  # fmt: skip


@pytest.mark.parametrize(("on", "renewal", "charged_by", "fee"), STEPS)
def test_steps_that_overlap(on, renewal, charged_by, fee):
    """The last three: a step that this book does not have (a snapshot of another one) counts by its day."""
    assert fee_step(TWO_RISES, on, renewal, charged_by).fee == fee


def test_the_first_step_serves_renewals_too():
    prices = [{"fee": 100, "new_from": "2020-01-01", "renewals_from": "2021-01-01"}]
    with pytest.raises(InputError, match="the first step serves new charges and renewals alike"):
        book(JP, {"prices.monthly": prices})
