"""Our own `Member` as a system for the driver, honest or with one fault of those that real systems had."""

from __future__ import annotations

from membership_sim import Member
from membership_sim.due import next_due
from membership_sim.money import NO_TAX
from membership_sim.scenario import ARGUMENTS
from membership_sim.testing.driver import Adapter


class OwnSystem(Adapter):
    """A `Member` that shows everything; `values` are those of another rule book than the story's."""

    actions = tuple(ARGUMENTS)
    observes = ("charge", "decline", "refund", "notice", "refused", "state")
    wallets = True
    values = ()

    def start(self, on):
        book = self.story.book.with_values(dict(self.values)) if self.values else self.story.book
        tax = self.story.sales_tax
        self.member = Member(
            book,
            plan=self.story.plan,
            wallet=self.story.wallet,
            payments=self.story.payments,
            sales_tax=f"{100 * tax.numerator / tax.denominator}%" if tax != NO_TAX else None,
        )
        self.member.advance(on)
        self.seen = 0

    def act(self, on, do, **arguments):
        outcome = getattr(self.member, do)(on=on, **arguments)
        self.tell()
        return outcome.rule if outcome.refuses else True

    def advance(self, to):
        self.member.advance(to)
        self.tell()

    def tell(self):
        entries = self.member.timeline.entries[self.seen :]
        self.seen += len(entries)
        for entry in entries:
            self.tell_entry(entry)

    def tell_entry(self, entry):
        if entry.kind in ("charge", "decline", "refund"):
            self.saw(entry.on, **{entry.kind: entry.amount})
        elif entry.kind == "notice":
            self.saw(entry.on, notice=entry.notice)

    def stands(self):
        return {"state": self.member.state, "benefits": self.member.state in ("trial", "paid", "past_due")}

    @property
    def facts(self):
        return self.member._run.facts


class Usual(OwnSystem):
    """What most systems know."""

    actions = ("join", "use", "cancel", "pause", "resume", "change_plan", "pay", "block_method")
    wallets = False


class Drifts(Usual):
    """Counts each period's end from the end before, not from the anchor (BILL-2)."""

    def advance(self, to):
        run = self.member._run
        while (due_day := next_due(run.facts, run.terms)[0]) <= to.toordinal():
            self.member.advance(to.fromordinal(due_day))
            if self.facts.elapsed and self.facts.start_day == due_day:
                self.facts.anchor_day, self.facts.elapsed = due_day, 0
        super().advance(to)


class ChargesTwice(Usual):
    """Charges a resume once more (PAUSE-4)."""

    def act(self, on, do, **arguments):
        answer = super().act(on, do, **arguments)
        if do == "resume" and answer is True and self.member.state == "paid":
            self.saw(on, charge=self.member.timeline.charges[-1].amount)
        return answer


class GivesTwoTrials(Usual):
    """Gives a trial to who comes back after a month (TRIAL-4)."""

    values = (("trial.again", {"after_months": 1}),)


class ForgetsCancels(Usual):
    """Confirms a cancel in the trial, and charges all the same (TRIAL-3)."""

    def act(self, on, do, **arguments):
        if do == "cancel" and self.member.state == "trial" and arguments.get("when") != "now":
            return True
        return super().act(on, do, **arguments)


class RefundsWhatWasUsed(Usual):
    """Refunds in full although benefits were used (REFUND-1)."""

    def act(self, on, do, **arguments):
        answer = super().act(on, do, **arguments)
        self.facts.used = False
        return answer


class PausesTooLong(Usual):
    """Ends a pause a day late (PAUSE-3)."""

    values = (("pause.limit_days", 366),)


class RetriesLate(Usual):
    """Tries the second time a day late (PAY-3)."""

    values = (("payment.retry_days", [3, 8, 14]),)


class IgnoresPriceSteps(Usual):
    """Charges a member for ever what the first charge was (PRICE-1)."""

    def tell_entry(self, entry):
        if entry.kind == "charge":
            first = next(charge for charge in self.member.timeline.charges if charge.plan == entry.plan)
            entry = entry._replace(amount=first.amount)
        super().tell_entry(entry)


class ForgetsPlans(Usual):
    """Forgets a change of plan that was asked for in the trial (PLAN-1)."""

    def act(self, on, do, **arguments):
        if do == "change_plan" and self.member.state == "trial" and arguments["to"] != self.facts.plan:
            return True
        return super().act(on, do, **arguments)


class LocksOutEarly(Usual):
    """Takes the benefits at the first decline (PAY-3)."""

    def stands(self):
        return {**super().stands(), "benefits": self.member.state in ("trial", "paid")}


class KeepsRetrying(Usual):
    """Does not end a membership that is past due when it is cancelled (CANCEL-5)."""

    def act(self, on, do, **arguments):
        if do == "cancel" and self.member.state == "past_due":
            return True
        return super().act(on, do, **arguments)


class RefusesAtTheEdge(Usual):
    """Refuses to resume on the last day on which that is possible (PAUSE-3)."""

    def act(self, on, do, **arguments):
        if do == "resume" and self.member.state == "paused" and self.facts.day == self.facts.paused_day + 364:
            return False
        return super().act(on, do, **arguments)
