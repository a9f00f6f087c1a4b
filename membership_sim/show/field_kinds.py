"""What a field holds where it stands: fields of one name may hold several things, and are called otherwise then.

A place is the kind of an entry, the name of an action (of its arguments), or the record of a file: `scenario`, `given`,
`owed`, `charge`, `method`, `payments`, `events`, `rulebook`. The kinds are those of `FIELD_TYPES` and of the facts of
`given`, and some that only files have.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from membership_sim.entries import ActionEntry, Entry, RefusedEntry
from membership_sim.entry_types import FIELD_TYPES
from membership_sim.scenario import ARGUMENTS
from membership_sim.show.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from membership_sim.show.catalogue import Catalogue

# By the name of a field that no entry has, or by `PLACE.FIELD` where it holds something else in that place.
_OF_FILES: Final = {
    "certainty": "certainty",
    "date": "date",
    "days": "certainty",  # of the steps of a value: assumed, or null
    "do": "action",
    "first_due": "date",
    "holidays": "holidays",
    "kind": "entry_kind",
    "method.blocked": "reason",
    "owed.kind": "owed_kind",
    "payments.decline": "reason",
    "price_from": "date",
    "rulebook.tax": "tax_of_fees",
    "state": "state",
    "student_months": "months",
    "tax": "amount",
}
_PLACES: Final = {"wallet": "method", "add_method": "method"}  # records that are called otherwise, or are lists of them


def place_of(entry: Entry) -> str:
    """Return the place of an entry's fields: its action, which has the arguments, or else its kind."""
    return entry.action.do if isinstance(entry, ActionEntry | RefusedEntry) else entry.kind


def place_within(field: str, record: Mapping[str, Any]) -> str:
    """Return the place of the parts of a record; those of an event are the arguments of what is done.

    >>> [place_within("owed", {}), place_within("events", {"do": "add_method", "card": "visa"})]
    ['owed', 'method']
    """
    inner = str(record.get("do", field))
    return _PLACES.get(inner, inner)


def split_path(path: str) -> tuple[str, str]:
    """Return the place and the name of a field by its dotted path, in which numbers count items.

    What a rule book has by ids is one field: its plans, its sources, what is known of its values.

    >>> [split_path(path) for path in ("until", "given.paused_since", "wallet.0.until", "rulebook.plans.annual")]
    [('scenario', 'until'), ('given', 'paused_since'), ('method', 'until'), ('rulebook', 'plans')]
    """
    first, *rest = path.split(".")
    if first == "rulebook" and rest:
        return first, rest[0]
    *outer, field = [name for name in (first, *rest) if not name.isdigit()]
    place = outer[-1] if outer else "scenario"
    return _PLACES.get(place, place), field


def kind_of(place: str, field: str) -> str:
    """Return the kind of what a field holds, `text` for what is of no other.

    >>> kind_of("change_plan", "to"), kind_of("set_reminder", "to"), kind_of("owed", "kind"), kind_of("charge", "kind")
    ('plan', 'yes_no', 'owed_kind', 'entry_kind')
    """
    own = f"{place}.{field}"
    if own in _OF_FILES:
        return _OF_FILES[own]
    argument = _arguments().get(own)
    if argument:
        return argument
    found = FIELD_TYPES.get(own)
    return found.kind if found else _kind_anywhere(field)


def _kind_anywhere(field: str) -> str:
    found = _OF_FILES.get(field) or _fact_kinds().get(field)
    return found or (FIELD_TYPES[field].kind if field in FIELD_TYPES else "text")


@cache
def _arguments() -> dict[str, str]:
    return {f"{do}.{name}": its.kind for do, arguments in ARGUMENTS.items() for name, its in arguments.items()}


@cache
def _fact_kinds() -> dict[str, str]:
    from membership_sim.files.given_shapes import FACTS

    return {fact: {"day": "date"}.get(its.kind, its.kind) for fact, its in FACTS.items()}


def name_in(place: str, field: str, words: Catalogue) -> str:
    """Return what a field is called where it stands: by the catalogue, or else its own name with spaces.

    >>> from membership_sim.show.catalogue import catalogue
    >>> [name_in(place, "until", catalogue("ja")) for place in ("scenario", "block_method")]
    ['最終日', '復旧日']
    """
    told = words.fields.get(f"{place}.{field}") or words.fields.get(field)
    return told or printable(field.replace("_", " "))
