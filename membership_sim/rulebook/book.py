"""A rule book at the edge: named values with their dates, certainty and source; `terms` compiles it for the core."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from membership_sim.money import NO_TAX, Currency, Rate
from membership_sim.rulebook.model import Plan, Terms

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


@dataclass(frozen=True, slots=True)
class BookValue:
    """One value of a book by its dotted name: its rule, its dated steps, the other readings that may be chosen."""

    name: str
    rule: str
    steps: tuple[ValueStep, ...]
    alternatives: tuple[object, ...] = ()

    def on(self, day: date) -> ValueStep | None:
        """Return the step in force on `day` (of a price: for new charges); None before the first (PRICE-3)."""
        current = None
        for step in self.steps:
            if step.from_on is None or step.from_on <= day:
                current = step
        return current


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The values of a market, an era or a reading. Build one with `RuleBook.load(name_or_path)`.

    `overridden` names the values that `with_values` replaced. `told` is what the book was read from: the file's bytes,
    those of the book it is based on, and the overrides.
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

    @property
    def sha256(self) -> str:
        """The fingerprint of `told`; of a book without base and overrides it is that of its file."""
        from hashlib import sha256

        return sha256(self.told).hexdigest()

    @classmethod
    def load(cls, name_or_path: str) -> RuleBook:
        """Load a shipped book by its name or one of yours by its path.

        Raises `InputError` with every problem of the file and its place.
        """
        from membership_sim.files.rulebook_file import load_rulebook

        return load_rulebook(name_or_path)

    @property
    def default_plan(self) -> str:
        """The plan of a story that names none: `monthly`, or the first of a book that has no such plan."""
        return "monthly" if "monthly" in self.plans else next(iter(self.plans))

    def with_values(self, overrides: dict[str, object]) -> RuleBook:
        """Return the book with single values replaced, by dotted name, for every day; values as in a file.

        Raises `InputError` with every name or value that is not allowed.
        """
        from membership_sim.files.rulebook_file import override_rulebook

        return override_rulebook(self, overrides)

    def terms(self, sales_tax: Rate = NO_TAX) -> Terms:
        """Return the values compiled for the core, with the scenario's sales tax (BILL-3)."""
        return self.base_terms._replace(sales_tax=sales_tax)

    def with_terms(self, terms: Terms) -> RuleBook:
        """Return the book with other compiled values; the named ones stay. For tests of the model itself."""
        return replace(self, base_terms=terms)
