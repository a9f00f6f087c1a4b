"""What a member could do on a day in HTML: what each action would cost, and what would come after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element

from membership_sim.money import Currency
from membership_sim.options import Option
from membership_sim.scenario import State
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.html import Column, cells, element, html_table, kept_days
from membership_sim.show.html_timeline import state_mark
from membership_sim.show.options_table import COLUMNS, NUMBERS, not_known, option_row
from membership_sim.show.phrases import day_and_weekday, name
from membership_sim.show.words import deed_begins_with_name


def options_section(
    found: Sequence[Option], on: date, state: State, currency: Currency, words: Catalogue, level: int
) -> Element:
    """Return the options of a day as a section: a table, and what its last column means."""
    labels = words.labels
    about = labels["options_about"].format(day=day_and_weekday(words, on), state=name(words, state))
    columns = [Column(labels[label], "number" if label in NUMBERS else None) for label in COLUMNS]
    rows = [_row(option, currency, words) for option in found]
    return element(
        "section",
        html_table(labels["action"], columns, rows, level, about, named_cells=True, class_="options"),
        element("p", labels["last_safe_about"], class_="faint"),
    )


def _row(option: Option, currency: Currency, words: Catalogue) -> Element:
    """Return the row of an option, with what is not known below its name."""
    deed, charged, refunded, then, *rest = [cell.text for cell in option_row(option, currency, words)]
    unknown = not_known(option, words)
    named = [deed, element("p", unknown, class_="faint") if unknown else None]
    state = state_mark(option.state, then) if option.state else then
    after = ["" if text == words.labels["none"] else text for text in rest]
    heading, *others = cells([named, charged, refunded, state, *map(kept_days, after)])
    if deed_begins_with_name(option.action, currency, words.lang):
        heading.set("class", "literal")
    return element("tr", heading, *others)
