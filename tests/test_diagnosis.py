"""Diagnosis: which change of the actions would explain a record that diverges."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import settings

from membership_sim.cli import status
from membership_sim.edits import PLAUSIBLE, Diagnosis
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Setup
from membership_sim.oracle.records.diagnosis import diagnose
from membership_sim.oracle.records.edited import Court, without
from membership_sim.show.diagnosis_text import diagnosis_lines, edits_text
from tests.tampering import tell
from tests.told_lives import case, cut_case, judged, lines_of, reproduces, tally

JP = load_rulebook("amazon.co.jp")
MONEY = ("charge", "decline", "refund", "use")


def row(text: str) -> dict[str, Any]:
    """Return the line that a text such as `03-05 cancel when=now`, `03-02 charge 600` or `05-02 is paused` says."""
    on, what, *more = text.split()
    fields: dict[str, Any] = {"date": f"2025-{on}"}
    if what == "is":
        return fields | {"state": more[0]}
    if what in ("charge", "decline", "refund"):
        return fields | {what: int(more[0])}
    if what in ("use", "refused"):
        return fields | {what: more[0]}
    return fields | {"action": what} | dict(pair.split("=") for pair in more)


def diagnosis(record: str, observes: tuple[str, ...] = MONEY, **options: Any) -> Diagnosis:
    """Return the diagnosis of a record as text, its lines parted by commas."""
    rows = [row(text) for text in record.split(",")]
    setup = Setup(JP, "monthly", observes=observes, **{"until_day": None, **options})
    return diagnose(lines_of(rows, setup), setup)


def texts(found: Diagnosis) -> list[str]:
    return [edits_text(each.edits, JP.currency) for each in found.explanations]


def test_what_nobody_knows_the_day_of_is_left_out() -> None:
    """TIME-2; without any other line nothing is tried."""
    rows = [row(text) for text in f"{PAID}, 03-05 cancel, 04-02 charge 600".split(",")]
    late = {"date": "2025-03-10", "refused": "resume", "rule": "TIME-2"}
    setup = Setup(JP, "monthly", observes=MONEY)
    with_it, without_it = (diagnose(lines_of(rows[:3] + told + rows[3:], setup), setup) for told in ([late], []))
    assert texts(with_it) == texts(without_it) != []
    assert diagnose(lines_of([late], setup), setup) == Diagnosis((), 0, False)


PAID = "01-31 join, 03-02 charge 600"
# A record, and the sentence of the first explanation.
CASES = f"""
{PAID}, 03-05 cancel, 04-02 charge 600, 05-02 charge 600 | the cancel of 2025-03-05 was never registered
01-31 join, 03-01 cancel, 03-02 charge 600, 06-01 is cancelled | the cancel of 2025-03-01 took effect in the next period, on 2025-04-02 (as if registered between 2025-03-02 and 2025-04-01)
{PAID}, 03-05 cancel, 04-02 charge 600, 05-02 charge 600, 06-09 is cancelled | the cancel of 2025-03-05 was registered later, between 2025-05-02 and 2025-06-01, and took effect on 2025-06-02
{PAID}, 03-02 charge 600, 04-02 charge 600, 04-02 charge 600 | the charge of ¥600 on 2025-03-02, 2 charges in all, belongs to another account that joined on 2025-01-31 on monthly, with a trial
{PAID}, 03-20 charge 600, 04-02 charge 600, 04-20 charge 600 | the charge of ¥600 on 2025-03-20, 2 charges in all, belongs to another account that joined on 2025-02-18 on monthly, with a trial
{PAID}, 03-20 charge 5900, 04-02 charge 600 | the charge of ¥5,900 on 2025-03-20 belongs to another account that joined on 2025-02-18 on annual, with a trial
{PAID}, 03-20 charge 600, 04-02 charge 600, 05-02 charge 600 | the charge of ¥600 on 2025-03-20 belongs to another account that joined on 2025-02-18 on monthly, with a trial, and was cancelled before 2025-04-20
{PAID}, 03-05 cancel when=now, 03-09 is cancelled | the refund of ¥600 of 2025-03-05 is still within its 5 business days, to 2025-03-12
{PAID}, 03-05 cancel when=now, 03-11 refund 600, 05-09 is cancelled | the refund of ¥600 of 2025-03-05 came within its 5 business days, on 2025-03-11
{PAID}, 03-05 cancel when=now, 05-09 is cancelled | an action was not recorded: use delivery, between 2025-03-02 and 2025-03-04
{PAID}, 03-05 use video, 03-06 cancel when=now, 03-06 refund 600 | the use of video of 2025-03-05 was never registered
{PAID}, 06-02 is cancelled | an action was not recorded: cancel, between 2025-03-02 and 2025-04-01
{PAID}, 03-05 set_reminder to=yes, 03-12 use video, 03-17 use video, 03-22 use video, 03-29 use video, 06-02 is cancelled | an action was not recorded: cancel, between 2025-03-02 and 2025-04-01
{PAID}, 06-02 is paused | an action was not recorded: pause, between 2025-03-02 and 2025-04-01
{PAID}, 03-05 cancel, 04-09 charge 600 | an action was not recorded: join, on 2025-04-09
{PAID}, 03-05 pause, 04-20 charge 600, 05-20 charge 600 | an action was not recorded: resume, on 2025-04-20
{PAID}, 04-05 charge 600, 05-02 charge 600 | the charge of ¥600 on 2025-04-02 was declined, and that was not recorded
{PAID}, 04-09 charge 600, 05-02 charge 600 | the charge of ¥600 on 2025-04-02 was declined, 2 tries in all, and that was not recorded
{PAID}, 03-20 refund 600, 04-02 charge 600 | the refund of ¥600 on 2025-03-20 belongs to another account
03-02 charge 600, 04-02 charge 600, 05-02 charge 600 | an action was not recorded: join, trial: no, on 2025-03-02
01-31 join plan=annual trial=no, 01-31 charge 5900, 02-03 cancel when=now, 02-03 refund 5900, 04-09 charge 600 | an action was not recorded: join monthly, on 2025-04-09
02-03 charge 5900, 02-09 is paid | an action was not recorded: join annual, trial: no, on 2025-02-03
{PAID}, 03-05 resume, 04-02 charge 777 |
{PAID}, 03-05 cancel, 03-20 charge 300, 04-02 charge 600, 04-20 charge 300, 05-02 charge 600 | the charge of ¥300 on 2025-03-20, 2 charges in all, belongs to another account that joined on 2024-09-20 on student_monthly, with a trial and the cancel of 2025-03-05 was never registered
"""  # noqa: E501


@pytest.mark.parametrize("line", CASES.strip().splitlines())
@pytest.mark.slow
def test_the_first_explanation_is_the_likeliest(line: str) -> None:
    record, wanted = map(str.strip, line.split("|"))
    found = diagnosis(record)
    assert texts(found)[:1] == ([wanted] if wanted else [])
    assert found.tried > 0


# Records from 10 March 2025 on, and the sentence of the first explanation.
MID_LIFE = """
04-02 charge 5900 | an action was not recorded: change plan to annual, between 2025-03-10 and 2025-04-01
03-11 set_reminder to=no, 04-02 charge 5900 | an action was not recorded: change plan to annual, between 2025-03-10 and 2025-04-01
06-02 is cancelled | an action was not recorded: cancel, between 2025-03-10 and 2025-04-01
04-20 is paused | an action was not recorded: pause, between 2025-03-10 and 2025-04-01
03-12 refund 600 | an action was not recorded: cancel now, on 2025-03-12
"""  # noqa: E501


@pytest.mark.parametrize("line", MID_LIFE.strip().splitlines())
def test_a_life_that_is_told_from_its_middle_is_searched_from_there(line: str) -> None:
    """Before the first line too, as far back as what is given."""
    record, wanted = map(str.strip, line.split("|"))
    given = tell("2025-01-31 join", "2025-03-10").end
    assert texts(diagnosis(record, given=given))[:1] == [wanted]


@pytest.mark.slow
def test_a_student_may_have_graduated() -> None:
    joined = "01-31 join trial=no plan=student_monthly, 01-31 charge 300, 02-28 charge 300"
    first, second = texts(diagnosis(f"{joined}, 03-31 charge 600, 04-30 charge 600"))
    assert first.startswith("an action was not recorded: graduation: 2025-03, between")
    assert second.startswith("an action was not recorded: change plan to monthly, between")
    [alone] = texts(diagnosis(f"{joined}, 03-31 charge 5900"))  # of another interval than a graduation leads to
    assert alone.startswith("an action was not recorded: change plan to annual, between")


def test_what_lasts_may_have_been_told_long_before() -> None:
    """PLAN-4: who graduated cannot join a student plan; twenty actions lie between the two."""
    often = [f"{month:02}-{day} {do}" for month in (3, 4, 5) for day in (11, 12, 13) for do in ("cancel", "keep")]
    others = ["04-02 charge 600", "05-02 charge 600", "05-14 use video", "05-20 cancel when=now"]
    middle = sorted([*often, *others], key=lambda line: line[:5])
    record = [PAID, "03-03 set_graduation month=2025-04", *middle, "05-21 join plan=student_annual trial=no"]
    found = diagnosis(", ".join([*record, "05-21 charge 2950"]))
    assert texts(found)[0] == "the setting of the graduation to 2025-04 of 2025-03-03 was never registered"


def test_days_on_which_the_record_would_be_another_are_left_out() -> None:
    """BENEFIT-1: nobody uses benefits while suspended, so that a use before or after, and none between, explains it."""
    declined = ", ".join(f"03-{day} decline 600" for day in ("02", "05", "09", "16"))
    often = ", ".join(f"03-{day} set_reminder to={to}" for day, to in ((27, "yes"), (28, "no"), (29, "yes")))
    record = f"01-31 join, {declined}, 03-26 pay, 03-26 charge 600, {often}, 04-01 cancel when=now"
    first = diagnosis(record, until_day=date(2025, 4, 20).toordinal()).explanations[0]
    assert [edits_text(edits, JP.currency) for edits in (first.edits, *first.same)][:2] == [
        "an action was not recorded: use delivery, between 2025-03-26 and 2025-03-31",
        "an action was not recorded: use delivery, between 2025-03-02 and 2025-03-15",
    ]


def often(do: str, month: int, *more: str) -> list[str]:
    """Return rows of one action on every other day of a month."""
    return [f"{month:02}-{day:02} {do} {more[number % len(more)]}" for number, day in enumerate(range(4, 28, 2))]


def test_uses_of_long_ago_are_not_doubted() -> None:
    lately = [*often("set_reminder", 4, "to=yes", "to=no"), "05-02 charge 777"]
    tried = [
        diagnosis(", ".join([PAID, *uses, "04-02 charge 600", *lately])).tried
        for uses in ([], often("use", 3, "video", "music"))
    ]
    assert tried[0] == tried[1] > 0


def test_what_is_tried_of_earlier_actions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    months = [line for month in (3, 4, 5, 6) for line in often("set_reminder", month, "to=yes", "to=no")]
    charges = [f"{month:02}-02 charge 600" for month in (4, 5, 6)]
    record = ", ".join([PAID, *sorted([*months, *charges]), "07-02 charge 777"])
    found = {}
    for most in (0, 10, 10_000):
        monkeypatch.setattr("membership_sim.oracle.records.diagnosis.MOST_FOR_EARLIER", most)
        found[most] = diagnosis(record)
    assert found[10].tried == found[0].tried + 10
    assert not found[10].is_complete
    assert found[10_000].is_complete
    assert found[10_000].tried > found[10].tried


def test_what_turns_far_away_is_not_tried() -> None:
    """Forty cancels that were kept lie between the charge that is missing and the setting that is doubted."""
    pairs = [f"{month:02}-{day:02} {do}" for month in (3, 4, 5, 6) for day in range(3, 23) for do in ("cancel", "keep")]
    charges = [f"{month:02}-02 charge 600" for month in (4, 5, 6)]
    settings_ = often("set_reminder", 7, "to=yes", "to=no")[:6]
    tried = []
    for kept in (pairs[:40], pairs):
        record = [PAID, *sorted([*kept, *charges], key=lambda line: line[:5]), "07-02 charge 600", *settings_]
        tried.append(diagnosis(", ".join(record), until_day=date(2025, 8, 10).toordinal()).tried)
    assert tried[1] <= tried[0] + 30


def test_a_setting_that_is_set_again_parts_the_days_on_which_it_may_have_come() -> None:
    """NOTICE-1: reminders that are on from any day between the two others on would be due once more, on 01-29."""
    settings_ = ("01-10 set_reminder to=no", "02-01 charge 600", "02-10 set_reminder to=yes")
    rows = [row(text) for text in ("01-01 charge 600", *settings_)]
    for month, day in (("02-26", "03-01"), ("03-29", "04-01"), ("04-28", "05-01")):
        rows += [{"date": f"2025-{month}", "notice": "reminder"}, row(f"{day} charge 600")]
    before = [{"action": "join", "trial": False}, {"charge": 600}]
    rows[:0] = [{"date": "2024-12-01", **its} for its in before]
    rows.insert(2, {"date": "2024-12-05", "action": "set_reminder", "to": True})
    until_day = date(2025, 5, 20).toordinal()
    setup = Setup(JP, "monthly", observes=("charge", "decline", "refund", "notice"), until_day=until_day)
    told = diagnose(lines_of(rows, setup), setup).explanations
    later = [edits[-1] for each in told for edits in (each.edits, *each.same) if edits[-1].kind == "delayed"]
    days = {(date.fromordinal(edit.first_day), date.fromordinal(edit.last_day)) for edit in later}
    assert (date(2025, 1, 30), date(2025, 5, 20)) in days
    assert not any(first <= date(2025, 1, 28) and last > date(2025, 1, 9) for first, last in days)


@pytest.mark.slow
@pytest.mark.parametrize("count", [0, 60])
def test_that_earlier_actions_are_doubted_leaves_enough_for_two_edits(count: int) -> None:
    """However many idle actions there are, the cancel and the join that nobody recorded come first."""
    days = [f"2025-{month:02}-{day:02}" for month in range(3, 13) for day in range(4, 27, 2)]
    rows = [{"date": day, "action": "set_reminder", "to": number % 2 == 0} for number, day in enumerate(days[:count])]
    charged = [f"2025-{month:02}-02" for month in range(3, 13)] + ["2026-01-02", "2026-02-02"]
    rows += [{"date": day, "charge": 600} for day in (*charged, "2026-04-20", "2026-05-20")]
    record = [{"date": "2025-01-31", "action": "join"}, *sorted(rows, key=lambda its: str(its["date"]))]
    setup = Setup(JP, "monthly", observes=MONEY[:3], until_day=date(2026, 6, 10).toordinal())
    assert texts(diagnose(lines_of(record, setup), setup))[0] == (
        "an action was not recorded: cancel, on 2026-03-01 and an action was not recorded: join, on 2026-04-20"
    )


def test_explanations_are_ranked_and_what_leaves_the_same_record_is_told_as_one() -> None:
    found = diagnosis(f"{PAID}, 03-05 cancel, 04-02 charge 600, 04-30 is paid")
    assert texts(found)[:2] == [
        "the cancel of 2025-03-05 was never registered",
        "the cancel of 2025-03-05 took effect in the next period, on 2025-05-02 "
        "(as if registered between 2025-04-02 and 2025-04-30)",
    ]
    [[keep]] = found.explanations[0].same
    assert edits_text((keep,), JP.currency) == "an action was not recorded: keep, between 2025-03-05 and 2025-04-01"
    ranks = [(len(each.edits), each.edits[0].kind) for each in found.explanations]
    assert ranks == sorted(ranks, key=lambda rank: (rank[0], PLAUSIBLE.index(rank[1])))


@pytest.mark.parametrize("most", [1, 5, 20])
def test_what_is_tried_is_bounded(most: int) -> None:
    setup = Setup(JP, "monthly", observes=MONEY)
    rows = [row(text) for text in f"{PAID}, 03-05 use video, 03-09 pause, 04-02 charge 777".split(",")]
    found = diagnose(lines_of(rows, setup), setup, most)
    assert (found.explanations, found.tried, found.is_complete) == ((), most, False)
    assert list(diagnosis_lines(found, JP.currency)) == [f"none of the first {most} changes of the actions explains it"]


def test_a_record_that_conforms_needs_no_explanation() -> None:
    assert diagnosis(f"{PAID}, 04-02 charge 600") == Diagnosis((), 0)
    assert diagnose([], Setup(JP, "monthly")) == Diagnosis((), 0)


def test_a_date_that_is_a_day_off_is_no_difference_to_be_explained() -> None:
    record = f"{PAID}, 03-05 cancel, 04-03 charge 600, 05-02 charge 600"
    assert texts(diagnosis(record, within_days=1))[0] == "the cancel of 2025-03-05 was never registered"
    assert texts(diagnosis(record))[0] != "the cancel of 2025-03-05 was never registered"


def test_a_whole_timeline_is_explained_without_its_numbers() -> None:
    """What was done without the tool is put between its entries, which have numbers."""
    timeline = tell("2025-01-31 join; 2025-03-20 use video", "2025-06-01")
    rows = timeline.rows()
    place = next(number for number, each in enumerate(rows) if each["date"] > "2025-03-05")
    rows.insert(place, {"date": "2025-03-05", "kind": "action", "action": "cancel"})
    setup = Setup(JP, "monthly", until_day=timeline.until_day)
    lines = lines_of(rows, setup)
    assert judged(lines, setup).divergence is not None
    assert texts(diagnose(lines, setup))[0] == "the cancel of 2025-03-05 was never registered"


CASES_TRIED = {"quick": 12, "ci": 100, "thorough": 1000}
RANGES = {"quick": 8, "ci": 60, "thorough": 1000}


@pytest.mark.slow
def test_generated_lives_that_went_otherwise_are_explained() -> None:
    """The first answer reproduces the record always, and is the truth in nine of ten cases that can be told apart."""
    found = tally(CASES_TRIED[settings.get_current_profile_name()], range(10**6))
    assert found.wrong == ()
    assert found.first >= 0.9 * (found.diverging - found.alike), found
    assert found.alike <= 0.25 * found.diverging, found


@pytest.mark.slow
def test_every_explanation_of_a_generated_life_reproduces_its_record() -> None:
    for told in filter(None, map(case, range(RANGES[settings.get_current_profile_name()]))):
        if judged(told.lines, told.setup).divergence is not None:
            for explanation in diagnose(told.lines, told.setup).explanations:
                assert all(reproduces(told, edits) for edits in (explanation.edits, *explanation.same)), told.seed


@pytest.mark.slow
def test_an_action_that_is_not_told_after_the_middle_of_a_life_is_found() -> None:
    """A generated life from a day on, one action of which is left out, the first of all more often than not."""
    found = []
    for told in filter(None, map(cut_case, range(RANGES[settings.get_current_profile_name()] * 4))):
        if judged(told.lines, told.setup).divergence is not None:
            explanations = diagnose(told.lines, told.setup).explanations
            assert all(reproduces(told, each.edits) for each in explanations), told.seed
            edits = [edit for each in explanations for group in (each.edits, *each.same) for edit in group]
            found.append(any(edit.first_day <= told.day <= edit.last_day for edit in edits if edit.kind == "added"))
    assert sum(found) >= len(found) / 2 > 0, found


@pytest.mark.slow
def test_a_judge_who_goes_on_says_what_a_fresh_one_says() -> None:
    for told in filter(None, map(case, range(RANGES[settings.get_current_profile_name()]))):
        court = Court(told.setup, 10**6)
        court.judge(told.lines)
        for number in range(1, len(told.lines)):
            lines = list(without(tuple(told.lines), number + 1))
            fresh = judged([line._replace(number=place) for place, line in enumerate(lines, start=1)], told.setup)
            found = court.judge(lines)
            assert (found.divergence, found.fits) == (fresh.divergence, fresh.judgement == "conforms"), told.seed


MEMBERS = """
{"member": "a", "date": "2025-01-31", "action": "join"}
{"member": "b", "date": "2025-01-31", "action": "join"}
{"member": "a", "date": "2025-03-02", "charge": 600}
{"member": "b", "date": "2025-03-02", "charge": 600}
{"member": "a", "date": "2025-03-05", "action": "cancel"}
{"member": "a", "date": "2025-04-02", "charge": 600}
{"member": "c", "date": "2025-01-31", "action": "join"}
{"member": "c", "date": "2025-03-02", "charge": 777}
{"member": "d", "date": "2025-01-31", "action": "join"}
{"member": "d", "date": "2025-03-02", "charge": 777}
{"member": "d", "date": "2025-03-09", "use": "video"}
{"member": "d", "date": "2025-03-01", "charge": 777}
"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    Path("r.jsonl").write_text(MEMBERS, encoding="utf-8")

    def call(*options: str) -> str:
        assert status(["check", "r.jsonl", *options]) == 2  # the last line goes back
        return capsys.readouterr().out

    return call


def test_check_tells_explanations_in_words(check: Callable[..., str]) -> None:
    plain, told = check(), check("--diagnose")
    assert "would conform" not in plain
    more = " ".join(line.strip() for line in told.splitlines() if line not in plain.splitlines())
    assert more.startswith(
        "would conform if the cancel of 2025-03-05 was never registered: charged on 2025-04-02, because the next period"
    )
    assert "or if an action was not recorded: keep, between 2025-03-05 and 2025-04-01: the record is the same" in more
    assert "no change of the actions explains it: " in more
    assert more.endswith("no change of the actions was tried: it has no lines, too many, or some that cannot be used")


def test_check_tells_explanations_as_data(check: Callable[..., str]) -> None:
    members = {member["member"]: member for member in json.loads(check("--diagnose", "--format", "json"))["members"]}
    assert "diagnosis" not in members["b"]
    first = members["a"]["diagnosis"]["explanations"][0]
    assert first["rank"] == 1
    assert first["edits"] == [
        {"kind": "removed", "date": "2025-03-05", "place": "r.jsonl:6:1", "action": "cancel"},
    ]
    assert first["text"] == "the cancel of 2025-03-05 was never registered"
    assert first["because"].startswith("the next period of monthly is paid in advance")
    [[keep]] = first["same"]
    assert keep == {"kind": "added", "action": "keep", "days": {"from": "2025-03-05", "to": "2025-04-01"}}
    assert members["c"]["diagnosis"].items() >= {"complete": True, "explanations": []}.items()
    assert members["c"]["diagnosis"]["tried"] > 10
    assert members["d"]["diagnosis"] == {"tried": 0, "complete": False, "explanations": []}


@pytest.mark.parametrize(("limit", "diagnosed"), [("MOST_LINES", {"a", "c", "d"}), ("MOST_MEMBERS", {"a"})])
def test_long_and_many_records_are_left_out(
    limit: str, diagnosed: set[str], check: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("membership_sim.oracle.records.diagnosis." + limit, 1)
    members = {member["member"]: member for member in json.loads(check("--diagnose", "--format", "json"))["members"]}
    assert {name for name, member in members.items() if "diagnosis" in member} == diagnosed
    tried = sum(members[name]["diagnosis"]["tried"] for name in diagnosed)
    assert (tried == 0) == (limit == "MOST_LINES")


def test_junit_has_the_explanations_in_the_failure(check: Callable[..., str]) -> None:
    suite = ElementTree.fromstring(check("--diagnose", "--format", "junit"))
    [failure] = suite.findall("testcase[@name='a']/failure")
    assert "would conform if the cancel of 2025-03-05 was never registered" in (failure.text or "")
