"""A naive simulator of a membership: walks day by day from the first day to the last.

run(scenario, book) -> {"entries", "totals", "final_state", "until", "benefit_days"}; the last are the days
that end with benefits.
"""
from datetime import date, timedelta

from tests.naive.actions import act
from tests.naive.book import Book, parse_sales_tax
from tests.naive.calendar import ScenarioProblemError, add_months, parse_day
from tests.naive.due import do_everything_due_today, something_is_still_due
from tests.naive.life import Life
from tests.naive.payments import NEVER_FAILING_WALLET, Method, Script, Wallet

__all__ = ["ScenarioProblemError", "run"]
NOT_ARGUMENTS = ("date", "do", "refused")
ONE_DAY = timedelta(days=1)


def run(scenario, book):
    """TIME-2: each day first what is due, then the actions in the order given; the book is data, or read already."""
    book = book if isinstance(book, Book) else Book(book)
    events = read_events(scenario.get("events") or [])
    first_day, last_day, until_was_given = first_and_last_day(scenario, events)
    life = new_life(scenario, book, events)
    events_of = {}
    for event_day, action, arguments in events:
        events_of.setdefault(event_day, []).append((action, arguments))
    benefit_days = []
    today = first_day
    while today <= last_day:
        life.today = today
        do_everything_due_today(life)
        for action, arguments in events_of.get(today, ()):
            act(life, action, arguments)
            do_everything_due_today(life)                  # what an action makes due
        if life.has_benefits():
            benefit_days.append(today.isoformat())
            life.last_benefit_day = today
        today += ONE_DAY
    if not until_was_given and not something_is_still_due(life):
        last_day = events[-1][0]
        if life.entries:
            last_day = max(last_day, date.fromisoformat(life.entries[-1]["date"]))
    return {"entries": life.entries, "totals": totals(life.entries, len(benefit_days)),
            "final_state": life.state, "until": last_day.isoformat(), "benefit_days": benefit_days}


def new_life(scenario, book, events):
    """An account before its first day."""
    wallet_data = scenario.get("wallet")
    wallet = Wallet(NEVER_FAILING_WALLET if wallet_data is None else wallet_data)
    payment_source = wallet
    if scenario.get("payments") is not None:
        check_names_in_script(scenario["payments"], wallet, events)
        payment_source = Script(scenario["payments"], wallet)
    plan = book.plan(scenario.get("plan") or "monthly")
    life = Life(book, wallet, payment_source, plan, parse_sales_tax(scenario.get("sales_tax")))
    life.trial_used = bool(scenario.get("trial_used"))     # in a life before the story
    return life


def check_names_in_script(lines, wallet, events):
    """A script may take only by a method that is on file at some time of the scenario."""
    known = [method.name for method in wallet.methods]
    for _, action, arguments in events:
        if action == "add_method":
            known.append(Method(arguments.get("method") or arguments).name)
    for line in lines:
        if line.get("take") is not None and line["take"] not in known:
            raise ScenarioProblemError(f"unknown payment method {line['take']!r}")


def read_events(event_documents):
    """(day, action, arguments) each; dates never go back (TIME-2)."""
    events = []
    for document in event_documents:
        day = parse_day(document.get("date"))
        if events and day < events[-1][0]:
            raise ScenarioProblemError(f"{day} is before {events[-1][0]}: dates may not go back")
        arguments = {name: value for name, value in document.items() if name not in NOT_ARGUMENTS}
        events.append((day, document.get("do"), arguments))
    return events


def first_and_last_day(scenario, events):
    """The days that the run walks, and whether `until` was given."""
    until = scenario.get("until")
    if not events:
        if until is None:
            raise ScenarioProblemError("neither events nor until")
        return parse_day(until), parse_day(until), True
    first_day = events[0][0]
    last_event = events[-1][0]
    if until is None:
        return first_day, add_months(last_event, 12), False
    until = parse_day(until)
    if last_event > until:
        raise ScenarioProblemError(f"the event of {last_event} is after until: {until}")
    if until > add_months(first_day, 12 * 200):
        raise ScenarioProblemError("until is more than 200 years after the first event")
    return first_day, until, True


def totals(entries, benefit_days):
    charged = sum(entry["amount"] for entry in entries if entry["kind"] == "charge")
    refunded = sum(entry["amount"] for entry in entries if entry["kind"] == "refund")
    return {"charged": charged, "refunded": refunded, "net": charged - refunded,
            "benefit_days": benefit_days}
