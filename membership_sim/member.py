"""A member's facts, and the `Step` in which a row sees them: who, under which terms, on which day, asked for what."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from membership_sim.scenario import Action, ScenarioError, State, Wallet
from membership_sim.typed import brief

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from membership_sim.entries import Entry
    from membership_sim.lifecycle import Row
    from membership_sim.machine import Lifecycle
    from membership_sim.payments import Source
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.rulebook.model import Plan, Terms

Waiting = Literal["none", "cancel", "pause"]


class Paid(NamedTuple):
    """The latest charge that was taken; amounts in minor units, `tax` is a part of `amount`.

    `seq` is its entry (None when unknown), `price_from_day` the first day
    (`new_from`) of the price step it was charged by.
    """

    seq: int | None
    day: int
    amount: int
    tax: int
    price_from_day: int


class Owed(NamedTuple):
    """A charge that is due and not yet taken: why, how much, since when, for which period, on which anchor (PAY-6)."""

    kind: str
    plan: str
    amount: int
    tax: int
    price_from_day: int
    first_due_day: int
    anchor_day: int
    elapsed: int
    start_day: int
    end_day: int


class Snapshot(NamedTuple):
    """Every fact of a member at the end of `day`; what `given:` says and `Member.snapshot()` returns.

    Days that do not apply are 0. `elapsed` counts the months (or days) from the anchor to the current period's start;
    `opened_day` is that of the join's, the rejoin's or the trial's first charge, `used_value` what was used since then.
    """

    state: State
    day: int
    plan: str
    anchor_day: int = 0
    elapsed: int = 0
    start_day: int = 0
    end_day: int = 0
    charge: Paid | None = None
    used: bool = False
    opened_day: int = 0
    used_value: int = 0
    waiting: Waiting = "none"
    next_plan: str | None = None
    owed: Owed | None = None
    tries: int = 0
    retries: int = 0
    suspended_day: int = 0
    paused_day: int = 0
    ended_day: int = 0
    benefits_since_day: int = 0
    trial_used: bool = False
    ever_paid: bool = False
    student_months: int = 0
    graduation_day: int = 0
    family: tuple[str, ...] = ()
    reminder: bool = False
    reminded: bool = False
    wallet: Wallet = Wallet()
    run_tries: int = 0
    seq: int = 0

    def __repr__(self) -> str:
        return brief(self)

    def to_dict(self) -> dict[str, object]:
        """Return every fact as `given:` writes it: names, ISO days, minor units; `from_dict` reads it back.

        >>> Snapshot("prospect", 739000, "monthly").to_dict()["date"]
        '2024-04-24'
        """
        from membership_sim.files.snapshot_file import snapshot_to_given

        return snapshot_to_given(self)

    @classmethod
    def from_dict(
        cls,
        facts: Mapping[str, object],
        rulebook: RuleBook | str | os.PathLike[str] = "amazon.co.jp",
        *,
        sales_tax: str | None = None,
    ) -> Snapshot:
        """Return the snapshot that a `given` of plain values describes; dates may be `date`s.

        What it leaves out is supposed from the rule book, a `RuleBook`, a shipped name or a path, as in a file;
        `sales_tax` is a rate such as "8.875%". Raises `InputError` with everything that no life comes to.

        >>> facts = {"date": "2025-03-10", "state": "paid", "plan": "monthly", "period_end": "2025-03-31"}
        >>> Snapshot.from_dict(facts).charge.amount
        600
        """
        from membership_sim.files.snapshot_file import load_snapshot

        return load_snapshot(facts, rulebook, sales_tax)


CORE_FACTS = Snapshot._fields[:-3]  # what the core holds; the wallet and the counters are the run's
_VALUES: Callable[[object], tuple[object, ...]] = attrgetter(*CORE_FACTS)


class Facts:
    """A member's facts while they change: the fields of `Snapshot`, the wallet and the counters apart."""

    __slots__ = CORE_FACTS

    state: State
    day: int
    plan: str
    anchor_day: int
    elapsed: int
    start_day: int
    end_day: int
    charge: Paid | None
    used: bool
    opened_day: int
    used_value: int
    waiting: Waiting
    next_plan: str | None
    owed: Owed | None
    tries: int
    retries: int
    suspended_day: int
    paused_day: int
    ended_day: int
    benefits_since_day: int
    trial_used: bool
    ever_paid: bool
    student_months: int
    graduation_day: int
    family: tuple[str, ...]
    reminder: bool
    reminded: bool

    def __init__(self, snapshot: Snapshot) -> None:
        self.restore(snapshot)

    def values(self) -> tuple[object, ...]:
        """Return every fact, in the order of `Snapshot`."""
        return _VALUES(self)

    def restore(self, values: tuple[object, ...]) -> None:
        """Take over every fact of a snapshot, or of `values`."""
        for name, value in zip(CORE_FACTS, values, strict=False):
            setattr(self, name, value)

    def snapshot(self, wallet: Wallet, run_tries: int, seq: int) -> Snapshot:
        """Return the facts with the wallet and the counters of the run."""
        return Snapshot._make((*self.values(), wallet, run_tries, seq))


class Step:
    """The context of a row: the member, the terms, the payment source, the day, the action, the entries so far.

    `asking` is set while a charge is to be tried, as it is due or by the member's hand (PAY-5); `method` and `reasons`
    are the source's answer, `charge_seq` the entry of the charge that was taken last. `fired` is the row that ran last
    and `from_state` where it found the member.
    """

    __slots__ = (
        "action", "asking", "charge_seq", "day", "entries", "facts", "fired", "from_state", "lifecycle",
        "method", "reasons", "seq", "source", "terms",
    )  # fmt: skip

    def __init__(self, facts: Facts, terms: Terms, source: Source, lifecycle: Lifecycle, seq: int = 0) -> None:
        self.facts = facts
        self.terms = terms
        self.source = source
        self.lifecycle = lifecycle
        self.day = facts.day
        self.action = Action("keep")
        self.entries: list[Entry] = []
        self.seq = seq
        self.charge_seq = 0
        self.asking: Literal["due", "by_hand"] | None = None
        self.method: str | None = None
        self.reasons: tuple[tuple[str | None, str], ...] = ()
        self.fired: Row | None = None
        self.from_state: State = facts.state

    def plan(self, plan_id: str) -> Plan:
        """Return the plan of the rule book; raises ScenarioError for an unknown one."""
        try:
            return self.terms.plans[plan_id]
        except KeyError:
            known = ", ".join(self.terms.plans)
            raise ScenarioError(f"unknown plan {plan_id!r}, the rule book has {known}") from None
