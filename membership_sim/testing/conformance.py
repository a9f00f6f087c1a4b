"""`assert_conforms`: a test fails, in the words of `membership-sim check`, when a record is not as the model says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from membership_sim.checking import Record, check_record
from membership_sim.files.nodes import node_of
from membership_sim.files.shapes import Report, YesNo
from membership_sim.show.paint import Screen
from membership_sim.show.verdict_text import summary_line, verdict_lines
from membership_sim.verdicts import FINE_JUDGEMENTS, Judged, Verdict

MOST_MEMBERS: Final = 10  # whose verdicts are told
_SCREEN: Final = Screen(100)


def assert_conforms(record: Record, *, allow_undetermined: bool = False, **settings: Any) -> list[Verdict]:
    """Raise AssertionError unless every member of a record conforms to the model; return the verdicts.

    The record and the settings are those of `membership_sim.check_record`. Raises InputError for what is told wrong. A
    record without lines conforms to nothing.

    >>> verdicts = assert_conforms([{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 600}])
    >>> [verdict.judgement for verdict in verdicts]
    ['conforms']
    """
    __tracebackhide__ = True
    report = Report()
    allowed = YesNo().read(node_of(allow_undetermined), report, "'allow_undetermined'")
    report.end()
    judged = check_record(record, **settings)
    fine = (*FINE_JUDGEMENTS, "undetermined") if allowed else FINE_JUDGEMENTS
    failed = [verdict for verdict in judged.verdicts if verdict.judgement not in fine]
    if failed or judged.problems:
        raise AssertionError("\n".join(_explained(failed, judged)))
    return list(judged.verdicts)


def _explained(failed: Sequence[Verdict], judged: Judged) -> Iterator[str]:
    """Yield why a record does not conform, as `check` tells it."""
    yield "the record does not conform" if failed else "the record cannot be used"
    for verdict in failed[:MOST_MEMBERS]:
        yield from verdict_lines(verdict, _SCREEN)
    if len(failed) > MOST_MEMBERS:
        yield f"... and {len(failed) - MOST_MEMBERS} more members"
    yield from map(str, judged.problems)
    yield summary_line(judged, _SCREEN)
