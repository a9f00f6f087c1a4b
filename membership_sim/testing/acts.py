"""What a member does next in a generated story: mostly what leads somewhere, at times anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from membership_sim.calendar import anchored_day, month_end_day
from membership_sim.lifecycle import ACTIONS
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import BENEFITS, DECLINE_REASONS, Action, ActionName, Wallet
from membership_sim.simulate import Run
from membership_sim.testing.choosing import Choose, bag, one_in, pick
from membership_sim.testing.leaps import Temper, in_price_span, situation
from membership_sim.testing.wallets import gift, method, month_after

_RARE: Final = {"set_reminder": 1, "set_graduation": 1, "add_family": 2, "remove_family": 1, "add_method": 1}
_MENDS: Final = {"unblock_method": 2, "update_method": 1, "add_method": 1, "top_up": 1}
_ENDS: Final = {"cancel": 1, "terminate": 1}
# What is done in a state; `used` is a paid period in which a benefit was used.
_LEADING: Final[dict[str, tuple[str, ...]]] = {
    "prospect": bag(join=20, add_method=3, set_graduation=1, set_reminder=1),
    "trial": bag(use=3, pause=5, block_method=8, cancel=3, change_plan=3, keep=1, terminate=1, **_RARE),
    "paid": bag(use=9, pause=10, block_method=18, cancel=5, change_plan=4, keep=1, terminate=1, **_RARE),
    "used": bag(use=4, cancel=13, pause=6, block_method=10, change_plan=4, keep=1, terminate=1, **_RARE),
    "past_due": bag(use=7, pay=6, block_method=5, set_default=1, remove_method=1, add_family=1, **_MENDS, **_ENDS),
    "suspended": bag(pay=3, unblock_method=3, use=1, **_ENDS, **_RARE) + bag(**_MENDS),
    "paused": bag(resume=13, unblock_method=2, block_method=1, set_graduation=1, remove_family=1, **_ENDS),
    "cancelled": bag(join=18, update_method=1, remove_method=1, cancel=1) + bag(**_MENDS),
}
# What a restless member does instead: one pause, failure and return after another.
_CYCLES: Final[dict[str, tuple[str, ...]]] = {
    "trial": bag(pause=1, block_method=2, cancel=1),
    "paid": bag(pause=2, block_method=3, cancel=2),
    "used": bag(pause=1, block_method=1, cancel=4),
    "past_due": bag(unblock_method=6, pay=1, cancel=1),
    "suspended": bag(unblock_method=4, pay=1, cancel=1),
    "paused": bag(resume=8, unblock_method=1),
    "cancelled": bag(join=6, unblock_method=3),
}
# What a calm member does: nothing that ends a period before its time.
_STAYS: Final = dict.fromkeys(
    ("trial", "paid", "used"), bag(use=5, set_reminder=1, add_family=2, remove_family=1, keep=1)
)
_OF_TEMPER: Final[dict[Temper, dict[str, tuple[str, ...]]]] = {"any": {}, "calm": _STAYS, "restless": _CYCLES}
_FAMILY: Final = ("Ken", "Mia", "Yui", "Leo")
_VALUES: Final = (None, None, 1, 100, 5000)
_BLOCK_DAYS: Final = (None, None, None, None, None, 1, 4, 8, 15, 30, 365)


def act(choose: Choose, run: Run, among: Sequence[ActionName] = ACTIONS) -> Action:
    """Return what the member does today of some actions; its names exist, and every plan has a fee by now."""
    if "change_plan" in among and run.facts.next_plan and one_in(choose, 8):
        return arguments(choose, "change_plan", run)
    leading = [do for do in _LEADING[situation(run.facts)] if do in among]
    do = any_action(choose, among) if not leading or one_in(choose, 10) else pick(choose, leading)
    return arguments(choose, do, run)  # type: ignore[arg-type]


def act_by_temper(choose: Choose, run: Run, temper: Temper) -> Action:
    """Return what a member of a temper does today; what is rarely possible is done more often than others would."""
    if temper == "calm" and run.facts.state == "prospect" and choose(2) == 0:
        return Action("join", trial=False)  # so that the anchor is the first day
    do = _occasion(choose, run)
    if do is not None:
        return arguments(choose, do, run)
    situated = situation(run.facts)
    leading = _OF_TEMPER[temper].get(situated) or _LEADING[situated]
    return arguments(choose, any_action(choose) if one_in(choose, 10) else pick(choose, leading), run)  # type: ignore[arg-type]


def _occasion(choose: Choose, run: Run) -> ActionName | None:
    """Return what a day as this is too rare not to be taken for, or None."""
    facts = run.facts
    at_once = facts.state in ("trial", "paid") and on(run.terms.plan_change, facts.day) == "at_once"
    if (facts.next_plan or at_once) and one_in(choose, 4):
        return "change_plan"
    if facts.state == "paid" and in_price_span(run) and one_in(choose, 3):
        return "pause"
    if in_free_days(run) and one_in(choose, 3):
        return "cancel" if facts.used else "use"
    return None


def in_free_days(run: Run) -> bool:
    """Tell whether it may be that a membership that ends now gets back everything (REFUND-4)."""
    facts = run.facts
    free = on(run.terms.refund_free_business_days, facts.opened_day) if facts.state == "paid" else None
    return free is not None and facts.day <= facts.opened_day + free


def any_action(choose: Choose, among: Sequence[ActionName] = ACTIONS) -> ActionName:
    """Return one of some actions, allowed or not."""
    return pick(choose, among)


def arguments(choose: Choose, do: ActionName, run: Run) -> Action:
    """Return the action with arguments of this account; without a method that it could name it adds one instead."""
    facts, wallet, today = run.facts, run.source.wallet, run.facts.day
    match do:
        case "join":
            plan = pick(choose, (None, None, *known_plans(run.terms, today)))
            return Action(do, plan=plan, trial=pick(choose, (None, None, None, False, True)))
        case "use":
            by = pick(choose, (None, None, None, *facts.family, *facts.family, _FAMILY[0]))
            return Action(do, benefit=pick(choose, BENEFITS), by=by, value=pick(choose, _VALUES))
        case "cancel":
            return Action(do, when=pick(choose, (None, "later", "now", "now", "now")))
        case "change_plan":
            waits = (facts.next_plan, facts.plan) if facts.next_plan else ()
            return Action(do, to=pick(choose, (*waits, *known_plans(run.terms, today))))
        case "terminate":
            return Action(do, misuse=pick(choose, (None, True, False)))
        case "add_family" | "remove_family":
            return Action(do, name=pick(choose, (*facts.family, *_FAMILY)))
        case "set_reminder":
            return Action(do, to=choose(4) < 3)
        case "set_graduation":
            return Action(do, month=month_end_day(anchored_day(today, pick(choose, (0, 1, 2, 6, 12, -1)))))
        case "add_method":
            names = [known.name for known in wallet.methods]
            return Action(do, method=method(choose, names, today, run_fee(run)))
        case "top_up" | "update_method" | "remove_method" | "set_default" | "block_method" | "unblock_method":
            return wallet_action(choose, do, run)
        case _:
            return Action(do)


def wallet_action(choose: Choose, do: ActionName, run: Run) -> Action:
    """Return an action on a method that is on file, most often on the default; without any it adds one."""
    wallet, today = run.source.wallet, run.facts.day
    names = _names(do, wallet)
    if not names and do == "top_up" and wallet.methods:
        return wallet_action(choose, "set_default", run)
    if not names:
        on_file = [known.name for known in wallet.methods]
        return Action("add_method", method=method(choose, on_file, today, run_fee(run)))
    name = pick(choose, names)
    if do == "block_method":
        length = pick(choose, _BLOCK_DAYS)
        until = None if length is None else max(today, run.facts.end_day) + length
        return Action(do, name=name, reason=pick(choose, DECLINE_REASONS), until=until)
    if do == "top_up":
        return Action(do, name=name, amount=run.facts.owed.amount if run.facts.owed else gift(choose, run_fee(run)))
    if do == "update_method" and any(known.name == name and known.kind == "card" for known in wallet.methods):
        return Action(do, name=name, expires=None if choose(2) else month_after(choose, today))
    return Action(do, name=name)


def _names(do: ActionName, wallet: Wallet) -> Sequence[str]:
    """Return the names that an action may take; of those that fail or mend a wallet the likeliest stand twice."""
    if do == "top_up":
        return [known.name for known in wallet.methods if known.kind == "gift_balance"]
    names = [known.name for known in wallet.methods]
    if do == "block_method":
        return [known.name for known in wallet.methods if not known.blocked] or names
    if do == "unblock_method":
        return [known.name for known in wallet.methods if known.blocked] or names
    return names


def known_plans(terms: Terms, day: int) -> list[str]:
    """Return the plans that have a fee on `day`, and so has what their students become (PRICE-3)."""
    return [plan.id for plan in terms.plans.values() if first_fee_day(terms, plan) <= day]


def first_fee_day(terms: Terms, plan: Plan) -> int:
    """Return the first day on which a member with this plan is never without a fee (PRICE-3, PLAN-2)."""
    return max(plan.prices[0].new_from, terms.plans[plan.regular].prices[0].new_from)


def run_fee(run: Run) -> int:
    """Return the latest fee of the member's plan, without a tax that is added."""
    return run.terms.plans[run.facts.plan].prices[-1].fee
