"""The laws: what must hold for every timeline, each a named function from a timeline to its violations.

They are public, to judge other systems with: build a `Timeline` of the entries that a system made, and ask. They count
with arithmetic of their own, from the entries and the rule book's values, and never ask the core what is right.

>>> from membership_sim import Member
>>> from membership_sim.oracle.laws import LAWS, violations
>>> member = Member()
>>> member.join("2025-01-31").rule
'JOIN-1'
>>> timeline = member.timeline
>>> violations(timeline)
[]
>>> from dataclasses import replace
>>> late = timeline.entries[0]._replace(day=timeline.until_day + 1)
>>> LAWS["dates_never_go_back"].check(replace(timeline, entries=(late,)))[0].message
'2025-02-01 lies after the end of the run, 2025-01-31'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from types import MappingProxyType
from typing import Final

from membership_sim.oracle.laws.citing import CITING
from membership_sim.oracle.laws.ends import ENDS
from membership_sim.oracle.laws.formed import check_form
from membership_sim.oracle.laws.law import Family, Law, Simulate, Violation
from membership_sim.oracle.laws.notices import NOTICES
from membership_sim.oracle.laws.one_pass import judges_of, one_pass
from membership_sim.oracle.laws.order import ORDER
from membership_sim.oracle.laws.payment import PAYMENT
from membership_sim.oracle.laws.periods import PERIODS
from membership_sim.oracle.laws.prices import PRICES
from membership_sim.oracle.laws.refunds import REFUNDS
from membership_sim.oracle.laws.refusals import REFUSALS
from membership_sim.oracle.laws.rerun import RERUN
from membership_sim.oracle.laws.undone import UNDONE
from membership_sim.oracle.laws.use import USE
from membership_sim.oracle.laws.wallet import WALLET
from membership_sim.oracle.laws.words import WORDS
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline

__all__ = ["FAMILIES", "LAWS", "SINGLE_PASS", "SUBJECTS", "Law", "Violation", "first_violation", "violations"]

# The laws by subject, in the order of the page.
SUBJECTS: Final = MappingProxyType(
    {
        "The list of entries": (*ORDER.laws, *CITING.laws),
        "Periods": tuple(PERIODS.laws),
        "Ends": tuple(ENDS.laws),
        "Amounts": tuple(PRICES.laws),
        "Payment": (*WALLET.laws, *PAYMENT.laws),
        "Refunds": tuple(REFUNDS.laws),
        "Benefits and family": tuple(USE.laws),
        "Refusals and repeated wishes": tuple(REFUSALS.laws),
        "Notices": tuple(NOTICES.laws),
        "Sentences": tuple(WORDS.laws),
        "The same story told otherwise": (*RERUN.laws, *UNDONE.laws),
    }
)
LAWS: Final = MappingProxyType({law.name: law for law in chain.from_iterable(SUBJECTS.values())})
SINGLE_PASS: Final = tuple(law for law in LAWS.values() if law.family == "single pass")
JUDGES: Final = judges_of(SINGLE_PASS)
_OTHERS: Final = tuple(law for law in LAWS.values() if law.family != "single pass")
FAMILIES: Final[tuple[Family, ...]] = ("single pass", "words", "rerun")


def violations(
    timeline: Timeline, families: Iterable[Family] = ("single pass",), run: Simulate = simulate
) -> list[Violation]:
    """Return every violation of the laws of some families; the single-pass laws share one pass, and are the default.

    `run` is the simulator that the rerun laws put to the test. Raises ValueError for an unknown family, ScenarioError
    for entries that are not formed as such.
    """
    return list(_violations(timeline, families, run))


def first_violation(
    timeline: Timeline, families: Iterable[Family] = ("single pass",), run: Simulate = simulate
) -> Violation | None:
    """Return the first of `violations`, without looking further; None if no law is broken.

    Raises ValueError for an unknown family, ScenarioError for entries that are not formed as such.

    >>> from membership_sim import Member
    >>> member = Member()
    >>> member.join("2025-01-31").rule
    'JOIN-1'
    >>> first_violation(member.timeline, FAMILIES) is None
    True
    >>> from dataclasses import replace
    >>> unnumbered = replace(member.timeline, entries=(member.timeline.entries[0]._replace(seq=3),))
    >>> first_violation(unnumbered)
    Violation(law='numbers_have_no_gap', day=739282, seq=3, message='number 3 comes after 0')
    """
    return next(_violations(timeline, families, run), None)


def _violations(timeline: Timeline, families: Iterable[Family], run: Simulate) -> Iterator[Violation]:
    wanted = tuple(families)
    for family in wanted:
        if family not in FAMILIES:
            raise ValueError(f"unknown family {family!r}, allowed: {', '.join(FAMILIES)}")
    check_form(timeline)
    if "single pass" in wanted:
        yield from one_pass(timeline, JUDGES)
    for law in _OTHERS:
        if law.family in wanted:
            yield from law.check(timeline, run)
