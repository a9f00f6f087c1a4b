"""The page of a report: whole by itself, readable by a program as by eye, and written wholly or not at all."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from base64 import b64encode
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest

from membership_sim.cli import status
from membership_sim.cli.moments import run_to
from membership_sim.cli.report_command import read
from membership_sim.entry_fields import KINDS
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.options import options
from membership_sim.scenario import Scenario
from membership_sim.show import html_picture
from membership_sim.show.catalogue import LANGUAGES, catalogue
from membership_sim.show.html_picture import description, picture
from membership_sim.show.pictures.palette import DARK
from membership_sim.show.report import Article, report
from membership_sim.show.text import printable
from membership_sim.simulate import simulate

from .html_tree import parse, text_of
from .test_cli import BROKEN, GOOD, NO_FEE, REFUSED, TWO
from .test_html import HOSTILE
from .test_japanese import english, written
from .test_show import NOTHING, OTHER, STORY

ROOT = Path(__file__).parent.parent
each_language = pytest.mark.parametrize("lang", LANGUAGES)


def told(scenario: Scenario, on: date | None = None) -> Article:
    timeline = simulate(scenario)
    day = on or timeline.until_date
    run = run_to(scenario, day, "the scenario")
    return Article(timeline, day, run.facts.state, options(run))


@cache
def several() -> tuple[Article, ...]:
    """Three stories: one with every kind of entry, one that goes on, one in which nothing happens."""
    scenarios = load_scenarios("x.yaml", text=f"{STORY}\n---\n{OTHER}\n---\n{NOTHING}")
    return tuple(told(scenario, date(2025, 2, 20)) for scenario in scenarios)


@cache
def page(lang: str = "en", count: int = 3) -> Element:
    return parse(report(several()[:count], lang, with_pictures=False))


def ids(root: Element) -> list[str]:
    return [one.attrib["id"] for one in root.iter() if "id" in one.attrib]


def references(root: Element) -> set[str]:
    """Return the ids that a page leads to, is named by, or draws with."""
    found = set()
    for one in root.iter():
        for name, value in one.attrib.items():
            if name in ("href", "xlink:href") and value.startswith("#"):
                found.add(value[1:])
            elif name in ("aria-labelledby", "aria-describedby", "for"):
                found |= set(value.split())
            found |= set(re.findall(r"url\(#([^)]+)\)", value))
    return found


def assert_sound(root: Element) -> None:
    """What every page must fulfil: one first heading, no level left out, ids once, every reference leads somewhere."""
    headings = [(int(one.tag[1]), text_of(one)) for one in root.iter() if re.fullmatch("h[1-6]", one.tag)]
    levels = [level for level, _ in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level <= before + 1 for before, level in itertools.pairwise(levels))
    assert all(text for _, text in headings)
    found = ids(root)
    assert len(found) == len(set(found))
    assert references(root) <= set(found)
    for table in root.iter("table"):
        assert text_of(table[0]), "a table has a caption"
        assert table[0].tag == "caption"
        assert {one.get("scope") for one in table.iter("th")} <= {"col", "row"}


@each_language
@pytest.mark.parametrize("count", [1, 3])
def test_a_page_is_sound(count: int, lang: str) -> None:
    root = page(lang, count)
    assert_sound(root)
    (html,) = root
    assert html.get("lang") == lang
    assert [one.tag for one in html] == ["head", "body"]
    assert [one.tag for one in html[1]] == ["a", *(["header", "nav"] if count > 1 else []), "main", "script"]
    assert html[1][0].get("href") == f"#{html[1].find('main').get('id')}"  # type: ignore[union-attr]
    assert len(html.findall("body/main/article")) == count


def test_the_title_is_that_of_the_only_timeline_or_of_the_page() -> None:
    assert text_of(page(count=1).find("html/head/title")) == printable(several()[0].timeline.scenario.title)  # type: ignore[arg-type]
    assert text_of(page().find("html/head/title")) == "membership report"  # type: ignore[arg-type]
    assert text_of(page("ja").find("html/head/title")) == "会員資格のレポート"  # type: ignore[arg-type]


def test_the_contents_lead_to_each_timeline() -> None:
    links = page().findall(".//nav//a")
    assert [(one.get("href"), text_of(one)) for one in links] == [
        (f"#timeline-{number}", printable(one.timeline.scenario.title)) for number, one in enumerate(several(), start=1)
    ]


@each_language
def test_a_page_tells_what_could_be_done(lang: str) -> None:
    words = catalogue(lang)
    for one, article in zip(several(), page(lang).iter("article"), strict=True):
        table = next(found for found in article.iter("table") if found.get("class") == "options")
        rows = table.findall("tbody/tr")
        assert len(rows) == len(one.options) > 1
        assert "2025" in text_of(table[0])
        for option, row in zip(one.options, rows, strict=True):
            charged = words.amount(option.charged, one.timeline.scenario.book.currency) if option.charged else ""
            assert option.declined or text_of(row[1]) == charged
            if option.next_charge_on and option.next_amount:
                assert words.day(option.next_charge_on) in text_of(row[5])


def test_what_is_not_known_is_told_beside_its_option() -> None:
    early = "given: {date: 2001-01-31, state: prospect, plan: monthly}\nuntil: 2001-02-28\n"
    shown = parse(report([told(load_scenarios("x.yaml", text=early)[0])], with_pictures=False))
    assert "not known: no fee of monthly is known on 2001-" in text_of(shown)


@each_language
def test_every_rule_that_is_cited_is_there_in_full(lang: str) -> None:
    for number, (one, article) in enumerate(zip(several(), page(lang).iter("article"), strict=True), start=1):
        cited = {rule for entry in one.timeline.entries for rule in entry.rules} | set(one.timeline.assumptions)
        found = {id.removeprefix(f"timeline-{number}-") for id in ids(article) if re.search("-[A-Z]+-[0-9]+$", id)}
        assert found == cited
    assert "`" not in text_of(page(lang).findall(".//ul[@class='rules']")[-1])


def test_a_rule_in_full_tells_how_sure_its_values_are() -> None:
    text = "rulebook: amazon.com\nplan: annual\nevents: [{date: 2018-05-01, do: join, trial: no}]\nuntil: 2019-06-01\n"
    shown = parse(report([told(load_scenarios("x.yaml", text=text)[0])], with_pictures=False))
    [line] = [line for line in shown.iter("li") if line.get("id") == "timeline-1-PRICE-1"]
    steps = "prices.annual: reported by U, day assumed; prices.annual: reported by U"
    assert f"PRICE-1 (stated by P; in part assumed; {steps}):" in text_of(line)


def test_the_filter_offers_the_kinds_that_are_there() -> None:
    for one, article in zip(several(), page().iter("article"), strict=True):
        boxes = [box.get("value") for box in article.iter("input") if box.get("type") == "checkbox"]
        assert boxes == [kind for kind in KINDS if kind in {entry.kind for entry in one.timeline.entries}]
        forms = list(article.iter("form"))
        assert [form.get("hidden") for form in forms] == ([""] if one.timeline.entries else [])


def test_nothing_leaves_the_page_and_only_its_own_script_runs() -> None:
    root = page()
    for one in root.iter():
        assert one.tag not in ("link", "iframe", "img", "object", "base")
        assert not any(name.startswith("on") or name == "src" for name in one.attrib)
        assert one.get("href", "#").startswith("#")
        assert "url(" not in (one.text or "")
    (script,) = root.iter("script")
    policy = next(one.get("content", "") for one in root.iter("meta") if one.get("http-equiv"))
    digest = b64encode(sha256((script.text or "").encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "http" not in policy


def test_markup_in_a_title_is_inert() -> None:
    scenario = load_scenarios("x.yaml", text=OTHER)[0]._replace(title=HOSTILE)
    for count in (1, 2):
        root = parse(report([told(scenario)] * count, with_pictures=False))
        assert_sound(root)
        assert len(list(root.iter("script"))) == 1
        titles = [text_of(one) for one in root.iter() if one.get("id", "").endswith("-title")]
        assert titles == [HOSTILE] * count


@pytest.mark.slow
@pytest.mark.parametrize("name", ["first-year", "refund-used-annual", "refused-in-every-state", "family"])
def test_a_report_is_told_in_japanese(name: str) -> None:
    for scenario in load_scenarios(ROOT / "scenarios" / f"{name}.yaml")[:2]:
        one = told(scenario)
        articles = list(parse(report([one], "ja", with_pictures=False)).iter("article"))
        for source in articles[0].findall("details")[-1].iter("li"):
            source.text, source[:] = "", []  # names of pages, which stay as they are
            source.clear()
        own = {*written(scenario), "_", *re.findall("[a-z_]+", " ".join(text_of(x) for x in articles[0].iter("code")))}
        own |= {value.name for value in scenario.book.values.values()}
        assert english(text_of(articles[0]), *own) == []


# Pictures.


@pytest.mark.slow
@each_language
def test_a_picture_has_a_name_and_words_and_ids_of_its_own(lang: str) -> None:
    one, words = several()[0], catalogue(lang)
    figure = picture(one.timeline, words, "x-")
    drawings = list(figure)
    assert [drawing.get("class") for drawing in drawings] == ["wide", "narrow"]
    for drawing in drawings:
        assert drawing.get("style") == "stroke-linejoin: round; stroke-linecap: butt"
        assert drawing.get("role") == "img"
        named = {part.get("id"): part.text for part in drawing if part.tag in ("title", "desc")}
        assert named[drawing.get("aria-labelledby")] == printable(
            words.labels["picture_of"].format(title=one.timeline.scenario.title)
        )
        assert named[drawing.get("aria-describedby")] == description(one.timeline, words)
    found = ids(figure)
    assert len(found) == len(set(found))
    assert references(figure) == set(found), "no id without use"
    assert all(id.startswith(("x-wide-", "x-narrow-")) for id in found)


def test_a_picture_looks_as_its_own_style_sheet_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheet itself would hold for all of the page."""

    class Drawn:
        def to_bytes(self, form: str) -> bytes:
            sheet = "*{stroke-linejoin: bevel; stroke-linecap: square}"
            return f'<{form} viewBox="0 0 1 1"><defs><style type="text/css">{sheet}</style></defs></{form}>'.encode()

    monkeypatch.setattr(html_picture, "plot_timelines", lambda *_, **__: Drawn())
    figure = picture(several()[0].timeline, catalogue(), "x-")
    assert [drawing.get("style") for drawing in figure] == ["stroke-linejoin: bevel; stroke-linecap: square"] * 2
    assert not list(figure.iter("style"))


@pytest.mark.slow
def test_a_picture_turns_dark_in_the_dark() -> None:
    drawn = [part.get("style", "") for part in picture(several()[0].timeline, catalogue(), "").iter()]
    used = {colour for style in drawn for colour in re.findall(r"var\(--of-(\w{6}), #\1\)", style)}
    assert len(used) > 6
    assert {f"#{colour}" for colour in used} <= set(DARK)
    assert not any(re.search("#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", style)) for style in drawn)


def test_a_picture_is_told_in_words() -> None:
    assert description(several()[1].timeline, catalogue()).split("; ") == [
        "net ¥600, benefits on 60 of 60 days", "trial: 2025-01-31 – 2025-03-01", "paid: 2025-03-02 – 2025-03-31",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_page_with_pictures_is_sound_and_of_a_sensible_size() -> None:
    root = report(several())
    assert_sound(parse(root))
    decade = load_scenarios(ROOT / "scenarios" / "ten-years-from-the-31st.yaml")[0]
    long = report([told(decade)])
    assert_sound(parse(long))
    assert len(long.encode()) < 300_000, "ten years by the month"


def test_ten_times_as_many_entries_take_ten_times_the_room_at_most() -> None:
    years = "title: x\nrulebook: generic\nuntil: {}-01-31\nevents:\n  - {{date: 2020-01-31, do: join, trial: no}}\n"
    short, long = (
        len(report([told(load_scenarios("x.yaml", text=years.format(year))[0])], with_pictures=False))
        for year in (2022, 2040)
    )
    assert long < 10 * short


@pytest.mark.slow
def test_every_process_writes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")
    command = [sys.executable, "-m", "membership_sim", "report", str(tmp_path / "story.yaml"), "-o", "-"]
    pages = set()
    for seed, locale in (("1", "C"), ("2", "C.UTF-8")):
        own = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale}
        pages.add(subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=own, timeout=300).stdout)
    assert len(pages) == 1
    assert_sound(parse(pages.pop().decode()))


# The command.


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> object:
    texts = {"good": GOOD, "refused": REFUSED, "broken": BROKEN, "no-fee": NO_FEE, "two": TWO}
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "page.html").write_text("what was there before", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def call(line: str) -> Ran:
        code = status(["report", *line.split()])
        return Ran(code, *capsys.readouterr())

    return call


# A line of arguments: the exit status, a piece of standard output, a piece of standard error ("-": nothing there).
CALLS = """
good.yaml --no-picture                           | 0 | <h1 id="timeline-1-title" class="literal">良い story</h1> | -
good.yaml --no-picture -o -                      | 0 | </html> | -
good.yaml --no-picture --lang ja                 | 0 | <html lang="ja"> | -
good.yaml --no-picture --date 2025-03-10         | 0 | 2025-03-10 Mon</span>, paid | -
good.yaml --no-picture                           | 0 | 2025-06-30 Mon</span>, paid | -
good.yaml good.yaml --no-picture                 | 0 | <h2 id="timeline-2-title" class="literal">良い story</h2> | -
two.yaml --no-picture | 1 | <h2 id="timeline-2-title" class="literal">refused</h2> | two.yaml:12:5: resume
refused.yaml --no-picture                        | 1 | refused: resume | refused.yaml:4:5: resume on 2025-02-01 is
good.yaml --no-picture -o page.html              | 0 | - | -
good.yaml broken.yaml no-fee.yaml --no-picture -o page.html | 2 | - | broken.yaml:2:12:
good.yaml broken.yaml no-fee.yaml --no-picture   | 2 | - | no-fee.yaml:3:5: no fee
good.yaml missing.yaml --no-picture              | 2 | - | missing.yaml: no such file
two.yaml good.yaml --no-picture --date 2024-01-01 | 2 | - | two.yaml: document 2 has nothing to show on 2024-01-01
two.yaml good.yaml --no-picture --date 2024-01-01 | 2 | - | good.yaml: document 1 has nothing to show on 2024-01-01
good.yaml --date 2025-02-30                      | 2 | - | '2025-02-30' is not in the calendar
good.yaml two.yaml --no-picture -o good.yaml     | 2 | - | good.yaml: is the file that was read
good.yaml two.yaml --no-picture -o two.yaml      | 2 | - | two.yaml: is the file that was read
good.yaml --no-picture -o missing/x.html         | 2 | - | missing/x.html: cannot be written: No such file
good.yaml --no-picture --lang xx                 | 2 | - | 'xx' is not one of
                                                 | 2 | - | missing argument 'FILE...'
"""


@pytest.mark.parametrize("call", CALLS.strip("\n").splitlines(), ids=lambda call: call.split("|")[0].strip())
def test_a_call(call: str, tell: object) -> None:
    line, code, out, err = (piece.strip() for piece in call.split("|", 3))
    ran = tell(line)  # type: ignore[operator]
    assert (ran.status, ran.err if err == "-" else "") == (int(code), ""), ran.err
    assert ran.out == "" if out == "-" else out in ran.out
    if err != "-":
        assert err in ran.err
    written = Path("page.html").read_text(encoding="utf-8")
    assert written.startswith("<!DOCTYPE html>") == (ran.status < 2 and "page.html" in line)
    assert ran.status < 2 or written == "what was there before"
    assert Path("good.yaml").read_text(encoding="utf-8") == GOOD
    assert sorted(path.suffix for path in Path().iterdir()) == [".html", *[".yaml"] * 5], "no half of a file is left"


def test_all_that_is_wrong_is_told_at_once(tell: object) -> None:
    ran = tell("broken.yaml missing.yaml no-fee.yaml --no-picture")  # type: ignore[operator]
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "broken.yaml", "broken.yaml", "missing.yaml", "no-fee.yaml",
    ]  # fmt: skip


def test_without_matplotlib_the_extra_is_named_before_anything_is_read(
    tell: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = tell("missing.yaml")  # type: ignore[operator]
    assert ran == (
        2, "",
        "pictures need matplotlib: pip install 'membership-sim[plot]', or leave them out with --no-picture\n",
    )  # fmt: skip
    assert tell("good.yaml --no-picture").status == 0  # type: ignore[operator]


@pytest.mark.slow
def test_a_page_without_pictures_loads_no_matplotlib() -> None:
    code = (
        "import sys; from membership_sim.cli import status; status(['report', 'scenarios/first-year.yaml', "
        "'--no-picture', '-o', '/dev/null']); print(sorted({'matplotlib', 'numpy'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, timeout=120)
    assert done.stdout == "[]\n"


def test_the_day_of_the_options_is_the_last_one_unless_one_is_given(tell: object) -> None:
    for on, days in ((None, ["2025-06-30", "2026-02-01"]), (date(2025, 3, 10), ["2025-03-10"] * 2)):
        found, _ = read(["good.yaml", "refused.yaml"], on)
        assert [one.on.isoformat() for one in found] == days
