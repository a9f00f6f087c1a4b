"""The whole trial of a record: every member is judged, and those that diverge once more under each other reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from membership_sim.foreign import Heard, Item, Line, Setup
from membership_sim.oracle.bench import Bench
from membership_sim.oracle.judge import Judge
from membership_sim.oracle.readings import Reading, readings
from membership_sim.rulebook.book import RuleBook
from membership_sim.verdicts import Verdict

Read = Callable[[], Iterator[Item]]  # the record from its beginning, each time it is called


def verdicts_on(read: Read, bench: Bench) -> list[Verdict]:
    """Return the verdicts on a record, in the order in which its members begin.

    It is read twice when some members diverge, so that nothing of the others need be kept.
    """
    bench.hear(read())
    first = list(bench.verdicts())
    doubtful = {verdict.member: bench.judges[verdict.member] for verdict in first if verdict.divergence is not None}
    if not doubtful:
        return first
    again = _judged_again(read, doubtful)
    return [_weighed(verdict, again[verdict.member]) if verdict.member in again else verdict for verdict in first]


def _judged_again(read: Read, doubtful: dict[str, Judge]) -> dict[str, list[tuple[Reading, Verdict]]]:
    """Return what each member comes to under each other reading of its rule book."""
    judges: dict[str, list[tuple[Reading, Judge]]] = {}
    for item in read():
        if not isinstance(item, Heard) or item.member not in doubtful:
            continue
        first = doubtful[item.member]
        if item.member not in judges:
            judges[item.member] = [
                (reading, _judge(item.member, first.setup, item.line, reading))
                for reading in _readings(first.setup.book)
            ]
        for _, judge in judges[item.member]:
            if item.line.day >= judge.last.day:  # the others are told of already
                judge.take(item.line._replace(number=judge.count + 1))
    return {member: [(reading, judge.finish()) for reading, judge in each] for member, each in judges.items()}


@lru_cache(maxsize=8)  # books in use at once; a server meets new ones for ever
def _readings(book: RuleBook) -> tuple[Reading, ...]:
    return tuple(readings(book))


def _judge(member: str, setup: Setup, line: Line, reading: Reading) -> Judge:
    return Judge(member, setup._replace(book=reading.book), line)


def _weighed(verdict: Verdict, others: list[tuple[Reading, Verdict]]) -> Verdict:
    """Return a verdict of divergence in the light of the other readings."""
    fitting = [reading for reading, other in others if other.judgement == "conforms"]
    assumed = tuple(reading.text for reading in fitting if reading.is_assumed)
    if assumed:
        return verdict._replace(judgement="acceptable", readings=assumed)
    open_ones = [(reading, other) for reading, other in others if other.judgement == "undetermined"]
    for reading, other in open_ones:
        if reading.is_assumed:
            return verdict._replace(judgement="undetermined", why=f"with {reading.text}, which may be: {other.why}")
    return verdict._replace(readings=tuple(reading.text for reading in fitting))
