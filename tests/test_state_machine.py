"""A member moved by Hypothesis: a rule for each action, one that offers any action anywhere, some that leap in time.

Each answer is held against the matrix of the specification, and at the end the whole story must be the timeline that
the same scenario gives. `event()` counts the rows of the table; the thorough run fails when one was never taken.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from membership_sim import Member, simulate
from membership_sim.due import NEVER, next_due
from membership_sim.lifecycle import ACTIONS, TABLE
from membership_sim.machine import unused_name
from membership_sim.scenario import BENEFITS, DECLINE_REASONS, Method, ScriptLine
from tests.helpers import GENERIC, JP, US, Noting, book, play, wallet
from tests.test_exhaustion import fits
from tests.test_machine import offers
from tests.test_matrix import CELLS, PLACES

# Books under which, between them, every row of the table can fire.
BOOKS = {
    "Japan": book(JP),
    "United States": book(US),
    "free days": book(US, {"refund.free_business_days": 30, "trial.days": 7}),
    "generic": book(GENERIC),
    "at once": book(JP, {"plan.change": "at_once", "billing.month_end": "sticky_month_end"}),
    "trial again": book(JP, {"trial.again": {"after_months": 1}, "student.paid_months": 6}),
    "no trial": book(JP, {"trial.days": 0, "trial.student_months": 0, "family.limit": None}),
    "by days": book(JP, {"refund.used.annual": "by_days", "refund.used.monthly": "by_full_months"}),
    "never refunded": book(JP, {"refund.used.annual": "none", "refund.used.monthly": "by_percent"}),
}
METHODS = (
    "card:visa",
    "card:visa:2021-03 account:bank",
    "gift_balance:gift:900",
    "gift_balance:gift:9000 card:visa!invalid",
)
PLANS = ("monthly", "annual", "student_monthly", "student_annual")
DEEP = [place for place in PLACES if isinstance(place[-1].get("rules", JP), str)]  # those under a book by its name
FAMILY = ("Ann", "Ben", "Cem")
SALES_TAX = "8.875%"

names = st.sampled_from(FAMILY)
NOTING = Noting()


def possible(do):
    """Offer the rule only where the matrix has a tick, so that stories go deep; the rest is for `offer_anything`."""
    return precondition(lambda self: CELLS[do, self.member.state][0] in "✓=")


class MemberMachine(RuleBasedStateMachine):
    """One member; `today` is its day, and every rule first moves it on."""

    def __init__(self):
        super().__init__()
        self.rows_before = NOTING.rows.copy()

    @initialize(
        name=st.sampled_from(sorted(BOOKS)),
        plan=st.sampled_from(PLANS),
        methods=st.sampled_from(METHODS),
        declined=st.lists(st.integers(1, 12), max_size=6, unique=True),
        first=st.integers(0, 400),
        place=st.none() | st.sampled_from(DEEP),
    )
    def begin(self, name, plan, methods, declined, first, place):
        """Begin as a prospect, or in one of the matrix's situations."""
        if place is not None:
            _, _, story, options = place
            self.book = book(options.get("rules", JP), options.get("values"))
            self.member = Member(self.book, start=play(story, **options).snapshot())
            return
        self.book = BOOKS[name]
        plan = plan if plan in self.book.plans else self.book.default_plan
        script = tuple(ScriptLine(number=number, decline="over_limit") for number in declined) or None
        tax = SALES_TAX if self.book.tax == "added" else None
        self.member = Member(self.book, plan=plan, wallet=wallet(methods), payments=script, sales_tax=tax)
        self.member.set_reminder(False, date(2023, 7, 30) + timedelta(days=first))

    @property
    def run(self):
        return self.member._run

    def fits(self, do, outcome, before):
        """Tell whether an answer is the matrix's."""
        trial_again = self.run.terms.trial_again[0][1] is not None
        return fits(do, before.state, outcome, before.waiting != "none", trial_again)

    def judge(self, outcome, do):
        """Hold an answer against the matrix; a refusal leaves everything as it was."""
        cell = CELLS[do, self.before.state]
        assert self.fits(do, outcome, self.before), f"{do} while {self.before.state} gives {outcome.rule}, not {cell}"
        after = self.member.snapshot()
        if outcome.refuses or cell == "=":
            assert after == self.before._replace(seq=after.seq)
        return outcome

    def act(self, do, *arguments, **options):
        """Do it today, and judge."""
        self.before = self.member.snapshot()
        return self.judge(getattr(self.member, do)(*arguments, **options), do)

    @rule(edge=st.sampled_from((-3, -1, 0, 0, 1)))
    @precondition(lambda self: next_due(self.run.facts, self.run.terms)[0] < NEVER)
    def leap_to_the_edge(self, edge):
        due_day = next_due(self.run.facts, self.run.terms)[0]
        self.member.advance(date.fromordinal(max(self.run.facts.day, due_day + edge)))

    @rule(days=st.sampled_from((1, 2, 13, 31, 120, 364)))
    def leap(self, days):
        self.member.advance(self.member.today + timedelta(days=days))

    @possible("join")
    @rule(plan=st.sampled_from((None, *PLANS)), trial=st.sampled_from((None, False)))
    def join(self, plan, trial):
        self.act("join", plan=plan if plan in self.book.plans else None, trial=trial)

    @possible("use")
    @rule(benefit=st.sampled_from(BENEFITS), by=st.none() | names, value=st.none() | st.integers(0, 20000))
    def use(self, benefit, by, value):
        self.act("use", benefit, by=by, value=value)

    @possible("cancel")
    @rule(when=st.sampled_from(("later", "now")))
    def cancel(self, when):
        self.act("cancel", when=when)

    @possible("keep")
    @rule()
    def keep(self):
        outcome = self.act("keep")
        if not outcome.refuses:
            after = self.member.snapshot()  # a reminder may be due again today (NOTICE-1)
            assert after == self.before._replace(waiting="none", reminded=after.reminded, seq=after.seq)

    @possible("pause")
    @rule()
    def pause(self):
        self.act("pause")

    @possible("resume")
    @rule()
    def resume(self):
        self.act("resume")

    @possible("change_plan")
    @rule(to=st.sampled_from(PLANS))
    def change_plan(self, to):
        if to in self.book.plans:
            self.act("change_plan", to)

    @possible("pay")
    @rule()
    def pay(self):
        self.act("pay")

    @possible("terminate")
    @rule(misuse=st.booleans())
    def terminate(self, misuse):
        self.act("terminate", misuse=misuse)

    @possible("add_family")
    @rule(name=names)
    def add_family(self, name):
        self.act("add_family", name)

    @possible("remove_family")
    @rule(name=names)
    def remove_family(self, name):
        self.act("remove_family", name)

    @rule(balance=st.booleans())
    def add_method(self, balance):
        name = unused_name("new", [method.name for method in self.run.source.wallet.methods])
        self.act("add_method", Method(name, "gift_balance", amount=700) if balance else Method(name))

    def a_method(self, data):
        return data.draw(st.sampled_from(self.run.source.wallet.methods))

    has_methods = precondition(lambda self: self.run.source.wallet.methods)

    @has_methods
    @rule(data=st.data())
    def update_method(self, data):
        self.act("update_method", self.a_method(data).name)

    @has_methods
    @rule(data=st.data())
    def remove_method(self, data):
        self.act("remove_method", self.a_method(data).name)

    @has_methods
    @rule(data=st.data())
    def set_default(self, data):
        self.act("set_default", self.a_method(data).name)

    @has_methods
    @rule(data=st.data(), reason=st.sampled_from(DECLINE_REASONS), days=st.none() | st.integers(1, 20))
    def block_method(self, data, reason, days):
        until = self.member.today + timedelta(days=days) if days else None
        self.act("block_method", self.a_method(data).name, reason, until=until)

    @has_methods
    @rule(data=st.data())
    def unblock_method(self, data):
        self.act("unblock_method", self.a_method(data).name)

    @precondition(lambda self: any(method.kind == "gift_balance" for method in self.run.source.wallet.methods))
    @rule(amount=st.integers(0, 20000))
    def top_up(self, amount):
        gift = next(method for method in self.run.source.wallet.methods if method.kind == "gift_balance")
        self.act("top_up", gift.name, amount)

    @rule(to=st.booleans())
    def set_reminder(self, to):
        self.act("set_reminder", to)

    @rule(days=st.sampled_from((-40, 0, 40, 400)))
    def set_graduation(self, days):
        self.act("set_graduation", self.member.today + timedelta(days=days))

    @rule(do=st.sampled_from(ACTIONS), data=st.data())
    def offer_anything(self, do, data):
        """Try an action with all its arguments on copies; the matrix says which rule refuses it."""
        for action in offers(self.run, do):
            copy = self.run.copy()
            before = copy.snapshot()
            outcome = copy.act(before.day, action)
            assert self.fits(do, outcome, before), f"{action}: {outcome}"
            if outcome.refuses:
                assert copy.snapshot() == before._replace(seq=before.seq + 1)
            allowed = self.run.step.lifecycle.allowed(self.run.step)
            assert outcome.refuses or do in allowed

    def teardown(self):
        if hasattr(self, "member"):
            for row in sorted((NOTING.rows - self.rows_before).keys()):
                event(row)
            timeline = self.member.timeline
            assert simulate(timeline.scenario).entries == timeline.entries


@pytest.mark.slow
def test_a_member_moved_at_random():
    with NOTING:
        run_state_machine_as_test(MemberMachine, settings=settings(stateful_step_count=40))
    if settings().max_examples >= 1000:
        assert [row.id for row in TABLE if not NOTING.rows[row.id]] == []
