"""What may happen next to a member: the days that matter, and every action with each argument that can matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.calendar import anchored_day, month_end_day
from membership_sim.due import NEVER, next_due
from membership_sim.machine import unused_name
from membership_sim.rulebook.model import on
from membership_sim.scenario import Action, Method
from membership_sim.simulate import Run

FAMILY: Final = ("Ann", "Ben", "Cho")
STRANGER: Final = "Zoe"
NOTHING_DUE_DAYS: Final = 40  # a leap where nothing is due: over a month's end and past any month
PAST_GRADUATION_DAYS: Final = 40


def days(run: Run) -> list[int]:
    """Return the days to act on: today, the day before something is due, its day, the day after."""
    facts = run.facts
    today, due_day = facts.day, next_due(facts, run.terms)[0]
    if due_day >= NEVER:
        again = on(run.terms.trial_again, facts.ended_day) if facts.ended_day else None
        again_day = today if again is None else max(today, anchored_day(facts.ended_day, again))
        return sorted({today, today + NOTHING_DUE_DAYS, again_day})
    return sorted({today, max(today, due_day - 1), due_day, due_day + 1})


def actions(run: Run) -> Iterator[Action]:
    """Yield every action with arguments of this account: between them every guard gives each answer that it can."""
    facts, plans = run.facts, run.terms.plans
    for plan in plans:
        yield from (Action("join", plan=plan, trial=trial) for trial in (None, False))
    yield from (Action("use", benefit=benefit, value=90) for benefit in ("video", "delivery"))
    for by in (*facts.family[:1], STRANGER):
        yield from (Action("use", benefit=benefit, by=by) for benefit in ("delivery", "video"))
    yield from (Action("cancel"), Action("cancel", when="now"), Action("keep"), Action("pause"), Action("resume"))
    yield from (Action("change_plan", to=plan) for plan in plans)
    yield from (Action("pay"), Action("terminate"), Action("terminate", misuse=True))
    others = [name for name in FAMILY if name not in facts.family]
    yield from (Action("add_family", name=name) for name in (*others[:1], *facts.family[:1]))
    yield from (Action("remove_family", name=name) for name in (*facts.family[:1], STRANGER))
    yield from wallet_actions(run)
    yield from (Action("set_reminder", to=to) for to in (True, False))
    for day in (facts.day - PAST_GRADUATION_DAYS, facts.day):
        yield Action("set_graduation", month=month_end_day(day))


def wallet_actions(run: Run) -> Iterator[Action]:
    """Yield each action on the wallet, with the first method of the kind that it is for."""
    methods = run.source.wallet.methods
    names = [method.name for method in methods]
    yield Action("add_method", method=Method(unused_name("new card", names)))
    for name in names[:1]:
        yield from (Action("block_method", name=name, reason="invalid"), Action("unblock_method", name=name))
        until = max(run.facts.day, run.facts.end_day) + 1  # so that a retry is taken
        yield Action("block_method", name=name, reason="over_limit", until=until)
        yield from (Action("update_method", name=name), Action("remove_method", name=name))
    yield from (Action("set_default", name=name) for name in names[-1:])
    amount = run.facts.owed.amount if run.facts.owed else run.terms.plans[run.facts.plan].prices[-1].fee
    for method in methods:
        if method.kind == "gift_balance":
            yield Action("top_up", name=method.name, amount=amount)
            break
