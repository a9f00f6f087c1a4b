"""What the reader makes of YAML, and every refusal with its place."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from membership_sim.files import composer, reader
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar, Sequence
from membership_sim.scenario import Place


def plain(node: Node) -> Any:
    """Return a node as plain data; a JSON Schema sees a decimal as a number."""
    if isinstance(node, Mapping):
        return {name: plain(child) for name, child in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(child) for child in node.items]
    return float(node.value) if isinstance(node.value, Decimal) else node.value


def read_one(text: str | bytes) -> Any:
    [document], problems = reader.parse(text, "f.yaml")
    assert not problems
    return plain(document)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("12:30", "12:30"),
        ("0x10", "0x10"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("2024-02-30", "2024-02-30"),
        ("2025-03-05T21:40", "2025-03-05T21:40"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("999999999999999", 999999999999999),
        ('"12"', "12"),
        ('"true"', "true"),
        ("'<<'", "<<"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("8.875%", "8.875%"),
        ("日本", "日本"),
    ],
)
def test_a_plain_scalar_is_null_true_false_a_decimal_integer_or_text(written: str, value: object) -> None:
    read = read_one(f"a: {written}\n")["a"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbfa: 1\nb: [x, y]\n",
        b"a: 1\r\nb: [x, y]\r\n",
        b"a: 1\rb: [x, y]\r",
        b'{"a": 1, "b": ["x", "y"]}',
        b"--- \na: 1\nb:\n- x\n- y\n...\n",
    ],
    ids=["bom", "crlf", "cr", "json", "markers"],
)
def test_the_same_document_in_other_bytes(text: bytes) -> None:
    assert read_one(text) == {"a": 1, "b": ["x", "y"]}


def test_places_count_from_one_in_characters() -> None:
    [document], _ = reader.parse("\ufeffé: 1\r\nb: [日本, {c: x}]\r\n", "f.yaml")
    assert isinstance(document, Mapping)
    items = document.entries["b"]
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert [str(node.place) for node in (document, items, inner, inner.entries["c"])] == [
        "f.yaml:1:1", "f.yaml:2:4", "f.yaml:2:9", "f.yaml:2:13",
    ]  # fmt: skip


def test_several_documents() -> None:
    documents, problems = reader.parse("a: 1\n---\nb: 2\n--- ~\n", "f.yaml")
    assert ([plain(document) for document in documents], problems) == ([{"a": 1}, {"b": 2}, None], [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1:1: the file is empty, a document is missing"]),
        ("# only a comment\n", ["1:1: the file is empty, a document is missing"]),
        ("---\n", ["1:1: nothing follows '---': write a document after it, or leave it out"]),
        ("a: 1\n---\n", ["2:1: nothing follows '---'"]),
        ("a: 1\n---\n# only a comment\n--- {}\n---", ["2:1: nothing follows '---'", "5:1: nothing follows '---'"]),
        ("%TAG ! x\n--- 1\n", ["1:1: the directive '%TAG' is not allowed"]),
        ("a: 1\n---\n%TAG", ["3:1: the directive '%TAG' is not allowed"]),
        ("a: 1\nb: 2\na: 3\n", ["3:1: the field 'a' is given twice, first in line 1"]),
        ("a: {x: 1, x: 2}\n", ["1:11: the field 'x' is given twice, first in line 1"]),
        ("a: &b 1\n", ["1:4: the anchor '&b' is not allowed"]),
        ("a: *b\n", ["1:4: the alias '*b' is not allowed, write the value itself"]),
        ("a: !!str 1\n", ["1:4: the tag 'tag:yaml.org,2002:str' is not allowed"]),
        ("a: !x [1]\n", ["1:4: the tag '!x' is not allowed"]),
        ("<<: {b: 1}\n", ["1:1: the merge key '<<' is not allowed, write the fields themselves"]),
        ("[1]: 2\n", ["1:1: a field's name must be a single word, not a collection"]),
        ("? {a: 1}\n: 2\n", ["1:3: a field's name must be a single word, not a collection"]),
        ("a: 1234567890123456\n", ["1:4: the number '1234567890123456' has more than 15 digits"]),
        ("a: [1\n", ["2:1: not YAML: "]),
        ("a:\n  b: 1\n c: 2\n", ["3:2: not YAML: "]),
        ("a: 1\n\tb: 2\n", ["2:1: not YAML: "]),
        ("a: *\n", ["1:5: not YAML: "]),
        ("a: x\x00\n", [r"1:5: the control character '\x00' is not allowed"]),
        ("a: 1\r\nb: \x1b[0m\n", [r"2:4: the control character '\x1b' is not allowed"]),
        (b"a: 1\nb: caf\xe9\n", ["2:7: not UTF-8: the byte 0xe9 cannot stand here"]),
        (b"\xff\xfea\x00", ["1:1: not UTF-8: the byte 0xff cannot stand here"]),
        (b"\xed\xa0\x80: 1", ["1:1: not UTF-8: the byte 0xed cannot stand here"]),
        ("[" * 33, ["1:33: nested deeper than 32 levels"]),
        ("- " * 100_000, ["1:65: nested deeper than 32 levels"]),
        ("a: " + "[" * 100_000, ["1:35: nested deeper than 32 levels"]),
        ("a: &x 1\nb: *x\na: 2\n", [
            "1:4: the anchor '&x' is not allowed",
            "2:4: the alias '*x' is not allowed, write the value itself",
            "3:1: the field 'a' is given twice, first in line 1",
        ]),
    ],
)  # fmt: skip
def test_refusals_have_their_place(text: str | bytes, problems: list[str]) -> None:
    _, found = reader.parse(text, "f.yaml")
    assert len(found) == len(problems)
    for problem, start in zip(found, problems, strict=True):  # the words after "not YAML" are the parser's
        assert str(problem).startswith(f"f.yaml:{start}")


@pytest.mark.parametrize("text", ["a: [1 {", "a: [{b: 1} {b: 2}]", "\ta: 1", "a:\n - b\n c\n", "{a", '"a'])
def test_what_the_parser_says_is_told_in_full(text: str) -> None:
    _, [problem] = reader.parse(text, "f.yaml")
    assert problem.message.startswith("not YAML: ")
    assert "…" not in problem.message


def test_half_a_document_is_left_out() -> None:
    documents, problems = reader.parse("a: 1\n---\nb: [2\n", "f.yaml")
    assert ([plain(document) for document in documents], len(problems)) == ([{"a": 1}], 1)


def test_the_parser_in_python_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    monkeypatch.setattr(composer, "_LOADER", yaml.SafeLoader)
    assert read_one("a: [1, no]\n") == {"a": [1, "no"]}
    _, problems = reader.parse("a: " + "[" * 400, "f.yaml")
    assert [problem.message for problem in problems] in (["nested deeper than 32 levels"], ["nested too deeply"])


class OfTheReader:
    """Standard input with a `buffer`, as the interpreter has it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def refusal(path: str) -> str:
    with pytest.raises(InputError) as caught:
        reader.read_source(path)
    return str(caught.value)


def test_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"x" * reader.LARGEST_FILE)
    assert len(reader.read_source(str(file))) == reader.LARGEST_FILE
    file.write_bytes(b"x" * (reader.LARGEST_FILE + 1))
    assert refusal(str(file)) == f"{file}: larger than 8 MiB, the largest file allowed"
    assert refusal(str(tmp_path)) == f"{tmp_path}: is a folder, not a file"
    assert refusal(str(tmp_path / "no.yaml")) == f"{tmp_path / 'no.yaml'}: no such file"
    assert refusal("a\0b") == r"a\x00b: cannot be the path of a file"
    assert "a.yaml" in refusal(str(file / "under a file.yaml"))
    monkeypatch.setattr("sys.stdin", OfTheReader(b"a: 1"))
    assert reader.read_source("-") == b"a: 1"
    monkeypatch.setattr("sys.stdin", OfTheReader(b"x" * (reader.LARGEST_FILE + 5)))
    assert refusal("-") == "<stdin>: larger than 8 MiB, the largest file allowed"


def test_problems_are_sorted_and_each_is_told_once() -> None:
    late, early = Problem(Place("a", 10, 1), "late"), Problem(Place("a", 9, 2), "early")
    assert InputError([late, early, late, Problem(None, "nowhere")]).problems == (Problem(None, "nowhere"), early, late)


def test_a_scalar_node_of_python_data_is_like_that_of_a_file() -> None:
    from membership_sim.files.nodes import node_of

    assert plain(node_of({"a": (1, None, True, "x"), "b": 1.5})) == {"a": [1, None, True, "x"], "b": 1.5}
    assert isinstance(node_of(object()), Scalar)
