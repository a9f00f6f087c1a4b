"""What a record that another tool made says: lines of members' days, and how a member's lines are to be judged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from membership_sim.calendar import local_day
from membership_sim.money import NO_TAX, Rate
from membership_sim.scenario import LONGEST_RUN_YEARS, Action, Place

if TYPE_CHECKING:
    from datetime import datetime

    from membership_sim.findings import Fields
    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook

# Facts of a `given` that may be otherwise than supposed where they are not told.
SUPPOSED: Final = (
    "anchor", "elapsed", "period_start", "period_end", "opened", "benefits_since", "charge.date", "used",
    "owed.anchor", "owed.elapsed", "owed.period_end",
)  # fmt: skip
ATTEMPTS: Final = ("action", "refused", "use")  # kinds of entries of what somebody does, which a record tells us
GIVEN_KINDS: Final = ("action", "use")  # of lines that tell nothing of what the tool made of them
PAYMENTS: Final = ("charge", "decline")
GIVEN_FIELDS: Final = {"charge": "method", "decline": "reasons"}  # of payments, what is given and decides nothing
MOST_WITHIN_DAYS: Final = 99
OBSERVED: Final = ("charge", "refund")  # of plain lines, when nobody says what they are complete for


class Line(NamedTuple):
    """A line of a record: fields of an entry of its kind, as in the JSON of a timeline; "" is how a day ended.

    `number` counts the lines of the member from 1; `action` is what somebody did, if the line tells that; `moment` is
    the instant that its day comes from, if that has an offset.
    """

    place: Place
    number: int
    day: int
    kind: str
    fields: Fields
    action: Action | None = None
    moment: datetime | None = None


class Setup(NamedTuple):
    """How the record of a member is judged: under which book, from which start, and what it is complete for.

    Without `given` it is that of a prospect; `wallet_told` says that `given` has all that is on file, and `untold` are
    facts that it leaves out: where the anchor lies, what may be a day counted from it, and whether a benefit was used
    before. `observes` None is what the first line shows: an entry of a timeline stands for all kinds, a plain line for
    charges and refunds.
    `until_day` is the last day that the record covers; None is that of its last line. Dates of what the tool did may be
    wrong `within_days`.
    """

    book: RuleBook
    plan: str
    sales_tax: Rate = NO_TAX
    given: Snapshot | None = None
    wallet_told: bool = False
    observes: tuple[str, ...] | None = None
    until_day: int | None = None
    within_days: int = 0
    untold: frozenset[str] = frozenset()


class Heard(NamedTuple):
    """A line of a member, and how that member's lines are judged."""

    member: str
    line: Line
    setup: Setup


class Silent(NamedTuple):
    """A member of whom no line tells; at `place` stands how the member is judged, from when to when."""

    member: str
    place: Place
    setup: Setup

    @property
    def beginning(self) -> Line:
        """What a first line would be that tells nothing, on the day that the record begins."""
        assert self.setup.given is not None
        return Line(self.place, 0, self.setup.given.day, "", {})


class Damage(NamedTuple):
    """A line that cannot be used; of which member, if that can be told, how that one is judged, and what is wrong.

    One `of_all` may have said how every member is judged who has not begun.
    """

    member: str | None
    place: Place
    problems: tuple[object, ...]
    of_all: bool = False
    setup: Setup | None = None


Item: TypeAlias = Heard | Silent | Damage


def misplaced(line: Line, setup: Setup, first_day: int) -> str:
    """Return why a line cannot stand where it does, in a record that begins on its first day."""
    on = date.fromordinal(line.day)
    if setup.given is not None and line.day < setup.given.day:
        return f"the line of {on} lies before 'given', {date.fromordinal(setup.given.day)}"
    if setup.until_day is not None and line.day > setup.until_day:
        return f"the line of {on} lies after 'until', {date.fromordinal(setup.until_day)}"
    allowed = f"at most {LONGEST_RUN_YEARS} years after the first day, {date.fromordinal(first_day)}, are allowed"
    if _is_too_long(first_day, line.day):
        return f"the line is of {on}, {allowed}"
    if setup.until_day is not None and _is_too_long(first_day, setup.until_day):
        return f"'until' is {date.fromordinal(setup.until_day)}, {allowed}"
    return ""


def _is_too_long(first_day: int, last_day: int) -> bool:
    """Tell whether a record is longer than a story may be."""
    first, last = date.fromordinal(first_day), date.fromordinal(last_day)
    return (last.year - LONGEST_RUN_YEARS, last.month, last.day) > (first.year, first.month, first.day)


def rules_of(line: Line) -> tuple[str, ...]:
    """Return the rules that a line names, the deciding one first."""
    rules = line.fields.get("rules") or line.fields.get("rule") or ()
    return tuple(map(str, rules)) if isinstance(rules, list | tuple) else (str(rules),)


def asked_for_an_earlier_day(line: Line) -> bool:
    """Tell whether a line is of an action that was refused since it came too late for its day (TIME-2)."""
    return line.kind == "refused" and rules_of(line)[:1] == ("TIME-2",)


def in_zone(line: Line, zone: str | None) -> Line:
    """Return a line on the day that its instant has in another zone, if it tells its day so (TIME-1)."""
    if zone is None or line.moment is None:
        return line
    return line._replace(day=local_day(line.moment, zone).toordinal())
