"""Timelines tampered with, an edit a line, to show that each law notices: `charge 2 amount=700; drop notice 1`.

Edits: `KIND N field=value …` changes the N-th entry of a kind, `drop KIND N` takes it out, `copy KIND N after KIND M
field=value …` puts a copy elsewhere, `move` moves it; `end` changes a fact of the end (`end owed.amount=1`: a part of
it), `totals` a sum, and `words A=B` the sentences, `_` for a space. Values are written as in `tests.helpers`; a list is
parted by commas, `-` is none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from membership_sim import RuleBook, Scenario, Snapshot
from membership_sim.money import NO_TAX, Rate
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline
from tests.helpers import JP, action, book, day, events, script, wallet

TAX = Rate(8875, 100_000)


def tell(
    story: str,
    until: str | None = None,
    *,
    rules: str | RuleBook = JP,
    values: dict[str, Any] | None = None,
    plan: str = "monthly",
    methods: str = "card:visa",
    outcomes: str | None = None,
    tax: Rate = NO_TAX,
    trial_used: bool = False,
) -> Timeline:
    """Return the timeline of a story as text, its events parted by semicolons."""
    happenings = events(story.replace(";", "\n"))
    start = Snapshot("prospect", happenings[0].day, plan, wallet=wallet(methods), trial_used=trial_used)
    return simulate(
        Scenario(
            "a story",
            book(rules, values) if isinstance(rules, str) else rules,
            happenings,
            plan,
            start.wallet,
            None if outcomes is None else script(outcomes),
            None if until is None else day(until),
            start,
            tax,
        )
    )


def place(entries: list[Any], kind: str, number: str) -> int:
    """Return where the entry stands."""
    return [index for index, entry in enumerate(entries) if entry.kind == kind][int(number) - 1]


def value(name: str, text: str) -> Any:
    """Return the value that a text says for a field."""
    if name == "action":
        return action(text.replace("+", " "))
    if name in ("rules", "allowed", "family"):
        return tuple(filter(None, text.split(",")))
    if name == "reasons":
        return tuple(tuple(pair.split(":")) for pair in text.split(",") if pair)
    if text == "-":
        return None
    if text.count("-") == 2:
        return day(text)
    return int(text) if text.lstrip("-").isdigit() else text


def fields(words: list[str]) -> dict[str, Any]:
    """Return the fields of `name=value` words."""
    return {name: value(name, text) for name, _, text in (word.partition("=") for word in words)}


def tampered(timeline: Timeline, edits: str) -> Timeline:
    """Return the timeline after the edits."""
    for edit in filter(None, map(str.strip, edits.split(";"))):
        timeline = after_edit(timeline, edit.split())
    return timeline


def after_edit(timeline: Timeline, words: list[str]) -> Timeline:
    """Return the timeline after one edit."""
    entries: list[Any] = list(timeline.entries)
    match words:
        case ["end", *changes]:
            return replace(timeline, end=with_parts(timeline.end, fields(changes)))
        case ["until", text]:
            return replace(timeline, until_day=day(text))
        case ["totals", *changes]:
            return told_otherwise(timeline, totals=timeline.totals._replace(**fields(changes)))
        case ["words", change]:
            before, _, after = change.replace("_", " ").partition("=")
            said = [{**row, "because": str(row["because"]).replace(before, after)} for row in timeline.rows()]
            assert said != timeline.rows(), f"{before} stands nowhere"
            return told_otherwise(timeline, rows=lambda *_: said)
        case ["drop", kind, number]:
            del entries[place(entries, kind, number)]
        case ["copy" | "move" as how, kind, number, "after", other, which, *changes]:
            index = place(entries, kind, number)
            entry = entries.pop(index) if how == "move" else entries[index]
            entries.insert(place(entries, other, which) + 1, entry._replace(**fields(changes)))
        case [kind, number, *changes]:
            index = place(entries, kind, number)
            changed = entries[index]._replace(**fields(changes))
            assert changed != entries[index], f"{' '.join(words)}: nothing is changed"
            entries[index] = changed
        case _:
            raise AssertionError(words)
    return replace(timeline, entries=tuple(entries))


def with_parts(whole: Any, changes: dict[str, Any]) -> Any:
    """Return a record with other values in its fields, or (`owed.amount`) in those of a record that it holds."""
    for path, other in changes.items():
        name, _, part = path.partition(".")
        whole = whole._replace(**{name: with_parts(getattr(whole, name), {part: other}) if part else other})
    return whole


def told_otherwise(timeline: Timeline, **told: Any) -> Timeline:
    """Return a timeline that tells something else of its entries, as a faulty one would."""
    faulty = type("FaultyTimeline", (Timeline,), told)
    return faulty(**{name: getattr(timeline, name) for name in timeline.__dataclass_fields__})
