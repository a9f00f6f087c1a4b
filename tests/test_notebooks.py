"""The notebooks as they are committed, and what the check of them can see; `make notebooks` runs them again."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from tests.test_docs import broken
from tools import notebook_text
from tools.notebook_text import STATES, VIEW

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in PATHS}
STORIES = [
    "1-first-steps", "2-month-ends", "3-does-pausing-pay", "4-card-fails", "5-refunds", "6-oracle-at-work",
    "7-your-own-rule-book",
]  # fmt: skip


def prose(notebook):
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]


def test_there_are_seven_and_both_first_pages_lead_to_them():
    assert [path.stem for path in PATHS] == STORIES
    for page in ("README.md", "README.ja.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [name for name in TEXTS if f"](notebooks/{name})" not in text] == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_notebook_is_as_the_check_writes_it(name):
    notebook = notebook_text.read(TEXTS[name])
    assert notebook_text.problems(notebook) == []
    assert notebook_text.written(notebook) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_a_notebook_tells_a_story(name):
    notebook = notebook_text.read(TEXTS[name])
    first, *_, last = notebook["cells"]
    opening, ending = "".join(first["source"]), "".join(last["source"])
    assert opening.startswith(f"# {name[0]}. ")
    assert "**What you will learn:**" in opening
    assert "?" in ending.partition("## Your turn\n")[2]
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    outputs = [output for cell in code for output in cell["outputs"]]
    assert any("interact(" in "".join(cell["source"]) for cell in code)
    assert any("image/png" in output.get("data", ()) for output in outputs)
    assert any("To move when the notebook runs" in text for cell in code for text in notebook_text.texts(cell))


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_of_a_notebook_leads_somewhere(name):
    text = "\n\n".join(prose(notebook_text.read(TEXTS[name])))
    assert "](../docs/" in text
    assert broken(text, f"notebooks/{name}") == []


def test_a_broken_link_of_a_notebook_is_found():
    assert broken("[a](../docs/rules.md#pause-99)", "notebooks/1.ipynb") == ["../docs/rules.md#pause-99"]


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1600, 800)).decode()


def notebook(*outputs, alt="A picture", **metadata):
    """Return a notebook of one cell with these outputs, in the form in which a kernel leaves it."""
    cell = {
        "cell_type": "code", "execution_count": 7, "id": "f3a9c1", "metadata": {"alt": alt, "execution": {}},
        "outputs": list(outputs), "source": "draw()\n",
    }  # fmt: skip
    kernel = {"display_name": "mine", "name": "mine", "language": "python"}
    return {"nbformat": 4, "nbformat_minor": 5, "cells": [cell], "metadata": {"kernelspec": kernel, **metadata}}


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    kinds = {"plain": "text/plain", "html": "text/html", "png": "image/png", "view": VIEW}
    data = {kinds[kind]: value for kind, value in data.items()}
    return {"output_type": "execute_result", "execution_count": 7, "data": data, "metadata": {}}


def test_nothing_that_changes_by_itself_is_kept():
    plain = notebook_text.normalised(notebook(printed("600\n"), shown(plain="<Figure size 9x4>", png=PNG + "\n")))
    [cell] = plain["cells"]
    assert plain["metadata"] == notebook_text.METADATA
    assert (cell["id"], cell["execution_count"], cell["metadata"]) == ("cell-01", None, {"alt": "A picture"})
    assert cell["source"] == ["draw()"]
    assert cell["outputs"][0] == printed(["600\n"])
    assert cell["outputs"][1] == {
        "output_type": "display_data",
        "data": {"image/png": PNG, "text/plain": ["A picture"]},
        "metadata": {"image/png": {"alt": "A picture", "width": 800}},
    }
    assert notebook_text.normalised(plain) == plain
    assert notebook_text.problems(plain) == []


def models(*states):
    children = {str(number): {"state": state} for number, state in enumerate(states)}
    box = {"state": {"children": [f"IPY_MODEL_{number}" for number in children]}}
    return {"widgets": {STATES: {"state": {"box": box, **children}}}}


SLIDERS = [
    ([{"description": "days", "min": 1, "max": 12}], "days (1 to 12)"),
    ([{"description": "plan", "_options_labels": ["monthly", "annual"]}], "plan (monthly, annual)"),
    ([{"description": "on", "_options_labels": [f"0{day}" for day in range(1, 8)]}], "on (01 to 07)"),
    ([{"description": "a", "min": 0, "max": 1}, {"description": "b", "min": 2, "max": 3}], "a (0 to 1), b (2 to 3)"),
    ([{"description": "a", "min": 0, "max": 1}, {"outputs": []}], "a (0 to 1)"),
]


@pytest.mark.parametrize(("states", "words"), SLIDERS)
def test_sliders_are_told_in_words(states, words):
    raw = notebook(shown(plain="interactive(children=(...", view={"model_id": "box"}), **models(*states))
    [output] = notebook_text.normalised(raw)["cells"][0]["outputs"]
    assert output["data"] == {"text/plain": [f"To move when the notebook runs: {words}."]}
    assert "widgets" not in notebook_text.normalised(raw)["metadata"]


def test_an_error_inside_a_widget_is_found():
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'day'", "traceback": []}
    assert notebook_text.problems_of_widgets(notebook(**models({"outputs": [error]}))) == ["in a widget: 'day'"]
    assert notebook_text.problems_of_widgets(notebook(**models({"outputs": [printed("600")]}))) == []


ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "'day'", "traceback": []}
WRONG = [
    (notebook(printed("600"), printed("careful", "stderr")), ["cell 1: a warning: careful"]),
    (notebook(ERROR), ["cell 1: an error: 'day'"]),
    (notebook(printed("/home/me/a.yaml")), ["cell 1: an output tells of the machine: '/home/'"]),
    (notebook(shown(plain="<Legend at 0x7ff4a1>")), ["cell 1: an output tells of the machine: 'at 0x7ff4a1'"]),
    (notebook(shown(html="<p>C:\\Users\\me</p>")), ["cell 1: an output tells of the machine: 'C:\\\\Users'"]),
    (notebook(shown(png=PNG), shown(png=PNG)), ["cell 1: 2 pictures, 1 is allowed"]),
    (
        notebook(shown(png=PNG), alt=""),
        ["cell 1: a picture that no words describe, allowed: text as `alt` in the metadata of the cell"],
    ),
    (notebook(printed("600")), []),
]


@pytest.mark.parametrize(("raw", "found"), WRONG)
def test_what_is_wrong_with_a_notebook(raw, found):
    assert notebook_text.problems(notebook_text.normalised(raw)) == found


def test_a_notebook_that_was_not_written_by_the_check_or_is_too_large(monkeypatch):
    assert notebook_text.problems(notebook()) == ["not in the form that `tools/notebooks.py --write` gives it"]
    monkeypatch.setattr(notebook_text, "MOST_BYTES", 600)
    plain = notebook_text.normalised(notebook(printed("6" * 600)))
    assert notebook_text.problems(plain) == [f"{len(notebook_text.written(plain))} bytes, at most 600 are allowed"]


TABLE = "<style>td {{color: {colour}}}</style><table class='{name}'><td>{amount}</td></table>"
OTHERWISE = [
    (printed("600"), printed("600"), []),
    (printed("600\n700\n"), printed("600\n701\n"), ["-700", "+701"]),
    (shown(plain="600"), shown(plain="601"), ["-600", "+601"]),
    (
        shown(html=TABLE.format(colour="red", name="a", amount=600)),
        shown(html=TABLE.format(colour="blue", name="b", amount=600)),
        [],
    ),
    (
        shown(html=TABLE.format(colour="red", name="a", amount=600)),
        shown(html=TABLE.format(colour="red", name="a", amount=601)),
        ["-600", "+601"],
    ),
    (shown(plain="Figure(800x400)", png=PNG), shown(plain="Figure(900x400)", png=PNG[:-8] + "AAAAAAA="), []),
    (shown(plain="Figure(800x400)", png=PNG), printed("600"), ["-A picture", "+600"]),
    (printed("600"), ERROR, ["-600", "+'day'"]),
]


@pytest.mark.parametrize(("committed", "now", "lines"), OTHERWISE)
def test_other_outputs_are_told_with_their_cell(committed, now, lines):
    found = notebook_text.differences(notebook(committed), notebook(now))
    assert len(found) == bool(lines)
    assert all(problem.startswith("cell 1: other outputs\n") for problem in found)
    told = [line.strip() for problem in found for line in problem.splitlines()[1:]]
    assert [line for line in told if line[0] in "-+"] == lines


@pytest.mark.parametrize("name", TEXTS)
def test_another_amount_in_any_output_would_be_noticed(name):
    """What is committed is compared to the last letter, and what differs is told by its cell."""
    committed, spoilt = notebook_text.read(TEXTS[name]), notebook_text.read(TEXTS[name])
    cells = []
    for number, cell in enumerate(spoilt["cells"], start=1):
        for output in cell.get("outputs", ()):
            texts = output.get("data", {}).get("text/plain", output.get("text"))
            if "image/png" not in output.get("data", ()):  # whose words are those of the cell
                texts[-1] += "1"
                cells.append(f"cell {number}")
    found = [problem.split(":")[0] for problem in notebook_text.differences(committed, spoilt)]
    assert found == list(dict.fromkeys(cells))
    assert cells
