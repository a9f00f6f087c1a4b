"""Stories about the days on which something turns: the day before, the day itself and the day after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.calendar import add_business_days, anchored_day, month_end_day
from membership_sim.due import NEVER, next_due
from membership_sim.entry_fields import iso
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import EVERY_DAY, Plan, on
from membership_sim.scenario import DECLINE_REASONS, Action, Event, Method, ScenarioError, Wallet
from membership_sim.simulate import Run
from membership_sim.vectors import lives
from membership_sim.vectors.cover import Feature
from membership_sim.vectors.lives import CARD, begin, live, ordinal
from membership_sim.vectors.walk import Found

AROUND: Final = (-1, 0, 1)
FIRST_DAY: Final = ordinal("2025-01-31")
USE: Final = Action("use", benefit="video")
LONG: Final = 400  # days, longer than any limit of a year
MOST_STUDENT_PERIODS: Final = 60


def tail_day(run: Run, day: int) -> int:
    """Return the day on which something is due next after the action of a day, or that day."""
    due_day = next_due(run.facts, run.terms)[0]
    return due_day if day < due_day <= day + LONG else day


def told(run: Run, events: tuple[Event, ...], criterion: str, name: str, more_days: int = 0) -> Found:
    """Return the story of events; it ends with what is due after them, or `more_days` later."""
    there = run.copy()
    last_day = run.facts.day
    for event in events:
        try:
            there.act(event.day, event.action)
        except ScenarioError:  # a fee that is not known
            break
        last_day = event.day
    last_day = max([last_day, *(event.day for event in events)])
    until_day = last_day + more_days if more_days else tail_day(there, last_day)
    return Found(run, events, until_day, Feature(criterion, name))


def limits(book: RuleBook) -> Iterator[Found]:
    """Yield a use on the days around whatever is due, in every life under every plan."""
    for plan in book.plans:
        for life, steps in lives.LIVES.items():
            before, run = live(begin(book, FIRST_DAY, plan), steps)
            action = steps[-1][1]
            first = () if action is None else (Event(run.facts.day, action),)
            due_day, trigger = next_due(run.facts, run.terms)
            if due_day >= NEVER:
                yield told(before, first, "limits", f"{book.name}/{plan}/{life}/never", LONG)
                continue
            for by in AROUND:
                name = f"{book.name}/{plan}/{life}/{trigger}/{by:+d}"
                events = (*first, Event(max(run.facts.day, due_day + by), USE))
                yield told(before, events, "limits", name)


def prices(book: RuleBook) -> Iterator[Found]:
    """Yield a join, and a renewal, on the days around each first day of a fee; a fee for ever has none."""
    for plan in book.plans.values():
        for step in plan.prices:
            if step.new_from == EVERY_DAY:
                yield join(book, plan, FIRST_DAY, f"{book.name}/{plan.id}/always")
                continue
            for by in AROUND:
                day = step.new_from + by
                yield join(book, plan, day, f"{book.name}/{plan.id}/new/{iso(step.new_from)}/{by:+d}")
            for by in AROUND:
                name = f"{book.name}/{plan.id}/renewals/{iso(step.renewals_from)}/{by:+d}"
                yield from renewal(book, plan, step.new_from, step.renewals_from + by, name)


def renewal(book: RuleBook, plan: Plan, new_from: int, day: int, name: str) -> Iterator[Found]:
    """Yield the renewal on a day of a life that began before a fee was known to joins; none if no fee was known."""
    joined_day, periods = anchored_day(day, -plan.months), 1
    while joined_day >= new_from:
        periods += 1
        joined_day = anchored_day(day, -plan.months * periods)
    if joined_day >= plan.prices[0].new_from and anchored_day(joined_day, plan.months * periods) == day:
        run = begin(book, joined_day, plan.id)
        run.act(joined_day, Action("join", trial=False))
        run.advance(day - 1)
        yield told(run, (Event(day, USE),), "prices", name)


def join(book: RuleBook, plan: Plan, day: int, name: str) -> Found:
    """Return the story of a join without a trial, and the renewal that follows."""
    run = begin(book, day, plan.id)
    return told(run, (Event(day, Action("join", trial=False)),), "prices", name)


def families(book: RuleBook) -> Iterator[Found]:
    """Yield names added until there is no place left, and one more."""
    run = begin(book, FIRST_DAY, book.default_plan)
    run.act(FIRST_DAY, Action("join"))
    limit = on(run.terms.family_limit, FIRST_DAY)
    names = [f"member {number}" for number in range(1, 3 + (limit or 0))]
    events = tuple(Event(FIRST_DAY, Action("add_family", name=name)) for name in names)
    yield told(run, events, "limits", f"{book.name}/family")


def students(book: RuleBook) -> Iterator[Found]:
    """Yield the renewals, and joins, around the last month that a student may pay for."""
    for plan in book.plans.values():
        if not plan.student:
            continue
        run = begin(book, ordinal("2019-06-15"), plan.id)
        run.act(run.facts.day, Action("join", trial=False))
        limit = on(run.terms.student_paid_months, run.facts.day)
        if limit is None:
            continue
        for _ in range(MOST_STUDENT_PERIODS):
            left = limit - run.facts.student_months
            if not 0 <= left <= 2 * plan.months:
                run.advance(run.facts.end_day)
                continue
            name = f"{book.name}/{plan.id}/{left}-paid-months-left"
            end_day = run.facts.end_day
            yield told(run.copy(), (Event(end_day, USE),), "limits", f"{name}/renewal")
            today = run.facts.day
            again = (Event(today, Action("cancel", when="now")), Event(today, Action("join", plan=plan.id)))
            yield told(run.copy(), again, "limits", f"{name}/join")
            if left == 0:
                break
            run.advance(end_day)


def trials_again(book: RuleBook) -> Iterator[Found]:
    """Yield joins on the days around the one from which on a trial is given again."""
    months = on(book.base_terms.trial_again, FIRST_DAY)
    assert months is not None, "a book that gives a trial once"
    for by in AROUND:
        run = begin(book, FIRST_DAY, book.default_plan)
        run.act(FIRST_DAY, Action("join"))
        run.act(FIRST_DAY, Action("cancel", when="now"))
        events = (Event(anchored_day(FIRST_DAY, months) + by, Action("join")),)
        yield told(run, events, "limits", f"{book.name}/trial-again/{by:+d}")


def calendars(book: RuleBook) -> Iterator[Found]:
    """Yield lives whose anchor some months do not have: month ends, and February 29."""
    for first_on, plan, days in (
        ("2025-01-28", 1, 95), ("2025-01-29", 1, 95), ("2025-01-30", 1, 95), ("2025-01-31", 1, 160),
        ("2024-01-31", 1, 95), ("2024-02-29", 1, 95), ("2025-02-28", 1, 95), ("2025-04-30", 1, 95),
        ("2024-02-29", 12, 1470), ("2023-02-28", 12, 740), ("2024-12-31", 1, 95),
    ):  # fmt: skip
        for held in book.plans.values():
            if held.months == plan and not held.student:
                day = ordinal(first_on)
                run = begin(book, day, held.id)
                events = (Event(day, Action("join", trial=False)),)
                yield told(run, events, "calendars", f"{book.name}/{held.id}/{first_on}", days)


def methods(book: RuleBook) -> Iterator[Found]:
    """Yield renewals on the days around the end of a card, of a block and of a gift balance, and every reason."""
    plan = book.default_plan
    run = begin(book, FIRST_DAY, plan)
    fee = run.terms.plans[plan].prices[-1].fee
    end_day = anchored_day(FIRST_DAY, 1)
    month_ends = (("month-before", month_end_day(anchored_day(end_day, -1))), ("same-month", month_end_day(end_day)))
    wallets: dict[str, tuple[Method, ...]] = {}
    for name, day in month_ends:
        wallets[f"card-expires-{name}"] = (Method(CARD, expires_day=day),)
    for by in AROUND:
        wallets[f"block-ends{by:+d}"] = (Method(CARD, blocked="over_limit", until_day=end_day + by),)
        wallets[f"gift-of-the-fee{by:+d}"] = (Method("gift", "gift_balance", amount=fee + by),)
    for reason in DECLINE_REASONS:
        wallets[f"declined-{reason}"] = (Method(CARD, blocked=reason),)
    wallets["nothing"] = ()
    wallets["second-takes"] = (Method(CARD, blocked="invalid"), Method("bank", "account"))
    wallets["third-takes"] = (Method(CARD, blocked="invalid"), Method("gift", "gift_balance"), Method("bank"))
    for name, on_file in wallets.items():
        start = begin(book, FIRST_DAY, plan)
        start.act(FIRST_DAY, Action("join", trial=False))
        snapshot = start.snapshot()._replace(wallet=Wallet(on_file, on_file[0].name if on_file else None))
        start = Run(start.terms, snapshot, None, start.step.lifecycle)
        yield told(start, (Event(end_day, Action("set_reminder", to=False)),), "payments", f"{book.name}/{name}")


def free_days(book: RuleBook) -> Iterator[Found]:
    """Yield refunds around the last of the free business days, from joins on each day of a week and before holidays."""
    terms = book.terms()
    count = on(terms.refund_free_business_days, FIRST_DAY)
    if count is None:
        return
    for joined_day in (*range(FIRST_DAY, FIRST_DAY + 7), *before_holidays(book)):
        run = begin(book, joined_day, book.default_plan)
        run.act(joined_day, Action("join", trial=False))
        run.act(joined_day, Action("use", benefit="video", value=100))
        last_day = add_business_days(joined_day, count, terms.holidays)
        for by in AROUND:
            events = (Event(last_day + by, Action("cancel", when="now")),)
            yield told(run, events, "refunds", f"{book.name}/free-days/{iso(joined_day)}/{by:+d}")


def before_holidays(book: RuleBook) -> list[int]:
    """Return the days before the holidays of 2025 that stand on a weekday."""
    holidays = book.terms().holidays
    year = range(ordinal("2025-01-01"), ordinal("2026-01-01"))
    return [day - 1 for day in year if day in holidays.days and (day - 1) % 7 < 5]


def business_days(book: RuleBook) -> Iterator[Found]:
    """Yield full refunds from each day of a week and before holidays: the days on which the money is back."""
    for day in (*range(FIRST_DAY, FIRST_DAY + 7), *before_holidays(book)):
        run = begin(book, day, book.default_plan)
        run.act(day, Action("join", trial=False))
        events = (Event(day, Action("cancel", when="now")),)
        yield told(run, events, "refunds", f"{book.name}/paid-back/{iso(day)}")


def of_book(book: RuleBook) -> Iterator[Found]:
    """Yield every story about the turning days of a book."""
    for make in (limits, families, students, prices, calendars, methods, free_days, business_days):
        yield from make(book)
