"""A dict that cannot be changed: the shipped rule books are loaded once and shared by everyone who asks for them."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ReadOnly(dict[Key, Value]):
    """Reads as fast as a dict, equals one, and can be pickled and copied, which a mapping proxy cannot.

    >>> ReadOnly(monthly=600)["monthly"]
    600
    >>> ReadOnly(monthly=600).update(monthly=0)
    Traceback (most recent call last):
        ...
    TypeError: a rule book cannot be changed, make another one by with_values()
    """

    __slots__ = ()

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a rule book cannot be changed, make another one by with_values()")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (dict(self),))


def read_only(value: Any) -> Any:
    """Return a value that nobody can change: dicts read-only, lists as tuples, at any depth."""
    if isinstance(value, dict):
        return ReadOnly({key: read_only(item) for key, item in value.items()})
    return tuple(map(read_only, value)) if isinstance(value, list) else value
