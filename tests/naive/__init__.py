"""A naive simulator, the second opinion: it walks day by day, asks each morning what is due today, and shares no code
with the package, nor its calendar. It was written from the specification alone by hands that never saw the core.

Where the two disagreed, `docs/testing.md` tells which was right; a reading that was settled against it says so here.
"""
