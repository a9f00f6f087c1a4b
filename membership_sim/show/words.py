"""An entry in words: what happened, and because of what. The words are a catalogue's; the numbers are the entry's."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.money import Currency, tax_half_up, whole_percent
from membership_sim.rulebook.model import EVERY_DAY
from membership_sim.scenario import ARGUMENTS, Action
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.phrases import count, day_text, name, percent, plan_name, span_text
from membership_sim.show.templates import fill, first_field
from membership_sim.show.text import printable

Values = dict[str, str | None]


def because(entry: Entry, currency: Currency, lang: str = "en") -> str:
    """Return why the entry is there, with every number of an amount's formula.

    >>> from membership_sim.money import CURRENCIES
    >>> rules = ("REFUND-2", "REFUND-6", "REFUND-7")
    >>> refund = RefundEntry(9, 739000, "cancelled", rules, "refund.by_percent", 784, 4, 4900, 62, 366, 739003, 739005)
    >>> because(refund, CURRENCIES["JPY"])
    '62 of 366 days left: 16 % of ¥4,900, the charge of entry 4'
    """
    words = catalogue(lang)
    return fill(words.because[entry.message], values(entry, currency, words))


def what(entry: Entry, currency: Currency, lang: str = "en", with_amount: bool = True) -> str:
    """Return in a few words what happened; without the amount where that stands in a column of its own."""
    words = catalogue(lang)
    text = fill(_what_template(entry, words), values(entry, currency, words))
    amount = amount_of(entry)
    if amount is None or not with_amount:
        return text
    return words.labels["amount_and_what"].format(amount=words.amount(amount, currency), what=text)


def _what_template(entry: Entry, words: Catalogue) -> str:
    key = f"action.{entry.action.do}" if isinstance(entry, ActionEntry) else entry.kind
    return words.what.get(entry.message) or words.what.get(key) or words.what[entry.kind]


def what_begins_with_name(entry: Entry, currency: Currency, lang: str = "en") -> bool:
    """Tell whether `what`, without an amount, begins with a name that a user gave: no view may change its case."""
    words = catalogue(lang)
    field = first_field(_what_template(entry, words), values(entry, currency, words))
    if field == "deed" and isinstance(entry, ActionEntry | RefusedEntry):
        return deed_begins_with_name(entry.action, currency, lang)
    return field in _NAMES_GIVEN


def amount_of(entry: Entry) -> int | None:
    """Return the amount that an entry moves, or fails to move, in minor units."""
    return entry.amount if isinstance(entry, ChargeEntry | DeclineEntry | RefundEntry) else None


def deed(action: Action, currency: Currency, lang: str = "en") -> str:
    """Return an action with its arguments in words, such as "cancel now" or "use video"."""
    words = catalogue(lang)
    return fill(words.deeds[action.do], _arguments(action, currency, words))


def deed_begins_with_name(action: Action, currency: Currency, lang: str = "en") -> bool:
    """Tell whether `deed` begins with a name that a user gave: no view may change its case.

    >>> from membership_sim.money import CURRENCIES
    >>> [deed_begins_with_name(Action(do, name="visa"), CURRENCIES["JPY"]) for do in ("unblock_method", "set_default")]
    [True, False]
    """
    words = catalogue(lang)
    field = first_field(words.deeds[action.do], _arguments(action, currency, words))
    return field is not None and ARGUMENTS[action.do][field].kind in ("method", "text", "plan")


def noun(action: Action, currency: Currency, lang: str = "en") -> str:
    """Return an action as the thing that was done, such as "cancel now" or "use of video"."""
    words = catalogue(lang)
    return fill(words.nouns.get(action.do) or words.deeds[action.do], _arguments(action, currency, words))


_NAMES_GIVEN: Final = ("plan", "method", "by", "reasons")  # those that hold, and may begin with, a name of a user


def values(entry: Entry, currency: Currency, words: Catalogue) -> Values:
    """Return the fields of an entry as the language writes them, as text that is safe to print."""
    state, in_state = name(words, entry.state), name(words, f"in.{entry.state}")
    own = {"on": day_text(words, entry.day), "state": state, "in_state": in_state}
    match entry:
        case ActionEntry():
            own |= _action_values(entry, currency, words)
        case RefusedEntry():
            own |= {"deed": fill(words.deeds[entry.action.do], _arguments(entry.action, currency, words))}
        case StateEntry():
            days = count(words, entry.day - entry.since_day, "day") if entry.since_day else None
            since = day_text(words, entry.since_day)
            own |= {"from_state": name(words, entry.from_state), "since": since, "days": days}
        case ChargeEntry() | DeclineEntry():
            own |= _price_values(entry, currency, words)
        case RefundEntry():
            own |= _refund_values(entry, currency, words)
        case NoticeEntry():
            own |= {
                "notice": name(words, f"notice.{entry.notice}"),
                "effective": day_text(words, entry.effective_day),
                "amount": None if entry.amount is None else words.amount(entry.amount, currency),
            }
        case UseEntry():
            value = None if entry.value is None else words.amount(entry.value, currency)
            own |= {"benefit": name(words, entry.benefit), "by": _name_given(entry.by), "value": value}
    return own


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _name_given(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _arguments(action: Action, currency: Currency, words: Catalogue) -> Values:
    """Return every argument of the action's kind as text; None for those that were not given."""
    given: Values = dict.fromkeys(ARGUMENTS[action.do])
    for argument, (kind, _) in ARGUMENTS[action.do].items():
        value = getattr(action, argument)
        if value is not None:
            given[argument] = argument_text(kind, value, currency, words)
    return given


def argument_text(kind: str, value: Any, currency: Currency, words: Catalogue) -> str:
    """Return an argument as the language writes it; `kind` is one of `scenario.Argument`."""
    match kind:
        case "method":
            return printable(value.name)
        case "text":
            return printable(value)
        case "plan":
            return plan_name(words, value)
        case "amount":
            return words.amount(value, currency)
        case "date":
            return words.day(date.fromordinal(value))
        case "month":
            return words.month(date.fromordinal(value))
        case "yes_no":
            return name(words, "yes" if value else "no")
        case _:
            return name(words, value)


def _action_values(entry: ActionEntry, currency: Currency, words: Catalogue) -> Values:
    return {
        "deed": fill(words.deeds[entry.action.do], _arguments(entry.action, currency, words)),
        "plan": plan_name(words, entry.plan),
        "effective": day_text(words, entry.effective_day),
        "last_day": day_text(words, entry.effective_day - 1) if entry.effective_day else None,
        "benefits_until": day_text(words, entry.benefits_until_day),
    }


def _price_values(entry: ChargeEntry | DeclineEntry, currency: Currency, words: Catalogue) -> Values:
    """Return the parts of an amount; the rate of a tax that was not worked out here (`given`) is left out."""
    fee = entry.amount - entry.tax
    rate_known = entry.tax > 0 and tax_half_up(fee, entry.tax_rate) == entry.tax
    own: Values = {
        "plan": plan_name(words, entry.plan),
        "fee": words.amount(fee, currency),
        "tax": words.amount(entry.tax, currency) if entry.tax else None,
        "tax_rate": percent(entry.tax_rate, words.lang) if rate_known else None,
        "step": day_text(words, entry.price_from_day) if entry.price_from_day > EVERY_DAY else None,
        "first_due": day_text(words, entry.first_due_day),
        "attempt": str(entry.attempt),
        "tries": str(entry.attempt) if entry.attempt > 1 else None,
    }
    if isinstance(entry, ChargeEntry):
        span = span_text(words, entry.start_day, entry.end_day - 1)
        return own | {"method": _name_given(entry.method), "span": span}
    return own | {"reasons": words.several([reason_text(words, method, reason) for method, reason in entry.reasons])}


def reason_text(words: Catalogue, method: str | None, reason: str) -> str:
    """Return why a method, or what is on file at all, did not pay."""
    told = name(words, f"reason.{reason}")
    return told if method is None else words.labels["method_reason"].format(method=printable(method), reason=told)


def _refund_values(entry: RefundEntry, currency: Currency, words: Catalogue) -> Values:
    return {
        "charge": _text(entry.charge),
        "charged": words.amount(entry.charged, currency),
        "part": str(entry.part),
        "whole": str(entry.whole),
        "percent": str(whole_percent(entry.part, entry.whole)) if entry.whole else None,
        "used_value": words.amount(entry.part, currency),
        "back": span_text(words, entry.from_day, entry.to_day) if entry.from_day and entry.to_day else None,
        "beyond": None if entry.from_day else day_text(words, entry.day),
    }
