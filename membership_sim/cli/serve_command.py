"""`serve`: the oracle over lines of JSON, for tests in other languages. It keeps nothing from one line to the next."""

from __future__ import annotations

import sys

import click

from membership_sim.cli import choices, failures, streams


@click.command("serve", cls=choices.Command, short_help="Answers to requests, a line of JSON each.")
def command() -> None:
    """Read requests on standard input, a JSON object a line, and answer each with a line on standard output.

    A request says what to `do` (simulate, step, options, explain, check, about) and has an `id` that its answer has
    too. What is wrong with one is told in its answer. The end of the input ends it.
    """
    from membership_sim.files.reader import lines_of
    from membership_sim.files.requests import LONGEST_REQUEST

    if sys.stdin is None:
        raise click.FileError("<stdin>", "cannot be read: it is closed")
    try:
        for number, line in enumerate(lines_of(sys.stdin.buffer, LONGEST_REQUEST)):
            streams.write_result(f"{answer_line(line, is_first=number == 0)}\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.FileError("<stdin>", f"cannot be read: {error.strerror or error}") from None


def answer_line(line: bytes, is_first: bool = False) -> str:
    """Return the answer to a line, whatever it holds, as JSON on one line."""
    from membership_sim.cli.answers import answered
    from membership_sim.files.requests import Places, read_request
    from membership_sim.show.data import json_text

    own_id = "null"
    try:
        request = read_request(line, is_first)
        own_id = request.id
        fields = {name: json_text(value) for name, value in answered(request, Places(request.node)).items()}
    except Exception as error:  # a fault of ours ends this answer, and not those of the others
        failures.tell_traceback(error)
        problem = {"message": failures.fault(error)}
        fields = {"error": json_text({"kind": "internal", "problems": [problem]})}
    named = {"id": own_id, **fields} if own_id else fields
    return "{" + ", ".join(f'"{name}": {text}' for name, text in named.items()) + "}"
