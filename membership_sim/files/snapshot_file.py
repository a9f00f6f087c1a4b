"""Snapshots as `given:` writes them, and back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from membership_sim.entry_fields import method_fields
from membership_sim.files.errors import InputError
from membership_sim.files.given import read_given
from membership_sim.files.given_shapes import CHARGE_PARTS, FACTS, OWED_PARTS, given_shape
from membership_sim.files.nodes import BAD, node_of
from membership_sim.files.shapes import Report
from membership_sim.money import NO_TAX, Rate
from membership_sim.rulebook.model import EVERY_DAY

if TYPE_CHECKING:
    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook


def snapshot_to_given(snapshot: Snapshot) -> dict[str, Any]:
    """Return every fact of a snapshot as plain data that `given:` takes; null is "does not apply".

    >>> from membership_sim.member import Snapshot
    >>> snapshot_to_given(Snapshot("prospect", date(2025, 1, 31).toordinal(), "monthly"))["date"]
    '2025-01-31'
    """
    given: dict[str, Any] = {"date": _iso(snapshot.day), "state": snapshot.state}
    for name, fact in FACTS.items():
        value = getattr(snapshot, fact.field)
        match fact.kind:
            case "day":
                value = _iso(value)
            case "month":
                value = _iso(value)[:7] if value else None
            case "yes_no":
                value = "yes" if value else "no"
            case "family":
                value = list(value)
            case "charge":
                value = _parts(value, CHARGE_PARTS)
            case "owed":
                value = _parts(value, OWED_PARTS)
        given[name] = value
    given["wallet"] = [method_fields(method) for method in snapshot.wallet.methods]
    given["default"] = snapshot.wallet.default
    return given


def _parts(value: Any, parts: dict[str, str]) -> dict[str, Any] | None:
    if value is None:
        return None
    told = {}
    for name, field in parts.items():
        part = getattr(value, field)
        if field == "price_from_day":
            part = None if part <= EVERY_DAY else _iso(part)
        elif field.endswith("day"):
            part = _iso(part)
        told[name] = part
    return told


def _iso(day: int) -> Any:
    return date.fromordinal(day).isoformat() if day else None


def snapshot_from_given(
    given: dict[str, Any], book: RuleBook, plan: str = "monthly", sales_tax: Rate = NO_TAX
) -> Snapshot:
    """Return the snapshot that a `given` describes under a rule book, with what it leaves out.

    Raises `InputError` with everything that is wrong.
    """
    report = Report()
    fields = given_shape().read(node_of(given), report, "'given'")
    snapshot = None if fields is BAD else read_given(fields, book, plan, None, sales_tax, report)
    if snapshot is None or report.problems:
        raise InputError(report.problems)
    return snapshot
