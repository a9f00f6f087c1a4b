"""`explain`: a rule in full, or a day of a scenario in full."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date

import click

from membership_sim.cli import choices, streams
from membership_sim.scenario import DEFAULT_BOOK
from membership_sim.show.paint import Screen


@click.command("explain", cls=choices.Command, short_help="A rule, or a day of a scenario, in full.")
@click.argument("what", metavar="RULE|FILE", type=choices.RULE_OR_FILE)
@click.option("--date", "on", type=choices.DAY, metavar="DAY", help="The day of FILE to explain.")
@click.option(
    "--rulebook",
    metavar="NAME",
    type=choices.BOOK,
    default=DEFAULT_BOOK,
    show_default=True,
    help="Whose values stand in the RULE.",
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
    if on is None:
        streams.write_result(page_of_rule(what, rulebook, lang, screen), output)
        return
    if is_rule(what):
        choices.refuse_idle(f"with the rule '{what}'", "with a FILE", "on")
    choices.refuse_idle("with a FILE, which names its own", "with a RULE", "rulebook")
    streams.write_result(day_pages(what, on, lang, screen), output)


def is_rule(what: str) -> bool:
    """Tell whether a rule is named, and not a file that has the name of one."""
    from membership_sim.rules import RULES

    return what.upper() in RULES and not os.path.exists(what)


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
        raise click.UsageError(_unknown(rule, RULES), click.get_current_context())
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.explain import rule_page

    return rule_page(rule_id, RuleBook.load(rulebook), catalogue(lang), screen)


def _unknown(rule: str, known: Iterable[str]) -> str:
    """Return what is wrong with the name of a rule: the day of a file is missing, or what the rules are called."""
    from membership_sim.files.words import quoted, suggestion

    if rule == "-" or os.path.exists(rule) or rule.endswith((".yaml", ".yml")):
        return f"to explain the file {quoted(rule)}, --date must say which day"
    sections: dict[str, list[str]] = {}
    for rule_id in known:
        sections.setdefault(rule_id.partition("-")[0], []).append(rule_id)
    section = rule.upper().rstrip("-")
    if section in sections:
        return f"unknown rule {quoted(rule)}, allowed: {', '.join(sections[section])}"
    spans = (rules[0] if len(rules) == 1 else f"{rules[0]} to {len(rules)}" for rules in sections.values())
    hint = suggestion(rule, known) or f", allowed: {', '.join(spans)}, or the path of a file with --date"
    return f"unknown rule {quoted(rule)}{hint}"
