"""Whether a value is what an annotation says: code may build records of any values, and nothing has looked at them.

The records of the package are named tuples, and their annotations are the one place that says what a field may hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from reprlib import Repr
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

LONGEST_TEXT: Final = 200  # characters of a name or a title
TEXT: Final = f"text of 1 to {LONGEST_TEXT} characters on one line"
# What text does not hold, as a regular expression's class that schemas take too: controls, line breaks, no characters.
NOT_IN_TEXT: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff"
STRANGE: Final = re.compile(rf"[{NOT_IN_TEXT}\ud800-\udfff]")  # and half a pair, which no schema could meet

_LAST_DAY: Final = date.max.toordinal()
_LARGEST: Final = 10**18 - 1  # more than any amount or count, and quickly printed
_PLAIN: Final[dict[Any, str]] = {
    int: "a whole number, 0 or more, below 10**18",
    str: TEXT,
    bool: "True or False",
    NoneType: "None",
}

_repr = Repr()
_repr.maxstring = _repr.maxother = _repr.maxlong = 60


def shown(value: object) -> str:
    """Return a value as messages show it: on one line, shortened.

    >>> shown("soon"), shown({"state": "paid"}), len(shown("x" * 99))
    ("'soon'", "{'state': 'paid'}", 60)
    """
    try:
        return " ".join(_repr.repr(value).split())
    except ValueError:  # Python does not print a number of thousands of digits
        return f"{type(value).__name__} of very many digits"


def written(value: object) -> str:
    """Return `str` of any value: a number that Python does not print is told as `shown` does.

    >>> written(25), written(10**5000)
    ('25', 'int of very many digits')
    """
    try:
        return str(value)
    except ValueError:
        return shown(value)


@lru_cache(maxsize=4096)  # the same words come again and again
def is_text(value: str) -> bool:
    """Tell whether a text can be a name or a title, in code as in a file: then a file can say it and gives it back.

    >>> is_text("Ann"), is_text(""), is_text("Ann\\n"), is_text("x" * 201)
    (True, False, False, False)
    """
    return 0 < len(value) <= LONGEST_TEXT and (value.isprintable() or not STRANGE.search(value))


def brief(record: Any) -> str:
    """Return a record as code makes it, without the fields that are as they would be anyway.

    >>> from membership_sim.scenario import Action
    >>> brief(Action("use", benefit="video"))
    "Action(do='use', benefit='video')"
    """
    defaults = record._field_defaults
    told = (f"{name}={value!r}" for name, value in record._asdict().items() if value != defaults.get(name, defaults))
    return f"{type(record).__name__}({', '.join(told)})"


def wrong_values(value: Any, hint: Any, path: str, is_day: bool = False) -> Iterator[str]:
    """Yield a problem for each value, at any depth, that its annotation does not allow.

    `path` names the value, as code would: `wallet.methods[0].kind`. Whole numbers are 0 or more and text is one line;
    `is_day` says that a number is that of a day, as it is in a field whose name ends in `day`.

    >>> list(wrong_values(1.5, int | None, "wallet.methods[0].amount"))
    ['wallet.methods[0].amount is 1.5, allowed: a whole number, 0 or more, below 10**18, or None']
    """
    if fits(hint, is_day)(value):
        return
    found = next((each for each in _choices(hint) if _is_list(each) or _is_record(each)), None)
    if found is None or type(value) is not (get_origin(found) or found):
        yield f"{path} is {shown(value)}, allowed: {_allowed(_choices(hint), is_day)}"
    elif _is_record(found):
        for (name, part_hint), part in zip(_fields(found).items(), value, strict=True):
            yield from wrong_values(part, part_hint, f"{path}.{name}", name.endswith("day"))
    else:
        for index, item in enumerate(value):
            yield from wrong_values(item, get_args(found)[0], f"{path}[{index}]")


@cache
def fits(hint: Any, is_day: bool = False) -> Callable[[Any], bool]:
    """Return what tells, quickly, whether a value and all that is in it is what an annotation says.

    It is compiled, as named tuples are: the laws look at every field of a timeline with it.
    """
    return _compiled([(hint, is_day)])


@cache
def fields_fit(record: type) -> Callable[..., bool]:
    """Return what tells whether the fields of a record, each an argument, are what its annotations say."""
    return _compiled((part, name.endswith("day")) for name, part in _fields(record).items())


def _compiled(hints: Iterable[tuple[Any, bool]]) -> Callable[..., bool]:
    """Return what tells whether each argument is what its annotation says: one expression for all of them."""
    names: dict[str, Any] = {"is_number": _is_number, "is_text": is_text, "are_texts": _are_texts}
    tests = {f"value_{n}": _test(f"value_{n}", hint, is_day, names) for n, (hint, is_day) in enumerate(hints)}
    made: Callable[..., bool] = eval(f"lambda {', '.join(tests)}: {' and '.join(tests.values()) or True}", names)
    return made


def _test(value: str, hint: Any, is_day: bool, names: dict[str, Any]) -> str:
    """Return the expression for the argument of this name; what else it speaks of goes into `names`."""
    choices = _choices(hint)
    if len(choices) > 1:
        none_first = sorted(choices, key=lambda choice: choice is not NoneType)
        return f"({' or '.join(_test(value, choice, is_day, names) for choice in none_first)})"
    if hint is NoneType:
        return f"{value} is None"
    if hint is int:
        most = _LAST_DAY if is_day else _LARGEST
        return f"(type({value}) is int or is_number({value})) and 0 <= {value} <= {most}"
    if hint is str:
        return f"isinstance({value}, str) and is_text({value})"
    if get_origin(hint) is Literal:
        return f"isinstance({value}, str) and {value} in {{{', '.join(map(repr, get_args(hint)))}}}"
    if _is_list(hint):
        if get_args(hint)[0] is str:
            return f"type({value}) is tuple and are_texts({value})"
        item = f"item_of_{value}"
        return f"type({value}) is tuple and all([{_test(item, get_args(hint)[0], False, names)} for {item} in {value}])"
    name = f"known_{len(names)}"
    if get_origin(hint) is tuple:
        names[name] = _compiled((part, False) for part in get_args(hint))
        return f"type({value}) is tuple and len({value}) == {len(get_args(hint))} and {name}(*{value})"
    names[name] = hint
    if not _is_record(hint):
        return f"isinstance({value}, {name})"
    names[f"{name}_fields"] = fields_fit(hint)
    return f"isinstance({value}, {name}) and {name}_fields(*{value})"


def _are_texts(values: tuple[Any, ...]) -> bool:
    try:
        return _all_are_texts(values)
    except TypeError:  # what cannot be looked up is no text
        return False


@lru_cache(maxsize=4096)  # as are the same rules
def _all_are_texts(values: tuple[Any, ...]) -> bool:
    return all(isinstance(value, str) and is_text(value) for value in values)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _is_list(hint: Any) -> bool:
    """Tell whether an annotation is that of a tuple of any length."""
    return get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis


def _is_record(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, tuple)


@cache
def _fields(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def _allowed(hints: tuple[Any, ...], is_day: bool) -> str:
    words = [_words(hint, is_day) for hint in hints]
    comma = "," if len(words) > 1 and "," in words[-2] else ""
    return f"{comma} or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _words(hint: Any, is_day: bool) -> str:
    if get_origin(hint) is Literal:
        return ", ".join(get_args(hint))
    if _is_list(hint):
        item = get_args(hint)[0]
        return f"a tuple of {'tuples' if get_origin(item) is tuple else item.__name__}"
    if get_origin(hint) is tuple:
        return f"a tuple of {' and of '.join(_allowed(_choices(part), False) for part in get_args(hint))}"
    if hint is int and is_day:
        return "the number of a day, as date.toordinal() gives it"
    return _PLAIN.get(hint) or f"{'an' if hint.__name__[0] in 'AEIOU' else 'a'} {hint.__name__}"
