"""Japanese output is Japanese: no English word in it but ids and what users wrote, and data that stays as it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from membership_sim import RuleBook, Timeline
from membership_sim.cli import status
from membership_sim.cli.moments import run_to
from membership_sim.cli.run_command import render
from membership_sim.entry_fields import KINDS
from membership_sim.entry_types import FIELD_TYPES
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.lifecycle import ACTIONS, TABLE, TRIGGERS
from membership_sim.money import CURRENCIES
from membership_sim.options import options
from membership_sim.rulebook.parameters import PARAMETERS
from membership_sim.rules import RULES
from membership_sim.scenario import STATES, Scenario
from membership_sim.show.book_table import book_table
from membership_sim.show.catalogue import LANGUAGES, Statement, catalogue
from membership_sim.show.certainty import note_texts
from membership_sim.show.diagram import arrows, diagram
from membership_sim.show.explain import day_page, rule_page
from membership_sim.show.explain_data import day_data, rule_data
from membership_sim.show.markdown import as_markdown
from membership_sim.show.options_table import options_table
from membership_sim.show.paint import Screen
from membership_sim.show.phrases import percent
from membership_sim.show.table import tables
from membership_sim.show.text import printable, width, wrap
from membership_sim.show.values import rule_text
from membership_sim.show.words import deed
from membership_sim.simulate import simulate
from membership_sim.testing.stories import story

from .helpers import action

ROOT = Path(__file__).parent.parent
FILES = sorted(path.name for path in (ROOT / "scenarios").glob("*.yaml"))
IS_QUICK = settings.get_current_profile_name() == "quick"
JA = catalogue("ja")
WIDE = Screen(100_000)  # no line is broken, so that what users wrote is found in it

WORD = re.compile(r"[A-Za-z][A-Za-z'_-]*")
# Rule ids, ids between backquotes, dotted names, the letters of sources; a name that Japanese writes so.
IDS = re.compile(
    r"\b[A-Z]+-[0-9]+\b|`[a-z_0-9]+`|\b[a-z]+(?:\.[a-z_]+)+\b|(?<![A-Za-z])[A-Z](?![A-Za-z])|\bAmazon\b", re.ASCII
)


def english(text: str, *own: str) -> list[str]:
    """Return the words of a text in Latin letters that are neither ids nor among what is its users' `own`."""
    for name in sorted({printable(name) for name in own}, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", "", text)
    return WORD.findall(IDS.sub("", text))


def written(scenario: Scenario) -> Iterator[str]:
    """Yield what a user wrote into a scenario: the title, names of people, methods, and the rule book's own."""
    yield scenario.title
    yield from book_ids(scenario.book)
    if scenario.book.name not in shipped_names():
        yield scenario.book.title
        yield from scenario.book.plans
    if scenario.given:
        yield from scenario.given.family
    for method in (*scenario.wallet.methods, *(scenario.given.wallet.methods if scenario.given else ())):
        yield method.name
    for line in scenario.payments or ():
        yield line.take or ""
    for event in scenario.events:
        yield from (name for name in (event.action.name, event.action.by) if name)
        if event.action.method:
            yield event.action.method.name


def book_ids(book: RuleBook) -> Iterator[str]:
    """Yield the ids of a rule book, and the words that its values can be."""
    yield from (book.name, "time_zone", book.time_zone)
    yield from book.values
    for parameter in PARAMETERS:
        yield from parameter.choices
    yield from ("never", "after_months")


@pytest.mark.parametrize("text", ["特典はnot knownです", "会費 fee", "(while paid)"])
def test_an_english_word_would_be_found(text: str) -> None:
    assert english(text) != []


def test_ids_and_own_words_are_no_english() -> None:
    assert english("visaに請求 [PAY-3] `strict`(明記：A、E)、Amazonの特典「My story」", "visa", "My story") == []


def timelines(name: str) -> list[Timeline]:
    return [simulate(scenario) for scenario in load_scenarios(ROOT / "scenarios" / name)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_timeline_is_told_in_japanese(name: str) -> None:
    for timeline in timelines(name)[: 2 if IS_QUICK else None]:
        own = set(written(timeline.scenario))
        assert english(tables([timeline], WIDE, "ja"), *own) == []
        assert english(as_markdown([timeline], "ja").replace("\\", ""), *own) == []


@pytest.mark.slow
def test_stories_of_any_book_are_told_in_japanese() -> None:
    for seed in range(10 if IS_QUICK else 300):
        timeline = simulate(story(seed))
        assert english(tables([timeline], WIDE, "ja"), *set(written(timeline.scenario))) == [], seed


def days_shown(timeline: Timeline) -> list[date]:
    """Return the day of the last event, and that of the entry in the middle."""
    days = [event.day for event in timeline.scenario.events][-1:] or [timeline.start.day]
    middle = [entry.day for entry in timeline.entries][len(timeline.entries) // 2 :][:1]
    return [date.fromordinal(day) for day in dict.fromkeys(days + middle)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES[::6] if IS_QUICK else FILES)
def test_a_day_and_its_options_are_told_in_japanese(name: str) -> None:
    for timeline in timelines(name)[: 1 if IS_QUICK else 6]:
        scenario, own = timeline.scenario, set(written(timeline.scenario))
        for on in days_shown(timeline):
            run = run_to(scenario, on, "the scenario")
            assert english(day_page(scenario, run, JA, WIDE), *own) == []
            shown = options_table(scenario, on, run.facts.state, options(run), JA, WIDE)
            assert english(shown, *own) == []


# What stands in the sources and rule books as it is: names of pages, of an archive, of a time zone.
PAGES = re.compile(r"[a-z0-9.-]+\.(?:com|net|jp)(?:/[a-z0-9./-]*)?|Open Terms Archive|[A-Z][a-z]+/[A-Z][A-Za-z_]+|UTC")


@pytest.mark.parametrize("name", shipped_names())
def test_a_rule_book_is_told_in_japanese(name: str) -> None:
    book = RuleBook.load(name)
    own = {*book_ids(book), *book.plans, book.currency.code, book.holidays, "template"}
    for on in (None, date(2019, 4, 20)):
        assert english(PAGES.sub("", book_table(book, JA, WIDE, on)), *own) == []


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_told_in_japanese(rule: str, name: str) -> None:
    book = RuleBook.load(name)
    rows = {row.id for row in TABLE} | set(TRIGGERS)
    own = {*book_ids(book), *book.plans, *rows, *STATES, "template"}
    page = rule_page(rule, book, JA, WIDE)
    assert page.startswith(f"{rule}  {JA.rules[rule]}\n")
    assert english(PAGES.sub("", page), *own) == []
    assert "{" not in page


def texts_of(table: object) -> Iterator[str]:
    """Yield every text of a table of the catalogue."""
    if isinstance(table, Mapping):
        for value in table.values():
            yield from (value.text, *value.notes) if isinstance(value, Statement) else [value]


@pytest.mark.parametrize("table", [name for name in JA._fields if isinstance(getattr(JA, name), Mapping)])
def test_no_text_of_the_catalogue_has_an_english_word(table: str) -> None:
    texts = [re.sub(r"\{[^{}]*\}", "", text) for text in texts_of(getattr(JA, table))]
    assert texts
    assert [text for text in texts if english(PAGES.sub("", text))] == []


@pytest.mark.parametrize("with_rules", [False, True])
def test_a_diagram_is_told_in_japanese(with_rules: bool) -> None:
    for labels in arrows(lang="ja").values():
        assert english(" ".join(labels)) == []
    mermaid, dot = (diagram(form, with_rules, lang="ja") for form in ("mermaid", "dot"))
    assert english(mermaid, "stateDiagram-v", "br", *STATES) == []
    assert "    past_due: 支払い遅延\n" in mermaid
    assert '    past_due [label="支払い遅延"];\n' in dot
    assert not re.search(r"-->.*[;#]", mermaid), "these end a label of Mermaid"


# Records and what they come to: each command, with what stands in its output as the record has it.
RECORDS = {
    "cancelled.jsonl --diagnose": ("Aoi", "Ren", "Yui", "Ken"),
    "ledger.csv --map ledger.yaml": ("refund.used.annual", "by_full_months"),
    "events.jsonl --map events.yaml": ("cus_Anna", "cus_Ben", "cus_Cho"),
    "plain.jsonl": ("m1", "m2"),
}
FIELDS = {*ACTIONS, *KINDS, *FIELD_TYPES, "amount", "plan", "state", "seq"}


@pytest.mark.slow
@pytest.mark.parametrize(("command", "own"), RECORDS.items())
def test_verdicts_are_told_in_japanese(command: str, own: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    folder = ROOT / "examples" / "checking"
    words = [str(folder / word) if "." in word else word for word in command.split()]
    status(["check", *words, "--lang", "ja", "--width", "1000"])
    shown = capsys.readouterr().out
    told = "\n".join(line for line in shown.splitlines() if not line.strip().startswith(("予想：", "記録：")))
    assert "予想：" in shown or command == "plain.jsonl"
    files = [word for word in command.split() if "." in word]
    assert english(told.replace(f"{folder}/", ""), *own, *FIELDS, *files) == []


# Data is the same whatever the language.

STORY = str(ROOT / "scenarios" / "first-year.yaml")
DATA = {
    "run": [STORY],
    "options": [STORY, "--date", "2025-03-10"],
    "rulebook": ["amazon.com"],
    "check": [str(ROOT / "examples" / "checking" / "cancelled.jsonl"), "--diagnose"],
}


@pytest.mark.slow
@pytest.mark.parametrize(("command", "form"), [*((command, "json") for command in DATA), ("check", "junit")])
def test_a_command_writes_the_same_data_in_every_language(
    command: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for lang in LANGUAGES:
        status([command, *DATA[command], "--format", form, "--lang", lang])
        shown.append(capsys.readouterr())
    assert shown[0].out
    assert len(set(shown)) == 1


@pytest.mark.parametrize("name", ["first-year.yaml", "us-member.yaml", "card-expires.yaml"])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_data_has_the_same_bytes_in_every_language(name: str, form: str) -> None:
    found = timelines(name)
    assert render(found, form, "ja", Screen()) == render(found, form, "en", Screen())


def test_the_api_gives_reasons_in_japanese_when_asked() -> None:
    [timeline] = timelines("first-year.yaml")
    english_rows, rows = timeline.rows(), timeline.rows("ja")
    assert rows[0]["because"] == "初回の入会なので2025年3月1日まで無料体験です。最初の請求は2025年3月2日です"
    assert timeline.to_dict("ja")["entries"] == rows
    assert [{**row, "because": ""} for row in rows] == [{**row, "because": ""} for row in english_rows]


def test_pages_as_data_are_in_japanese_when_asked() -> None:
    book, [scenario] = RuleBook.load("amazon.co.jp"), load_scenarios(ROOT / "scenarios" / "first-year.yaml")
    rule, on = rule_data("PAUSE-2", book, "ja"), date(2025, 2, 10)
    assert (rule["title"], rule["text"]) == (
        "一時停止中は会費も特典もない", "一時停止中は、会費も特典もありません。",
    )  # fmt: skip
    assert "無料体験中は特典を利用できます" in str(day_data(scenario, run_to(scenario, on, "it"), "ja")["page"])


CHARACTERS = st.text("会費です。特典、「配送」ープラン2025年3月2日(日)600円 abc_d.e\u0301一っ", max_size=60)


@given(CHARACTERS, st.integers(4, 40))
def test_a_broken_text_keeps_every_character_and_no_line_is_too_wide(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(width, lines)) <= cells


MARKS = re.compile(r"^[、。」ー)っ]|[「(]$")


@pytest.mark.parametrize("cells", range(24, 80, 7))
def test_no_line_begins_or_ends_with_a_mark_that_may_not(cells: int) -> None:
    book = RuleBook.load("amazon.co.jp")
    texts = [text for rule in RULES.values() for text in (rule_text(rule, book, JA), *note_texts(rule.id, JA))]
    assert [line for text in texts for line in wrap(text, cells) if MARKS.search(line)] == []


# Amounts, days and numbers


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (600, "JPY", "600円"), (5900, "JPY", "5,900円"), (-1250, "JPY", "-1,250円"), (0, "JPY", "0円"),
        (1499, "USD", "14.99米ドル"), (-5, "USD", "-0.05米ドル"), (1234567, "EUR", "12,345.67ユーロ"),
        (100, "GBP", "1.00英ポンド"), (9900, "KRW", "9,900ウォン"),
    ],
)  # fmt: skip
def test_an_amount_names_its_currency(amount: int, currency: str, text: str) -> None:
    assert JA.amount(amount, CURRENCIES[currency]) == text


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_currency_has_a_name(currency: str) -> None:
    assert not english(JA.amount(100, CURRENCIES[currency]))


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2025-03-02", "2025-03-02", "2025年3月2日"),
        ("2025-03-02", "2025-04-01", "2025年3月2日〜4月1日"),
        ("2025-12-31", "2026-01-30", "2025年12月31日〜2026年1月30日"),
    ],
)
def test_a_span_of_days_names_its_year_once(first: str, last: str, text: str) -> None:
    assert JA.days(JA.day(date.fromisoformat(first)), JA.day(date.fromisoformat(last))) == text


DEEDS = {
    "join annual trial=no": "入会(年間プラン)、無料体験：なし",
    "join": "入会",
    "use delivery by=Ken value=500": "配送を利用(Ken)、500円相当",
    "cancel now": "解約(今すぐ)",
    "change_plan student_annual": "学生年間プランへ変更",
    "terminate misuse=yes": "Amazonによる終了、不正利用：あり",
    "update_method visa expires=2026-04": "visaを更新(有効期限2026年4月)",
    "block_method visa over_limit until=2025-05-01": "visaが使用不可：限度額超過(2025年5月1日に復旧)",
    "top_up gift 1500": "giftに1,500円をチャージ",
    "set_graduation 2026-03": "卒業：2026年3月",
}


@pytest.mark.parametrize(("text", "words"), DEEDS.items())
def test_an_action_in_japanese(text: str, words: str) -> None:
    assert deed(action(text), CURRENCIES["JPY"], "ja") == words


def test_a_rate_in_japanese_has_no_space() -> None:
    assert percent(timelines("us-member.yaml")[0].scenario.sales_tax, "ja").endswith("%")
    assert " " not in percent(timelines("us-member.yaml")[0].scenario.sales_tax, "ja")


# Streams


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp932", "latin-1"])
def test_japanese_is_written_as_utf_8_whatever_the_encoding_of_the_console(encoding: str) -> None:
    command = [sys.executable, "-m", "membership_sim", "run", "scenarios/first-year.yaml", "--lang", "ja"]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "2025年3月2日(日)" in done.stdout.decode()
