"""The facts of one account, the list of entries, and how a charge is made."""
from dataclasses import dataclass, field

from tests.naive.calendar import add_months

BENEFIT_STATES = ("trial", "paid", "past_due")
MEMBER_STATES = ("trial", "paid", "past_due", "suspended", "paused")


@dataclass
class Charge:
    """An amount that is owed, later (when `seq` is set) one that was taken."""
    plan: object
    step: int                      # the price step that it was made by (PRICE-1)
    amount: int                    # tax included
    tax: int
    first_due: object              # the day, fixed across retries (PAY-6)
    anchor: object
    months_at_start: int           # months from the anchor to the period's start
    period_start: object
    period_end: object
    begins_membership: bool        # join, rejoin or the trial's conversion (REFUND-4)
    attempts: int = 0
    retry_days: list = field(default_factory=list)
    retries_made: int = 0
    seq: int = None
    refunded: bool = False


class Life:
    def __init__(self, book, wallet, payment_source, plan, sales_tax):
        self.book = book
        self.wallet = wallet
        self.payment_source = payment_source
        self.sales_tax = sales_tax
        self.today = None
        self.entries = []
        # the account
        self.state = "prospect"
        self.plan = plan                   # the current one, else the last one held
        self.trial_used = False
        self.ended_on = None
        self.student_months_paid = 0
        self.graduation = None
        self.reminder_on = False
        # the membership
        self.anchor = None
        self.months_at_start = 0
        self.period_start = None
        self.period_end = None
        self.wish = None                   # None, "cancel" or "pause"
        self.waiting_plan = None
        self.last_charge = None            # the last one taken in this membership
        self.owed = None                   # while past due or suspended
        self.use_values = []               # one for each use since the period's start
        self.opened_on = None              # the first due day of what began it (REFUND-4)
        self.values_since_opened = []      # one for each use since then
        self.family = []
        self.paused_on = None
        self.suspended_on = None
        self.reminded = False              # in this period
        self.last_benefit_day = None       # the last day that ended with benefits

    # -- entries ----------------------------------------------------------------------

    def write(self, kind, rule, **own_fields):
        entry = {"seq": len(self.entries) + 1, "date": self.today.isoformat(), "kind": kind}
        entry.update(own_fields)
        entry["state"] = self.state
        entry["rule"] = rule
        self.entries.append(entry)
        return entry

    def notify(self, notice, rule="NOTICE-2", **what_it_names):
        """NOTICE-2."""
        self.write("notice", rule, notice=notice, **what_it_names)

    def value(self, name, day=None):
        return self.book.value(name, day or self.today)

    # -- standing -----------------------------------------------------------------------

    def is_graduate(self):
        """PLAN-2: on or after the last day of the month given."""
        return self.graduation is not None and self.today >= self.graduation

    def student_time_is_over(self):
        """PLAN-2, PLAN-4: a graduate, or one with 48 paid student months."""
        if self.is_graduate():
            return True
        limit = self.value("student.paid_months")
        return limit is not None and self.student_months_paid >= limit

    def trial_is_open(self):
        """TRIAL-4: whether the account may have a trial today."""
        if not self.trial_used:
            return True
        again = self.value("trial.again")
        if again == "never" or self.ended_on is None:      # when it ended is not known
            return False
        return self.today >= add_months(self.ended_on, again["after_months"])

    def has_benefits(self):
        """BENEFIT-1."""
        return self.state in BENEFIT_STATES

    # -- a membership begins, a period begins, a membership ends -----------------------------

    def begin_membership(self, plan):
        self.plan = plan
        self.trial_used = True
        self.wish = None
        self.waiting_plan = None
        self.last_charge = None
        self.owed = None
        self.family = []
        self.last_benefit_day = None
        self.opened_on = None

    def begin_trial(self, plan, end):
        """TRIAL-1."""
        self.begin_membership(plan)
        self.state = "trial"
        self.anchor = self.today
        self.months_at_start = 0
        self.period_start = self.today
        self.period_end = end
        self.use_values = []
        self.reminded = False

    def begin_period_of(self, charge):
        """The period that a charge pays for; uses count from here on (REFUND-1)."""
        self.plan = charge.plan
        self.anchor = charge.anchor
        self.months_at_start = charge.months_at_start
        self.period_start = charge.period_start
        self.period_end = charge.period_end
        self.use_values = []
        self.reminded = False
        if charge.begins_membership:
            self.opened_on = charge.first_due
            self.values_since_opened = []
        if self.plan.student:
            self.family = []               # FAMILY-1

    def end_membership(self):
        self.state = "cancelled"
        self.ended_on = self.today
        self.wish = None
        self.waiting_plan = None           # PLAN-5
        self.owed = None
        self.family = []                   # FAMILY-1
        self.paused_on = None
        self.suspended_on = None

    # -- charges -----------------------------------------------------------------------------

    def charge_for(self, plan, price, on_new_anchor, begins_membership=False):
        """What is owed for a period of a plan that starts today. price: new | renewal."""
        if price == "renewal":
            step = self.book.renewal_step(plan, self.today, self.last_charge.step)
        else:
            step = self.book.new_step(plan, self.today)
        amount, tax = self.book.amount_and_tax(plan, step, self.sales_tax)
        anchor = self.anchor
        months_at_start = self.months_at_start + self.plan.months
        if on_new_anchor or not plan.months or not self.plan.months:
            anchor = self.today
            months_at_start = 0
        end = self.book.period_end(plan, anchor, months_at_start, self.today)
        return Charge(plan=plan, step=step, amount=amount, tax=tax, first_due=self.today,
                      anchor=anchor, months_at_start=months_at_start,
                      period_start=self.today, period_end=end,
                      begins_membership=begins_membership)

    def ask_payment_source(self, charge):
        """One try of a charge: (method, None) or (None, reasons)."""
        charge.attempts += 1
        return self.payment_source.ask_for(charge.amount, self.today)

    def money_fields(self, charge):
        fields = {"amount": charge.amount}
        if charge.tax != 0:
            fields["tax"] = charge.tax
        fields["plan"] = charge.plan.id
        return fields

    def record_taken(self, charge, method, rule):
        """The charge was taken: the membership is paid.

        Settled later: benefits that come back today have not ended any day yet.
        """
        if not self.has_benefits():
            self.last_benefit_day = None
        self.state = "paid"
        self.last_charge = charge
        self.owed = None
        self.paused_on = None
        self.suspended_on = None
        if charge.plan.student:            # PLAN-2: counted when the fee is taken
            self.student_months_paid += charge.plan.months
        entry = self.write("charge", rule, **self.money_fields(charge), method=method,
                           period={"start": charge.period_start.isoformat(),
                                   "end": charge.period_end.isoformat()})
        charge.seq = entry["seq"]

    def record_declined(self, charge, reasons, rule):
        self.write("decline", rule, **self.money_fields(charge),
                   attempt=charge.attempts, reasons=reasons)

    def try_owed_charge(self, rule_if_taken, rule_if_declined):
        """PAY-3, PAY-5: one more try of what is owed. True if it was taken."""
        charge = self.owed
        method, reasons = self.ask_payment_source(charge)
        if reasons is None:
            self.record_taken(charge, method, rule_if_taken)
            self.notify("recovered")
            return True
        self.record_declined(charge, reasons, rule_if_declined)
        return False
