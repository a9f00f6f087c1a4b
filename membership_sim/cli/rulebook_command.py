"""`rulebook`: the values of a rule book, or the books there are."""

from __future__ import annotations

from datetime import date

import click

from membership_sim.cli import choices, streams
from membership_sim.show.paint import Screen


@click.command("rulebook", cls=choices.Command, short_help="The values of a rule book, or the books there are.")
@click.argument("name", required=False, type=choices.BOOK)
@click.option("--date", "on", type=choices.DAY, metavar="DAY", help="Only the values of that day.")
@choices.format_option("table", "json")
@choices.output
@choices.lang
@choices.no_color
@choices.columns
def command(
    name: str | None,
    on: date | None,
    format_name: str,
    output: str | None,
    lang: str,
    no_color: bool,
    columns: int | None,
) -> None:
    """Show every value of the rule book NAME (or of a file): since when, how sure it is, its sources, what else it
    could be. Without NAME, list the rule books that come with the package.
    """
    if name is None:
        choices.refuse_idle("without NAME", "with one", "on")
    if format_name == "json":
        choices.refuse_idle("with --format json", "with --format table", "columns")
    screen = streams.screen(output, no_color, columns)
    shown = books(format_name, lang, screen) if name is None else one_book(name, on, format_name, lang, screen)
    streams.write_result(shown, output)


def one_book(name: str, on: date | None, format_name: str, lang: str, screen: Screen) -> str:
    """Return a book in a format."""
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.show.book_table import book_json, book_table
    from membership_sim.show.catalogue import catalogue

    book = RuleBook.load(name)
    return book_json(book, on) if format_name == "json" else book_table(book, catalogue(lang), screen, on)


def books(format_name: str, lang: str, screen: Screen) -> str:
    """Return the names and titles of the books that come with the package."""
    from membership_sim.files.rulebook_file import shipped_names
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.data import json_text
    from membership_sim.show.grid import GAP, Cell, Column, lines, widest
    from membership_sim.show.phrases import book_text
    from membership_sim.show.text import printable

    words = catalogue(lang)
    shipped = [RuleBook.load(name) for name in shipped_names()]
    if format_name == "json":
        rows = [json_text({"name": book.name, "title": book.title, "sha256": book.sha256}) for book in shipped]
        return "[\n  " + ",\n  ".join(rows) + "\n]\n"
    names = Column(widest(book.name for book in shipped))
    about = Column(screen.columns - names.cells - len(GAP))
    cells = [[Cell(book.name, "bold"), Cell(printable(book_text(words, book.title)))] for book in shipped]
    return "".join(f"{line}\n" for row in cells for line in lines(row, [names, about], screen))
