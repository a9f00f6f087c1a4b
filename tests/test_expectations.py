"""What a file expects is checked wholly: each expectation has an entry of its own, each event its fate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import permutations
from time import process_time

import pytest

from membership_sim import expectations
from membership_sim.expectations import Finding
from membership_sim.files.scenario_file import load_scenarios
from membership_sim.findings import told
from membership_sim.matching import match
from membership_sim.scenario import Scenario

STORY = """\
title: story
wallet: [{card: visa, expires: 2026-04}]
until: 2026-06-30
events:
  - {date: 2025-01-31, do: join}
  - {date: 2025-02-10, do: use, benefit: video}
  - {date: 2025-02-10, do: use, benefit: video}
  - {date: 2025-03-05, do: pause}
"""


def findings(events: str = "", expect: str = "") -> list[Finding]:
    """Return the findings of the story with more events and with this `expect`, both YAML in flow style."""
    text = STORY + "".join(f"  - {{{event}}}\n" for event in events.splitlines() if event.strip())
    [scenario] = load_scenarios("story.yaml", text=text + (f"expect: {{{expect}}}\n" if expect else ""))
    return list(expectations.judge(scenario).findings)


def members(numbers: Iterable[int]) -> int:
    """Return numbers as a set of bits."""
    return sum(1 << number for number in numbers)


# What may be expected of the story, and holds.
HOLDS = """
final_state: cancelled
totals: {charged: 600}
totals: {charged: 600, refunded: 0, net: 600, benefit_days: 61}
entries: [{date: 2025-03-02, charge: 600}]
entries: [{date: 2025-03-02, charge: 600, rule: TRIAL-2, method: visa, plan: monthly, state: paid, seq: 4}]
entries: [{date: 2025-03-02, kind: charge, period: {start: 2025-03-02, end: 2025-04-02}}]
entries: [{date: 2025-03-05, action: pause, effective: 2025-04-02, benefits_until: 2025-04-01}]
entries: [{date: 2026-04-02, state: cancelled, rule: PAUSE-3}]
entries: [{date: 2026-04-02, state: cancelled, benefits: no}]
entries: [{date: 2026-04-01, state: paused}]
entries: [{date: 2026-06-30, state: cancelled}]
entries: [{date: 2025-04-01, benefits: yes}, {date: 2025-04-02, benefits: no}]
entries: [{date: 2026-04-02, kind: state, from: paused, state: cancelled}]
entries: [{date: 2025-02-10, use: video}, {date: 2025-02-10, use: video}]
entries: [{date: 2025-02-10, use: video, seq: 3}, {date: 2025-02-10, use: video}]
entries: [{date: 2025-02-10, kind: use}, {date: 2025-02-10, use: video, seq: 2}]
entries: [{date: 2025-03-02, charge: 600}], complete: [charge, refund]
entries: [{date: 2025-02-10, kind: use}, {date: 2025-02-10, rule: BENEFIT-1}], complete: [use]
complete: [refund]
entries: [{date: 2025-02-10, use: video, because: benefits can be used in a trial}]
"""


@pytest.mark.parametrize("expect", HOLDS.strip().splitlines())
def test_what_holds_is_no_finding(expect: str) -> None:
    assert findings(expect=expect) == []


# What is expected, and the finding: its message, then its differences.
FAILS = {
    "final_state: paid": ["the end of the run is not as expected", "final_state: expected paid, seen cancelled"],
    "totals: {net: 600, benefit_days: 60}": [
        "the total 'benefit_days' is not as expected", "benefit_days: expected 60, seen 61",
    ],
    "entries: [{date: 2025-03-02, charge: 500}]": [
        "no charge of 2025-03-02 is as expected", "nearest: entry 4, charge of 600 on 2025-03-02",
        "amount: expected 500, seen 600",
    ],
    "entries: [{date: 2025-03-02, charge: 600, rule: BILL-1, method: mc}]": [
        "no charge of 2025-03-02 is as expected", "nearest: entry 4, charge of 600 on 2025-03-02",
        "rule: expected BILL-1, seen TRIAL-2", "method: expected mc, seen visa",
    ],
    "entries: [{date: 2025-03-02, kind: charge, period: {start: 2025-03-02, end: 2025-04-01}}]": [
        "no charge of 2025-03-02 is as expected", "nearest: entry 4, charge of 600 on 2025-03-02",
        "period: expected {start: 2025-03-02, end: 2025-04-01}, seen {start: 2025-03-02, end: 2025-04-02}",
    ],
    "entries: [{date: 2025-03-02, kind: charge, tax: 0}]": [
        "no charge of 2025-03-02 is as expected", "nearest: entry 4, charge of 600 on 2025-03-02",
        "tax: expected 0, seen no such field",
    ],
    "entries: [{date: 2025-03-03, charge: 600}]": [
        "no charge of 2025-03-03 is as expected", "expected: charge: amount 600",
        "but there is one on another day: entry 4, charge of 600 on 2025-03-02",
    ],
    "entries: [{date: 2025-03-03, refund: 600}]": [
        "no refund of 2025-03-03 is as expected", "expected: refund: amount 600",
        "seen: nothing on 2025-03-03 that serves no other expectation",
    ],
    "entries: [{date: 2025-03-02, refund: 600}]": [
        "no refund of 2025-03-02 is as expected", "expected: refund: amount 600",
        "seen: entry 4, charge of 600 on 2025-03-02",
    ],
    # A third use, and the two there are serve the first two.
    "entries: [{date: 2025-02-10, use: video}, {date: 2025-02-10, use: video}, {date: 2025-02-10, kind: use}]": [
        "no use of 2025-02-10 is as expected", "expected: use",
        "seen: nothing on 2025-02-10 that serves no other expectation",
    ],
    "entries: [{date: 2026-04-02, state: paused}]": [
        "the end of 2026-04-02 is not as expected", "state: expected paused, seen cancelled",
    ],
    "entries: [{date: 2025-04-02, state: paid, benefits: yes}]": [
        "the end of 2025-04-02 is not as expected", "state: expected paid, seen paused",
        "benefits: expected yes, seen no",
    ],
    "entries: [{date: 2026-07-01, state: cancelled}]": [
        "2026-07-01 is not in the run, which goes from 2025-01-31 to 2026-06-30",
    ],
    "entries: [{date: 2026-04-02, state: cancelled, rule: PAY-7}]": [
        "no entry of 2026-04-02 is as expected", "nearest: entry 8, state on 2026-04-02",
        "rule: expected PAY-7, seen PAUSE-3",
    ],
    "complete: [charge]": ["entry 4, charge of 600 on 2025-03-02 is not listed, though `complete` names its kind"],
    "complete: [use], entries: [{date: 2025-02-10, use: video}]": [
        "entry 3, use video on 2025-02-10 is not listed, though `complete` names its kind",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("expect", "texts"), FAILS.items())
def test_what_does_not_hold_is_one_finding_with_its_difference(expect: str, texts: list[str]) -> None:
    [finding] = findings(expect=expect)
    assert [finding.message, *finding.difference] == texts


def test_a_finding_stands_at_its_place_in_the_file() -> None:
    [scenario] = load_scenarios(
        "story.yaml", text=STORY + "expect:\n  entries:\n    - {date: 2025-03-02,\n       charge: 500}\n"
    )
    [finding] = expectations.judge(scenario).findings
    assert str(finding).splitlines() == [
        "story.yaml:11:7: no charge of 2025-03-02 is as expected",
        "    nearest: entry 4, charge of 600 on 2025-03-02",
        "    amount: expected 500, seen 600",
    ]


def test_each_part_of_expect_that_does_not_hold_has_its_own_place() -> None:
    expect = (
        "expect:\n  complete:\n    - refund\n    - use\n    - charge\n  totals:\n    charged: 600\n    net: 500\n"
        "    refunded: 5\n  final_state: paid\n"
    )
    [scenario] = load_scenarios("story.yaml", text=STORY + expect)
    found = [str(finding).splitlines()[0] for finding in expectations.judge(scenario).findings]
    assert found == [
        "story.yaml:12:7: entry 2, use video on 2025-02-10 is not listed, though `complete` names its kind",
        "story.yaml:12:7: entry 3, use video on 2025-02-10 is not listed, though `complete` names its kind",
        "story.yaml:13:7: entry 4, charge of 600 on 2025-03-02 is not listed, though `complete` names its kind",
        "story.yaml:16:10: the total 'net' is not as expected",
        "story.yaml:17:15: the total 'refunded' is not as expected",
        "story.yaml:18:16: the end of the run is not as expected",
    ]


def test_what_is_told_of_very_many_findings_is_short() -> None:
    events = [{"date": "2025-01-31", "do": "join"}] + [{"date": "2025-02-10", "do": "use", "benefit": "video"}] * 200
    entries = [{"date": "2025-02-10", "charge": number} for number in range(150)]
    long = {"date": "2025-02-10", "rules": ["PAY-1"] * 1_000}
    scenario = Scenario.from_dict({"events": events, "expect": {"entries": [long, *entries]}, "until": "2025-02-20"})
    found = expectations.judge(scenario).findings
    assert len(found) == 151
    lines = told(found)
    assert lines[-1] == "... and 51 more findings"
    assert sum("no charge of 2025-02-10 is as expected" in line for line in lines) == 99
    assert max(map(len, lines)) < 1_000
    assert found[1].difference[1].endswith("entry 11, use video on 2025-02-10 and 190 more")


# More events of the story: what they say of a refusal, and the finding.
EVENTS = {
    "date: 2025-03-06, do: resume, refused: yes": "",
    "date: 2025-03-06, do: resume, refused: PAUSE-7": "",
    "date: 2025-03-06, do: keep": "",
    "date: 2025-03-06, do: resume": (
        "resume on 2025-03-06 is refused by PAUSE-7 in state paid, allowed now: use, cancel, keep,"
    ),
    "date: 2025-03-06, do: resume, refused: no": "resume on 2025-03-06 is refused by PAUSE-7 in state paid",
    "date: 2025-03-06, do: resume, refused: PAUSE-6": (
        "resume on 2025-03-06 is refused by PAUSE-7, expected was PAUSE-6"
    ),
    "date: 2025-03-06, do: keep, refused: yes": "keep on 2025-03-06 was expected to be refused, but it was accepted",
    "date: 2025-03-06, do: keep, refused: CANCEL-4": (
        "keep on 2025-03-06 was expected to be refused by CANCEL-4, but it was accepted"
    ),
    "date: 2025-03-06, do: pay, refused: yes\n  date: 2025-03-06, do: resume": (
        "resume on 2025-03-06 is refused by PAUSE-7 in state paid"
    ),
}


@pytest.mark.parametrize(("event", "message"), EVENTS.items())
def test_an_event_is_refused_as_the_file_says(event: str, message: str) -> None:
    found = findings(event)
    assert len(found) == bool(message)
    for finding in found:
        assert finding.message.startswith(message)
        assert finding.place is not None
        assert finding.place.line == 8 + len(event.splitlines())


def test_a_decline_is_no_finding() -> None:
    text = STORY.replace("expires: 2026-04", "expires: 2025-01")
    [scenario] = load_scenarios("story.yaml", text=text.replace("  - {date: 2025-03-05, do: pause}\n", ""))
    assert expectations.judge(scenario).findings == ()


def test_many_alike_on_one_day_are_matched() -> None:
    same = range(4000)
    assert len(match(dict.fromkeys(same, members(same)), members(same))) == len(same)


@pytest.mark.slow
def test_a_chain_of_exchanges_may_be_longer_than_the_call_stack() -> None:
    count = 3000
    chain = {index: members([index, index + 1]) for index in range(count)}
    assert match(chain | {count: members([0])}, 0) == {count: 0} | {index: index + 1 for index in range(count)}
    assert match(chain, members([count])) == {index: index for index in range(count - 1)} | {count - 1: count}
    assert match(chain, members(range(1, count + 1))) == {index: index + 1 for index in range(count)}


def long_story(count: int, days: int, events: str, lines: str) -> list[Finding]:
    """Return the findings of a paid year and `count` more events on `days` days, with an expected line for each."""
    first = date(2025, 3, 10)
    text = STORY.replace("  - {date: 2025-03-05, do: pause}\n", "").replace("2026-06-30", "2027-12-31")
    on = [first + timedelta(number * days // count) for number in range(count)]
    text += "".join(f"  - {{date: {day}, {events.format(number)}}}\n" for number, day in enumerate(on))
    text += "expect:\n  entries:\n"
    text += "".join(f"    - {{date: {day}, {lines.format(number)}}}\n" for number, day in enumerate(on))
    [scenario] = load_scenarios("long.yaml", text=text)
    timeline, found = expectations.run(scenario)
    assert not found
    assert scenario.expected is not None
    begun = process_time()
    found = expectations.check(timeline, scenario.expected)
    assert process_time() - begun < 2
    return list(found)


# More events, `{}` is the number of each; an expected line for each; how many findings there are for 4000.
VIDEO = "do: use, benefit: video"
LONG = [
    (VIDEO, "use: video", 0),
    (VIDEO, "use: video, state: paid, rule: BENEFIT-1", 0),
    (VIDEO, "use: music", 4000),
    (VIDEO, "charge: {}", 4000),
    (VIDEO + ", value: {}", "use: video, value: {}", 0),
    (VIDEO + ", value: {}", "use: video, value: 1{}0000", 4000),
    (VIDEO, "benefits: yes", 0),
]


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, 300])
@pytest.mark.parametrize(("events", "lines", "count"), LONG)
def test_a_long_file_is_checked_at_once(days: int, events: str, lines: str, count: int) -> None:
    assert len(long_story(4000, days, events, lines)) == count


@pytest.mark.slow
def test_a_long_chain_of_refused_uses_is_checked() -> None:
    """Each line fits two neighbours and takes the first of them, until the last line wants the first entry."""
    count = 1500
    pairs = [f"value: {i // 2}, by: p{(i + 1) // 2}" for i in range(count)]
    halves = [f"value: {i // 2}" if i % 2 == 0 else f"by: p{(i + 1) // 2}" for i in range(count - 1)]
    text = "until: 2025-06-30\nevents:\n  - {date: 2025-01-31, do: join}\n"
    text += "  - {date: 2025-02-10, do: cancel, when: now}\n"
    text += "".join(f"  - {{date: 2025-03-10, do: use, benefit: video, {pair}, refused: yes}}\n" for pair in pairs)
    text += "expect:\n  entries:\n"
    text += "".join(f"    - {{date: 2025-03-10, refused: use, {ask}}}\n" for ask in [*halves, pairs[0]])
    [scenario] = load_scenarios("chain.yaml", text=text)
    assert expectations.judge(scenario).findings == ()


# Which entries each expectation could meet, which entries must be met, and how many of each are met at best.
MATCHINGS = [
    ({0: [1, 2], 1: [1]}, set(), 2, 0),
    ({0: [1], 1: [1]}, {1}, 1, 1),
    ({0: [1, 2], 1: [2, 3], 2: [3]}, set(), 3, 0),
    ({0: [1, 2]}, {2}, 1, 1),
    ({0: [1, 2], 1: [1]}, {2}, 2, 1),
    ({0: [1, 2], 1: [2, 3]}, {2, 3}, 2, 2),
    ({0: [1, 2, 3], 1: [1, 2], 2: [1]}, {1, 2, 3}, 3, 3),
    ({0: []}, {1}, 0, 0),
]


@pytest.mark.parametrize(("candidates", "must", "served", "met"), MATCHINGS)
def test_the_best_matching_is_found_in_any_order(
    candidates: dict[int, list[int]], must: set[int], served: int, met: int
) -> None:
    for order in permutations(candidates):
        found = match({index: members(candidates[index]) for index in order}, members(must))
        assert len(set(found.values())) == len(found) == served
        assert len(must & set(found.values())) == met
        assert all(number in candidates[index] for index, number in found.items())
