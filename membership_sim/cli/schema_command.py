"""`schema`: the JSON Schema of a format, for editors and other tools."""

from __future__ import annotations

import click

from membership_sim.cli import choices, streams

KINDS = ("scenario", "rulebook", "timeline", "record", "mapping", "request", "answer", "vectors")


@click.command("schema", cls=choices.Command, short_help="The JSON Schema of a format.")
@click.argument("kind", type=click.Choice(KINDS))
@choices.output
def command(kind: str, output: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files, rule books, timelines, records, mapping files, vectors,
    or of the lines that `serve` reads and writes.
    """
    import json

    streams.write_result(json.dumps(schema(kind), indent=1, ensure_ascii=False) + "\n", output)


def schema(kind: str) -> dict[str, object]:
    """Return the schema of a format."""
    if kind == "timeline":
        from membership_sim.show.timeline_schema import timeline_schema

        return timeline_schema()
    if kind == "vectors":
        from membership_sim.vectors.schema import vectors_schema

        return vectors_schema()
    from membership_sim.files.schema_formats import SCHEMAS

    return SCHEMAS[kind]()
