"""`options`: what each action of a day would cost, and until when benefits would last."""

from __future__ import annotations

from datetime import date

import click

from membership_sim.cli import choices, streams
from membership_sim.cli.moments import at_day


@click.command("options", cls=choices.Command, short_help="What could be done on a day, and what it would cost.")
@choices.scenario_file
@click.option("--date", "on", type=choices.DAY, required=True, metavar="DAY", help="The day, at its end.")
@choices.format_option("table", "json")
@choices.output
@choices.lang
@choices.no_color
@choices.columns
def command(
    file: str, on: date, format_name: str, output: str | None, lang: str, no_color: bool, columns: int | None
) -> None:
    """Show every action that is allowed at the end of a day of FILE: what would be charged and refunded, until when
    there would be benefits, what is charged next, and the last day on which the same can still be done.
    """
    from membership_sim.options import options
    from membership_sim.show.catalogue import catalogue
    from membership_sim.show.options_table import options_json, options_table

    screen = streams.screen(output, no_color, columns)
    if format_name == "json":
        choices.refuse_idle("with --format json", "with --format table", "columns")
        documents = at_day(file, on, lambda story, run: options_json(story, on, run.facts.state, options(run)))
        shown = documents[0] + "\n" if len(documents) == 1 else "[\n" + ",\n".join(documents) + "\n]\n"
    else:
        words = catalogue(lang)
        tables = at_day(
            file, on, lambda story, run: options_table(story, on, run.facts.state, options(run), words, screen)
        )
        shown = "\n\n".join(tables)
    streams.write_result(shown, output)
