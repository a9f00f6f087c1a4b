"""What a document expects, as the JSON of a timeline would show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from membership_sim.files.expect_shapes import MAIN_FIELD
from membership_sim.files.nodes import Scalar, Sequence
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.value_shapes import METHOD_KINDS, method_of
from membership_sim.scenario import Expectation, Expected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from membership_sim.files.nodes import Node
    from membership_sim.files.report import Report
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.scenario import Place


def read_expected(fields: Fields, book: RuleBook | None, report: Report) -> Expected:
    """Return the expectations that are right; without a rule book no plan is checked."""
    entries = []
    for entry in fields.get("entries", []):
        if book is not None:
            plan = entry.get("plan")
            if plan is not None and plan not in book.plans:
                report.add(entry.place("plan"), unknown_plan(plan, book))
        if entry.all_right() and "date" in entry:
            entries.append(Expectation(entry["date"], pairs_of(entry), entry.node.place))
    return Expected(
        tuple(entries),
        tuple(fields.get("complete", ())),
        tuple(fields.get("totals", {}).items()),
        fields.get("final_state"),
        fields.node.place,
        tuple(_places(fields)),
    )


def _places(fields: Fields) -> Iterator[tuple[str, Place]]:
    """Yield where the kinds of `complete`, the totals and the state at the end stand."""
    complete = fields.node.entries.get("complete")
    nodes: dict[str, Node] = {"final_state": fields.node.entries["final_state"]} if fields.has("final_state") else {}
    if isinstance(complete, Sequence):
        nodes |= {f"complete.{item.text}": item for item in complete.items if isinstance(item, Scalar)}
    if "totals" in fields:
        nodes |= {f"totals.{name}": node for name, node in fields["totals"].node.entries.items()}
    for part, node in nodes.items():
        if node.place is not None:
            yield part, node.place


def pairs_of(entry: Fields) -> tuple[tuple[str, object], ...]:
    """Return the fields with the kind first; a field that is named like a kind is that kind's main field."""
    pairs: dict[str, object] = {}
    if "kind" in entry:
        pairs["kind"] = entry["kind"]
    else:
        named = [name for name in entry if name in MAIN_FIELD]
        for kind in named:
            if all(other == kind or _is_own(other, kind) for other in named):
                pairs |= {"kind": kind, MAIN_FIELD[kind]: entry[kind]}
                break
    said = "" if "kind" in entry else pairs.get("kind")  # under its own name
    pairs |= {name: _plain(entry[name]) for name in entry if name not in ("date", "kind", said)}
    return tuple(pairs.items())


def _is_own(name: str, kind: str) -> bool:
    from membership_sim.entry_fields import ENTRY_FIELDS

    return name in ENTRY_FIELDS[kind]


def _plain(value: Any) -> object:
    if isinstance(value, Fields):
        if any(kind in value for kind in METHOD_KINDS):
            from membership_sim.entry_fields import method_fields

            method = method_of(value)
            return method_fields(method) if method else {}
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
