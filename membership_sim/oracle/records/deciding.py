"""Which rule decides where a record and the model differ, and how sure the rule book is of it.

What differs decides: of an amount the fee, of a day what makes it due, of a state what leads to it or away from it. A
rule that carries out a value of the book is as sure as that value there. An action that goes otherwise may show that
the tool was in another state: then the limit decides too by which it would be. Of all that decide the least sure comes
first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry, NoticeEntry, RefusedEntry, UseEntry
from membership_sim.foreign import PAYMENTS
from membership_sim.oracle.dates import months_after
from membership_sim.oracle.records.amounts import amount_of, of_amount
from membership_sim.oracle.records.month_ends import MOST_MOVED_DAYS, is_moved, of_a_period_end, of_an_effective_day
from membership_sim.oracle.records.outcomes import first_cited, of_other_states, of_outcome, of_telling, of_the_end
from membership_sim.oracle.records.past import what_of
from membership_sim.oracle.records.point import Point
from membership_sim.oracle.records.rulings import (
    DUE_FIRST,
    MADE_BY_HAND,
    MONTH_ENDS,
    NEW_ANCHORS,
    NOT_LISTED,
    NOTHING_DUE,
    OF_DAYS_NAMED,
    OF_EFFECTIVE,
    OF_FIELD,
    OF_LIMITS,
    OF_OUTCOME,
    OF_STATES,
    OF_THE_TRIAL,
    OWED_BY_HAND,
    REFUND_RULES,
    SOURCED_NOTICES,
    STOPPING,
    SUSPENDED,
    TELLING_OF,
    Ruling,
)
from membership_sim.oracle.states import BENEFIT_STATES, OWING
from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.rulebook.model import EVERY_DAY
from membership_sim.scenario import State
from membership_sim.verdicts import Cited, own_word

_DEEDS = (ActionEntry, RefusedEntry, UseEntry)


def cited_rules(point: Point, book: RuleBook) -> tuple[Cited, ...]:
    """Return the rules that a difference rests on, the one that decides first, with what the book knows of each.

    Of several that decide together the least sure comes first, and the others before those that only stand beside.
    """
    deciding = [_known(ruling, point, book) for ruling in _rulings(point, book)]
    beside = (_known(Ruling(rule, "*"), point, book) for rule in point.rules)
    return _least_sure_first(deciding, (*deciding, *beside))


def cited_together(rules: Sequence[Cited], others: Sequence[Cited]) -> tuple[Cited, ...]:
    """Return rules that decide together with others: of these the one that decides, in front if it is less sure."""
    return _least_sure_first((rules[0], others[0]), (*rules, others[0]))


def _least_sure_first(deciding: Sequence[Cited], rules: Sequence[Cited]) -> tuple[Cited, ...]:
    """Return rules, each once; the first of those that decide, or the first of these that is assumed, leads them."""
    first = next((its for its in deciding if its.certainty == "assumed"), deciding[0])
    found: dict[str, Cited] = {}
    for its in (first, *rules):
        found.setdefault(its.rule, its)
    return tuple(found.values())


def _known(ruling: Ruling, point: Point, book: RuleBook) -> Cited:
    """Return what is known of a rule: by the value that it carries out, if that decides, else in general."""
    steps = list(_steps(ruling, point, book))
    least = next((step for step in steps if step.certainty == "assumed"), steps[0] if steps else None)
    if ruling.is_assumed or (least is not None and least.certainty == "assumed"):
        return Cited(ruling.rule, "assumed", least.sources if least is not None else ())
    if least is not None:
        return Cited(ruling.rule, least.certainty, least.sources)
    return own_word(ruling.rule)


def _steps(ruling: Ruling, point: Point, book: RuleBook) -> Iterator[ValueStep]:
    """Yield the steps of the values that a ruling names; "*" are those of its rule that were read."""
    student = book.plans[point.now.plan].student
    meant = OF_THE_TRIAL[student] if ruling.value == "trial" else ruling.value
    for name, value in book.values.items():
        is_meant = (name in point.own and value.rule == ruling.rule) if meant == "*" else name == meant
        step = value.on(date.fromordinal(point.own.get(name, point.day) or EVERY_DAY)) if is_meant else None
        if step is not None:
            yield step


def _rulings(point: Point, book: RuleBook) -> Sequence[Ruling]:
    """Return what decides, as far as the sources tell things apart; the rule cited first where nothing is said."""
    kind = str(point.expected["kind"]) if point.expected is not None else point.line.kind if point.line else ""
    field = point.field
    if field in ("amount", "tax") and isinstance(point.entry, ChargeEntry | DeclineEntry) and point.line is not None:
        return (of_amount(amount_of(point.entry, point.line.fields, point.occasion, point.held, book)),)
    if isinstance(point.entry, _DEEDS) and point.line is not None and kind != point.line.kind:
        return of_outcome(point.entry, point)
    if field == "state" and point.entry is not None:
        return _of_told_state(point.entry, point)
    if field in OF_EFFECTIVE and point.entry is not None and (ends := of_an_effective_day(point.entry, point)):
        return (*first_cited(point), *ends)
    if field in OF_OUTCOME and isinstance(point.entry, _DEEDS):
        return of_telling(point.entry, point)
    if kind == "notice" and point.expected is None and point.line is not None:
        return _of_notice(str(point.line.fields.get("notice")), point, book)
    if isinstance(point.entry, NoticeEntry):
        return _of_missing_notice(point.entry, point, book)
    if kind == "refund" and field != "expected":
        return _of_refund(point)
    if kind in PAYMENTS and not field:
        return _of_day(point, book)
    if kind == "" and field != "benefits":
        return _of_state(point, book)
    if field == "benefits" and point.state == "suspended" and not point.agrees:
        return SUSPENDED
    if field == "benefits" and point.state != "cancelled" and getattr(point.followed, "effective_day", None):
        return first_cited(point)
    if field == "benefits":
        has_them = point.state in BENEFIT_STATES
        others = of_other_states(point, lambda state: (state in BENEFIT_STATES) != has_them)
        return (*(of_the_end(point, "use") or OF_FIELD[field]), *others)
    if field == "period" and isinstance(point.entry, ChargeEntry):
        return (MONTH_ENDS,) if is_moved(point.anchor_day, point.entry.end_day) else (Ruling("BILL-2"),)
    return OF_FIELD.get(field) or first_cited(point)


def _told(point: Point) -> Sequence[Ruling]:
    """Return what decides what follows from a payment that the record tells too: no value has a part in it."""
    is_told = isinstance(point.followed, ChargeEntry | DeclineEntry) and point.tells
    return (Ruling(point.rules[0]),) if is_told else ()


def _of_missing_notice(entry: NoticeEntry, point: Point, book: RuleBook) -> Sequence[Ruling]:
    """Return what decides that there is a notice: that it is sent, and when what it follows from comes, if untold."""
    notice, line = entry.notice, point.line
    is_sent = line is not None and line.fields.get("notice") == notice
    if is_sent and point.field == "effective" and notice in OF_DAYS_NAMED:
        return OF_DAYS_NAMED[notice]
    if notice not in SOURCED_NOTICES:
        return NOT_LISTED
    if notice == "suspended" and not is_sent and not point.stays:
        return SUSPENDED
    if told := _told(point):
        return told
    if notice == "payment_failed" and isinstance(point.followed, DeclineEntry):
        return (Ruling(point.rules[0]), *_of_day(point._replace(entry=point.followed), book))
    return first_cited(point)


def _of_notice(notice: str, point: Point, book: RuleBook) -> Sequence[Ruling]:
    """Return what decides that there is no such notice: that it is sent, and when what it tells of comes, if untold."""
    if point.rules[:1] == ("CANCEL-3",) and isinstance(point.followed, ActionEntry):  # which sends nothing
        return of_telling(point.followed, point)
    when: Sequence[Ruling] = ()
    if notice == "payment_failed" and "decline" not in point.observes:
        when = _of_day(point, book)
    elif notice in TELLING_OF and not point.stays:
        when = OF_LIMITS.get((point.state, TELLING_OF[notice]), ())
    return (*SOURCED_NOTICES.get(notice, NOT_LISTED), *when)


def _of_refund(point: Point) -> Sequence[Ruling]:
    """Return what decides a refund: the rule by which the end, or the change of plan, refunds."""
    rules = [rule for rule in point.rules if rule in REFUND_RULES]
    if rules:
        return (Ruling(rules[0], "*"),)
    return first_cited(point) if point.entry is not None else (Ruling("REFUND-6"),)


def _of_day(point: Point, book: RuleBook) -> Sequence[Ruling]:
    """Return what decides that there is a charge on a day, or none."""
    entry, last = point.entry, point.followed
    if entry is not None:
        what = what_of(entry)
        if what in OWED_BY_HAND and point.asked != "pay":  # which the tool takes where nothing is owed too
            return (*first_cited(point), *of_other_states(point, lambda state: state not in OWING))
        if what in MADE_BY_HAND:
            return first_cited(point)
        state: State = "past_due" if what.endswith("retry") else "trial" if what.startswith("conversion") else "paid"
        due = _when_due(state, point, entry.day, book)
        may_be_stopped = point.line is None and point.day == entry.day and not STOPPING.isdisjoint(point.done)
        return (*due, DUE_FIRST) if may_be_stopped else due
    if point.state == "cancelled" and not isinstance(last, DeclineEntry) and (end := of_the_end(point)):
        return end
    if last is not None and last.day == point.day and last.kind == "action":
        return (Ruling("JOIN-3"),) if point.has_tried and "JOIN-1" in last.rules else first_cited(point)
    due_day = point.now.end_day
    is_paid_for = point.state == "paid" and isinstance(last, ChargeEntry | DeclineEntry)
    if is_paid_for and last is not None and last.day < point.day and (ruling := _of_another_anchor(last, point, book)):
        return (ruling, *NOTHING_DUE["paid"])
    if is_paid_for and last is not None and point.day - last.day < abs(due_day - point.day):
        again = _of_day(point._replace(entry=last), book)  # the same again, or too late
        return [ruling for ruling in again if ruling != MONTH_ENDS or last.day < point.day]
    if point.state == "cancelled" and last is not None and last.state == "cancelled":
        return first_cited(point)
    return _when_due(point.state, point, point.day, book)


def _of_another_anchor(last: Entry, point: Point, book: RuleBook) -> Ruling | None:
    """Return what decides that a period is not counted as a day has it: from its own start, or on the old anchor."""
    if not point.now.start_day:
        return None  # no period is counted
    start, day = date.fromordinal(point.now.start_day), point.day
    plan = book.plans[point.now.plan]
    is_moved = plan.in_months and start.day != date.fromordinal(point.now.anchor_day).day
    if is_moved and day == months_after(point.now.start_day, plan.length):
        return MONTH_ENDS
    left = date.fromordinal(point.left_end_day or day)
    months = (date.fromordinal(day).year - left.year) * 12 + date.fromordinal(day).month - left.month
    is_old = point.left_end_day and day == months_after(point.left_end_day, months)
    return NEW_ANCHORS.get(what_of(last)) if is_old else None


def _when_due(state: State, point: Point, day: int, book: RuleBook) -> Sequence[Ruling]:
    """Return by which rule a member in a state is charged near a day, at the ends of months by two (BILL-2)."""
    now = point.now
    if state != "paid" or not now.anchor_day or not book.plans[now.plan].in_months:
        return NOTHING_DUE[state]
    due_days = (day,) if point.entry is not None else (now.start_day, now.end_day)
    due_day = min(due_days, key=lambda its: abs(its - day))
    is_near = point.entry is not None or 0 < abs(due_day - day) <= MOST_MOVED_DAYS
    return (*NOTHING_DUE[state], MONTH_ENDS) if is_near and is_moved(now.anchor_day, due_day) else NOTHING_DUE[state]


def _of_state(point: Point, book: RuleBook) -> Sequence[Ruling]:
    """Return what decides a state: what would have led to the one that is seen, or led away from it."""
    seen = point.line.fields.get("state") if point.line is not None else None
    if seen is None and point.entry is None and isinstance(point.cited, ChargeEntry | DeclineEntry):
        if point.cited.state == "suspended":
            return SUSPENDED
        return _told(point) or _of_day(point._replace(entry=point.cited), book)  # the change of state is not told
    is_late = seen is None or (point.change is not None and seen == point.change.left and not point.agrees)
    ends = of_a_period_end(point) if is_late else ()
    return (*(OF_STATES.get((point.state, str(seen))) or first_cited(point)), *ends)


def _of_told_state(entry: Entry, point: Point) -> Sequence[Ruling]:
    """Return what decides the state that is told of an entry: as of the end of a day, or else what led to it."""
    seen = point.line.fields.get("state") if point.line is not None else None
    if rulings := OF_STATES.get((entry.state, str(seen))):
        return rulings
    if point.change is None or entry.state != point.stood_in or isinstance(entry, ChargeEntry | DeclineEntry):
        return first_cited(point)
    return of_the_end(point) or (Ruling(point.change.entry.rules[0]),)
