"""`check` as its users meet it: verdicts on plain records, what they rest on, and what cannot be used."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

import membership_sim
from membership_sim.checking import check_record
from membership_sim.cli import status
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.files.schema_formats import SCHEMAS
from membership_sim.foreign import Setup
from membership_sim.verdicts import Doubt
from tests.records import Record, judged

JOIN = '{"date": "2025-01-31", "action": "join"}'
PAID = f'{JOIN[:-1]}, "trial": "no"}}\n{{"date": "2025-01-31", "charge": 600}}'
ENDED = '{"date": "2025-03-25", "action": "terminate"}\n{"date": "2025-03-25", "refund": 9}'
CANCELLED_NOW = '{"date": "2025-04-21", "action": "cancel", "when": "now"}'
ADDED = '{"date": "2025-01-31", "action": "add_method", "method": {"card": "v"}}'
DECLINED = '{"date": "2025-03-02", "decline": 600}'
FIRST = '{"date": "2025-03-02", "charge": 600}'
SECOND = '{"date": "2025-04-02", "charge": 600}'
ALL = f"{JOIN}\n{FIRST}\n{SECOND}"
MONEY = "--observes charge,decline"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Judge a record; return the exit status, the JSON and what is told on standard error."""
    monkeypatch.chdir(tmp_path)

    def call(record: str, options: str = "", name: str = "r.jsonl") -> tuple[int, Any, str]:
        Path(name).write_text(record, encoding="utf-8")
        code = status(["check", name, *shlex.split(options), *([] if "--format" in options else ["--format", "json"])])
        out, err = capsys.readouterr()
        return code, json.loads(out) if "--format" not in options and out else out, err

    return call


# A record, the options, the verdict, the line of the divergence and its deciding rule.
PLAIN = f"""
{ALL} | | conforms
{JOIN} | | undetermined
{JOIN} | --observes refund --until 2032-01-01 | undetermined
{JOIN} | --observes action --until 2030-01-01 | undetermined
{JOIN} | --observes use --until 2030-01-01 | undetermined
{JOIN} | --observes refused --until 2030-01-01 | undetermined
{JOIN} | --observes decline --until 2025-02-01 | undetermined
{JOIN} | --observes charge --until 2025-03-01 | conforms
{JOIN} | --observes charge,decline --until 2025-03-02 | diverges 1 TRIAL-2
{JOIN} | --observes refund,charge --until 2025-03-02 | undetermined
{PAID}\n{CANCELLED_NOW} | --observes charge,refund | undetermined
{JOIN}\n{CANCELLED_NOW.replace("04", "02")} | --observes refund | conforms
{JOIN}\n{CANCELLED_NOW.replace("04", "02")} | | undetermined
{JOIN}\n{{"date": "2032-01-01", "refund": 1}} | --observes refund | diverges 2 REFUND-6
{PAID}\n{ENDED.replace("2025", "2025")} | --observes refund | diverges 4 REFUND-5
{PAID}\n{ENDED.replace("2025", "2029")} | --observes refund | diverges 4 REFUND-5
{JOIN} | --observes state --until 2032-01-01 | diverges 1 JOIN-1
{JOIN}\n{FIRST} | --until 2025-04-01 | conforms
{JOIN}\n{FIRST} | --until 2025-04-02 | undetermined
{JOIN}\n{FIRST} | --until 2025-04-02 --observes charge,decline | diverges 2 BILL-1
{ALL.replace("600", "500")} | | diverges 2 PRICE-1
{ALL.replace("04-02", "04-03")} | | undetermined
{ALL.replace("04-02", "04-04")} | | diverges(assumed) 3 PAY-3
{ALL.replace("04-02", "04-03")} | --observes charge,decline | diverges 3 BILL-1
{ALL.replace("04-02", "04-03")} | --within 1d | conforms
{ALL.replace("04-02", "04-04")} | --within 1d --observes charge,decline | diverges 3 BILL-1
{ALL.replace("04-02", "04-01")} | --within 1d --observes charge,decline | conforms
{JOIN}\n{SECOND} | --observes charge,decline | diverges 2 TRIAL-2
{ALL}\n{SECOND} | | diverges 4 BILL-1
{ALL}\n{{"date": "2025-04-09", "refund": 600}} | | diverges 4 REFUND-6
{JOIN}\n{FIRST}\n{{"date": "2025-03-05", "action": "cancel"}}\n{SECOND} | | diverges 4 CANCEL-1
{JOIN}\n{{"date": "2025-02-01", "action": "resume"}} | | diverges 2 PAUSE-7
{JOIN}\n{{"date": "2025-02-01", "refused": "resume"}} | | conforms
{JOIN}\n{{"date": "2025-02-01", "refused": "resume", "rule": "PAUSE-6"}} | | diverges 2 PAUSE-7
{JOIN}\n{{"date": "2025-02-01", "refused": "cancel"}} | | diverges 2 TRIAL-3
{{"date": "2025-01-31", "refused": "join", "rule": "JOIN-4"}} | | conforms
{{"date": "2025-01-31", "refused": "join", "rule": "PLAN-4"}} | | diverges 1 JOIN-1
{JOIN}\n{{"date": "2025-02-01", "state": "trial", "benefits": "yes"}} | | conforms
{JOIN}\n{{"date": "2025-02-01", "state": "paid"}} | | diverges 2 TRIAL-2
{JOIN}\n{{"date": "2025-02-01", "benefits": "no"}} | | diverges 2 JOIN-1
{JOIN}\n{DECLINED}\n{{"date": "2025-03-05", "charge": 600}} | | conforms
{JOIN}\n{FIRST}\n{{"date": "2025-04-05", "charge": 600}} | | undetermined
{JOIN}\n{FIRST}\n{{"date": "2025-04-05", "charge": 600}} | --observes charge,decline | diverges 3 BILL-1
{JOIN}\n{FIRST}\n{{"date": "2025-04-07", "charge": 600}} | --observes charge,refund | undetermined
{JOIN}\n{DECLINED}\n{{"date": "2025-03-07", "charge": 600}} | | acceptable
{JOIN}\n{DECLINED}\n{{"date": "2025-03-06", "decline": 600}} | --observes decline | diverges(assumed) 3 PAY-3
{{"date": "2025-01-31", "action": "join", "trial": "no"}}\n{{"date": "2025-01-31", "charge": 600}} | | conforms
{{"at": "2025-01-30T16:30Z", "action": "join"}}\n{{"at": "2025-03-01T15:00Z", "charge": 600}} | | conforms
{JOIN}\n{{"date": "2025-03-02", "charge": 5900}} | --plan annual | conforms
{JOIN}\n{FIRST.replace("600", "1632")} | --rulebook amazon.com --sales-tax 8.875% | conforms
"""


@pytest.mark.parametrize("row", PLAIN.strip().replace("}\n{", "}~{").splitlines())
def test_a_plain_record_has_its_verdict(row: str, check: Any) -> None:
    record, options, wanted = map(str.strip, row.split("|"))
    code, told, err = check(record.replace("~", "\n"), options)
    [member] = told["members"]
    words = wanted.replace("(assumed)", " (assumed rule)").rsplit(" ", 2) if "diverges" in wanted else [wanted]
    assert (err, member["verdict"]) == ("", words[0])
    assert code == (0 if wanted in ("conforms", "acceptable") else 1)
    if len(words) > 1:
        divergence = member["divergence"]
        assert [divergence["place"].split(":")[1], divergence["rules"][0]] == words[1:]
    else:
        assert member["verdict"] == "acceptable" or wanted == "undetermined" or "divergence" not in member


def test_nothing_is_said_of_what_was_expected_where_something_is_hidden(check: Any) -> None:
    _, out, _ = check(JOIN, "--observes refund,charge --until 2025-03-02 --format text")
    assert "a decline would explain it" in " ".join(out.split())
    assert "was expected" not in out
    _, out, _ = check(JOIN, "--format junit")
    assert "<skipped" in out


REJOINED = [
    {"date": "2025-03-02", "decline": 600, "reasons": [{"method": "visa", "reason": "expired"}]},
    {"date": "2025-03-02", "action": "cancel"},
    {"date": "2025-03-02", "action": "join"},
    {"date": "2025-03-02", "decline": 600, "reasons": [{"method": "visa", "reason": "invalid"}], "state": "cancelled"},
]
# Which of the lines is told on another day, how the dates are taken, and the verdict.
OUT_OF_ORDER = [
    (0, "2025-03-03", "--within 1d", "conforms"),
    (3, "2025-03-01", "--within 1d", "conforms"),
    (0, "2025-03-04", "--within 1d", "diverges"),
    (3, "2025-02-28", "--within 1d", "diverges"),
    (0, "2025-03-03", "", "diverges"),
    (3, "2025-03-01", "", "diverges"),
]


@pytest.mark.parametrize(("number", "on", "options", "wanted"), OUT_OF_ORDER)
def test_payments_of_two_memberships_may_stand_in_any_order_within_the_tolerance(
    number: int, on: str, options: str, wanted: str, check: Any
) -> None:
    """The decline of a rejoin beside that of the membership that ended on the same day (PAY-3, JOIN-3)."""
    told = [line | ({"date": on} if place == number else {}) for place, line in enumerate(REJOINED)]
    lines = [JOIN, *map(json.dumps, sorted(told, key=lambda line: str(line["date"])))]
    _, verdicts, _ = check("\n".join(lines), f"{MONEY} {options}")
    assert [verdict.partition(" ")[0] for verdict in verdicts["verdicts"]] == [wanted]


def test_payments_of_a_day_may_stand_in_any_order(check: Any) -> None:
    """Each reason is that of one of the two declines, none is that of both."""
    first, *others, last = map(json.dumps, REJOINED)
    for lines, wanted in (([first, *others, last], 0), ([last, *others, first], 0), ([last, *others, last], 1)):
        code, _, _ = check("\n".join([JOIN, *lines]), MONEY)
        assert code == wanted


REASONS = ("expired", "invalid", "insufficient_funds", "over_limit", "security_hold")
PAYS_NEXT = ['{"date": "2025-03-03", "action": "pay"}'] * 5
PAYS = ['{"date": "2025-03-02", "action": "pay"}'] * 4


def declines(on: str) -> list[str]:
    """Return a line for each of several declines of a day, no two of which are alike."""
    each = [{"date": on, "decline": 600, "reasons": [{"method": "visa", "reason": reason}]} for reason in REASONS]
    return [json.dumps(line) for line in each]


def numbered(lines: list[str]) -> list[str]:
    """Return the lines of declines with their attempts, so that each fits one try alone."""
    return [json.dumps(json.loads(line) | {"attempt": number}) for number, line in enumerate(lines, start=1)]


PAID_LATE = FIRST.replace("03-02", "03-05")
LATER = '{"date": "2025-04-20", "use": "video"}'
# Lines that leave many ways open, and whether those before them are enough to show what is wrong.
MANY_WAYS = [
    ([JOIN, FIRST, FIRST, *PAYS, *declines("2025-03-03")], True),
    ([JOIN, FIRST, FIRST, *PAYS, *numbered(declines("2025-03-02"))], False),
    ([JOIN, *numbered(declines("2025-03-02"))[::-1], *PAYS, PAID_LATE, SECOND, SECOND, LATER], False),
    ([JOIN, FIRST, FIRST, *PAYS, *declines("2025-03-02")], True),
    ([JOIN, *declines("2025-03-02"), *PAYS, PAID_LATE, SECOND, SECOND, LATER], True),
]


@pytest.mark.slow
@pytest.mark.parametrize(("lines", "is_shown"), MANY_WAYS)
def test_too_many_ways_hide_only_what_is_not_shown_before_them(lines: list[str], is_shown: bool) -> None:
    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("charge", "decline"), within_days=3)
    [verdict] = judged(Record([line.encode() for line in lines], {None: setup}))
    assert (verdict.judgement, verdict.doubt) == (
        ("diverges", None) if is_shown else ("undetermined", Doubt("too_many"))
    )  # fmt: skip


ADDS = [f'{{"date": "2025-03-03", "action": "add_method", "method": {{"card": "{name}"}}}}' for name in "abcde"]
OVERPAID = '{"date": "2025-05-02", "charge": 700}'
NUMBERED = numbered([DECLINED, *declines("2025-03-03")])[1:]
# Five tries of a day with their outcomes in some order, and how many days dates may be off.
ORDERS = [
    ([*declines("2025-03-03"), *PAYS_NEXT], 0),
    ([*PAYS_NEXT, *declines("2025-03-03")[::-1]], 0),
    ([*ADDS, *declines("2025-03-03")], 0),
    ([*PAYS_NEXT, *NUMBERED[::-1]], 0),
    ([*PAYS_NEXT, *NUMBERED], 1),
    ([*PAYS_NEXT, *declines("2025-03-03")[::-1]], 1),
]


@pytest.mark.parametrize(("tries", "within_days"), ORDERS)
@pytest.mark.parametrize("is_wrong_then", [False, True])
def test_orders_of_a_day_that_come_to_the_same_are_not_followed(
    tries: list[str], within_days: int, is_wrong_then: bool
) -> None:
    """What is wrong months later is found however the declines of a day are told."""
    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("charge", "decline"), within_days=within_days)
    lines = [JOIN, DECLINED, *tries, PAID_LATE, SECOND, *([OVERPAID] if is_wrong_then else [])]
    [verdict] = judged(Record([line.encode() for line in lines], {None: setup}))
    assert verdict.judgement == ("diverges" if is_wrong_then else "conforms")
    if verdict.divergence is not None:
        assert verdict.divergence.seen is not None
        assert verdict.divergence.seen.fields["amount"] == 700


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("within_days", [0, 1, 3])
def test_a_record_may_end_with_declines_in_any_order(count: int, within_days: int) -> None:
    """Which of them stands for which try is still open then, where dates may be off."""
    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("charge", "decline"), within_days=within_days)
    told = numbered(declines("2025-03-02"))[:count]
    for after in ([], [PAID_LATE], [PAID_LATE, SECOND]):
        lines = [JOIN, *told[::-1], *PAYS[: count - 1], *after]
        [verdict] = judged(Record([line.encode() for line in lines], {None: setup}))
        assert verdict.judgement == "conforms"


@pytest.mark.parametrize("step", [1, -1])
def test_a_wrong_decline_among_many_of_its_day_diverges(step: int) -> None:
    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("charge", "decline"))
    told = [*NUMBERED[:3], NUMBERED[3].replace("600", "601"), *NUMBERED[4:]]
    lines = [JOIN, DECLINED, *PAYS_NEXT, *told[::step]]
    [verdict] = judged(Record([line.encode() for line in lines], {None: setup}))
    assert verdict.judgement == "diverges"
    assert verdict.divergence is not None
    assert verdict.divergence.difference == ("amount: expected 600, seen 601",)


# A join alone, up to when it is complete, how many days a date may be wrong, and the judgement: the first charge is due
# on 2025-03-02, and while it may come yet, nothing that the tool did is told.
AWAITED = [
    ("2025-03-01", 0, "conforms"),
    ("2025-03-02", 0, "diverges"),
    ("2025-03-01", 1, "conforms"),
    ("2025-03-02", 1, "undetermined"),
    ("2025-03-03", 1, "diverges"),
    ("2025-02-20", 1, "conforms"),
]


@pytest.mark.parametrize(("until", "within_days", "judgement"), AWAITED)
def test_what_may_come_yet_is_not_taken_for_right(until: str, within_days: int, judgement: str) -> None:
    told: dict[str, Any] = {"observes": ["charge", "decline"], "until": until, "within_days": within_days}
    [verdict] = check_record([{"date": "2025-01-31", "action": "join"}], **told).verdicts
    assert verdict.judgement == judgement


def test_a_state_that_may_come_yet_is_awaited() -> None:
    """A trial's end is told as a state alone: on its day the turn to paid may still be told."""
    told: dict[str, Any] = {"observes": ["state"], "within_days": 1}
    joined = {"date": "2025-01-31", "action": "join", "state": "trial"}
    judged = {
        until: check_record([joined], until=until, **told).verdicts[0].judgement
        for until in ("2025-03-01", "2025-03-02", "2025-03-03")
    }
    assert judged == {"2025-03-01": "conforms", "2025-03-02": "undetermined", "2025-03-03": "diverges"}


# A record that ends on the day of a try, whose outcome may be told a day later: what else is told shows it.
PENDING = [
    ("charge,decline,notice,refund", "2025-03-02", [JOIN, '{"date": "2025-03-02", "notice": "payment_failed"}']),
    ("charge,decline,refund", "2025-03-02", [JOIN, '{"date": "2025-03-02", "refused": "pause", "rule": "PAUSE-6"}']),
    ("charge,decline,refund", "2025-03-02", [JOIN, '{"date": "2025-03-02", "state": "past_due"}']),
    ("charge,decline,refund", "2025-03-02", [JOIN, '{"date": "2025-03-02", "state": "paid"}']),
    ("charge,refund", "2025-01-31", [f'{JOIN[:-1]}, "trial": "no"}}', '{"date": "2025-01-31", "state": "paid"}']),
]


@pytest.mark.parametrize(("observes", "until", "lines"), PENDING)
def test_the_outcome_of_a_try_may_be_told_when_the_record_has_ended(
    observes: str, until: str, lines: list[str]
) -> None:
    told: dict[str, Any] = {"observes": observes.split(","), "until": until}
    rows = [json.loads(line) for line in lines]
    exact, near = (check_record(rows, within_days=days, **told).verdicts[0].judgement for days in (0, 1))
    assert exact.startswith("diverges")
    assert near == "conforms"


def test_both_outcomes_of_a_try_are_open_after_the_end() -> None:
    """JOIN-5: a second join is accepted only after the first was declined, which may still be told."""
    rows = [{"date": f"2025-01-0{day}", "action": "join", "trial": False} for day in (5, 6)]
    told: dict[str, Any] = {"observes": ["charge", "decline"]}
    assert check_record(rows, within_days=2, **told).verdicts[0].judgement == "undetermined"
    assert check_record(rows, **told).verdicts[0].judgement.startswith("diverges")


def test_what_is_still_to_come_is_said_in_words(check: Any) -> None:
    _, text, _ = check(f"{JOIN}\n", "--format text --observes charge --until 2025-03-02 --within 1d")
    assert "what it had to do last may be told yet" in " ".join(text.split())


# The day on which a cancel finds a membership ended whose charge of 2022-10-24 was declined, unseen (PAY-7, CANCEL-3).
HIDDEN_ENDS = [
    ("2022-11-21", "undetermined"),
    ("2022-10-22", "undetermined"),
    ("2022-11-20", "diverges"),
]


@pytest.mark.parametrize(("effective", "judgement"), HIDDEN_ENDS)
def test_a_cancel_may_tell_when_the_membership_ended_unseen(effective: str, judgement: str) -> None:
    rows = [
        {"date": "2022-08-25", "action": "join"},
        {"date": "2023-08-24", "action": "cancel", "effective": effective, "state": "cancelled"},
    ]
    [verdict] = check_record(rows, observes=["refund"]).verdicts
    assert verdict.judgement == judgement


def test_a_membership_may_have_ended_unseen_after_the_end_that_is_given_or_some_days_off() -> None:
    rows = [
        {"date": "2025-01-05", "action": "join", "trial": False},
        {"date": "2025-08-06", "action": "cancel", "effective": "2025-03-05"},
        {"date": "2025-08-20", "action": "set_reminder", "to": True},
    ]
    before = {"date": "2025-01-01", "state": "cancelled", "plan": "monthly", "ended": "2024-06-01"}
    found = {}
    for effective, within_days in (("2025-03-05", 0), ("2025-03-04", 0), ("2025-03-06", 1), ("2025-06-20", 1)):
        rows[1]["effective"] = effective
        for given in (None, before):
            own = {} if given is None else {"given": given}
            [verdict] = check_record(rows, observes=["refund"], within_days=within_days, **own).verdicts
            found.setdefault((effective, within_days), set()).add(verdict.judgement)
    assert found == {
        ("2025-03-05", 0): {"undetermined"},
        ("2025-03-04", 0): {"diverges"},
        ("2025-03-06", 1): {"undetermined"},
        ("2025-06-20", 1): {"diverges"},
    }


def test_what_announces_a_refund_tells_its_amount_too() -> None:
    """REFUND-4: uses of 2.00 explain it, where uses are not observed."""
    rows = [
        {"date": "2025-03-03", "action": "join", "trial": False},
        {"date": "2025-03-03", "charge": 1499},
        {"date": "2025-03-04", "action": "cancel", "when": "now"},
        {"date": "2025-03-04", "notice": "confirmation"},
        {"date": "2025-03-04", "notice": "refund", "amount": 1299},
    ]
    observes = ["charge", "decline", "notice"]
    [verdict] = check_record(rows, rulebook="amazon.com", observes=observes).verdicts
    assert (verdict.judgement, verdict.doubt and verdict.doubt.kind) == ("undetermined", "use")
    rows[-1]["amount"] = 1500
    [verdict] = check_record(rows, rulebook="amazon.com", observes=observes).verdicts
    assert verdict.judgement.startswith("diverges")


def test_what_somebody_did_is_not_awaited() -> None:
    """A use on the last days is told, and nothing was due: the record is right as far as it goes."""
    told: dict[str, Any] = {"observes": ["charge", "decline", "use"], "until": "2025-02-20", "within_days": 2}
    lines = [{"date": "2025-01-31", "action": "join"}, {"date": "2025-02-19", "use": "video"}]
    [verdict] = check_record(lines, **told).verdicts
    assert verdict.judgement == "conforms"


def test_what_is_not_observed_grows_with_the_span_alone() -> None:
    """Ways that come to the same are one, and what is decided is not kept."""
    from membership_sim.files.record_lines import LineReader
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Heard, Setup
    from membership_sim.oracle.records.judge import Judge

    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("refund",))
    judged = {}
    for years in (2, 4, 8):
        until_day = date(2025 + years, 1, 31).toordinal()
        [heard] = LineReader("r.jsonl", setup).read([(1, JOIN.encode())])
        assert isinstance(heard, Heard)
        judge = Judge("", setup._replace(until_day=until_day), heard.line)
        tell, tellings = judge.replayer.tell, []

        def counted(*arguments: Any, tell: Any = tell, tellings: list[int] = tellings) -> Any:
            told = tell(*arguments)
            tellings.append(len(told.entries))
            return told

        judge.replayer.tell = counted  # type: ignore[method-assign]
        judge.hear(heard.line)
        verdict = judge.finish()
        assert (verdict.divergence, verdict.doubt and verdict.doubt.kind) == (None, "nothing_told")
        judged[years] = sum(tellings)
        assert (len(judge.ways) < 10, judge.too_many) == (True, False)
    assert judged[8] - judged[4] < 2.2 * (judged[4] - judged[2])


LONG = [
    ("--until 2600-01-01", "", "1:1: 'until' is 2600-01-01, at most 200 years after the first day, 2025-01-31"),
    ("", '{"date": "2225-02-01", "charge": 600}', "2:1: the line is of 2225-02-01, at most 200 years after"),
]


@pytest.mark.parametrize(("options", "line", "problem"), LONG)
def test_a_record_is_as_long_as_a_scenario_at_most(options: str, line: str, problem: str, check: Any) -> None:
    code, _, err = check(f"{JOIN}\n{line}", options)
    assert code == 2
    assert f"r.jsonl:{problem}" in err


def test_a_divergence_tells_what_was_expected_seen_and_allowed(check: Any) -> None:
    _, told, _ = check(ALL.replace("600", "500", 1))
    assert told["schema"] == "membership-sim/verdicts/1"
    assert told["verdicts"] == {"diverges": 1}
    divergence = told["members"][0]["divergence"]
    assert divergence["place"] == "r.jsonl:2:1"
    assert (divergence["expected"]["amount"], divergence["seen"]["amount"]) == (600, 500)
    assert divergence["difference"] == ["amount: expected 600, seen 500"]
    assert (divergence["certainty"], divergence["sources"], divergence["in_part"]) == ("stated", ["P"], [])
    assert divergence["prefix"] == {"lines": 2, "to": "r.jsonl:2:1"}
    assert "pause" in divergence["allowed"]


def test_a_reading_that_explains_everything_is_named(check: Any) -> None:
    record = f'{JOIN}\n{DECLINED}\n{{"date": "2025-03-07", "charge": 600}}'
    _, told, _ = check(record)
    assert told["members"][0]["readings"] == ["payment.retry_days: [5, 10]"]
    known = '{"date": "2025-01-31", "action": "join", "trial": "no"}\n{"date": "2025-01-31", "charge": 600}\n'
    known += '{"date": "2025-02-03", "use": "video"}\n{"date": "2025-02-13", "action": "cancel", "when": "now"}\n'
    code, told, _ = check(known + '{"date": "2025-02-13", "refund": 321}')
    assert (code, told["members"][0]["verdict"]) == (1, "diverges")  # it is stated, so the reading is only a hint
    assert told["members"][0]["readings"] == ["refund.used.monthly: by_days"]


NEW_YORK_DAY = '{"at": "2025-02-01T01:00-05:00", "action": "join"}\n{"at": "2025-03-03T12:00-05:00", "charge": 1499}'
OFF_TWICE = """{"date": "2025-02-28", "action": "join", "trial": "no"}
{"date": "2025-02-28", "charge": 600}
{"date": "2025-03-31", "decline": 600}
{"date": "2025-04-05", "charge": 600}"""

ZONES = ("America/New_York", "America/Chicago", "UTC")
STICKY, FIVE_DAYS = "billing.month_end: sticky_month_end", "payment.retry_days: [5, 10]"
# A record, its rule book, the verdict, and the readings under which it is acceptable.
READINGS = [
    (NEW_YORK_DAY, "amazon.com", "acceptable", [f"time_zone: {zone}" for zone in ZONES]),
    (NEW_YORK_DAY.replace("03T12", "03T00"), "amazon.com", "conforms", []),
    (NEW_YORK_DAY.replace("01T01", "01T00"), "amazon.com", "acceptable", [f"time_zone: {ZONES[n]}" for n in (0, 2)]),
    (NEW_YORK_DAY.replace("1499", "600"), "amazon.co.jp", "diverges", []),
    (OFF_TWICE, "amazon.co.jp", "acceptable", [f"{STICKY} and {FIVE_DAYS}"]),
    (OFF_TWICE.replace("04-05", "04-03"), "amazon.co.jp", "acceptable", [STICKY]),
    (OFF_TWICE.replace("04-05", "04-06"), "amazon.co.jp", "diverges (assumed rule)", []),
    (f'{OFF_TWICE}\n{{"date": "2025-05-31", "charge": 600}}', "amazon.co.jp", "diverges (assumed rule)", []),
]  # fmt: skip


@pytest.mark.parametrize(("record", "book", "verdict", "readings"), READINGS)
def test_other_readings_are_tried_one_at_a_time_and_then_two(
    record: str, book: str, verdict: str, readings: list[str], check: Any
) -> None:
    _, told, err = check(record, f"--rulebook {book} --observes charge,decline")
    [member] = told["members"]
    assert (err, member["verdict"], member.get("readings", [])) == ("", verdict, readings)


# Starts, and a wrong charge after each. Other readings of the retries or of the suspension never come to them.
STARTS = """
2025-03-09 | "state": "past_due", "owed": {"first_due": "2025-03-01"}                                    | 2025-03-16
2025-03-03 | "state": "past_due", "owed": {"first_due": "2025-03-01"}                                    | 2025-03-05
2025-03-27 | "state": "suspended", "suspended_since": "2025-03-15", "owed": {"first_due": "2025-03-01"}  | 2025-03-28
"""


@pytest.mark.parametrize("row", STARTS.strip().splitlines())
def test_a_reading_that_never_comes_to_the_start_is_not_tried(row: str, check: Any) -> None:
    on, given, wrong = map(str.strip, row.split("|"))
    record = f'{{"given": {{"date": "{on}", "plan": "monthly", {given}}}}}\n{{"date": "{wrong}", "charge": 601}}'
    _, told, err = check(record, "--observes charge,decline")
    [member] = told["members"]
    assert (err, member["verdict"].partition(" ")[0]) == ("", "diverges")


def test_a_record_is_read_again_for_each_batch_of_judges() -> None:
    from membership_sim.files.record_lines import LineReader
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Item, Setup
    from membership_sim.oracle.records.other_readings import Case, tried
    from membership_sim.oracle.records.readings import readings

    setup = Setup(load_rulebook("amazon.co.jp"), "monthly", observes=("charge", "decline"))
    rows = [f'{{"member": "{name}", {line[1:]}'.encode() for line in OFF_TWICE.splitlines() for name in "abc"]
    reads: list[int] = []

    def read() -> Iterator[Item]:
        reads.append(1)
        return LineReader("r.jsonl", setup).read(enumerate(rows, start=1))

    cases = [Case(name, setup, list(readings(setup.book))) for name in "abc"]
    at_once = tried(read, cases)
    assert (len(reads), at_once.keys()) == (1, set("abc"))
    assert tried(read, cases, most_judges=1) == at_once
    assert len(reads) == 1 + 3
    assert {other.judgement for _, other in at_once["a"]} >= {"diverges (assumed rule)"}


def test_a_zone_in_which_the_dates_go_back_is_no_reading(check: Any) -> None:
    """A line with a date stands still while an instant moves: what then lies before another has no order."""
    record = '{"at": "2025-01-31T22:30-08:00", "action": "join"}\n{"date": "2025-01-31", "state": "trial"}'
    record += '\n{"at": "2025-03-03T12:00-08:00", "charge": 1499}'
    _, told, _ = check(record, "--rulebook amazon.com")
    assert told["members"][0]["verdict"] == "undetermined"
    _, told, _ = check(record, "--rulebook amazon.com --observes charge,decline")
    assert told["members"][0]["verdict"] == "diverges"


# A refusal after the first charge, the verdict, and where it diverges; the second charge is there, or a day late.
REFUSED = """
"refused": "cancel", "rule": "TIME-2"               | 04-02 | undetermined
"refused": "cancel", "rules": ["TIME-2"]            | 04-02 | undetermined
"refused": "cancel", "rules": ["PAUSE-7", "TIME-2"] | 04-02 | diverges     3
"refused": "cancel", "rule": "PAUSE-7"              | 04-02 | diverges     3
"refused": "cancel"                                 | 04-02 | diverges     3
"refused": "resume", "rule": "TIME-2"               | 04-02 | undetermined
"refused": "cancel", "rule": "TIME-2"               | 04-03 | diverges     4
"""


@pytest.mark.parametrize("row", REFUSED.strip().splitlines())
def test_a_refusal_for_an_earlier_day_rests_on_what_no_line_tells(row: str, check: Any) -> None:
    """TIME-2; of a whole timeline it is an entry like others, for what it tells is compared."""
    told, second, wanted = map(str.strip, row.split("|"))
    record = f'{JOIN}\n{FIRST}\n{{"date": "2025-03-05", {told}}}\n{SECOND.replace("04-02", second)}'
    _, found, err = check(record, "--observes charge,decline,refund")
    [member] = found["members"]
    verdict, *line = wanted.split()
    assert (err, member["verdict"]) == ("", verdict)
    if line:
        assert member["divergence"]["place"] == f"r.jsonl:{line[0]}:1"
    else:
        assert member["why"].endswith("2025-03-05 rests on the day that was asked for, which no line tells")
    numbered = "\n".join(f'{{"seq": {n}, {text[1:]}' for n, text in enumerate(record.splitlines(), start=1))
    _, found, _ = check(numbered, "--observes charge,decline,refund")
    assert found["members"][0]["verdict"] == {"undetermined": "conforms"}.get(verdict, verdict)


# What is not observed may have been: a use before an end, of some value in the free days of the United States.
USED = """
2025-02-10 | amazon.co.jp | charge,refund | | undetermined
2025-02-10 | amazon.co.jp | charge,refund,use | | diverges
2025-02-10 | amazon.co.jp | charge | | conforms
2025-02-10 | amazon.co.jp | charge,refund | 600 | conforms
2025-02-10 | amazon.co.jp | charge,refund,use | 600 | conforms
2025-02-10 | amazon.co.jp | charge,refund | 599 | diverges
2025-02-10 | amazon.co.jp | charge | 599 | diverges
2025-02-06 | amazon.com | charge,refund | 1000 | undetermined
2025-02-06 | amazon.com | charge,refund,use | 1000 | diverges
2025-02-06 | amazon.com | charge,refund | 1500 | diverges
2025-02-06 | amazon.com | charge,refund | | undetermined
2025-02-20 | amazon.com | charge,refund | 1000 | diverges
"""


@pytest.mark.parametrize("row", USED.strip().splitlines())
def test_a_use_that_is_not_observed_may_explain_a_refund(row: str, check: Any) -> None:
    on, book, observes, refund, verdict = map(str.strip, row.split("|"))
    fee = 600 if book == "amazon.co.jp" else 1499
    record = f'{{"date": "2025-02-05", "action": "join", "trial": "no"}}\n{{"date": "2025-02-05", "charge": {fee}}}\n'
    record += f'{{"date": "{on}", "action": "cancel", "when": "now"}}\n'
    record += f'{{"date": "{on}", "refund": {refund}}}\n' if refund else ""
    _, told, err = check(record, f"--rulebook {book} --observes {observes}")
    [member] = told["members"]
    assert (err, member["verdict"]) == ("", verdict)
    if verdict == "undetermined":
        assert member["why"].endswith("a use would explain it, and uses are not observed")


# What a `given` says, the days of the charges after it, and the verdict: an anchor that is not told may be a later one.
ANCHORS = """
"date": "2025-02-20", "period_end": "2025-02-28"                               | 02-28 03-31       | conforms
"date": "2025-02-20", "period_end": "2025-02-28"                               | 02-28 03-28 04-28 | conforms
"date": "2025-02-20", "period_end": "2025-02-28"                               | 02-28 03-30 04-30 | conforms
"date": "2025-02-20", "period_end": "2025-02-28"                               | 02-28 03-30 04-29 | 2025-04-29
"date": "2025-02-20", "period_end": "2025-02-28"                               | 02-28 04-01       | 2025-03-31
"date": "2025-02-20", "period_end": "2025-02-28", "anchor": "2025-01-28"       | 02-28 03-31       | 2025-03-28
"date": "2025-02-20", "period_end": "2025-02-28", "period_start": "2025-01-30" | 02-28 03-30       | conforms
"date": "2025-02-20", "period_end": "2025-02-28", "period_start": "2025-01-30" | 02-28 03-31       | 2025-03-30
"date": "2025-02-20", "period_end": "2025-02-27"                               | 02-27 03-31       | 2025-03-27
"date": "2025-03-01", "state": "past_due", "owed": {"first_due": "2025-02-28"} | 03-03 03-31       | conforms
"date": "2025-03-01", "state": "past_due", "owed": {"first_due": "2025-02-28"} | 03-03 04-01       | 2025-03-31
"date": "2025-04-10", "period_end": "2025-04-30", "opened": "2025-01-31"       | 04-30 05-30       | conforms
"date": "2025-04-10", "period_end": "2025-04-30", "opened": "2025-01-31"       | 04-30 05-31       | conforms
"date": "2025-04-10", "period_end": "2025-04-30", "opened": "2025-01-31"       | 04-30 05-29       | 2025-05-29
"date": "2025-02-10", "period_end": "2025-02-28", "elapsed": 3                 | 02-28 03-31       | conforms
"date": "2025-02-10", "period_end": "2025-02-28", "elapsed": 2                 | 02-28 03-30       | conforms
"date": "2025-02-10", "period_end": "2025-02-28", "elapsed": 2                 | 02-28 03-31       | 2025-03-30
"date":"2025-03-05","state":"past_due","owed":{"first_due":"2025-02-28","anchor":"2025-01-28"} | 03-07 03-31 | 2025-03-28
"date":"2025-03-05","state":"past_due","owed":{"first_due":"2025-02-28","period_end":"2025-03-28"} | 03-07 03-31 | 2025-03-28
"date":"2025-03-05","state":"past_due","period_end":"2025-03-28","owed":{"first_due":"2025-02-28"} | 03-07 03-31 | 2025-03-28
"date": "2025-04-10", "period_end": "2025-04-30", "benefits_since": "2025-03-30" | 04-30 05-30 | conforms
"date": "2025-04-10", "period_end": "2025-04-30", "charge": {"date": "2025-03-30"} | 04-30 05-30   | conforms
"date": "2025-04-10", "period_end": "2025-04-30", "charge": {"date": "2025-03-30"} | 04-30 05-31   | 2025-05-30
"date": "2025-04-10", "period_end": "2025-04-30", "charge": {"date": "2025-03-31"} | 04-30 05-30   | conforms
"date":"2025-03-01","state":"past_due","opened":"2024-10-29","owed":{"first_due":"2025-02-28"} | 03-03 03-31 | conforms
"""  # noqa: E501


@pytest.mark.parametrize("row", ANCHORS.strip().splitlines())
def test_an_anchor_that_is_not_told_is_not_held_against_a_record(row: str, check: Any) -> None:
    given, charges, wanted = map(str.strip, row.split("|"))
    state = "" if "state" in given else '"state": "paid", '
    lines = [f'{{"given": {{"plan": "monthly", {state}{given}}}}}']
    lines += [f'{{"date": "2025-{day}", "charge": 600}}' for day in charges.split()]
    _, told, err = check("\n".join(lines), "--observes charge,decline")
    [member] = told["members"]
    assert (err, member["divergence"]["date"] if "divergence" in member else member["verdict"]) == ("", wanted)


@pytest.mark.parametrize("start", [{}, {"period_start": "2025-02-28"}])
@pytest.mark.parametrize(
    ("leap_day", "judgement"), [("02-29", "conforms"), ("02-28", "conforms"), ("03-01", "diverges")]
)
def test_a_year_may_be_counted_from_a_leap_day_before_it(start: dict[str, str], leap_day: str, judgement: str) -> None:
    given = {"date": "2025-03-01", "state": "paid", "plan": "annual", "period_end": "2026-02-28"} | start
    days = ("2026-02-28", "2027-02-28", f"2028-{leap_day}", "2029-02-28")
    rows = [{"date": day, "charge": 5900} for day in days]
    [verdict] = check_record(rows, given=given, observes=["charge", "decline"]).verdicts
    assert verdict.judgement.split()[0] == judgement


@pytest.mark.parametrize("more", [{}, {"opened": "2023-06-10"}])
def test_a_leap_day_may_lie_years_before_a_period_that_is_given(more: dict[str, str], tmp_path: Path) -> None:
    """In a book with a plan of years alone, so that no change of plan explains the anchor."""
    generic = (Path(membership_sim.__file__).parent / "rulebook" / "generic.yaml").read_text(encoding="utf-8")
    (tmp_path / "only.yaml").write_text("".join(its for its in generic.splitlines(True) if "monthly" not in its))
    given = {"date": "2026-03-01", "state": "paid", "plan": "annual", "period_end": "2027-02-28"} | more
    rows = [{"date": day, "charge": 10000} for day in ("2027-02-28", "2028-02-29", "2029-02-28")]
    told: dict[str, Any] = {"rulebook": tmp_path / "only.yaml", "observes": ["charge", "decline"], "given": given}
    assert check_record(rows, **told).verdicts[0].judgement == "conforms"


@pytest.mark.parametrize(
    ("used", "lines", "verdict"),
    [
        ("", CANCELLED_NOW, "undetermined"),
        (', "used": "no"', CANCELLED_NOW, "diverges"),
        ("", f'{CANCELLED_NOW}\n{{"date": "2025-04-21", "refund": 600}}', "conforms"),
        ("", f'{CANCELLED_NOW}\n{{"date": "2025-04-21", "refund": 599}}', "diverges"),
        ("", f'{{"date": "2025-04-30", "charge": 600}}\n{CANCELLED_NOW.replace("04-21", "05-02")}', "diverges"),
    ],
)
def test_a_use_before_a_given_is_not_known(used: str, lines: str, verdict: str, check: Any) -> None:
    given = f'"date": "2025-04-20", "state": "paid", "plan": "monthly", "period_end": "2025-04-30"{used}'
    _, told, err = check(f'{{"given": {{{given}}}}}\n{lines}', "--observes charge,refund,use")
    assert (err, told["members"][0]["verdict"]) == ("", verdict)


REFUSED = '{"date": "2025-01-31", "refused": "join", "rule": "JOIN-4"}'
AGAIN = f'{{"with": {{"trial.again": {{"after_months": 12}}}}}}\n{JOIN}\n{FIRST}\n' + CANCELLED_NOW.replace("04", "03")
LATER = '{"date": "2026-08-05", "refused": "join", "rule": "JOIN-4"}'
GIFT = ADDED.replace('"card": "v"', '"gift_balance": "v", "amount": 9')
# Lines that tell of the wallet, and the line of the divergence: what is on file does not change by itself (JOIN-4).
FILED = [
    (f"{REFUSED}\n{JOIN}\n{FIRST}", 2),
    (f"{REFUSED}\n{GIFT}\n{JOIN}\n{FIRST}", 3),
    (f"{REFUSED}\n{ADDED}\n{JOIN}\n{FIRST}", None),
    (f"{AGAIN}\n{LATER}", 5),
    (f"{AGAIN}\n{ADDED.replace('2025', '2026').replace('add', 'remove')}\n{LATER}", None),
]


@pytest.mark.parametrize(("record", "line"), FILED)
def test_what_is_on_file_does_not_change_by_itself(record: str, line: int | None, check: Any) -> None:
    _, told, err = check(record.replace('remove_method", "method": {"card": "v"}', 'remove_method", "name": "v"'))
    [member] = told["members"]
    assert (err, "divergence" in member) == ("", line is not None)
    assert line is None or member["divergence"]["place"] == f"r.jsonl:{line}:1"


WALLET = '{"given": {"date": "2025-01-20", "state": "trial", "plan": "monthly", "period_end": "2025-02-19"%s}}'
MISFITS = [
    ('"action": "top_up", "name": "v", "amount": 5', "'v' is no gift balance"),
    ('"action": "remove_method", "name": "zzz"', "unknown payment method 'zzz', on file: v"),
    ('"action": "add_method", "method": {"card": "v"}', "payment method 'v' is already on file"),
    ('"action": "add_method", "method": {"card": "w"}', ""),
]


@pytest.mark.parametrize(("action", "problem"), MISFITS)
def test_a_wallet_that_is_known_is_held_to_its_methods(action: str, problem: str, check: Any) -> None:
    kept = '{"date": "2025-01-31", "action": "keep"}'.replace("action", "refused")
    lines = f'{kept}\n{{"date": "2025-01-31", {action}}}\n{{"date": "2025-02-19", "charge": 600}}'
    told = WALLET % ', "wallet": [{"card": "v"}]'
    code, found, err = check(f"{told}\n{lines}")
    assert (code, found["verdicts"]) == ((2, {"undetermined": 1}) if problem else (0, {"conforms": 1}))
    assert err.startswith(f"r.jsonl:3:1: {problem}" if problem else "")
    code, found, _ = check(f"{WALLET % ''}\n{lines}")
    assert (code, found["verdicts"]) == (0, {"conforms": 1})


def test_a_use_may_be_told_as_an_action(check: Any) -> None:
    used = '{"date": "2025-02-03", "action": "use", "benefit": "video"}'
    assert check(f"{JOIN}\n{used}\n{FIRST}")[1]["verdicts"] == {"conforms": 1}
    paid = f'{PAID}\n{used}\n{CANCELLED_NOW.replace("04-21", "02-21")}'
    assert check(paid, "--observes charge,refund,use")[1]["verdicts"] == {"conforms": 1}
    _, told, _ = check(used)
    assert told["members"][0]["divergence"]["rules"] == ["BENEFIT-1"]


def test_a_divergence_tells_what_is_supposed_before_it(check: Any) -> None:
    record = '{"date": "2025-02-05", "action": "join", "trial": "no"}\n{"date": "2025-02-05", "charge": 600}\n'
    record += '{"date": "2025-02-10", "action": "cancel", "when": "now"}\n'
    record += '{"date": "2025-02-20", "action": "join"}\n{"date": "2025-02-20", "charge": 700}'
    _, told, _ = check(record)
    assert told["members"][0]["divergence"]["supposed"] == {"use": "yes", "date": "2025-02-10"}
    _, out, _ = check(record, "--format text")
    assert "supposing a use before 2025-02-10, which is not observed" in " ".join(out.split())


# After a join: charges, and of the first difference the day, what is expected, and the declines supposed before it.
SUPPOSED = [
    ("03-02 05-02 06-02", "2025-04-02 charge", None),
    ("04-02 04-03", "2025-03-02 charge", None),
    ("03-02 04-04", "2025-04-04", {"decline": 600, "date": "2025-04-02", "declines": 1, "periods": 1}),
    ("03-05 04-03", "2025-04-03", {"decline": 600, "date": "2025-03-02", "declines": 2, "periods": 2}),
    ("03-05 04-09 05-03", "2025-05-03", {"decline": 600, "date": "2025-03-02", "declines": 4, "periods": 3}),
    ("03-05 04-02 04-10", "2025-04-10", {"decline": 600, "date": "2025-03-02", "declines": 1, "periods": 1}),
    ("03-05 04-02 06-02", "2025-05-02 charge", {"decline": 600, "date": "2025-03-02", "declines": 1, "periods": 1}),
]


@pytest.mark.parametrize(("charges", "wanted", "supposed"), SUPPOSED)
def test_the_explanation_that_supposes_least_is_told(charges: str, wanted: str, supposed: Any, check: Any) -> None:
    record = "\n".join([JOIN, *(f'{{"date": "2025-{day}", "charge": 600}}' for day in charges.split())])
    _, told, _ = check(record)
    divergence = told["members"][0]["divergence"]
    expected = divergence["expected"] or {}
    assert " ".join([divergence["date"], expected.get("kind", "")]).strip() == wanted
    assert divergence["supposed"] == supposed
    if supposed is None:
        assert (told["verdicts"], divergence["rules"][0] in ("BILL-1", "TRIAL-2")) == ({"diverges": 1}, True)


TAKEN, NOW = f"{JOIN}\n{FIRST}", '{"date": "2025-02-05", "action": "cancel", "when": "now"}'
MOVED = '{"date": "2025-03-10", "action": "change_plan", "to": "student_monthly"}'
MOVED += '\n{"date": "2025-03-15", "use": "video"}'
ENDED_NOW = f"{PAID}\n{NOW}"
RETURNED = f'{ENDED_NOW}\n{{"date": "2025-02-07", "refund": 600}}'
AGAIN_PAID = '{"date": "2025-02-08", "action": "join"}\n{"date": "2025-02-08", "charge": 600}'
TWICE = f"{TAKEN}\n{FIRST}"
# A record, how it is judged, the day of the first difference, the rule that decides, whether something is supposed, and
# how many of the lines show it.
LEAST = [
    (RETURNED, "", "02-05 REFUND-1", False, 4),
    (RETURNED, "--within 1d", "02-05 REFUND-1", False, 4),
    (RETURNED, "--observes charge,refund,use", "02-05 REFUND-1", False, 3),
    (f'{ENDED_NOW}\n{{"date": "2025-02-07", "refund": 300}}', "", "02-07 REFUND-3", True, 4),
    (f'{ENDED_NOW}\n{{"date": "2025-02-07", "state": "paid"}}', "", "02-07 CANCEL-2", True, 4),
    (f'{ENDED_NOW}\n{AGAIN_PAID}\n{{"date": "2025-02-09", "refund": 600}}', "", "02-09 REFUND-6", True, 6),
    (f'{TAKEN}\n{MOVED}\n{{"date": "2025-03-20", "charge": 300}}', "", "03-10 PLAN-3", False, 5),
    (TWICE, "--within 3d", "03-02 TRIAL-2", False, 3),
    (TWICE, "--within 3d --observes charge,decline", "03-02 TRIAL-2", False, 3),
    (f"{TWICE}\n{SECOND}\n{SECOND.replace('04', '05')}", "--within 3d", "03-02 TRIAL-2", False, 3),
    (f'{JOIN}\n{{"date": "2025-03-04", "use": "video"}}\n{SECOND}', f"--within 3d {MONEY}", "03-02 TRIAL-2", False, 3),
    (f'{JOIN}\n{{"date": "2025-03-05", "use": "video"}}\n{SECOND}', f"--within 3d {MONEY}", "03-02 TRIAL-2", False, 2),
]


@pytest.mark.parametrize(("record", "options", "wanted", "is_supposed", "lines"), LEAST)
def test_what_is_supposed_in_vain_is_dropped_and_what_shows_it_is_named(
    record: str, options: str, wanted: str, is_supposed: bool, lines: int, check: Any
) -> None:
    _, told, _ = check(record, options)
    divergence = told["members"][0]["divergence"]
    assert f"{divergence['date'][5:]} {divergence['rules'][0]}" == wanted
    assert (divergence["supposed"] is not None, divergence["prefix"]["lines"]) == (is_supposed, lines)
    shown, fewer = ("\n".join(record.splitlines()[:count]) for count in (lines, lines - 1))
    _, told, _ = check(shown, options)
    assert told["members"][0]["divergence"]["difference"] == divergence["difference"]
    _, told, _ = check(fewer, options)
    assert "divergence" not in told["members"][0]


def test_a_double_charge_is_not_put_down_to_a_decline(check: Any) -> None:
    for observes in ("charge,refund", "charge,decline"):
        _, out, _ = check(TWICE, f"--within 3d --observes {observes} --format text")
        assert "because: before that, 2025-03-02: the trial is over" in " ".join(out.split())


def test_what_may_come_later_is_not_said_to_be_expected_by_nobody(check: Any) -> None:
    """The charge is due on 2 March, and three days may be wrong: it is neither missed nor taken for told."""
    used = '{"date": "2025-03-04", "use": "video"}'
    _, out, _ = check(f"{JOIN}\n{used}", f"--within 3d {MONEY} --format text")
    assert "undetermined" in out
    assert "nothing that the tool did is told" in " ".join(out.split())


def test_a_refund_that_came_later_is_diagnosed_as_under_way(check: Any) -> None:
    found = []
    for observes in ("charge,refund", "charge,refund,use"):
        _, told, _ = check(RETURNED, f"--observes {observes} --diagnose")
        explanations = told["members"][0]["diagnosis"]["explanations"]
        found.append([[edit["kind"] for edit in each["edits"]] for each in explanations])
    assert found[0] == found[1]
    assert found[0][0] == ["refund_under_way"]


def test_what_is_supposed_is_counted(check: Any) -> None:
    days = ("03-05", "04-05", "05-09")
    record = "\n".join([JOIN, *(f'{{"date": "2025-{day}", "charge": 600}}' for day in days)])
    _, told, _ = check(record)
    [member] = told["members"]
    assert member["supposed"] == {"decline": 600, "date": "2025-03-02", "declines": 4, "periods": 3}
    assert member["why"].endswith("; in all 4 declines in 3 periods are supposed")
    _, told, _ = check(f'{JOIN}\n{{"date": "2025-03-05", "charge": 600}}')
    assert told["members"][0]["why"].endswith("declines are not observed")


# A line that cannot be used, and what is told of it.
DAMAGED = """
{"date": "2025-02-30", "charge": 600} | 2:10: 'date' is '2025-02-30', which the calendar does not have
{"date": "2025-03-02", "cahrge": 600} | 2:24: unknown field of a line 'cahrge': did you mean 'charge'?
{"date": "2025-03-02", "charge": 6.5} | 2:34: 'charge' is 6.5, a decimal point is not allowed
{"date": "2025-03-02", "charge": 600 | 2:37: not JSON: the end of the line stands here, ',' or '}' is allowed
{"date": "2025-03-02", "date": "2025-03-02"} | 2:24: the field 'date' is given twice
{"date": "2025-03-02", "action": "joyn"} | 2:34: unknown action 'joyn': did you mean 'join'?
{"date": "2025-03-02", "action": "change_plan"} | 2:1: change_plan needs to
{"date": "2025-03-02", "charge": 600, "plan": "weekly"} | 2:47: unknown plan 'weekly'
{"date": "2025-03-02"} | 2:1: what the line tells is missing
{"date": "2025-01-01", "charge": 600} | 2:1: dates go back to 2025-01-01 after 2025-01-31
{"plna": "monthly"} | 2:2: unknown field of a line without a day 'plna': did you mean 'plan'?
{"date": "2025-03-02", "decline": 600, "reasons": ["zzz"]} | 2:52: a reason is 'zzz', a mapping such as {method: visa,
{"observes": "charge"} | 2:14: 'observes' is 'charge', a list of words such as [action] is allowed
[1] | 2:1: a line is a list, a mapping is allowed
"""


@pytest.mark.parametrize("row", DAMAGED.strip().splitlines())
def test_a_line_that_cannot_be_used_is_told_and_the_others_are_judged(row: str, check: Any) -> None:
    line, problem = row.split(" | ")
    other = f'{{"member": "m2", {JOIN[1:]}\n{{"member": "m2", {FIRST[1:]}'
    code, told, err = check(f"{JOIN}\n{line}\n{FIRST}\n{other}")
    assert code == 2
    assert f"r.jsonl:{problem}" in err
    verdicts = {member["member"]: member["verdict"] for member in told["members"]}
    of_nobody, of_all = line.startswith("["), "plna" in line or "observes" in line
    assert verdicts["m2"] == ("undetermined" if of_all else "conforms")
    assert verdicts[""] == ("conforms" if of_nobody else "undetermined")


@pytest.mark.parametrize("row", DAMAGED.strip().splitlines())
def test_a_line_that_cannot_be_used_counts_before_the_first_one_that_can(row: str, check: Any) -> None:
    """A member of whom the first line is lost is judged by nothing: it may have said anything."""
    line = row.partition(" | ")[0]
    code, told, _ = check(f"{line}\n{JOIN}\n{FIRST}\n{SECOND.replace('600', '601')}")
    [member] = told["members"]
    if "2025-01-01" in line:  # nothing stands before it yet
        assert (code, member["verdict"]) == (1, "diverges")
    else:
        assert code == 2
        wanted = "diverges" if line == "[1]" else "undetermined"  # whose that is cannot be told
        assert (member["verdict"], "diagnosis" in member) == (wanted, False)


# What is lost, the form of the file, and the verdicts on the members `a` and `b`, whose lines say that they diverge.
LOST = [
    ('{"member": "a", "date": "2025-01-31", "action": "joyn"}', "undetermined", "diverges"),
    ('{"member": "a", "date": "2025-01-31", "action": "join"', "undetermined", "diverges"),
    ('{"member": "a", "rulebok": "amazon.com"}', "undetermined", "diverges"),
    ('{"member": "a", "given": {"date": "2025-03-09", "state": "prospect"}}', "undetermined", "diverges"),
    ('{"member": "a"}\n{"member": "a", "plan": "annual"}', "undetermined", "diverges"),
    ('{"member": "c", "date": "2025-01-31", "action": "joyn"}', "diverges", "diverges"),
    ('{"rulebok": "amazon.com"}', "undetermined", "undetermined"),
    ('{"date": "2025-01-31", "action": "joyn"}', "diverges", "diverges"),
]


@pytest.mark.parametrize(("line", "of_a", "of_b"), LOST)
def test_what_is_lost_is_held_against_its_member_alone(line: str, of_a: str, of_b: str, check: Any) -> None:
    others = "\n".join(f'{{"member": "{member}", {FIRST[1:]}' for member in "ab")
    last = f'{{"member": "a", {SECOND.replace("04-02", "04-09")[1:]}'
    code, told, _ = check(f"{line}\n{others}\n{last}")
    verdicts = {member["member"]: member["verdict"] for member in told["members"]}
    of_c = {"c": "undetermined"} if '"c"' in line else {}
    assert (code, verdicts) == (2, {"a": of_a, "b": of_b, **of_c})


def test_nothing_is_invented_to_explain_what_was_lost(check: Any) -> None:
    _, told, _ = check(f'{{"date": "2025-01-31", "action": "joyn"}}\n{FIRST}', "--diagnose")
    [member] = told["members"]
    assert (member["verdict"], "diagnosis" in member) == ("undetermined", False)
    assert member["why"] == "the line 1 of the record could not be used"


def test_a_row_of_another_form_is_held_against_its_member_too(check: Any) -> None:
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    for old, new in (('"in"', '"other"'), ('"m"', '"other"'), ('"m"}', "m"), ('"m"}', '"m'), ('{"who": 7', '"who": 7')):
        code, told, _ = check(FOREIGN.replace(old, new, 1), OPTIONS)
        assert (code, told["verdicts"]) == (2, {"undetermined": 1})
    code, told, _ = check(FOREIGN.replace('{"who": 7', '{"who": ', 1), OPTIONS)  # nobody knows whose it is
    assert (code, told["verdicts"]) == (2, {"diverges": 1})
    for row in ("m,2025-01-31,joyn,", "m,2025-01-31,join", "m,2025-01-31,join,,"):
        code, told, _ = check(f"member,date,action,charge\n{row}\nm,2025-03-02,,600\n", name="r.csv")
        assert (code, told["verdicts"]) == (2, {"undetermined": 1})


# Lines after a charge that one reading explains, and the verdict: what follows might have spoken against the reading.
WRONG, LOST_LINE = '{"date": "2025-04-10", "charge": 9}', '{"date": "2025-04-11", "chrage": 9}'
BESIDE = [
    ("", "acceptable"),
    (LOST_LINE, "undetermined"),
    ('{"date": "2025-01-01", "charge": 9}', "undetermined"),
    (f"{LOST_LINE}\n{WRONG.replace('10', '12')}", "undetermined"),
    (f"{WRONG}\n{WRONG.replace('10', '12')}\n{LOST_LINE}", "diverges (assumed rule)"),
]


@pytest.mark.parametrize(("more", "verdict"), BESIDE)
def test_a_reading_that_fits_as_far_as_the_record_can_be_read_leaves_it_open(
    more: str, verdict: str, check: Any
) -> None:
    record = f'{JOIN}\n{DECLINED}\n{{"date": "2025-03-07", "charge": 600}}\n{SECOND}\n{more}'
    _, told, _ = check(record)
    [member] = told["members"]
    assert member["verdict"] == verdict
    if verdict == "undetermined":
        assert member["why"].endswith("which may be: the line 5 of the record could not be used")
    _, told, _ = check(record.replace("03-07", "03-05"))
    assert told["members"][0]["verdict"] == {"acceptable": "conforms"}.get(verdict, verdict.partition(" ")[0])


LATE = '{"date": "2025-04-06", "action": "set_reminder", "to": "yes"}'
# The last line that can be used, of the charge of 2 April that is missing, how dates are taken, the line after it.
LOST = [
    (LATE, "", LOST_LINE, "diverges"),
    (LATE.replace("04-06", "04-03"), "", LOST_LINE, "diverges"),
    (LATE.replace("04-06", "04-02"), "", LOST_LINE, "undetermined"),
    (LATE, "--within 3d", LOST_LINE, "diverges"),
    (LATE, "--within 4d", LOST_LINE, "undetermined"),
    (LATE, "", FIRST, "undetermined"),
]


@pytest.mark.parametrize(("last", "options", "lost", "verdict"), LOST)
def test_the_days_before_the_last_line_that_can_be_used_are_judged(
    last: str, options: str, lost: str, verdict: str, check: Any
) -> None:
    """A line that goes back shows that what came before it may not be all."""
    code, told, _ = check(f"{JOIN}\n{FIRST}\n{last}\n{lost}", f"{MONEY} {options}")
    [member] = told["members"]
    assert (code, member["verdict"]) == (2, verdict)
    if verdict == "diverges":
        assert member["divergence"]["date"] == "2025-04-02"
        assert member["divergence"]["expected"]["kind"] == "charge"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("", "r.jsonl: the record is empty or all ignored, a line is missing"),
        ("\n\n", "r.jsonl: the record is empty or all ignored, a line is missing"),
        ('{"plan": "annual"}', "r.jsonl: the record is empty or all ignored, a line is missing"),
    ],
)
def test_a_record_without_lines_is_an_error(record: str, problem: str, check: Any) -> None:
    code, _, err = check(record)
    assert (code, err) == (2, f"{problem}\n")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--observes charges", "unknown kind of entry 'charges': did you mean 'charge'?"),
        ("--plan weekly", "unknown plan 'weekly'"),
        ("--within 1", "'1' is no number of days, 0d to 99d are allowed"),
        ("--sales-tax 8%", "include tax"),
        ("--rulebook nowhere", "unknown rule book 'nowhere'"),
        ("--map nowhere.yaml", "nowhere.yaml: no such file"),
    ],
)
def test_a_call_that_cannot_be_used_says_why(options: str, problem: str, check: Any) -> None:
    code, out, err = check(ALL, f"{options} --format json")
    assert (code, out) == (2, "")
    assert problem in err


def test_members_interleave_and_each_may_have_its_own_terms(check: Any) -> None:
    record = """
        {"member": "a", "plan": "annual"}
        {"member": "b", "given": {"date": "2025-03-10", "state": "paid", "plan": "monthly", "period_end": "2025-03-31"}}
        {"member": "a", "date": "2025-01-31", "action": "join"}
        {"member": "c", "date": "2025-02-01", "action": "join"}
        {"member": "a", "date": "2025-03-02", "charge": 5900}
        {"member": "c", "date": "2025-03-03", "charge": 600}
        {"member": "b", "date": "2025-03-31", "charge": 600}
        {"member": "c", "date": "2025-04-03", "charge": 700}"""
    _, told, err = check(record)
    assert err == ""
    assert [(member["member"], member["verdict"]) for member in told["members"]] == [
        ("a", "conforms"),
        ("c", "diverges"),
        ("b", "conforms"),
    ]


def test_a_line_that_says_how_a_member_is_judged_comes_first(check: Any) -> None:
    code, _, err = check(f'{{"member": "a", {JOIN[1:]}\n{{"member": "a", "plan": "annual"}}')
    assert code == 2
    assert "r.jsonl:2:1: the member 'a' has begun already" in err


TAXED = '"rulebook": "amazon.com", "sales_tax": "8.875%"'
# Lines that say how others are judged, then those of a member `m` who has the fee of the United States, or another.
HEADS = [
    ('{"rulebook": "amazon.com"}', 1499, "conforms"),
    ('{"rulebook": "amazon.com"}\n{"member": "m", "until": "2025-04-01"}', 1499, "conforms"),
    ('{"rulebook": "amazon.com"}\n{"member": "m", "until": "2025-04-02"}', 1499, "diverges"),
    ('{"rulebook": "amazon.com"}\n{"until": "2025-03-03"}', 1499, "conforms"),
    ('{"rulebook": "amazon.com"}\n{"plan": "annual"}\n{"member": "m", "until": "2025-03-03"}', 13900, "conforms"),
    ('{"plan": "annual"}\n{"member": "m", "rulebook": "amazon.com", "plan": "monthly"}', 1499, "conforms"),
    ('{"rulebook": "amazon.com"}\n{"member": "m", "rulebook": "amazon.co.jp"}', 600, "conforms"),
    (f'{{{TAXED}}}\n{{"member": "m", "rulebook": "amazon.co.jp"}}', 600, "conforms"),
    (f'{{{TAXED}}}\n{{"member": "m", "plan": "annual"}}', 15134, "conforms"),
    ('{"member": "m", "rulebook": "amazon.com"}\n{"rulebook": "amazon.co.jp"}', 1499, "conforms"),
    ('{"member": "other", "rulebook": "amazon.com"}', 1499, "diverges"),
]


@pytest.mark.parametrize(("heads", "fee", "verdict"), HEADS)
@pytest.mark.parametrize("options", ["", "--sort"])
def test_what_a_line_for_one_member_leaves_out_is_as_the_last_one_for_all_says(
    heads: str, fee: int, verdict: str, options: str, check: Any
) -> None:
    told = (JOIN, FIRST.replace("600", str(fee)))
    record = "\n".join([heads, *(f'{{"member": "m", {line[1:]}' for line in told), f'{{"member": "other", {JOIN[1:]}'])
    _, found, err = check(record, f"--observes charge,decline {options}")
    verdicts = {member["member"]: member["verdict"] for member in found["members"]}
    assert (err, verdicts["m"]) == ("", verdict)


def test_a_member_who_has_begun_stays_as_begun(check: Any) -> None:
    instants = '{"at": "2025-01-30T16:30Z", "action": "join"}\n{"rulebook": "amazon.com"}\n'
    others = f'{{"member": "other", {JOIN[1:]}'
    _, told, err = check(f'{instants}{{"at": "2025-03-01T15:00Z", "charge": 600}}\n{others}')  # 2 March in Tokyo alone
    assert (err, told["verdicts"]) == ("", {"conforms": 1, "undetermined": 1})


def test_amounts_are_told_in_the_currency_of_their_member(check: Any) -> None:
    japanese = [JOIN, FIRST, FIRST.replace("03-02", "03-09")]
    american = ['{"rulebook": "amazon.com"}', *(line.replace("600", "1499") for line in japanese)]
    record = "\n".join([*(f'{{"member": "us", {line[1:]}' for line in american), *japanese])
    for form in ("text", "junit"):
        _, out, _ = check(record, f"--format {form}")
        assert "$14.99 by the price step" in out
        assert "¥600 by the price step" in out
    _, told, _ = check(record, "--diagnose")
    texts = [each["text"] for member in told["members"] for each in member["diagnosis"]["explanations"]]
    assert [text.partition(" on ")[0] for text in texts] == ["the charge of $14.99", "the charge of ¥600"]


def test_lines_in_any_order_are_sorted(check: Any) -> None:
    lines = ALL.splitlines()
    code, told, err = check("\n".join(reversed(lines)), "--sort")
    assert (code, told["verdicts"], err) == (0, {"conforms": 1}, "")
    assert check("\n".join(reversed(lines)))[0] == 2


def test_rows_of_a_table_are_sorted_with_what_says_how_they_are_judged(check: Any) -> None:
    rows = ("a,2025-03-02,,1499,", "a,2025-01-31,join,,", "a,,,,amazon.com")
    code, told, err = check("\n".join(["member,date,action,charge,rulebook", *rows]), "--sort", name="r.csv")
    assert (code, told["verdicts"], err) == (0, {"conforms": 1}, "")
    Path("m.yaml").write_text(f"form: csv\ntime: {{field: date}}\nlines: {json.dumps(SUMS)}", encoding="utf-8")
    code, told, err = check("date,did,paid\n2025-03-02,,600\n2025-01-31,join,\n", "--sort --map m.yaml", name="r.csv")
    assert (code, told["verdicts"], err) == (0, {"conforms": 1}, "")


SUMS = [{"action": {"field": "did"}}, {"charge": {"field": "paid"}}]


def test_a_start_of_all_must_fit_the_rule_book_of_each(check: Any) -> None:
    given = '{"given": {"date": "2025-03-10", "state": "paid", "plan": "student_monthly", "period_end": "2025-03-31"}}'
    line = '{"member": "m", "date": "2025-03-31", "charge": 300}'
    assert check(f"{given}\n{line}", "--plan student_monthly")[0] == 0
    code, told, err = check(f'{given}\n{{"member": "m", "rulebook": "generic"}}\n{line}')
    assert (code, told["verdicts"]) == (2, {"undetermined": 1})
    assert err.startswith("r.jsonl:2:1: the start that all have does not fit the rule book here: ")


def test_sorting_needs_no_memory_for_the_lines() -> None:
    from membership_sim.files.record_lines import LineReader
    from membership_sim.files.record_sort import sorted_rows
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Setup

    reader = LineReader("r.jsonl", Setup(load_rulebook("generic"), "monthly"))
    rows = [(number, b'{"date": "2025-01-%02d", "charge": 1}' % (1 + number * 7 % 28)) for number in range(1, 57)]
    found = list(sorted_rows(rows, reader, rows_at_once=5))
    assert found == sorted(rows, key=lambda row: (row[1], row[0]))


def test_csv_is_read_by_its_columns(check: Any) -> None:
    record = "member,date,action,charge\nm,2025-01-31,join,\nm,2025-03-02,,600\nm,2025-04-02,,700\n"
    code, told, _ = check(record, name="r.csv")
    assert (code, told["members"][0]["divergence"]["place"]) == (1, "r.csv:4:1")
    code, _, err = check(record.replace(",600", ",6.5").replace("join,", "join"), name="r.csv")
    assert code == 2
    assert "r.csv:2:1: the row has 3 cells, 4 are allowed: one for each column" in err
    assert "r.csv:3:15: 'charge' is 6.5, a decimal point is not allowed" in err


def test_junit_has_a_test_case_for_each_member(check: Any) -> None:
    record = f'{ALL}\n{{"member": "<b>", {JOIN[1:]}\n{{"member": "<b>", "date": "2025-02-02", "charge": 1}}'
    record += f'\n{{"member": "c", {JOIN[1:]}\n{{"member": "c", "date": "2025-03-09", "refused": "resume"}}'
    _, out, _ = check(record, "--format junit")
    suite = ElementTree.fromstring(out)
    assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3", "failures": "1", "errors": "0", "skipped": "1",
    }  # fmt: skip
    assert [[part.tag for part in case] for case in suite] == [[], ["failure"], ["skipped"]]


MAPPING = """
member: who
time: {field: at.sec, as: unix}
event: what
events:
  in: {action: join, plan: {field: deal, words: {m: monthly}}}
  paid: {charge: {field: sum, units: major}}
  hello: ignore
"""
FOREIGN = """
{"who": 7, "what": "in", "at": {"sec": 1738281600}, "deal": "m"}
{"who": 7, "what": "hello", "at": {"sec": 1738281600}}
{"who": 7, "what": "paid", "at": {"sec": 1740873600}, "sum": 14.99}
"""
OPTIONS = "--map m.yaml --rulebook generic --until 2025-03-02"


def test_a_mapping_turns_foreign_rows_into_lines(check: Any) -> None:
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    code, told, err = check(FOREIGN, OPTIONS)
    assert err == ""
    [member] = told["members"]
    assert (code, member["member"], member["lines"]) == (1, "7", 2)
    assert member["divergence"]["difference"] == ["amount: expected 1000, seen 1499"]
    assert check(FOREIGN.replace("14.99", "10.00"), OPTIONS)[0] == 0


# How a mapping tells the time of a row, what the row says, and the day that it is in the rule book's zone.
TIMES = """
{field: t, as: date}                                         | "2025-01-31"                | UTC        | 2025-01-31
{field: t, as: date, format: "%d.%m.%y"}                     | "31.01.25"                  | UTC        | 2025-01-31
{field: t, as: unix}                                         | 1738367999                  | UTC        | 2025-01-31
{field: t, as: unix}                                         | 1738368000                  | UTC        | 2025-02-01
{field: t, as: unix}                                         | "1738335600"                | Asia/Tokyo | 2025-02-01
{field: t, as: unix_ms}                                      | 1738367999999               | UTC        | 2025-01-31
{field: t, as: unix_ms}                                      | 1738368000000               | UTC        | 2025-02-01
{field: t, as: unix_ms}                                      | 1738335599999               | Asia/Tokyo | 2025-01-31
{field: t, as: instant}                                      | "2025-01-31T23:30:00Z"      | Asia/Tokyo | 2025-02-01
{field: t, as: instant}                                      | "2025-01-31T23:30"          | Asia/Tokyo | 2025-01-31
{field: t, as: instant, zone: America/New_York}              | "2025-01-31T18:59"          | UTC        | 2025-01-31
{field: t, as: instant, zone: America/New_York}              | "2025-01-31T19:00"          | UTC        | 2025-02-01
{field: t, as: instant, zone: America/New_York}              | "2025-01-31T23:30+00:00"    | UTC        | 2025-01-31
{field: t, as: instant, zone: America/New_York}              | "2025-07-31T20:00:00.75"    | UTC        | 2025-08-01
{field: t, as: instant, format: "%d/%m/%Y %H:%M", zone: Asia/Tokyo} | "01/02/2025 08:59"   | UTC        | 2025-01-31
{field: t, as: instant, format: "%d/%m/%Y %H:%M %z"}         | "01/02/2025 08:59 +0900"    | UTC        | 2025-01-31
"""


@pytest.mark.parametrize("row", TIMES.strip().splitlines())
def test_a_mapping_tells_the_day_of_a_row(row: str) -> None:
    from dataclasses import replace

    from membership_sim.entry_fields import iso
    from membership_sim.files.mapping_file import load_mapping
    from membership_sim.files.record_mapped import MappedReader
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Heard, Setup

    time, told, zone, day = (part.strip() for part in row.split(" | "))
    setup = Setup(replace(load_rulebook("generic"), time_zone=zone), "monthly")
    mapping = load_mapping("m.yaml", setup, text=f"time: {time}\nlines: [{{action: join}}]")
    [item] = MappedReader("r.jsonl", mapping).read([(1, f'{{"t": {told}}}'.encode())])
    assert isinstance(item, Heard)
    assert iso(item.line.day) == day


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"paid"', '"payed"', "r.jsonl:4:20: unknown event 'payed': did you mean 'paid'? the mapping has:"),
        ("14.99", "14.999", "r.jsonl:4:62: 'charge' is 14.999, a number with at most 2 decimals is allowed"),
        ('"deal": "m"', '"deal": "y"', "r.jsonl:2:61: unknown word 'y' for 'plan', the mapping has: m"),
        ("1740873600}", "1740873600000}", "1970 is allowed, one of milliseconds is told 'as: unix_ms'\n"),
        ("1740873600}", '"soon"}', "r.jsonl:4:42: the time is 'soon', a whole number of seconds since 1970"),
        ("1740873600}", "1e9}", "r.jsonl:4:42: the time is 1e9, a whole number of seconds since 1970"),
        ("1740873600}", "999999999999}", "r.jsonl:4:42: the time is 999999999999, a whole number of seconds since"),
        ('"who": 7, "what": "paid"', '"what": "paid"', "r.jsonl:4:1: the row lacks 'who', its member"),
    ],
)
def test_a_foreign_row_that_the_mapping_does_not_provide_for_is_told(
    old: str, new: str, problem: str, check: Any
) -> None:
    Path("m.yaml").write_text(MAPPING, encoding="utf-8")
    assert old in FOREIGN
    code, _, err = check(FOREIGN.replace(old, new), OPTIONS)
    assert code == 2
    assert problem in err


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("time:", "tiem:", "m.yaml:3:1: unknown field of a mapping 'tiem': did you mean 'time'?"),
        ("as: unix", "as: unx", "m.yaml:3:27: unknown kind of time 'unx': did you mean 'unix'?"),
        ("as: unix", "as: unix, zone: UTC", "m.yaml:3:33: 'zone' of a number of seconds, it is allowed beside a"),
        ("as: unix", "as: instant, zone: Mars", "m.yaml:3:42: unknown time zone 'Mars', a zone of the IANA database"),
        ("units: major", "units: mayor", "m.yaml:7:38: unknown unit 'mayor': did you mean 'major'?"),
        ("hello: ignore", "hello: ignroe", "m.yaml:8:10: unknown word 'ignroe': did you mean 'ignore'?"),
        ("{charge:", "{cahrge:", "m.yaml:7:10: unknown field of a line that a row becomes 'cahrge'"),
    ],
)
def test_a_mapping_is_read_strictly(old: str, new: str, problem: str, check: Any) -> None:
    assert old in MAPPING
    Path("m.yaml").write_text(MAPPING.replace(old, new), encoding="utf-8")
    code, _, err = check(FOREIGN, f"{OPTIONS} --format json")
    assert code == 2
    assert problem in err


@pytest.mark.parametrize("name", ["record", "mapping"])
def test_the_examples_of_the_schemas_fit(name: str) -> None:
    schema = SCHEMAS[name]()
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in schema["examples"]:
        jsonschema.validate(example, schema, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**schema["examples"][0], "nonsense": 1}, schema, jsonschema.Draft202012Validator)


def test_the_shipped_mappings_fit_their_schema() -> None:
    from membership_sim.files.reader import parse
    from tests.test_scenario_files import plain

    folder = Path(__file__).parent.parent / "examples" / "checking"
    paths = sorted(folder.glob("*.yaml"))
    assert len(paths) == 2
    for path in paths:
        [node] = parse(path.read_bytes(), str(path))[0]
        jsonschema.validate(plain(node), SCHEMAS["mapping"](), jsonschema.Draft202012Validator)
