"""Packages and fonts that only some views need, and what to install where one is missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from membership_sim.scenario import MembershipError


class MissingExtraError(MembershipError, ImportError):
    """A library is not installed that only some users need; the message names the extra that brings it."""


class MissingFontWarning(UserWarning):
    """A picture has characters that no font there draws; the message names them.

    It also names what to install where no Japanese font is there.
    """


def needed(module: str, extra: str) -> ModuleType:
    """Return a module of an extra; raises MissingExtraError, which names the extra, where it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise MissingExtraError(
            f"{module} is not installed, and this needs it: pip install 'membership-sim[{extra}]'"
        ) from None
