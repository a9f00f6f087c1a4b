"""A story built in code that cannot be run is refused with every problem, never run wrong."""

import pytest

from membership_sim.member import Snapshot
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.simulate import simulate

DAY = 739000
BOOK = RuleBook.load("generic")
JOIN = Event(DAY, Action("join"))

UNFIT = [
    (
        {"given": Snapshot("past_due", DAY, "monthly", trial_used=True, tries=1)},
        ["anchor_day is null, the state 'past_due' always has it", "start_day", "end_day", "owed", "benefits"],
    ),
    ({"given": Snapshot("paused", DAY, "monthly", trial_used=True)}, ["paused_day is null, the state 'paused' always"]),
    ({"given": Snapshot("prospect", DAY, "weekly")}, ["plan is 'weekly', the rule book has monthly, annual"]),
    ({"given": Snapshot("gone", DAY, "monthly")}, ["state is 'gone', allowed: prospect, trial"]),
    ({"given": Snapshot("prospect", DAY, "monthly", end_day="soon")}, ["end_day is 'soon', a whole number is allowed"]),
    (
        {"wallet": Wallet((Method("a", kind="banana"), Method("a", amount=1.5)), "a")},
        ["kind of 'a' is 'banana'", "payment method 'a' is on file twice", "amount of 'a' is 1.5"],
    ),
    ({"payments": (ScriptLine(),)}, ["line 1 of payments needs a number or a day", "line 1 of payments needs decline"]),
    ({"events": (Event(DAY, Action("fly")),)}, ["unknown action 'fly', allowed: join, use"]),
    (
        {"events": (Event(DAY, Action("join", amount=5, reason="expired")),)},
        ["reason is no argument of join", "amount is no argument of join, allowed: plan, trial"],
    ),
    ({"events": (JOIN, Event(DAY - 1, Action("pause")))}, ["dates go back to"]),
    ({"until_day": DAY - 1}, ["the event of", "until, "]),
]


@pytest.mark.parametrize(("fields", "problems"), UNFIT)
def test_a_story_that_cannot_be_run(fields, problems):
    scenario = Scenario("unfit", BOOK, (JOIN,))._replace(**fields)
    with pytest.raises(ScenarioError) as caught:
        simulate(scenario)
    assert len(caught.value.problems) == len(problems)
    for problem, start in zip(caught.value.problems, problems, strict=True):
        assert problem.startswith(start)


def test_a_wallet_without_a_mark_has_its_first_method_as_default():
    scenario = Scenario("one card", BOOK, (Event(DAY, Action("join", trial=False)),), wallet=Wallet((Method("visa"),)))
    assert simulate(scenario._replace(payments=(), until_day=DAY)).charges[0].method == "visa"
