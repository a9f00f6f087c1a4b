"""Generated stories: valid by construction, deep, the same for the same seed, readable when they fail."""

import os
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

import membership_sim
from membership_sim.calendar import local_day
from membership_sim.files.rulebook_file import read_rulebook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import ACTIONS, TABLE
from membership_sim.machine import Lifecycle
from membership_sim.scenario import ARGUMENTS, STATES, Scenario, Wallet, wrong_arguments
from membership_sim.show.rulebook_text import rulebook_text
from membership_sim.show.scenario_text import scenario_files
from membership_sim.simulate import run_events, simulate
from membership_sim.story import story_problems
from membership_sim.testing import books, hook
from membership_sim.testing.choosing import seeded
from membership_sim.testing.instants import instant
from membership_sim.testing.stories import story
from membership_sim.testing.strategies import actions, instants, payment_scripts, rule_books, scenarios, wallets
from membership_sim.testing.telling import StoryUnderWay, tail
from tests.helpers import book, day, events, script

ROOT = Path(__file__).parent.parent
JOIN = events("2025-01-31 join")
QUIETLY = settings(  # and without the lines of code that a failure has in common, for which each is traced
    database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)  # fmt: skip


class Spy(Lifecycle):
    """Runs the machine and keeps the rows that ran."""

    def run_row(self, step, trigger):
        row = super().run_row(step, trigger)
        self.seen.add(row.id)
        return row


SPY = Spy()


def told(scenario):
    """Return the rows that a story takes, the states it is in, and what else it reaches."""
    SPY.seen = set()
    timeline = simulate(scenario, lifecycle=SPY)
    reached = {timeline.start.state, *(entry.state for entry in timeline.entries)}
    if {"taken.rejoin", "rejoin.trial"} & SPY.seen:
        reached.add("rejoined")
    runs = [state for state, _ in groupby(entry.state for entry in timeline.entries)]
    rejoins = sum(old == "cancelled" and new in ("trial", "paid") for old, new in pairwise(runs))
    if runs.count("paused") >= 2 and runs.count("past_due") >= 2 and rejoins >= 2:
        reached.add("cycles")
    if timeline.until_day - timeline.start.day >= NINE_YEARS:
        reached.add("nine years")
    longest, from_day, end_day = 0, 0, 0
    for charge in timeline.charges:
        from_day, end_day = from_day if charge.start_day == end_day else charge.start_day, charge.end_day
        if date.fromordinal(from_day).day > 28:
            longest = max(longest, end_day - from_day)
    if longest >= FIVE_YEARS:
        reached.add("five years from a 29th, 30th or 31st")
    return SPY.seen, reached


FIVE_YEARS, NINE_YEARS = 5 * 365, 9 * 365
DRAWS = 300


def counted(stories):
    """Return how many stories take each row, and reach each state and each of the rest."""
    rows, reached = Counter(), Counter()
    for scenario in stories:
        taken, states = told(scenario)
        rows.update(taken)
        reached.update(states)
    return rows, reached


@cache
def thousand():
    """Return what a thousand stories from seeds take and reach."""
    return counted(map(story, range(1000)))


@cache
def hypothesis_draws():
    """Return what some hundred stories take and reach that Hypothesis draws, the same ones each time."""
    drawn = []

    @settings(QUIETLY, max_examples=DRAWS, phases=[Phase.generate])
    @given(scenarios())
    def collect(scenario):
        drawn.append(scenario)

    collect()
    assert len(drawn) == DRAWS
    return counted(drawn)


@pytest.mark.slow
def test_a_thousand_stories_take_every_row():
    rows, _ = thousand()
    assert [row.id for row in TABLE if not rows[row.id]] == []


@pytest.mark.slow
def test_few_rows_are_never_taken_by_what_hypothesis_draws():
    rows, _ = hypothesis_draws()
    assert len([row.id for row in TABLE if not rows[row.id]]) <= 12


# The least share of stories, in percent, that is ever in a state: of those from seeds, and of those of Hypothesis.
DEPTH = {
    "trial": (50, 50), "paid": (80, 80), "past_due": (45, 40), "suspended": (30, 25), "paused": (45, 40),
    "cancelled": (70, 65), "rejoined": (50, 40), "cycles": (5, 4), "nine years": (12, 10),
    "five years from a 29th, 30th or 31st": (2, 1),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("state", [*(state for state in STATES if state != "prospect"), *list(DEPTH)[-4:]])
def test_stories_go_deep(state):
    from_seeds, from_hypothesis = thousand()[1][state] / 10, 100 * hypothesis_draws()[1][state] / DRAWS
    assert from_seeds >= DEPTH[state][0]
    assert from_hypothesis >= DEPTH[state][1]


def read_back(scenario, folder):
    """Return the scenario that its printed files say."""
    for name, text in scenario_files(scenario).items():
        (folder / name).write_text(text, encoding="utf-8")
    [again] = load_scenarios(str(folder / "story.yaml"))
    return again._replace(events=tuple(event._replace(place=None) for event in again.events))


@pytest.mark.parametrize("seed", range(40))
def test_a_story_is_what_its_files_say(seed, tmp_path):
    scenario = story(seed)
    assert read_back(scenario, tmp_path) == scenario


@pytest.mark.slow
def test_many_stories_are_what_their_files_say(tmp_path):
    for seed in range(1000, 1400):
        scenario = story(seed)
        assert read_back(scenario, tmp_path) == scenario, f"seed {seed}"


@pytest.mark.parametrize("seed", range(20))
def test_an_event_says_what_becomes_of_it(seed):
    found = []
    scenario = story(seed)
    simulate(scenario, on_event=lambda event, outcome: found.append((event.refused, outcome)))
    assert [outcome.rule if outcome.refuses else False for _, outcome in found] == [refused for refused, _ in found]
    assert len(found) == len(scenario.events)


@pytest.mark.parametrize("seed", range(20))
def test_a_story_is_told_beside_the_life_that_the_machine_gives(seed):
    choose = seeded(seed)
    telling = StoryUnderWay(choose, book())
    while telling.step(choose) and len(telling.events) < 15:
        pass
    whole = Scenario("A story", telling.book, tuple(telling.events), telling.plan, telling.wallet, telling.payments)
    by_machine = run_events(whole._replace(given=telling.given), until_day=telling.run.facts.day).snapshot()
    beside = telling.run.snapshot()
    assert {name for name, value in beside._asdict().items() if value != getattr(by_machine, name)} <= {"seq", "charge"}
    assert (beside.charge and beside.charge[1:]) == (by_machine.charge and by_machine.charge[1:])


TAILS = [
    ("2 take card", "2025-01-31 join", True),
    ("2 take card", "2025-01-31 remove_method card", False),
    ("2 decline expired", "2025-01-31 remove_method card", True),
]


@pytest.mark.parametrize(("outcomes", "first", "cut"), TAILS)
def test_a_tail_never_scripts_a_method_that_is_gone(outcomes, first, cut):
    whole = Scenario("A story", book(), events(f"{first}\n2025-02-01 pay"), payments=script(outcomes))
    assert len(tail(whole, 1).events) == (1 if cut else 2)


@pytest.mark.parametrize("years", [1, 3, 10])
def test_a_story_lasts_no_longer_than_asked(years):
    lengths = []
    for seed in range(60):
        happened = story(seed, book(), years).events
        lengths.append(happened[-1].day - happened[0].day if happened else 0)
    assert max(lengths) <= 366 * years
    assert max(lengths) > 200 * years


EARLIEST = [
    ({}, "2007-06-01"),  # annual; the other plans are chosen only once they have a fee
    ({"prices.monthly": [{"fee": 500, "new_from": date(2031, 5, 1)}]}, "2007-06-01"),
    ({f"prices.{plan}": [{"fee": 500, "new_from": date(2031, 5, 1)}]
      for plan in ("monthly", "annual", "student_monthly", "student_annual")}, "2031-05-01"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "first"), EARLIEST)
def test_no_story_needs_a_fee_from_before_the_first(values, first):
    for seed in range(40):
        scenario = story(seed, book(values=values))
        simulate(scenario)
        assert not scenario.events or scenario.events[0].day >= day(first)


def test_stories_of_a_hundred_years_stay_where_the_holidays_are_known():
    last = day("2050-12-31")
    for seed in range(30):
        scenario = story(seed, book("amazon.com"), 100)
        simulate(scenario)
        assert all(event.day < last for event in scenario.events)


@pytest.mark.parametrize("seed", range(40))
def test_a_rule_book_is_what_its_file_says(seed):
    made = books.generated(seeded(seed))
    again = read_rulebook(rulebook_text(made).encode(), f"{made.name}.yaml")
    assert again == made


def test_rule_books_differ_in_everything():
    made = [books.generated(seeded(seed)) for seed in range(300)]
    lengths = {(plan.months, plan.days) for its in made for plan in its.plans.values()}
    assert {(1, 0), (12, 0), (0, 7), (3, 0), (0, 365)} <= lengths
    for name in ("time_zone", "currency", "tax", "holidays"):
        assert len({getattr(its, name) for its in made}) > 1, name
    for name in made[0].values:
        if not name.startswith(("prices.", "refund.used.")):
            assert len({str(its.values[name].steps) for its in made}) > 2, name


def test_overridden_books_keep_their_name_and_say_what_differs():
    made = [books.overridden(seeded(seed), book()) for seed in range(50)]
    assert {its.name for its in made} == {"amazon.co.jp"}
    assert all(its.overridden for its in made)


SEEDED = "from membership_sim.testing.stories import story; print(story(11).events)"


@pytest.mark.slow
def test_a_seed_tells_the_same_story_in_every_process():
    def run(hash_seed):
        return subprocess.run(
            [sys.executable, "-c", SEEDED],
            capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONHASHSEED": hash_seed}, timeout=60,
        ).stdout  # fmt: skip

    assert run("1") == run("2") == f"{story(11).events!r}\n"


@pytest.mark.slow
@given(scenarios())
def test_a_drawn_story_can_be_run_and_printed(scenario):
    simulate(scenario)
    assert scenario_files(scenario)["story.yaml"].startswith("title: A generated story\n")


@pytest.mark.slow
@given(rule_books())
def test_a_drawn_book_is_what_its_file_says(drawn):
    again = read_rulebook(rulebook_text(drawn).encode(), f"{drawn.name}.yaml")
    assert (again.base_terms, again.plans) == (drawn.base_terms, drawn.plans)


@given(wallets(on=date(2024, 2, 29), fee=100))
def test_a_drawn_wallet_could_stand_in_a_file(wallet):
    assert list(story_problems(Scenario("A story", book(), JOIN, wallet=wallet))) == []
    assert wallet.default == (wallet.methods[0].name if wallet.methods else None)


@given(wallets().flatmap(lambda wallet: st.tuples(st.just(wallet), payment_scripts(wallet))))
def test_a_drawn_script_names_what_is_on_file(drawn):
    wallet, lines = drawn
    assert lines
    assert list(story_problems(Scenario("A story", book(), JOIN, wallet=wallet, payments=lines))) == []


@given(actions(book()))
def test_a_drawn_action_has_arguments_that_fit(action):
    assert wrong_arguments(action) == []


@pytest.mark.slow
def test_every_action_is_drawn():
    drawn = set()

    @settings(QUIETLY, max_examples=500, phases=[Phase.generate])
    @given(actions(book(), Wallet()))
    def collect(action):
        drawn.add(action.do)

    collect()
    assert drawn >= set(ARGUMENTS) - {"top_up"}  # which needs a gift balance


SHORTEST = [
    ("suspended", 6),
    ("rejoined", 4),
    ("paused", 3),
]


@pytest.mark.slow
@pytest.mark.parametrize(("state", "most"), SHORTEST)
def test_what_is_found_shrinks_to_something_short(state, most):
    shortest = find(
        scenarios(st.just(book())), lambda scenario: state in told(scenario)[1], settings=settings(QUIETLY)
    )
    assert 0 < len(shortest.events) <= most


@pytest.mark.slow
def test_a_failing_example_prints_as_the_files_that_run_it_again(tmp_path):
    failing = []

    @QUIETLY
    @given(scenarios())
    def fails(scenario):
        if scenario.book.name == "generated":
            failing[:] = [scenario]
            raise AssertionError("a book of its own")

    with pytest.raises(AssertionError) as caught:
        fails()
    text = "\n".join(caught.value.__notes__)
    head, _, rest = text.partition("# story.yaml\n")
    story_text, _, rest = rest.partition("# generated.yaml\n")
    assert "fails(" in head
    (tmp_path / "story.yaml").write_text(story_text, encoding="utf-8")
    (tmp_path / "generated.yaml").write_text(rest[: rest.index("\n,\n")], encoding="utf-8")
    [again] = load_scenarios(str(tmp_path / "story.yaml"))
    assert again.book.base_terms == failing[-1].book.base_terms
    assert [event[:3] for event in again.events] == [event[:3] for event in failing[-1].events]


MISUSED = [
    ({"books": book()}, "a strategy of rule books is allowed"),
    ({"max_years": 0}, "max_years is 0, a whole number from 1 to 100 is allowed"),
    ({"max_years": 2.5}, "max_years is 2.5"),
]


@pytest.mark.parametrize(("arguments", "problem"), MISUSED)
def test_misuse_says_what_is_allowed(arguments, problem):
    with pytest.raises(InvalidArgument, match=problem):
        scenarios(**arguments)


def test_every_public_value_that_can_be_drawn_is_registered():
    entries = {name for name in membership_sim.__all__ if name.endswith("Entry")}  # of a timeline
    made_of_others = entries | {"Accepted", "Comparison", "InputError", "Judged", "Member", "MembershipError", "Option",
                      "Refused", "ScenarioError", "Totals", "Variant", "Variants", "Verdict", "calendar",
                      "check_record", "compare", "plot", "simulate", "vary"}  # fmt: skip
    assert {type_.__name__ for type_ in hook.STRATEGIES} == set(membership_sim.__all__) - made_of_others


@pytest.mark.slow
@pytest.mark.parametrize("type_", hook.STRATEGIES)
def test_hypothesis_knows_the_types(type_):
    hook.register()
    drawn = find(st.from_type(type_), lambda _: True, settings=settings(QUIETLY, phases=[Phase.generate]))
    assert isinstance(drawn, type_)


KNOWS = """
import importlib, sys
from hypothesis import Phase, find, settings, strategies
found = settings(database=None, phases=[Phase.generate])
module, _, function = sys.argv[1].partition(":")
imported = importlib.import_module(module)
if function:
    getattr(imported, function)()
from membership_sim import Event, Snapshot
print(find(strategies.from_type(Event), lambda event: True, settings=found).action.do)
print(find(strategies.from_type(Snapshot), lambda its: its.state == "paid", settings=found).state)
"""


def entry_point():
    """Return what Hypothesis calls when it is imported beside this package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [named] = project["entry-points"]["hypothesis"].values()
    return named


@pytest.mark.slow
@pytest.mark.parametrize("by", [entry_point(), "membership_sim.testing.strategies"])
def test_the_types_are_registered_by_the_entry_point_and_by_the_import(by):
    environment = {**os.environ, "HYPOTHESIS_NO_PLUGINS": "1"}  # as if the entry point were not installed
    done = subprocess.run(
        [sys.executable, "-c", KNOWS, by], capture_output=True, text=True, cwd=ROOT, timeout=120, env=environment
    )
    action, state = done.stdout.split()
    assert action in ACTIONS, done.stderr
    assert state == "paid", done.stderr


def test_the_entry_point_is_the_hook():
    module, _, function = entry_point().partition(":")
    assert getattr(import_module(module), function) is hook.register


ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo")
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31)) | st.sampled_from(
    [date(2025, 3, 9), date(2025, 11, 2), date(2025, 3, 30), date(2025, 10, 26), date(2025, 4, 6), date(2018, 11, 4)]
)
PLACED = st.tuples(DAYS, st.sampled_from(ZONES)).flatmap(lambda at: st.tuples(st.just(at), instants(*at)))


@given(PLACED)
def test_an_instant_is_of_its_local_day(drawn):
    (on, zone), instant = drawn
    by_zoneinfo = instant.astimezone(ZoneInfo(zone)) if instant.tzinfo else instant
    assert by_zoneinfo.date() == on
    assert local_day(instant, zone) == local_day(instant.isoformat(), zone) == on


def at_instants(scenario, choose, folder):
    """Return the scenario that its files say when each event is told by an instant of its day."""
    files = scenario_files(scenario)
    document = yaml.safe_load(files.pop("story.yaml"))
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for told_event in document.get("events", ()):
        on = told_event.pop("date")
        told_event["at"] = instant(choose, on, scenario.book.time_zone).isoformat()
    return Scenario.from_dict(document, folder)


@pytest.mark.slow
def test_instants_and_their_local_days_tell_the_same(tmp_path):
    zones = set()
    for seed in range(120):
        scenario = story(seed)
        by_instants = at_instants(scenario, seeded(seed), tmp_path)
        zones.add(scenario.book.time_zone)
        assert simulate(by_instants).entries == simulate(scenario).entries, f"seed {seed}"
    assert len(zones) >= 6
