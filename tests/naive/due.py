"""What is due on a day (TIME-2, TIME-3): each morning, and again after each action."""
from tests.naive.calendar import days_after


def do_everything_due_today(life):
    """TIME-3's order, until nothing more is due."""
    while True:
        for it_is_due_today, do_it in WHAT_CAN_BE_DUE.get(life.state, ()):
            if it_is_due_today(life):
                do_it(life)
                break                                      # in another state other things are due
        else:
            return


def something_is_still_due(life):
    """Whether anything will ever happen by itself from here."""
    if life.state in ("trial", "paid", "past_due", "suspended"):
        return True
    if life.state == "paused":
        return life.value("pause.limit_days", life.paused_on) is not None
    return False


# -- suspension limit (PAY-7) -----------------------------------------------------------------

def the_suspension_limit_is_today(life):
    days = life.value("payment.suspension_days", life.suspended_on)
    return life.today == days_after(life.suspended_on, days)


def cancel_at_the_suspension_limit(life):
    life.end_membership()
    life.write("state", "PAY-7", **{"from": "suspended"})
    life.notify("cancelled_by_limit")


# -- pause limit (PAUSE-3) ----------------------------------------------------------------------

def the_pause_limit_is_today(life):
    days = life.value("pause.limit_days", life.paused_on)
    return days is not None and life.today == days_after(life.paused_on, days)


def cancel_at_the_pause_limit(life):
    life.end_membership()
    life.write("state", "PAUSE-3", **{"from": "paused"})
    life.notify("cancelled_by_limit")


# -- payment retries (PAY-3, PAY-4) -----------------------------------------------------------------

def a_payment_retry_is_today(life):
    owed = life.owed
    if owed.retries_made >= len(owed.retry_days):
        return False
    return life.today == days_after(owed.first_due, owed.retry_days[owed.retries_made])


def retry_the_payment(life):
    owed = life.owed
    owed.retries_made += 1
    it_is_the_last = owed.retries_made == len(owed.retry_days)
    method, reasons = life.ask_payment_source(owed)
    if reasons is None:
        life.record_taken(owed, method, "PAY-3")
        life.notify("recovered")
        return
    if it_is_the_last:
        life.state = "suspended"
        life.suspended_on = life.today
        life.record_declined(owed, reasons, "PAY-4")
        life.notify("payment_failed", "PAY-3")
        life.notify("suspended", "PAY-4")
    else:
        life.record_declined(owed, reasons, "PAY-3")
        life.notify("payment_failed", "PAY-3")


# -- a trial or a period ends ---------------------------------------------------------------------

def the_period_ends_today(life):
    return life.today == life.period_end


def end_the_period(life):
    ending = life.state
    if life.wish == "cancel":                              # CANCEL-1, TRIAL-3
        life.end_membership()
        life.write("state", "TRIAL-3" if ending == "trial" else "CANCEL-1", **{"from": ending})
        return
    if life.wish == "pause":                               # PAUSE-1, PLAN-5
        life.wish = None
        life.state = "paused"
        life.paused_on = life.today
        life.write("state", "PAUSE-1", **{"from": ending})
        life.notify("pause_begun")
        return
    if ending == "trial":                                  # TRIAL-2; PLAN-2 does not apply
        plan = life.waiting_plan or life.plan
        rule = "TRIAL-2"
        charge = life.charge_for(plan, "new", on_new_anchor=True, begins_membership=True)
    else:
        plan, rule = plan_at_renewal(life)
        price = "new" if rule in ("PLAN-1", "PLAN-2") else "renewal"
        charge = life.charge_for(plan, price, on_new_anchor=False)
    life.waiting_plan = None
    life.begin_period_of(charge)                           # the change stands (PAY-3)
    method, reasons = life.ask_payment_source(charge)
    if reasons is None:
        life.record_taken(charge, method, rule)
        return
    life.state = "past_due"
    life.owed = charge
    charge.retry_days = life.value("payment.retry_days")
    life.record_declined(charge, reasons, "PAY-3")
    life.notify("payment_failed", "PAY-3")


def plan_at_renewal(life):
    """The plan from today on at a renewal or a resume, and why: PLAN-1, then PLAN-2."""
    plan = life.plan
    rule = "BILL-1"
    if life.waiting_plan is not None:                      # a waiting change goes first
        plan = life.waiting_plan
        rule = "PLAN-1"
    if plan.student and life.student_time_is_over():
        plan = life.book.plan(plan.regular)
        rule = "PLAN-2"
    return plan, rule


# -- reminders (NOTICE-1) ---------------------------------------------------------------------------

def a_reminder_is_due_today(life):
    if not life.reminder_on or life.reminded or life.wish is not None:
        return False
    days_before = life.value("reminder.days_before", life.period_start)
    if days_after(life.period_start, days_before) > life.period_end:
        return False                                       # the period is too short
    return life.today == days_after(life.period_end, -days_before)


def remind(life):
    life.reminded = True
    life.notify("reminder", "NOTICE-1", end=life.period_end.isoformat())


# -- what can be due in a state, in TIME-3's order --------------------------------------------------

A_PERIOD = ((the_period_ends_today, end_the_period), (a_reminder_is_due_today, remind))
WHAT_CAN_BE_DUE = {
    "trial": A_PERIOD,
    "paid": A_PERIOD,
    "past_due": ((a_payment_retry_is_today, retry_the_payment),),
    "suspended": ((the_suspension_limit_is_today, cancel_at_the_suspension_limit),),
    "paused": ((the_pause_limit_is_today, cancel_at_the_pause_limit),),
}
