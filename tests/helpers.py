"""Stories as text, a line an action, and what they told as text, a line an entry; the tests read as tables of both.

A line is a day, an action and its arguments in the order of `ARGUMENTS`, or by name: `2025-03-05 use delivery by=Ken`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from membership_sim import RuleBook, Snapshot
from membership_sim.calendar import month_end_day
from membership_sim.entries import Entry
from membership_sim.lifecycle import Row
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.member import Step
from membership_sim.money import NO_TAX, Rate
from membership_sim.rulebook.holidays import load
from membership_sim.rulebook.model import Plan, PriceStep, Terms
from membership_sim.scenario import ARGUMENTS, Action, Event, Method, Scenario, ScriptLine, Wallet
from membership_sim.simulate import Run, first_snapshot

JP, US, GENERIC = "amazon.co.jp", "amazon.com", "generic"


def day(text: str) -> int:
    """Return the number of a day."""
    return date.fromisoformat(text).toordinal()


def iso(number: int | None) -> str:
    """Return a day as text; "-" for none."""
    return date.fromordinal(number).isoformat() if number else "-"


def month(text: str) -> int:
    """Return the last day of a month such as `2026-04`."""
    return month_end_day(day(f"{text}-01"))


def method(text: str) -> Method:
    """Return a method written as `card:visa`, `card:visa:2026-04`, `gift_balance:gift:500` or `account:bank`, with
    `!reason` at its end if it is blocked."""
    text, _, blocked = text.partition("!")
    kind, name, *rest = text.split(":")
    if kind == "gift_balance":
        made = Method(name, kind, amount=int(rest[0]))
    else:
        made = Method(name, kind, month(rest[0]) if rest else None)  # type: ignore[arg-type]
    return made._replace(blocked=blocked or None)  # type: ignore[arg-type]


def wallet(text: str) -> Wallet:
    """Return a wallet of methods parted by spaces; the first is the default."""
    methods = tuple(method(word) for word in text.split())
    return Wallet(methods, methods[0].name if methods else None)


def script(text: str) -> tuple[ScriptLine, ...]:
    """Return scripted outcomes such as `3 decline expired, 2025-04-02 take visa`; a number is a try, `-` means any."""
    lines = []
    for line in filter(None, map(str.strip, text.split(","))):
        when, outcome, what = line.split()
        found = {"day": day(when)} if "-" in when else {"number": int(when)}
        lines.append(ScriptLine(**found, **{outcome: what}))  # type: ignore[arg-type]
    return tuple(lines)


READ: dict[str, Any] = {"yes_no": "yes".__eq__, "amount": int, "month": month, "method": method, "date": day}


def action(text: str) -> Action:
    """Return the action of a line without its day."""
    do, *words = text.split()
    arguments = ARGUMENTS[do]  # type: ignore[index]
    positions = iter(arguments)
    values = {}
    for word in words:
        name, found, value = word.partition("=")
        if not found:
            name, value = next(positions), word
        values[name] = READ.get(arguments[name].kind, str)(value)
    return Action(do, **values)  # type: ignore[arg-type]


def event(line: str) -> Event:
    """Return the event of a line."""
    on, _, rest = line.strip().partition(" ")
    return Event(day(on), action(rest))


def events(story: str) -> tuple[Event, ...]:
    """Return the events of a story."""
    return tuple(event(line) for line in story.splitlines() if line.strip())


@cache
def _book(name: str, values: tuple[tuple[str, Any], ...]) -> RuleBook:
    loaded = RuleBook.load(name)
    return loaded.with_values(dict(values)) if values else loaded


def book(name: str = JP, values: dict[str, Any] | None = None) -> RuleBook:
    """Return a shipped book, single values replaced."""
    try:
        return _book(name, tuple((values or {}).items()))
    except TypeError:  # a list or a mapping among the values
        return RuleBook.load(name).with_values(values or {})


def begin(
    first_day: int,
    *,
    rules: str | RuleBook | Terms = JP,
    values: dict[str, Any] | None = None,
    plan: str = "monthly",
    methods: str = "card:visa",
    outcomes: str | None = None,
    tax: Rate = NO_TAX,
    trial_used: bool = False,
    lifecycle: Lifecycle = LIFECYCLE,
) -> Run:
    """Return the run of a prospect, whose trial may have been used up elsewhere."""
    if isinstance(rules, str):
        rules = book(rules, values)
    terms = rules.terms(tax) if isinstance(rules, RuleBook) else rules
    start = Snapshot("prospect", first_day, plan, wallet=wallet(methods), trial_used=trial_used)
    return Run(terms, start, None if outcomes is None else script(outcomes), lifecycle)


def begin_told(scenario: Scenario, lifecycle: Lifecycle = LIFECYCLE) -> Run:
    """Return the run with which a scenario starts."""
    terms = scenario.book.terms(scenario.sales_tax)
    return Run(terms, first_snapshot(scenario), scenario.payments, lifecycle)


def play(story: str, until: str | None = None, **settings: Any) -> Run:
    """Return the run after a story, advanced to the end of `until`."""
    happenings = events(story)
    run = begin(happenings[0].day, **settings)
    for happening in happenings:
        run.act(*happening[:2])
    if until is not None:
        run.advance(day(until))
    return run


def line(entry: Entry) -> str:
    """Return an entry as a line: day, kind, its own numbers, the state after it, the deciding rule."""
    match entry.kind:
        case "action":
            own = entry.action.do
        case "refused":
            own = f"{entry.action.do} refused"
        case "state":
            own = f"state {entry.from_state}"
        case "charge":
            own = f"charge {entry.amount}"
        case "decline":
            own = f"decline {entry.amount} #{entry.attempt}"
        case "refund":
            own = f"refund {entry.amount}"
        case "notice":
            return f"{iso(entry.day)} {entry.notice} {iso(entry.effective_day)}"
        case _:
            own = f"use {entry.benefit}"
    return f"{iso(entry.day)} {own} {entry.state} {entry.rules[0]}"


def lines(found: Run | Iterable[Entry], kinds: str = "", since: str = "") -> list[str]:
    """Return the entries of these kinds (default: all), from a day on, as lines."""
    entries = found.step.entries if isinstance(found, Run) else found
    wanted = kinds.split()
    return [
        line(entry)
        for entry in entries
        if (not wanted or entry.kind in wanted) and (not since or entry.day >= day(since))
    ]


def table(text: str) -> list[str]:
    """Return the lines of a text, spaces evened out: what `lines` is compared with."""
    return [" ".join(text_line.split()) for text_line in text.splitlines() if text_line.strip()]


def charges(found: Run | Iterable[Entry]) -> list[str]:
    """Return each charge as its day, amount, plan and period."""
    entries = found.step.entries if isinstance(found, Run) else found
    return [
        f"{iso(entry.day)} {entry.amount} {entry.plan} {iso(entry.start_day)} {iso(entry.end_day)}"
        for entry in entries
        if entry.kind == "charge"
    ]


def always(value: Any) -> tuple[tuple[int, Any], ...]:
    """Return a dated value that holds on every day."""
    return ((1, value),)


def day_terms(**changes: Any) -> Terms:
    """Return terms whose plans are counted in days, beside one of a month, with a student plan of a week.

    Their schedules fit the shortest period (PAY-7): retries on day 1 and 2, a suspension of 3 days.
    """
    fees = {"weekly": 700, "ten_days": 1000, "monthly": 3000, "student_weekly": 350}
    lengths = {"weekly": (0, 7), "ten_days": (0, 10), "monthly": (1, 0), "student_weekly": (0, 7)}
    plans = {
        plan: Plan(
            plan, *lengths[plan], plan.startswith("student_"), plan.removeprefix("student_"), (PriceStep(fee, 1, 1),)
        )
        for plan, fee in fees.items()
    }
    regular = [plan for plan in plans if not plan.startswith("student_")]
    return Terms(
        plans=plans,
        trial_days=always(5),
        trial_student_months=always(1),
        trial_again=always(None),
        billing_month_end=always("clamp"),
        plan_change=always("at_period_end"),
        student_paid_months=always(48),
        pause_limit_days=always(20),
        payment_retry_days=always((1, 2)),
        payment_suspension_days=always(3),
        refund_used=dict.fromkeys(regular, always("by_days")),
        refund_used_rule=dict.fromkeys(regular, "REFUND-2"),
        refund_free_business_days=always(None),
        refund_paid_within_business_days=always((3, 5)),
        family_limit=always(2),
        reminder_days_before=always(3),
        holidays=load("none"),
    )._replace(**changes)


class Noting:
    """While it is entered, every row that any lifecycle runs is counted in `rows`, by its id."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()

    def __enter__(self) -> Noting:
        self.right = Lifecycle.run_row

        def run_row(lifecycle: Lifecycle, step: Step, trigger: str) -> Row:
            row = self.right(lifecycle, step, trigger)
            self.rows[row.id] += 1
            return row

        Lifecycle.run_row = run_row  # type: ignore[method-assign]
        return self

    def __exit__(self, *error: object) -> None:
        Lifecycle.run_row = self.right  # type: ignore[method-assign]
