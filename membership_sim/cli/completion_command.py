"""`completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from membership_sim.cli import choices, streams

if TYPE_CHECKING:
    from click.shell_completion import ShellComplete


SHELLS: Final = ("bash", "zsh", "fish")


@click.command("completion", cls=choices.Command, short_help="A script that makes a shell complete the command.")
@click.argument("shell", type=click.Choice(SHELLS))
@choices.output
def command(shell: str, output: str | None) -> None:
    """Print a script for SHELL to load, such as: eval "$(membership-sim completion bash)"."""
    complete = completion_of(shell)
    streams.write_result(complete.source_template % complete.source_vars() + "\n", output)


def completion_of(shell: str) -> ShellComplete:
    """Return what writes the script of a shell, and answers it."""
    from click.shell_completion import get_completion_class

    from membership_sim.cli import COMPLETION_VARIABLE, PROGRAM, group

    found = get_completion_class(shell)
    assert found is not None
    return found(group, {}, PROGRAM, COMPLETION_VARIABLE)


def answer(instruction: str) -> int:
    """Tell a shell what completes the words on its command line; the shell's script says so by `instruction`.

    Raises click.UsageError for what no script asks.
    """
    from membership_sim.cli import COMPLETION_VARIABLE
    from membership_sim.files.words import quoted

    instructions = {f"{shell}_complete": shell for shell in SHELLS}
    if instruction not in instructions:
        allowed = ", ".join(instructions)
        raise click.UsageError(f"{COMPLETION_VARIABLE} is {quoted(instruction)}, allowed: {allowed}")
    try:
        told = completion_of(instructions[instruction]).complete()
    except (KeyError, ValueError):
        message = f"{COMPLETION_VARIABLE} is set, but COMP_WORDS and COMP_CWORD are not as a shell sets them"
        raise click.UsageError(message) from None
    streams.write_result(f"{told}\n")
    return 0
