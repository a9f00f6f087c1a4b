"""What a record that another tool made says: lines of members' days, and how a member's lines are to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from membership_sim.money import NO_TAX, Rate
from membership_sim.scenario import Action, Place

if TYPE_CHECKING:
    from membership_sim.findings import Fields
    from membership_sim.member import Snapshot
    from membership_sim.rulebook.book import RuleBook

ATTEMPTS: Final = ("action", "refused", "use")  # kinds of entries of what somebody does, which a record tells us
PAYMENTS: Final = ("charge", "decline")
OBSERVED: Final = ("charge", "refund")  # of plain lines, when nobody says what they are complete for


class Line(NamedTuple):
    """A line of a record: fields of an entry of its kind, as in the JSON of a timeline; "" is how a day ended.

    `number` counts the lines of the member from 1; `action` is what somebody did, if the line tells that.
    """

    place: Place
    number: int
    day: int
    kind: str
    fields: Fields
    action: Action | None = None


class Setup(NamedTuple):
    """How the record of a member is judged: under which book, from which start, and what it is complete for.

    Without `given` it is that of a prospect; `wallet_told` says that `given` has all that is on file. `observes` None
    is what the first line shows: an entry of a timeline stands for all kinds, a plain line for charges and refunds.
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


class Heard(NamedTuple):
    """A line of a member."""

    member: str
    line: Line


class Head(NamedTuple):
    """How the lines of a member that follow are judged; None is every member that has none of its own."""

    member: str | None
    setup: Setup
    place: Place


class Damage(NamedTuple):
    """A line that cannot be used; of which member, if that can be told, and what is wrong."""

    member: str | None
    place: Place
    problems: tuple[object, ...]


Item: TypeAlias = Heard | Head | Damage
