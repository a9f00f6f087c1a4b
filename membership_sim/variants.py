"""Variants of a scenario, each with its values and what it comes to: what `vary` returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from membership_sim.counts import counted
from membership_sim.in_words import InWords
from membership_sim.scenario import Scenario
from membership_sim.timeline import Timeline, plot

if TYPE_CHECKING:
    from membership_sim.show.frames import ColumnKind, PandasFrame, PolarsFrame
    from membership_sim.show.pictures.style import Picture
    from membership_sim.show.plot import PictureKind

_LONGEST_LABEL: Final = 60  # characters of a value that has no label of its own


def labels_text(labels: Mapping[str, str]) -> str:
    """Return the labels of values on a line, each after its path.

    >>> labels_text({"plan": "annual", "with.trial.days": "14"})
    'plan: annual; with.trial.days: 14'
    """
    return "; ".join(f"{path}: {label}" for path, label in labels.items())


def value_label(value: object) -> str:
    """Return what a value is called that has no label of its own: what a file would say."""
    from membership_sim.files.words import shortened
    from membership_sim.rulebook.book import RuleBook
    from membership_sim.show.yaml_text import flow

    if isinstance(value, RuleBook):
        return value.name
    return shortened(flow(value), _LONGEST_LABEL)


class Variant(NamedTuple):
    """A scenario with its `changes`, values by their paths that `labels` name, and what it comes to."""

    changes: Mapping[str, Any]
    labels: Mapping[str, str]
    scenario: Scenario
    timeline: Timeline

    def __repr__(self) -> str:
        return f"<Variant {labels_text(self.labels)}: {self.timeline!r}>"


class Variants(InWords, Sequence[Variant]):
    """The variants of a scenario in order, the last path changing first; `str` is a table of what they come to.

    `columns` says what the values of each path are in a data frame, whichever variants are chosen.
    """

    def __init__(self, title: str, columns: Mapping[str, ColumnKind], variants: Iterable[Variant]) -> None:
        self.title = title
        self.columns = dict(columns)
        self._variants = tuple(variants)

    @overload
    def __getitem__(self, index: int) -> Variant: ...

    @overload
    def __getitem__(self, index: slice) -> Variants: ...

    def __getitem__(self, index: int | slice) -> Variant | Variants:
        if isinstance(index, slice):
            return Variants(self.title, self.columns, self._variants[index])
        return self._variants[index]

    def __len__(self) -> int:
        return len(self._variants)

    def __repr__(self) -> str:
        return f"<Variants of {self.title!r}: {counted(len(self), 'variants')} by {', '.join(self.paths)}>"

    @property
    def paths(self) -> tuple[str, ...]:
        """The places of the values that vary."""
        return tuple(self.columns)

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """What each variant comes to."""
        return tuple(variant.timeline for variant in self)

    def to_text(self, lang: str = "en") -> str:
        """Return a table with a line a variant: its values, totals, days with benefits and state at the end."""
        from membership_sim.show.variants_table import variants_text

        return variants_text(self, lang)

    def to_html(self, lang: str = "en") -> str:
        """Return the same table as a piece of HTML."""
        from membership_sim.show.html_variants import variants_fragment

        return variants_fragment(self, lang)

    def to_polars(self) -> PolarsFrame:
        """Return a row a variant as a data frame of polars: the values by their paths, then what it comes to.

        A column of values holds whole numbers, dates, or yes and no where its field in a scenario file does, and none
        has a label of its own; else labels. Raises MissingExtraError without polars.
        """
        from membership_sim.show.frames import polars_frame
        from membership_sim.show.variants_data import variant_columns, variant_rows

        return polars_frame(variant_columns(self), variant_rows(self))

    def to_pandas(self) -> PandasFrame:
        """Return the same as a data frame of pandas; raises MissingExtraError without pandas."""
        from membership_sim.show.frames import pandas_frame
        from membership_sim.show.variants_data import variant_columns, variant_rows

        return pandas_frame(variant_columns(self), variant_rows(self))

    def plot(self, kind: PictureKind = "timeline", *, lang: str = "en", width: float = 10.0) -> Picture:
        """Return the variants as one picture, one below the other, as `plot` draws timelines."""
        return plot(*self.timelines, kind=kind, lang=lang, width=width)
