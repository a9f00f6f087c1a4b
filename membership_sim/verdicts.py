"""What the check of a record comes to: a verdict for each member, and for a divergence all that explains it."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from membership_sim.edits import Diagnosis
from membership_sim.entries import Entry
from membership_sim.findings import Fields
from membership_sim.foreign import Line
from membership_sim.money import Currency
from membership_sim.record_source import Hidden
from membership_sim.scenario import Place, State

Judgement = Literal["conforms", "acceptable", "undetermined", "diverges", "diverges (assumed rule)"]
FINE_JUDGEMENTS: Final[tuple[Judgement, ...]] = ("conforms", "acceptable")


class Divergence(NamedTuple):
    """The first entry in which a record and the model differ; `expected` or `seen` is None where nothing stands.

    `place` is the line, or for what is missing the one by which it should have come; the record up to `last_place`,
    its first `lines` lines, shows it. `rules` decide, the first of them most; `because_of` is the entry that cites
    them: the expected one, or else the latest before. `allowed` were possible then, in the `state` then. `supposed` is
    what came before it that the record does not show, but does not exclude, such as a decline.
    """

    place: Place
    day: int
    expected: Fields | None
    seen: Line | None
    difference: tuple[str, ...]
    rules: tuple[str, ...]
    because_of: Entry | None
    state: State
    allowed: tuple[str, ...]
    lines: int
    last_place: Place
    supposed: Hidden | None


class Doubt(NamedTuple):
    """Why a record without a divergence may be wrong nevertheless.

    A `line` that could not be read; a `problem` of the model's; too many ways; or what is hidden (`Hidden`) on a day, a
    decline of an amount; or other readings, which were not all tried since so many `members` diverge before it.
    `reading` is the value under which it is so.
    """

    kind: Literal["damage", "untold", "too_many", "use", "decline", "earlier_day", "untried"]
    line: int = 0
    members: int = 0
    problem: str = ""
    day: int = 0
    amount: int = 0
    reading: str = ""


class Judged(NamedTuple):
    """What a whole record comes to: its verdicts in the order in which the members begin, and what is wrong with it.

    `problems` are the lines that cannot be used, and those that the model cannot tell, each a line in print; `lines`
    counts those of a day. A record without any has that problem.
    """

    verdicts: tuple[Verdict, ...]
    problems: tuple[object, ...]
    lines: int

    @property
    def is_fine(self) -> bool:
        """Whether the record can be used, and every member conforms to the model."""
        return not self.problems and all(verdict.judgement in FINE_JUDGEMENTS for verdict in self.verdicts)

    @property
    def untried(self) -> int:
        """How many members were not judged under every other reading."""
        return sum(verdict.doubt is not None and verdict.doubt.kind == "untried" for verdict in self.verdicts)


class Verdict(NamedTuple):
    """The verdict on a member's record of `lines` lines, from `first_place` on.

    `compared` counts the lines that were compared with the model, `outputs` those of them that tell what the tool did.
    `readings` are the values, written as for `with`, under which the record is as the model says: of an acceptable one,
    or beside a divergence those that are known better than to be assumed. `doubt` says why it is undetermined.
    `diagnosis` is what would explain the divergence, if that was asked for. Amounts are in the `currency` of the
    member's rule book.
    """

    member: str
    judgement: Judgement
    lines: int
    first_place: Place
    currency: Currency
    observes: tuple[str, ...]
    compared: int
    outputs: int
    divergence: Divergence | None = None
    readings: tuple[str, ...] = ()
    doubt: Doubt | None = None
    diagnosis: Diagnosis | None = None
