"""Templates, in which a catalogue has its words: fields in braces, filled with text, and parts that may be left out.

Parts in square brackets are left out when one of their fields has no value: `"join[ {plan}][, trial: {trial}]"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

_FIELD: Final = re.compile(r"\{([a-z_]+)(?::[^{}]*)?\}")  # perhaps with a format


class Part(NamedTuple):
    """A piece of a template: its text, the fields in it, and whether it may be left out."""

    text: str
    fields: tuple[str, ...]
    optional: bool


@cache
def parts(template: str) -> tuple[Part, ...]:
    """Return the pieces of a template in order.

    >>> [part.text for part in parts("join[ {plan}]") if part.optional]
    [' {plan}']
    """
    pieces = re.split(r"\[([^\[\]]*)\]", template)
    return tuple(Part(text, tuple(_FIELD.findall(text)), bool(index % 2)) for index, text in enumerate(pieces) if text)


def fill(template: str, values: Mapping[str, str | None]) -> str:
    """Return the template with its fields filled in; an optional part needs all of its fields.

    >>> fill("join[ {plan}][, trial: {trial}]", {"plan": "annual", "trial": None})
    'join annual'
    """
    return "".join(
        part.text.format_map(values) if part.fields else part.text for part in _kept(template, values)
    )


def first_field(template: str, values: Mapping[str, str | None]) -> str | None:
    """Return the field with which the filled template begins; None where it begins with the catalogue's own words.

    >>> first_field("{name} is blocked", {"name": "visa"}), first_field("[{plan} of ]what", {"plan": None})
    ('name', None)
    """
    found = next((_FIELD.match(part.text) for part in _kept(template, values)), None)
    return found[1] if found else None


def _kept(template: str, values: Mapping[str, str | None]) -> Iterator[Part]:
    """Yield the parts of a template that are told."""
    for part in parts(template):
        if not part.optional or all(values[field] is not None for field in part.fields):
            yield part
