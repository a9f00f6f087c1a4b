"""The command line as its users meet it: results, messages with their places, exit statuses, and closed pipes."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

import membership_sim
from membership_sim.cli import COMMANDS, COMPLETION_VARIABLE, PROGRAM, failures, status, streams
from membership_sim.cli.completion_command import SHELLS, completion_of
from membership_sim.files.noted import note_read, noting_reads, was_read
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.rules import RULES
from membership_sim.show.catalogue import LANGUAGES

ROOT = str(Path(membership_sim.__file__).parent.parent)

GOOD = """\
title: 良い story
until: 2025-06-30
events:
  - {date: 2025-01-31, do: join}
  - {date: 2025-02-10, do: use, benefit: video}
expect:
  entries: [{date: 2025-03-02, charge: 600}]
"""
REFUSED = "title: refused\nevents:\n  - {date: 2025-01-31, do: join}\n  - {date: 2025-02-01, do: resume}\n"
FAILING = GOOD.replace("600", "500").replace("良い", "failing")
BROKEN = "events:\n  - {date: 2025-02-30, do: join}\n  - {date: 2025-03-01, do: puase}\n"
NO_FEE = "title: too early\nevents:\n  - {date: 2001-01-31, do: join, trial: no}\n"
TWO = f"{GOOD}---\n{REFUSED}"


class Told(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of each fate, in which the commands run."""
    stories = {"good": GOOD, "refused": REFUSED, "failing": FAILING, "broken": BROKEN, "no-fee": NO_FEE, "two": TWO}
    for name, text in stories.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "b.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "folder" / "deep" / "a.yml").write_text(TWO, encoding="utf-8")
    (tmp_path / "folder" / "book.yaml").write_text("base: generic\n", encoding="utf-8")
    (tmp_path / "folder" / "notes.txt").write_text("no scenario", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "books" / "deep").mkdir(parents=True)
    (tmp_path / "books" / "a.yaml").write_text("base: generic\n", encoding="utf-8")
    (tmp_path / "books" / "deep" / "b.yml").write_text("base: nonsense\n", encoding="utf-8")
    for name in (".git", ".venv", "seen"):
        (tmp_path / "hidden" / name).mkdir(parents=True)
        (tmp_path / "hidden" / name / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "hidden" / ".a.yaml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "lost.yaml").symlink_to(tmp_path / "nowhere.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def tell(files: Path, capsys: pytest.CaptureFixture[str]) -> object:
    def call(line: str) -> Told:
        code = status(shlex.split(line))
        return Told(code, *capsys.readouterr())

    return call


# A line of arguments: the exit status, a piece of standard output, a piece of standard error ("-": nothing there).
CALLS = """
run good.yaml                                   | 0 | charged to card for 2025-03-02 | -
run good.yaml --format json                     | 0 | "title": "良い story" | -
run good.yaml --format jsonl                    | 0 | {"seq": 1, "date": "2025-01-31" | -
run good.yaml --format csv                      | 0 | document,seq,date | -
run good.yaml --format markdown                 | 0 | ## 良い story | -
run refused.yaml                                | 1 | refused: resume | refused.yaml:4:5: resume on 2025-02-01 is
run two.yaml                                    | 1 | 良い story | two.yaml:12:5: resume on 2025-02-01
run failing.yaml                                | 0 | 600 | -
run broken.yaml                                 | 2 | - | broken.yaml:2:12:
run broken.yaml                                 | 2 | - | broken.yaml:3:28: unknown action 'puase': did you mean
run no-fee.yaml                                 | 2 | - | no-fee.yaml:3:5: no fee of monthly is known on 2001-01-31
run missing.yaml                                | 2 | - | missing.yaml: no such file
run folder                                      | 2 | - | folder: is a folder, not a file
run                                             | 2 | - | missing argument 'FILE'
run ''                                          | 2 | - | invalid value for 'FILE': '' is no path
run good.yaml -o ''                             | 2 | - | '' is no path
run good.yaml --format csv --width 80           | 2 | - | --width does nothing with --format csv, it is allowed with
run good.yaml --width 80                        | 0 | 良い story | -
run good.yaml --format xml                      | 2 | - | 'xml' is not one of
run good.yaml --lang xx                         | 2 | - | 'xx' is not
run good.yaml -o empty                          | 2 | - | empty: is a folder
run good.yaml -o missing/x.txt                  | 2 | - | missing/x.txt: cannot be written: No such file
run good.yaml -o good.yaml                      | 2 | - | good.yaml: is the file that was read
run good.yaml -o -                              | 0 | 良い story | -
test good.yaml                                  | 0 | 1 passed, 0 failed | -
test good.yaml failing.yaml                     | 1 | 1 passed, 1 failed | -
test failing.yaml                               | 1 | amount: expected 500, seen 600 | -
test broken.yaml good.yaml                      | 2 | 1 passed, 0 failed, 1 with errors | broken.yaml:2:12:
test no-fee.yaml                                | 2 | ERROR   no-fee.yaml: too early | no-fee.yaml:3:5: no fee
test missing.yaml                               | 2 | ERROR   missing.yaml | missing.yaml: no such file
test folder                                     | 1 | 2 passed, 1 failed | -
test folder/book.yaml                           | 2 | ERROR | book.yaml
test empty                                      | 2 | ERROR   empty | empty: has no scenario file, *.yaml or *.yml
test books                                      | 2 | ERROR   books | books: has nothing but rule books in it
test good.yaml books                            | 2 | 1 passed, 0 failed, 1 with errors | books: has nothing but rule
test books good.yaml                            | 2 | 1 passed, 0 failed, 1 with errors | books: has nothing but rule
test hidden                                     | 0 | 1 passed, 0 failed | -
test hidden/.git                                | 0 | 1 passed, 0 failed | -
test hidden/.git hidden                         | 0 | 2 passed, 0 failed | -
test good.yaml good.yaml                        | 0 | 1 passed, 0 failed | -
test folder/b.yaml folder                       | 1 | 2 passed, 1 failed | -
test lost                                       | 2 | ERROR   lost | lost.yaml: no such file
test ''                                         | 2 | - | '' is no path
test refused.yaml                               | 1 | FAILED  refused.yaml: refused | -
test --rules good.yaml                          | 0 | not cited: | -
test                                            | 2 | - | missing argument 'PATH...'
options good.yaml --date 2025-03-10             | 0 | cancel now | -
options good.yaml --date 2025-03-10 --format json | 0 | "state": "paid" | -
options two.yaml --date 2025-02-01              | 0 | refused | -
options good.yaml --date 2025-03-10 --format json --width 80 | 2 | - | --width does nothing with --format json
options good.yaml --date 2025-03-10 --format json --lang ja | 0 | "action": "cancel" | -
options good.yaml                               | 2 | - | missing option '--date'
options good.yaml --date 2025-02-30             | 2 | - | '2025-02-30' is not in the calendar
options good.yaml --date tomorrow               | 2 | - | 'tomorrow' is no day, YYYY-MM-DD is allowed
options good.yaml --date 2024-01-01             | 2 | - | good.yaml: document 1 has nothing to show on 2024-01-01
options good.yaml --date 9999-12-31             | 2 | - | allowed are 2025-01-31 to 2225-01-31
explain PAUSE-3                                 | 0 | at most 365 days | -
explain pause-3 --rulebook amazon.com           | 0 | (no limit) | -
explain PAUSE-33                                | 2 | - | unknown rule 'PAUSE-33': did you mean 'PAUSE-3'?
explain PAUSE-3 --rulebook amazon.co.jpp        | 2 | - | did you mean 'amazon.co.jp'?
explain PAUSE                                   | 2 | - | unknown rule 'PAUSE', allowed: PAUSE-1, PAUSE-2, PAUSE-3,
explain rejoin-                                 | 2 | - | unknown rule 'rejoin-', allowed: REJOIN-1
explain 7                                       | 2 | - | allowed: TIME-1 to 4, JOIN-1 to 5, TRIAL-1 to 4, REJOIN-1,
explain ''                                      | 2 | - | '' is no path
explain missing.yaml                            | 2 | - | to explain the file 'missing.yaml', --date must say which
explain PAUSE-3 --date 2025-01-01               | 2 | - | --date does nothing with the rule 'PAUSE-3', it is allowed
explain pause-3 --date 2025-01-01               | 2 | - | --date does nothing with the rule 'pause-3'
explain good.yaml --date 2025-03-02 --rulebook generic | 2 | - | --rulebook does nothing with a FILE
explain missing.yaml --date 2025-03-02          | 2 | - | missing.yaml: no such file
explain good.yaml                               | 2 | - | --date must say which day
explain good.yaml --date 2025-03-02             | 0 | TRIAL-2 (stated by A, B): | -
explain good.yaml --date 2025-03-03             | 0 | nothing happens | -
explain good.yaml --date 2025-03-03             | 0 | charged to card for 2025-04-02 | -
rulebook                                        | 0 | amazon.co.jp | -
rulebook --format json                          | 0 | "name": "generic" | -
rulebook amazon.co.jp                           | 0 | pause.limit_days | -
rulebook amazon.co.jp --date 2020-01-01         | 0 | ¥500 | -
rulebook amazon.co.jp --date 2020-01-01         | 0 | (amazon.co.jp), 2020-01-01 | -
rulebook amazon.com --format json               | 0 | "currency": "USD" | -
rulebook --date 2025-01-01                      | 2 | - | --date does nothing without NAME, it is allowed with one
rulebook --lang ja                              | 0 | amazon.co.jp         日本のAmazonプライム | -
rulebook generic --format json --width 90       | 2 | - | --width does nothing with --format json
rulebook generic --format json --lang ja        | 0 | "title": "A plain subscription" | -
rulebook --width 60                             | 0 | amazon.com           Amazon Prime in the United States | -
rulebook ''                                     | 2 | - | '' is no path
rulebook amazon.de                              | 2 | - | unknown rule book 'amazon.de'
rulebook missing.yaml                           | 2 | - | missing.yaml: no such file
diagram                                         | 0 | prospect --> trial: join | -
diagram --format dot --rules                    | 0 | digraph membership | -
schema timeline                                 | 0 | "urn:membership-sim:schema:timeline" | -
schema scenario                                 | 0 | "$schema" | -
schema rulebook                                 | 0 | "$schema" | -
schema record                                   | 0 | "urn:membership-sim:schema:record:1" | -
schema mapping                                  | 0 | "urn:membership-sim:schema:mapping:1" | -
schema request                                  | 0 | "urn:membership-sim:schema:request:1" | -
schema answer                                   | 0 | "urn:membership-sim:schema:answer:1" | -
schema vectors                                  | 0 | "urn:membership-sim:schema:vectors:1" | -
schema other                                    | 2 | - | 'other' is not one of
completion bash                                 | 0 | _MEMBERSHIP_SIM_COMPLETE=bash_complete | -
completion zsh                                  | 0 | #compdef membership-sim | -
completion fish                                 | 0 | complete --no-files --command membership-sim | -
--version                                       | 0 | membership-sim 0. | -
--help                                          | 0 | The billing timeline of a scenario file. | -
run --help                                      | 0 | --format | -
rnu good.yaml                                   | 2 | - | unknown command 'rnu': did you mean 'run'?
"""


@pytest.mark.parametrize("call", CALLS.strip().splitlines(), ids=lambda call: call.split("|")[0].strip())
def test_a_call(call: str, tell: object) -> None:
    line, code, out, err = (piece.strip() for piece in call.split("|", 3))
    told = tell(line)  # type: ignore[operator]
    assert (told.status, told.err if err == "-" else "") == (int(code), ""), told.err
    assert told.out == "" if out == "-" else out in told.out
    if err != "-":
        assert err in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    ("line", "message", "command"),
    [
        ("--formt", "no such option '--formt'", ""),
        ("--verison", "no such option '--verison': did you mean '--version'?", ""),
        ("diagram --formt dot", "no such option '--formt': did you mean '--format'?", " diagram"),
        ("schema", "missing argument '{scenario|rulebook|timeline|record|mapping|request|answer|vectors}'", " schema"),
        ("completion", "missing argument '{bash|zsh|fish}'", " completion"),
        ("vectors", "missing option '--out'", " vectors"),
        ("options good.yaml", "missing option '--date'", " options"),
    ],
)
def test_a_wrong_call_is_told_in_one_line_and_a_hint(line: str, message: str, command: str, tell: object) -> None:
    assert tell(line).err == f"{message}\ntry 'membership-sim{command} --help'\n"  # type: ignore[operator]


ESCAPE = "a\x1b[31m"


@pytest.mark.parametrize(
    "arguments",
    [
        [ESCAPE], ["run", ESCAPE], ["run", "good.yaml", ESCAPE], ["run", "good.yaml", "-o", f"{ESCAPE}/b"],
        ["run", "good.yaml", f"--{ESCAPE}"], ["run", "good.yaml", "--format", ESCAPE], ["test", ESCAPE],
        ["options", "good.yaml", "--date", ESCAPE], ["explain", ESCAPE], ["rulebook", ESCAPE],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_message_steers_the_terminal(
    arguments: list[str], files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(arguments) == 2
    out, err = capsys.readouterr()
    assert r"\x1b[31m" in err
    assert "\x1b" not in out + err


# What a result is made from, besides the file that is named first, and so cannot be written: `base.yaml`.
INSIDE = [
    "run inside.yaml", "run inside.yaml --format json", "options inside.yaml --date 2025-03-01",
    "explain inside.yaml --date 2025-03-01", "explain PAY-3 --rulebook own.yaml", "rulebook own.yaml",
    "report inside.yaml --no-picture", "report good.yaml inside.yaml --no-picture", "check r.jsonl --rulebook own.yaml",
    "check r.jsonl --map map.yaml", "check head.jsonl",
]  # fmt: skip


@pytest.mark.parametrize("name", ["base.yaml", "./folder/../base.yaml", "linked.yaml", "hard.yaml"])
@pytest.mark.parametrize("line", INSIDE)
def test_no_file_that_was_read_is_written(line: str, name: str, files: Path, tell: object) -> None:
    lines = '{"date": "2025-01-31", "action": "join"}\n{"date": "2025-03-02", "charge": 600}\n'
    mapping = "time: {field: date}\nlines: [{action: {field: action}}, {charge: {field: charge}}]\n"
    made = {
        "base.yaml": "base: amazon.co.jp\n",
        "own.yaml": "base: base.yaml\n",
        "inside.yaml": f"rulebook: own.yaml\n{GOOD}",
        "r.jsonl": lines,
        "head.jsonl": f'{{"rulebook": "own.yaml"}}\n{lines}',
        "map.yaml": f"rulebook: own.yaml\n{mapping}",
    }
    for path, text in made.items():
        (files / path).write_text(text, encoding="utf-8")
    (files / "linked.yaml").symlink_to("base.yaml")
    (files / "hard.yaml").hardlink_to("base.yaml")
    told = tell(f"{line} -o {name}")  # type: ignore[operator]
    assert (told.status, told.out, told.err) == (2, "", f"{name}: is the file that was read, another one is allowed\n")
    assert {path: (files / path).read_text(encoding="utf-8") for path in made} == made
    assert tell("run inside.yaml -o map.yaml").status == 0  # type: ignore[operator]  # which another call read


def test_every_problem_of_a_file_is_told_in_one_pass(tell: object) -> None:
    told = tell("run broken.yaml")  # type: ignore[operator]
    assert [line.split(": ")[0] for line in told.err.splitlines()] == ["broken.yaml:2:12", "broken.yaml:3:28"]


def test_test_goes_through_folders_in_order(tell: object) -> None:
    lines = tell("test folder").out.splitlines()  # type: ignore[operator]
    assert [line.split(": ")[0] for line in lines if line.startswith(("ok", "FAILED", "ERROR"))] == [
        f"ok      {os.path.join('folder', 'b.yaml')}",
        f"ok      {os.path.join('folder', 'deep', 'a.yml')} #1",
        f"FAILED  {os.path.join('folder', 'deep', 'a.yml')} #2",
    ]


def test_a_folder_that_cannot_be_read_is_told(tell: object, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def refused(folder: object = ".") -> object:
        if str(folder).endswith("deep"):
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refused)
    told = tell("test folder")  # type: ignore[operator]
    assert (told.status, told.err) == (2, f"{os.path.join('folder', 'deep')}: cannot be read: Permission denied\n")
    assert "1 passed, 0 failed, 1 with errors" in told.out


def test_standard_input_is_a_file(tell: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, text in ((0, GOOD), (1, REFUSED), (2, BROKEN)):
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": _Bytes(text)}))
        told = tell("run -")  # type: ignore[operator]
        assert told.status == code
        assert ("<stdin>:" in told.err) == bool(code)


class _Bytes:
    def __init__(self, text: str) -> None:
        self.data = text.encode()

    def read(self, size: int) -> bytes:
        return self.data[:size]


def test_json_of_the_command_fits_the_schema_of_the_command(tell: object) -> None:
    shown = json.loads(tell("run good.yaml --format json").out)  # type: ignore[operator]
    schema = json.loads(tell("schema timeline").out)  # type: ignore[operator]
    jsonschema.validate(shown, schema, jsonschema.Draft202012Validator)
    assert json.loads(tell("options two.yaml --date 2025-02-01 --format json").out)[1]["title"] == "refused"  # type: ignore[operator]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_help(name: str, tell: object) -> None:
    told = tell(f"{name} --help")  # type: ignore[operator]
    assert told.status == 0
    assert told.out.startswith(f"Usage: membership-sim {name} ")


# Files that are written


def test_output_goes_to_a_file_and_nowhere_else(tell: object, files: Path) -> None:
    told = tell("run good.yaml -o out.txt")  # type: ignore[operator]
    assert told == (0, "", "")
    assert (files / "out.txt").read_bytes() == tell("run good.yaml").out.encode()  # type: ignore[operator]
    assert b"\r" not in (files / "out.txt").read_bytes()


def test_findings_are_told_beside_the_file(tell: object, files: Path) -> None:
    told = tell("run refused.yaml -o out.txt")  # type: ignore[operator]
    assert (told.status, told.out) == (1, "")
    assert "PAUSE-7" in told.err
    assert (files / "out.txt").stat().st_size > 0


def test_an_existing_file_is_replaced_as_a_whole_and_keeps_its_mode(tell: object, files: Path) -> None:
    out = files / "out.txt"
    out.write_text("old " * 10000)
    out.chmod(0o640)
    (files / "link.txt").symlink_to(out)
    assert tell("run good.yaml -o link.txt").status == 0  # type: ignore[operator]
    assert (files / "link.txt").is_symlink()
    assert out.read_text(encoding="utf-8").startswith("良い story\n")
    assert out.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_leaves_the_old_file(
    tell: object, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "out.txt").write_text("old")

    def full(source: str, to: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    told = tell("run good.yaml -o out.txt")  # type: ignore[operator]
    assert (told.status, told.err) == (2, "out.txt: cannot be written: No space left on device\n")
    assert (files / "out.txt").read_text() == "old"
    assert not [name for name in os.listdir(files) if name.startswith(".out")]


def test_a_device_is_written_and_not_replaced(tell: object) -> None:
    assert tell(f"run good.yaml -o {os.devnull}") == (0, "", "")  # type: ignore[operator]
    assert not Path(os.devnull).is_file()


# Faults of ours, and interruptions


def test_an_internal_error_is_one_line_and_a_hint(tell: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("a fault\nof ours")

    monkeypatch.setattr("membership_sim.show.diagram.diagram", broken)
    monkeypatch.delenv(failures.DEBUG_VARIABLE, raising=False)
    told = tell("diagram")  # type: ignore[operator]
    assert told.status == 3
    assert told.err == (
        "internal error: RuntimeError: a fault of ours, please report\nset MEMBERSHIP_SIM_DEBUG=1 for the traceback\n"
    )
    monkeypatch.setenv(failures.DEBUG_VARIABLE, "1")
    assert "Traceback" in tell("diagram").err  # type: ignore[operator]


def test_an_interruption_is_quiet(tell: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("membership_sim.show.diagram.diagram", interrupted)
    assert tell("diagram") == (130, "", "")  # type: ignore[operator]


# Colour and width


class _Terminal:
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("output", "no_color", "columns", "environment", "expected"),
    [
        (None, False, None, {}, (100, True)),
        ("-", False, None, {}, (100, True)),
        ("file", False, None, {}, (80, False)),
        (None, True, None, {}, (100, False)),
        (None, False, 120, {}, (120, True)),
        (None, False, None, {"NO_COLOR": "1"}, (100, False)),
        (None, False, None, {"NO_COLOR": ""}, (100, True)),
        (None, False, None, {"TERM": "dumb"}, (100, False)),
        (None, False, None, {"COLUMNS": "50", "LANG": "ja_JP.UTF-8"}, (100, True)),
    ],
)
def test_a_terminal_has_colour_and_its_own_width(
    output: str | None,
    no_color: bool,
    columns: int | None,
    environment: dict[str, str],
    expected: tuple[int, bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", _Terminal())
    monkeypatch.setattr(os, "get_terminal_size", lambda number: os.terminal_size((100, 24)))
    for name in ("NO_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert streams.screen(output, no_color, columns) == expected


def test_what_is_no_terminal_has_80_columns_and_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert streams.screen(None, False, None) == (80, False)


# The process


def process(*arguments: str, shell: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, through a shell if given one, with this environment alone."""
    given = {"PYTHONPATH": ROOT, "PATH": os.environ.get("PATH", ""), **environment}
    command = [sys.executable, "-m", "membership_sim.cli", *arguments]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    return subprocess.run(command, env=given, capture_output=True, timeout=60, check=False)


def test_a_device_may_be_read_and_written_but_not_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with noting_reads():
        for path, is_refused in (("/dev/null", False), (str(tmp_path / "pipe"), True)):
            note_read(path)
            assert was_read(path) is is_refused


@pytest.mark.slow
def test_a_file_that_comes_by_redirection_is_not_written(files: Path) -> None:
    before = (files / "good.yaml").read_text(encoding="utf-8")
    found = process("run", "-", "-o", "good.yaml", shell="< good.yaml")
    assert (found.returncode, found.stdout) == (2, b"")
    assert b"good.yaml: is the file that was read" in found.stderr
    assert (files / "good.yaml").read_text(encoding="utf-8") == before
    assert process("run", "-", "-o", "new.txt", shell="< good.yaml").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("format_name", ["table", "json", "csv"])
def test_the_bytes_are_the_same_in_every_locale(format_name: str, files: Path) -> None:
    found = [
        process("run", "good.yaml", "--format", format_name, **environment)
        for environment in (
            {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
            {"LANG": "ja_JP.EUC-JP", "PYTHONIOENCODING": "ascii", "TZ": "Pacific/Kiritimati"},
            {"LANG": "de_DE.UTF-8", "LANGUAGE": "de", "PYTHONHASHSEED": "7", "COLUMNS": "200"},
        )
    ]
    assert len({result.stdout for result in found}) == 1
    assert "¥600".encode() in found[0].stdout
    assert [(result.returncode, result.stderr) for result in found] == [(0, b"")] * 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [("run", "refused.yaml"), ("schema", "scenario"), ("--help",), ("run", "broken.yaml"), ("test", "folder")],
    ids=" ".join,
)
@pytest.mark.parametrize("reader", ["head -c 1", "true"])
def test_a_closed_pipe_is_no_error(arguments: tuple[str, ...], reader: str, files: Path) -> None:
    shell = f'2>err; echo "status $?" >> err; }} | {reader}; cat err'
    command = [sys.executable, "-m", "membership_sim.cli", *arguments]
    script = f'{{ "$@" {shell}'
    found = subprocess.run(
        ["sh", "-c", script, "sh", *command],
        env={"PYTHONPATH": ROOT, "PATH": os.environ["PATH"]}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    told = found.stdout.decode()
    assert "Traceback" not in told
    assert "BrokenPipe" not in told
    assert "Exception ignored" not in told
    assert told.rstrip().endswith(("status 0", "status 1", "status 2"))


@pytest.mark.slow
def test_a_result_that_nobody_reads_is_fine(files: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "membership_sim.cli", "run", "good.yaml"]
    given = {"PYTHONPATH": ROOT}
    found = subprocess.run(command, env=given, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(write)
    assert (found.returncode, found.stderr) == (0, b"")


FULL = "cannot be written: No space left on device"
STREAMS = [
    # what the shell does to a stream, the status and the errors of a call that is right and of one that is wrong
    ("> /dev/full", 2, f"standard output: {FULL}", 2, "missing.yaml: no such file"),
    (">&-", 2, "standard output: cannot be written: it is closed", 2, "missing.yaml: no such file"),
    ("2> /dev/full", 0, "", 2, ""),
    ("2>&-", 0, "", 2, ""),
    ("<&-", 0, "", 2, "missing.yaml: no such file"),
]
EVERY_COMMAND = [
    "--help", "--version", "run --help", "run good.yaml", "test --help", "options good.yaml --date 2025-03-10",
    "explain PAY-3", "rulebook", "rulebook generic --format json", "diagram", "schema scenario", "completion bash",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(("shell", "code", "err", "wrong_code", "wrong_err"), STREAMS, ids=lambda value: str(value))
def test_a_stream_that_cannot_be_used(
    shell: str, code: int, err: str, wrong_code: int, wrong_err: str, files: Path
) -> None:
    found = process("run", "good.yaml", shell=shell)
    assert (found.returncode, found.stderr.decode().rstrip()) == (code, err)
    wrong = process("run", "missing.yaml", shell=shell)
    assert (wrong.returncode, wrong.stderr.decode().rstrip()) == (wrong_code, wrong_err)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("line", EVERY_COMMAND)
def test_a_full_device_is_told_by_every_command(line: str, files: Path) -> None:
    found = process(*line.split(), shell="> /dev/full")
    assert (found.returncode, found.stderr.decode()) == (2, f"standard output: {FULL}\n")


@pytest.mark.slow
def test_a_finding_keeps_its_status_when_nobody_can_be_told(files: Path) -> None:
    assert [process("run", "refused.yaml", shell=shell).returncode for shell in ("2>&-", "2> /dev/full")] == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "why"), [("<&-", "it is closed"), ("0> written.yaml", "Bad file descriptor")], ids=lambda value: value
)
@pytest.mark.parametrize("line", ["run -", "test -", "options - --date 2025-03-10", "rulebook -"])
def test_standard_input_that_cannot_be_read_is_told(line: str, shell: str, why: str, files: Path) -> None:
    found = process(*line.split(), shell=shell)
    assert (found.returncode, found.stderr.decode()) == (2, f"<stdin>: cannot be read: {why}\n")


def heed_ctrl_c() -> None:
    """Let a child be interrupted although these tests may run in the background, where Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


INSTALLED = ("-c", "from membership_sim_command import main; main()")
AS_MODULE = ("-m", "membership_sim")


@pytest.mark.slow
def test_ctrl_c_ends_quietly(files: Path) -> None:
    os.mkfifo("fifo")
    command = [sys.executable, "-c", "import sys; from membership_sim.cli import main; main()", "run", "fifo"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, env={"PYTHONPATH": ROOT}, stdout=pipe, stderr=pipe, preexec_fn=heed_ctrl_c) as child,
        open("fifo", "wb"),  # returns when the child has opened its end, and is reading
    ):
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "how"), [("transitions", INSTALLED), ("click", INSTALLED), ("click", AS_MODULE)]
)
def test_ctrl_c_ends_quietly_while_the_command_is_still_imported(
    module: str, how: tuple[str, str], files: Path
) -> None:
    """The module is one that blocks: the first of the core is imported by the package, the other by the command."""
    os.mkfifo("fifo")
    (files / f"{module}.py").write_text("open('fifo').read()\n")
    command = [sys.executable, *how, "--help"]
    given = {"PYTHONPATH": os.pathsep.join([str(files), ROOT])}
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, env=given, stdout=pipe, stderr=pipe, preexec_fn=heed_ctrl_c) as child,
        open("fifo", "wb"),
    ):
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"")


def test_the_installed_command_is_the_one_that_is_tested() -> None:
    project = tomllib.loads(Path(ROOT, "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {PROGRAM: "membership_sim_command:main"}


# Completion

PAUSE_RULES = [f"PAUSE-{number}" for number in range(1, 8)]
COMPLETIONS = [
    # the words before, the word so far, what completes it: words, and whether any file may
    ("", "r", ["run", "report", "rulebook"], False),
    ("", "com", ["completion"], False),
    ("run", "", [], True),
    ("run", "sc", [], True),
    ("run --format", "", ["table", "json", "jsonl", "csv", "markdown", "ics"], False),
    ("run --format", "js", ["json", "jsonl"], False),
    ("run --lang", "", list(LANGUAGES), False),
    ("run -o", "x", [], True),
    ("run good.yaml", "--wid", ["--width"], False),
    ("test", "", [], True),
    ("test a.yaml", "b", [], True),
    ("options", "good", [], True),
    ("options good.yaml --format", "", ["table", "json"], False),
    ("explain", "", list(RULES), True),
    ("explain", "PAUSE-", PAUSE_RULES, True),
    ("explain", "pau", PAUSE_RULES, True),
    ("explain", "scen", [], True),
    ("explain PAY-3 --rulebook", "amazon.co.", ["amazon.co.jp", "amazon.co.jp-strict"], True),
    ("rulebook", "", list(shipped_names()), True),
    ("rulebook", "amazon.co.", ["amazon.co.jp", "amazon.co.jp-strict"], True),
    ("rulebook --format", "", ["table", "json"], False),
    ("diagram --format", "", ["mermaid", "dot"], False),
    ("schema", "", ["scenario", "rulebook", "timeline", "record", "mapping", "request", "answer", "vectors"], False),
    ("completion", "", ["bash", "zsh", "fish"], False),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("before", "word", "words", "any_file"), COMPLETIONS)
def test_what_completes_a_word(shell: str, before: str, word: str, words: list[str], any_file: bool) -> None:
    found = completion_of(shell).get_completions(before.split(), word)
    assert [item.value for item in found if item.type == "plain"] == words
    assert [item.value for item in found if item.type == "file"] == [word] * any_file
    assert found[:1] == [item for item in found if item.type == "file"] or not any_file, "bash forgets what is before"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "words", "word", "expected"),
    [
        ("bash", "membership-sim run --format j", "3", ["plain,json", "plain,jsonl"]),
        ("bash", "membership-sim explain TERM", "2", ["file,TERM", "plain,TERM-1"]),
        ("zsh", "membership-sim rulebook gen", "2", ["file", "gen", "_", "plain", "generic", "_"]),
        ("fish", "membership-sim rulebook gen", "gen", ["file,gen", "plain,generic"]),
    ],
)
def test_a_shell_is_told_what_completes_a_word(
    shell: str, words: str, word: str, expected: list[str], files: Path
) -> None:
    found = process(_MEMBERSHIP_SIM_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=word)
    assert (found.returncode, found.stdout.decode().split(), found.stderr) == (0, expected, b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "code", "err"),
    [
        ({COMPLETION_VARIABLE: "tcsh_complete"}, 2, "is 'tcsh_complete', allowed: bash_complete, zsh_complete, fish_"),
        ({COMPLETION_VARIABLE: "bash_complete"}, 2, "is set, but COMP_WORDS and COMP_CWORD are not as a shell sets"),
        ({COMPLETION_VARIABLE: "bash_complete", "COMP_WORDS": "x", "COMP_CWORD": "x"}, 2, "are not as a shell sets"),
        ({COMPLETION_VARIABLE: ""}, 2, "unknown command 'rnu'"),
    ],
)
def test_what_no_shell_asks_is_told(environment: dict[str, str], code: int, err: str) -> None:
    found = process("rnu", **environment)
    assert (found.returncode, found.stdout) == (code, b"")
    assert err in found.stderr.decode()
    assert "Traceback" not in found.stderr.decode()


@pytest.mark.slow
def test_a_run_loads_nothing_that_it_does_not_need(files: Path) -> None:
    script = (
        "import sys; from membership_sim.cli import status; status(['run', 'good.yaml', '-o', 'out.txt']); "
        "print(' '.join(sys.modules))"
    )
    command = [sys.executable, "-c", script]
    found = subprocess.run(command, env={"PYTHONPATH": ROOT}, capture_output=True, timeout=60, check=True)
    loaded = set(found.stdout.decode().split())
    assert not loaded & {"pendulum", "rich", "pydantic", "matplotlib", "pandas", "polars", "hypothesis", "csv"}
    assert not {name for name in loaded if name.startswith("membership_sim.cli.") and "options" in name}
    assert set(LANGUAGES) == {"en"} or not {name for name in loaded if name.endswith("catalogue_ja")}
