"""What the driver finds of django-flexible-subscriptions; docs/real-system.md tells it. Run by `make real-system`."""

from pathlib import Path

import pytest
from hypothesis import settings

from examples.real_system import adapter
from membership_sim.expectations import judge
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.testing.driver import Differs, driver, replay

STORIES = Path(__file__).with_name("stories")

# Each story that was found, in which system, and what is seen there.
FOUND = [
    ("cancels.yaml", "AsItComes", "benefits yes", "CANCEL-1"),
    ("joins-twice.yaml", "AsItComes", "charge: amount 700", "JOIN-5"),
    ("cancels-twice.yaml", "JoiningOnce", "benefits no", "CANCEL-3"),
    ("by-the-month.yaml", "ByTheMonth", "nothing", "BILL-1"),
    ("never-pays.yaml", "Owing", "charge: amount 700", "PAY-4"),
]


def system(name):
    return getattr(adapter, name)


@pytest.mark.parametrize(("story", "name", "seen", "rule"), FOUND)
def test_a_story_that_was_found_still_shows_it(story, name, seen, rule):
    [scenario] = load_scenarios(str(STORIES / story))
    assert judge(scenario).findings == ()
    with pytest.raises(Differs) as raised:
        replay(system(name), scenario)
    assert f"\nseen: {seen}\n" in str(raised.value)
    assert raised.value.difference.rules[0] == rule


def test_no_story_is_forgotten():
    assert {path.name for path in STORIES.glob("*.yaml")} == {story for story, *_ in FOUND}


def search(name, examples):
    case = driver(system(name), adapter.BOOK, max_years=1).TestCase
    case.settings = settings(
        case.settings, max_examples=examples, stateful_step_count=8, derandomize=True, database=None
    )
    case("runTest").debug()


def test_by_the_week_it_conforms_on_a_site_that_knows_its_limits():
    search("CancellingOnce", 100)


@pytest.mark.parametrize("name", ["AsItComes", "JoiningOnce", "ByTheMonth", "Owing"])
def test_a_search_finds_what_the_stories_show(name):
    with pytest.raises(Differs):
        search(name, 40)
