"""What a page's script offers above a table of entries; without the script it stays hidden, and nothing is missing."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from membership_sim.entry_fields import KINDS
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.html import element
from membership_sim.timeline import Timeline


def controls(timeline: Timeline, words: Catalogue) -> Element | None:
    """Return a filter by kind, the jump to a day, and the buttons that show all reasons or none; None for no entry."""
    labels, there = words.labels, {entry.kind for entry in timeline.entries}
    if not there:
        return None
    kinds = [
        element("label", element("input", type="checkbox", value=kind, checked=""), " ", labels[f"kind_{kind}"])
        for kind in KINDS
        if kind in there
    ]
    day = element(
        "input", type="date", value=timeline.from_date.isoformat(),
        min=timeline.from_date.isoformat(), max=timeline.until_date.isoformat(),
    )  # fmt: skip
    shown = element("output", data_template=labels["shown_of"].format(part="{part}", whole="{whole}"))
    return element(
        "form",
        element("fieldset", element("legend", labels["show_kinds"]), *kinds, shown),
        element("div", element("label", element("span", labels["jump"]), " ", day), element("button", labels["go"])),
        element(
            "div",
            element("button", labels["expand_all"], type="button", data_open="true"),
            element("button", labels["collapse_all"], type="button", data_open="false"),
        ),
        class_="controls",
        hidden="",
    )
