"""A story built in code that cannot be run is refused with every problem, never run wrong."""

import pytest

from membership_sim.member import Snapshot
from membership_sim.money import Rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, Scenario, ScenarioError, ScriptLine, Wallet
from membership_sim.simulate import simulate

DAY = 739000
BOOK = RuleBook.load("generic")
JOIN = Event(DAY, Action("join"))

UNFIT = [
    (
        {"given": Snapshot("past_due", DAY, "monthly", trial_used=True, tries=1)},
        ["anchor_day is null, the state 'past_due' always has it", "start_day", "end_day", "owed", "benefits_since"],
    ),
    ({"given": Snapshot("paused", DAY, "monthly", trial_used=True)}, ["paused_day is null, the state 'paused' always"]),
    ({"given": Snapshot("prospect", DAY, "weekly")}, ["unknown plan 'weekly', the rule book has monthly, annual"]),
    ({"given": Snapshot("gone", DAY, "monthly")}, ["given.state is 'gone', allowed: prospect, trial"]),
    (
        {"wallet": Wallet((Method("a", kind="banana"), Method("", amount=1.5, blocked="stolen")), "a")},
        [
            "wallet.methods[0].kind is 'banana', allowed: card, gift_balance, account",
            "wallet.methods[1].name is '', allowed: text of 1 to 200 characters on one line",
            "wallet.methods[1].amount is 1.5, allowed: a whole number, 0 or more, below",
            "wallet.methods[1].blocked is 'stolen', allowed: expired, invalid, ",
        ],
    ),
    ({"wallet": Wallet((Method("a"), Method("a")), "a")}, ["payment method 'a' is on file 2 times"]),
    (
        {"wallet": Wallet((Method("a", "gift_balance", DAY), Method("b", amount=1), Method("c", until_day=DAY)), "a")},
        ["'a' is no card, only a card", "'b' is no gift balance, only a gift balance holds", "'c' is not blocked"],
    ),
    (
        {"events": (JOIN, Event(DAY, Action("add_method", method=Method("bank", "account", DAY))))},
        ["'bank' is no card, only a card expires"],
    ),
    ({"wallet": Wallet((Method("a"),), "b")}, ["unknown payment method 'b' as default, on file: a"]),
    ({"payments": (ScriptLine(),)}, ["payments[0] needs a number or a day", "payments[0] needs decline or take"]),
    ({"payments": (ScriptLine(1, take="zz"),)}, ["unknown payment method 'zz' in payments[0], on file: card"]),
    ({"payments": (ScriptLine(1, decline="stolen"),)}, ["payments[0].decline is 'stolen', allowed: expired, "]),
    ({"sales_tax": Rate(8, 100)}, ["sales_tax beside the rule book generic, whose fees include tax"]),
    ({"sales_tax": Rate(8, 0)}, ["sales_tax has the denominator 0"]),
    ({"until_day": 10**9}, ["until_day is 1000000000, allowed: the number of a day"]),
    ({"events": (Event(5, Action("join")),)}, ["events[0].day is the number of a day outside of the years 1900 to"]),
    ({"events": (Event("2025-01-31", Action("join")),)}, ["events[0].day is '2025-01-31', allowed: the number of a"]),
    ({"events": (Event(DAY, "join"), 5)}, ["events[0].action is 'join', allowed: a", "events[1] is 5, allowed: a"]),
    ({"events": [JOIN]}, ["events is [Event("]),
    (
        {"title": 3, "book": "generic", "plan": None, "payments": "2 decline expired", "until_day": True},
        ["title is 3, ", "book is 'generic', ", "plan is None, ", "payments is '2 dec", "until_day is True, "],
    ),
    ({"plan": "weekly", "payments": (ScriptLine(),)}, ["unknown plan 'weekly'", "payments[0] needs a", "payments[0]"]),
    ({"events": (Event(DAY, Action("fly")),)}, ["unknown action 'fly', allowed: join, use"]),
    (
        {"events": (Event(DAY, Action("join", amount=5, reason="expired")),)},
        ["reason is no argument of join", "amount is no argument of join, allowed: plan, trial"],
    ),
    ({"events": (JOIN, Event(DAY - 1, Action("pause")))}, ["dates go back to"]),
    (
        {
            "events": (
                Event(DAY, Action("remove_method", name="a")),
                Event(DAY, Action("add_method", method=Method("b", "account"))),
                Event(DAY, Action("top_up", name="b", amount=5)),
                Event(DAY, Action("remove_method", name="b")),
                Event(DAY, Action("set_default", name="b")),
            )
        },
        [
            "unknown payment method 'a', on file: card",
            "'b' is no gift balance, only a gift balance can be topped up",
            "unknown payment method 'b', on file: card",
        ],
    ),
    (
        {"events": (Event(DAY, Action("add_method", name="b")), Event(DAY, Action("set_default", name="b")))},
        ["name is no argument of add_method", "add_method needs method"],
    ),
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


def test_a_script_may_name_a_method_that_an_event_adds():
    events = (JOIN, Event(DAY, Action("add_method", method=Method("visa"))))
    scenario = Scenario("later", BOOK, events, payments=(ScriptLine(1, take="visa"),), until_day=DAY + 30)
    assert simulate(scenario).charges[0].method == "visa"
