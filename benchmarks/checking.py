"""Records of many open members for `check`: written as lines, judged, and only parsed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from membership_sim.calendar import anchored_day
from membership_sim.checking import check_record

FIRST_DAY = date(2020, 1, 31).toordinal()
FEE = 1000  # of a month, under the book `generic`


def lines(members: int, months: int) -> Iterator[str]:
    """Yield a join of each member, and then month by month everybody's charge: two lines and more, all interleaved."""
    for number in range(members):
        on = date.fromordinal(FIRST_DAY + number % 28).isoformat()
        yield json.dumps({"member": f"m{number}", "date": on, "action": "join", "trial": False})
    for month in range(months):
        for number in range(members):
            on = date.fromordinal(anchored_day(FIRST_DAY + number % 28, month)).isoformat()
            yield json.dumps({"member": f"m{number}", "date": on, "charge": FEE})


def write(path: Path, members: int, count: int) -> None:
    """Write so many lines of so many members."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines(members, count // members - 1))


def judge(path: Path) -> None:
    """Judge a record as the command does; every member must conform."""
    judged = check_record(path, rulebook="generic")
    assert judged.is_fine
    assert {verdict.judgement for verdict in judged.verdicts} == {"conforms"}


def parse(path: Path) -> None:
    """Parse the lines of a record, and no more."""
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
