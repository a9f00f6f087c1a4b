"""The driver: an honest system passes and reaches every row, each fault is found and told by a short story to keep."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from membership_sim import RuleBook, Scenario, ScenarioError
from membership_sim.expectations import judge
from membership_sim.files.errors import InputError
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import TABLE
from membership_sim.scenario import ARGUMENTS
from membership_sim.show.scenario_text import scenario_text
from membership_sim.testing.driver import Adapter, Differs, DrivenSystem, driver, replay
from membership_sim.testing.fewest import fewest
from tests import own_systems
from tests.helpers import JP, US, Noting, book
from tests.own_systems import OwnSystem

IS_QUICK = settings.get_current_profile_name() == "quick"
SEARCH = settings(
    max_examples=200 if IS_QUICK else 1000,
    stateful_step_count=25,
    derandomize=True,  # the same examples each time, so that a fault that is found is found for ever
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    phases=[Phase.generate] if IS_QUICK else [Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


# Books under which, between them, nearly every row can fire.
BOOKS = [
    (book(JP), None),
    (book(US), "8.875%"),
    (book(US, {"refund.free_business_days": 30, "trial.days": 7}), None),
    (book(JP, {"plan.change": "at_once", "billing.month_end": "sticky_month_end"}), None),
    (book(JP, {"trial.again": {"after_months": 1}, "student.paid_months": 6}), None),
    (book(JP, {"trial.days": 0, "trial.student_months": 0, "family.limit": None}), None),
    (book(JP, {"refund.used.annual": "by_days", "refund.used.monthly": "by_full_months"}), None),
    (book(JP, {"refund.used.annual": "none", "refund.used.monthly": "by_percent"}), None),
]


def found(adapter, rulebook=JP, keep=None, **options):
    """Return what the driver finds of a system, or None."""
    case = driver(adapter, rulebook, keep=keep, **options).TestCase
    case.settings = SEARCH
    try:
        case("runTest").debug()
    except Differs as differs:
        return differs
    return None


# Each fault, the rule by which it is found, and the most events that the story may have.
FAULTS = [
    ("Drifts", "BILL-", 1),
    ("ChargesTwice", "PAUSE-4", 4),
    ("GivesTwoTrials", "TRIAL-4 REJOIN-1 JOIN-3", 3),
    ("ForgetsCancels", "CANCEL-7 TRIAL-3", 2),
    ("RefundsWhatWasUsed", "REFUND- CANCEL-2", 3),
    ("PausesTooLong", "PAUSE-3", 2),
    ("RetriesLate", "PAY-", 3),
    ("IgnoresPriceSteps", "PRICE- TRIAL- JOIN- REJOIN- BILL- PLAN-", 4),
    ("ForgetsPlans", "PLAN- TRIAL- PAUSE- PAY-", 3),
    ("LocksOutEarly", "PAY-", 3),
    ("KeepsRetrying", "CANCEL-", 5),
    ("RefusesAtTheEdge", "PAUSE-", 5),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rules", "most"), FAULTS)
def test_a_fault_is_found_and_kept(name, rules, most, tmp_path):
    adapter = getattr(own_systems, name)
    differs = found(adapter, keep=tmp_path)
    assert differs is not None
    [path] = tmp_path.glob("*.yaml")
    [scenario] = load_scenarios(str(path))
    assert len(scenario.events) <= most, str(differs)
    assert any(differs.difference.rules[0].startswith(rule) for rule in rules.split()), str(differs)
    assert judge(scenario).findings == ()
    assert f"kept as {path}" in differs.__notes__
    with pytest.raises(Differs) as again:
        replay(adapter, path)
    assert again.value.difference == differs.difference
    replay(OwnSystem, path)


@pytest.mark.slow
def test_an_honest_system_passes_and_reaches_the_rows():
    """Quickly most of the rows; thoroughly all of them, so that no fault could hide behind one."""
    examples = settings().max_examples
    with Noting() as noting:
        for rulebook, tax in BOOKS:
            machine = driver(OwnSystem, rulebook, sales_tax=tax)
            search = settings(SEARCH, max_examples=examples // 5, phases=[Phase.generate])
            run_state_machine_as_test(machine, settings=search)
    missing = [row.id for row in TABLE if not noting.rows[row.id]]
    assert len(missing) <= (30 if IS_QUICK else 10 if examples < 1000 else 0), missing


def shipped():
    """Return the stories of the scenarios that begin with a new account."""
    files = sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))
    return [told for file in files for told in load_scenarios(str(file)) if told.given is None and told.events]


@pytest.mark.slow
def test_a_system_can_live_the_shipped_scenarios():
    told = shipped()
    assert len(told) > 50
    for scenario in told:
        replay(OwnSystem, scenario)


class Silent(Adapter):
    """A system that does nothing at all."""

    observes = ("charge",)

    def start(self, on):
        pass

    def act(self, on, do, **arguments):
        pass

    def advance(self, to):
        pass


def story(*events, **told):
    """Return the story of events such as `2025-01-31 join trial=no`."""
    read = []
    for line in events:
        on, do, *words = line.split()
        read.append({"date": on, "do": do, **dict(word.split("=") for word in words)})
    return Scenario.from_dict({"rulebook": "generic", "events": read, **told})


class BillsAnybody(Silent):
    """Charges on the first of each month, whether or not anybody joined."""

    plans = ("monthly",)
    reasons = ()

    def start(self, on):
        self.today = on

    def advance(self, to):
        while self.today < to:
            self.today += timedelta(days=1)
            if self.today.day == 1:
                self.pay(1000, self.today)


def standing(**told):
    """Return a system that always says the same of how an account stands."""
    return type("Standing", (Silent,), {"observes": (), "reasons": (), "stands": lambda self: told})


# A system that is wrong by itself, until when its story goes on, and the rule that decides.
BY_ITSELF = [
    (BillsAnybody, date(2025, 2, 1), "BILL-1"),
    (standing(state="paid"), date(2025, 1, 31), "BILL-1"),
    (standing(benefits=True), date(2025, 1, 31), "BENEFIT-1"),
]


@pytest.mark.parametrize(("adapter", "until", "rule"), BY_ITSELF)
def test_a_fault_that_needs_no_event_is_found_and_kept(adapter, until, rule, tmp_path):
    differs = found(adapter, "generic", keep=tmp_path)
    [path] = tmp_path.iterdir()
    [kept] = load_scenarios(str(path))
    assert (kept.events, kept.until_day, differs.difference.rules) == ((), until.toordinal(), (rule,))
    assert judge(kept).findings == ()
    with pytest.raises(Differs) as again:
        replay(adapter, path)
    assert again.value.difference == differs.difference
    replay(OwnSystem, path)


def test_a_story_that_begins_before_its_first_event_is_told_from_there():
    class Refunds(Silent):
        """Refunds who joined, a month after the account was made."""

        observes = ("refund",)
        joined = False

        def start(self, on):
            self.due = on + timedelta(days=30)

        def act(self, on, do, **arguments):
            self.joined = self.joined or do == "join"

        def advance(self, to):
            if self.joined and to >= self.due:
                self.saw(self.due, refund=1000)

    given = {"date": "2025-01-02", "state": "prospect"}
    differs = at_first(Refunds, "2025-01-20 join", "2025-01-20 cancel", given=given, until="2025-02-05")
    shown = fewest(Refunds, differs).scenario
    assert [event.action.do for event in shown.events] == ["join"]
    assert [shown.given.day, shown.until_day] == [date(2025, 1, 2).toordinal(), date(2025, 2, 1).toordinal()]
    assert at_first(Refunds, "2025-01-20 join", until="2025-02-20").scenario.given is None


def test_what_is_found_is_told_also_where_it_cannot_be_kept(tmp_path):
    (tmp_path / "file").touch()
    for folder, why in ((tmp_path / "file" / "below", "Not a directory"), (tmp_path / "file", "File exists")):
        differs = found(BillsAnybody, "generic", keep=folder)
        assert f"it could not be kept in {folder}: {why}" in differs.__notes__


MARCH = date(2025, 3, 1)
TOLD = [
    (
        {},
        ["2025-01-31 join"],
        "2025-03-02",
        "2025-03-02; expected: charge: seq 2, amount 1000, plan monthly, method card, period {start: 2025-03-02, end: "
        "2025-04-02}, state paid; seen: nothing; TRIAL-2",
    ),
    (
        {"observes": ("refused",)},
        ["2025-01-31 cancel"],
        None,
        "2025-01-31; expected: cancel refused by CANCEL-8; seen: cancel accepted; CANCEL-8",
    ),
    (
        {"observes": ("refused",), "act": lambda self, on, do: "CANCEL-3"},
        ["2025-01-31 cancel"],
        None,
        "2025-01-31; expected: cancel refused by CANCEL-8; seen: cancel refused by CANCEL-3; CANCEL-8",
    ),
    (
        {"observes": ("refused",), "act": lambda self, on, do: False},
        ["2025-01-31 join"],
        None,
        "2025-01-31; expected: join accepted; seen: join refused; JOIN-1",
    ),
    (
        {"stands": lambda self: {"state": "paid"}},
        ["2025-01-31 join"],
        None,
        "2025-01-31; expected: state prospect; seen: state paid; BILL-1",
    ),
    (
        {"advance": lambda self, to: self.saw(to, refund=7)},
        ["2025-01-31 join"],
        None,
        "2025-01-31; expected: nothing; seen: refund: amount 7; REFUND-6",
    ),
    (
        {"advance": lambda self, to: self.saw("2025-03-02", charge=7, plan="annual")},
        ["2025-01-31 join"],
        None,
        "2025-03-02; expected: nothing; seen: charge: amount 7, plan annual; BILL-1",
    ),
    (
        {"act": lambda self, on, do: self.saw(on, state="paid")},
        ["2025-01-31 join"],
        None,
        "2025-01-31; expected: state trial; seen: state paid; JOIN-1",
    ),
    (
        {"advance": lambda self, to: self.saw("2025-03-01", state="paid", benefits="yes"), "observes": ("refund",)},
        ["2025-01-31 join"],
        "2025-04-10",
        "2025-03-01; expected: nothing; seen: at the end of the day: state paid, benefits yes; BILL-1",
    ),
    (
        {"advance": lambda self, to: to < MARCH or self.saw("2025-02-28", benefits=False), "observes": ("refund",)},
        ["2025-01-31 join"],
        "2025-04-10",
        "2025-02-28; expected: benefits yes; seen: benefits no; JOIN-1",
    ),
    (
        {"advance": lambda self, to: to < MARCH or self.saw("2025-03-09", refund=7), "observes": ("refund",)},
        ["2025-01-31 join"],
        "2025-06-10",
        "2025-03-09; expected: nothing; seen: refund: amount 7; TRIAL-2",
    ),
]


@pytest.mark.parametrize(("parts", "events", "until", "wanted"), TOLD)
def test_what_a_difference_tells(parts, events, until, wanted):
    system = type("System", (Silent,), parts)
    with pytest.raises(Differs) as raised:
        replay(system, story(*events, **({"until": until} if until else {})))
    difference = raised.value.difference
    _, expected, seen, *_ = str(raised.value).splitlines()
    rule = difference.rules[0] if difference.rules else ""
    assert "; ".join([date.fromordinal(difference.day).isoformat(), expected, seen, rule]) == wanted


# What a system tells of a story in which somebody joins on 31 January, and cancels at once on 5 February.
TRUE = [
    {"act": lambda self, on, do, **told: self.saw(on, state="trial" if do == "join" else "cancelled")},
    {"act": lambda self, on, do, **told: self.saw(on, benefits=do == "join")},
    {"advance": lambda self, to: to < MARCH or self.saw("2025-02-04", state="trial", benefits="yes")},
    {"advance": lambda self, to: to < MARCH or self.saw("2025-02-05", state="cancelled")},
    {"advance": lambda self, to: self.saw("2025-01-30", state="prospect")},
    {"observes": (), "stands": lambda self: {"state": self.state}},
    {"observes": ("use",), "stands": lambda self: {"benefits": self.state == "trial"}},
    {"observes": ("refund",), "stands": lambda self: None},
    {"observes": ("state", "refund"), "stands": lambda self: {"state": self.state}},
]


@pytest.mark.parametrize("parts", TRUE)
def test_a_true_state_is_no_difference(parts):
    class Standing(Silent):
        state = "prospect"

        def act(self, on, do, **arguments):
            self.state = "trial" if do == "join" else "cancelled"

    told = story("2025-01-31 join", "2025-02-05 cancel when=now", until="2025-03-20")
    replay(type("System", (Standing,), parts), told)


def test_a_difference_rests_on_nothing_that_came_after_it():
    """The step tells charges up to June, the system a refund in March."""
    refunds = {"observes": ("refund",), "advance": lambda self, to: to < MARCH or self.saw("2025-03-09", refund=7)}
    with pytest.raises(Differs) as raised:
        replay(type("System", (Silent,), refunds), story("2025-01-31 join", until="2025-06-10"))
    [because, following] = [line for line in str(raised.value).splitlines() if line.startswith(("because", "next"))]
    assert because.startswith("because: before that, 2025-03-02: the trial is over")
    assert following.startswith("next, on 2025-04-02: charge: seq 3, amount 1000")


MISUSE = [
    ({"actions": ["join", "stop"]}, "System: actions: unknown name 'stop', allowed: join, use, cancel"),
    ({"actions": "join"}, "System: actions: unknown name 'j', allowed: join"),
    ({"actions": ()}, "System: actions names nothing"),
    ({"plans": ()}, "System: plans names nothing"),
    ({"observes": ()}, "System: observes names nothing, and there is no `stands`: nothing would be compared"),
    (
        {"observes": ("action", "use")},
        "System: observes names action and use, and there is no `stands`: nothing would be compared",
    ),
    ({"actions": {"join": {"day": [1]}}}, "System: actions of join: unknown name 'day', allowed: plan, trial"),
    ({"actions": {"cancel": {"when": []}}}, "System: actions of cancel: when has no value left"),
    ({"observes": ["charges"]}, "System: observes: unknown name 'charges', allowed: action, refused"),
    ({"observes": "charge"}, "System: observes is 'charge', allowed: a list of names"),
    ({"plans": ["weekly"]}, "System: plans: unknown name 'weekly', allowed: monthly, annual"),
    ({"reasons": ["stolen"]}, "System: reasons: unknown name 'stolen', allowed: expired, invalid"),
]


@pytest.mark.parametrize(("parts", "message"), MISUSE)
def test_a_declaration_that_nothing_has_is_refused(parts, message):
    with pytest.raises(ScenarioError, match=re.escape(message)):
        driver(type("System", (Silent,), parts), "generic")


ANSWERS = [
    ({"act": lambda self, on, do: "no"}, ScenarioError, "System.act of join returned 'no', allowed: None or True"),
    ({"act": lambda self, on, do: self.saw(on, charge="6")}, InputError, "System.saw:1:"),
    (
        {"act": lambda self, on, do: self.saw(on, use="video")},
        InputError,
        "tells of itself what the member does",
    ),
    ({"act": lambda self, on, do: self.saw("soon", charge=6)}, ScenarioError, "the day is 'soon'"),
    ({"observes": ["state"]}, ScenarioError, "System.stands returned {}, but the state is said to be observed"),
    ({"observes": ["state"], "stands": lambda self: None}, ScenarioError, "System.stands returned None, but the state"),
    ({"stands": lambda self: "trial"}, ScenarioError, "System.stands returned 'trial', allowed: a mapping such as"),
    (
        {"observes": (), "stands": lambda self: {}},
        ScenarioError,
        "System.stands returned {}, but observes names nothing: nothing would be compared",
    ),
    (
        {"observes": ("use",), "stands": lambda self: None},
        ScenarioError,
        "System.stands returned None, but observes names use: nothing would be compared",
    ),
    ({"act": Adapter.act}, NotImplementedError, "System lacks a method `join`"),
    ({"advance": Adapter.advance}, NotImplementedError, "System lacks `advance`"),
    ({"start": Adapter.start}, NotImplementedError, "System lacks `start`"),
]


@pytest.mark.parametrize(("parts", "error", "message"), ANSWERS)
def test_an_answer_that_cannot_be_used_is_an_error(parts, error, message):
    with pytest.raises(error, match=re.escape(message)):
        replay(type("System", (Silent,), parts), story("2025-01-31 join"))


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (story("2025-01-31 pause"), "has actions that Silent does not know: pause"),
        (story(given={"date": "2025-01-31", "state": "paid", "period_end": "2025-02-28"}), "has no beginning"),
    ],
)
def test_a_story_that_no_new_account_can_live_is_refused(told, message):
    with pytest.raises(ScenarioError, match=message):
        replay(Silent, told)


def test_an_adapter_is_a_class():
    with pytest.raises(ScenarioError, match="allowed: a subclass of Adapter"):
        driver(Silent())


def at_first(adapter, *events, **told):
    """Return the first difference of a system in a story."""
    with pytest.raises(Differs) as raised:
        replay(adapter, story(*events, **told))
    return raised.value


class CheapYears(OwnSystem):
    """Charges a year a yen too little."""

    def tell_entry(self, entry):
        if entry.kind == "charge" and entry.plan == "annual":
            entry = entry._replace(amount=entry.amount - 1)
        super().tell_entry(entry)


# A system, a story that it fails, and the events that are left of it.
FEWEST = [
    (
        own_systems.ForgetsPlans,
        ["2025-01-31 join plan=annual", "2025-02-01 pause", "2025-03-01 change_plan to=monthly", "2025-03-02 resume"],
        ["join annual", "change_plan"],
    ),
    (
        CheapYears,
        ["2025-01-31 join", "2025-02-05 change_plan to=annual", "2025-03-05 use benefit=video"],
        ["join annual"],
    ),
    (
        own_systems.GivesTwoTrials,  # without the blocked card the membership would last for longer
        ["2025-02-27 join", "2025-02-27 block_method name=card reason=expired", "2025-04-09 cancel", "2025-05-09 join"],
        ["join", "cancel", "join"],
    ),
]


@pytest.mark.parametrize(("adapter", "events", "left"), FEWEST)
def test_nothing_is_left_in_a_story_that_can_go(adapter, events, left):
    shown = fewest(adapter, at_first(adapter, *events, until="2027-06-01"))
    actions = [event.action for event in shown.scenario.events]
    assert [f"{action.do} {action.plan or ''}".strip() for action in actions] == left


def test_a_system_that_fails_otherwise_in_a_shorter_story_is_told_by_the_longer_one():
    class Breaks(Silent):
        actions = ("join", "pause", "keep")
        started = False

        def act(self, on, do, **arguments):
            if do == "join":
                self.started = True
            return 1 / self.started and True

    differs = at_first(Breaks, "2025-01-31 join", "2025-02-01 pause", "2025-02-01 keep", until="2025-03-02")
    assert [event.action.do for event in fewest(Breaks, differs).scenario.events] == ["join"]


class Counted(Silent):
    """A system that is wrong when exactly so many events have happened, so that none can go; it counts its lives."""

    actions = tuple(ARGUMENTS)
    observes = ("refused",)
    lives = wrong_after = 0

    def start(self, on):
        type(self).lives += 1
        self.acts = 0

    def act(self, on, do, **arguments):
        self.acts += 1
        return self.acts != self.wrong_after


@pytest.mark.parametrize(("count", "lives", "is_all"), [(8, 43, True), (9, 50, False), (20, 50, False)])
def test_a_story_is_told_again_a_bounded_number_of_times(count, lives, is_all, monkeypatch):
    monkeypatch.setattr("membership_sim.testing.fewest.MOST_REPLAYS", 50)
    system = type("System", (Counted,), {"wrong_after": count})
    events = [f"2025-02-{day:02} set_reminder to=yes" for day in range(1, count + 1)]
    found = at_first(system, *events)
    system.lives = 0
    shown = fewest(system, found)
    assert (len(shown.scenario.events), system.lives) == (count, lives)
    notes = ["told again 50 times, at most so often: it may have more than it needs"]
    assert getattr(shown, "__notes__", []) == ([] if is_all else notes)


def test_an_adapter_may_keep_what_it_likes():
    """Attributes and methods of any name but its own are the user's."""

    class Mine(OwnSystem):
        def start(self, on):
            super().start(on)
            self._lines, self._source, self._story, self.source, self.account = {"a": 1}, 2, 3, 4, 5

        def _line(self):
            raise NotImplementedError

        _heard = _begin = _line

    replay(Mine, story("2025-01-31 join", "2025-03-05 pause", until="2025-06-01"))
    assert {name for name in vars(Adapter) if name.startswith("_") and not name.endswith("__")} == set()


def test_what_the_system_raises_goes_through_with_its_story():
    class Breaks(Silent):
        def advance(self, to):
            if to > date(2025, 2, 1):
                raise ZeroDivisionError("division by zero")

    with pytest.raises(ZeroDivisionError) as raised:
        replay(Breaks, story("2025-01-31 join", "2025-02-03 cancel"))
    [note] = raised.value.__notes__
    assert note.startswith("raised by Breaks on 2025-02-03, in this story:\n# story.yaml\n")
    assert "{date: 2025-01-31, do: join}" in note


def test_a_book_of_ones_own_is_kept_beside_the_story(tmp_path):
    differs = found(Silent, RuleBook.load("scenarios/books/changing-limits.yaml"), keep=tmp_path)
    assert differs is not None
    path, own = sorted(tmp_path.iterdir(), reverse=True)
    assert RuleBook.load(str(own)).values == differs.scenario.book.values
    [scenario] = load_scenarios(str(path))
    assert scenario_text(scenario) == path.read_text(encoding="utf-8")
    assert judge(scenario).findings == ()


class Known(OwnSystem):
    """A system that knows little; what it is asked for is noted."""

    actions = {"join": {"trial": [False]}, "cancel": {"when": ["now"]}, "change_plan": {}}  # noqa: RUF012
    plans = ("annual", "student_annual")
    reasons = ("invalid",)
    wallets = False
    asked: set[tuple[str, object]] = set()  # noqa: RUF012

    def start(self, on):
        super().start(on)
        self.asked |= {("start", self.story.plan), ("methods", len(self.story.wallet.methods))}
        self.asked |= {("reason", line.decline) for line in self.story.payments or ()}

    def act(self, on, do, **arguments):
        self.asked |= {(do, *pair) for pair in arguments.items()}
        return super().act(on, do, **arguments)


@pytest.mark.slow
def test_only_what_the_system_knows_is_offered():
    run_state_machine_as_test(driver(Known), settings=settings(SEARCH, max_examples=30))
    assert Known.asked == {
        ("start", "annual"),
        ("start", "student_annual"),
        ("methods", 1),
        ("reason", "invalid"),
        ("join", "trial", False),
        ("join", "plan", "annual"),
        ("join", "plan", "student_annual"),
        ("cancel", "when", "now"),
        ("change_plan", "to", "annual"),
        ("change_plan", "to", "student_annual"),
    }


def test_a_subclass_has_a_test_case_of_its_own():
    class Mine(DrivenSystem):
        adapter = OwnSystem

    assert Mine.TestCase is Mine.TestCase
    assert Mine.TestCase is not driver(OwnSystem).TestCase
    assert Mine.TestCase.__name__ == "Mine.TestCase"
