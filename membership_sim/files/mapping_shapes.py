"""The format of a mapping file: what the rows of a foreign record are called there, and which lines they are here."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from membership_sim.entry_fields import KINDS
from membership_sim.files.check_shapes import WITHIN_DAYS
from membership_sim.files.expect_shapes import entry_record
from membership_sim.files.nodes import Scalar
from membership_sim.files.record_file import FORMS
from membership_sim.files.record_shapes import head_shape
from membership_sim.files.report import Report
from membership_sim.files.shapes import Choice, Shape, Text
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.variants import Either, MapOf, OneOrMany

TIMES: Final = ("date", "instant", "unix", "unix_ms")
UNITS: Final = ("minor", "major")
IGNORE: Final = "ignore"  # the word for rows that are passed over
ANY: Final = r"[\s\S]{1,200}"  # a foreign word


class Constant(Shape):
    """A word, a number, yes or no: what a line says whatever its row says."""

    wanted = "a word, a number, yes or no"

    def _accept(self, node: Scalar, report: Report, what: str) -> Any:
        return node.value if isinstance(node.value, str | int | bool) else None


PATH: Final = Text(("data.object.customer",))


@cache
def reference_shape() -> Structure:
    """Return the shape of what a line takes from its row."""
    return Structure(
        {
            "field": Field(PATH, "the column, or the path of the field, its parts parted by dots", required=True),
            "units": Field(Choice(UNITS, "unit"), "whether an amount is in minor units or, like 5.99, in major ones",
                           default="minor"),
            "words": Field(MapOf(ANY, "a foreign word", Constant()), "our word for each of theirs"),
        },
        "what a line takes from its row",
    )  # fmt: skip


@cache
def said_shape() -> Either:
    """Return the shape of what a field of a line says: taken from the row, or always the same."""
    return Either(reference_shape(), Constant())


@cache
def rule_shape() -> Structure:
    """Return the shape of a line that a row becomes: its fields, each taken from the row or always the same."""
    names = dict.fromkeys(name for kind in ("", *KINDS) for name in entry_record(kind).fields if name != "date")
    fields = {name: Field(said_shape()) for name in names}
    where = Field(MapOf(ANY, "a field", Constant()), "the row is such a line only where these fields are so; where "
                  "nothing else is said it is passed over")
    return Structure({**fields, "where": where}, "a line that a row becomes")  # fmt: skip


@cache
def line_shape() -> Either:
    """Return the shape of a line that a row becomes, or of the word for a row that is passed over."""
    return Either(rule_shape(), Choice((IGNORE,), "word"))


@cache
def time_shape() -> Structure:
    """Return the shape of where the day of a row stands, and how."""
    return Structure(
        {
            "field": Field(PATH, "the column, or the path of the field", required=True),
            "as": Field(Choice(TIMES, "kind of time"), "a civil day, an instant, or seconds (milliseconds) since 1970",
                        default="date"),
            "format": Field(Text(("%d/%m/%Y",)), "how a day or an instant is written, in the words of strptime"),
            "zone": Field(Text(("America/New_York",)), "the zone of an instant without an offset; it is local without"),
        },
        "'time'",
    )  # fmt: skip


@cache
def mapping_shape() -> Structure:
    """Return the shape of a mapping file."""
    head = {name: field for name, field in head_shape().fields.items() if name not in ("member", "document", "given")}
    return Structure(
        {
            "form": Field(Choice(FORMS, "form"), "what the record is", default="jsonl"),
            **head,
            "within_days": WITHIN_DAYS,
            "member": Field(PATH, "the column, or the path of the field, that tells whose row it is"),
            "time": Field(time_shape(), "when it happened", required=True),
            "event": Field(PATH, "the column, or the path of the field, that tells what a row is"),
            "events": Field(MapOf(ANY, "an event", OneOrMany(line_shape(), "a line")),
                            "the lines that the rows of each event become"),
            "lines": Field(ListOf(line_shape(), "a line", least=1), "the lines that any row becomes, as far as it has"
                           " their first field"),
            "others": Field(Choice((IGNORE,), "word"), "rows that are none of the lines are passed over"),
        },
        "a mapping",
        one_of=(("events", "lines"),),
        needs={"events": "event", "event": "events"},
    )  # fmt: skip
