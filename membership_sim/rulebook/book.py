"""A rule book at the edge: named values with their dates, certainty and source; `terms` compiles it for the core."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal

from membership_sim.edge import Day, civil_date, path_text, unusable
from membership_sim.money import NO_TAX, Currency, Rate
from membership_sim.rulebook.model import Plan, Terms
from membership_sim.rulebook.readonly import read_only
from membership_sim.typed import shown

Certainty = Literal["stated", "reported", "observed", "assumed"]


@dataclass(frozen=True, slots=True)
class ValueStep:
    """A value from a day on (None: from the beginning); a price's `value` is its fee, with its two first days."""

    value: object
    from_on: date | None = None
    renewals_from_on: date | None = None
    certainty: Certainty = "stated"
    sources: tuple[str, ...] = ()
    days_assumed: bool = False  # a price whose amount is known and whose first day is not
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", read_only(self.value))


@dataclass(frozen=True, slots=True)
class BookValue:
    """One value of a book by its dotted name: its rule, its dated steps, the other readings that may be chosen."""

    name: str
    rule: str
    steps: tuple[ValueStep, ...]
    alternatives: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "alternatives", tuple(map(read_only, self.alternatives)))

    def on(self, day: Day) -> ValueStep | None:
        """Return the step in force on `day` (of a price: for new charges); None before the first (PRICE-3).

        Raises ScenarioError for what is no day.
        """
        on = civil_date(day)
        current = None
        for step in self.steps:
            if step.from_on is None or step.from_on <= on:
                current = step
        return current


@dataclass(frozen=True, slots=True, repr=False)
class RuleBook:
    """The values of a market, an era or a reading. Build one with `RuleBook.load(name_or_path)`.

    `overridden` names the values that `with_values` replaced. `told` is what the book was read from: the file's bytes,
    those of the book it is based on, and the overrides. Its mappings are read-only: a shipped book is shared by all.
    """

    name: str
    title: str
    time_zone: str
    time_zone_certainty: Certainty
    currency: Currency
    tax: Literal["included", "added"]
    holidays: str
    plans: dict[str, Plan]
    values: dict[str, BookValue]
    sources: dict[str, str]
    told: bytes
    base_terms: Terms
    overridden: tuple[str, ...] = field(default=())
    time_zone_sources: tuple[str, ...] = field(default=())
    time_zone_alternatives: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for each in fields(self):
            object.__setattr__(self, each.name, read_only(getattr(self, each.name)))
        terms = {name: read_only(value) for name, value in self.base_terms._asdict().items()}
        object.__setattr__(self, "base_terms", Terms(**terms))

    def __hash__(self) -> int:
        return hash((self.name, self.told))

    def __repr__(self) -> str:
        changed = f", {', '.join(self.overridden)} replaced" if self.overridden else ""
        return f"<RuleBook {self.name}: {', '.join(self.plans)} in {self.currency.code}, {self.time_zone}{changed}>"

    @property
    def sha256(self) -> str:
        """The fingerprint of `told`; of a book without base and overrides it is that of its file."""
        from hashlib import sha256

        return sha256(self.told).hexdigest()

    @classmethod
    def load(cls, name_or_path: str | os.PathLike[str]) -> RuleBook:
        """Load a shipped book by its name or one of yours by its path.

        Raises `InputError` with every problem of the file and its place.
        """
        from membership_sim.files.rulebook_file import load_rulebook

        allowed = "the name of a shipped one or the path of a file"
        return load_rulebook(path_text(name_or_path, "the rule book", allowed))

    @property
    def default_plan(self) -> str:
        """The plan of a story that names none: `monthly`, or the first of a book that has no such plan."""
        return "monthly" if "monthly" in self.plans else next(iter(self.plans))

    def with_values(self, overrides: Mapping[str, object]) -> RuleBook:
        """Return the book with single values replaced, by dotted name, for every day; values as in a file.

        Raises `InputError` with every name or value that is not allowed.
        """
        from membership_sim.files.rulebook_file import override_rulebook

        if not isinstance(overrides, Mapping):
            raise unusable(f"the values are {shown(overrides)}, allowed: a mapping from dotted names to values")
        return override_rulebook(self, dict(overrides))

    def terms(self, sales_tax: Rate = NO_TAX) -> Terms:
        """Return the values compiled for the core, with the scenario's sales tax (BILL-3)."""
        return self.base_terms._replace(sales_tax=sales_tax)

    def with_terms(self, terms: Terms) -> RuleBook:
        """Return the book with other compiled values; the named ones stay. For tests of the model itself."""
        return replace(self, base_terms=terms)

    def to_html(self, lang: str = "en") -> str:
        """Return the values with their dates and sources as a piece of HTML, the file on expansion."""
        from membership_sim.show.html_rulebook import book_fragment

        return book_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Show the book as a file, in IPython and where Hypothesis prints a failing example."""
        from membership_sim.show.rulebook_text import rulebook_note

        printer.text("\n" + rulebook_note(self))
