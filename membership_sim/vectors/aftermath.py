"""Stories about what shows only later: what a row leaves behind, which price it takes, who decides what was used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from membership_sim.calendar import month_end_day
from membership_sim.entry_fields import iso
from membership_sim.lifecycle import BENEFIT_STATES, OWING_STATES
from membership_sim.machine import unused_name
from membership_sim.refunds import READINGS
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Event, Method, ScenarioError
from membership_sim.simulate import Run
from membership_sim.vectors.boundaries import told
from membership_sim.vectors.lives import BLOCK, JOIN_PAID, NEXT, WALLET, Step, begin, live, ordinal
from membership_sim.vectors.reach import Node
from membership_sim.vectors.walk import Found

USE: Final = Action("use", benefit="video", value=100)
NOW: Final = Action("cancel", when="now")
BETWEEN: Final = ordinal("2023-07-31")  # a month later the fees of Japan differ for joins and for renewals
ANOTHER: Final = Action("change_plan", to="annual")
GRADUATED: Final = Action("set_graduation", month=month_end_day(BETWEEN + 1))

# Between the two first days of a fee, by the kind of charge that is made there.
CHARGES: Final[dict[str, tuple[str, list[Step]]]] = {
    "renewal": ("monthly", [JOIN_PAID, NEXT]),
    "plan_change": ("monthly", [JOIN_PAID, (1, ANOTHER), NEXT]),
    "graduation": ("student_monthly", [JOIN_PAID, (1, GRADUATED), NEXT]),
    "conversion": ("monthly", [(0, Action("join")), NEXT]),
    "conversion_changed": ("monthly", [(0, Action("join")), (1, ANOTHER), NEXT]),
    "student_move": ("monthly", [JOIN_PAID, (30, Action("change_plan", to="student_monthly"))]),
    "change_at_once": ("monthly", [JOIN_PAID, (30, ANOTHER)]),
    "resume": ("monthly", [JOIN_PAID, (1, Action("pause")), NEXT, (1, Action("resume"))]),
    "resume_unpaid": ("monthly", [(0, Action("join")), (1, Action("pause")), NEXT, (1, Action("resume"))]),
    "resume_changed": (
        "monthly", [JOIN_PAID, (1, ANOTHER), (0, Action("pause")), NEXT, (1, Action("resume"))],
    ),
    "resume_graduated": (
        "student_monthly", [JOIN_PAID, (1, Action("pause")), NEXT, (1, GRADUATED), (0, Action("resume"))],
    ),
    "rejoin": ("monthly", [JOIN_PAID, (1, NOW), (30, Action("join", plan="annual", trial=False))]),
    "declined": ("monthly", [JOIN_PAID, BLOCK, NEXT, (1, Action("pay"))]),
}  # fmt: skip


def charges(book: RuleBook) -> Iterator[Found]:
    """Yield each kind of charge where a price's two days lie apart; the last step is told, the others are given."""
    for name, (plan, steps) in CHARGES.items():
        before, run = live(begin(book, BETWEEN, plan), steps)
        action = steps[-1][1]
        events = () if action is None else (Event(run.facts.day, action),)
        found = told(before, events, "aftermath", f"{book.name}/between-prices/{name}")
        yield found._replace(until_day=max(found.until_day, run.facts.day))


def used_up(book: RuleBook) -> Iterator[Found]:
    """Yield joins of a prospect whose trial is used up elsewhere: on another plan, and of a graduate."""
    for plan in book.plans:
        for graduate in (False, True):
            run = begin(book, BETWEEN + 32, "monthly", WALLET, trial_used=True)
            if graduate:
                run.act(run.facts.day, GRADUATED)
            events = (Event(run.facts.day, Action("join", plan=plan)),)
            name = f"{book.name}/trial-used-up/{plan}{'/graduate' if graduate else ''}"
            yield told(run, events, "aftermath", name)


def left_behind(book: RuleBook, rows: Mapping[str, Node], told_rows: set[str]) -> Iterator[Found]:
    """Yield for each row that is not told yet what it leaves behind, when all ends and begins again on the next day.

    It ends unused on the same day; and where benefits run, or what is owed can be paid, used on the next one.
    """
    for row, node in rows.items():
        if row in told_rows:
            continue
        day = node.run.facts.day
        first = tuple(Event(move.day, move.action) for move in node.moves if move.action is not None)
        stories = {"unused": (*first, *end_and_return(day))}
        if node.run.facts.state in (*BENEFIT_STATES, *OWING_STATES):
            names = [method.name for method in node.run.source.wallet.methods]
            mend = Action("add_method", method=Method(unused_name("mended", names)))
            mended = (Event(day, mend),) if node.run.facts.state in OWING_STATES else ()
            stories["used"] = (*first, *mended, Event(day, USE), *end_and_return(day + 1))
        if all(is_known(node.before, events) for events in stories.values()):
            told_rows.add(row)
            for name, events in stories.items():
                yield told(node.before, events, "aftermath", f"{book.name}/{name}/{row}")


def end_and_return(day: int) -> tuple[Event, ...]:
    """Return a cancel now, another one that must name its day, and a join on the next day."""
    return Event(day, NOW), Event(day, Action("cancel")), Event(day + 1, Action("join"))


def is_known(start: Run, events: tuple[Event, ...]) -> bool:
    """Tell whether the rule book knows every fee and business day that a story asks for."""
    run = start.copy()
    try:
        for event in events:
            run.act(event.day, event.action)
    except ScenarioError:
        return False
    return True


def endings(book: RuleBook) -> Iterator[Found]:
    """Yield ends of a paid period: in the first and in the second, used and unused, now and later; then a return."""
    for plan in book.plans:
        run = begin(book, BETWEEN + 184, plan)
        run.act(run.facts.day, Action("join", trial=False))
        for number in ("first", "second"):
            start_day, end_day = run.facts.start_day, run.facts.end_day
            for wait in (0, 1, (end_day - start_day) // 3, end_day - start_day - 1):
                for name, used in (("used", (Event(start_day, USE),)), ("unused", ())):
                    day = start_day + wait
                    events = (*used, *end_and_return(day))
                    yield told(run.copy(), events, "aftermath", f"{book.name}/{plan}/{number}/day-{wait + 1}/{name}")
            events = (Event(start_day, USE), Event(start_day, Action("cancel")))
            yield told(run.copy(), events, "aftermath", f"{book.name}/{plan}/{number}/later")
            other = next(each for each in book.plans if each != plan)
            events = (Event(start_day, Action("change_plan", to=other)),)
            yield told(run.copy(), events, "aftermath", f"{book.name}/{plan}/{number}/change-to-{other}")
            run.advance(end_day)


def readings(book: RuleBook) -> Iterator[tuple[tuple[tuple[str, object], ...], Found]]:
    """Yield a used and an unused period that ends now or later, soon and not so soon, under every reading."""
    for reading in READINGS:
        replaced = (("refund.used.monthly", reading),)
        other = book.with_values(dict(replaced))
        run = begin(other, BETWEEN + 184, "monthly")
        run.act(run.facts.day, Action("join", trial=False))
        for wait in (0, 1, 10):
            for when in ("now", "later"):
                day = run.facts.day + wait
                last = (Event(day, Action("cancel", when=when)), Event(day + 1, Action("join")))
                name = f"{book.name}/{reading}/{when}/{iso(day)}"
                yield replaced, told(run.copy(), (Event(day, USE), *last), "aftermath", name)
