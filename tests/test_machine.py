"""The machine does what the table says: walks through many situations, with every action offered in every state.

The second opinion is an interpreter of the same table in ten lines, which knows no `transitions`; the question "what is
allowed now" is answered a second time by trying every argument.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest

from membership_sim.due import DUE_TRIGGERS, NEVER, next_due
from membership_sim.entries import RefusedEntry
from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, OUTCOMES, TABLE
from membership_sim.machine import Firing, ImpossibleTriggerError, Lifecycle, Refused, unused_name
from membership_sim.money import Rate
from membership_sim.scenario import BENEFITS, DECLINE_REASONS, STATES, Action, Method, ScenarioError
from tests.helpers import GENERIC, JP, US, always, begin, book, day, day_terms, play

# Rule books that walks are taken under; between them every row of the table can fire.
WALKED = {
    "japan": book(JP).terms(),
    "united states": book(US).terms(Rate(8875, 100_000)),
    "free days": book(US, {"refund.free_business_days": 30, "trial.days": 7}).terms(),
    "generic": book(GENERIC).terms(),
    "days": day_terms(),
    "at once": book(JP, {"plan.change": "at_once", "billing.month_end": "sticky_month_end"}).terms(),
    "trial again": book(JP, {"trial.again": {"after_months": 1}, "student.paid_months": 6}).terms(),
    "no trial": book(JP, {"trial.days": 0, "trial.student_months": 0, "family.limit": None}).terms(),
    "by days": book(JP, {"refund.used.annual": "by_days", "refund.used.monthly": "by_full_months"}).terms(),
    "never refunded": book(JP, {"refund.used.annual": "none", "refund.used.monthly": "by_percent"}).terms(),
    "days at once": day_terms(plan_change=always("at_once"), trial_again=always(0), pause_limit_days=always(None)),
}
METHODS = [
    "card:visa",
    "card:visa:2021-03 account:bank",
    "gift_balance:gift:900",
    "gift_balance:gift:9000 card:visa!invalid",
]
SCRIPTS = [
    None,
    None,
    "1 decline expired",
    "2 decline invalid, 3 decline over_limit, 5 decline invalid, 6 decline invalid",
]
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
    match do:
        case "join":
            return [Action(do, plan=plan, trial=trial) for plan in (None, *plans) for trial in (None, True, False)]
        case "use":
            return [Action(do, benefit=benefit, by=by, value=90) for benefit in BENEFITS for by in (None, *NAMES)]
        case "cancel":
            return [Action(do, when=when) for when in (None, "later", "now")]
        case "change_plan":
            return [Action(do, to=plan) for plan in plans]
        case "terminate":
            return [Action(do, misuse=misuse) for misuse in (None, True, False)]
        case "add_family" | "remove_family":
            return [Action(do, name=name) for name in NAMES]
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


RARE = {"remove_method", "set_default", "update_method", "unblock_method", "top_up", "add_method", "terminate"}
OFTEN = {"use": 7, "join": 6, "change_plan": 5, "pause": 4, "cancel": 3}
CHANCES = [OFTEN.get(do, 0.6 if do in RARE else 2) for do in ACTIONS]


def some_action(run, rng):
    """Return an action: each name has its chance, however many arguments it has."""
    return rng.choice(offers(run, rng.choices(ACTIONS, CHANCES)[0]) or [Action("pay")])


def some_day(run, rng):
    """Return a day to act on: mostly near the next thing due, for that is where rules meet."""
    today, due_day = run.facts.day, next_due(run.facts, run.terms)[0]
    if due_day < NEVER and rng.random() < 0.5:
        return max(today, due_day + rng.choice((-4, -3, -1, 0, 0, 1, 3)))
    return today + rng.choice((0, 0, 0, 0, 0, 0, 1, 2, 5, 15, 31, 200))


def walk(seed, steps=60):
    """Return a beginning, and days with actions that can be tried in turn."""
    rng = random.Random(seed)
    name = rng.choice(list(WALKED))
    settings = {
        "rules": WALKED[name],
        "plan": rng.choice(list(WALKED[name].plans)),
        "methods": rng.choice(METHODS),
        "outcomes": rng.choice(SCRIPTS),
        "trial_used": rng.random() < 0.1,
    }
    first_day = day("2020-01-28") + rng.randrange(70)
    run = begin(first_day, **settings)
    happenings = []
    for _ in range(steps):
        on = some_day(run, rng)
        run.advance(on)
        action = some_action(run, rng)
        happenings.append((on, action))
        run.act(on, action)
    return first_day, settings, happenings


def both(seed, interpreter, steps=60):
    """Return the same walk run by the machine and by the interpreter."""
    first_day, settings, happenings = walk(seed, steps)
    runs = begin(first_day, **settings), begin(first_day, lifecycle=interpreter, **settings)
    for on, action in happenings:
        by_machine, by_table = (run.act(on, action) for run in runs)
        assert by_machine == by_table, f"seed {seed}: {date.fromordinal(on)} {action}"
    for action in (action for do in ACTIONS for action in offers(runs[0], do)[-1:]):
        by_machine, by_table = (run.copy().act(run.facts.day, action) for run in runs)
        assert by_machine == by_table, f"seed {seed}, at its end: {action}"
    return runs


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


def situations(seed, steps=12):
    """Yield a run at each of its situations, before the next action."""
    first_day, settings, happenings = walk(seed, steps)
    run = begin(first_day, **settings)
    for on, action in happenings:
        run.advance(on)
        yield run
        run.act(on, action)


def refuse_nothing_but_say_so(run, action):
    """Try an action on a copy; if it is refused, nothing but its own entry is left of it. Return the row."""
    copy = run.copy()
    before = copy.snapshot()
    row = copy.act(run.facts.day, action)
    if row.refuses:
        (entry,) = copy.step.entries
        assert isinstance(entry, RefusedEntry)
        assert (entry.seq, entry.day, entry.state) == (before.seq + 1, before.day, before.state)
        assert (entry.action, entry.rules[0]) == (action, row.rule)
        assert copy.snapshot() == before._replace(seq=before.seq + 1)
    return row


def check_allowed(seed, steps=12):
    for run in situations(seed, steps):
        tried = [(action.do, refuse_nothing_but_say_so(run, action)) for do in ACTIONS for action in offers(run, do)]
        accepted = {do for do, row in tried if not row.refuses}
        assert run.step.lifecycle.allowed(run.step) == tuple(do for do in ACTIONS if do in accepted)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_allowed_is_what_some_arguments_make_possible_and_a_refusal_changes_nothing(seed):
    check_allowed(seed, steps=6)


@pytest.mark.slow
def test_what_is_allowed_in_many_situations():
    for seed in range(3000, 3060):
        check_allowed(seed, steps=25)


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
    stories = {seed: walk(seed, 20) for seed in range(6)}
    alone = {}
    for seed, (first_day, settings, happenings) in stories.items():
        run = begin(first_day, **settings)
        for on, action in happenings:
            run.act(on, action)
        alone[seed] = run.step.entries
    together = {seed: begin(first_day, **settings) for seed, (first_day, settings, _) in stories.items()}
    for index in range(20):
        for seed, run in together.items():
            run.act(*stories[seed][2][index])
    assert {seed: run.step.entries for seed, run in together.items()} == alone


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
