"""`check`: a verdict on records that another tool made."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from membership_sim.cli import choices, failures, streams
from membership_sim.files.reader import source_name
from membership_sim.files.record_file import FORMS, items, opened, reader_maker
from membership_sim.scenario import DEFAULT_BOOK

if TYPE_CHECKING:
    from membership_sim.files.mapping_file import RowMapping
    from membership_sim.foreign import Setup
    from membership_sim.show.paint import Screen
    from membership_sim.verdicts import Judged

    _DaysBase = click.ParamType[int]
else:
    _DaysBase = click.ParamType


class DaysType(_DaysBase):
    """A number of days such as `1d`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if isinstance(value, int):
            return value
        from membership_sim.foreign import MOST_WITHIN_DAYS

        found = re.fullmatch(r"([0-9]{1,9})d", value, re.ASCII)
        if not found or int(found[1]) > MOST_WITHIN_DAYS:
            self.fail(f"{value!r} is no number of days, 0d to {MOST_WITHIN_DAYS}d are allowed", param, ctx)
        return int(found[1])


@click.command("check", cls=choices.Command, short_help="A verdict on the records of another tool.")
@click.argument("records", metavar="RECORDS", type=choices.FILE)
@click.option("--rulebook", metavar="NAME", type=choices.BOOK, default=DEFAULT_BOOK, show_default=True,
              help="The rule book of members that name none.")  # fmt: skip
@click.option("--plan", metavar="PLAN", help="The plan of a join that names none.")
@click.option("--sales-tax", metavar="RATE", help="The sales tax, such as 8.875%, for a book that adds it.")
@click.option("--observes", metavar="KINDS", help="The kinds that the record tells completely, with commas.")
@click.option("--until", "until", type=choices.DAY, metavar="DAY", help="The last day that the record covers.")
@click.option("--within", "within_days", type=DaysType(), default=0, metavar="DAYS",
              help="How far dates of what the tool did may be off, such as 1d.")  # fmt: skip
@click.option("--from", "form", type=click.Choice(FORMS), help="What RECORDS are; the default goes by the file's name.")
@click.option("--map", "map_path", metavar="FILE", type=choices.FILE,
              help="A mapping file: what foreign columns and events are here.")  # fmt: skip
@click.option("--sort", is_flag=True, help="Read the lines by their days, whatever their order in the file.")
@click.option("--diagnose", is_flag=True, help="Tell which change of the actions would explain a divergence.")
@choices.format_option("text", "json", "junit")
@choices.output
@choices.lang
@choices.no_color
@choices.columns
def command(
    records: str, rulebook: str, plan: str | None, sales_tax: str | None, observes: str | None, until: date | None,
    within_days: int, form: str | None, map_path: str | None, sort: bool, diagnose: bool, format_name: str,
    output: str | None, lang: str, no_color: bool, columns: int | None,
) -> int:  # fmt: skip
    """Judge RECORDS (- is standard input): JSON Lines or CSV, entries of a timeline or plain lines of members' days.

    What members did and what payments came to is taken as given; what the tool made of it is compared with the model.
    """
    from membership_sim.files.asked import asked
    from membership_sim.oracle.records.whole_record import judge_record

    if format_name != "text":
        choices.refuse_idle(f"with --format {format_name}", "with --format text", "columns")
    kinds = observes.split(",") if observes is not None else None
    told = {
        "plan": plan, "sales_tax": sales_tax, "observes": kinds, "until": until and until.isoformat(),
        "within_days": within_days,
    }  # fmt: skip
    setup = asked({name: value for name, value in told.items() if value is not None}, rulebook).setup
    name = source_name(records)
    make = reader_maker(name, setup, form, row_mapping(map_path, setup))
    with opened(records) as file:
        read = partial(items, file, make, sort)
        judged = judge_record(read, name, diagnose=diagnose, read_in=read if sort else None)
    text = render(judged, format_name, name, streams.screen(output, no_color, columns), lang)
    streams.write_result(text, output)
    streams.tell(judged.problems)
    if judged.problems:
        return failures.INVALID
    return failures.FINE if judged.is_fine else failures.FINDING


def row_mapping(path: str | None, setup: Setup) -> RowMapping | None:
    """Return what foreign rows are here, if a mapping file says it; then it says the form as well."""
    if path is None:
        return None
    from membership_sim.files.mapping_file import load_mapping

    choices.refuse_idle("with --map, which says what the record is", "without it", "form")
    return load_mapping(path, setup)


def render(judged: Judged, format_name: str, name: str, screen: Screen, lang: str) -> str:
    """Return the verdicts in a format; data has the same bytes in every language."""
    if format_name == "json":
        from membership_sim.show.verdict_data import as_json

        return as_json(judged)
    if format_name == "junit":
        from membership_sim.show.verdict_junit import as_junit

        return as_junit(judged, name)
    from membership_sim.show.verdict_text import summary_line, untried_lines, verdict_lines

    shown = [line for verdict in judged.verdicts for line in verdict_lines(verdict, screen, lang)]
    summary = summary_line(judged, screen, lang)
    return "".join(f"{line}\n" for line in (*shown, "", summary, *untried_lines(judged, lang)))
