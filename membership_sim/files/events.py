"""Events as files write them into the core's: the day of an instant, the action and its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.value_shapes import method_of
from membership_sim.files.words import quoted
from membership_sim.scenario import ARGUMENTS, Action, Event

if TYPE_CHECKING:
    from membership_sim.files.report import Report
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.scenario import Place

_BESIDE_THE_ACTION: Final = ("date", "at", "refused")


class EventRead(NamedTuple):
    """An event as far as it is right: without a day, an action, or both, it is no event."""

    fields: Fields
    day: int | None
    action: Action | None
    event: Event | None

    @property
    def day_place(self) -> Place | None:
        """Where the day stands."""
        return self.fields.place("at" if "at" in self.fields else "date")


def read_events(read: list[Fields], book: RuleBook | None, report: Report) -> list[EventRead]:
    """Return the events in the order of the file; without a rule book no plan is checked."""
    events = []
    for fields in read:
        if book is not None:
            _check_plans(fields, book, report)
        day = _day(fields, book, report)
        action = _action(fields) if fields.all_right(but=_BESIDE_THE_ACTION) else None
        event = None
        if day is not None and action is not None and fields.all_right():
            event = Event(day, action, fields.get("refused", False), fields.node.place)
        events.append(EventRead(fields, day, action, event))
    return events


def _check_plans(fields: Fields, book: RuleBook, report: Report) -> None:
    for name, argument in ARGUMENTS[fields["do"]].items() if "do" in fields else ():
        if argument.kind == "plan" and name in fields and fields[name] not in book.plans:
            report.add(fields.place(name), unknown_plan(fields[name], book))


def _day(fields: Fields, book: RuleBook | None, report: Report) -> int | None:
    """Return the civil day of an event: its date, or the local day of its instant (TIME-1)."""
    if "at" not in fields or book is None:
        return fields.get("date")
    from membership_sim.calendar import local_day

    instant: str = fields["at"]
    try:
        return local_day(instant, book.time_zone).toordinal()
    except (ValueError, OverflowError):
        report.add(fields.place("at"), f"'at' is {quoted(instant)}, which is no instant in {book.time_zone}")
        return None


def _action(fields: Fields) -> Action:
    arguments: dict[str, Any] = {name: fields[name] for name in ARGUMENTS[fields["do"]] if name in fields}
    if "method" in ARGUMENTS[fields["do"]]:
        arguments["method"] = method_of(fields.get("method", fields))
    return Action(fields["do"], **arguments)
