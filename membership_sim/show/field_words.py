"""Fields of entries and of files in words: what they are called, and their plain values as the language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.field_kinds import kind_of, name_in, place_within, split_path
from membership_sim.show.phrases import count, day_and_weekday, name, plan_name, span_text
from membership_sim.show.text import printable
from membership_sim.show.words import argument_text, reason_text

# Records that are spans of days, by what starts and ends them; a period ends the day before its end.
SPANS: Final = {"period": ("start", "end", 1), "expected": ("from", "to", 0)}


def field_name(path: str, words: Catalogue) -> str:
    """Return what a field is called, or the value of a rule book that it is the path of.

    >>> from membership_sim.show.catalogue import catalogue
    >>> [field_name(path, catalogue("ja")) for path in ("period", "given.paused_since", "with.prices.monthly")]
    ['期間', '一時停止の初日', '月間プランの会費']
    """
    for start in ("with.", "rulebook.values."):
        if path.startswith(start):
            return _value_name(path.removeprefix(start), words)
    return name_in(*split_path(path), words)


def _value_name(name: str, words: Catalogue) -> str:
    parent, _, plan = name.rpartition(".")
    template = words.fields.get(name) or words.fields.get(f"{parent}.PLAN")
    return template.format(plan=plan_name(words, plan)) if template else printable(name)


def named_field(path: str, words: Catalogue) -> str:
    """Return what a field is called with its path beside it, which is what one edits."""
    told = field_name(path, words)
    return path if told == path else words.labels["named"].format(word=told, id=path)


def field_text(place: str, field: str, value: object, currency: Currency, words: Catalogue) -> str:
    """Return the plain value of a field as the language writes it; of a record each part with its name.

    >>> from membership_sim.money import CURRENCIES
    >>> from membership_sim.show.catalogue import catalogue
    >>> values = {"amount": 1499, "date": "2025-03-02", "period": {"start": "2025-03-02", "end": "2025-04-02"}}
    >>> [field_text("charge", field, value, CURRENCIES["USD"], catalogue()) for field, value in values.items()]
    ['$14.99', '2025-03-02 Sun', '2025-03-02 – 2025-04-01']
    """
    if value is None:
        return words.labels["not_given"]
    if isinstance(value, Mapping):
        return _record_text(field, value, currency, words)
    if isinstance(value, list | tuple):
        items = [item_text(place, field, item, currency, words) for item in value]
        return words.several(items) or words.labels["none"]
    return _plain_text(kind_of(place, field), value, currency, words)


def item_text(place: str, field: str, item: object, currency: Currency, words: Catalogue) -> str:
    """Return an item of a list; a list or a record of several parts in brackets."""
    if item is None:
        return words.labels["none"]
    text = field_text(place, field, item, currency, words)
    return f"({text})" if _has_commas(field, item) else text


def _has_commas(field: str, value: object) -> bool:
    """Tell whether a text lists what it is made of, so that it would run into what it is listed with."""
    if isinstance(value, Mapping):
        return len(value) > 1 and field != "reasons" and field not in SPANS
    return isinstance(value, list | tuple) and len(value) > 1


def _record_text(field: str, record: Mapping[str, Any], currency: Currency, words: Catalogue) -> str:
    if field in SPANS:
        start, end, beyond = SPANS[field]
        days = [date.fromisoformat(record[part]).toordinal() for part in (start, end)]
        return span_text(words, days[0], days[1] - beyond)
    if field == "reasons":
        return reason_text(words, record.get("method"), record["reason"])
    inner = place_within(field, record)
    if "do" in record:  # an event: its day, what is done, and the arguments
        when = "date" if "date" in record else "at"
        rest = {part: value for part, value in record.items() if part not in (when, "do")}
        done = field_text(inner, "do", record["do"], currency, words)
        told = words.several([done, *_parts(inner, rest, currency, words)])
        day = field_text(inner, when, record[when], currency, words)
        return words.labels["item"].format(name=day, value=told)
    return words.several(_parts(inner, record, currency, words))


def _parts(place: str, record: Mapping[str, Any], currency: Currency, words: Catalogue) -> list[str]:
    told = {part: field_text(place, part, value, currency, words) for part, value in record.items()}
    if len(record) > 1:
        told |= {part: f"({told[part]})" for part, value in record.items() if _has_commas(part, value)}
    return [
        words.labels["item"].format(name=name_in(place, part, words), value=text) for part, text in told.items()
    ]


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
        case "months":
            return count(words, value, "month")
        case "owed_kind":
            return name(words, f"owed.{value}")
        case "entry_kind":
            return words.names.get(f"kind.{value}") or value
        case "tax_of_fees":
            return words.labels[f"tax_{value}"]
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
