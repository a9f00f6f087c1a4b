"""HTML of timelines: text stays text, pieces can stand anywhere, and nothing that a timeline tells is missing."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership_sim import Timeline, simulate
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES
from membership_sim.show.catalogue import LANGUAGES, catalogue
from membership_sim.show.certainty import rule_in_full
from membership_sim.show.html import (
    SCOPE,
    Column,
    element,
    fragment,
    html_table,
    kept_days,
    kept_words,
    markup,
    raw_element,
    style_sheet,
    web_text,
)
from membership_sim.show.html_timeline import timeline_fragment
from membership_sim.show.phrases import day_and_weekday
from membership_sim.show.pictures import palette
from membership_sim.show.pictures.palette import DARK, INK, PAGE_COLOURS, PAPER, STATE_COLOURS
from membership_sim.show.table import COLUMNS, about, totals_text
from membership_sim.show.text import printable
from membership_sim.show.words import because, what

from .html_tree import parse, text_of
from .test_show import NOTHING, OTHER, STORY

HOSTILE = "</title></style><script>alert(1)</script> & \"quotes\" 'and' <!--"
FIRST_YEAR = "scenarios/first-year.yaml"
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@cache
def timeline(text: str = STORY) -> Timeline:
    return simulate(load_scenarios("story.yaml", text=text)[0])


# What an element is made of, and what is written.
WRITTEN = [
    (element("p", "a < b & c > d"), "<p>a &lt; b &amp; c &gt; d</p>\n"),
    (element("p", "one ", element("b", "two"), " three", None, ""), "<p>one <b>two</b> three</p>\n"),
    (element("p", element("b"), "a", "b"), "<p><b></b>ab</p>\n"),
    (element("td", class_="sum", data_kind='a"b<c', title=None), '<td class="sum" data-kind="a&quot;b<c"></td>'),
    (element("input", type="date", checked=""), '<input type="date" checked="">'),
    (element("p", "a\x1b[31m\nb", title="\x00"), '<p title="\\x00">a\\x1b[31m\\nb</p>\n'),
    (raw_element("style", "a > b {}"), "<style>a > b {}</style>\n"),
]


@pytest.mark.parametrize(("made", "text"), WRITTEN, ids=range(len(WRITTEN)))
def test_an_element_is_written(made: object, text: str) -> None:
    assert markup(made) == text  # type: ignore[arg-type]


@each_language
@pytest.mark.parametrize("day", [date(2025, 3, number) for number in range(3, 10)], ids=str)
def test_no_line_breaks_within_a_day_and_its_day_of_the_week(lang: str, day: date) -> None:
    told = day_and_weekday(catalogue(lang), day)
    start, kept, end = kept_days(f"> {told} <")
    assert isinstance(kept, Element)
    assert (start, kept.text, kept.get("class"), end) == ("> ", told, "day", " <")


@pytest.mark.slow
@given(st.text(), st.text())
def test_any_text_comes_back_as_it_was_given(text: str, value: str) -> None:
    root = parse(markup(element("div", element("span", text, title=value))))
    (found,) = root.findall("div/span")
    assert (found.text or "", found.get("title")) == (printable(text), printable(value))


@pytest.mark.parametrize("tag", ["p", "title"])
def test_only_styles_and_scripts_are_taken_as_they_are(tag: str) -> None:
    with pytest.raises(AssertionError, match=tag):
        raw_element(tag, "x")
    with pytest.raises(AssertionError, match="end its style"):
        raw_element("style", "x</STYLE>")


def test_a_table_is_named_and_its_cells_know_their_column() -> None:
    row = element("tr", element("th", "a", scope="row"), element("td", "1"))
    root = parse(markup(html_table("all", [Column("name"), Column("sum", "number")], [row], 3, "of it", True)))
    (box,) = root
    assert (box.get("role"), box.get("aria-label"), box.get("tabindex")) == ("region", "all", "0")
    assert [text_of(one) for one in root.findall(".//caption/*")] == ["all", "of it"]
    assert [one.get("scope") for one in root.findall(".//th")] == ["col", "col", "row"]
    assert [one.get("class") for one in (*root.findall(".//th"), *root.findall(".//td"))] == [
        None, "number", None, "number",
    ]  # fmt: skip
    assert root.find(".//td").get("data-heading") == "sum"  # type: ignore[union-attr]


@each_language
def test_a_named_cell_has_its_heading_as_the_language_writes_an_item(lang: str) -> None:
    selector = r"\.options td" if lang == "en" else rf":lang\({lang}\) \.options td"
    content = r'content: attr\(data-heading\) "([^"]*)"'
    found = re.findall(rf"\.membership-sim ?{selector}::before {{ {content}", style_sheet())
    assert found == [catalogue(lang).labels["item"].format(name="", value="")]


@each_language
@pytest.mark.parametrize("text", [STORY, OTHER, NOTHING], ids=["story", "other", "nothing"])
def test_a_piece_tells_all_that_the_table_of_a_terminal_tells(text: str, lang: str) -> None:
    told, words = timeline(text), catalogue(lang)
    root = parse(timeline_fragment(told, lang))
    shown = text_of(root)
    assert printable(told.scenario.title) in shown
    assert about(told, words) in shown
    currency = told.scenario.book.currency
    rows = root.findall(".//tbody/tr")
    assert len(rows) == len(told.entries) or text == NOTHING
    for entry, row in zip(told.entries, rows, strict=True):
        moved = entry.kind in ("charge", "refund")
        assert text_of(row.find(".//summary")) == what(entry, currency, lang, with_amount=not moved)  # type: ignore[arg-type]
        reason, rules = row.findall(".//div/*")
        assert text_of(reason) == because(entry, currency, lang)
        assert [text_of(item.find("b")) for item in rules] == list(entry.rules)  # type: ignore[arg-type]
        assert row.find("th/time").get("datetime") == date.fromordinal(entry.day).isoformat()  # type: ignore[union-attr]
        assert row.get("data-kind") == entry.kind
    for label, sum_text in totals_text(told, words).items():
        assert words.labels[label] in shown
        assert sum_text in shown
    for rule in told.assumptions:
        assert words.rules[rule] in shown
    if not told.entries:
        assert words.labels["nothing"] in shown


def test_a_day_and_a_state_are_shown_once_and_every_row_has_its_day() -> None:
    rows = parse(timeline_fragment(timeline())).findall(".//tbody/tr")
    days = [row.find("th/time").get("datetime") for row in rows]  # type: ignore[union-attr]
    again = [row.get("class") == "again" for row in rows]
    assert again == [day in days[:number] for number, day in enumerate(days)]
    assert any(again)
    states = [text_of(row.findall("td")[-1]) for row in rows]
    assert [state for state in states if state] == ["paid", "past due", "paid", "cancelled"]


def test_alternatives_stand_beside_what_is_assumed() -> None:
    shown = text_of(parse(timeline_fragment(simulate(FIRST_YEAR))))
    assert "PAY-3 (stated by E; in part assumed; payment.retry_days: assumed, see E): past due" in shown
    assert "payment.retry_days: 3, 7 and 14 days, or 1, 3 and 5 days" in shown


US = """rulebook: amazon.com
plan: annual
events: [{date: 2024-01-01, do: join, trial: no}]
"""
REFUND = """plan: annual
events:
  - {date: 2024-01-01, do: join, trial: no}
  - {date: 2024-02-01, do: use, benefit: video}
  - {date: 2024-02-10, do: cancel, when: now}
"""
# What a cell tells of a rule whose values are known otherwise than the rule itself, and of one that is known like them.
BESIDE = [
    (US, "en", "PRICE-1 (stated by P; in part assumed; prices.annual: reported by U): the fee"),
    (US, "ja", "PRICE-1(明記：P／一部は仮定／prices.annualは報告：U)：会費"),
    (US.replace("2024", "2015"), "en", "in part assumed; prices.annual: reported by U, day assumed): the fee"),
    (US + "with: {prices.annual: 900}", "en", "PRICE-1 (stated by P; in part assumed; prices.annual: chosen):"),
    (REFUND, "en", "PRICE-1 (stated by P; in part assumed): the fee"),
    (REFUND, "en", "REFUND-2 (observed by P; in part reported by P): refund"),
    (REFUND + "with: {refund.used.annual: by_days}", "en", "; refund.used.annual: chosen): refund"),
]


@pytest.mark.parametrize(("story", "lang", "shown"), BESIDE)
def test_a_value_that_is_known_otherwise_stands_beside_its_rule(story: str, lang: str, shown: str) -> None:
    assert shown in text_of(parse(timeline_fragment(timeline(story), lang)))


def test_a_refund_rests_on_the_reading_that_was_read_for_its_cancel() -> None:
    told = timeline(REFUND + "with: {refund.used.annual: by_days}")
    rows = parse(timeline_fragment(told)).findall(".//tbody/tr")
    [row] = [row for row in rows if row.get("data-kind") == "refund"]
    assert "refund.used.annual: chosen" in text_of(row)


def test_the_sources_of_values_are_spelled_out() -> None:
    for text, expected in ((US, True), (REFUND, False)):
        sources = parse(timeline_fragment(timeline(text))).findall(".//details/ul/li/b")
        assert ("U" in map(text_of, sources)) is expected


@each_language
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_in_full_has_its_words_of_the_format_as_elements(rule: str, lang: str) -> None:
    text = rule_in_full(rule, rule, RuleBook.load("amazon.co.jp"), catalogue(lang))
    assert "`" not in text_of(element("p", *kept_words(text)))


# What is assumed of a story, by language.
US = "rulebook: amazon.com\nplan: annual\nuntil: 2014-05-01\nevents: [{date: 2014-04-01, do: join, trial: no}]"
ASSUMED = {
    (FIRST_YEAR, "en"): (
        "BILL-2 billing.month_end: clamp, or sticky_month_end (how period ends are counted)",
        "PAUSE-4 (assumed): a resume is charged at once, on a new anchor",
        "PAY-3 payment.retry_days: 3, 7 and 14 days, or 1, 3 and 5 days, or 5 and 10 days, or 7 days "
        "(past due, and on which days it is tried again)",
        "PRICE-2 (assumed): a resume is charged like a renewal",
    ),
    (FIRST_YEAR, "ja"): (
        "BILL-2 billing.month_end：clamp、またはsticky_month_end(期間の終わりの数え方)",
        "PAUSE-4(仮定)：再開はすぐに請求、起算日は新しくなる",
        "PAY-3 payment.retry_days：3、7、14日後、または1、3、5日後、または5、10日後、または7日後"
        "(支払い遅延と再試行の日)",
        "PRICE-2(仮定)：再開の請求は更新と同じ会費",
    ),
    (US, "en"): (
        "BILL-2 billing.month_end: clamp, or sticky_month_end (how period ends are counted)",
        "PRICE-1 prices.annual: $99.00 from 2014-03-20, day assumed (the fee and its dates)",
        "TIME-1 time_zone: America/Los_Angeles, or America/New_York, or America/Chicago, or UTC "
        "(everything happens on a local day, at no hour)",
    ),
}


@pytest.mark.parametrize(("story", "lang"), ASSUMED)
def test_only_what_is_assumed_stands_there(story: str, lang: str) -> None:
    told = simulate(story) if story == FIRST_YEAR else timeline(story)
    section = parse(timeline_fragment(told, lang)).find(".//section[@class='assumed']")
    lines = section.findall("ul/li")  # type: ignore[union-attr]
    assert tuple(map(text_of, lines)) == ASSUMED[story, lang]
    assert tuple(text_of(line.find("b")) for line in lines) == told.assumptions  # type: ignore[arg-type]


def test_a_piece_has_no_script_no_id_and_no_way_out() -> None:
    root = parse(timeline_fragment(timeline()))
    style, body = root
    assert (style.tag, body.get("class"), body.get("lang")) == ("style", SCOPE, "en")
    for one in root.iter():
        assert one.tag not in ("script", "a", "img", "link", "iframe", "form", "input")
        assert not {"id", "href", "src", "style", "onclick"} & set(one.attrib)


def test_markup_in_a_title_is_inert() -> None:
    (scenario,) = load_scenarios("x.yaml", text=OTHER)
    root = parse(timeline_fragment(simulate(scenario._replace(title=HOSTILE))))
    assert [text_of(one) for one in root.findall(".//p[@class='title']")] == [printable(HOSTILE)]
    assert root.findall(".//script") == []


NAMED = """\
title: zz story
wallet: [{card: zz card}, {card: zz other}]
until: 2025-03-31
events:
  - {date: 2025-01-31, do: join}
  - {date: 2025-02-01, do: block_method, name: zz card, reason: security_hold}
  - {date: 2025-02-02, do: add_family, name: zz aunt}
  - {date: 2025-02-03, do: use, benefit: delivery, by: zz aunt}
  - {date: 2025-02-03, do: use, benefit: delivery, by: zz uncle, refused: yes}
  - {date: 2025-02-04, do: unblock_method, name: zz card}
  - {date: 2025-02-05, do: update_method, name: zz card, expires: 2029-01}
  - {date: 2025-02-06, do: set_default, name: zz other}
  - {date: 2025-02-07, do: remove_method, name: zz card}
"""


@each_language
def test_what_begins_with_a_name_is_marked_so_that_its_case_stays(lang: str) -> None:
    rows = parse(timeline_fragment(timeline(NAMED), lang)).findall(".//tbody/tr")
    found = [row.find(".//summary") for row in rows]
    begins = [text_of(one).startswith("zz") for one in found]  # type: ignore[arg-type]
    assert [one.get("class") == "literal" for one in found] == begins  # type: ignore[union-attr]
    assert begins.count(True) == {"en": 2, "ja": 4}[lang]


def test_every_looks_is_below_the_class() -> None:
    """A piece changes nothing around it: each selector of its style sheet begins with the class, or a theme's name."""
    sheet = re.sub(r"/\*.*?\*/", "", style_sheet(), flags=re.DOTALL)
    selectors = [found.strip() for found in re.findall(r"(?:^|[{}])([^{}@;]+)\{", sheet)]
    parts = [part.strip() for found in selectors for part in re.split(r",(?![^()]*\))", found)]
    assert len(parts) > 40
    scoped = re.compile(rf"(\[data-jp-theme-light=\"\w+\"\] |\.vscode-\w+ )?\.{SCOPE}\b")
    assert [part for part in parts if not scoped.match(part)] == []


@each_language
def test_the_same_timeline_gives_the_same_bytes(lang: str) -> None:
    assert timeline_fragment(simulate(FIRST_YEAR), lang) == timeline_fragment(simulate(FIRST_YEAR), lang)


def test_a_part_that_is_missing_is_left_out() -> None:
    piece = fragment(None, element("p", "a"), lang="ja")
    assert piece.endswith('</style>\n<div class="membership-sim" lang="ja"><p>a</p>\n</div>\n')


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_counted_as_it_should_be() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_every_colour_of_a_picture_has_a_dark_form() -> None:
    colours = {value for value in vars(palette).values() if isinstance(value, str) and value.startswith("#")}
    assert colours | set(STATE_COLOURS.values()) == set(DARK)


def test_a_style_sheet_has_no_colour_of_its_own() -> None:
    """Each is a variable that follows from the palette, and each variable is used."""
    sheets = web_text("pieces.css") + web_text("page.css")
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|light-dark)\(", sheets) == []
    assert set(re.findall(r"var\(--(\w+)\)", sheets)) == {*PAGE_COLOURS, "state"}


@pytest.mark.parametrize("state", STATE_COLOURS)
def test_a_state_can_be_read_in_light_and_in_dark(state: str) -> None:
    colour = STATE_COLOURS[state]  # type: ignore[index]
    assert contrast(INK, colour) >= 4.5
    assert contrast(DARK[INK], DARK[colour]) >= 4.5


# The names of the colours of texts, and of what they stand on.
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize("ink", ["ink", "faint", "link", "bad", "good"])
def test_a_text_can_be_read_in_light_and_in_dark(ink: str, ground: str) -> None:
    inks, grounds = PAGE_COLOURS[ink], PAGE_COLOURS[ground]
    assert [contrast(*pair) >= 4.5 for pair in zip(inks, grounds, strict=True)] == [True, True]
    assert f"  --{ink}: light-dark({', '.join(inks)});\n" in style_sheet()
    assert f"  --{ground}: light-dark({', '.join(grounds)});\n" in style_sheet()
    assert grounds[0] == PAPER or ground == "raised"


def test_columns_are_those_of_the_terminal() -> None:
    headings = [text_of(one) for one in parse(timeline_fragment(timeline())).findall(".//thead/tr/th")]
    assert headings == [catalogue().labels[label] for label in COLUMNS]
