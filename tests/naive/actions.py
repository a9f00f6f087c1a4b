"""The member's actions (and Amazon's `terminate`): what refuses them, and what they do."""
from tests.naive.calendar import ScenarioProblemError, days_after, parse_month_end
from tests.naive.due import plan_at_renewal
from tests.naive.life import MEMBER_STATES
from tests.naive.refunds import by_full_months, pay_back, refund_for_ending_now

BENEFITS = ("delivery", "video", "music", "photos", "reading", "sales")
SHARED_BENEFITS = ("delivery", "sales")
WALLET_ACTIONS = ("add_method", "update_method", "remove_method", "set_default",
                  "block_method", "unblock_method", "top_up")
# in the order of the matrix
ACTIONS = (
    "join", "use", "cancel", "keep", "pause", "resume", "change_plan", "pay", "terminate",
    "add_family", "remove_family", *WALLET_ACTIONS, "set_reminder", "set_graduation",
)
ACTIONS_THAT_TRY_WHAT_IS_OWED = ("pay", "add_method", "update_method", "unblock_method", "top_up")


def act(life, action, arguments):
    """One event: refused (it changes nothing at all), or done."""
    check_arguments(life, action, arguments)
    rule = why_refused(life, action, arguments)
    if rule is not None:
        life.write("refused", rule, action=action, **arguments, allowed=allowed_now(life))
        return
    if action in WALLET_ACTIONS:
        change_the_wallet(life, action, arguments)
        record(life, action, arguments, "PAY-8")
    else:
        DO[action](life, arguments)
    if action in ACTIONS_THAT_TRY_WHAT_IS_OWED and life.state in ("past_due", "suspended"):
        life.try_owed_charge("PAY-5", "PAY-5")


def record(life, action, arguments, rule, **more):
    """The own entry of an accepted action, its arguments as they were given."""
    life.write("action", rule, action=action, **arguments, **more)


def check_arguments(life, action, arguments):
    """Scenario errors: what no rule decides because the file is wrong."""
    def need(name):
        if arguments.get(name) is None:
            raise ScenarioProblemError(f"{action} needs {name}")

    if action not in ACTIONS:
        raise ScenarioProblemError(f"unknown action {action!r}")
    if action == "join" and arguments.get("plan") is not None:
        life.book.plan(arguments["plan"])
    if action == "change_plan":
        need("to")
        life.book.plan(arguments["to"])
    if action == "use" and arguments.get("benefit") not in BENEFITS:
        raise ScenarioProblemError(f"unknown benefit {arguments.get('benefit')!r}")
    if action == "cancel" and arguments.get("when", "later") not in ("later", "now"):
        raise ScenarioProblemError(f"cancel when {arguments['when']!r}?")
    if action == "set_reminder" and arguments.get("to") not in (True, False):
        raise ScenarioProblemError("set_reminder needs to: yes or no")
    if action == "set_graduation":
        need("month")
        parse_month_end(arguments["month"])
    if action in ("add_family", "remove_family"):
        need("name")
    if action in WALLET_ACTIONS and action != "add_method":
        need("name")
    if action == "top_up":
        need("amount")
    if action == "block_method":
        need("reason")


# -- refusals: the matrix ---------------------------------------------------------------------------

def why_refused(life, action, arguments):
    """The rule that refuses the action now, or None."""
    state = life.state
    if action == "join":
        return why_join_is_refused(life, arguments)
    if action == "use":
        if not life.has_benefits():
            return "BENEFIT-1"
        by = arguments.get("by")
        if by is not None and (by not in life.family or arguments["benefit"] not in SHARED_BENEFITS):
            return "FAMILY-1"
    if action == "cancel" and state == "prospect":
        return "CANCEL-8"
    if action == "keep" and (state not in ("trial", "paid") or life.wish is None):
        return "CANCEL-4"
    if action == "pause" and state not in ("trial", "paid"):
        return "PAUSE-6"
    if action == "resume" and state != "paused":
        return "PAUSE-7"
    if action == "change_plan":
        return why_change_of_plan_is_refused(life, arguments)
    if action == "pay" and state not in ("past_due", "suspended"):
        return "PAY-5"
    if action == "terminate" and state not in MEMBER_STATES:
        return "TERM-1"
    if action == "add_family":
        limit = life.value("family.limit")
        if not life.has_benefits() or life.plan.student:
            return "FAMILY-1"
        if arguments["name"] in life.family or (limit is not None and len(life.family) >= limit):
            return "FAMILY-1"
    if action == "remove_family" and (state not in MEMBER_STATES or arguments["name"] not in life.family):
        return "FAMILY-1"
    return None


def why_join_is_refused(life, arguments):
    """In this order: JOIN-5, PLAN-4, JOIN-4."""
    if life.state not in ("prospect", "cancelled"):
        return "JOIN-5"
    plan = plan_to_join(life, arguments)
    if plan.student and life.student_time_is_over():
        return "PLAN-4"
    if trial_on_joining(life, arguments) and not life.wallet.holds_more_than_gift_balances():
        return "JOIN-4"
    return None


def why_change_of_plan_is_refused(life, arguments):
    """State (PLAN-4), the current plan, a repeated wish, PLAN-4."""
    if life.state not in ("trial", "paid"):
        return "PLAN-4"
    plan = life.book.plan(arguments["to"])
    if plan is life.plan:
        return "PLAN-1" if life.waiting_plan is None else None
    if plan is life.waiting_plan:
        return None                                        # CANCEL-3
    if plan.student and life.student_time_is_over():
        return "PLAN-4"
    return None


def allowed_now(life):
    """The actions that some arguments make possible now, in the order of the matrix."""
    return [action for action in ACTIONS if is_possible(life, action)]


def is_possible(life, action):
    if action == "join":
        tries = [{"plan": plan_id, "trial": False} for plan_id in life.book.plans]
    elif action == "change_plan":
        tries = [{"to": plan_id} for plan_id in life.book.plans]
    elif action == "use":
        tries = [{"benefit": "delivery"}]
    elif action == "add_family":
        tries = [{"name": object()}]                       # somebody new
    elif action == "remove_family":
        tries = [{"name": name} for name in life.family]
    else:
        tries = [{}]
    return any(why_refused(life, action, arguments) is None for arguments in tries)


# -- joining ------------------------------------------------------------------------------------------

def plan_to_join(life, arguments):
    """REJOIN-1: the one named, else the last one held (at first: the scenario's)."""
    if arguments.get("plan") is not None:
        return life.book.plan(arguments["plan"])
    return life.plan


def trial_on_joining(life, arguments):
    """JOIN-1, JOIN-2, TRIAL-4: whether this join begins a trial."""
    if arguments.get("trial") is False or not life.trial_is_open():
        return False
    return life.book.trial_end(plan_to_join(life, arguments), life.today) is not None


def join(life, arguments):
    plan = plan_to_join(life, arguments)
    if trial_on_joining(life, arguments):
        life.begin_trial(plan, life.book.trial_end(plan, life.today))
        record(life, "join", arguments, "JOIN-1")
        return
    rule = "JOIN-2" if life.trial_is_open() or life.ended_on is None else "REJOIN-1"
    used_up_elsewhere = life.ended_on is None and not life.trial_is_open()
    record(life, "join", arguments, "TRIAL-4" if used_up_elsewhere else rule)
    charge = life.charge_for(plan, "new", on_new_anchor=True, begins_membership=True)
    method, reasons = life.ask_payment_source(charge)
    if reasons is not None:
        life.record_declined(charge, reasons, "JOIN-3")    # nothing begins
        return
    life.begin_membership(plan)
    life.begin_period_of(charge)
    life.record_taken(charge, method, rule)


# -- cancelling ---------------------------------------------------------------------------------------

def cancel(life, arguments):
    state = life.state
    now = arguments.get("when", "later") == "now"
    if state == "cancelled":                               # CANCEL-3
        record(life, "cancel", arguments, "CANCEL-3", effective=life.ended_on.isoformat(),
               benefits_until=None)
    elif state in ("trial", "paid") and not now:
        repeated = life.wish == "cancel"
        life.wish = "cancel"                               # the latest wish wins (CANCEL-4)
        rule = "TRIAL-3" if state == "trial" else "CANCEL-1"
        end = life.period_end.isoformat()
        record(life, "cancel", arguments, "CANCEL-3" if repeated else rule, effective=end,
               benefits_until=day_before_the_period_ends(life))
        if not repeated:
            life.notify("confirmation", "CANCEL-7", end=end)
    else:
        end_now(life, arguments)


def end_now(life, arguments):
    """CANCEL-2, TRIAL-3 (now), CANCEL-5."""
    rule = "CANCEL-5"
    refund, refund_rule = 0, None
    if life.state == "trial":
        rule = "TRIAL-3"
    if life.state == "paid":
        rule = "CANCEL-2"
        refund, refund_rule = refund_for_ending_now(life)
    charge = life.last_charge
    benefits_until = last_day_that_ended_with_benefits(life) if life.has_benefits() else None
    life.end_membership()
    end = life.today.isoformat()
    record(life, "cancel", arguments, rule, effective=end, benefits_until=benefits_until)
    life.notify("confirmation", "CANCEL-7", end=end)
    if refund_rule is not None:
        pay_back(life, charge, refund, refund_rule)


def last_day_that_ended_with_benefits(life):
    """Settled later: of the benefits that run now; if they began today, or do not run, there is none."""
    yesterday = days_after(life.today, -1)
    return yesterday.isoformat() if life.last_benefit_day == yesterday else None


def day_before_the_period_ends(life):
    return days_after(life.period_end, -1).isoformat()


def keep(life, arguments):
    """CANCEL-4: withdraws a waiting cancel or pause, never a plan change."""
    life.wish = None
    record(life, "keep", arguments, "CANCEL-4")


def terminate(life, arguments):
    """TERM-1, REFUND-5."""
    charge = life.last_charge
    refund = 0
    if life.state == "paid" and not arguments.get("misuse"):
        refund = by_full_months(life, charge)
    life.end_membership()
    record(life, "terminate", arguments, "TERM-1")
    if refund:
        pay_back(life, charge, refund, "REFUND-5")


# -- pausing ------------------------------------------------------------------------------------------

def pause(life, arguments):
    """PAUSE-1; a repeated wish changes nothing (CANCEL-3)."""
    rule = "CANCEL-3" if life.wish == "pause" else "PAUSE-1"
    life.wish = "pause"
    record(life, "pause", arguments, rule, effective=life.period_end.isoformat(),
           benefits_until=day_before_the_period_ends(life))


def resume(life, arguments):
    """PAUSE-4, PAUSE-5, PRICE-2, PLAN-2, PLAN-5."""
    record(life, "resume", arguments, "PAUSE-4")
    plan, rule = plan_at_renewal(life)
    never_paid = life.last_charge is None
    price = "new" if never_paid or rule in ("PLAN-1", "PLAN-2") else "renewal"
    charge = life.charge_for(plan, price, on_new_anchor=True)
    method, reasons = life.ask_payment_source(charge)
    if reasons is not None:
        life.record_declined(charge, reasons, "PAUSE-5")   # still paused, as if not asked
        return
    life.waiting_plan = None
    life.begin_period_of(charge)
    life.record_taken(charge, method, "PAUSE-4")


# -- changing plan ------------------------------------------------------------------------------------

def change_plan(life, arguments):
    plan = life.book.plan(arguments["to"])
    if plan is life.plan:                                  # withdraws a waiting change
        life.waiting_plan = None
        record(life, "change_plan", arguments, "PLAN-1", effective=life.today.isoformat())
        return
    if plan is life.waiting_plan:
        record(life, "change_plan", arguments, "CANCEL-3", effective=waiting_change_day(life))
        return
    if life.state == "paid" and plan.student and not life.plan.student:
        change_plan_today(life, arguments, plan, "PLAN-3")
        return
    if life.value("plan.change") == "at_once":
        change_plan_today(life, arguments, plan, "PLAN-1")
        return
    life.waiting_plan = plan
    record(life, "change_plan", arguments, "PLAN-1", effective=waiting_change_day(life))


def waiting_change_day(life):
    """The day a waiting change takes effect; none behind a waiting cancel or pause (PLAN-5)."""
    return life.period_end.isoformat() if life.wish is None else None


def change_plan_today(life, arguments, plan, rule):
    """PLAN-3, and PLAN-1's `at_once`: charge on a new anchor, then refund the old charge.

    Settled later: what ends a trial so is its conversion, with the free days of REFUND-4.
    """
    record(life, "change_plan", arguments, rule, effective=life.today.isoformat())
    charge = life.charge_for(plan, "new", on_new_anchor=True, begins_membership=life.state == "trial")
    method, reasons = life.ask_payment_source(charge)
    if reasons is not None:
        life.record_declined(charge, reasons, rule)        # nothing changes
        return
    old_charge = life.last_charge                          # none in a trial
    refund = 0 if old_charge is None else by_full_months(life, old_charge)
    life.waiting_plan = None
    life.begin_period_of(charge)
    life.record_taken(charge, method, rule)
    if refund:
        pay_back(life, old_charge, refund, rule)


# -- the rest -----------------------------------------------------------------------------------------

def use(life, arguments):
    """BENEFIT-1, FAMILY-1: an accepted use is one entry, counted for the refund rules."""
    life.use_values.append(arguments.get("value") or 0)
    life.values_since_opened.append(arguments.get("value") or 0)
    rule = "BENEFIT-1" if arguments.get("by") is None else "FAMILY-1"
    life.write("use", rule, **arguments)


def pay(life, arguments):
    """PAY-5; the try itself follows in act()."""
    record(life, "pay", arguments, "PAY-5")


def add_family(life, arguments):
    life.family.append(arguments["name"])
    record(life, "add_family", arguments, "FAMILY-1")


def remove_family(life, arguments):
    life.family.remove(arguments["name"])
    record(life, "remove_family", arguments, "FAMILY-1")


def set_reminder(life, arguments):
    life.reminder_on = arguments["to"]
    record(life, "set_reminder", arguments, "NOTICE-1")


def set_graduation(life, arguments):
    life.graduation = parse_month_end(arguments["month"])
    record(life, "set_graduation", arguments, "PLAN-2")


def change_the_wallet(life, action, arguments):
    """PAY-8."""
    wallet = life.wallet
    name = arguments.get("name")
    if action == "add_method":
        wallet.add(arguments.get("method") or arguments)
    if action == "update_method":
        wallet.update(name, arguments.get("expires"))
    if action == "remove_method":
        wallet.remove(name)
    if action == "set_default":
        wallet.set_default(name)
    if action == "block_method":
        wallet.find(name).block(arguments["reason"], arguments.get("until"))
    if action == "unblock_method":
        wallet.find(name).lift_block()
    if action == "top_up":
        wallet.top_up(name, arguments["amount"])


DO = {"join": join, "use": use, "cancel": cancel, "keep": keep, "pause": pause, "resume": resume,
      "change_plan": change_plan, "pay": pay, "terminate": terminate, "add_family": add_family,
      "remove_family": remove_family, "set_reminder": set_reminder,
      "set_graduation": set_graduation}
