"""Stories about amounts: refunds and taxes whose rounding goes every way, under every reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.entries import RefundEntry
from membership_sim.money import parse_rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event
from membership_sim.simulate import Run
from membership_sim.vectors.boundaries import FIRST_DAY, told
from membership_sim.vectors.lives import begin
from membership_sim.vectors.walk import Found

# Sales taxes, tried in this order until a fee was rounded in every way.
RATES: Final = ("10%", "1.5%", "8.875%", "0.5%", "50%", "25%", "12.5%", "2.5%", "6.25%", "7.25%", "0.01%")


def rest(dividend: int, divisor: int) -> str:
    """Return what a division leaves, as a word."""
    left = 2 * (dividend % divisor)
    if left in (0, divisor):
        return "nothing-left" if left == 0 else f"half-left-{'odd' if dividend // divisor % 2 else 'even'}"
    return "less-than-half-left" if left < divisor else "more-than-half-left"


def refunds(book: RuleBook) -> Iterator[Found]:
    """Yield cancels on days of a used period, until every division of the reading's formula left every rest."""
    for plan in book.plans:
        run = begin(book, FIRST_DAY, plan)
        run.act(FIRST_DAY, Action("join", trial=False))
        run.act(FIRST_DAY, Action("use", benefit="video"))
        seen: set[str] = set()
        for action in (Action("cancel", when="now"), Action("terminate")):
            for day in range(FIRST_DAY, run.facts.end_day):
                for name in _rests(run, day, action):
                    if name not in seen:
                        seen.add(name)
                        yield told(run, (Event(day, action),), "refunds", f"{book.name}/{plan}/{name}")


def _rests(run: Run, day: int, action: Action) -> Iterator[str]:
    """Yield what the refund of an action would divide, and what that leaves."""
    there = run.copy()
    there.act(day, action)
    for entry in there.step.entries:
        if isinstance(entry, RefundEntry):
            where = f"{action.do}/{entry.message.removeprefix('refund.')}"
            if not entry.whole:
                yield where
                return
            yield f"{where}/share/{rest(entry.charged * entry.part, entry.whole)}"
            yield f"{where}/percent/{rest(100 * entry.part, entry.whole)}"
            return
    if day in (run.facts.start_day, run.facts.start_day + 1, run.facts.end_day - 1):
        yield f"{action.do}/nothing/day-{day - run.facts.start_day + 1}"


def taxes(book: RuleBook) -> Iterator[Found]:
    """Yield joins under sales taxes that are rounded every way."""
    if book.tax != "added":
        return
    seen: set[str] = set()
    for percentage in RATES:
        rate = parse_rate(percentage)
        for plan in book.plans.values():
            left = rest(plan.prices[-1].fee * rate.numerator, rate.denominator)
            if left not in seen:
                seen.add(left)
                run = begin(book, FIRST_DAY, plan.id, tax=rate)
                events = (Event(FIRST_DAY, Action("join", trial=False)),)
                yield told(run, events, "taxes", f"{book.name}/{plan.id}/{left}")
