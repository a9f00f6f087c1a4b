"""What grows with what: what is read and made is counted, never timed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from membership_sim.files.record_csv import CsvReader
from membership_sim.files.record_lines import LONGEST_LINE
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Damage, Heard, Line, Setup
from membership_sim.oracle import edited
from membership_sim.oracle.edited import Court
from membership_sim.oracle.replay import Replayer
from tests.told_lives import lines_of

JP = load_rulebook("amazon.co.jp")
JOINED = date(2025, 1, 31)
MONTHLY = Setup(JP, "monthly", observes=("charge",))


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


@pytest.mark.parametrize("rows", [200, pytest.param(70_000, marks=pytest.mark.slow)])
def test_an_open_quote_spoils_its_line_alone(rows: int) -> None:
    """It was read on to the end, or as long as a row may be; what lies behind is judged."""
    damage, *others = csv_items(b"member,date,charge\n", CHARGE, OPEN, *[CHARGE] * rows)[1:]
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
    rows = (b"member,date,charge,why\nm1,2025-03-02,600," + quoted + b"\n" + b"m1,2025-04-02,600,\n").splitlines(True)
    reader = CsvReader("r.csv", MONTHLY)
    assert [row for _, row in reader.rows(rows)] == [b"".join(rows[1:-1]), rows[-1]]


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
