"""Verdicts on the members of a record, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from membership_sim.findings import Fields, shown
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.certainty import cited_certainty
from membership_sim.show.diagnosis_text import diagnosis_lines
from membership_sim.show.paint import Screen
from membership_sim.show.phrases import day_text, name
from membership_sim.show.templates import fill
from membership_sim.show.text import printable, wrap
from membership_sim.show.words import because
from membership_sim.verdicts import own_word

if TYPE_CHECKING:
    from membership_sim.foreign import Line
    from membership_sim.money import Currency
    from membership_sim.record_source import Hidden
    from membership_sim.verdicts import Cited, Divergence, Doubt, Judged, Verdict

LOOKS: Final = {"conforms": "green", "acceptable": "green", "undetermined": "yellow"}
MOST_RULES: Final = 3  # of an entry, the deciding one first
_SUPPOSED: Final = {"decline": "supposed_decline", "use": "supposed_use", "earlier_day": "supposed_earlier_day"}
_NUMBERS: Final = ("seq", "charge")  # of entries
_LEFT_OUT: Final = frozenset(("kind", "date", "rule", "rules", "allowed", "because", "member"))


def verdict_lines(verdict: Verdict, screen: Screen, lang: str = "en") -> Iterator[str]:
    """Yield the line of a member, and below it what explains the verdict."""
    words = catalogue(lang)
    look = LOOKS.get(verdict.judgement, "red")
    judgement = screen.paint(name(words, f"verdict.{verdict.judgement}"), look)
    lines, place = words.counted(verdict.lines, "lines"), printable(str(verdict.first_place))
    told = {"judgement": judgement, "member": printable(verdict.member) or None, "lines": lines, "place": place}
    yield fill(words.labels["verdict"], told)
    for text in explanation(verdict, lang):
        first, *more = wrap(text, max(screen.columns - 8, 40))
        yield f"    {first}"
        yield from (f"        {line}" for line in more)


def explanation(verdict: Verdict, lang: str = "en") -> Iterator[str]:
    """Yield what explains a verdict, a line each."""
    words, currency = catalogue(lang), verdict.currency
    labels = words.labels
    readings = labels["or_reading"].join(verdict.readings)
    if verdict.judgement == "acceptable":
        yield labels["acceptable_with"].format(readings=readings)
    if verdict.doubt is not None:
        yield doubt_text(verdict.doubt, currency, lang)
    if verdict.divergence is not None:
        if not verdict.judgement.startswith("diverges"):
            yield labels["by_the_book"]
        yield from difference_lines(verdict.divergence, currency, lang)
        if verdict.readings and verdict.judgement != "acceptable":
            yield labels["conforms_with"].format(readings=readings)
        if verdict.diagnosis is not None:
            yield from diagnosis_lines(verdict.diagnosis, currency, lang)
    elif not verdict.outputs and verdict.doubt is None:
        yield labels["nothing_told"].format(kinds=words.several(list(verdict.observes)))


def doubt_text(doubt: Doubt, currency: Currency, lang: str = "en") -> str:
    """Return why a record cannot be judged."""
    words = catalogue(lang)
    told = {
        "amount": words.amount(doubt.amount, currency),
        "day": day_text(words, doubt.day),
        "count": f"{doubt.members:,}",
        "line": str(doubt.line),
        "problem": printable(doubt.problem),
        "declines": str(doubt.declines) if doubt.declines > 1 else None,
        "periods": words.counted(doubt.periods, "periods"),
    }
    text = fill(words.doubts[doubt.kind], told)
    return words.labels["doubt_with"].format(reading=doubt.reading, doubt=text) if doubt.reading else text


def difference_lines(divergence: Divergence, currency: Currency, lang: str = "en") -> Iterator[str]:
    """Yield the first difference, what decides it, and what was allowed."""
    words = catalogue(lang)
    labels, on, entry = words.labels, day_text(words, divergence.day), divergence.because_of
    expected, seen = divergence.expected, divergence.seen
    yield labels["differs"].format(place=divergence.place, day=on)
    asked = None if expected is None else _comparable(expected, seen)
    yield labels["expected"].format(what=labels["nothing_more"] if asked is None else in_short(asked, words))
    yield labels["seen"].format(what=labels["nothing_seen"] if seen is None else _line_in_short(seen, words))
    yield from (_difference(text, expected or {}, seen, words) for text in divergence.difference)
    if divergence.supposed is not None:
        yield supposed_line(divergence.supposed, currency, lang)
    yield from (cited_line(its, lang) for its in divergence.cited[:MOST_RULES])
    if entry is not None:
        is_expected = expected is not None and expected.get("seq") == entry.seq
        since = None if is_expected else day_text(words, entry.day)
        yield fill(labels["because"], {"since": since, "because": because(entry, currency, lang)})
    allowed = words.several(list(divergence.allowed)) or labels["nothing_seen"]
    yield labels["allowed_then"].format(state=name(words, divergence.state), allowed=allowed)
    lines = labels["first_lines" if divergence.lines > 1 else "first_line"].format(count=divergence.lines)
    yield labels["shown_by" if divergence.lines else "shown_by_none"].format(lines=lines, place=divergence.last_place)


def _difference(text: str, expected: Fields, seen: Line | None, words: Catalogue) -> str:
    """Return a field that is told otherwise; what is of no field stands as it is."""
    field = text.partition(": ")[0]
    if seen is None or field not in seen.fields:
        return text
    asked = shown(expected[field]) if field in expected else words.labels["nothing_seen"]
    return words.labels["field_differs"].format(field=field, expected=asked, seen=shown(seen.fields[field]))


def supposed_line(hidden: Hidden, currency: Currency, lang: str = "en") -> str:
    """Return what is supposed beside the record."""
    words = catalogue(lang)
    told = {
        "amount": words.amount(hidden.amount, currency),
        "day": day_text(words, hidden.day),
        "declines": str(hidden.declines) if hidden.declines > 1 else None,
        "periods": words.counted(hidden.periods, "periods"),
    }
    return fill(words.labels[_SUPPOSED[hidden.kind]], told)


def rule_line(rule: str, lang: str = "en") -> str:
    """Return a rule with how sure it is and where it comes from."""
    return cited_line(own_word(rule), lang)


def cited_line(cited: Cited, lang: str = "en") -> str:
    """Return a rule with what the rule book knows of it."""
    words = catalogue(lang)
    return words.labels["rule_line"].format(rule=cited.rule, certainty=cited_certainty(cited, words))


def _comparable(expected: Fields, seen: Line | None) -> Fields:
    """Return what is expected without what no plain line tells: numbers of entries, and what there is none of."""
    told = seen.fields if seen is not None else {}
    return {
        field: value
        for field, value in expected.items()
        if field in told or (value is not None and field not in _NUMBERS)
    }


def in_short(fields: Fields, words: Catalogue) -> str:
    """Return an entry, or a line of a record, on one line."""
    kind = str(fields.get("kind") or words.labels["at_the_end"])
    told = ", ".join(f"{field} {shown(value)}" for field, value in fields.items() if field not in _LEFT_OUT)
    return words.labels["item"].format(name=kind, value=told) if told else kind


def _line_in_short(line: Line, words: Catalogue) -> str:
    return printable(in_short({"kind": line.kind, **line.fields}, words))


def summary_line(judged: Judged, screen: Screen, lang: str = "en") -> str:
    """Return how many members have each verdict."""
    words, counts = catalogue(lang), Counter(verdict.judgement for verdict in judged.verdicts)
    worst = next((look for look in map(_look, counts) if look == "red"), "")
    each = [
        words.labels["so_many"].format(count=count, verdict=name(words, f"verdict.{judgement}"))
        for judgement, count in counts.most_common()
    ]
    told = {
        "members": words.counted(len(judged.verdicts), "members"),
        "lines": words.counted(judged.lines, "lines"),
        "each": words.several(each) or words.labels["nothing_judged"],
    }
    return screen.paint(words.labels["verdicts"].format(**told), worst or ("green" if counts else "red"))


def untried_lines(judged: Judged, lang: str = "en") -> Iterator[str]:
    """Yield how many members were not judged under every other reading, if there are any."""
    words = catalogue(lang)
    if judged.untried:
        yield words.labels["untried"].format(members=words.counted(judged.untried, "members"))


def _look(judgement: str) -> str:
    return LOOKS.get(judgement, "red")
