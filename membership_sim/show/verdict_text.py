"""Verdicts on the members of a record, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from membership_sim.entry_fields import iso
from membership_sim.findings import Fields, shown
from membership_sim.rules import RULES
from membership_sim.show.catalogue import catalogue, fill
from membership_sim.show.diagnosis_text import diagnosis_lines
from membership_sim.show.doubt_text import doubt_text, supposed_text
from membership_sim.show.paint import Screen
from membership_sim.show.text import printable, wrap

if TYPE_CHECKING:
    from membership_sim.entries import Entry
    from membership_sim.foreign import Line
    from membership_sim.money import Currency
    from membership_sim.verdicts import Divergence, Judged, Verdict

LOOKS: Final = {"conforms": "green", "acceptable": "green", "undetermined": "yellow"}
MOST_RULES: Final = 3  # of an entry, the deciding one first
_NUMBERS: Final = ("seq", "charge")  # of entries
_LEFT_OUT: Final = frozenset(("kind", "date", "rule", "rules", "allowed", "because", "member"))


def verdict_lines(verdict: Verdict, screen: Screen, lang: str = "en") -> Iterator[str]:
    """Yield the line of a member, and below it what explains the verdict."""
    labels = catalogue(lang).labels
    look = LOOKS.get(verdict.judgement, "red")
    whose = f"  {printable(verdict.member)}" if verdict.member else ""
    lines = labels["judged_lines"].format(
        lines=_counted(verdict.lines, labels, "one_line", "many_lines"), place=printable(str(verdict.first_place))
    )
    yield f"{screen.paint(verdict.judgement, look)}{whose}  ({lines})"
    for text in explanation(verdict, lang):
        first, *more = wrap(text, max(screen.columns - 8, 40))
        yield f"    {first}"
        yield from (f"        {line}" for line in more)


def explanation(verdict: Verdict, lang: str = "en") -> Iterator[str]:
    """Yield what explains a verdict, a line each."""
    labels = catalogue(lang).labels
    readings = labels["or_reading"].join(verdict.readings)
    if verdict.judgement == "acceptable":
        yield labels["acceptable_with"].format(readings=readings)
    if verdict.doubt is not None:
        yield doubt_text(verdict.doubt, lang)
    if verdict.divergence is not None:
        if not verdict.judgement.startswith("diverges"):
            yield labels["by_the_book"]
        yield from difference_lines(verdict.divergence, verdict.currency, lang)
        if readings and verdict.judgement != "acceptable":
            yield labels["right_with"].format(readings=readings)
        if verdict.diagnosis is not None:
            yield from diagnosis_lines(verdict.diagnosis, verdict.currency, lang)
    elif not verdict.outputs and verdict.doubt is None:
        yield labels["no_output"].format(kinds=", ".join(verdict.observes))


def difference_lines(divergence: Divergence, currency: Currency, lang: str = "en") -> Iterator[str]:
    """Yield the first difference, what decides it, and what was allowed."""
    labels = catalogue(lang).labels
    expected, seen = divergence.expected, divergence.seen
    yield labels["differs"].format(place=divergence.place, day=iso(divergence.day))
    yield labels["expected_nothing"] if expected is None else labels["expected_entry"].format(
        entry=_in_short(_comparable(expected, seen), labels)
    )
    yield labels["seen_nothing"] if seen is None else labels["seen_line"].format(
        line=printable(_in_short({"kind": seen.kind, **seen.fields}, labels))
    )
    yield from divergence.difference
    if divergence.supposed is not None:
        yield supposed_text(divergence.supposed, lang)
    yield from (rule_line(rule, lang) for rule in divergence.rules[:MOST_RULES])
    if divergence.because_of is not None:
        yield _reason(divergence.because_of, expected, currency, lang)
    allowed = ", ".join(divergence.allowed) or labels["nothing_allowed"]
    yield labels["allowed_then"].format(state=divergence.state, actions=allowed)
    shown_by = {0: "shown_by_none", 1: "shown_by_one"}.get(divergence.lines, "shown_by_many")
    yield labels[shown_by].format(count=divergence.lines, place=divergence.last_place)


def _reason(entry: Entry, expected: Fields | None, currency: Currency, lang: str) -> str:
    """Return why the model says what it says: of the entry that was expected, or of the latest before."""
    from membership_sim.show.words import because

    is_expected = expected is not None and expected.get("seq") == entry.seq
    label = catalogue(lang).labels["because_expected" if is_expected else "because_before"]
    return label.format(day=iso(entry.day), because=because(entry, currency, lang))


def rule_line(rule: str, lang: str = "en") -> str:
    """Return a rule with how sure it is and where it comes from."""
    known = RULES[rule]
    told = {"rule": rule, "certainty": known.certainty, "sources": ", ".join(known.sources) or None}
    return fill(catalogue(lang).labels["deciding_rule"], told)


def _comparable(expected: Fields, seen: Line | None) -> Fields:
    """Return what is expected without what no plain line tells: numbers of entries, and what there is none of."""
    told = seen.fields if seen is not None else {}
    return {name: value for name, value in expected.items()
            if name in told or (value is not None and name not in _NUMBERS)}  # fmt: skip


def _in_short(fields: Fields, labels: Mapping[str, str]) -> str:
    kind = fields.get("kind") or labels["end_of_day"]
    told = (f"{name} {shown(value)}" for name, value in fields.items() if name not in _LEFT_OUT)
    return f"{kind}: {', '.join(told)}"


def summary_line(judged: Judged, screen: Screen, lang: str = "en") -> str:
    """Return how many members have each verdict."""
    labels = catalogue(lang).labels
    counts = Counter(verdict.judgement for verdict in judged.verdicts)
    each = ", ".join(f"{count} {judgement}" for judgement, count in counts.most_common())
    worst = next((look for look in map(_look, counts) if look == "red"), "")
    text = labels["judged_all"].format(
        members=_counted(len(judged.verdicts), labels, "one_member", "many_members"),
        lines=_counted(judged.lines, labels, "one_line", "many_lines"),
        verdicts=each or labels["nothing_was_judged"],
    )
    return screen.paint(text, worst or ("green" if counts else "red"))


def _counted(count: int, labels: Mapping[str, str], one: str, many: str) -> str:
    return labels[one if count == 1 else many].format(count=count)


def _look(judgement: str) -> str:
    return LOOKS.get(judgement, "red")
