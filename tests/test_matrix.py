"""The matrix of what is allowed, typed by hand from the specification (`oracle.matrix`), against the machine.

Each cell is tried in every situation of its state, with every argument.
"""

import pytest

from membership_sim.guards import GUARDS
from membership_sim.lifecycle import ACTIONS, TABLE
from membership_sim.machine import Lifecycle
from membership_sim.oracle.matrix import ACCEPTING, CELLS, REFUSING, WALLET_ACTIONS
from membership_sim.scenario import STATES
from membership_sim.simulate import Run
from tests.brackets import CONDITIONS, Asked, agrees
from tests.helpers import JP, US, action, day, day_terms, lines, play, table
from tests.test_machine import offers

# Reachable situations of each state: what differs in what waits, is owed, is held, has been used or is on file.
PAID = "2025-01-10 join trial=no"
OWING = f"{PAID} \n 2025-01-20 block_method visa invalid"
SITUATIONS = {
    "prospect": [
        ("new", "2025-01-10 set_reminder no", {}),
        ("gift balance only", "2025-01-10 set_reminder no", {"methods": "gift_balance:gift:9000"}),
        ("nothing on file", "2025-01-10 remove_method visa", {}),
        ("graduate", "2025-01-10 set_graduation 2024-03", {}),
        ("graduate on a student plan", "2025-01-10 set_graduation 2024-03", {"plan": "student_monthly"}),
        ("declined at the door", f"2025-01-09 block_method visa invalid \n {PAID}", {}),
        ("without tax", "2025-01-10 set_reminder no", {"rules": US}),
        ("plans in days", "2025-01-10 set_reminder no", {"rules": day_terms(), "plan": "weekly"}),
    ],
    "trial": [
        ("new", "2025-01-10 join", {}),
        ("cancel waits", "2025-01-10 join \n 2025-01-11 cancel", {}),
        ("pause waits", "2025-01-10 join \n 2025-01-11 pause", {}),
        ("change waits", "2025-01-10 join \n 2025-01-11 change_plan annual", {}),
        ("student", "2025-01-10 join student_annual", {}),
        ("family", "2025-01-10 join \n 2025-01-10 add_family Ann", {}),
        ("family full", "2025-01-10 join \n 2025-01-10 add_family Ann \n 2025-01-10 add_family Ben", {}),
        ("used", "2025-01-10 join \n 2025-01-11 use video", {}),
        ("graduate", "2025-01-10 join \n 2025-01-11 set_graduation 2024-12", {}),
        ("change at once", "2025-01-10 join", {"values": {"plan.change": "at_once"}}),
        ("plans in days", "2025-01-10 join", {"rules": day_terms(), "plan": "weekly"}),
        (
            "a second trial",
            "2025-01-10 join \n 2025-01-11 cancel now \n 2025-03-11 join",
            {"values": {"trial.again": {"after_months": 2}}},
        ),
    ],
    "paid": [
        ("new", PAID, {}),
        ("after the trial", "2025-01-10 join \n 2025-02-09 set_reminder no", {}),
        ("renewed", f"{PAID} \n 2025-02-10 set_reminder no", {}),
        ("cancel waits", f"{PAID} \n 2025-01-11 cancel", {}),
        ("pause waits", f"{PAID} \n 2025-01-11 pause", {}),
        ("change waits", f"{PAID} \n 2025-01-11 change_plan annual", {}),
        ("cancel and change wait", f"{PAID} \n 2025-01-11 change_plan annual \n 2025-01-11 cancel", {}),
        ("student", "2025-01-10 join student_monthly trial=no", {}),
        ("family full", f"{PAID} \n 2025-01-10 add_family Ann \n 2025-01-10 add_family Ben", {}),
        ("used", f"{PAID} \n 2025-01-11 use video", {}),
        ("used, annual", "2025-01-10 join annual trial=no \n 2025-01-11 use video", {}),
        ("used, US", f"{PAID} \n 2025-01-11 use video value=100", {"rules": US}),
        ("used, US, later", f"{PAID} \n 2025-01-31 use video value=100", {"rules": US}),
        ("never refunded", f"{PAID} \n 2025-01-11 use video", {"values": {"refund.used.monthly": "none"}}),
        ("graduate", f"{PAID} \n 2025-01-11 set_graduation 2024-12", {}),
        ("change at once", PAID, {"values": {"plan.change": "at_once"}}),
        ("plans in days", "2025-01-10 join trial=no", {"rules": day_terms(), "plan": "ten_days"}),
        ("recovered", f"{OWING} \n 2025-02-12 unblock_method visa", {}),
        ("resumed", f"{PAID} \n 2025-01-11 pause \n 2025-02-15 resume", {}),
        ("rejoined", f"{PAID} \n 2025-01-11 cancel now \n 2025-01-11 join", {}),
    ],
    "past_due": [
        ("declined", f"{OWING} \n 2025-02-10 set_reminder no", {}),
        ("retried", f"{OWING} \n 2025-02-13 set_reminder no", {}),
        ("tried by hand", f"{OWING} \n 2025-02-11 pay", {}),
        (
            "after the trial",
            "2025-01-10 join \n 2025-01-20 block_method visa invalid \n 2025-02-09 set_reminder no",
            {},
        ),
        ("after a change", f"{OWING} \n 2025-01-21 change_plan annual \n 2025-02-10 set_reminder no", {}),
        ("family", f"{OWING} \n 2025-01-21 add_family Ann \n 2025-02-10 set_reminder no", {}),
        (
            "student",
            "2025-01-10 join student_monthly trial=no \n 2025-01-20 block_method visa invalid \n 2025-02-10 pay",
            {},
        ),
        ("nothing on file", f"{PAID} \n 2025-01-11 remove_method visa \n 2025-02-10 set_reminder no", {}),
        ("gift balance too small", f"{PAID} \n 2025-02-10 set_reminder no", {"methods": "gift_balance:gift:700"}),
    ],
    "suspended": [
        ("new", f"{OWING} \n 2025-02-24 set_reminder no", {}),
        ("last day", f"{OWING} \n 2025-03-09 set_reminder no", {}),
        ("family", f"{OWING} \n 2025-01-21 add_family Ann \n 2025-02-24 set_reminder no", {}),
        ("nothing on file", f"{PAID} \n 2025-01-11 remove_method visa \n 2025-02-24 set_reminder no", {}),
    ],
    "paused": [
        ("first day", f"{PAID} \n 2025-01-11 pause \n 2025-02-10 set_reminder no", {}),
        ("last day", f"{PAID} \n 2025-01-11 pause \n 2026-02-09 set_reminder no", {}),
        ("after the trial", "2025-01-10 join \n 2025-01-11 pause \n 2025-02-09 set_reminder no", {}),
        (
            "change waits",
            f"{PAID} \n 2025-01-11 change_plan annual \n 2025-01-11 pause \n 2025-02-10 set_reminder no",
            {},
        ),
        ("student", "2025-01-10 join student_monthly trial=no \n 2025-01-11 pause \n 2025-02-10 set_reminder no", {}),
        ("family", f"{PAID} \n 2025-01-11 add_family Ann \n 2025-01-11 pause \n 2025-02-10 set_reminder no", {}),
        ("card blocked", f"{PAID} \n 2025-01-11 pause \n 2025-02-10 block_method visa invalid", {}),
        ("no limit", f"{PAID} \n 2025-01-11 pause \n 2029-02-10 set_reminder no", {"rules": US}),
    ],
    "cancelled": [
        ("in the trial", "2025-01-10 join \n 2025-01-11 cancel now", {}),
        ("at the period's end", f"{PAID} \n 2025-01-11 cancel \n 2025-02-10 set_reminder no", {}),
        ("on the day of joining", f"{PAID} \n 2025-01-10 cancel now", {}),
        ("by the pause limit", f"{PAID} \n 2025-01-11 pause \n 2026-02-10 set_reminder no", {}),
        ("by the suspension limit", f"{OWING} \n 2025-03-10 set_reminder no", {}),
        ("by Amazon", f"{PAID} \n 2025-01-11 terminate", {}),
        (
            "graduate",
            "2025-01-10 join student_monthly \n 2025-01-11 cancel now \n 2025-01-12 set_graduation 2024-12",
            {},
        ),
        ("gift balance only", f"{PAID} \n 2025-01-11 cancel now", {"methods": "gift_balance:gift:9000"}),
        ("nothing on file", f"{PAID} \n 2025-01-11 cancel now \n 2025-01-11 remove_method visa", {}),
    ],
}
PLACES = [(state, *situation) for state, found in SITUATIONS.items() for situation in found]


def test_the_matrix_is_whole():
    assert set(WALLET_ACTIONS) == {row.trigger for row in TABLE if "change_wallet" in row.do}
    assert set(CELLS) == {(do, state) for do in ACTIONS for state in STATES}


def test_every_bracket_has_its_condition():
    """Where trials are given again JOIN-4 holds for them too (TRIAL-4); the matrix leaves that reading out."""
    in_brackets = {place: REFUSING[place] for place in ACCEPTING if REFUSING[place]}
    conditions = {place: {rule for rule, _ in found} for place, found in CONDITIONS.items()}
    assert conditions == in_brackets | {("join", "cancelled"): {"PLAN-4", "JOIN-4"}}


@pytest.mark.parametrize(
    ("state", "story", "settings"),
    [(state, story, settings) for state, _, story, settings in PLACES],
    ids=[f"{state}, {what}" for state, what, _, _ in PLACES],
)
def test_every_argument_in_every_situation(state, story, settings):
    run = play(story, **settings)
    assert run.facts.state == state
    for do in ACTIONS:
        for asked in offers(run, do):
            copy = run.copy()
            outcome = copy.act(run.facts.day, asked)
            assert agrees(Asked(run.snapshot(), asked, run.terms), outcome), f"{asked}: {outcome}"
            if CELLS[do, state] == "=":
                assert copy.snapshot() == run.snapshot()._replace(seq=run.step.seq + 1)


@pytest.mark.slow
def test_every_bracket_is_reached():
    """Each rule in brackets refuses somewhere, and something is accepted in each cell with a tick."""
    refused, accepted = set(), set()
    for state, _, story, settings in PLACES:
        run = play(story, **settings)
        for do in ACTIONS:
            for asked in offers(run, do):
                row = run.copy().act(run.facts.day, asked)
                if row.refuses:
                    refused.add((do, state, row.rule))
                else:
                    accepted.add((do, state))
    assert accepted == {place for place, cell in CELLS.items() if cell[0] in "✓="} - {
        ("top_up", state) for state in STATES if not any("gift" in str(found[2]) for found in SITUATIONS[state])
    }
    in_brackets = {
        (*place, rule) for place, cell in CELLS.items() if cell.startswith("✓ (") for rule in cell[3:-1].split(", ")
    }
    assert in_brackets <= refused


# Guards that are wrong in their arguments alone: the state is right, and so is the rule by which they refuse.
MAY_BE_REFUSED = tuple(dict.fromkeys(do for do, _ in CONDITIONS))
WRONG_GUARDS = {
    "FAMILY-1, a third member is added": ("family_place", lambda right, step: "open" if right == "full" else right),
    "FAMILY-1, a member is added twice": ("family_place", lambda right, step: "open" if right == "listed" else right),
    "FAMILY-1, nobody is added": ("family_place", lambda right, step: "full"),
    "FAMILY-1, a stranger uses": ("user", lambda right, step: "family" if right == "stranger" else right),
    "FAMILY-1, family members use anything": ("shared", lambda right, step: "yes"),
    "FAMILY-1, a stranger is removed": ("family_listed", lambda right, step: "yes"),
    "PLAN-1, a waiting change is not withdrawn": ("change_waits", lambda right, step: "no"),
    "PLAN-1, no change has to wait": ("change_waits", lambda right, step: "yes"),
    "PLAN-4, graduates are welcome": ("plan_open", lambda right, step: "yes"),
    "PLAN-4, regular plans are closed too": (
        "plan_open",
        lambda right, step: "no" if 0 < step.facts.graduation_day <= step.day else right,
    ),
    "JOIN-4, a gift balance will do": (
        "method_on_file",
        lambda right, step: "yes" if step.source.wallet.methods else right,
    ),
    "JOIN-4, a blocked card will not do": (
        "method_on_file",
        lambda right, step: "no" if any(method.blocked for method in step.source.wallet.methods) else right,
    ),
    "CANCEL-4, a pause cannot be kept": ("waiting", lambda right, step: "none" if right == "pause" else right),
}


def answers(lifecycle):
    """Yield each action with brackets, in every situation, and what a lifecycle makes of it."""
    for _, _, story, settings in PLACES:
        run = play(story, **settings)
        moment, terms = run.snapshot(), run.terms
        answering = Run(terms, moment, lifecycle=lifecycle)
        for asked in (asked for do in MAY_BE_REFUSED for asked in offers(run, do)):
            answering.go_to(moment)
            yield Asked(moment, asked, terms), answering.act(moment.day, asked)


@pytest.mark.slow
@pytest.mark.parametrize(("atom", "wrong"), WRONG_GUARDS.values(), ids=WRONG_GUARDS)
def test_a_wrong_guard_is_noticed(atom, wrong, monkeypatch):
    right = GUARDS[atom]
    monkeypatch.setitem(GUARDS, atom, lambda step: wrong(right(step), step))
    assert not all(agrees(asked, outcome) for asked, outcome in answers(Lifecycle()))


FAMILY = f"{PAID} \n 2025-01-10 add_family Ann"
STUDENT = "2025-01-10 join student_monthly trial=no"
BY_ARGUMENT = [
    # the story so far | the action on 2025-01-15 | the rule that decides, "!" if it refuses
    ("2025-01-10 set_reminder no", "join", "JOIN-1"),
    ("2025-01-10 set_reminder no", "join trial=no", "JOIN-2"),
    ("2025-01-10 set_graduation 2024-12", "join student_annual", "!PLAN-4"),
    ("2025-01-10 set_graduation 2025-01", "join student_annual", "JOIN-1"),
    ("2025-01-10 remove_method visa", "join", "!JOIN-4"),
    ("2025-01-10 remove_method visa", "join trial=no", "JOIN-2"),
    ("2025-01-10 set_graduation 2024-12 \n 2025-01-10 remove_method visa", "join student_annual", "!PLAN-4"),
    (PAID, "join student_monthly", "!JOIN-5"),
    (f"{PAID} \n 2025-01-11 cancel now", "join", "REJOIN-1"),
    (f"{STUDENT} \n 2025-01-11 cancel now \n 2025-01-11 set_graduation 2024-12", "join", "!PLAN-4"),
    (f"{STUDENT} \n 2025-01-11 cancel now \n 2025-01-11 set_graduation 2024-12", "join monthly", "REJOIN-1"),
    (PAID, "use video", "BENEFIT-1"),
    (PAID, "use delivery by=Ann", "!FAMILY-1"),
    (FAMILY, "use delivery by=Ann", "FAMILY-1"),
    (FAMILY, "use sales by=Ann", "FAMILY-1"),
    (FAMILY, "use video by=Ann", "!FAMILY-1"),
    (FAMILY, "use delivery by=Ben", "!FAMILY-1"),
    (FAMILY, "add_family Ann", "!FAMILY-1"),
    (FAMILY, "add_family Ben", "FAMILY-1"),
    (f"{FAMILY} \n 2025-01-10 add_family Ben", "add_family Cem", "!FAMILY-1"),
    (STUDENT, "add_family Ann", "!FAMILY-1"),
    (FAMILY, "remove_family Ann", "FAMILY-1"),
    (FAMILY, "remove_family Ben", "!FAMILY-1"),
    (f"{FAMILY} \n 2025-01-11 cancel now", "remove_family Ann", "!FAMILY-1"),
    (PAID, "change_plan monthly", "!PLAN-1"),
    (PAID, "change_plan annual", "PLAN-1"),
    (f"{PAID} \n 2025-01-11 change_plan annual", "change_plan monthly", "PLAN-1"),
    (f"{PAID} \n 2025-01-11 change_plan annual", "change_plan annual", "CANCEL-3"),
    (PAID, "change_plan student_annual", "PLAN-3"),
    (STUDENT, "change_plan student_annual", "PLAN-1"),
    (STUDENT, "change_plan monthly", "PLAN-1"),
    ("2025-01-10 join", "change_plan student_annual", "PLAN-1"),
    (f"{PAID} \n 2025-01-11 set_graduation 2024-12", "change_plan student_annual", "!PLAN-4"),
    (f"{STUDENT} \n 2025-01-11 set_graduation 2024-12", "change_plan student_monthly", "!PLAN-1"),
    (
        f"{STUDENT} \n 2025-01-11 change_plan student_annual \n 2025-01-12 set_graduation 2024-12",
        "change_plan student_annual",
        "CANCEL-3",
    ),
    (f"{PAID} \n 2025-01-11 cancel now", "change_plan student_annual", "!PLAN-4"),
    (PAID, "keep", "!CANCEL-4"),
    (f"{PAID} \n 2025-01-11 change_plan annual", "keep", "!CANCEL-4"),
    (f"{PAID} \n 2025-01-11 pause", "keep", "CANCEL-4"),
    (f"{PAID} \n 2025-01-11 cancel", "pause", "PAUSE-1"),
    (f"{PAID} \n 2025-01-11 pause", "cancel", "CANCEL-1"),
    (f"{PAID} \n 2025-01-11 pause", "pause", "CANCEL-3"),
    (f"{PAID} \n 2025-01-11 cancel", "cancel", "CANCEL-3"),
    ("2025-01-10 join", "cancel", "TRIAL-3"),
    ("2025-01-10 join", "cancel now", "TRIAL-3"),
    (PAID, "cancel now", "CANCEL-2"),
    (f"{PAID} \n 2025-01-11 cancel now", "cancel", "CANCEL-3"),
    (f"{PAID} \n 2025-01-11 cancel now", "cancel now", "CANCEL-3"),
]


@pytest.mark.parametrize(("story", "asked", "rule"), BY_ARGUMENT)
def test_the_rule_that_decides(story, asked, rule):
    run = play(story, rules=JP)
    row = run.act(day("2025-01-15"), action(asked))
    assert ("!" if row.refuses else "") + row.rule == rule


REPEATED = [
    (PAID, "cancel"),
    (PAID, "pause"),
    (PAID, "change_plan annual"),
    ("2025-01-10 join", "cancel"),
    ("2025-01-10 join", "pause"),
    ("2025-01-10 join", "change_plan student_monthly"),
]


@pytest.mark.parametrize(("story", "asked"), REPEATED)
def test_repeating_a_wish_changes_nothing_and_sends_nothing(story, asked):
    """CANCEL-3."""
    run = play(f"{story} \n 2025-01-12 {asked}")
    before, count = run.snapshot(), len(run.step.entries)
    row = run.act(day("2025-01-12"), action(asked))
    assert (row.refuses, row.rule) == (False, "CANCEL-3")
    assert run.snapshot() == before._replace(seq=before.seq + 1)
    assert len(run.step.entries) == count + 1


def test_the_latest_wish_wins_and_a_plan_change_is_not_touched():
    """CANCEL-4, PLAN-5."""
    run = play(
        f"""{PAID}
        2025-01-11 change_plan annual
        2025-01-12 cancel
        2025-01-13 pause
        2025-01-14 cancel
        2025-01-15 keep
        """,
        until="2025-02-10",
    )
    assert lines(run, "action charge notice") == table("""
        2025-01-10 join         prospect JOIN-2
        2025-01-10 charge 600   paid     JOIN-2
        2025-01-11 change_plan  paid     PLAN-1
        2025-01-12 cancel       paid     CANCEL-1
        2025-01-12 confirmation 2025-02-10
        2025-01-13 pause        paid     PAUSE-1
        2025-01-14 cancel       paid     CANCEL-1
        2025-01-14 confirmation 2025-02-10
        2025-01-15 keep         paid     CANCEL-4
        2025-02-10 charge 5900  paid     PLAN-1
    """)
