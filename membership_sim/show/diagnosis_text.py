"""What would explain a divergence, in words and as data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, RefundEntry, RefusedEntry, StateEntry
from membership_sim.entry_fields import action_arguments, iso
from membership_sim.show.catalogue import catalogue
from membership_sim.show.phrases import day_text, name, plan_name
from membership_sim.show.templates import fill
from membership_sim.show.words import because, deed, noun, what

if TYPE_CHECKING:
    from membership_sim.edits import Diagnosis, Edit, Explanation
    from membership_sim.money import Currency

MOST_SHOWN: Final = 3  # explanations, and others that leave the same record as one


def diagnosis_lines(diagnosis: Diagnosis, currency: Currency, lang: str = "en") -> Iterator[str]:
    """Yield the explanations, the likeliest first, or that there is none."""
    labels = catalogue(lang).labels
    found = diagnosis.explanations
    for explanation in found[:MOST_SHOWN]:
        yield explanation_text(explanation, currency, lang)
        same = [edits_text(edits, currency, lang) for edits in explanation.same[:MOST_SHOWN]]
        if same:
            yield labels["same_record"].format(edits=labels["or_if"].join(same))
    if len(found) > MOST_SHOWN:
        yield labels["more_explanations"].format(count=len(found) - MOST_SHOWN)
    if not found:
        label = "unexplained" if diagnosis.is_complete else "unexplained_so_far" if diagnosis.tried else "not_diagnosed"
        yield labels[label].format(count=f"{diagnosis.tried:,}")
    elif not diagnosis.is_complete:
        yield labels["cut_short"].format(count=f"{diagnosis.tried:,}")


def explanation_text(explanation: Explanation, currency: Currency, lang: str = "en") -> str:
    """Return what would explain a divergence, and why the record is then as the model says."""
    labels, entry = catalogue(lang).labels, explanation.because_of
    edits = edits_text(explanation.edits, currency, lang)
    if entry is None:
        return labels["would_conform"].format(edits=edits)
    told = {"what": _happened(entry, currency, lang), "because": because(entry, currency, lang)}
    return labels["would_conform_since"].format(edits=edits, day=day_text(catalogue(lang), entry.day), **told)


def _happened(entry: Entry, currency: Currency, lang: str) -> str:
    words = catalogue(lang)
    match entry:
        case ChargeEntry() | DeclineEntry() | RefundEntry():
            return words.labels[{"charge": "charged", "decline": "declined", "refund": "refunded"}[entry.kind]]
        case ActionEntry() | RefusedEntry():
            return deed(entry.action, currency, lang)
        case StateEntry():
            return name(words, entry.state)
        case _:
            return what(entry, currency, lang)


def edits_text(edits: tuple[Edit, ...], currency: Currency, lang: str = "en") -> str:
    """Return edits as the sentence that they suppose.

    >>> from membership_sim.edits import Edit
    >>> from membership_sim.money import CURRENCIES
    >>> from membership_sim.scenario import Action
    >>> edits_text((Edit("delayed", 739311, None, Action("cancel"), 739342, 739350),), CURRENCIES["JPY"])
    'the cancel of 2025-03-01 was registered later, between 2025-04-01 and 2025-04-09'
    """
    words = catalogue(lang)
    return words.labels["and_if"].join(_edit_text(edit, currency, lang) for edit in edits)


def _edit_text(edit: Edit, currency: Currency, lang: str) -> str:
    words = catalogue(lang)
    labels = words.labels
    has_come = edit.kind == "refund_under_way" and edit.place is not None
    first, last = day_text(words, edit.first_day), day_text(words, edit.last_day)
    label = "on_day" if first == last else "between_days"
    values = {
        "amount": words.amount(edit.amount, currency),
        "business_days": str(edit.business_days),
        "count": str(len(edit.days)) if len(edit.days) > 1 else None,
        "day": day_text(words, edit.day),
        "deed": None if edit.action is None else deed(edit.action, currency, lang),
        "effective": day_text(words, edit.effective_day),
        "ends": day_text(words, edit.ends_day),
        "last": last,
        "noun": None if edit.action is None else noun(edit.action, currency, lang),
        "plan": plan_name(words, edit.plan),
        "trial": labels["with_trial"] if edit.has_trial else labels["without_trial"],
        "when": labels[label].format(day=first, first=first, last=last),
    }
    return fill(words.edits["refund_came" if has_come else edit.kind], values)


def diagnosis_fields(diagnosis: Diagnosis, currency: Currency) -> dict[str, object]:
    """Return a diagnosis as JSON has it."""
    return {
        "tried": diagnosis.tried,
        "complete": diagnosis.is_complete,
        "explanations": [
            {
                "rank": rank,
                "edits": [edit_fields(edit) for edit in each.edits],
                "text": edits_text(each.edits, currency),
                "because": None if each.because_of is None else because(each.because_of, currency),
                "same": [[edit_fields(edit) for edit in edits] for edits in each.same],
            }
            for rank, each in enumerate(diagnosis.explanations, start=1)
        ],
    }


def edit_fields(edit: Edit) -> dict[str, object]:
    """Return an edit as JSON has it, what does not apply left out."""
    action = {} if edit.action is None else {"action": edit.action.do, **action_arguments(edit.action)}
    days = {"from": iso(edit.first_day), "to": iso(edit.last_day)} if edit.first_day else None
    told = {
        "kind": edit.kind,
        "date": iso(edit.day),
        "place": None if edit.place is None else str(edit.place),
        **action,
        "days": days,
        "effective": iso(edit.effective_day),
        "amount": edit.amount or None,
        "plan": edit.plan or action.get("plan"),
        "trial": ("yes" if edit.has_trial else "no") if edit.kind == "other_account" else action.get("trial"),
        "dates": [iso(day) for day in edit.days] or None,
        "cancelled_before": iso(edit.ends_day),
    }
    return {name: value for name, value in told.items() if value is not None}
