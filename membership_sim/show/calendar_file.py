"""A timeline as a calendar file (iCalendar, RFC 5545): whole days, no reminders of its own, the same bytes each time.

The third charge of a document is the same event in every file, whenever it falls: a calendar that takes a file again
moves what moved. What is no longer there has to be deleted by hand, since a file cannot tell of it. A document is the
same one while its title, its rule book, its plan and its first action are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import count, groupby
from typing import Any, Final, NamedTuple

from membership_sim.deadlines import deadlines
from membership_sim.entries import ChargeEntry, RefundEntry
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.scenario import Scenario
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.data import json_text
from membership_sim.show.extras import needed
from membership_sim.show.phrases import day_text
from membership_sim.show.text import printable
from membership_sim.show.words import because, what
from membership_sim.timeline import Timeline

PRODUCT: Final = "-//membership-sim//membership-sim//EN"


class Item(NamedTuple):
    """Whole days `[start_day, end_day)`; `kind` and `number` name it. A cancel has the number of its charge."""

    kind: str
    number: int
    start_day: int
    end_day: int
    summary: str
    description: str


def as_ics(timelines: Sequence[Timeline], lang: str = "en") -> str:
    """Return charges, refunds, last days and benefits of every timeline; raises MissingExtraError."""
    made: Any = needed("icalendar", "ics")
    words = catalogue(lang)
    found = made.Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    titles = list(dict.fromkeys(printable(timeline.scenario.title) for timeline in timelines))
    found.add("x-wr-calname", " / ".join(titles))
    seen: Counter[str] = Counter()
    for timeline in timelines:
        story = _story(timeline.scenario)
        seen[story] += 1
        document = hashlib.sha256(f"{seen[story]} {story}".encode()).hexdigest()[:16]
        for item in items(timeline, words):
            uid = f"{item.kind}-{item.number}.{document}@membership-sim"
            found.add_component(_event(made, item, uid, timeline.scenario.title))
    return str(found.to_ical().decode())


def _story(scenario: Scenario) -> str:
    """Return what tells a document from others; no day is in it, so that a story that moves is the same."""
    first = scenario.events[0].action if scenario.events else None
    wish = (first.do, first.plan) if first else None
    return json_text([scenario.title, scenario.book.name, scenario.plan, wish])


def items(timeline: Timeline, words: Catalogue) -> list[Item]:
    """Return what stands in the calendar, by day."""
    found = [*_money(timeline, words), *_last_days(timeline, words), *_benefits(timeline, words)]
    return sorted(found, key=lambda item: (item.start_day, item.kind))


def _money(timeline: Timeline, words: Catalogue) -> Iterator[Item]:
    currency = timeline.scenario.book.currency
    told: tuple[tuple[ChargeEntry | RefundEntry, ...], ...] = (timeline.charges, timeline.refunds)
    for entries in told:
        for number, entry in enumerate(entries, start=1):
            reason = f"{because(entry, currency, words.lang)} ({', '.join(entry.rules)})"
            yield Item(entry.kind, number, entry.day, entry.day + 1, what(entry, currency, words.lang), reason)


def _last_days(timeline: Timeline, words: Catalogue) -> Iterator[Item]:
    currency, labels = timeline.scenario.book.currency, words.labels
    charges = {charge.seq: (number, charge) for number, charge in enumerate(timeline.charges, start=1)}
    pauses = count(1)
    for deadline in deadlines(timeline):
        days = deadline.day, deadline.day + 1
        if deadline.seq is None:
            yield Item("resume", next(pauses), *days, labels["last_resume"], labels["last_resume_about"])
        else:
            number, charge = charges[deadline.seq]
            told = {"amount": words.amount(charge.amount, currency), "day": day_text(words, charge.day)}
            texts = (labels[label].format(**told) for label in ("last_cancel", "last_cancel_about"))
            yield Item("cancel", number, *days, *texts)


def _benefits(timeline: Timeline, words: Catalogue) -> Iterator[Item]:
    windows = groupby(timeline.spans(), lambda span: span.state in BENEFIT_STATES)
    given = [list(spans) for gives, spans in windows if gives]
    for number, spans in enumerate(given, start=1):
        end_day = spans[-1].end_day
        about = words.labels["benefits_to_day"].format(day=day_text(words, end_day - 1))
        if end_day > timeline.until_day:
            about = words.labels["calendar_ends"]
        yield Item("benefits", number, spans[0].start_day, end_day, words.labels["benefits"], about)


def _event(made: Any, item: Item, uid: str, title: str) -> Any:
    start, end = date.fromordinal(item.start_day), date.fromordinal(item.end_day)
    event = made.Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime.combine(start, time(), UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", item.summary)
    event.add("description", f"{item.description}\n{printable(title)}")
    event.add("categories", [item.kind])
    event.add("transp", "TRANSPARENT")
    return event
