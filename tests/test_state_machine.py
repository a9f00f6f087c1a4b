"""A member moved by Hypothesis: a rule for each action, one that offers any action anywhere, some that leap in time.

Each answer is held against the matrix of the specification; at the end the whole story must be the timeline that the
same scenario gives, obey the laws, and be as the naive simulator tells it. `event()` counts the rows of the table that
the member took; the thorough run fails when one was never taken, or when a state was hardly ever visited.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from membership_sim import Member, Snapshot, simulate
from membership_sim.due import NEVER, next_due
from membership_sim.lifecycle import ACTIONS, TABLE
from membership_sim.machine import Lifecycle, unused_name
from membership_sim.oracle.laws import violations
from membership_sim.oracle.matrix import CELLS
from membership_sim.scenario import ARGUMENTS, BENEFITS, DECLINE_REASONS, STATES, Method, Scenario, ScriptLine
from membership_sim.testing.acts import act_by_temper, any_action, arguments
from membership_sim.testing.choosing import bag
from membership_sim.testing.leaps import leap
from membership_sim.testing.telling import last_known_day
from tests.brackets import Asked, agrees
from tests.helpers import GENERIC, JP, US, book, events, play, wallet
from tests.second_opinion import differences, differences_from
from tests.test_machine import offers
from tests.test_matrix import SITUATIONS

# Books under which, between them, every row of the table can fire.
READINGS = {
    "as it is": {},
    "at once": {
        "plan.change": "at_once",
        "billing.month_end": "sticky_month_end",
        "refund.used.monthly": "by_full_months",
    },
    "trial again": {"trial.again": {"after_months": 1}, "student.paid_months": 6, "refund.used.annual": "by_days"},
    "no trial": {"trial.days": 0, "trial.student_months": 0, "family.limit": None, "refund.used.monthly": "by_days"},
    "by days": {"refund.used.annual": "by_days", "refund.used.monthly": "by_full_months"},
    "never refunded": {"refund.used.annual": "none", "refund.used.monthly": "by_percent"},
}
BOOKS = {name: book(JP, values) for name, values in READINGS.items()} | {
    "United States": book(US),
    "free days": book(US, {"refund.free_business_days": 30, "trial.days": 7}),
    "generic": book(GENERIC),
}
METHODS = (
    "card:visa",
    "card:visa:2024-10",
    "card:visa:2023-12 account:bank",
    "gift_balance:gift:900",
    "gift_balance:gift:9000",
    "gift_balance:gift:9000 card:visa!invalid",
)
PLANS = ("monthly", "annual", "student_monthly", "student_annual")
# The matrix's situations under a book by its name: what the naive simulator can tell from the beginning.
DEEP = {
    state: [(story, options) for _, story, options in found if isinstance(options.get("rules", JP), str)]
    for state, found in SITUATIONS.items()
}
# Where a member begins: some as a prospect of their own, the others in one of those situations.
BEGINNINGS = bag(new=4, trial=3, past_due=1, suspended=3, paused=1)
# The actions that go on with a story from each state; the others are offered rarely.
LEADING = {
    "prospect": "join",
    "trial": "use block_method change_plan add_family",
    "paid": "use pause block_method change_plan add_family",
    "past_due": "use block_method pay",
    "suspended": "pay block_method",
    "paused": "resume block_method set_graduation",
    "cancelled": "join",
}
MENDS = ("add_method", "update_method", "unblock_method", "top_up")  # lead on where no card on file works
TIME_LEADS_ON = ("trial", "paid", "past_due", "suspended", "paused")
FAMILY = ("Ann", "Ben", "Cem")
SALES_TAX = "8.875%"
DECLINES = (0, 0, 0, 3, 6)  # how many of the first tries are scripted
FIRST_DAY = date(2023, 7, 30).toordinal()
MOST_DAYS = 8 * 365  # of a life
TEMPERS = ("any", "any", "restless")
PROFILE = settings.get_current_profile_name()
EXAMPLES = {"quick": 150, "ci": 500, "thorough": 5000}[PROFILE]

names = st.sampled_from(FAMILY)
randoms = st.randoms(note_method_calls=False)


class Counting(Lifecycle):
    """The lifecycle, counting the rows that one member takes; what is tried on copies is not the member's."""

    def __init__(self):
        super().__init__()
        self.rows = Counter()

    def follow(self, run):
        """Count from now on for this run alone."""
        self.rows, self.step = Counter(), run.step
        run.step.lifecycle = self

    def run_row(self, step, trigger):
        row = super().run_row(step, trigger)
        if step is self.step:
            self.rows[row.id] += 1
        return row


COUNTING = Counting()
ROWS, VISITS = Counter(), Counter()  # the rows that all members took, the states in which their steps found them


def possible(do):
    """Offer the rule where the action goes on with the story, and now and then wherever the matrix has a tick."""
    return precondition(lambda self: self.leads_on(do) or (self.is_rare and CELLS[do, self.member.state][0] in "✓="))


time_leads_on = precondition(lambda self: self.member.state in TIME_LEADS_ON or self.is_rare)


def works(method, day):
    """Tell whether a method takes any charge."""
    return method.kind != "gift_balance" and not method.blocked and (method.expires_day or day) >= day


class MemberMachine(RuleBasedStateMachine):
    """One member; each rule acts on the member's day, or moves it."""

    @initialize(random=randoms)
    def begin(self, random):
        """Begin as a prospect, or in one of the matrix's situations."""
        self.steps = 0
        beginning = random.choice(BEGINNINGS)
        if beginning == "new":
            self.begin_anew(random)
        else:
            self.begin_deep(*random.choice(DEEP[beginning]), READINGS[random.choice(sorted(READINGS))])
        self.last_day = min(self.run.facts.day + MOST_DAYS, last_known_day(self.run.terms))
        COUNTING.follow(self.run)

    def begin_anew(self, random):
        """Begin as a prospect under any book; the trial may be used up, some of the first tries may be declined."""
        self.book = BOOKS[random.choice(sorted(BOOKS))]
        self.before_start = None
        day = FIRST_DAY + random.randrange(400)
        tries = {1 + random.randrange(9) for _ in range(random.choice(DECLINES))}
        prospect = Snapshot(
            "prospect",
            day,
            random.choice(sorted(self.book.plans)),
            wallet=wallet(random.choice(METHODS)),
            trial_used=random.randrange(6) == 5,
        )
        self.member = Member(
            self.book,
            start=prospect,
            payments=tuple(ScriptLine(number=number, decline="over_limit") for number in sorted(tries)) or None,
            sales_tax=SALES_TAX if self.book.tax == "added" else None,
        )
        self.member.set_reminder(False)

    def begin_deep(self, story, options, reading):
        """Begin where a story leads under its own book, or else under a reading of Japan's."""
        self.book = book(options.get("rules", JP), options.get("values", {} if "rules" in options else reading))
        start = play(story, **options | {"rules": self.book}).snapshot()
        self.member = Member(self.book, start=start)
        plan, methods = options.get("plan", "monthly"), options.get("methods", "card:visa")
        self.before_start = Scenario("before", self.book, events(story), plan, wallet(methods))

    @property
    def run(self):
        return self.member._run

    @property
    def is_rare(self):
        """Tell whether this is one of the steps, each eighth, at which anything possible may be done."""
        return self.steps % 8 == 7

    def leads_on(self, do):
        """Tell whether an action goes on with the story."""
        if do in MENDS and self.member.state == "cancelled":
            return not self.can_pay
        return do in LEADING[self.member.state].split()

    @property
    def can_pay(self):
        """Tell whether a method on file takes any charge."""
        return any(works(method, self.run.facts.day) for method in self.run.source.wallet.methods)

    def judge(self, outcome, before):
        """Hold an answer to the action that was done last against the matrix; a refusal leaves everything as it was."""
        asked = Asked(before, self.member.scenario.events[-1].action, self.run.terms)
        assert agrees(asked, outcome), f"{asked.action} while {before.state} gives {outcome}"
        after = self.member.snapshot()
        if outcome.refuses or CELLS[asked.action.do, before.state] == "=":
            assert after == before._replace(seq=after.seq)
        return outcome

    def act(self, do, *arguments, **options):
        """Do it today, and judge."""
        self.visit()
        before = self.member.snapshot()
        return self.judge(getattr(self.member, do)(*arguments, **options), before)

    def visit(self):
        """Count a step, and the state in which it finds the member."""
        self.steps += 1
        VISITS[self.member.state] += 1

    def move_to(self, day):
        """Let a day come, if it lies ahead and within this life."""
        if self.run.facts.day < day <= self.last_day:
            self.visit()
            self.member.advance(date.fromordinal(day))

    @rule(edge=st.sampled_from((-3, -1, 0, 0, 1)))
    @precondition(lambda self: next_due(self.run.facts, self.run.terms)[0] < NEVER)
    def leap_to_the_edge(self, edge):
        self.move_to(next_due(self.run.facts, self.run.terms)[0] + edge)

    @time_leads_on
    @rule(days=st.sampled_from((1, 2, 13, 31, 120, 364)))
    def leap_some_days(self, days):
        self.move_to(self.run.facts.day + days)

    @time_leads_on
    @rule(random=randoms, temper=st.sampled_from(TEMPERS))
    def leap_as_a_story_does(self, random, temper):
        """Leap to a day that matters in this situation, as generated stories do."""
        self.move_to(leap(random.randrange, self.run, self.last_day, temper))

    @rule(random=randoms, temper=st.sampled_from(TEMPERS), steps=st.sampled_from((1, 2, 4, 6)))
    def go_on_as_a_story_does(self, random, temper, steps):
        """Leap, and do what leads on from there by the weights of generated stories, some steps of them."""
        for _ in range(steps):
            if self.member.state == "cancelled" and random.randrange(2):
                self.come_back(None)
            self.move_to(leap(random.randrange, self.run, self.last_day, temper))
            self.take(act_by_temper(random.randrange, self.run, temper))

    @rule(random=randoms)
    def try_anything(self, random):
        """Do any action, be it one that is refused."""
        self.take(arguments(random.randrange, any_action(random.randrange), self.run))

    def take(self, action):
        """Do an action of the core by the member's own methods, which take dates."""
        told = {name: getattr(action, name) for name in ARGUMENTS[action.do]}
        days = [name for name, argument in ARGUMENTS[action.do].items() if argument.kind in ("month", "date")]
        told |= {name: date.fromordinal(told[name]) for name in days if told[name] is not None}
        self.act(action.do, **{name: value for name, value in told.items() if value is not None})

    @precondition(lambda self: self.member.state in ("trial", "paid") and self.run.facts.waiting == "none")
    @rule(
        to=st.sampled_from((None, *PLANS)),
        reason=st.sampled_from(DECLINE_REASONS),
        after=st.sampled_from((0, 3, 14, 15)),
    )
    def fail_to_pay(self, to, reason, after):
        """Let nothing on file work when the period ends, be it with a change of plan, and for some days after."""
        if to in self.book.plans:
            self.act("change_plan", to)
        for method in self.run.source.wallet.methods:
            self.act("block_method", method.name, reason)
        self.move_to(self.run.facts.end_day + after)

    @precondition(lambda self: self.member.state == "paid")
    @rule(benefit=st.sampled_from(BENEFITS), value=st.integers(0, 2000), after=st.sampled_from((0, 2, 20)))
    def use_and_end(self, benefit, value, after):
        """Use a benefit, and end the membership now or some days after: what is left is judged by a reading."""
        self.act("use", benefit, value=value)
        self.move_to(self.run.facts.day + after)
        self.act("cancel", when="now")

    @precondition(lambda self: self.member.state == "cancelled")
    @rule(plan=st.sampled_from((None, *PLANS)))
    def come_back(self, plan):
        """Join again, with a card that works."""
        if not self.can_pay:
            self.add_method(balance=False)
        self.join(plan, None)

    @possible("join")
    @rule(plan=st.sampled_from((None, *PLANS)), trial=st.sampled_from((None, None, False)))
    def join(self, plan, trial):
        self.act("join", plan=plan if plan in self.book.plans else None, trial=trial)

    @possible("use")
    @rule(
        benefit=st.sampled_from(BENEFITS),
        by=st.sampled_from((None, "Ann", "Ann", "Ben")),
        value=st.none() | st.integers(0, 20000),
    )
    def use(self, benefit, by, value):
        self.act("use", benefit, by=by, value=value)

    @possible("cancel")
    @rule(when=st.sampled_from(("later", "now", "now")))
    def cancel(self, when):
        self.act("cancel", when=when)

    @possible("keep")
    @rule()
    def keep(self):
        before = self.member.snapshot()
        outcome = self.act("keep")
        if not outcome.refuses:
            after = self.member.snapshot()  # a reminder may be due again today (NOTICE-1)
            assert after == before._replace(waiting="none", reminded=after.reminded, seq=after.seq)

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

    @possible("add_method")
    @rule(balance=st.booleans())
    def add_method(self, balance):
        name = unused_name("new", [method.name for method in self.run.source.wallet.methods])
        self.act("add_method", Method(name, "gift_balance", amount=700) if balance else Method(name))

    def a_method(self, data):
        return data.draw(st.sampled_from(self.run.source.wallet.methods))

    has_methods = precondition(lambda self: self.run.source.wallet.methods)

    @has_methods
    @possible("update_method")
    @rule(data=st.data())
    def update_method(self, data):
        self.act("update_method", self.a_method(data).name)

    @has_methods
    @possible("remove_method")
    @rule(data=st.data())
    def remove_method(self, data):
        self.act("remove_method", self.a_method(data).name)

    @has_methods
    @possible("set_default")
    @rule(data=st.data())
    def set_default(self, data):
        self.act("set_default", self.a_method(data).name)

    @has_methods
    @possible("block_method")
    @rule(data=st.data(), reason=st.sampled_from(DECLINE_REASONS), days=st.none() | st.integers(1, 20))
    def block_method(self, data, reason, days):
        until = self.member.today + timedelta(days=days) if days else None
        self.act("block_method", self.a_method(data).name, reason, until=until)

    @has_methods
    @possible("unblock_method")
    @rule(data=st.data())
    def unblock_method(self, data):
        self.act("unblock_method", self.a_method(data).name)

    @possible("top_up")
    @precondition(lambda self: any(method.kind == "gift_balance" for method in self.run.source.wallet.methods))
    @rule(amount=st.integers(0, 20000))
    def top_up(self, amount):
        gift = next(method for method in self.run.source.wallet.methods if method.kind == "gift_balance")
        self.act("top_up", gift.name, amount)

    @possible("set_reminder")
    @rule(to=st.booleans())
    def set_reminder(self, to):
        self.act("set_reminder", to)

    @possible("set_graduation")
    @rule(days=st.sampled_from((-40, 0, 40, 400)))
    def set_graduation(self, days):
        self.act("set_graduation", self.member.today + timedelta(days=days))

    @rule(do=st.sampled_from(ACTIONS))
    def offer_anything(self, do):
        """Try an action with all its arguments on copies; the matrix says which rule refuses it."""
        before = self.member.snapshot()
        allowed = self.member.allowed()
        for action in offers(self.run, do):
            copy = self.run.copy()
            outcome = copy.act(before.day, action)
            assert agrees(Asked(before, action, self.run.terms), outcome), f"{action}: {outcome}"
            if outcome.refuses:
                assert copy.snapshot() == before._replace(seq=before.seq + 1)
            assert outcome.refuses or do in allowed

    def teardown(self):
        if not hasattr(self, "member"):
            return
        for row in sorted(COUNTING.rows):
            event(row)
        ROWS.update(COUNTING.rows)
        timeline = self.member.timeline
        assert simulate(timeline.scenario).entries == timeline.entries
        assert violations(timeline) == []
        self.ask_for_a_second_opinion(timeline.scenario)

    def ask_for_a_second_opinion(self, told):
        """Hold the story against the naive simulator, with what came before its start."""
        if self.before_start is None:
            assert differences(told) == []
        else:
            happened = self.before_start.events + told.events
            whole = self.before_start._replace(events=happened, until_day=told.until_day)
            assert differences_from(told, whole) == []


@pytest.mark.slow
def test_a_member_moved_at_random():
    examples = settings(max_examples=EXAMPLES, stateful_step_count=40)
    run_state_machine_as_test(MemberMachine, settings=examples)
    if PROFILE == "thorough":
        assert [row.id for row in TABLE if not ROWS[row.id]] == []
        seldom = {state for state in STATES if VISITS[state] < VISITS.total() * 0.03}
        assert seldom <= {"prospect"}  # which is left once in a life
