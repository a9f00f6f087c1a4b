"""Which assumptions a timeline names: assumed rules that it cites, and assumed values that were read for it."""

import pytest

from membership_sim import reads
from membership_sim.assumptions import moments, reads_by_message, values_read
from membership_sim.charges import owe
from membership_sim.due import DUE
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.guards import GUARDS
from membership_sim.machine import Firing, Lifecycle
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story

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
        "the reading of a change that waited before and is declined",
        "wallet: [{card: visa, blocked: invalid}]\n"
        "given: {date: 2025-03-01, state: paid, period_end: 2025-03-05, next_plan: annual}\n"
        "until: 2025-03-05\nevents: []",
        ["BILL-2", "PAY-3", "PLAN-1"],
    ),
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


class Spy:
    """Terms, or the readings of their plans, that note which values are read, by dotted name."""

    def __init__(self, inner, seen, name=""):
        self.inner, self.seen, self.name = inner, seen, name

    def __getattr__(self, field):
        if field == "refund_used":
            return Spy(self.inner.refund_used, self.seen, "refund.used.")
        if field not in ("plans", "refund_used_rule", "holidays", "sales_tax"):
            self.seen.add(field.replace("_", ".", 1))
        return getattr(self.inner, field)

    def __getitem__(self, plan):
        self.seen.add(self.name + plan)
        return self.inner[plan]


class Watched(Lifecycle):
    """Runs the row that is enabled, and notes what it reads and which entries it writes."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def run_row(self, step, trigger):
        row, facts, terms, seen = self.enabled_row(step, trigger), step.facts, step.terms, set()
        first = len(step.entries)
        step.terms = Spy(terms, seen)
        for due in DUE:
            if due.trigger == trigger:
                due.find_day(facts, step.terms)
        for atom, _ in row.when:
            GUARDS[atom](step)
        if row.refuses:
            step.terms = terms  # what is allowed now asks every guard
        step.from_state, facts.state = facts.state, row.to or facts.state
        Firing(row)(step)
        step.terms = terms
        self.rows.append((row, range(first, len(step.entries)), seen))
        return row


def reads_of_a_story(seed):
    """Yield the rows of each charge, or else each row, with what was read for them and what their entries rest on."""
    scenario, watched = story(seed), Watched()
    timeline = simulate(scenario, lifecycle=watched)
    told = list(moments(timeline.entries, scenario.book, timeline.start))
    rows, seen, said = [], set(), set()
    for row, entries, seen_by_row in watched.rows:
        rows.append(row)
        seen |= seen_by_row
        said |= {name for index in entries for name in values_read(*told[index])}
        if not (row.owes or row.asks):
            yield rows, seen, {name for name in said if not name.startswith("prices.")}
            rows, seen, said = [], set(), set()


def read_before(rows):
    """Return what was read before: for the wish that waits, and when the charge that is tried again was first due."""
    guards = {guard for row in rows for guard in row.when}
    if guards & {("change_waits", ("yes",)), ("plan_ahead", ("changed",))}:
        yield "plan.change"
    if any(row.asks for row in rows):
        yield "billing.month_end"


def wrong_words(seed):
    """Return the rows whose words about what they read are wrong: what they forget, and what they add."""
    wrong = set()
    for rows, seen, said in reads_of_a_story(seed):
        added = said - seen - set(read_before(rows))
        if added or seen - said:
            wrong.add((" ".join(row.id for row in rows), f"forgets {sorted(seen - said)}", f"adds {sorted(added)}"))
    return wrong


@pytest.mark.parametrize("seed", range(24))
def test_a_row_says_what_it_reads(seed):
    assert wrong_words(seed) == set()


@pytest.mark.slow
def test_every_row_says_what_it_reads():
    assert {fault for seed in range(1000, 1400) for fault in wrong_words(seed)} == set()


def test_a_word_that_is_missing_is_noticed(monkeypatch):
    monkeypatch.setitem(reads._READS, owe, ())
    reads_by_message.cache_clear()
    assert any(map(wrong_words, range(8)))
    reads_by_message.cache_clear()
