"""Verdicts on the members of a record, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from membership_sim.counts import counted
from membership_sim.entry_fields import iso
from membership_sim.findings import Fields, shown
from membership_sim.rules import RULES
from membership_sim.show.diagnosis_text import diagnosis_lines
from membership_sim.show.paint import Screen
from membership_sim.show.text import printable, wrap

if TYPE_CHECKING:
    from membership_sim.foreign import Line
    from membership_sim.money import Currency
    from membership_sim.record_source import Hidden
    from membership_sim.verdicts import Divergence, Judged, Verdict

LOOKS: Final = {"conforms": "green", "acceptable": "green", "undetermined": "yellow"}
MOST_RULES: Final = 3  # of an entry, the deciding one first
_LEFT_OUT: Final = frozenset(("kind", "date", "rules", "allowed", "because", "member"))


def verdict_lines(verdict: Verdict, screen: Screen) -> Iterator[str]:
    """Yield the line of a member, and below it what explains the verdict."""
    look = LOOKS.get(verdict.judgement, "red")
    whose = f"  {printable(verdict.member)}" if verdict.member else ""
    lines = f"{counted(verdict.lines, 'lines')} from {printable(str(verdict.first_place))}"
    yield f"{screen.paint(verdict.judgement, look)}{whose}  ({lines})"
    for text in explanation(verdict):
        first, *more = wrap(text, max(screen.columns - 8, 40))
        yield f"    {first}"
        yield from (f"        {line}" for line in more)


def explanation(verdict: Verdict) -> Iterator[str]:
    """Yield what explains a verdict, a line each."""
    if verdict.judgement == "acceptable":
        yield f"as the model says with {' or '.join(verdict.readings)}, an alternative of what is assumed"
    if verdict.why:
        yield verdict.why
    if verdict.divergence is not None:
        if not verdict.judgement.startswith("diverges"):
            yield "by the rule book itself:"
        yield from difference_lines(verdict.divergence, verdict.currency)
        if verdict.readings and verdict.judgement != "acceptable":
            yield f"it would be as the model says with {' or '.join(verdict.readings)}"
        if verdict.diagnosis is not None:
            yield from diagnosis_lines(verdict.diagnosis, verdict.currency)
    elif not verdict.outputs and not verdict.why:
        yield f"no line tells what the tool did, and none of {', '.join(verdict.observes)} was expected"


def difference_lines(divergence: Divergence, currency: Currency) -> Iterator[str]:
    """Yield the first difference, what decides it, and what was allowed."""
    yield f"{divergence.place}: {iso(divergence.day)} differs"
    yield f"expected: {_in_short(divergence.expected) if divergence.expected is not None else 'nothing more'}"
    yield f"seen: {_line_in_short(divergence.seen) if divergence.seen is not None else 'nothing'}"
    yield from divergence.difference
    if divergence.supposed is not None:
        yield supposed_line(divergence.supposed)
    yield from map(rule_line, divergence.rules[:MOST_RULES])
    if divergence.because_of is not None:
        from membership_sim.show.words import because

        entry = divergence.because_of
        is_expected = divergence.expected is not None and divergence.expected.get("seq") == entry.seq
        since = "" if is_expected else f"before that, {iso(entry.day)}: "
        yield f"because: {since}{because(entry, currency)}"
    yield f"allowed then, {divergence.state}: {', '.join(divergence.allowed) or 'nothing'}"
    yield shown_by(divergence)


def shown_by(divergence: Divergence) -> str:
    """Return which lines of the record show it."""
    if not divergence.lines:
        return f"shown by {divergence.last_place}, of whose member no line follows"
    lines = f"the first {divergence.lines} lines" if divergence.lines > 1 else "the first line"
    return f"shown by {lines}, to {divergence.last_place}"


def supposed_line(hidden: Hidden) -> str:
    """Return what is supposed beside the record."""
    if hidden.kind == "earlier_day":
        return f"supposing that what TIME-2 refused on {iso(hidden.day)} was asked for an earlier day, as no line tells"
    if hidden.kind == "use":
        return f"supposing a use before {iso(hidden.day)}, which is not observed"
    return f"supposing that the charge of {hidden.amount} on {iso(hidden.day)}, which is missing, was declined"


def rule_line(rule: str) -> str:
    """Return a rule with how sure it is and where it comes from."""
    known = RULES[rule]
    sources = f" by {', '.join(known.sources)}" if known.sources else ""
    return f"rule: {rule} ({known.certainty}{sources})"


def _in_short(fields: Fields) -> str:
    kind = fields.get("kind")
    told = (f"{name} {shown(value)}" for name, value in fields.items() if name not in _LEFT_OUT and name != "rule")
    return f"{kind or 'at the end of the day'}: {', '.join(told)}"


def _line_in_short(line: Line) -> str:
    return printable(_in_short({"kind": line.kind, **line.fields}))


def summary_line(judged: Judged, screen: Screen) -> str:
    """Return how many members have each verdict."""
    counts = Counter(verdict.judgement for verdict in judged.verdicts)
    members = f"{counted(len(judged.verdicts), 'members')}, {counted(judged.lines, 'lines')}"
    worst = next((look for look in map(_look, counts) if look == "red"), "")
    each = ", ".join(f"{count} {judgement}" for judgement, count in counts.most_common())
    return screen.paint(f"{members}: {each or 'nothing was judged'}", worst or ("green" if counts else "red"))


def _look(judgement: str) -> str:
    return LOOKS.get(judgement, "red")
