"""Small worlds walked through entirely: every class of facts against the matrix, every short story against the naive
simulator and the laws."""

from collections import deque

import pytest
from hypothesis import settings

from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS
from membership_sim.machine import Lifecycle
from membership_sim.oracle.laws import violations
from membership_sim.scenario import STATES, Scenario
from membership_sim.simulate import simulate
from tests.brackets import Asked, agrees
from tests.helpers import JP, US, begin, book, day, events, play, wallet
from tests.second_opinion import differences
from tests.sequences import moves, sequences
from tests.test_machine import offers

# Guards that ask of the member alone, not of an action or of an outcome.
OF_THE_MEMBER = ("waiting", "used", "change_waits", "plan_ahead", "ever_paid", "method_on_file", "change_takes_effect")


def facts_class(run):
    """Return the class of a member's facts: all that the answers of guards can depend on, days apart."""
    facts, step = run.facts, run.step
    student = run.terms.plans[facts.plan].student
    graduated = 0 < facts.graduation_day <= facts.day
    owed = facts.owed.kind if facts.owed else None
    answers = tuple(GUARDS[atom](step) for atom in OF_THE_MEMBER)
    return (
        facts.state, answers, student, graduated, owed, facts.retries, len(facts.family), "Ann" in facts.family,
        facts.trial_used, run.source.wallet.methods == (),
    )  # fmt: skip


class Answering(Lifecycle):
    """The lifecycle without what a refusal says is allowed: it is half of the work, and has tests of its own."""

    def allowed(self, step):
        return ()


ANSWERING = Answering()


def reachable_classes(run):
    """Yield a run in every class of facts that moves lead to, nearest first."""
    found, waiting, trying = {facts_class(run)}, deque([run]), run.copy()
    while waiting:
        here = waiting.popleft()
        yield here
        start = here.snapshot()
        for event in moves(here):
            trying.go_to(start)
            if trying.act(event.day, event.action).refuses:
                continue
            reached = facts_class(trying)
            if reached not in found:
                found.add(reached)
                waiting.append(trying.copy())


# Between them, books and wallets under which every guard gives every answer that it can.
WORLDS = {
    "Japan": {},
    "Japan, nothing on file": {"methods": ""},
    "Japan, a gift balance alone": {"methods": "gift_balance:gift:900"},
    "United States": {"rules": US},
    "at once, and a trial again": {"values": {"plan.change": "at_once", "trial.again": {"after_months": 1}}},
}


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_action_in_every_reachable_class_of_facts(world):
    states = set()
    for run in reachable_classes(begin(day("2025-01-31"), lifecycle=ANSWERING, **world)):
        facts, trying = run.snapshot(), run.copy()
        states.add(facts.state)
        for do in ACTIONS:
            for asked in offers(run, do):
                trying.go_to(facts)
                outcome = trying.act(facts.day, asked)
                assert agrees(Asked(facts, asked, run.terms), outcome), f"{asked} while {facts.state}: {outcome}"
    assert states == set(STATES)  # a method can be added, so that a trial begins after all


# How many actions; merged: of the stories that lead to equal facts one is gone on from.
DEPTHS = {"quick": (2, False), "ci": (3, False), "thorough": (4, True)}
PROFILE = settings.get_current_profile_name()
TAIL_DAYS = 430  # what follows from a story shows within a pause's year


def judge(happened, tail_days=TAIL_DAYS):
    """Ask the laws and the naive simulator about the life of these events and of some days after them."""
    rules = book(JP)
    until_day = happened[-1].day + tail_days
    story = Scenario("a short story", rules, happened, "monthly", wallet("card:visa"), until_day=until_day)
    timeline = simulate(story)
    assert violations(timeline) == [], happened
    assert differences(story, timeline) == [], happened


def judge_all(walks, before=()):
    """Judge every sequence after what happened before it; return how many there were.

    In the quick lane what follows from equal facts is followed once: a sequence that leads to facts of an earlier one,
    such as by a refused action, is judged up to its last day.
    """
    count, followed = 0, set()
    for walked in walks:
        facts = walked.run.snapshot()._replace(seq=0, run_tries=0)
        is_followed = PROFILE == "quick" and (walked.refused or facts in followed)
        judge((*before, *walked.events), 0 if is_followed else TAIL_DAYS)
        followed.add(facts)
        count += 1
    return count


@pytest.mark.slow
def test_every_short_story_obeys_the_laws_and_is_as_the_naive_simulator_tells_it():
    length, merged = DEPTHS[PROFILE]
    assert judge_all(sequences(begin(day("2025-01-31")), length, merged=merged)) > 1800


# A life that has come to each state, with the day that it goes on from. A prospect is where every story begins.
LIVES = {
    "trial": ("2025-01-31 join", "2025-02-03"),
    "paid": ("2025-01-31 join trial=no", "2025-02-03"),
    "past_due": ("2025-01-31 join trial=no\n2025-02-03 block_method visa invalid", "2025-02-28"),
    "suspended": ("2025-01-31 join trial=no\n2025-02-03 block_method visa invalid", "2025-03-14"),
    "paused": ("2025-01-31 join trial=no\n2025-02-03 pause", "2025-03-10"),
    "cancelled": ("2025-01-31 join\n2025-02-03 cancel now", "2025-02-05"),
}


def test_there_is_a_life_for_each_state():
    assert [play(*life).facts.state for life in LIVES.values()] == list(LIVES)
    assert {"prospect", *LIVES} == set(STATES)


@pytest.mark.slow
@pytest.mark.parametrize("state", LIVES)
def test_two_actions_from_every_state_obey_the_laws_and_are_as_the_naive_simulator_tells_them(state):
    """In the quick lane, of the first actions that lead to equal facts, one is gone on from."""
    story, today = LIVES[state]
    walks = sequences(play(story, today), 2, merged=PROFILE == "quick")
    assert judge_all(walks, events(story)) > 1200
