# ruff: noqa: E501 - a row of a table is a line
"""Hostile files: nothing but `InputError`, soon, and the line that is wrong comes first."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import settings

from membership_sim.files.errors import NOT_LOOKED_FOR, InputError, Problem
from membership_sim.files.report import MOST_PROBLEMS
from membership_sim.files.rulebook_file import read_rulebook
from membership_sim.files.scenario_file import load_scenarios
from tests import files_fuzz

FILES = {"quick": 5_000, "ci": 20_000, "thorough": 100_000}[settings.get_current_profile_name()]


@pytest.mark.parametrize(
    ("count", "seed"), [(150, 1), pytest.param(FILES, 2, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_mutants_of_files(count: int, seed: int) -> None:
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
    begin = time.process_time()
    with pytest.raises(InputError) as caught:
        load_scenarios("f.yaml", text=text)
    assert time.process_time() - begin < files_fuzz.LONGEST_SECONDS
    assert max(len(str(problem)) for problem in caught.value.problems) < 1_000


# What is much and wrong: how it is made, and the first problem; `NOT_LOOKED_FOR` follows where it says so.
JOIN = "events: [{date: 2025-01-31, do: join}]\n"
FLOODS = {
    "dashes": (lambda: "---\n" * 2_000_000, "1:1: nothing follows '---'", True),
    "anchors": (lambda: "a: [" + "&a 1," * 1_500_000 + "]", "1:5: the anchor '&a' is not allowed", True),
    "same name": (lambda: "a: 1\n" * 1_500_000, "2:1: the field 'a' is given twice, first in line 1", True),
    "nesting": (lambda: "[" * 7_000_000, "1:33: nested deeper than 32 levels", False),
    "tags": (lambda: "".join(f"%TAG !{n}! x\n" for n in range(400_000)), "1:1: the directive '%TAG'", False),
    "documents": (lambda: (JOIN + "---\n") * 100_000, "2001:1: more than 1,000 documents, at most", False),
    "other books": (lambda: "".join(f"rulebook: no{n}\n{JOIN}---\n" for n in range(900)) + "{}", "1:11: unknown rule book 'no0'", True),
}  # fmt: skip
LONG_FLOODS = {
    "too many mappings": (lambda: "events: [" + "{}," * 2_500_000 + "]", "1:750001: more than 250,000 names and values", False),
    "mappings": (lambda: "events: [" + "{}," * 240_000 + "]", "1:10: an event lacks 'do' (join, ", True),
    "words": (lambda: "events: [" + "a," * 240_000 + "]", "1:10: an event is 'a', a mapping is allowed", True),
    "line ends": (lambda: "\n" * 7_900_000 + "\0", "7900001:1: the control character", False),
    "one at the end": (lambda: "events:\n" + "- {date: 2025-02-01, do: use, benefit: video}\n" * 35_000 + "- {}", "35002:3: an event lacks", False),
    "methods": (lambda: f"wallet: [{','.join(f'{{card: c{n}}}' for n in range(80_000))}]\n{JOIN}", "1:9: a wallet of 80,000, at most 1,000", False),
    "methods added": (
        lambda: "events:\n" + "".join(f"- {{date: 2025-02-01, do: add_method, card: c{n}}}\n" for n in range(30_000)),
        "1001:44: a wallet of 1,001, at most 1,000 are allowed", False),
    "unknown methods": (
        lambda: "events:\n" + "".join(f"- {{date: 2025-02-01, do: remove_method, name: c{n}}}\n" for n in range(30_000)),
        "2:47: unknown payment method 'c0', on file: card", True),
    "scripted": (lambda: "payments:\n" + "- {try: 1, take: cord}\n" * 48_000 + JOIN, "2:18: unknown payment method 'cord': did you mean 'card'?", True),
    "days that go back": (
        lambda: "events:\n" + "".join(f"- {{date: {2100 - n % 99}-02-01, do: keep}}\n" for n in range(45_000)),
        "3:10: the event of 2099-02-01 comes after", True),
    "other documents": (lambda: f"with: {{pause.limit_days: 5}}\n{JOIN}---\n" * 999 + "a: 1", "2998:1: unknown field of a scenario 'a'", False),
    "values": (lambda: "with:\n" + "".join(f"  prices.x{n}: 5\n" for n in range(100_000)) + JOIN, "2:3: unknown value 'prices.x0'", True),
}  # fmt: skip
STEPS = "".join(f"  - {{value: VALUE, from: {1900 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}, certainty: stated, source: A}}\n" for n in range(10_000))
FIRST_STEP = "  - {value: VALUE, certainty: stated, source: A}\n"
BOOK_FLOODS = {
    "plans": (lambda: "plans:\n" + "".join(f"  p{n}: {{months: 1}}\n" for n in range(60_000)), "1:1: the book lacks 'refund.used.p0' and 'refund.used.p1'", False),
    "students": (
        lambda: "plans:\n" + "".join(f"  p{n}: {{months: 1, student: {'yes' if n % 2 else 'no'}}}\n" for n in range(40_000)),
        "4:28: the student plan 'p1' of 1 month has 20001 regular plans", True),
    "sources": (
        lambda: "sources:\n" + "".join(f"  s{n}: x\n" for n in range(60_000))
        + f"values: {{trial.days: {{value: 3, certainty: stated, source: [{'q, ' * 50_000}]}}}}",
        "60003:61: unknown source 'q', 'sources' may add it, known: A", True),
    "steps": (
        lambda: f"values:\n  payment.suspension_days:\n{(FIRST_STEP + STEPS).replace('VALUE', '13')}"
        f"  payment.retry_days:\n{(FIRST_STEP + STEPS).replace('VALUE', '[16]')}",
        "10006:3: 'payment.retry_days': the last retry on day 16 and a suspension of 13 days", False),
}  # fmt: skip


@pytest.mark.parametrize(
    ("make", "first", "more"),
    [*FLOODS.values(), *(pytest.param(*row, marks=pytest.mark.slow) for row in LONG_FLOODS.values())],
    ids=[*FLOODS, *LONG_FLOODS],
)
def test_a_flood_of_what_is_wrong_is_told_soon_and_in_short(
    make: files_fuzz.Callable[[], str], first: str, more: bool
) -> None:
    check_flood(files_fuzz.load_scenario_text, make(), first, more)


@pytest.mark.slow
@pytest.mark.parametrize(("make", "first", "more"), BOOK_FLOODS.values(), ids=BOOK_FLOODS)
def test_a_flood_of_what_is_wrong_in_a_book_is_told_soon_and_in_short(
    make: files_fuzz.Callable[[], str], first: str, more: bool
) -> None:
    check_flood(files_fuzz.load_book_text, "base: generic\n" + make(), first, more)


def check_flood(load: files_fuzz.Callable[[bytes], object], text: str, first: str, more: bool) -> None:
    data = text.encode()
    gc.collect()
    gc.freeze()  # what other tests left behind is not looked through again and again, not in later floods either
    begin = time.process_time()
    with pytest.raises(InputError) as caught:
        load(data)
    seconds = time.process_time() - begin
    assert seconds < 2 * files_fuzz.LONGEST_SECONDS
    problems = caught.value.problems
    assert str(problems[0]).startswith(f"fuzz.yaml:{first}"), str(problems[0])
    assert (problems[-1] == NOT_LOOKED_FOR, len(problems) <= MOST_PROBLEMS + 1) == (more, True)
    assert max(len(str(problem)) for problem in problems) < 1_000


def test_the_most_problems_that_are_told() -> None:
    lines = "".join("- {date: 2025-02-30, do: join}\n" for _ in range(MOST_PROBLEMS))
    told = [str(problem) for problem in problems_of("events:\n" + lines)]
    assert (len(told), told[0][:10], told[-1][:12]) == (MOST_PROBLEMS, "fuzz.yaml:", f"fuzz.yaml:{MOST_PROBLEMS + 1}"[:12])
    told = [str(problem) for problem in problems_of("events:\n" + lines + "- {}\n")]
    assert (len(told), told[-1]) == (MOST_PROBLEMS + 1, "... more problems were not looked for")


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        files_fuzz.load_scenario_text(text.encode())
    return caught.value.problems


def test_a_book_that_is_based_on_itself_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.yaml").write_text("base: b.yaml\n")
    (tmp_path / "b.yaml").write_text("base: a.yaml\n")
    with pytest.raises(InputError, match=r"b.yaml:1:7: the rule book 'a.yaml' is based on itself"):
        read_rulebook((tmp_path / "a.yaml").read_bytes(), str(tmp_path / "a.yaml"), (str(tmp_path / "a.yaml"),))


def test_no_file_asks_for_standard_input() -> None:
    with pytest.raises(InputError, match=r"f.yaml:1:11: unknown rule book '-', allowed: "):
        load_scenarios("f.yaml", text="rulebook: '-'\nevents: [{date: 2025-01-31, do: join}]")
