"""`check` on generated stories: never a false divergence, and hardly a change of a record that goes unnoticed."""

from __future__ import annotations

import json
import random

import pytest

from membership_sim.files.record_csv import CsvReader
from membership_sim.files.record_lines import LineReader
from membership_sim.foreign import Setup
from membership_sim.oracle.bench import Bench
from membership_sim.show.data import as_csv
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story

DEEDS = ("action", "refused", "use")
MONEY = ("charge", "refund", "decline")
# What a plain line of each kind tells: of deeds what was done, of the rest what and how much.
OF_THE_MODEL = ("seq", "state", "rules", "because", "allowed", "effective", "benefits_until")


def setup_of(timeline):
    story = timeline.scenario
    return Setup(story.book, story.plan, story.sales_tax, story.given, until_day=timeline.until_day)


def plain(rows, kinds):
    """Return rows of the kinds as another tool would tell them, beside what was done."""
    told = []
    for row in rows:
        if row["kind"] in DEEDS:
            told.append({name: value for name, value in row.items() if name not in OF_THE_MODEL})
        elif row["kind"] in kinds:
            told.append({name: row[name] for name in ("date", "kind", "amount")})
    return told


def verdicts(setup, rows, reader=LineReader):
    reading = reader("record", setup)
    lines = rows if isinstance(rows, list) and rows and isinstance(rows[0], bytes) else map(encoded, rows)
    bench = Bench(setup)
    bench.hear(reading.read(reading.rows(lines)))
    assert (bench.damages, bench.problems()) == ([], [])
    return {verdict.member: verdict for verdict in bench.verdicts()}


def encoded(row):
    return json.dumps(row).encode() + b"\n"


def judgements(setup, rows, reader=LineReader):
    return {verdict.judgement for verdict in verdicts(setup, rows, reader).values()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_timeline_never_diverges_however_it_is_told(seed):
    timeline = simulate(story(seed))
    rows, setup = timeline.rows(), setup_of(timeline)
    if not rows:
        return
    assert judgements(setup, rows) == {"conforms"}
    assert judgements(setup, as_csv([timeline]).encode().splitlines(keepends=True), CsvReader) == {"conforms"}
    money = plain(rows, MONEY)
    if money:
        assert judgements(setup._replace(observes=MONEY), money) == {"conforms"}
        assert judgements(setup._replace(observes=MONEY, within_days=1), money) == {"conforms"}
    charges = plain(rows, ("charge", "refund"))
    if charges:
        declined = any(row["kind"] == "decline" for row in rows)
        found = judgements(setup._replace(observes=("charge", "refund")), charges)
        assert found <= ({"conforms", "undetermined"} if declined else {"conforms"})


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_a_record_that_begins_mid_life_never_diverges(seed):
    """A story is told up to the day of one of its entries; what follows is judged from there."""
    timeline = simulate(story(seed))
    days = sorted({entry.day for entry in timeline.entries})
    if len(days) < 3 or timeline.scenario.given is not None:
        return
    cut_day = days[len(days) // 2]
    events = tuple(event for event in timeline.scenario.events if event.day <= cut_day)
    head = simulate(timeline.scenario._replace(events=events, until_day=cut_day, payments=timeline.scenario.payments))
    rows = timeline.rows()[len(head.entries) :]
    if rows:
        setup = setup_of(timeline)._replace(given=head.end, wallet_told=True)
        assert judgements(setup, rows) == {"conforms"}


def test_members_that_interleave_are_judged_as_if_alone():
    timeline = simulate(story(3))
    rows = timeline.rows()
    both = [{"member": member, **row} for row in rows for member in ("a", "b")]
    assert {name: found.judgement for name, found in verdicts(setup_of(timeline), both).items()} == {
        "a": "conforms",
        "b": "conforms",
    }


def changed(rows, seed):
    """Return the rows with one of what the tool made changed at random, and how; None if nothing can be."""
    choose = random.Random(seed)
    numbers = [number for number, row in enumerate(rows) if row["kind"] in ("charge", "refund")]
    if not numbers:
        return None
    number, how = choose.choice(numbers), choose.choice(["amount", "dropped", "doubled"])
    row = rows[number]
    match how:
        case "amount":
            return how, [
                *rows[:number],
                {**row, "amount": row["amount"] + choose.choice([-1, 1, 100])},
                *rows[number + 1 :],
            ]
        case "dropped":
            return how, [*rows[:number], *rows[number + 1 :]]
        case _:
            return how, [*rows[:number], row, *rows[number:]]


@pytest.mark.slow
def test_a_changed_charge_or_refund_never_conforms():
    """With declines told every change diverges; with charges and refunds alone a dropped one may be undetermined."""
    found = {}
    for seed in range(150):
        timeline = simulate(story(seed))
        for kinds in (MONEY, ("charge", "refund")):
            change = changed(plain(timeline.rows(), kinds), seed)
            if change is None:
                continue
            how, rows = change
            setup = setup_of(timeline)._replace(observes=kinds)
            [judgement] = judgements(setup, rows) if rows else {"none"}
            found.setdefault((kinds == MONEY, how), set()).add(judgement.partition(" ")[0])
    assert found == {
        (True, "amount"): {"diverges"},
        (True, "dropped"): {"diverges"},
        (True, "doubled"): {"diverges"},
        (False, "amount"): {"diverges"},
        (False, "dropped"): {"diverges", "undetermined"},
        (False, "doubled"): {"diverges"},
    }
