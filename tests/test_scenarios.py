"""The shipped scenarios: each does what it expects, and together they exercise every rule."""

from functools import cache
from pathlib import Path

import pytest

from membership_sim import RuleBook
from membership_sim.expectations import judge
from membership_sim.files.rulebook_file import is_rulebook, shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import TABLE
from membership_sim.refunds import NEVER_REFUNDS, READINGS
from membership_sim.rules import RULES
from membership_sim.scenario import DECLINE_REASONS, NO_METHOD, ScenarioError
from membership_sim.simulate import simulate
from tests.helpers import Noting

FOLDER = Path(__file__).parent.parent / "scenarios"
PATHS = sorted(FOLDER.rglob("*.yaml"))
by_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(FOLDER)))


@cache
def documents(path):
    """Return the documents of a file, none of a rule book; each is read when its own test asks for it."""
    return () if is_rulebook(str(path)) else tuple(load_scenarios(str(path)))


def every_document():
    return (scenario for path in PATHS for scenario in documents(path))

# Rules of the loop and of the files, which no entry of a scenario cites, and the scenario or the test that shows each.
SHOWN_BY = {
    "TIME-1": "instants.yaml",  # instants near midnight count on their local day
    "TIME-2": "cancel-before-renewal.yaml",  # on the renewal day the charge comes first
    "TIME-3": "test_a_charge_comes_before_the_reminder_of_its_day",
    "PRICE-3": "test_a_day_without_a_fee_is_an_error_of_the_story",
}


@by_path
def test_a_scenario_does_what_it_expects(path):
    for scenario in documents(path):
        assert scenario.expected is not None, f"{scenario.title}: a shipped scenario says what it expects"
        findings = judge(scenario).findings
        assert not findings, "\n".join([scenario.title, *map(str, findings)])


@by_path
def test_a_scenario_names_all_its_charges_and_refunds(path):
    for scenario in documents(path):
        assert {"charge", "refund", "decline"} <= set(scenario.expected.complete), scenario.title


def test_the_folder_holds_scenarios_and_rule_books():
    assert {bool(documents(path)) for path in PATHS} == {True, False}


def test_every_rule_is_exercised_and_no_other_is_cited():
    cited = {rule for scenario in every_document() for entry in simulate(scenario).entries for rule in entry.rules}
    assert cited <= set(RULES)
    assert set(RULES) - cited == set(SHOWN_BY)
    for shown_by in SHOWN_BY.values():
        assert shown_by in globals() or (FOLDER / shown_by).exists()


def test_a_charge_comes_before_the_reminder_of_its_day():
    """The period that begins on 1 February is just as long as it is reminded of before its end."""
    text = """
        with: {reminder.days_before: 28}
        events: [{date: 2025-01-01, do: set_reminder, to: yes}, {date: 2025-01-01, do: join, trial: no}]
        until: 2025-02-01
    """
    [scenario] = load_scenarios("february.yaml", text=text)
    assert [f"{entry.on} {entry.kind} {entry.rules[0]}" for entry in simulate(scenario).entries[-3:]] == [
        "2025-01-04 notice NOTICE-1",
        "2025-02-01 charge BILL-1",
        "2025-02-01 notice NOTICE-1",
    ]


def test_a_day_without_a_fee_is_an_error_of_the_story():
    text = "events: [{date: 2007-05-31, do: join, plan: annual, trial: no}]"
    [scenario] = load_scenarios("early.yaml", text=text)
    with pytest.raises(ScenarioError, match=r"early.yaml:1:10: no fee of annual is known on 2007-05-31.*2007-06-01"):
        simulate(scenario)


@by_path
def test_the_same_story_gives_the_same_entries(path):
    for scenario in documents(path):
        assert simulate(scenario).entries == simulate(scenario).entries


def test_a_fee_that_is_missing_later_is_told_at_the_event_before_it():
    [scenario] = load_scenarios("early.yaml", text="events: [{date: 2017-04-25, do: join}]")
    with pytest.raises(ScenarioError, match=r"early.yaml:1:10: no fee of monthly is known on 2017-05-25"):
        simulate(scenario)


def test_every_alternative_of_an_assumed_value_is_told():
    values = [value for scenario in every_document() for value in scenario.book.values.values()]
    told = {(value.name, repr(step.value)) for value in values for step in value.steps}
    for name in shipped_names():
        for value in RuleBook.load(name).values.values():
            assert {(value.name, repr(other)) for other in value.alternatives} <= told, name


def test_every_row_refusal_decline_reason_and_refund_reading_is_told():
    with Noting() as noting:
        timelines = [simulate(scenario) for scenario in every_document()]
    assert [row.id for row in TABLE if not noting.rows[row.id]] == []
    declines = [entry for timeline in timelines for entry in timeline.entries if entry.kind == "decline"]
    assert {reason for entry in declines for _, reason in entry.reasons} == {*DECLINE_REASONS, NO_METHOD}
    cancelled = [dict(row.when) for row in TABLE if row.trigger == "cancel" and noting.rows[row.id]]
    readings = {reading for when in cancelled if when.get("used") == ("yes",) for reading in when["reading"]}
    assert readings | {NEVER_REFUNDS} == set(READINGS)
