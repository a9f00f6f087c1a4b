"""A page about timelines that needs nothing but itself: no network, no script to be read, light and dark.

For each timeline: the picture, what happened, the totals, what could be done, the assumed rules, the rules in full.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from membership_sim.options import Option
from membership_sim.scenario import State
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.html import SCOPE, element, kept_days, markup, raw_element, style_sheet, web_text
from membership_sim.show.html_options import options_section
from membership_sim.show.html_picture import picture
from membership_sim.show.html_rules import assumed_rules, rules_in_full, source_list
from membership_sim.show.html_timeline import timeline_table, totals_list
from membership_sim.show.report_controls import controls
from membership_sim.show.table import about
from membership_sim.timeline import Timeline

_CONTENT: Final = "content"  # the id where the page's own text begins


class Article(NamedTuple):
    """A timeline, and what the member could do at the end of a day, in the state of that moment."""

    timeline: Timeline
    on: date
    state: State
    options: Sequence[Option]


def report(told: Sequence[Article], lang: str = "en", with_pictures: bool = True) -> str:
    """Return the page; raises MissingExtraError when there are to be pictures and matplotlib is missing."""
    words = catalogue(lang)
    several = len(told) > 1
    title = words.labels["report"] if several else told[0].timeline.scenario.title
    articles = [
        _article(one, f"timeline-{number}", 2 if several else 1, words, with_pictures)
        for number, one in enumerate(told, start=1)
    ]
    skip = element("a", words.labels["skip"], class_="skip", href=f"#{_CONTENT}")
    heads = [element("header", element("h1", title)), _contents(told, words)] if several else []
    main = element("main", *articles, id=_CONTENT, tabindex="-1")
    body = element("body", skip, *heads, main, raw_element("script", web_text("page.js")), class_=SCOPE)
    return "<!DOCTYPE html>\n" + markup(element("html", _head(title), body, lang=lang))


def _head(title: str) -> Element:
    """Return the head, whose policy lets nothing in from outside and no script run but ours."""
    digest = b64encode(sha256(web_text("page.js").encode()).digest()).decode()
    policy = "; ".join([
        "default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{digest}'", "img-src data:",
        "base-uri 'none'", "form-action 'none'",
    ])  # fmt: skip
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        raw_element("style", style_sheet() + web_text("page.css")),
    )


def _contents(told: Sequence[Article], words: Catalogue) -> Element:
    """Return the table of contents, with what each timeline is about."""
    items = []
    for number, one in enumerate(told, start=1):
        timeline = one.timeline
        link = element("a", timeline.scenario.title, href=f"#timeline-{number}")
        items.append(element("li", link, " ", element("span", *kept_days(about(timeline, words)), class_="faint")))
    heading = element("h2", words.labels["contents"], id="contents")
    return element("nav", heading, element("ol", *items), aria_labelledby="contents")


def _article(told: Article, id: str, level: int, words: Catalogue, with_pictures: bool) -> Element:
    """Return all about one timeline, below a heading of that `level`."""
    timeline, inner = told.timeline, level + 1
    currency, rules_at = timeline.scenario.book.currency, f"{id}-"
    return element(
        "article",
        element(f"h{level}", timeline.scenario.title, id=f"{id}-title", class_="literal"),
        element("p", *kept_days(about(timeline, words)), class_="faint"),
        totals_list(timeline, words),
        picture(timeline, words, rules_at) if with_pictures else None,
        element("section", controls(timeline, words), timeline_table(timeline, words, inner, rules_at)),
        options_section(told.options, told.on, told.state, currency, words, inner),
        assumed_rules(timeline, words, inner, rules_at),
        rules_in_full(timeline, words, inner, rules_at),
        source_list(timeline, words, inner, in_full=True),
        id=id,
        aria_labelledby=f"{id}-title",
    )
