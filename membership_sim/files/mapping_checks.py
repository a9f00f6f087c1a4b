"""What is wrong with a mapping by itself, so that it is told once and not for each row: times, and words of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from membership_sim.entry_fields import KINDS
from membership_sim.files.errors import Problem
from membership_sim.files.expect_shapes import entry_record
from membership_sim.files.nodes import Mapping, Node, Scalar
from membership_sim.files.report import Report
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.words import quoted

if TYPE_CHECKING:
    from membership_sim.files.shapes import Shape
    from membership_sim.rulebook.book import RuleBook

_DIRECTIVES: Final = "aAbBcdfGHIjmMpSuUVwWxXyYzZ%"  # that strptime knows
_YEARS: Final = "cGxyY"
# A leap day, a year's first day and its last, in an afternoon: what comes back otherwise is not told.
_DAYS: Final = tuple(datetime(*day, 15, tzinfo=UTC) for day in ((2024, 2, 29), (2027, 1, 1), (2025, 12, 31)))


def check_time(time: Fields, report: Report) -> None:
    """Tell what is wrong with where a row tells its day: the zone, and a format by which no day could be told."""
    from membership_sim.calendar import is_time_zone

    zone, form, kind = time.get("zone"), time.get("format"), time.get("as", "date")
    if zone is not None and not is_time_zone(zone):
        message = f"unknown time zone {quoted(zone)}, a zone of the IANA database such as 'Asia/Tokyo' is allowed"
        report.add(time.place("zone"), message)
    for name in ("zone", "format"):
        if name in time and kind in ("unix", "unix_ms"):
            report.add(time.key_place(name), f"'{name}' of a number of seconds, it is allowed beside a written time")
    if form is not None and (wrong := _wrong_format(form, kind == "instant")):
        report.add(time.place("format"), f"'format' is {quoted(form)}, {wrong}")


def _wrong_format(form: str, with_hour: bool) -> str:
    """Return what is wrong with a format of strptime, and what is allowed; "" if nothing is."""
    used = re.findall(r"%(.?)", form, re.DOTALL)
    for letter in used:
        if not letter or letter not in _DIRECTIVES:
            return f"{quoted('%' + letter)} is no directive of strptime, allowed: %{' %'.join(_DIRECTIVES)}"
    if any(used.count(letter) > 1 for letter in used if letter != "%"):
        return "a directive is allowed once"
    told = [] if set(used).isdisjoint(_YEARS) else [_read_back(day, form) for day in _DAYS]
    if [its and its.date() for its in told] != [day.date() for day in _DAYS]:
        return "which does not tell a whole day: a year, a month and a day such as %Y-%m-%d or %Y %j are allowed"
    if with_hour and not all(its and its.hour in (0, day.hour) for its, day in zip(told, _DAYS, strict=True)):
        return "which does not tell the hour: %H, or %I with %p, is allowed"
    return ""


def _read_back(moment: datetime, form: str) -> datetime | None:
    """Return what is read of an instant as a format writes it, or None."""
    try:
        return datetime.strptime(moment.strftime(form), form)
    except (ValueError, re.error):  # directives that do not go together, or tell a part twice
        return None


def check_words(rules: list[Fields], book: RuleBook | None, report: Report) -> None:
    """Tell which of our words in lines no line could have: what a field always says, and `words` for theirs."""
    for rule in rules:
        for name in rule:
            for node in _words(rule.node.entries[name]) if name != "where" else ():
                _check_word(name, node, book, report)


def _words(node: Node) -> Iterator[Scalar]:
    """Yield the words of ours that a field of a line may say."""
    words = node.entries.get("words") if isinstance(node, Mapping) else None
    for each in words.entries.values() if isinstance(words, Mapping) else [node]:
        if isinstance(each, Scalar):
            yield each


def _check_word(name: str, node: Scalar, book: RuleBook | None, report: Report) -> None:
    found = [_problems(shape, name, node) for shape in _shapes(name)]
    if all(found):
        report.extend(found[0])
        return
    is_plan = name in ("plan", "to") and node.value not in ("yes", "no", True, False)
    if is_plan and book is not None and node.value not in book.plans:
        report.add(node.place, unknown_plan(str(node.value), book))


def _problems(shape: Shape, name: str, node: Scalar) -> list[Problem]:
    own = Report()
    shape.read(node, own, f"'{name}'")
    return own.problems


@cache
def _shapes(name: str) -> tuple[Shape, ...]:
    """Return the shapes that a field has in lines of any kind, first in that of its own name."""
    records = [entry_record(kind) for kind in sorted(("", *KINDS), key=lambda kind: kind != name)]
    return tuple(record.fields[name].shape for record in records if name in record.fields)
