"""The plugin for pytest, as the tests of others meet it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

import membership_sim as ms
from membership_sim.scenario import MembershipError
from membership_sim.testing import scenario_items
from membership_sim.testing.conformance import assert_conforms
from membership_sim.testing.timeline_diff import diff_lines

ROOT = Path(__file__).parent.parent
PLUGIN = "membership_sim_pytest"

GOOD = """\
title: A good story
until: 2025-06-30
events:
  - {date: 2025-01-31, do: join}
expect:
  entries: [{date: 2025-03-02, charge: 600}]
"""
FAILING = GOOD.replace("600", "500").replace("good", "failing")
REFUSED = "title: 'refused::twice'\nevents:\n  - {date: 2025-01-31, do: join}\n  - {date: 2025-02-01, do: resume}\n"
NO_FEE = "title: too early\nevents:\n  - {date: 2001-01-31, do: join, trial: no}\n"
SETTINGS = "[pytest]\nfilterwarnings = error\naddopts = -p no:cacheprovider\n"
BROKEN = "events:\n  - {date: 2025-02-30, do: join}\n  - {date: 2025-03-01, do: puase}\n"


@pytest.fixture
def project(pytester, monkeypatch):
    """A project of somebody else, with scenarios of each fate, and a run of its tests in this process."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    pytester.mkdir("scenarios")
    stories = {"good": GOOD, "failing": FAILING, "two": f"{GOOD}---\n{REFUSED}---\n{GOOD}", "no-fee": NO_FEE}
    for name, text in (stories | {"book": "base: generic\n"}).items():
        (pytester.path / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")

    def run(*arguments, plugin=PLUGIN, patterns="scenarios/*.yaml"):
        if not list(pytester.path.glob("pytest.ini")):
            pytester.makefile(".ini", pytest=f"{SETTINGS}membership_sim_scenarios = {patterns}\n")
        return pytester.runpytest("-p", plugin, *arguments)

    run.path = pytester.path
    run.pytester = pytester
    return run


DAYS = "a whole number of days from 0 to 99 is allowed"
# Settings that cannot be, of what is told beside a record that conforms.
WRONG_SETTINGS = [
    *(({"within_days": days}, f"'within_days' is .*, {DAYS}") for days in (-1, 100, True, None, "1d", 1.5)),
    *(({name: "maybe"}, f"'{name}' is 'maybe', yes or no") for name in ("sort", "diagnose", "allow_undetermined")),
    ({"sort": None, "within_days": -1}, "'within_days' is -1, .*'sort' is null, yes or no"),
    ({"form": "CSV"}, "unknown form 'CSV': did you mean 'csv'"),
    ({"form": "csv", "mapping": "m.yaml"}, "form is 'csv', allowed: no form beside a mapping"),
    ({"mapping": 5}, "the mapping is 5, allowed: the path of a file"),
    ({"rulebook": 5}, "the rule book is 5, allowed: the name of a shipped one"),
    ({"member": "a"}, "unknown setting 'member'"),
    ({"observes": "charge"}, "'observes' is 'charge', a list"),
]


@pytest.mark.parametrize(("settings", "problem"), WRONG_SETTINGS)
def test_a_setting_that_cannot_be_is_no_failed_assertion(settings, problem):
    rows = [{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 600}]
    assert assert_conforms(rows, within_days=99, sort=True, allow_undetermined=False)
    with pytest.raises(ms.InputError, match=f"(?s){problem}"):
        assert_conforms(rows, **settings)


def test_a_line_that_is_lost_before_the_first_one_counts():
    rows = [{"date": "2025-01-31", "action": "joyn"}, {"date": "2025-03-02", "charge": 600}]
    with pytest.raises(AssertionError, match="record:1:34: unknown action 'joyn'") as raised:
        assert_conforms(rows)
    assert "undetermined  (1 line from record:2:1)" in str(raised.value)
    with pytest.raises(AssertionError, match=r"^the record cannot be used\n"):
        assert_conforms(rows, allow_undetermined=True)


def test_amounts_are_told_in_the_currency_of_their_member():
    heads = [{"member": "us", "rulebook": "amazon.com"}]
    rows = [{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 1}]
    with pytest.raises(AssertionError) as raised:
        assert_conforms([*heads, *({**row, "member": member} for row in rows for member in ("us", "jp"))])
    text = " ".join(str(raised.value).split())
    assert [text.count(f"{fee} by the price step") for fee in ("$14.99", "¥600", "$6.00", "¥1,499")] == [1, 1, 0, 0]


def test_a_record_is_judged_by_a_call():
    """`membership_sim.check_record`: the same verdict, whatever the record is."""
    rows = [{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 500}]
    table = "date,action,charge\n2025-01-31,join,\n2025-03-02,,500\n"
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    for record, form in ((rows, None), (text, None), (text, "jsonl"), (table, "csv")):
        judged = ms.check_record(record, form=form, diagnose=True)
        assert (judged.is_fine, judged.problems, judged.lines) == (False, (), 2)
        [verdict] = judged.verdicts
        assert isinstance(judged, ms.Judged)
        assert isinstance(verdict, ms.Verdict)
        assert verdict.divergence.difference == ("amount: expected 600, seen 500",)
        assert verdict.diagnosis is not None
    assert ms.check_record(ms.simulate("scenarios/first-year.yaml")).is_fine
    empty = ms.check_record([])
    assert empty.problems == ("record: the record is empty or all ignored, a line is missing",)
    assert not empty.is_fine
    for settings in ({"form": "xml"}, {"form": "csv", "mapping": "m.yaml"}, {"untl": "2025-04-01"}, {"plan": "weekly"}):
        with pytest.raises(ms.InputError):
            ms.check_record(rows, **settings)
    with pytest.raises(AttributeError, match="no attribute 'check_records'"):
        ms.check_records(rows)


# Scenario files


def test_each_document_is_a_test_that_is_named_by_its_title(project):
    result = project("--collect-only", "-q")
    found = [line for line in result.outlines if "::" in line]
    assert found == [
        "scenarios/failing.yaml::A failing story",
        "scenarios/good.yaml::A good story",
        "scenarios/no-fee.yaml::too early",
        "scenarios/two.yaml::A good story",
        "scenarios/two.yaml::refused:twice",
        "scenarios/two.yaml::A good story #2",
    ]


def test_failures_are_told_as_by_the_command_and_without_a_traceback(project):
    result = project()
    result.assert_outcomes(passed=3, failed=3)
    result.stdout.fnmatch_lines(
        [
            "scenarios/failing.yaml:6:13: no charge of 2025-03-02 is as expected",
            "    nearest: entry 2, charge of 600 on 2025-03-02",
            "    amount: expected 500, seen 600",
            "scenarios/no-fee.yaml:3:5: no fee of monthly is known on 2001-01-31, *",
            "scenarios/two.yaml:11:5: resume on 2025-02-01 is refused by PAUSE-7 in state trial, *",
            "FAILED scenarios/failing.yaml::A failing story*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:[0-9]*")


def test_a_broken_file_is_an_error_of_the_collection(project):
    (project.path / "scenarios" / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    result = project("scenarios/good.yaml", "scenarios/broken.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR collecting scenarios/broken.yaml*",
            "scenarios/broken.yaml:2:12: 'date' is '2025-02-30', which the calendar does not have",
            "scenarios/broken.yaml:3:28: unknown action 'puase': did you mean 'pause'?*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    assert result.ret == pytest.ExitCode.INTERRUPTED


SELECTIONS = [
    (["scenarios/two.yaml::refused:twice"], {"failed": 1}),
    (["scenarios/two.yaml::A good story #2"], {"passed": 1}),
    (["-k", "failing"], {"failed": 1, "deselected": 5}),
    (["scenarios/good.yaml"], {"passed": 1}),
    (["scenarios/book.yaml"], {}),
]


@pytest.mark.parametrize(("arguments", "outcomes"), SELECTIONS, ids=str)
def test_tests_are_selected_as_others_are(arguments, outcomes, project):
    project(*arguments).assert_outcomes(**outcomes)


PATTERNS = [
    ("", [], []),
    ("scenarios/g*.yaml", [], ["good.yaml"]),
    ("g*.yaml two.yaml", [], ["good.yaml", "two.yaml"]),
    ("*/no-*", [], ["no-fee.yaml"]),
    ("good.yaml", ["--membership-sim-scenarios", "scenarios/two.*"], ["good.yaml", "two.yaml"]),
    ("*.yml", [], []),
]


@pytest.mark.parametrize(("patterns", "arguments", "files"), PATTERNS, ids=str)
def test_only_files_that_a_pattern_names_are_looked_at(patterns, arguments, files, project):
    result = project("--collect-only", "-q", *arguments, patterns=patterns)
    found = [line.partition("::")[0].removeprefix("scenarios/") for line in result.outlines if "::" in line]
    assert sorted(set(found)) == files


def test_paths_are_told_from_where_pytest_was_started(project, monkeypatch):
    project("--collect-only")  # writes the settings
    monkeypatch.chdir(project.path / "scenarios")
    result = project("failing.yaml")
    result.stdout.fnmatch_lines(["failing.yaml:6:13: no charge of 2025-03-02 is as expected"])


def test_a_fault_of_ours_has_its_traceback(project, monkeypatch):
    def broken(scenario):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(scenario_items, "judge", broken)
    result = project("scenarios/good.yaml")
    result.stdout.fnmatch_lines(["*def broken(scenario)*", "E*RuntimeError: a fault of ours"])


def test_the_shipped_scenarios_pass(project):
    text = (ROOT / "scenarios" / "card-expires.yaml").read_text(encoding="utf-8")
    (project.path / "scenarios" / "card-expires.yaml").write_text(text, encoding="utf-8")
    project("scenarios/card-expires.yaml").assert_outcomes(passed=2)


# Fixtures, and the difference of timelines

USER_TESTS = """\
import membership_sim as ms

def test_a_member(membership):
    assert membership().join("2025-01-31", trial=False).entries[1].amount == 1000

def test_another_book(membership):
    assert membership("amazon.co.jp").join("2025-01-31", trial=False).entries[1].amount == 600

def test_members_are_each_their_own(membership):
    first, second = membership(plan="annual"), membership()
    first.join("2025-01-31")
    assert second.state == "prospect"

def test_the_book(membership_rulebook):
    assert membership_rulebook.name == "generic"

def test_a_record(assert_conforms):
    joined = {"date": "2025-01-31", "action": "join", "trial": False}
    verdicts = assert_conforms([joined, {"date": "2025-01-31", "charge": 1000}])
    assert [verdict.judgement for verdict in verdicts] == ["conforms"]

def test_a_timeline_of_another_book(assert_conforms):
    scenario = ms.Scenario.from_dict({"events": [{"date": "2025-01-31", "do": "join"}]})
    assert_conforms(ms.simulate(scenario))
"""
FAILING_TESTS = """\
import membership_sim as ms

def test_a_record(assert_conforms):
    joined = {"date": "2025-01-31", "action": "join"}
    assert_conforms([joined, {"date": "2025-03-02", "charge": 500}], rulebook="amazon.co.jp")

def test_timelines():
    def ended(day):
        return ms.simulate(ms.Scenario.from_dict({"until": "2025-06-30", "events": [
            {"date": "2025-01-31", "do": "join"}, {"date": day, "do": "cancel"},
        ]}))
    assert ended("2025-03-05") == ended("2025-02-05")

def test_other_things():
    assert [1, 2] == [1, 3]
"""


def test_the_fixtures_follow_the_settings(project):
    project.pytester.makefile(".ini", pytest=f"{SETTINGS}membership_sim_rulebook = generic\n")
    project.pytester.makepyfile(test_user=USER_TESTS)
    project().assert_outcomes(passed=6)


def test_a_rule_book_may_be_a_path_from_the_root(project, monkeypatch):
    project.pytester.makefile(".ini", pytest=f"{SETTINGS}membership_sim_rulebook = scenarios/book.yaml\n")
    test = "def test_a(membership_rulebook):\n    assert membership_rulebook.name == 'book'"
    project.pytester.makepyfile(test_user=test)
    project().assert_outcomes(passed=1)


def test_what_does_not_hold_is_told_in_words(project):
    project.pytester.makepyfile(test_user=FAILING_TESTS)
    result = project("test_user.py")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "E * AssertionError: the record does not conform",
            "E *diverges  (2 lines from record:1:1)",
            "E *record:2:1: 2025-03-02 differs",
            "E *amount: expected 600, seen 500",
            "E *rule: TRIAL-2 (stated by A, B)",
            "E *1 member, 2 lines: 1 diverges",
            "E * assert <Timeline 'scenario', 5 entries> == <Timeline 'scenario', 4 entries>",
            "E *expected: entry 2, action cancel on 2025-02-05",
            "E *seen: entry 2, charge of 600 on 2025-03-02",
            "E *totals: charged: expected 0, seen 600; net: *",
            "E *expected because: *CANCEL-1*",
            "E *seen because: *TRIAL-2*",
            "E *assert [[]1, 2] == [[]1, 3]",
        ]
    )
    result.stdout.no_fnmatch_line("*conformance.py*")


# The same as functions

JOINED = {"date": "2025-01-31", "action": "join"}
CHARGED = {"date": date(2025, 3, 2), "charge": 600}
TEXT = '{"date": "2025-01-31", "action": "join"}\n{"date": "2025-03-02", "charge": 600}'
MANY = [{**JOINED, "member": f"m{number}", "plan": "annual"} for number in range(20)]

RECORDS = [
    # a record, what is told of it, and a line of what is wrong ("": it conforms)
    ([JOINED, CHARGED], {}, ""),
    (iter([JOINED, CHARGED]), {}, ""),
    (TEXT, {}, ""),
    ([CHARGED, JOINED], {}, "dates go back to 2025-01-31 after 2025-03-02"),
    ([CHARGED, JOINED], {"sort": True}, ""),
    ([JOINED, CHARGED | {"date": "2025-03-03"}], {"within_days": 1}, ""),
    ([JOINED, CHARGED | {"charge": 1000}], {"rulebook": "generic"}, ""),
    ([JOINED, CHARGED | {"charge": 500}], {}, "amount: expected 600, seen 500"),
    ([JOINED], {"until": "2025-04-30"}, "a decline would explain it, and declines"),
    ([JOINED], {"until": "2025-04-30", "allow_undetermined": True}, ""),
    ([JOINED], {"until": "2025-04-30", "allow_undetermined": True, "observes": ["charge", "decline"]}, "seen: nothing"),
    ([], {}, "record: the record is empty or all ignored, a line is missing"),
    ("", {}, "record: the record is empty or all ignored, a line is missing"),
    ([{"rulebook": "generic"}], {}, "record: the record is empty or all ignored, a line is missing"),
    ([JOINED, {"date": "2025-03-02", "chrage": 1}], {}, "record:2:24: unknown field of a line 'chrage': did you mean"),
    ('{"date"', {}, "record:1:8: not JSON"),
    (MANY, {"until": "2026-01-31", "observes": ["charge", "decline"]}, "... and 10 more members"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "told", "wrong"), RECORDS, ids=range(len(RECORDS)))
def test_a_record_conforms_or_is_told_why_not(record, told, wrong):
    if not wrong:
        assert assert_conforms(record, **told) != []
        return
    with pytest.raises(AssertionError) as error:
        assert_conforms(record, **told)
    assert wrong in re.sub(r"\n {8}", " ", str(error.value))


def test_records_are_read_from_files():
    examples = ROOT / "examples" / "checking"
    assert assert_conforms(examples / "plain.jsonl", allow_undetermined=True)[0].member == "m1"
    assert len(assert_conforms(str(examples / "plain.jsonl"), allow_undetermined=True)) == 2
    with pytest.raises(AssertionError, match="amount: expected 2891, seen 2950"):
        assert_conforms(examples / "ledger.csv", mapping=examples / "ledger.yaml")


def test_a_csv_file_is_told_by_its_name(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("date,action,charge\n2025-01-31,join,\n2025-03-02,,600\n", encoding="utf-8")
    assert assert_conforms(path)[0].judgement == "conforms"


def test_a_timeline_conforms_to_its_own_rule_book_and_start():
    scenario = ms.Scenario.from_dict({
        "rulebook": "generic",
        "given": {"date": "2025-03-10", "state": "paid", "plan": "annual", "period_end": "2026-01-31"},
        "events": [{"date": "2025-04-01", "do": "cancel", "when": "now"}],
    })  # fmt: skip
    timeline = ms.simulate(scenario)
    assert assert_conforms(timeline)[0].judgement == "conforms"
    with pytest.raises(AssertionError, match="diverges"):
        assert_conforms(timeline, rulebook=ms.RuleBook.load("generic").with_values({"refund.used.annual": "none"}))


UNUSABLE = [
    (None, {}, "the record is None, allowed: a path, text, mappings, or a Timeline"),
    (b"x", {}, "the record is b'x'"),
    ({"date": 1}, {}, "the record is {'date': 1}"),
    ("no such file.jsonl", {}, "no such file.jsonl: no such file"),
    ([{"date": object}], {}, "the record cannot be written as lines: it holds <class 'object'>"),
    ([JOINED], {"observe": ["charge"]}, "unknown setting 'observe': did you mean 'observes'?"),
    ([JOINED], {"plan": "weekly"}, "unknown plan 'weekly'"),
    ([JOINED], {"rulebook": "amazon.jp"}, "unknown rule book 'amazon.jp'"),
]


@pytest.mark.parametrize(("record", "told", "message"), UNUSABLE, ids=range(len(UNUSABLE)))
def test_a_call_that_cannot_be_used_is_no_failed_assertion(record, told, message):
    with pytest.raises(MembershipError) as error:
        assert_conforms(record, **told)
    assert message in str(error.value)


def simulated(**told):
    return ms.simulate(ms.Scenario.from_dict({"until": "2025-06-30", "events": [JOIN], **told}))


JOIN = {"date": "2025-01-31", "do": "join"}
SAME_ENTRIES = "the entries are the same"
DIFFERENCES = [
    (
        {"until": "2025-06-29"},
        [SAME_ENTRIES, "until: expected 2025-06-29, seen 2025-06-30", "the scenarios differ in until"],
    ),
    ({"title": "other"}, [SAME_ENTRIES, "the scenarios differ in title"]),
    (
        {"with": {"prices.monthly": 700}},
        [
            "expected: entry 2, charge of 700 on 2025-03-02",
            "seen: entry 2, charge of 600 on 2025-03-02",
            "amount: expected 700, seen 600",
            "totals: charged: expected 2800, seen 2400; net: expected 2800, seen 2400",
        ],
    ),
    (
        {"until": "2025-03-01"},
        [
            "expected: nothing more",
            "seen: entry 2, charge of 600 on 2025-03-02",
            "totals: charged: expected 0, seen 2400; net: expected 0, seen 2400; benefit_days: expected 30, seen 151",
        ],
    ),
]


@pytest.mark.parametrize(("told", "lines"), DIFFERENCES, ids=str)
def test_the_first_difference_of_two_timelines(told, lines):
    head, *found = diff_lines(simulated(), simulated(**told))
    assert head.startswith("<Timeline ")
    assert [line for line in found if " because: " not in line] == lines


def test_lists_of_entries_are_compared_alike():
    entries = simulated().entries
    assert diff_lines(list(entries[1:]), list(entries)) == [
        "4 entries == 5 entries",
        "expected: entry 1, action join on 2025-01-31",
        "seen: entry 2, charge of 600 on 2025-03-02",
    ]
    assert diff_lines([1], [2]) is None
    assert diff_lines((), []) is None
    assert diff_lines(list(entries), entries) is None
    assert diff_lines(entries, "x") is None


def test_differences_in_nothing_that_is_named_are_told():
    timeline = simulated()
    other = ms.Timeline(timeline.scenario, timeline.start, timeline.entries, timeline.until_day, timeline.start)
    assert diff_lines(timeline, other)[1:] == [SAME_ENTRIES, "the facts at the start or at the end differ"]


# Light to load, and only once


def in_a_process(*arguments, **settings):
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **settings)


HEAVY = {"membership_sim", "click", "yaml", "hypothesis", "transitions", "pendulum"}


@pytest.mark.slow
def test_loading_the_plugin_loads_nothing_of_ours(tmp_path):
    """A run that never asks for it does not load the package either."""
    (tmp_path / "test_user.py").write_text("def test_a():\n    assert [1] == [1]\n")
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "conftest.py").write_text(
        "import sys\n\ndef pytest_unconfigure(config):\n"
        "    print('LOADED', config.pluginmanager.has_plugin('membership_sim_pytest'), *sys.modules)\n"
    )
    path = {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    found = in_a_process("-m", "pytest", "-p", PLUGIN, "-p", "no:cacheprovider", ".", cwd=tmp_path, env=path)
    assert "1 passed" in found.stdout
    assert "LOADED True" in found.stdout
    loaded = {name.split(".")[0] for name in found.stdout.partition("LOADED")[2].split()}
    assert loaded & HEAVY == set()


def test_the_entry_point_and_the_option_are_one_plugin():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["entry-points"]["pytest11"] == {PLUGIN: PLUGIN}
    assert f"{PLUGIN}.py" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [[], ["-p", PLUGIN]], ids=" ".join)
def test_an_installed_plugin_is_loaded_once(arguments, tmp_path):
    """The entry point stands in metadata beside the module, as an installation writes it."""
    metadata = tmp_path / "site" / "membership_sim_told-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: membership-sim-told\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(f"[pytest11]\n{PLUGIN} = {PLUGIN}\n")
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    (tmp_path / "test_user.py").write_text("def test_a():\n    pass\n")
    path = {"PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    command = ["-m", "pytest", "-p", "no:cacheprovider", *arguments, "--membership-sim-scenarios", "a.yaml", "."]
    found = in_a_process(*command, cwd=tmp_path, env=path)
    assert "2 passed" in found.stdout, found.stdout + found.stderr


# The page


PAGE = (ROOT / "docs" / "pytest.md").read_text(encoding="utf-8")
FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^```text\n\$ pytest(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_page_are_what_pytest_prints(pytester, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name, text in FILE.findall(PAGE):
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    runs = RUN.findall(PAGE)
    assert runs
    for arguments, printed in runs:
        result = pytester.runpytest("-p", PLUGIN, "-p", "no:cacheprovider", *arguments.split())
        wanted = [re.sub(r"\.\.\.$", "*", re.sub(r"([\[\]])", r"[\1]", line)) for line in printed.splitlines()]
        result.stdout.fnmatch_lines(wanted)
