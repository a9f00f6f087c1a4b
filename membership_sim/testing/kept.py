"""A story that a system failed, ready to keep: the scenario expects what the model says, so it passes by itself."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from membership_sim.entry_fields import KINDS, entry_fields
from membership_sim.foreign import ATTEMPTS
from membership_sim.scenario import Expectation, Expected, Scenario
from membership_sim.simulate import Run
from membership_sim.testing.divergence import Differs

_TOLD: Final = ("kind", "amount", "plan", "notice", "state")  # the fields of an entry that are expected


def with_expectation(told: Scenario, run: Run, observes: Collection[str]) -> Scenario:
    """Return the story of a run, expecting the run's entries of the observed kinds, and no others of these."""
    kinds = tuple(kind for kind in KINDS if kind in observes and kind not in (*ATTEMPTS, "state"))
    entries = []
    for entry in run.step.entries:
        if entry.kind in kinds:
            fields = entry_fields(entry)
            entries.append(Expectation(entry.day, tuple((name, fields[name]) for name in _TOLD if name in fields)))
    return told._replace(expected=Expected(tuple(entries), kinds, final_state=run.facts.state))


def keep(differs: Differs, folder: str | os.PathLike[str]) -> list[Path]:
    """Write the story into a folder, with its rule book if that is not shipped; return the paths.

    The name follows from what is in it, so that no other story is lost; a reader never meets half a file.
    """
    from membership_sim.show.scenario_text import scenario_files, scenario_text

    text = scenario_text(differs.scenario)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", differs.name).lower()
    name = f"{words}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.yaml"
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    paths = []
    for each, content in scenario_files(differs.scenario, name).items():
        beside = target / f".{each}.{os.getpid()}"
        try:
            beside.write_text(content, encoding="utf-8", newline="\n")
            os.replace(beside, target / each)
        finally:
            beside.unlink(missing_ok=True)
        paths.append(target / each)
    return paths
