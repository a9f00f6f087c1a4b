"""Plain values as the YAML of this project's files, a value a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from membership_sim.show.data import json_text
from membership_sim.typed import written

# What can stand without quotes: words with single spaces between them, days and months.
_PLAIN: Final = re.compile(
    r"[A-Za-z_][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", re.ASCII
)
_NO_TEXT: Final = ("null", "true", "false")  # in any case, for other readers of YAML


def flow(value: object) -> str:
    """Return a value on one line, which the files' reader takes for the same value; yes and no are words.

    >>> flow({"date": date(2025, 1, 31), "do": "join", "trial": False, "name": "007"})
    '{date: 2025-01-31, do: join, trial: no, name: "007"}'
    """
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT
        return value if plain else json_text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(name)}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "null" if value is None else written(value)


def listed(items: list[dict[str, object]], indent: str = "  ") -> list[str]:
    """Return the lines of a list, an item a line."""
    return [f"{indent}- {flow(item)}" for item in items]
