"""What notebooks show: pieces of HTML that are whole, inert, bounded, the same each time, and never an error."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pytest
from hypothesis import settings

import membership_sim as ms
from membership_sim.expectations import run
from membership_sim.files.rulebook_file import shipped_names
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.scenario import Expected
from membership_sim.show.catalogue import LANGUAGES, UnknownLanguageError, catalogue
from membership_sim.show.html_limits import MOST_ROWS
from membership_sim.testing.stories import story

from .helpers import begin_told
from .html_tree import parse, text_of
from .test_japanese import PAGES, english, written

ROOT = Path(__file__).parent.parent
FIRST_YEAR = str(ROOT / "scenarios" / "first-year.yaml")
FILES = sorted((ROOT / "scenarios").glob("*.yaml"))
IS_QUICK = settings.get_current_profile_name() == "quick"
EVIL = """</div><script>alert("1")</script>&amp;'<img src=x onerror=alert(2)>"""
OURS = {
    "b", "code", "dd", "details", "div", "dl", "dt", "li", "p", "pre", "section", "span", "style", "summary", "table",
    "caption", "tbody", "td", "th", "thead", "time", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"class", "data-kind", "data-state", "datetime", "lang", "scope", "tabindex", "role", "aria-label"}


class Piece(NamedTuple):
    """A piece of HTML as it is read."""

    root: Element
    text: str
    tags: list[str]
    attributes: dict[str, set[str]]


def piece(html: str) -> Piece:
    """Return a piece after looking whether it may stand in a notebook."""
    root = parse(html)
    assert [one.tag for one in root] == ["style", "div"]
    tags, attributes = [], dict[str, set[str]]()
    for part in root:
        for one in part.iter():
            tags.append(one.tag)
            for name, value in one.attrib.items():
                attributes.setdefault(name, set()).add(value)
    assert set(tags) <= OURS
    assert set(attributes) <= ATTRIBUTES
    assert "membership-sim" in attributes["class"]
    assert "\n\n\n" not in html
    return Piece(root, text_of(root), tags, attributes)


def timeline(text: str) -> ms.Timeline:
    [scenario] = load_scenarios("story.yaml", text=text)
    return ms.simulate(scenario)


def begun(title: str = "By hand") -> ms.Member:
    member = ms.Member(title=title)
    member.join("2025-01-31")
    member.advance("2025-03-05")
    return member


LINES: list[dict[str, object]] = [
    {"member": "Aoi", "date": "2025-01-31", "action": "join"},
    {"member": "Aoi", "date": "2025-03-02", "charge": 600},
    {"member": "Ben", "date": "2025-01-31", "action": "join"},
    {"member": "Ben", "date": "2025-03-02", "charge": 500},
    {"member": "Cem", "date": "2025-03-02", "chrage": 600},
]


@cache
def judged() -> ms.Judged:
    return ms.check_record(LINES, observes=["charge", "decline"], diagnose=True)


def variants() -> ms.Variants:
    return ms.vary(FIRST_YEAR, {"with.trial.days": [14, 30], "plan": {"monthly": "monthly", "yearly": "annual"}})


def comparison() -> ms.Comparison:
    first, _, third, _ = variants()
    return ms.compare(first.timeline, third.timeline)


SHOWN: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a timeline": (
        lambda: ms.simulate(FIRST_YEAR),
        (
            "A first year with Prime in Japan Amazon Prime in Japan (amazon.co.jp), 2025-01-31 – 2026-01-31",
            "first join of the account: a free trial to 2025-03-01, the first charge on 2025-03-02",
            "TRIAL-1 (stated by A, E; in part reported by P)",
            "¥600 declined: visa expired",
            "days with benefits 213 of 366",
            "PAUSE-4 (assumed)",
        ),
    ),
    "a timeline of nothing": (
        lambda: timeline("until: 2025-02-01\ngiven: {date: 2025-01-31, state: prospect}\n"),
        ("nothing happens", "final state no member"),
    ),
    "a member before the first action": (ms.Member, ("A member, step by step", "no member, monthly")),
    "a member": (
        begun,
        (
            "2025-03-05 Wed paid, benefits, monthly, period 2025-03-02 – 2025-04-01",
            "due next, if nothing is done before: 2025-04-02: ¥600 charged to card for 2025-04-02 – 2025-05-01",
            "what you can do: use, cancel, pause",
        ),
    ),
    "a scenario": (
        lambda: ms.Scenario.load_all(FIRST_YEAR)[0],
        ("2025-10-17 Fri update visa, expires 2029-09", "- {date: 2025-02-10, do: use, benefit: video}"),
    ),
    "a rule book": (
        lambda: ms.RuleBook.load("amazon.co.jp").with_values({"trial.days": 7}),
        ("Amazon Prime in Japan (amazon.co.jp)", "trial.days 7 days chosen TRIAL-1", "¥5,900 2023-08-24 2023-09-24"),
    ),
    "verdicts": (
        judged,
        ("3 members, 4 lines", "unknown field of a line 'chrage'", "Aoi conforms 2", "expected 600, seen 500"),
    ),
    "a verdict": (lambda: judged().verdicts[1], ("Ben diverges", "rule: PRICE-1 (stated by P)")),
    "variants": (
        variants,
        (
            "length of the trial (with.trial.days) plan charged refunded net",
            "14 days yearly ¥5,900 ¥0 ¥5,900 366 of 366 paid",
        ),
    ),
    "a comparison": (
        comparison,
        (
            "charged ¥4,200 ¥3,600 -¥600",
            "length of the trial (with.trial.days): 14 days → 30 days (TRIAL-1: chosen)",
            "2025-02-14 – 2025-03-01: paid → trial",
            "only before 2025-03-14 Fri: ¥600 charged to visa",
        ),
    ),
    "a comparison of the same": (
        lambda: ms.compare(FIRST_YEAR, FIRST_YEAR),
        ("nothing was given otherwise", "entries: 0 changed, 0 only before, 0 only after, 20 the same"),
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_cell_shows(name: str) -> None:
    make, texts = SHOWN[name]
    shown = make()
    html = shown._repr_html_()
    text = piece(html).text
    assert [wanted for wanted in texts if wanted not in text] == []
    assert html == shown._repr_html_() == make()._repr_html_()


def evil_things() -> dict[str, Any]:
    story = {
        "title": EVIL,
        "wallet": [{"card": EVIL, "expires": "2025-02"}],
        "until": "2025-12-31",
        "events": [
            {"date": "2025-01-31", "do": "join"},
            {"date": "2025-02-01", "do": "add_family", "name": EVIL},
            {"date": "2025-02-02", "do": "use", "benefit": "delivery", "by": EVIL},
            {"date": "2025-02-03", "do": "use", "benefit": "delivery", "by": EVIL + "!", "refused": "yes"},
        ],
    }
    scenario = ms.Scenario.from_dict(story)
    by_hand = begun(EVIL)
    by_hand.add_method(ms.Method(EVIL))
    several = ms.vary(scenario, {"plan": {EVIL: "annual", "b": "monthly"}, "wallet.0.card": [EVIL]})
    book = ms.RuleBook.load("generic")
    lines = [line | {"member": EVIL} for line in LINES[2:4]]
    record = ms.check_record([*lines, {"member": EVIL, "date": "2025-03-02", EVIL: 1}])
    return {
        "timeline": ms.simulate(scenario),
        "scenario": scenario,
        "member": by_hand,
        "not begun": ms.Member(title=EVIL),
        "book": replace(book, title=EVIL, name=EVIL, sources={EVIL: EVIL}),
        "scenario of a book": scenario._replace(book=replace(book, title=EVIL, plans={EVIL: book.plans["monthly"]})),
        "cannot be run": scenario._replace(wallet=EVIL, plan=EVIL),  # type: ignore[arg-type]
        "judged": record,
        "verdict": record.verdicts[0],
        "variants": several,
        "comparison": ms.compare(several[0].timeline, several[1].timeline),
    }


@pytest.mark.parametrize("name", evil_things())
def test_markup_is_text(name: str) -> None:
    html = evil_things()[name]._repr_html_()
    found = piece(html)
    assert "<script>" in found.text
    assert html.count("<style>") == html.count("</style>") == 1


@pytest.mark.slow
def test_a_long_timeline_is_shown_in_part() -> None:
    short = timeline("title: Ten years\nuntil: 2035-01-31\nevents: [{date: 2025-01-31, do: join}]\n")
    assert len(short.entries) < MOST_ROWS
    assert piece(short.to_html()).tags.count("tr") == len(short.entries) + 1
    long = timeline("title: A life\nuntil: 2060-01-31\nevents: [{date: 2025-01-31, do: join}]\n")
    found = piece(long.to_html())
    assert found.tags.count("tr") == MOST_ROWS + 2
    assert f"... and {len(long.entries) - MOST_ROWS:,} more" in found.text
    assert len(long.to_html()) < 200_000
    days = [entry.on.isoformat() for entry in long.entries]
    assert [day in found.attributes["datetime"] for day in (days[0], days[149], days[150], days[-50], days[-1])] == [
        True, True, False, True, True,
    ]  # fmt: skip
    assert f"net ¥{long.totals.net:,}" in found.text


@pytest.mark.slow
def test_many_verdicts_are_shown_in_part_the_worst_first() -> None:
    lines = [
        {"member": f"m{number:03}", **line, **({"charge": 500} if number == 299 and "charge" in line else {})}
        for number in range(300)
        for line in ({"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 600})
    ]
    found = piece(ms.check_record(lines)._repr_html_())
    assert found.tags.count("tr") == MOST_ROWS + 1
    assert found.text.index("m299 diverges") < found.text.index("m000 conforms")
    assert "... and 100 more" in found.text


@pytest.mark.slow
def test_many_events_and_variants_are_shown_in_part() -> None:
    uses = [{"date": "2025-03-01", "do": "use", "benefit": "video"}] * 500
    scenario = ms.Scenario.from_dict({"title": "Uses", "events": [{"date": "2025-01-31", "do": "join"}, *uses]})
    found = piece(scenario._repr_html_())
    assert found.tags.count("tr") == 201
    assert "... and 301 more" in found.text
    assert "... and 105 more" in found.text  # lines of the file
    sweep = ms.vary(scenario._replace(events=scenario.events[:1]), {"with.trial.days": range(1, 251)})
    found = piece(sweep._repr_html_())
    assert found.tags.count("tr") == 201
    assert "... and 50 more" in found.text


def test_a_member_whose_next_fee_is_not_known_is_shown() -> None:
    member = ms.Member("amazon.co.jp")
    member.join("2010-01-01")
    text = piece(member._repr_html_()).text
    assert "not known: no fee of monthly is known on 2010-01-31, the first is of 2017-06-01 (PRICE-3)" in text


def test_what_is_due_is_only_tried() -> None:
    member = begun()
    before = member.snapshot()
    assert member._repr_html_() == member._repr_html_()
    assert member.snapshot() == before
    assert piece(copy(member)._repr_html_()).text == piece(member._repr_html_()).text


JUNK: list[dict[str, Any]] = [
    {"title": 3},
    {"title": "x\x1b[31m\u202e\ud800", "wallet": None},
    {"events": ()},
    {"events": (1, 2)},
    {"book": None},
    {"until_day": 10**30},
    {"expected": Expected(entries=(1,))},  # type: ignore[arg-type]
    {"sales_tax": ms.simulate(FIRST_YEAR).scenario.sales_tax._replace(numerator=1, denominator=3)},
]


@pytest.mark.parametrize("parts", JUNK, ids=str)
def test_a_scenario_of_anything_is_shown(parts: dict[str, Any]) -> None:
    scenario = ms.Scenario.load_all(FIRST_YEAR)[0]._replace(**parts)
    assert piece(scenario._repr_html_()).text


@pytest.mark.slow
def test_a_member_is_shown_on_every_day_of_a_story_on_which_something_happens() -> None:
    """A member that starts with each snapshot of a story: in every state, with whatever waits or is owed."""
    states = set()
    for seed in range(4 if IS_QUICK else 100):
        told = story(seed, ms.RuleBook.load("amazon.co.jp"), max_years=2)
        scene = begin_told(told)
        for event in told.events[:20]:
            scene.act(event.day, event.action)
            member = ms.Member(told.book, start=scene.snapshot(), payments=told.payments)
            states.add(member.state)
            assert f"{member.today} " in piece(member._repr_html_()).text
    assert len(states) > 3


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES[::8] if IS_QUICK else FILES, ids=lambda path: path.stem)
def test_every_scenario_and_its_timeline_are_shown(path: Path) -> None:
    for scenario in load_scenarios(str(path))[: 2 if IS_QUICK else None]:
        shown = piece(scenario._repr_html_())
        assert shown.tags.count("tr") == (len(scenario.events) + 1 if scenario.events else 0)
        happened = run(scenario).timeline
        assert piece(happened.to_html()).tags.count("tr") == len(happened.entries) + bool(happened.entries)


def without_files(root: Element) -> str:
    """Return the text of a piece without its files, which are in no language."""
    for one in root.iter("pre"):
        one.clear()
    return text_of(root)


# What a piece says in Japanese too, by the names of `SHOWN`.
JAPANESE = {
    "a timeline": "特典のある日数",
    "a timeline of nothing": "未入会",
    "a member before the first action": "未入会、月間プラン",
    "a member": "何もしない場合の次の予定： 2025年4月2日：600円",
    "a scenario": "2025年10月17日(金)",
    "a rule book": "税込み、祝日は",
    "verdicts": "判定",
    "a verdict": "判定",
    "variants": "差引",
    "a comparison": "変更前のみ 2025年3月14日(金)：600円 請求",
    "a comparison of the same": "変更前",
}


@pytest.mark.parametrize("name", SHOWN)
def test_every_piece_speaks_japanese(name: str) -> None:
    shown = SHOWN[name][0]()
    assert shown.to_html() == shown.to_html("en") == shown._repr_html_()
    found = piece(shown.to_html("ja"))
    assert found.attributes["lang"] == {"ja"}
    assert JAPANESE[name] in found.text
    with pytest.raises(UnknownLanguageError, match="unknown language 'xx', allowed: en, ja"):
        shown.to_html("xx")


@pytest.mark.parametrize("name", ["a timeline", "a member", "a scenario", "variants"])
def test_a_piece_in_japanese_has_no_english_but_what_users_wrote(name: str) -> None:
    first_year = ms.simulate(FIRST_YEAR)
    actions = begun().allowed()  # which are data
    own = {*written(first_year.scenario), *actions, "monthly", "yearly", "with.trial.days", "plan", "card", "By hand"}
    found = piece(SHOWN[name][0]().to_html("ja"))
    assert english(PAGES.sub("", without_files(found.root)), *own) == []


def test_what_a_member_can_do_is_told_in_words_with_its_id() -> None:
    found = piece(begun().to_html("ja"))
    words = catalogue("ja").names
    told = [f"{words[f'do.{action}']}({action})" for action in begun().allowed()]
    assert f"できること： {'、'.join(told)}" in found.text
    heading = catalogue().labels["action"]
    assert f"{heading}: {', '.join(begun().allowed())}" in piece(begun().to_html()).text


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_rule_book_is_shown(name: str) -> None:
    book = ms.RuleBook.load(name)
    for lang in LANGUAGES:
        text = piece(book.to_html(lang)).text
        assert [value for value in book.values if value not in text] == []


@pytest.mark.slow
def test_verdicts_are_short_as_text() -> None:
    assert repr(judged()) == "<Judged: 4 lines of 3 members, 1 conforms, 1 diverges, 1 undetermined, 1 problem>"
    assert repr(judged().verdicts[1]) == "<Verdict of 'Ben': diverges, 2 lines from record:3:1>"


PROCESS = f"""
import sys
for heavy in ("matplotlib", "polars", "pandas", "numpy", "IPython"):
    sys.modules[heavy] = None
import membership_sim as ms
timeline = ms.simulate({FIRST_YEAR!r})
member = ms.Member()
member.join("2025-01-31")
shown = [timeline, timeline.scenario, timeline.scenario.book, member, ms.compare(timeline, member)]
shown += [ms.vary({FIRST_YEAR!r}, {{"plan": ["annual"]}}), ms.check_record(timeline)]
sys.stdout.write("".join(one._repr_html_() for one in shown))
"""


@pytest.mark.slow
def test_nothing_heavy_is_needed_and_the_bytes_are_the_same_everywhere() -> None:
    outputs = []
    for seed, zone, lang in (("1", "UTC", "C.UTF-8"), ("2", "Asia/Tokyo", "ja_JP.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": lang, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", PROCESS], capture_output=True, cwd=ROOT, env=environment, timeout=60, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"<style>") == 7
