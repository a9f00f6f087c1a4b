"""Lives to begin a story in, told shortly: what is done, and after how many days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from membership_sim.due import next_due
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, Rate
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Action, Method, Wallet
from membership_sim.simulate import Run
from membership_sim.vectors.cover import noting

CARD: Final = "visa"
GIFT: Final = "gift"
WALLET: Final = Wallet((Method(CARD), Method(GIFT, "gift_balance")), CARD)
DUE: Final = -1  # wait until something is due

# How long to wait, then what to do: nothing, or an action.
Step = tuple[int, Action | None]

JOIN_PAID: Final = (0, Action("join", trial=False))
BLOCK: Final = (1, Action("block_method", name=CARD, reason="insufficient_funds"))
NEXT: Final = (DUE, None)

LIVES: Final[dict[str, Sequence[Step]]] = {
    "trial": [(0, Action("join"))],
    "trial-reminded": [(0, Action("join")), (0, Action("set_reminder", to=True))],
    "paid": [JOIN_PAID],
    "paid-reminded": [JOIN_PAID, (0, Action("set_reminder", to=True))],
    "past_due": [JOIN_PAID, BLOCK, NEXT],
    "past_due-retried": [JOIN_PAID, BLOCK, NEXT, NEXT],
    "past_due-retried-twice": [JOIN_PAID, BLOCK, NEXT, NEXT, NEXT],
    "suspended": [JOIN_PAID, BLOCK, NEXT, NEXT, NEXT, NEXT],
    "paused": [JOIN_PAID, (1, Action("pause")), NEXT],
}


def ordinal(text: str) -> int:
    """Return the number of a day."""
    return date.fromisoformat(text).toordinal()


def begin(
    book: RuleBook, day: int, plan: str, wallet: Wallet = WALLET, tax: Rate = NO_TAX, trial_used: bool = False
) -> Run:
    """Return the run of a prospect."""
    start = Snapshot("prospect", day, plan, wallet=wallet, trial_used=trial_used)
    return Run(book.terms(tax), start, None, noting())


def live(run: Run, steps: Sequence[Step]) -> Iterator[Run]:
    """Take the steps; yield the run as it stands before the last one and after it."""
    for number, (wait, action) in enumerate(steps, start=1):
        if number == len(steps):
            yield run.copy()
        day = next_due(run.facts, run.terms)[0] if wait == DUE else run.facts.day + wait
        if action is None:
            run.advance(day)
        else:
            run.act(day, action)
    yield run
