"""`diagram`: the lifecycle as a diagram."""

from __future__ import annotations

import click

from membership_sim.cli import choices, streams


@click.command("diagram", cls=choices.Command, short_help="The lifecycle as a diagram.")
@choices.format_option("mermaid", "dot")
@click.option("--rules", "with_rules", is_flag=True, help="Add the rules that decide.")
@choices.output
@choices.lang
def command(format_name: str, with_rules: bool, output: str | None, lang: str) -> None:
    """Show every state and every change that is allowed, made from the table that runs."""
    from membership_sim.show.diagram import diagram

    streams.write_result(diagram(format_name, with_rules, lang), output)
