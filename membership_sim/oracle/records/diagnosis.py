"""Diagnosis: the smallest change of the actions that would explain a record which diverges.

Nothing is guessed: an explanation is an edited record that the same judge finds right as a whole. Edits near the
divergence are tried first, at most `MOST_TRIED`; each costs one judging of the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from membership_sim.edits import LIKELY, PLAUSIBLE, Diagnosis, Edit, Explanation
from membership_sim.entries import Entry
from membership_sim.foreign import Heard, Line, Setup
from membership_sim.oracle.records.accounts import of_another_account
from membership_sim.oracle.records.bench import Bench
from membership_sim.oracle.records.day_ends import last_telling
from membership_sim.oracle.records.edited import MOST_TRIED, Court, Edited, TooManyError, to_be_edited
from membership_sim.oracle.records.guesses import earlier_right_ones, right_ones
from membership_sim.oracle.records.judge import Judge
from membership_sim.oracle.records.other_readings import Read
from membership_sim.verdicts import Divergence, Verdict

MOST_LINES: Final = 10_000  # of a member
MOST_MEMBERS: Final = 1_000  # that are diagnosed
MOST_FOR_EARLIER: Final = 200  # more edited records that are judged to doubt the earlier actions
STEPS: Final = 4  # edits that lead farthest, beside which a second one is looked for


def diagnose(lines: Sequence[Line], setup: Setup, most_tried: int = MOST_TRIED) -> Diagnosis:
    """Return what would explain the record of one member, its lines in their order.

    >>> from membership_sim.files.record_lines import LineReader
    >>> from membership_sim.files.rulebook_file import load_rulebook
    >>> setup = Setup(load_rulebook("amazon.co.jp"), "monthly", until_day=739368)
    >>> record = [
    ...     b'{"date": "2025-01-31", "action": "join"}', b'{"date": "2025-03-02", "charge": 600}',
    ...     b'{"date": "2025-03-05", "action": "cancel"}', b'{"date": "2025-04-02", "charge": 600}']
    >>> lines = [heard.line for heard in LineReader("record", setup).read(enumerate(record, start=1))]
    >>> found = diagnose(lines, setup)
    >>> [(edit.kind, edit.action.do, str(edit.place)) for edit in found.explanations[0].edits]
    [('removed', 'cancel', 'record:3:1')]
    """
    edited = to_be_edited(lines)
    if not edited:
        return Diagnosis((), 0, not lines)
    first = Judge("", setup, lines[0])
    until_day = max(lines[-1].day, setup.until_day or 0)
    court = Court(setup._replace(observes=tuple(first.observes), until_day=until_day), most_tried + 1)
    base = court.judge(edited)
    if base.divergence is None:
        return Diagnosis((), 0)
    found, is_complete = _search(court, base)
    return Diagnosis(tuple(_explanations(court, base.divergence, found)), court.tried - 1, is_complete)


def with_diagnoses(read: Read, bench: Bench, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return the verdicts, those of the first `MOST_MEMBERS` that diverge with diagnoses; the record is read once more.

    Only the lines of these members are kept, and of each at most `MOST_LINES`: of one with more, or with a line that
    cannot be used, nothing is tried.
    """
    diverging = [verdict.member for verdict in verdicts if verdict.judgement.startswith("diverges")][:MOST_MEMBERS]
    lines: dict[str, list[Line]] = {member: [] for member in diverging if bench.judges[member].loss is None}
    for item in read() if lines else ():
        if isinstance(item, Heard) and item.member in lines:
            own = lines[item.member]
            if len(own) <= MOST_LINES:
                own.append(item.line._replace(number=len(own) + 1))
    found = {member: _diagnosis_of(lines.get(member, []), bench.judges[member].setup) for member in diverging}
    return [verdict._replace(diagnosis=found.get(verdict.member)) for verdict in verdicts]


def _diagnosis_of(lines: list[Line], setup: Setup) -> Diagnosis:
    return diagnose(lines, setup) if 0 < len(lines) <= MOST_LINES else Diagnosis((), 0, False)


def _search(court: Court, base: Edited) -> tuple[list[Edited], bool]:
    """Return the edited records that are right, of two edits only if no single one will do, and whether it is all."""
    found: list[Edited] = []
    is_all = _take(found, right_ones(court, base))
    if not found and is_all:
        left, court.left = court.left, MOST_FOR_EARLIER
        is_all = _take(found, earlier_right_ones(court, base))
        court.left = left
        for step in () if found else _farthest(court.steps, base):
            is_all = _take(found, right_ones(court, step)) and is_all
    return found, is_all


def _take(found: list[Edited], right: Iterator[Edited]) -> bool:
    """Add edited records to those that were found until too many were judged; tell whether these were all."""
    try:
        found += right
    except TooManyError:
        return False
    return True


def _farthest(steps: list[Edited], base: Edited) -> list[Edited]:
    """Return the edited records that are right for longest, longer than the record itself."""
    assert base.divergence is not None
    day = base.divergence.day
    longer = [step for step in steps if step.divergence is not None and step.divergence.day > day]
    return sorted(longer, key=lambda step: (-_diverges_on(step), _plausibility(step.edits, day)))[:STEPS]


def _diverges_on(found: Edited) -> int:
    return found.divergence.day if found.divergence is not None else 0


def _plausibility(edits: tuple[Edit, ...], day: int) -> tuple[object, ...]:
    """Return what orders explanations: how much they suppose, how plausible it is, how near it is."""
    kinds = sorted((_kind_and_action(edit) for edit in edits), reverse=True)
    near = sum(abs((edit.day or edit.last_day) - day) for edit in edits)
    return sum(edit.size for edit in edits), kinds, near, [edit.first_day for edit in edits]


def _kind_and_action(edit: Edit) -> tuple[int, int]:
    do = edit.action.do if edit.action is not None and edit.kind == "added" else ""
    return PLAUSIBLE.index(edit.kind), LIKELY.index(do) if do in LIKELY else len(LIKELY)


def _explanations(court: Court, divergence: Divergence, found: list[Edited]) -> Iterator[Explanation]:
    """Yield what was found in its order, told as one what leaves the same record and the same end."""
    told: list[list[Edited]] = []
    for each in sorted(found, key=lambda its: _plausibility(its.edits, divergence.day)):
        alike = next((group for group in told if _key(group[0]) == _key(each)), None)
        if alike is None:
            told.append([each])
        elif all(each.edits != other.edits for other in alike):
            alike.append(each)
    for first, *others in told:
        because_of = of_another_account(court, first) or _stands_for(divergence, court.life(first.lines).entries)
        yield Explanation(first.edits, tuple(other.edits for other in others), because_of)


def _key(found: Edited) -> tuple[object, ...]:
    """Return what is equal for edited records that nothing tells apart."""
    if found.has_many_ends:
        return found.edits
    others = [edit.days for edit in found.edits if edit.kind == "other_account"]
    return found.end, others, any(edit.kind == "refund_under_way" for edit in found.edits)


def _stands_for(divergence: Divergence, entries: Sequence[Entry]) -> Entry | None:
    """Return the entry that stands for the line that diverged, or the latest one before what was missing."""
    before = [entry for entry in entries if entry.day <= divergence.day]
    seen = divergence.seen
    if seen is not None:
        like = (
            entry
            for entry in before
            if (entry.day, entry.kind) == (seen.day, seen.kind)
            and seen.fields.get("amount") in (None, getattr(entry, "amount", None))
        )
        own = next(like, None)
        if own is not None:
            return own
    return last_telling(before)
