"""`check`: a verdict on records that another tool made."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import IO, TYPE_CHECKING

import click

from membership_sim.cli import choices, failures, streams
from membership_sim.entry_fields import KINDS
from membership_sim.scenario import DEFAULT_BOOK

if TYPE_CHECKING:
    from membership_sim.foreign import Setup

MOST_PROBLEMS = 100


@click.command("check", cls=choices.Command, short_help="A verdict on the records of another tool.")
@click.argument("records", metavar="RECORDS", type=choices.FILE)
@click.option("--rulebook", metavar="NAME", type=choices.BOOK, default=DEFAULT_BOOK, show_default=True,
              help="The rule book of members that name none.")  # fmt: skip
@click.option("--plan", metavar="PLAN", help="The plan of a join that names none.")
@click.option("--sales-tax", metavar="RATE", help="The sales tax, such as 8.875%, for a book that adds it.")
@click.option("--observes", metavar="KINDS", help="The kinds that the record tells completely, with commas.")
@click.option("--until", "until", type=choices.DAY, metavar="DAY", help="The last day that the record covers.")
@choices.format_option("text", "json")
@choices.output
@choices.no_color
@choices.columns
def command(
    records: str, rulebook: str, plan: str | None, sales_tax: str | None, observes: str | None, until: date | None,
    format_name: str, output: str | None, no_color: bool, columns: int | None,
) -> int:  # fmt: skip
    """Judge RECORDS (- is standard input): JSON Lines, entries of a timeline or plain lines of members' days.

    What members did and what payments came to is taken as given; what the tool made of it is compared with the model.
    """
    from membership_sim.files.reader import source_name
    from membership_sim.files.record_lines import LineReader
    from membership_sim.oracle.bench import Bench

    setup = setup_of(rulebook, plan, sales_tax, observes, until)
    bench = Bench(setup)
    with opened(records) as file:
        bench.hear(LineReader(source_name(records), setup).read(file))
    verdicts = list(bench.verdicts())
    problems = [problem for damage in bench.damages for problem in damage.problems]
    problems += [f"{place}: {message}" for place, message in bench.problems()]
    if not bench.lines and not problems:
        problems.append(f"{source_name(records)}: the record is empty, a line is missing")
    if format_name == "json":
        from membership_sim.show.verdict_data import as_json

        text = as_json(verdicts, problems, bench.lines)
    else:
        from membership_sim.show.verdict_text import summary_line, verdict_lines

        screen = streams.screen(output, no_color, columns)
        shown = [line for verdict in verdicts for line in verdict_lines(verdict, setup.book.currency, screen)]
        shown += ["", summary_line([verdict.judgement for verdict in verdicts], bench.lines, screen)]
        text = "".join(f"{line}\n" for line in shown)
    streams.write_result(text, output, records)
    streams.tell(told(problems))
    if problems:
        return failures.INVALID
    from membership_sim.oracle.verdicts import FINE

    return failures.FINE if all(verdict.judgement in FINE for verdict in verdicts) else failures.FINDING


def told(problems: list[object]) -> Iterator[object]:
    """Yield the problems, the rest counted when there are very many."""
    yield from problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        yield f"... and {len(problems) - MOST_PROBLEMS} more problems"


def setup_of(rulebook: str, plan: str | None, sales_tax: str | None, observes: str | None, until: date | None) -> Setup:
    """Return how members are judged that say nothing of it themselves."""
    from membership_sim.api import tax_rate
    from membership_sim.files.rulebook_file import load_rulebook
    from membership_sim.foreign import Setup

    book = load_rulebook(rulebook)
    if plan is not None and plan not in book.plans:
        from membership_sim.files.rulebook_terms import unknown_plan

        raise click.UsageError(unknown_plan(plan, book))
    kinds = tuple(observed(observes.split(","))) if observes is not None else None
    until_day = until.toordinal() if until is not None else None
    return Setup(book, plan or book.default_plan, tax_rate(sales_tax, book), observes=kinds, until_day=until_day)


def observed(words: Iterable[str]) -> Iterator[str]:
    """Yield the kinds that are named; raises click.UsageError for a word that is none."""
    from membership_sim.files.words import quoted, suggestion

    for word in words:
        if word not in KINDS:
            hint = suggestion(word, KINDS) or ","
            raise click.UsageError(f"unknown kind of entry {quoted(word)}{hint} allowed: {', '.join(KINDS)}")
        yield word


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """Open a file, or standard input, to read its lines; raises click.FileError when it cannot be read."""
    if path == "-":
        if sys.stdin is None:
            raise click.FileError("standard input", "cannot be read: it is closed")
        yield sys.stdin.buffer
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        raise click.FileError(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    with file:
        yield file
