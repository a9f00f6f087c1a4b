"""Which assumptions a timeline names: assumed rules that it cites, and assumed values that were read for it."""

import pytest

from membership_sim import reads
from membership_sim.assumptions import reads_by_message, values_read
from membership_sim.charges import owe
from membership_sim.due import DUE, NEVER
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.guards import GUARDS
from membership_sim.machine import Firing, Lifecycle
from membership_sim.moments import moments
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario
from membership_sim.show.markdown import as_markdown
from membership_sim.show.paint import Screen
from membership_sim.show.table import tables
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story
from tests.helpers import event

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


@pytest.mark.parametrize(("lang", "heading"), [
    ("en", "asked for here and assumed, because the sources do not say"),
    ("ja", "ここで参照したもののうち、出典に書かれていないため仮定したもの"),
])  # fmt: skip
def test_what_was_asked_for_is_listed_and_said_to_be_no_more_than_that(lang, heading):
    told = "events: [{date: 2025-01-10, do: join, trial: no}]\nuntil: 2025-06-01\n"
    ours, other = (
        simulate(load_scenarios("story.yaml", text=f"{more}{told}")[0])
        for more in ("", "with: {billing.month_end: sticky_month_end}\n")
    )
    assert [entry._replace(rules=()) for entry in ours.entries] == [entry._replace(rules=()) for entry in other.entries]
    assert ours.assumptions == ("BILL-2",), "it was asked for, though the other answer comes to the same"
    for text in (tables([ours], Screen(100), lang), as_markdown([ours], lang), ours.to_html(lang)):
        assert heading in text


# A value that is stated until it turns into a guess on 20 March 2030, and a story that asks for it on the day before;
# told a day later, the story asks for the guess, and rests on the rule too.
ASKED = [
    ("pause.limit_days", "30", "90", "PAUSE-3", ["2030-02-19 join trial=no", "2030-03-01 pause"]),
    ("payment.retry_days", "[3, 7]", "[5]", "PAY-3", ["2030-02-17 block_method card invalid", "2030-02-17 join"]),
    ("payment.suspension_days", "14", "7", "PAY-7", ["2030-02-03 block_method card invalid", "2030-02-03 join"]),
    (
        "reminder.days_before", "3", "5", "NOTICE-1",
        ["2030-03-19 join", "2030-03-21 set_reminder to=yes", "2030-04-16 pause"],
    ),
    ("billing.month_end", "clamp", "sticky_month_end", "BILL-2", ["2030-03-19 join trial=no"]),
    ("billing.month_end", "clamp", "sticky_month_end", "BILL-2", ["2030-03-19 join trial=no", "2030-04-30 terminate"]),
    (
        "refund.free_business_days", "3", "null", "REFUND-4",
        ["2030-03-19 join trial=no", "2030-03-20 use video", "2030-03-21 cancel now"],
    ),
    (
        "plan.change", "at_period_end", "at_once", "PLAN-1",
        ["2030-03-18 join trial=no", "2030-03-19 change_plan annual"],
    ),
    ("prices.monthly", "1000", "900", "PRICE-1", ["2030-03-19 join trial=no", "2030-03-21 cancel"]),
]  # fmt: skip
BOOK = """
title: A plain subscription, for which somebody expects something
base: generic
values:
  {name}:
    - {{{value}: {before}, {first}certainty: stated, source: template}}
    - {{{value}: {before}, {begins}: 2030-03-20, certainty: assumed, alternatives: [{other}]}}
"""


def rests_on(path, lines, days_later):
    """Return the assumptions of a story that is told so many days later."""
    told = map(event, lines)
    later = tuple(each._replace(day=each.day + days_later) for each in told)
    until_day = later[-1].day + 60
    story = Scenario("Asked for", RuleBook.load(path), later, until_day=until_day)
    return set(simulate(story).assumptions)


@pytest.mark.parametrize(("name", "before", "other", "rule", "lines"), ASKED, ids=[each[0] for each in ASKED])
def test_a_value_is_assumed_by_the_day_on_which_it_was_asked_for(tmp_path, name, before, other, rule, lines):
    price = name.startswith("prices.")
    words = {"value": "fee", "first": "new_from: 2020-01-01, ", "begins": "new_from"} if price else {
        "value": "value", "first": "", "begins": "from"
    }  # fmt: skip
    path = tmp_path / "book.yaml"
    path.write_text(BOOK.format(name=name, before=before, other=other, **words))
    assert rests_on(path, lines, 0) == set()
    assert rests_on(path, lines, 1) == {rule}


class FirstDay(int):
    """The first day of a dated value, which notes each day that it is compared with: that on which it is asked for."""

    def __new__(cls, day, note):
        self = super().__new__(cls, day)
        self.note = note
        return self

    def __le__(self, day):
        self.note(day)
        return int(self) <= day


class Spy:
    """Terms, or the readings of their plans, that note which values are read, by dotted name, and on which day."""

    def __init__(self, inner, seen, name=""):
        self.inner, self.seen, self.name = inner, seen, name

    def __getattr__(self, field):
        value = getattr(self.inner, field)
        if field == "refund_used":
            return Spy(value, self.seen, "refund.used.")
        if field in ("plans", "refund_used_rule", "holidays", "sales_tax"):
            return value
        return self.noted(field.replace("_", ".", 1), value)

    def __getitem__(self, plan):
        return self.noted(self.name + plan, self.inner[plan])

    def noted(self, name, steps):
        """Return the dated value with a step that is always asked first, and never holds."""
        return (*steps, (FirstDay(NEVER, lambda day: self.seen.add((name, day))), None))


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
    """Yield the rows of each charge, or else each row, with what was read for them and what their entries rest on: the
    names of values, each with the day that it was asked for.
    """
    scenario, watched = story(seed), Watched()
    timeline = simulate(scenario, lifecycle=watched)
    told = list(moments(timeline.entries, scenario.book, timeline.start))
    rows, seen, said = [], set(), set()
    for row, entries, seen_by_row in watched.rows:
        rows.append(row)
        seen |= seen_by_row
        said |= {read for index in entries for read in values_read(*told[index])}
        if not (row.owes or row.asks):
            yield rows, seen, {(name, day) for name, day in said if not name.startswith("prices.")}
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
        before = set(read_before(rows))
        added = {read for read in said - seen if read[0] not in before}
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
