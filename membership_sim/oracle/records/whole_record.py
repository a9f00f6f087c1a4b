"""A whole record judged: every member, and those that diverge again under other readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Final

from membership_sim.oracle.records.bench import Bench
from membership_sim.oracle.records.judge import Judge
from membership_sim.oracle.records.other_readings import Case, Read, ReadIn, Tried, pairs_to_try, tried
from membership_sim.oracle.records.readings import Reading, both, readings
from membership_sim.rulebook.book import RuleBook
from membership_sim.verdicts import Doubt, Judged, Verdict

MOST_MEMBERS: Final = 1_000  # that are judged under every other reading
MOST_LIKELY: Final = 2  # readings, of those that explain these members, under which the others are judged
MOST_PAIRS: Final = 100  # of readings at once, that are tried for a member


def judge_record(
    read: Read, name: str = "record", *, diagnose: bool = False, read_in: ReadIn | None = None
) -> Judged:
    """Return what a record comes to, which each call of `read` yields from its beginning, and messages call `name`.

    If asked for, members who diverge have a diagnosis. `read_in` is of a record whose lines are sorted by their days.
    """
    bench = Bench(name)
    verdicts = _verdicts_on(read, bench, read_in)
    if diagnose:
        from membership_sim.oracle.records.diagnosis import with_diagnoses

        verdicts = with_diagnoses(read, bench, verdicts)
    return Judged(tuple(verdicts), tuple(bench.problems()), bench.lines)


def _verdicts_on(read: Read, bench: Bench, read_in: ReadIn | None) -> list[Verdict]:
    """Return the verdicts on a record, in the order in which its members begin.

    It is read again when some members diverge, so that nothing of the others need be kept: for each alternative of a
    value, and for two at once where none explains it alone. Beyond `MOST_MEMBERS` only what explains most of these is
    tried, and what it does not explain is undetermined.
    """
    bench.hear(read())
    first = list(bench.verdicts())
    doubtful = [verdict for verdict in first if verdict.divergence is not None]
    again = partial(tried, read, read_in=read_in)
    single = again(_case(bench.judges[verdict.member]) for verdict in doubtful[:MOST_MEMBERS])
    found = {verdict.member: _weighed(verdict, single[verdict.member]) for verdict in doubtful[:MOST_MEMBERS]}
    double = again(_cases_of_two(found, single, bench))
    found |= {member: _weighed_of_two(found[member], others) for member, others in double.items()}
    likely = _likely((*single.items(), *double.items()), bench)
    rest = again(_cases_of_likely(doubtful[MOST_MEMBERS:], likely, bench))
    found |= {its.member: _weighed_of_few(its, rest.get(its.member, [])) for its in doubtful[MOST_MEMBERS:]}
    return [found.get(verdict.member, verdict) for verdict in first]


def _likely(results: Iterable[tuple[str, Tried]], bench: Bench) -> dict[RuleBook, list[Reading]]:
    """Return the assumed readings of each book that explain most of the members who were judged under all."""
    counts: dict[RuleBook, Counter[str]] = {}
    fitting: dict[tuple[RuleBook, str], Reading] = {}
    for member, others in results:
        book = bench.judges[member].setup.book
        own = {(book, reading.text): reading for reading, other in others if _explains(reading, other)}
        counts.setdefault(book, Counter()).update(text for _, text in own)
        fitting |= own
    likely = {book: [text for text, _ in each.most_common(MOST_LIKELY)] for book, each in counts.items() if each}
    return {book: [fitting[book, text] for text in texts] for book, texts in likely.items()}


def _explains(reading: Reading, other: Verdict) -> bool:
    return reading.is_assumed and other.judgement == "conforms"


def _cases_of_likely(verdicts: list[Verdict], likely: dict[RuleBook, list[Reading]], bench: Bench) -> Iterator[Case]:
    for verdict in verdicts:
        case = _case(bench.judges[verdict.member])
        if case.setup.book in likely:
            yield case._replace(readings=likely[case.setup.book])


def _weighed_of_few(verdict: Verdict, others: Tried) -> Verdict:
    """Return a verdict of divergence that an assumed value may explain: only the likely ones were tried."""
    weighed = _weighed(verdict, others)
    if weighed.judgement == "acceptable":
        return weighed
    return verdict._replace(judgement="undetermined", doubt=Doubt("untried", members=MOST_MEMBERS))


def _case(judge: Judge) -> Case:
    return Case(judge.member, judge.setup, _readings(judge.setup.book), judge.loss)


def _cases_of_two(found: dict[str, Verdict], single: dict[str, Tried], bench: Bench) -> list[Case]:
    """Return the members whom no reading explains, with the pairs that may."""
    cases = []
    for member, verdict in found.items():
        if not verdict.judgement.startswith("diverges"):
            continue
        case = _case(bench.judges[member])
        made = [_both(*pair, case.setup.book) for pair in pairs_to_try(verdict, single[member], MOST_PAIRS)]
        pairs = [pair for pair in made if pair is not None]
        if pairs:
            cases.append(case._replace(readings=pairs))
    return cases


@lru_cache(maxsize=8)  # books in use at once; a server meets new ones for ever
def _readings(book: RuleBook) -> tuple[Reading, ...]:
    return tuple(readings(book))


def _both(one: Reading, other: Reading, book: RuleBook) -> Reading | None:
    names = (one.text, other.text)
    made = _pairs_of(book)
    if names not in made:
        made[names] = both(one, other, book)
    return made[names]


@lru_cache(maxsize=8)
def _pairs_of(book: RuleBook) -> dict[tuple[str, str], Reading | None]:
    """Return the pairs that were made of a book so far."""
    return {}


def _weighed(verdict: Verdict, others: Tried) -> Verdict:
    """Return a verdict of divergence in the light of the other readings."""
    fitting = [reading for reading, other in others if other.judgement == "conforms"]
    assumed = tuple(reading.text for reading in fitting if reading.is_assumed)
    if assumed:
        return verdict._replace(judgement="acceptable", readings=assumed)
    open_ones = [(reading, other) for reading, other in others if other.judgement == "undetermined"]
    for reading, other in open_ones:
        if reading.is_assumed and other.doubt is not None:
            return verdict._replace(judgement="undetermined", doubt=other.doubt._replace(reading=reading.text))
    return verdict._replace(readings=tuple(reading.text for reading in fitting))


def _weighed_of_two(verdict: Verdict, others: Tried) -> Verdict:
    """Return a verdict of divergence in the light of two readings at once; what better is known stays named."""
    weighed = _weighed(verdict, others)
    return verdict if weighed.judgement == verdict.judgement else weighed
