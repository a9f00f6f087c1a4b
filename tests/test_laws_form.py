"""Entries of another system can hold anything: a law judges them or says what is wrong, and never breaks on them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from membership_sim.oracle.laws import LAWS, violations
from membership_sim.oracle.laws.law import ENTRIES
from membership_sim.scenario import Action, ScenarioError
from tests.tampering import tell

STORY = (
    "2025-01-10 join trial=no; 2025-01-11 use video; 2025-01-12 resume; 2025-01-13 pause; 2025-02-20 resume;"
    " 2025-03-01 cancel now; 2025-03-02 join; 2025-03-03 block_method visa invalid; 2025-04-03 set_reminder yes"
)


@cache
def timeline():
    return tell(STORY, "2025-06-30")


# The first entry of each kind, where it stands.
FIRST = {kind: next(i for i, entry in enumerate(timeline().entries) if entry.kind == kind) for kind in ENTRIES}
FIELDS = [(kind, name) for kind, entry in ENTRIES.items() for name in entry._fields]


def with_field(kind, name, value):
    """Return the timeline with another value in a field of the first entry of a kind."""
    entries = list(timeline().entries)
    entries[FIRST[kind]] = entries[FIRST[kind]]._replace(**{name: value})
    return replace(timeline(), entries=tuple(entries))


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_what_no_field_holds_is_named(kind, name):
    for wrong in (1.5, b"", [], -1):
        with pytest.raises(ScenarioError) as caught:
            violations(with_field(kind, name, wrong))
        [problem] = caught.value.problems
        assert problem.startswith(f"entries[{FIRST[kind]}].{name} is {wrong!r}, allowed: ")


NOT_FORMED = [
    ("charge", "end_day", None, "entries[1].end_day is None, allowed: the number of a day, as date.toordinal() gives"),
    ("charge", "state", "asleep", "entries[1].state is 'asleep', allowed: prospect, trial, paid, "),
    ("charge", "amount", True, "entries[1].amount is True, allowed: a whole number"),
    ("charge", "rules", ["BILL-1"], "entries[1].rules is ['BILL-1'], allowed: a tuple of str"),
    ("action", "action", Action("join", plan=5), "entries[0].action.plan is 5, allowed: text of 1 to "),
    ("decline", "reasons", ("expired",), "reasons[0] is 'expired', allowed: a tuple of "),
    ("decline", "reasons", (("visa",),), "reasons[0] is ('visa',), allowed: a tuple of text of 1 to "),
]


@pytest.mark.parametrize(("kind", "name", "value", "problem"), NOT_FORMED)
def test_an_entry_that_is_not_formed_is_told_before_any_law_is_asked(kind, name, value, problem):
    faulty = with_field(kind, name, value)
    for ask in (violations, LAWS["dates_never_go_back"].check, LAWS["formulas_show_their_numbers"].check):
        with pytest.raises(ScenarioError) as caught:
            ask(faulty)
        assert problem in str(caught.value)


def test_every_fault_is_told_those_of_the_rest_of_the_timeline_too():
    first = timeline().entries[0]
    faulty = replace(timeline(), entries=(first._replace(day=None), first._asdict(), first), until_day="2025", end=None)
    with pytest.raises(ScenarioError) as caught:
        violations(faulty)
    names = [problem.split(" is ")[0] for problem in caught.value.problems]
    assert names == ["end", "until_day", "entries[0].day", "entries[1]"]
    with pytest.raises(ScenarioError, match="entries is None, allowed: a tuple of entries"):
        violations(replace(timeline(), entries=None))


# Values that a field may hold, but no entry of a life does.
STRANGE = (None, 0, 1, 10**17, "nonsense", True, (), ("nonsense",), (("nonsense", "nonsense"),))
STRANGE_DAYS = (None, 0, 1, 3_652_059)


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_strange_value_is_judged_and_breaks_no_law(kind, name):
    for value in STRANGE_DAYS if name.endswith("day") else STRANGE:
        faulty = with_field(kind, name, value)
        try:
            found = violations(faulty)
        except ScenarioError:
            continue
        assert all(violation.message for violation in found)
