"""What a cell of a notebook shows of a scenario, a member and a rule book; nothing in it can fail or be obeyed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario, ScenarioError
from membership_sim.show.book_table import ValueTable, about_book_lines, value_tables
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.explain import next_entries, state_texts
from membership_sim.show.html import Child, Column, cells, classes, element, fragment, html_table, kept_days
from membership_sim.show.html_timeline import entries_box, state_mark, totals_list
from membership_sim.show.rulebook_text import rulebook_note
from membership_sim.show.scenario_text import scenario_note
from membership_sim.show.text import printable
from membership_sim.show.values import sources_of
from membership_sim.show.words import book_text, day_and_weekday, day_text, deed, name, plan_name, what
from membership_sim.simulate import Run
from membership_sim.story import story_problems
from membership_sim.typed import shown

if TYPE_CHECKING:
    from membership_sim.api import Member

MOST_EVENTS: Final = 200
_MOST_LINES: Final = 400  # of a file


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
    for event in scenario.events[:MOST_EVENTS]:
        refused = event.refused if isinstance(event.refused, str) else labels["refuses"] if event.refused else None
        done = deed(event.action, scenario.book.currency, words.lang)
        rows.append(element("tr", *cells([kept_days(day_text(words, event.day) or ""), done, refused])))
    columns = [Column(labels["date"]), Column(labels["event"]), Column(labels["refuses"])]
    table = html_table(labels["events"], columns, rows)
    return element("div", table, left_out(len(scenario.events) - MOST_EVENTS, words), class_="tall")


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
        _item("action", [words.several(list(member.allowed()))], words),
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


def book_fragment(book: RuleBook, lang: str = "en") -> str:
    """Return a rule book: its values with their dates, how sure they are, and what else they could be."""
    words = catalogue(lang)
    title, *about = about_book_lines(book, words)
    tables = [_value_table(table, words) for table in value_tables(book.values.values(), book, words)]
    sources = sources_of(book.sources, book, words).items()
    lines = [element("li", element("b", id), " ", text) for id, text in sources]
    return fragment(
        element("p", title, class_="title"),
        *(element("p", text, class_=classes("faint", "sentence")) for text in about),
        *(element("div", table, class_="tall") for table in tables),
        details(words.labels["sources_of"], element("ul", *lines, class_="rules")) if lines else None,
        file_details(rulebook_note(book), words),
        lang=lang,
    )


def _value_table(table: ValueTable, words: Catalogue) -> Element:
    """Return values as a table; what stands below a value belongs to it."""
    number = "is" if table.is_of_fees else None
    columns = [Column(words.labels[label], "number" if label == number else None) for label in table.labels]
    rows = [
        element("tr", *cells([kept_days(cell.text) for cell in row]), class_=classes(None if row[0].text else "again"))
        for row in table.rows
    ]
    return html_table(words.labels["fees" if table.is_of_fees else "values"], columns, rows)


def file_details(text: str, words: Catalogue) -> Element:
    """Return the text of files on expansion, line by line; of a very long one the first lines."""
    lines = text.splitlines()
    made = element("pre")
    made.text = "\n".join(map(printable, lines[:_MOST_LINES]))
    return details(words.labels["as_file"], made, left_out(len(lines) - _MOST_LINES, words))


def details(summary: str, *children: Child) -> Element:
    """Return what stands there on expansion."""
    return element("details", element("summary", summary), *children)


def left_out(count: int, words: Catalogue) -> Element | None:
    """Return how many are not shown; None if none."""
    return element("p", words.labels["and_more"].format(count=f"{count:,}"), class_="faint") if count > 0 else None


def problem_list(problems: Sequence[object]) -> Element:
    """Return problems, a line each."""
    return element("ul", *(element("li", str(problem), class_="bad") for problem in problems), class_="rules")
