"""Places in a scenario's file by dotted paths: whether there is one, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.days import Day
from membership_sim.files.rulebook_shapes import override_shape
from membership_sim.files.rulebook_terms import value_names
from membership_sim.files.scenario_shapes import scenario_shape
from membership_sim.files.shapes import OrNull, Shape, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.variants import ByField, Either, Lazy, OneOrMany, Variants
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.rulebook.model import Plan

if TYPE_CHECKING:
    from membership_sim.show.frames import ColumnKind

LEFT_OUT: Final = ("expect",)  # what a story is expected to do, another one need not
_KINDS: Final[dict[type[Shape], ColumnKind]] = {Day: "date", Whole: "number", YesNo: "yes_no"}

_NUMBER: Final = re.compile("0|[1-9][0-9]*")  # written in one way, so that no two paths are of one place

Key = str | int


class NoPlaceError(Exception):
    """A path leads nowhere; the message says where it ends, with the nearest name."""


def path_keys(path: str) -> list[Key]:
    """Return the keys of a path: below `with` the rest is one dotted name.

    >>> path_keys("events.1.date"), path_keys("with.trial.days")
    (['events', 1, 'date'], ['with', 'trial.days'])
    """
    head, _, rest = path.partition(".")
    if head == "with":
        return [head, rest]
    return [int(key) if _NUMBER.fullmatch(key) else key for key in path.split(".")]


def shape_at(path: str, document: Mapping[str, Any], plans: dict[str, Plan], varied: Collection[object] = ()) -> Shape:
    """Return what may stand at a path of a document whose rule book has these plans, when those `varied` may be others.

    Raises NoPlaceError. The last key need not be in the document, but a name that may be.
    """
    keys = path_keys(path)
    if keys[0] == "with":
        return _value_shape(str(keys[1]), plans)
    shape: Shape = scenario_shape()
    place: Any = document
    for number, key in enumerate(keys):
        before = ".".join(map(str, keys[:number]))
        if isinstance(place, list):
            if not isinstance(key, int) or key >= len(place):
                raise NoPlaceError(f"{quoted(str(key))} is no number of {quoted(before)}, {_numbers(len(place))}")
            shape, place = _inner(shape), place[key]
        elif isinstance(place, Mapping):
            fields = _fields(shape, place, before, varied)
            name = str(key)
            if name not in fields:
                of = f" of {quoted(before)}" if before else ""
                hint = suggestion(name, fields) or ","
                raise NoPlaceError(f"unknown field {quoted(name)}{of}{hint} allowed: {listed(fields)}")
            if number < len(keys) - 1 and name not in place:
                raise NoPlaceError(f"the scenario has no {quoted('.'.join(map(str, keys[: number + 1])))}")
            shape, place = fields[name].shape, place.get(name)
        else:
            raise NoPlaceError(f"{quoted(before)} has no parts, it is {quoted(str(place))}")
    return shape


def _value_shape(name: str, plans: dict[str, Plan]) -> Shape:
    if not name:
        raise NoPlaceError("'with' is no value: name one, such as 'with.trial.days'")
    names = value_names(plans)
    if name not in names:
        hint = suggestion(name, names) or ","
        raise NoPlaceError(f"unknown value {quoted(name)}{hint} allowed: {listed(names)}")
    return override_shape(names[name])


def _fields(shape: Shape, place: Mapping[str, Any], path: str, varied: Collection[object]) -> dict[str, Field]:
    """Return the fields that a mapping may have; of events whose action is `varied` too those of all actions."""
    match shape:
        case Lazy():
            return _fields(shape.make(), place, path, varied)
        case OrNull():
            return _fields(shape.shape, place, path, varied)
        case Variants():
            chosen = shape.variants.values() if f"{path}.{shape.key}" in varied else [shape.variants[place[shape.key]]]
            return {name: field for each in chosen for name, field in each.fields.items()}
        case Structure() | ByField():
            return {name: field for name, field in shape.fields.items() if path or name not in LEFT_OUT}
        case _:
            raise AssertionError(f"no shape of a mapping at {path}")


def _inner(shape: Shape) -> Shape:
    assert isinstance(shape, ListOf), "a list of another shape"
    return shape.item


def _numbers(count: int) -> str:
    if not count:
        return "which is empty"
    return f"allowed: 0 to {count - 1}" if count > 1 else "allowed: 0"


def column_kind(shape: Shape) -> ColumnKind:
    """Return what a column of such values holds: of what may be written in several ways the plain one."""
    match shape:
        case OrNull():
            return column_kind(shape.shape)
        case OneOrMany():
            return column_kind(shape.item)
        case Either():
            return column_kind(shape.other)
        case _:
            return _KINDS.get(type(shape), "text")
