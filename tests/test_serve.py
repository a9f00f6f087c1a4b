"""The oracle over lines of JSON: an answer a line, whatever the line holds, and the same answers as the commands."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tracemalloc
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import membership_sim as ms
from membership_sim.cli import answers, failures, status
from membership_sim.cli.serve_command import answer_line
from membership_sim.files import json_nodes, requests
from membership_sim.files.json_nodes import written
from membership_sim.files.reader import lines_of, parse
from membership_sim.files.schema_formats import SCHEMAS
from membership_sim.files.snapshot_file import snapshot_to_given
from membership_sim.oracle.records import whole_record
from membership_sim.rules import RULES
from membership_sim.show.scenario_text import scenario_text
from membership_sim.testing.stories import story

ROOT = Path(__file__).parent.parent
JOIN = {"date": "2025-01-31", "do": "join"}
USE = {"date": "2025-02-10", "do": "use", "benefit": "video"}
RESUME = {"date": "2025-02-01", "do": "resume"}
STORY = {"title": "A story", "until": "2025-06-30", "events": [JOIN, USE]}
LINES = [{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 600}]

REQUEST = jsonschema.Draft202012Validator(SCHEMAS["request"]())
ANSWER = jsonschema.Draft202012Validator(SCHEMAS["answer"]())


def ask(request, is_first=False):
    """Return the answer to a request, or to bytes, as data; it fits its schema."""
    line = request if isinstance(request, bytes) else json.dumps(request, ensure_ascii=False).encode()
    text = answer_line(line, is_first)
    assert "\n" not in text
    answer = json.loads(text)
    ANSWER.validate(answer)
    return answer


def result(do, **told):
    """Return the result of a request that is right."""
    request = {"do": do, **told}
    REQUEST.validate(request)
    answer = ask(request)
    assert "error" not in answer, answer
    return answer["result"]


def problems(request, is_first=False):
    """Return what is wrong with a request: where, and the message."""
    answer = ask(request, is_first)
    assert answer["error"]["kind"] == "invalid"
    return [(each.get("at"), each.get("column"), each["message"]) for each in answer["error"]["problems"]]


# The same as the commands


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    """Return what a command prints of a story in `story.json`, and of a record in `record.jsonl`."""
    monkeypatch.chdir(tmp_path)

    def call(line, code=0):
        Path("story.json").write_text(json.dumps({**STORY, "title": "a request"}), encoding="utf-8")
        Path("record.jsonl").write_text("".join(json.dumps(each) + "\n" for each in LINES), encoding="utf-8")
        assert status(line.split()) == code
        return capsys.readouterr().out

    return call


def test_the_results_are_those_of_the_commands(printed):
    untitled = {name: value for name, value in STORY.items() if name != "title"}
    assert result("simulate", scenario=untitled) == json.loads(printed("run story.json --format json"))
    assert result("options", scenario=untitled, date="2025-03-10") == json.loads(
        printed("options story.json --date 2025-03-10 --format json")
    )
    assert result("explain", scenario=untitled, date="2025-03-02")["page"] == printed(
        "explain story.json --date 2025-03-02"
    )
    assert result("explain", rule="PAUSE-3", rulebook="amazon.com")["page"] == printed(
        "explain PAUSE-3 --rulebook amazon.com"
    )
    wanted = printed("check record.jsonl --format json --observes charge --until 2025-03-10")
    seen = result("check", lines=LINES, observes=["charge"], until="2025-03-10")
    assert seen == json.loads(wanted.replace("record.jsonl", "<lines>"))


def test_a_rule_is_told_as_data():
    told = result("explain", rule="PAUSE-3")
    assert (told["certainty"], list(told["sources"])) == (RULES["PAUSE-3"].certainty, list(RULES["PAUSE-3"].sources))
    assert told["text"].startswith("A pause lasts at most 365 days")


def test_the_parts_of_a_rule_have_their_own_certainty():
    told = result("explain", rule="FAMILY-1")
    assert (told["certainty"], list(told["sources"])) == ("stated", ["E"])
    parts = [(note["text"], note["certainty"], list(note["sources"])) for note in told["notes"]]
    assert parts == [
        ("Student plans have no family members", "reported", ["P"]),
        ("When members are added, what else is refused, when the list is emptied and kept", "assumed", []),
    ]
    [remark] = result("explain", rule="PAUSE-3")["notes"]
    assert (remark["certainty"], remark["sources"]) == (None, {})


def test_about_tells_what_can_be_asked():
    told = result("about")
    assert told["version"] == ms.__version__
    assert tuple(told["do"]) == tuple(answers.ANSWERS)
    assert "amazon.co.jp" in told["rulebooks"]


FINDINGS = [
    ({"events": [JOIN, RESUME]}, "/scenario/events/1", "resume on 2025-02-01 is refused by PAUSE-7"),
    ({"events": [JOIN | {"refused": True}]}, "/scenario/events/0", "was expected to be refused"),
    ({**STORY, "expect": {"totals": {"charged": 5}}}, "/scenario/expect/totals/charged", "the total 'charged' is not"),
    ({**STORY, "expect": {"entries": [{"date": "2025-03-02", "charge": 5}]}}, "/scenario/expect/entries/0", "no char"),
]


@pytest.mark.parametrize(("scenario", "at", "message"), FINDINGS, ids=lambda value: value if type(value) is str else "")
def test_what_goes_otherwise_than_the_scenario_says_is_told_beside_the_result(scenario, at, message):
    answer = ask({"do": "simulate", "scenario": scenario})
    [finding] = answer["findings"]
    assert answer["result"]["schema"] == "membership-sim/timeline/1"
    assert finding["at"] == at
    assert message in finding["message"]
    assert ("difference" in finding) == ("expect" in scenario)


def test_very_many_findings_are_counted():
    entries = [{"date": "2025-03-02", "charge": amount} for amount in range(1, 201)]
    findings = ask({"do": "simulate", "scenario": {**STORY, "expect": {"entries": entries}}})["findings"]
    assert (len(findings), findings[-1]) == (101, {"message": "... and 100 more findings"})


# Step by step


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_steps_tell_a_story_as_a_whole_simulation_does(seed):
    """Each event is a step of its own, whose start is what the step before gave, by way of JSON."""
    told = story(seed, ms.RuleBook.load("generic"), max_years=2)
    if told.payments is not None:  # a script may name a method only while it can come to be on file
        told = told._replace(payments=None)
    document = as_json(told)
    own = {"rulebook": "generic"}
    state = {name: document[name] for name in ("given", "plan", "wallet") if name in document}
    entries = []
    for event in document["events"]:
        step = result("step", scenario={**own, **state, "events": [event]})
        assert step["date"] == step["given"]["date"]
        entries += step["entries"]
        state = {"given": step["given"]}
    end = ms.simulate(told)
    step = result("step", scenario={**own, **state, "until": str(end.until_date)})
    assert [*entries, *step["entries"]] == json.loads(json.dumps(end.rows()))
    assert step["given"] == json.loads(json.dumps(snapshot_to_given(end.end)))


def as_json(scenario):
    """Return a scenario as JSON has it, by way of its file."""
    [node], _ = parse(scenario_text(scenario), "story.yaml")
    return json.loads(written(node))


def test_a_step_says_what_is_possible_and_when_something_is_due():
    step = result("step", scenario={"events": [JOIN]})
    member = ms.Member()
    member.join("2025-01-31")
    assert (step["state"], tuple(step["allowed"]), step["due"]) == ("trial", member.allowed(), "2025-03-02")
    ended = result("step", scenario={"given": {"date": "2025-01-31", "state": "cancelled"}})
    assert (ended["entries"], ended["date"], ended["due"]) == ([], "2025-01-31", None)


def test_a_refusal_is_an_entry_of_a_step():
    answer = ask({"do": "step", "scenario": {"events": [JOIN, RESUME | {"refused": "PAUSE-7"}]}})
    assert [entry["kind"] for entry in answer["result"]["entries"]] == ["action", "refused"]
    assert "findings" not in answer
    assert ask({"do": "step", "scenario": {"events": [JOIN, RESUME]}})["findings"][0]["at"] == "/scenario/events/1"


# Records


def test_lines_that_cannot_be_used_are_told_beside_the_verdicts():
    lines = [*LINES, {"date": "2025-02-01", "charge": 600}, {"date": "2025-04-02", "chrage": 1.50}, 7, {"a~/b": [1]}]
    told = ask({"do": "check", "lines": lines})["result"]
    text = json.dumps({"do": "check", "lines": lines})
    found = [(each["at"], each["message"].split(",")[0]) for each in told["problems"]]
    assert found == [
        ("/lines/2", "dates go back to 2025-02-01 after 2025-03-02"),
        ("/lines/3/chrage", "unknown field of a line 'chrage': did you mean 'charge'? allowed: member"),
        ("/lines/4", "a line is 7"),
        ("/lines/5/a~0~1b", "unknown field of a line without a day 'a~/b'"),
    ]
    assert [text[each["column"] - 1] for each in told["problems"]] == ["{", '"', "7", '"']
    assert told["members"][0]["verdict"] == "undetermined"


LONG = 1234567890123456789


def test_a_long_number_that_no_line_takes_is_passed_over_as_by_the_command(printed):
    rows = [{"t": "2025-01-31", "n": LONG}, {"t": "2025-03-02", "paid": 600, "more": {"n": [LONG]}}]
    lines = [{"action": "join", "where": {"n": str(LONG)}}, {"charge": {"field": "paid"}}]
    mapping = {"time": {"field": "t"}, "lines": lines}
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    Path("map.json").write_text(json.dumps(mapping), encoding="utf-8")
    assert result("check", lines=rows, map=mapping) == json.loads(
        printed("check rows.jsonl --map map.json --format json").replace("rows.jsonl", "<lines>")
    )


def test_a_long_number_where_an_amount_stands_is_told_there():
    told = ask({"do": "check", "lines": [LINES[0], {"date": "2025-03-02", "charge": LONG}]})["result"]
    [problem] = told["problems"]
    assert problem["at"] == "/lines/1/charge"
    assert problem["message"].startswith(f"'charge' is {LONG}, a whole number of minor units from 0 to")


def test_members_begin_as_the_request_says():
    facts = {"date": "2025-03-10", "state": "paid", "plan": "annual", "period_end": "2026-01-31"}
    lines = [{"date": "2026-01-31", "charge": 5900}]
    told = result("check", lines=lines, given=facts, until="2026-01-31", observes=["charge"])
    assert told["verdicts"] == {"conforms": 1}


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ({}, "diverges"),
        ({"within_days": 1}, "conforms"),
        ({"with": {"prices.monthly": 700}, "within_days": 1}, "diverges"),
    ],
    ids=str,
)
def test_dates_may_be_off_by_as_much_as_is_said(told, verdict):
    lines = [LINES[0], {"date": "2025-03-03", "charge": 600}]
    assert result("check", lines=lines, observes=["charge", "decline"], **told)["verdicts"] == {verdict: 1}


def test_lines_may_be_sorted():
    assert result("check", lines=LINES[::-1], sort="yes")["verdicts"] == {"conforms": 1}


def test_a_line_that_is_lost_before_the_first_one_counts():
    lines = [{"date": "2025-01-31", "action": "joyn"}, LINES[1]]
    told = ask({"do": "check", "lines": lines, "diagnose": True})["result"]
    [member] = told["members"]
    assert (member["verdict"], member["why"]) == ("undetermined", "the line 1 of the record could not be used")
    assert "diagnosis" not in member


@pytest.mark.parametrize("told", [{"lines": [{"rulebook": "amazon.com"}]}, {"csv": "date,action\n"}, {"csv": "\n"}])
def test_a_record_without_lines_conforms_to_nothing(told):
    found = result("check", **told)
    at = [(each["at"], each["message"]) for each in found["problems"]]
    message = "the record is empty or all ignored, a line is missing"
    assert (found["verdicts"], at) == ({}, [(f"/{next(iter(told))}", message)])


def test_lines_that_a_mapping_ignores_are_none():
    lines = [{"when": "2025-01-31", "what": "JOINED"}]
    events = {"JOINED": "ignore"}
    [problem] = result("check", lines=lines, map=MAP | {"events": events})["problems"]
    assert (problem["at"], problem["message"]) == ("/lines", "the record is empty or all ignored, a line is missing")


def test_what_would_explain_a_divergence_is_told_when_asked_for(printed):
    lines = [*LINES, {"date": "2025-03-05", "action": "cancel"}, {"date": "2025-04-02", "charge": 600}]
    [member] = result("check", lines=lines, diagnose=True)["members"]
    assert member["diagnosis"]["explanations"][0]["edits"][0]["kind"] == "removed"
    [other] = result("check", lines=lines, diagnose="no")["members"]
    assert {**other, "diagnosis": member["diagnosis"]} == member


TABLE = "date,action,charge\n2025-01-31,join,\n2025-03-02,,600\n"


def test_a_record_may_be_a_table():
    assert result("check", csv=TABLE)["verdicts"] == {"conforms": 1}
    found = result("check", csv=TABLE.replace("03-02", "02-31"))
    [problem] = found["problems"]
    assert (problem["at"], problem["line"], problem["column"]) == ("/csv", 3, 1)
    assert (found["members"][0]["verdict"], found["members"][0]["place"]) == ("undetermined", "<csv>:2:1")
    assert problems({"do": "check", "csv": "date,date\n1,2"})[0][0] == "/csv"
    foreign = "when,what,sum\n2025-01-31,JOINED,\n2025-03-02,FEE,600\n"
    assert result("check", csv=foreign, map=MAP)["verdicts"] == {"conforms": 1}
    assert result("check", csv=foreign, map=MAP | {"form": "csv"})["verdicts"] == {"conforms": 1}
    [(at, _, message)] = problems({"do": "check", "csv": foreign, "map": MAP | {"form": "jsonl"}})
    assert (at, message) == ("/map/form", "'form' is jsonl, the record of the request is csv")


MAP = {
    "time": {"field": "when"},
    "event": "what",
    "events": {"JOINED": {"action": "join"}, "FEE": {"charge": {"field": "sum", "units": "major"}}},
}


def test_foreign_lines_are_mapped():
    lines = [{"when": "2025-01-31", "what": "JOINED"}, {"when": "2025-03-02", "what": "FEE", "sum": 600.0}]
    assert result("check", lines=lines, map=MAP)["verdicts"] == {"conforms": 1}
    [problem] = result("check", lines=[*lines, {"when": "2025-03-04", "what": "OTHER"}], map=MAP)["problems"]
    assert problem["at"] == "/lines/2/what"
    assert problems({"do": "check", "lines": lines, "map": MAP | {"form": "csv"}})[0][0] == "/map/form"
    assert problems({"do": "check", "lines": lines, "map": MAP | {"time": {}}})[0][0] == "/map/time"


# What is wrong with a request: each problem with its pointer, the first piece of what stands there, and the message

WRONG = [
    ({"do": "simulate"}, [("", "{", "the request 'simulate' lacks 'scenario'")]),
    ({"do": "simluate"}, [("/do", '"', "unknown question 'simluate': did you mean 'simulate'?")]),
    ({"scenario": {}}, [("", "{", "a request lacks 'do' (simulate, step, options, explain, check, about)")]),
    ({"do": "about", "id": [1]}, [("/id", "[", "'id' is a list, text, a number, true, false or null is allowed")]),
    ({"do": "step", "scenario": []}, [("/scenario", "[", "'scenario' is a list, a mapping is allowed")]),
    ({"do": "step", "scenario": {}}, [("/scenario", "{", "the scenario has neither 'events' nor 'given'")]),
    ({"do": "explain"}, [("", "{", "the request 'explain' lacks 'rule' or 'scenario'")]),
    ({"do": "explain", "scenario": STORY}, [("/scenario", '"', "'scenario' without 'date'")]),
    ({"do": "explain", "rule": "PAUSE-33"}, [("/rule", '"', "unknown rule 'PAUSE-33': did you mean 'PAUSE-3'?")]),
    ({"do": "explain", "rule": "PAY-1", "rulebook": "amazon.jp"}, [("/rulebook", '"', "unknown rule book")]),
    (
        {"do": "options", "scenario": STORY, "date": "2024-01-01"},
        [("/date", '"', "the scenario has nothing to show on 2024-01-01, allowed are 2025-01-31 to 2225-01-31")],
    ),
    ({"do": "check"}, [("", "{", "the request 'check' lacks 'lines' or 'csv'")]),
    ({"do": "check", "lines": LINES, "csv": "date\n"}, [("/csv", '"', "'csv' beside 'lines', only one of them")]),
    ({"do": "check", "csv": 7}, [("/csv", "7", "'csv' is 7, text is allowed")]),
    ({"do": "check", "lines": []}, [("/lines", "[", "'lines' is a list of 0, at least 1 must be given")]),
    ({"do": "check", "lines": LINES, "observes": ["chrage"]}, [("/observes/0", '"', "unknown kind of entry 'chrage'")]),
    ({"do": "check", "lines": LINES, "plan": "weekly"}, [("/plan", '"', "unknown plan 'weekly'")]),
    (
        {"do": "simulate", "scenario": {"events": [{"date": "1999-01-01", "do": "join", "trial": False}]}},
        [("/scenario/events/0", "{", "no fee of monthly is known on 1999-01-01")],
    ),
    (
        {"do": "simulate", "scenario": {"events": [JOIN | {"date": "2025-02-30"}, RESUME | {"do": "resmue"}]}, "x": 1},
        [
            ("/scenario/events/0/date", '"', "'date' is '2025-02-30', which the calendar does not have"),
            ("/scenario/events/1/do", '"', "unknown action 'resmue': did you mean 'resume'?"),
            ("/x", '"', "unknown field of the request 'simulate' 'x'"),
        ],
    ),
    (
        {"do": "step", "scenario": {"plan": "weekly", "events": [RESUME, JOIN]}},
        [
            ("/scenario/plan", '"', "unknown plan 'weekly'"),
            ("/scenario/events/1/date", '"', "comes after another on this line, 2025-02-01: dates may not go back"),
        ],
    ),
    (
        {"do": "step", "scenario": {"with": {"pause.limit_day": 9}, "events": [JOIN]}},
        [("/scenario/with/pause.limit_day", '"', "unknown value 'pause.limit_day': did you mean 'pause.limit_days'?")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "expected"), WRONG, ids=lambda value: json.dumps(value)[:60])
def test_every_problem_of_a_request_is_told_with_its_place(request_, expected):
    text = json.dumps(request_)
    found = problems(request_)
    assert [at for at, _, _ in found] == [at for at, _, _ in expected]
    for (_, column, message), (_, start, wanted) in zip(found, expected, strict=True):
        assert text[column - 1] == start
        assert wanted in message


def test_a_rule_book_that_is_wrong_is_told_with_its_file(tmp_path):
    book = tmp_path / "book.yaml"
    book.write_text("base: generic\nplans: 5\n", encoding="utf-8")
    answer = ask({"do": "simulate", "scenario": {"rulebook": str(book), "events": [JOIN]}})
    [problem] = answer["error"]["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == (str(book), 2, 8)
    assert "at" not in problem


# Lines of every kind: the id of the answer ("-": none), and the message

LINE = [
    (b"", "null", "the line is empty, a request is missing"),
    (b"  \r\n", "null", "the line is empty, a request is missing"),
    (b"[1, 2", "null", "not JSON: the end of the line stands here, ',' or ']' is allowed"),
    (b"{do: 1}", "null", "a name in double quotes is allowed"),
    (b'{"id": 1, "do": NaN}', "null", "not JSON: 'NaN}' stands here, a value is allowed"),
    (b'{"id": 1, "do": -Infinity}', "null", "not JSON: '-Infinity}' stands here"),
    (b'{"id": 1, "id": 2}', "null", "the field 'id' is given twice"),
    (b'{"id": 1} {"id": 2}', "null", "the end of the line is allowed"),
    (b'{"do": "about\x00"}', "null", "not JSON"),
    (b'{"do": "caf\xe9"}', "null", "not UTF-8: the byte 0xe9 cannot stand here"),
    (b'\xef\xbb\xbf{"do": "about"}', "null", "not JSON: '\\ufeff"),
    (b"[" * 40 + b"]" * 40, "null", "nested deeper than 32 levels"),
    (b"[" * 100_000, "null", "nested deeper than 32 levels"),
    (b'{"id": 1738353600000000}', "1738353600000000", "a request lacks 'do'"),
    (b'{"id": -%s}' % (b"9" * 4000), "-" + "9" * 4000, "a request lacks 'do'"),
    (b'{"id": 1%s}' % (b"0" * 9_999), "null", "0…' has 10,000 digits, fewer are allowed"),
    (b'{"id": 1, "do": 1234567890123456789}', "1", "'do' is 1234567890123456789, one of simulate"),
    (b"[]", "-", "a request is a list, a mapping is allowed"),
    (b"5", "-", "a request is 5, a mapping is allowed"),
    (b'{"id": "a\\ud800"}', r'"a\ud800"', "a request lacks 'do'"),
    (b'{"id": 1.50e2}', "1.50e2", "a request lacks 'do'"),
    (b'{"id": null}', "null", "a request lacks 'do'"),
    (b'{"id": true}', "true", "a request lacks 'do'"),
    (b'{"id": {}, "do": "about"}', "null", "'id' is a mapping"),
]


@pytest.mark.parametrize(("line", "own_id", "message"), LINE, ids=lambda value: repr(value)[:40])
def test_a_line_that_is_no_request_is_answered(line, own_id, message):
    text = answer_line(line)
    assert text.startswith('{"error"' if own_id == "-" else f'{{"id": {own_id}, "error"')
    [(_, column, told)] = problems(line)
    assert message in told
    assert column >= 1


def test_a_bom_before_the_first_line_and_crlf_are_fine():
    assert "result" in ask(b'\xef\xbb\xbf{"do": "about"}\r\n', is_first=True)


def test_a_line_that_is_too_long_is_answered_and_passed_over(monkeypatch):
    monkeypatch.setattr(requests, "LONGEST_REQUEST", 64)
    lines = [b'{"do": "about"}\n', b"x" * 64 + b"\n", b"y" * 200 + b"\n", b"z" * 65 + b"\n", b'{"do": "about"}']
    found = [ask(line) for line in lines_of(io.BytesIO(b"".join(lines)), 64)]
    assert ["result" in answer for answer in found] == [True, False, False, False, True]
    assert "longer than" in found[2]["error"]["problems"][0]["message"]


def test_too_many_values_are_refused(monkeypatch):
    monkeypatch.setattr(json_nodes, "MOST_NODES", 9)
    assert "result" in ask({"do": "about"})
    [(_, column, message)] = problems(b'{"a": 1, "b": [2, 3, 4, 5, 6, 7]}')
    assert (column, message) == (28, "more than 9 names and values, at most as many are allowed on a line")


def test_many_problems_end_with_a_last_word():
    found = problems({"do": "simulate", "scenario": {"events": [{"date": "x", "do": "y"}] * 500}})
    assert len(found) == 101
    assert found[-1][2] == "... more problems were not looked for"


def test_a_fault_of_ours_is_an_answer(monkeypatch, capsys):
    def broken(*arguments):
        raise RuntimeError("a fault\nof ours")

    monkeypatch.setitem(answers.ANSWERS, "about", broken)
    monkeypatch.delenv(failures.DEBUG_VARIABLE, raising=False)
    message = "internal error: RuntimeError: a fault of ours, please report"
    assert ask({"id": 5, "do": "about"}) == {"id": 5, "error": {"kind": "internal", "problems": [{"message": message}]}}
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv(failures.DEBUG_VARIABLE, "1")
    ask({"do": "about"})
    assert "Traceback" in capsys.readouterr().err


# Any line at all

_TEXT = json.dumps({"id": 1, "do": "check", "lines": LINES, "given": {"date": "2025-01-01", "state": "prospect"}})
_TOKENS = ['"', "{", "}", "[", "]", ",", ":", "null", "1.5", '"do"', '"lines"', "\\ud800", "ö", "\x1b", "2025-02-30"]


@pytest.mark.slow
@given(st.data())
def test_any_line_is_answered(data):
    text = _TEXT
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(_TOKENS)) + text[at + data.draw(st.integers(0, 9)) :]
    answer = ask(text.encode())
    assert answer.get("error", {}).get("kind") != "internal", (text, answer)


@given(st.binary(max_size=60))
def test_any_bytes_are_answered(data):
    assert ask(data)["error"]["kind"] == "invalid"


# The process


def served(data, shell="", **settings):
    """Run the server as a process of its own."""
    command = [sys.executable, "-m", "membership_sim.cli", "serve"]
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    given = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    return subprocess.run(command, input=data, env=given, capture_output=True, timeout=60, check=False, **settings)


ABOUT = b'{"id": 1, "do": "about"}\n'


@pytest.mark.slow
def test_a_server_answers_at_once_and_ends_with_its_input():
    command = [sys.executable, "-m", "membership_sim.cli", "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        for number in range(3):
            child.stdin.write(b'{"id": %d, "do": "about"}\n' % number)
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["id"] == number  # before the next is asked
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (0, b"", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "code", "err"),
    [
        ("| head -c 1; true", 0, ""),
        ("<&-", 2, "<stdin>: cannot be read: it is closed"),
        (">&-", 2, "standard output: cannot be written: it is closed"),
        ("> /dev/full", 2, "standard output: cannot be written: No space left on device"),
        ("2>&-", 0, ""),
    ],
)
def test_a_stream_that_cannot_be_used(shell, code, err):
    if "/dev/full" in shell and not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    found = served(ABOUT * 3000, shell)
    assert (found.returncode, found.stderr.decode().rstrip()) == (code, err)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/dev/stdin", "/dev/fd/0", "./fifo"])
def test_a_path_in_a_request_takes_nothing_of_what_follows(path, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    story = {"do": "simulate", "scenario": {"rulebook": path, "events": [{"date": "2025-01-31", "do": "join"}]}}
    lines = {"do": "check", "lines": [{"rulebook": path}, {"date": "2025-01-31", "action": "join"}]}
    foreign = {"rulebook": path, "time": {"field": "t"}, "lines": [{"use": "video"}]}
    mapping = {"do": "check", "lines": [{}], "map": foreign}
    found = served("".join(json.dumps(each) + "\n" for each in (story, lines, mapping)).encode() + ABOUT, cwd=tmp_path)
    *answers, last = map(json.loads, found.stdout.splitlines())
    assert (len(answers), last["id"]) == (3, 1)
    message = f"the rule book '{path}': cannot be read: it is a pipe or a device, a regular file is allowed"
    problems = [each.get("error", each.get("result"))["problems"] for each in answers]
    assert [(its["at"], its["message"]) for [its] in problems] == [
        ("/scenario/rulebook", message), ("/lines/0/rulebook", message), ("/map/rulebook", message),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="no Node")
def test_the_client_of_the_examples_moves_a_member(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    command = ["node", str(ROOT / "examples/serve/client.mjs"), sys.executable, "-m", "membership_sim.cli"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert found.stdout.splitlines() == [
        "2025-03-02 charge 600",
        "2025-04-02 charge 600",
        "2025-05-02 charge 600",
        "a pause begins at the end of the trial or period, so no paid day is lost",
    ]


@pytest.mark.slow
def test_no_input_is_no_answer():
    found = served(b"")
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")


@pytest.mark.slow
def test_ctrl_c_ends_quietly():
    command = [sys.executable, "-m", "membership_sim.cli", "serve"]
    pipe = subprocess.PIPE

    def heed_ctrl_c():
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(
        command, env={"PYTHONPATH": str(ROOT)}, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed_ctrl_c
    ) as child:
        child.stdin.write(ABOUT)
        child.stdin.flush()
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"")


@pytest.mark.slow
def test_memory_does_not_grow_with_the_requests():
    """Each round differs from the others, down to the values of its rule book."""
    count = {"quick": 50, "ci": 1000, "thorough": 10_000}[settings.get_current_profile_name()]

    def ask(request):
        return json.loads(answer_line(json.dumps(request).encode()))

    def rounds(numbers):
        for number in numbers:
            book = {"with": {"pause.limit_days": 30 + number % 5000}}
            scenario = book | {"title": f"story {number}", "events": [JOIN, USE]}
            told = ask({"id": f"a{number}", "do": "step", "scenario": scenario})["result"]["given"]
            ask({"id": number, "do": "step", "scenario": book | {"given": told, "until": "2025-06-01"}})
            ask({"do": "simulate", "scenario": {"events": [{"date": "2025-01-31", "do": f"x{number}"}]}})
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = rounds(range(20))
        after = rounds(range(20, 20 + count))
    finally:
        tracemalloc.stop()
    assert after - before < 200_000


def test_the_readings_of_only_so_many_books_are_kept():
    assert whole_record._readings.cache_info().maxsize is not None
