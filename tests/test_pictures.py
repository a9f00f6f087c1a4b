"""Pictures as they are drawn: nothing overlaps, the bytes are the same everywhere, colours differ, no trace is left."""

from __future__ import annotations

import itertools
import os
import shlex
import subprocess
import sys
import warnings
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text

import membership_sim
from benchmarks.decades import story
from membership_sim import ScenarioError, Timeline, plot, simulate
from membership_sim.cli import status
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.scenario import STATES
from membership_sim.show.diagram import arrows
from membership_sim.show.extras import MissingFontWarning
from membership_sim.show.pictures import fonts, palette, state_path
from membership_sim.show.pictures.state_path import PLACES, SHAPES, Passage
from membership_sim.show.pictures.style import Picture, drawing, fitted, text_width
from membership_sim.show.plot import FORMATS, KINDS, MOST_TIMELINES, NARROWEST

from .helpers import day
from .test_japanese import english

pytestmark = pytest.mark.slow

ROOT = Path(membership_sim.__file__).parent.parent
STORY = str(ROOT / "scenarios" / "first-year.yaml")


def of_file(name: str, *numbers: int) -> list[Timeline]:
    """Return the timelines of a scenario file, or those of some of its documents."""
    scenarios = load_scenarios(str(ROOT / "scenarios" / f"{name}.yaml"))
    return [simulate(scenarios[number]) for number in numbers or range(len(scenarios))]


@pytest.fixture(scope="module")
def decade() -> Timeline:
    """Ten years with a pause and a declined charge in each, a refund and a rejoin."""
    return simulate(story(10))


@pytest.fixture(scope="module")
def month() -> Timeline:
    """A month of trial that is cancelled."""
    (found,) = of_file("trial-cancelled", 0)
    return found


def overlaps(figure: Picture) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie on each other, and every text that leaves the picture."""
    with drawing():
        renderer = FigureCanvasAgg(figure).get_renderer()
        texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
        for text in texts:
            if isinstance(text, Annotation):
                text.update_positions(renderer)
        boxes = [(text.get_text(), Text.get_window_extent(text, renderer)) for text in texts]
    found = [
        (one, other)
        for (one, box), (other, room) in itertools.combinations(boxes, 2)
        if box.x0 < room.x1 and room.x0 < box.x1 and box.y0 < room.y1 and room.y0 < box.y1
    ]
    page = figure.bbox
    return found + [
        (text, "the edge")
        for text, box in boxes
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]


DRAWN = [
    "first-year", "trial-cancelled", "suspension-to-the-end", "paused-then-forgotten", "refund-used-annual",
    "us-member", "plan-change-to-the-year", "japan-price-rise-2019", "ten-years-from-the-31st", "weekly-gym",
    "tries-by-hand", "latest-wish-wins", "joined-again", "student-forty-eight-months", "card-expires", "two-methods",
    "us-price-rises", "ended-by-amazon", "refund-used-monthly", "leap-day-yearly", "resume-declined",
]  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_lies_on_another(name: str) -> None:
    timelines = of_file(name)[:2]
    assert overlaps(timelines[0].plot()) == []
    if len(timelines) > 1:
        assert overlaps(plot(*timelines)) == []


@pytest.mark.parametrize(("kind", "width"), NARROWEST.items())
def test_no_text_lies_on_another_in_a_narrow_picture(kind: str, width: float) -> None:
    assert overlaps(plot(*of_file("first-year"), kind=kind, width=width)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("name", ["first-year", "suspension-to-the-end", "refund-used-annual"])
def test_no_text_lies_on_another_in_other_kinds(name: str, kind: str) -> None:
    assert overlaps(plot(*of_file(name)[:2], kind=kind)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another_in_ten_years(kind: str, decade: Timeline, month: Timeline) -> None:
    assert overlaps(plot(decade, kind=kind)) == []  # type: ignore[arg-type]
    assert overlaps(plot(decade, month, kind=kind)) == []  # type: ignore[arg-type]


def test_the_overlap_of_texts_is_found(month: Timeline) -> None:
    figure = month.plot()
    figure.text(0.5, 0.5, "one")
    figure.text(0.51, 0.5, "other")
    figure.text(0.99, 0.9, "far out")
    assert overlaps(figure) == [("one", "other"), ("far out", "the edge")]


def test_every_way_has_room_for_its_day(month: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [way for way in arrows() if way[0] != way[1]]
    passage = Passage(1, day("2024-01-02"))
    monkeypatch.setattr(state_path, "passages", lambda timeline: dict.fromkeys(ways, passage))
    figure = month.plot("states")
    assert [text.get_text() for text in figure.findobj(Text)].count("2024-01-02") == len(ways)
    assert overlaps(figure) == []
    assert set(SHAPES) <= set(ways)
    assert set(PLACES) == set(STATES)


def test_ten_years_take_few_artists_more_than_a_month(decade: Timeline, month: Timeline) -> None:
    regular = of_file("ten-years-from-the-31st")[0]
    few = len(month.plot().findobj())
    assert len(decade.plot().findobj()) - few <= 60
    assert len(regular.plot().findobj()) - few <= 60


def texts_of(figure: Picture, group: str) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_label() == group]


def test_the_words_of_a_picture(decade: Timeline) -> None:
    figure = of_file("first-year")[0].plot()
    assert texts_of(figure, "heading") == [
        "A first year with Prime in Japan",
        "Amazon Prime in Japan (amazon.co.jp), 2025-01-31 – 2026-01-31",
        "net ¥3,600, benefits on 213 of 366 days",
    ]
    assert texts_of(figure, "amount") == ["¥600"] * 6
    assert sorted(texts_of(figure, "state")) == ["cancelled", "paid", "paid", "paid", "paused", "trial"]
    assert texts_of(figure, "net") == ["¥3,600"]
    assert texts_of(figure, "row") == ["amount", "state", "benefits", "notices", "net"]
    assert texts_of(figure, "legend") == [
        "past due", "a cancel waits", "a pause waits", "charged", "declined", "benefit used",
    ]  # fmt: skip
    # ten years: the first fee, the price step and the refund; one month in eleven has room for its state
    assert texts_of(decade.plot(), "amount") == ["¥500", "¥600", "-¥600"]
    assert set(texts_of(decade.plot(), "state")) == {"paid"}
    assert texts_of(decade.plot(), "day") == [str(year) for year in range(2021, 2031)]


def test_the_words_of_a_calendar_and_of_the_ways(decade: Timeline) -> None:
    calendar = decade.plot("calendar")
    assert texts_of(calendar, "month") == [f"{number:02}" for number in range(1, 13)]
    sums = [text for text in texts_of(calendar, "beside") if "¥" in text]
    assert sums[:2] == ["256 days, ¥4,000", "273 days, ¥4,500"]
    ways = decade.plot("states")
    assert "paid\n2637 days" in texts_of(ways, "state")
    assert sorted(texts_of(ways, "way")) == [
        "10 times", "10 times", "10 times", "10 times", "2020-01-31", "2020-03-01", "2024-10-01", "2024-10-05",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["first-year", "recover-from-past-due"])
def test_a_picture_in_japanese_has_no_english_word(name: str, kind: str) -> None:
    timeline = of_file(name)[0]
    texts = [text.get_text() for text in plot(timeline, kind=kind, lang="ja").findobj(Text)]  # type: ignore[arg-type]
    own = (timeline.scenario.title, timeline.scenario.book.name)
    assert [text for text in texts if english(text, *own) and not own[0].startswith(text.rstrip("…"))] == []
    assert any("2025年" in text or "月" in text for text in texts)


def test_a_font_that_came_after_the_list_of_fonts_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = next(font for font in fonts.fontManager.ttflist if font.name == "DejaVu Sans Mono")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setattr(fonts, "JAPANESE_FONTS", (late.name,))
    monkeypatch.setattr(fonts.fontManager, "ttflist", [f for f in fonts.fontManager.ttflist if f.name != late.name])
    monkeypatch.setattr(fonts, "findSystemFonts", lambda: [late.fname, str(tmp_path / "broken.ttf")])
    assert fonts.japanese_fonts.__wrapped__() == (late.name,)


TITLES = {
    # a title, the fonts that are there beside our own, and what is told of it
    "good": ([], None),
    "会員 good": ([], "会員"),
    "会員の会費が請求される日々の長い物語": ([], "会員の費が請求される…"),
    "会 good": (["DejaVu Sans Mono"], "会"),
}


@pytest.mark.parametrize("title", TITLES)
def test_what_no_font_draws_is_told(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there, characters = TITLES[title]
    monkeypatch.setattr(fonts, "japanese_fonts", lambda: tuple(there))
    figure = simulate(load_scenarios("x.yaml", text=GOOD.replace("good", title))[0]).plot(width=12)
    assert b"<svg" in figure.to_bytes("svg")
    assert figure.missing_font("svg") == ""
    for save in (lambda: figure.to_bytes("png"), figure._repr_png_, lambda: figure.savefig(BytesIO(), format="PDF")):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            save()
        told = [(one.category, str(one.message)) for one in caught]
        assert told == ([(MissingFontWarning, figure.missing_font("png"))] if characters else [])
    start = f"no font that is here draws {characters}"
    install = (
        "; for Japanese install Noto Sans CJK JP (Debian: fonts-noto-cjk), or one of: Noto Sans JP, Hiragino Sans, "
        "Yu Gothic, Meiryo, IPAexGothic, IPAGothic"
    )
    end = f"{'' if there else install}; SVG leaves fonts to its viewer"
    assert figure.missing_font("png") == (f"{start}{end}" if characters else "")


@pytest.mark.parametrize(("suffix", "told"), [("png", True), ("pdf", True), ("svg", False)])
def test_the_command_tells_once_what_no_font_draws(
    suffix: str, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "japanese_fonts", lambda: ())
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(f"{GOOD}---\n{GOOD}", encoding="utf-8")
    assert status(["run", "good.yaml", "--plot", f"a.{suffix}", "--lang", "ja"]) == 0
    out, err = capsys.readouterr()
    assert "2025年3月2日" in out
    lines = err.splitlines()
    assert len(lines) == told
    for line in lines:
        assert line.startswith(f"a.{suffix}: どのフォントにもない文字：")
        assert "Noto Sans CJK JP(Debian: fonts-noto-cjk)か、次のいずれか" in line
    assert Path(f"a.{suffix}").stat().st_size > 1_000


def test_a_wide_character_is_as_wide_as_it_is_high_and_other_fonts_draw_it(month: Timeline) -> None:
    assert text_width("解約", 10) == 20
    assert text_width("3月", 10) == text_width("3", 10) + 10
    picture = plot(month, lang="ja")
    before = picture.to_bytes("svg")
    picture.to_bytes("png")
    assert picture.to_bytes("svg") == before, "what other fonts draw is no part of an SVG"
    assert "無料体験".encode() in before


def test_a_long_title_is_cut_and_a_dollar_is_no_formula() -> None:
    title = "$x_1$ 会員 " + "very " * 30 + "long"
    (scenario,) = load_scenarios("x.yaml", text=GOOD.replace("good", title))
    figure = simulate(scenario).plot()
    title = texts_of(figure, "heading")[0]
    assert title.startswith("$x_1$ 会員 very")
    assert title.endswith("…")
    assert b"$x_1$" in figure.to_bytes("svg")
    assert overlaps(figure) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_svg_is_well_formed_whatever_the_title(kind: str) -> None:
    title = "</text><script>x</script> & -- $\\frac$"
    (scenario,) = load_scenarios("x.yaml", text=GOOD.replace("good", f"'{title}'"))
    root = ElementTree.fromstring(simulate(scenario).plot(kind).to_bytes("svg"))  # type: ignore[arg-type]
    nodes = list(root.iter())
    assert title in [node.text for node in nodes]
    assert not [node for node in nodes if node.tag.endswith("script")]
    ids = [node.attrib["id"] for node in nodes if "id" in node.attrib]
    assert len(ids) == len(set(ids))


def test_a_fitted_text_is_as_long_as_it_can_be() -> None:
    with drawing():
        cut = fitted("a cancel waits", 40)
        assert cut == "a canc…"
        assert text_width(cut) <= 40 < text_width("a cance…")
        assert fitted("paid", 40) == "paid"


def test_pictures_leave_no_trace(month: Timeline) -> None:
    before = dict(matplotlib.rcParams)
    figure = month.plot()
    for name in FORMATS:
        figure.to_bytes(name)
    assert dict(matplotlib.rcParams) == before


def test_a_picture_shows_itself_in_a_notebook(month: Timeline) -> None:
    figure = month.plot()
    assert isinstance(figure, matplotlib.figure.Figure)
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert figure._repr_html_() is None


def of_long(years: int) -> list[Timeline]:
    """Return the timeline of a membership that touches so many years."""
    until = f"until: {1999 + years}-01-31"
    (scenario,) = load_scenarios("x.yaml", text=GOOD.replace("until: 2025-06-30", until).replace("2025", "2000"))
    return [simulate(scenario._replace(book=membership_sim.RuleBook.load("generic")))]


WRONG = {
    "the calendars of 51 years in one picture, 1 to 50": lambda month: plot(month, *of_long(50), kind="calendar"),
    "1 to 24 are allowed": lambda month: plot(),
    f"{MOST_TIMELINES + 1} timelines in one picture, 1 to": lambda month: plot(*[month] * (MOST_TIMELINES + 1)),
    "unknown kind of picture 'pie', allowed: timeline, calendar, states": lambda month: month.plot("pie"),
    "a picture 2 inches wide, 4 to 40 are allowed": lambda month: month.plot(width=2),
    "a width is '8', allowed: a number of inches": lambda month: month.plot(width="8"),
    "a width is None, allowed": lambda month: month.plot(width=None),
    "'first-year.yaml' has no picture, allowed: a Timeline": lambda month: plot(month, "first-year.yaml"),
    "unknown format of a picture 'gif', allowed: svg, png, pdf": lambda month: month.plot().to_bytes("gif"),
    "unknown language 'xx', allowed: en": lambda month: month.plot(lang="xx"),
    r"unknown language \['ja'\], allowed: en": lambda month: month.plot(lang=["ja"]),
    "a picture int of very many digits inches wide, 4 to 40": lambda month: month.plot(width=10**5000),
    r"a picture 10{26,30}\.\.\.0+ inches wide, 4 to 40": lambda month: month.plot(width=10**400),
    "a picture nan inches wide, 8 to 40 are allowed": lambda month: month.plot("states", width=float("nan")),
}


@pytest.mark.parametrize(("message", "call"), WRONG.items())
def test_what_cannot_be_drawn_is_told(message: str, call: object, month: Timeline) -> None:
    with pytest.raises(membership_sim.MembershipError, match=message):
        call(month)  # type: ignore[operator]


def test_all_that_is_wrong_with_a_picture_is_told_at_once(month: Timeline) -> None:
    with pytest.raises(membership_sim.MembershipError) as told:
        plot(month, 5, kind="pie", lang="fr", width=99)  # type: ignore[arg-type]
    assert list(told.value.problems) == [
        "5 has no picture, allowed: a Timeline",
        "unknown kind of picture 'pie', allowed: timeline, calendar, states",
        "a picture 99 inches wide, 4 to 40 are allowed",
        "unknown language 'fr', allowed: en, ja",
    ]


# Colours, by the formulas of sRGB and WCAG, and the simulation of Machado, Oliveira and Fernandes (2009).

SEEN = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
Light = tuple[float, float, float]


def light(colour: str) -> Light:
    """Return the linear light of a colour such as #52a493."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), light(colour), strict=True))


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def lab(colour: str, seen: str) -> Light:
    """Return a colour as CIELAB, as it is seen."""
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, light(colour), strict=True))))
        for row in SEEN[seen]
    )
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("seen", SEEN)
def test_every_two_states_look_different(seen: str) -> None:
    for one, other in itertools.combinations(palette.STATE_COLOURS.values(), 2):
        apart = zip(lab(one, seen), lab(other, seen), strict=True)
        assert sum((a - b) ** 2 for a, b in apart) ** 0.5 >= 14, (one, other)


def test_texts_and_marks_stand_out() -> None:
    assert all(contrast(palette.INK, colour) >= 4.5 for colour in palette.STATE_COLOURS.values())
    assert contrast(palette.FAINT_INK, palette.PAPER) >= 4.5
    for mark in (palette.CHARGED, palette.REFUNDED, palette.DECLINED, palette.BENEFITS, palette.NOTICED, palette.COST):
        assert contrast(mark, palette.PAPER) >= 3
    assert contrast(palette.CHARGED, palette.BENEFIT_DAY) >= 3
    assert contrast(palette.REFUNDED, palette.OTHER_DAY) >= 3


# Files and processes.


def process(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python in a process of its own, with nothing of our environment but this."""
    command = [sys.executable, "-W", "error::UserWarning", "-c", script]
    fonts = matplotlib.get_cachedir()  # where its list of fonts is kept, which takes seconds to make
    given = {"PYTHONPATH": str(ROOT), "MPLCONFIGDIR": fonts, **environment}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, timeout=120, check=False)


SAVE_ALL = f"""
import sys
from membership_sim import plot, simulate
timeline = simulate({STORY!r})
assert "matplotlib" not in sys.modules
for kind in {KINDS}:
    plot(timeline, kind=kind).savefig(kind + ".svg")
timeline.plot().savefig("timeline.pdf")
assert "matplotlib.pyplot" not in sys.modules
print(sys.modules["matplotlib"].rcParams["font.size"])
"""


def test_files_are_the_same_on_every_machine(tmp_path: Path) -> None:
    """Neither hashes, locale, time zone nor settings of the user's change a byte."""
    mine, yours = tmp_path / "mine", tmp_path / "yours"
    for folder in (mine, yours):
        folder.mkdir()
    (yours / "matplotlibrc").write_text("font.size: 20\nsvg.fonttype: path\naxes.facecolor: black\n", encoding="utf-8")
    first = process(SAVE_ALL, mine, PYTHONHASHSEED="1", LANG="C")
    place = {"LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8", "TZ": "Asia/Tokyo", "MATPLOTLIBRC": str(yours)}
    second = process(SAVE_ALL, yours, PYTHONHASHSEED="2", **place)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (first.stdout, second.stdout) == (b"10.0\n", b"20.0\n")
    names = [*(f"{kind}.svg" for kind in KINDS), "timeline.pdf"]
    assert [name for name in names if (mine / name).read_bytes() != (yours / name).read_bytes()] == []
    picture = (mine / "timeline.svg").read_text(encoding="utf-8")
    assert ">past due</text>" in picture
    assert "font-family: 'DejaVu Sans', 'Verdana', sans-serif" in picture
    assert "<dc:date>" not in picture
    assert matplotlib.__version__ not in picture


def test_matplotlib_has_nothing_to_tell_where_its_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    script = f"from membership_sim import simulate; simulate({STORY!r}).plot()"
    found = process(script, tmp_path, MPLCONFIGDIR=str(tmp_path / "file"))
    assert (found.returncode, found.stderr) == (0, b"")


WITHOUT = f"""
import sys
sys.modules["matplotlib"] = None
from membership_sim import simulate
from membership_sim.cli import status
try:
    simulate({STORY!r}).plot()
except ImportError as error:
    print(type(error).__name__, error)
sys.exit(status(["run", {STORY!r}, "--plot", "out.svg"]))
"""


def test_without_matplotlib_the_extra_is_named(tmp_path: Path) -> None:
    found = process(WITHOUT, tmp_path)
    message = b"pictures need matplotlib: pip install 'membership-sim[plot]'\n"
    assert (found.returncode, found.stdout, found.stderr) == (2, b"MissingExtraError " + message, message)
    assert list(tmp_path.glob("out*")) == []


GOOD = "title: good\nuntil: 2025-06-30\nevents:\n  - {date: 2025-01-31, do: join}\n"
REFUSED = f"{GOOD}  - {{date: 2025-02-01, do: resume}}\n"
CALLS = """
run good.yaml --plot a.svg                    | 0 | <?xml   | -
run good.yaml --plot a.SVG --format json      | 0 | <?xml   | -
run good.yaml --plot a.png -o out.txt         | 0 | PNG | -
run good.yaml --plot a.pdf --plot-kind states | 0 | %PDF    | -
run refused.yaml --plot a.svg                 | 1 | <?xml   | refused.yaml:5:5: resume on 2025-02-01 is refused
run two.yaml --plot a.svg                     | 1 | <?xml   | two.yaml:10:5: resume on 2025-02-01 is refused
run broken.yaml --plot a.svg                  | 2 | -       | broken.yaml:1:
run broken.yaml --plot a.sgv                  | 2 | -       | '--plot': 'a.sgv' is no picture: did you mean 'svg'?
run good.yaml --plot a                        | 2 | -       | 'a' is no picture, allowed suffixes: .svg, .png, .pdf
run good.yaml --plot -                        | 2 | -       | '-' is no picture, allowed suffixes: .svg
run good.yaml --plot a.svg -o ./a.svg         | 2 | -       | --plot and --output name the same file
run good.yaml --plot-kind states              | 2 | -       | --plot-kind does nothing without --plot, it is allowed
run good.yaml --plot a.svg --plot-kind pie    | 2 | -       | 'pie' is not one of
run good.yaml --plot folder.svg               | 2 | -       | folder.svg: is a folder
run good.yaml --plot missing/a.svg            | 2 | -       | missing/a.svg: cannot be written: No such file
run good.svg --plot good.svg                  | 2 | -       | good.svg: is the file that was read
run many.yaml --plot a.svg                    | 2 | -       | 25 timelines in one picture, 1 to 24 are allowed
"""


@pytest.mark.parametrize("call", [line for line in CALLS.splitlines() if line])
def test_a_picture_of_the_command(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line, code, start, message = (part.strip() for part in call.split("|"))
    monkeypatch.chdir(tmp_path)
    stories = {"good.yaml": GOOD, "good.svg": GOOD, "refused.yaml": REFUSED, "two.yaml": f"{GOOD}---\n{REFUSED}"}
    for name, text in {**stories, "broken.yaml": "x: 1\n", "many.yaml": "---\n".join([GOOD] * 25)}.items():
        Path(name).write_text(text, encoding="utf-8")
    Path("folder.svg").mkdir()
    before = set(os.listdir())
    found = status(shlex.split(line))
    told = capsys.readouterr()
    assert found == int(code)
    assert (message in told.err) if message != "-" else not told.err
    made = {name for name in os.listdir() if name not in before and name != "out.txt"}
    assert len(made) == (start != "-")
    for name in made:
        assert Path(name).read_bytes().startswith(start.encode("latin-1"))
    if "-o out.txt" not in line and start != "-":
        assert "2025-03-02" in told.out
    elif start == "-":
        assert told.out == ""


def test_a_file_of_several_stories_is_one_picture_of_all(tmp_path: Path) -> None:
    figure = plot(*of_file("suspension-to-the-end"))
    titles = texts_of(figure, "heading")[::3]
    assert [title.split(" ")[2:4] for title in titles] == [["is", "refused"], ["is", "mended"], ["is", "mended"]]
    with pytest.raises(ScenarioError):
        plot()
