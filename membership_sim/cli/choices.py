"""Arguments that several commands share, and the values they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from membership_sim.show.catalogue import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]


if TYPE_CHECKING:
    _DayBase = click.ParamType[date]
else:
    _DayBase = click.ParamType  # older versions of click take no type


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


DAY: Final = DayType()

scenario_file: Final = click.argument("file", metavar="FILE", type=click.Path())
lang: Final = click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="Language of the words."
)
output: Final = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(),
    help="Write to this file, wholly or not at all, instead of standard output.",
)
no_color: Final = click.option("--no-color", is_flag=True, help="No colour, even on a terminal (so does NO_COLOR).")
columns: Final = click.option(
    "--width", "columns", type=click.IntRange(60, 1000), help="Cells of a line, instead of the terminal's (else 80)."
)


def format_option(*names: str) -> Decorator[Any]:
    """Return the option `--format` with these names, the first being the default."""
    return click.option("--format", "format_name", type=click.Choice(names), default=names[0], show_default=True)
