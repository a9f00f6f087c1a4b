"""The table of transitions is total, disjoint and reachable, and the check that says so notices every kind of fault."""

import re
from collections import Counter

import pytest

from membership_sim.check import check_table
from membership_sim.lifecycle import ACTIONS, ATOMS, TABLE, row, when
from membership_sim.scenario import STATES

BY_ID = {found.id: found for found in TABLE}


def without(*ids):
    return tuple(found for found in TABLE if found.id not in ids)


def changed(id, **fields):
    """Return the table with one row's fields replaced."""
    return tuple(found._replace(**fields) if found.id == id else found for found in TABLE)


def test_the_table_has_no_problem():
    assert check_table() == []


def test_each_row_has_an_id_of_its_own():
    assert [id for id, count in Counter(found.id for found in TABLE).items() if count > 1] == []


def test_each_id_begins_with_a_word_that_says_what_it_is_about():
    assert [found.id for found in TABLE if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", found.id)] == []


FAULTS = [
    ("a row is missing", without("pause"), "pause while trial with {'waiting': 'none'} enables no row"),
    ("a refusal is missing", without("resume.not_paused"), "resume while prospect with no guards enables no row"),
    ("a due row is missing", without("pause.limit"), "pause_limit while paused with no guards enables no row"),
    ("an outcome is missing", without("declined.resume"), "declined while paused with no guards enables no row"),
    ("a row stands twice", (*TABLE, BY_ID["keep"]), "enables keep, keep, not exactly one row"),
    (
        "two rows overlap",
        changed("keep", when=when(waiting=("none", "cancel", "pause"))),
        "keep while trial with {'waiting': 'none'} enables keep, keep.nothing_waits",
    ),
    (
        "a row shadows another",
        (*TABLE, row("join.again", "join", "paid", rules="JOIN-5")),
        "join while paid with no guards enables join.member, join.again",
    ),
    ("an unknown effect", changed("pause", do=("want_holiday",)), "unknown effect want_holiday"),
    ("an unused effect", changed("pause.began", do=("begin_pause",)), "effect tell_pause_begun is never used"),
    ("an unknown atom", changed("keep", when=when(mood="good")), "unknown atom mood"),
    ("an unknown answer", changed("keep", when=when(waiting="forever")), "waiting never gives: ('forever',)"),
    ("an unknown rule", changed("pause", rules=("PAUSE-99",)), "row pause cites the unknown rule PAUSE-99"),
    ("no rule", changed("pause", rules=()), "row pause cites no rule"),
    ("an unknown state to go to", changed("pause.limit", to="limbo"), "unknown state limbo"),
    ("an unknown state to come from", changed("pause.limit", sources=("limbo",)), "unknown state limbo"),
    ("an unknown trigger", changed("pay", trigger="beg"), "unknown trigger beg"),
    ("an unknown kind of charge", changed("renewal.due", owes="tribute"), "unknown charge kind tribute"),
    ("a refusal that moves", changed("join.member", to="paid"), "row join.member must keep the state"),
    ("a row that owes and moves", changed("join.paid", to="paid"), "row join.paid must keep the state"),
    ("a state out of reach", changed("pause.began", to="cancelled"), "state paused is never reached"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "problem"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_noticed(table, problem):
    found = check_table(table)
    assert any(problem in line for line in found), found


@pytest.mark.parametrize("id", BY_ID)
def test_no_row_can_be_left_out(id):
    assert check_table(without(id)) != []


@pytest.mark.parametrize("id", [found.id for found in TABLE if found.when])
def test_no_guard_can_be_left_out(id):
    """Without its guards a row overlaps with another one, unless they only name what can be owed there."""
    problems = check_table(changed(id, when=()))
    assert problems or {atom for atom, _ in BY_ID[id].when} == {"owed_for"}


@pytest.mark.parametrize("state", STATES)
def test_each_state_answers_each_action(state):
    answered = {found.trigger for found in TABLE if state in found.sources}
    assert set(ACTIONS) <= answered


def test_each_atom_has_two_answers_at_least():
    assert [atom for atom, answers in ATOMS.items() if len(set(answers)) < 2 or len(set(answers)) < len(answers)] == []


def test_a_refusal_does_nothing():
    refusals = [found for found in TABLE if found.refuses]
    assert refusals
    assert [found.id for found in refusals if found.to or found.do or found.owes or found.asks] == []


def test_each_accepted_wish_says_from_when_it_counts():
    wishes = [found for found in TABLE if found.trigger in ("cancel", "pause", "change_plan") and not found.refuses]
    assert [found.id for found in wishes if not found.effective] == []
    trials = [found for found in TABLE if "begin_trial" in found.do]
    assert [found.id for found in trials if found.effective != "trial_end"] == []
    assert [found.id for found in TABLE if found.effective and found not in (*wishes, *trials)] == []
