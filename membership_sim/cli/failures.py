"""What an exception means on the command line: its message on standard error, and the exit status."""

from __future__ import annotations

import os
from typing import Final

import click

from membership_sim.cli.streams import tell
from membership_sim.show.text import printable

FINE: Final = 0
FINDING: Final = 1
INVALID: Final = 2
INTERNAL: Final = 3
INTERRUPTED: Final = 130

DEBUG_VARIABLE: Final = "MEMBERSHIP_SIM_DEBUG"


def status_of(error: BaseException) -> int:
    """Tell what went wrong and return the exit status."""
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else INVALID
        case click.FileError():
            tell([printable(f"{error.ui_filename}: {error.message}")])
            return INVALID
        case click.UsageError():
            tell(_usage(error))
            return INVALID
        case click.ClickException():
            tell([error.format_message()])
            return INVALID
        case KeyboardInterrupt() | click.Abort():
            return INTERRUPTED
        case _:
            problems = problems_of(error)
            if problems is None:
                return _internal(error)
            tell(problems)
            return INVALID


def _usage(error: click.UsageError) -> list[str]:
    message = _message(error)
    if type(error).__name__ == "NoArgsIsHelpError":  # older versions of click do not have it
        return [message]
    hint = [f"try '{error.ctx.command_path} --help'"] if error.ctx else []
    return [printable(message[:1].lower() + message[1:].removesuffix(".")), *hint]


def _message(error: click.UsageError) -> str:
    """Return what click has to say, on one line and with the nearest option as our own messages have it."""
    match error:
        case click.NoSuchOption():
            near = " or ".join(f"'{option}'" for option in sorted(error.possibilities or ()))
            return f"no such option '{error.option_name}'{f': did you mean {near}?' if near else ''}"
        case click.MissingParameter():  # the list of choices that may follow stands in the parameter's name
            return error.format_message().partition("Choose from")[0].rstrip()
        case _:
            return error.format_message()


def problems_of(error: BaseException) -> tuple[object, ...] | None:
    """Return the problems of an input that cannot be used, each with its place; None for any other exception."""
    from membership_sim.scenario import MembershipError

    return error.problems if isinstance(error, MembershipError) else None


def _internal(error: BaseException) -> int:
    """Tell of a fault of ours in one line; the traceback is for those who ask for it."""
    tell_traceback(error)
    tell([fault(error), f"set {DEBUG_VARIABLE}=1 for the traceback"])
    return INTERNAL


def tell_traceback(error: BaseException) -> None:
    """Tell those who ask for it where a fault of ours is."""
    if os.environ.get(DEBUG_VARIABLE):
        from traceback import format_exception

        tell("".join(format_exception(error)).splitlines())


def fault(error: BaseException) -> str:
    """Return what is told of a fault of ours, on one line."""
    words = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{': ' if words else ''}{words}, please report"
