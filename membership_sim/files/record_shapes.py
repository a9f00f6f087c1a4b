"""The format of a record's lines: entries of a timeline, plain lines, and lines that say how a member is judged."""

from __future__ import annotations

from functools import cache
from typing import Final

from membership_sim.entry_fields import KINDS
from membership_sim.files.days import Day, Instant
from membership_sim.files.expect_shapes import MOST, ExpectedEntry, entry_record
from membership_sim.files.scenario_shapes import scenario_shape
from membership_sim.files.shapes import Choice, Text, Whole
from membership_sim.files.structures import Field, ListOf, Structure

DATED: Final = ("date", "at")  # one of them makes a line one of a day

WHOSE: Final = {
    "member": Field(Text(("m1",)), "whose line it is; without it, all lines are of one member"),
    "document": Field(Whole(1, MOST), "the number of the document whose line it is, as `run` writes it"),
}


class RecordedEntry(ExpectedEntry):
    """A line of a day: an entry as `expect` has it, with whose it is; the day may be told by an instant."""

    def structure_of(self, kind: str) -> Structure:
        """Return the record of a line of one kind."""
        return _recorded(kind)


@cache
def _recorded(kind: str) -> Structure:
    entry = entry_record(kind)
    when = {
        "date": entry.fields["date"]._replace(required=False, about="the day"),
        "at": Field(Instant(), "the instant, local unless it has an offset; it counts on its local day"),
    }
    what = entry.what.replace("an expected entry", "a line")
    return Structure(WHOSE | entry.fields | when, what, one_of=(DATED,), also=entry.also)


@cache
def head_shape() -> Structure:
    """Return the shape of a line without a day: how the lines of a member that follow are judged."""
    scenario = scenario_shape().fields
    kinds = Choice(KINDS, "kind of entry")
    told = {name: scenario[name] for name in ("rulebook", "with", "plan", "sales_tax", "given")}
    return Structure(
        {
            **WHOSE,
            **told,
            "observes": Field(ListOf(kinds, "a kind", least=1), "the kinds that are told completely"),
            "until": Field(Day(), "the last day that the lines cover; the default is that of the last one"),
        },
        "a line without a day",
        also=(*DATED, "kind"),
    )
