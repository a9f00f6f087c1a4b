"""Snapshots as `given:` writes them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from membership_sim.edge import refused, tax_rate, unusable
from membership_sim.entry_fields import iso, method_fields
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.given import read_given
from membership_sim.files.given_shapes import CHARGE_PARTS, FACTS, OWED_PARTS, given_shape
from membership_sim.files.nodes import BAD, node_of
from membership_sim.files.report import Report
from membership_sim.money import NO_TAX, Rate
from membership_sim.rulebook.model import EVERY_DAY
from membership_sim.typed import shown

if TYPE_CHECKING:
    import os

    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook


def snapshot_to_given(snapshot: Snapshot) -> dict[str, Any]:
    """Return every fact of a snapshot as plain data that `given:` takes; null is "does not apply".

    >>> from membership_sim.member import Snapshot
    >>> snapshot_to_given(Snapshot("prospect", 739000, "monthly"))["date"]
    '2024-04-24'
    """
    given: dict[str, Any] = {"date": iso(snapshot.day), "state": snapshot.state}
    for name, fact in FACTS.items():
        value = getattr(snapshot, fact.field)
        match fact.kind:
            case "day":
                value = iso(value)
            case "month":
                value = str(iso(value))[:7] if value else None
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
            part = None if part <= EVERY_DAY else iso(part)
        elif field.endswith("day"):
            part = iso(part)
        told[name] = part
    return told


def load_snapshot(
    facts: Mapping[str, object], rulebook: RuleBook | str | os.PathLike[str], sales_tax: str | None
) -> Snapshot:
    """Return the snapshot that a `given` of plain values describes under a rule book.

    Raises `InputError` with everything that is wrong, the sales tax included.
    """
    from membership_sim.rulebook.book import RuleBook

    if not isinstance(facts, Mapping):
        raise unusable(f"the snapshot is {shown(facts)}, allowed: a mapping, as to_dict gives it")
    book = rulebook if isinstance(rulebook, RuleBook) else RuleBook.load(rulebook)
    problems = [Problem(None, problem) for problem in refused(tax_rate, sales_tax, book)]
    rate = NO_TAX if problems else tax_rate(sales_tax, book)
    try:
        snapshot = snapshot_from_given(facts, book, rate)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return snapshot


def snapshot_from_given(given: Mapping[str, object], book: RuleBook, sales_tax: Rate = NO_TAX) -> Snapshot:
    """Return the snapshot that a `given` describes under a rule book, with what it leaves out.

    Raises `InputError` with everything that is wrong.
    """
    report = Report()
    fields = given_shape().read(node_of(given), report, "'given'")
    snapshot = None if fields is BAD else read_given(fields, book, book.default_plan, None, sales_tax, report)
    report.end()
    assert snapshot is not None, "a snapshot that is wrong, and nobody told why"
    return snapshot
