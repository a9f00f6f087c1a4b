"""Parts that several cells of a notebook share: what stands there on expansion, files, problems, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from membership_sim.show.catalogue import Catalogue
from membership_sim.show.html import Child, element
from membership_sim.show.html_limits import MOST_FILE_LINES
from membership_sim.show.text import printable


def file_details(text: str, words: Catalogue) -> Element:
    """Return the text of files on expansion, line by line; of a very long one the first lines."""
    lines = text.splitlines()
    made = element("pre")
    made.text = "\n".join(map(printable, lines[:MOST_FILE_LINES]))
    return details(words.labels["as_file"], made, left_out(len(lines) - MOST_FILE_LINES, words))


def details(summary: str, *children: Child) -> Element:
    """Return what stands there on expansion."""
    return element("details", element("summary", summary), *children)


def left_out(count: int, words: Catalogue) -> Element | None:
    """Return how many are not shown; None if none."""
    return element("p", words.labels["and_more"].format(count=f"{count:,}"), class_="faint") if count > 0 else None


def problem_list(problems: Sequence[object]) -> Element:
    """Return problems, a line each."""
    return element("ul", *(element("li", str(problem), class_="bad") for problem in problems), class_="rules")
