"""What a file says, before anyone knows what it means: scalars, mappings and sequences, each with its place."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from datetime import date
from typing import Final, TypeAlias

from membership_sim.scenario import Place
from membership_sim.typed import written


class Bad:
    """Marks a value that has been reported already: whoever meets it stays silent."""

    def __bool__(self) -> bool:
        return False


BAD: Final = Bad()


class Decimal(str):
    """A plain scalar with a decimal point or an exponent, as written; no format has such numbers (BILL-3)."""

    __slots__ = ()


class Scalar:
    """One word, number or text: `value` is None, a bool, an int, a `Decimal`, a str or `BAD`; `text` is as written."""

    __slots__ = ("place", "text", "value")

    def __init__(self, place: Place | None, value: object, text: str) -> None:
        self.place = place
        self.value = value
        self.text = text


class Sequence:
    """A list of nodes."""

    __slots__ = ("items", "place")

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.items: list[Node] = []


class Mapping:
    """Keys with their values, in order: `entries` has the value's node by the key's text, `keys` the key's node.

    `doubtful` is set when a key was refused, or one was said to be missing: then nothing more may be said to be.
    """

    __slots__ = ("doubtful", "entries", "keys", "place")

    def __init__(self, place: Place | None) -> None:
        self.place = place
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        self.doubtful = False

    def add(self, key: Scalar, value: Node) -> bool:
        """Add an entry; False, and nothing is added, when the key is there already."""
        if key.text in self.entries:
            return False
        self.entries[key.text] = value
        self.keys[key.text] = key
        return True


Node: TypeAlias = Scalar | Sequence | Mapping


def node_of(value: object) -> Node:
    """Return plain Python data as a node without a place, so that code and files are checked alike.

    A date is its ISO text; what no format knows (a float, an object) becomes a scalar that every shape refuses.
    """
    if isinstance(value, str):  # what is read most stands first
        return Scalar(None, value, str(value))
    if value is None or isinstance(value, int):
        return Scalar(None, value, "null" if value is None else written(value))
    if isinstance(value, dict | AnyMapping):
        mapping = Mapping(None)
        for key, item in value.items():
            mapping.add(Scalar(None, written(key), written(key)), node_of(item))
        return mapping
    if isinstance(value, list | tuple):
        sequence = Sequence(None)
        sequence.items.extend(node_of(item) for item in value)
        return sequence
    if isinstance(value, date):
        return Scalar(None, value.isoformat(), value.isoformat())
    if isinstance(value, float):
        return Scalar(None, Decimal(value), repr(value))
    return Scalar(None, value, repr(value))
