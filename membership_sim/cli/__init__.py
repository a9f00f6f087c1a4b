"""The command line: results go to standard output, everything else to standard error.

Exit status: 0 fine, 1 a finding, 2 usage or invalid input, 3 internal error. Each command is a module that is imported
when it is called, and imports what it needs when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

from membership_sim.cli import streams
from membership_sim.cli.choices import Command
from membership_sim.cli.failures import status_of

PROGRAM: Final = "membership-sim"
COMPLETION_VARIABLE: Final = "_MEMBERSHIP_SIM_COMPLETE"

# The commands in the order of the help, each with the module that has its `command`.
COMMANDS: Final = {
    "run": "run_command",
    "test": "testing_command",
    "check": "check_command",
    "serve": "serve_command",
    "options": "options_command",
    "report": "report_command",
    "explain": "explain_command",
    "rulebook": "rulebook_command",
    "diagram": "diagram_command",
    "schema": "schema_command",
    "vectors": "vectors_command",
    "completion": "completion_command",
}


class Commands(Command, click.Group):
    """The group of commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        found = import_module(f"membership_sim.cli.{COMMANDS[cmd_name]}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named first; a misspelt name is answered with the nearest one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from membership_sim.files.words import quoted, suggestion

            hint = suggestion(args[0], COMMANDS) or ","
            raise click.UsageError(f"unknown command {quoted(args[0])}{hint} allowed: {', '.join(COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


def show_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Print the version and end."""
    if value:
        from membership_sim import __version__

        streams.write_result(f"{PROGRAM} {__version__}\n")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version, help="Show the version."
)
def group() -> None:
    """Simulate the life of a paid membership, day by day, with the rule behind everything that happens."""


def status(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; nothing is raised."""

    def run() -> int:
        with group.make_context(PROGRAM, list(sys.argv[1:] if arguments is None else arguments)) as context:
            result = group.invoke(context)
        return result if isinstance(result, int) else 0

    return _status_of(run)


def _status_of(run: Callable[[], int]) -> int:
    """Return the exit status that `run` returns, or that what it raises means."""
    streams.prepare_streams()
    try:
        return run()
    except BrokenPipeError:  # only results are written so that it is raised
        streams.leave_pipe()
        return 0
    except BaseException as error:
        return status_of(error)


def main() -> NoReturn:
    """Run the command that the arguments name, or tell a shell what completes one; end with the exit status."""
    instruction = os.environ.get(COMPLETION_VARIABLE)
    if not instruction:
        sys.exit(status())
    from membership_sim.cli.completion_command import answer

    sys.exit(_status_of(lambda: answer(instruction)))
