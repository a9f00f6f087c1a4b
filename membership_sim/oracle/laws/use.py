"""Laws of benefits and of the family that shares them."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ActionEntry, UseEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.oracle.states import BENEFIT_STATES
from membership_sim.rulebook.model import on

USE: Final = Chapter()
BENEFITS: Final = frozenset(("delivery", "video", "music", "photos", "reading", "sales"))
SHARED: Final = frozenset(("delivery", "sales"))


@USE.single_pass("use", "BENEFIT-1")
def benefits_only_where_they_count(use: UseEntry, known: Known) -> str | None:
    """A benefit is used only in a trial, while paid and while past due."""
    if use.benefit not in BENEFITS:
        return f"unknown benefit {use.benefit!r}, allowed: {', '.join(sorted(BENEFITS))}"
    return None if known.state in BENEFIT_STATES else f"{use.benefit} used on {iso(use.day)} while {known.state}"


@USE.single_pass("use", "FAMILY-1")
def the_family_uses_what_it_shares(use: UseEntry, known: Known) -> str | None:
    """A family member on the list uses delivery and sales, and nothing else."""
    if use.by is None:
        return None
    if use.by not in known.family:
        return f"{use.by!r} used {use.benefit}, on the list are: {', '.join(known.family) or 'none'}"
    return None if use.benefit in SHARED else f"{use.by!r} used {use.benefit}, shared are: {', '.join(sorted(SHARED))}"


@USE.single_pass("action", "FAMILY-1", actions="add_family remove_family")
def the_family_has_its_limit(entry: ActionEntry, known: Known) -> str | None:
    """No more family members than the limit, each one once, none on a student plan; only who is listed is removed."""
    name = entry.action.name
    if entry.action.do == "remove_family":
        listed = ", ".join(known.family) or "none"
        return None if name in known.family else f"{name!r} is removed, on the list are: {listed}"
    limit = on(known.terms.family_limit, entry.day)
    if limit is not None and len(known.family) >= limit:
        return f"{name!r} is number {len(known.family) + 1}, the limit is {limit}"
    if known.held_plan().student:
        return f"{name!r} is added on {known.plan}, a student plan"
    return f"{name!r} is on the list already" if name in known.family else None
