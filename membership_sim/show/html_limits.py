"""How much a cell of a notebook shows of what is long; it says how much was left out.

A notebook's file holds all that its cells show. A row with its reason and its rules takes about a kilobyte, so that
these limits keep a cell near 200 kB at most. A page (`report`) has no limits.
"""

from __future__ import annotations

from typing import Final

MOST_ROWS: Final = 200  # of a table: entries, events, verdicts, variants
LAST_ROWS: Final = 50  # of those of a timeline, the last ones: its end is asked for as its beginning is
MOST_LINES: Final = 50  # of a list beside a table, which does not scroll: problems, days in another state
MOST_FILE_LINES: Final = 2 * MOST_ROWS  # a file has a line an event, and others: with the table it is whole too
