"""Which assumptions a timeline names: assumed rules that it cites, and assumed values that were read for it."""

import pytest

from membership_sim.files.scenario_file import load_scenarios
from membership_sim.simulate import simulate

# A story, and the rules that it rests on though no source states them.
RESTS_ON = [
    (
        "the months of a refund for an ended membership",
        "given: {date: 2024-02-25, state: paid, plan: annual, period_end: 2024-12-31}\n"
        "events: [{date: 2024-02-26, do: terminate}]",
        ["BILL-2"],
    ),
    (
        "the first day of a fee that was declined",
        "wallet: [{card: visa, blocked: invalid}]\n"
        "events: [{date: 2018-01-01, do: join}, {date: 2018-02-03, do: cancel}]",
        ["BILL-2", "CANCEL-5", "PAY-3", "PRICE-1"],
    ),
    ("a fee whose day is stated", "events: [{date: 2025-01-31, do: join, trial: no}]\nuntil: 2025-01-31", ["BILL-2"]),
    ("a trial alone", "events: [{date: 2025-01-31, do: join}]\nuntil: 2025-02-01", []),
    ("an assumed zone", "rulebook: amazon.com\nevents: [{date: 2025-01-31, do: join}]\nuntil: 2025-02-01", ["TIME-1"]),
    (
        "a period in days has no month to clamp",
        "given: {date: 2025-01-01, state: prospect}\nuntil: 2025-01-02\nevents: []",
        [],
    ),
]


@pytest.mark.parametrize(("text", "rules"), [each[1:] for each in RESTS_ON], ids=[each[0] for each in RESTS_ON])
def test_a_timeline_names_what_it_rests_on(text, rules):
    [scenario] = load_scenarios("story.yaml", text=text)
    assert list(simulate(scenario).assumptions) == rules
