"""The suite read back from its files, and whether a model agrees with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.scenario import Scenario
from membership_sim.vectors.files import MANIFEST
from membership_sim.vectors.story import outcome


def read_vectors(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield every vector of the files that the manifest of a folder names."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name in manifest["files"]:
        yield from json.loads((folder / name).read_text(encoding="utf-8"))["vectors"]


def holds(scenario: Scenario, expected: dict[str, Any], lifecycle: Lifecycle = LIFECYCLE) -> bool:
    """Tell whether exactly what is expected comes of a vector's story, to the last field."""
    return outcome(scenario, lifecycle) == expected
