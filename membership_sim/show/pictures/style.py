"""How pictures are drawn: sizes, and settings that hold while one is drawn and never outside.

A length is in points (1/72 inch), as matplotlib's fonts and lines are.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import matplotlib
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from membership_sim.scenario import ScenarioError
from membership_sim.show.extras import MissingFontWarning
from membership_sim.show.pictures.fonts import FONT, FONTS, fonts_beside, missing_font
from membership_sim.show.pictures.palette import FAINT_INK, INK, PAPER
from membership_sim.show.plot import FORMATS
from membership_sim.show.text import width
from membership_sim.typed import shown

POINTS_OF_AN_INCH: Final = 72
TITLE_SIZE: Final = 11.0
TEXT_SIZE: Final = 8.5

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

    Matplotlib warns of each character that a font lacks, also in an SVG, whose viewer has others; `savefig` tells once.
    """
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)  # type: ignore[arg-type]
        yield


class Picture(Figure):
    """A figure that keeps our settings wherever it is drawn or saved, and shows itself in a notebook.

    `lang` is the language of what it has to tell beside the picture.
    """

    lang: str = "en"

    def draw(self, renderer: RendererBase) -> None:
        """Draw under our settings."""
        with drawing():
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save under our settings, without a date or version; the options are those of matplotlib.

        Warns (MissingFontWarning) of characters that no font there draws.
        """
        name = str(options.get("format") or str(fname).rpartition(".")[2]).lower()
        metadata = {**_METADATA.get(name, {}), **(options.pop("metadata", None) or {})}
        missing = self.missing_font(name)
        if missing:
            warnings.warn(missing, MissingFontWarning, stacklevel=2)
        with drawing(), self._in_fonts(fonts_beside(name)):
            super().savefig(fname, metadata=metadata, **options)

    def missing_font(self, format_name: str) -> str:
        """Return which characters no font there draws in a file of a format; "" for none.

        What to install is told where no Japanese font is there.
        """
        return missing_font((text.get_text() for text in self.findobj(Text)), format_name, self.lang)

    @contextmanager
    def _in_fonts(self, fonts: Sequence[str]) -> Iterator[None]:
        """Let every text have fonts for a while that draw what our own lacks, in whatever weight there is."""
        log = logging.getLogger("matplotlib.font_manager")
        level, texts = log.level, list(self.findobj(Text)) if fonts else []
        log.setLevel(logging.ERROR)
        for text in texts:
            text.set_fontfamily(["sans-serif", *fonts])
        try:
            yield
        finally:
            log.setLevel(level)
            for text in texts:
                text.set_fontfamily("sans-serif")

    def to_bytes(self, format_name: str) -> bytes:
        """Return the picture as a file of a format of `show.plot.FORMATS`: for the same timeline the same bytes.

        Raises ScenarioError for another format.
        """
        if format_name not in FORMATS:
            raise ScenarioError(f"unknown format of a picture {shown(format_name)}, allowed: {', '.join(FORMATS)}")
        file = BytesIO()
        self.savefig(file, format=format_name)
        return file.getvalue()

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


@lru_cache(maxsize=2048)
def text_width(text: str, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Return how wide a text is drawn; a wide character, which our font lacks, is as wide as it is high."""
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    narrow = "".join(char for char in text if width(char) < 2)
    return float(text_to_path.get_text_width_height_descent(narrow, font, False)[0]) + (len(text) - len(narrow)) * size


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
