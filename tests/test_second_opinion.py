"""Any story: the real simulator and the naive one tell the same, and every law holds."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from membership_sim.files.scenario_file import load_scenarios
from membership_sim.oracle.laws import violations
from membership_sim.scenario import Scenario, Wallet
from membership_sim.simulate import simulate
from membership_sim.testing.strategies import scenarios
from membership_sim.testing.telling import tail
from tests.second_opinion import begins_a_life, differences, differences_from
from tests.test_scenarios import every_document

ALL_LAWS = ("single pass", "words", "rerun")
# Searches, one after another, and the stories of each; the thorough run takes one core some two hours.
SEARCHES, STORIES = {"quick": (1, 200), "ci": (2, 500), "thorough": (8, 12_500)}[settings.get_current_profile_name()]


def test_the_two_agree_on_every_shipped_scenario():
    compared = [scenario for scenario in every_document() if begins_a_life(scenario)]
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


# A life, and after how many of its events a story that begins in the middle of it starts.
CUT_SHORT = """
rulebook: amazon.com
wallet: [{card: visa}, {gift_balance: gift, amount: 700}]
until: 2026-02-28
events:
  - {date: 2025-01-31, do: join}
  - {date: 2025-03-04, do: block_method, name: visa, reason: expired}
  - {date: 2025-04-02, do: change_plan, to: annual}
  - {date: 2025-04-05, do: unblock_method, name: visa}
  - {date: 2025-05-30, do: change_plan, to: annual}
  - {date: 2025-05-31, do: pause}
  - {date: 2025-06-30, do: resume}
  - {date: 2025-06-30, do: use, benefit: video, value: 3}
  - {date: 2025-07-09, do: cancel, when: now}
"""


@pytest.mark.parametrize("count", range(1, 10))
def test_the_end_of_a_life_is_as_the_whole_life_is_told(count):
    whole = told(CUT_SHORT)
    assert differences(whole) == []
    assert differences_from(tail(whole, count), whole) == []


# After how many events, and what is then forgotten or wrong.
WRONG_STARTS = {
    "use": (8, lambda given: given._replace(used=False)),
    "a change of plan that waits": (5, lambda given: given._replace(next_plan=None)),
    "a pause that waits": (6, lambda given: given._replace(waiting="none")),
    "the end of the trial": (1, lambda given: given._replace(end_day=given.end_day + 1)),
    "the tries": (3, lambda given: given._replace(tries=0)),
    "the wallet": (2, lambda given: given._replace(wallet=Wallet())),
}


@pytest.mark.parametrize(("count", "wrong"), WRONG_STARTS.values(), ids=WRONG_STARTS)
def test_a_start_that_is_wrong_is_noticed(count, wrong):
    whole = told(CUT_SHORT)
    later = tail(whole, count)
    assert differences_from(later._replace(given=wrong(later.given)), whole) != []


def test_a_trial_used_up_elsewhere_is_told_to_the_naive_simulator():
    given = "{date: 2025-01-31, state: prospect, trial_used: yes}"
    story = told(f"{{given: {given}, events: [{{date: 2025-01-31, do: join}}]}}")
    assert begins_a_life(story)
    assert differences(story) == []


@example(whole=told(DISAGREEMENTS["ended on the day of a pause that was resumed at once"]), cut=1)
@example(whole=told(CUT_SHORT), cut=3)
@settings(max_examples=STORIES)
@given(whole=scenarios().filter(begins_a_life), cut=st.integers(0, 40))
@pytest.mark.parametrize("search", range(SEARCHES))
@pytest.mark.slow
def test_any_story_obeys_every_law_and_is_as_the_naive_simulator_tells_it(search: int, whole: Scenario, cut: int):
    """Each life is told whole, and also from an event in the middle of it on."""
    assert violations(simulate(whole), ALL_LAWS) == []
    assert differences(whole) == []
    later = tail(whole, 1 + cut % len(whole.events))
    if later is not whole:  # its script takes by a method that is no longer on file
        assert violations(simulate(later)) == []
        assert differences_from(later, whole) == []
