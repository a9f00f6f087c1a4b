"""The shipped scenarios: each does what it expects, and together they exercise every rule."""

from functools import cache
from pathlib import Path

import pytest

from membership_sim import RuleBook
from membership_sim.expectations import judge
from membership_sim.files.rulebook_file import is_rulebook, shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.guards import GUARDS, refund_reading
from membership_sim.lifecycle import TABLE
from membership_sim.machine import Lifecycle
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


def alternatives():
    """Return {(name, alternative): the values of the shipped books that it stands beside}; as text, to be compared."""
    found = {}
    for book in map(RuleBook.load, shipped_names()):
        for value in book.values.values():
            for other in value.alternatives:
                found.setdefault((value.name, repr(other)), []).extend(step.value for step in value.steps)
    return found


def decides(scenario, name, beside):
    """Tell whether a story goes another way when one of its values is one of those that it stands beside."""
    told = simulate(scenario).entries
    for value in beside:
        try:
            other = simulate(scenario._replace(book=scenario.book.with_values({name: value})))
        except ValueError:  # the book, or the story's end, cannot be so
            continue
        if other.entries != told:
            return True
    return False


def undecided(scenarios):
    """Return the alternatives of assumed values that decide nothing in any of the scenarios."""
    left = alternatives()
    for scenario in scenarios:
        for value in scenario.book.values.values():
            for told in {(value.name, repr(step.value)) for step in value.steps} & set(left):
                if decides(scenario, value.name, left[told]):
                    del left[told]
    return set(left)


@pytest.mark.slow
def test_every_alternative_of_an_assumed_value_decides_something():
    assert len(alternatives()) > 10
    assert undecided(every_document()) == set()


def test_an_alternative_that_is_told_and_never_asked_is_noticed():
    [told] = load_scenarios("idle.yaml", text="{with: {plan.change: at_once}, events: [{date: 2025-01-31, do: join}]}")
    assert ("plan.change", "'at_once'") in undecided([told])


@pytest.mark.slow
def test_every_row_refusal_and_decline_reason_is_told():
    with Noting() as noting:
        timelines = [simulate(scenario) for scenario in every_document()]
    assert [row.id for row in TABLE if not noting.rows[row.id]] == []
    declines = [entry for timeline in timelines for entry in timeline.entries if entry.kind == "decline"]
    assert {reason for entry in declines for _, reason in entry.reasons} == {*DECLINE_REASONS, NO_METHOD}


class ReadingsNoted(Lifecycle):
    """Notes for each row before which the refund's reading was asked: the reading, whether there was use, the row."""

    def __init__(self):
        super().__init__()
        self.asked, self.decided = set(), set()

    def reading(self, step):
        """Answer the guard, and note the answer."""
        self.asked.add(refund_reading(step))
        return refund_reading(step)

    def run_row(self, step, trigger):
        self.asked.clear()
        used = step.facts.used
        row = super().run_row(step, trigger)
        self.decided |= {(reading, used, row.id) for reading in self.asked}
        return row


@pytest.mark.slow
def test_every_refund_reading_is_asked_for_a_used_membership_and_decides(monkeypatch):
    noted = []
    monkeypatch.setitem(GUARDS, "reading", lambda step: noted[0].reading(step))
    noted.append(ReadingsNoted())
    for scenario in every_document():
        simulate(scenario, lifecycle=noted[0])
    decided = {(reading, True, f"cancel.now_used_{reading}") for reading in READINGS if reading != NEVER_REFUNDS}
    never = {(NEVER_REFUNDS, used, "cancel.now_never_refunded") for used in (True, False)}
    assert noted[0].decided >= decided | never
