"""Timelines as data frames: the columns of the CSV with the types of the format, in polars and in pandas."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from membership_sim import Timeline, simulate
from membership_sim.entry_fields import KINDS
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.show.data import COLUMNS, as_csv, csv_cell
from membership_sim.show.frames import timeline_columns

pytestmark = pytest.mark.slow  # which loads polars and pandas
ROOT = Path(__file__).parent.parent
EVERY_KIND = ("first-year", "decline-reasons", "refund-used-annual", "wallet-in-every-state", "family")
NOTHING = "until: 2025-02-01\ngiven: {date: 2025-01-31, state: prospect}\n"

TYPES = """
seq            | number  | Int64   | Int64
date           | date    | Date    | datetime64[s]
kind           | text    | String  | string
rules          | texts   | List(String) | object
value          | number  | Int64   | Int64
trial          | yes_no  | Boolean | boolean
to             | text    | String  | string
misuse         | yes_no  | Boolean | boolean
method         | text    | String  | string
expires        | text    | String  | string
until          | date    | Date    | datetime64[s]
amount         | number  | Int64   | Int64
effective      | date    | Date    | datetime64[s]
allowed        | texts   | List(String) | object
period_start   | date    | Date    | datetime64[s]
reasons        | records | List(Struct({'method': String, 'reason': String})) | object
charge         | number  | Int64   | Int64
expected_to    | date    | Date    | datetime64[s]
because        | text    | String  | string
"""


@pytest.fixture(scope="module")
def timelines() -> list[Timeline]:
    files = (ROOT / "scenarios" / f"{name}.yaml" for name in EVERY_KIND)
    found = [simulate(scenario) for path in files for scenario in load_scenarios(str(path))]
    assert {entry.kind for timeline in found for entry in timeline.entries} == set(KINDS)
    return found


@pytest.fixture(scope="module")
def empty() -> Timeline:
    [scenario] = load_scenarios("nothing.yaml", text=NOTHING)
    timeline = simulate(scenario)
    assert timeline.entries == ()
    return timeline


@pytest.mark.parametrize("line", [line for line in TYPES.splitlines() if line])
def test_a_column_has_the_type_of_its_field(line: str, empty: Timeline) -> None:
    name, kind, polars_type, pandas_type = (part.strip() for part in line.split("|"))
    assert timeline_columns()[name] == kind
    assert str(empty.to_polars().schema[name]) == polars_type
    assert str(empty.to_pandas().dtypes[name]) == pandas_type


def test_the_columns_are_those_of_the_csv(timelines: list[Timeline], empty: Timeline) -> None:
    schemas = {str(timeline.to_polars().schema) for timeline in (*timelines, empty)}
    dtypes = {str(timeline.to_pandas().dtypes.to_dict()) for timeline in (*timelines, empty)}
    assert (len(schemas), len(dtypes)) == (1, 1)
    assert tuple(empty.to_polars().columns) == tuple(empty.to_pandas().columns) == tuple(timeline_columns()) == COLUMNS
    assert (empty.to_polars().height, len(empty.to_pandas())) == (0, 0)


def cells(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the cells of a row of polars as the CSV writes them."""
    for name, value in values.items():
        if name == "reasons" and value is not None:
            value = [{part: text for part, text in record.items() if text is not None} for record in value]
        if isinstance(value, bool):
            value = "yes" if value else "no"
        yield name, csv_cell(str(value) if isinstance(value, date) else value)


def test_the_values_are_those_of_the_csv(timelines: list[Timeline]) -> None:
    """An oracle of another way: a frame written as the CSV writes is the CSV."""
    for timeline in timelines:
        rows = list(csv.DictReader(io.StringIO(as_csv([timeline]))))
        assert [{"document": "1", **dict(cells(row))} for row in timeline.to_polars().to_dicts()] == rows


def test_pandas_has_what_polars_has(timelines: list[Timeline]) -> None:
    import pandas as pd

    for timeline in timelines:
        ours = [
            {name: None if value is pd.NA or value is pd.NaT else value for name, value in row.items()}
            for row in timeline.to_pandas().to_dict("records")
        ]
        for row in ours:
            row.update({name: value.date() for name, value in row.items() if isinstance(value, pd.Timestamp)})
        assert ours == timeline.to_polars().to_dicts()


def test_a_frame_can_be_asked(timelines: list[Timeline]) -> None:
    import polars as pl

    frame, timeline = timelines[0].to_polars(), timelines[0]
    charges = frame.filter(pl.col("kind") == "charge")
    assert charges["amount"].sum() == timeline.totals.charged
    assert (charges["period_end"] - charges["period_start"]).dt.total_days().to_list()[:2] == [31, 30]
    assert timeline.to_pandas().query("kind == 'charge'")["amount"].sum() == timeline.totals.charged


def test_words_are_in_the_language_asked_for(timelines: list[Timeline]) -> None:
    english, japanese = timelines[0].to_polars(), timelines[0].to_polars("ja")
    assert english.drop("because").equals(japanese.drop("because"))
    assert japanese["because"][0] == timelines[0].rows("ja")[0]["because"] == timelines[0].to_pandas("ja")["because"][0]


def test_a_day_after_the_last_of_nanoseconds_is_a_day() -> None:
    story = "until: 2450-06-01\nevents: [{date: 2450-01-31, do: join, trial: no}]\n"
    [scenario] = load_scenarios("late.yaml", text=story)
    frame = simulate(scenario).to_pandas()
    assert str(frame["date"].iloc[-1].date()) == "2450-05-31"


WITHOUT = """
import sys
sys.modules["{library}"] = None
import membership_sim as ms
try:
    ms.simulate("scenarios/first-year.yaml").to_{library}()
except ImportError as error:
    print(type(error).__name__, isinstance(error, ms.MembershipError), error)
"""


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_without_the_library_the_extra_is_named(library: str) -> None:
    script = WITHOUT.format(library=library)
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=60)
    message = f"{library} is not installed, and this needs it: pip install 'membership-sim[{library}]'"
    assert (found.stdout, found.stderr) == (f"MissingExtraError True {message}\n", "")
