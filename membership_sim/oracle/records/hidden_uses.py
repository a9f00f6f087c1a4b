"""Uses that a record does not show: a refund may depend on them, so they are supposed where they would explain it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from membership_sim.record_source import RecordSource
from membership_sim.scenario import Action
from membership_sim.simulate import Run

_USE: Final = Action("use", benefit="delivery")  # any benefit will do (REFUND-1)


def suppose_use(run: Run, source: RecordSource, day: int, action: Action, refunds: Sequence[int]) -> None:
    """Let a use come before an end that refunds, if that is chosen and uses are not observed.

    `refunds` are the amounts that the record shows about this day, in minor units (REFUND-1 to 4).
    """
    if action.do != "cancel" or action.when != "now":
        return
    run.advance(day)
    if not source.may_hide_uses(run.facts.start_day):
        return
    uses = list(_uses(run, refunds))
    if uses and (use := source.choose(day, (None, *uses))) is not None:
        source.suppose_use(day)
        # No entry stands for it: it may have been before the record begins.
        run.facts.used = True
        run.facts.used_value += use.value or 0


def _uses(run: Run, refunds: Sequence[int]) -> Iterator[Action]:
    """Yield the uses that may lie between the last line and an end now: of no value, or as a refund tells it."""
    facts = run.facts
    if facts.state != "paid" or facts.charge is None:
        return
    if not facts.used:
        yield _USE
    if any(days is not None for _, days in run.terms.refund_free_business_days):
        left = facts.charge.amount - facts.used_value
        values = {left - amount for amount in (0, *refunds) if amount < left}
        yield from (_USE._replace(value=value) for value in sorted(values))
