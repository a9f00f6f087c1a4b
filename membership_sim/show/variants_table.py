"""Variants of a scenario side by side: a row each, with its values and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.plain import plain
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.field_kinds import name_in, place_within, split_path
from membership_sim.show.field_words import field_text, named_field
from membership_sim.show.given_text import latest_text, value_steps
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import UNBROKEN
from membership_sim.show.sides import LONGEST
from membership_sim.show.table import SUMS, totals_text
from membership_sim.show.text import printable
from membership_sim.variants import value_label

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
    """Return the headings and the rows: the labels of the values, the totals, days with benefits, state at the end.

    A value that was given no label is told as the language writes it.
    """
    headings = [*(_heading(path, variants, words) for path in variants.paths), *(words.labels[it] for it in _COMES_TO)]
    return headings, [_cells(variant, words) for variant in variants]


def _heading(path: str, variants: Variants, words: Catalogue) -> str:
    """Return what the field is called with its path; by its action if that is the same in all variants."""
    places = {_place(path, variant) for variant in variants}
    if len(places) == 1 and path.startswith("events."):
        word = name_in(*places.pop(), words)
        return printable(words.labels["named"].format(word=word, id=path))
    return printable(named_field(path, words))


def _place(path: str, variant: Variant) -> tuple[str, str]:
    """Return the place and the name of a field; of an argument the place is the action of its event."""
    start, *rest = path.split(".")
    if start != "events" or len(rest) < 2:
        return split_path(path)
    before = [f"events.{number}" for number in range(int(rest[0]))]
    number = int(rest[0]) - sum(each in variant.changes and variant.changes[each] is None for each in before)
    return place_within(start, {"do": variant.scenario.events[number].action.do}), rest[1]


def _cells(variant: Variant, words: Catalogue) -> list[str]:
    comes_to = totals_text(variant.timeline, words)
    return [*(_label(path, variant, words) for path in variant.labels), *(comes_to[label] for label in _COMES_TO)]


def _label(path: str, variant: Variant, words: Catalogue) -> str:
    """Return the label of a value, or without one of its own the value in words."""
    from membership_sim.files.words import shortened

    value, label, book = variant.changes[path], variant.labels[path], variant.scenario.book
    if label != value_label(value) or path == "rulebook":
        return printable(label)
    name = path.removeprefix("with.")
    if name != path and name in book.values:
        return shortened(latest_text(value_steps(name, book, words), words), LONGEST)
    if value is None:
        return words.labels["not_given"]
    return shortened(field_text(*_place(path, variant), plain(value), book.currency, words), LONGEST)
