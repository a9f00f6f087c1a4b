"""What a `given` leaves out, supposed from the rule book as the simplest life with the given facts would have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from membership_sim.charges import fee_due, next_due, period_boundary
from membership_sim.files.given_periods import find_period, trial_start
from membership_sim.files.given_shapes import FACTS, OWED_PARTS
from membership_sim.files.words import quoted
from membership_sim.lifecycle import CHARGE_KINDS
from membership_sim.member import Facts, Owed, Paid, Snapshot
from membership_sim.possible.account import least_student_months
from membership_sim.possible.laws import APPLIES, iso, shown
from membership_sim.possible.money import Due, dues_before, plans_before
from membership_sim.possible.period import elapsed_to, length_of
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import ScenarioError, Wallet

if TYPE_CHECKING:
    from membership_sim.files.records import Fields

EVERY_DAY: Final = 1  # the first day of a fee that holds on every day

_PERIOD: Final = ("anchor_day", "elapsed", "start_day", "end_day")

_OWED_PARTS: Final = tuple(f"owed.{part}" for part in (*_PERIOD, "plan", "amount", "tax", "step"))

Tell = Callable[[str, str, str], None]  # the fact, its part or "", and what is wrong


class Supposed:
    """Supposes the facts that are not given; `facts` has all that is known, `unknown` those nothing follows from.

    `sources` names the given fact from which a supposed one was worked out.
    """

    def __init__(self, given: dict[str, Any], unknown: set[str], plan: Plan, terms: Terms, tell: Tell) -> None:
        self.facts = {name: value for name, value in given.items() if not name.startswith(("charge", "owed"))}
        self.charge: Fields | None = given.get("charge")
        self.owed: Fields | None = given.get("owed")
        self.told = frozenset(given)
        self.unknown = unknown
        self.sources: dict[str, str] = {}
        self.plan = plan
        self.terms = terms
        self.tell = tell

    def snapshot(self, wallet: Wallet) -> Snapshot:
        """Return the snapshot, with placeholders for what is unknown."""
        self._suppose("state", trial_used=self.facts["state"] != "prospect")
        match self.facts["state"]:
            case "trial":
                self._trial()
            case "paid":
                self._paid()
            case "past_due" | "suspended":
                self._owing()
            case "paused":
                self._paused()
            case "cancelled":
                self._suppose("date", ended_day=self.facts["day"])
        self._keep_misplaced()
        if self.facts.get("charge"):
            self._suppose("charge", seq=self.facts["charge"].seq or 0)
            if self.facts["state"] in APPLIES["charge"]:
                self._suppose("charge", ever_paid=True)
        return self._last(Snapshot(**{"plan": self.plan.id, **self.facts, "wallet": wallet}))

    def _keep_misplaced(self) -> None:
        """Keep what is told of a charge in a state that has none, for a law to refuse it."""
        day = self.facts["day"]
        if self.charge is not None and self._known("charge"):
            self.facts.setdefault("charge", Paid(None, day, 0, 0, EVERY_DAY))
        if self.owed is not None and self._known("owed"):
            kind, first_due_day = self.owed.get("kind", "renewal"), self.owed.get("first_due", day)
            owed = Owed(kind, self.plan.id, 0, 0, EVERY_DAY, first_due_day, day, 0, day, day)
            self.facts.setdefault("owed", owed)

    def _last(self, snapshot: Snapshot) -> Snapshot:
        """Add what follows from all the others: student months since the anchor, the reminder of that very day."""
        if "student_months" not in self.told and not self.unknown & {"elapsed", "owed", "ever_paid"}:
            snapshot = snapshot._replace(student_months=least_student_months(snapshot, self.terms))
        if snapshot.state in ("trial", "paid") and not self.unknown & {"start_day", "end_day", "reminded", "waiting"}:
            reminds = next_due(Facts(snapshot), self.terms) == (snapshot.day, "reminder_due")
            if reminds and "reminded" not in self.told:
                snapshot = snapshot._replace(reminded=True)
        return snapshot

    def _known(self, *fields: str) -> bool:
        return not self.unknown.intersection(fields)

    def _suppose(self, source: str, **values: Any) -> None:
        """Take values for facts that are not told; `source` is the given fact that they follow from."""
        for field, value in values.items():
            if field not in self.told:
                self.facts[field] = value
                self.sources[field] = source

    def _give_up(self, *fields: str) -> None:
        """Conclude nothing from facts that are not told."""
        self.unknown.update(field for field in fields if field not in self.told)

    def _trial(self) -> None:
        if not self._known("start_day") or not (self._known("end_day") or "start_day" in self.told):
            self._give_up("start_day", "benefits_since_day")
            return
        if "start_day" not in self.told:
            end_day = self.facts["end_day"]
            start_day = trial_start(self.plan, end_day, self.terms)
            if start_day is None:
                plan = quoted(self.plan.id)
                self.tell("period_end", "", f"is {iso(end_day)}, no trial of {plan} ends on that day (TRIAL-1)")
                self._give_up("start_day", "benefits_since_day")
                self.unknown.add("end_day")
                return
            self._suppose("period_end", start_day=start_day)
        self._suppose("period_start", benefits_since_day=self.facts["start_day"])

    def _period(self, end: str, source: str) -> Due | None:
        """Suppose the period that ends on the fact `end`, and return how its charge came due; None when unknown."""
        facts, plan = self.facts, self.plan
        own = ("anchor_day", "elapsed", "start_day")
        derived = (*own, "charge", "opened_day", "benefits_since_day", "student_months", "ever_paid")
        if not self._known(end, *own):
            self._give_up(*derived)
            return None
        told = dict.fromkeys(own)
        if end == "end_day":
            told |= {field: facts[field] for field in own if field in self.told}
            told |= {field: told[field] or None for field in ("anchor_day", "start_day")}
        found = find_period(plan, facts[end], self.terms, **told)
        if told["anchor_day"] is None and facts.get("opened_day"):  # the first anchor, if it can still count
            first = find_period(plan, facts[end], self.terms, facts["opened_day"], None, None)
            if first and all(told[field] in (None, getattr(first, field)) for field in ("elapsed", "start_day")):
                found = first
        if found is None:
            names = [name for name in ("anchor", "period_start", "elapsed") if told[FACTS[name].field] is not None]
            where = names[0] if names else source
            seen = shown(FACTS[where].field, facts[FACTS[where].field])
            ends = f"ends on {iso(facts[end])}"
            self.tell(where, "", f"is {seen}, no period of {quoted(plan.id)} with it {ends} (BILL-2)")
            self._give_up(*derived)
            self.unknown.update((*own, end))
            return None
        if end == "end_day":
            self._suppose("anchor" if told["anchor_day"] else source, **found._asdict())
        self._suppose("anchor" if "anchor_day" in self.told else source, opened_day=found.anchor_day)
        first = self.facts["opened_day"] == found.start_day
        return Due(plan, found.start_day, found.start_day, first)

    def _paid(self) -> None:
        self._suppose("state", ever_paid=True)
        due = self._period("end_day", "period_end")
        if due is None or not self._known("opened_day"):
            self._give_up("charge")
            return
        self._charge(due, "period_end")
        charge = self.facts.get("charge")
        if charge and charge.day > due.first_day + on(self.terms.payment_retry_days, due.first_day)[-1]:
            self._suppose("charge", benefits_since_day=charge.day)  # it ended a suspension
        else:
            self._suppose("period_end", benefits_since_day=self.facts["anchor_day"] or due.first_day)
        if not self._known("charge"):
            self._give_up("benefits_since_day")

    def _paused(self) -> None:
        told = self.charge is not None or self.facts.get("ever_paid") or self.facts.get("opened_day")
        if not self._known("charge", "ever_paid", "opened_day", "paused_day"):
            self._give_up("charge", "ever_paid", "opened_day", "student_months")
        elif told:
            due = self._period("paused_day", "paused_since")
            if due is not None:
                self._charge(due, "paused_since")

    def _owing(self) -> None:
        told, facts = self.owed, self.facts
        derived = (*_PERIOD, "opened_day", "benefits_since_day", "charge", "tries")
        if told is None or not self._known("owed", "owed.first_due_day", "owed.kind", "owed.start_day", "owed.plan"):
            self._give_up(*derived, "retries", "ever_paid", "student_months")
            self.unknown.update(_OWED_PARTS)
            return
        first_due_day = told["first_due"]
        own = self._owed_period(told, first_due_day)
        if own is None:
            self._give_up(*derived, "ever_paid", "student_months")
            self.unknown.update(_OWED_PARTS)
        else:
            self._owe(told, own)
        schedule = on(self.terms.payment_retry_days, first_due_day)
        passed = sum(first_due_day + days <= facts["day"] for days in schedule)
        self._suppose("owed", retries=passed)
        self._suppose("owed", tries=facts["retries"] + 1)

    def _owed_period(self, told: Fields, first_due_day: int) -> Owed | None:
        """Return what is owed without its money; None, and its reason told, when its period cannot be worked out."""
        facts, terms, plan = self.facts, self.terms, self.plan
        if not self._known("owed.anchor_day", "owed.elapsed", "anchor_day", "elapsed", "start_day"):
            return None
        kind = told.get("kind", "renewal")
        start_day = told.get("period_start") or facts.get("start_day") or first_due_day
        anchor_day = told.get("anchor") or facts.get("anchor_day")
        owed = Owed(kind, plan.id, 0, 0, 0, first_due_day, anchor_day or start_day, 0, start_day, 0)
        if anchor_day:
            elapsed = elapsed_to(plan, anchor_day, start_day, terms)
            if elapsed is None:
                message = f"is {iso(anchor_day)}, no period counted from it starts on {iso(start_day)} (BILL-2)"
                self.tell(*(("owed", "anchor") if "anchor" in told else ("anchor", "")), message)
                return None
        else:
            owed = self._on_the_latest_anchor(owed)
            elapsed = owed.elapsed
        end_day = period_boundary(plan, owed.anchor_day, elapsed + length_of(plan), terms)
        return owed._replace(elapsed=elapsed, end_day=end_day)

    def _on_the_latest_anchor(self, owed: Owed) -> Owed:
        """Return what is owed on the anchor of the simplest period that can go before it."""
        for before in plans_before(owed, self.terms):
            if (before.months > 0) == (self.plan.months > 0):
                found = find_period(before, owed.start_day, self.terms, None, None, None)
                if found is not None:
                    return owed._replace(anchor_day=found.anchor_day, elapsed=found.elapsed + length_of(before))
        return owed

    def _owe(self, told: Fields, own: Owed) -> None:
        """Suppose what is owed and the charge before it, with all that follows from them."""
        facts, terms = self.facts, self.terms
        first = CHARGE_KINDS[own.kind].anchor == "new"
        before = dues_before(own, terms)
        since_day = own.start_day - 1
        if before:
            since_day = min(own.anchor_day, before[0].first_day)
            self._suppose("owed", opened_day=since_day)
            self._charge(before[0]._replace(first=facts["opened_day"] == before[0].first_day), "owed")
        elif first:
            self._suppose("owed", opened_day=own.start_day)
            since_day = trial_start(self.plan, own.start_day, terms) or since_day
        else:
            self._give_up("charge", "opened_day")
        if facts["state"] == "past_due":
            self._suppose("owed", benefits_since_day=since_day)
        self._suppose("owed", ever_paid=not first, start_day=own.start_day, end_day=own.end_day)
        anchored = "anchor" if "anchor_day" in self.told else "owed"
        self._suppose(anchored, anchor_day=own.anchor_day, elapsed=own.elapsed)
        charge = facts.get("charge")
        money = self._price("owed", told, own.kind, Due(self.plan, own.start_day, own.start_day), charge)
        if money is None:
            self.unknown.add("owed")
            return
        amount, tax, step = money
        parts = {OWED_PARTS[name]: value for name, value in told.items() if value is not None}
        facts["owed"] = own._replace(**parts)._replace(amount=amount, tax=tax, step=step)

    def _charge(self, due: Due, source: str) -> None:
        """Suppose the latest charge, which came due as told, or the parts of it that are not told."""
        told: Any = self.charge
        if told is None:
            if "charge" in self.told:
                return  # null
            told = {}
        money = self._price("charge", told, "join" if due.first else "renewal", due, None)
        if money is None:
            self.unknown.add("charge")
            return
        self.facts["charge"] = Paid(told.get("seq"), told.get("date", due.first_day), *money)
        if self.charge is None:
            self.sources["charge"] = source

    def _price(self, what: str, told: Any, kind: str, due: Due, before: Paid | None) -> tuple[int, int, int] | None:
        """Return amount, tax and price step of a charge, as told or else by the price table (PRICE-1)."""
        step_day = told.get("price_from", 0) or (EVERY_DAY if "price_from" in told else 0)
        if "amount" in told and step_day:
            return told["amount"], told.get("tax", 0), step_day
        try:
            amount, tax, own_step_day = fee_due(kind, due.plan, due.first_day, before.step if before else 0, self.terms)
        except ScenarioError as error:
            place = "amount" if "amount" in told else ""
            self.tell(what, place, f"cannot be supposed: {error}; 'amount' and 'price_from' may be given")
            return None
        tax = told.get("tax", tax if told.get("amount", amount) == amount else 0)
        return told.get("amount", amount), tax, step_day or own_step_day
