"""What has a text and a piece of HTML: `str` and notebooks show them."""

from __future__ import annotations

from abc import ABC, abstractmethod


class InWords(ABC):
    """Shows itself as its text where it is printed, and as its HTML in a notebook."""

    __slots__ = ()

    @abstractmethod
    def to_text(self, lang: str = "en") -> str:
        """Return it in words."""

    @abstractmethod
    def to_html(self, lang: str = "en") -> str:
        """Return it as a piece of HTML."""

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()
