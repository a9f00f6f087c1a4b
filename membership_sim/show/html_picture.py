"""The picture of a timeline inside HTML: drawn once for a wide and once for a narrow page, told to who cannot see it.

Its colours are variables, so that it is dark in the dark; its ids begin with a prefix, so that two may share a page.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from membership_sim.show.catalogue import Catalogue
from membership_sim.show.html import colour, element
from membership_sim.show.phrases import name, span_text
from membership_sim.show.plot import NARROWEST, plot_timelines
from membership_sim.show.table import totals_in_short
from membership_sim.show.text import printable
from membership_sim.timeline import Timeline

_WIDE: Final = 9.5  # inches
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}\b")
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_FOR_ALL: Final = re.compile(r"\*\s*\{([^}]*)\}")


def picture(timeline: Timeline, words: Catalogue, prefix: str) -> Element:
    """Return a timeline drawn, as a figure whose ids begin with `prefix`; raises MissingExtraError without matplotlib.

    Of its two forms a style sheet shows the one that fits.
    """
    widths = {"wide": _WIDE, "narrow": NARROWEST["timeline"]}
    drawn = (_inside(timeline, words, width, form, f"{prefix}{form}-") for form, width in widths.items())
    return element("figure", *drawn, class_="picture")


def _inside(timeline: Timeline, words: Catalogue, width: float, form: str, prefix: str) -> Element:
    """Return a picture as an element of HTML: without a size of its own, and with a name and a description."""
    drawn = fromstring(plot_timelines([timeline], "timeline", words.lang, width, headed=False).to_bytes("svg"))
    used = {found for part in drawn.iter() for found in _references(part)}
    style = _taken_from_style(drawn)
    for part in drawn.iter():
        _make_local(part, used, prefix)
    title, about = f"{prefix}title", f"{prefix}about"
    drawn.attrib = {
        "viewBox": drawn.attrib["viewBox"], "style": style, "class": form, "role": "img",
        "aria-labelledby": title, "aria-describedby": about,
    }  # fmt: skip
    told = words.labels["picture_of"].format(title=timeline.scenario.title)
    drawn.insert(0, element("title", told, id=title))
    drawn.insert(1, element("desc", description(timeline, words), id=about))
    return drawn


def _taken_from_style(drawn: Element) -> str:
    """Remove what is for a file of its own, and return what its style sheet says of all elements.

    Inside a page that sheet would hold for the whole page.
    """
    sheets = []
    for parent in drawn.iter():
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
                sheets += _FOR_ALL.findall(child.text or "")
    return "; ".join(sheets)


def description(timeline: Timeline, words: Catalogue) -> str:
    """Return what a picture shows in words: the sums, and the states with their days."""
    spans = [
        words.labels["item"].format(
            name=name(words, span.state), value=span_text(words, span.start_day, span.end_day - 1)
        )
        for span in timeline.spans()
    ]
    return printable(words.labels["clauses"].join([totals_in_short(timeline, words), *spans]))


def _local(name: str) -> str:
    """Return a name without its namespace: in HTML what stands in an `svg` is known to be of SVG."""
    return name.rpartition("}")[2]


def _references(part: Element) -> list[str]:
    """Return the ids that an element names."""
    found = [id for value in part.attrib.values() for id in _REFERENCE.findall(value)]
    return found + [
        value[1:] for key, value in part.attrib.items() if _local(key) == "href" and value.startswith("#")
    ]


def _make_local(part: Element, used: set[str], prefix: str) -> None:
    """Take an element into the page: plain names, only the ids that are used, with a prefix, and colours that turn."""
    part.tag = _local(part.tag)
    given = {_local(key): value for key, value in part.attrib.items()}
    if given.get("id") not in used:
        given.pop("id", None)
    elif "id" in given:
        given["id"] = prefix + given["id"]
    if "href" in given:
        given["href"] = "#" + prefix + given["href"][1:]
    if "fill" in given:  # variables are for style sheets
        given["style"] = f"fill: {given.pop('fill')}"
    if "d" in given:
        given["d"] = " ".join(given["d"].split())
    given = {key: _REFERENCE.sub(rf"url(#{prefix}\1)", value) for key, value in given.items()}
    if "style" in given:
        given["style"] = _COLOUR.sub(lambda found: colour(found[0]), given["style"])
    part.attrib = given
    part.text = part.text if part.text and part.text.strip() else None
    part.tail = None
