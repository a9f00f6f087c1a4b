"""What a `given` leaves out, supposed from the rule book as the simplest life with the given facts would have it."""

from __future__ import annotations

from membership_sim.due import next_due
from membership_sim.files.given_guesses import likely_anchors
from membership_sim.files.given_known import GivenFacts
from membership_sim.files.given_owing import suppose_owing
from membership_sim.files.given_periods import Found, find_period, trial_start
from membership_sim.files.given_shapes import FACTS
from membership_sim.files.words import quoted
from membership_sim.member import Facts, Owed, Paid, Snapshot
from membership_sim.possible.account import least_student_months
from membership_sim.possible.dues import DueCharge
from membership_sim.possible.laws import APPLIES, fact_text, iso
from membership_sim.rulebook.model import EVERY_DAY, on
from membership_sim.scenario import Wallet

_STARTS = ("anchor_day", "elapsed", "start_day")


def supposed_snapshot(known: GivenFacts, wallet: Wallet) -> Snapshot:
    """Return the snapshot, with placeholders for what is unknown."""
    known.suppose("state", trial_used=known.facts["state"] != "prospect")
    match known.facts["state"]:
        case "trial":
            _suppose_trial(known)
        case "paid":
            _suppose_paid(known)
        case "past_due" | "suspended":
            suppose_owing(known)
        case "paused":
            _suppose_paused(known)
        case "cancelled":
            known.suppose("date", ended_day=known.facts["day"])
    _keep_misplaced(known)
    if known.facts.get("charge"):
        known.suppose("charge", seq=known.facts["charge"].seq or 0)
        if known.facts["state"] in APPLIES["charge"]:
            known.suppose("charge", ever_paid=True)
    return _last(known, Snapshot(**{"plan": known.plan.id, **known.facts, "wallet": wallet}))


def _keep_misplaced(known: GivenFacts) -> None:
    """Keep what is told of a charge in a state that has none, for a law to refuse it."""
    day = known.facts["day"]
    if known.charge is not None and known.knows("charge"):
        known.facts.setdefault("charge", Paid(None, day, 0, 0, EVERY_DAY))
    if known.owed is not None and known.knows("owed"):
        kind, first_due_day = known.owed.get("kind", "renewal"), known.owed.get("first_due", day)
        owed = Owed(kind, known.plan.id, 0, 0, EVERY_DAY, first_due_day, day, 0, day, day)
        known.facts.setdefault("owed", owed)


def _last(known: GivenFacts, snapshot: Snapshot) -> Snapshot:
    """Add what follows from all the others: student months since the anchor, the reminder of that very day."""
    if "student_months" not in known.told and not known.unknown & {"elapsed", "owed", "ever_paid"}:
        snapshot = snapshot._replace(student_months=least_student_months(snapshot, known.terms))
    if snapshot.state in ("trial", "paid") and not known.unknown & {"start_day", "end_day", "reminded", "waiting"}:
        reminds = next_due(Facts(snapshot), known.terms) == (snapshot.day, "reminder_due")
        if reminds and "reminded" not in known.told:
            snapshot = snapshot._replace(reminded=True)
    return snapshot


def _suppose_trial(known: GivenFacts) -> None:
    if not known.knows("start_day") or not (known.knows("end_day") or "start_day" in known.told):
        known.give_up("start_day", "benefits_since_day")
        return
    if "start_day" not in known.told:
        end_day = known.facts["end_day"]
        start_day = trial_start(known.plan, end_day, known.terms, known.facts.get("benefits_since_day"))
        if start_day is None:
            plan = quoted(known.plan.id)
            known.tell("period_end", "", f"is {iso(end_day)}, no trial of {plan} ends on that day (TRIAL-1)")
            known.give_up("start_day", "benefits_since_day")
            known.unknown.add("end_day")
            return
        known.suppose("period_end", start_day=start_day)
    known.suppose("period_start", benefits_since_day=known.facts["start_day"])


def _suppose_period(known: GivenFacts, end: str, source: str) -> DueCharge | None:
    """Suppose the period that ends on the fact `end`, and return how its charge came due; None when unknown."""
    derived = (*_STARTS, "charge", "opened_day", "benefits_since_day", "student_months", "ever_paid")
    if not known.knows(end, *_STARTS):
        known.give_up(*derived)
        return None
    told: dict[str, int | None] = dict.fromkeys(_STARTS)
    if end == "end_day":  # a pause keeps nothing of the period before
        told |= {field: known.facts[field] for field in _STARTS if field in known.facts}
        told |= {field: told[field] or None for field in ("anchor_day", "start_day")}
    found = _find_period(known, known.facts[end], told)
    if found is None:
        names = [name for name in ("anchor", "period_start", "elapsed") if told[FACTS[name].field] is not None]
        where = names[0] if names else source
        field = FACTS[where].field
        fits_none = f"no period of {quoted(known.plan.id)} with it ends on {iso(known.facts[end])} (BILL-2)"
        known.tell(where, "", f"is {fact_text(field, known.facts[field])}, {fits_none}")
        known.give_up(*derived)
        known.unknown.update((*_STARTS, end))
        return None
    anchored = "anchor" if told["anchor_day"] else source
    if end == "end_day":
        known.suppose(anchored, **found._asdict())
    due = DueCharge(known.plan, found.start_day, found.start_day)
    charge, step_day = known.before(due, not found.elapsed, lambda step: True)
    known.suppose(anchored, opened_day=known.opening_day(charge, found.anchor_day, step_day))
    return due._replace(first=known.facts["opened_day"] == found.start_day)


def _find_period(known: GivenFacts, end_day: int, told: dict[str, int | None]) -> Found | None:
    """Return the simplest period that ends on `end_day`: on an anchor that a told day shows, else the latest."""
    plan, terms = known.plan, known.terms
    if told["anchor_day"] is None:
        for likely_day in likely_anchors({**known.given, **known.facts}, plan, terms):
            found = find_period(plan, end_day, terms, likely_day, None, None)
            if found and all(told[field] in (None, getattr(found, field)) for field in ("elapsed", "start_day")):
                return found
    return find_period(plan, end_day, terms, **told)


def _suppose_paid(known: GivenFacts) -> None:
    known.suppose("state", ever_paid=True)
    due = _suppose_period(known, "end_day", "period_end")
    if due is None or not known.knows("opened_day"):
        known.give_up("charge")
        return
    known.suppose_charge(due, "period_end", _recovery_day(known) or due.first_day)
    charge = known.facts.get("charge")
    if charge and charge.day > due.first_day + on(known.terms.payment_retry_days, due.first_day)[-1]:
        known.suppose("charge", benefits_since_day=charge.day)  # it ended a suspension
    else:
        known.suppose("period_end", benefits_since_day=known.facts["anchor_day"] or due.first_day)
    if not known.knows("charge"):
        known.give_up("benefits_since_day")


def _recovery_day(known: GivenFacts) -> int | None:
    """Return the day since which benefits are told to run, where it lies inside the period: it ended a suspension."""
    since_day = known.facts["benefits_since_day"] if "benefits_since_day" in known.told else None
    return since_day if since_day and known.facts["start_day"] < since_day <= known.facts["day"] else None


def _suppose_paused(known: GivenFacts) -> None:
    told = known.charge is not None or known.facts.get("ever_paid") or known.facts.get("opened_day")
    if not known.knows("charge", "ever_paid", "opened_day", "paused_day"):
        known.give_up("charge", "ever_paid", "opened_day", "student_months")
    elif told:
        due = _suppose_period(known, "paused_day", "paused_since")
        if due is not None:
            known.suppose_charge(due, "paused_since", due.first_day)
