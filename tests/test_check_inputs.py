"""What a record says of how it is judged, and what its reader makes of it: heads, mappings, columns, names of files."""

from __future__ import annotations

import csv
import json
import os
import shlex
import threading
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import membership_sim as ms
from membership_sim.cli import status
from membership_sim.cli.answers import answered
from membership_sim.files.errors import InputError
from membership_sim.files.mapping_file import load_mapping
from membership_sim.files.requests import Places, read_request
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.files.torn import torn_value
from membership_sim.foreign import Setup

TOLD = '{"date": "2025-01-31", "action": "join"}\n{"date": "2025-03-02", "charge": 600}'  # of nobody by name
LINES, OTHERS = (TOLD.replace('{"date', f'{{"member": "{member}", "date') for member in "ab")
SETUP = Setup(load_rulebook("amazon.co.jp"), "monthly")
ROWS_OF_A = "member,date,action,charge\na,2025-01-31,join,\na,2025-03-02,,600\n"
MAPPED_CSV = """
form: csv
member: member
time: {field: date}
lines: [{action: {field: action}}, {charge: {field: charge}}]
"""
GIVEN = '"given": {"date": "2025-03-10", "state": "paid", "plan": "monthly", "period_end": "2025-03-31"}'


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Judge a record; return the exit status, the verdicts by member, and what is told on standard error."""
    monkeypatch.chdir(tmp_path)

    def call(record: str, options: str = "", name: str = "r.jsonl") -> tuple[int, Any, str]:
        Path(name).write_text(record, encoding="utf-8")
        code = status(["check", name, "--format", "json", *shlex.split(options)])
        out, err = capsys.readouterr()
        if "--format text" in options:
            return code, out, err
        members = json.loads(out)["members"] if out else []
        return code, {member["member"]: member["verdict"] for member in members}, err

    return call


# A line that says wrongly how the member `a` is judged, and what is told of it.
WRONG_HEADS = [
    ('"observes": ["charge", "decline"], "until": "2025-06-30", "plna": "x"', "1:75: unknown field of a line without"),
    ('"rulebook": "nowhere"', "1:29: unknown rule book 'nowhere', allowed: amazon.co.jp,"),
    ('"rulebook": "wrong.yaml"', "1:29: wrong.yaml:1:1: unknown field of a rule book 'nmae'"),
    ('"with": {"trial.dasy": 3}', "1:26: unknown value 'trial.dasy': did you mean 'trial.days'?"),
    ('"until": "2025-13-01"', "1:26: 'until' is '2025-13-01', which the calendar does not have"),
    ('"given": {"date": "2025-03-10"}', "1:26: 'given' lacks 'state'"),
    ('"given": {"date": "2025-03-10", "state": "paid"}', "1:58: the state 'paid' lacks 'period_end'"),
]
# Lines that are wrong in several ways, and what is told of them.
WRONG_TWICE = [
    (
        '"plan": "gold", "sales_tax": "5%", "until": "1800-01-01"',
        ["1:25: unknown plan 'gold'", "1:46: 'sales_tax' is '5%'", "1:61: 'until' is '1800-01-01', the years 1900 to"],
    ),
    ('"sales_tax": "5%", "with": {"trial.days": -1}', ["1:30: 'sales_tax' is '5%'", "1:59: 'trial.days' is -1"]),
    ('"plan": "gold", "observes": ["charg"]', ["1:25: unknown plan 'gold'", "1:46: unknown kind of entry 'charg'"]),
]


@pytest.mark.parametrize(("told", "problems"), WRONG_TWICE)
def test_all_that_is_wrong_with_a_line_on_how_a_member_is_judged_is_told(
    told: str, problems: list[str], check: Any
) -> None:
    code, verdicts, err = check(f'{{"member": "a", {told}}}\n{LINES}\n{OTHERS}')
    assert (code, verdicts) == (2, {"a": "undetermined", "b": "conforms"})
    for line, problem in zip(err.splitlines(), problems, strict=True):
        assert line.startswith(f"r.jsonl:{problem}")


@pytest.mark.parametrize(("told", "problem"), WRONG_HEADS)
def test_a_wrong_line_on_how_a_member_is_judged_leaves_that_member_open(told: str, problem: str, check: Any) -> None:
    Path("wrong.yaml").write_text("nmae: x", encoding="utf-8")
    code, verdicts, err = check(f'{{"member": "a", {told}}}\n{LINES}\n{OTHERS}')
    assert (code, verdicts) == (2, {"a": "undetermined", "b": "conforms"})
    assert err.startswith(f"r.jsonl:{problem}")
    assert err.count("r.jsonl:") == len(err.splitlines())  # each place is told once


# A line that says how somebody is judged, whether it stands before the lines of `a` or after, and why it is idle.
IDLE = [
    ('{"plan": "annual"}', "after", "3:1: how members are judged is said here and no line of one follows"),
    ('{"plan": "annual"}', "before", ""),
    ('{"plan": "annual"}\n{"rulebook": "amazon.co.jp"}', "before", ""),
    ('{"plan": "annual"}\n{"member": "a", "plan": "monthly"}', "before", ""),
    ('{"member": "A", "plan": "annual"}', "before", "1:1: no line of the member 'A' follows: did you mean 'a'?"),
    ('{"member": "A", "plan": "annual"}', "after", "3:1: no line of the member 'A' follows: did you mean 'a'?"),
    ('{"member": "xyz", "until": "2025-04-01"}', "before", "1:1: no line of the member 'xyz' follows, without one,"),
    (f'{{"member": "xyz", {GIVEN}}}', "before", "1:1: no line of the member 'xyz' follows, without one, 'given' and"),
    ('{"member": "a", "plan": "annual"}', "after", "3:1: the member 'a' has begun already, such a line is allowed"),
    ('{"member": "a", "plan": "annual"}\n{"member": "a"}', "before", "2:1: how the member 'a' is judged is said in"),
]


@pytest.mark.parametrize(("head", "where", "problem"), IDLE)
def test_a_line_that_says_how_nobody_is_judged_is_told(head: str, where: str, problem: str, check: Any) -> None:
    code, _, err = check(f"{head}\n{LINES}" if where == "before" else f"{LINES}\n{head}")
    if not problem:
        assert (code != 2, err) == (True, "")
        return
    assert code == 2
    assert err.startswith(f"r.jsonl:{problem}")
    assert len(err.splitlines()) == 1


def test_a_line_for_a_member_is_idle_when_the_lines_name_nobody(check: Any) -> None:
    code, verdicts, err = check(f'{{"member": "a", "plan": "annual"}}\n{TOLD}')
    assert (code, verdicts) == (2, {"": "conforms"})
    assert err.startswith("r.jsonl:1:1: no line of the member 'a' follows, the lines name no member;")


def test_a_line_for_a_member_whose_only_line_is_lost_is_not_idle(check: Any) -> None:
    lost = '{"member": "b", "date": "2025-01-31", "action": "joyn"}'
    code, _, err = check(f'{{"member": "b", "plan": "annual"}}\n{LINES}\n{lost}')
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "unknown action 'joyn'" in err


# What is said of a member of whom no line tells, and the verdict.
SILENT = [
    ('"until": "2025-06-30", "observes": ["charge", "decline"]', "diverges"),
    ('"until": "2025-06-30"', "undetermined"),
    ('"until": "2025-03-30"', "undetermined"),
    ('"until": "2025-03-30", "observes": ["charge"]', "conforms"),
    ('"until": "2025-06-30", "observes": ["refund"]', "undetermined"),
]


@pytest.mark.parametrize(("told", "verdict"), SILENT)
@pytest.mark.parametrize("options", ["", "--sort", "--diagnose"])
def test_a_member_of_whom_no_line_tells_is_judged_by_what_is_given(
    told: str, verdict: str, options: str, check: Any
) -> None:
    head = f'{{"member": "b", {GIVEN}, {told}}}'
    assert check(f"{head}\n{LINES}", options)[1:] == ({"a": "conforms", "b": verdict}, "")
    assert check(head, options)[1:] == ({"b": verdict}, "")  # which is no empty record


def test_what_no_plain_line_tells_is_not_said_to_be_expected(check: Any) -> None:
    """Numbers of entries, and that there is no method; a line of a whole timeline tells both."""
    wrong = LINES.replace("600", "601")
    _, out, _ = check(wrong, "--format text")
    assert "expected: charge: amount 600, plan monthly, period {start: 2025-03-02" in out
    numbered = wrong.replace('"charge"', '"method": null, "seq": 2, "charge"')
    _, out, _ = check(numbered, "--format text")
    assert "expected: charge: seq 2, amount 600, plan monthly, method null, period" in out


def test_a_reading_may_explain_a_member_of_whom_no_line_tells(check: Any) -> None:
    """PAY-3: the retry is assumed to come on this day."""
    given = '"date": "2025-03-02", "state": "past_due", "plan": "monthly", "owed": {"first_due": "2025-03-01"}'
    observed = '"until": "2025-03-04", "observes": ["charge", "decline"]'
    _, verdicts, err = check(f'{{"member": "b", "given": {{{given}}}, {observed}}}')
    assert (verdicts, err) == ({"b": "acceptable"}, "")


# Rows of CSV, and what is told of the first one: wrong columns are told once and not for each row.
HEADERS = [
    ("member;date;action\na;2025-01-31;join\na;2025-03-02;", "1:7: the first row parts its names by ';', a comma is"),
    ("member\tdate\taction", "1:7: the first row parts its names by '\\t', a comma is allowed"),
    ("member,date,acton,charge\na,2025-01-31,join,\nb,2025-01-31,join,", "1:13: unknown column 'acton': did you mean"),
    ("date;\n2025-01-31;", "1:5: the first row parts its names by ';', a comma is allowed"),
]


@pytest.mark.parametrize(("record", "problem"), HEADERS)
def test_columns_that_cannot_be_are_told_once(record: str, problem: str, check: Any) -> None:
    code, verdicts, err = check(record, name="r.csv")
    assert (code, verdicts, len(err.splitlines())) == (2, {}, 1)
    assert err.startswith(f"r.csv:{problem}")


KINDS = ["charge decline", '"charge,decline"', '"charge, decline"', '"[""charge"", ""decline""]"']


@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("name", ["r.csv", "R.CSV", "r.Csv"])
def test_a_row_of_csv_may_say_how_a_member_is_judged(kinds: str, name: str, check: Any) -> None:
    rows = "member,date,action,charge,observes,until\na,2025-01-31,join,,,\na,2025-03-02,,600,,\n"
    assert check(rows, "--until 2025-04-02", name)[1:] == ({"a": "undetermined"}, "")
    judged = rows.replace("until\n", f"until\na,,,,{kinds},2025-04-02\n")
    assert check(judged, name=name)[1:] == ({"a": "diverges"}, "")


def test_a_row_of_empty_cells_tells_nothing(check: Any) -> None:
    rows = ROWS_OF_A.replace("\n", "\n,,,\n")
    assert check(rows, name="r.csv") == (0, {"a": "conforms"}, "")
    Path("m.yaml").write_text(MAPPED_CSV, encoding="utf-8")
    assert check(rows, "--map m.yaml", name="r.csv") == (0, {"a": "conforms"}, "")


@pytest.mark.parametrize(("record", "options"), [(LINES, ""), (LINES, "--sort"), (ROWS_OF_A, "--from csv")])
@pytest.mark.parametrize("charge", [600, 601])
def test_a_record_may_come_through_a_pipe(record: str, options: str, charge: int, check: Any, capsys: Any) -> None:
    """What diverges is read once more all the same."""
    record = record.replace("600", str(charge))
    wanted = check(record, options)
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_text(record, encoding="utf-8"), daemon=True)
    writer.start()
    code = status(["check", "pipe", "--format", "json", *shlex.split(options)])
    writer.join(timeout=10)
    out, err = capsys.readouterr()
    [member] = json.loads(out)["members"]
    assert (code, {member["member"]: member["verdict"]}, err) == wanted


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that opens and cannot be read")
def test_a_record_that_cannot_be_read_on_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["check", "/proc/self/mem"]) == 2
    told = "/proc/self/mem: cannot be read: Input/output error"
    assert capsys.readouterr() == ("", f"{told}\n")
    with pytest.raises(ms.InputError, match=told):
        ms.check_record("/proc/self/mem")


BOM = "\ufeff"


@pytest.mark.parametrize(
    ("name", "record", "line"),
    [
        ("r.jsonl", f"{BOM}{LINES}", 1),
        ("r.jsonl", f"{BOM}\n{LINES}", 2),
        ("r.csv", f"{BOM}{ROWS_OF_A}", 2),
        ("r.csv", f"{BOM}\r\n \n{ROWS_OF_A}", 4),
        ("r.csv", f"\n{ROWS_OF_A}", 3),
        ("r.jsonl", BOM, 0),
        ("r.csv", BOM, 0),
    ],
)
@pytest.mark.parametrize("options", ["", "--sort"])
def test_a_bom_and_empty_lines_say_nothing(name: str, record: str, line: int, options: str, check: Any) -> None:
    code, out, err = check(record, f"--format text {options}", name)
    assert (code, err) == ((0, "") if line else (2, f"{name}: the record is empty or all ignored, a line is missing\n"))
    assert out.startswith(f"conforms  a  (2 lines from {name}:{line}:1)" if line else "\n0 members")
    if name == "r.csv" and line:
        Path("m.yaml").write_text(MAPPED_CSV, encoding="utf-8")
        assert check(record, f"--map m.yaml {options}", name) == (0, {"a": "conforms"}, "")


@pytest.mark.parametrize("member", ["a", "b"])
@pytest.mark.parametrize("options", ["", "--sort"])
def test_a_line_that_is_too_long_leaves_its_member_open_in_every_form(member: str, options: str, check: Any) -> None:
    """Of a line that is too long only its beginning is read; it is one line all the same."""
    long, wrong = "x" * 3_000_000, LINES.replace("600", "601")
    first, rest = wrong.split("\n")
    record = f'{first}\n{{"member": "{member}", "date": "2025-02-01", "use": "{long}"}}\n{rest}'
    rows = ROWS_OF_A.replace("600", "601").replace("a,2025-03", f"{member},2025-02-01,{long},\na,2025-03")
    for name, text, line in (("r.jsonl", record, 2), ("r.csv", rows, 3)):
        code, verdicts, err = check(text, options, name)
        assert (code, verdicts["a"]) == (2, "undetermined" if member == "a" else "diverges")
        assert err == f"{name}:{line}:1: longer than 1,000,000 bytes, the longest line allowed\n"


@pytest.mark.parametrize("size", [131_073, 900_000])
def test_a_long_cell_that_a_mapping_leaves_out_spoils_nothing(size: int, check: Any) -> None:
    limit = csv.field_size_limit()
    long = ROWS_OF_A.replace(",charge", ",charge,raw").replace("join,", f"join,,{'x' * size}").replace("600", "600,")
    Path("m.yaml").write_text(MAPPED_CSV, encoding="utf-8")
    assert check(long, "--map m.yaml", "r.csv") == (0, {"a": "conforms"}, "")
    assert csv.field_size_limit() == limit, "it is that of the whole program"


MAPPING = """
member: id
time: {field: d}
event: t
events:
  join: {action: join, plan: {field: deal.plan, words: {m: monthly, y: annual}}}
  change: [{action: cancel, where: {at_end: yes}}, ignore]
  paid: {charge: {field: amt}}
"""
ROWS = """
{"id": "a", "d": "2025-01-31", "t": "join", "deal": {"plan": "m"}}
{"id": "a", "d": "2025-02-01", "t": "change", "at_end": false}
{"id": "a", "d": "2025-03-02", "t": "paid", "amt": 600}
"""
PASSED = """
member: id
time: {field: d}
lines:
  - {action: {field: did}}
  - {charge: {field: paid}}
  - {refund: {field: back}, where: {void: no, kind: cash}}
"""
VOID = '{"id": "b", "d": "2025-03-10", %s}'
LINED = """{"id": "a", "d": "2025-01-31", "did": "join"}
{"id": "a", "d": "2025-03-02", "paid": 600, "back": null, "memo": 1}
"""
WHERE = "unknown word 'N' for 'void': did you mean 'no'? the mapping has: no"
# A row of a member, what the mapping says beside, and what is told of the row.
ROWS_OF_NOTHING = [
    ('"back": 7, "void": "N", "kind": "cash"', "", f"3:51: {WHERE}"),
    ('"back": 7, "void": false, "kind": "card"', "", "3:66: unknown word 'card' for 'kind', the mapping has: cash"),
    ('"back": 7, "void": "no", "kind": null', "", "3:1: the row lacks 'kind', the mapping has: cash"),
    ('"back": 7, "kind": "cash", "void": null', "", "3:1: the row lacks 'void', the mapping has: no"),
    ('"back": 7, "void": "N", "kind": null', "  - {where: {void: yes}}\n", f"3:51: {WHERE}, yes"),
    (
        '"back": 7, "void": "no", "kind": "card"',
        "  - {refund: {field: back}, where: {void: yes, kind: card}}\n",
        "3:1: no line of the mapping has 'void' as 'no' and 'kind' as 'card'",
    ),
    (
        '"bak": 7, "void": "no", "kind": null',
        "  - {where: {void: yes}}\n",
        "3:1: the row has the first field of none of the mapping's lines",
    ),
    ('"back": 7, "void": true, "kind": "cash"', "  - {where: {void: yes}}\n", ""),
    ('"back": 7, "void": "N", "kind": "cash"', "  - ignore\n", ""),
    ('"back": 7, "void": "N", "kind": "cash"', "others: ignore\n", ""),
]


@pytest.mark.parametrize(("fields", "beside", "problem"), ROWS_OF_NOTHING)
def test_no_row_becomes_nothing_unless_the_mapping_says_so(fields: str, beside: str, problem: str, check: Any) -> None:
    Path("m.yaml").write_text(PASSED + beside, encoding="utf-8")
    code, verdicts, err = check(LINED + VOID % fields, "--map m.yaml")
    assert (code, verdicts) == ((2, {"a": "conforms", "b": "undetermined"}) if problem else (0, {"a": "conforms"}))
    assert err.startswith(f"r.jsonl:{problem}" if problem else "")
    assert len(err.splitlines()) == bool(problem)


def test_a_row_of_which_one_where_holds_is_that_line_alone(check: Any) -> None:
    both = PASSED.replace("{charge: {field: paid}}", "{charge: {field: paid}, where: {kind: cash}}")
    Path("m.yaml").write_text(both, encoding="utf-8")
    rows = LINED.replace('"memo": 1', '"back": 5, "void": "?", "kind": "cash"').replace('"back": null, ', "")
    assert check(rows, "--map m.yaml") == (0, {"a": "conforms"}, "")


def test_a_row_of_csv_that_becomes_nothing_is_told_at_its_cell(check: Any) -> None:
    lines = "[{charge: {field: Paid}}, {refund: {field: Back}, where: {Void: no}}]"
    Path("m.yaml").write_text(f"form: csv\nmember: Id\ntime: {{field: Day}}\nlines: {lines}", encoding="utf-8")
    code, verdicts, err = check("Id,Day,Paid,Back,Void\n2,2025-03-10,,77,N\n", "--map m.yaml", "r.csv")
    assert (code, verdicts) == (2, {"2": "undetermined"})
    assert err == "r.csv:2:18: unknown word 'N' for 'Void': did you mean 'no'? the mapping has: no\n"


def test_a_row_of_an_event_that_becomes_nothing_is_told(check: Any) -> None:
    Path("m.yaml").write_text(MAPPING.replace(", ignore]", "]"), encoding="utf-8")
    code, verdicts, err = check(ROWS, "--map m.yaml")
    assert (code, verdicts) == (2, {"a": "undetermined"})
    assert err == "r.jsonl:3:57: unknown word 'false' for 'at_end', the mapping has: yes\n"


# A time of a mapping, and what is told of it: formats that strptime knows, and by which a day can be told.
NOT_A_DAY = "which does not tell a whole day: a year, a month and a day such as %Y-%m-%d or %Y %j are allowed"
FORMATS = [
    *((form, "date", "") for form in ("%d/%m/%Y", "%d.%m.%y", "%Y %j", "%G-W%V-%u", "%Y %W %a")),
    *((form, "date", "") for form in ("%x", "%c", "%B %d, %Y", "%Y%m%d%%", "%Y-%m-%d %I:%M", "am %d. %m. %Y (%Z)")),
    *((form, "instant", "") for form in ("%d/%m/%Y", "%Y-%m-%d %I:%M %p", "%Y-%m-%dT%H:%M:%S.%f%z")),
    *((form, "date", NOT_A_DAY) for form in ("%Y-%m", "%d.%m.", "%Y", "%G-%m-%d", "%Y %W", "day", "%c %d")),
    ("%Y-%m-%d %I:%M", "instant", "which does not tell the hour: %H, or %I with %p, is allowed"),
    ("%d %d %m %Y", "date", "a directive is allowed once"),
    ("%Q", "date", "'%Q' is no directive of strptime, allowed: %a %A "),
    ("%Y-%m-%d %", "date", "'%' is no directive of strptime, allowed: %a %A "),
    ("%Y-%-m-%d", "date", "'%-' is no directive of strptime, allowed: %a %A "),
]


@pytest.mark.parametrize(("form", "kind", "problem"), FORMATS)
def test_a_format_tells_a_day(form: str, kind: str, problem: str) -> None:
    text = f'time: {{field: d, as: {kind}, format: "{form}"}}\nlines: [{{action: {{field: did}}}}]'
    if not problem:
        assert load_mapping("m.yaml", SETUP, text=text).time.format == form
        return
    with pytest.raises(InputError) as raised:
        load_mapping("m.yaml", SETUP, text=text)
    [told] = raised.value.problems
    assert str(told).startswith(f"m.yaml:1:{text.index(chr(34)) + 1}: 'format' is '{form}', {problem}")


# What a mapping always says, and what is told of it.
SAID = [
    ("{action: jion}", "19: unknown action 'jion': did you mean 'join'? allowed: join, use"),
    ("{action: {field: a, words: {j: jion, k: keep}}}", "41: unknown action 'jion': did you mean 'join'?"),
    ("{notice: remindr}", "19: unknown notice 'remindr': did you mean 'reminder'?"),
    ("{kind: chrage, amount: 5}", "17: unknown kind of entry 'chrage': did you mean 'charge'?"),
    ("{action: join, plan: montly}", "31: unknown plan 'montly': did you mean 'monthly'? the rule book"),
    ("{action: change_plan, to: anual}", "36: unknown plan 'anual': did you mean 'annual'?"),
    ("{action: cancel, when: nwo}", "33: unknown kind of cancel 'nwo': did you mean 'now'?"),
    ("{state: payed}", "18: unknown state 'payed': did you mean 'paused'?"),
    ("{charge: 5.99}", "19: 'charge' is 5.99, a decimal point is not allowed: amounts are whole minor units"),
    ("{charge: {field: a}, where: {a: jion}}", ""),
    ("{action: set_reminder, to: yes}", ""),
    ("{refund: 5, charge: 3, method: visa, state: paid}", ""),
    ("{action: join, trial: no, plan: annual}", ""),
]


@pytest.mark.parametrize(("line", "problem"), SAID)
def test_a_word_of_a_mapping_that_no_line_has_is_told_there(line: str, problem: str) -> None:
    text = f"time: {{field: d}}\nlines: [{line}]"
    if not problem:
        assert load_mapping("m.yaml", SETUP, text=text).lines
        return
    with pytest.raises(InputError) as raised:
        load_mapping("m.yaml", SETUP, text=text)
    [told] = raised.value.problems
    assert str(told).startswith(f"m.yaml:2:{int(problem[:2]) - 1}: {problem[4:]}")


# What a mapping names, what else, and what is told of it.
FIELDS = [
    ("amt", "amt", ""),
    ("deal.plan", "deal.paln", "m.yaml:6:38: no row has the field 'deal.paln', one that some row has is allowed"),
    ("at_end", "at_endd", "m.yaml:7:37: no row has the field 'at_endd', one that some row has is allowed"),
    ("paid: {charge: {field: amt}}", "other: {charge: {field: nowhere}}\n  paid: {charge: {field: amt}}", ""),
    ("{field: amt}}", "{field: amt}, method: {field: by}}", "m.yaml:8:48: no row has the field 'by', one that"),
    ("{field: amt}}", "{field: amt}, method: {field: null_or_text}}", ""),
]


@pytest.mark.parametrize(("old", "new", "problem"), FIELDS)
@pytest.mark.parametrize("options", ["", "--sort"])
def test_a_field_of_a_mapping_that_no_row_has_is_told(
    old: str, new: str, problem: str, options: str, check: Any
) -> None:
    Path("m.yaml").write_text(MAPPING.replace(old, new), encoding="utf-8")
    code, verdicts, err = check(ROWS.replace('"amt"', '"null_or_text": null, "amt"'), f"--map m.yaml {options}")
    assert (code, verdicts) == (2 if problem else 0, {"a": "conforms"})
    assert err.startswith(problem)
    assert len(err.splitlines()) == bool(problem)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("event: t\nevents: {}", "unknown event 'join', the mapping has: none"),
        ("lines: [{action: {field: t, words: {}}}]", "unknown word 'join' for 'action', the mapping has: none"),
    ],
)
def test_a_mapping_without_words_is_said_to_have_none(lines: str, problem: str, check: Any) -> None:
    Path("m.yaml").write_text(f"time: {{field: d}}\n{lines}", encoding="utf-8")
    assert check('{"d": "2025-01-31", "t": "join"}', "--map m.yaml")[2] == f"r.jsonl:1:26: {problem}\n"


@pytest.mark.parametrize("whose", ["true", "false"])
def test_a_member_of_a_mapping_is_named_as_one_of_plain_lines_is(whose: str, check: Any) -> None:
    """A number is a name, as it stands; yes and no are none without quotes."""
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    code, verdicts, err = check(ROWS.replace('"a"', whose), "--map m.yaml")
    assert (code, verdicts) == (2, {})
    assert err.startswith(f"r.jsonl:2:8: 'member' is {whose}, text is allowed: put it in quotes\n")
    for name in (f'"{whose}"', "7"):
        code, verdicts, err = check(ROWS.replace('"a"', name), "--map m.yaml")
        assert (code, verdicts, err) == (0, {name.strip('"'): "conforms"}, "")


def test_a_field_of_a_mapping_that_is_no_column_is_told_before_any_row(check: Any) -> None:
    told = MAPPING.replace("deal.plan", "deal").replace("at_end", "at_endd").replace("field: d}", "field: day}")
    Path("m.yaml").write_text(f"form: csv\n{told}", encoding="utf-8")
    code, verdicts, err = check("id,d,t,deal,at_end,amt,more\na,2025-01-31,join,m,,,", "--map m.yaml", "r.csv")
    assert (code, verdicts) == (2, {})
    assert [line.partition(" allowed")[0] for line in err.splitlines()] == [
        "m.yaml:4:15: unknown column 'day',",
        "m.yaml:8:37: unknown column 'at_endd': did you mean 'at_end'?",
    ]
    code, _, err = check("id;d;t;deal;at_end;amt\na;2025-01-31;join;m;;", "--map m.yaml", "r.csv")
    assert (code, err) == (2, "r.csv:1:3: the first row parts its names by ';', a comma is allowed\n")


JOINED = {"at": "2025-01-31T20:00:00Z", "action": "join"}
IN_THE_NIGHT = [
    JOINED,
    {"at": "2025-03-02T05:30:00Z", "charge": 1499},
    {"at": "2025-03-02T04:00:00Z", "action": "set_reminder", "to": True},
    {"at": "2025-04-03T02:00:00Z", "charge": 1499},
]
CANCELLED = [
    {"at": "2025-01-31T09:00+09:00", "action": "join"},
    {"at": "2025-02-05T01:30+09:00", "action": "cancel"},
    {"at": "2025-02-05T23:30+09:00", "action": "keep"},
    {"date": "2025-03-02", "charge": 600},
]
OF_A_STUDENT = [
    {"rulebook": "amazon.co.jp", "plan": "student_monthly"},
    {"date": "2025-01-31", "action": "join", "plan": "student_monthly"},
    {"date": "2025-07-31", "charge": 300, "plan": "student_monthly"},
]
BOTH_WAYS = [
    {"rulebook": "amazon.com"},
    {"at": "2025-02-01T04:00:00Z", "action": "join"},
    {"date": "2025-03-02", "charge": 1499},
    {"at": "2025-04-02T15:00:00Z", "charge": 1499},
]
# In New York, where the keep lies on the day of the cancel, and not before it as in Los Angeles.
ON_ONE_DAY_IN_THE_EAST = [
    {"at": "2025-02-01T01:00-05:00", "action": "join"},
    {"date": "2025-02-10", "action": "cancel"},
    {"at": "2025-02-10T00:30-05:00", "action": "keep"},
    {"date": "2025-03-03", "charge": 1499},
]
WEST = replace(
    load_rulebook("generic"), time_zone_certainty="assumed", time_zone_alternatives=("America/Los_Angeles",)
)
# In Los Angeles, where the charge lies on the day before the cancel.
A_DAY_BEFORE_IN_THE_WEST = [
    {"date": "2025-01-31", "action": "join"},
    {"at": "2025-03-03T04:00:00Z", "charge": 1000},
    {"date": "2025-03-03", "action": "cancel"},
]
LOST_IN_THE_WEST = [
    *A_DAY_BEFORE_IN_THE_WEST,
    {"date": "2025-03-07", "action": "set_reminder", "to": True},
    {"at": "2025-03-07T05:00:00Z", "charge": "pade"},
]
WRONG = [{"date": "2025-02-20", "charge": 1}, {"date": "2025-03-03", "charge": 1, "state": "pade"}]
WRONG_LAST = [*CANCELLED, *WRONG]
# Lines as they happened, the rule book, and the verdict on them in whatever order they stand.
SORTED = [
    (IN_THE_NIGHT, "amazon.com", "acceptable"),  # in New York, where two of them lie on two days
    (CANCELLED, "amazon.co.jp", "conforms"),
    ([{**each, "at": each["at"][:16]} if "at" in each else each for each in CANCELLED], "amazon.co.jp", "conforms"),
    (OF_A_STUDENT, "generic", "conforms"),  # whose plan only the book of the line without a day has
    (BOTH_WAYS, "amazon.co.jp", "conforms"),  # where only its zone tells which day was first
    (WRONG_LAST, "amazon.co.jp", "diverges"),  # before the line that cannot be used
    (ON_ONE_DAY_IN_THE_EAST, "amazon.com", "acceptable"),
    (A_DAY_BEFORE_IN_THE_WEST, WEST, "acceptable"),
    (LOST_IN_THE_WEST, WEST, "undetermined"),  # as that reading explains what stands before the line that is lost
    ([*A_DAY_BEFORE_IN_THE_WEST, {"date": "2025-03-04", "charge": 1000}], WEST, "diverges"),
]


@pytest.mark.parametrize(("lines", "rulebook", "verdict"), SORTED)
def test_sorted_lines_come_to_the_same_in_any_order(lines: Any, rulebook: Any, verdict: str) -> None:
    orders = list(permutations(lines))
    for order in (*orders[:: len(orders) // 3], orders[-1]):
        judged = ms.check_record(order, rulebook=rulebook, sort=True)
        assert [its.judgement for its in judged.verdicts] == [verdict]


WITHIN_A_SECOND = [
    ("instant", "2025-02-05T01:30:00.1Z", "2025-02-05T01:30:00.9Z"),
    ("unix_ms", 1738719000100, 1738719000900),
]


@pytest.mark.parametrize(("kind", "first", "then"), WITHIN_A_SECOND)
def test_foreign_lines_are_sorted_by_what_is_finer_than_a_second(kind: str, first: Any, then: Any, check: Any) -> None:
    joined = "2025-01-31T09:00:00Z" if kind == "instant" else 1738314000000
    rows = [{"t": then, "did": "keep"}, {"t": first, "did": "cancel"}, {"t": joined, "did": "join"}]
    mapping = {"time": {"field": "t", "as": kind}, "lines": [{"action": {"field": "did"}}], "observes": ["charge"]}
    Path("m.yaml").write_text(json.dumps({**mapping, "until": "2025-03-01"}), encoding="utf-8")
    code, verdicts, err = check("\n".join(map(json.dumps, rows)), "--map m.yaml --sort")
    assert (code, verdicts, err) == (0, {"": "conforms"}, "")


NAMES = ["あおい", "😀", 'say "hi"', "back\\slash", "m1", "Zoë"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("as_ascii", [True, False])
@pytest.mark.parametrize("mapping", [None, {"member": "who"}, {"member": "出来事.会員"}])
def test_a_torn_line_is_held_against_its_member_however_the_name_is_written(
    name: str, as_ascii: bool, mapping: Any, tmp_path: Path
) -> None:
    rows = [("2025-01-31", "action", "join"), ("2025-03-02", "charge", 600), ("2025-03-20", "charge", 9999)]
    whose: Any = {"member": name}
    path = None
    if mapping is not None:
        whose = {"who": name} if mapping["member"] == "who" else {"出来事": {"会員": name}}
        lines = [{kind: {"field": kind}} for kind in ("action", "charge")]
        path = tmp_path / "m.yaml"
        path.write_text(json.dumps({**mapping, "time": {"field": "date"}, "lines": lines}), encoding="utf-8")
    told = [json.dumps({**whose, "date": on, kind: what}, ensure_ascii=as_ascii) for on, kind, what in rows]
    record = "\n".join([*told[:2], told[2][:-4], told[1].replace("03-02", "04-02")])
    judged = ms.check_record(record, mapping=path)
    assert [(its.member, its.judgement) for its in judged.verdicts] == [(name, "undetermined")]


# A row of JSON that is torn, the names that lead to what tells its member, and what that is.
TORN = [
    ('{"member": "a", "charge": 9', "member", "a"),
    ('{"m\\u0065mber": "a", "charge": 9', "member", "a"),
    ('": "x", "member" : "a"}', "member", "a"),
    ('{"member": "a\\', "member", None),
    ('{"member": "a', "member", None),
    ('{"member": "\\ud83d", "charge": 9', "member", None),
    ('{"member": "\\x41", "charge": 9', "member", None),
    ('{"member": "a\\nb", "charge": 9', "member", None),
    ('{"member": "", "charge": 9', "member", None),
    ('{"document": 12, "charge": 9', "document", "12"),
    ('{"document": 1', "document", None),
    ('{"id": "no", "of": {"id": "a", "charge": 9', "of id", "a"),
    ('{"id": "no", "of": {"charge": 9', "of id", None),
    ('{"OF": {"id": "a", "charge": 9', "of id", None),
    ('{"\\uD83D\\uDE00": "a", "charge": 9', "😀", "a"),
]


@pytest.mark.parametrize(("row", "names", "told"), TORN)
def test_what_a_torn_row_still_tells(row: str, names: str, told: str | None) -> None:
    assert torn_value(row.encode(), tuple(names.split())) == told


def test_a_torn_line_of_a_timeline_is_held_against_its_document() -> None:
    told = ({"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 1})
    first, second = (json.dumps({"document": 12, **each}) for each in told)
    judged = ms.check_record(f"{first}\n{first.replace('join', '')[:-3]}\n{second}")
    assert [(its.member, its.judgement) for its in judged.verdicts] == [("document 12", "undetermined")]


JOIN = {"date": "2025-01-31", "action": "join"}
# What is told beside a record, and all that is wrong with it; of a request also where.
NOT_TO_BE_TOLD = [
    (
        {"observes": ["charg"], "sales_tax": "5%", "plan": "gold"},
        {"/observes/0": "unknown kind of entry 'charg'", "/sales_tax": "the fees of", "/plan": "unknown plan 'gold'"},
    ),
    ({"plan": 5, "until": "1800-01-01"}, {"/plan": "'plan' is 5", "/until": "the years 1900 to 2600 are allowed"}),
    (
        {"rulebook": "nowhere", "observes": ["charg"], "plan": "gold"},  # which another book may have
        {"/observes/0": "unknown kind", "/rulebook": "unknown rule book 'nowhere'"},
    ),
    (
        {"with": {"trial.dasy": 1}, "plan": "gold", "given": {"date": "2025-01-31", "state": "prospect"}},
        {"/with/trial.dasy": "unknown value 'trial.dasy'", "/plan": "unknown plan 'gold'"},
    ),
    ({"within_days": -1, "sales_tax": "x"}, {"/within_days": "'within_days' is -1", "/sales_tax": "is 'x'"}),
]


@pytest.mark.parametrize(("told", "problems"), NOT_TO_BE_TOLD)
def test_all_that_is_wrong_with_what_is_told_is_told_at_once(told: Any, problems: dict[str, str]) -> None:
    with pytest.raises(ms.InputError) as raised:
        ms.check_record([JOIN], **told)
    assert len(raised.value.problems) == len(problems)
    for text in problems.values():
        assert sum(text in str(problem) for problem in raised.value.problems) == 1
    request = read_request(json.dumps({"do": "check", "lines": [JOIN], **told}).encode())
    error: Any = answered(request, Places(request.node))["error"]
    assert {problem["at"]: problem["message"] for problem in error["problems"]}.keys() == problems.keys()
    assert all(problems[problem["at"]] in problem["message"] for problem in error["problems"])


def test_what_is_wrong_with_a_mapping_is_told_beside_all_else() -> None:
    mapping = {"form": "csv", "time": {"field": "day", "zone": "X/Y"}, "plan": "silver", "lines": [{"charge": 1}]}
    request = read_request(json.dumps({"do": "check", "lines": [JOIN], "plan": "gold", "map": mapping}).encode())
    error: Any = answered(request, Places(request.node))["error"]
    assert [each["at"] for each in error["problems"]] == ["/plan", "/map/form", "/map/time/zone", "/map/plan"]


WRONG_OPTIONS = "--plan gold --sales-tax 5% --observes charge,charg --until 1800-01-01"


def test_options_are_judged_as_a_call_and_a_request_are(check: Any) -> None:
    code, verdicts, err = check(TOLD, WRONG_OPTIONS)
    assert (code, verdicts) == (2, {})
    with pytest.raises(ms.InputError) as raised:
        ms.check_record(TOLD, plan="gold", sales_tax="5%", observes=["charge", "charg"], until="1800-01-01")
    assert err.splitlines() == [str(problem) for problem in raised.value.problems]
    assert len(err.splitlines()) == 4


@pytest.mark.parametrize(("rulebook", "problem"), [("amazon.com", "plan is 'student_m"), ("nowhere", "'nowhere'")])
def test_a_timeline_is_not_judged_by_a_book_that_its_start_does_not_fit(rulebook: str, problem: str) -> None:
    member = ms.Member(plan="student_monthly")
    member.join("2025-01-31")
    member.advance("2025-08-31")
    with pytest.raises(ms.InputError, match=problem):
        ms.check_record(member.timeline, rulebook=rulebook)
    assert ms.check_record(member.timeline, rulebook="amazon.co.jp-strict").verdicts[0].judgement == "conforms"


# Lines that cannot be used, what else there is, and the verdicts.
LOST_ALL = [
    ('{"member": "a", "date": "2025-02-30", "charge": 600}', "", {"a": "undetermined"}),
    ('{"member": "a", "date": "2025-02-30", "charge": 600}', OTHERS, {"a": "undetermined", "b": "conforms"}),
    ('{"member": "a", "date": "2025-02-30", "charge": 6', OTHERS, {"a": "undetermined", "b": "conforms"}),
    ('{"member": "a", "plna": "annual"}', OTHERS, {"a": "undetermined", "b": "conforms"}),
    ('{"until": "2025-01-01"}\n{"member": "a", "date": "2025-02-03", "charge": 6}', "", {"a": "undetermined"}),
    ('{"date": "2025-02-30", "charge": 600}', "", {"": "undetermined"}),
    ('{"date": "2025-02-30", "charge": 600}', OTHERS, {"b": "conforms"}),  # and its member is nobody
    ('{"member": [], "date": "2025-02-28", "charge": 600}', "", {}),
]


@pytest.mark.parametrize(("lost", "others", "verdicts"), LOST_ALL)
@pytest.mark.parametrize("options", ["", "--sort", "--diagnose"])
def test_a_member_no_line_of_whom_can_be_used_is_undetermined(
    lost: str, others: str, verdicts: Any, options: str, check: Any
) -> None:
    code, found, err = check(f"{lost}\n{others}", options)
    assert (code, found, len(err.splitlines())) == (2, verdicts, 1)
    _, out, _ = check(f"{lost}\n{others}", "--format text")
    assert out.count("undetermined") == 2 * ("undetermined" in verdicts.values())
