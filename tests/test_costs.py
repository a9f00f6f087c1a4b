"""What grows with what: what is read and made is counted, never timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from membership_sim.files.errors import InputError
from membership_sim.files.record_csv import CsvReader
from membership_sim.files.record_file import items, reader_maker
from membership_sim.files.record_lines import LONGEST_LINE, LineReader
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Damage, Heard, Item, Line, Setup
from membership_sim.oracle.records import edited, whole_record
from membership_sim.oracle.records.edited import Court
from membership_sim.oracle.records.replay import Replayer
from membership_sim.oracle.records.whole_record import judge_record
from membership_sim.show.verdict_data import verdicts_data
from membership_sim.show.verdict_text import doubt_text, untried_lines
from tests.records import encoded
from tests.told_lives import lines_of

JP = load_rulebook("amazon.co.jp")
JOINED = date(2025, 1, 31)
MONTHLY = Setup(JP, "monthly", observes=("charge", "decline", "refund"))


class Counted(tuple[Line, ...]):
    """Lines that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Iterator[Line]:
        Counted.times += 1
        return super().__iter__()


@pytest.mark.parametrize("days", [10, 40])
def test_a_life_goes_through_the_lines_and_copies_what_it_tells_a_few_times(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many days there are, each of them told once."""
    rows: list[dict[str, Any]] = [{"date": JOINED.isoformat(), "action": "join"}]
    rows += [{"date": (JOINED + timedelta(days=1 + n)).isoformat(), "use": "video"} for n in range(days)]
    lines = Counted(lines_of(rows, MONTHLY))
    court = Court(MONTHLY._replace(until_day=lines[-1].day))
    court.judge(lines)
    lives, told = [], []
    made, tell = edited.Life, Replayer.tell
    monkeypatch.setattr(edited, "Life", lambda *parts: lives.append(parts) or made(*parts))
    monkeypatch.setattr(Replayer, "tell", lambda self, *parts: told.append(parts) or tell(self, *parts))
    Counted.times = 0
    assert len(court.life(lines).entries) > days
    assert (Counted.times, len(lives), len(told)) == (3, 1, days + 1)


def csv_items(*rows: bytes) -> list[Any]:
    reader = CsvReader("r.csv", MONTHLY)
    return list(reader.read(reader.rows(rows)))


OPEN = b'm1,2025-03-02,"open\n'
CHARGE = b"m1,2025-03-02,600\n"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rows"), [("m1", 200), ("m" * 190, 6_000)])
def test_an_open_quote_spoils_its_line_alone(name: str, rows: int) -> None:
    """It was read on to the end, or as long as a row may be; what lies behind is judged."""
    charge = f"{name},2025-03-02,600\n".encode()
    damage, *others = csv_items(b"member,date,charge\n", charge, OPEN, *[charge] * rows)[1:]
    assert isinstance(damage, Damage)
    assert damage.member == "m1"
    assert str(damage.problems[0]) == (
        "r.csv:3:1: not CSV: a quote is open for over 1,000,000 bytes or to the end, one that closes it is allowed"
    )
    assert len(others) == rows
    assert all(isinstance(item, Heard) for item in others)
    assert others[-1].line.place.line == 3 + rows


@pytest.mark.parametrize("quoted", [b'"two\nlines, ""quoted""\n"', b'"' + b"x\n" * 1000 + b'"'])
def test_text_in_quotes_holds_line_breaks(quoted: bytes) -> None:
    text = b"member,date,charge,because\nm1,2025-03-02,600," + quoted + b"\nm1,2025-04-02,600,\n"
    rows = text.splitlines(True)
    reader = CsvReader("r.csv", MONTHLY)
    assert [row for _, row in reader.rows(rows)] == [b"".join(rows[1:-1]), rows[-1]]


class Poured(BytesIO):
    """A file that tells how much of it was taken at once."""

    most = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        self.most = max(self.most, len(line))
        return line


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_no_more_of_a_line_is_held_than_a_line_may_have(form: str) -> None:
    file = Poured(b"x" * (3 * LONGEST_LINE) + b"\n" + CHARGE)
    for sort in (False, True):
        with suppress(InputError):
            list(items(file, reader_maker("r", MONTHLY, form), sort))
    assert LONGEST_LINE <= file.most <= LONGEST_LINE + 1


class Weighed(bytes):
    """Bytes that count in `handled` what is read of them, and of what they are added to."""

    handled = 0

    def count(self, *arguments: Any) -> int:
        Weighed.handled += len(self)
        return super().count(*arguments)

    def __radd__(self, other: bytes) -> Weighed:
        Weighed.handled += len(other) + len(self)
        return Weighed(bytes(other) + bytes(self))


def test_each_byte_behind_an_open_quote_is_read_once() -> None:
    rows = [Weighed(CHARGE)] * 5_000
    Weighed.handled = 0
    list(CsvReader("r.csv", MONTHLY).rows([b"member,date,charge\n", OPEN, *rows]))
    assert Weighed.handled == sum(map(len, rows))


def test_no_more_is_held_behind_an_open_quote_than_a_row_may_have() -> None:
    taken = 0

    def file() -> Any:
        nonlocal taken
        yield b"member,date,charge\n"
        yield OPEN
        while True:
            taken += len(CHARGE)
            yield CHARGE

    rows = CsvReader("r.csv", MONTHLY).rows(file())
    assert next(rows) == (2, OPEN)
    assert LONGEST_LINE - 100 < taken < LONGEST_LINE + 100


def fleet(members: int, charge: int, months: int) -> list[bytes]:
    """Return the interleaved records of so many members who join and pay each month, all the same."""
    rows = [{"date": "2025-01-31", "action": "join"}]
    rows += [{"date": f"2025-{month + 3:02}-02", "charge": charge} for month in range(months)]
    return encoded({"member": f"m{number}", **row} for row in rows for number in range(members))


class Reads:
    """Reads a record again and again, and counts the items of each time."""

    def __init__(self, rows: list[bytes]) -> None:
        self.rows = rows
        self.items: list[int] = []

    def __call__(self) -> Iterator[Item]:
        self.items.append(0)
        reader = LineReader("r.jsonl", MONTHLY)
        for item in reader.read(reader.rows(self.rows)):
            self.items[-1] += 1
            yield item


def test_a_record_is_read_again_no_farther_than_readings_are_open() -> None:
    read = Reads(fleet(20, 601, months=6))
    verdicts = judge_record(read).verdicts
    assert {verdict.judgement for verdict in verdicts} == {"diverges"}
    whole, *again = read.items
    assert whole == 20 * 7
    assert again
    assert max(again) < 20 * 4, "its second charge decides"


@pytest.mark.parametrize("members", [30, 60])
def test_one_bug_of_all_members_is_read_as_often_as_one_of_a_few(members: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_record, "MOST_MEMBERS", 10)
    read = Reads(fleet(members, 601, months=2))
    judged = judge_record(read)
    verdicts = judged.verdicts
    assert len(read.items) == 2
    assert [verdict.judgement for verdict in verdicts] == ["diverges"] * 10 + ["undetermined"] * (members - 10)
    why = "every other reading is tried for the first 10 members that diverge, and not for this one"
    assert {its.doubt and doubt_text(its.doubt, its.currency) for its in verdicts[10:]} == {why}
    assert list(untried_lines(judged)) == [f"not every other reading was tried for {members - 10} members"]
    assert verdicts_data(judged, [])["untried"] == members - 10


# What all members did, by a tool that reads a value otherwise, or two: what explains the first explains the others.
OFF_ONCE = [("01-31", {"action": "join"}), ("03-02", {"decline": 600}), ("03-07", {"charge": 600})]
OFF_TWICE = [
    ("02-28", {"action": "join", "trial": False}), ("02-28", {"charge": 600}), ("03-31", {"decline": 600}),
    ("04-05", {"charge": 600}),
]  # fmt: skip
ACCEPTABLE = [
    (OFF_ONCE, "payment.retry_days: [5, 10]", 3),
    (OFF_TWICE, "billing.month_end: sticky_month_end and payment.retry_days: [5, 10]", 4),
]


@pytest.mark.parametrize(("told", "reading", "times"), ACCEPTABLE)
def test_a_reading_that_explains_the_first_members_is_tried_for_all(
    told: list[tuple[str, dict[str, Any]]], reading: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_record, "MOST_MEMBERS", 5)
    rows = [{"date": f"2025-{on}", **what} for on, what in told]
    read = Reads(encoded({"member": f"m{number}", **row} for row in rows for number in range(20)))
    judged = judge_record(read)
    assert [(its.judgement, its.readings) for its in judged.verdicts] == [("acceptable", (reading,))] * 20
    assert judged.untried == 0
    assert len(read.items) == times
