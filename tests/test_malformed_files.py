# ruff: noqa: E501 - a row of a table is a line
"""Hostile files: nothing but `InputError`, soon, and the line that is wrong comes first."""

from __future__ import annotations

import time

import pytest

from membership_sim.files.errors import InputError
from membership_sim.files.rulebook_file import read_rulebook
from membership_sim.files.scenario_file import load_scenarios
from tests import files_fuzz


@pytest.mark.parametrize(
    ("count", "seed"), [(150, 1), pytest.param(20_000, 2, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_mutants(count: int, seed: int) -> None:
    figures = files_fuzz.run(count, seed)
    assert not figures.escaped
    assert figures.slowest_seconds < files_fuzz.LONGEST_SECONDS
    assert figures.token_invalid > count / 4
    assert figures.share >= files_fuzz.LEAST_SHARE, figures.elsewhere[:5]


@pytest.mark.parametrize("load", [files_fuzz.load_scenario_text, files_fuzz.load_book_text])
@pytest.mark.parametrize(
    "text",
    [
        "a", "1", "null", "[]", "{}", "- - -", "---\n---\n", "\ufeff", "'", '"\\uD83D"', "\U0001f600: \u202e", "0: {0: 0}",
        "events: {}", "events: [[]]", "events: [null]", "events: [{do: }]", "events: [{do: [join]}]", "given: []",
        "given: {state: paid}", "given: {date: 1, state: {}}", "with: []", "with: {x: {}}", "wallet: {card: x}",
        "values: []", "values: {prices.monthly: []}", "plans: {a: {}}", "plans: []", "base: 1", "base: ''",
        "base: [x]", "rulebook: ''", "rulebook: '.'", "rulebook: '-'", "base: '-'", 'base: "\\0"', "base: ../",
        "expect: {entries: [{kind: {}}]}", "expect: {entries: [{date: 2025-01-01, charge: {}}]}",
        "sales_tax: '999%'", "until: 0001-01-01", "until: 9999-12-31", "payments: [[]]", "payments: [{}]",
    ],
)  # fmt: skip
def test_odd_documents_are_refused(load: files_fuzz.Callable[[bytes], object], text: str) -> None:
    with pytest.raises(InputError):
        load(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "text",
    [
        "events: [" + "{date: 2025-01-01, do: joyn}, " * 3_000 + "]",
        "{" + ", ".join(f"k{number}: 1" for number in range(3_000)) + "}",
        "x" * 200_000 + ": 1",
        "title: " + "x" * 200_000,
        "wallet: [" + "{card: x}, " * 3_000 + "]",
    ],
    ids=["misspelt", "unknown fields", "long name", "long title", "same names"],
)
def test_many_errors_are_told_soon(text: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(InputError) as caught:
        load_scenarios("f.yaml", text=text)
    assert time.perf_counter() - begin < files_fuzz.LONGEST_SECONDS
    assert max(len(str(problem)) for problem in caught.value.problems) < 1_000


def test_a_book_that_is_based_on_itself_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.yaml").write_text("base: b.yaml\n")
    (tmp_path / "b.yaml").write_text("base: a.yaml\n")
    with pytest.raises(InputError, match=r"b.yaml:1:7: the rule book 'a.yaml' is based on itself"):
        read_rulebook((tmp_path / "a.yaml").read_bytes(), str(tmp_path / "a.yaml"), (str(tmp_path / "a.yaml"),))


def test_no_file_asks_for_standard_input() -> None:
    with pytest.raises(InputError, match=r"f.yaml:1:11: unknown rule book '-', allowed: "):
        load_scenarios("f.yaml", text="rulebook: '-'\nevents: [{date: 2025-01-31, do: join}]")
