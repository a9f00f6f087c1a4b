"""How pictures are drawn: sizes, fonts, and settings that hold while one is drawn and never outside.

A length is in points (1/72 inch), as matplotlib's fonts and lines are.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import matplotlib
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from membership_sim.show.pictures.palette import FAINT_INK, INK, PAPER

POINTS_OF_AN_INCH: Final = 72
TITLE_SIZE: Final = 11.0
TEXT_SIZE: Final = 8.5
FONT: Final = "DejaVu Sans"  # comes with matplotlib, so that a text is as wide on every machine
FONTS: Final = (FONT, "Verdana")  # the second is as wide, for those who look at an SVG without the first

# Text stays text in an SVG, its ids follow from what is drawn, and a dollar sign is no formula.
_SETTINGS: Final[dict[str, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "membership-sim",
    "pdf.fonttype": 42,
    "font.family": ["sans-serif"],
    "font.sans-serif": list(FONTS),
    "font.size": TEXT_SIZE,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": FAINT_INK,
    "axes.unicode_minus": False,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "figure.dpi": 100,
    "savefig.dpi": 144,
    "hatch.linewidth": 0.7,
}
_MAKER: Final = "membership-sim"  # and not a version of matplotlib
_METADATA: Final[dict[str, dict[str, str | None]]] = {
    "svg": {"Date": None, "Creator": _MAKER},
    "png": {"Software": _MAKER},
    "pdf": {"CreationDate": None, "Creator": _MAKER, "Producer": None},
}


@contextmanager
def drawing() -> Iterator[None]:
    """Let our settings hold for a while, over matplotlib's own defaults: no file of the user's changes a picture.

    A character that the font lacks is no reason to warn: an SVG holds the text, and its viewer has other fonts.
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


class Picture(Figure):
    """A figure that keeps our settings wherever it is drawn or saved, and shows itself in a notebook."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw under our settings."""
        with drawing():
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save under our settings, without a date or version; the options are those of matplotlib."""
        name = options.get("format") or str(fname).rpartition(".")[2]
        metadata = {**_METADATA.get(name.lower(), {}), **(options.pop("metadata", None) or {})}
        with drawing():
            super().savefig(fname, metadata=metadata, **options)

    def to_bytes(self, format_name: str) -> bytes:
        """Return the picture as a file of a format of `show.plot.FORMATS`: for the same timeline the same bytes."""
        file = BytesIO()
        self.savefig(file, format=format_name)
        return file.getvalue()

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


@lru_cache(maxsize=2048)
def text_width(text: str, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Return how wide a text is drawn."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def fitted(text: str, width: float, size: float = TEXT_SIZE, bold: bool = False) -> str:
    """Return the text, its end left out where it is wider than that."""
    if text_width(text, size, bold) <= width:
        return text
    fits, too_long = 0, len(text)
    while fits + 1 < too_long:
        middle = (fits + too_long) // 2
        if text_width(text[:middle].rstrip() + "…", size, bold) <= width:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + "…"
