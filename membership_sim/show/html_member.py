"""What a cell of a notebook shows of a member: what holds today, what is due, what can be done, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from membership_sim.scenario import ScenarioError
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.explain import next_entries, state_texts
from membership_sim.show.html import Child, element, fragment, kept_days
from membership_sim.show.html_timeline import entries_box, state_mark, totals_list
from membership_sim.show.phrases import book_text, day_and_weekday, day_text, name, named_action, plan_name
from membership_sim.show.words import what
from membership_sim.simulate import Run

if TYPE_CHECKING:
    from membership_sim.api import Member


def member_fragment(member: Member, lang: str = "en") -> str:
    """Return a member: what holds today, what is due next, what can be done, and the timeline so far."""
    words, scenario = catalogue(lang), member.scenario
    currency, title = scenario.book.currency, element("p", scenario.title, class_="title")
    about = element("p", book_text(words, scenario.book.title), class_="faint")
    try:
        snapshot = member.snapshot()
    except ScenarioError:  # the first action has not come
        plan = [name(words, member.state), plan_name(words, scenario.plan)]
        return fragment(title, about, element("p", words.several(plan)), lang=lang)
    _, *more = state_texts(snapshot, currency, words)
    today = element("b", *kept_days(day_and_weekday(words, member.today)))
    holds = ["", *more] if more else []
    return fragment(
        title,
        about,
        element("p", today, " ", state_mark(member.state, name(words, member.state)), *kept_days(words.several(holds))),
        _item("due_next", kept_days(_due_next(member, words)), words),
        _item("action", [words.several([named_action(words, do) for do in member.allowed()])], words),
        entries_box(member.timeline, words),
        totals_list(member.timeline, words),
        lang=lang,
    )


def _item(label: str, told: Sequence[Child], words: Catalogue) -> Element:
    """Return a labelled line."""
    named = element("b", words.labels["item"].format(name=words.labels[label], value=""))
    return element("p", named, " ", *told, class_="sentence")


def _due_next(member: Member, words: Catalogue) -> str:
    """Return what the next due day brings, or why that cannot be told: a fee may not be known."""
    scenario, snapshot = member.scenario, member.snapshot()
    try:
        entries = next_entries(Run(scenario.book.terms(scenario.sales_tax), snapshot, scenario.payments))
    except ScenarioError as error:
        return words.labels["not_known"].format(what=str(error))
    if not entries:
        return words.labels["nothing_due"]
    told = words.several([what(entry, scenario.book.currency, words.lang) for entry in entries])
    return words.labels["item"].format(name=day_text(words, entries[0].day), value=told)
