"""`check` tells the record of each fault that real billing systems had from that of its correct twin."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from membership_sim.entry_fields import iso
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Setup
from membership_sim.scenario import DEFAULT_BOOK
from membership_sim.verdicts import Verdict
from tests.records import Record, encoded, judged

OBSERVES = ("charge", "decline", "refund", "use")


class Fault(NamedTuple):
    """A fault with its two records, and where `check` sees it: the day and the deciding rule."""

    title: str
    right: list[dict[str, Any]]
    wrong: list[dict[str, Any]]
    seen: str


def faults() -> list[Fault]:
    """Return the faults of the table."""
    text = (Path(__file__).parent / "faults.txt").read_text(encoding="utf-8")
    found = []
    for block in text.split("\n\n")[1:]:
        title, *lines = block.strip().splitlines()
        rows = [(line[0], line[2:]) for line in lines]
        right, wrong = ([read(row) for mark, row in rows if mark in (" ", own)] for own in "-+")
        [seen] = [row for mark, row in rows if mark == "="]
        found.append(Fault(title, right, wrong, seen))
    return found


def read(text: str) -> dict[str, Any]:
    """Return a line of the table as a line of a record."""
    words = text.split()
    told: dict[str, Any] = {}
    if words[0][0].isdigit():
        when = words.pop(0)
        told["at" if "T" in when else "date"] = when
    values = dict(word.partition("=")[::2] for word in words if "=" in word)
    if words[0] == "with":
        return {"with": {name: int(value) for name, value in values.items()}}
    for name, value in values.items():
        start, _, end = value.partition("/")
        told[name] = {"start": start, "end": end} if end else int(value) if value.isdigit() else value
    return told


def verdicts(rows: list[dict[str, Any]]) -> list[Verdict]:
    """Return the verdicts on a record of the money and the deeds."""
    book = load_rulebook(DEFAULT_BOOK)
    setup = Setup(book, book.default_plan, observes=OBSERVES)
    return judged(Record(encoded(rows), {None: setup}), readings=True)


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.title.rpartition("(")[2].rstrip(")"))
def test_a_faulty_record_is_told_from_its_twin(fault: Fault) -> None:
    assert {verdict.judgement for verdict in verdicts(fault.right)} == {"conforms"}
    *others, verdict = verdicts(fault.wrong)
    assert {other.judgement for other in others} <= {"conforms"}
    assert verdict.judgement.startswith("diverges")
    assert verdict.divergence is not None
    assert f"{iso(verdict.divergence.day)} {verdict.divergence.rules[0]}" == fault.seen


def test_every_fault_has_its_record() -> None:
    assert len(faults()) == 18
