"""What is allowed in which state, typed by hand from the specification; frozen, and asked by the laws of refusals.

✓ accepted, in brackets the rules that may refuse it by its arguments; = accepted and changes nothing; else the rule
that refuses whatever the arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

WALLET_ACTIONS: Final = (
    "add_method", "update_method", "remove_method", "set_default", "block_method", "unblock_method", "top_up",
)  # fmt: skip
IF_WAITING: Final = "✓ if waiting"

MATRIX: Final = """
action        | prospect           | trial              | paid               | past_due     | suspended    | paused       | cancelled
join          | ✓ (PLAN-4, JOIN-4) | JOIN-5             | JOIN-5             | JOIN-5       | JOIN-5       | JOIN-5       | ✓ (PLAN-4)
use           | BENEFIT-1          | ✓ (FAMILY-1)       | ✓ (FAMILY-1)       | ✓ (FAMILY-1) | BENEFIT-1    | BENEFIT-1    | BENEFIT-1
cancel        | CANCEL-8           | ✓                  | ✓                  | ✓            | ✓            | ✓            | =
keep          | CANCEL-4           | ✓ if waiting       | ✓ if waiting       | CANCEL-4     | CANCEL-4     | CANCEL-4     | CANCEL-4
pause         | PAUSE-6            | ✓                  | ✓                  | PAUSE-6      | PAUSE-6      | PAUSE-6      | PAUSE-6
resume        | PAUSE-7            | PAUSE-7            | PAUSE-7            | PAUSE-7      | PAUSE-7      | ✓            | PAUSE-7
change_plan   | PLAN-4             | ✓ (PLAN-1, PLAN-4) | ✓ (PLAN-1, PLAN-4) | PLAN-4       | PLAN-4       | PLAN-4       | PLAN-4
pay           | PAY-5              | PAY-5              | PAY-5              | ✓            | ✓            | PAY-5        | PAY-5
terminate     | TERM-1             | ✓                  | ✓                  | ✓            | ✓            | ✓            | TERM-1
add_family    | FAMILY-1           | ✓ (FAMILY-1)       | ✓ (FAMILY-1)       | ✓ (FAMILY-1) | FAMILY-1     | FAMILY-1     | FAMILY-1
remove_family | FAMILY-1           | ✓ (FAMILY-1)       | ✓ (FAMILY-1)       | ✓ (FAMILY-1) | ✓ (FAMILY-1) | ✓ (FAMILY-1) | FAMILY-1
wallet        | ✓                  | ✓                  | ✓                  | ✓            | ✓            | ✓            | ✓
set_reminder  | ✓                  | ✓                  | ✓                  | ✓            | ✓            | ✓            | ✓
set_graduation| ✓                  | ✓                  | ✓                  | ✓            | ✓            | ✓            | ✓
"""  # noqa: E501


def _cells() -> dict[tuple[str, str], str]:
    head, *rows = [[word.strip() for word in line.split("|")] for line in MATRIX.strip().splitlines()]
    return {
        (do, state): cell
        for name, *cells in rows
        for do in (WALLET_ACTIONS if name == "wallet" else (name,))
        for state, cell in zip(head[1:], cells, strict=True)
    }


def _refusing(cell: str) -> frozenset[str]:
    if cell == IF_WAITING:
        return frozenset({"CANCEL-4"})
    if cell[0] in "✓=":
        return frozenset(cell[1:].strip(" ()").split(", ")) - {""}
    return frozenset({cell})


# What the matrix says of an action in a state; the wallet's row stands once for each of its actions.
CELLS: Final = _cells()
# The rules that may refuse it, and where it may be accepted.
REFUSING: Final = {place: _refusing(cell) for place, cell in CELLS.items()}
ACCEPTING: Final = frozenset(place for place, cell in CELLS.items() if cell[0] in "✓=")


def _by_state(places: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {state: set() for _, state in CELLS}
    for do, state in places:
        found[state].add(do)
    return {state: frozenset(actions) for state, actions in found.items()}


# By state: what may be possible, `keep` apart; and of that what depends on nothing on file (one can use a benefit
# oneself).
POSSIBLE: Final = _by_state(place for place in ACCEPTING if CELLS[place] != IF_WAITING)
CERTAIN: Final = _by_state(
    (do, state)
    for do, state in ACCEPTING
    if do in ("use", "add_method") or (CELLS[do, state] in ("✓", "=") and do not in WALLET_ACTIONS)
)
