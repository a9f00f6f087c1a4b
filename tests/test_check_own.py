"""`check` on the timelines of the shipped scenarios: each conforms; each that is tampered with differs where it was."""

from __future__ import annotations

import json
from copy import copy
from functools import cache, lru_cache
from pathlib import Path

import pytest

from membership_sim.checking import check_record
from membership_sim.files.json_nodes import written
from membership_sim.files.reader import parse
from membership_sim.files.record_lines import LineReader
from membership_sim.files.rulebook_file import is_rulebook
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.foreign import Setup
from membership_sim.oracle.records.bench import Bench
from membership_sim.oracle.records.edited import fork
from membership_sim.simulate import simulate

FOLDER = Path(__file__).parent.parent / "scenarios"
PATHS = [path for path in sorted(FOLDER.rglob("*.yaml")) if not is_rulebook(str(path))]
by_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(FOLDER)))


@cache
def told(path):
    """Return how each document is judged, and its timeline as rows."""
    found = []
    for scenario in load_scenarios(str(path)):
        timeline = simulate(scenario)
        setup = Setup(scenario.book, scenario.plan, scenario.sales_tax, scenario.given, until_day=timeline.until_day)
        found.append((setup, timeline.rows()))
    return found


def verdict(setup, rows, **changes):
    bench = Bench()
    reader = LineReader("record.jsonl", setup._replace(**changes))
    bench.hear(reader.read(enumerate(map(line_of, rows), 1)))
    return only_verdict(bench)


def line_of(row):
    return json.dumps(row).encode()


def only_verdict(bench):
    assert not bench.damages
    [found] = bench.verdicts()
    return found


class Prefixes:
    """The bench as it stands after each prefix of a timeline, so that what lies before a change is judged once.

    A row is read once for each place at which it stands: no row of a timeline says how others are read.
    """

    def __init__(self, setup, rows):
        self.setup, self.rows = setup, rows
        self.reader, self.read = LineReader("record.jsonl", setup), {}
        bench, self.benches = Bench(), []
        for number, row in enumerate(rows, 1):
            self.benches.append(self.copy(bench))
            bench.hear(self.items(row, number))

    def items(self, row, number):
        """Return what a row says in a line."""
        line = line_of(row)
        if (line, number) not in self.read:
            self.read[line, number] = self.reader.read_row(line, number)
        return self.read[line, number]

    def copy(self, bench):
        """Return a bench that goes on alone; what never changes is shared."""
        other = copy(bench)
        other.members, other.lost, other.damages = dict(bench.members), dict(bench.lost), list(bench.damages)
        other.judges = {member: fork(judge) for member, judge in bench.judges.items()}
        return other

    def verdict(self, rows, begin):
        """Return the verdict on rows that are the timeline's before `begin`."""
        bench = self.copy(self.benches[begin])
        for number, row in enumerate(rows[begin:], begin + 1):
            bench.hear(self.items(row, number))
        bench.hear(self.reader.rest())
        return only_verdict(bench)


@by_path
def test_the_timeline_of_a_scenario_conforms(path):
    for setup, rows in told(path):
        found = verdict(setup, rows)
        assert (found.judgement, found.compared) == ("conforms", len(rows)), found.divergence


@by_path
def test_entries_conform_behind_a_line_that_says_what_the_document_says(path, monkeypatch):
    """As docs/checking.md tells users to write it; a rule book is named from the folder of its scenario."""
    monkeypatch.chdir(path.parent)
    documents, _ = parse(path.read_bytes(), path.name)
    for document, (_, rows) in zip(documents, told(path), strict=True):
        own = json.loads(written(document))
        line = {name: own[name] for name in ("rulebook", "with", "plan", "sales_tax", "given") if name in own}
        if "given" in own and "wallet" in own:
            line["given"]["wallet"] = own["wallet"]
        judged = check_record([line, *rows])
        assert (judged.problems, [verdict.judgement for verdict in judged.verdicts]) == ((), ["conforms"])


@by_path
def test_what_is_left_of_a_timeline_is_judged_for_its_kinds(path):
    """Charges, refunds and declines beside what was done: nothing else is missed."""
    kinds = ("charge", "refund", "decline")
    for setup, rows in told(path):
        some = [row for row in rows if row["kind"] in (*kinds, "action", "refused", "use")]
        if some:
            assert verdict(setup, some, observes=kinds).judgement == "conforms"


@lru_cache(maxsize=1)  # the changes of a file are tried one after another
def prefixes_of(path):
    return [Prefixes(setup, rows) for setup, rows in told(path)]


def spoiled(rows, number):
    """Return the rows with what the tool made of one changed: its amount, or else its state."""
    row = dict(rows[number])
    if "amount" in row and row["kind"] != "action":  # what somebody did is taken as given
        row["amount"] += 1
    else:
        row["state"] = "paid" if row["state"] != "paid" else "trial"
    return [*rows[:number], row, *rows[number + 1 :]]


CHANGES = {
    "spoiled": lambda rows, n: (spoiled(rows, n), n),
    "doubled": lambda rows, n: ([*rows[: n + 1], *rows[n:]], n + 1),
    "swapped": lambda rows, n: ([*rows[:n], rows[n + 1], rows[n], *rows[n + 2 :]], n),
}


@pytest.mark.parametrize("change", CHANGES)
@by_path
@pytest.mark.slow
def test_a_timeline_that_is_tampered_with_diverges_there(path, change):
    for prefixes in prefixes_of(path):
        rows = prefixes.rows
        for number in range(len(rows)):
            if change == "swapped" and (number + 1 == len(rows) or rows[number]["date"] != rows[number + 1]["date"]):
                continue
            changed, place = CHANGES[change](rows, number)
            found = prefixes.verdict(changed, number)
            assert found.judgement.startswith("diverges"), (change, rows[number])
            assert found.divergence.place.line == place + 1, (change, rows[number], found.divergence)
