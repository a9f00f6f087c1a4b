"""The real simulator and the naive one tell the same: of shipped scenarios, and of stories that Hypothesis tells."""

import pytest
from hypothesis import example, given, settings

from membership_sim.scenario import Scenario
from membership_sim.testing.stories import story
from membership_sim.testing.strategies import scenarios
from tests.second_opinion import differences
from tests.test_scenarios import every_document

# 100,000 in the thorough run, where one search is worth an hour.
EXAMPLES = {"quick": 200, "ci": 1000, "thorough": 100_000}


def test_the_two_agree_on_every_shipped_scenario():
    compared = [scenario for scenario in every_document() if scenario.given is None]
    assert len(compared) > 300
    for scenario in compared:
        assert differences(scenario) == [], scenario.title


# Stories on which the two once disagreed; `docs/testing.md` tells which was right.
@example(story(8))  # a scripted decline with nothing on file
@example(story(123))  # a scripted charge that nothing on file takes
@example(story(292))  # a cancel instead of the pause that waited in a trial
@example(story(404))  # ended on the day of a pause that was resumed at once
@settings(max_examples=EXAMPLES[settings.get_current_profile_name()])
@given(scenarios())
@pytest.mark.slow
def test_the_two_agree_on_any_story(scenario: Scenario):
    if scenario.given is None:  # the naive one begins every life at its beginning
        assert differences(scenario) == []
