"""Variants side by side in HTML."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from membership_sim.show.catalogue import catalogue
from membership_sim.show.html import Column, cells, element, fragment, html_table
from membership_sim.show.html_limits import MOST_ROWS
from membership_sim.show.html_parts import left_out
from membership_sim.show.variants_table import variants_grid

if TYPE_CHECKING:
    from membership_sim.variants import Variants


def variants_fragment(variants: Variants, lang: str = "en") -> str:
    """Return variants as a table, a row each."""
    words = catalogue(lang)
    headings, rows = variants_grid(variants[:MOST_ROWS], words)
    numbers = range(len(variants.paths), len(headings) - 1)
    looks = ["literal"] * len(variants.paths) + ["number"] * len(numbers)
    columns = [Column(heading, look) for heading, look in zip_longest(headings, looks)]
    made = [element("tr", *cells(row)) for row in rows]
    table = html_table(variants.title, columns, made, caption_class="literal")
    return fragment(element("div", table, class_="tall"), left_out(len(variants) - MOST_ROWS, words), lang=lang)
