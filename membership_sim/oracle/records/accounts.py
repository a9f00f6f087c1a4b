"""Whether charges that are too many are those of another account: when it joined, and on which plan."""

from __future__ import annotations

from collections.abc import Iterator

from membership_sim.edits import Edit
from membership_sim.entries import ChargeEntry
from membership_sim.foreign import Line, Setup
from membership_sim.member import Snapshot
from membership_sim.oracle.dates import months_after
from membership_sim.oracle.records.edited import Court, Edited, deed_line, without
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import Action, ScenarioError
from membership_sim.simulate import Run


def other_accounts(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record without the charges of another account that the charge that diverges may be the first of."""
    seen = base.divergence and base.divergence.seen
    if seen is None or seen.kind != "charge":
        return
    terms = court.setup.book.terms(court.setup.sales_tax)
    for plan in terms.plans.values():
        for join_days, has_trial in joins(terms, plan, seen.day):
            join = Action("join", plan=plan.id, trial=None if has_trial else False)
            charges = charges_of(terms, join, join_days[0], court.end_day)
            own = matching(charges, base.lines, seen, court.setup.within_days)
            for count in sorted({len(own), min(len(own), 1)} - {0}, reverse=True):
                ends_day = charges[count].day if count < len(charges) else 0
                edit = Edit(
                    "other_account", seen.day, seen.place, join, join_days[0], join_days[-1], 0, charges[0].amount,
                    plan.id, has_trial, tuple(line.day for line in own[:count]), ends_day,
                )  # fmt: skip
                yield from _both_right(court, base, edit, own[:count])


def _both_right(court: Court, base: Edited, edit: Edit, own: list[Line]) -> Iterator[Edited]:
    """Yield the record without the lines of the other account, if these too are as the model says."""
    found = court.judge(without(base.lines, *(line.number for line in own)), (*base.edits, edit))
    if not found.fits or edit.action is None:
        return
    deeds = [deed_line(own[0].place, edit.first_day, edit.action)]
    if edit.ends_day:
        deeds.append(deed_line(own[-1].place, own[-1].day, Action("cancel")))
    lines = sorted((*deeds, *own), key=lambda line: line.day)
    alone = court.setup._replace(given=None, wallet_told=False, plan=edit.plan)
    if court.judge(lines, setup=alone).fits:
        yield found


def of_another_account(court: Court, found: Edited) -> ChargeEntry | None:
    """Return the first charge of the other account, if the record is right without one."""
    terms = court.setup.book.terms(court.setup.sales_tax)
    for edit in found.edits:
        if edit.kind == "other_account" and edit.action is not None:
            return charges_of(terms, edit.action, edit.first_day, court.end_day)[0]
    return None


def joins(terms: Terms, plan: Plan, charge_day: int) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield on which days an account may have joined whose first charge is of a day, with a trial and without."""
    if plan.student:
        months = on(terms.trial_student_months, charge_day)
        guesses = range(charge_day - 31 * months - 1, charge_day - 28 * months + 1) if months else range(0)
        days = tuple(day for day in guesses if months_after(day, months) == charge_day)
    else:
        length = on(terms.trial_days, charge_day)
        days = (charge_day - length,) if length else ()
    if days:
        yield days, True
    yield (charge_day,), False


def trial_starts(setup: Setup, join: Action, charge_day: int) -> list[int]:
    """Return on which days an account may have joined that is first charged on a day after a trial."""
    terms = setup.book.terms(setup.sales_tax)
    plans = [terms.plans[join.plan]] if join.plan in terms.plans else terms.plans.values()
    return [day for plan in plans for days, has_trial in joins(terms, plan, charge_day) if has_trial for day in days]


def charges_of(terms: Terms, join: Action, day: int, until_day: int) -> list[ChargeEntry]:
    """Return the charges of an account that joins on a day and goes on; none if it cannot be told."""
    assert join.plan is not None
    run = Run(terms, Snapshot("prospect", day, join.plan))
    try:
        run.act(day, join)
        run.advance(max(day, until_day))
    except ScenarioError:
        return []
    return [entry for entry in run.step.entries if isinstance(entry, ChargeEntry)]


def matching(charges: list[ChargeEntry], lines: tuple[Line, ...], first: Line, within_days: int) -> list[Line]:
    """Return the lines that may be these charges, from the first one on as long as there are any."""
    if not charges or (charges[0].day, charges[0].amount) != (first.day, first.fields.get("amount")):
        return []
    found = [first]
    later = [line for line in lines if line.kind == "charge" and line.number > first.number]
    for charge in charges[1:]:
        like = (
            line
            for line in later
            if line not in found
            and abs(line.day - charge.day) <= within_days
            and line.fields.get("amount") == charge.amount
        )
        line = next(like, None)
        if line is None:
            break
        found.append(line)
    return found
