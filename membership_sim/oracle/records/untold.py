"""What a record leaves out of what the tool did: a refund that is under way, a charge that was declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from membership_sim.edits import Edit
from membership_sim.foreign import Line
from membership_sim.oracle.records.edited import Court, Edited, with_line, without
from membership_sim.rulebook.model import on
from membership_sim.scenario import Place

MOST_DECLINES: Final = 8  # of one charge: the first one, its retries, and some made by hand


def refunds_under_way(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record with a refund that is missing: it may still come, or it came, within its business days."""
    missing = _missing(base, "refund")
    back = missing and missing[1].get("expected")
    if missing is None or not isinstance(back, dict):
        return
    day, fields, place = missing
    from_day, to_day = (date.fromisoformat(back[name]).toordinal() for name in ("from", "to"))
    amount = fields["amount"]
    assert isinstance(amount, int)
    terms = court.setup.book.terms(court.setup.sales_tax)
    most = on(terms.refund_paid_within_business_days, day)[1]
    edit = Edit("refund_under_way", day, None, None, from_day, to_day, amount=amount, business_days=most)
    refund = Line(place, 0, day, "refund", {"kind": "refund", "amount": amount})
    if court.end_day <= to_day:
        yield court.judge(with_line(base.lines, refund), (*base.edits, edit))
    for line in base.lines:
        if line.kind == "refund" and day < line.day <= to_day and line.fields.get("amount") == amount:
            came = edit._replace(place=line.place, first_day=line.day, last_day=line.day)
            yield court.judge(with_line(without(base.lines, line.number), refund), (*base.edits, came))


def refunds_of_others(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record without a refund that is too much."""
    seen = base.divergence and base.divergence.seen
    if seen is not None and seen.kind == "refund":
        amount = seen.fields.get("amount")
        edit = Edit("other_refund", seen.day, seen.place, amount=amount if isinstance(amount, int) else 0)
        yield court.judge(without(base.lines, seen.number), (*base.edits, edit))


def untold_declines(court: Court, base: Edited) -> Iterator[Edited]:
    """Yield the record with the declines of a charge that is missing, which it does not tell."""
    if "decline" not in (court.setup.observes or ()):
        return  # the judge supposes them by itself
    edit: Edit | None = None
    found = base
    while (missing := _missing(found, "charge", "decline")) and (edit is None or len(edit.days) < MOST_DECLINES):
        day, fields, place = missing
        amount = fields["amount"]
        assert isinstance(amount, int)
        if edit is None:
            edit = Edit("declined", day, amount=amount)
        elif amount != edit.amount:
            return
        edit = edit._replace(days=(*edit.days, day))
        line = Line(place, 0, day, "decline", {"kind": "decline", "amount": amount})
        found = court.judge(with_line(found.lines, line), (*base.edits, edit))
        yield found


def _missing(base: Edited, *kinds: str) -> tuple[int, dict[str, object], Place] | None:
    """Return the day, the fields and the place of what is missing, if it is of one of the kinds."""
    divergence = base.divergence
    if divergence is None or divergence.seen is not None or divergence.expected is None:
        return None
    if divergence.expected.get("kind") not in kinds:
        return None
    return divergence.day, divergence.expected, divergence.place
