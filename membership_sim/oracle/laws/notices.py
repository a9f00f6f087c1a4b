"""Laws of notices: each thing that must be told is told once, right after it, and nothing else is."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import (
    ActionEntry,
    ChargeEntry,
    DeclineEntry,
    Entry,
    NoticeEntry,
    RefundEntry,
    StateEntry,
)
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import BY_HAND, Known
from membership_sim.oracle.laws.law import END, Chapter
from membership_sim.oracle.states import OWING, RUNNING
from membership_sim.rulebook.model import on
from membership_sim.timeline import Timeline

NOTICES: Final = Chapter()
NOTHING: Final[tuple[str, ...]] = ()


def due_notices(entry: Entry, known: Known) -> tuple[str, ...]:
    """Return the notices that an entry brings with it, in order; the refund's own stands after the refund."""
    kind = type(entry)  # asked of every entry, so the quick way
    if kind is ChargeEntry:
        return ("recovered",) if known.state in OWING else NOTHING
    if isinstance(entry, ActionEntry):
        return ("confirmation",) if entry.action.do == "cancel" and not is_repeated(entry, known) else NOTHING
    if isinstance(entry, DeclineEntry):
        if known.occasion != "due":
            return NOTHING
        return ("payment_failed", "suspended") if entry.state == "suspended" else ("payment_failed",)
    if isinstance(entry, StateEntry):
        if known.state in ("paused", "suspended"):
            return ("cancelled_by_limit",)
        return ("pause_begun",) if entry.state == "paused" else NOTHING
    return ("refund",) if kind is RefundEntry else NOTHING


def is_repeated(entry: ActionEntry, known: Known) -> bool:
    """Tell whether an accepted action asks for what waits, or is done, already (CANCEL-3)."""
    action = entry.action
    if action.do == "cancel":
        return known.state == "cancelled" or (known.waiting == "cancel" and action.when != "now")
    if action.do == "pause":
        return known.waiting == "pause"
    return action.do == "change_plan" and action.to is not None and action.to == known.next_plan


@NOTICES.single_pass("action charge decline state refund use refused", "NOTICE-2 CANCEL-3 CANCEL-7 PAY-3 PAY-4 PAY-5")
def notices_tell_what_happened(entry: Entry, known: Known) -> str | None:
    """Each cancel, failed payment, suspension, recovery, pause, end by a limit and refund is told once, right after it,
    and nothing else is.
    """
    entries, index = known.entries, known.index + 1
    due = due_notices(entry, known)
    if not due and (index == len(entries) or type(entries[index]) is not NoticeEntry):
        return None
    for notice in due:
        following = entries[index] if index < len(entries) else None
        if type(following) is not NoticeEntry or (following.notice, following.day) != (notice, entry.day):
            return f"the notice {notice} does not follow on its day"
        index += 1
    if index < len(entries):
        following = entries[index]
        if type(following) is NoticeEntry and following.notice != "reminder":
            return f"the notice {following.notice} follows, due are: {', '.join(due) or 'none'}"
    return None


@NOTICES.single_pass("notice", "CANCEL-7 PAY-3 PAY-4 PAUSE-3 REFUND-7", after=True)
def notices_name_the_right_day(notice: NoticeEntry, known: Known) -> str | None:
    """A confirmation names the end, a failed payment the next try, a suspension and a pause their limit, a reminder the
    end of the period, a refund's the day it is back, the others their own.
    """
    day: int | None = None
    match notice.notice:
        case "confirmation":
            day = notice.day if notice.state == "cancelled" else known.end_day
        case "payment_failed":
            day = known.due_day if notice.state == "past_due" else None
        case "suspended" | "pause_begun" | "reminder":
            day = known.due_day
        case "recovered" | "cancelled_by_limit":
            day = notice.day
        case "refund":
            before = refund_before(known)
            day = before.to_day if before else None
    if notice.effective_day == day:
        return None
    return f"{notice.notice} names {iso(notice.effective_day)}, it is {iso(day)}"


def refund_before(known: Known) -> RefundEntry | None:
    """Return the refund that the notice being judged tells of."""
    before = known.entries[known.index - 1] if known.index else None
    return before if isinstance(before, RefundEntry) else None


@NOTICES.single_pass("notice", "PAY-6 REFUND-7")
def notices_name_the_right_amount(notice: NoticeEntry, known: Known) -> str | None:
    """A failed payment and a suspension name what is owed, a refund's notice what is refunded, the others no amount."""
    amount: int | None = None
    if notice.notice in ("payment_failed", "suspended"):
        amount = known.owed_amount
    elif notice.notice == "refund":
        before = refund_before(known)
        amount = before.amount if before else None
    return None if notice.amount == amount else f"{notice.notice} names {notice.amount}, it is {amount}"


@NOTICES.single_pass(f"notice action use refused charge decline state {END}", "NOTICE-1")
def reminders_come_once_on_their_day(entry: Entry | Timeline, known: Known) -> str | None:
    """A reminder comes so many days before a trial or period ends and renews: once, if switched on in time."""
    is_reminder = isinstance(entry, NoticeEntry) and entry.notice == "reminder"
    if not (known.reminder or is_reminder):
        return None
    remind_day = known.end_day - on(known.terms.reminder_days_before, known.start_day)
    renews = known.state in RUNNING and known.waiting == "none"
    due = known.reminder and renews and not known.reminded and remind_day >= max(known.day, known.start_day)
    if isinstance(entry, NoticeEntry):
        if not is_reminder or (due and entry.day == remind_day):
            return None
        return f"a reminder on {iso(entry.day)}, while {known.state} to {iso(known.end_day)}, where none is due"
    if isinstance(entry, Timeline):
        missed = entry.until_day >= remind_day
    else:
        comes_after = isinstance(entry, BY_HAND)
        missed = entry.day > remind_day or (entry.day == remind_day and comes_after)
    if not (due and missed):
        return None
    return f"no reminder on {iso(remind_day)}, the {known.state} period ends on {iso(known.end_day)}"
