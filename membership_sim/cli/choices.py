"""What the commands share: their help, their arguments, and the values that these take."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from membership_sim.cli import streams
from membership_sim.show.catalogue import LANGUAGES

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Decorator = Callable[[Decorated], Decorated]


if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _DayBase = click.ParamType[date]
else:
    _DayBase = click.ParamType  # older versions of click take no type


class Command(click.Command):
    """A command whose help is written as results are."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


def _show_help(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Print the help and end."""
    if value and not ctx.resilient_parsing:
        streams.write_result(f"{ctx.get_help()}\n")
        ctx.exit()


class DayType(_DayBase):
    """A civil day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date."""
        if isinstance(value, date):
            return value
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not in the calendar", param, ctx)
        self.fail(f"{value!r} is no day, YYYY-MM-DD is allowed", param, ctx)


class FileType(click.Path):
    """The path of a file, `-` for a standard stream, or one of a few words, which a shell then completes too."""

    def __init__(self, words: Callable[[], Iterable[str]] = tuple) -> None:
        super().__init__()
        self.words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; an empty one is no path, though the system might take it for the current folder."""
        if value == "":
            self.fail("'' is no path", param, ctx)
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words that go on so, in any case of letters, beside whatever files there are."""
        from click.shell_completion import CompletionItem

        words = [word for word in self.words() if word.lower().startswith(incomplete.lower())]
        return [*super().shell_complete(ctx, param, incomplete), *map(CompletionItem, words)]


class PictureType(FileType):
    """The path of a picture, whose suffix says its format."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; a suffix of no format is refused before anything is run."""
        from membership_sim.show.plot import FORMATS

        path = super().convert(value, param, ctx)
        suffix = os.path.splitext(path)[1].removeprefix(".")
        if suffix.lower() not in FORMATS:
            from membership_sim.files.words import quoted, suggestion

            allowed = ", ".join(f".{name}" for name in FORMATS)
            hint = (suggestion(suffix, FORMATS) if suffix else "") or ","
            self.fail(f"{quoted(path)} is no picture{hint} allowed suffixes: {allowed}", param, ctx)
        return path


def book_names() -> Iterable[str]:
    """Return the names of the rule books that come with the package."""
    from membership_sim.files.rulebook_file import shipped_names

    return shipped_names()


def rule_ids() -> Iterable[str]:
    """Return the ids of the rules."""
    from membership_sim.rules import RULES

    return RULES


DAY: Final = DayType()
FILE: Final = FileType()
PICTURE: Final = PictureType()
BOOK: Final = FileType(book_names)
RULE_OR_FILE: Final = FileType(rule_ids)

scenario_file: Final = click.argument("file", metavar="FILE", type=FILE)
lang: Final = click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="Language of the words."
)


def _note_reads(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Note the files that are read while the command runs: none of them may be written."""
    from membership_sim.files.noted import noting_reads

    ctx.with_resource(noting_reads())
    return value


output: Final = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    callback=_note_reads,
    help="Write to this file, wholly or not at all, instead of standard output.",
)
no_color: Final = click.option("--no-color", is_flag=True, help="No colour, even on a terminal (so does NO_COLOR).")
columns: Final = click.option(
    "--width", "columns", type=click.IntRange(60, 1000), help="Cells of a line, instead of the terminal's (else 80)."
)


def format_option(*names: str) -> Decorator[Any]:
    """Return the option `--format` with these names, the first being the default."""
    return click.option("--format", "format_name", type=click.Choice(names), default=names[0], show_default=True)


def refuse_idle(where: str, allowed: str, *names: str) -> None:
    """Raise click.UsageError for a parameter of these that was given on the command line, and does nothing `where`."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in names and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = max(parameter.opts, key=len)
            raise click.UsageError(f"{option} does nothing {where}, it is allowed {allowed}", context)
