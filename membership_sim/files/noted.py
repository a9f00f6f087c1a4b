"""Which files are read, noted for who writes one: what a result was made from must not be lost to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_NOTED: Final[ContextVar[set[str] | None]] = ContextVar("noted", default=None)


@contextmanager
def noting_reads() -> Iterator[None]:
    """Note the files that are read inside; elsewhere nothing is kept."""
    before = _NOTED.set(set())
    try:
        yield
    finally:
        _NOTED.reset(before)


def note_read(path: str) -> None:
    """Note a file that is read, if somebody wants to know it."""
    noted = _NOTED.get()
    if noted is not None:
        noted.add(path)


def was_read(path: str) -> bool:
    """Tell whether a path leads to a file that was noted, under whatever name; raises OSError when that is unknown."""
    noted = _NOTED.get() or ()
    if not os.path.exists(path) or stat.S_ISCHR(os.stat(path).st_mode):  # a terminal is read and written
        return False
    return any(os.path.exists(own) and os.path.samefile(own, path) for own in noted)
