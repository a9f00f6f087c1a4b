"""What contradicts itself in a `given`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from membership_sim.files.given_shapes import FACTS, REQUIRED
from membership_sim.rulebook.model import Terms, on

if TYPE_CHECKING:
    from membership_sim.files.records import Fields
    from membership_sim.files.shapes import Report
    from membership_sim.member import Snapshot

_NOTHING: Final[tuple[object, ...]] = (None, False, 0, "none", [])


def check_states(fields: Fields, report: Report) -> None:
    """Each fact that the state needs is given, and none that cannot apply in it."""
    state = fields.get("state")
    if state is None:
        return
    required = REQUIRED.get(state, ())
    missing = [f"'{name}'" for name in required if fields.lacks(name) or fields.get(name, "") is None]
    if missing:
        report.add(fields.place("state"), f"the state '{state}' lacks {' and '.join(missing)}")
    for name, value in fields.items():
        fact = FACTS.get(name)
        if fact and state not in fact.states and not any(value is nothing or value == nothing for nothing in _NOTHING):
            report.add(fields.place(name), f"'{name}' in the state '{state}', it applies in {', '.join(fact.states)}")
    for name, known in (("trial_used", state != "prospect"), ("ever_paid", state == "paid")):
        if known and fields.get(name) is False:
            report.add(fields.place(name), f"'{name}' is no in the state '{state}', which says that it is yes")
    family = fields.get("family", [])
    if len(set(family)) < len(family):
        report.add(fields.place("family"), "'family' names somebody twice, each name may stand once (FAMILY-1)")


def check_dates(snapshot: Snapshot, fields: Fields, terms: Terms, report: Report) -> None:
    """The days agree with the date: what has passed has passed, and nothing that is due lies before its end."""
    day, on_date = snapshot.day, date.fromordinal(snapshot.day)

    def refuse(name: str, message: str) -> None:
        report.add(fields.place(name), f"'{name}' {message}")

    for name, fact in FACTS.items():
        past = fact.kind == "day" and name != "period_end"
        if past and fields.has(name) and getattr(snapshot, fact.field) > day:
            refuse(name, f"is {date.fromordinal(getattr(snapshot, fact.field))}, after the date {on_date}")
    for name, part in (("charge", snapshot.charge), ("owed", snapshot.owed)):
        if part is not None and part.tax > part.amount:
            refuse(name, f"has a tax of {part.tax}, more than its amount of {part.amount}")
    if snapshot.charge and snapshot.charge.day > day and fields.has("charge"):
        refuse("charge", f"is of {date.fromordinal(snapshot.charge.day)}, after the date {on_date}")
    if snapshot.family and terms.plans[snapshot.plan].student:
        refuse("family", "is not empty, on a student plan there is none (FAMILY-1)")
    if snapshot.state in ("trial", "paid"):
        if snapshot.end_day <= day:
            refuse("period_end", f"is {date.fromordinal(snapshot.end_day)}, a day after the date {on_date} is allowed")
        elif snapshot.start_day > day and not fields.has("period_start"):
            refuse(
                "period_end", f"is {date.fromordinal(snapshot.end_day)}, more than a period after the date {on_date}"
            )
    elif snapshot.state == "paused":
        limit = on(terms.pause_limit_days, snapshot.paused_day)
        if limit is not None and snapshot.paused_day + limit <= day:
            refuse(
                "paused_since", f"is {limit} days or more before the date {on_date}, the pause would be over (PAUSE-3)"
            )
    elif snapshot.owed is not None:
        _check_owing(snapshot, terms, refuse, on_date)


def _check_owing(snapshot: Snapshot, terms: Terms, refuse, on_date: date) -> None:  # type: ignore[no-untyped-def]
    assert snapshot.owed is not None
    day, first_due_day = snapshot.day, snapshot.owed.first_due_day
    schedule = on(terms.payment_retry_days, first_due_day)
    passed = sum(first_due_day + retry <= day for retry in schedule)
    if first_due_day > day:
        refuse("owed", f"is first due on {date.fromordinal(first_due_day)}, after the date {on_date}")
    elif snapshot.state == "past_due":
        if passed == len(schedule):
            refuse(
                "owed",
                f"is first due {schedule[-1]} days or more before {on_date}, after the last retry it is suspended",
            )
        elif snapshot.owed.end_day <= day:
            refuse(
                "owed", f"is of a period that ends on {date.fromordinal(snapshot.owed.end_day)}, not after {on_date}"
            )
        elif snapshot.retries != passed:
            refuse("retries", f"is {snapshot.retries}, by {on_date} there were {passed} of {list(schedule)} (PAY-3)")
    else:
        limit = on(terms.payment_suspension_days, snapshot.suspended_day)
        if snapshot.retries > len(schedule):
            refuse("retries", f"is {snapshot.retries}, the schedule has {len(schedule)} (PAY-3)")
        last_retry_day = first_due_day + schedule[-1]
        if snapshot.suspended_day != last_retry_day:
            refuse(
                "suspended_since",
                f"is {date.fromordinal(snapshot.suspended_day)}, the last retry of what is owed since "
                f"{date.fromordinal(first_due_day)} was on {date.fromordinal(last_retry_day)} (PAY-4)",
            )
        elif snapshot.suspended_day + limit <= day:
            refuse("suspended_since", f"is {limit} days or more before {on_date}, the suspension would be over (PAY-7)")
    if snapshot.tries < snapshot.retries + 1:
        refuse("tries", f"is {snapshot.tries}, the first try and {snapshot.retries} retries are more")
