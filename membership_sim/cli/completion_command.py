"""`completion`: what a shell needs to complete commands, options and their values."""

from __future__ import annotations

import click

from membership_sim.cli import choices, streams


@click.command("completion", short_help="A script that makes a shell complete the command.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@choices.output
def command(shell: str, output: str | None) -> None:
    """Print a script for SHELL to load, such as: eval "$(membership-sim completion bash)"."""
    from click.shell_completion import get_completion_class

    from membership_sim.cli import COMPLETION_VARIABLE, PROGRAM, group

    found = get_completion_class(shell)
    assert found is not None
    complete = found(group, {}, PROGRAM, COMPLETION_VARIABLE)
    streams.write_result(complete.source_template % complete.source_vars() + "\n", output)
