"""What changed from one timeline to another, in words: totals, what was given, the days, each entry with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.certainty import certainty_words
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import UNBROKEN
from membership_sim.show.table import SUMS, totals_text
from membership_sim.show.text import printable
from membership_sim.show.words import because, day_text, name, span_text, what
from membership_sim.show.yaml_text import flow

if TYPE_CHECKING:
    from membership_sim.comparison import Comparison, EntryChange, StateChange
    from membership_sim.entries import Entry
    from membership_sim.input_changes import InputChange
    from membership_sim.timeline import Timeline

MOST_TOLD: Final = 20  # of the entries, the inputs, the spans of days
_LONGEST_VALUE: Final = 100  # characters


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
    change, currency = comparison.change, comparison.after.scenario.book.currency
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
    labels, inputs = words.labels, comparison.inputs
    if not inputs:
        return [labels["given_alike"]]
    found = [input_line(change, words) for change in inputs[:MOST_TOLD]]
    return [labels["given_otherwise"], *(f"  {line}" for line in (*found, *more(inputs, words)))]


def input_line(change: InputChange, words: Catalogue) -> str:
    """Return one thing that was given otherwise, with its rule if it has one."""
    labels = words.labels
    text = labels["item"].format(name=change.path, value=_is_now(change.before, change.after, words))
    about = []
    if change.rule:
        about.append(labels["item"].format(name=change.rule, value=certainty_words(change.rule, words)))
    about += [] if change.is_read else [labels["nothing_rests_on_it"]]
    return printable(f"{text} ({labels['clauses'].join(about)})" if about else text)


def _is_now(before: object, after: object, words: Catalogue) -> str:
    from membership_sim.files.words import shortened

    none = words.labels["not_given"]
    ours, theirs = (none if value is None else shortened(flow(value), _LONGEST_VALUE) for value in (before, after))
    return words.labels["is_now"].format(before=ours, after=theirs)


def state_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return the days that ended in another state."""
    states = comparison.states
    found = [state_line(change, words) for change in states[:MOST_TOLD]]
    return [words.labels["states_differ"], *(f"  {line}" for line in (*found, *more(states, words)))] if found else []


def state_line(change: StateChange, words: Catalogue) -> str:
    """Return a span of days with the states in which they ended."""
    before, after = (
        words.labels["not_in_run"] if state is None else name(words, state) for state in (change.before, change.after)
    )
    span = span_text(words, change.start_day, change.end_day - 1)
    return words.labels["item"].format(name=span, value=words.labels["is_now"].format(before=before, after=after))


def counts_line(comparison: Comparison, words: Catalogue) -> str:
    """Return how many entries differ, and how."""
    told = {"changed": comparison.changed, "gone": comparison.only_before, "new": comparison.only_after}
    counts = {part: len(entries) for part, entries in told.items()}
    return words.labels["entries_differ"].format(**counts, same=comparison.same)


def _entry_lines(comparison: Comparison, words: Catalogue) -> Iterator[str]:
    for change in comparison.entries[:MOST_TOLD]:
        mark = "-" if change.after is None else "+" if change.before is None else "~"
        yield f"{mark} {headline(change, comparison, words)}"
        yield from (f"    {line}" for line in field_lines(change, words))
        yield from (f"    {line}" for line in reason_lines(change, comparison, words))
    yield from more(comparison.entries, words)


def headline(change: EntryChange, comparison: Comparison, words: Catalogue) -> str:
    """Return the day and what happened, of the side that there is or else of the side after."""
    timeline = comparison.before if change.after is None else comparison.after
    entry = change.entries[-1]
    about = what(entry, timeline.scenario.book.currency, words.lang)
    return words.labels["item"].format(name=day_text(words, entry.day), value=about)


def field_lines(change: EntryChange, words: Catalogue) -> list[str]:
    """Return the fields that differ, on one line; none if there are none."""
    texts = [
        words.labels["item"].format(name=field.name, value=_is_now(field.before, field.after, words))
        for field in change.fields
        if field.name != "rules"  # they stand with the reasons
    ]
    return [printable(words.labels["clauses"].join(texts))] if texts else []


def reason_lines(change: EntryChange, comparison: Comparison, words: Catalogue) -> list[str]:
    """Return why each side is there; once if they have one reason and one set of rules."""
    sides = [("before", change.before, comparison.before), ("after", change.after, comparison.after)]
    told = {label: _reason(entry, timeline, words) for label, entry, timeline in sides if entry is not None}
    if len(set(told.values())) == 1:
        return [next(iter(told.values()))]
    return [words.labels["item"].format(name=words.labels[label], value=text) for label, text in told.items()]


def _reason(entry: Entry, timeline: Timeline, words: Catalogue) -> str:
    return f"{because(entry, timeline.scenario.book.currency, words.lang)} [{' '.join(entry.rules)}]"


def more(items: Sequence[object], words: Catalogue) -> list[str]:
    """Return a line that counts the items that were not told, if there are any."""
    left = len(items) - MOST_TOLD
    return [words.labels["and_more"].format(count=left)] if left > 0 else []
