"""`report`: timelines as one page for a browser."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

import click

from membership_sim.cli import choices, failures, streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership_sim.expectations import Finding
    from membership_sim.show.report import Article
    from membership_sim.timeline import Timeline


@click.command("report", cls=choices.Command, short_help="Timelines as one page for a browser.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=choices.FILE)
@choices.output
@click.option(
    "--date", "on", type=choices.DAY, metavar="DAY", help="The day of the options, at its end, instead of the last one."
)
@click.option("--no-picture", "plain", is_flag=True, help="Leave out the pictures, which need the extra plot.")
@choices.lang
def command(files: Sequence[str], output: str | None, on: date | None, plain: bool, lang: str) -> int:
    """Write every document of the FILEs (- is standard input) as one HTML page that needs nothing else: the picture,
    what happened with the reasons, the totals, what could be done, and the rules.

    A refused action that a file does not expect is told on standard error, and the exit status is 1.
    """
    from membership_sim.findings import told
    from membership_sim.show.report import report

    if not plain:
        refuse_without_pictures()
    timelines, findings = read(files, on)
    streams.write_result(report(timelines, lang, not plain), output)
    streams.tell(told(findings))
    return failures.FINDING if findings else failures.FINE


def refuse_without_pictures() -> None:
    """Raise MissingExtraError, before anything is run, where pictures cannot be drawn."""
    from membership_sim.show.extras import MissingExtraError
    from membership_sim.show.plot import need_matplotlib

    try:
        need_matplotlib()
    except MissingExtraError as error:
        raise MissingExtraError(f"{error}, or leave them out with --no-picture") from None


def read(files: Sequence[str], on: date | None) -> tuple[list[Article], list[Finding]]:
    """Return what is told of every document of the files, and the events that went otherwise than their file says.

    Raises MembershipError with the problems of all of them.
    """
    from membership_sim.cli.run_command import run_file
    from membership_sim.collecting import each

    def read_file(path: str) -> tuple[list[Article], list[Finding]]:
        made, found = run_file(path)
        return with_options(path, made, on), found

    timelines, findings = zip(*each(files, read_file), strict=True)
    return list(chain(*timelines)), list(chain(*findings))


def with_options(path: str, timelines: Sequence[Timeline], on: date | None) -> list[Article]:
    """Return the timelines of a file with the options of a day, each its last one if none is given.

    Raises ScenarioError with the problems of every document; a day outside its run is one.
    """
    from membership_sim.cli.moments import run_to
    from membership_sim.collecting import each
    from membership_sim.options import options
    from membership_sim.show.report import Article

    def with_its_options(numbered: tuple[int, Timeline]) -> Article:
        number, timeline = numbered
        day = on or timeline.until_date
        run = run_to(timeline.scenario, day, f"{path}: document {number}")
        return Article(timeline, day, run.facts.state, options(run))

    return each(enumerate(timelines, start=1), with_its_options)
