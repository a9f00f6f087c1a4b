"""Variants of a scenario side by side: a row each, with its values and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import UNBROKEN
from membership_sim.show.table import SUMS, totals_text
from membership_sim.show.text import printable

if TYPE_CHECKING:
    from membership_sim.variants import Variant, Variants

_COMES_TO: Final = (*SUMS, "benefit_days", "final_state")


def variants_text(variants: Variants, lang: str = "en") -> str:
    """Return the variants as a table, a line each."""
    words = catalogue(lang)
    headings, rows = variants_grid(variants, words)
    rights = [number >= len(variants.paths) for number in range(len(headings) - 1)]
    cells = [[Cell(text) for text in row] for row in rows]
    return "\n".join(grid(headings, cells, [*rights, False], UNBROKEN))


def variants_grid(variants: Variants, words: Catalogue) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows: the labels of the values, the totals, days with benefits, state at the end."""
    headings = [*map(printable, variants.paths), *(words.labels[label] for label in _COMES_TO)]
    return headings, [_cells(variant, words) for variant in variants]


def _cells(variant: Variant, words: Catalogue) -> list[str]:
    comes_to = totals_text(variant.timeline, words)
    return [*map(printable, variant.labels.values()), *(comes_to[label] for label in _COMES_TO)]
