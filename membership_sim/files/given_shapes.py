"""The format of `given`: every fact of a member under the name that files use, and where it may stand.

One table, `FACTS`, ties a name to the field of `member.Snapshot` that it fills; reading, writing and the schema
follow it.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple, get_args

from membership_sim.files.days import Day, Month
from membership_sim.files.shapes import Amount, Choice, OrNull, Shape, Text, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.value_shapes import PLAN_EXAMPLES, method_shape
from membership_sim.lifecycle import TABLE
from membership_sim.member import Waiting
from membership_sim.possible.laws import APPLIES
from membership_sim.scenario import STATES, State

MOST: Final = 1_000_000  # months, days, tries or entries

# What is owed while past due or suspended: the charges whose decline leads there.
OWED_KINDS: Final = tuple(
    dict.fromkeys(
        kind
        for row in TABLE
        if row.trigger == "declined" and row.to == "past_due"
        for atom, kinds in row.when
        if atom == "owed_for"
        for kind in kinds
    )
)

REQUIRED: Final[dict[State, tuple[str, ...]]] = {
    "trial": ("period_end",),
    "paid": ("period_end",),
    "past_due": ("owed",),
    "suspended": ("owed", "suspended_since"),
    "paused": ("paused_since",),
}


class Fact(NamedTuple):
    """A fact: the field of `Snapshot` that it fills, the kind of its value, what it is, what is supposed without it.

    Kinds in `OPTIONAL` take null for "does not apply".
    """

    field: str
    kind: str
    about: str
    default: str

    @property
    def states(self) -> tuple[State, ...]:
        """The states in which it can apply."""
        return APPLIES[self.field]


OPTIONAL: Final = ("day", "month", "plan", "charge", "owed")

FACTS: Final[dict[str, Fact]] = {
    "plan": Fact("plan", "plan", "the plan, or the last one held", "the scenario's plan"),
    "anchor": Fact(
        "anchor_day", "day", "the day that periods are counted from", "a told day that fits the period, else the latest"
    ),
    "elapsed": Fact("elapsed", "count", "months (or days) from the anchor to the period's start", "fits the period"),
    "period_start": Fact("start_day", "day", "first day of the trial or period", "one trial or period before its end"),
    "period_end": Fact("end_day", "day", "day of the next charge", "one period after first_due when it is owed for"),
    "charge": Fact(
        "charge", "charge", "the latest charge that was taken", "if one ever was: the fee of the latest period paid for"
    ),
    "used": Fact("used", "yes_no", "a benefit was used since the period's start", "no"),
    "opened": Fact("opened_day", "day", "first due day of the membership's first charge", "if it ever was: the anchor"),
    "used_value": Fact("used_value", "amount", "value of the uses since the membership opened", "0"),
    "waiting": Fact("waiting", "waiting", "the wish that waits for the period's end", "none"),
    "next_plan": Fact("next_plan", "plan", "the change of plan that waits", "none"),
    "owed": Fact("owed", "owed", "the charge that is due and not yet taken", "must be given where it applies"),
    "tries": Fact("tries", "count", "how often the owed charge was tried", "the first try and the retries"),
    "retries": Fact("retries", "count", "how many of them were retries by the schedule", "those until the date"),
    "suspended_since": Fact("suspended_day", "day", "first day of the suspension", "must be given there"),
    "paused_since": Fact("paused_day", "day", "first day of the pause", "must be given there"),
    "ended": Fact("ended_day", "day", "the day on which the last membership ended", "cancelled: the date"),
    "benefits_since": Fact("benefits_since_day", "day", "since when benefits run", "the anchor, or the trial's start"),
    "trial_used": Fact("trial_used", "yes_no", "the account's trial is used up", "no for a prospect, else yes"),
    "ever_paid": Fact("ever_paid", "yes_no", "a charge of this membership was taken", "what the other facts imply"),
    "student_months": Fact("student_months", "count", "months paid for on student plans", "those since the anchor"),
    "graduation": Fact("graduation_day", "month", "the month of graduation", "none"),
    "family": Fact("family", "family", "the family members", "nobody"),
    "reminder": Fact("reminder", "yes_no", "the reminder is switched on", "no"),
    "reminded": Fact("reminded", "yes_no", "the reminder of this period was sent", "yes on its day, else no"),
    "payment_tries": Fact("run_tries", "count", "tries so far, which `payments` counts on", "0"),
    "seq": Fact("seq", "count", "entries so far, which numbers count on", "the number of the latest charge, or 0"),
}

# The parts of `charge` and `owed`, with the fields of `Paid` and `Owed` that they fill.
CHARGE_PARTS: Final = {"date": "day", "amount": "amount", "tax": "tax", "price_from": "price_from_day", "seq": "seq"}
OWED_PARTS: Final = {
    "kind": "kind",
    "plan": "plan",
    "amount": "amount",
    "tax": "tax",
    "price_from": "price_from_day",
    "first_due": "first_due_day",
    "anchor": "anchor_day",
    "elapsed": "elapsed",
    "period_start": "start_day",
    "period_end": "end_day",
}


@cache
def _shape(kind: str) -> Shape:
    match kind:
        case "day":
            return Day()
        case "month":
            return Month()
        case "count":
            return Whole(0, MOST)
        case "amount":
            return Amount()
        case "yes_no":
            return YesNo()
        case "plan":
            return Text(PLAN_EXAMPLES)
        case "waiting":
            return Choice(get_args(Waiting), "wish")
        case "family":
            return ListOf(Text(), "a family member")
        case "charge":
            return _charge()
        case "owed":
            return _owed()
        case _:
            raise AssertionError(f"no shape for a fact of kind {kind}")


def _charge() -> Structure:
    fields = {
        "date": Field(Day(), "the day on which it was taken; the default is the first day of its period"),
        "amount": Field(Amount(), "what was taken, with tax; the default is the fee of the first day of its period"),
        "tax": Field(Amount(), "the tax in the amount"),
        "price_from": Field(OrNull(Day(), "a fee of every day"), "new_from of the price step that it was charged by"),
        "seq": Field(OrNull(Whole(1, MOST), "not known"), "the number of its entry"),
    }
    return Structure(fields, "'charge'")


def _owed() -> Structure:
    fields = {
        "first_due": Field(Day(), "the day on which it was first due, and first declined", required=True),
        "kind": Field(Choice(OWED_KINDS, "kind of charge"), "what it is for", default="renewal"),
        "plan": Field(_shape("plan"), "its plan; the default is the member's"),
        "amount": Field(Amount(), "with tax; the default is the fee of the day first due"),
        "tax": Field(Amount(), "the tax in the amount"),
        "price_from": Field(OrNull(Day(), "a fee of every day"), "new_from of the price step that it is charged by"),
        "anchor": Field(Day(), "the anchor of its period"),
        "elapsed": Field(Whole(0, MOST), "months (or days) from the anchor to its period"),
        "period_start": Field(Day(), "first day of its period; the default is first_due"),
        "period_end": Field(Day(), "end of its period"),
    }
    return Structure(fields, "'owed'")


@cache
def given_shape() -> Structure:
    """Return the shape of `given`."""
    fields = {
        "date": Field(Day(), "the day at whose end all this holds", required=True),
        "state": Field(Choice(STATES, "state"), "the state", required=True),
    }
    for name, fact in FACTS.items():
        shape = _shape(fact.kind)
        optional = OrNull(shape, "does not apply") if fact.kind in OPTIONAL and name != "plan" else shape
        fields[name] = Field(optional, f"{fact.about}; default: {fact.default}")
    fields["wallet"] = Field(ListOf(method_shape(), "a payment method"), "the payment methods; default: the scenario's")
    default = OrNull(Text(("visa",)), "nothing on file")
    fields["default"] = Field(default, "the name of the default method; default: the first")
    return Structure(fields, "'given'")
