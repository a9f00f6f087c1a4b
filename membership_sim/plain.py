"""Values as files hold them: mappings, lists, numbers and text, and nothing that anybody else holds too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from membership_sim.typed import written


def plain(value: Any, keep_dates: bool = False) -> Any:
    """Return a value as mappings, lists, numbers and text; dates are their text, unless they are to be kept.

    A whole number of another library is a whole number. What no file could hold stays as it is.

    >>> plain({"from": date(2025, 1, 31), "days": (3, 7)})
    {'from': '2025-01-31', 'days': [3, 7]}
    """
    if isinstance(value, Mapping):
        return {written(name): plain(item, keep_dates) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, keep_dates) for item in value]
    if isinstance(value, date):
        return value if keep_dates else value.isoformat()
    if isinstance(value, bool | int | str):
        return value
    return int(value) if hasattr(value, "__index__") else value
