"""States of one kind, as the specification speaks of them."""

from __future__ import annotations

from typing import Final

BENEFIT_STATES: Final = frozenset(("trial", "paid", "past_due"))  # BENEFIT-1
RUNNING: Final = frozenset(("trial", "paid"))
OWING: Final = frozenset(("past_due", "suspended"))
DUE_STATES: Final = frozenset(("trial", "paid", "past_due"))  # in which the calendar has a charge tried
NO_MEMBER: Final = frozenset(("prospect", "cancelled"))
