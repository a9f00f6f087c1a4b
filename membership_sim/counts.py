"""A number beside what it counts: one day, two days."""

from __future__ import annotations

from typing import Final

_ONE: Final = {"people": "person", "entries": "entry", "retries": "retry"}  # of the nouns that do not just lose their s


def counted(count: int | str, nouns: str) -> str:
    """Return a number, or one as text, with its noun, which is given as there are many of it.

    >>> counted(1, "business days"), counted(2, "entries"), counted("1", "entries"), counted("1 and 2", "days")
    ('1 business day', '2 entries', '1 entry', '1 and 2 days')
    """
    return f"{count} {_ONE.get(nouns) or nouns.removesuffix('s') if str(count) == '1' else nouns}"
