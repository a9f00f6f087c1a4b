"""Laws of declined charges: reasons, tries, retries on their days, and what a decline leads to."""

from __future__ import annotations

from typing import Final

from membership_sim.counts import counted
from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import TRYING, Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.oracle.states import OWING, RUNNING
from membership_sim.rulebook.model import on

PAYMENT: Final = Chapter()
_CHARGES: Final = "charge decline"
Try = ChargeEntry | DeclineEntry
TRIES: Final = (ChargeEntry, DeclineEntry)

NO_METHOD: Final = "no_method"
REASONS: Final = frozenset(
    (
        "expired", "invalid", "insufficient_funds", "over_limit", "security_hold", "registration_error",
        "wrong_details", NO_METHOD,
    )
)  # fmt: skip
_OF_A_METHOD: Final = REASONS - {NO_METHOD}


@PAYMENT.single_pass(_CHARGES, "PAY-3", states="past_due")
def retries_fall_on_their_days(charge: Try, known: Known) -> str | None:
    """While past due the charge is tried again so many days after the first decline, and by hand at no other time."""
    if known.occasion == "by_hand":
        return None
    schedule = on(known.terms.payment_retry_days, known.first_due_day)
    days = charge.day - known.first_due_day
    if known.retries < len(schedule) and days == schedule[known.retries]:
        return None
    allowed = ", ".join(map(str, schedule))
    return f"retry number {known.retries + 1} after {counted(days, 'days')}, retries are after {allowed}"


@PAYMENT.single_pass(_CHARGES, "PAY-5", states="suspended")
def a_suspended_charge_is_tried_by_hand(charge: Try, known: Known) -> str | None:
    """While suspended the charge is tried only when the member pays or mends the wallet."""
    if known.occasion == "by_hand":
        return None
    return f"tried on {iso(charge.day)} while suspended since {iso(known.suspended_day)}, not by hand"


@PAYMENT.single_pass(_CHARGES, "PAY-3 PAY-5")
def tries_are_counted(charge: Try, known: Known) -> str | None:
    """The tries of an owed charge are counted from 1, those by hand too."""
    attempt = known.tries + 1 if known.state in OWING else 1
    return None if charge.attempt == attempt else f"try {charge.attempt}, it is try {attempt}"


@PAYMENT.single_pass("decline", "PAY-3 PAY-4 PAY-5", states="past_due")
def the_last_retry_suspends(decline: DeclineEntry, known: Known) -> str | None:
    """The last declined retry suspends, on its day; no retry before it and no try by hand does."""
    schedule = on(known.terms.payment_retry_days, known.first_due_day)
    is_last = known.occasion == "due" and known.retries + 1 >= len(schedule)
    if (decline.state == "suspended") == is_last:
        return None
    return f"{decline.state} after {known.retries} declined retries and this one, the schedule has {len(schedule)}"


@PAYMENT.single_pass("decline", "JOIN-3 PAUSE-5 PLAN-3")
def a_declined_beginning_changes_nothing(decline: DeclineEntry, known: Known) -> str | None:
    """A join, a resume or a move to another plan whose charge is declined leaves the state as it was."""
    if known.occasion not in ("join", "resume", "move") or decline.state == known.state:
        return None
    return f"a declined {known.occasion} leads from {known.state} to {decline.state}"


@PAYMENT.single_pass("decline", "PAY-3 TRIAL-2", states="trial paid")
def a_declined_period_is_past_due(decline: DeclineEntry, known: Known) -> str | None:
    """A charge at the end of a trial or period that is declined makes the membership past due."""
    if known.occasion != "due" or decline.state == "past_due":
        return None
    return f"declined at the end of the {known.state} period, and {decline.state} after it"


@PAYMENT.single_pass("action", "JOIN-2 PAUSE-4 PAY-5 PLAN-3")
def what_is_asked_is_tried(entry: ActionEntry, known: Known) -> str | None:
    """A join without a trial, a resume, a change of plan at once, and while owing a payment or a mended wallet: each
    has its charge tried right after it, and no other action has.
    """
    action, state = entry.action, known.state
    tried = (
        (action.do == "join" and entry.state != "trial")
        or (action.do == "resume" and state == "paused")
        or (action.do == "change_plan" and state in RUNNING and known.takes_effect_at_once(str(action.to), entry.day))
        or (action.do in TRYING and state in OWING)
    )
    following = known.entries[known.index + 1 : known.index + 2]
    is_tried = bool(following) and isinstance(following[0], TRIES) and following[0].day == entry.day
    if tried == is_tried:
        return None
    return f"{action.do} while {state} has {'no charge' if tried else 'a charge'} tried after it"


@PAYMENT.single_pass("decline", "PAY-1 PAY-2")
def a_decline_gives_its_reasons(decline: DeclineEntry, known: Known) -> str | None:
    """A decline names a reason for each method that was tried, each once; with nothing on file that is the reason."""
    if len(decline.reasons) == 1 and decline.reasons[0][1] in _OF_A_METHOD:
        return None
    methods = [method for method, _ in decline.reasons]
    reasons = {reason for _, reason in decline.reasons}
    if not reasons or not reasons <= REASONS:
        return f"reasons {', '.join(sorted(reasons)) or 'none'}, allowed: {', '.join(sorted(REASONS))}"
    if NO_METHOD in reasons and decline.reasons != ((None, NO_METHOD),):
        return f"{NO_METHOD} beside methods: {', '.join(map(str, methods))}"
    return None if len(set(methods)) == len(methods) else f"a method twice: {', '.join(map(str, methods))}"
