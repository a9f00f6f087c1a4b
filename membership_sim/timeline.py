"""The timeline: entries in order, and what follows from them. Everything here is a pure function of the entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from membership_sim.counts import counted
from membership_sim.edge import Day, day_number
from membership_sim.entries import ChargeEntry, Entry, RefundEntry
from membership_sim.entry_fields import entry_fields, iso
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.member import Snapshot
from membership_sim.scenario import Scenario, ScenarioError, State

if TYPE_CHECKING:
    from membership_sim.show.frames import PandasFrame, PolarsFrame
    from membership_sim.show.pictures.style import Picture
    from membership_sim.show.plot import PictureKind


class Totals(NamedTuple):
    """Sums in minor units, and the days that ended with benefits."""

    charged: int
    refunded: int
    net: int
    benefit_days: int


class Span(NamedTuple):
    """Days `[start_day, end_day)` that all ended in the same state."""

    state: State
    start_day: int
    end_day: int


@dataclass(frozen=True, repr=False)
class Timeline:
    """What a scenario makes happen, from `start.day` to `until_day`, both inclusive."""

    scenario: Scenario
    start: Snapshot
    entries: tuple[Entry, ...]
    until_day: int
    end: Snapshot

    def __repr__(self) -> str:
        days = f"{self.from_date} to {self.until_date}"
        entries = counted(len(self.entries), "entries")
        return f"<Timeline {self.scenario.title!r}: {days}, {entries}, ends {self.final_state}>"

    @property
    def charges(self) -> tuple[ChargeEntry, ...]:
        """The charges that were taken, in order."""
        return tuple([entry for entry in self.entries if isinstance(entry, ChargeEntry)])

    @property
    def refunds(self) -> tuple[RefundEntry, ...]:
        """The refunds, in order."""
        return tuple([entry for entry in self.entries if isinstance(entry, RefundEntry)])

    @property
    def from_date(self) -> date:
        """The first day of the run."""
        return date.fromordinal(self.start.day)

    @property
    def until_date(self) -> date:
        """The last day of the run."""
        return date.fromordinal(self.until_day)

    @property
    def final_state(self) -> State:
        """The state at the end of the run."""
        return self.end.state

    def spans(self) -> Iterator[Span]:
        """Yield the run of states at the end of each day, longest spans, in order."""
        entries, state, since_day = self.entries, self.start.state, self.start.day
        for number, entry in enumerate(entries, start=1):
            if entry.state != state and (number == len(entries) or entries[number].day > entry.day):
                if entry.day > since_day:
                    yield Span(state, since_day, entry.day)
                state, since_day = entry.state, entry.day
        yield Span(state, since_day, self.until_day + 1)

    def state_on(self, day: Day) -> State:
        """Return the state at the end of a day of the run; an instant counts on its local day (TIME-1).

        Raises ScenarioError for a day before or after the run.
        """
        number = day_number(day, "the day", self.scenario.book.time_zone)
        for span in self.spans():
            if span.start_day <= number < span.end_day:
                return span.state
        raise ScenarioError(f"{day} is not in the run, which goes from {self.from_date} to {self.until_date}")

    @property
    def totals(self) -> Totals:
        """The sums of the entries."""
        charged = sum([charge.amount for charge in self.charges])
        refunded = sum([refund.amount for refund in self.refunds])
        days = sum(span.end_day - span.start_day for span in self.spans() if span.state in BENEFIT_STATES)
        return Totals(charged, refunded, charged - refunded, days)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The assumed rules that the entries cite, and the rules of the assumed values that were read for them.

        Another value, or another rule, need not change what happens.
        """
        from membership_sim.assumptions import assumptions

        return assumptions(self.entries, self.scenario.book, self.start)

    def rows(self, lang: str = "en") -> list[dict[str, object]]:
        """Return the entries as in the JSON, words included."""
        from membership_sim.show.words import because

        currency = self.scenario.book.currency
        return [{**entry_fields(entry), "because": because(entry, currency, lang)} for entry in self.entries]

    def to_dict(self, lang: str = "en") -> dict[str, object]:
        """Return the whole timeline as the JSON has it (schema `membership-sim/timeline/1`)."""
        book = self.scenario.book
        return {
            "schema": "membership-sim/timeline/1",
            "title": self.scenario.title,
            "rulebook": {"name": book.name, "sha256": book.sha256},
            "time_zone": book.time_zone,
            "currency": book.currency.code,
            "from": iso(self.start.day),
            "until": iso(self.until_day),
            "entries": self.rows(lang),
            "totals": self.totals._asdict(),
            "final_state": self.final_state,
            "assumptions": list(self.assumptions),
        }

    def to_html(self, lang: str = "en") -> str:
        """Return the timeline as a piece of HTML, reasons on expansion; of very many entries the first and the last."""
        from membership_sim.show.html_timeline import timeline_fragment

        return timeline_fragment(self, lang)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_polars(self, lang: str = "en") -> PolarsFrame:
        """Return the entries as a data frame of polars, which the extra `polars` brings: a row an entry.

        The columns are those of the CSV after its `document`, whatever the entries are.
        Raises MissingExtraError without polars.
        """
        from membership_sim.show.frames import polars_frame, timeline_columns, timeline_rows

        return polars_frame(timeline_columns(), timeline_rows(self, lang))

    def to_pandas(self, lang: str = "en") -> PandasFrame:
        """Return the same as a data frame of pandas, which the extra `pandas` brings; dates are `datetime64[s]`.

        Raises MissingExtraError without pandas.
        """
        from membership_sim.show.frames import pandas_frame, timeline_columns, timeline_rows

        return pandas_frame(timeline_columns(), timeline_rows(self, lang))

    def plot(self, kind: PictureKind = "timeline", *, lang: str = "en", width: float = 10.0) -> Picture:
        """Return the timeline as a picture, `width` inches wide: a figure of matplotlib, which the extra `plot` brings.

        The kinds are those of `plot`, which also takes several timelines; raises MissingExtraError without matplotlib.
        """
        return plot(self, kind=kind, lang=lang, width=width)


def plot(*timelines: Timeline, kind: PictureKind = "timeline", lang: str = "en", width: float = 10.0) -> Picture:
    """Return timelines as one picture, one below the other, so that they can be compared.

    `timeline` has them over one axis of time, `calendar` each year as weeks, `states` the way through the lifecycle.
    Raises MissingExtraError without matplotlib; else one MembershipError with everything that is wrong: no timeline,
    too many, an unknown kind or language, a width out of bounds.
    """
    from membership_sim.show.plot import plot_timelines

    return plot_timelines(timelines, kind, lang, width)
