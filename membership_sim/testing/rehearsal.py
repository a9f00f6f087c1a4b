"""A lifecycle that runs beside a story while it is told: it reads the table directly, which is quicker."""

from __future__ import annotations

from typing import Final

from membership_sim.lifecycle import TABLE, Row
from membership_sim.machine import Accepted, Firing, ImpossibleTriggerError, Lifecycle, Refused
from membership_sim.member import Step


class Rehearsal(Lifecycle):
    """Fires the rows of the table without the machine, to choose events by what has become of the member.

    Nothing is judged by it: a story is a list of events, and the machine runs them afterwards.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[tuple[str, str], list[tuple[Firing, str | None]]] = {}
        for row in TABLE:
            for source in row.sources:
                self._rows.setdefault((source, row.trigger), []).append((Firing(row), row.to))

    def fire(self, step: Step, trigger: str) -> Accepted | Refused:
        """Fire a trigger; a refusal is told by its rule alone."""
        row = self.run_row(step, trigger)
        return Refused(row.rules[0], ()) if row.refuses else Accepted(row.rules[0])

    def run_row(self, step: Step, trigger: str) -> Row:
        """Fire a trigger and return its row; one that refuses does nothing, it writes no entry either.

        Raises ImpossibleTriggerError when no row is enabled.
        """
        facts = step.facts
        step.from_state = facts.state
        for firing, to in self._rows.get((facts.state, trigger), ()):
            if firing.holds(step):
                if firing.row.refuses:
                    return firing.row
                if to is not None:
                    facts.state = to  # type: ignore[assignment]
                firing(step)
                return firing.row
        raise ImpossibleTriggerError(f"no enabled row for {trigger} while {facts.state}")


REHEARSAL: Final = Rehearsal()
