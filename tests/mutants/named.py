"""The files that name mutants: each below the reason why nothing, or one suite, notices it."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
INDISTINGUISHABLE = FOLDER / "indistinguishable.txt"
BEYOND_VECTORS = FOLDER / "beyond_vectors.txt"


def named(path: Path) -> dict[str, str]:
    """Return {mutant: reason}: mutants stand indented below a reason, which ends with a colon."""
    found: dict[str, str] = {}
    reason = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[line.strip()] = reason
        elif line:
            reason = line.rstrip(":")
    return found
