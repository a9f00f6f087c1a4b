"""Whether a value is what an annotation says: code may build records of any values, and nothing has looked at them.

The records of the package are named tuples, and their annotations are the one place that says what a field may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from reprlib import Repr
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

_LAST_DAY: Final = date.max.toordinal()

_repr = Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 60


def shown(value: object) -> str:
    """Return a value as messages show it: on one line, shortened.

    >>> shown("soon"), shown({"state": "paid"}), len(shown("x" * 99))
    ("'soon'", "{'state': 'paid'}", 60)
    """
    return " ".join(_repr.repr(value).split())


def wrong_values(value: object, hint: Any, path: str, is_day: bool = False) -> Iterator[str]:
    """Yield a problem for each value, at any depth, that its annotation does not allow.

    `path` names the value, as code would: `wallet.methods[0].kind`. Whole numbers are 0 or more and text is not empty;
    `is_day` says that a number is that of a day, as it is in a field whose name ends in `day`.

    >>> list(wrong_values(1.5, int | None, "wallet.methods[0].amount"))
    ['wallet.methods[0].amount is 1.5, allowed: a whole number, 0 or more, or None']
    """
    hints = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    found = next((each for each in hints if _fits(value, each, is_day)), None)
    if found is None:
        yield f"{path} is {shown(value)}, allowed: {_allowed(hints, is_day)}"
    elif isinstance(value, tuple) and get_origin(found) is tuple:
        for index, item in enumerate(value):
            yield from wrong_values(item, get_args(found)[0], f"{path}[{index}]")
    elif isinstance(value, tuple):
        for name, part, part_hint in zip(_fields(found), value, _fields(found).values(), strict=True):
            yield from wrong_values(part, part_hint, f"{path}.{name}", name.endswith("day"))


@cache
def _fields(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def _fits(value: object, hint: Any, is_day: bool) -> bool:
    """Tell whether a value is of one annotation, its own parts apart."""
    if get_origin(hint) is Literal:
        return isinstance(value, str) and value in get_args(hint)
    if get_origin(hint) is tuple:
        return type(value) is tuple
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= (_LAST_DAY if is_day else value)
    return isinstance(value, hint) and value != ""


def _allowed(hints: tuple[Any, ...], is_day: bool) -> str:
    words = [_words(hint, is_day) for hint in hints]
    comma = "," if len(words) > 1 and "," in words[-2] else ""
    return f"{comma} or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _words(hint: Any, is_day: bool) -> str:
    if get_origin(hint) is Literal:
        return ", ".join(get_args(hint))
    if get_origin(hint) is tuple:
        return f"a tuple of {get_args(hint)[0].__name__}"
    if hint is int and is_day:
        return "the number of a day, as date.toordinal() gives it"
    plain = {int: "a whole number, 0 or more", str: "a text that is not empty", bool: "True or False", NoneType: "None"}
    return plain.get(hint) or f"a {hint.__name__}"
