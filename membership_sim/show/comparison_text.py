"""What changed from one timeline to another, in words: totals, what was given, the days, each entry with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from membership_sim.entry_fields import ENTRY_FIELDS
from membership_sim.entry_types import NOT_KNOWN, field_type
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.field_kinds import name_in, place_of
from membership_sim.show.given_text import input_lines
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import UNBROKEN
from membership_sim.show.phrases import day_and_weekday, name, span_text
from membership_sim.show.sides import Side, sides_text
from membership_sim.show.table import SUMS, totals_text
from membership_sim.show.text import printable
from membership_sim.show.words import because, what

if TYPE_CHECKING:
    from membership_sim.changes import EntryChange, FieldChange, StateChange
    from membership_sim.comparison import Comparison
    from membership_sim.entries import Entry
    from membership_sim.timeline import Timeline

MOST_SHOWN: Final = 20  # of the entries, the inputs, the spans of days


def comparison_text(comparison: Comparison, lang: str = "en") -> str:
    """Return the comparison as text, the parts below each other."""
    words = catalogue(lang)
    labels = words.labels
    sides = (("before", comparison.before), ("after", comparison.after))
    titles = [
        labels["item"].format(name=labels[label], value=printable(timeline.scenario.title)) for label, timeline in sides
    ]
    parts = [titles, totals_lines(comparison, words), given_lines(comparison, words), state_lines(comparison, words)]
    parts.append([counts_line(comparison, words), *_entry_lines(comparison, words)])
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def totals_rows(comparison: Comparison, words: Catalogue) -> list[list[str]]:
    """Return the totals and the state at the end: a label, the two sides, and the change of what is a number."""
    before, after = (totals_text(timeline, words) for timeline in (comparison.before, comparison.after))
    change, currency = comparison.totals_change, comparison.after.scenario.book.currency
    grown = dict.fromkeys(before, "")
    if change is not None:
        sums = {label: getattr(change, label) for label in SUMS}
        grown |= {label: _signed(words.amount(amount, currency)) for label, amount in sums.items() if amount}
        grown["benefit_days"] = _signed(str(change.benefit_days)) if change.benefit_days else ""
    return [[words.labels[label], text, after[label], grown[label]] for label, text in before.items()]


def _signed(number: str) -> str:
    return number if number.startswith("-") else f"+{number}"


def totals_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return the totals as a table."""
    headings = ["", *(words.labels[label] for label in ("before", "after", "change"))]
    rows = [[Cell(text) for text in row] for row in totals_rows(comparison, words)]
    return grid(headings, rows, [False, True, True, True], UNBROKEN)


def given_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return what was given otherwise: the why of all that follows."""
    found = input_lines(comparison, words)
    if not found:
        return [words.labels["given_alike"]]
    shown = (*found[:MOST_SHOWN], *more(found, words))
    return [words.labels["given_otherwise"], *(f"  {line}" for line in shown)]


def state_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return the days that ended in another state."""
    changes = comparison.state_changes
    found = [state_line(change, words) for change in changes[:MOST_SHOWN]]
    return [words.labels["states_differ"], *(f"  {line}" for line in (*found, *more(changes, words)))] if found else []


def state_line(change: StateChange, words: Catalogue) -> str:
    """Return a span of days with the states in which they ended."""
    before, after = (
        words.labels["not_in_run"] if state is None else name(words, state) for state in (change.before, change.after)
    )
    span = span_text(words, change.start_day, change.end_day - 1)
    return words.labels["item"].format(name=span, value=words.labels["is_now"].format(before=before, after=after))


def counts_line(comparison: Comparison, words: Catalogue) -> str:
    """Return how many entries differ, and how."""
    parts = {"changed": comparison.changed, "gone": comparison.only_before, "new": comparison.only_after}
    counts = {part: len(entries) for part, entries in parts.items()}
    return words.labels["entries_differ"].format(**counts, same=comparison.same)


def _entry_lines(comparison: Comparison, words: Catalogue) -> Iterator[str]:
    for change in comparison.entry_changes[:MOST_SHOWN]:
        mark = "-" if change.after is None else "+" if change.before is None else "~"
        yield f"{mark} {headline(change, comparison, words)}"
        yield from (f"    {line}" for line in field_lines(change, comparison, words))
        yield from (f"    {line}" for line in reason_lines(change, comparison, words))
    yield from more(comparison.entry_changes, words)


def headline(change: EntryChange, comparison: Comparison, words: Catalogue) -> str:
    """Return the day and what happened, of the side that there is or else of the side after."""
    timeline = comparison.before if change.after is None else comparison.after
    entry = change.entries[-1]
    about = what(entry, timeline.scenario.book.currency, words.lang)
    return words.labels["item"].format(name=day_and_weekday(words, entry.on), value=about)


def field_lines(change: EntryChange, comparison: Comparison, words: Catalogue) -> list[str]:
    """Return the fields that differ, on one line; none if there are none."""
    place = place_of(change.entries[-1])
    texts = [
        words.labels["item"].format(
            name=name_in(place, field.name, words), value=_sides(place, field, change, comparison, words)
        )
        for field in change.field_changes
        if field.name != "rules"  # they stand with the reasons
    ]
    return [printable(words.labels["clauses"].join(texts))] if texts else []


def _sides(place: str, field: FieldChange, change: EntryChange, comparison: Comparison, words: Catalogue) -> str:
    currencies = (timeline.scenario.book.currency for timeline in (comparison.before, comparison.after))
    before, after = (
        Side(value, currency, _absent(entry, field.name, words))
        for value, currency, entry in zip((field.before, field.after), currencies, change.entries, strict=True)
    )
    return sides_text(place, field.name, before, after, words)


def _absent(entry: Entry, field: str, words: Catalogue) -> str:
    """Return what it means that an entry gives no value: it has none, or it is not known."""
    is_unknown = field in ENTRY_FIELDS[entry.kind] and field_type(entry.kind, field).null == NOT_KNOWN
    return words.labels["is_not_known" if is_unknown else "has_none"]


def reason_lines(change: EntryChange, comparison: Comparison, words: Catalogue) -> list[str]:
    """Return why each side is there; once if they have one reason and one set of rules."""
    sides = [("before", change.before, comparison.before), ("after", change.after, comparison.after)]
    reasons = {label: _reason(entry, timeline, words) for label, entry, timeline in sides if entry is not None}
    if len(set(reasons.values())) == 1:
        return [next(iter(reasons.values()))]
    return [words.labels["item"].format(name=words.labels[label], value=text) for label, text in reasons.items()]


def _reason(entry: Entry, timeline: Timeline, words: Catalogue) -> str:
    return f"{because(entry, timeline.scenario.book.currency, words.lang)} [{' '.join(entry.rules)}]"


def more(items: Sequence[object], words: Catalogue) -> list[str]:
    """Return a line that counts the items that are not shown, if there are any."""
    left = len(items) - MOST_SHOWN
    return [words.labels["and_more"].format(count=left)] if left > 0 else []
