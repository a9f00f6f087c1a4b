"""What stands in a notebook's file: the one form in which it is written, what is wrong with it, which texts it tells.

A notebook is the plain mapping of its JSON. Nothing here runs one, and nothing but the standard library is needed.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from html.parser import HTMLParser
from typing import Any, Final

MOST_BYTES: Final = 300 * 1024
FORMAT: Final = {"nbformat": 4, "nbformat_minor": 5}
METADATA: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PICTURES: Final = ("image/png", "image/svg+xml")
VIEW: Final = "application/vnd.jupyter.widget-view+json"  # shows nothing without a kernel
STATES: Final = "application/vnd.jupyter.widget-state+json"
DOTS_OF_A_PIXEL: Final = 2  # pictures are drawn twice as fine as they are shown
_MACHINE: Final = re.compile(r"/tmp/|/home/|/root/|/Users/|/var/folders/|[A-Z]:\\\\?Users|\bat 0x[0-9a-f]{6,}")
_HIDDEN: Final = ("style", "script")

Notebook = dict[str, Any]


def read(text: str) -> Notebook:
    """Return the notebook that a file's text is."""
    notebook: Notebook = json.loads(text)
    return notebook


def written(notebook: Notebook) -> str:
    """Return the text of a notebook's file; equal notebooks have equal texts."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def normalised(notebook: Notebook) -> Notebook:
    """Return a notebook without anything that changes by itself: counts, random ids, versions, the state of widgets."""
    models = _models(notebook)
    cells = [_cell(cell, number, models) for number, cell in enumerate(notebook["cells"], start=1)]
    return {**FORMAT, "metadata": METADATA, "cells": cells}


def _models(notebook: Notebook) -> Mapping[str, Any]:
    models: Mapping[str, Any] = notebook["metadata"].get("widgets", {}).get(STATES, {}).get("state", {})
    return models


def _cell(cell: Mapping[str, Any], number: int, models: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: cell["metadata"][name] for name in ("alt",) if name in cell["metadata"]}
    plain = {
        "cell_type": cell["cell_type"],
        "id": f"cell-{number:02d}",
        "metadata": kept,
        "source": _lines(_text(cell["source"]).rstrip("\n")),
    }
    if cell["cell_type"] != "code":
        return plain
    outputs = [_output(output, kept.get("alt", ""), models) for output in cell["outputs"]]
    return {**plain, "execution_count": None, "outputs": outputs}


def _output(output: Mapping[str, Any], alt: str, models: Mapping[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {"output_type": "stream", "name": output["name"], "text": _lines(_text(output["text"]))}
    if output["output_type"] == "error":
        return dict(output)
    data = dict(output["data"])
    metadata: dict[str, Any] = {}
    if VIEW in data:
        data = {"text/plain": _sliders(data[VIEW]["model_id"], models)}
    for kind in PICTURES:
        if kind in data:
            data["text/plain"] = alt
            metadata[kind] = {"alt": alt}
    if "image/png" in data:
        picture = "".join(_text(data["image/png"]).split())
        data["image/png"] = picture
        metadata["image/png"]["width"] = _png_width(picture) // DOTS_OF_A_PIXEL
    data = {kind: value if kind == "image/png" else _lines(_text(value)) for kind, value in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def _sliders(model: str, models: Mapping[str, Any]) -> str:
    """Return words for what can be moved, which stand in place of a widget that only a kernel could show.

    Where the states of the widgets are gone, since the file was written before, there is no view to put words for.
    """
    children = models.get(model, {}).get("state", {}).get("children", [])
    states = [models[child.removeprefix("IPY_MODEL_")]["state"] for child in children]
    named = [f"{state['description']} ({_range(state)})" for state in states if state.get("description")]
    return f"To move when the notebook runs: {', '.join(named)}."


def _range(state: Mapping[str, Any]) -> str:
    if options := state.get("_options_labels"):
        return f"{options[0]} to {options[-1]}" if len(options) > 6 else ", ".join(options)
    return f"{state['min']} to {state['max']}"


def _png_width(picture: str) -> int:
    return int.from_bytes(base64.b64decode(picture[:32])[16:20])


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def problems(notebook: Notebook) -> list[str]:
    """Return what is wrong with a notebook as it stands, each with its cell."""
    found = [] if notebook == normalised(notebook) else ["not in the form that `tools/notebooks.py --write` gives it"]
    if (size := len(written(notebook).encode())) > MOST_BYTES:
        found.append(f"{size} bytes, at most {MOST_BYTES} are allowed")
    for number, cell in enumerate(notebook["cells"], start=1):
        found += [f"cell {number}: {problem}" for problem in _problems_of_cell(cell)]
    return found


def problems_of_widgets(notebook: Notebook) -> list[str]:
    """Return the errors that a run showed inside widgets, where they end nothing; `normalised` leaves these out."""
    shown = (output for model in _models(notebook).values() for output in model["state"].get("outputs", ()))
    return [f"in a widget: {output['evalue']}" for output in shown if output["output_type"] == "error"]


def _problems_of_cell(cell: Mapping[str, Any]) -> Iterator[str]:
    outputs = cell.get("outputs", ())
    pictures = [output for output in outputs if any(kind in output.get("data", ()) for kind in PICTURES)]
    if len(pictures) > 1:
        yield f"{len(pictures)} pictures, 1 is allowed"
    if pictures and not cell["metadata"].get("alt"):
        yield "a picture that no words describe, allowed: text as `alt` in the metadata of the cell"
    for output in outputs:
        if output["output_type"] == "error":
            yield f"an error: {output['evalue']}"
        if output.get("name") == "stderr":
            yield f"a warning: {_text(output['text'])}"
    for text in texts(cell):
        if seen := _MACHINE.search(text):
            yield f"an output tells of the machine: {seen[0]!r}"


def texts(cell: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the outputs of a cell say: printed text, the plain text of objects, what can be read of their HTML."""
    for output in cell.get("outputs", ()):
        if "data" not in output:
            yield _text(output["text"] if "text" in output else output["evalue"])
        for kind, value in sorted(output.get("data", {}).items()):
            if kind == "text/html":
                yield readable(_text(value))
            elif kind not in PICTURES:
                yield _text(value)


def readable(html: str) -> str:
    """Return what a reader sees of HTML, a piece of text a line.

    >>> readable("<style>b {}</style><p>¥600 &amp; <b>more</b></p>")
    '¥600 &\\nmore'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.pieces)


class _Reader(HTMLParser):
    """Collects the pieces of text that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden = tag in _HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.hidden:
            self.pieces.append(data.strip())


def differences(committed: Notebook, executed: Notebook) -> list[str]:
    """Return where the texts of two runs of a notebook differ, cell by cell: `-` was committed, `+` is said now."""
    found = []
    pairs = zip(normalised(committed)["cells"], normalised(executed)["cells"], strict=True)
    for number, (before, after) in enumerate(pairs, start=1):
        was, now = ("\n".join(texts(cell)).splitlines() for cell in (before, after))
        changes = list(unified_diff(was, now, "committed", "now", n=1, lineterm=""))
        if changes:
            found.append("\n    ".join([f"cell {number}: other outputs", *changes[2:]]))
    return found
