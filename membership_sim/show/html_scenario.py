"""What a cell of a notebook shows of a scenario: its events and the file that tells it, or what is wrong with it."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

from membership_sim.scenario import Scenario
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.html import Column, cells, element, fragment, html_table, kept_days
from membership_sim.show.html_limits import MOST_ROWS
from membership_sim.show.html_parts import file_details, left_out, problem_list
from membership_sim.show.phrases import book_text, day_and_weekday, name, plan_name
from membership_sim.show.scenario_text import scenario_note
from membership_sim.show.words import deed
from membership_sim.story import story_problems
from membership_sim.typed import shown


def scenario_fragment(scenario: Scenario, lang: str = "en") -> str:
    """Return a scenario: its events, and the file that tells it; of one that cannot be run, what is wrong with it."""
    words = catalogue(lang)
    problems = list(story_problems(scenario))
    if problems:
        return fragment(element("p", shown(scenario.title), class_="title"), problem_list(problems), lang=lang)
    book = scenario.book
    about = [book_text(words, book.title), plan_name(words, scenario.plan)]
    about += [name(words, scenario.given.state)] if scenario.given else []
    try:
        file = file_details(scenario_note(scenario), words)
    except (AttributeError, TypeError, ValueError) as error:  # what no file can say
        file = problem_list([error])
    return fragment(
        element("p", scenario.title, class_="title"),
        element("p", words.several(about), class_="faint"),
        _event_table(scenario, words),
        file,
        lang=lang,
    )


def _event_table(scenario: Scenario, words: Catalogue) -> Element | None:
    """Return the events as a table; what is to be refused says so."""
    if not scenario.events:
        return None
    labels, rows = words.labels, []
    for event in scenario.events[:MOST_ROWS]:
        refused = event.refused if isinstance(event.refused, str) else labels["refuses"] if event.refused else None
        done = deed(event.action, scenario.book.currency, words.lang)
        day = kept_days(day_and_weekday(words, date.fromordinal(event.day)))
        rows.append(element("tr", *cells([day, done, refused])))
    columns = [Column(labels["date"]), Column(labels["event"]), Column(labels["refuses"])]
    table = html_table(labels["events"], columns, rows)
    return element("div", table, left_out(len(scenario.events) - MOST_ROWS, words), class_="tall")
