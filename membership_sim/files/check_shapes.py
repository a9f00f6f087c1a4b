"""What is asked for beside a record: one table, which a request, a mapping and a call from Python follow."""

from __future__ import annotations

from functools import cache
from typing import Final

from membership_sim.files.record_file import FORMS
from membership_sim.files.record_shapes import head_shape
from membership_sim.files.shapes import Choice, Whole, YesNo
from membership_sim.files.structures import Field, Structure
from membership_sim.foreign import MOST_WITHIN_DAYS

WITHIN_DAYS: Final = Field(Whole(0, MOST_WITHIN_DAYS, "days"), "how far dates of what the tool did may be off")


@cache
def asked_fields() -> dict[str, Field]:
    """Return the fields of a question for verdicts: how all members are judged, and how the record is read."""
    return {
        **{name: field for name, field in head_shape().fields.items() if name not in ("member", "document")},
        "within_days": WITHIN_DAYS,
        "sort": Field(YesNo(), "read the lines by their days, whatever their order"),
        "diagnose": Field(YesNo(), "tell which change of the actions would explain a divergence"),
    }


@cache
def call_shape() -> Structure:
    """Return the shape of what a call from Python says beside the record, its rule book and its mapping."""
    fields = {name: field for name, field in asked_fields().items() if name != "rulebook"}
    form = {"form": Field(Choice(FORMS, "form"), "what the record is")}
    return Structure(fields | form, "what is told of a record", noun="setting")
