"""Where labels stand so that none lies on another, or on what is drawn; lengths in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

Align = Literal["center", "left", "right"]
_SHIFTS: Final[dict[Align, float]] = {"center": -0.5, "left": 0.0, "right": -1.0}  # of the width, to the left edge
GAP: Final = 2.0  # between a label and anything else


class Box(NamedTuple):
    """A rectangle that is taken."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


class Label(NamedTuple):
    """A text that should stand at a place, `x` its anchor; `width` and `height` are the text's."""

    text: str
    x: float
    bottom: float
    width: float
    height: float
    number: int = 0  # of what it labels


class Placed(NamedTuple):
    """A label and the way it stands at its anchor."""

    label: Label
    align: Align


def place(labels: Iterable[Label], taken: Sequence[Box], within: tuple[float, float], most: int) -> list[Placed]:
    """Return those labels, in their order and at most so many, that find room between the left and the right bound."""
    boxes = list(taken)
    placed: list[Placed] = []
    for label in labels:
        if len(placed) == most:
            break
        for align, shift in _SHIFTS.items():
            left = label.x + shift * label.width
            box = Box(left - GAP, left + label.width + GAP, label.bottom, label.bottom + label.height)
            if within[0] <= left and left + label.width <= within[1] and not any(box.meets(other) for other in boxes):
                boxes.append(box)
                placed.append(Placed(label, align))
                break
    return placed
