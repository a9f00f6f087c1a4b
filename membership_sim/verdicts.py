"""What the check of a record comes to: a verdict for each member, and for a divergence all that explains it."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal, NamedTuple

from membership_sim.counts import counted
from membership_sim.edits import Diagnosis
from membership_sim.entries import Entry
from membership_sim.findings import Fields
from membership_sim.foreign import Line
from membership_sim.money import Currency
from membership_sim.record_source import Hidden
from membership_sim.rules import RULES
from membership_sim.scenario import Place, State

Judgement = Literal["conforms", "acceptable", "undetermined", "diverges", "diverges (assumed rule)"]
FINE_JUDGEMENTS: Final[tuple[Judgement, ...]] = ("conforms", "acceptable")


class Cited(NamedTuple):
    """A rule with how sure it is and its sources, those of the value of the rule book that it carries out there.

    Where it carries out none, it is as sure as its main statement, and `in_part` as its other parts.
    """

    rule: str
    certainty: str
    sources: tuple[str, ...]
    in_part: tuple[tuple[str, tuple[str, ...]], ...] = ()


def own_word(rule: str) -> Cited:
    """Return a rule as sure as it is by its own word.

    >>> own_word("TRIAL-1")
    Cited(rule='TRIAL-1', certainty='stated', sources=('A', 'E'), in_part=(('reported', ('P',)),))
    """
    return Cited(rule, RULES[rule].certainty, RULES[rule].sources, RULES[rule].in_part)


class Divergence(NamedTuple):
    """The first entry in which a record and the model differ; `expected` or `seen` is None where nothing stands.

    `place` is the line, or for what is missing the one by which it should have come; the record up to `last_place`,
    its first `lines` lines, shows it. Of the rules `cited` the first decides; then come the others that decide with it,
    and those of `because_of`: the expected entry, or else the latest before. `allowed` were possible then, in the
    `state` then. `supposed` is what came before it that the record does not show, but does not exclude, such as a
    decline.
    """

    place: Place
    day: int
    expected: Fields | None
    seen: Line | None
    difference: tuple[str, ...]
    cited: tuple[Cited, ...]
    because_of: Entry | None
    state: State
    allowed: tuple[str, ...]
    lines: int
    last_place: Place
    supposed: Hidden | None

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules, the one that decides first."""
        return tuple(its.rule for its in self.cited)

    @property
    def is_assumed(self) -> bool:
        """Whether what decides is assumed: the sources do not say."""
        return self.cited[0].certainty == "assumed"


class Doubt(NamedTuple):
    """Why a record without a divergence may be wrong nevertheless.

    A `line` that could not be used; a `problem` of the model's; too many ways; nothing told of the tool, or not yet;
    or what is hidden (`Hidden`) on a day, a decline of an amount, so many of them in so many periods; or other
    readings, not all of which were tried since so many `members` diverge before it. `reading` is the value under which
    it is so.
    """

    kind: Literal["damage", "untold", "too_many", "nothing_told", "awaited", "use", "decline", "earlier_day", "untried"]
    line: int = 0
    members: int = 0
    problem: str = ""
    day: int = 0
    amount: int = 0
    declines: int = 0
    periods: int = 0
    reading: str = ""


class Judged(NamedTuple):
    """What a whole record comes to: its verdicts in the order in which the members begin, and what is wrong with it.

    `problems` are the lines that cannot be used, and those that the model cannot tell, each a line in print; `lines`
    counts those of a day. A record without any has that problem.
    """

    verdicts: tuple[Verdict, ...]
    problems: tuple[object, ...]
    lines: int

    def __repr__(self) -> str:
        counts = Counter(verdict.judgement for verdict in self.verdicts)
        told = [f"{counted(self.lines, 'lines')} of {counted(len(self.verdicts), 'members')}"]
        told += [f"{count} {judgement}" for judgement, count in counts.items()]
        told += [counted(len(self.problems), "problems")] if self.problems else []
        return f"<Judged: {', '.join(told)}>"

    def to_html(self, lang: str = "en") -> str:
        """Return the verdicts as a piece of HTML, what explains each on expansion; of very many the worst first."""
        from membership_sim.show.html_verdicts import judged_fragment

        return judged_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

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

    def __repr__(self) -> str:
        member = f" of {self.member!r}" if self.member else ""
        return f"<Verdict{member}: {self.judgement}, {counted(self.lines, 'lines')} from {self.first_place}>"

    def to_html(self, lang: str = "en") -> str:
        """Return the verdict as a piece of HTML, what explains it on expansion."""
        from membership_sim.show.html_verdicts import verdict_fragment

        return verdict_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()
