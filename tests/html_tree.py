"""HTML read into a tree as strictly as a test wants it: every element is closed where it must be, none is left open."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = {"a", "b", "code", "i", "small", "span", "time"}  # a word may go on across their edges


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"{tag} ends where {self.open[-1].tag} is open"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        last = self.open[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "") + data
        else:
            last.text = (last.text or "") + data


def parse(markup: str) -> Element:
    """Return the tree of a page or a piece; AssertionError for what is not closed as it should be."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[one.tag for one in reader.open[1:]]}"
    return reader.root


def text_of(one: Element) -> str:
    """Return the text inside an element, with single spaces; what a browser does not show as text is left out.

    What stands in blocks or cells of their own is apart.
    """
    pieces = []

    def collect(part: Element) -> None:
        apart = "" if part.tag in INLINE else " "
        if part.tag not in ("style", "script"):
            pieces.append(apart + (part.text or ""))
            for child in part:
                collect(child)
                pieces.append(child.tail or "")
            pieces.append(apart)

    collect(one)
    return " ".join("".join(pieces).split())
