"""A guard that is wrong in what an action asks for is noticed by a law of one pass, on some generated story."""

from __future__ import annotations

from functools import cache

import pytest

from membership_sim.guards import GUARDS
from membership_sim.machine import Lifecycle
from membership_sim.oracle.laws import LAWS, first_violation
from membership_sim.oracle.laws.brackets import CONDITIONS
from membership_sim.oracle.matrix import ACCEPTING, CELLS, IF_WAITING, REFUSING
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from tests.tampering import tampered, tell
from tests.test_matrix import WRONG_GUARDS

STORIES = 200


@cache
def stories():
    """Return stories from seeds, none of them made with a wrong guard."""
    return [story(seed) for seed in range(STORIES)]


# It makes a run stop at an assertion of the core, so that there is no timeline to judge.
STOPS = "PLAN-1, no change has to wait"
WRONG_TRIALS = {
    "JOIN-1, no trial is given": ("trial_offered", lambda right, step: "no" if right == "yes" else right),
    "JOIN-2, a trial cannot be declined": ("trial_offered", lambda right, step: "yes" if right == "no" else right),
    "TRIAL-4, every join has a trial": ("trial_offered", lambda right, step: "yes" if right == "used_up" else right),
    "TRIAL-4, a trial is never given again": (
        "trial_offered",
        lambda right, step: "used_up" if step.facts.trial_used else right,
    ),
}
WRONG = {name: found for name, found in (WRONG_GUARDS | WRONG_TRIALS).items() if name != STOPS}


@pytest.mark.slow
@pytest.mark.parametrize(("atom", "wrong"), WRONG.values(), ids=WRONG)
def test_a_law_notices_a_wrong_guard(atom, wrong, monkeypatch):
    told = stories()
    right = GUARDS[atom]
    monkeypatch.setitem(GUARDS, atom, lambda step: wrong(right(step), step))
    lifecycle = Lifecycle()
    assert any(first_violation(simulate(scenario, lifecycle=lifecycle)) for scenario in told)


def test_a_law_notices_a_change_that_has_nothing_to_withdraw():
    """The wrong guard that stops a run, as a system would tell it that does not stop."""
    changed = tell("2025-01-10 join trial=no; 2025-01-11 change_plan annual", "2025-01-20")
    [found] = LAWS["the_matrix_accepts"].check(tampered(changed, "action 2 action=change_plan+monthly"))
    assert found.message == "change_plan while paid is accepted, as it is asked PLAN-1 refuses it"


def test_every_bracket_of_the_matrix_has_its_condition():
    """JOIN-4 holds for a second trial too (TRIAL-4), which the matrix leaves out; `keep` asks for nothing."""
    in_brackets = {place: REFUSING[place] for place in ACCEPTING if REFUSING[place] and CELLS[place] != IF_WAITING}
    conditions = {do: {rule for rule, _ in found} for do, found in CONDITIONS.items()}
    by_action = {
        do: set().union(*(in_brackets[place] for place in in_brackets if place[0] == do)) for do, _ in in_brackets
    }
    assert conditions == by_action
