"""What a picture shows, before anything is drawn: spans, wishes that wait, amounts, ticks of time, room for labels."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from membership_sim import Scenario, Snapshot, Timeline, simulate
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.show.catalogue import catalogue
from membership_sim.show.diagram import arrows
from membership_sim.show.pictures.labels import amount_text
from membership_sim.show.pictures.placing import Box, Label, place
from membership_sim.show.pictures.scene import Scene, scene
from membership_sim.show.pictures.state_path import passages
from membership_sim.show.pictures.ticks import UNITS, ticks
from membership_sim.simulate import run_events

from .helpers import book, day, events, iso, wallet

SCENARIOS = sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))
DOCUMENTS = [
    pytest.param(path.name, number, id=f"{path.stem}-{number}")
    for path in SCENARIOS
    for number in range(min(2, path.read_text(encoding="utf-8").count("\n---\n") + 1))
]


def told(story: str, until: str, **settings: Any) -> Timeline:
    """Return the timeline of a story, a line an action."""
    methods = wallet(settings.pop("methods", "card:visa"))
    plan = settings.pop("plan", "monthly")
    return simulate(Scenario("told", book(**settings), events(story), plan, methods, until_day=day(until)))


def shown(found: Scene) -> dict[str, list[str]]:
    """Return a scene as lines, by what they are."""
    return {
        "spans": [f"{span.state} {iso(span.start_day)} {iso(span.end_day)}" for span in found.spans],
        "benefits": [f"{iso(start)} {iso(end)}" for start, end in found.benefits],
        "waits": [f"{wait.wish} {iso(wait.start_day)} {iso(wait.end_day)}" for wait in found.waits],
        "stems": [f"{iso(stem.day)} {stem.amounts}{' odd' if stem.odd else ''}" for stem in found.stems],
        "marks": [f"{iso(mark.day)} {mark.kind} {mark.amount}".removesuffix(" 0") for mark in found.marks],
        "costs": [f"{iso(cost.day)} {cost.net}" for cost in found.costs],
    }


def test_a_year_with_a_pause_a_decline_and_a_cancel() -> None:
    (scenario,) = load_scenarios(str(SCENARIOS[0].parent / "first-year.yaml"))
    found = scene(simulate(scenario))
    assert (found.title, iso(found.start_day), iso(found.end_day)) == (
        "A first year with Prime in Japan",
        "2025-01-31",
        "2026-02-01",
    )
    assert shown(found) == {
        "spans": [
            "trial 2025-01-31 2025-03-02",
            "paid 2025-03-02 2025-05-02",
            "paused 2025-05-02 2025-08-15",
            "paid 2025-08-15 2025-10-15",
            "past_due 2025-10-15 2025-10-17",
            "paid 2025-10-17 2025-12-15",
            "cancelled 2025-12-15 2026-02-01",
        ],
        "benefits": ["2025-01-31 2025-05-02", "2025-08-15 2025-12-15"],
        "waits": ["pause 2025-04-20 2025-05-02", "cancel 2025-11-30 2025-12-15"],
        "stems": [
            "2025-03-02 (600,) odd",
            "2025-04-02 (600,)",
            "2025-08-15 (600,)",
            "2025-09-15 (600,)",
            "2025-10-17 (600,)",
            "2025-11-15 (600,)",
        ],
        "marks": [
            "2025-02-10 use",
            "2025-03-15 use",
            "2025-05-02 notice",
            "2025-10-15 decline 600",
            "2025-10-15 notice",
            "2025-10-17 notice",
            "2025-11-30 notice",
        ],
        "costs": [
            "2025-01-31 0",
            "2025-03-02 600",
            "2025-04-02 1200",
            "2025-08-15 1800",
            "2025-09-15 2400",
            "2025-10-17 3000",
            "2025-11-15 3600",
        ],
    }


def test_a_day_with_a_charge_a_refund_and_another_charge() -> None:
    story = """
    2025-03-05 join monthly no
    2025-03-05 cancel now
    2025-03-05 join annual
    2025-03-06 cancel now
    """
    found = scene(told(story, "2025-03-08"))
    assert shown(found) == {
        "spans": ["paid 2025-03-05 2025-03-06", "cancelled 2025-03-06 2025-03-09"],
        "benefits": ["2025-03-05 2025-03-06"],
        "waits": [],
        "stems": [
            "2025-03-05 (600, 5900) odd",
            "2025-03-05 (-600,) odd",
            "2025-03-06 (-5900,) odd",
        ],
        "marks": ["2025-03-05 notice", "2025-03-05 notice", "2025-03-06 notice", "2025-03-06 notice"],
        "costs": ["2025-03-05 0", "2025-03-05 5900", "2025-03-06 0"],
    }
    texts = [amount_text(stem, found.currency, catalogue()) for stem in found.stems]
    assert texts == ["¥600 + ¥5,900", "-¥600", "-¥5,900"]


def test_a_price_step_is_odd_and_so_is_the_way_back_to_another_plan() -> None:
    story = """
    2023-06-30 join monthly no
    2023-09-10 change_plan annual
    2024-09-10 change_plan monthly
    """
    found = scene(told(story, "2024-11-01"))
    assert [line for line in shown(found)["stems"] if line.endswith("odd")] == [
        "2023-06-30 (500,) odd",
        "2023-09-30 (5900,) odd",
        "2024-09-30 (600,) odd",
    ]
    assert shown(found)["stems"][1:3] == ["2023-07-30 (500,)", "2023-08-30 (500,)"]


WAITS = {
    # the latest wish wins, a repeated one changes nothing, `keep` withdraws
    "2025-03-02 join monthly no | 2025-03-10 cancel | 2025-03-20 pause | 2025-03-21 pause": [
        "cancel 2025-03-10 2025-03-20",
        "pause 2025-03-20 2025-04-02",
    ],
    "2025-03-02 join monthly no | 2025-03-10 pause | 2025-03-12 cancel | 2025-03-15 keep": [
        "pause 2025-03-10 2025-03-12",
        "cancel 2025-03-12 2025-03-15",
    ],
    # it waits until the period's end, or until something else ends the membership
    "2025-03-02 join monthly no | 2025-03-10 cancel | 2025-03-12 cancel now": ["cancel 2025-03-10 2025-03-12"],
    "2025-03-02 join monthly no | 2025-03-10 pause | 2025-03-12 terminate": ["pause 2025-03-10 2025-03-12"],
    # a wish and its withdrawal on one day is none
    "2025-03-02 join monthly no | 2025-03-10 cancel | 2025-03-10 keep": [],
    # to the end of the picture
    "2025-04-20 join monthly no | 2025-04-25 cancel": ["cancel 2025-04-25 2025-05-01"],
    # a cancel of what is suspended or paused waits for nothing
    "2025-03-02 join monthly no | 2025-03-10 pause | 2025-04-10 cancel": ["pause 2025-03-10 2025-04-02"],
}


@pytest.mark.parametrize(("story", "waits"), WAITS.items())
def test_wishes_wait(story: str, waits: list[str]) -> None:
    assert shown(scene(told(story.replace("|", "\n"), "2025-04-30")))["waits"] == waits


def test_a_wish_that_waits_from_the_start() -> None:
    start = Snapshot.from_dict(
        {"date": "2025-03-10", "state": "paid", "plan": "monthly", "period_end": "2025-04-02", "waiting": "cancel"}
    )
    timeline = simulate(Scenario("given", book(), (), "monthly", given=start, until_day=day("2025-04-10")))
    assert shown(scene(timeline))["waits"] == ["cancel 2025-03-10 2025-04-02"]


def timeline_of(name: str, number: int) -> Timeline:
    return simulate(load_scenarios(str(SCENARIOS[0].parent / name))[number])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), DOCUMENTS)
def test_what_waits_is_what_the_model_says_and_the_ways_are_those_of_the_table(name: str, number: int) -> None:
    timeline = timeline_of(name, number)
    found = scene(timeline)
    for now in sorted({entry.day for entry in timeline.entries})[:12]:
        waiting = run_events(timeline.scenario, until_day=now).facts.waiting
        waits = [wait.wish for wait in found.waits if wait.start_day <= now < wait.end_day]
        assert waits == ([] if waiting == "none" else [waiting]), iso(now)
    assert set(passages(timeline)) <= set(arrows())
    assert found.costs[-1].net == timeline.totals.net
    assert sum(end - start for start, end in found.benefits) == timeline.totals.benefit_days


def test_the_ways_with_their_number_and_first_day() -> None:
    story = "2025-01-01 join monthly no | 2025-01-10 pause | 2025-02-10 resume | 2025-02-20 pause | 2025-03-20 resume"
    ways = passages(told(story.replace("|", "\n"), "2025-03-31"))
    assert [f"{before} {after} {times} {iso(on)}" for (before, after), (times, on) in ways.items()] == [
        "prospect paid 1 2025-01-01",
        "paid paused 2 2025-02-01",
        "paused paid 2 2025-02-10",
    ]


TICKS = {
    ("2025-03-01", "2025-03-08"): ("day", ["2025-03-01", "2025-03-02", "2025-03-03", "…", "2025-03-08"], 8),
    ("2025-01-31", "2025-03-02"): ("day", ["2025-02-01", "2025-02-06", "2025-02-11", "…", "2025-03-01"], 7),
    ("2025-01-31", "2025-10-02"): ("month", ["2025-02-01", "2025-03-01", "2025-04-01", "…", "2025-10-01"], 9),
    ("2025-01-31", "2026-01-31"): ("month", ["2025-03-01", "2025-05-01", "2025-07-01", "…", "2026-01-01"], 6),
    ("2020-01-31", "2030-01-31"): ("year", ["2021-01-01", "2022-01-01", "2023-01-01", "…", "2030-01-01"], 10),
    ("1995-06-01", "2195-06-01"): ("year", ["2000-01-01", "2020-01-01", "2040-01-01", "…", "2180-01-01"], 10),
    ("2025-03-10", "2025-03-11"): ("day", ["2025-03-10", "2025-03-11"], 2),
}


@pytest.mark.parametrize(("days", "expected"), TICKS.items())
def test_ticks_of_time(days: tuple[str, str], expected: tuple[str, list[str], int]) -> None:
    unit, marked, number = expected
    found = ticks(day(days[0]), day(days[1]), dict.fromkeys(UNITS, 1), 10)
    told_days = [iso(one) for one in found.days]
    assert (found.unit, len(told_days)) == (unit, number)
    assert (told_days if "…" not in marked else [*told_days[:3], "…", told_days[-1]]) == marked


def test_ticks_are_few_and_far_enough_apart() -> None:
    start = day("2021-12-31")
    for length in (1, 2, 6, 7, 29, 31, 42, 45, 59, 90, 200, 366, 731, 1500, 4000, 9000, 40000, 73000):
        for most in (2, 3, 5, 8, 13):
            apart = 0.9 * length / most
            found = ticks(start, start + length, dict.fromkeys(UNITS, apart), most).days
            assert len(found) <= most
            assert all(start <= one <= start + length for one in found)
            assert all(after - one >= apart for one, after in pairwise(found))


def test_labels_keep_off_what_is_taken_and_off_each_other() -> None:
    anchors = {"a": 50, "b": 55, "c": 90, "d": 2, "e": 200, "f": 199}
    labels = [Label(text, x, 10, 20, 8) for text, x in anchors.items()]
    placed = place(labels, [Box(88, 92, 0, 20)], (0, 200), 9)
    # b finds no room; c stands beside what is taken; d and e lean inwards; f stands where e does
    assert [(label.text, align) for label, align in placed] == [("a", "center"), ("d", "left"), ("e", "right")]
    assert [label.text for label, _ in place(labels, [], (0, 200), 2)] == ["a", "c"]
