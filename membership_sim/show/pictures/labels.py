"""Which names stand in the lane, and which amounts at their stems: all that find room, else those that tell most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import name
from membership_sim.show.pictures.placing import Align, Box, Label, place
from membership_sim.show.pictures.rows import HEAD, LABEL, Rows
from membership_sim.show.pictures.scene import Scene, Stem
from membership_sim.show.pictures.style import text_width
from membership_sim.timeline import Span

MOST_LABELS: Final = 14
MOST_NAMES: Final = 12
_PADDING: Final = 4.0  # between a state's name and the edges of its span
_BESIDE: Final = 24.0  # how far a label may stand out of the lane at its ends
_MOST_PARTS: Final = 2  # of the amount of a day


def named_spans(scene: Scene, points_of_a_day: float, words: Catalogue) -> list[Span]:
    """Return the spans that have room for the name of their state, the widest when they are many."""
    found: list[Span] = []
    for span in sorted(scene.spans, key=lambda span: span.start_day - span.end_day):
        room = (span.end_day - span.start_day) * points_of_a_day - 2 * _PADDING
        if text_width(name(words, span.state)) <= room and len(found) < MOST_NAMES:
            found.append(span)
    return found


class AmountLabel(NamedTuple):
    """An amount at its day, with the height of its lower edge."""

    day: int
    bottom: float
    text: str
    align: Align


def amount_labels(
    scene: Scene, rows: Rows, first_day: int, points_of_a_day: float, words: Catalogue
) -> list[AmountLabel]:
    """Return the labels that find room: odd amounts first, all others only where they are few enough to be read."""
    labels = [
        _label(index, stem, scene.currency, rows, (stem.day - first_day) * points_of_a_day, words)
        for index, stem in enumerate(scene.stems)
    ]
    wanted = [label for label in labels if scene.stems[label.number].odd]
    if len(labels) <= MOST_LABELS:
        wanted += [label for label in labels if not scene.stems[label.number].odd]
    taken = list(_taken(scene, rows, first_day, points_of_a_day))
    bounds = ((scene.start_day - first_day) * points_of_a_day - 4, (scene.end_day - first_day) * points_of_a_day)
    placed = place(wanted, taken, (bounds[0], bounds[1] + _BESIDE), MOST_LABELS)
    return [
        AmountLabel(scene.stems[label.number].day, label.bottom, label.text, align) for label, align in placed
    ]


def _label(index: int, stem: Stem, currency: Currency, rows: Rows, x: float, words: Catalogue) -> Label:
    end = rows.reach(stem.amount)
    text = amount_text(stem, currency, words)
    return Label(text, x, end + HEAD if stem.amount >= 0 else end - HEAD - LABEL, text_width(text), LABEL, index)


def amount_text(stem: Stem, currency: Currency, words: Catalogue) -> str:
    """Return the amounts of a day, or their sum when they are many."""
    parts = stem.amounts if len(stem.amounts) <= _MOST_PARTS else (stem.amount,)
    return " + ".join(words.amount(part, currency) for part in parts)


def _taken(scene: Scene, rows: Rows, first_day: int, points_of_a_day: float) -> Iterator[Box]:
    """Yield the room of the stems and of the tries that were declined."""
    drawn = [(stem.day, stem.amount) for stem in scene.stems]
    drawn += [(mark.day, mark.amount) for mark in scene.marks if mark.kind == "decline"]
    for day, amount in drawn:
        x, end = (day - first_day) * points_of_a_day, rows.reach(amount)
        yield Box(x - HEAD, x + HEAD, min(rows.zero, end - HEAD), max(rows.zero, end + HEAD - 0.5))
