"""Did the tests notice every mutant of `make mutmut`? A mutant that changes no result is named here, with its reason.

A `# pragma: no mutate` would say the same, and hide the other mutants of its line. Exit status 1 when a mutant was left
alive, untried or without a test, when a line here is no survivor any more, and when there was no mutant. A mutant that
never ends was noticed: a test of it can only fail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

COUNTS: Final = Path("mutants/mutmut-cicd-stats.json")
NOTICED: Final = ("killed", "timeout")

# The line that a mutant puts in place of one, and why no caller can tell them apart.
EQUIVALENT: Final = {
    "return before + (length if day >= length or (sticky and is_last) else day)": "equal days are the same day",
    'moment = ""': "anything but a datetime is refused in the next line",
    "if not re.fullmatch(PERCENTAGE, text, ):": "the pattern names its digits, so ASCII is what it takes anyway",
}


def mutmut(*arguments: str) -> str:
    """Return what a command of mutmut prints."""
    command = (sys.executable, "-m", "mutmut", *arguments)
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def unnoticed() -> dict[str, str]:
    """Return each mutant that no test noticed, by what became of it."""
    found = (line.strip().split(": ") for line in mutmut("results").splitlines() if ": " in line)
    return {name: fate for name, fate in found if fate not in NOTICED}


def new_line(difference: str) -> str:
    """Return the lines that a mutant puts in."""
    lines = (line for line in difference.splitlines() if line.startswith("+") and not line.startswith("+++"))
    return "\n".join(line[1:].strip() for line in lines)


def problems(counts: Mapping[str, int], survivors: Mapping[str, str]) -> list[str]:
    """Return what is wrong; `survivors` are the unnoticed mutants, each with the line that it puts in."""
    noticed = sum(counts[name] for name in NOTICED)
    found = [f"not noticed: {name}: {line}" for name, line in survivors.items() if line not in EQUIVALENT]
    found += [f"no survivor any more: {line}" for line in EQUIVALENT if line not in survivors.values()]
    if counts["total"] == 0:
        found.append("no mutant was made")
    elif noticed + len(survivors) != counts["total"]:
        found.append(f"{counts['total']} mutants were made, but {noticed} + {len(survivors)} are accounted for")
    return found


def main() -> int:
    """Print what became of the mutants; return the exit status."""
    mutmut("export-cicd-stats")
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    fates = unnoticed()
    survivors = {name: new_line(mutmut("show", name)) for name in fates}
    found = problems(counts, survivors)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{counts['total']} mutants: killed {counts['killed']}, endless {counts['timeout']}, "
          f"the same in effect {len(set(survivors.values()) & set(EQUIVALENT))}, problems {len(found)}")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
