"""Diagnosis: which change of the actions would explain a record that diverges."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import settings

from membership_sim.cli import status
from membership_sim.edits import PLAUSIBLE, Diagnosis
from membership_sim.files.record_lines import LineReader
from membership_sim.files.rulebook_file import load_rulebook
from membership_sim.foreign import Setup
from membership_sim.oracle.diagnosis import diagnose
from membership_sim.show.diagnosis_text import diagnosis_lines, edits_text
from membership_sim.simulate import simulate
from tests.helpers import day
from tests.told_lives import Tally, case, judged, tally, with_edits

JP = load_rulebook("amazon.co.jp")
MONEY = ("charge", "decline", "refund")


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


def lines_of(rows: list[dict[str, Any]], setup: Setup) -> Any:
    reader = LineReader("r", setup)
    heard = reader.read(reader.rows(json.dumps(each).encode() for each in rows))
    return [item.line._replace(number=number) for number, item in enumerate(heard, start=1)]  # type: ignore[union-attr]


def texts(found: Diagnosis) -> list[str]:
    return [edits_text(each.edits, JP.currency) for each in found.explanations]


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
{PAID}, 03-05 use video, 03-06 cancel when=now, 03-06 refund 600 | the use video of 2025-03-05 was never registered
{PAID}, 06-02 is cancelled | an action was not recorded: cancel, between 2025-03-02 and 2025-04-01
{PAID}, 06-02 is paused | an action was not recorded: pause, between 2025-03-02 and 2025-04-01
{PAID}, 03-05 cancel, 04-09 charge 600 | an action was not recorded: join, on 2025-04-09
{PAID}, 03-05 pause, 04-20 charge 600, 05-20 charge 600 | an action was not recorded: resume, on 2025-04-20
{PAID}, 04-05 charge 600, 05-02 charge 600 | the charge of ¥600 on 2025-04-02 was declined, and that was not recorded
{PAID}, 04-09 charge 600, 05-02 charge 600 | the charge of ¥600 on 2025-04-02 was declined, 2 tries in all, and that was not recorded
{PAID}, 03-20 refund 600, 04-02 charge 600 | the refund of ¥600 on 2025-03-20 belongs to another account
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
