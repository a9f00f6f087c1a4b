"""`run`: the billing timeline of a scenario file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from membership_sim.cli import choices, failures, streams
from membership_sim.show.plot import KINDS as PICTURE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from membership_sim.expectations import Finding
    from membership_sim.show.paint import Screen
    from membership_sim.show.plot import PictureKind
    from membership_sim.timeline import Timeline

FORMATS = ("table", "json", "jsonl", "csv", "markdown", "ics")


@click.command("run", cls=choices.Command, short_help="The billing timeline of a scenario file.")
@choices.scenario_file
@choices.format_option(*FORMATS)
@choices.output
@click.option(
    "--plot",
    "picture",
    metavar="FILE",
    type=choices.PICTURE,
    help="Also draw the timelines into this file, .svg, .png or .pdf (needs the extra plot).",
)
@click.option(
    "--plot-kind",
    "kind",
    type=click.Choice(PICTURE_KINDS),
    default=PICTURE_KINDS[0],
    show_default=True,
    help="What the picture shows: the timelines, calendars with a cell a day, or the ways through the states.",
)
@choices.lang
@choices.no_color
@choices.columns
def command(
    file: str,
    format_name: str,
    output: str | None,
    picture: str | None,
    kind: PictureKind,
    lang: str,
    no_color: bool,
    columns: int | None,
) -> int:
    """Show the billing timeline of every document in FILE (- is standard input).

    A refused action that the file does not expect is told on standard error, and the exit status is 1.
    """
    if format_name != "table":
        choices.refuse_idle(f"with --format {format_name}", "with --format table", "columns")
    if picture is None:
        choices.refuse_idle("without --plot", "with it", "kind")
    else:
        refuse_picture(picture, output)
    from membership_sim.findings import told
    from membership_sim.show.text import printable

    timelines, findings = run_file(file)
    shown = render(timelines, format_name, lang, streams.screen(output, no_color, columns))
    warnings = []
    if picture is not None:
        data, missing = drawn(timelines, picture, kind, lang)
        streams.write_file(data, picture)
        warnings += [f"{printable(picture)}: {missing}"] if missing else []
    streams.write_result(shown, output)
    streams.tell([*warnings, *told(findings)])
    return failures.FINDING if findings else failures.FINE


def refuse_picture(path: str, output: str | None) -> None:
    """Raise, before anything is run, for a picture that would take the place of the result, or cannot be drawn."""
    from os.path import realpath

    from membership_sim.show.plot import need_matplotlib

    if output not in (None, "-") and realpath(output or "") == realpath(path):
        raise click.UsageError("--plot and --output name the same file", click.get_current_context())
    need_matplotlib()


def drawn(timelines: Sequence[Timeline], path: str, kind: PictureKind, lang: str) -> tuple[bytes, str]:
    """Return the picture of the timelines, in the format of the path's suffix, and which font it lacks, if any."""
    from os.path import splitext
    from warnings import catch_warnings, simplefilter

    from membership_sim.show.extras import MissingFontWarning
    from membership_sim.timeline import plot

    picture = plot(*timelines, kind=kind, lang=lang)
    format_name = splitext(path)[1].removeprefix(".").lower()
    with catch_warnings():
        simplefilter("ignore", MissingFontWarning)
        return picture.to_bytes(format_name), picture.missing_font(format_name)


def run_file(path: str) -> tuple[list[Timeline], list[Finding]]:
    """Return the timelines of a file, and the events that went otherwise than the file says.

    Raises InputError or ScenarioError with the problems of every document.
    """
    from membership_sim.collecting import each
    from membership_sim.expectations import run
    from membership_sim.files.scenario_file import load_scenarios

    verdicts = each(load_scenarios(path), run)
    return [its.timeline for its in verdicts], [finding for its in verdicts for finding in its.findings]


def render(timelines: Sequence[Timeline], format_name: str, lang: str, screen: Screen) -> str:
    """Return the timelines in a format of `FORMATS`; data has the same bytes in every language."""
    if format_name == "table":
        from membership_sim.show.table import tables

        return tables(timelines, screen, lang)
    if format_name == "markdown":
        from membership_sim.show.markdown import as_markdown

        return as_markdown(timelines, lang)
    if format_name == "ics":
        from membership_sim.show.calendar_file import as_ics

        return as_ics(timelines, lang)
    from membership_sim.show import data

    made: dict[str, Callable[[Sequence[Timeline]], str]] = {
        "json": data.as_json, "jsonl": data.as_jsonl, "csv": data.as_csv,
    }  # fmt: skip
    return made[format_name](timelines)
