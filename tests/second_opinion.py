"""The real simulator held against the naive one of `tests/naive`, entry by entry.

The naive simulator was written from the specification alone, by hands that never saw the core; what makes it faster was
added later, by hands that did. Here a scenario and its rule book are put into its plain data, and its answer is
compared. Where the specification leaves the form of an entry open, the two differ in ways that are named here, and
nowhere else.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.member import Snapshot
from membership_sim.money import Rate
from membership_sim.oracle.matrix import WALLET_ACTIONS
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import ARGUMENTS, Action, Method, Scenario, ScenarioError, ScriptLine
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline
from tests.naive.book import Book
from tests.naive.calendar import ScenarioProblemError
from tests.naive.simulator import run, totals

Data = dict[str, Any]


def iso(day: int) -> str:
    """Return a day as text."""
    return date.fromordinal(day).isoformat()


def month(day: int) -> str:
    """Return the month of a day as text."""
    return iso(day)[:7]


def dated(steps: Any, read: Any = lambda value: value) -> list[list[Any]]:
    """Return a dated value as the naive simulator reads it; the first step holds on all days before it too."""
    return [[None if index == 0 else iso(day), read(value)] for index, (day, value) in enumerate(steps)]


# How the fields of the compiled terms are called in files, where an underscore for each dot would not do.
DOTTED = {
    "trial.days": "trial_days",
    "trial.student_months": "trial_student_months",
    "billing.month_end": "billing_month_end",
    "plan.change": "plan_change",
    "student.paid_months": "student_paid_months",
    "pause.limit_days": "pause_limit_days",
    "payment.retry_days": "payment_retry_days",
    "payment.suspension_days": "payment_suspension_days",
    "refund.free_business_days": "refund_free_business_days",
    "refund.paid_within_business_days": "refund_paid_within_business_days",
    "family.limit": "family_limit",
    "reminder.days_before": "reminder_days_before",
}


@lru_cache(maxsize=64)
def _holidays(holidays: Any) -> Data:
    last = date.max.toordinal()
    return {
        "first": iso(holidays.first_day),
        "end": iso(min(holidays.end_day, last)),
        "days": [date.fromordinal(day) for day in sorted(holidays.days)],
    }


def book_data(book: RuleBook, terms: Terms) -> Data:
    """Return a rule book in the plain data of the naive simulator."""
    values = {dotted_name: dated(getattr(terms, field)) for dotted_name, field in DOTTED.items()}
    values["trial.again"] = dated(
        terms.trial_again, lambda months: "never" if months is None else {"after_months": months}
    )
    values |= {f"refund.used.{plan}": dated(steps) for plan, steps in terms.refund_used.items()}
    plans = {
        plan.id: {
            "months": plan.months,
            "days": plan.days,
            "student": plan.student,
            "regular": plan.regular,
            "prices": [
                {"fee": step.fee, "new_from": iso(step.new_from), "renewals_from": iso(step.renewals_from)}
                for step in plan.prices
            ],
        }
        for plan in terms.plans.values()
    }
    return {
        "time_zone": book.time_zone,
        "currency": book.currency.code,
        "tax": book.tax,
        "holidays": _holidays(terms.holidays),
        "plans": plans,
        "values": values,
        "refund_used_rule": terms.refund_used_rule,
    }


def method_data(method: Method) -> Data:
    """Return a payment method as a file writes it."""
    data: Data = {method.kind: method.name}
    if method.expires_day is not None:
        data["expires"] = month(method.expires_day)
    if method.kind == "gift_balance":
        data["amount"] = method.amount
    if method.blocked is not None:
        data["blocked"] = method.blocked
    if method.until_day is not None:
        data["until"] = iso(method.until_day)
    return data


def action_data(action: Action) -> Data:
    """Return an action as a file writes it; what was not given is absent."""
    data: Data = {"do": action.do}
    for name, argument in ARGUMENTS[action.do].items():
        value = getattr(action, name)
        if value is None:
            continue
        if argument.kind == "month":
            data[name] = month(value)
        elif argument.kind == "date":
            data[name] = iso(value)
        elif argument.kind == "method":
            data[name] = method_data(value)
        else:
            data[name] = value
    return data


def script_data(line: ScriptLine) -> Data:
    """Return a scripted outcome as a file writes it."""
    data: Data = {}
    if line.number is not None:
        data["try"] = line.number
    if line.day is not None:
        data["date"] = iso(line.day)
    if line.decline is not None:
        data["decline"] = line.decline
    if line.take is not None:
        data["take"] = line.take
    return data


def scenario_data(scenario: Scenario) -> Data:
    """Return a scenario in the plain data of the naive simulator, which begins every life at its beginning."""
    assert begins_a_life(scenario)
    data: Data = {
        "title": scenario.title,
        "plan": scenario.plan,
        "wallet": wallet_data(scenario),
        "events": [{"date": iso(event.day), **action_data(event.action)} for event in scenario.events],
    }
    if scenario.given is not None:
        data |= {"plan": scenario.given.plan, "trial_used": scenario.given.trial_used}
    if scenario.payments is not None:
        data["payments"] = [script_data(line) for line in scenario.payments]
    if scenario.until_day is not None:
        data["until"] = iso(scenario.until_day)
    if scenario.sales_tax.numerator:
        rate = scenario.sales_tax
        data["sales_tax"] = f"{100 * rate.numerator}/{rate.denominator}"
    return data


def begins_a_life(scenario: Scenario) -> bool:
    """Tell whether a scenario begins with a prospect, of whom at most is known that the trial is used up."""
    given = scenario.given
    if given is None:
        return True
    prospect = Snapshot("prospect", given.day, given.plan, wallet=given.wallet, trial_used=given.trial_used)
    return given == prospect and bool(scenario.events)


def wallet_data(scenario: Scenario) -> list[Data]:
    """Return the wallet's methods; the naive simulator takes the first as the default, as files do."""
    methods, default = scenario.first_wallet
    assert not methods or default == methods[0].name
    return [method_data(method) for method in methods]


# Where the naive simulator has another of the entry's rules decide, by the real entry's message: of two that say so.
OTHER_RULES = {
    "notice.pause_begun": "NOTICE-2", "notice.refund": "NOTICE-2",  # real: the rule of what is told
    "add_method.tried": "PAY-8", "update_method.tried": "PAY-8", "unblock_method.tried": "PAY-8",
    "top_up.tried": "PAY-8",  # real: PAY-5, what comes of it
    "rejoin.trial": "JOIN-1", "rejoin.without_trial": "JOIN-2",  # real: TRIAL-4, REJOIN-1
    "taken.conversion_changed": "TRIAL-2",  # real: PLAN-1
    "taken.resume_changed": "PAUSE-4", "taken.resume_graduated": "PAUSE-4",  # real: PLAN-5, PLAN-2
}  # fmt: skip
# Where it cites a rule that the real entry has not: another trial that is declined.
SETTLED_RULES = {"taken.rejoin": "JOIN-2"}


def is_same_rule(entry: Entry, theirs: str) -> bool:
    """Tell whether the naive rule is the one that decides the real entry, or one that is settled for such entries."""
    if theirs in (entry.rules[0], SETTLED_RULES.get(entry.message)):
        return True
    return theirs in entry.rules and OTHER_RULES.get(entry.message) == theirs


def seen(entry: Entry) -> Data:
    """Return what of a real entry is compared: every field but the words and the rules."""
    fields = entry_fields(entry)
    del fields["rules"]
    fields |= {name: fields[name] == "yes" for name in ("trial", "misuse", "to") if fields.get(name) in ("yes", "no")}
    if entry.kind == "notice":  # the specification leaves open what a notice names
        for name in ("effective", "amount"):
            fields.pop(name, None)
    if entry.kind == "refused":  # for the wallet the two differ in what is possible: by any name, or by those on file
        fields["allowed"] = [action for action in entry.allowed if action not in WALLET_ACTIONS]
    return fields


def opinion(entry: Data) -> Data:
    """Return what of a naive entry is compared."""
    fields = dict(entry)
    del fields["rule"]
    if entry["kind"] == "notice":
        fields.pop("end", None)
    if entry["kind"] == "refused":
        fields["allowed"] = [action for action in entry["allowed"] if action not in WALLET_ACTIONS]
    return fields


def differences(scenario: Scenario, told: Timeline | None = None) -> list[str]:
    """Return in what the two simulators differ on a scenario: nothing, if both find the same error in it.

    `told` is what the real one says, where that is known already.
    """
    real, naive = told or _told(scenario), _opinion_on(scenario)
    if isinstance(naive, ScenarioProblemError):
        return [] if isinstance(real, ScenarioError) else [f"the naive one has an error: {naive}"]
    if isinstance(real, ScenarioError):
        return [f"the real one has an error: {real}"]
    return list(compare(real, naive))


def differences_from(later: Scenario, whole: Scenario) -> list[str]:
    """Return in what the end of a life, begun where its start stands, differs from what the naive one says of it whole.

    The two must agree on the whole life, whose entries count where the later story starts.
    """
    real, naive = _told(later), _opinion_on(whole)
    if isinstance(real, ScenarioError) or isinstance(naive, ScenarioProblemError):
        return [f"{error}" for error in (real, naive) if isinstance(error, Exception)]
    return list(compare(real, answer_from(naive, real.start)))


def answer_from(naive: Data, start: Snapshot) -> Data:
    """Return what is left of the naive answer to a whole life from a moment in it on."""
    entries = naive["entries"][start.seq :]
    benefit_days = [day for day in naive["benefit_days"] if day >= iso(start.day)]
    return {**naive, "entries": entries, "totals": totals(entries, len(benefit_days)), "benefit_days": benefit_days}


def _told(scenario: Scenario) -> Timeline | ScenarioError:
    try:
        return simulate(scenario)
    except ScenarioError as error:
        return error


def _opinion_on(scenario: Scenario) -> Data | ScenarioProblemError:
    try:
        return run(scenario_data(scenario), _naive_book(_Itself(scenario.book), scenario.sales_tax))
    except ScenarioProblemError as error:
        return error


class _Itself:
    """A rule book that equals itself alone: whether two say the same takes longer to find out than to read one."""

    def __init__(self, book: RuleBook) -> None:
        self.book, self.terms = book, book.base_terms

    def __hash__(self) -> int:
        return hash((id(self.book), id(self.terms)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.book is other.book and self.terms is other.terms


@lru_cache(maxsize=16)
def _naive_book(its: _Itself, sales_tax: Rate) -> Book:
    return Book(book_data(its.book, its.book.terms(sales_tax)))


def compare(real: Timeline, naive: Data) -> list[str]:
    """Return in what a timeline differs from the naive answer; of the entries the first that does."""
    for entry, other in zip(real.entries, naive["entries"], strict=False):
        mine, theirs = seen(entry), opinion(other)
        if mine != theirs:
            names = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
            return [f"{entry.seq} {name}: real {mine.get(name)!r}, naive {theirs.get(name)!r}" for name in names] + [
                f"real {mine}",
                f"naive {theirs}",
            ]
        if not is_same_rule(entry, other["rule"]):
            return [f"{entry.seq} {entry.kind} {entry.message}: real {entry.rules}, naive {other['rule']}"]
    if len(real.entries) != len(naive["entries"]):
        count = min(len(real.entries), len(naive["entries"]))
        more = [*map(seen, real.entries[count:])], [*map(opinion, naive["entries"][count:])]
        return [f"{len(real.entries)} entries, naive {len(naive['entries'])}", *(f"{rest[:1]}" for rest in more)]
    ours = {"totals": real.totals._asdict(), "final_state": real.final_state, "until": iso(real.until_day)}
    return [
        f"{name}: real {value!r}, naive {naive[name]!r}" for name, value in ours.items() if value != naive[name]
    ]
