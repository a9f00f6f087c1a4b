"""Every view of a timeline: complete, aligned, safe to print, and the same bytes for the same entries."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from functools import cache

import jsonschema
import pytest

from membership_sim import Timeline, simulate
from membership_sim.check import check_table
from membership_sim.entry_fields import KINDS, entry_fields
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import TABLE
from membership_sim.rules import RULES
from membership_sim.scenario import STATES
from membership_sim.show.catalogue import catalogue
from membership_sim.show.data import CSV_COLUMNS, as_csv, as_json, as_jsonl, csv_cell, json_text
from membership_sim.show.diagram import arrows, diagram
from membership_sim.show.explain import day_page, rule_page
from membership_sim.show.grid import Cell, Column, lines
from membership_sim.show.markdown import as_markdown, escaped
from membership_sim.show.paint import Screen
from membership_sim.show.table import tables
from membership_sim.show.text import pad, printable, width, wrap
from membership_sim.show.timeline_schema import timeline_schema
from membership_sim.show.values import rule_text
from membership_sim.simulate import run_events

from .helpers import book

# One of every kind of entry, names of every script, a refund, a decline of two methods, a long idle pause.
STORY = r"""
title: プライムの一年 | *one* of "everything"
plan: annual
wallet: [{card: 花子のカード, expires: 2025-04}, {gift_balance: =gift, amount: 200}]
until: 2027-12-31
events:
  - {date: 2024-01-31, do: join, trial: no}
  - {date: 2024-02-10, do: use, benefit: delivery, value: 500}
  - {date: 2024-03-05, do: resume}
  - {date: 2024-03-05, do: add_family, name: "次郎 <b>|`x`"}
  - {date: 2024-03-06, do: block_method, name: 花子のカード, reason: over_limit}
  - {date: 2024-12-05, do: set_reminder, to: yes}
  - {date: 2025-02-11, do: pay}
  - {date: 2025-02-12, do: unblock_method, name: 花子のカード}
  - {date: 2025-02-12, do: use, benefit: sales, by: "次郎 <b>|`x`"}
  - {date: 2025-06-30, do: cancel, when: now}
"""
OTHER = "{title: other, events: [{date: 2025-01-31, do: join}], until: 2025-03-31}"
NOTHING = "{title: nothing, given: {date: 2025-01-31, state: prospect, plan: monthly}, until: 2025-03-31}"


@cache
def timelines(text: str = STORY) -> tuple[Timeline, ...]:
    return tuple(simulate(scenario) for scenario in load_scenarios("story.yaml", text=text))


def test_the_story_has_every_kind_of_entry() -> None:
    assert {entry.kind for entry in timelines()[0].entries} >= set(KINDS) - {"state"}


@pytest.mark.parametrize("columns", [60, 79, 80, 81, 100, 115, 116, 140, 200])
@pytest.mark.parametrize("colour", [False, True])
def test_a_table_fits_its_screen(columns: int, colour: bool) -> None:
    text = tables(timelines(f"{STORY}\n---\n{OTHER}"), Screen(columns, colour))
    shown = re.sub(r"\x1b\[[0-9]+m", "", text)
    assert max(map(width, shown.splitlines())) <= columns
    assert all(line.isprintable() and not line.endswith(" ") for line in shown.splitlines())
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    if not colour:
        assert "\x1b" not in text


def test_colour_changes_nothing_else() -> None:
    plain, coloured = (tables(timelines(), Screen(140, colour)) for colour in (False, True))
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9]+m", "", coloured) == plain


TABLE_OF_80 = """\
other
Amazon Prime in Japan (amazon.co.jp), 2025-01-31 – 2025-03-31

date            what happened                                      amount  state
2025-01-31 Fri  join                                                       trial
                  first join of the account: a free trial to 2025-03-01, the
                  first charge on 2025-03-02 [JOIN-1 TRIAL-1]
2025-03-02 Sun  charged to card for 2025-03-02 – 2025-04-01          ¥600  paid
                  the trial is over, monthly is paid from today, the new anchor:
                  ¥600 by the price step of 2023-08-24 [TRIAL-2 PRICE-1]

charged             ¥600
refunded              ¥0
net                 ¥600
days with benefits  60 of 60
final state         paid
"""


def test_a_table_at_80_columns() -> None:
    shown = re.sub(r"\s+\[[-A-Z0-9\s]+\]", "", tables(timelines(OTHER)))
    assert shown.startswith(re.sub(r"\s+\[[-A-Z0-9\s]+\]", "", TABLE_OF_80))


def test_a_table_of_nothing_says_so() -> None:
    assert "nothing happens" in tables(timelines(NOTHING))


def test_wide_characters_do_not_break_the_columns() -> None:
    shown = tables(timelines(), Screen(80)).splitlines()
    found = [re.match(r"^(2.*|  .*(?:charged|refunded).* ) -?¥[0-9,]+(?=$|  [a-z])", line) for line in shown]
    moved = [match[0] for match in found if match and "worth" not in match[0] and "declined" not in match[0]]
    assert len(moved) == 3
    assert len({width(text) for text in moved}) == 1


def test_a_day_stands_once_and_a_state_when_it_changes() -> None:
    shown = tables(timelines(), Screen(200))
    body = shown[: shown.index("days with benefits")]
    assert body.count("2025-06-30 Mon") == 1
    assert body.count("  past due  ") == 1


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("日本", 4), ("ｱ", 1), ("e\u0301", 1), ("¥–", 2), ("\u3000", 2), ("👩", 2), ("a\u200db", 2)],
)
def test_the_width_of_text_is_counted_in_cells(text: str, cells: int) -> None:
    assert width(text) == cells
    assert width(pad(text, 9)) == 9
    assert width(pad(text, 9, right=True)) == 9


@pytest.mark.parametrize(
    ("text", "cells", "pieces"),
    [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]),
        ("日本語です", 4, ["日本", "語で", "す"]),
        ("日本語", 3, ["日", "本", "語"]),
        ("a  b", 3, ["a ", "b"]),
        # Japanese: no line begins with a closing mark or a small kana, and none ends with an opening one.
        ("会費です。特典", 8, ["会費で", "す。特典"]),
        ("特典は「配送」です", 8, ["特典は", "「配送」", "です"]),
        ("特典も(配送)です", 8, ["特典も", "(配送)で", "す"]),
        ("いらっしゃる", 6, ["いらっ", "しゃる"]),
        ("いらっしゃる", 8, ["いらっ", "しゃる"]),
        # A date, an amount and a word in katakana or in Latin letters stay whole where a line has room for them.
        ("請求は2025年3月2日です", 14, ["請求は", "2025年3月2日で", "す"]),
        ("次は2025年12月31日(水)です", 20, ["次は", "2025年12月31日(水)で", "す"]),
        ("合計は14.99米ドル", 12, ["合計は", "14.99米ドル"]),
        ("ほかのプランへ", 8, ["ほかの", "プランへ"]),
        ("値はby_percentです", 12, ["値は", "by_percentで", "す"]),
        ("visaは期限切れ", 8, ["visaは期", "限切れ"]),
        ("プラットフォーム", 6, ["プラッ", "トフォ", "ーム"]),
        ("日e\u0301本", 3, ["日e\u0301", "本"]),
    ],
)
def test_text_is_wrapped_by_cells(text: str, cells: int, pieces: list[str]) -> None:
    assert [piece.rstrip() for piece in wrap(text, cells)] == [piece.rstrip() for piece in pieces]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 日本\u3000語", "plain 日本\u3000語"),
        ("\x1b[2J\n\r\t\x00", r"\x1b[2J\n\r\t\x00"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("\u202egnp.exe\u2066\u200b", r"\u202egnp.exe\u2066\u200b"),
        ("\ud800\u2028", r"\ud800\u2028"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_row_is_painted_after_it_is_aligned() -> None:
    row = [Cell("a", "red"), Cell(""), Cell("12", "bold")]
    columns = [Column(3), Column(2), Column(4, right=True)]
    assert lines(row, columns, Screen(80, True)) == ["\x1b[31ma\x1b[0m          \x1b[1m12\x1b[0m"]
    assert lines(row, columns, Screen(80)) == ["a          12"]


# Data


@pytest.mark.parametrize("text", [STORY, OTHER, NOTHING])
def test_json_is_the_timeline(text: str) -> None:
    [timeline] = timelines(text)
    shown = as_json([timeline])
    assert json.loads(shown) == timeline.to_dict()
    assert shown.endswith("}\n")
    assert "\\u30d7" not in shown


def test_several_documents_are_an_array_and_numbered_lines() -> None:
    both = timelines(f"{OTHER}\n---\n{NOTHING}\n---\n{OTHER}")
    assert json.loads(as_json(both)) == [timeline.to_dict() for timeline in both]
    rows = [json.loads(line) for line in as_jsonl(both).splitlines()]
    assert [(row["document"], row["seq"]) for row in rows] == [(1, 1), (1, 2), (3, 1), (3, 2)]
    assert [json.loads(line) for line in as_jsonl(both[:1]).splitlines()] == both[0].rows()


def test_json_has_no_character_that_a_terminal_obeys() -> None:
    evil = "\x1b[31m\x9b\x7f\u202e\u2028\ud800é年"
    shown = json_text({"title": evil})
    assert json.loads(shown) == {"title": evil}
    assert shown.isprintable()
    assert "é年" in shown


@pytest.mark.parametrize("text", [STORY, OTHER, NOTHING])
def test_json_fits_its_schema(text: str) -> None:
    schema = timeline_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(timelines(text)[0].to_dict(), schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "change",
    [{"entries": [{"seq": 1}]}, {"currency": "XXX"}, {"until": "2025"}, {"extra": 1}, {"final_state": "gone"}],
    ids=str,
)
def test_the_schema_refuses_what_is_no_timeline(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**timelines()[0].to_dict(), **change}, timeline_schema())


def test_csv_has_fixed_columns_and_every_field() -> None:
    both = timelines(f"{STORY}\n---\n{OTHER}")
    shown = as_csv(both)
    assert "\r" not in shown
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert as_csv(timelines(NOTHING)) == ",".join(CSV_COLUMNS) + "\n"
    entries = [entry for timeline in both for entry in timeline.entries]
    assert len(rows) == len(entries)
    for row, entry in zip(rows, entries, strict=True):
        fields = entry_fields(entry)
        period = fields.pop("period", {"start": "", "end": ""})
        assert {"start": row["period_start"], "end": row["period_end"]} == period
        fields.pop("expected", None)
        assert {name: row[name] for name in fields} == {name: csv_cell(value) for name, value in fields.items()}
        assert row["because"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), (600, "600"), (-5, "-5"), ("visa", "visa"), (["A", "B"], "A B"), ([], ""),
        ([{"method": "visa", "reason": "expired"}], '[{"method": "visa", "reason": "expired"}]'),
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\t=x", r"\t=x"), ("\x1b", r"\x1b"),
    ],
)  # fmt: skip
def test_a_csv_cell_is_no_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_markdown_escapes_what_is_markup() -> None:
    shown = as_markdown(timelines())
    assert shown.startswith('## プライムの一年 \\| \\*one\\* of "everything"\n')
    table = [line for line in shown.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {7}
    assert "次郎 \\<b\\>\\|\\`x\\`" in shown
    assert len(table) == 2 + len(timelines()[0].entries)


def test_markdown_is_printable() -> None:
    assert escaped("\x1b[0m_a_") == r"\\x1b\[0m\_a\_"


@pytest.mark.parametrize("view", [as_json, as_jsonl, as_csv, as_markdown, tables])
def test_a_view_is_the_same_for_the_same_entries(view: object) -> None:
    again = [simulate(scenario) for scenario in load_scenarios("story.yaml", text=STORY)]
    assert view(again) == view(timelines())  # type: ignore[operator]


# Diagrams


def test_an_arrow_for_every_change_that_is_allowed_and_no_other() -> None:
    wallet = {row.trigger for row in TABLE if "change_wallet" in row.do}
    everywhere = {*wallet, "set_reminder", "set_graduation"}
    expected = {
        (source, row.to or source)
        for row in TABLE
        for source in row.sources
        if not (row.refuses or row.owes or row.asks or row.trigger in everywhere)
    }
    assert not check_table()
    assert set(arrows()) == expected


# From, to: the labels that must be there, and nothing else.
LABELS = {
    ("prospect", "trial"): "join",
    ("prospect", "paid"): "join, taken",
    ("trial", "paid"): "period ends, taken / change plan, taken",
    ("trial", "cancelled"): "period ends, cancel waits / cancel now / terminate",
    ("paid", "past_due"): "period ends, declined",
    ("paid", "paused"): "period ends, pause waits",
    ("past_due", "suspended"): "last retry, declined",
    ("past_due", "paid"): "retry, taken / by hand, taken",
    ("suspended", "paid"): "by hand, taken",
    ("paused", "paid"): "resume, taken",
    ("paused", "cancelled"): "cancel / terminate / pause limit",
    ("suspended", "cancelled"): "suspension limit / cancel / terminate",
    ("cancelled", "paid"): "join, taken",
    ("cancelled", "trial"): "join",
}


@pytest.mark.parametrize(("pair", "labels"), LABELS.items(), ids=str)
def test_the_label_of_an_arrow_is_short_and_right(pair: tuple[str, str], labels: str) -> None:
    assert set(arrows()[pair]) == set(labels.split(" / "))  # type: ignore[index]


def test_no_arrow_leads_where_none_may() -> None:
    moves = {pair for pair in arrows() if pair[0] != pair[1]}
    others = {("trial", "past_due"), ("trial", "paused"), ("paid", "cancelled"), ("past_due", "cancelled")}
    assert moves == set(LABELS) | others


def test_mermaid_and_dot_have_the_same_arrows() -> None:
    mermaid = re.findall(r"^    (\w+) --> (\w+): (.+)$", diagram(), re.MULTILINE)
    dot = re.findall(r'^    (\w+) -> (\w+) \[label="(.+)"\];$', diagram("dot"), re.MULTILINE)
    assert [(a, b, text.split("<br/>")) for a, b, text in mermaid] == [(a, b, text.split(r"\n")) for a, b, text in dot]
    assert len(mermaid) == len(arrows())
    assert diagram().startswith("stateDiagram-v2\n    [*] --> prospect\n")
    assert not re.search(r"[;:#]", "".join(text for _, _, text in mermaid)), "these end a label of Mermaid"


def test_a_diagram_names_the_rules_when_asked() -> None:
    cited = set(re.findall(r"[A-Z]+-[0-9]+", diagram(with_rules=True)))
    assert cited <= set(RULES)
    assert "prospect --> trial: join (JOIN-1)\n" in diagram(with_rules=True)
    assert not re.search(r"[A-Z]+-[0-9]+", diagram())
    assert set(STATES) <= set(re.findall(r"\w+", diagram()))


# Rules with the values of a book put in


@pytest.mark.parametrize(
    ("rule", "name", "words"),
    [
        ("PAUSE-3", "amazon.co.jp", "at most 365 days"),
        ("PAUSE-3", "amazon.com", "at most (no limit) days"),
        ("PAY-3", "amazon.co.jp", "tried again 3, 7 and 14 days after"),
        ("REFUND-7", "amazon.co.jp", "back 3 to 5 business days"),
        ("REFUND-4", "amazon.com", "within 3 business days"),
        ("REFUND-2", "amazon.co.jp", "follows the reading by_percent."),
        ("PRICE-1", "generic", "prices.monthly, prices.annual"),
        ("TRIAL-4", "amazon.co.jp", "the value never:"),
    ],
)
def test_a_rule_has_the_values_of_a_book(rule: str, name: str, words: str) -> None:
    assert words in rule_text(RULES[rule], book(name), catalogue())


@pytest.mark.parametrize("name", ["amazon.co.jp", "amazon.com", "generic"])
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_page(rule: str, name: str) -> None:
    page = rule_page(rule, book(name), catalogue(), Screen(80))
    assert page.startswith(f"{rule}  {catalogue().rules[rule]}\n")
    assert "{" not in page
    assert max(map(width, page.splitlines())) <= 80


def test_a_day_tells_how_sure_the_values_are_that_were_read_on_it() -> None:
    text = "title: A\nrulebook: amazon.com\nplan: annual\nevents: [{date: 2018-05-01, do: join, trial: no}]"
    [story] = load_scenarios("story.yaml", text=text)
    for on, known in (("2018-05-01", "reported by U, day assumed"), ("2019-05-01", "reported by U")):
        run = run_events(story, until_day=date.fromisoformat(on).toordinal())
        page = day_page(story, run, catalogue(), Screen(200))
        assert f"PRICE-1 (stated by P; in part assumed; prices.annual: {known}): " in page


