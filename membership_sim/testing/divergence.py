"""The first thing in which a system and the model differ after a step of a story, and how it is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from membership_sim.entries import Entry
from membership_sim.entry_fields import iso
from membership_sim.findings import Fields
from membership_sim.foreign import ATTEMPTS, Line
from membership_sim.oracle.records.day_ends import last_telling
from membership_sim.oracle.records.rulings import NOT_LISTED, NOTHING_DUE, OF_FIELD, SOURCED_NOTICES, Ruling
from membership_sim.oracle.records.same import EXACT, model_fields, nearest, pairs, told_differently, unlike
from membership_sim.scenario import Scenario


class SystemDivergence(NamedTuple):
    """Where a system and the model part: an entry that was not seen, a line that is no entry's, or both.

    Of what is neither a line nor an entry, `expected` and `seen` are words. `because_of` is the entry that decides: the
    one that was not seen, or else the last up to that day; `following` the model's next, when the system did too much.
    """

    day: int
    entry: Entry | None = None
    line: Line | None = None
    expected: str = ""
    seen: str = ""
    texts: tuple[str, ...] = ()
    because_of: Entry | None = None
    following: Entry | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that decide, the first of them most."""
        return self.because_of.rules if self.because_of else _of_nobody(self.line)


def _of_nobody(line: Line | None) -> tuple[str, ...]:
    """Return the rules by which there is no such line of an account of which nothing is told yet."""
    if line is None:
        return ()
    rulings: Sequence[Ruling] = NOTHING_DUE["prospect"]
    if line.kind == "notice":
        rulings = SOURCED_NOTICES.get(str(line.fields.get("notice")), NOT_LISTED)
    elif line.kind == "refund":
        rulings = (Ruling("REFUND-6"),)
    elif not line.kind and "state" not in line.fields:
        rulings = OF_FIELD["benefits"]
    return tuple(ruling.rule for ruling in rulings)


class Differs(AssertionError):  # noqa: N818 - what it says is no error of a program
    """A system does not do what the model says: `difference` is the first one, `scenario` the story that shows it.

    The scenario expects what the model says, so that it can be kept. It stands in the message, a rule book of its own
    does not.
    """

    def __init__(self, name: str, difference: SystemDivergence, scenario: Scenario) -> None:
        from membership_sim.show.scenario_text import scenario_text

        lines = divergence_lines(name, difference, scenario)
        super().__init__("\n".join([*lines, "", "# story.yaml", scenario_text(scenario)]))
        self.name = name
        self.difference = difference
        self.scenario = scenario


def first_divergence(
    entries: Sequence[Entry], lines: Sequence[Line], observes: Collection[str], ends: Callable[[int], Fields | None]
) -> SystemDivergence | None:
    """Return the first difference between what the model tells of a step and what was seen in it; None if none is.

    Each line has an entry of its day with all its fields, each entry of a kind that is observed has a line. A line of
    how a day ended is compared with what `ends` says of it, which is None for days to come.
    """
    found = [*_of_entries(entries, [line for line in lines if line.kind], observes)]
    found += filter(None, (_of_an_end(line, ends(line.day)) for line in lines if not line.kind))
    return min(found, key=lambda its: (its.day, its.entry is None, its.entry.seq if its.entry else 0), default=None)


def _of_an_end(line: Line, ends: Fields | None) -> SystemDivergence | None:
    """Return how a line tells the end of a day otherwise."""
    if ends is None:
        return SystemDivergence(line.day, line=line)
    if not unlike(line, ends):
        return None
    expected, seen = (", ".join(f"{name} {its[name]}" for name in line.fields) for its in (ends, line.fields))
    return SystemDivergence(line.day, None, line, expected, seen)


def _of_entries(
    entries: Sequence[Entry], lines: Sequence[Line], observes: Collection[str]
) -> Iterator[SystemDivergence]:
    """Yield each line that is no entry's, and each entry that was not seen as it is."""
    told = [entry for entry in entries if entry.kind not in ATTEMPTS]
    by_entry = tuple(map(model_fields, told))
    must = {number for number, entry in enumerate(told) if entry.kind in observes and entry.kind != "state"}
    paired = pairs(lines, told, by_entry, must, EXACT)
    free = [number for number in range(len(told)) if number not in paired.values()]
    for line in (line for index, line in enumerate(lines) if index not in paired):
        number = nearest(line, [number for number in free if told[number].day == line.day], by_entry)
        if number is None:
            yield SystemDivergence(line.day, line=line)
        else:
            free.remove(number)
            texts = tuple(told_differently(line, by_entry[number]))
            entry = told[number]
            yield SystemDivergence(line.day, entry, line, texts=texts, because_of=_followed(entry, entries))
    for number in must.intersection(free):
        yield SystemDivergence(told[number].day, told[number], because_of=_followed(told[number], entries))


def _followed(entry: Entry, entries: Sequence[Entry]) -> Entry:
    """Return the entry that decides: what a notice rests on stands with the entry that it follows."""
    return last_telling([other for other in entries if other.seq <= entry.seq]) or entry


def divergence_lines(name: str, difference: SystemDivergence, scenario: Scenario) -> Iterator[str]:
    """Yield what was expected, what was seen, and what decides."""
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.verdict_text import MOST_RULES, in_short, rule_line
    from membership_sim.show.words import because

    english = catalogue("en")
    day, entry, line, currency = difference.day, difference.entry, difference.line, scenario.book.currency
    yield f"{name} differs on {iso(day)}"
    yield f"expected: {difference.expected or (in_short(model_fields(entry), english) if entry else 'nothing')}"
    yield f"seen: {difference.seen or (in_short({'kind': line.kind, **line.fields}, english) if line else 'nothing')}"
    yield from difference.texts
    yield from map(rule_line, difference.rules[:MOST_RULES])
    cited = difference.because_of
    if cited is not None:
        since = "" if cited.day == day else f"before that, {iso(cited.day)}: "
        yield f"because: {since}{because(cited, currency)}"
    following = difference.following
    if following is not None:
        yield f"next, on {iso(following.day)}: {in_short(model_fields(following), english)}"
        yield rule_line(following.rules[0])
