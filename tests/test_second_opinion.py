"""Any story: the real simulator and the naive one tell the same, and every law holds."""

import pytest
from hypothesis import example, given, settings

from membership_sim.files.scenario_file import load_scenarios
from membership_sim.oracle.laws import violations
from membership_sim.scenario import Scenario
from membership_sim.simulate import simulate
from membership_sim.testing.strategies import scenarios
from tests.second_opinion import differences
from tests.test_scenarios import every_document

ALL_LAWS = ("single pass", "words", "rerun")
# Searches that run side by side, and the stories of each; the thorough run is worth an hour of one core.
SEARCHES, STORIES = {"quick": (1, 200), "ci": (2, 500), "thorough": (8, 12_500)}[settings.get_current_profile_name()]


def test_the_two_agree_on_every_shipped_scenario():
    compared = [scenario for scenario in every_document() if scenario.given is None]
    assert len(compared) > 300
    for scenario in compared:
        assert differences(scenario) == [], scenario.title


def told(text: str) -> Scenario:
    """Return the scenario of a text."""
    [scenario] = load_scenarios("scenarios/story.yaml", text=text)
    return scenario


# Stories on which the two once disagreed; docs/testing.md tells which was right.
DISAGREEMENTS = {
    "a scripted decline, nothing on file": """
        wallet: []
        payments: [{try: 1, decline: over_limit}]
        events: [{date: 2025-01-31, do: join, trial: no}]
        """,
    "a scripted charge that nothing on file takes": """
        wallet: []
        payments: [{try: 9, decline: expired}]
        events: [{date: 2025-01-31, do: join, trial: no}]
        """,
    "a cancel instead of the pause that waited, in a trial": """
        until: 2025-03-31
        events:
          - {date: 2025-01-31, do: join}
          - {date: 2025-02-05, do: pause}
          - {date: 2025-02-06, do: cancel}
        """,
    "ended on the day of a pause that was resumed at once": """
        until: 2025-03-31
        events:
          - {date: 2025-01-31, do: join}
          - {date: 2025-02-05, do: pause}
          - {date: 2025-03-02, do: resume}
          - {date: 2025-03-02, do: cancel, when: now}
        """,
    "ended within the free days, after a renewal": """
        rulebook: books/weekly-gym.yaml
        with: {refund.free_business_days: 10}
        until: 2025-03-31
        events:
          - {date: 2025-03-03, do: join, trial: no}
          - {date: 2025-03-04, do: use, benefit: video, value: 30}
          - {date: 2025-03-10, do: use, benefit: video, value: 5}
          - {date: 2025-03-11, do: cancel, when: now}
        """,
    "a change of plan at once ends the trial, and the membership ends within the free days": """
        rulebook: amazon.com
        with: {plan.change: at_once}
        until: 2025-03-31
        events:
          - {date: 2025-01-31, do: join}
          - {date: 2025-02-05, do: change_plan, to: annual}
          - {date: 2025-02-06, do: use, benefit: video, value: 299}
          - {date: 2025-02-07, do: cancel, when: now}
        """,
    "a change of plan at once in a paid period, and the membership ends within the free days": """
        rulebook: amazon.com
        with: {plan.change: at_once}
        until: 2025-03-31
        events:
          - {date: 2025-02-05, do: join, trial: no}
          - {date: 2025-02-05, do: use, benefit: video, value: 100}
          - {date: 2025-02-06, do: change_plan, to: annual}
          - {date: 2025-02-06, do: use, benefit: video, value: 299}
          - {date: 2025-02-07, do: cancel, when: now}
        """,
}


@pytest.mark.parametrize("text", DISAGREEMENTS.values(), ids=DISAGREEMENTS)
def test_the_two_agree_where_they_once_did_not(text):
    assert differences(told(text)) == []


@example(scenario=told(DISAGREEMENTS["ended on the day of a pause that was resumed at once"]))
@settings(max_examples=STORIES)
@given(scenario=scenarios())
@pytest.mark.parametrize("search", range(SEARCHES))
@pytest.mark.slow
def test_any_story_obeys_every_law_and_is_as_the_naive_simulator_tells_it(search: int, scenario: Scenario):
    timeline = simulate(scenario)
    assert violations(timeline, ALL_LAWS) == []
    if scenario.given is None:  # the naive one begins every life at its beginning
        assert differences(scenario) == []
