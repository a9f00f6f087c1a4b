"""`explain`: a rule in full, or a day of a scenario in full."""

from __future__ import annotations

from datetime import date

import click

from membership_sim.cli import choices, streams
from membership_sim.scenario import DEFAULT_BOOK
from membership_sim.show.paint import Screen


@click.command("explain", short_help="A rule, or a day of a scenario, in full.")
@click.argument("what", metavar="RULE|FILE")
@click.option("--date", "on", type=choices.DAY, metavar="DAY", help="The day of FILE to explain.")
@click.option(
    "--rulebook", metavar="NAME", default=DEFAULT_BOOK, show_default=True, help="Whose values stand in the RULE."
)
@choices.output
@choices.lang
@choices.no_color
@choices.columns
def command(
    what: str, on: date | None, rulebook: str, output: str | None, lang: str, no_color: bool, columns: int | None
) -> None:
    """Explain RULE: its text with the values of a rule book, how sure it is, its sources, the transitions that cite it.

    With --date, explain that day of FILE: everything that happened, by which rules, and what is due next.
    """
    screen = streams.screen(output, no_color, columns)
    if on is not None:
        streams.write_result(day_pages(what, on, lang, screen), output, what)
    else:
        streams.write_result(page_of_rule(what, rulebook, lang, screen), output)


def day_pages(path: str, on: date, lang: str, screen: Screen) -> str:
    """Return the pages of a day, one for each document of a file."""
    from membership_sim.cli.moments import at_day
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.explain import day_page

    words = catalogue(lang)
    return "\n\n".join(at_day(path, on, lambda scenario, run: day_page(scenario, run, words, screen)))


def page_of_rule(rule: str, rulebook: str, lang: str, screen: Screen) -> str:
    """Return the page of a rule; raises click.UsageError for an unknown one, with the nearest."""
    from membership_sim.rules import RULES

    rule_id = rule.upper()
    if rule_id not in RULES:
        raise click.UsageError(_unknown(rule, tuple(RULES)), click.get_current_context())
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.explain import rule_page

    return rule_page(rule_id, RuleBook.load(rulebook), catalogue(lang), screen)


def _unknown(rule: str, known: tuple[str, ...]) -> str:
    import os

    from membership_sim.files.words import listed, quoted, suggestion

    if rule == "-" or os.path.exists(rule):
        return f"to explain the file {quoted(rule)}, --date must say which day"
    hint = suggestion(rule, known) or f", allowed: {listed(known)}"
    return f"unknown rule {quoted(rule)}{hint}"
