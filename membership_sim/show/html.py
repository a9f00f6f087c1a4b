"""HTML as trees of elements: text is text wherever it comes from, and only the writer knows what must be escaped.

A piece may stand in a page or in a cell of a notebook: its looks hang on the class `SCOPE`, and it has no ids and no
script of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, tostring

from membership_sim.show.text import printable

SCOPE: Final = "membership-sim"
_FOLDER: Final = Path(__file__).parent / "web"
_DAY: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}(?: (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)?"
    r"|(?:[0-9]+年)?[0-9]+月[0-9]+日(?:\([月火水木金土日]\))?)"
)
_WORD: Final = re.compile(r"`([A-Za-z_./]+)`")
_OWN_LINES: Final = frozenset({
    "article", "body", "details", "div", "dl", "figure", "footer", "form", "h1", "h2", "h3", "h4", "head", "header",
    "html", "li", "link", "main", "meta", "nav", "ol", "p", "script", "section", "style", "table", "tbody", "thead",
    "title", "tr", "ul",
})  # fmt: skip

Child = Element | str | None


def element(tag: str, *children: Child, **attributes: str | None) -> Element:
    """Return an element with its children in order; a child or an attribute that is None is left out.

    An attribute is named as Python can: `class_`, `aria_label`.

    >>> markup(element("p", "a < b, ", element("b", "c"), class_="faint"))
    '<p class="faint">a &lt; b, <b>c</b></p>\\n'
    """
    given = {_attribute(name): printable(value) for name, value in attributes.items() if value is not None}
    made = Element(tag, given)
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif child:
            _add_text(made, printable(child))
    return made


def kept_days(text: str) -> list[Child]:
    """Return a text whose days are elements, each with its day of the week, so that no line breaks inside one.

    >>> markup(element("p", *kept_days("paid to 2025-04-01")))
    '<p>paid to <span class="day">2025-04-01</span></p>\\n'
    """
    pieces = enumerate(_DAY.split(text))
    return [element("span", piece, class_="day") if index % 2 else piece for index, piece in pieces]


def kept_words(text: str) -> list[Child]:
    """Return a text in which words of the file format, in backquotes, are elements.

    >>> markup(element("p", *kept_words("the `new_from` fee")))
    '<p>the <code>new_from</code> fee</p>\\n'
    """
    pieces = enumerate(_WORD.split(text))
    return [element("code", piece) if index % 2 else piece for index, piece in pieces]


def raw_element(tag: str, content: str, **attributes: str) -> Element:
    """Return a `style` or a `script` with our own text, which HTML takes as it is; no user's text may be in it."""
    assert tag in ("style", "script"), tag
    assert f"</{tag}" not in content.lower(), f"the text would end its {tag}"
    made = element(tag, **attributes)
    made.text = content
    return made


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _add_text(made: Element, text: str) -> None:
    """Put text behind what an element has so far."""
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text


def markup(*elements: Element) -> str:
    """Return elements as HTML, one line feed after each that stands on lines of its own."""
    for one in elements:
        for part in one.iter():
            if part.tag in _OWN_LINES and not part.tail:
                part.tail = "\n"
    return "".join(tostring(one, encoding="unicode", method="html") for one in elements)


def classes(*names: str | None) -> str | None:
    """Return the names of an attribute `class`, None when there are none."""
    return " ".join(filter(None, names)) or None


def cells(row: Iterable[Child | Sequence[Child]]) -> Iterator[Element]:
    """Yield the cells of a row, the first of them its heading."""
    for number, cell in enumerate(row):
        children = [cell] if isinstance(cell, Element | str) or cell is None else list(cell)
        yield element("td", *children) if number else element("th", *children, scope="row")


class Column(NamedTuple):
    """A column of a table: its heading, and the class of its cells."""

    heading: str
    class_: str | None = None


def html_table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Element],
    level: int = 0,
    note: str = "",
    named_cells: bool = False,
    caption_class: str | None = None,
    **attributes: str | None,
) -> Element:
    """Return a table in a box that scrolls by itself where the table is wider, and that keys can scroll.

    The caption is a heading of that `level`, or none with 0, perhaps with a `note` below it;
    one that a user wrote has the class `literal`, so that its case stays. Each cell gets the class
    of its column, and with `named_cells` its heading too, which a style sheet can show where cells stand below each
    other.
    """
    named = element("caption", element(f"h{level}", caption) if level else caption, class_=caption_class)
    if note:
        named.append(element("p", *kept_days(note), class_="faint"))
    head = element("tr", *(element("th", column.heading, scope="col") for column in columns))
    for row in (head, *rows):
        for cell, column in zip(row, columns, strict=True):
            if column.class_:
                cell.set("class", column.class_)
            if named_cells and cell.tag == "td":
                cell.set("data-heading", column.heading)
    made = element("table", named, element("thead", head), element("tbody", *rows), **attributes)
    return element("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


@cache
def web_text(name: str) -> str:
    """Return a file of ours that a page is made of: a style sheet, a script."""
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def style_sheet() -> str:
    """Return how the pieces look, in light and in dark."""
    from membership_sim.show.pictures.palette import DARK, PAGE_COLOURS, STATE_COLOURS

    named = [f"  --{name}: light-dark({light}, {dark});\n" for name, (light, dark) in PAGE_COLOURS.items()]
    colours = {state: colour(own) for state, own in STATE_COLOURS.items()}
    states = [f'.{SCOPE} [data-state="{state}"] {{ --state: {own}; }}\n' for state, own in colours.items()]
    turned = [f"  {_variable(light)}: light-dark({light}, {dark});\n" for light, dark in DARK.items()]
    variables = f"@supports (color: light-dark(#fff, #000)) {{\n.{SCOPE} {{\n{''.join(turned)}}}\n}}\n"
    return f".{SCOPE} {{\n{''.join(named)}}}\n" + web_text("pieces.css") + variables + "".join(states)


def colour(light: str) -> str:
    """Return a colour of pictures for a style sheet, which is another in the dark.

    >>> colour("#1f2933")
    'var(--of-1f2933, #1f2933)'
    """
    return f"var({_variable(light)}, {light})"


def _variable(light: str) -> str:
    return f"--of-{light[1:]}"


def fragment(*elements: Element | None, lang: str = "en") -> str:
    """Return elements with their looks as a piece of HTML that can stand anywhere, such as a cell of a notebook."""
    return markup(raw_element("style", style_sheet()), element("div", *elements, class_=SCOPE, lang=lang))
