"""The laws hold for every shipped scenario and for generated stories, and say where they are broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from membership_sim import Member, ScenarioError
from membership_sim.oracle.laws import FAMILIES, LAWS, SINGLE_PASS, SUBJECTS, first_violation, violations
from membership_sim.oracle.laws.one_pass import judges_of, one_pass
from membership_sim.rules import RULES
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from tests.helpers import day
from tests.tampering import tampered, tell
from tests.test_scenarios import by_path, documents


@by_path
def test_every_shipped_scenario_obeys_the_laws(path):
    for scenario in documents(path):
        assert violations(simulate(scenario), ("single pass", "words")) == [], scenario.title


@pytest.mark.slow
@by_path
def test_every_shipped_scenario_obeys_the_laws_when_it_is_told_otherwise(path):
    for scenario in documents(path):
        assert violations(simulate(scenario), ("rerun",)) == [], scenario.title


@pytest.mark.parametrize("seed", range(40))
def test_generated_stories_obey_the_laws_of_one_pass(seed):
    assert violations(simulate(story(seed))) == []


YEAR = "2025-01-31 join; 2025-03-05 use video; 2025-03-06 resume"


def test_laws_are_named_once_and_rest_on_rules_that_exist():
    laws = [law for found in SUBJECTS.values() for law in found]
    assert len(laws) == len(LAWS)
    for law in laws:
        assert set(law.rules) <= set(RULES), law.name
        assert law.sentence.endswith("."), law.name
        assert (law.family == "single pass") == bool(law.kinds), law.name


def test_a_law_by_itself_finds_what_it_finds_among_all():
    broken = tampered(tell(YEAR, "2025-06-01"), "charge 2 amount=500 start_day=2025-04-03; drop charge 3")
    together = list(one_pass(broken, judges_of(SINGLE_PASS)))
    alone = [violation for law in SINGLE_PASS for violation in law.check(broken)]
    assert len(together) > 3
    assert sorted(together, key=str) == sorted(alone, key=str)


def test_a_violation_says_where_and_what():
    [found] = LAWS["charges_cost_the_fee_of_their_day"].check(tampered(tell(YEAR, "2025-06-01"), "charge 2 amount=500"))
    assert found == (
        "charges_cost_the_fee_of_their_day",
        day("2025-04-02"),
        5,
        "500 since 2023-08-24 for monthly before tax, the fee for renewals on 2025-04-02 is 600 since 2023-08-24",
    )


def test_an_unknown_family_of_laws_is_an_error():
    with pytest.raises(ValueError, match="unknown family 'fast', allowed: single pass, words, rerun"):
        violations(tell(YEAR), ("fast",))


def test_a_member_step_by_step_obeys_the_laws():
    """An action of an earlier day stands in the timeline and in no story (TIME-2)."""
    member = Member()
    member.join("2025-01-31", trial=False)
    member.use("video", "2025-02-03")
    assert member.pause("2025-02-02").rule == "TIME-2"
    member.pause("2025-02-03")
    member.pause("2025-02-04")
    member.advance("2025-08-01")
    timeline = member.timeline
    assert violations(timeline) == []
    assert violations(timeline, ("rerun",)) == []


def test_a_law_of_retelling_judges_the_given_timeline_beside_an_action_of_an_earlier_day():
    member = Member()
    member.join("2025-01-31", trial=False)
    member.use("video", "2025-02-03")
    assert member.pause("2025-02-02").rule == "TIME-2"
    member.cancel("2025-03-05", when="now")
    member.join("2025-03-05")
    member.advance("2025-08-01")
    timeline = member.timeline
    assert violations(timeline, FAMILIES) == []
    charge = timeline.charges[1]
    found = violations(tampered(timeline, f"charge 2 amount={charge.amount - 100}"), ("rerun",))
    assert {violation.seq for violation in found} == {charge.seq}
    assert "the_same_story_gives_the_same_bytes" in {violation.law for violation in found}
    assert violations(replace(timeline, end=timeline.end._replace(seq=0)), ("rerun",)) != []


def test_a_story_without_a_fee_stays_an_error():
    with pytest.raises(ScenarioError, match="no fee of annual"):
        tell("2007-05-31 join annual trial=no")


# Charges in a state that a charge never leaves: nothing tells the day from which the next thing would be counted.
FORGED = [
    "copy charge 1 after notice 5 day=2025-02-25 state=suspended",
    "charge 1 state=paused",
    "charge 1 state=past_due",
]


@pytest.mark.parametrize("edits", FORGED)
def test_no_day_is_named_that_is_counted_from_nothing(edits):
    owing = tell("2025-01-10 join trial=no; 2025-01-11 block_method visa invalid; 2025-02-25 pay")
    found = violations(tampered(owing, edits))
    assert found
    assert [str(violation) for violation in found if "0001-" in violation.message] == []


def test_the_first_violation_is_the_first_of_all():
    broken = tampered(tell(YEAR, "2025-06-01"), "charge 2 amount=500 start_day=2025-04-03; drop charge 3")
    assert first_violation(broken) == violations(broken)[0]
    assert first_violation(tell(YEAR, "2025-06-01"), FAMILIES) is None
