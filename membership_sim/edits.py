"""What would explain a record that diverges: edits of what its member did, and of what it leaves out."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

from membership_sim.entries import Entry
from membership_sim.scenario import Action, ActionName, Place

EditKind = Literal[
    "refund_under_way",  # a refund that is missing may still come, or came, within its business days
    "removed",  # an action that the record tells was never registered
    "next_period",  # a wish took effect a period later
    "delayed",  # an action was registered later
    "doubled",  # an action was registered twice, within days
    "added",  # an action that the record does not tell was registered
    "other_account",  # charges belong to another account
    "declined",  # a charge was declined, and the record does not tell
    "other_refund",  # a refund belongs to another account
]
PLAUSIBLE: Final[tuple[EditKind, ...]] = get_args(EditKind)  # of two explanations the earlier kind comes first

# Of two explanations of a kind the earlier action comes first; all others stand behind them. A graduation needs no wish
# of the member: the plan changes by itself (PLAN-2), so it comes before a change that was asked for (PLAN-1).
LIKELY: Final[tuple[ActionName, ...]] = (
    "cancel", "keep", "pause", "resume", "set_graduation", "change_plan", "pay", "join", "use", "terminate",
)  # fmt: skip


class Edit(NamedTuple):
    """One change of what a record tells.

    `day` is that of the line at `place` that is changed; of what is missing the day on which it should stand, and there
    is no place. `first_day` to `last_day` is when it happened instead: any of these days leaves the same record. Of a
    refund they are the days on which the money is back, at most so many `business_days` on; of another account those
    on which it joined; 0 if they do not apply. A wish that took effect later did so on `effective_day`. `days` are
    those of the charges of another account, or of the declines; `ends_day` is when the account would have been charged
    again had it not been cancelled before.
    """

    kind: EditKind
    day: int
    place: Place | None = None
    action: Action | None = None
    first_day: int = 0
    last_day: int = 0
    effective_day: int = 0
    amount: int = 0
    plan: str = ""
    has_trial: bool = False
    days: tuple[int, ...] = ()
    ends_day: int = 0
    business_days: int = 0

    @property
    def size(self) -> int:
        """How many things it supposes: an account that ended needs its cancel as well."""
        return 2 if self.ends_day else 1


class Explanation(NamedTuple):
    """Edits, mostly one, after which the record is as the model says, and the `same` ones that are told with them.

    After those too the record and the membership at its end are the same, so that nothing tells them apart.
    `because_of` is the entry that then stands for the line that diverged, else the latest one before.
    """

    edits: tuple[Edit, ...]
    same: tuple[tuple[Edit, ...], ...] = ()
    because_of: Entry | None = None


class Diagnosis(NamedTuple):
    """What would explain a divergence, the likeliest first, found among so many edited records that were `tried`.

    It is not complete when there were more to try than are allowed.
    """

    explanations: tuple[Explanation, ...]
    tried: int
    is_complete: bool = True
