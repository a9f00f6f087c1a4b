"""Fields of entries and of files in words: what they are called, and their plain values as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from membership_sim.entry_types import FIELD_TYPES
from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import day_and_weekday, name, plan_name, span_text
from membership_sim.show.text import printable
from membership_sim.show.words import argument_text, reason_text

# What the fields of files hold that no entry has, by the kinds of `FIELD_TYPES` and of the facts of `given`.
_OF_FILES: Final = {
    "blocked": "reason",
    "certainty": "certainty",
    "date": "date",
    "days": "certainty",  # of the steps of a value: assumed, or null
    "decline": "reason",
    "do": "action",
    "holidays": "holidays",
    "kind": "kind",
    "price_from": "date",
    "first_due": "date",
    "state": "state",
    "tax": "amount",
}
_MANY: Final = ("events", "rulebook.plans", "rulebook.sources")  # each has many, by numbers or ids
_OF_PERIODS: Final = {"period": ("start", "end", 1), "expected": ("from", "to", 0)}  # a period ends before its end


def field_name(path: str, words: Catalogue) -> str:
    """Return what a field is called, or the value of a rule book that it is the path of.

    >>> from membership_sim.show.catalogue import catalogue
    >>> [field_name(path, catalogue("ja")) for path in ("period", "given.paused_since", "with.prices.monthly")]
    ['期間', '一時停止の初日', '月間プランの会費']
    """
    for start in ("with.", "rulebook.values.", "given."):
        path = path.removeprefix(start)
    if path in words.fields:
        return words.fields[path]
    parent, _, own = path.rpartition(".")
    if f"{parent}.PLAN" in words.fields:
        return words.fields[f"{parent}.PLAN"].format(plan=plan_name(words, own))
    field = parent if parent in _MANY else own
    return words.fields.get(field) or printable(field.replace("_", " "))


def named_field(path: str, words: Catalogue) -> str:
    """Return what a field is called with its path beside it, which is what one edits."""
    told = field_name(path, words)
    return path if told == path else words.labels["named"].format(word=told, id=path)


def field_text(field: str, value: object, currency: Currency, words: Catalogue) -> str:
    """Return the plain value of a field as the language writes it; of a record each part with its name.

    >>> from membership_sim.money import CURRENCIES
    >>> from membership_sim.show.catalogue import catalogue
    >>> values = {"amount": 1499, "date": "2025-03-02", "period": {"start": "2025-03-02", "end": "2025-04-02"}}
    >>> [field_text(field, value, CURRENCIES["USD"], catalogue()) for field, value in values.items()]
    ['$14.99', '2025-03-02 Sun', '2025-03-02 – 2025-04-01']
    """
    if value is None:
        return words.labels["not_given"]
    if isinstance(value, Mapping):
        return _record_text(field, value, currency, words)
    if isinstance(value, list | tuple):
        return words.several([_item_text(field, item, currency, words) for item in value]) or words.labels["none"]
    return _plain_text(_kind_of(field), value, currency, words)


def _item_text(field: str, item: object, currency: Currency, words: Catalogue) -> str:
    """Return an item of a list; a list or a record of several parts in brackets."""
    if item is None:
        return words.labels["none"]
    text = field_text(field, item, currency, words)
    is_record = isinstance(item, Mapping) and len(item) > 1 and field != "reasons"
    return f"({text})" if is_record or isinstance(item, list) else text


def _record_text(field: str, record: Mapping[str, Any], currency: Currency, words: Catalogue) -> str:
    if field in _OF_PERIODS:
        start, end, beyond = _OF_PERIODS[field]
        days = [date.fromisoformat(record[part]).toordinal() for part in (start, end)]
        return span_text(words, days[0], days[1] - beyond)
    if field == "reasons":
        return reason_text(words, record.get("method"), record["reason"])
    if "do" in record:  # an event: its day, what is done, and the arguments
        rest = {part: value for part, value in record.items() if part not in ("date", "do")}
        done = field_text("do", record["do"], currency, words)
        told = words.several([done, *_parts(rest, currency, words)])
        return words.labels["item"].format(name=field_text("date", record["date"], currency, words), value=told)
    return words.several(_parts(record, currency, words))


def _parts(record: Mapping[str, Any], currency: Currency, words: Catalogue) -> list[str]:
    return [
        words.labels["item"].format(name=field_name(part, words), value=field_text(part, value, currency, words))
        for part, value in record.items()
    ]


@cache
def _fact_kinds() -> dict[str, str]:
    from membership_sim.files.given_shapes import FACTS

    return {fact: {"day": "date"}.get(its.kind, its.kind) for fact, its in FACTS.items()}


def _kind_of(field: str) -> str:
    """Return what a field holds: those of one name hold the same, a record aside."""
    found = _OF_FILES.get(field) or _fact_kinds().get(field)
    return found or (FIELD_TYPES[field].kind if field in FIELD_TYPES else "text")


def _plain_text(kind: str, value: Any, currency: Currency, words: Catalogue) -> str:
    match kind:
        case "date":
            return day_and_weekday(words, date.fromisoformat(value))
        case "month":
            return argument_text(kind, date.fromisoformat(f"{value}-01").toordinal(), currency, words)
        case "action":
            return words.names.get(f"do.{value}") or name(words, value)
        case "certainty" | "notice" | "holidays":
            return words.names.get(f"{kind}.{value}") or printable(str(value))
        case "waiting":
            return words.labels["none"] if value == "none" else name(words, f"wish.{value}")
        case "yes_no" | "plan_or_yes_no" if value in (True, False, "yes", "no"):
            return argument_text("yes_no", value in (True, "yes"), currency, words)
        case "plan_or_yes_no":
            return argument_text("plan", value, currency, words)
        case _ if isinstance(value, bool):
            return argument_text("yes_no", value, currency, words)
        case "text" | "count" | "family" | "method":
            return printable(str(value))
        case _:
            return argument_text(kind, value, currency, words)
