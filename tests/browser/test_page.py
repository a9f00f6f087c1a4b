"""What a reader meets: text that fits a telephone, light and dark, a page that works without its script and by keys."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

import membership_sim as ms

from .conftest import BEGINS, HOSTILE, PAGES, Open

WIDTHS = (375, 1280)
SCHEMES = ("light", "dark")
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
WIDER_INSIDE = "[...document.querySelectorAll('.scroll')].map(one => one.scrollWidth - one.clientWidth)"
SET_ALL = "open => { for (const one of document.querySelectorAll('details')) one.open = open; }"
CUT = """() => [...document.querySelectorAll("tbody tr")].filter(row => {
    const boxes = [...row.cells].map(cell => [cell, cell.getBoundingClientRect()]);
    const range = document.createRange();
    const outside = boxes.some(([cell, box]) => {
        range.selectNodeContents(cell);
        const inside = range.getBoundingClientRect();
        const hidden = cell.querySelector("time") && row.matches(".again");
        return !hidden && inside.width && (inside.right > box.right + 1 || inside.left < box.left - 1);
    });
    const overlap = boxes.some(([, a], i) => boxes.slice(i + 1).some(([, b]) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
    return outside || overlap;
}).map(row => row.textContent)"""

# Rows of which the cells that stand beside each other have their first lines of text on more than one baseline.
UNEVEN = """() => [...document.querySelectorAll("tbody tr")].filter(row => {
    const isBeside = cell => getComputedStyle(cell).display === "table-cell" ||
        getComputedStyle(row).display === "grid" && !cell.matches(".what");
    const isShown = cell => cell.innerText.trim() && !(row.matches(".again") && cell.querySelector("time"));
    const lines = [...row.cells].filter(cell => isBeside(cell) && isShown(cell)).map(cell => {
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        let text = texts.nextNode();
        while (!text.data.trim()) text = texts.nextNode();
        const [line, mark] = [document.createElement("span"), document.createElement("img")];
        text.replaceWith(line);
        line.append(mark, text);
        return mark.getBoundingClientRect().bottom;
    });
    return Math.max(...lines) - Math.min(...lines) > 0.5;
}).map(row => row.textContent)"""

# The elements whose text begins so, and those of them whose first letter is made a capital.
BEGIN_SO = """begins => [...document.querySelectorAll("body, body *")]
    .filter(one => one.textContent.trim().startsWith(begins))
    .map(one => [one.tagName, one.textContent.trim().slice(0, 40)])"""
CAPITAL = """begins => [...document.querySelectorAll("body, body *")]
    .filter(one => one.textContent.trim().startsWith(begins))
    .filter(one => [null, "::first-letter"].some(part => getComputedStyle(one, part).textTransform !== "none"))
    .map(one => [one.tagName, one.textContent.trim().slice(0, 40)])"""


def visible_rows(page: Page) -> list[str]:
    return [row.get_attribute("data-kind") or "" for row in page.locator(".entries tbody tr:visible").all()]


def roles(page: Page) -> list[tuple[str, str]]:
    """Return the role and name of everything in the accessibility tree of the browser, in order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        (str(node["role"]["value"]), str(node.get("name", {}).get("value", "")))
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_never_wider_than_its_window(name: str, script: bool, opened: Open) -> None:
    with opened(name, script=script) as page:
        for width, scheme, is_open in itertools.product(WIDTHS, SCHEMES, (False, True)):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(SET_ALL, is_open)
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate(WIDER) <= 0, (width, scheme)
            inside = page.evaluate(WIDER_INSIDE)
            assert len(inside) >= page.locator("article").count()
            assert max(inside) <= 0 or width == min(WIDTHS), "on a wide page no table scrolls"


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_or_lies_on_its_neighbour(name: str, opened: Open) -> None:
    """The cells of a row do not overlap, and what is in them does not stick out."""
    with opened(name) as page:
        page.evaluate(SET_ALL, True)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(CUT) == [], width


@pytest.mark.parametrize("name", ["first-year", "first-year-ja", "refunds"])
def test_the_first_lines_of_a_row_stand_on_one_line(name: str, opened: Open) -> None:
    for width in WIDTHS:
        with opened(name, width) as page:
            assert page.evaluate(UNEVEN) == []
            page.add_style_tag(content=".membership-sim .state-mark { position: relative; top: 2px }")
            assert page.evaluate(UNEVEN) != []


def test_what_is_too_wide_and_what_is_cut_would_be_found(opened: Open) -> None:
    with opened("first-year", 375) as page:
        page.add_style_tag(content=".entries tbody td.state { width: 2em }")
        assert page.evaluate(CUT) != []
        page.add_style_tag(content="main { width: 500px }")
        assert page.evaluate(WIDER) > 100


@pytest.mark.parametrize("width", WIDTHS)
def test_one_form_of_the_picture_is_seen(width: int, opened: Open) -> None:
    with opened("first-year", width) as page:
        drawn = page.locator("figure svg:visible")
        expect(drawn).to_have_count(1)
        box = drawn.bounding_box()
        assert box is not None
        assert box["width"] > 0.85 * min(width, 1000)
        size = drawn.locator("text").first.evaluate("one => one.getBoundingClientRect().height")
        assert size > 9, "letters are large enough to read"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_follows_the_scheme_of_its_reader(scheme: str, opened: Open) -> None:
    bright = "one => getComputedStyle(one)[{}].match(/[0-9.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) > 384"
    is_light = scheme == "light"
    with opened("first-year", scheme=scheme) as page:
        assert page.locator("body").evaluate(bright.format("'backgroundColor'")) == is_light
        assert page.locator("body").evaluate(bright.format("'color'")) != is_light
        drawn = page.locator("figure svg:visible")
        assert drawn.locator("path").first.evaluate(bright.format("'fill'")) == is_light
        texts = drawn.locator("text").all()
        assert {text.evaluate(bright.format("'fill'")) for text in texts} == {not is_light}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_finds_its_way(name: str, width: int, opened: Open) -> None:
    with opened(name, width) as page:
        found = roles(page)
        count = page.locator("article").count()
        names = [role for role, _ in found]
        assert names.count("main") == 1
        assert names.count("article") == count
        assert names.count("table") == page.locator("table").count()
        assert names.count("columnheader") == 11 * page.locator("table.entries").count() + 7 * (
            count - page.locator("table.entries").count()
        )
        assert names.count("row") > names.count("rowheader") > count
        for role in ("table", "image", "article", "heading", "link", "button", "checkbox", "region", "Date"):
            assert [what for what, name in found if what == role and not name] == [], f"a {role} without a name"
        assert names.count("image") >= count
        levels = [int(one.evaluate("one => one.tagName")[1]) for one in page.locator("h1, h2, h3, h4").all()]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_outline_as_it_is_read(opened: Open) -> None:
    with opened("in-the-pause", script=False) as page:
        told = page.locator("body").aria_snapshot()
        for line in (
            'heading "A first year with Prime in Japan" [level=1]',
            'img "picture of A first year with Prime in Japan"',
            'table "what happened"',
            'rowheader "2025-03-02 Sun"',
            'table "what you can do 2025-06-01 Sun, paused; if nothing else is done afterwards"',
            'columnheader "refunded"',
            'rowheader "resume"',
            'heading "asked for here and assumed, because the sources do not say" [level=2]',
        ):
            assert line in told


def test_everything_is_there_without_the_script(opened: Open) -> None:
    with opened("first-year", script=False) as page:
        expect(page.locator("form.controls")).to_be_hidden()
        expect(page.locator(".entries tbody tr")).to_have_count(20)
        reason = page.get_by_text("first join of the account")
        expect(reason).to_be_hidden()
        page.get_by_text("join", exact=True).first.click()
        expect(reason).to_be_visible()
        rule = page.locator("#timeline-1-JOIN-1")
        expect(rule).to_be_hidden()
        page.get_by_role("link", name="JOIN-1").first.click()
        expect(rule).to_be_visible()
        expect(rule).to_be_in_viewport()


def test_the_first_key_offers_to_skip_to_the_content(opened: Open) -> None:
    with opened("refunds") as page:
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="skip to the content")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_the_contents_lead_to_a_timeline(opened: Open) -> None:
    with opened("refunds") as page:
        page.get_by_role("navigation", name="contents").get_by_role("link").nth(1).click()
        expect(page.locator("#timeline-2-title")).to_be_in_viewport()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_filter_works_by_keys(width: int, opened: Open) -> None:
    with opened("first-year", width) as page:
        everything = visible_rows(page)
        assert len(everything) == 20
        box = page.get_by_role("checkbox", name="charges")
        for _ in range(20):
            page.keyboard.press("Tab")
            if box.evaluate("one => one === document.activeElement"):
                break
        expect(box).to_be_focused()
        page.keyboard.press("Space")
        assert visible_rows(page) == [kind for kind in everything if kind != "charge"]
        expect(page.get_by_role("status")).to_have_text("14 of 20 shown")
        for name in ("actions", "uses of benefits", "changes of state", "declines"):
            page.get_by_role("checkbox", name=name).uncheck()
        assert set(visible_rows(page)) == {"notice"}
        days = page.locator(".entries tbody tr:visible time").all()
        assert [day.bounding_box()["width"] > 50 for day in days] == [True] * 4, "each row shows its day"  # type: ignore[index]
        page.get_by_role("checkbox", name="notices").uncheck()
        assert visible_rows(page) == []
        for found in page.get_by_role("checkbox").all():
            found.check()
        assert visible_rows(page) == everything
        expect(page.get_by_role("status")).to_have_text("")


# The day that is asked for, and the day of the entry that gets the focus.
JUMPS = [
    ("2025-01-31", "2025-01-31"),
    ("2025-08-01", "2025-08-15"),
    ("2025-12-15", "2025-12-15"),
    ("2026-01-31", "2025-12-15"),
]


@pytest.mark.parametrize(("asked", "reached"), JUMPS)
def test_a_reader_jumps_to_a_day(asked: str, reached: str, opened: Open) -> None:
    with opened("first-year", 375) as page:
        page.get_by_label("jump to day").fill(asked)
        page.get_by_role("button", name="go").press("Enter")
        focused = page.locator("summary:focus")
        expect(focused).to_be_in_viewport()
        row = page.locator("tr", has=focused)
        assert row.locator("time").first.get_attribute("datetime") == reached


def test_a_reader_opens_all_reasons_and_closes_them(opened: Open) -> None:
    with opened("refunds") as page:
        tables = page.locator(".entries")
        page.get_by_role("button", name="show all reasons").first.click()
        expect(tables.nth(0).locator("details:not([open])")).to_have_count(0)
        expect(tables.nth(1).locator("details[open]")).to_have_count(0)
        page.get_by_role("button", name="hide all reasons").first.press("Enter")
        expect(tables.nth(0).locator("details[open]")).to_have_count(0)


def test_on_paper_all_reasons_are_there_and_the_controls_are_not(opened: Open) -> None:
    with opened("first-year", scheme="dark") as page:
        page.emulate_media(media="print")
        expect(page.get_by_text("first join of the account")).to_be_visible()
        expect(page.locator("#timeline-1-JOIN-1")).to_be_visible()
        expect(page.locator("form.controls")).to_be_hidden()
        assert page.locator("body").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"


def test_markup_of_a_user_is_text(opened: Open) -> None:
    with opened("hostile") as page:
        assert page.title() == HOSTILE
        expect(page.locator("h1")).to_have_text(HOSTILE)
        expect(page.locator("img, iframe, b[onclick]")).to_have_count(0)
        expect(page.locator("script")).to_have_count(1)
        expect(page.locator(".entries")).to_contain_text("<script>alert(4)</script>")


def test_a_name_is_shown_as_it_was_given(opened: Open) -> None:
    with opened("named") as page:
        page.evaluate(SET_ALL, True)
        assert page.evaluate(CAPITAL, BEGINS) == []
        assert {tag for tag, _ in page.evaluate(BEGIN_SO, BEGINS)} >= {"H1", "SUMMARY", "TH"}
        assert len(page.evaluate(CAPITAL, "join")) == 1
        page.add_style_tag(content=".literal.literal.literal.literal::first-letter { text-transform: uppercase }")
        assert {tag for tag, _ in page.evaluate(CAPITAL, BEGINS)} >= {"H1", "SUMMARY", "TH"}


def test_a_name_in_a_cell_of_a_notebook_is_shown_as_it_was_given(opened: Open) -> None:
    scenario = ms.Scenario.from_dict({"title": f"{BEGINS} story", "events": [{"date": "2025-01-31", "do": "join"}]})
    named = ms.vary(scenario, {"with.trial.days": {f"{BEGINS} short": 7, f"{BEGINS} long": 60}})
    book = replace(scenario.book, title=f"{BEGINS} book", time_zone=f"{BEGINS} zone")
    shown = [scenario, ms.simulate(scenario), named, ms.compare(*named.timelines), book]
    with opened("named") as page:
        page.set_content("".join(one.to_html() for one in shown))
        page.evaluate(SET_ALL, True)
        assert page.evaluate(CAPITAL, BEGINS) == []
        assert {tag for tag, _ in page.evaluate(BEGIN_SO, BEGINS)} >= {"P", "CAPTION", "TH"}
        assert [tag for tag, _ in page.evaluate(CAPITAL, "what happened")] == ["CAPTION", "TH", "TH"]


def test_a_japanese_page_is_in_japanese(opened: Open) -> None:
    with opened("first-year-ja") as page:
        told = page.locator("body").aria_snapshot()
        assert page.locator("html").get_attribute("lang") == "ja"
        for text in ("本文へ移動", "出来事", "できること", "2025年3月2日(日)", "3,600円", "すべての理由を表示"):
            assert text in told
        words = re.sub(r"A first year with Prime in Japan|amazon\.co\.jp|Amazon|visa|[A-Z]+-[0-9]+", "", told)
        lines = [line for line in words.splitlines() if re.search("[ぁ-ん一-龠]", line)]
        assert len(lines) > 100
