"""The pictures that the pages show, drawn from scenarios; the same bytes for the matplotlib of constraints.txt."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from membership_sim.scenario import Scenario
from membership_sim.show.plot import PictureKind
from membership_sim.simulate import simulate
from membership_sim.timeline import plot

ROOT: Final = Path(__file__).resolve().parent.parent


class Drawn(NamedTuple):
    """A picture of some documents of a scenario file."""

    scenario: str
    documents: tuple[int, ...] = (0,)
    kind: PictureKind = "timeline"


PICTURES: Final = {
    "first-year": Drawn("first-year"),
    "two-refunds": Drawn("refund-used-annual", (0, 1)),
    "ways": Drawn("suspension-to-the-end", (0,), "states"),
}


def files() -> dict[str, str]:
    """Return each picture by its path."""
    return {f"docs/pictures/{name}.svg": _svg(drawn) for name, drawn in PICTURES.items()}


def _svg(drawn: Drawn) -> str:
    scenarios = Scenario.load_all(ROOT / "scenarios" / f"{drawn.scenario}.yaml")
    timelines = [simulate(scenarios[number]) for number in drawn.documents]
    return plot(*timelines, kind=drawn.kind).to_bytes("svg").decode()
