"""Misuse of the Python API never passes silently: the house's errors, the value seen, what is allowed, all at once."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

import membership_sim as ms
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.files.schema import Maker
from membership_sim.files.shapes import Text
from membership_sim.money import Rate
from membership_sim.show.scenario_text import scenario_text
from membership_sim.typed import fits, shown, wrong_values

JOINED = "2025-01-31"
DAY = date(2025, 1, 31).toordinal()
STORY = ms.Scenario("A story", ms.RuleBook.load("generic"), (ms.Event(DAY, ms.Action("join")),))
CARD = ms.Method("card")
LAST = date.max.toordinal()


def member(**settings):
    found = ms.Member(**{"rulebook": "generic", **settings})
    found.join(JOINED)
    return found


@cache
def timeline():
    return ms.simulate(STORY)


def book():
    return ms.RuleBook.load("generic")


NO_DATES = [5, True, 1.5, None, "soon", "", "2025-2-1", "20250201", "2025-W05-6", "２０２５-02-01", [], date]
IMPOSSIBLE = ["2025-02-30", "2025-13-01", "0000-01-01"]

# Every public function that takes a day.
TAKE_A_DAY = {
    "Member.advance": lambda on: member().advance(on),
    "Timeline.state_on": lambda on: timeline().state_on(on),
    "BookValue.on": lambda on: book().values["pause.limit_days"].on(on),
    "calendar.period": lambda on: ms.calendar.period(on, months=1),
    "calendar.full_months_left": lambda on: ms.calendar.full_months_left(JOINED, months=1, today=on),
}
# An action takes none as the member's own day, and `until` none as never.
MAY_TAKE_A_DAY = {
    "Member.use": lambda on: member().use("video", on),
    "until": lambda on: member().block_method("card", "invalid", until=on),
}
each_day_taker = pytest.mark.parametrize("name", [*TAKE_A_DAY, *MAY_TAKE_A_DAY])


@each_day_taker
@pytest.mark.parametrize("on", NO_DATES, ids=repr)
def test_what_is_no_date(name, on):
    if on is None and name in MAY_TAKE_A_DAY:
        assert MAY_TAKE_A_DAY[name](on).refuses is False
        return
    with pytest.raises(ms.ScenarioError) as caught:
        (TAKE_A_DAY | MAY_TAKE_A_DAY)[name](on)
    [problem] = caught.value.problems
    assert f" is {shown(on)}, allowed: a date" in problem
    assert problem.endswith("or text as YYYY-MM-DD")


@each_day_taker
@pytest.mark.parametrize("on", IMPOSSIBLE)
def test_a_date_that_the_calendar_does_not_have(name, on):
    with pytest.raises(ms.ScenarioError, match=f" is '{on}', which the calendar does not have"):
        (TAKE_A_DAY | MAY_TAKE_A_DAY)[name](on)


@each_day_taker
def test_a_date_and_its_text_are_the_same(name):
    take = (TAKE_A_DAY | MAY_TAKE_A_DAY)[name]
    assert take("2025-02-01") == take(date(2025, 2, 1))


INSTANTS = ["2025-01-31T21:40", "2025-01-31 21:40:00", datetime(2025, 1, 31, 21, 40), "2025-01-31T23:40+02:00"]


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
def test_an_instant_counts_where_a_time_zone_is_known(instant):
    assert timeline().state_on(instant) == "trial"
    assert str(ms.Member("generic").join(instant).entries[0].on) == JOINED
    with pytest.raises(ms.ScenarioError, match="allowed: a date or text as YYYY-MM-DD"):
        ms.calendar.period(instant, months=1)


MONTHS = ["2027-03", "2027-03-05", date(2027, 3, 31)]


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_a_month(month):
    found = member()
    found.set_graduation(month)
    assert date.fromordinal(found.snapshot().graduation_day) == date(2027, 3, 31)


SETTINGS = [
    # settings of a member, and the beginning of each problem
    ({"wallet": "visa"}, ["wallet is 'visa', allowed: a Wallet"]),
    ({"wallet": {}}, ["wallet is {}, allowed: a Wallet"]),
    ({"wallet": CARD}, ["wallet is Method("]),
    ({"wallet": ms.Wallet([CARD])}, ["wallet.methods is [Method("]),
    ({"wallet": ms.Wallet((CARD, "visa"))}, ["wallet.methods[1] is 'visa', allowed: a Method"]),
    (
        {"wallet": ms.Wallet((CARD._replace(expires_day="2026-04"),))},
        ["wallet.methods[0].expires_day is '2026-04', allowed: the number of a day, as date.toord"],
    ),
    ({"payments": "1 take card"}, ["payments is '1 take card', allowed: a tuple of ScriptLine or None"]),
    ({"payments": ms.ScriptLine(1, take="card")}, ["payments is ScriptLine("]),
    ({"payments": (ms.ScriptLine(1, take="zz"),)}, ["unknown payment method 'zz' in payments[0], on file: card"]),
    ({"payments": (ms.ScriptLine(True, take="card"),)}, ["payments[0].number is True, allowed: a whole number"]),
    ({"sales_tax": "8%"}, ["sales_tax is '8%', the fees of the rule book 'generic' include tax"]),
    ({"rulebook": "amazon.com", "sales_tax": 8}, ["sales_tax is 8, allowed: a percentage below 100 with"]),
    ({"rulebook": "amazon.com", "sales_tax": "100%"}, ["sales_tax is '100%', allowed: a percentage below 100 with"]),
    ({"rulebook": "amazon.com", "sales_tax": "1000%"}, ["sales_tax is '1000%', allowed: a percentage"]),
    ({"rulebook": "amazon.com", "sales_tax": ""}, ["sales_tax is '', allowed: a percentage"]),
    ({"start": {"state": "paid"}}, ["start is {'state': 'paid'}, allowed: a Snapshot or None"]),
    (
        {"start": ms.Snapshot("gone", "2025-01-31", "monthly", used=1)},
        ["start.state is 'gone', allowed: prospect,", "start.day is '2025-01-31'", "start.used is 1, allowed: True"],
    ),
    (
        {"start": ms.Snapshot("prospect", DAY, "monthly"), "plan": "annual", "wallet": ms.Wallet()},
        ["plan beside start", "wallet beside start"],
    ),
    (
        {"plan": "weekly", "wallet": 3, "payments": (), "title": "", "sales_tax": 8},
        ["title is ''", "wallet is 3", "unknown plan 'weekly', the rule book has monthly, annual", "sales_tax is 8"],
    ),
    ({"plan": ""}, ["plan is '', allowed: text of 1 to 200 characters on one line"]),
]


@pytest.mark.parametrize(("settings", "problems"), SETTINGS)
def test_a_member_that_cannot_be(settings, problems):
    with pytest.raises(ms.ScenarioError) as caught:
        ms.Member(**{"rulebook": "generic", **settings})
    assert [seen[: len(start)] for seen, start in zip(caught.value.problems, problems, strict=True)] == problems


ACTIONS = [
    (
        lambda found: found.join("soon", plan=5, trial="no"),
        ["the day is 'soon'", "plan of join is 5", "trial of join is 'no'"],
    ),
    (lambda found: found.use(["video"]), ["benefit of use is ['video'], allowed: delivery, "]),
    (lambda found: found.use(None), ["use needs benefit"]),
    (lambda found: found.add_method("visa"), ["method of add_method is 'visa', allowed: a Method"]),
    (
        lambda found: found.add_method(ms.Method("", "coins", amount=-1)),
        ["method.name is ''", "method.kind is 'coins', allowed: card, gift_balance, account", "method.amount is -1"],
    ),
    (lambda found: found.update_method("card", expires="2026-13"), ["expires of update_method is '2026-13', which"]),
    (lambda found: found.update_method("card", expires=""), ["expires of update_method is '', allowed: text as"]),
    (lambda found: found.set_graduation("2027-3"), ["month of set_graduation is '2027-3', allowed: text as"]),
    (lambda found: found.set_graduation(None), ["set_graduation needs month"]),
    (lambda found: found.set_graduation("2601-01"), ["month of set_graduation is 2601-01-01, allowed: the years 1900"]),
    (
        lambda found: found.block_method("card", "stolen", "yesterday", until="2025-02-30"),
        ["the day is 'yesterday'", "until of block_method is '2025-02-30', which", "reason of block_method is 'st"],
    ),
    (lambda found: found.top_up("card", 10**5000), ["amount of top_up is int of very many digits, allowed: a whole"]),
    (lambda found: found.set_reminder(1), ["to of set_reminder is 1, allowed: True or False"]),
]


@pytest.mark.parametrize(("call", "problems"), ACTIONS)
def test_an_action_that_cannot_be_tried(call, problems):
    found = member()
    before, told = found.snapshot(), found.timeline
    with pytest.raises(ms.ScenarioError) as caught:
        call(found)
    assert [seen[: len(start)] for seen, start in zip(caught.value.problems, problems, strict=True)] == problems
    assert (found.snapshot(), found.timeline) == (before, told)


INPUTS = [
    (lambda: ms.Member(None), "the rule book is None, allowed: the name of a shipped one or the path of a file"),
    (lambda: ms.RuleBook.load(None), "the rule book is None, allowed: "),
    (lambda: ms.RuleBook.load(b"generic"), "the rule book is b'generic', allowed: "),
    (lambda: ms.RuleBook.load(Path("no-such.yaml")), "no-such.yaml: no such file"),
    (lambda: book().with_values(None), "the values are None, allowed: a mapping from dotted names to values"),
    (lambda: book().with_values([("trial.days", 7)]), "the values are [('trial.days', 7)], allowed: a mapping"),
    (lambda: ms.simulate(3), "the scenario is 3, allowed: a Scenario or the path of a file"),
    (lambda: ms.simulate({"events": []}), "the scenario is {'events': []}, allowed: a Scenario or"),
    (lambda: ms.simulate(""), "the scenario is '', allowed: "),
    (lambda: ms.simulate("no-such-file"), "no-such-file: no such file"),
    (lambda: ms.simulate("scenarios/graduates-refused.yaml"), "scenarios/graduates-refused.yaml: 10 documents, "),
    (lambda: ms.Scenario.load_all(3), "the scenario file is 3, allowed: the path of a file"),
    (lambda: ms.Scenario.load_all(""), "the scenario file is '', allowed: the path of a file"),
    (lambda: ms.Scenario.load_all(Path("no-such-file")), "no-such-file: no such file"),
    (lambda: ms.Scenario.from_dict(None), "the scenario is None, allowed: a mapping as a file would hold it"),
    (lambda: ms.Scenario.from_dict({}, folder=5), "the folder is 5, allowed: the path of a folder"),
    (lambda: ms.Scenario.from_dict({"title": CARD.kind, "rulebook": book()}), "the scenario cannot be written as"),
    (lambda: ms.Scenario.from_dict({("a", "b"): 1}), "the scenario cannot be written as a file: keys must be"),
]


@pytest.mark.parametrize(("call", "problem"), INPUTS)
def test_an_input_that_cannot_be_used(call, problem):
    with pytest.raises(ms.InputError) as caught:
        call()
    [found] = caught.value.problems
    assert str(found).startswith(problem)


CALENDAR = [
    (
        lambda: ms.calendar.period(5, months="1", index=-1),
        ["anchor is 5, allowed: a date", "months is '1', allowed: a whole", "index is -1, allowed: a whole number"],
    ),
    (lambda: ms.calendar.period(JOINED), ["a period has a positive number of months or of days, not 0"]),
    (lambda: ms.calendar.period(JOINED, months=1, index=10**9), ["period 1000000000 from 2025-01-31 ends after the"]),
    (lambda: ms.calendar.full_months_left("x", months=1, today="y"), ["anchor is 'x', ", "today is 'y', "]),
    (lambda: ms.calendar.full_months_left(JOINED, months=0, today=JOINED), ["a period has a positive number"]),
    (lambda: ms.calendar.local_day("soon", "UTC"), ["the instant is 'soon', allowed: a datetime or ISO 8601 text"]),
    (lambda: ms.calendar.local_day(date(2025, 1, 1), "UTC"), ["the instant is datetime.date(2025, 1, 1), allowed: "]),
    (lambda: ms.calendar.local_day("2025-01-01T00:00Z", "Mars"), ["unknown time zone 'Mars', allowed: a name such as"]),
    (lambda: ms.calendar.local_day("0001-01-01T00:00+09:00", "UTC"), ["the instant is 0001-01-01T00:00+09:00, whose"]),
]


@pytest.mark.parametrize(("call", "problems"), CALENDAR)
def test_the_calendar_refuses(call, problems):
    with pytest.raises(ms.ScenarioError) as caught:
        call()
    assert [seen[: len(start)] for seen, start in zip(caught.value.problems, problems, strict=True)] == problems


def test_a_start_that_is_no_snapshot():
    with pytest.raises(ms.ScenarioError, match="start is 3, allowed: a Snapshot"):
        ms.simulate(STORY, start=3)


NO_LANGUAGES = [("xx", "'xx'"), (["ja"], "['ja']"), (None, "None"), (10**5000, "int of very many digits"),
                ("x" * 5000, f"'{'x' * 27}...{'x' * 28}'")]  # fmt: skip


@pytest.mark.parametrize(("lang", "told"), NO_LANGUAGES, ids=[told for _, told in NO_LANGUAGES])
def test_a_language_that_nobody_wrote(lang, told):
    for show in (timeline().rows, timeline().to_html, member().to_html, book().to_html):
        with pytest.raises(ms.MembershipError) as caught:
            show(lang)
        assert caught.value.problems == (f"unknown language {told}, allowed: en, ja",)


# A name that code may give is one that a file can say and gives back

NAMES = [
    # name, allowed
    ("Ann", True), (" ", True), ("x" * 200, True), ("年会費 🎬", True), ("no", True), ("{a: [b", True), ("'\"\\", True),
    ("\u200b\ufeff", True),
    ("", False), ("x" * 201, False), ("Ann\n", False), ("a\tb", False), ("\x1b[31m", False), ("\x85", False),
    ("\u2028", False), ("\ud83c", False), ("\ufffe", False), ("\uffff", False),
]  # fmt: skip
JOINS = {"date": JOINED, "do": "join"}


def by_snapshot(name):
    facts = {"date": JOINED, "state": "paid", "period_end": "2025-02-10", "family": [name], "wallet": [{"card": name}]}
    start = ms.Snapshot.from_dict(facts, "generic")
    return start.family[0], start.wallet.methods[0].name


def by_action(do, **told):
    return ms.Scenario.from_dict({"rulebook": "generic", "events": [JOINS, {"date": JOINED, "do": do, **told}]})


# Every door by which a name comes in: each gives back what it took, or raises the error of its kind.
DOORS = {
    "Member.add_family": lambda name: member().add_family(name).entries[0].action.name,
    "Member.add_method": lambda name: member().add_method(ms.Method(name)).entries[0].action.method.name,
    "Member(wallet=)": lambda name: member(wallet=ms.Wallet((ms.Method(name),))).snapshot().wallet.methods[0].name,
    "Member(title=)": lambda name: member(title=name).scenario.title,
    "simulate": lambda name: ms.simulate(STORY._replace(wallet=ms.Wallet((ms.Method(name),)))).charges[0].method,
    "the family of Snapshot.from_dict": lambda name: by_snapshot(name)[0],
    "the wallet of Snapshot.from_dict": lambda name: by_snapshot(name)[1],
    "the name of Scenario.from_dict": lambda name: by_action("add_family", name=name).events[1].action.name,
    "the card of Scenario.from_dict": lambda name: by_action("add_method", card=name).events[1].action.method.name,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "right"), NAMES, ids=ascii)
def test_code_and_files_take_the_same_names(name, right, door):
    if right:
        assert DOORS[door](name) == name
    else:
        with pytest.raises(ms.MembershipError):
            DOORS[door](name)


@pytest.mark.parametrize("name", [name for name, right in NAMES if right], ids=ascii)
def test_a_file_gives_back_every_name_of_a_member(name):
    found = member(wallet=ms.Wallet((ms.Method(name),), name), title=name)
    found.add_family(name)
    found.advance("2025-03-05")
    [again] = load_scenarios("a.yaml", text=scenario_text(found.scenario))
    assert ms.simulate(again).to_dict() == found.timeline.to_dict()
    assert ms.Snapshot.from_dict(found.snapshot().to_dict(), "generic") == found.snapshot()


@pytest.mark.parametrize(("name", "right"), NAMES, ids=ascii)
def test_the_schema_takes_the_same_names(name, right):
    limits = Maker().make(Text())
    seen = limits["minLength"] <= len(name) <= limits["maxLength"] and re.fullmatch(limits["pattern"], name) is not None
    assert (seen and not re.search("[\ud800-\udfff]", name)) is right  # which no file can hold


def test_a_file_of_any_name_has_a_title():
    """What the file's own name has and no title may have is replaced."""
    text = "events: [{date: 2025-01-31, do: join}]"
    [scenario] = load_scenarios("two\nlines \udcff" + "x" * 200 + ".yaml", text=text)
    assert scenario.title == "two\ufffdlines \ufffd" + "x" * 189
    assert ms.simulate(scenario).scenario.title == scenario.title


# One base for every error


@pytest.mark.parametrize("call", [lambda: ms.Member().cancel(), lambda: ms.simulate(3)])
def test_every_error_has_one_base_and_can_be_sent_elsewhere(call):
    with pytest.raises(ms.MembershipError) as caught:
        call()
    error = caught.value
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(error, ValueError)
    assert (type(again), again.problems, str(again)) == (type(error), error.problems, str(error))


def test_an_error_of_several_problems_keeps_them_apart():
    error = ms.ScenarioError("one", "two")
    assert (str(error), copy.copy(error).problems) == ("one\ntwo", ("one", "two"))


# Shared books cannot be changed

CHANGES = [
    lambda shared: shared.plans.update(monthly=None),
    lambda shared: shared.plans.pop("monthly"),
    lambda shared: shared.values.clear(),
    lambda shared: shared.sources.setdefault("X", "mine"),
    lambda shared: shared.plans.__ior__({"weekly": None}),
    lambda shared: shared.plans.__setitem__("weekly", None),
    lambda shared: shared.plans.__delitem__("monthly"),
    lambda shared: shared.terms().plans.popitem(),
    lambda shared: shared.base_terms.refund_used.update(monthly=()),
    lambda shared: shared.base_terms.refund_used_rule.clear(),
    lambda shared: shared.values["trial.again"].alternatives[0].update(after_months=1),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_shared_book_cannot_be_changed(change):
    shared = ms.RuleBook.load("amazon.co.jp")
    before = copy.deepcopy(shared)
    with pytest.raises(TypeError, match="a rule book cannot be changed, make another one by with_values"):
        change(shared)
    assert shared == before == ms.RuleBook.load("amazon.co.jp")


def test_the_lists_of_a_book_are_tuples():
    value = book().values["payment.retry_days"]
    assert value.steps[0].value == (3, 7, 14)
    assert book().with_values({"payment.retry_days": [1, 2]}).values["payment.retry_days"].steps[0].value == (1, 2)


# What public things print, and what they are after a copy

PUBLIC = {
    "book": lambda: book().with_values({"trial.days": 7}),
    "scenario": lambda: STORY._replace(given=member().snapshot()),
    "timeline": timeline,
    "snapshot": lambda: member().snapshot(),
    "wallet": ms.Wallet,
}
COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda value: pickle.loads(pickle.dumps(value))}
each_copy = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)


@each_copy
@pytest.mark.parametrize("make", PUBLIC.values(), ids=PUBLIC)
def test_a_copy_is_equal(make, copied):
    value = make()
    again = copied(value)
    assert (type(again), again, hash(again), repr(again)) == (type(value), value, hash(value), repr(value))


@each_copy
def test_a_copy_of_a_member_lives_a_life_of_its_own(copied):
    first = member(payments=(ms.ScriptLine(1, decline="expired"),))
    first.advance("2025-03-03")
    second = copied(first)
    assert (second.timeline, second.scenario) == (first.timeline, first.scenario)
    before = first.timeline
    second.cancel(when="now")
    assert (first.timeline, first.state, second.state) == (before, "past_due", "cancelled")
    first.cancel(when="now")
    assert second.timeline == first.timeline


@each_copy
def test_a_copy_of_a_member_that_has_not_begun(copied):
    second = copied(ms.Member("generic"))
    assert second.join(JOINED).refuses is False


REPRS = [
    (book, "<RuleBook generic: monthly, annual in USD, UTC>"),
    (PUBLIC["book"], "<RuleBook generic: monthly, annual in USD, UTC, trial.days replaced>"),
    (lambda: STORY, "<Scenario 'A story': generic, monthly, 1 event>"),
    (PUBLIC["scenario"], "<Scenario 'A story': generic, monthly, given trial, 1 event>"),
    (timeline, "<Timeline 'A story': 2025-01-31 to 2026-01-31, 12 entries, ends paid>"),
    (lambda: ms.Member("generic"), "<Member of generic: monthly, not yet begun>"),
    (member, "<Member of generic: monthly, trial on 2025-01-31>"),
    (lambda: STORY.events[0], f"Event(day={DAY}, action=Action(do='join'))"),
    (lambda: ms.Method("gift", "gift_balance", amount=5), "Method(name='gift', kind='gift_balance', amount=5)"),
    (lambda: ms.ScriptLine(1, take="card"), "ScriptLine(number=1, take='card')"),
    (lambda: ms.Snapshot("prospect", DAY, "monthly"), f"Snapshot(state='prospect', day={DAY}, plan='monthly')"),
]


@pytest.mark.parametrize(("make", "text"), REPRS, ids=[text for _, text in REPRS])
def test_a_repr_is_short_and_tells_what_it_is(make, text):
    assert repr(make()) == text


# Values and annotations

TYPED = [
    (5, int, True), (0, int, True), (-1, int, False), (True, int, False), (5.0, int, False), (10**18, int, False),
    ("a", str, True), ("", str, False), (None, str, False), (None, str | None, True),
    (True, bool, True), (1, bool, False),
    ((), tuple[ms.Method, ...], True), ([], tuple[ms.Method, ...], False), ((CARD,), tuple[ms.Method, ...], True),
    (CARD._replace(amount=None), ms.Method, False), (tuple(CARD), ms.Method, False), (Rate(1, 2), Rate, True),
    (ms.Wallet((CARD._replace(blocked="expired"),)), ms.Wallet, True),
    (ms.Wallet((CARD._replace(blocked="x"),)), ms.Wallet, False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "hint", "right"), TYPED)
def test_a_value_is_what_its_annotation_says(value, hint, right):
    assert fits(hint)(value) is right
    assert (list(wrong_values(value, hint, "it")) == []) is right


@pytest.mark.parametrize(("number", "right"), [(1, True), (LAST, True), (LAST + 1, False)])
def test_the_number_of_a_day(number, right):
    assert fits(int, True)(number) is right


def test_every_public_name_has_an_example():
    page = (Path(__file__).parent.parent / "docs" / "python.md").read_text(encoding="utf-8")
    assert [name for name in ms.__all__ if f"ms.{name}" not in page] == []
