"""The calendar file: what stands in it, that it can be taken again, and that another library's strict reader does."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from ical.calendar_stream import IcsCalendarStream

from membership_sim import Scenario, ScenarioError, simulate
from membership_sim.deadlines import CANCEL, deadlines
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.scenario import Event
from membership_sim.show.calendar_file import as_ics, items
from membership_sim.show.catalogue import LANGUAGES, catalogue
from membership_sim.timeline import Timeline
from tests.test_scenarios import every_document

from .helpers import day, iso

FIRST_YEAR = "scenarios/first-year.yaml"


def told(timeline: Timeline) -> list[str]:
    """Return the items as lines: days, kind and number, summary."""
    found = items(timeline, catalogue("en"))
    return [f"{iso(i.start_day)} {iso(i.end_day)} {i.kind} {i.number} {i.summary}" for i in found]


def only(text: str) -> Timeline:
    """Return the timeline of a scenario's text."""
    [scenario] = load(text)
    return simulate(scenario)


def load(text: str) -> list[Scenario]:
    """Return the scenarios of a text."""
    from membership_sim.files.scenario_file import load_scenarios

    return load_scenarios("story.yaml", text=text)


def test_what_stands_in_a_calendar() -> None:
    assert told(simulate(FIRST_YEAR)) == [
        "2025-01-31 2025-05-02 benefits 1 benefits",
        "2025-03-01 2025-03-02 cancel 1 last day to cancel before ¥600",
        "2025-03-02 2025-03-03 charge 1 ¥600 charged to visa for 2025-03-02 – 2025-04-01",
        "2025-04-01 2025-04-02 cancel 2 last day to cancel before ¥600",
        "2025-04-02 2025-04-03 charge 2 ¥600 charged to visa for 2025-04-02 – 2025-05-01",
        "2025-08-15 2025-12-15 benefits 2 benefits",
        "2025-08-15 2025-08-16 charge 3 ¥600 charged to visa for 2025-08-15 – 2025-09-14",
        "2025-09-14 2025-09-15 cancel 4 last day to cancel before ¥600",
        "2025-09-15 2025-09-16 charge 4 ¥600 charged to visa for 2025-09-15 – 2025-10-14",
        "2025-10-17 2025-10-18 charge 5 ¥600 charged to visa for 2025-10-15 – 2025-11-14",
        "2025-11-14 2025-11-15 cancel 6 last day to cancel before ¥600",
        "2025-11-15 2025-11-16 charge 6 ¥600 charged to visa for 2025-11-15 – 2025-12-14",
    ]


# A pause that lasts to its limit, one that was resumed, one that still lasts at the end: the last day to resume each.
PAUSES = """
2025-01-31 pause to its limit   | until: 2026-06-30 |                            | 2026-03-01
2025-01-31 pause that is resumed | until: 2025-06-30 | {date: 2025-05-01, do: resume} |
2025-01-31 pause that lasts     | until: 2025-06-30 |                            | 2026-03-01
"""


@pytest.mark.parametrize("row", PAUSES.strip().splitlines())
def test_the_last_day_to_resume(row: str) -> None:
    _, until, more, expected = map(str.strip, row.split("|"))
    timeline = only(
        f"{until}\nevents:\n- {{date: 2025-01-31, do: join}}\n- {{date: 2025-02-05, do: pause}}\n"
        + (f"- {more}\n" if more else "")
    )
    found = [iso(deadline.day) for deadline in deadlines(timeline) if deadline.kind == "resume"]
    assert found == ([expected] if expected else [])
    last_day = day(expected) if expected else 0
    if last_day and last_day < timeline.until_day:
        assert (timeline.state_on(date.fromordinal(last_day)), timeline.state_on(date.fromordinal(last_day + 1))) == (
            "paused",
            "cancelled",
        )


def charged(scenario: Scenario, cancel_day: int, charge_day: int) -> bool | None:
    """Tell whether something is charged on a day if the membership is cancelled on another; None if that is refused."""
    events = tuple(event for event in scenario.events if event.day <= cancel_day)
    story = scenario._replace(events=(*events, Event(cancel_day, CANCEL)), until_day=charge_day)
    outcomes: list[bool] = []
    timeline = simulate(story, on_event=lambda _, outcome: outcomes.append(outcome.refuses))
    if outcomes[-1]:
        return None
    return any(charge.day == charge_day for charge in timeline.charges)


@pytest.mark.slow
def test_a_cancel_prevents_the_charge_up_to_its_last_day_and_no_longer() -> None:
    """By simulating the story with the cancel in it: on the day itself and on the next one."""
    tried: Counter[bool] = Counter()
    for scenario in every_document():
        timeline = simulate(scenario)
        charges = {charge.seq: charge.day for charge in timeline.charges}
        for deadline in deadlines(timeline)[:6]:
            if deadline.seq is None:
                continue
            charge_day = charges[deadline.seq]
            assert charged(scenario, deadline.day, charge_day) is False, (scenario.title, deadline)
            for later in range(deadline.day + 1, charge_day + 1):
                try:
                    assert charged(scenario, later, charge_day) is not False, (scenario.title, deadline)
                except ScenarioError:  # what comes after that day is not told by this file
                    continue
                tried[later == charge_day] += 1
    assert tried[True] > 300


@pytest.mark.slow
def test_every_charge_that_comes_by_itself_has_a_last_day() -> None:
    """All others are of a day on which the member did something: joined, resumed, paid by hand."""
    without = 0
    for scenario in every_document():
        timeline = simulate(scenario)
        with_one = {deadline.seq for deadline in deadlines(timeline)}
        acted = {entry.day for entry in timeline.entries if entry.kind == "action"}
        for charge in timeline.charges:
            assert charge.seq in with_one or charge.day in acted, (scenario.title, charge)
            without += charge.seq not in with_one
    assert without > 300


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_strict_reader_of_another_library_takes_every_file(lang: str) -> None:
    for scenario in list(every_document())[::5]:
        timeline = simulate(scenario)
        read = IcsCalendarStream.calendar_from_ics(as_ics([timeline], lang))
        expected = items(timeline, catalogue(lang))
        assert [(event.start.toordinal(), event.end.toordinal(), event.summary) for event in read.events] == [
            (item.start_day, item.end_day, item.summary) for item in expected
        ]
        assert len({event.uid for event in read.events}) == len(expected)


def uids(text: str) -> dict[str, str]:
    """Return the first day of each event of a calendar by its name."""
    found = {}
    for event in IcsCalendarStream.calendar_from_ics(text).events:
        found[event.uid] = str(event.start)
    return found


def test_what_moves_keeps_its_name() -> None:
    story = "title: {title}\nuntil: 2025-06-30\nevents: [{{date: {day}, do: join}}]\n"
    one, moved, other = (
        uids(as_ics([only(story.format(title=title, day=on))]))
        for title, on in (("Ken", "2025-01-31"), ("Ken", "2025-02-03"), ("Mia", "2025-01-31"))
    )
    assert set(one) == set(moved)
    assert all(one[uid] < moved[uid] for uid in one)
    assert not set(one) & set(other)


JOINS = [{"date": "2025-01-31", "do": "join"}]
BASE = {"title": "Ken", "until": "2025-06-30", "events": JOINS}
LATER = [{"date": "2025-03-05", "do": "pause"}]
# What changes a document, and whether it is another one: then no event of a calendar has the same name.
CHANGES: list[tuple[dict[str, object], bool]] = [
    ({"title": "Mia"}, True),
    ({"rulebook": "generic"}, True),
    ({"plan": "annual"}, True),
    ({"events": [{"date": "2025-01-31", "do": "join", "plan": "annual"}]}, True),
    ({"events": [{"date": "2025-01-30", "do": "add_family", "name": "Mia"}, *JOINS]}, True),
    ({"events": [{"date": "2025-02-03", "do": "join"}]}, False),
    ({"events": [*JOINS, *LATER]}, False),
    ({"with": {"trial.days": 7}}, False),
    ({"until": "2025-12-31"}, False),
]


@pytest.mark.parametrize(("change", "is_another"), CHANGES)
def test_a_document_is_the_same_while_title_rule_book_plan_and_first_action_are(
    change: dict[str, object], is_another: bool
) -> None:
    one, changed = (uids(as_ics([simulate(Scenario.from_dict(story))])) for story in (BASE, {**BASE, **change}))
    assert bool(set(one) & set(changed)) is not is_another


def test_documents_with_the_same_title_are_told_apart() -> None:
    timeline = simulate(FIRST_YEAR)
    assert len(uids(as_ics([timeline, timeline]))) == 2 * len(items(timeline, catalogue("en")))


def test_same_input_same_bytes_with_line_ends_of_the_format() -> None:
    text = as_ics([simulate(FIRST_YEAR)])
    assert text == as_ics([simulate(FIRST_YEAR)])
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@pytest.mark.slow
def test_the_benefits_are_the_days_that_end_with_them() -> None:
    for scenario in list(every_document())[::7]:
        timeline = simulate(scenario)
        windows = [item for item in items(timeline, catalogue("en")) if item.kind == "benefits"]
        assert sum(item.end_day - item.start_day for item in windows) == timeline.totals.benefit_days
        assert all(timeline.state_on(date.fromordinal(item.start_day)) in BENEFIT_STATES for item in windows)


def test_without_the_extra_it_is_named() -> None:
    program = (
        "import sys; sys.modules['icalendar'] = None; from membership_sim_command import main; "
        f"sys.argv[1:] = ['run', '{FIRST_YEAR}', '--format', 'ics']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    expected = "icalendar is not installed, and this needs it: pip install 'membership-sim[ics]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)
