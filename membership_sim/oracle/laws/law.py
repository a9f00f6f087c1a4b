"""What a law is: a name, a sentence, the rules it rests on, and a check from a timeline to its violations.

A *single-pass* law judges one entry by what the entries before it tell (`Known`); any number of them share one pass. A
*words* law reads the timeline's sentences. A *rerun* law changes the story and runs it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    RefusedEntry,
    StateEntry,
    UseEntry,
)
from membership_sim.oracle.laws.formed import check_form
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.story_part import numbers_before, without_late_actions
from membership_sim.scenario import ARGUMENTS, STATES, Scenario
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline

Family = Literal["single pass", "words", "rerun"]
Simulate = Callable[[Scenario], Timeline]
Told = Iterator[tuple[Entry | None, str]]  # an entry, or None for the whole timeline, and what is wrong

EntryJudge = Callable[[Any, Known], str | None]  # of one entry: what is wrong with it, if anything

ENTRIES: Final[dict[str, type]] = {
    "action": ActionEntry, "refused": RefusedEntry, "state": StateEntry, "charge": ChargeEntry,
    "decline": DeclineEntry, "refund": RefundEntry, "notice": NoticeEntry, "use": UseEntry,
}  # fmt: skip
END: Final = "end"  # judged once, after the last entry, with the timeline in the entry's place
EVERY: Final = " ".join(ENTRIES)


class Violation(NamedTuple):
    """A law that does not hold: the entry's day and number (of the whole timeline: its last day, None), and why."""

    law: str
    day: int
    seq: int | None
    message: str


class Law(NamedTuple):
    """A sentence that must hold for every timeline; a law without rules speaks of the form of a timeline.

    `kinds` are the entries that a single-pass law judges, before they are known or `after`, and `states` those of the
    member before the entry, if not all; `END` is the end. Of the accepted actions it judges those named by `actions`.
    """

    name: str
    sentence: str
    rules: tuple[str, ...]
    family: Family
    judge: Callable[..., Any]
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = STATES
    actions: tuple[str, ...] = tuple(ARGUMENTS)
    after: bool = False

    def check(self, timeline: Timeline, run: Simulate = simulate) -> list[Violation]:
        """Return what is wrong with a timeline; `run` is the simulator that a rerun law puts to the test.

        Raises ScenarioError for entries that are not formed as such.
        """
        check_form(timeline)
        if self.family == "single pass":
            from membership_sim.oracle.laws.one_pass import judges_of, one_pass

            return list(one_pass(timeline, judges_of([self])))
        if self.family == "words":
            return [self.violation(timeline, entry, message) for entry, message in self.judge(timeline)]
        retold = without_late_actions(timeline)
        numbers = {} if retold is timeline else numbers_before(timeline)
        told = (self.violation(retold, entry, message) for entry, message in self.judge(retold, run))
        return [violation._replace(seq=numbers.get(violation.seq, violation.seq)) for violation in told]

    def violation(self, timeline: Timeline, entry: Entry | None, message: str) -> Violation:
        """Return the violation of an entry, or of the whole timeline."""
        if entry is None:
            return Violation(self.name, timeline.until_day, None, message)
        return Violation(self.name, entry.day, entry.seq, message)


class Chapter:
    """The laws of one subject, in their order: a function becomes a law, its docstring's first line the sentence."""

    def __init__(self) -> None:
        self.laws: list[Law] = []

    def single_pass(
        self, kinds: str, rules: str, states: str = "", actions: str = "", after: bool = False
    ) -> Callable[[EntryJudge], Law]:
        """Return the decorator of a law that judges each entry of the kinds by itself, in some states or in all; of the
        accepted actions it judges some, or all.
        """
        names = tuple(actions.split()) or tuple(ARGUMENTS)
        return lambda judge: self._add(
            judge, rules, "single pass", tuple(kinds.split()), tuple(states.split()) or STATES, names, after
        )

    def words(self, rules: str) -> Callable[[Callable[[Timeline], Told]], Law]:
        """Return the decorator of a law that reads the sentences of a timeline."""
        return lambda judge: self._add(judge, rules, "words")

    def rerun(self, rules: str) -> Callable[[Callable[[Timeline, Simulate], Told]], Law]:
        """Return the decorator of a law that runs changed stories."""
        return lambda judge: self._add(judge, rules, "rerun")

    def _add(self, judge: Callable[..., Any], rules: str, family: Family, *where: Any) -> Law:
        sentence = (judge.__doc__ or "").strip().split("\n\n")[0]
        made = Law(judge.__name__, " ".join(sentence.split()), tuple(rules.split()), family, judge, *where)
        self.laws.append(made)
        return made
