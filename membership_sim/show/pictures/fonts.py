"""The fonts of pictures: which there are, which draw what the first one lacks, and what none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

from matplotlib.font_manager import FontProperties, findSystemFonts, fontManager, get_font

from membership_sim.show.catalogue import catalogue
from membership_sim.show.templates import fill
from membership_sim.show.text import printable

FONT: Final = "DejaVu Sans"  # comes with matplotlib, so that a text is as wide on every machine
FONTS: Final = (FONT, "Verdana")  # the second is as wide, for those who look at an SVG without the first
# Fonts with Japanese; those that are there draw what FONT lacks. An SVG leaves that to its viewer.
JAPANESE_FONTS: Final = (
    "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo", "IPAexGothic", "IPAGothic",
)  # fmt: skip
PACKAGE: Final = "Debian: fonts-noto-cjk"  # which brings the first of them
_MOST_CHARACTERS: Final = 10  # in a message


def fonts_beside(format_name: str) -> tuple[str, ...]:
    """Return the fonts that draw in a file of a format what our own lacks; an SVG leaves that to its viewer."""
    return () if format_name == "svg" else japanese_fonts()


@lru_cache(maxsize=1)
def japanese_fonts() -> tuple[str, ...]:
    """Return the fonts with Japanese that are there, also those that came after matplotlib last listed its fonts."""
    if not _listed():
        known = {font.fname for font in fontManager.ttflist}
        for path in sorted(set(findSystemFonts()) - known):
            with suppress(OSError, RuntimeError):  # what matplotlib cannot read draws nothing
                fontManager.addfont(path)
    return _listed()


def _listed() -> tuple[str, ...]:
    there = {font.name for font in fontManager.ttflist}
    return tuple(name for name in JAPANESE_FONTS if name in there)


def missing_font(texts: Iterable[str], format_name: str, lang: str) -> str:
    """Return which characters of texts no font there draws, and what to install; "" for none, as always in an SVG."""
    fonts = fonts_beside(format_name)
    found = "" if format_name == "svg" else undrawn(texts, fonts)
    if not found:
        return ""
    first, *others = JAPANESE_FONTS
    words = catalogue(lang)
    told = {
        "characters": printable(found if len(found) <= _MOST_CHARACTERS else f"{found[:_MOST_CHARACTERS]}…"),
        "font": None if fonts else first,  # with one of them there, another one helps no more
        "package": PACKAGE,
        "format": "SVG",
        "others": words.several(others),
    }
    return fill(words.labels["missing_font"], told)


def undrawn(texts: Iterable[str], fonts: Sequence[str]) -> str:
    """Return the characters that neither `FONT` nor one of some more fonts has, each once, in order."""
    named = [FontProperties(family=name) for name in (FONT, *fonts)]
    found = [get_font(fontManager.findfont(each, fallback_to_default=False)) for each in named]
    characters = (char for char in dict.fromkeys("".join(texts)) if not char.isspace())
    return "".join(char for char in characters if not any(font.get_char_index(ord(char)) for font in found))
