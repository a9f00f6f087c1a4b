"""The machine does what the table says: in generated stories, with every action offered in every state.

The second opinion is an interpreter of the same table in ten lines, which knows no `transitions`; the question "what is
allowed now" is answered a second time by trying every argument.
"""

from __future__ import annotations

from collections import Counter

import pytest

from membership_sim.due import DUE_TRIGGERS
from membership_sim.entries import RefusedEntry
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, OUTCOMES, TABLE
from membership_sim.machine import Firing, ImpossibleTriggerError, Lifecycle, Refused, unused_name
from membership_sim.scenario import BENEFITS, DECLINE_REASONS, STATES, Action, Method, ScenarioError
from membership_sim.simulate import run_events
from membership_sim.testing.stories import story
from tests.helpers import begin, begin_told, day, play

NAMES = ("Ann", "Ben", "Cem")


class Interpreter(Lifecycle):
    """Runs the table without the machine."""

    def __init__(self):
        super().__init__()
        self.fired, self.offered = Counter(), Counter()

    def run_row(self, step, trigger):
        facts = step.facts
        rows = [row for row in TABLE if row.trigger == trigger and facts.state in row.sources]
        enabled = [row for row in rows if all(GUARDS[atom](step) in answers for atom, answers in row.when)]
        assert len(enabled) == 1, f"{trigger} while {facts.state}: {[row.id for row in enabled]}"
        self.fired[enabled[0].id] += 1
        self.offered[facts.state, trigger] += 1
        step.from_state = facts.state
        facts.state = enabled[0].to or facts.state
        Firing(enabled[0])(step)
        return enabled[0]


def offers(run, do):
    """Return an action with arguments that can tell one row from another; names that do not exist are left out."""
    today, plans, methods = run.facts.day, list(run.terms.plans), run.source.wallet.methods
    names = [method.name for method in methods]
    people = dict.fromkeys((*NAMES, *run.facts.family))
    match do:
        case "join":
            return [Action(do, plan=plan, trial=trial) for plan in (None, *plans) for trial in (None, True, False)]
        case "use":
            return [Action(do, benefit=benefit, by=by, value=90) for benefit in BENEFITS for by in (None, *people)]
        case "cancel":
            return [Action(do, when=when) for when in (None, "later", "now")]
        case "change_plan":
            return [Action(do, to=plan) for plan in plans]
        case "terminate":
            return [Action(do, misuse=misuse) for misuse in (None, True, False)]
        case "add_family" | "remove_family":
            return [Action(do, name=name) for name in people]
        case "add_method":
            return [Action(do, method=Method(unused_name("card", names)))]
        case "update_method" | "remove_method" | "set_default" | "unblock_method":
            return [Action(do, name=name) for name in names]
        case "block_method":
            return [Action(do, name=name, reason=reason) for name in names for reason in DECLINE_REASONS]
        case "top_up":
            return [Action(do, name=method.name, amount=500) for method in methods if method.kind == "gift_balance"]
        case "set_reminder":
            return [Action(do, to=True), Action(do, to=False)]
        case "set_graduation":
            return [Action(do, month=today), Action(do, month=today + 40)]
        case _:
            return [Action(do)]


def both(seed, interpreter):
    """Return a generated story as run by the machine and by the interpreter, with every action offered at its end."""
    told = story(seed)
    runs = begin_told(told), begin_told(told, interpreter)
    for event in told.events:
        by_machine, by_table = (run.act(event.day, event.action) for run in runs)
        assert by_machine == by_table, f"seed {seed}: {event}"
    copies, facts = [run.copy() for run in runs], [run.snapshot() for run in runs]
    for action in (action for do in ACTIONS for action in offers(runs[0], do)[-1:]):
        by_machine, by_table = map(outcome, copies, facts, (action, action))
        assert by_machine == by_table, f"seed {seed}, at its end: {action}"
    return runs


def outcome(copy, before, action):
    """Return what becomes of an action on a copy at some facts, be it the error for an unknown fee (PRICE-3)."""
    copy.go_to(before)
    try:
        return copy.act(before.day, action)
    except ScenarioError as error:
        return str(error)


def compare(seed, interpreter):
    by_machine, by_table = both(seed, interpreter)
    assert by_machine.step.entries == by_table.step.entries
    assert by_machine.snapshot() == by_table.snapshot()


@pytest.mark.parametrize("seed", range(24))
def test_the_machine_agrees_with_an_interpreter_of_the_table(seed):
    compare(seed, Interpreter())


@pytest.mark.slow
def test_the_machine_agrees_on_every_row_and_every_action_in_every_state():
    interpreter = Interpreter()
    for seed in range(1000, 2200):
        compare(seed, interpreter)
    fired, offered = interpreter.fired, interpreter.offered
    assert [row.id for row in TABLE if not fired[row.id]] == []
    assert [(state, action) for state in STATES for action in ACTIONS if not offered[state, action]] == []
    assert {trigger for _, trigger in offered} == {*ACTIONS, *DUE_TRIGGERS, *OUTCOMES}


def situations(seed, most=12):
    """Yield the run of a generated story before each of its actions, of the first ones."""
    told = story(seed)
    run = begin_told(told)
    for event in told.events[:most]:
        run.advance(event.day)
        yield run
        run.act(event.day, event.action)


def is_refused(copy, before, action):
    """Tell whether an action is refused on a copy that stands at some facts, and then only its own entry is left."""
    copy.go_to(before)
    try:
        refusal = copy.act(before.day, action)
    except ScenarioError:  # it is allowed, but its fee is not known
        return False
    if refusal.refuses:
        (entry,) = copy.step.entries
        assert isinstance(entry, RefusedEntry)
        assert (entry.seq, entry.day, entry.state) == (before.seq + 1, before.day, before.state)
        assert (entry.action, entry.rules[0]) == (action, refusal.rule)
        assert copy.snapshot() == before._replace(seq=before.seq + 1)
    return refusal.refuses


def check_allowed(seed, most):
    for run in situations(seed, most):
        copy, facts, asked = run.copy(), run.snapshot(), run.step.action
        assert copy.snapshot() == facts
        refused = {do: [is_refused(copy, facts, action) for action in offers(run, do)] for do in ACTIONS}
        copy.go_to(facts)  # after the wallet and all else may have changed
        assert copy.snapshot() == facts
        assert run.step.lifecycle.allowed(run.step) == tuple(do for do in ACTIONS if not all(refused[do]))
        assert run.step.action is asked


@pytest.mark.parametrize("seed", range(12))
def test_what_is_allowed_is_what_some_arguments_make_possible_and_a_refusal_changes_nothing(seed):
    check_allowed(seed, most=6)


@pytest.mark.slow
def test_what_is_allowed_in_many_situations():
    for seed in range(3000, 3120):
        check_allowed(seed, most=18)


def test_a_refusal_says_what_is_allowed_at_that_moment():
    run = play("2025-01-31 join")
    run.act(day("2025-02-01"), Action("resume"))
    refused = run.step.entries[-1]
    assert (refused.rules[0], refused.allowed) == ("PAUSE-7", run.step.lifecycle.allowed(run.step))
    assert "resume" not in refused.allowed
    assert Refused(refused.rules[0], refused.allowed).allowed == refused.allowed


IMPOSSIBLE = [
    ("prospect", "period_end"),
    ("prospect", "reminder_due"),
    ("trial", "retry_due"),
    ("paid", "pause_limit"),
    ("paid", "suspension_limit"),
    ("paused", "reminder_due"),
    ("cancelled", "period_end"),
    ("paid", "teleport"),
    ("paid", ""),
]
REACHED = {
    "prospect": "2025-01-01 set_reminder no",
    "trial": "2025-01-01 join",
    "paid": "2025-01-01 join trial=no",
    "paused": "2025-01-01 join trial=no \n 2025-01-02 pause \n 2025-02-01 set_reminder no",
    "cancelled": "2025-01-01 join \n 2025-01-02 cancel now",
}


@pytest.mark.parametrize(("state", "trigger"), IMPOSSIBLE)
def test_an_impossible_trigger_is_an_error_of_its_own_and_changes_nothing(state, trigger):
    run = play(REACHED[state])
    before, told = run.snapshot(), list(run.step.entries)
    assert before.state == state
    with pytest.raises(ImpossibleTriggerError, match=f"{trigger} while {state}"):
        run.step.lifecycle.fire(run.step, trigger)
    assert (run.snapshot(), run.step.entries) == (before, told)


def test_a_table_with_a_hole_says_where_it_is():
    holed = Lifecycle([row for row in TABLE if row.id != "pause"])
    run = play("2025-01-31 join", lifecycle=holed)
    with pytest.raises(ImpossibleTriggerError, match="no enabled row for pause while trial"):
        run.act(day("2025-02-01"), Action("pause"))


def test_a_fault_inside_a_guard_is_not_taken_for_an_impossible_trigger(monkeypatch):
    run = begin(day("2025-01-31"))
    monkeypatch.setattr(type(run.source), "has_payment_method", lambda source: {}["nothing"])
    with pytest.raises(KeyError, match="nothing"):
        run.act(day("2025-01-31"), Action("join"))


def test_one_machine_serves_many_members_side_by_side():
    stories = [story(seed) for seed in range(40)]
    together = [begin_told(told) for told in stories]
    for index in range(max(len(told.events) for told in stories)):
        for told, run in zip(stories, together, strict=True):
            for event in told.events[index : index + 1]:
                run.act(event.day, event.action)
    assert [run.step.entries for run in together] == [run_events(told).step.entries for told in stories]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2025-02-01 remove_method amex", "unknown payment method 'amex'"),
        ("2025-02-01 change_plan weekly", "unknown plan 'weekly'"),
    ],
)
def test_names_that_do_not_exist_are_errors_of_the_scenario(text, problem):
    with pytest.raises(ScenarioError, match=problem):
        play(f"2025-01-31 join\n{text}")


FAILS_IN_THE_MIDDLE = [
    # the story before, and an action that cannot be carried out: what it did until then is taken back
    ("2017-05-01 set_reminder yes", "2017-05-20", Action("join", trial=False), "no fee of monthly is known"),
    ("2017-04-15 join", "2017-05-20", Action("use", benefit="video"), "no fee of monthly is known on 2017-05-15"),
    ("2017-05-20 join", "2017-06-25", Action("remove_method", name="amex"), "unknown payment method 'amex'"),
    ("2017-05-20 join", "2017-06-25", Action("change_plan", to="weekly"), "unknown plan 'weekly'"),
]


@pytest.mark.parametrize(("story", "on", "action", "problem"), FAILS_IN_THE_MIDDLE)
def test_an_action_that_cannot_be_carried_out_leaves_the_run_as_it_was(story, on, action, problem):
    run = play(story)
    before, told = run.snapshot(), list(run.step.entries)
    with pytest.raises(ScenarioError, match=problem):
        run.act(day(on), action)
    assert (run.snapshot(), run.step.entries, run.step.day, run.step.asking) == (before, told, before.day, None)
    untouched = play(story)
    for each in (run, untouched):
        each.act(before.day, Action("set_graduation", month=before.day + 400))
    assert run.step.entries == untouched.step.entries


def test_a_day_that_cannot_be_reached_leaves_the_run_as_it_was():
    run = play("2017-04-15 join")
    before, told = run.snapshot(), list(run.step.entries)
    with pytest.raises(ScenarioError, match="no fee of monthly is known on 2017-05-15"):
        run.advance(day("2017-06-30"))
    assert (run.snapshot(), run.step.entries) == (before, told)
