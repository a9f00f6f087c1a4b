"""What a cell of a notebook shows of a rule book: its values, their dates, how sure they are, and its file."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from membership_sim.rulebook.book import RuleBook
from membership_sim.show.book_table import ValueTable, about_book_lines, value_tables
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.html import Column, cells, classes, element, fragment, html_table, kept_days
from membership_sim.show.html_parts import details, file_details
from membership_sim.show.rulebook_text import rulebook_note
from membership_sim.show.values import sources_of


def book_fragment(book: RuleBook, lang: str = "en") -> str:
    """Return a rule book: its values with their dates, how sure they are, and what else they could be."""
    words = catalogue(lang)
    title, about, plans = about_book_lines(book, words)
    tables = [_value_table(table, words) for table in value_tables(book.values.values(), book, words)]
    sources = sources_of(book.sources, book, words).items()
    lines = [element("li", element("b", id), " ", text) for id, text in sources]
    return fragment(
        element("p", title, class_="title"),
        element("p", about, class_="faint"),  # it begins with the name of a time zone
        element("p", plans, class_=classes("faint", "sentence")),
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
